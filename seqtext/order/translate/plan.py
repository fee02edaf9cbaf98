"""The translators of a comparison: an order-blind control is always among them."""

from seqtext.errors import SeqtextError
from seqtext.network_options import TranslatorOptions
from seqtext.translators import TranslatorSpec

CONTROL = TranslatorSpec("transformer-blind")


def models_of(text: str, options: TranslatorOptions) -> tuple[TranslatorSpec, ...]:
    """The translators of a list with commas, each once; the control is added where none is blind.

    A model that `options` make blind is a control. Raises SeqtextError for a name that there is
    not, and where no model reads order.
    """
    parts = (part.strip() for part in text.split(",") if part.strip())
    specs = tuple(dict.fromkeys(TranslatorSpec(name).under(options) for name in parts))
    if all(spec.set == "blind" for spec in specs):
        raise SeqtextError("--models", "names no model that reads order", "name one")
    return specs if any(spec.set == "blind" for spec in specs) else (*specs, CONTROL)
