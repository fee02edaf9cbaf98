import signal
import subprocess
import sys
from contextlib import suppress

import pytest

from seqtext.order.texts.pairs import suite

PAIRS = "pair_id\ttext\tlabel\n1\tgood so\t1\n1\tso good\t0\n"
DATA = "pos\tthe dog bites\nneg\tbites the dog\npos\ta b c\n"


@pytest.fixture
def run(forked):
    """The command in a process of its own, bytes in and out."""

    def run(*arguments, given="", folder=None):
        return forked("order", *arguments, stdin=given.encode(), folder=folder)

    return run


def out(done):
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def refused(done):
    assert done.returncode == 1, done.stderr.decode()
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    return line


# --- pairs ---


def test_pairs_are_printed_two_rows_each(run):
    rows = [line.split("\t") for line in out(
        run("pairs", "--order", 4, "--count", 3, "--language", "es", "--split", "test", "--seed", 2)
    ).splitlines()]  # fmt: skip
    made = suite("es", 4, "test", 3, 2)
    assert rows[0] == ["pair_id", "text", "label"]
    assert rows[1::2] == [[pair.pair_id, pair.positive, "positive"] for pair in made]
    assert rows[2::2] == [[pair.pair_id, pair.negative, "negative"] for pair in made]


def test_an_order_without_frames(run):
    line = refused(run("pairs", "--order", 30))
    assert line.startswith("seqtext: order 30: there are no frames of it in 'en'; choose ")


# --- shuffle ---


@pytest.mark.parametrize(
    ("options", "given", "expected"),
    [
        (["--mode", "reverse"], "Now it's good.\n", ". good it's now\n"),
        (["--mode", "reverse", "--cased", "--no-marks"], "Now it's good.", "good it's Now\n"),
        (["--mode", "sort"], "b a\n\nd c\r\n", "a b\n\nc d\n"),
        (["--mode", "window:1"], "", ""),
        (["--mode", "reverse", "--tokenizer", "char"], "¿ñ", "ñ ¿\n"),
        (["--mode", "reverse", "--format", "tsv"], "x\ta b\n", "x\tb a\n"),
        (["--mode", "reverse", "--format", "fasttext"], "__label__x a b\n", "x\tb a\n"),
        (["--mode", "reverse"], "a\0b\n", "b a\n"),
    ],
)
def test_a_line_out_for_each_line_in(run, options, given, expected):
    assert out(run("shuffle", "-", *options, given=given)) == expected


def test_what_a_text_becomes_depends_on_its_number_alone(run, tmp_path):
    text = " ".join(map(str, range(30)))
    (tmp_path / "a.txt").write_text(f"{text}\n" * 3)
    whole = out(run("shuffle", "a.txt", "--seed", 5, folder=tmp_path)).splitlines()
    assert len(set(whole)) == 3
    assert out(run("shuffle", "-", "--seed", 5, given=f"other\n{text}")).splitlines()[1] == whole[1]
    assert out(run("shuffle", "-", "--seed", 6, given=text)).strip() != whole[0]


def test_a_file_with_labels_keeps_them(run, tmp_path):
    (tmp_path / "a.tsv").write_text(DATA)
    shuffled = out(run("shuffle", "a.tsv", "--mode", "sort", folder=tmp_path))
    assert shuffled == "pos\tbites dog the\nneg\tbites dog the\npos\ta b c\n"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--mode", "blocks:x"], "--mode: blocks:x is no number of tokens; write blocks:N"),
        (["--mode", "random"], "--mode: unknown shuffle 'random'; choose one of: blocks:N"),
    ],
)
def test_a_shuffle_that_there_is_not(run, options, says):
    assert says in refused(run("shuffle", "-", *options))


def test_bad_bytes_are_named(forked):
    done = forked("order", "shuffle", "-", stdin=b"a\nb \xff\n")
    assert done.returncode == 1
    assert b"stdin:2:3: a byte that is not utf-8" in done.stderr


def test_shuffle_streams_and_ends_with_its_reader():
    """The first line comes out while the pipe is open; a closed reader ends it with 141."""
    command = [sys.executable, "-m", "seqtext", "order", "shuffle", "-", "--mode", "reverse"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, bufsize=0) as process:
        process.stdin.write(b"a b\n")
        assert process.stdout.readline() == b"b a\n"
        process.stdout.close()
        with suppress(BrokenPipeError):
            while True:
                process.stdin.write(b"a b\n" * 1000)
        assert process.wait() == 128 + signal.SIGPIPE


# --- mine ---


def test_mining(run, tmp_path):
    (tmp_path / "a.tsv").write_text(DATA)
    done = run("mine", "a.tsv", "--order", 1, folder=tmp_path)
    assert out(done).splitlines() == [
        "group\tnumber\tlabel\ttext",
        "1\t1\tpos\tthe dog bites",
        "1\t2\tneg\tbites the dog",
    ]
    assert done.stderr.decode().rstrip() == (
        "seqtext: groups: 1; of one text with several labels: 0; texts in groups: 2 of 3; "
        "texts that every 1-gram bag gets wrong: at least 1"
    )
    assert out(run("mine", "a.tsv", "--order", 2, folder=tmp_path)).count("\n") == 1


# Two groups: one of four texts that makes two pairs, one of a text repeated that makes none.
LABELLED = """1\tgood so 3
0\tso good 3
0\tgood 3 so
1\t3 good so
1\tbad so
0\tbad so
"""


def test_a_header_is_no_text_to_mine(run, tmp_path):
    (tmp_path / "a.tsv").write_text("sentiment\treview\n" + "pos\tso good\nneg\tgood so\n" * 9)
    done = run("mine", "a.tsv", "--order", 1, folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"a.tsv:1: looks like a header" in done.stderr


def test_mined_pairs_are_what_a_suite_reads(run, model, tmp_path):
    (tmp_path / "a.tsv").write_text(LABELLED)
    mined = out(run("mine", "a.tsv", "--order", 1, "--pairs", folder=tmp_path))
    assert mined == (
        "pair_id\ttext\tlabel\n1.1\tgood so 3\t1\n1.1\tso good 3\t0\n"
        "1.2\tgood 3 so\t0\n1.2\t3 good so\t1\n"
    )
    (tmp_path / "pairs.tsv").write_text(mined)
    assert row(run("suite", model, "pairs.tsv", folder=tmp_path))[1:3] == ["2", "0.0"]


def test_a_text_with_a_tab_is_one_column_of_a_pair(run, tmp_path):
    rows = '{"text": "a\\tb\\n", "label": "x"}\n{"text": "b a", "label": "y"}\n'
    (tmp_path / "a.jsonl").write_text(rows)
    mined = out(run("mine", "a.jsonl", "--order", 1, "--pairs", folder=tmp_path))
    assert mined == "pair_id\ttext\tlabel\n1.1\ta b \tx\n1.1\tb a\ty\n"


# --- suite ---


@pytest.fixture(scope="module")
def model(tmp_path_factory, forked):
    """A small bag model of the labels 0 and 1."""
    folder = tmp_path_factory.mktemp("model")
    rows = "".join(f"{i % 2}\t{'good' if i % 2 else 'bad'} so {i}\n" for i in range(40))
    (folder / "train.tsv").write_text(rows)
    arguments = ["train.tsv", "--model", "bow", "-o", "bow.safetensors", "--quiet"]
    assert forked("train", "classify", *arguments, folder=folder).returncode == 0
    return folder / "bow.safetensors"


def row(done):
    """The cells of the line of the order 1."""
    return next(line.split() for line in out(done).splitlines() if line.split()[:1] == ["1"])


def test_a_model_on_a_users_pairs(run, model, tmp_path):
    (tmp_path / "pairs.tsv").write_text(PAIRS)
    cells = row(run("suite", model, "pairs.tsv", folder=tmp_path))
    assert cells[1] == "1"  # pairs
    assert cells[2] == "0.0"  # both right
    assert "50.0" in cells  # one right


@pytest.mark.parametrize(
    ("pair", "kept", "left_out"),
    [
        (("good so", "so good"), 1, 0),
        (("good zebra so", "so zebra good"), 0, 1),  # training had no zebra
        (("good so", "bad so"), 0, 1),  # other words
        (("good so", "good so"), 0, 1),  # no other order
    ],
)
def test_pairs_that_tell_a_model_nothing_are_left_out(run, model, tmp_path, pair, kept, left_out):
    rows = "".join(f"p\t{text}\t{label}\n" for text, label in zip(pair, "10", strict=True))
    (tmp_path / "pairs.tsv").write_text("pair_id\ttext\tlabel\n" + rows)
    done = run("suite", model, "pairs.tsv", folder=tmp_path)
    cells = row(done)
    assert (cells[1], cells[-1]) == (str(kept), str(left_out))
    reported = "" if kept else (
        "seqtext: pairs.tsv: none of 1 pair has the same words in both texts, all known to bow:1, "
        "in another order: they show nothing about word order\n"
    )  # fmt: skip
    assert done.stderr.decode() == reported


def test_the_table_of_a_suite_explains_its_columns_and_names_chance(run, model, tmp_path):
    (tmp_path / "pairs.tsv").write_text(PAIRS)
    reported = " ".join(out(run("suite", model, "pairs.tsv", folder=tmp_path)).split())
    assert "a bag of k-grams has 0, guessing has 25" in reported
    for column in (
        "k: ",
        "Both right: ",
        "One right: ",
        "Kept: ",
        "Discrimination: ",
        "Left out: ",
    ):
        assert column in reported


def test_a_model_on_the_shipped_pairs_needs_to_be_told_its_labels(run, model):
    line = refused(run("suite", model, "--orders", "1", "--count", 5))
    assert line == (
        "seqtext: --labels: 'negative' of the shipped pairs is not a label of the model; "
        "map them with --labels negative=…,positive=… to: 0, 1"
    )
    reported = run("suite", model, "--orders", 1, "--count", 5, "--labels", "positive=1,negative=0")
    assert row(reported)[-1] == "5"  # all left out: two adjectives and numbers are all it knows


@pytest.mark.parametrize(
    ("meaning", "says"),
    [
        ("positive=1,negative=1", "both labels of a pair have the same meaning"),
        ("positive=1,positive=0", "a label occurs twice"),
        ("positive=1,negative=0,fine=1", "'fine' is not a label of the shipped pairs"),
    ],
)
def test_labels_that_would_make_any_answer_right_are_refused(run, model, meaning, says):
    given = ("--orders", "1", "--count", 5, "--labels", meaning)
    assert f"--labels: {says}" in refused(run("suite", model, *given))


def test_an_architecture_is_trained(run):
    done = run("suite", "majority", "--orders", "1,2", "--count", 20, "--seeds", 2)
    cells = row(done)
    assert cells[1:3] == ["20", "0.0"]
    assert done.stderr.decode().count("training majority") == 1  # the seed changes nothing


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["lstn"], "unknown model 'lstn'"),
        (["lstm", "pairs.tsv"], "lstm: an architecture is trained on the shipped pairs"),
        (["bow", "--orders", "1,x"], "--orders: '1,x' is not a list of orders"),
        (["none.safetensors"], "none.safetensors: no such file"),
        (
            ["none.safetensors", "--labels", "positive"],
            "--labels: 'positive' is not a list of OLD=NEW",
        ),
    ],
)
def test_what_no_suite_can_be_made_of(run, arguments, says):
    assert says in refused(run("suite", *arguments))


@pytest.mark.parametrize("command", ["pairs", "shuffle", "mine", "suite"])
def test_help_shows_a_command_to_paste(run, command):
    assert f"seqtext order {command} " in out(run(command, "--help"))
