"""How well a translator does on sentence pairs: the record of `evaluate`, and its tables."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.order.effects.figures import between, percent
from seqtext.report.evaluation import Evaluation
from seqtext.report.paired import paired_row, paired_shares, paired_table
from seqtext.report.record import to_json
from seqtext.report.signature import signature
from seqtext.report.table import Table
from seqtext.statistics.bleu import NAMES, Matches, interval, matches, score_difference
from seqtext.statistics.intervals import wilson
from seqtext.statistics.resampling import REPLICATES
from seqtext.system.files import display_name
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.tally import Tally
from seqtext.tasks.translate.translator import Translator
from seqtext.text.lines import Decoding, read_file_lines
from seqtext.text.quantities import quantity

_LOWER = "_lc"  # behind the name of a figure of lower-cased text


class TranslatorEvaluation(Evaluation):
    """BLEU and chrF, cased and lower-cased, and the share of exact translations."""

    def answers(self, trained: Translator, data: Parallel, place: str, *options: Any) -> list[str]:
        """The translations of the sources."""
        return [each.text for each in trained.translate(data.sources, *options)]

    def read_answers(self, path: str, data: Parallel, decoding: Decoding) -> list[str]:
        """The translations, one per line."""
        translations = list(read_file_lines(path, decoding))
        if len(translations) != len(data):
            cause = f"has {len(translations):,} lines for {len(data):,} sources"
            remedy = "write one translation per line, in the same order"
            raise SeqtextError(display_name(path), cause, remedy)
        return translations

    def evaluate(
        self, trained: Translator, data: Parallel, other: list[str] | None, *options: Any
    ) -> tuple[dict[str, Any], list[str]]:
        (search,) = options
        results = list(trained.translate(data.sources, search))
        facts = {**trained.described(), "n": len(data), "test": data.digest()[:12]}
        facts["search"] = asdict(search)
        translations = [each.text for each in results]
        record = translation_record(translations, data.targets, facts, other)
        tally = Tally("source")
        for each in results:
            tally.add(each.empty, each.cut, each.unknown)
        notes = tally.notes(trained.max_length)
        if trained.seen:
            notes += trained.seen.warnings(trained.digests(data.sources), "sources")
        if record["empty"]:
            notes.append(f"{quantity(record['empty'], 'reference is', 'references are')} empty")
        return record, notes

    def tables(self, record: dict[str, Any]) -> list[Table]:
        against = [_comparison(record["against"])] if record["against"] else []
        return [_figures(record), *against]

    def signatures(self, record: dict[str, Any]) -> list[str]:
        """Those of the scores, by sacrebleu."""
        names = (*NAMES, *(name + _LOWER for name in NAMES))
        return [f"{_named(name)}|{record[name]['signature']}" for name in names]


def translation_record(
    translations: Sequence[str],
    references: Sequence[str],
    facts: dict[str, Any],
    other: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The record of docs/evaluate-translation.schema.json: BLEU and chrF from 0 to 100.

    other: a second system's translations of the same sentences, for a paired test; facts: what
    the signature tells.
    """
    scored, right = _matches(translations, references), _exact(translations, references)
    record: dict[str, Any] = {
        "n": len(references),
        "empty": sum(not reference.strip() for reference in references),
        **{name: _figure(each) for name, each in scored.items()},
        "exact": to_json(wilson(int(right.sum()), len(right))),
        "against": None,
        "signature": signature(facts),
    }
    if other is not None:
        theirs = _matches(other, references)
        record["against"] = {
            **{name: _paired(scored[name], theirs[name]) for name in scored},
            "exact": paired_shares(right, _exact(other, references)),
        }
    return record


def _matches(translations: Sequence[str], references: Sequence[str]) -> dict[str, Matches]:
    as_written = matches(translations, references)
    lowered = matches(translations, references, lowercase=True)
    return as_written | {name + _LOWER: metric_matches for name, metric_matches in lowered.items()}


def _exact(translations: Sequence[str], references: Sequence[str]) -> np.ndarray:
    """bool [sentences]: the very reference, but for white space."""
    pairs = zip(translations, references, strict=True)
    return np.array(
        [translation.split() == reference.split() for translation, reference in pairs], dtype=bool
    )


def _figure(scored: Matches) -> dict[str, Any]:
    return {**to_json(interval([scored])), "signature": scored.signature}


def _paired(scored: Matches, other: Matches) -> dict[str, Any]:
    estimate, p = score_difference([scored], [other], REPLICATES)
    return {"value": other.score, "difference": to_json(estimate), "p": p}


def _named(name: str) -> str:
    label = NAMES[name.removesuffix(_LOWER)]
    return f"{label} lower-cased" if name.endswith(_LOWER) else label


def _figures(record: dict[str, Any]) -> Table:
    rows = []
    for name in (name for name in record if name.removesuffix(_LOWER) in NAMES):
        value, low, high = (record[name][key] for key in ("value", "low", "high"))
        rows.append((_named(name), f"{value:.2f}", f"[{low:.1f}, {high:.1f}]"))
    exact = record["exact"]
    rows.append(("exact %", percent(exact["value"]), between(exact["low"], exact["high"])))
    title = quantity(record["n"], "sentence")
    note = f"Empty references: {record['empty']:,}." if record["empty"] else ""
    return Table(title, note, ("", "", "95 % interval"), "lrr", tuple(rows))


def _comparison(against: dict[str, Any]) -> Table:
    """What the model has more than the other, figure by figure."""
    rows = []
    for name, figure in against.items():
        unit, label = (1.0, "exact %") if name == "exact" else (0.01, _named(name))
        rows.append(paired_row(label, f"{100 * unit * figure['value']:.2f}", figure, unit))
    test = "two-sided, by approximate randomisation (exact: McNemar)"
    return paired_table("translations", test, rows)
