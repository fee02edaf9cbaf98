"""The tokenisers' definitions as tables by code point, for the scan."""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

from seqtext.tokenizer import APOSTROPHES, SINGLES, SPACES, Tokenizer, kind, lower

# What a character is to the scan. The first four are those of the tokeniser `word`; a SINGLE is a
# token by itself; an APOSTROPHE is one too unless it joins letters, a QUIET one then is nothing.
SEPARATOR, LETTER, MARK, DIGIT, SINGLE, APOSTROPHE, QUIET = range(7)
END, LOOK = 128, 129  # of `ascii`; beyond them 128 + the token that a byte is by itself
BASIC, ALL = 0x10000, 0x110000  # code points: of the first plane, of Unicode
_ASSIGNED = 0x40000  # beyond it stand private ones and tags alone
_KINDS = {"S": SEPARATOR, "L": LETTER, "M": MARK, "D": DIGIT, "O": SINGLE}
_HANGUL = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))  # vowels and final consonants


@dataclass(frozen=True)
class Alphabet:
    """What each character is to a tokeniser.

    info   uint32 [code points]: bits 0-20 the lower-cased code point, 21-23 its kind, 31 set where
           a text that holds it has to be prepared (`Tokenizer.prepare`) before it is split
    ascii  uint8 [256], by byte: below 128, what a run goes on with; END: it ends; LOOK: `info`
           says; above: the byte is a token by itself, and becomes this less 128
    plain  whether a text of ASCII alone never has to be prepared
    """

    info: np.ndarray
    ascii: np.ndarray
    plain: bool


@cache
def alphabet(tokenizer: Tokenizer, size: int = BASIC) -> Alphabet:
    """The first `size` code points as the tokeniser sees them."""
    count = min(size, _ASSIGNED)
    text = "".join(map(chr, range(count)))
    shown = text if tokenizer.cased else lower(text)
    info = np.arange(size, dtype=np.uint32)
    kinds = np.full(size, _kind(tokenizer, chr(ALL - 1)), np.uint32)
    info[:count] = np.fromiter(map(ord, shown), np.uint32, count)
    kinds[:count] = np.fromiter((_kind(tokenizer, c) for c in shown), np.uint32, count)
    for point in range(0xE0000, min(size, 0xE1000)):
        kinds[point] = _kind(tokenizer, chr(point))
    info |= kinds << np.uint32(21)
    info[_marked(tokenizer, text)] |= np.uint32(1 << 31)
    return Alphabet(info, _ascii(info), not (info[:128] >> np.uint32(31)).any())


def _kind(tokenizer: Tokenizer, character: str) -> int:
    if tokenizer.name == "char":
        return SINGLE
    if tokenizer.name == "word":
        return _kind_in_words(tokenizer, character)
    if character.isspace() or (tokenizer.name == "basic-english" and character in SPACES):
        return SEPARATOR
    return SINGLE if tokenizer.name == "basic-english" and character in SINGLES else LETTER


def _kind_in_words(tokenizer: Tokenizer, character: str) -> int:
    if character in APOSTROPHES:
        return APOSTROPHE if tokenizer.marks else QUIET
    found = _KINDS[kind(character)]
    return SEPARATOR if found == SINGLE and not tokenizer.marks else found


def _marked(tokenizer: Tokenizer, text: str) -> list[int]:
    """Code points that `Tokenizer.prepare` may change, or may change something beside them."""
    if tokenizer.name == "basic-english":
        return [ord(c) for c in '"<İΣ']
    return sorted(point for point in _unstable(text) if point < len(text))


def _unstable(text: str) -> set[int]:
    """The code points without which a text is NFC as it stands.

    Those of Unicode's NFC_Quick_Check No or Maybe (UAX 15, section 9): they decompose, or compose
    with what is before them; and those with a combining class, which may have to change places.
    """
    result = {point for point, c in enumerate(text) if unicodedata.combining(c)} | {*_HANGUL}
    for point, character in enumerate(text):
        parts = unicodedata.decomposition(character)
        if parts and parts[0] != "<":
            if not unicodedata.is_normalized("NFC", character):
                result.add(point)
            result.update(int(part, 16) for part in parts.split()[1:])
    return result


def _ascii(info: np.ndarray) -> np.ndarray:
    kinds = info[:128] >> np.uint32(21) & np.uint32(7)
    ascii = np.full(256, LOOK, np.uint8)
    run = (kinds >= LETTER) & (kinds <= DIGIT)
    ascii[:128][run] = info[:128][run] & np.uint32(127)
    ascii[:128][kinds == SEPARATOR] = END
    single = (kinds == SINGLE) & (info[:128] & np.uint32(127) > LOOK - 128)
    ascii[:128][single] = 128 | info[:128][single] & np.uint32(127)
    return ascii
