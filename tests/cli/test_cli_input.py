"""Odd input that every filter must take, and bad input that every command must refuse."""

import gzip
import os
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-m", "seqtext", "vocab"]
WORDS = "a b c good bad not"


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory, forked):
    path = tmp_path_factory.mktemp("vocabulary") / "v.tsv"
    build = ["build", "-", "--alphabetical", "-o", path]
    assert forked("vocab", *build, stdin=WORDS.encode()).returncode == 0
    return str(path)  # a 0, b 1, bad 2, c 3, good 4, not 5


ODD = {
    "empty": (b"", ""),
    "one blank line": (b"\n", "\n"),
    "no final newline": (b"a\nb", "0\n1\n"),
    "CRLF": (b"a\r\nb\r\n", "0\n1\n"),
    "byte-order mark": (b"\xef\xbb\xbfa\nb\n", "0\n1\n"),
    "blank lines": (b"\na\n\n \nb\n\n", "\n0\n\n\n1\n\n"),
    "NUL bytes": (b"a\0b\n\0\n", "0 1\n\n"),
    "other line breaks": ("a\x0bb\x0cc\x85a\u2028b\rc\n".encode(), "0 1 3 0 1 3\n"),
    "a million words": (b"not bad " * 500_000, "5 2" + " 5 2" * 499_999 + "\n"),
}


@pytest.mark.parametrize(("data", "expected"), ODD.values(), ids=ODD)
def test_odd_input_simply_works(forked, vocabulary, data, expected):
    run = forked("vocab", "encode", vocabulary, "-", stdin=data)
    assert (run.returncode, run.stdout.decode(), run.stderr) == (0, expected, b"")


BAD = {
    "bad UTF-8": ("x.txt", b"good\nnot b\xe4d\n", "x.txt:2:6: a byte that is not utf-8"),
    "a cut archive": ("x.txt.gz", gzip.compress(b"a")[:-4], "x.txt.gz: is cut short or damaged"),
    "a missing column": ("x.tsv", b"+\ta\n+ b\n", "x.tsv:2: columns: 1, not 2 (label, text)"),
    "a missing key": ("x.jsonl", b'{"label": 1}', "x.jsonl:1: no key 'text' among label"),
    "no known extension": ("x.data", b"a\n", "x.data: unknown file extension"),
    "no extension below": ("x.gz", gzip.compress(b"a"), "x.gz: unknown file extension"),
    "a folder of files": ("y/x.txt", b"a\n", "y: has no subfolders"),
    "a missing file": (None, b"", "x.txt: no such file"),
    "a missing file of no format": (None, b"", "x: no such file"),
}


@pytest.mark.parametrize(("name", "data", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_refused_in_one_line(forked, tmp_path, name, data, message):
    if name:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "earlier.tsv").write_bytes(b"earlier")
    command = ["count", message.partition(":")[0], "-o", "earlier.tsv"]
    run = forked("vocab", *command, folder=tmp_path)
    assert run.returncode == 1
    reported = run.stderr.decode()
    assert reported.startswith(f"seqtext: {message}")
    assert reported.count("\n") == 1
    assert "; " in reported  # the remedy
    assert (tmp_path / "earlier.tsv").read_bytes() == b"earlier"
    assert len(os.listdir(tmp_path)) == 1 + bool(name)


def test_a_bad_byte_may_be_replaced_or_another_encoding_named(forked, vocabulary):
    latin = "not b\xe4d a".encode("latin-1")
    for options in (["--errors", "replace"], ["--encoding", "latin-1"]):
        run = forked("vocab", "encode", vocabulary, "-", *options, "--quiet", stdin=latin)
        assert run.stdout[:1] == b"5"
    utf16 = "good\r\nbad".encode("utf-16")
    run = forked("vocab", "encode", vocabulary, "-", "--encoding", "utf-16", stdin=utf16)
    assert run.stdout == b"4\n2\n"


@pytest.mark.parametrize(
    ("writer", "command"), [("yes not bad", "encode {} -"), ("seq 100000", "count -")]
)
def test_a_closed_standard_output_ends_a_filter_quietly(vocabulary, writer, command):
    filter_ = " ".join(COMMAND) + " " + command.format(vocabulary)
    script = f"{writer} | {filter_} | head -1; echo ${{PIPESTATUS[1]}}"
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert (run.stdout.splitlines()[1], run.stderr) == ("141", "")


def test_a_closed_standard_input_is_named(vocabulary):
    script = f"{' '.join(COMMAND)} encode {vocabulary} - <&-"
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert run.stderr.startswith("seqtext: stdin: is closed")


def test_a_pipe_is_answered_while_it_is_open(vocabulary):
    """Reading must not wait for a full block: someone may be typing."""
    code = (
        "import sys; from seqtext.text.lines import Decoding, read_file_lines\n"
        "for line in read_file_lines('-', Decoding()): print(line, flush=True)"
    )
    run = [sys.executable, "-c", code]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"first\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"first\n"
        process.stdin.close()


def test_counting_takes_memory_for_the_vocabulary_alone(peak_memory):
    line = b"a text of seven words and marks .\n"
    few, many = (
        peak_memory(["vocab", "count", "-", "-o", "/dev/null"], line * copies)
        for copies in (240_000, 1_200_000)  # both fill the blocks of every thread
    )
    assert many - few < 8e6  # bytes; the inputs have 8 and 40 MB
