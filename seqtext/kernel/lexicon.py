"""The lexicon: a hash table that numbers the tokens of the scan; see docs/kernel.md."""

from collections.abc import Sequence

import numpy as np

from seqtext.kernel.compiled import inlined, kernel
from seqtext.kernel.scanner import ScannedTokens

NEW = -2  # for `unknown`: number tokens that are not known yet
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio (Knuth, vol. 3, section 6.4)


@inlined
def hashed(pool, at, size):  # type: ignore[no-untyped-def]
    """A hash of the token whose words begin at `at`: 31 bits."""
    value = (pool[at] ^ np.uint64(size)) * _MULTIPLIER
    for i in range(1, (size + 7) >> 3):
        value ^= value >> np.uint64(32)
        value = (value ^ pool[at + i]) * _MULTIPLIER
    return np.int64((value ^ value >> np.uint64(32)) & np.uint64(0x7FFFFFFF))


@inlined
def same(pool, at, size, entries, number, words):  # type: ignore[no-untyped-def]
    """Whether the token at `at` equals the one of this number, compared by all bytes."""
    if entries[3 * number] != pool[at] or entries[3 * number + 1] != np.uint64(size):
        return False
    start = np.int64(entries[3 * number + 2])
    for i in range(1, (size + 7) >> 3):  # noqa: SIM110 (numba)
        if words[start + i] != pool[at + i]:
            return False
    return True


@kernel("i8(u8*,i4*,i8,i4*,i8,u8*,i8,u8*,i8,i4*,i8*,i8)")
def number_tokens(  # type: ignore[no-untyped-def]
    pool, sizes, count, slots, places, entries, most, words, room, ids, state, unknown
):
    """Write the number of each token to `ids`; returns the number of tokens done.

    slots     [places, a power of two] number + 1 of the token in this slot, 0: none
    entries   [most, 3] first word, size in bytes, and start of its words, for each token
    words     [room] the words of all tokens
    state     tokens done, words of the pool done, tokens known, words used; updated in place
    unknown   the number of an unknown token; NEW: it gets the next number
    It stops before a new token for which there is no room: enlarge the arrays and call it again.
    """
    done, at, known, used = state[0], state[1], state[2], state[3]
    while done < count:
        size = np.int64(sizes[done])
        width = (size + 7) >> 3
        slot = hashed(pool, at, size) & (places - 1)
        number = np.int64(slots[slot]) - 1
        while number >= 0 and not same(pool, at, size, entries, number, words):
            slot = (slot + 1) & (places - 1)
            number = np.int64(slots[slot]) - 1
        if number < 0:
            number = unknown
            if unknown == NEW:
                if known >= most or used + width > room:
                    break
                number = known
                slots[slot] = number + 1
                entries[3 * number] = pool[at]
                entries[3 * number + 1] = size
                entries[3 * number + 2] = used
                for i in range(width):
                    words[used + i] = pool[at + i]
                known += 1
                used += width
        ids[done] = number
        done += 1
        at += width
    state[0], state[1], state[2], state[3] = done, at, known, used
    return done


@kernel("i8(u8*,i8,u8*,i4*,i8)")
def place(entries, known, words, slots, places):  # type: ignore[no-untyped-def]
    """Insert all tokens into empty slots."""
    for number in range(known):
        start = np.int64(entries[3 * number + 2])
        slot = hashed(words, start, np.int64(entries[3 * number + 1])) & (places - 1)
        while slots[slot] != 0:
            slot = (slot + 1) & (places - 1)
        slots[slot] = number + 1
    return known


@kernel("i8(u8*,i8,u8*,u1*)")
def spell(entries, known, words, text):  # type: ignore[no-untyped-def]
    """Write all tokens to `text`, one per line; returns the number of bytes."""
    at = np.int64(0)
    for number in range(known):
        size, start = np.int64(entries[3 * number + 1]), np.int64(entries[3 * number + 2])
        for i in range(size):
            text[at + i] = words[start + (i >> 3)] >> np.uint64(8 * (i & 7)) & np.uint64(255)
        text[at + size] = 10
        at += size + 1
    return at


@kernel("i8(u1*,i8*,i8,u8*)")
def pack(text, stops, count, words):  # type: ignore[no-untyped-def]
    """Write the tokens that end at `stops` to zeroed words, in the format of the scan."""
    begin, at = np.int64(0), np.int64(0)
    for number in range(count):
        size = stops[number] - begin
        for i in range(size):
            words[at + (i >> 3)] |= np.uint64(text[begin + i]) << np.uint64(8 * (i & 7))
        begin, at = stops[number] + 1, at + ((size + 7) >> 3)
    return at


class Lexicon:
    """Tokens by number, in the order of their first occurrence."""

    def __init__(self) -> None:
        self._slots = np.zeros(1 << 15, np.int32)
        self._entries = np.zeros((1 << 14, 3), np.uint64)
        self._words = np.zeros(1 << 15, np.uint64)
        self._known, self._used = 0, 0

    def __len__(self) -> int:
        return self._known

    def number(self, tokens: ScannedTokens, unknown: int = NEW) -> np.ndarray:
        """int32 [tokens]: their numbers; a new token gets the next one, or `unknown`."""
        ids = np.empty(tokens.count, np.int32)
        state = np.array([0, 0, self._known, self._used], np.int64)
        while True:
            table = (self._slots, len(self._slots), self._entries, len(self._entries))
            store = (self._words, len(self._words))
            arguments = (tokens.pool, tokens.sizes, tokens.count)
            done = number_tokens(*arguments, *table, *store, ids, state, unknown)
            if unknown == NEW:
                self._known, self._used = int(state[2]), int(state[3])
            if done == tokens.count:
                return ids
            self._grow(int(tokens.sizes[done]))

    def _grow(self, size: int) -> None:
        """Make room for a token of `size` bytes, and double the number of tokens."""
        need = self._used + (size + 7 >> 3)
        if need > len(self._words):
            self._words = np.concatenate([self._words, np.zeros(need, np.uint64)])
        if self._known == len(self._entries):
            self._entries = np.concatenate([self._entries, np.zeros_like(self._entries)])
            self._slots = np.zeros(2 * len(self._slots), np.int32)
            place(self._entries, self._known, self._words, self._slots, len(self._slots))

    def all(self) -> ScannedTokens:
        """All tokens by number, in the format of the scan."""
        sizes = self._entries[: self._known, 1].astype(np.int32)
        return ScannedTokens(self._words, sizes, np.array([self._known]))

    def tokens(self) -> list[str]:
        """All tokens, by number."""
        text = np.empty(8 * self._used + self._known, np.uint8)
        size = spell(self._entries, self._known, self._words, text)
        tokens = text[:size].tobytes().decode("utf-8", "surrogatepass").split("\n")[:-1]
        return tokens if len(tokens) == self._known else self._with_line_ends()

    def _with_line_ends(self) -> list[str]:
        """All tokens by number, if some contain a line end."""
        entries, text = self._entries[: self._known].tolist(), self._words.tobytes()
        return [
            text[8 * start : 8 * start + size].decode("utf-8", "surrogatepass")
            for _, size, start in entries
        ]

    @classmethod
    def of(cls, tokens: Sequence[str]) -> "Lexicon":
        """The lexicon that numbers these tokens by their index."""
        text = "\n".join([*tokens, ""]).encode("utf-8", "surrogatepass")
        data = np.frombuffer(text, np.uint8)
        stops = np.flatnonzero(data == ord("\n"))
        if len(stops) > len(tokens):  # some hold a line end
            lengths = [len(token.encode("utf-8", "surrogatepass")) + 1 for token in tokens]
            stops = np.cumsum(lengths) - 1
        sizes = (np.diff(stops, prepend=-1) - 1).astype(np.int32)
        words = np.zeros((sizes + 7 >> 3).sum(), np.uint64)
        pack(data, stops, len(stops), words)
        lexicon = cls()
        lexicon.number(ScannedTokens(words, sizes, np.zeros(0, np.int64)))
        return lexicon
