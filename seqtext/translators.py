"""The registry of translators: their names and modules. It loads no model itself."""

from dataclasses import asdict, dataclass
from typing import Any

from seqtext.errors import unknown_name
from seqtext.network_options import TRANSFORMER_BODY, TranslatorOptions
from seqtext.options import TranslatorSettings

# name -> (encoder, decoder, summary). "ENCODER-DECODER" names any other two.
TRANSLATORS = {
    "seq2seq-rnn": ("rnn", "rnn", "recurrent encoder and decoder, tanh"),
    "seq2seq-lstm": ("lstm", "lstm", "the same with LSTM cells (Sutskever et al. 2014)"),
    "seq2seq-gru": ("gru", "gru", "the same with GRU cells (Cho et al. 2014)"),
    "transformer": ("transformer", "transformer", "Transformer (Vaswani et al. 2017)"),
    "transformer-blind": (
        "blind",
        "transformer",
        "the same without positions in the encoder: the control",
    ),
}
_RECURRENT_ENCODER = "seqtext.networks.encoders:RecurrentEncoder"
_TRANSFORMER_ENCODER = "seqtext.networks.encoders:TransformerEncoder"
ENCODERS = {
    **dict.fromkeys(("rnn", "lstm", "gru"), _RECURRENT_ENCODER),
    **dict.fromkeys(("transformer", "blind"), _TRANSFORMER_ENCODER),
}
_RECURRENT_DECODER = "seqtext.networks.recurrent_decoder:RecurrentDecoder"
DECODERS = {
    **dict.fromkeys(("rnn", "lstm", "gru"), _RECURRENT_DECODER),
    "transformer": "seqtext.networks.transformer_decoder:TransformerDecoder",
}


@dataclass(frozen=True)
class TranslatorSpec:
    """A translator by name: one of TRANSLATORS, or ENCODER-DECODER."""

    name: str

    def __post_init__(self) -> None:
        parts_of(self.name)  # raises for an unknown name

    def __str__(self) -> str:
        return self.name

    @property
    def ngrams(self) -> int:
        """1: it reads sentences, no n-grams."""
        return 1

    @property
    def set(self) -> str:
        """ "aware", or "blind" if its encoder gets sorted ids."""
        return "aware" if sees_order(self.name) else "blind"

    @property
    def varies(self) -> bool:
        """True: the seed changes every translator."""
        return True

    @property
    def cost(self) -> float:
        """Seconds of a training of 16 epochs per million tokens of both sides."""
        return 400.0

    def under(self, options: TranslatorOptions) -> "TranslatorSpec":
        """The translator that these options turn this one into."""
        return TranslatorSpec(translator_under(self.name, options))

    def read(self, settings: TranslatorSettings) -> dict[str, Any]:
        """The settings that change its figures, by group: JSON-able."""
        options = asdict(settings.network)
        return {
            "options": {option: options[option] for option in sorted(translator_reads(self.name))},
            "training": asdict(settings.training),
        }


def parts_of(translator: str) -> tuple[str, str]:
    """The encoder and the decoder of a translator: a name of TRANSLATORS, or gru-transformer."""
    if translator in TRANSLATORS:
        return TRANSLATORS[translator][:2]
    encoder, _, decoder = translator.partition("-")
    if encoder in ENCODERS and decoder in DECODERS:
        return encoder, decoder
    raise unknown_name(f"model {translator!r}", "translator", translator, TRANSLATORS)


def translator_reads(translator: str) -> set[str]:
    """The fields of `TranslatorOptions` that a translator uses."""
    encoder, decoder = parts_of(translator)
    used = {"embedding", "hidden", "layers", "dropout", "label_smoothing"}
    if {encoder, decoder} & {"transformer", "blind"}:
        used |= {*TRANSFORMER_BODY}
    if decoder != "transformer":
        used |= {"attention"}
    if {encoder, decoder} & {"rnn", "lstm", "gru"}:
        used |= {"init"}
    if "rnn" in (encoder, decoder):
        used |= {"activation"}
    return used | ({"reset"} if "gru" in (encoder, decoder) else set())


def sees_order(translator: str) -> bool:
    """Whether the encoder of a translator sees word order; a blind one gets sorted ids."""
    return parts_of(translator)[0] != "blind"


def translator_under(translator: str, options: TranslatorOptions) -> str:
    """The translator that these options make of this one: without positions `transformer` is blind.

    Only the positions of the encoder count. A recurrent encoder has none, but sees order.
    """
    encoder, decoder = parts_of(translator)
    if encoder != "transformer" or options.positions != "none":
        return translator
    controls = (name for name, parts in TRANSLATORS.items() if parts[:2] == ("blind", decoder))
    return next(controls, f"blind-{decoder}")
