"""Text to tokens. What stands here is the definition; anything faster has to agree with it."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from seqtext.errors import SeqtextError, unknown_name

APOSTROPHES = "'’"
# A pattern knows Unicode up to one of these code points, as little of it as a text needs: ASCII,
# the alphabets, the plane with the CJK characters, all. The more, the slower to make and to run.
_LIMITS = (0x80, 0x3000, 0x10000, 0x110000)
# Where letters, marks, digits and formats may stand; all the rest of Unicode is of the kind O.
_ASSIGNED = (range(0x40000), range(0xE0000, 0xE1000))


def lower(text: str) -> str:
    """Lower case, code point by code point; what has no single lower-case code point stays.

    str.lower differs from that in two places only, which a test confirms over all of Unicode:
    İ (U+0130) becomes two code points, and Σ at the end of a word becomes ς.
    """
    if text.isascii():
        return text.lower()
    return "İ".join(part.lower() for part in text.replace("Σ", "σ").split("İ"))


def kind(character: str) -> str:
    """What the tokeniser `word` sees in a character, from its Unicode general category.

    L letter, M mark, D decimal digit or underscore, S separator (white space, controls, formats,
    surrogates), O any other: punctuation, symbols, other numbers, private, unassigned.
    """
    category = unicodedata.category(character)
    if category[0] in "LM":
        return category[0]
    if category == "Nd" or character == "_":
        return "D"
    return "S" if category[0] == "Z" or category in ("Cc", "Cf", "Cs") else "O"


@cache
def _classes(limit: int) -> dict[str, str]:
    """The members of each kind below `limit`, as ranges to stand within a regular expression."""
    ranges: dict[str, str] = dict.fromkeys("LMDSO", "")
    for part in _ASSIGNED:
        points = range(part.start, min(part.stop, limit))
        for name, run in groupby(points, lambda point: kind(chr(point))):
            first, *rest = run
            ranges[name] += f"\\U{first:08x}-\\U{rest[-1] if rest else first:08x}"
    return ranges


@cache
def _word_pattern(limit: int, marks: bool) -> Callable[[str], list[str]]:
    """All tokens of a text whose code points are below `limit`.

    A token is a run of letters, marks and digits, in which an apostrophe may stand after a letter
    or its mark and before a letter; or, where marks are kept, any other character that shows.
    """
    c = _classes(limit)
    letters, run = c["L"], f"[{c['L']}{c['M']}{c['D']}]+"
    word = f"{run}(?:(?<=[{letters}{c['M']}])[{APOSTROPHES}](?=[{letters}]){run})*"
    return re.compile(f"{word}|[^{c['S']}]" if marks else word).findall


@cache
def _beyond(limit: int) -> Callable[[str], re.Match[str] | None]:
    return re.compile(f"[\\U{limit:08x}-\\U0010ffff]").search


def _limit(text: str) -> int:
    """The lowest limit that no character of the text reaches."""
    if text.isascii():
        return _LIMITS[0]
    return next((limit for limit in _LIMITS[1:-1] if not _beyond(limit)(text)), _LIMITS[-1])


def word(text: str, marks: bool) -> list[str]:
    """Words, and each other visible character by itself."""
    return _word_pattern(_limit(text), marks)(text)


def whitespace(text: str, marks: bool) -> list[str]:
    """What stands between white space: Unicode's, as in str.split."""
    return text.split()


def char(text: str, marks: bool) -> list[str]:
    """Every code point, spaces too."""
    return list(text)


SINGLES, SPACES = "'.,()!?", ";:"  # to basic-english: tokens by themselves; the same as a space
_BASIC_ENGLISH = str.maketrans({c: f" {c} " for c in SINGLES} | dict.fromkeys(SPACES, " "))


def basic_english(text: str, marks: bool) -> list[str]:
    """The tokens of torchtext's tokeniser of that name, which always lower-cases.

    The double quote goes, <br /> ; and : are spaces, and ' . , ( ) ! ? are tokens.
    """
    return text.translate(_BASIC_ENGLISH).split()


TOKENIZERS: dict[str, Callable[[str, bool], list[str]]] = {
    "word": word,
    "whitespace": whitespace,
    "char": char,
    "basic-english": basic_english,
}


# The space before what closes and behind what opens, which Tokenizer.join leaves out.
_LOOSE = re.compile(r" (?=[.,;:!?%)\]}»…])|(?<=[¿¡(\[{«]) ")


@dataclass(frozen=True)
class Tokenizer:
    """Text to tokens, with the options that travel in every file that depends on them.

    name: one of TOKENIZERS.
    cased: keep upper case; not for basic-english, which has none.
    marks: keep the tokens that are not words, such as a full stop; only `word` can drop them.
    """

    name: str = "word"
    cased: bool = False
    marks: bool = True

    def __post_init__(self) -> None:
        if self.name not in TOKENIZERS:
            raise unknown_name("--tokenizer", "tokenizer", self.name, TOKENIZERS)
        if self.cased and self.name == "basic-english":
            raise SeqtextError("--cased", "basic-english always lower-cases", "leave --cased away")
        if not self.marks and self.name != "word":
            cause = f"the tokenizer {self.name} cannot drop marks"
            raise SeqtextError("--no-marks", cause, "take --tokenizer word")

    def __call__(self, text: str) -> list[str]:
        text = self.prepare(text)
        return TOKENIZERS[self.name](text if self.cased else lower(text), self.marks)

    def join(self, tokens: Iterable[str]) -> str:
        """The tokens as a text that reads as people write: of `char`, the very text.

        The other tokenisers do not keep white space: `word` puts a space between two tokens unless
        the first opens something or the second closes something; the rest always put one.
        """
        if self.name == "char":
            return "".join(tokens)
        text = " ".join(tokens)
        return _LOOSE.sub("", text) if self.name == "word" else text

    def prepare(self, text: str) -> str:
        """What comes before all that goes character by character: NFC, or torchtext's clean-up."""
        if self.name == "basic-english":
            return text.lower().replace('"', "").replace("<br />", " ")
        return unicodedata.normalize("NFC", text)

    def __str__(self) -> str:
        """The command-line options that make it."""
        flags = (" --cased" if self.cased else "") + ("" if self.marks else " --no-marks")
        return f"--tokenizer {self.name}{flags}"

    def to_json(self) -> dict[str, Any]:
        """The options, and the version of Unicode whose classes decide what a word is."""
        return {
            "name": self.name,
            "cased": self.cased,
            "marks": self.marks,
            "unicode": unicodedata.unidata_version,
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> "Tokenizer":
        """The tokeniser of a file. Raises SeqtextError for one that this version cannot make."""
        types = {"name": str, "cased": bool, "marks": bool, "unicode": str}
        if not isinstance(record, dict) or {k: type(v) for k, v in record.items()} != types:
            cause = f"not the options of a tokenizer: {record!r}"
            raise SeqtextError("tokenizer", cause, "read it with the version that wrote it")
        return cls(record["name"], record["cased"], record["marks"])
