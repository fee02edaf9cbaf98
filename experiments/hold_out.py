"""Split lines into training, development and test sets: `python hold_out.py FILE FOLDER`.

A fifth is the test set, as in `bench/text.py`, so that networks can be compared with bag models and
other tools; a twentieth of the rest is the development set.
"""

import random
import sys
from pathlib import Path

from seqtext.system.files import atomic_output
from seqtext.text.lines import Decoding, lines


def main(path: str, folder: str) -> None:
    """Write train.tsv, dev.tsv and test.tsv."""
    rows = [line for line in lines(path, Decoding()) if line]
    random.Random(0).shuffle(rows)
    held = len(rows) * 4 // 5
    dev = held * 19 // 20
    Path(folder).mkdir(parents=True, exist_ok=True)
    parts = {"train": rows[:dev], "dev": rows[dev:held], "test": rows[held:]}
    for name, part in parts.items():
        with atomic_output(f"{folder}/{name}.tsv") as file:
            file.write("".join(f"{line}\n" for line in part).encode())
        print(f"{name}: {len(part):,} lines", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
