"""What the tests of reliability share: the golden files, and how long fuzzing may take."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from seqtext.errors import SeqtextError
from seqtext.system.model_file import task_of
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.translate.translator import Translator

GOLDEN = Path(__file__).parents[1] / "golden"
CLASSIFIERS = sorted(p.name for p in GOLDEN.glob("*.safetensors") if "translator" not in p.name)

PIECES = [
    b"", b" ", b"\n", b"\r\n", b"\r", b"\t", b"\t\t", b"\0", b"\\", b"\\t", b"\\x", b'"', b'""',
    b"'", b",", b"label", b"text", b"label,text\n", b'{"label":"a","text":"b"}\n', b"{", b"}",
    b"[" * 99, b'"\\ud800"', b'{"label":"\\udcff","text":1e999}', b"null", b"NaN", b"1" * 5000,
    b"-1", b"0x1",
    b"__label__", b"__label__a b", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\xc3", b"\xed\xa0\x80",
    "ñ".encode(), "n\u0303".encode(), "İΣς".encode(), "\u2028\u0085\x1c".encode(), "😀".encode(),
    "\u1100\u1161\u11a8".encode(), "don't’s".encode(), b"good", b"a", b"#seqtext counts 1\t{}\n",
    b"#seqtext vocabulary 1\t", b"word\t3\t2\n", b"9223372036854775808", b"<pad>", b"<unk>",
    b"<br />", b"\x1b[2J", b"\x7f", "\u202e".encode(), b"=", b"-", b"#", b"a" * 3000, b"a b " * 400,
]  # fmt: skip


@pytest.fixture
def golden() -> Path:
    return GOLDEN


@pytest.fixture(params=CLASSIFIERS)
def model(request) -> Path:
    """Each golden classifier in turn."""
    return GOLDEN / request.param


def load_model(path: Path) -> Classifier | Translator:
    """The model of either kind, as `predict` reads it."""
    return (Translator if task_of(str(path)) == "translate" else Classifier).load(str(path))


@pytest.fixture
def load() -> Callable[[Path], Classifier | Translator]:
    return load_model


@pytest.fixture
def refused() -> Callable[[Path], str]:
    """refused(path) -> the one line with which the file is refused; it fails where it is not."""

    def refuse(path: Path) -> str:
        with pytest.raises(SeqtextError) as caught:
            load_model(path)
        assert caught.value.place == str(path)
        assert "\n" not in str(caught.value)
        return str(caught.value)

    return refuse


class Inputs(Random):
    """Draws input from pieces that have broken parsers before, and harms real files."""

    def content(self) -> bytes:
        """Pieces, and now and then noise."""
        parts = [
            self.choice(PIECES) if self.random() < 0.85 else self.randbytes(self.randrange(9))
            for _ in range(self.choice((0, 1, 2, 3, 5, 8, 20)))
        ]
        return self.choice((b"", b"\n", b"\t", b" ")).join(parts)

    def words(self) -> str:
        """The same as text; half surrogate pairs too, as a command line may give them."""
        errors = self.choice(("replace", "surrogateescape", "ignore"))
        return self.content().decode("utf-8", errors)

    def harmed(self, content: bytes) -> bytes:
        """A real file with a few bytes changed, cut out or put in."""
        result = bytearray(content)
        for _ in range(1 + self.randrange(3)):
            at = self.randrange(len(result) + 1)
            stop = at + self.choice((0, 0, 1, 2, 9, 10**6))
            result[at:stop] = self.choice((self.choice(PIECES), self.randbytes(2), b""))
        return bytes(result)


class Rounds:
    """Draws until there were enough or the time is over; says how many there were."""

    def __init__(self, name: str, most: int, seconds: float, seed: int = 0) -> None:
        self.name, self.most, self.seconds = name, most, seconds
        self.random, self.done, self.refused = Inputs(seed), 0, 0

    def __iter__(self) -> Iterator[Inputs]:
        end = time.monotonic() + self.seconds
        while self.done < self.most and time.monotonic() < end:
            self.done += 1
            yield self.random

    def fuzz(self, try_one: Callable[[Inputs], None]) -> None:
        """Try inputs; SeqtextError is the one exception that may come."""
        for random in self:
            try:
                try_one(random)
            except SeqtextError:
                self.refused += 1

    def tell(self) -> None:
        """One line in the output of `make soak`."""
        print(f"soak: {self.name}: {self.done:,} inputs, {self.refused:,} of them refused")


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.soak)], ids=["few", "many"])
def rounds(request):
    """rounds(name, few, many): so many draws in the ordinary run, and up to so many in `make soak`.

    SEQTEXT_SOAK is the number of seconds that each kind of input may take there, SEQTEXT_SEED the
    seed of what is drawn.
    """
    made: list[Rounds] = []

    def make(name: str, few: int, many: int = 400_000) -> Rounds:
        seconds = float(os.environ.get("SEQTEXT_SOAK", 300)) if request.param else 120
        seed = int(os.environ.get("SEQTEXT_SEED", 0))
        made.append(Rounds(name, many if request.param else few, seconds, seed))
        return made[-1]

    yield make
    for each in made:
        each.tell()
