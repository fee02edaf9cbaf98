"""`explain`: the n-grams of a bag, and texts block by block."""

import os
import subprocess
import sys
from itertools import pairwise

import pytest


def blocks(output: str) -> list[dict[str, list[str]]]:
    """The lines of each text by their name, split at tabs."""
    result = []
    for block in output.split("\n\n")[:-1]:
        lines = [line.split("\t") for line in block.split("\n")]
        result.append({name: fields for name, *fields in lines})
    return result


def test_without_a_file_it_shows_the_ngrams_of_each_class(seqtext, model) -> None:
    done = seqtext("explain", str(model), "--top", "8")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [label for label, _, _ in rows] == ["neg"] * 8 + ["pos"] * 8
    shown = {label: {n for name, _, n in rows if name == label} for label in ("neg", "pos")}
    assert shown["pos"] & {"was superb", "superb", "was great", "great", "lovely", "fine"}
    assert not shown["pos"] & shown["neg"]


def test_a_block_tells_words_order_and_flip(seqtext, model) -> None:
    done = seqtext("explain", str(model), "-", stdin=b"the food was not awful\n")
    (result,) = blocks(done.stdout)
    number, label, probability = result["text"]
    assert (number, label) == ("1", "pos")
    words = {w.split("(")[0]: float(w.split("(")[1][:-1]) for w in result["words"][0].split()}
    assert max(words, key=words.__getitem__) == "not"
    order = result["order"][0].split(" ")
    assert order[::2] == ["the", "food", "was", "not", "awful"]
    moves = dict(zip(pairwise(order[::2]), map(float, order[1::2]), strict=True))
    assert moves["not", "awful"] < -0.5 < moves["the", "food"]

    # The flip, tried out: the model gives the new text the label that it names.
    kind, first, second, other, sure, text = result["flip"]
    assert (kind, abs(int(first) - int(second)), other) == ("swap", 1, "neg")
    reported = seqtext("predict", str(model), "-", stdin=text.encode() + b"\n").stdout.split()
    assert reported[0] == other
    assert float(reported[1]) == pytest.approx(float(sure), abs=1e-3)
    assert float(probability) > 0.5


ODD = [
    (b"\n", [], "none all"),
    (b"superb\n", ["superb"], "none all"),
    (b"\x1b[31mred\x07 \xe2\x80\xae not\n", ["[", "31mred", "not"], None),
    (b"superb " * 5000 + b"\n", ["superb"] * 400, "none 1"),
]


@pytest.mark.parametrize(("text", "words", "flip"), ODD, ids=["empty", "one", "hostile", "long"])
def test_odd_texts(seqtext, model, text: bytes, words: list[str], flip: str | None) -> None:
    done = seqtext("explain", str(model), "-", stdin=text)
    assert done.returncode == 0
    (result,) = blocks(done.stdout)
    assert [word for word in result["order"][0].split(" ")[::2] if word] == words
    assert flip is None or " ".join(result["flip"]) == flip
    assert ("cut" in result) == ("first 400 of 5,000" in done.stderr) == (len(words) == 400)
    assert not set(done.stdout) & set("\x1b\x07\u202e")


def test_a_terminal_gets_colours_unless_it_asks_for_none(seqtext, model) -> None:
    pty = pytest.importorskip("pty", reason="a terminal is played by pty")
    (seqtext.folder / "t.txt").write_text("the food was not awful\n")
    command = [sys.executable, "-m", "seqtext", "explain", str(model), "t.txt"]
    for asked, coloured in (("", True), ("1", False)):
        parent, child = pty.openpty()
        settings = {**os.environ, "NO_COLOR": asked}
        subprocess.run(command, stdout=child, cwd=seqtext.folder, env=settings, check=True)
        os.close(child)
        shown = os.read(parent, 1 << 16).decode()
        os.close(parent)
        assert ("\x1b[31m" in shown) is coloured
