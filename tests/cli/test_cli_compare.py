"""`compare`: the whole road on a small file, its files, resume, folds, forecast and refusals."""

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from safetensors.numpy import load_file

from seqtext.registry import CLASSIFIERS, ModelSpec

ROOT = Path(__file__).parent.parent.parent
SMALL = ["--epochs", "2", "--hidden", "8", "--embedding", "8", "--draws", "2", "--suites", "none"]
MODELS = ["--models", "bow:1,bow:2,dan,lstm", "--seeds", "2"]
PARTS = ("dev", "test")


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_report_holds_what_was_found(seqtext) -> None:
    (seqtext.folder / "test.tsv").write_text(seqtext.labelled(203))
    done = seqtext("compare", "train.tsv", "--test", "test.tsv", *MODELS, *SMALL, "-o", "r")
    assert done.returncode == 0, done.stderr
    assert "108 test texts occur in training and are left out" in " ".join(done.stdout.split())
    report = seqtext.folder / "r"
    written = {"report.html", "report.json", "report.md", "items.jsonl", "items.safetensors"}
    assert files(report) == written | {"cells", "models"}
    kept = ("majority", "bow-1", "bow-2", "dan", "lstm")
    assert files(report / "models") == {f"{name}.safetensors" for name in kept}

    record = json.loads((report / "report.json").read_text())
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    jsonschema.validate(record, schema)
    assert {model["model"] for model in record["models"]} == {
        "majority",
        "bow:1",
        "bow:2",
        "dan",
        "lstm",
    }

    # The figures again, from the items: accuracy is the mean over seeds and items.
    items = load_file(report / "items.safetensors")
    assert items["lstm/ordered/test"].shape == (2, 3, 95, 2)  # seeds, passes, items, classes
    for model in record["models"]:
        answers = items[f"{model['model']}/ordered/test"][:, 0].argmax(-1)
        assert model["accuracy"]["value"] == pytest.approx((answers == items["gold"]).mean())
    assert len((report / "items.jsonl").read_text().splitlines()) == 95

    # Blind models answer the same bits whatever the order; the lstm does not.
    for name in ("bow:1", "dan"):
        assert (np.diff(items[f"{name}/ordered/test"], axis=1) == 0).all()
    assert (np.diff(items["lstm/ordered/test"], axis=1) != 0).any()
    assert "bow:1/shuffled/test" not in items

    # The doses: a point for each array, and the models that read order alone.
    assert items["lstm/ordered/doses"].shape[0] == 2
    assert [curve["model"] for curve in record["doses"]] == ["bow:2", "lstm"]
    for curve in record["doses"]:
        right = items[f"{curve['model']}/ordered/doses"].argmax(-1) == items["gold"]
        reported = [point["accuracy"]["value"] for point in curve["points"][1:]]
        assert reported == pytest.approx(right.mean(axis=(0, 2)))
    labels = [part for part in record["slices"]["slices"] if part["group"] == "label"]
    assert sum(part["items"] for part in labels) == 95

    # A flip, tried out with the model that is kept.
    flips = [t["heat"]["flip"] for t in record["deciding"]["texts"] if t["heat"]["flip"]]
    for flip in flips[:1]:
        text = " ".join(flip["tokens"]).encode() + b"\n"
        reported = seqtext("predict", "r/models/lstm.safetensors", "-", stdin=text).stdout
        assert reported.split("\t")[0] == flip["label"]

    html = (report / "report.html").read_text()
    assert record["verdict"]["sentence"].split(":")[0] in html
    assert "95 test items" in done.stdout


def test_no_blind_model_notices_a_shuffle(seqtext) -> None:
    named = [ModelSpec.parse(name) for name in CLASSIFIERS]
    blind = [str(spec) for spec in named if spec.set == "blind"]
    models = ["--models", ",".join([*blind, "bow:2"]), "--seeds", "1"]
    done = seqtext("compare", "train.tsv", *models, *SMALL, "-o", "r")
    assert done.returncode == 0, done.stderr
    items = load_file(seqtext.folder / "r" / "items.safetensors")
    same = {
        model: all((np.diff(items[f"{model}/ordered/{of}"], axis=1) == 0).all() for of in PARTS)
        for model in (*blind, "bow:2")
    }
    assert same == {**dict.fromkeys(blind, True), "bow:2": False}


def test_a_model_that_should_be_kept_and_is_gone_is_trained_again(seqtext) -> None:
    base = ["compare", "train.tsv", *SMALL, "-o", "r", "--models", "bow:1,bow:2"]
    assert seqtext(*base).returncode == 0
    kept = seqtext.folder / "r" / "models" / "bow-2.safetensors"
    model = kept.read_bytes()
    kept.unlink()
    done = seqtext(*base)
    assert "training 1/1  bow:2, in order, seed 0" in done.stderr
    assert kept.read_bytes() == model


def test_a_second_call_trains_only_what_is_missing(seqtext) -> None:
    base = ["compare", "train.tsv", *SMALL, "--no-assay", "-o", "r", "--models"]
    assert seqtext(*base, "bow:1,dan", "--seeds", "1").returncode == 0
    cells = seqtext.folder / "r" / "cells"
    first = {path: path.stat().st_mtime_ns for path in cells.iterdir()}
    done = seqtext(*base, "bow:1,dan,bow:2", "--seeds", "2")
    assert done.returncode == 0
    assert {path: path.stat().st_mtime_ns for path in first} == first
    assert files(cells) - {path.name for path in first} == {
        "bow-2.ordered.fold0.seed0.safetensors",
        "bow-2.shuffled.fold0.seed0.safetensors",
        "bow-2.shuffled.fold0.seed1.safetensors",
        "dan.ordered.fold0.seed1.safetensors",
    }
    report = (seqtext.folder / "r" / "report.md").read_bytes()
    assert "training" not in seqtext(*base, "bow:1,dan,bow:2", "--seeds", "2").stderr
    assert (seqtext.folder / "r" / "report.md").read_bytes() == report


def test_results_that_rest_on_other_data_or_settings_are_refused(seqtext) -> None:
    base = ["compare", "train.tsv", "--models", "bow:1", *SMALL, "-o", "r"]
    assert seqtext(*base).returncode == 0
    report = (seqtext.folder / "r" / "report.json").read_bytes()
    done = seqtext(*base, "--min-count", "2")
    assert done.returncode == 1
    assert "was made with another reading" in done.stderr
    (seqtext.folder / "train.tsv").write_text(seqtext.labelled(140))
    done = seqtext(*base)
    assert done.returncode == 1
    assert "was made with another data" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (seqtext.folder / "r" / "report.json").read_bytes() == report


def test_the_number_of_processes_changes_nothing(seqtext) -> None:
    models = ["--models", "bow:2,lstm", "--seeds", "2"]
    for jobs in "12":
        done = seqtext("compare", "train.tsv", *models, *SMALL, "--jobs", jobs, "-o", jobs)
        assert done.returncode == 0, done.stderr
    one, two = (seqtext.folder / jobs / "items.safetensors" for jobs in "12")
    assert one.read_bytes() == two.read_bytes()


def test_folds_judge_each_text_once(seqtext) -> None:
    models = ["--models", "majority,bow:2", *SMALL]
    done = seqtext("compare", "train.tsv", "--folds", "3", *models, "-o", "r")
    assert done.returncode == 0, done.stderr
    rows = map(json.loads, (seqtext.folder / "r" / "items.jsonl").read_text().splitlines())
    texts = [line.split("\t")[1] for line in seqtext.labelled(120).splitlines()]
    assert [row["text"] for row in rows] == texts
    fold = load_file(seqtext.folder / "r" / "items.safetensors")["fold"]
    assert np.bincount(fold).tolist() == [40, 40, 40]
    kept = {f"bow-2.fold{i}.safetensors" for i in range(3)} | {"majority.fold0.safetensors"}
    assert files(seqtext.folder / "r" / "models") == kept


def test_dry_run_trains_nothing(seqtext) -> None:
    done = seqtext("compare", "train.tsv", *MODELS, "--dry-run", "-o", "r")
    assert done.returncode == 0
    assert "lstm.shuffled.fold0.seed1" in done.stdout
    assert "trainings, 0 done before" in done.stdout
    assert not (seqtext.folder / "r").exists()


def test_a_budget_leaves_what_is_done_in_the_report(seqtext) -> None:
    base = ["compare", "train.tsv", "--models", "bow:1,bow:2", *SMALL, "-o", "r"]
    assert seqtext(*base).returncode == 0
    report = (seqtext.folder / "r" / "items.safetensors").read_bytes()
    done = seqtext(*base, "--time", "1s")
    assert done.returncode == 0
    assert "left out to fit" not in done.stderr
    assert (seqtext.folder / "r" / "items.safetensors").read_bytes() == report
    (line,) = seqtext(*base, "--dry-run").stdout.splitlines()
    assert line.startswith("0 trainings, 9 done before; ")  # bow:2 is shuffled five times


def test_a_budget_leaves_out_and_says_so(seqtext) -> None:
    done = seqtext("compare", "train.tsv", *MODELS, "--time", "4s", "--dry-run", "-o", "r")
    assert "left out to fit into 4s: the order-k suites (en)" in done.stderr
    assert "suite" not in done.stdout


REFUSED = {
    "no model": (["--models", ","], "--models: names no model"),
    "an unknown model": (["--models", "bow,elmo"], "unknown model 'elmo'"),
    "folds with a test": (
        ["--folds", "3", "--test", "train.tsv"],
        "--folds: cannot be combined with",
    ),
    "more folds than texts": (["--folds", "200"], "--folds: 200 folds of "),
    "a time that is none": (["--time", "soon"], "--time: cannot read 'soon'"),
    "a file as folder": (["-o", "train.tsv"], "train.tsv"),
    "heads of another size": (
        ["--models", "bow:1,transformer", "--heads", "3", "--jobs", "1"],
        "--heads: 3 heads cannot share a --hidden of 8 evenly",
    ),
    "no such device": (
        ["--models", "bow:1,dan", "--device", "cuda", "--jobs", "1"],
        "--device cuda: torch finds no CUDA device",
    ),
    "a curve of no verdict": (
        ["--models", "bow:1,mlp", "--learning-curve"],
        "--learning-curve: none of the models reads order",
    ),
}


@pytest.mark.parametrize(("options", "cause"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_compared_is_refused(seqtext, options: list[str], cause: str) -> None:
    done = seqtext("compare", "train.tsv", "--models", "bow:1", *SMALL, "-o", "r", *options)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert cause in line
    assert files(seqtext.folder) == {"train.tsv"}


def test_a_network_without_good_weights_is_named(seqtext) -> None:
    wild = ["--layers", "30", "--learning-rate", "100", "--warmup", "0", "--batch-texts", "1000"]
    wild += ["--clip", "value", "--clip-limit", "1e9", "--suites", "none", "--seeds", "1"]
    done = seqtext("compare", "train.tsv", "--models", "bow:1,dan", *wild, "-o", "r")
    assert (done.returncode, done.stdout) == (1, "")
    line = done.stderr.splitlines()[-1]
    assert line.startswith("seqtext: dan.ordered.fold0.seed0: training: the ")
    assert "no longer finite after step 1; try a lower --learning-rate" in line
    assert "Traceback" not in done.stderr


def test_a_fold_without_a_text_of_a_class_is_judged_all_the_same(seqtext) -> None:
    with (seqtext.folder / "train.tsv").open("a") as file:
        file.write("odd\tone of a kind\n")
    models = ["--models", "bow:1,nbsvm:2", *SMALL]
    done = seqtext("compare", "train.tsv", "--folds", "3", *models, "-o", "r")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(x) for x in (seqtext.folder / "r" / "items.jsonl").read_text().splitlines()]
    assert len(rows) == 121


def test_other_vectors_under_the_same_name_are_other_settings(seqtext) -> None:
    arguments = ["compare", "train.tsv", "--models", "dan", "--seeds", "1", *SMALL, "-o", "r"]
    for number, code in (("0.5", 0), ("0.7", 1)):
        (seqtext.folder / "v.vec").write_text("food" + f" {number}" * 8 + "\n")
        done = seqtext(*arguments, "--vectors", "v.vec")
        assert done.returncode == code, done.stderr
    assert "was made with another vectors" in done.stderr
