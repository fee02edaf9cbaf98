"""Kernels for n-grams: numbering those of a corpus, and finding them in texts.

The key of an n-gram is the number of its first n-1 tokens times a base, plus its last token.
"""

import numpy as np

from seqtext.kernel.compiled import inlined, kernel

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio (Knuth, vol. 3, section 6.4)


@inlined
def mixed(key):  # type: ignore[no-untyped-def]
    """A hash of a key: 63 bits, each of which depends on all bits of the key."""
    value = (np.uint64(key) + _MULTIPLIER) * _MULTIPLIER
    value = (value ^ value >> np.uint64(32)) * _MULTIPLIER
    return np.int64((value ^ value >> np.uint64(29)) >> np.uint64(1))


@inlined
def slot_of(key, keys, first, slots, table, places):  # type: ignore[no-untyped-def]
    """The slot that holds a key, or the empty slot for it.

    The keys begin at `first` of `keys`, their slots at `table` of `slots`.
    """
    slot = mixed(key) & (places - 1)
    while slots[table + slot] != 0 and keys[first + slots[table + slot] - 1] != key:
        slot = (slot + 1) & (places - 1)
    return table + slot


@inlined
def token_at(ids, begin, length, at, marker):  # type: ignore[no-untyped-def]
    """The token at a position of the text that begins at `begin`; a marker outside the text."""
    return np.int64(ids[begin + at]) if 0 <= at < length else np.int64(marker)


@kernel("i8(i8*,i8,i4*,i8)")
def place_keys(keys, count, slots, places):  # type: ignore[no-untyped-def]
    """Put number + 1 of each key into empty slots; `places` is a power of two."""
    for number in range(count):
        slots[slot_of(keys[number], keys, 0, slots, 0, places)] = number + 1
    return count


@kernel("i8(i4*,i4*,i8,i8,i8,u1*,i8)")
def sketch_keys(grams, tokens, count, n, base, sketch, cells):  # type: ignore[no-untyped-def]
    """Count keys in the cells of their hashes, up to 255: an upper bound of their frequency."""
    for at in range(count - n + 1):
        if grams[at] >= 0:
            cell = mixed(grams[at] * base + tokens[at + n - 1]) & (cells - 1)
            if sketch[cell] < 255:
                sketch[cell] += 1
    return count


@kernel("i8(i4*,i4*,i4*,i4*,i8,i8,i8,i8,i8,i8,u1*,i8,i8*,i8,i4*,i8,i4*,i4*,i8*)")
def number_keys(  # type: ignore[no-untyped-def]
    before, grams, tokens, owners, count, n, base, low, high, least, sketch, cells,
    keys, most, slots, places, documents, last, state,
):  # fmt: skip
    """Number the n-grams whose n-1-gram has a number from `low` to below `high`.

    before     number of the n-1-gram that begins at each token, -1: none
    grams      receives that of the n-gram, if it is frequent enough
    owners     the text of each token, ascending
    least      keys whose cell of `sketch` has a smaller count are too rare
    keys       [most] in the order of their numbers; documents: number of texts that contain each,
               not counted beyond 1 if `least` is below 2; last: the last text counted
    state      tokens done, keys so far; if there is no room left, enlarge the arrays and call it
               again
    """
    at, known = state[0], state[1]
    while at < count - n + 1:
        key = before[at] * base + tokens[at + n - 1]
        if low <= before[at] < high and (least < 2 or sketch[mixed(key) & (cells - 1)] >= least):
            slot = slot_of(key, keys, 0, slots, 0, places)
            number = slots[slot] - 1
            if number < 0:
                if known == most:
                    break
                number = known
                keys[number], slots[slot] = key, number + 1
                documents[number], last[number] = 1, owners[at]
                known += 1
            elif least > 1 and last[number] != owners[at]:
                documents[number] += 1
                last[number] = owners[at]
            grams[at] = number
        at += 1
    state[0], state[1] = at, known
    return at


@kernel("i8(i4*,i4*,i8,i8,i8,i4*,i8)")
def renumber(before, grams, count, low, high, ranks, first):  # type: ignore[no-untyped-def]
    """Replace the numbers of `number_keys` by `first` plus their rank, or -1 if the rank is -1."""
    for at in range(count):
        if low <= before[at] < high and grams[at] >= 0:
            rank = np.int64(ranks[grams[at]])
            grams[at] = first + rank if rank >= 0 else -1
    return count


@kernel("i8(i4*,i8*,i8,i8,i8,i8*,i8*,i4*,i8*,i8*,i4*,i8*)")
def find_grams(  # type: ignore[no-untyped-def]
    ids, offsets, texts, order, base, keys, levels, slots, tables, starts, numbers, stops
):
    """Write the numbers of all known n-grams of each text, n = 1…order.

    keys, slots      of all lengths in succession; they begin at levels[n-1], tables[n-1]; a single
                     token
                     is its own slot
    starts           the number of the first n-gram of each length
    numbers, stops   the numbers, and where those of each text end
    The text has order - 1 markers, base - 1, at each end; n-grams of markers alone are omitted.
    """
    count = 0
    for text in range(texts):
        begin, length = offsets[text], offsets[text + 1] - offsets[text]
        for at in range(1 - order if length > 0 else 0, length):
            gram = np.int64(0)
            for n in range(order):
                end = at + n
                slot = token_at(ids, begin, length, end, base - 1)
                if n > 0:
                    key, places = gram * base + slot, tables[n + 1] - tables[n]
                    slot = slot_of(key, keys, levels[n], slots, tables[n], places)
                gram = np.int64(slots[slot]) - 1
                if gram < 0:
                    break
                if end >= 0:
                    numbers[count] = starts[n] + gram
                    count += 1
        stops[text] = count
    return count


@kernel("i8(i4*,i8,i8*,i8,i8,i8,i8*,i4*,i8*)")
def gather_grams(levels, size, offsets, first, last, order, starts, numbers, stops):  # type: ignore[no-untyped-def]
    """Write the result of `find_grams` for texts first to last, from the numbering of the training.

    levels    [order, size]: the number of the n-gram that begins at each token, -1: none
    offsets   of the texts; order - 1 markers precede each of them
    """
    count = 0
    for text in range(first, last):
        begin = offsets[text] + (text + 1) * (order - 1)
        length = offsets[text + 1] - offsets[text]
        for at in range(begin + 1 - order if length > 0 else begin, begin + length):
            for n in range(order):
                gram = np.int64(levels[n * size + at])
                if gram < 0:
                    break
                if gram < starts[n + 1] - starts[n]:  # the next number is that of the markers
                    numbers[count] = starts[n] + gram
                    count += 1
        stops[text - first] = count
    return count


@kernel("i8(i4*,i8*,i8,i8,i8,i4*,i8*)")
def hash_grams(ids, offsets, texts, order, mask, numbers, stops):  # type: ignore[no-untyped-def]
    """Write a hash, at most `mask`, of each n-gram of each text, n = 1…order, in the order of
    `find_grams`.
    """
    count = 0
    for text in range(texts):
        begin, length = offsets[text], offsets[text + 1] - offsets[text]
        for at in range(1 - order if length > 0 else 0, length):
            key = np.int64(0)
            for n in range(order):
                end = at + n
                key = mixed(key ^ (token_at(ids, begin, length, end, -1) + 1))
                if end >= 0:
                    numbers[count] = key & mask
                    count += 1
        stops[text] = count
    return count
