"""`split`: the parts hold every record as it was, in the input's own format, and no text twice."""

import csv
import gzip
import io
import json
from collections import Counter

import pytest

ROWS = [(f"{'pos' if i % 2 else 'neg'}", f"text {i}") for i in range(40)]
TSV = "".join(f"{label}\t{text}\n" for label, text in ROWS)
SHARES = ["--test-share", "0.2", "--dev-share", "0.1"]

# name of the input, its bytes, options, the parts' ending
FORMATS = {
    "tsv": ("t.tsv", TSV.encode(), [], ".tsv"),
    "compressed": ("t.tsv.gz", gzip.compress(TSV.encode()), [], ".tsv"),
    "latin-1": ("t.tsv", TSV.replace("text", "ñandú").encode("latin-1"),
                ["--encoding", "latin-1"], ".tsv"),
    "utf-16": ("t.tsv", TSV.encode("utf-16"), ["--encoding", "utf-16"], ".tsv"),
    "fasttext": ("t.train", "".join(f"__label__{a} {b}\n" for a, b in ROWS).encode(),
                 ["--format", "fasttext"], ".train"),
    "jsonl": ("t.jsonl", "".join(json.dumps({"text": b, "label": a, "id": 7}) + "\n"
                                 for a, b in ROWS).encode(), [], ".jsonl"),
    "lines": ("t.txt", "".join(f"{b}\n" for _, b in ROWS).encode(), [], ".txt"),
    "pairs": ("t.tsv", "".join(f"{b}\tx {b}\n" for _, b in ROWS).encode(),
              ["--format", "pairs"], ".tsv"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "data", "options", "ending"), FORMATS.values(), ids=FORMATS)
def test_the_parts_are_the_lines_of_the_input(seqtext, name, data, options, ending) -> None:
    (seqtext.folder / name).write_bytes(data)
    done = seqtext("split", name, *SHARES, "-o", "parts", *options)
    assert done.returncode == 0, done.stderr
    encoding = options[1] if "--encoding" in options else "utf-8"
    plain = gzip.decompress(data) if name.endswith(".gz") else data
    parts = {p.stem: p.read_bytes() for p in (seqtext.folder / "parts").iterdir()}
    lines = {part: text.decode(encoding).splitlines() for part, text in parts.items()}
    assert {part: len(result) for part, result in lines.items()} == {
        "train": 28,
        "dev": 4,
        "test": 8,
    }
    whole = plain.decode(encoding).splitlines()
    assert sorted(line for part in lines.values() for line in part) == sorted(whole)
    assert all(p.name.endswith(ending) for p in (seqtext.folder / "parts").iterdir())
    again = seqtext("split", name, *SHARES, "-o", "again", *options)
    assert again.returncode == 0
    for part, text in parts.items():
        assert (seqtext.folder / "again" / (part + ending)).read_bytes() == text


def test_csv_keeps_header_quotes_and_groups(seqtext) -> None:
    """The csv module reads the parts; a user stands on one side, and so do equal texts."""
    rows = [f'"{a}","a ""{i}"",\nline",u{i % 10}' for i, (a, _) in enumerate(ROWS)]
    rows += ["pos,SAME  text,v1", "pos,same text,v2", "neg,other,v2"]
    text = "label,text,user\n" + "\n".join(rows) + "\n"
    (seqtext.folder / "t.csv").write_text(text)
    done = seqtext("split", "t.csv", "--test-share", "0.25", "--group", "user", "-o", "parts")
    assert done.returncode == 0, done.stderr
    result = {}
    for part in ("train", "test"):
        written = (seqtext.folder / "parts" / f"{part}.csv").read_text()
        assert written.startswith("label,text,user\n")
        result[part] = list(csv.DictReader(io.StringIO(written)))
        assert all(line in text for line in written.splitlines())
    assert len(result["train"]) + len(result["test"]) == 43
    users = [{row["user"] for row in part} for part in result.values()]
    assert not users[0] & users[1]
    assert any({"v1", "v2"} <= names for names in users)


def test_classes_of_files_and_folders_and_aligned_files(seqtext) -> None:
    for name in ("pos", "neg"):
        texts = [f"{name} {i}" for i in range(20)]
        (seqtext.folder / f"{name}.txt").write_text("\n".join(texts))
        (seqtext.folder / f"all.{name}").write_text("\n".join(texts))
        (seqtext.folder / "tree" / name).mkdir(parents=True)
        for i, text in enumerate(texts):
            (seqtext.folder / "tree" / name / f"{i}.txt").write_bytes(text.encode() + b"\r\n")
    for i, inputs in enumerate((["pos=pos.txt", "neg=neg.txt"], ["tree"], ["all.pos", "all.neg"])):
        done = seqtext("split", *inputs, "--test-share", "0.2", "-o", f"p{i}")
        assert done.returncode == 0, done.stderr
    names = {path.name for path in (seqtext.folder / "p0").iterdir()}
    assert names == {f"{part}.{c}.txt" for part in ("train", "test") for c in ("pos", "neg")}
    copied = list((seqtext.folder / "p1").rglob("*.txt"))
    assert Counter(p.parts[-3:-1] for p in copied) == {
        ("train", "pos"): 16, ("train", "neg"): 16, ("test", "pos"): 4, ("test", "neg"): 4,
    }  # fmt: skip
    assert all(p.read_bytes().endswith(b"\r\n") for p in copied)
    sides = [(seqtext.folder / "p2" / f"test.{c}").read_text().splitlines() for c in ("pos", "neg")]
    assert [line.split()[1] for line in sides[0]] == [line.split()[1] for line in sides[1]]


REFUSED = {
    "no share is left": (["--test-share", "0.6", "--dev-share", "0.4"], "leave nothing for"),
    "a share of 1": (["--test-share", "1"], "--test-share"),
    "an unknown group": (["--test-share", "0.2", "--group", "9"], "--columns names number 9"),
    "an earlier split": (["--test-share", "0.2", "-o", "old"], "old/test.tsv: exists already"),
    "too few": (["--test-share", "0.001"], "none for test"),
}


@pytest.mark.parametrize(("options", "cause"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_before_anything_is_written(seqtext, options, cause) -> None:
    (seqtext.folder / "old").mkdir()
    (seqtext.folder / "old" / "test.tsv").write_text("earlier")
    output = [] if "-o" in options else ["-o", "new"]
    done = seqtext("split", "train.tsv", *options, *output)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert cause in line
    assert not (seqtext.folder / "new").exists()
    assert (seqtext.folder / "old" / "test.tsv").read_text() == "earlier"
    assert len(list((seqtext.folder / "old").iterdir())) == 1


def test_train_judges_on_the_test_set_of_split(seqtext) -> None:
    """The same share of the same file is the same test set, whoever sets it aside."""
    seqtext("split", "train.tsv", "--test-share", "0.25", "-o", "p")
    train = ["train", "classify", "train.tsv", "--model", "bow", "-o", "m.safetensors"]
    done = seqtext(*train, "--test-share", "0.25")
    assert done.returncode == 0, done.stderr
    judged = seqtext("evaluate", "m.safetensors", "p/test.tsv")
    assert judged.stdout == done.stdout != ""
    assert "training data" not in judged.stderr
    seen = seqtext("evaluate", "m.safetensors", "p/train.tsv", "--json")
    assert "90 of 90 texts were in the training data: the figures are too good" in seen.stderr
    assert json.loads(seen.stdout)["seen"] == 90  # those that chose C, too: it is fitted again
    size = (seqtext.folder / "m.safetensors").stat().st_size
    seqtext(*train, "--test-share", "0.25", "--no-text-hashes")
    without = seqtext("evaluate", "m.safetensors", "p/train.tsv", "--json")
    assert json.loads(without.stdout)["seen"] is None
    assert "training data" not in without.stderr
    assert 0 < size - (seqtext.folder / "m.safetensors").stat().st_size <= 4 * 90 + 128
