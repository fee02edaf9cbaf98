"""`order memory`, and what `compare` asks of its models beside the data: memory, and own pairs."""

import json
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parent.parent.parent
SMALL = ["--draws", "1", "--suites", "none", "--jobs", "1", "--quiet"]
PAIRS = """pair_id\ttext\tlabel
1\tthe food was good not bad\tpos
1\tthe food was bad not good\tneg
2\tthe gnu was good\tpos
2\tthe yak was good\tneg
"""
# What cannot learn the pairs need not be given many.
FEW = """
from seqtext.order.classify import memory
memory.NEAR_PAIRS = memory.MOST_PAIRS = memory.LEAST_PAIRS = 40
"""


def report(folder: Path) -> dict:
    record = json.loads((folder / "report.json").read_text())
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    jsonschema.validate(record, schema)
    return record


def test_a_bag_remembers_nothing(seqtext) -> None:
    arguments = ["--distances", "30,5", "--count", "9", "--seeds", "2"]
    done = seqtext("order", "memory", "bow:1", *arguments, "--json", before=FEW)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("training bow:1") == 1  # the seed changes nothing
    record = json.loads(done.stdout)
    told = [(p["regime"], p["distance"], p["trained"]) for p in record["points"]]
    mixed, short = [("mixed", 5, True), ("mixed", 30, True)], [("short", 5, True)]
    assert told == [*mixed, *short, ("short", 30, False)]
    assert {p["accuracy"]["value"] for p in record["points"]} == {0}
    table = seqtext("order", "memory", "majority", *arguments, "--quiet", before=FEW).stdout
    assert "majority  up to 20    0.0  (0.0)  50.0" in table
    assert "distances up to 20, majority none." in table


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lstn"], "unknown model 'lstn'"),
        (["bow", "--distances", "5,x"], "--distances: '5,x' is not a list of distances"),
        (["bow", "--distances", "3,50"], "--distances: words 3 tokens apart share too few n-grams"),
    ],
)
def test_what_no_memory_can_be_tried_on(seqtext, arguments, says) -> None:
    done = seqtext("order", "memory", *arguments, "--quiet")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert says in line


def test_the_models_of_the_data_answer_the_users_pairs_and_models_apart_remember(seqtext) -> None:
    """The gnu and the yak are unknown: what training lacked, no model can know."""
    (seqtext.folder / "pairs.tsv").write_text(PAIRS)
    arguments = ["--models", "bow:1", "--suite", "pairs.tsv", "--memory"]
    done = seqtext("compare", "train.tsv", *arguments, *SMALL, "-o", "r", before=FEW)
    assert done.returncode == 0, done.stderr
    assert "(file pairs.tsv)" in done.stdout
    assert "How far back" in (seqtext.folder / "r" / "report.md").read_text()
    record = report(seqtext.folder / "r")
    assert [p["model"] for p in record["pairs"]] == ["majority", "bow:1"]
    for pair in record["pairs"]:
        assert pair["language"] == "file pairs.tsv"
        assert (pair["order"], pair["pairs"], pair["left_out"]) == (1, 1, 1)
        assert (pair["accuracy"]["value"], pair["members"]) == (0, 0.5)
    memory = record["memory"]
    assert memory["language"] == "en"
    assert [p["distance"] for p in memory["points"]] == [5, 10, 20, 50, 100, 200] * 2
    assert {p["accuracy"]["value"] for p in memory["points"]} == {0}


def test_pairs_that_are_cut_are_none(seqtext) -> None:
    (seqtext.folder / "pairs.tsv").write_text(PAIRS)
    arguments = ["--models", "bow:1", "--suite", "pairs.tsv", "--max-length", "4", *SMALL]
    done = seqtext("compare", "train.tsv", *arguments, "-o", "r")
    assert done.returncode == 0, done.stderr
    assert "left out" in " ".join(done.stdout.lower().split())
    for pair in report(seqtext.folder / "r")["pairs"]:
        assert (pair["pairs"], pair["left_out"], pair["accuracy"]) == (0, 2, None)


def test_pairs_that_are_added_or_changed_train_nothing_anew(seqtext) -> None:
    """They are asked of the models that were kept, and give what they give from the start."""
    base = ["compare", "train.tsv", "--models", "bow:1,bow:2", *SMALL]
    assert seqtext(*base, "-o", "r").returncode == 0
    cells = seqtext.folder / "r" / "cells"
    before = {path: path.stat().st_mtime_ns for path in cells.iterdir()}
    for pairs in (PAIRS, PAIRS.replace("gnu", "room").replace("yak", "food")):
        (seqtext.folder / "pairs.tsv").write_text(pairs)
        done = seqtext(*base, "--suite", "pairs.tsv", "-o", "r")
        assert done.returncode == 0, done.stderr
        assert {path: path.stat().st_mtime_ns for path in cells.iterdir()} == before
    added = report(seqtext.folder / "r")
    assert [pair["model"] for pair in added["pairs"]] == ["majority", "bow:1", "bow:2"]
    assert seqtext(*base, "--suite", "pairs.tsv", "-o", "new").returncode == 0
    anew = report(seqtext.folder / "new")
    assert (anew["pairs"], anew["signature"]) == (added["pairs"], added["signature"])


def test_pairs_of_other_words_are_told_before_anything_is_trained(seqtext) -> None:
    rows = [line for line in PAIRS.splitlines(keepends=True) if not line.startswith("1")]
    (seqtext.folder / "pairs.tsv").write_text("".join(rows))
    arguments = ["--models", "bow:1", "--suite", "pairs.tsv", "--dry-run", "--suites", "none"]
    done = seqtext("compare", "train.tsv", *arguments, "-o", "r")
    assert (
        "seqtext: pairs.tsv: none of 1 pair has the same words in both texts, in another order: "
        "they show nothing about word order\n"
    ) in done.stderr


SPANISH = ("el hotel y la comida son buenos", "la comida por la noche era mala")
GERMAN = ("das Essen war sehr gut", "das Zimmer war schlecht")


@pytest.mark.parametrize(
    ("data", "given", "language", "told"),
    [
        (None, [], "en", "English: --suites en"),
        (SPANISH, [], "es", "Spanish: --suites es"),
        (GERMAN, [], "en", "neither English nor Spanish: --suites en"),
        (SPANISH, ["--suites", "en"], "en", None),
        (SPANISH, ["--memory"], "es", "Spanish: --suites es"),
    ],
)
def test_suites_have_the_language_of_the_data(seqtext, data, given, language, told) -> None:
    if data:
        rows = [f"{i % 2}\t{data[i % 2]} {i}\n" for i in range(40)]
        (seqtext.folder / "train.tsv").write_text("".join(rows))
    arguments = ["--models", "bow:1", "--dry-run", *given]
    done = seqtext("compare", "train.tsv", *arguments, "-o", "r")
    assert done.returncode == 0, done.stderr
    said = f"seqtext: by their function words the texts are {told}\n"
    assert said in done.stderr if told else "function words" not in done.stderr
    kinds = ["suite", "memory"] if "--memory" in given else ["suite"]
    for kind in kinds:
        assert f"bow-1.{kind}.{language}.seed0" in done.stdout


def test_pairs_with_labels_of_their_own_are_refused(seqtext) -> None:
    (seqtext.folder / "pairs.tsv").write_text(PAIRS.replace("\tpos", "\tgood"))
    done = seqtext("compare", "train.tsv", "--suite", "pairs.tsv", *SMALL, "-o", "r")
    assert done.returncode == 1
    assert done.stderr == (
        "seqtext: pairs.tsv: the label 'good' is none of the training texts; "
        "use their labels: neg, pos\n"
    )
    assert not (seqtext.folder / "r").exists()
