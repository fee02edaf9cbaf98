"""`compare` at equal terms and on parts of the data: what is trained, told and kept."""

import hashlib
import json
import re
from pathlib import Path

import jsonschema
import pytest
from safetensors.numpy import load_file

ROOT = Path(__file__).parent.parent.parent
SMALL = ["--epochs", "2", "--hidden", "8", "--embedding", "8", "--draws", "2", "--suites", "none"]
MODELS = ["--models", "bow:1,dan,lstm", "--seeds", "1"]


def test_equal_terms_and_a_learning_curve(seqtext) -> None:
    (seqtext.folder / "test.tsv").write_text(seqtext.labelled(203))
    base = ["compare", "train.tsv", "--test", "test.tsv", *MODELS, *SMALL, "-o", "r"]
    done = seqtext(*base, "--match", "params", "--learning-curve")
    assert done.returncode == 0, done.stderr
    record = json.loads((seqtext.folder / "r" / "report.json").read_text())
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    jsonschema.validate(record, schema)
    failed = [check["name"] for check in record["checks"] if not check["passed"]]
    assert failed == ["no test text in training"]

    # Sizes: what was said is what was trained, and no size is far from another.
    costs = {cost["model"]: cost for cost in record["costs"]["models"]}
    hidden = record["costs"]["hidden"]
    assert set(hidden) == {"dan", "lstm"}
    for model, size in hidden.items():
        assert f"--match params: {model} with --hidden {size}" in done.stderr
        assert f"hidden.{model}:{size}" in record["signature"]
    assert costs["dan"]["beside"] == 11 * hidden["dan"] + 2  # 8 to hidden, biases, 2 classes
    assert costs["dan"]["beside"] / costs["lstm"]["beside"] == pytest.approx(1, abs=0.2)
    assert all(cost["seconds"] > 0 for cost in costs.values())

    # The curve: the figures again, from the items.
    items = load_file(seqtext.folder / "r" / "items.safetensors")
    points = record["learning"]["points"]
    assert [point["texts"] for point in points] == [14, 28, 54, 108]  # of 54 and 54
    for point in points:
        part = "" if point["share"] == 1 else f"1in{point['share']}/"
        for model, accuracy in point["accuracies"].items():
            answers = items[f"{model}/ordered/{part}test"][:, 0].argmax(-1)
            assert accuracy["value"] == pytest.approx((answers == items["gold"]).mean())
    assert items["lstm/ordered/1in8/test"].shape == (1, 1, 95, 2)
    for name in ("report.md", "report.html"):
        assert "More training data" in (seqtext.folder / "r" / name).read_text()

    # Networks of another size are other networks.
    done = seqtext(*base)
    assert done.returncode == 1
    assert "was made with another settings" in done.stderr


def test_the_forecast_has_the_curve_and_the_sizes(seqtext) -> None:
    options = ["--match", "params", "--learning-curve", "--dry-run", "-o", "r"]
    done = seqtext("compare", "train.tsv", *MODELS, *options)
    assert done.returncode == 0, done.stderr
    assert "lstm.ordered.fold0.1in8.seed0\n" in done.stdout
    assert "lstm with --hidden" in done.stderr
    assert not (seqtext.folder / "r").exists()


def test_a_curve_over_folds_judges_each_text_once_at_each_size(seqtext) -> None:
    options = ["--models", "bow:1,bow:2", *SMALL, "--folds", "3", "--learning-curve", "-o", "r"]
    done = seqtext("compare", "train.tsv", *options)
    assert done.returncode == 0, done.stderr
    items = load_file(seqtext.folder / "r" / "items.safetensors")
    assert {items[f"bow:2/ordered/1in{share}/test"].shape for share in (2, 4, 8)} == {
        (1, 1, 120, 2)
    }


def signature_of(seqtext, name: str, *options: str) -> str:
    """The signature of a comparison of a bag and a small network."""
    network = ["--models", "bow:1,lstm", "--seeds", "1", *SMALL, "--epochs", "1"]
    done = seqtext("compare", "train.tsv", "--test", "test.tsv", *network, *options, "-o", name)
    assert done.returncode == 0, done.stderr
    record = json.loads((seqtext.folder / name / "report.json").read_text())
    return record["signature"]


def test_what_is_read_stands_in_the_signature(seqtext) -> None:
    test = seqtext.folder / "test.tsv"
    texts = "".join(seqtext.labelled(200).splitlines(keepends=True)[160:])  # not in train.tsv
    test.write_text(texts)
    vectors = "".join(f"{word} {'0.5 ' * 8}\n" for word in ("good", "bad"))
    (seqtext.folder / "v.vec").write_text(vectors)
    before = signature_of(seqtext, "r")
    started = signature_of(seqtext, "v", "--vectors", "v.vec")
    test.write_text(texts.replace("room", "food", 1))
    moved = signature_of(seqtext, "m")

    # Digests of twelve digits, and nothing else of the line moves with the texts of the test.
    pattern = re.compile(r"(?<=\|data:)[0-9a-f]{12}(?=\|)")
    assert pattern.sub("", before) == pattern.sub("", moved)
    assert pattern.findall(before) != pattern.findall(moved) != []
    digest = hashlib.sha256(vectors.encode()).hexdigest()[:12]
    assert f"|vectors:{digest}|" in started
    assert "|vectors:" not in before
