"""`predict` and `evaluate` as filters; they and `explain` on damaged models."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parent.parent.parent

# input -> number of lines out
ODD = {
    "empty": (b"", 0),
    "no final newline": (b"good", 1),
    "CRLF": (b"good\r\nbad\r\n", 2),
    "byte-order mark": (b"\xef\xbb\xbfgood\n", 1),
    "blank lines": (b"\ngood\n\n", 3),
    "NUL bytes": (b"go\0od\n\0\n", 2),
    "words it never saw": ("¿qué? 你好\n".encode(), 1),
    "a million words": (b"not bad " * 500_000 + b"\n", 1),
}


@pytest.mark.parametrize(("data", "lines"), ODD.values(), ids=ODD)
def test_a_line_out_for_each_line_in(seqtext, model, data: bytes, lines: int) -> None:
    done = seqtext("predict", str(model), "-", stdin=data)
    assert done.returncode == 0
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(rows) == lines
    assert all(label in ("pos", "neg") and 0.5 <= float(p) <= 1 for label, p in rows)


def test_labels_follow_the_words(seqtext, model) -> None:
    done = seqtext("predict", str(model), "-", stdin=b"was great\nwas awful\nwas not awful\n")
    assert done.stdout.split()[::2] == ["pos", "neg", "pos"]


def test_file_and_pipe_give_the_same(seqtext, model) -> None:
    text = b"was great\n\nwas awful"
    (seqtext.folder / "x.txt").write_bytes(text)
    (seqtext.folder / "x.jsonl").write_text('{"text": "was great"}\n{"text": "was awful"}\n')
    piped = seqtext("predict", str(model), "-", stdin=text).stdout
    assert seqtext("predict", str(model), "x.txt").stdout == piped
    rows = piped.splitlines()
    assert seqtext("predict", str(model), "x.jsonl").stdout.splitlines() == [rows[0], rows[2]]


def test_a_closed_reader_ends_it_quietly_with_141(model) -> None:
    command = f"yes good | {sys.executable} -m seqtext predict {model} - | head -1"
    done = subprocess.run(
        ["bash", "-c", f"{command}; echo ${{PIPESTATUS[1]}}"], capture_output=True, text=True
    )
    assert done.stdout.splitlines()[1] == "141"
    assert done.stderr == ""


def test_memory_does_not_grow_with_the_input(model, peak_memory) -> None:
    line = b"the food was not bad at all\n"
    few, many = (
        peak_memory(["predict", str(model), "-"], line * lines) for lines in (300_000, 1_200_000)
    )
    assert many - few < 8e6  # bytes; the input alone would be 24 MB more, its tokens far more


DAMAGED = {
    "cut": (lambda data: data[:-20], "is cut short or damaged"),
    "cut in the header": (lambda data: data[:30], "is cut short or damaged"),
    "a flipped bit": (lambda data: data[:-9] + bytes([data[-9] ^ 4]) + data[-8:], "damaged"),
    "foreign": (lambda data: b"PK\x03\x04" + data, "is not a seqtext model"),
    "newer": (
        lambda data: data.replace(rb"\"format\":2,", rb"\"format\":9,", 1),
        "has format 9",
    ),
    "empty": (lambda data: b"", ""),
}


@pytest.mark.parametrize(("damage", "cause"), DAMAGED.values(), ids=DAMAGED)
@pytest.mark.parametrize("command", ["predict", "evaluate", "explain", "score"])
def test_a_damaged_model_is_refused(seqtext, model, command: str, damage, cause: str) -> None:
    (seqtext.folder / "m.st").write_bytes(damage(model.read_bytes()))
    done = seqtext(command, "m.st", "train.tsv")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("seqtext: m.st: ")
    assert cause in line


def test_evaluate_json_keeps_its_schema(seqtext, model) -> None:
    done = seqtext("evaluate", str(model), "train.tsv", "--json")
    record = json.loads(done.stdout)
    schema = json.loads((ROOT / "docs" / "evaluate.schema.json").read_text())
    jsonschema.validate(record, schema)
    assert record["n"] == 120
    assert record["accuracy"]["low"] <= record["accuracy"]["value"] <= record["accuracy"]["high"]


def test_an_unseen_label_counts_as_wrong_and_is_said_once(seqtext, model) -> None:
    (seqtext.folder / "test.tsv").write_text("pos\twas great\nodd\twas great\nodd\twas bad\n")
    done = seqtext("evaluate", str(model), "test.tsv", "--json")
    assert json.loads(done.stdout)["accuracy"]["value"] == pytest.approx(1 / 3)
    assert done.stderr.count("2 texts have a label that training never saw") == 1


def test_a_file_of_other_labels_is_refused(seqtext, model) -> None:
    (seqtext.folder / "test.tsv").write_text("1\twas great\n0\twas bad\n")
    done = seqtext("evaluate", str(model), "test.tsv")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("seqtext: test.tsv: no label in common: '0', '1' in the texts")


PREDICTIONS = {  # lines -> exit code, what is said
    "pos\t0.9\nneg\t0.7\npos\t0.6\n": (0, ""),
    "pos\nneg\nneg\n": (0, ""),
    "pos\nneg\n": (1, "p.txt: 2 lines for 3 texts"),
    "pos\n\nneg\n": (1, "p.txt:2: no label"),
    "1\n0\n1\n": (1, "p.txt: no label in common"),
}


@pytest.mark.parametrize(("lines", "expected"), PREDICTIONS.items())
def test_predictions_are_compared_text_by_text(seqtext, model, lines: str, expected) -> None:
    """By hand: the model is right on two of three texts; the predictions on the first two."""
    (seqtext.folder / "test.tsv").write_text("pos\twas great\nneg\twas bad\nneg\twas great\n")
    (seqtext.folder / "p.txt").write_text(lines)
    done = seqtext("evaluate", str(model), "test.tsv", "--against", "p.txt", "--json")
    code, cause = expected
    assert done.returncode == code
    assert cause in done.stderr
    if not code:
        right = 2 / 3 if "0.6" in lines else 1.0
        assert json.loads(done.stdout)["against"]["value"] == pytest.approx(right)


def test_a_model_against_itself_differs_in_nothing(seqtext, model) -> None:
    done = seqtext("evaluate", str(model), "train.tsv", "--against", str(model), "--json")
    against = json.loads(done.stdout)["against"]
    assert (against["p"], against["difference"]["value"]) == (1.0, 0.0)
    assert (
        "Comparison with the other"
        in seqtext("evaluate", str(model), "train.tsv", "--against", str(model)).stdout
    )


def test_a_linear_model_does_not_pretend_to_use_a_device(seqtext, model) -> None:
    done = seqtext("predict", str(model), "-", "--device", "cuda", stdin=b"good\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("seqtext: --device cuda: bow:2 is not a network")


TEXTS = b"was great\n\nwas awful\n"


def test_json_and_top_agree_with_the_plain_answer(seqtext, model) -> None:
    plain = [line.split("\t") for line in predicted(seqtext, model).splitlines()]
    objects = [json.loads(line) for line in predicted(seqtext, model, "--json").splitlines()]
    top = [line.split("\t") for line in predicted(seqtext, model, "--top", "9").splitlines()]
    assert len(plain) == len(objects) == len(top) == 3
    for (label, p), each, row in zip(plain, objects, top, strict=True):
        assert each["predicted"] == label
        assert each["probability"] == pytest.approx(float(p), abs=0.6e-4)  # p has four digits
        assert sum(each["probabilities"].values()) == pytest.approx(1, abs=1e-5)
        assert row[:2] == [label, p]
        assert {*row[::2]} == {"pos", "neg"}


def predicted(seqtext, model, *options: str) -> str:
    done = seqtext("predict", str(model), "-", *options, stdin=TEXTS)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("options", [[], ["--top", "2"], ["--json"], ["--keep"]])
def test_one_line_at_a_time_gives_the_same(seqtext, model, options) -> None:
    at_once = predicted(seqtext, model, *options)
    assert predicted(seqtext, model, *options, "--line-buffered") == at_once
    assert at_once.count("\n") == 3


def test_a_classifier_in_an_open_pipe_answers_each_line(model) -> None:
    command = [sys.executable, "-m", "seqtext", "predict", str(model), "-", "--line-buffered"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for line in (b"was great\n", b"was awful\n"):
            process.stdin.write(line)
            process.stdin.flush()
            assert process.stdout.readline().count(b"\t") == 1
        process.stdin.close()
    assert process.returncode == 0


def test_several_files_and_an_output(seqtext, model) -> None:
    (seqtext.folder / "a.txt").write_text("was great\n")
    (seqtext.folder / "b.csv").write_text("id,text\n1,was awful\n")
    both = seqtext("predict", str(model), "a.txt", "b.csv").stdout
    assert both.count("\n") == 2
    assert seqtext("predict", str(model), "a.txt", "b.csv", "-o", "out").stdout == ""
    assert (seqtext.folder / "out").read_text() == both
    done = seqtext("predict", str(model), "a.txt", "missing.txt", "-o", "out")
    assert (done.returncode, done.stderr[:21]) == (1, "seqtext: missing.txt:")
    done = seqtext("predict", str(model), "a.txt", "missing.txt")
    assert (done.returncode, done.stdout) == (1, "")  # nothing is answered before
    done = seqtext("predict", str(model), "a.txt", "-o", "a.txt")
    assert "a.txt: is also an input" in done.stderr
    assert (seqtext.folder / "out").read_text() == both


def test_a_process_substitution_with_its_format(seqtext, model) -> None:
    line = f"{sys.executable} -m seqtext predict {model} --format tsv <(printf 'a\\twas great\\n')"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
    assert (done.returncode, done.stdout.count("\t")) == (0, 1)


def test_the_columns_of_the_training_are_remembered(seqtext) -> None:
    rows = [line.split("\t") for line in seqtext.labelled(40).splitlines()]
    table = "".join(f"{i},{label},{text}\n" for i, (label, text) in enumerate(rows))
    (seqtext.folder / "train.csv").write_text(f"id,mood,review\n{table}")
    columns = ["--columns", "label=mood,text=review"]
    options = ["--model", "bow", "-o", "m.safetensors", *columns]
    assert seqtext("train", "train.csv", *options).returncode == 0
    (seqtext.folder / "test.csv").write_text("review,id\nwas great,1\n")
    done = seqtext("predict", "m.safetensors", "test.csv", "--keep")
    assert done.stdout.startswith("review,id,predicted,probability\nwas great,1,")
    assert "--columns text=review" in done.stderr
    (seqtext.folder / "other.csv").write_text("text,id\nwas great,1\n")
    done = seqtext("predict", "m.safetensors", "other.csv")
    assert done.returncode == 1
    assert "no column 'review' among text, id (the model was trained with" in done.stderr
    done = seqtext("predict", "m.safetensors", "other.csv", "--columns", "text=text")
    assert done.returncode == 0
    done = seqtext("evaluate", "m.safetensors", "train.csv", "--json")
    assert json.loads(done.stdout)["n"] == 40
    assert "--columns label=mood,text=review" in done.stderr
    assert "text\t1\t" in seqtext("explain", "m.safetensors", "test.csv").stdout


def test_kept_files_have_one_header_between_them(seqtext, model) -> None:
    for name, header in (("a", "id,text"), ("b", "id,text"), ("c", "text,id")):
        (seqtext.folder / f"{name}.csv").write_text(f"{header}\n1,was great\n")
    done = seqtext("predict", str(model), "a.csv", "b.csv", "--keep")
    assert done.stdout.splitlines()[0] == "id,text,predicted,probability"
    assert done.stdout.count("predicted") == 1
    assert done.stdout.count("1,was great,") == 2
    done = seqtext("predict", str(model), "a.csv", "c.csv", "--keep")
    assert (done.returncode, done.stdout) == (1, "")
    assert "c.csv: has different columns from a.csv" in done.stderr


def test_a_translator_keeps_the_pairs_and_tells_scores(translator) -> None:
    pairs = (translator.folder / "test.tsv").read_text().splitlines()
    plain = translator("predict", "m.safetensors", "test.tsv").stdout.splitlines()
    kept = translator("predict", "m.safetensors", "test.tsv", "--keep").stdout.splitlines()
    assert kept == [f"{pair}\t{message}" for pair, message in zip(pairs, plain, strict=True)]
    objects = translator("predict", "m.safetensors", "test.tsv", "--json", "--n-best", "2").stdout
    each = [json.loads(line) for line in objects.splitlines()]
    assert [one["translation"] for one in each] == plain
    assert all(len(one["translations"]) == 2 for one in each)
    done = translator("predict", "m.safetensors", "test.tsv", "--top", "2")
    assert (done.returncode, done.stderr[:15]) == (1, "seqtext: --top:")
