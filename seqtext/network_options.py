"""The options of networks: of their bodies in every task, of classifiers, of translators.

Imports no torch, because `--help` reads it too.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from seqtext.errors import SeqtextError
from seqtext.fields import (
    Options,
    choice_field,
    number_field,
    optional_field,
    share_field,
    switch_field,
    text_field,
)

POOLINGS = ("first", "last", "mean", "max")
POSITIONS = ("sinusoidal", "learned", "rotary", "none")
INITS = ("orthogonal", "xavier")
RESETS = ("after", "before")
ATTENTIONS = ("none", "additive", "multiplicative")
NORM_PLACES = ("pre", "post")
NORMS = ("layer", "rms", "none")
ACTIVATIONS = ("relu", "leaky-relu", "elu", "gelu", "silu", "tanh", "sigmoid", "identity")
# Standard deviation of the initial word vectors. Smaller values learn late, larger values overfit:
# on SST-2, 1.0 costs two points of accuracy. Over the hundreds of words of an IMDb review 0.3 is
# noise, and 0.05 gains a point.
SPREAD = 0.3
WIDEST = 512  # words that a filter of a convolution may span
MOST_WIDTHS = 64  # different filter widths in one network


@dataclass(frozen=True)
class BodyOptions(Options):
    """What the bodies of networks have in common, whatever the task."""

    embedding: int = number_field(128, 1, 65536, "Size of a word vector.")
    hidden: int = number_field(
        64, 1, 65536, "Size of a hidden layer (of each direction, each filter width)."
    )
    layers: int = number_field(1, 1, 64, "Number of hidden layers (wavenet: of blocks).")
    dropout: float = share_field(0.5, "Dropout before the output layer, and between hidden layers.")
    activation: str | None = choice_field(
        None, ACTIVATIONS, "Activation function of hidden layers.  [default: relu; rnn: tanh]"
    )
    init: str = choice_field("orthogonal", INITS, "Initialisation of the recurrent weights.")
    reset: str = choice_field(
        "after", RESETS, "Apply the reset gate of GRU before or after the recurrent product."
    )
    positions: str = choice_field("rotary", POSITIONS, "Position encoding of transformer.")
    heads: int = number_field(4, 1, 1024, "Number of attention heads of transformer.")
    feed_forward: int = number_field(
        4, 1, 64, "Size of transformer's feed-forward layer, as a multiple of --hidden."
    )
    norm: str = choice_field("layer", NORMS, "Normalisation in transformer's layers.")
    norm_place: str = choice_field(
        "pre", NORM_PLACES, "Normalise before or after each part of transformer's layers."
    )


# What the layers of a Transformer read.
TRANSFORMER_BODY = ("activation", "positions", "heads", "feed_forward", "norm", "norm_place")


@dataclass(frozen=True)
class NetworkOptions(BodyOptions):
    """The architecture of a classifier: with the weights, all that is needed to rebuild it.

    `Family.reads` in `seqtext.registry` lists the options that a model uses.
    """

    section: ClassVar[str] = "Network"
    embedding_spread: float = number_field(
        SPREAD, 1e-6, 10.0, "Standard deviation of the initial word vectors."
    )
    two_way: bool = switch_field(True, "Read each text in both directions.")
    width: str = text_field("3,4,5", "Filter widths of cnn in words, comma-separated.")
    dilation: int = number_field(
        512, 1, 65536, "Largest dilation of wavenet's layers: 1, 2, 4 … up to this."
    )
    pooling: str = choice_field("max", POOLINGS, "How the states of a text become one vector.")
    dense: int = number_field(0, 0, 2, "Dense layers between the vector of a text and the output.")
    embedding_dropout: float = share_field(
        0.5, "Dropout of embedding dimensions, the same ones over a whole text."
    )
    word_dropout: float = share_field(
        0.1, "Share of words replaced by <unk> (in a bag: left out) in training."
    )
    recurrent_dropout: float = share_field(0.2, "Dropout of the recurrent weights.")
    residual_dropout: float = share_field(0.1, "Dropout of the output of a residual layer.")
    vectors: str | None = optional_field(
        str, "File of pretrained word vectors to start from (.vec or .txt)."
    )

    def __post_init__(self) -> None:
        super().__post_init__()
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
class TranslatorOptions(BodyOptions):
    """The architecture of a translator: with the weights, all that is needed to rebuild it."""

    section: ClassVar[str] = "Translator"
    embedding: int = number_field(256, 1, 65536, "Size of a word vector.")
    hidden: int = number_field(256, 2, 65536, "Size of a layer of the encoder and the decoder.")
    layers: int = number_field(
        0, 0, 64, "Layers of the encoder and of the decoder; 0: 1 if recurrent, 2 of transformer."
    )
    dropout: float = share_field(0.2, "Dropout of word vectors and layers.")
    feed_forward: int = number_field(
        2, 1, 64, "Size of transformer's feed-forward layer, as a multiple of --hidden."
    )
    attention: str = choice_field(
        "additive", ATTENTIONS, "Attention of a recurrent decoder to the source."
    )
    label_smoothing: float = share_field(
        0.1, "Share of the probability spread evenly over all words."
    )


def with_current_names(options: dict[str, Any]) -> dict[str, Any]:
    """Options of a network under the names of today: model files of format 1 have older ones."""
    renamed = {"start": "init"}
    if options.get("norm") in NORM_PLACES:
        renamed["norm"] = "norm_place"
    return {renamed.get(name, name): value for name, value in options.items()}


def check_heads(options: BodyOptions) -> None:
    """Raise SeqtextError if --hidden is not a multiple of --heads, or a head has an odd size."""
    if options.hidden % options.heads or options.hidden // options.heads % 2:
        cause = f"{options.heads} heads cannot share a --hidden of {options.hidden} evenly"
        raise SeqtextError("--heads", cause, "make each head an even size")
