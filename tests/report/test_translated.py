"""The record of evaluate for translators: its schema, and the paired test's direction."""

import io
import json
from pathlib import Path

import jsonschema
import pytest

from seqtext.report.translate.evaluation import TranslatorEvaluation, translation_record

SCHEMA = Path(__file__).parents[2] / "docs" / "evaluate-translation.schema.json"
REFERENCES = [f"El perro número {i} duerme en la casa ." for i in range(40)]
GOOD = [r if i % 4 else r.replace("duerme", "corre") for i, r in enumerate(REFERENCES)]
BAD = [r.upper() if i % 2 else "no" for i, r in enumerate(REFERENCES)]


@pytest.mark.parametrize("other", [None, BAD])
def test_the_record_follows_its_schema(other):
    record = json.loads(json.dumps(translation_record(GOOD, REFERENCES, {"seed": 1}, other)))
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(record, schema)
    assert record["exact"]["value"] == 0.75
    assert (record["against"] is None) == (other is None)


def test_the_difference_is_this_model_less_the_other():
    record = translation_record(GOOD, REFERENCES, {}, BAD)
    for name in ("bleu", "chrf", "bleu_lc", "exact"):
        gap = record["against"][name]
        assert gap["difference"]["value"] == pytest.approx(record[name]["value"] - gap["value"])
        assert gap["difference"]["low"] > 0
        assert gap["p"] < 0.01
    assert record["against"]["bleu_lc"]["value"] > record["against"]["bleu"]["value"]


def test_the_tables_fit_a_terminal():
    shown = io.StringIO()
    TranslatorEvaluation().render(
        translation_record([*GOOD, ""], [*REFERENCES, ""], {"seed": 1}, [*BAD, ""]), shown
    )
    lines = shown.getvalue().splitlines()
    assert max(len(line) for line in lines if "|" not in line) <= 80
    assert any(line.startswith("BLEU|nrefs:1|case:mixed") for line in lines)
    assert any("Empty references: 1." in line for line in lines)
