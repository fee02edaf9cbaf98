"""The registry of classifiers: names, properties and modules. It loads no model itself."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from seqtext.errors import SeqtextError, nearest, unknown_name
from seqtext.network_options import NetworkOptions
from seqtext.options import Settings


@dataclass(frozen=True)
class Family:
    """A kind of model: what is known about it without loading it.

    path      "module:Class" that fits and loads the model
    blind     does not see the order of its input; it gets sorted ids
    bag       reads a bag of n-grams, so its name may have an order: bow:2
    cost      seconds of a whole training (with tuning, or all epochs) per million tokens, on one
              core of a server of 2023 (AMD EPYC, 2.6 GHz): for rough forecasts of time
    summary   one line for lists and for the help
    network   "module:Class" of its torch module; "" if it is not a network
    body      "module:Class" of the body of a network that reads a sequence
    reads     the fields of NetworkOptions that it uses
    poolings  the poolings that it supports
    fixed     options that define it and override the settings
    """

    path: str
    blind: bool
    bag: bool
    cost: float
    summary: str
    network: str = ""
    body: str = ""
    reads: tuple[str, ...] = ()
    poolings: tuple[str, ...] = ()
    fixed: dict[str, Any] = field(default_factory=dict)


_LINEAR = "seqtext.bags.linear:Linear"
_MAJORITY = "seqtext.bags.majority:Majority"
_NETWORK = "seqtext.tasks.classify.network:Network"
_SEQUENCE = "seqtext.networks.sequence_classifier:SequenceClassifier"

_MLP = ("hidden", "layers", "word_dropout", "dropout", "activation")
_DAN = (*_MLP, "embedding", "embedding_spread", "vectors")
_POOLED = (*_DAN, "pooling", "dense", "embedding_dropout")
_RECURRENT = (*_POOLED, "two_way", "recurrent_dropout", "init")
_CNN = tuple(option for option in _POOLED if option != "layers")
_WAVENET = (*_POOLED, "dilation", "residual_dropout")
_TRANSFORMER = (*_POOLED, "residual_dropout", "heads", "feed_forward", "norm", "norm_place")

_ANY = ("mean", "max")
_CAUSAL = (*_ANY, "last")
_FIRST = (*_ANY, "first")


def _network(
    cost: float,
    summary: str,
    reads: tuple[str, ...],
    poolings: tuple[str, ...] = (),
    network: str = _SEQUENCE,
    body: str = "",
) -> Family:
    """The family of a network that reads ids in order."""
    return Family(_NETWORK, False, False, cost, summary, network, body, reads, poolings)


def _control(of: Family, cost: float, summary: str, **fixed: str) -> Family:
    """The order-blind control of a network: sorted ids, and a fixed option that makes it blind."""
    return replace(of, blind=True, cost=cost, summary=summary, fixed=fixed)


_KIM = _network(
    220,
    "convolutions of several widths (Kim 2014)",
    _CNN,
    _ANY,
    body="seqtext.networks.cnn:ConvolutionBody",
)
_VASWANI = _network(
    220,
    "Transformer encoder (Vaswani et al. 2017)",
    _TRANSFORMER,
    _FIRST,
    body="seqtext.networks.transformer:TransformerBody",
)
_AVERAGING = _network(
    40, "deep averaging network (Iyyer et al. 2015)", _DAN, network="seqtext.networks.dan:DAN"
)
_PERCEPTRON = _network(
    60, "multi-layer perceptron on n-gram counts", _MLP, network="seqtext.networks.mlp:MLP"
)


def _recurrent(cost: float, summary: str, *more: str) -> Family:
    body = "seqtext.networks.recurrent_body:RecurrentBody"
    return _network(cost, summary, (*_RECURRENT, *more), _CAUSAL, body=body)


CLASSIFIERS = {
    "majority": Family(_MAJORITY, True, False, 0.1, "the most frequent label"),
    "bow": Family(_LINEAR, True, True, 1, "logistic regression on a bag of n-grams"),
    "nbsvm": Family(
        _LINEAR, True, True, 1, "naive-Bayes-weighted linear model (Wang & Manning 2012)"
    ),
    "mlp": replace(_PERCEPTRON, blind=True, bag=True),
    "dan": replace(_AVERAGING, blind=True),
    "cnn-blind": _control(_KIM, 120, "cnn of width 1", width="1"),
    "transformer-blind": _control(_VASWANI, 200, "transformer without positions", positions="none"),
    "rnn": _recurrent(150, "recurrent network, tanh (Elman 1990)"),
    "lstm": _recurrent(300, "long short-term memory (Gers et al. 2000)"),
    "gru": _recurrent(260, "gated recurrent unit (Cho et al. 2014)", "reset"),
    "cnn": replace(_KIM, reads=(*_CNN, "width")),
    "wavenet": _network(
        450,
        "dilated convolutions (van den Oord et al. 2016)",
        _WAVENET,
        _CAUSAL,
        body="seqtext.networks.wavenet:WaveNetBody",
    ),
    "transformer": replace(_VASWANI, reads=(*_TRANSFORMER, "positions")),
}

NETWORKS = tuple(name for name, family in CLASSIFIERS.items() if family.network)

LARGEST_ORDER = 5


@dataclass(frozen=True)
class ModelSpec:
    """A model by name, with the order of its n-grams if it reads a bag: nbsvm:3."""

    name: str
    ngrams: int = 1

    def __post_init__(self) -> None:
        if self.name not in CLASSIFIERS:
            raise _unknown(self.name)
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
        """Parse `name` or `name:order`."""
        name, colon, order = text.strip().partition(":")
        if name not in CLASSIFIERS:
            raise _unknown(text.strip())
        if colon and not (order.isdecimal() and len(order) < 9):
            raise SeqtextError(
                f"model {text!r}", "the order is not a number", "write it as nbsvm:3"
            )
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

    def under(self, options: NetworkOptions) -> "ModelSpec":
        """The model that these options turn this one into: `cnn` of width 1 is `cnn-blind`.

        Raises SeqtextError if the model does not support their pooling.
        """
        if self.family.poolings and options.pooling not in self.family.poolings:
            remedy = f"choose from {', '.join(self.family.poolings)}"
            raise SeqtextError("--pooling", f"{self} has no pooling {options.pooling!r}", remedy)
        control = CLASSIFIERS.get(f"{self.name}-blind")
        if control and all(getattr(options, k) == v for k, v in control.fixed.items()):
            return ModelSpec(f"{self.name}-blind")
        return self

    def read(self, settings: Settings) -> dict[str, Any]:
        """The settings that change its figures, by group: JSON-able, without paths.

        Word vectors are recorded elsewhere by their digest, and `compute` by `device.effective`.
        """
        groups = asdict(settings)
        del groups["compute"]
        used = (name for name in self.family.reads if name != "vectors")
        groups["network"] = {name: groups["network"][name] for name in used}
        if not self.varies:
            del groups["training"]
        if not self.varies and not self.family.bag:
            del groups["objective"]  # the majority has none
        if not self.family.bag:
            del groups["bags"]
        elif self.varies:
            del groups["bags"]["hash_bits"]
        return {name: group for name, group in groups.items() if group}

    @property
    def varies(self) -> bool:
        """Whether the seed changes the model. Linear models and the majority have one optimum."""
        return bool(self.family.network)

    @property
    def linear(self) -> bool:
        """Whether it is a linear bag model, whose only hyperparameter is C."""
        return self.family.bag and not self.varies

    @property
    def cost(self) -> float:
        """Seconds of a training per million tokens: longer n-grams take longer."""
        return self.family.cost * (1 + self.ngrams) / 2


def _unknown(text: str) -> SeqtextError:
    """The error for an unknown model. It suggests nbsvm:2 for nbvsm:2, nbsvm2 and NBSVM-2."""
    name = text.partition(":")[0]
    stem = text.rstrip("0123456789")
    order = text[len(stem) :]
    near = nearest(stem[:-1] if stem[-1:] in (":", "_", "-") else stem, CLASSIFIERS)
    meant = f"{near}:{order}" if near and order and CLASSIFIERS[near].bag else near
    return unknown_name(f"model {text!r}", "model", name, CLASSIFIERS, meant)


def parse_list(text: str) -> tuple[ModelSpec, ...]:
    """The models of a comma-separated list, in its order, without repetitions."""
    return tuple(dict.fromkeys(ModelSpec.parse(part) for part in text.split(",") if part.strip()))
