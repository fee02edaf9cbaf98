"""`info`: what it tells is what the files were made of; figures counted here by hand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent.parent / "golden"


def told(seqtext, path: str) -> dict:
    done = seqtext("info", path, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_model_says_what_it_was_made_of(seqtext, model) -> None:
    record = told(seqtext, str(model))
    evaluated = json.loads(seqtext("evaluate", str(model), "train.tsv", "--json").stdout)
    assert (record["kind"], record["task"], record["model"]) == ("model", "classify", "bow:2")
    assert record["labels"] == ["neg", "pos"]
    assert sum(record["texts"].values()) == 120  # the development set too: it is fitted again
    assert record["bytes"] == model.stat().st_size
    assert record["input"]["format"] == "tsv"
    # the same line but for what the evaluation adds
    same = {*record["signature"].split("|")} - {*evaluated["signature"].split("|")}
    assert same == set()
    assert "training texts" in seqtext("info", str(model)).stdout


def test_a_vocabulary_and_counts(seqtext) -> None:
    (seqtext.folder / "a.txt").write_text("b a b\n\nc b\n")
    seqtext("vocab", "build", "a.txt", "-o", "v.vocab")
    seqtext("vocab", "count", "a.txt", "-o", "a.counts")
    words, counts = told(seqtext, "v.vocab"), told(seqtext, "a.counts")
    assert (words["kind"], words["tokens"], words["occurrences"]) == ("vocabulary", 3, 5)
    assert (counts["kind"], counts["tokens"], counts["texts"]) == ("counts", 3, 3)
    assert counts["tokenizer"]["name"] == "word"


def test_a_translator(translator) -> None:
    record = told(translator, "m.safetensors")
    assert (record["task"], record["texts"], record["dev"]["texts"]) == ("translate", 200, 30)
    assert {*record["vocabulary"]} == {"source", "target"}
    assert f"BLEU {record['dev']['bleu']:.2f}" in translator("info", "m.safetensors").stdout


OLD = sorted(path.name for path in GOLDEN.glob("*.1.safetensors"))


def test_models_of_before_say_what_they_lack(seqtext) -> None:
    """In one process, without torch: the kept files of every kind."""
    code = (
        "import sys, json\nfrom seqtext.report.info import info, render_info\n"
        "for path in sys.argv[1:]:\n"
        "    record = info(path)\n    render_info(record)\n"
        "    print('RECORD', json.dumps(record))\n"
        "print('LOADED', 'torch' in sys.modules)"
    )
    paths = [str(GOLDEN / name) for name in OLD]
    done = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "LOADED False", done.stderr
    records = [json.loads(x[7:]) for x in done.stdout.splitlines() if x.startswith("RECORD ")]
    assert len(records) == len(OLD) > 0
    assert "not recorded" in done.stdout
    for record in records:
        assert record["texts"] is None
        assert record.get("parameters", 1) > 0


@pytest.mark.parametrize(
    ("name", "data", "cause"),
    [
        (
            "x.safetensors",
            b"PK\x03\x04" * 30,
            "is not a model, vocabulary, counts file or report of seqtext",
        ),
        ("x.vocab", b"#seqtext vocabulary 1\tno json\n", "x.vocab"),
        ("missing", None, "missing: no such file"),
        (".", None, ".: holds no report"),
    ],
)
def test_what_is_none_of_ours_is_refused(seqtext, name, data, cause) -> None:
    if data is not None:
        (seqtext.folder / name).write_bytes(data)
    done = seqtext("info", name)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert cause in done.stderr
