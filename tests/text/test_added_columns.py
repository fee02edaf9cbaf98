"""Columns behind those of an input: the csv and json modules read back what stood there."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.text.added_columns import AddedColumns
from seqtext.text.formats import read_records
from seqtext.text.inputs import InputOptions

NAMES = ("predicted", "probability")

KEPT = {
    "lines": (
        "x.txt",
        {},
        "good\n\n a\tb \n",
        "good\tpos\t0.5000\n\tpos\t0.5000\n a\tb \tpos\t0.5000\n",
    ),
    "tsv": ("x.tsv", {}, "a\tgood\n", "a\tgood\tpos\t0.5000\n"),
    "tsv with a header": (
        "x.tsv",
        {"header": True, "columns": "text=review"},
        "id\treview\n07\tgood\n",
        "id\treview\tpredicted\tprobability\n07\tgood\tpos\t0.5000\n",
    ),
    "csv": (
        "x.csv",
        {},
        'id,text\n07,"a ""b"", c"\n8,"two\nlines"\n',
        'id,text,predicted,probability\n07,"a ""b"", c",pos,0.5000\n8,"two\nlines",pos,0.5000\n',
    ),
    "csv with semicolons": (
        "x.csv",
        {"delimiter": ";"},
        "text;n\na,b;1,50\n",
        "text;n;predicted;probability\na,b;1,50;pos;0.5000\n",
    ),
    "jsonl": (
        "x.jsonl",
        {},
        '{"text": "é\\n", "n": 1.50, "big": 12345678901234567890}\n',
        '{"text": "é\\n", "n": 1.50, "big": 12345678901234567890, "predicted": "pos", '
        '"probability": 0.5000}\n',
    ),
    "one array": (
        "x.jsonl",
        {},
        '[{"text": "a",\n  "n": 1},\n {"text": "b"}]\n',
        '{"text": "a",   "n": 1, "predicted": "pos", "probability": 0.5000}\n'
        '{"text": "b", "predicted": "pos", "probability": 0.5000}\n',
    ),
    "fasttext": (
        "x.ft",
        {"format": "fasttext"},
        "__label__a good\n",
        "__label__a good\tpos\t0.5000\n",
    ),
}  # fmt: skip


def kept(path: Path, options: InputOptions, values=("pos", 0.5)) -> str:
    source = read_records(str(path), options, ("text",))
    added = AddedColumns(str(path), source, NAMES, options.escape)
    header = added.header()
    rows = [added.row(record, values) for record in source.records]
    return "".join(f"{row}\n" for row in ([] if header is None else [header]) + rows)


@pytest.mark.parametrize(("name", "options", "text", "expected"), KEPT.values(), ids=KEPT)
def test_the_input_stays_as_it_is(tmp_path, name, options, text, expected) -> None:
    (tmp_path / name).write_text(text)
    assert kept(tmp_path / name, InputOptions(**options)) == expected


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("x.csv", "text,predicted\na,b\n", "x.csv:1: has a column 'predicted' already"),
        ("x.csv", 'text," predicted"\na,b\n', "x.csv:1: has a column 'predicted' already"),
        ("x.jsonl", '{"text": "a"}\n{"text": "b", "probability": 1}\n', "x.jsonl:2: has a key"),
    ],
)
def test_a_name_that_is_taken_is_refused(tmp_path, monkeypatch, name, text, place) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text)
    with pytest.raises(SeqtextError, match=place):
        kept(Path(name), InputOptions())


CELL = st.text(alphabet=' ,;"ab\né', max_size=6)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5), st.sampled_from(",;"), CELL)
@settings(max_examples=60, deadline=None)
def test_the_csv_module_reads_it_back(tmp_path_factory, rows, delimiter, label) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    table = [["n", "text"], *(["x" + n, text] for n, text in rows)]
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter, lineterminator="\n").writerows(table)
    path.write_text(made.getvalue())
    out = kept(path, InputOptions(delimiter=delimiter), (label, 0.25))
    result = list(csv.reader(io.StringIO(out), delimiter=delimiter))
    added = [[*NAMES], *([label, "0.2500"] for _ in rows)]
    assert result == [cells + more for cells, more in zip(table, added, strict=True)]


@given(st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=4)), st.text())
@settings(max_examples=60, deadline=None)
def test_the_json_module_reads_it_back(tmp_path_factory, record, label) -> None:
    path = tmp_path_factory.mktemp("json") / "x.jsonl"
    record = {k: v for k, v in record.items() if k not in (*NAMES, "label")} | {"text": "a"}
    path.write_text(json.dumps(record) + "\n")
    out = kept(path, InputOptions(), (label, 0.25))
    assert json.loads(out) == {**record, "predicted": label, "probability": 0.25}
