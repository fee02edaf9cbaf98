"""The folder of a report of translators: every file that `compare translate` leaves behind."""

from seqtext.order.trainings.results import ORDERED
from seqtext.order.translate.effects import TranslatorEffects
from seqtext.order.translate.results import TranslatorResults
from seqtext.report.folder import write_files
from seqtext.report.translate.report import TRANSLATE


def write_translator_report(
    folder: str, effects: TranslatorEffects, results: TranslatorResults
) -> None:
    """Write report.html, report.md, report.json and translations.tsv."""
    more = {"translations.tsv": translations(results)}
    write_files(folder, TRANSLATE, effects, effects, **more)


def translations(results: TranslatorResults) -> str:
    """The test sentences as TSV: source, reference, and what the first seed of each model said."""
    test, models = results.material.test, results.models
    translated = [results.of(model, ORDERED)[0].said for model in models]
    rows = [
        ("source", "reference", *models),
        *zip(test.sources, test.targets, *translated, strict=True),
    ]
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)
