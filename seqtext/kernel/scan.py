"""The scan: bytes to tokens, in one pass. docs/kernel.md explains it with a drawing.

A token is written as the words of a `pool` of uint64: its UTF-8, lower-cased, eight bytes a word,
the first byte lowest, zeros after the last. So a token of up to eight bytes is one number, and two
tokens are compared a word at a time.

Runs of ASCII are found 64 bytes at a time as bits of a number, bit i for byte i, and taken out
eight bytes at once, so no branch depends on the length of a token. All other text is scanned by
character.
"""

import numpy as np

from seqtext.kernel.alphabet import (
    APOSTROPHE,
    DIGIT,
    END,
    HOLDS,
    IGNORED,
    LETTER,
    MARK,
    QUIET,
    SELECTOR,
    SEPARATOR,
    SINGLE,
    STRAIGHT,
)
from seqtext.kernel.clusters import (
    CLUSTER,
    PASS,
    STOP,
    TAKE,
    UNSEEN,
    begins,
    in_cluster,
    in_word,
    is_held,
    look,
)
from seqtext.kernel.compiled import inlined, kernel
from seqtext.kernel.utf8 import utf8_of

_KEYCAP = 0x20E3
CHUNK = 64  # bytes whose bits make a number
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_LOWEST = np.uint64(0x0101010101010101)  # the lowest bit of each byte; _HIGHEST, _LOWER: others
_HIGHEST = np.uint64(0x8080808080808080)
_LOWER = np.uint64(0x7F7F7F7F7F7F7F7F)
_MIDDLE = np.uint64(0x7E7E7E7E7E7E7E7E)
_GATHER = np.uint64(0x0102040810204080)  # times this, the lowest bits of eight bytes meet on top
_TWOS = np.uint64(0x5555555555555555)
_FOURS = np.uint64(0x3333333333333333)
_EIGHTS = np.uint64(0x0F0F0F0F0F0F0F0F)
_1, _2, _4, _7, _56 = (np.uint64(n) for n in (1, 2, 4, 7, 56))


@inlined
def eight(data, at):  # type: ignore[no-untyped-def]
    """Eight bytes as a number, the first lowest; LLVM compiles it to one load."""
    low = np.uint64(data[at]) | np.uint64(data[at + 1]) << np.uint64(8)
    low |= np.uint64(data[at + 2]) << np.uint64(16) | np.uint64(data[at + 3]) << np.uint64(24)
    low |= np.uint64(data[at + 4]) << np.uint64(32) | np.uint64(data[at + 5]) << np.uint64(40)
    return low | np.uint64(data[at + 6]) << np.uint64(48) | np.uint64(data[at + 7]) << _56


@inlined
def highest(word):  # type: ignore[no-untyped-def]
    """The highest bits of eight bytes as the bits of one byte."""
    return (word >> _7 & _LOWEST) * _GATHER >> _56


@inlined
def first_bit(bits):  # type: ignore[no-untyped-def]
    """The index of the lowest set bit; one must be set. (It counts the bits below it.)"""
    below = (bits & (~bits + _1)) - _1
    below = below - (below >> _1 & _TWOS)
    below = (below & _FOURS) + (below >> _2 & _FOURS)
    return np.int64((below + (below >> _4) & _EIGHTS) * _LOWEST >> _56)


@inlined
def marks_of(shown, at, end):  # type: ignore[no-untyped-def]
    """Three numbers of CHUNK bits for the bytes from `at` on: those that continue no run (including
    those
    from `end` on), those that are tokens by themselves, and those that must be looked up.
    """
    breaks, singles, others = np.uint64(0), np.uint64(0), np.uint64(0)
    for i in range(8):
        word, place = eight(shown, at + 8 * i), np.uint64(8 * i)
        above = word & _HIGHEST
        named = (word & _MIDDLE) + _MIDDLE  # the highest bit: the lower seven are 2 or more
        breaks |= highest(above) << place
        singles |= highest(above & named) << place
        others |= highest(above & ~named & word << _7) << place
    if end - at < CHUNK:
        outside = _ALL << np.uint64(end - at)
        return breaks | outside, singles & ~outside, others & ~outside
    return breaks, singles, others


@inlined
def written(point, pool, full, word, shift):  # type: ignore[no-untyped-def]
    """Append the UTF-8 of a character at bit `shift` of the word; returns the new full, word and
    shift.
    """
    bits, more = utf8_of(point)
    word |= bits << shift
    if np.int64(shift) + more >= 64:
        pool[full] = word
        full += 1
        word = bits >> (np.uint64(64) - shift) if shift > 0 else np.uint64(0)
    return full, word, (shift + np.uint64(more)) & np.uint64(63)


@inlined
def by_character(data, at, end, alphabet, ascii, pool, full):  # type: ignore[no-untyped-def]
    """Write the token that begins at `at` to the pool; returns its end, and its size in bytes.

    The size is 0 if no token begins there; the characters are then skipped. `base` is what has
    begun: SEPARATOR nothing, LETTER a word, else a cluster, by its first character; SINGLE one that
    only takes marks, ZWJ one whose next picture is joined to it.
    """
    first, word, shift = full, np.uint64(0), np.uint64(0)
    base, before, quiet, inside = SEPARATOR, DIGIT, False, at
    while True:
        if base <= LETTER:
            start, byte = at, ascii[data[at]]
            while byte < 128:
                word |= np.uint64(byte) << shift
                shift += np.uint64(8)
                at += 1
                if shift == 64:
                    pool[full] = word
                    full, word, shift = full + 1, np.uint64(0), np.uint64(0)
                byte = ascii[data[at]]
            if at > start:
                base, before = LETTER, UNSEEN
            if byte == END:
                break
        if at >= end:
            break
        info, width = look(data, at, alphabet)
        kind, point, verdict = info >> 21 & 15, info & 0x1FFFFF, PASS
        if base == SEPARATOR and kind != IGNORED:
            held = kind == MARK and is_held(data, at, alphabet)
            base = begins(kind, held)
            verdict = TAKE if base != SEPARATOR else PASS if kind == SELECTOR else STOP
            quiet = held or (base > LETTER and info >> 21 & QUIET != 0)
        elif base == LETTER and kind != IGNORED:
            digit = full == first and shift == 8 and word - np.uint64(48) < 10
            verdict, inside = in_word(data, at, end, alphabet, before, digit, inside)
            if kind == APOSTROPHE and info >> 21 & STRAIGHT != 0:
                point = 39
            if verdict == CLUSTER:
                base, quiet = SINGLE, alphabet[_KEYCAP] >> 21 & QUIET != 0
        elif kind != IGNORED:
            verdict, base, width = in_cluster(data, at, end, alphabet, base)
        if verdict == STOP:
            break
        if verdict != PASS:
            full, word, shift = written(point, pool, full, word, shift)
            before = kind
        at += width
        lone = 1 << kind & (1 << SINGLE | 1 << APOSTROPHE) and base == kind
        if lone and info >> 21 & HOLDS == 0:
            break
    pool[full] = word
    size = (full - first) * 8 + np.int64(shift >> np.uint64(3))
    if size == 0 and at < end:
        at += look(data, at, alphabet)[1]
    return at, 0 if quiet else size


@inlined
def by_eight(shown, at, size, pool, full):  # type: ignore[no-untyped-def]
    """Write the token of `size` ASCII bytes at `at` to the pool."""
    while size > 8:
        pool[full] = eight(shown, at)
        full, at, size = full + 1, at + 8, size - 8
    pool[full] = eight(shown, at) & _LOWER & _ALL >> np.uint64(64 - 8 * size)


@kernel("i8(u1*,i8*,i8*,i8,u4*,u1*,u1*,u8*,i4*,i8*)")
def scan_texts(data, begins, ends, texts, alphabet, ascii, shown, pool, sizes, stops):  # type: ignore[no-untyped-def]
    """Write the tokens of all texts to `pool`; returns their number.

    ascii   the action for each byte (`seqtext.kernel.alphabet.Alphabet`)
    shown   room for the actions of all bytes of data, and CHUNK + 8 bytes more
    sizes   bytes of each token
    stops   the number of tokens up to the end of each text
    The byte after a text ends a run, so the loops over a run need not check for the end.
    """
    count, full = np.int64(0), np.int64(0)
    for text in range(texts):
        at, end = begins[text], ends[text]
        for i in range(at, end):
            shown[i] = ascii[data[i]]
        while at < end:
            here = at
            breaks, singles, others = marks_of(shown, here, end)
            runs, stop = ~breaks, breaks | singles << _1  # stop: where a token before it ends
            todo = runs & ~(runs << _1) | singles | others
            at += CHUNK
            while todo != 0:
                i = first_bit(todo)
                after = stop >> np.uint64(i) >> _1
                if after == 0 and i > 0:  # it may go on beyond the chunk: let one begin with it
                    at = here + i
                    break
                size = first_bit(after) + 1 if after != 0 else 0
                if after == 0 or (others >> np.uint64(i) & (_1 | _1 << np.uint64(size))) != 0:
                    at, size = by_character(data, here + i, end, alphabet, ascii, pool, full)
                    if at - here >= CHUNK:
                        todo = np.uint64(0)
                    else:
                        todo &= _ALL << np.uint64(at - here)
                        at = here + CHUNK
                else:
                    by_eight(shown, here + i, size, pool, full)
                    todo &= todo - _1
                sizes[count] = size
                count += np.int64(size > 0)
                full += (size + 7) >> 3
        stops[text] = count
    return count
