"""`seqtext vocab count` on so much text that the compiled kernel counts it."""

import os
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtext.kernel.blocks import blocks_of
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.counts import Counts

MUCH = b"the sun is not sweet .\n" * 60_000


def test_a_bad_byte_far_into_a_large_file_is_named(seqtext) -> None:
    (seqtext.folder / "t.txt").write_bytes(MUCH + b"the \xff sun\n" + MUCH)
    done = seqtext("vocab", "count", "t.txt", "-o", "counts.tsv")
    assert done.returncode == 1
    assert done.stderr.startswith("seqtext: t.txt:60001:5: a byte that is not utf-8")
    assert len(done.stderr.splitlines()) == 1
    assert not (seqtext.folder / "counts.tsv").exists()
    replaced = seqtext("vocab", "count", "t.txt", "--errors", "replace")
    assert "\n\ufffd\t1\t1\n" in replaced.stdout


def test_a_pipe_and_nothing_at_all_are_counted(seqtext) -> None:
    pipe = seqtext.folder / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(MUCH,))
    writer.start()
    done = seqtext("vocab", "count", "pipe", "--format", "lines")
    writer.join()
    assert done.stdout.splitlines()[1:] == [
        f"{token}\t60000\t60000" for token in (".", "is", "not", "sun", "sweet", "the")
    ]
    nothing = seqtext("vocab", "count", "/dev/null", "--format", "lines")
    assert nothing.returncode == 0
    assert nothing.stdout.count("\n") == 1
    (seqtext.folder / "empty").mkdir()
    folder = seqtext("vocab", "count", "empty")
    assert (folder.returncode, folder.stderr.count("\n")) == (1, 1)
    assert "has no subfolders" in folder.stderr


@pytest.mark.parametrize("size", [300_000, pytest.param(2_000_000, marks=pytest.mark.soak)])
def test_so_many_different_tokens_on_one_line(seqtext, size) -> None:
    words = " ".join(map(str, range(size)))
    (seqtext.folder / "t.txt").write_text(words)
    assert seqtext("vocab", "count", "t.txt", "-o", "counts.tsv").returncode == 0
    with (seqtext.folder / "counts.tsv").open("rb") as file:
        assert b'"size": %d, "texts": 1' % size in file.readline()
        assert sum(line.endswith(b"\t1\t1\n") for line in file) == size


LONG = [text * 400 for text in ("a b ", "b ", "ü ' ", "", "a ")]


@given(st.lists(st.sampled_from(LONG), max_size=9), st.integers(0, 9))
@settings(max_examples=8, deadline=None)
def test_shards_merge_to_the_whole_by_the_kernel(texts, cut) -> None:
    def counted(part):
        counts = Counts(Tokenizer())
        counts.add_blocks(blocks_of(part * 1500))  # more than a megabyte, where there is any
        return counts

    whole, first, second = (counted(part) for part in (texts, texts[:cut], texts[cut:]))
    first.merge(second)
    assert first.texts == whole.texts
    assert first.tokens == whole.tokens
    assert (first.counts == whole.counts).all()
    assert (first.documents == whole.documents).all()
