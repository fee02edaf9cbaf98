"""Counting the tokens of many blocks, on all cores."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from seqtext.kernel.blocks import Block
from seqtext.kernel.compiled import kernel
from seqtext.kernel.lexicon import Lexicon
from seqtext.kernel.scanner import Scanner
from seqtext.system.threads import cores
from seqtext.text.tokenizer import Tokenizer


@kernel("i8(i4*,i8*,i8,i8*,i8)")
def tally(ids, stops, texts, table, before):  # type: ignore[no-untyped-def]
    """Add to `table`, [tokens, 3]: occurrences, texts that contain the token, the last such text.

    `stops`: where each text ends in `ids`; `before`: the number of earlier texts.
    """
    start = 0
    for text in range(texts):
        number = before + text + 1
        for at in range(start, stops[text]):
            row = 3 * np.int64(ids[at])
            table[row] += 1
            table[row + 1] += table[row + 2] != number
            table[row + 2] = number
        start = stops[text]
    return before + texts


class BlockCounts:
    """The counts of tokens and of texts that contain them; each thread has its own."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.scanner = Scanner(tokenizer)
        self.lexicon = Lexicon()
        self.texts = 0
        self._table = np.zeros((1 << 14, 3), np.int64)

    def add(self, block: Block) -> None:
        """Count the tokens of a block."""
        tokens = self.scanner.split(block)
        ids = self.lexicon.number(tokens)
        self._reach(len(self.lexicon))
        self.texts = tally(ids, tokens.stops, len(block), self._table, self.texts)

    def merge(self, other: "BlockCounts") -> None:
        """Add the counts of other texts."""
        ids = self.lexicon.number(other.lexicon.all())
        self._reach(len(self.lexicon))
        self._table[ids, :2] += other._table[: len(ids), :2]
        self.texts += other.texts

    def counts(self) -> tuple[list[str], np.ndarray, np.ndarray]:
        """Tokens, occurrences and texts that contain them: int64 [tokens] each."""
        table = self._table[: len(self.lexicon)]
        return self.lexicon.tokens(), table[:, 0], table[:, 1]

    def _reach(self, size: int) -> None:
        if size > len(self._table):
            more = np.zeros((size, 3), np.int64)
            self._table = np.concatenate([self._table, more])


def count_blocks(
    blocks: Iterable[Block], tokenizer: Tokenizer, threads: int | None = None
) -> BlockCounts:
    """Count the tokens of all blocks; `threads`: by default one per core.

    The sums do not depend on the number of threads; the order of the tokens does.
    """
    source = _Source(blocks)
    tallies = [BlockCounts(tokenizer) for _ in range(threads or cores())]

    def work(counts: BlockCounts) -> None:
        with source:
            for block in source:
                counts.add(block)

    with ThreadPoolExecutor(len(tallies)) as pool, source:
        for future in [pool.submit(work, counts) for counts in tallies]:
            future.result()
    first, *rest = tallies
    for other in rest:
        first.merge(other)
    return first


class _Source:
    """Gives each block to one thread; after an error or interrupt in one thread, to none."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks, self._lock = iter(blocks), threading.Lock()

    def __iter__(self) -> Iterator[Block]:
        while True:
            with self._lock:
                block = next(self._blocks, None)
            if block is None:
                return
            yield block

    def __enter__(self) -> "_Source":
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            self._blocks = iter(())
