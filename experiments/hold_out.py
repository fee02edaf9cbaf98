"""Lines into training and test set, a fifth held out: `python hold_out.py FILE FOLDER`.

The split of `bench/text.py`, so that networks stand beside bags and their peers.
"""

import random
import sys
from pathlib import Path

from seqtext.files import atomic_output
from seqtext.text import Decoding, lines


def main(path: str, folder: str) -> None:
    """Write train.tsv and test.tsv."""
    rows = [line for line in lines(path, Decoding()) if line]
    random.Random(0).shuffle(rows)
    cut = len(rows) * 4 // 5
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, part in (("train", rows[:cut]), ("test", rows[cut:])):
        with atomic_output(f"{folder}/{name}.tsv") as file:
            file.write("".join(f"{line}\n" for line in part).encode())
        print(f"{name}: {len(part):,} lines", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
