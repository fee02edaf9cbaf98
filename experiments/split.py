"""Split sentence pairs into training, development and test sets: `python split.py PAIRS FOLDER`.

All pairs of one source are in one set. The test set has 3,000 distinct sources; further held-out
pairs are dropped. The development set has about 1,000 pairs.
"""

import sys
from pathlib import Path

from seqtext.system.files import atomic_output
from seqtext.tasks.translate.pair_reading import PairReading
from seqtext.tasks.translate.parallel import (
    hold_out,
    lint_notes,
    lint_pairs,
    read_parallel,
)
from seqtext.text.formats import InputOptions

HELD_OUT, TEST, DEV = 0.04, 3000, 1000  # share of the pairs, sentences, pairs


def main(path: str, folder: str) -> None:
    """Write train.tsv, dev.tsv and test.tsv, and tell what is odd in the pairs."""
    pairs = read_parallel([path], InputOptions())
    sources = PairReading().sources
    rest, held = hold_out(pairs, HELD_OUT, 0, sources)
    train, dev = hold_out(rest, DEV / len(rest), 0, sources)
    test = held.select(held.judged(sources)).select(range(TEST))
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, part in (("train", train), ("dev", dev), ("test", test)):
        rows = zip(part.sources, part.targets, strict=True)
        with atomic_output(f"{folder}/{name}.tsv") as file:
            file.write("".join(f"{source}\t{target}\n" for source, target in rows).encode())
        print(f"{name}: {len(part):,} pairs", file=sys.stderr)
    for line in lint_notes(lint_pairs(train, test, sources)):
        print(line, file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
