"""The registry of translators: their names and modules. It loads no model itself."""

from dataclasses import asdict, dataclass
from typing import Any

from seqtext.errors import unknown_name
from seqtext.network_options import TRANSFORMER_BODY, TranslatorOptions
from seqtext.options import TranslatorSettings


@dataclass(frozen=True)
class Coder:
    """A kind of network that reads the source, or writes the target.

    encoder, decoder  "module:Class"; "" if it cannot be one
    reads             the fields of TranslatorOptions that it uses on either side
    decodes_with      those that it uses as a decoder only
    blind             its ids are sorted, so it does not see the order of the source
    """

    encoder: str
    decoder: str
    reads: tuple[str, ...]
    decodes_with: tuple[str, ...] = ()
    blind: bool = False


def _recurrent(*reads: str) -> Coder:
    encoder = "seqtext.networks.encoders:RecurrentEncoder"
    decoder = "seqtext.networks.recurrent_decoder:RecurrentDecoder"
    return Coder(encoder, decoder, ("init", *reads), ("attention",))


_ENCODER = "seqtext.networks.encoders:TransformerEncoder"
_DECODER = "seqtext.networks.transformer_decoder:TransformerDecoder"
CODERS = {
    "rnn": _recurrent("activation"),
    "lstm": _recurrent(),
    "gru": _recurrent("reset"),
    "transformer": Coder(_ENCODER, _DECODER, TRANSFORMER_BODY),
    "blind": Coder(_ENCODER, "", TRANSFORMER_BODY, blind=True),
}


@dataclass(frozen=True)
class Pairing:
    """A translator with a name of its own: its encoder, its decoder, and a line for lists."""

    encoder: str
    decoder: str
    summary: str


TRANSLATORS = {
    "seq2seq-rnn": Pairing("rnn", "rnn", "recurrent encoder and decoder, tanh"),
    "seq2seq-lstm": Pairing("lstm", "lstm", "the same with LSTM cells (Sutskever et al. 2014)"),
    "seq2seq-gru": Pairing("gru", "gru", "the same with GRU cells (Cho et al. 2014)"),
    "transformer": Pairing("transformer", "transformer", "Transformer (Vaswani et al. 2017)"),
    "transformer-blind": Pairing(
        "blind", "transformer", "the same without positions in the encoder: the control"
    ),
}


@dataclass(frozen=True)
class TranslatorSpec:
    """A translator by name: one of TRANSLATORS, or ENCODER-DECODER: gru-transformer."""

    name: str

    ngrams = 1  # it reads sentences
    varies = True  # the seed changes every translator
    cost = 400.0  # seconds of a training of 16 epochs per million tokens of both sides

    def __post_init__(self) -> None:
        encoder, decoder = self.parts
        known = encoder in CODERS and decoder in CODERS
        if not known or not CODERS[decoder].decoder:
            raise unknown_name(f"model {self.name!r}", "translator", self.name, TRANSLATORS)

    def __str__(self) -> str:
        return self.name

    @property
    def parts(self) -> tuple[str, str]:
        """The names of its encoder and its decoder."""
        if self.name in TRANSLATORS:
            pairing = TRANSLATORS[self.name]
            return pairing.encoder, pairing.decoder
        encoder, _, decoder = self.name.partition("-")
        return encoder, decoder

    @property
    def encoder(self) -> Coder:
        return CODERS[self.parts[0]]

    @property
    def decoder(self) -> Coder:
        return CODERS[self.parts[1]]

    @property
    def reads(self) -> set[str]:
        """The fields of `TranslatorOptions` that it uses."""
        common = {"embedding", "hidden", "layers", "dropout", "label_smoothing"}
        return common | {*self.encoder.reads, *self.decoder.reads, *self.decoder.decodes_with}

    @property
    def set(self) -> str:
        """ "aware", or "blind" if its encoder gets sorted ids."""
        return "blind" if self.encoder.blind else "aware"

    def under(self, options: TranslatorOptions) -> "TranslatorSpec":
        """The translator that these options turn this one into: without positions it is blind.

        Only the positions of the encoder count. A recurrent encoder has none, but sees order.
        """
        encoder, decoder = self.parts
        if encoder != "transformer" or options.positions != "none":
            return self
        controls = (
            name
            for name, pairing in TRANSLATORS.items()
            if (pairing.encoder, pairing.decoder) == ("blind", decoder)
        )
        return TranslatorSpec(next(controls, f"blind-{decoder}"))

    def read(self, settings: TranslatorSettings) -> dict[str, Any]:
        """The settings that change its figures, by group: JSON-able."""
        options = asdict(settings.network)
        return {
            "options": {option: options[option] for option in sorted(self.reads)},
            "training": asdict(settings.training),
        }
