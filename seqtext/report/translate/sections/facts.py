"""What a report of translators rests on: sentence, checks and how it was made; in report.json."""

from seqtext.order.translate.effects import TranslatorEffects
from seqtext.report.schema import count, many, one
from seqtext.report.sections import Section

_FACTS = "How it was made; notes: what befell single trainings, by their names."
_SCHEMA = {
    "sentence": {"type": "string", "description": "The result in words."},
    "sentences": count("Of the test set."),
    "checks": many("check", "What must hold whatever the data say."),
    "signatures": one("signatures", "sacrebleu's, of each score."),
    "facts": {"type": "object", "description": _FACTS},
}
SECTION: Section[TranslatorEffects] = Section("facts", "", 0, lambda effects: (), _SCHEMA)
