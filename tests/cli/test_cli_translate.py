"""seqtext train translate, and predict with a translator: whole commands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

NUMBERS = ["one", "two", "three", "four", "big"]
NOUNS = ["dog", "cat", "hen", "fox"]
ROWS = [(f"the {a} {n} .", f"{n} {a} the .") for a in NUMBERS for n in NOUNS]
TINY = ["--embedding", "8", "--hidden", "8", "--layers", "1", "--epochs", "2", "--device", "cpu"]


def rows(pairs=ROWS) -> str:
    return "".join(f"{source}\t{target}\n" for source, target in pairs)


@pytest.fixture(scope="module")
def trained(tmp_path_factory, forked) -> Path:
    """A translator trained on two aligned files, with a development set of two."""
    folder = tmp_path_factory.mktemp("translator")
    for i, side in enumerate(("en", "xx")):
        (folder / f"train.{side}").write_text("".join(f"{row[i]}\n" for row in ROWS))
    files = ["train.en", "train.xx", "--dev", "train.en", "--dev", "train.xx"]
    more = ["--model", "seq2seq-gru", "--subwords", "50", "--max-length", "30", "-o", "m.st"]
    done = forked("train", "translate", *files, *more, *TINY, folder=folder)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    (folder / "told").write_bytes(done.stderr)
    return folder / "m.st"


def test_training_logs_each_epoch_and_tells_what_came_of_it(trained):
    log = [json.loads(x) for x in (trained.parent / "m.st.log.jsonl").read_text().splitlines()]
    epochs = [record for record in log if "epoch" in record]
    assert [record["epoch"] for record in epochs] == [1, 2]
    assert {"bleu", "log_loss", "loss", "learning_rate"} <= epochs[0].keys()
    reported = (trained.parent / "told").read_text()
    assert "epoch 2/2" in reported
    assert "exact on 20 development pairs" in reported


def test_pairs_of_one_group_are_not_divided(seqtext):
    (seqtext.folder / "p.tsv").write_text("".join(f"{s}\t{t}\tone\n" for s, t in ROWS))
    more = ["--columns", "source,target,-", "--group", "3"]
    for command in (["train", "--model", "seq2seq-gru"], ["compare"]):
        done = seqtext(command[0], "translate", "p.tsv", *more, *command[1:], "-o", "out")
        assert (done.returncode, done.stdout) == (1, ""), done.stderr
        (line,) = done.stderr.splitlines()
        assert "20 pairs with two sides, 1 group: too few to set some aside" in line


def test_a_line_in_is_a_line_out(seqtext, trained):
    text = "the two cats .\n\nzß ☃ \U0001f600\n" + "dog " * 5000
    done = seqtext("predict", str(trained), "-", "--device", "cpu", stdin=text.encode())
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split("\n")
    assert len(lines) == 5
    assert (lines[1], lines[4]) == ("", "")
    assert done.stderr.splitlines() == [
        "seqtext: 1 empty line was translated as empty",
        "seqtext: 1 line was cut after 30 tokens",
        "seqtext: 5 unknown tokens were read as <unk>",  # s, z, ß, ☃ and the smile
    ]


def test_n_best_with_scores(seqtext, trained):
    more = ["--beam", "3", "--n-best", "2", "--scores"]
    done = seqtext("predict", str(trained), "-", *more, stdin=b"the two cats .\n\nthe dog\n")
    table = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[0] for row in table] == ["1", "1", "2", "3", "3"]
    assert all(len(row) == 4 for row in table)
    assert float(table[0][1]) >= float(table[1][1])
    assert float(table[0][2]) < 0


def test_more_translations_than_the_beam_is_wide_are_refused(seqtext, trained):
    for more in (["--beam", "1", "--n-best", "3"], ["--n-best", "3", "--config", "c.toml"]):
        (seqtext.folder / "c.toml").write_text("beam = 1\n")
        done = seqtext("predict", str(trained), "-", *more, stdin=b"the two cats .\n")
        assert (done.returncode, done.stdout) == (1, "")
        reported = "--n-best: a beam of 1 finds no 3 translations; widen it: --beam 3"
        assert done.stderr == f"seqtext: {reported}\n"
    for more in (["--n-best", "8"], ["--n-best", "8", "--beam", "8"]):
        done = seqtext("predict", str(trained), "-", *more, stdin=b"the two cat .\n\n")
        assert [line[0] for line in done.stdout.splitlines()] == ["1"] * 8 + ["2"]


def test_each_line_is_answered_before_the_next_is_read(trained):
    command = [sys.executable, "-m", "seqtext", "predict", str(trained), "-", "--line-buffered"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for _ in range(2):
            process.stdin.write(b"the two cats .\n")
            process.stdin.flush()
            assert process.stdout.readline().endswith(b"\n")
        process.stdin.close()
        assert process.wait() == 0


LABELS = "".join(
    f"{'pos' if i % 2 else 'neg'}\tthe film was {i} times as good\n" for i in range(40)
)


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        (LABELS, [], "labels; give source TAB target"),
        ("", [], "holds no pairs"),
        (rows(), ["--model", "bow"], "unknown translator 'bow'; choose one of: seq2seq-gru"),
        (rows(), ["--heads", "2"], "the model seq2seq-gru does not use it; omit it"),
        (rows(), ["--tokenizer", "char", "--apart"], "--apart: the tokenizer char does not use it"),
        (rows(), ["--model", "transformer", "--heads", "3"], "3 heads cannot share"),
        (rows([("a", "")] * 3), ["--dev", "pairs.tsv"], "no pair with two sides"),
    ],
)
def test_what_cannot_be_trained_on_is_an_error_of_one_line(seqtext, content, options, expected):
    (seqtext.folder / "pairs.tsv").write_text(content)
    options = options if "--model" in options else ["--model", "seq2seq-gru", *options]
    done = seqtext("train", "translate", "pairs.tsv", *options, *TINY, "-o", "m.st")
    assert done.returncode == 1
    assert expected in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not (seqtext.folder / "m.st").exists()


def test_a_transformer_without_positions_is_the_control(seqtext):
    (seqtext.folder / "pairs.tsv").write_text(rows())
    more = ["--dev", "pairs.tsv", "--model", "transformer", "--positions", "none", "--heads", "2"]
    done = seqtext("train", "translate", "pairs.tsv", *more, *TINY, "-o", "m.st")
    assert done.returncode == 0, done.stderr
    assert "transformer-blind: " in done.stderr
    lines = b"the one dog .\ndog the one .\n"
    done = seqtext("predict", "m.st", "-", "--scores", stdin=lines)
    first, second = (line.split("\t")[1:] for line in done.stdout.splitlines())
    assert first == second


def test_what_is_set_aside_are_pairs_with_two_sides(seqtext):
    half = "".join(f"half {i}\t\n" for i in range(80))
    (seqtext.folder / "pairs.tsv").write_text(half + rows())
    more = ["--model", "seq2seq-gru", "-o", "m.st"]
    done = seqtext("train", "translate", "pairs.tsv", *more, *TINY)
    assert done.returncode == 0, done.stderr
    assert "exact on 2 development pairs" in done.stderr
    assert "training data: 80 pairs with an empty side were left out" in done.stderr


def test_options_of_translators_are_refused_for_a_classifier(seqtext, model):
    done = seqtext("predict", str(model), "-", "--beam", "3", stdin=b"good\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "seqtext: --beam: applies to translators only; omit it\n"
