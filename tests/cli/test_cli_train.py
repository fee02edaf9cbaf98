"""`train classify`: what it refuses, what it leaves behind, and that a seed fixes the bytes."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

TRAIN = ["train", "classify"]
ROWS = "".join(f"{'pos' if i % 2 else 'neg'}\ttext {i}\n" for i in range(40)).encode()

REFUSED = {
    "no text": ("t.tsv", b"", [], "t.tsv: holds no labelled text"),
    "blank lines only": ("t.tsv", b"\n  \n\n", [], "t.tsv: holds no labelled text"),
    "one class": ("t.tsv", b"pos\ta\npos\tb\n" * 20, [], "holds one class only ('pos')"),
    "bad UTF-8": ("t.tsv", ROWS + b"pos\t\xff\n", [], "t.tsv:41:5: a byte that is not utf-8"),
    "a cut archive": ("t.tsv.gz", gzip.compress(ROWS)[:-9], [], "t.tsv.gz: is cut short"),
    "a missing column": ("t.tsv", ROWS + b"pos\n", [], "t.tsv:41: "),
    "nothing left": ("t.tsv", ROWS, ["--min-count", "99"], "--min-count 99: leaves none"),
    "unknown extension": ("t.train", ROWS, [], "t.train: unknown file extension"),
    "no folder": ("t.tsv", ROWS, ["-o", "no/m.safetensors"], "no/m.safetensors: its folder"),
    "an output that is read": ("t.tsv", ROWS, ["-o", "./t.tsv"], "./t.tsv: is also an input"),
    "two orders": ("t.tsv", ROWS, ["--model", "bow:2", "--ngrams", "2"], "--ngrams: --model bow:2"),
    "too few texts": ("t.tsv", b"a\tx\nb\ty\n", [], "too few to set some aside"),
    "an order of a network": ("t.tsv", ROWS, ["--model", "lstm", "--ngrams", "2"], "lstm:2"),
    "an order too high": ("t.tsv", ROWS, ["--ngrams", "6"], "choose an order from 1 to 5"),
    "an option out of bounds": ("t.tsv", ROWS, ["--min-df", "0"], "--min-df: 0 is out of bounds"),
}


@pytest.mark.parametrize(("name", "data", "options", "cause"), REFUSED.values(), ids=REFUSED)
def test_bad_input_is_refused_and_the_earlier_model_stays(
    seqtext, name: str, data: bytes, options: list[str], cause: str
) -> None:
    (seqtext.folder / name).write_bytes(data)
    (seqtext.folder / "m.safetensors").write_bytes(b"earlier")
    before = sorted(seqtext.folder.iterdir())
    done = seqtext(*TRAIN, name, "--model", "bow", "-o", "m.safetensors", *options)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("seqtext: ")
    assert cause in line
    assert (seqtext.folder / "m.safetensors").read_bytes() == b"earlier"
    assert (seqtext.folder / name).read_bytes() == data
    assert sorted(seqtext.folder.iterdir()) == before


SMALL = ["--epochs", "2", "--hidden", "8"]


@pytest.mark.parametrize("name", ["majority", "nbsvm", "mlp", "lstm", "cnn", "transformer"])
def test_the_same_command_gives_the_same_bytes(seqtext, name: str) -> None:
    small = [] if name in ("majority", "nbsvm") else SMALL
    written = []
    for output in ("a.safetensors", "b.safetensors"):
        done = seqtext(*TRAIN, "train.tsv", "--model", name, "-o", output, *small, "--seed", "3")
        assert done.returncode == 0, done.stderr
        written.append((seqtext.folder / output).read_bytes())
    assert written[0] == written[1]


def test_another_seed_gives_another_network(seqtext) -> None:
    for seed in "01":
        seqtext(*TRAIN, "train.tsv", "--model", "dan", "-o", f"{seed}.st", *SMALL, "--seed", seed)
    assert (seqtext.folder / "0.st").read_bytes() != (seqtext.folder / "1.st").read_bytes()


def test_the_log_has_a_line_an_epoch(seqtext) -> None:
    seqtext(*TRAIN, "train.tsv", "--model", "lstm", "-o", "m.safetensors", *SMALL)
    lines = (seqtext.folder / "m.log.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2]


def test_files_and_folders_of_classes(seqtext) -> None:
    for name, words in (("pos", "good"), ("neg", "bad")):
        (seqtext.folder / f"{name}.txt").write_text(f"it is {words}\n" * 20)
        (seqtext.folder / "tree" / name).mkdir(parents=True)
        for i in range(20):
            (seqtext.folder / "tree" / name / f"{i}.txt").write_text(f"it is {words}\nreally {i}\n")
    for source in (["pos=pos.txt", "neg=neg.txt"], ["tree"]):
        done = seqtext(*TRAIN, *source, "--dev", "train.tsv", "--model", "bow", "-o", "m.st")
        assert done.returncode == 0, done.stderr
        labels = seqtext("predict", "m.st", "-", stdin=b"good\nbad\n").stdout.split()
        assert labels[::2] == ["pos", "neg"]


def test_pretrained_vectors_are_the_start(seqtext) -> None:
    words = " ".join(["0.5"] * 8)
    (seqtext.folder / "v.vec").write_text(f"2 8\ngood {words}\nbad {words}\n")
    done = seqtext(
        *TRAIN,
        "train.tsv",
        "--model",
        "dan",
        "-o",
        "m.st",
        *SMALL,
        "--vectors",
        "v.vec",
        "--embedding",
        "8",
    )
    assert done.returncode == 0, done.stderr
    assert "words have no vector" in done.stderr


@pytest.mark.parametrize(
    ("model", "option"),
    [
        ("bow", "--hidden"),
        ("bow", "--epochs"),
        ("lstm", "--min-df"),
        ("mlp", "--vectors"),
        ("dan", "--recurrent-dropout"),
        ("cnn", "--layers"),
        ("cnn-blind", "--width"),
    ],
)
def test_an_option_that_the_model_does_not_read_is_refused(seqtext, model, option) -> None:
    done = seqtext(
        *TRAIN,
        "train.tsv",
        "--model",
        model,
        "-o",
        "m.st",
        option,
        "0.7" if "dropout" in option else "7",
    )
    assert done.returncode == 1
    assert f"{option}: the model {model}" in done.stderr


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--width", "1"], 0, "cnn-blind: "),
        (["--width", "3;4"], 1, "--width: cannot read '3;4'"),
        (["--pooling", "last"], 1, "--pooling: cnn has no pooling 'last'; choose from mean, max"),
        (["--device", "cpu", "--compile"], 1, "--compile: is useful only on a CUDA device"),
    ],
)
def test_options_that_make_or_break_a_cnn(seqtext, options, code, message) -> None:
    done = seqtext(*TRAIN, "train.tsv", "--model", "cnn", "-o", "m.st", *SMALL, *options)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert message in done.stderr


def test_help_says_where_it_writes(tmp_path: Path, seqtext) -> None:
    done = seqtext(*TRAIN, "train.tsv", "--model", "bow")
    assert done.returncode == 2
    assert "--output" in done.stderr


def test_what_was_read_is_told(seqtext) -> None:
    (seqtext.folder / "t.tsv").write_bytes(b"\nRare\tan odd film\n" + ROWS)
    done = seqtext(*TRAIN, "t.tsv", "--dev", "train.tsv", "--model", "bow", "-o", "m.st")
    assert "1 label has only one training text ('Rare'): is it a header line?" in done.stderr
    assert "seqtext: t.tsv: 41 texts, 3 labels (20 / 20 / 1), 1 left out\n" in done.stderr
    quiet = seqtext(*TRAIN, "t.tsv", "--model", "bow", "-o", "m.st", "--quiet")
    assert (quiet.returncode, quiet.stderr) == (0, "")


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        ("bow", [], "fitted again with C = "),
        ("nbsvm:2", ["--dev", "train.tsv"], "texts, including the development set"),
        ("bow", ["--no-refit"], None),
        ("majority", [], None),
        ("dan", SMALL, None),
        ("dan", [*SMALL, "--no-refit"], "--refit: the model dan does not use it"),
        ("majority", ["--metric", "macro-f1"], "--metric: the model majority does not use it"),
    ],
)
def test_a_bag_is_fitted_again_to_all_texts(seqtext, model, options, message) -> None:
    done = seqtext(*TRAIN, "train.tsv", "--model", model, "-o", "m.safetensors", *options)
    assert (message or "development texts") in done.stderr
    assert ("fitted again" in done.stderr) == (model in ("bow", "nbsvm:2") and message is not None)
    assert done.returncode == (1 if message and "does not use" in message else 0)


@pytest.mark.parametrize("metric", ["accuracy", "macro-f1", "log-loss"])
@pytest.mark.parametrize("model", ["bow", "dan"])
def test_the_metric_of_the_log_is_the_one_that_was_asked_for(seqtext, model, metric) -> None:
    options = ["--metric", metric, "--class-weight", "balanced", *(SMALL if model == "dan" else [])]
    done = seqtext(*TRAIN, "train.tsv", "--model", model, "-o", "m.safetensors", *options)
    assert done.returncode == 0, done.stderr
    first = json.loads((seqtext.folder / "m.log.jsonl").read_text().splitlines()[0])
    assert ("macro_f1" in first) == (metric == "macro-f1")
    if model == "dan" and metric == "log-loss":
        assert first["metric"] == -first["log_loss"]


def test_hashed_bags_say_how_many_ngrams_share_a_number(seqtext) -> None:
    options = ["train.tsv", "--model", "bow", "--ngrams", "2", "-o", "m.safetensors"]
    done = seqtext(*TRAIN, *options, "--hash-bits", "6")
    assert done.returncode == 0, done.stderr
    assert "of the n-grams share their number with another" in done.stderr
    assert seqtext("predict", "m.safetensors", "-", stdin=b"good\n").returncode == 0
    refused = seqtext(*TRAIN, *options, "--hash-bits", "6", "--min-df", "2")
    assert refused.returncode == 1
    assert refused.stderr.startswith("seqtext: --min-df: a hashed bag does not know")


# Large steps through many layers: after the first epoch the answers are no numbers.
WILD = ["--model", "dan", "--layers", "30", "--learning-rate", "100", "--warmup", "0"]
WILD += ["--clip", "value", "--clip-limit", "1e9", "--batch-texts", "1000"]


@pytest.mark.parametrize("epochs", ["1", "6"])
def test_a_network_whose_answers_are_no_numbers_is_not_written(seqtext, epochs: str) -> None:
    before = sorted(seqtext.folder.iterdir())
    done = seqtext(*TRAIN, "train.tsv", *WILD, "--epochs", epochs, "-o", "m.safetensors")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert "no longer finite" in line
    assert " step 1; try a lower --learning-rate" in line
    assert sorted(seqtext.folder.iterdir()) == before


def test_train_file_is_train_classify_file(seqtext) -> None:
    for name, command in (("named", TRAIN), ("default", ["train"])):
        done = seqtext(*command, "train.tsv", "--model", "majority", "-o", f"{name}.safetensors")
        assert done.returncode == 0, done.stderr
    named, default = (seqtext.folder / f"{n}.safetensors" for n in ("named", "default"))
    assert named.read_bytes() == default.read_bytes()


def test_a_bag_model_trains_and_predicts_without_heavy_imports(tmp_path):
    (tmp_path / "x.tsv").write_text(
        "".join(f"{'ab'[i % 2]}\tword {i % 2}\n{i % 2}\tw {i}\n" for i in range(20))
    )
    code = (
        "import sys\nfrom seqtext_cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*{'torch', 'scipy', 'sklearn', 'numba'} & set(sys.modules), file=sys.stderr)"
    )
    commands = ["train classify --quiet x.tsv --model nbsvm:2 -o m", "predict m x.tsv"]
    for command in commands:
        arguments = [sys.executable, "-c", code, *command.split()]
        done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stderr.splitlines()[-1] == "", command
