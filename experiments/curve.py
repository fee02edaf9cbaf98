"""The curve of a training: BLEU on the development set for each epoch, from its log.

python curve.py NAME.log.jsonl... > table
"""

import json
import sys
from pathlib import Path


def main() -> None:
    columns = {}
    for path in map(Path, sys.argv[1:]):
        records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        name = path.name.removesuffix(".log.jsonl")
        columns[name] = {r["epoch"]: r["bleu"] for r in records if "epoch" in r}
    print("| epoch | " + " | ".join(columns) + " |")
    print("|---|" + "---|" * len(columns))
    for epoch in sorted(set().union(*columns.values())):
        cells = (f"{c[epoch]:.1f}" if epoch in c else "" for c in columns.values())
        print(f"| {epoch} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
