"""What a report rests on: checks, labels, sizes and how it was made; in report.json alone."""

from seqtext.order.effects.all import Effects
from seqtext.report.schema import count, many
from seqtext.report.sections import Section

_FACTS = (
    "How it was made: versions, tokeniser, vocabulary, sizes, seeds, options, command; notes: what "
    "befell single trainings, by their names."
)
_SCHEMA = {
    "checks": many("check", "What must hold whatever the data say."),
    "classes": {"type": "array", "items": {"type": "string"}, "description": "The labels."},
    "items": count("Test items."),
    "dev_items": count("Development items."),
    "unseen": count("Test items whose label training never saw; they count as wrong."),
    "facts": {"type": "object", "description": _FACTS},
}
SECTION: Section[Effects] = Section("facts", "", 0, lambda effects: (), _SCHEMA)
