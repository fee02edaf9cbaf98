"""The report of a comparison of translators: its schema, 80 columns, a page that is safe alone."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from seqtext.order.effects.checks import Check
from seqtext.order.translate.effects import Square, TranslatorEffect, TranslatorEffects, Worth
from seqtext.order.translate.material import PairMaterial
from seqtext.order.translate.results import TranslatorCell, TranslatorResults
from seqtext.order.translate.twins_effects import Shown, TwinsEffect
from seqtext.report.markdown import markdown
from seqtext.report.page import page
from seqtext.report.terminal import show_report
from seqtext.report.translate.folder import write_translator_report
from seqtext.report.translate.report import TRANSLATE
from seqtext.statistics.intervals import Estimate
from seqtext.tasks.translate.parallel import Parallel

SCHEMA = Path(__file__).parents[2] / "docs" / "translation-report.schema.json"
HOSTILE = "<script>alert(1)</script> | \x1b[31m & *x*"


def estimate(value: float) -> Estimate:
    return Estimate(value, value - 0.05, value + 0.04)


SQUARE = Square(38.25, 12.5, 11.0, 20.0, estimate(18.25), 0.001, estimate(25.75))
GRU = TranslatorEffect(
    "seq2seq-gru",
    False,
    2,
    38.0,
    {"bleu": estimate(38.25), "chrf": estimate(61.0)},
    estimate(0.4),
    {"bleu": SQUARE, "chrf": SQUARE},
    {"parameters": 1000},
)
CONTROL = replace(GRU, model="transformer-blind", blind=True, squares={})
TWINS = TwinsEffect("mined", "seq2seq-gru", False, 81, 2, *(estimate(v) for v in (0.5, 0.7, 0.6)))
BLIND = replace(TWINS, model="transformer-blind", blind=True, accuracy=estimate(0.0))
NONE = replace(TWINS, source="given", pairs=0, accuracy=None, members=None, prefers=None)
MEMBER = ("the dog bites", "el perro muerde", "el perro", HOSTILE)
FOUND = TranslatorEffects(
    sentence="The order of the source's words matters: it is worth +18.2 BLEU [17.1, 19.0].",
    sentences=1000,
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
    signatures={"bleu": "nrefs:1|tok:13a", "chrf": "nrefs:1|nc:6"},
    facts={
        "version": "0.1.0",
        "draws": 2,
        "split": "the given file",
        "command": f"seqtext compare translate '{HOSTILE}'",
        "lint": {"duplicates": 3, "removed": 7},
    },
)
PAIR = Parallel(("the\tdog",), ("el perro",))
RESULTS = TranslatorResults(
    ("seq2seq-gru", "transformer-blind"),
    (
        TranslatorCell("seq2seq-gru", 0, "ordered", {}, {}, ["el gato"], {}),
        TranslatorCell("transformer-blind", 0, "ordered", {}, {}, [""], {}),
    ),
    PairMaterial(PAIR, PAIR, PAIR, {}, 0, ""),
    None,
    {},
)


def test_the_record_follows_its_schema(tmp_path):
    write_translator_report(str(tmp_path), FOUND, RESULTS)
    record = json.loads((tmp_path / "report.json").read_text())
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(record, schema)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"report.html", "report.md", "report.json", "translations.tsv"}
    rows = (tmp_path / "translations.tsv").read_text().splitlines()
    assert rows == [
        "source\treference\tseq2seq-gru\ttransformer-blind",
        "the dog\tel perro\tel gato\t",
    ]


def test_a_file_has_every_figure():
    out = io.StringIO()
    show_report(TRANSLATE, FOUND, out)
    text = out.getvalue()
    assert "\x1b" not in text
    for figure in ("+18.2 [18.2, 18.3]", "38.2 [38.2, 38.3]", "50.0 [45.0, 54.0]", "81"):
        assert figure in text
    assert "1 of 2 checks failed: some pairs are right" in text
    assert "7 pairs were left out of training" in text


def test_the_page_stands_alone_and_is_safe():
    html = page(TRANSLATE, FOUND)
    assert "<script" not in html
    assert "\x1b" not in html
    assert not re.search(r'(src|href)="(?!#)', html)
    assert "default-src 'none'" in html
    for name in ("worth", "squares", "twins", "checks", "made"):
        assert f'id="{name}"' in html


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
