"""The decisions of the scan character by character: what belongs to one token."""

import numpy as np

from seqtext.kernel.alphabet import (
    APOSTROPHE,
    DIGIT,
    FLAG,
    HOLDS,
    IDEOGRAPH,
    IGNORED,
    JOINER,
    KEYCAP,
    LETTER,
    MARK,
    PICTURE,
    QUIET,
    SELECTOR,
    SEPARATOR,
    SINGLE,
    TAG,
    TONE,
    ZWJ,
)
from seqtext.kernel.compiled import inlined
from seqtext.kernel.utf8 import decode, width_of

UNSEEN = -1  # the kind of an ASCII character that went by without a look at it
STOP, PASS, TAKE, CLUSTER = range(4)  # the token ends; the character goes, stays, makes a cluster
# Sets of kinds, as bits.
_IN_WORDS = 1 << LETTER | 1 << MARK | 1 << DIGIT
_PICTURES = 1 << PICTURE | 1 << TONE
_HELD = 1 << MARK | 1 << SELECTOR | 1 << KEYCAP
_INVISIBLE = 1 << IGNORED | 1 << SELECTOR
_JOINERS = _INVISIBLE | 1 << ZWJ | 1 << JOINER
_NOTHING = _JOINERS | 1 << SEPARATOR | 1 << TAG


@inlined
def look(data, at, alphabet):  # type: ignore[no-untyped-def]
    """The entry of the alphabet for the character at `at`, and its width in bytes."""
    if data[at] < 128:
        return np.int64(alphabet[data[at]]), 1
    width = width_of(data[at])
    return np.int64(alphabet[decode(data, at, width)]), width


@inlined
def beyond(data, at, end, alphabet, kinds):  # type: ignore[no-untyped-def]
    """Position and kind of the first character from `at` on that has none of these kinds (bits)."""
    kind = SEPARATOR
    while at < end:
        info, width = look(data, at, alphabet)
        kind = info >> 21 & 15
        if kinds >> kind & 1 == 0:
            return at, kind
        at += width
    return at, SEPARATOR


@inlined
def is_held(data, at, alphabet):  # type: ignore[no-untyped-def]
    """Whether a mark at `at` belongs to a preceding character that was skipped as ASCII."""
    while at > 0:
        at -= 1
        while at > 0 and data[at] & 0xC0 == 0x80:
            at -= 1
        info = look(data, at, alphabet)[0]
        if info >> 21 & 15 != IGNORED:
            return info >> 21 & QUIET != 0 and info >> 21 & HOLDS != 0
    return False


@inlined
def begins(kind, held):  # type: ignore[no-untyped-def]
    """What begins with a character: SEPARATOR nothing, LETTER a word, else a cluster."""
    if 1 << kind & _NOTHING:
        return SEPARATOR
    if kind <= DIGIT:
        return SINGLE if held else LETTER
    return SINGLE if kind == KEYCAP else kind


@inlined
def in_word(data, at, end, alphabet, before, digit, inside):  # type: ignore[no-untyped-def]
    """The decision on a character within a word, and the position up to which joiners continue it.

    digit: the word is a single ASCII digit so far, which a keycap turns into a cluster.
    """
    info, width = look(data, at, alphabet)
    kind = info >> 21 & 15
    if 1 << kind & _IN_WORDS:
        return TAKE, inside
    if kind == APOSTROPHE:
        if before == UNSEEN:
            before = look(data, at - 1, alphabet)[0] >> 21 & 15
        after = beyond(data, at + width, end, alphabet, 1 << IGNORED)[1]
        return TAKE if before <= MARK and after == LETTER else STOP, inside
    if 1 << kind & (1 << SELECTOR | 1 << KEYCAP):
        if digit and beyond(data, at, end, alphabet, _INVISIBLE)[1] == KEYCAP:
            return CLUSTER, inside
        return PASS if kind == SELECTOR else STOP, inside
    if 1 << kind & (1 << ZWJ | 1 << JOINER):
        if at < inside:
            return TAKE, inside
        inside, after = beyond(data, at, end, alphabet, _JOINERS)
        return TAKE if 1 << after & _IN_WORDS else STOP, inside
    return STOP, inside


@inlined
def in_cluster(data, at, end, alphabet, base):  # type: ignore[no-untyped-def]
    """The decision on a character after a visible one, the new kind of the cluster, and the number
    of
    bytes to advance.
    """
    info, width = look(data, at, alphabet)
    kind = info >> 21 & 15
    pictured = 1 << base & _PICTURES != 0
    if base == IDEOGRAPH and kind != MARK:
        return PASS if kind == SELECTOR else STOP, base, width
    if 1 << kind & _HELD:
        return TAKE, SINGLE if base == FLAG else base, width
    if kind == FLAG and base == FLAG:
        return TAKE, SINGLE, width
    if base == ZWJ:
        return TAKE, PICTURE, width
    if pictured and 1 << kind & (1 << TONE | 1 << TAG):
        return TAKE, base, width
    if pictured and kind == ZWJ:
        place, after = beyond(data, at + width, end, alphabet, _INVISIBLE)
        if 1 << after & _PICTURES:
            return TAKE, ZWJ, place - at
    return STOP, base, width
