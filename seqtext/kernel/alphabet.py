"""The definitions of the tokenisers as tables by code point, for the scan."""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

from seqtext.text.characters import character_kinds, lower
from seqtext.text.tokenizer import SINGLES, SPACES, Tokenizer

# What a character is to the scan, in the order of `_LETTERS`, the kinds that
# `seqtext.text.characters` has. Up to DIGIT it goes on with a word; a SINGLE is a token by itself.
SEPARATOR, LETTER, MARK, DIGIT, SINGLE, APOSTROPHE, IDEOGRAPH = range(7)
PICTURE, TONE, FLAG, SELECTOR, KEYCAP, TAG, ZWJ, JOINER, IGNORED = range(7, 16)
_LETTERS = "SLMDOAIPTFVKGZJX"
# What it does besides: a QUIET one is nothing where it is a token by itself; one that HOLDS takes
# marks to it; one that is STRAIGHT becomes ' where it joins letters.
QUIET, HOLDS, STRAIGHT = 16, 32, 64
END, LOOK = 128, 129  # of `ascii`; beyond them 128 + the token that a byte is by itself
BASIC = 0x10000  # code points of the first plane
_ASSIGNED = 0x40000  # beyond it stand private ones, selectors and tags alone
_HANGUL = (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))  # vowels and final consonants


@dataclass(frozen=True)
class Alphabet:
    """The role of each character for a tokeniser.

    info   uint32 [code points]: bits 0-20 the lower-cased code point, 21-24 its kind, 25-27 QUIET,
           HOLDS and STRAIGHT, 31 set if a text that contains it must be prepared
           (`Tokenizer.prepare`) before it is split
    ascii  uint8 [256], by byte: below 128, the character that continues a run; END: the run ends;
           LOOK: see `info`; above: the byte is a token by itself and becomes this value less 128
    plain  whether texts of ASCII only never have to be prepared
    """

    info: np.ndarray
    ascii: np.ndarray
    plain: bool


@cache
def alphabet(tokenizer: Tokenizer, size: int = BASIC) -> Alphabet:
    """The table of the first `size` code points."""
    count = min(size, _ASSIGNED)
    text = "".join(map(chr, range(count)))
    lowered = text if tokenizer.cased else lower(text)
    info = np.arange(size, dtype=np.uint32)
    info[:count] = np.fromiter(map(ord, lowered), np.uint32, count)
    info |= _traits(tokenizer, size)[info] << np.uint32(21)
    info[_marked(tokenizer, text)] |= np.uint32(1 << 31)
    return Alphabet(info, _ascii(info), not (info[:128] >> np.uint32(31)).any())


def _traits(tokenizer: Tokenizer, size: int) -> np.ndarray:
    """The kind and the flags of each code point below `size`: uint32."""
    if tokenizer.name == "word":
        letters = np.frombuffer(character_kinds(tokenizer.version, size).encode(), np.uint8)
        return _traits_in_words(tokenizer)[letters]
    result = np.full(size, SINGLE if tokenizer.name == "char" else LETTER, np.uint32)
    if tokenizer.name != "char":
        result[[point for point in range(min(size, BASIC)) if chr(point).isspace()]] = SEPARATOR
    if tokenizer.name == "basic-english":
        result[list(map(ord, SPACES))] = SEPARATOR
        result[list(map(ord, SINGLES))] = SINGLE
    return result


def _traits_in_words(tokenizer: Tokenizer) -> np.ndarray:
    """The same by the letter of a kind."""
    result = np.zeros(128, np.uint32)
    for number, letter in enumerate(_LETTERS):
        result[ord(letter)] = number
    visible = list(map(ord, "OAPTFK"))
    if not tokenizer.marks:
        result[visible] |= QUIET
    if tokenizer.version > 1:
        result[[*visible, ord("I")]] |= HOLDS
        result[ord("A")] |= 0 if tokenizer.cased else STRAIGHT
    elif not tokenizer.marks:
        result[ord("O")] = SEPARATOR
    return result


def _marked(tokenizer: Tokenizer, text: str) -> list[int]:
    """Code points that `Tokenizer.prepare` may change, or beside which it may change something."""
    if tokenizer.name == "basic-english":
        return [ord(c) for c in '"<İΣ']
    return sorted(point for point in _unstable(text) if point < len(text))


def _unstable(text: str) -> set[int]:
    """The code points without which every text is in NFC.

    Those with NFC_Quick_Check No or Maybe in Unicode (UAX 15, section 9), which decompose, or
    compose with the previous one; and those with a combining class, which may be reordered.
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
    traits = info[:128] >> np.uint32(21) & np.uint32(127)
    kind = traits & np.uint32(15)
    ascii = np.full(256, LOOK, np.uint8)
    run = (kind >= LETTER) & (kind <= DIGIT)
    ascii[:128][run] = info[:128][run] & np.uint32(127)
    ascii[:128][kind == SEPARATOR] = END
    single = (traits & ~np.uint32(HOLDS) == SINGLE) & (info[:128] & np.uint32(127) > LOOK - 128)
    ascii[:128][single] = 128 | info[:128][single] & np.uint32(127)
    return ascii
