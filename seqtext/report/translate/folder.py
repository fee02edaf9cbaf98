"""The report of a comparison of translators: terminal, JSON, Markdown and one page."""

import json
import os
import sys
from typing import TextIO

from rich.text import Text

from seqtext.order.trainings.notes import in_words
from seqtext.order.trainings.results import ORDERED
from seqtext.order.translate.effects import TranslatorEffects
from seqtext.order.translate.results import TranslatorResults
from seqtext.report.markdown import code, listed, plain, section
from seqtext.report.record import FORMAT, to_json
from seqtext.report.signature import signature
from seqtext.report.templates import environment
from seqtext.report.terminal import console, show_checks, show_line, show_table
from seqtext.report.translate import tables as tables
from seqtext.report.translate.plot import bleu_plot, twins_plot
from seqtext.statistics.bleu import NAMES
from seqtext.system.files import atomic_output
from seqtext.tasks.translate.parallel import lint_notes
from seqtext.text.quantities import quantity


def write_translator_report(
    folder: str, effects: TranslatorEffects, results: TranslatorResults
) -> None:
    """Write report.html, report.md, report.json and translations.tsv."""
    fields = {"format": FORMAT, "signature": signature(effects.facts), **to_json(effects)}
    record = json.dumps(fields, indent=1, ensure_ascii=False)
    contents = {"report.json": record + "\n", "report.md": translator_markdown(effects)}
    contents["report.html"] = translator_page(effects)
    contents["translations.tsv"] = translations(results)
    for name, text in contents.items():
        with atomic_output(os.path.join(folder, name)) as file:
            file.write(text.encode("utf-8", "replace"))


def translations(results: TranslatorResults) -> str:
    """The test sentences as TSV: source, reference, and what the first seed of each model said."""
    test, models = results.material.test, results.models
    translated = [results.of(model, ORDERED)[0].said for model in models]
    rows = [
        ("source", "reference", *models),
        *zip(test.sources, test.targets, *translated, strict=True),
    ]
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


def show_translator_report(effects: TranslatorEffects, file: TextIO | None = None) -> None:
    """Print the sentence, the tables and the checks to stdout, or to `file`."""
    out = console(file or sys.stdout)
    out.print(Text(effects.sentence, style="bold green"))
    for table in [*tables.translator_tables(effects), *tables.translations_tables(effects)]:
        show_table(table, out)
    show_checks(effects.checks, out)
    for line in remarks(effects):
        out.print(Text(line, style="dim"))
    show_line("\n".join(signatures(effects)), out)


def remarks(effects: TranslatorEffects) -> list[str]:
    """What is odd in the pairs, and what befell single trainings, in words."""
    counts = dict(effects.facts["lint"])
    removed = counts.pop("removed")
    lines = [f"of the training pairs {line}" for line in lint_notes(counts)]
    if removed:
        were = quantity(removed, "pair was", "pairs were")
        lines.append(f"{were} left out of training because their words are those of twins")
    return lines + in_words(effects.facts.get("notes", {}))


def signatures(effects: TranslatorEffects) -> list[str]:
    """The signature of the run, and sacrebleu's of each score."""
    of_scores = [
        f"{NAMES[name]}|{score_signature}" for name, score_signature in effects.signatures.items()
    ]
    return [signature(effects.facts), *of_scores]


def translator_markdown(effects: TranslatorEffects) -> str:
    """The whole report."""
    parts = ["# Where word order changes a translation", f"**{plain(effects.sentence)}**"]
    parts += [
        section(table)
        for table in [*tables.translator_tables(effects), *tables.translations_tables(effects)]
    ]
    parts += ["## Checks", listed(effects.checks), "## How it was made"]
    parts += [f"- {plain(line)}" for line in remarks(effects)]
    parts += [code(effects.facts["command"]), code("\n".join(signatures(effects)))]
    return "\n\n".join(parts) + "\n"


def translator_page(effects: TranslatorEffects) -> str:
    """The page as HTML. User text is escaped by Jinja2; plots are Markup."""
    sources = dict.fromkeys(effect.source for effect in effects.twins)
    twins = [
        {
            "table": table,
            "plot": twins_plot(effects, source),
            "shown": [shown for shown in effects.shown if shown.source == source],
        }
        for source, table in zip(sources, tables.twins_tables(effects), strict=True)
    ]
    all_models = (*effects.models, *effects.grammar)
    return (
        environment()
        .get_template("translation.html.j2")
        .render(
            effects=effects,
            sets={model.model: "blind" if model.blind else "aware" for model in all_models},
            broken=sum(not check.passed for check in effects.checks),
            worth=tables.translator_worth_table(effects),
            squares=tables.translator_squares_table(effects),
            models=tables.translators_table(effects.models, "Translators"),
            grammar=tables.translators_table(
                effects.grammar, "On the shipped English-Spanish pairs"
            ),
            twins=twins,
            bleu=bleu_plot(effects),
            remarks=remarks(effects),
            names=NAMES,
            signature=signature(effects.facts),
        )
    )
