"""`compare translate`: a whole comparison, small; and `compare` without a command's name."""

import json

import pytest

SMALL = ["--hidden", "16", "--embedding", "16", "--layers", "1", "--heads", "2", "--epochs", "1"]
SMALL += ["--tokenizer", "word", "--seeds", "1", "--draws", "1", "--beam", "1", "--no-grammar"]
TWINS = "pair_id\tsource\ttarget\n1\t3 1 2\tuno\n1\t1 2 3\tdos\n2\t1 1 2\tuno\n2\t4 1\tdos\n"


@pytest.fixture(scope="module")
def compared(translator):
    """A comparison that has been made once."""
    (translator.folder / "twins.tsv").write_text(TWINS)
    arguments = ["compare", "translate", "train.tsv", "--test", "test.tsv", "--pairs", "twins.tsv"]
    arguments += ["--models", "seq2seq-rnn", *SMALL, "-o", "report"]
    done = translator(*arguments, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    return translator, arguments, done


def test_it_trains_in_order_shuffled_and_blind(compared):
    translator, _, done = compared
    cells = sorted(path.name for path in (translator.folder / "report" / "cells").iterdir())
    assert cells == [
        "seq2seq-rnn.ordered.seed0.safetensors",
        "seq2seq-rnn.shuffled.seed0.safetensors",
        "transformer-blind.ordered.seed0.safetensors",
    ]
    record = json.loads((translator.folder / "report" / "report.json").read_text())
    given = {t["model"]: t for t in record["twins"] if t["source"] == "given"}
    assert (given["transformer-blind"]["pairs"], given["transformer-blind"]["left_out"]) == (1, 1)
    assert all(check["passed"] for check in record["checks"] if "control" in check["name"])
    assert record["sentence"].split()[0] in done.stdout


def test_the_same_command_trains_nothing_again(compared):
    translator, arguments, _ = compared
    page = (translator.folder / "report" / "report.html").read_bytes()
    again = translator(*arguments, "--jobs", "1")
    assert "training 1/" not in again.stderr
    assert (translator.folder / "report" / "report.html").read_bytes() != b""
    reported = [line for line in page.splitlines() if b"--jobs" not in line]
    kept = (translator.folder / "report" / "report.html").read_bytes().splitlines()
    assert [line for line in kept if b"--jobs" not in line] == reported


def test_another_option_is_refused_there(compared):
    translator, arguments, _ = compared
    done = translator(*arguments, "--hidden", "8")
    assert done.returncode == 1
    assert "was made with another options" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["labels.tsv"], "labels"),
        (["train.tsv", "--models", "lstm"], "unknown translator 'lstm'"),
        (["train.tsv", "--models", "transformer-blind"], "no model that reads order"),
        (["--models", "seq2seq-gru,transformer", "--heads", "3"], "3 heads cannot share"),
        (["--test", "test.tsv"], "without training pairs"),
        (["train.tsv", "--pairs", "test.tsv"], "not the header"),
    ],
)
def test_bad_input_is_one_line(translator, arguments, words):
    (translator.folder / "labels.tsv").write_text("".join(f"pos\ttext {i}\n" for i in range(20)))
    done = translator("compare", "translate", *arguments, "-o", "bad")
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (translator.folder / "bad").exists()


def test_a_dry_run_lists_the_trainings(translator):
    done = translator("compare", "translate", "train.tsv", "--dry-run", "-o", "dry")
    assert "transformer.grammar.seed1" in done.stdout
    assert "16 trainings" in done.stdout.splitlines()[-1]


def test_compare_is_compare_classify(seqtext):
    plain, named = (
        seqtext("compare", *name, "train.tsv", "--models", "bow:1", "--dry-run", "-o", "r")
        for name in ([], ["classify"])
    )
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout == named.stdout
