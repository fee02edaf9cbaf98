"""The options of networks, bags and trainings. Imports no torch, because `--help` reads it too.

The metadata of each field holds what the command line needs: a line of help, and the valid names or
the smallest and largest value. The flag of a field is its name with hyphens (`--batch-texts`). The
`section` of a record is its heading in the help.
"""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from seqtext.errors import SeqtextError, unknown_name

POOLINGS = ("first", "last", "mean", "max")
POSITIONS = ("sinusoidal", "learned", "rotary", "none")
STARTS = ("xavier", "orthogonal")
RESETS = ("after", "before")
CLIPS = ("norm", "value")
ATTENTIONS = ("none", "additive", "multiplicative")
NORMS = ("pre", "post")
SCHEDULES = ("linear", "cosine", "inverse-sqrt")
DEVICES = ("auto", "cpu", "cuda")
PRECISIONS = ("bf16", "tf32", "fp32")
CLASS_WEIGHTS = ("none", "balanced")
METRICS = ("accuracy", "macro-f1", "log-loss")
# Standard deviation of the initial word vectors. Smaller values learn late, larger values overfit:
# on SST-2, 1.0 costs two points of accuracy. Over the hundreds of words of an IMDb review 0.3 is
# noise, and 0.05 gains a point.
SPREAD = 0.3
WIDEST = 512  # words that a filter of a convolution may span
MOST_WIDTHS = 64  # different filter widths in one network


def _choice(default: str | None, choices: tuple[str, ...], text: str) -> Any:
    return field(default=default, metadata={"help": text, "choices": choices})


def _number(default: float, low: float, high: float, text: str) -> Any:
    return field(default=default, metadata={"help": text, "low": low, "high": high})


def _share(default: float, text: str) -> Any:
    """A dropout probability, from 0 to 0.95."""
    return _number(default, 0.0, 0.95, text)


def check_options(options: Any) -> None:
    """Raise a SeqtextError that names the flag, for a value of the wrong type or out of bounds."""
    for option in fields(options):
        flag, value = "--" + option.name.replace("_", "-"), getattr(options, option.name)
        if value is None and option.default is None:
            continue
        expected = option.metadata.get("type", str if option.default is None else None)
        expected = expected or type(option.default)
        if not _has_type(value, expected):
            remedy = f"give it a value of type {expected.__name__}"
            raise SeqtextError(flag, f"cannot be {value!r}", remedy)
        limits = option.metadata
        if "choices" in limits and value not in limits["choices"]:
            raise unknown_name(flag, "name", value, limits["choices"])
        if "low" in limits and not limits["low"] <= value <= limits["high"]:
            bounds = f"{limits['low']:g} to {limits['high']:g}"
            raise SeqtextError(flag, f"{value:g} is out of bounds", f"choose from {bounds}")


def _has_type(value: object, expected: type) -> bool:
    """Whether the value has the type. An int counts as a float; a bool is not a number."""
    if isinstance(value, bool):
        return expected is bool
    return isinstance(value, (int, float) if expected is float else expected)


@dataclass(frozen=True)
class NetworkOptions:
    """The architecture of a network: with the weights, all that is needed to rebuild it.

    `Family.reads` in `seqtext.registry` lists the options that a model uses.
    """

    section: ClassVar[str] = "Network"
    embedding: int = _number(128, 1, 65536, "Size of a word vector.")
    embedding_spread: float = _number(
        SPREAD, 1e-6, 10.0, "Standard deviation of the initial word vectors."
    )
    hidden: int = _number(
        64, 1, 65536, "Size of a hidden layer (of each direction, each filter width)."
    )
    layers: int = _number(1, 1, 64, "Number of hidden layers (wavenet: of blocks).")
    two_way: bool = field(default=True, metadata={"help": "Read each text in both directions."})
    width: str = field(
        default="3,4,5",
        metadata={"help": "Filter widths of cnn in words, comma-separated."},
    )
    dilation: int = _number(
        512, 1, 65536, "Largest dilation of wavenet's layers: 1, 2, 4 … up to this."
    )
    positions: str = _choice("rotary", POSITIONS, "Position encoding of transformer.")
    heads: int = _number(4, 1, 1024, "Number of attention heads of transformer.")
    feed_forward: int = _number(
        4, 1, 64, "Size of transformer's feed-forward layer, as a multiple of --hidden."
    )
    pooling: str = _choice("max", POOLINGS, "How the states of a text become one vector.")
    embedding_dropout: float = _share(
        0.5, "Dropout of embedding dimensions, the same ones over a whole text."
    )
    word_dropout: float = _share(
        0.1, "Share of words replaced by <unk> (in a bag: left out) in training."
    )
    recurrent_dropout: float = _share(0.2, "Dropout of the recurrent weights.")
    residual_dropout: float = _share(0.1, "Dropout of the output of a residual layer.")
    dropout: float = _share(0.5, "Dropout before the output layer, and between hidden layers.")
    start: str = _choice("orthogonal", STARTS, "Initialisation of the recurrent weights.")
    reset: str = _choice(
        "after", RESETS, "Apply the reset gate of GRU before or after the recurrent product."
    )
    vectors: str | None = field(
        default=None,
        metadata={"help": "File of pretrained word vectors to start from (.vec or .txt)."},
    )

    def __post_init__(self) -> None:
        check_options(self)
        self.widths()

    def widths(self) -> tuple[int, ...]:
        """The filter widths that `width` lists."""
        numbers = [number.strip() for number in self.width.split(",", MOST_WIDTHS)]
        if len(numbers) > MOST_WIDTHS:
            raise SeqtextError("--width", f"more than {MOST_WIDTHS} widths", "give fewer")
        if not all(n.isdecimal() and len(n) < 9 and 1 <= int(n) <= WIDEST for n in numbers):
            cause = f"cannot read {self.width!r}"
            raise SeqtextError("--width", cause, f"write numbers from 1 to {WIDEST}: 3,4,5")
        return tuple(int(number) for number in numbers)


@dataclass(frozen=True)
class TrainingOptions:
    """The training of a network. `train_loop` in `seqtext.training.loop` uses these options."""

    section: ClassVar[str] = "Training of a network"
    epochs: int = _number(10, 1, 100_000, "Largest number of passes over the training texts.")
    batch_texts: int = _number(32, 1, 1_000_000, "Largest number of texts in a batch.")
    batch_tokens: int = _number(32768, 1, 1 << 30, "Largest padded batch (texts x longest text).")
    learning_rate: float = _number(
        3e-3, 1e-9, 100.0, "Largest learning rate, reached after the warmup."
    )
    warmup: float = _number(
        0.1, 0.0, 1.0, "Share of the steps in which the learning rate rises from 0."
    )
    schedule: str = _choice("linear", SCHEDULES, "How the learning rate falls after the warmup.")
    weight_decay: float = _number(0.01, 0.0, 100.0, "Weight decay (AdamW).")
    clip: str = _choice("norm", CLIPS, "Clip the norm of the gradient, or each of its values.")
    clip_limit: float = _number(1.0, 1e-9, 1e9, "Largest norm, or largest value, after clipping.")
    patience: int = _number(
        4, 1, 100_000, "Epochs without a better result after which the training stops."
    )
    average: int = _number(
        1, 1, 1000, "Number of best epochs whose weights are averaged, if that helps."
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class TranslatorOptions:
    """The architecture of a translator: with the weights, all that is needed to rebuild it."""

    section: ClassVar[str] = "Translator"
    embedding: int = _number(256, 1, 65536, "Size of a word vector.")
    hidden: int = _number(256, 2, 65536, "Size of a layer of the encoder and the decoder.")
    layers: int = _number(
        0, 0, 64, "Layers of the encoder and of the decoder; 0: 1 if recurrent, 2 of transformer."
    )
    attention: str = _choice(
        "additive", ATTENTIONS, "Attention of a recurrent decoder to the source."
    )
    heads: int = _number(4, 1, 1024, "Number of attention heads of transformer.")
    feed_forward: int = _number(
        2, 1, 64, "Size of transformer's feed-forward layer, as a multiple of --hidden."
    )
    positions: str = _choice("rotary", POSITIONS, "Position encoding of transformer.")
    norm: str = _choice(
        "pre", NORMS, "Normalise before or after each part of transformer's layers."
    )
    dropout: float = _share(0.2, "Dropout of word vectors and layers.")
    label_smoothing: float = _share(0.1, "Share of the probability spread evenly over all words.")
    reset: str = _choice(
        "after", RESETS, "Apply the reset gate of GRU before or after the recurrent product."
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class SearchOptions:
    """The search for a translation. `seqtext.tasks.translate.search` uses these options."""

    section: ClassVar[str] = "Search of a translation"
    beam: int = _number(5, 1, 1000, "Beam width: hypotheses kept at each step; 1: greedy search.")
    length_penalty: float = _number(1.0, 0.0, 10.0, "Preference for longer translations; 0: none.")
    max_ratio: float = _number(
        2.0, 0.1, 100.0, "Longest translation: 10 tokens + this many times those of its source."
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class LabelOptions:
    """The labels that `predict` writes."""

    section: ClassVar[str] = "Output of a classifier"
    top: int | None = field(
        default=None,
        metadata={
            "help": "Write the K most likely labels, each with its probability.",
            "type": int,
            "metavar": "K",
            "low": 1,
            "high": 1 << 30,
        },
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class ListOptions:
    """The translations that `predict` writes."""

    section: ClassVar[str] = "Output of a translator"
    n_best: int = _number(
        1, 1, 1000, "Translations written for each line, best first; one for an empty line."
    )
    scores: bool = field(
        default=False,
        metadata={
            "help": "Write score TAB log-probability TAB before each translation.",
            "flag": True,
        },
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class TranslationOptions(TrainingOptions):
    """The training of a translator: the options of any network, with other defaults, and more."""

    epochs: int = _number(16, 1, 100_000, "Largest number of passes over the training pairs.")
    batch_texts: int = _number(256, 1, 1_000_000, "Largest number of pairs in a batch.")
    batch_tokens: int = _number(512, 1, 1 << 30, "Largest padded batch (pairs x longest side).")
    learning_rate: float = _number(
        2e-3, 1e-9, 100.0, "Largest learning rate, reached after the warmup."
    )
    patience: int = _number(
        8, 1, 100_000, "Epochs without a better result after which the training stops."
    )
    average: int = _number(
        5, 1, 1000, "Number of best epochs whose weights are averaged, if that helps."
    )
    judge: str = _choice("bleu", ("bleu", "loss"), "Metric that chooses the best epoch.")
    teacher_forcing: float = _number(
        1.0, 0.0, 1.0, "Probability of feeding the correct previous word, at the last epoch."
    )


@dataclass(frozen=True)
class ComputeOptions:
    """Where networks compute. `seqtext.networks.device` uses these options."""

    section: ClassVar[str] = "Device"
    device: str = _choice("auto", DEVICES, "Device of the networks; auto: CUDA if available.")
    precision: str = _choice(
        "bf16",
        PRECISIONS,
        "Precision of training on CUDA; on CPUs only translators use bf16.",
    )
    deterministic: bool = field(
        default=False,
        metadata={"help": "Compute the same bits in every run on CUDA too."},
    )
    compile: bool = field(
        default=False,
        metadata={"help": "Compile the network before training (CUDA; pays in long trainings)."},
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class BagOptions:
    """The features of the bag models."""

    section: ClassVar[str] = "Bag of n-grams"
    min_df: int = _number(1, 1, 1 << 30, "Omit n-grams that occur in fewer texts than this.")
    hash_bits: int = _number(0, 0, 30, "Hash n-grams to 2^N numbers; 0: a number for each n-gram.")

    def __post_init__(self) -> None:
        check_options(self)
        if self.hash_bits and self.min_df > 1:
            cause = "a hashed bag does not know how many texts hold an n-gram"
            raise SeqtextError("--min-df", cause, "omit it or --hash-bits")


@dataclass(frozen=True)
class ObjectiveOptions:
    """The objective of all models, and the metric that chooses the best one.

    class_weight  balanced: a text counts n / (k n_c), for n texts of k classes, n_c of its class
    metric        on the development set; None: log-loss chooses C, accuracy the epoch and the model
    """

    class_weight: str = _choice(
        "none", CLASS_WEIGHTS, "Weights of the texts; balanced: all classes count equally."
    )
    metric: str | None = _choice(
        None,
        METRICS,
        "Metric that chooses C, the epoch and the best model.  "
        "[default: log-loss for C, else accuracy]",
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class TranslatorSettings:
    """All options of a translator."""

    network: TranslatorOptions = TranslatorOptions()
    training: TranslationOptions = TranslationOptions()
    compute: ComputeOptions = ComputeOptions()


@dataclass(frozen=True)
class Settings:
    """All options of classifiers; each model uses some of them."""

    bags: BagOptions = BagOptions()
    network: NetworkOptions = NetworkOptions()
    training: TrainingOptions = TrainingOptions()
    compute: ComputeOptions = ComputeOptions()
    objective: ObjectiveOptions = ObjectiveOptions()


def check_heads(options: NetworkOptions | TranslatorOptions) -> None:
    """Raise SeqtextError if --hidden is not a multiple of --heads, or a head has an odd size."""
    if options.hidden % options.heads or options.hidden // options.heads % 2:
        cause = f"{options.heads} heads cannot share a --hidden of {options.hidden} evenly"
        raise SeqtextError("--heads", cause, "make each head an even size")
