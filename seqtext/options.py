"""What can be set about a network and its training. Imports no torch: `--help` reads it too.

Each field carries in its metadata what the command line needs: a line of help, the valid names or
the smallest and largest value. The flag of a field is its name with hyphens (`--batch-texts`), and
the `section` of its record is the heading in the help.
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
# Standard deviation of the first word vectors. Smaller ones learn late, larger ones by heart: on
# SST-2 1.0 cost two points. Over the hundreds of words of a review of IMDb 0.3 is noise, and 0.05
# gains a point.
SPREAD = 0.3
WIDEST = 512  # filter of a convolution, in words
MOST_WIDTHS = 64  # of filters of one network


def _choice(default: str | None, choices: tuple[str, ...], text: str) -> Any:
    return field(default=default, metadata={"help": text, "choices": choices})


def _number(default: float, low: float, high: float, text: str) -> Any:
    return field(default=default, metadata={"help": text, "low": low, "high": high})


def _share(default: float, text: str) -> Any:
    """A probability of dropping something: in [0, 1)."""
    return _number(default, 0.0, 0.95, text)


def check_options(options: Any) -> None:
    """Raise SeqtextError, which names the flag, for a value of the wrong type or out of bounds."""
    for item in fields(options):
        flag, value = "--" + item.name.replace("_", "-"), getattr(options, item.name)
        if value is None and item.default is None:
            continue
        kind = str if item.default is None else type(item.default)
        if not _is(value, kind):
            remedy = f"give it a value of type {kind.__name__}"
            raise SeqtextError(flag, f"cannot be {value!r}", remedy)
        if "choices" in item.metadata and value not in item.metadata["choices"]:
            raise unknown_name(flag, "name", value, item.metadata["choices"])
        if "low" in item.metadata and not item.metadata["low"] <= value <= item.metadata["high"]:
            bounds = f"{item.metadata['low']:g} to {item.metadata['high']:g}"
            raise SeqtextError(flag, f"{value:g} is out of bounds", f"choose from {bounds}")


def _is(value: object, kind: type) -> bool:
    """Whether the value is of the kind; a whole number is a float too, but a bool is no number."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


@dataclass(frozen=True)
class NetworkOptions:
    """The make-up of a network: all that is needed, beside its weights, to build it again.

    `Family.reads` in `seqtext.registry` says which of them a model reads.
    """

    section: ClassVar[str] = "Network"
    embedding: int = _number(128, 1, 65536, "Give a word's vector this size.")
    embedding_spread: float = _number(
        SPREAD, 1e-6, 10.0, "Draw its first values with this standard deviation."
    )
    hidden: int = _number(
        64, 1, 65536, "Give a hidden layer this size (of each direction, each width)."
    )
    layers: int = _number(1, 1, 64, "Stack so many hidden layers (wavenet: blocks of them).")
    two_way: bool = field(default=True, metadata={"help": "Read each text from its end, too."})
    width: str = field(
        default="3,4,5",
        metadata={"help": "Read so many words by a filter of cnn, with commas between."},
    )
    dilation: int = _number(512, 1, 65536, "Dilate wavenet's layers by 1, 2, 4 … up to this.")
    positions: str = _choice("rotary", POSITIONS, "Tell transformer so where a word stands.")
    heads: int = _number(4, 1, 1024, "Give transformer so many attention heads.")
    feed_forward: int = _number(4, 1, 64, "Make transformer's inner layer so many times --hidden.")
    pooling: str = _choice("max", POOLINGS, "Make one vector so of the states of a text.")
    embedding_dropout: float = _share(0.5, "Set this share of a text's embedded dimensions to 0.")
    word_dropout: float = _share(0.1, "Hide this share of the words in training.")
    recurrent_dropout: float = _share(
        0.2, "Set this share of the recurrent weights to 0 in training."
    )
    residual_dropout: float = _share(0.1, "Set this share of what a residual layer adds to 0.")
    dropout: float = _share(0.5, "Set this share of the values before the output to 0 in training.")
    start: str = _choice("orthogonal", STARTS, "Draw the first recurrent weights so.")
    reset: str = _choice(
        "after", RESETS, "Apply GRU's reset gate before or after the recurrent product."
    )
    vectors: str | None = field(
        default=None, metadata={"help": "Start from pretrained word vectors (.vec or .txt)."}
    )

    def __post_init__(self) -> None:
        check_options(self)
        self.widths()

    def widths(self) -> tuple[int, ...]:
        """The numbers of `width`."""
        parts = [part.strip() for part in self.width.split(",", MOST_WIDTHS)]
        if len(parts) > MOST_WIDTHS:
            raise SeqtextError("--width", f"more than {MOST_WIDTHS} widths", "name fewer")
        if not all(
            part.isdecimal() and len(part) < 9 and 1 <= int(part) <= WIDEST for part in parts
        ):
            cause = f"cannot read {self.width!r}"
            raise SeqtextError("--width", cause, f"write numbers from 1 to {WIDEST}: 3,4,5")
        return tuple(int(part) for part in parts)


@dataclass(frozen=True)
class TrainingOptions:
    """The training of a network; `train_loop` in `seqtext.training.loop` says how each is used."""

    section: ClassVar[str] = "Training of a network"
    epochs: int = _number(10, 1, 100_000, "Pass over the training texts so often, at most.")
    batch_texts: int = _number(32, 1, 1_000_000, "Take so many texts into a batch, at most.")
    batch_tokens: int = _number(
        32768, 1, 1 << 30, "Take so many texts x longest text into a batch, at most."
    )
    learning_rate: float = _number(3e-3, 1e-9, 100.0, "Rise to this learning rate.")
    warmup: float = _number(0.1, 0.0, 1.0, "Let the rate rise from 0 in this share of the steps.")
    schedule: str = _choice("linear", SCHEDULES, "Let the learning rate fall so after that.")
    weight_decay: float = _number(0.01, 0.0, 100.0, "Let weights decay at this rate (AdamW).")
    clip: str = _choice("norm", CLIPS, "Clip the gradient by its norm or value by value.")
    clip_limit: float = _number(1.0, 1e-9, 1e9, "Clip to this norm, or value.")
    patience: int = _number(4, 1, 100_000, "Stop after so many epochs without a better result.")
    average: int = _number(1, 1, 1000, "Average the weights of so many best epochs, if it helps.")

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class TranslatorOptions:
    """The make-up of a translator: all that is needed, beside its weights, to build it again."""

    section: ClassVar[str] = "Translator"
    embedding: int = _number(256, 1, 65536, "Give a word's vector this size.")
    hidden: int = _number(256, 2, 65536, "Give a layer of encoder and decoder this size.")
    layers: int = _number(
        0, 0, 64, "Stack so many layers of encoder and decoder; 0: 1 recurrent, 2 of transformer."
    )
    attention: str = _choice("additive", ATTENTIONS, "Read the source so in a recurrent decoder.")
    heads: int = _number(4, 1, 1024, "Give transformer so many attention heads.")
    feed_forward: int = _number(2, 1, 64, "Make transformer's inner layer so many times --hidden.")
    positions: str = _choice("rotary", POSITIONS, "Tell transformer so where a word stands.")
    norm: str = _choice(
        "pre", NORMS, "Normalise before or behind each part of transformer's layers."
    )
    dropout: float = _share(0.2, "Set this share of the values to 0 in training.")
    label_smoothing: float = _share(0.1, "Give this share of the probability to all words alike.")
    reset: str = _choice(
        "after", RESETS, "Apply GRU's reset gate before or after the recurrent product."
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class SearchOptions:
    """How a translation is looked for; `seqtext.tasks.translate.search` says how each is used."""

    section: ClassVar[str] = "Search of a translation"
    beam: int = _number(5, 1, 1000, "Follow so many hypotheses side by side; 1: greedy.")
    length_penalty: float = _number(
        1.0, 0.0, 10.0, "Prefer longer translations the more it is above 0."
    )
    max_ratio: float = _number(
        2.0, 0.1, 100.0, "Stop a translation after 10 + so many times the tokens of its source."
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class TranslationOptions(TrainingOptions):
    """The training of a translator, with defaults of its own."""

    epochs: int = _number(16, 1, 100_000, "Pass over the training pairs so often, at most.")
    batch_texts: int = _number(256, 1, 1_000_000, "Take so many pairs into a batch, at most.")
    batch_tokens: int = _number(
        512, 1, 1 << 30, "Take so many pairs x longest side into a batch, at most."
    )
    learning_rate: float = _number(2e-3, 1e-9, 100.0, "Rise to this learning rate.")
    patience: int = _number(8, 1, 100_000, "Stop after so many epochs without a better result.")
    average: int = _number(5, 1, 1000, "Average the weights of so many best epochs, if it helps.")
    judge: str = _choice("bleu", ("bleu", "loss"), "Choose the best epoch by this.")
    teacher_forcing: float = _number(
        1.0, 0.0, 1.0, "Tell this share of gold words at the last epoch."
    )


@dataclass(frozen=True)
class ComputeOptions:
    """Where networks compute; `seqtext.networks.device` says how each is used."""

    section: ClassVar[str] = "Device"
    device: str = _choice("auto", DEVICES, "Compute networks there; auto: on CUDA if there is one.")
    precision: str = _choice(
        "bf16",
        PRECISIONS,
        "Train so on CUDA, and translators on CPUs too. Prediction: fp32.",
    )
    deterministic: bool = field(
        default=False,
        metadata={"help": "Compute the same bits in every run, on CUDA as on the CPU."},
    )
    compile: bool = field(
        default=False, metadata={"help": "Compile the network first, on CUDA, for long trainings."}
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class BagOptions:
    """The features of the bag models."""

    section: ClassVar[str] = "Bag of n-grams"
    min_df: int = _number(1, 1, 1 << 30, "Leave out n-grams that stand in fewer texts.")
    hash_bits: int = _number(0, 0, 30, "Hash n-grams to 2^N numbers; 0 keeps each apart.")

    def __post_init__(self) -> None:
        check_options(self)
        if self.hash_bits and self.min_df > 1:
            cause = "a hashed bag does not know how many texts hold an n-gram"
            raise SeqtextError("--min-df", cause, "leave it or --hash-bits away")


@dataclass(frozen=True)
class ObjectiveOptions:
    """What models of every family are fitted to, and by what the best of them is chosen.

    class_weight  balanced: a text counts n / (k n_c), for n texts of k classes, n_c of its own
    metric        on the development set; None: C by log-loss, an epoch and a model by accuracy
    """

    class_weight: str = _choice(
        "none", CLASS_WEIGHTS, "Weigh the texts so that all classes count alike, or do not."
    )
    metric: str | None = _choice(
        None,
        METRICS,
        "Choose C, the epoch and the best model by it.  [default: C by log-loss, else accuracy]",
    )

    def __post_init__(self) -> None:
        check_options(self)


@dataclass(frozen=True)
class TranslatorSettings:
    """All that can be set about a translator."""

    network: TranslatorOptions = TranslatorOptions()
    training: TranslationOptions = TranslationOptions()
    compute: ComputeOptions = ComputeOptions()


@dataclass(frozen=True)
class Settings:
    """All that can be set about models; each family reads its part."""

    bags: BagOptions = BagOptions()
    network: NetworkOptions = NetworkOptions()
    training: TrainingOptions = TrainingOptions()
    compute: ComputeOptions = ComputeOptions()
    objective: ObjectiveOptions = ObjectiveOptions()


def check_heads(options: NetworkOptions | TranslatorOptions) -> None:
    """Raise SeqtextError where the heads cannot share the width, or would have an odd size."""
    if options.hidden % options.heads or options.hidden // options.heads % 2:
        cause = f"{options.heads} heads cannot share a --hidden of {options.hidden} evenly"
        raise SeqtextError("--heads", cause, "make each head an even size")
