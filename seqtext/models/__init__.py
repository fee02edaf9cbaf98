"""The registry of models: names, what they are, and where they live. Loads no model itself."""

from dataclasses import dataclass

from seqtext.errors import SeqtextError, unknown_name


@dataclass(frozen=True)
class Family:
    """A kind of model.

    path     "module:Class" that fits and loads it
    blind    cannot see the order of what it is given; it is given sorted ids
    bag      reads a bag of n-grams, so its name takes an order: bow:2
    summary  one line for lists and help
    unread   options of networks that mean nothing to it
    """

    path: str
    blind: bool
    bag: bool
    summary: str
    unread: tuple[str, ...] = ()


_ORDERED = ("two_way", "pooling", "embedding_dropout", "recurrent_dropout", "start", "reset")
_LINEAR = "seqtext.models.linear:Linear"
_NETWORK = "seqtext.network:Network"

CLASSIFIERS = {
    "majority": Family("seqtext.models.majority:Majority", True, False, "the most frequent label"),
    "bow": Family(_LINEAR, True, True, "logistic regression on a bag of n-grams"),
    "nbsvm": Family(_LINEAR, True, True, "naive-Bayes-weighted linear model (Wang & Manning 2012)"),
    "mlp": Family(
        _NETWORK,
        True,
        True,
        "multi-layer perceptron on n-gram counts",
        (*_ORDERED, "embedding", "vectors"),
    ),
    "dan": Family(
        _NETWORK, True, False, "deep averaging network (Iyyer et al. 2015), order-blind", _ORDERED
    ),
    "rnn": Family(_NETWORK, False, False, "recurrent network, tanh (Elman 1990)", ("reset",)),
    "lstm": Family(_NETWORK, False, False, "long short-term memory (Gers et al. 2000)", ("reset",)),
    "gru": Family(_NETWORK, False, False, "gated recurrent unit (Cho et al. 2014)"),
}

# Modules of torch, for the networks of the registry: name -> "module:Class".
NETWORKS = {
    "mlp": "seqtext.models.mlp:MLP",
    "dan": "seqtext.models.dan:DAN",
    "rnn": "seqtext.models.sequence_classifier:SequenceClassifier",
    "lstm": "seqtext.models.sequence_classifier:SequenceClassifier",
    "gru": "seqtext.models.sequence_classifier:SequenceClassifier",
}

LARGEST_ORDER = 5


@dataclass(frozen=True)
class ModelSpec:
    """A model by name, with the order of its n-grams where it reads a bag: nbsvm:3."""

    name: str
    ngrams: int = 1

    def __post_init__(self) -> None:
        if self.name not in CLASSIFIERS:
            raise unknown_name(f"model {self.name!r}", "model", self.name, CLASSIFIERS)
        if self.ngrams != 1 and not self.family.bag:
            raise SeqtextError(
                f"model {self}", "does not read n-grams", f"write {self.name} without an order"
            )
        if not 1 <= self.ngrams <= LARGEST_ORDER:
            raise SeqtextError(
                f"model {self}", "has no such order", f"choose an order from 1 to {LARGEST_ORDER}"
            )

    @classmethod
    def parse(cls, text: str) -> "ModelSpec":
        """The model that `name` or `name:order` names."""
        name, colon, order = text.strip().partition(":")
        if colon and not order.isdecimal():
            raise SeqtextError(f"model {text!r}", "the order is no number", "write it as nbsvm:3")
        return cls(name, int(order) if colon else 1)

    def __str__(self) -> str:
        return f"{self.name}:{self.ngrams}" if self.family.bag or self.ngrams != 1 else self.name

    @property
    def family(self) -> Family:
        return CLASSIFIERS[self.name]

    @property
    def set(self) -> str:
        """ "blind", "ngram" or "aware": what the model can see of the order of the words."""
        if not self.family.blind:
            return "aware"
        return "ngram" if self.ngrams > 1 else "blind"

    @property
    def varies(self) -> bool:
        """True where the seed changes the model: linear bags and the majority have one optimum."""
        return self.family.path == _NETWORK


def parse_list(text: str) -> tuple[ModelSpec, ...]:
    """The models of a list with commas, each once, in its order."""
    return tuple(dict.fromkeys(ModelSpec.parse(part) for part in text.split(",") if part.strip()))
