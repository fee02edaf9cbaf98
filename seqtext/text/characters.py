"""The kinds of characters for the tokeniser `word`, in both versions of its definition."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

VERSION = 2  # of the definition; files of version 1 do not state it
ALL = 0x110000  # code points of Unicode

# Kinds of version 1, from the general category; every code point has one.
LETTER, MARK, DIGIT, SEPARATOR, OTHER = "LMDSO"
# Kinds that version 2 adds, by code point, so they do not depend on the version of Unicode.
APOSTROPHE = "A"  # joins letters, otherwise it is OTHER
IDEOGRAPH = "I"  # Han and Hiragana: a token by itself (UAX 29 breaks between any two)
PICTURE, TONE, FLAG = "PTF"  # what emoji consist of; skin tones; the letters of flags
SELECTOR, KEYCAP, TAG = "VKG"  # variation selectors; U+20E3; tags, of which three flags consist
ZWJ, JOINER = "ZJ"  # U+200D; U+200C and the vowel separator of Mongolian
IGNORED = "X"  # invisible everywhere: soft hyphen, direction marks, word joiner

APOSTROPHES = "'’´‘`＇′"  # ʼ (U+02BC) is a letter
_SPECIAL_1 = {APOSTROPHE: [(ord(c), ord(c)) for c in "'’"]}
_SPECIAL = {
    APOSTROPHE: [(ord(c), ord(c)) for c in APOSTROPHES],
    IDEOGRAPH: [
        *((0x3005, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B), (0x3400, 0x4DBF)),
        *((0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),  # Han
        *((0x3041, 0x3096), (0x309D, 0x309F), (0x1B001, 0x1B11F), (0x1B150, 0x1B152)),  # Hiragana
    ],
    TONE: [(0x1F3FB, 0x1F3FF)],
    FLAG: [(0x1F1E6, 0x1F1FF)],
    SELECTOR: [(0xFE00, 0xFE0F), (0xE0100, 0xE01EF)],
    KEYCAP: [(0x20E3, 0x20E3)],
    TAG: [(0xE0020, 0xE007F)],
    ZWJ: [(0x200D, 0x200D)],
    JOINER: [(0x200C, 0x200C), (0x180E, 0x180E)],
    IGNORED: [
        *((0xAD, 0xAD), (0x61C, 0x61C), (0x200E, 0x200F), (0x202A, 0x202E)),
        *((0x2060, 0x2064), (0x2066, 0x206F), (0xFEFF, 0xFEFF)),
    ],
}
# Ranges of emoji; what is OTHER there is a PICTURE, assigned or not.
INFORMATION = 0x2139  # ℹ, an emoji that Unicode calls a letter
_PICTURES = ((INFORMATION, INFORMATION), (0x2190, 0x2BFF), (0x1F000, 0x1FFFF))
# Ranges of letters, marks, digits and formats; all other code points are OTHER.
_ASSIGNED = (range(0x40000), range(0xE0000, 0xE1000))


def lower(text: str) -> str:
    """Lower case, code point by code point; characters without a single lower-case code point stay.

    str.lower differs from this in two cases only, which a test confirms for all of Unicode: İ
    (U+0130) becomes two code points, and Σ at the end of a word becomes ς.
    """
    if text.isascii():
        return text.lower()
    return "İ".join(part.lower() for part in text.replace("Σ", "σ").split("İ"))


def general_kind(character: str) -> str:
    """The kind of a character by its Unicode general category, which is its kind in version 1.

    L letter, M mark, D decimal digit or underscore, S separator (white space, controls, formats,
    surrogates), O any other: punctuation, symbols, other numbers, private, unassigned.
    """
    category = unicodedata.category(character)
    if category[0] in "LM":
        return category[0]
    if category == "Nd" or character == "_":
        return DIGIT
    return SEPARATOR if category[0] == "Z" or category in ("Cc", "Cf", "Cs") else OTHER


@cache
def character_kinds(version: int, limit: int = ALL) -> str:
    """The kind of each code point below `limit`."""
    result = [OTHER] * limit
    for part in _ASSIGNED:
        points = range(part.start, min(part.stop, limit))
        result[points.start : points.stop] = map(general_kind, map(chr, points))
    if version > 1:
        for point in _below(limit, _PICTURES):
            if result[point] == OTHER or point == INFORMATION:
                result[point] = PICTURE
    for kind, ranges in (_SPECIAL if version > 1 else _SPECIAL_1).items():
        for point in _below(limit, ranges):
            result[point] = kind
    return "".join(result)


def _below(limit: int, ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, min(last + 1, limit))
