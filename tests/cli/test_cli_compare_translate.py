"""`compare translate`: a whole comparison, small; and `compare` without a command's name."""

import json
import shutil

import pytest

from seqtext.system.model_file import read_model, write_model

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
        "seq2seq-rnn.local-3.fold0.seed0.safetensors",
        "seq2seq-rnn.ordered.fold0.seed0.safetensors",
        "seq2seq-rnn.shuffled.fold0.seed0.safetensors",
        "transformer-blind.ordered.fold0.seed0.safetensors",
    ]
    record = json.loads((translator.folder / "report" / "report.json").read_text())
    given = {t["model"]: t for t in record["twins"] if t["source"] == "given"}
    assert (given["transformer-blind"]["pairs"], given["transformer-blind"]["left_out"]) == (1, 1)
    assert all(check["passed"] for check in record["checks"] if "control" in check["name"])
    assert " ".join(done.stdout.split()).startswith(record["verdict"]["sentence"])
    assert record["verdict"]["margin"] == 0.005
    assert record["headline"]["metric"] == "bleu"
    assert [cost["model"] for cost in record["costs"]["models"]] == [
        "seq2seq-rnn",
        "transformer-blind",
    ]
    assert all(cost["seconds"] > 0 < cost["parameters"] for cost in record["costs"]["models"])
    assert {claim["metric"] for claim in record["claims"]} <= {"BLEU", "chrF"}
    (curve,) = record["doses"]
    assert [point["name"] for point in curve["points"]][:2] == ["in order", "blocks:1"]
    groups = {part["group"] for part in record["slices"]["slices"]}
    assert "length" in groups
    assert not groups & {"label", "polarity", "distance"}
    for words in ("What each model costs", "How BLEU falls", "Where order matters"):
        assert words in done.stdout


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
    assert "was made with another settings" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["labels.tsv"], "labels"),
        (["train.tsv", "--models", "lstm"], "unknown translator 'lstm'"),
        (["train.tsv", "--models", "transformer-blind"], "no model that reads order"),
        (["--models", "seq2seq-gru,transformer", "--heads", "3"], "3 heads cannot share"),
        (["--test", "test.tsv"], "an option of training pairs, without any"),
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
    lines = done.stdout.splitlines()
    assert "transformer.grammar.en-es.seed1" in lines
    assert lines[-2].startswith("18 trainings, 0 done before")
    assert lines[-1].startswith("about ")


def test_a_budget_folds_and_a_learning_curve_are_planned(translator):
    more = ["--folds", "2", "--learning-curve", "--time", "1s", "--match", "params", *SMALL]
    done = translator("compare", "translate", "train.tsv", *more, "--dry-run", "-o", "dry")
    assert done.returncode == 0, done.stderr
    assert "left out to fit into 1s: the learning curve" in done.stderr
    assert "--match params: transformer with --hidden" in done.stderr
    assert "transformer-blind.ordered.fold1.seed0" in done.stdout.splitlines()


def test_folds_test_every_pair_once(translator):
    """With doses, curves and claims of all of them."""
    more = ["--folds", "2", "--learning-curve", *SMALL, "--models", "seq2seq-rnn", "-o", "folds"]
    done = translator("compare", "translate", "train.tsv", *more, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    record = json.loads((translator.folder / "folds" / "report.json").read_text())
    pairs = (translator.folder / "train.tsv").read_text().splitlines()
    lines = (translator.folder / "folds" / "translations.tsv").read_text().splitlines()
    sources = list(dict.fromkeys(" ".join(pair.split("\t")[0].split()) for pair in pairs))
    assert [line.split("\t")[0] for line in lines[1:]] == sources
    assert record["items"] == len(sources)
    assert record["facts"]["folds"] == 2
    assert len(record["learning"]["points"]) == 4


def test_results_of_another_version_are_not_continued(compared):
    """One line says so, and what is there stays."""
    translator, arguments, _ = compared
    old = translator.folder / "old"
    shutil.copytree(translator.folder / "report", old)
    path = min((old / "cells").iterdir())
    tensors, header = read_model(str(path))
    del header["cell"]
    write_model(str(path), tensors, header)
    done = translator(*arguments[:-1], "old")
    assert (done.returncode, done.stdout) == (1, "")
    assert "has results of another version" in done.stderr
    assert done.stderr.count("\n") == 1
    assert (old / "report.json").exists()


def test_compare_is_compare_classify(seqtext):
    plain, named = (
        seqtext("compare", *name, "train.tsv", "--models", "bow:1", "--dry-run", "-o", "r")
        for name in ([], ["classify"])
    )
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout == named.stdout
