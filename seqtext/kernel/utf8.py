"""UTF-8 for kernels: bytes to code points and back, and a check of lines."""

import numpy as np

from seqtext.kernel.compiled import inlined, kernel

CLEAN, PREPARE, WIDER = 0, 1, 2  # what `check_lines` says of a line


@inlined
def width_of(first):  # type: ignore[no-untyped-def]
    """The number of bytes of the character that begins with this byte."""
    return 1 + (first >= 0xC0) + (first >= 0xE0) + (first >= 0xF0)


@inlined
def decode(data, at, width):  # type: ignore[no-untyped-def]
    """The code point of the `width` bytes at `at`, which are well-formed UTF-8."""
    first, second = np.int64(data[at]), np.int64(data[at + 1]) & 0x3F
    if width == 2:
        return (first & 0x1F) << 6 | second
    third = np.int64(data[at + 2]) & 0x3F
    if width == 3:
        return (first & 0x0F) << 12 | second << 6 | third
    return (first & 0x07) << 18 | second << 12 | third << 6 | np.int64(data[at + 3]) & 0x3F


@inlined
def well_formed(data, at, end, width):  # type: ignore[no-untyped-def]
    """Whether `width` bytes at `at` are one character beyond ASCII (Unicode, table 3-7)."""
    first = data[at]
    if first < 0xC2 or first > 0xF4 or at + width > end:
        return False
    for i in range(1, width):
        if data[at + i] & 0xC0 != 0x80:
            return False
    second = data[at + 1]
    if width == 3:
        return not ((first == 0xE0 and second < 0xA0) or (first == 0xED and second >= 0xA0))
    return not ((first == 0xF0 and second < 0x90) or (first == 0xF4 and second >= 0x90))


@kernel("i8(u1*,i8*,i8*,i8,u4*,i8,u1*)")
def check_lines(data, begins, ends, lines, alphabet, known, flags):  # type: ignore[no-untyped-def]
    """Check each line: flags[line] becomes CLEAN, PREPARE or WIDER.

    PREPARE: it contains a character that the alphabet marks, or is not UTF-8. WIDER: it contains a
    code point beyond the `known` ones of the alphabet. Returns the union of all flags.
    """
    union = 0
    for line in range(lines):
        at, end, result = begins[line], ends[line], 0
        while at < end:
            if at + 32 <= end:
                seen = np.uint8(0)
                for i in range(32):
                    seen |= data[at + i]
                if seen < 128:
                    at += 32
                    continue
            width, point = 1, np.int64(data[at])
            if point >= 128:
                width = width_of(data[at])
                if not well_formed(data, at, end, width):
                    result |= PREPARE
                    break
                point = decode(data, at, width)
            if point >= known:
                result |= WIDER
            elif alphabet[point] >> 31:
                result |= PREPARE
            at += width
        flags[line] = result
        union |= result
    return union


@inlined
def utf8_of(point):  # type: ignore[no-untyped-def]
    """UTF-8 as a number, the first byte lowest, and its width in bits."""
    last = 0x80 | point & 0x3F
    third = 0x80 | point >> 6 & 0x3F
    second = 0x80 | point >> 12 & 0x3F
    if point < 0x80:
        return np.uint64(point), 8
    if point < 0x800:
        return np.uint64(0xC0 | point >> 6 | last << 8), 16
    if point < 0x10000:
        return np.uint64(0xE0 | point >> 12 | third << 8 | last << 16), 24
    return np.uint64(0xF0 | point >> 18 | second << 8 | third << 16 | last << 24), 32
