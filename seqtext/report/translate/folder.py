"""The folder of a report of translators: every file that `compare translate` leaves behind."""

from seqtext.order.effects.items import save_items
from seqtext.order.translate.effects import TranslatorEffects
from seqtext.order.translate.results import TranslatorResults
from seqtext.report.folder import write_files
from seqtext.report.translate.report import TRANSLATE


def write_translator_report(
    folder: str, effects: TranslatorEffects, results: TranslatorResults
) -> None:
    """Write report.html, report.md, report.json, translations.tsv and the results by item."""
    more = {"translations.tsv": translations(results)}
    save_items(folder, results)
    write_files(folder, TRANSLATE, effects, effects, **more)


def translations(results: TranslatorResults) -> str:
    """The test sentences as TSV: source, reference, and what the first seed of each model said."""
    sides = results.texts, results.references, *results.said.values()
    rows = [("source", "reference", *results.said), *zip(*sides, strict=True)]
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)
