"""The report of a comparison of translators: its schema, 80 columns, a page that is safe alone."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from safetensors.numpy import load_file

from seqtext.order.effects.checks import Check
from seqtext.order.trainings.results import Cell, Doses
from seqtext.order.translate.effects import Square, Worth, translator_effects
from seqtext.order.translate.results import TranslatorResults
from seqtext.order.translate.twins_effects import Shown, TwinsEffect
from seqtext.report.markdown import markdown
from seqtext.report.page import page
from seqtext.report.terminal import show_report
from seqtext.report.translate.folder import write_translator_report
from seqtext.report.translate.report import TRANSLATE
from seqtext.statistics.intervals import Estimate
from seqtext.statistics.units import Units
from seqtext.tasks.translate.scores import SCORES, answers_of
from seqtext.translators import TranslatorSpec
from seqtext_cli.main import main

SCHEMA = Path(__file__).parents[2] / "docs" / "translation-report.schema.json"
HOSTILE = "<script>alert(1)</script> | \x1b[31m & *x*"


def estimate(value: float) -> Estimate:
    return Estimate(value, value - 0.05, value + 0.04)


SENTENCES = 60
REFERENCES = tuple(f"la casa número {i} es muy grande y vieja" for i in range(SENTENCES))
NAMES = ("seq2seq-gru", "transformer-blind")


def answers(*wrong: int) -> dict[str, np.ndarray]:
    """By pass: so many translations lack a word."""
    said = [
        [r.replace(" muy", "") if i < n else r for i, r in enumerate(REFERENCES)] for n in wrong
    ]
    passes = [answers_of(texts, REFERENCES) for texts in said]
    return {name: np.stack([one[name] for one in passes]) for name in passes[0]}


def cell(model: str, trained: str, wrong: tuple[int, ...], texts: int = 800) -> Cell:
    facts = {"parameters": 1000, "seconds": 2.0, "texts": texts}
    dev = answers(30 if "blind" in model else 10)
    return Cell(model, 0, trained, dev, answers(*wrong), facts)


def doses() -> Doses:
    at = np.arange(0, SENTENCES, 2)
    test = {name: array[:, at] for name, array in answers(20, 40, 55).items()}
    sizes = np.repeat([[0.3], [0.5], [0.9]], len(at), axis=1).astype(np.float32)
    return Doses(("blocks:3", "blocks:2", "blocks:1"), at, sizes, sizes, test)


def smaller(share: int) -> tuple[Cell, ...]:
    return tuple(cell(name, "ordered", (30 + share,), 800 // share) for name in NAMES)


RESULTS = TranslatorResults(
    scores=SCORES,
    units=Units(np.arange(SENTENCES)),
    classes=(),
    texts=("the\tdog", *(f"sentence {i}" for i in range(1, SENTENCES))),
    gold=np.zeros(SENTENCES, np.int32),
    dev_gold=np.zeros(20, np.int32),
    fold=np.zeros(SENTENCES, np.int16),
    specs={name: TranslatorSpec(name) for name in NAMES},
    cells=(
        replace(cell(NAMES[0], "ordered", (5, 50)), doses=doses()),
        cell(NAMES[0], "shuffled", (45, 40)),
        cell(NAMES[1], "ordered", (40, 40)),
    ),
    suites=(),
    learning={share: smaller(share) for share in (8, 4, 2)},
    facts={
        "version": "0.1.0",
        "draws": 1,
        "split": "the given file",
        "training": {"epochs": 9, "patience": 3},
        "command": f"seqtext compare translate '{HOSTILE}'",
        "lint": {"duplicates": 3, "removed": 7},
    },
    references=("el perro", *REFERENCES[1:]),
    said={NAMES[0]: ["el gato"] * SENTENCES, NAMES[1]: [""] * SENTENCES},
    twins={},
    on_twins={},
)
SQUARE = Square(38.25, 12.5, 11.0, 20.0, estimate(18.25), 0.001, estimate(25.75))
MADE = translator_effects(RESULTS)
GRU = replace(
    MADE.models[0],
    seeds=2,
    scores={"bleu": estimate(38.25), "chrf": estimate(61.0)},
    exact=estimate(0.4),
    squares={"bleu": SQUARE, "chrf": SQUARE},
)
CONTROL = replace(GRU, model="transformer-blind", set="blind", blind=True, squares={})
TWINS = TwinsEffect("mined", "seq2seq-gru", False, 81, 2, *(estimate(v) for v in (0.5, 0.7, 0.6)))
BLIND = replace(TWINS, model="transformer-blind", blind=True, accuracy=estimate(0.0))
NONE = replace(TWINS, source="given", pairs=0, accuracy=None, members=None, prefers=None)
MEMBER = ("the dog bites", "el perro muerde", "el perro", HOSTILE)
FOUND = replace(
    MADE,
    models=(GRU, CONTROL),
    grammar=(GRU, CONTROL),
    worth=Worth(
        "seq2seq-gru",
        "transformer-blind",
        {"bleu": estimate(18.25), "chrf": estimate(-0.01)},
        {"bleu": 0.0005, "chrf": 0.9},
    ),
    twins=(TWINS, BLIND, NONE),
    shown=(Shown("mined", (MEMBER, MEMBER)),),
    checks=(Check("blind is blind", False, "some pairs are right"), Check("no doubt", True, "")),
)


def test_the_record_follows_its_schema(tmp_path):
    write_translator_report(str(tmp_path), FOUND, RESULTS)
    record = json.loads((tmp_path / "report.json").read_text())
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(record, schema)
    names = {path.name for path in tmp_path.iterdir()}
    files = {"report.html", "report.md", "report.json", "translations.tsv"}
    assert names == files | {"items.safetensors", "items.jsonl"}
    rows = (tmp_path / "translations.tsv").read_text().splitlines()
    assert rows[:2] == [
        "source\treference\tseq2seq-gru\ttransformer-blind",
        "the dog\tel perro\tel gato\t",
    ]
    arrays = load_file(tmp_path / "items.safetensors")
    assert arrays["seq2seq-gru/ordered/test/bleu"].shape == (1, 2, SENTENCES, 10)
    assert arrays["seq2seq-gru/ordered/doses/exact"].shape == (1, 3, SENTENCES // 2)
    assert arrays["seq2seq-gru/ordered/doses/at"].tolist() == [*range(0, SENTENCES, 2)]
    first = json.loads((tmp_path / "items.jsonl").read_text().splitlines()[0])
    assert first["right"]["seq2seq-gru"] == {"ordered": 0.0, "shuffled": 0.0}
    assert first["gold"] is first["order_score"] is None


def test_a_file_has_every_figure():
    out = io.StringIO()
    show_report(TRANSLATE, FOUND, out)
    text = out.getvalue()
    assert "\x1b" not in text
    for figure in ("+18.2 [18.2, 18.3]", "38.2 [38.2, 38.3]", "50.0 [45.0, 54.0]", "81"):
        assert figure in text
    assert "1 of 2 checks failed: some pairs are right" in text
    assert "7 pairs were left out of training" in text
    assert text.startswith(
        "1 check failed (3 training texts occur twice). No conclusion: only one seed"
    )
    for words in ("BLEU", "claim", "Holm", "What each model costs", "How BLEU falls", "More data"):
        assert words in text
    assert "accuracy" not in text


def test_report_show_prints_its_markdown(tmp_path):
    write_translator_report(str(tmp_path), FOUND, RESULTS)
    shown = CliRunner().invoke(main, ["report", "show", str(tmp_path)])
    assert shown.stdout == (tmp_path / "report.md").read_text()


def test_the_page_stands_alone_and_is_safe():
    html = page(TRANSLATE, FOUND)
    assert "<script" not in html
    assert "\x1b" not in html
    assert not re.search(r'(src|href)="(?!#)', html)
    assert "default-src 'none'" in html
    names = "worth", "claims", "costs", "dose", "learning", "gains", "squares", "twins", "made"
    assert all(f'id="{name}"' in html for name in names)


@pytest.mark.parametrize(
    "change",
    [{"twins": ()}, {"shown": ()}, {"grammar": ()}, {"twins": (), "shown": (), "grammar": ()}],
)
def test_what_may_be_missing(change):
    found = replace(FOUND, **change)
    page(TRANSLATE, found)
    markdown(TRANSLATE, found)
    show_report(TRANSLATE, found, io.StringIO())


def test_markdown_takes_text_as_it_is():
    text = markdown(TRANSLATE, FOUND)
    assert "\\<script\\>" in text
    assert "    seqtext compare translate" in text
