"""A task of its own file is trained, evaluated and compared by the commands."""

import json
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from seqtext.tasks.task import TASKS
from seqtext_cli.main import main

HERE = Path(__file__).parent
TEXTS = [" ".join(words) for n in (2, 3, 4, 5) for words in product("abc", repeat=n)]


def parity(text: str) -> str:
    return "odd" if text.split().count("b") % 2 else "even"


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs a command in a folder with labelled texts, with the toy task registered."""
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.setitem(TASKS, "parity", "parity:ParityTask")
    monkeypatch.chdir(tmp_path)
    rows = [f"{parity(text)}\t{text}\n" for text in TEXTS]
    Path("train.tsv").write_text("".join(rows[::2]))
    Path("test.tsv").write_text("".join(rows[1::2]))

    def command(*arguments: str) -> str:
        result = CliRunner().invoke(main, list(arguments))
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


def test_a_task_of_one_file_is_under_the_limit():
    lines = (HERE / "parity.py").read_text().splitlines()
    assert sum(bool(line.strip()) for line in lines) < 120


def test_the_toy_task_is_trained_answers_and_is_evaluated(run):
    run("train", "parity", "train.tsv", "--model", "count", "-o", "count.safetensors")
    run("train", "parity", "train.tsv", "--model", "place", "-o", "place.safetensors")
    Path("texts.txt").write_text("b a\nb b\nc\na b c\n")
    assert run("predict", "count.safetensors", "texts.txt") == "odd\neven\neven\nodd\n"
    kept = run("predict", "count.safetensors", "test.tsv", "--keep").splitlines()
    assert all(label == answer for label, _, answer in (row.split("\t") for row in kept))
    against = ("--against", "place.safetensors", "--json")
    record = json.loads(run("evaluate", "count.safetensors", "test.tsv", *against))
    assert record["accuracy"]["value"] == 1.0
    assert record["against"]["accuracy"]["difference"]["value"] > 0.1
    assert record["against"]["accuracy"]["p"] < 0.01
    shown = run("evaluate", "count.safetensors", "test.tsv")
    assert "accuracy" in shown
    assert "100.0" in shown
    assert "model of parity" in run("train", "--help").lower()


def test_the_toy_task_is_compared(run):
    """By the same laboratory: folds, the 2 x 2, doses, claims, costs, the learning curve."""
    more = ("--folds", "2", "--learning-curve", "--jobs", "1", "--draws", "2")
    shown = run("compare", "parity", "train.tsv", *more, "-o", "report")
    record = json.loads(Path("report/report.json").read_text())
    assert " ".join(shown.split()).startswith(record["verdict"]["sentence"])
    models = {model["model"]: model for model in record["models"]}
    assert run("report", "show", "report") == shown
    assert json.loads(run("info", "report", "--json"))["task"] == "parity"
    assert models["count"]["accuracy"]["value"] == 1.0  # the parity of a bag needs no order
    assert record["headline"]["blind"] == record["headline"]["best"] == "count"
    assert models["place"]["square"]["oo"] == models["place"]["accuracy"]["value"] < 0.9
    assert [curve["model"] for curve in record["doses"]] == ["place"]
    assert {claim["name"] for claim in record["claims"]} == {"OIG"}
    assert len(record["learning"]["points"]) == 4
    assert all(check["passed"] for check in record["checks"])
    files = {path.name for path in Path("report").iterdir()}
    assert {"report.html", "report.md", "items.safetensors", "items.jsonl"} <= files
