"""`seqtext vocab`."""

import subprocess
import sys

import pytest

LECTURE = (
    "The sun is shining\n"
    "The weather is sweet\n"
    "The sun is shining, the weather is sweet, and one and one is two\n"
)


@pytest.fixture
def seqtext(forked):
    def run(*arguments, stdin=b"", code=0):
        result = forked(*arguments, stdin=stdin)
        assert result.returncode == code, result.stderr.decode()
        return result.stdout.decode(), result.stderr.decode()

    return run


@pytest.fixture
def lecture(tmp_path):
    (tmp_path / "lecture.txt").write_text(LECTURE)
    return tmp_path / "lecture.txt"


@pytest.fixture
def vocabulary(seqtext, lecture):
    path = lecture.parent / "v.tsv"
    seqtext("vocab", "build", "--alphabetical", "--no-marks", lecture, "-o", path)
    return path


def test_the_example_of_the_lecture(seqtext, lecture, vocabulary):
    # "Machine Learning with PyTorch and Scikit-Learn" (Raschka et al. 2022), chapter 8.
    table, _ = seqtext("vocab", "show", vocabulary)
    head, *rows = [line.split() for line in table.splitlines()]
    assert head == ["id", "token", "count", "texts"]
    expected = "and 0, is 1, one 2, shining 3, sun 4, sweet 5, the 6, two 7, weather 8"
    assert ", ".join(f"{token} {number}" for number, token, *_ in rows) == expected
    matrix, _ = seqtext("vocab", "matrix", vocabulary, lecture)
    assert matrix == "0 1 0 1 1 0 1 0 0\n0 1 0 0 0 1 1 0 1\n2 3 2 1 1 1 2 1 1\n"


def test_the_columns_of_a_table_stand_under_each_other(seqtext, tmp_path):
    path = tmp_path / "v.tsv"
    text = "的\t\x1b 的\n" * 10
    seqtext("vocab", "build", "-", "--tokenizer", "char", "-o", path, stdin=text.encode())
    table, _ = seqtext("vocab", "show", path, "--top", "3")
    assert table == (
        "id  token  count  texts\n"
        " 0  的        20     10\n"  # two cells wide
        " 1  \\t        10     10\n"
        " 2  \\x1b      10     10\n"  # a terminal must not obey a token
    )


def test_counts_of_shards_merge_to_the_counts_of_the_whole(seqtext, lecture):
    whole, _ = seqtext("vocab", "count", lecture)
    parts = []
    for number, line in enumerate(LECTURE.splitlines()):
        parts.append(lecture.parent / f"{number}.tsv")
        seqtext("vocab", "count", "-", "-o", parts[-1], stdin=line.encode())
    assert seqtext("vocab", "merge", *parts)[0] == whole
    built, _ = seqtext("vocab", "build", *(a for part in parts for a in ("--counts", part)))
    assert built == seqtext("vocab", "build", lecture)[0]


def test_encode_counts_what_it_leaves_out(seqtext, vocabulary):
    out, err = seqtext("vocab", "encode", vocabulary, "-", stdin=b"Two moons, one sun\n\nmoon\n")
    assert out == "7 2 4\n\n\n"
    assert err == "seqtext: left out 2 tokens that the vocabulary lacks\n"
    assert seqtext("vocab", "encode", vocabulary, "-", "--quiet", stdin=b"moon") == ("\n", "")


def test_encode_gives_unknown_tokens_the_id_of_unk(seqtext, lecture):
    path = lecture.parent / "v.tsv"
    options = ("--special", "<pad>", "--special", "<unk>", "--min-count", "4")
    seqtext("vocab", "build", lecture, *options, "-o", path)
    out, err = seqtext("vocab", "encode", path, "-", stdin=b"the moon is one")
    assert (out, err) == ("3 1 2 1\n", "")  # is 5, the 4
    assert seqtext("vocab", "matrix", path, "-", stdin=b"the moon is one")[0] == "0 2 1 1\n"


def test_labelled_files_give_their_texts(seqtext, tmp_path):
    (tmp_path / "a.tsv").write_text("+\tgood good\n")
    (tmp_path / "b.data").write_text("bad\t-\n")
    first, _ = seqtext("vocab", "count", tmp_path / "a.tsv")
    assert first.splitlines()[1:] == ["good\t2\t1"]
    options = ("--format", "tsv", "--columns", "text,label")
    second, _ = seqtext("vocab", "count", tmp_path / "b.data", *options)
    assert second.splitlines()[1:] == ["bad\t1\t1"]


def test_options_may_come_from_a_file(seqtext, lecture):
    config = lecture.parent / "c.toml"
    config.write_text('alphabetical = true\nno-marks = true\nspecial = ["<unk>"]\n')
    built, _ = seqtext("vocab", "build", lecture, "--config", config)
    assert [row.split("\t")[0] for row in built.splitlines()[1:4]] == ["<unk>", "and", "is"]


@pytest.mark.parametrize(
    "arguments", [["build"], ["build", "a.txt", "--counts", "c.tsv"], ["count"]]
)
def test_wrong_usage_exits_with_2(seqtext, arguments):
    seqtext("vocab", *arguments, code=2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "lecture.txt", "--min-count", "9"], "--min-count 9: leaves none of 10 tokens"),
        (["build", "-"], "tokens: there are none; give text"),
        (["show", "lecture.txt"], "lecture.txt: is not a seqtext vocabulary file"),
        (["merge", "a.tsv", "b.tsv"], "b.tsv: made by --tokenizer char"),
        (["count", "-", "--tokenizer", "char", "--no-marks"], "--no-marks: the tokenizer char"),
        (["count", "lecture.txt", "-o", "./lecture.txt"], "./lecture.txt: is also an input"),
        (["build", "lecture.txt", "-o", "lecture.txt"], "lecture.txt: is also an input"),
        (["merge", "a.tsv", "-o", "a.tsv"], "a.tsv: is also an input"),
        (["count", "lecture.txt", "-o", "missing/c.tsv"], "missing/c.tsv: its folder does not"),
    ],
)
def test_refusals_are_one_line_and_write_nothing(seqtext, lecture, monkeypatch, arguments, message):
    monkeypatch.chdir(lecture.parent)
    seqtext("vocab", "count", lecture, "-o", "a.tsv")
    seqtext("vocab", "count", lecture, "-o", "b.tsv", "--tokenizer", "char")
    before = sorted(lecture.parent.iterdir())
    arguments = (
        arguments if "-o" in arguments or arguments[0] == "show" else [*arguments, "-o", "n"]
    )
    out, err = seqtext("vocab", *arguments, code=1)
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(f"seqtext: {message}")
    assert sorted(lecture.parent.iterdir()) == before


def test_a_vocabulary_is_made_without_heavy_imports():
    code = (
        "import sys, seqtext.words.vocabulary, seqtext.text.formats, seqtext_cli.vocab;"
        "print(*{'torch', 'scipy', 'numba', 'sklearn', 'matplotlib'} & set(sys.modules))"
    )
    assert subprocess.check_output([sys.executable, "-c", code]) == b"\n"
