"""Tests and measurements on CUDA: equality with the CPU, determinism, constant memory, speed.

    python bench/gpu.py [--date YYYY-MM-DD] [PART…]

Without a CUDA device it prints a message, runs nothing and exits with 0. Otherwise it runs the
named parts, or all, one after the other; each takes less than ten minutes. If a part fails, a
message is printed and the others run. results/gpu.json keeps the latest figures of each part over
all calls, and gpu.md shows them. Exits with 1 if a part failed or a check does not hold.

equality     logits and log-probabilities of the CPU and of CUDA in fp32, within 1e-4
determinism  two processes with --deterministic train to the same bytes
waiting      a training step never makes the host wait for the card
memory       the peaks of the epochs after the first are the same
speed        a 12-layer Transformer of 768, plain and compiled, and the small networks, beside the
             card's bf16 matrix products
imdb         `train classify --model lstm`, 20,000 reviews, start-up included; 5,000 held out
precision    bf16 and fp32 on SST-2, over seeds
compare      9 models x 5 seeds, in order and shuffled, on IMDb
multi30k     `train translate`, both kinds side by side; BLEU on test 2016
"""

import argparse
import datetime
import json
import sys
import traceback
from typing import Any

import torch
from card.page import page
from step import RESULTS, machine

PARTS = {
    "equality": "checks",
    "determinism": "checks",
    "waiting": "steps",
    "memory": "checks",
    "speed": "speed",
    "imdb": "commands",
    "precision": "precision",
    "compare": "commands",
    "multi30k": "commands",
}


def run(part: str) -> dict[str, Any]:
    """What a part found, or why it failed."""
    from importlib import import_module

    torch.cuda.empty_cache()  # commands have processes of their own
    try:
        found: dict[str, Any] = getattr(import_module(f"card.{PARTS[part]}"), part)()
        return found
    except Exception as error:  # the others go on
        traceback.print_exc()
        return {"failed": f"{type(error).__name__}: {error}"}


def about(date: str) -> dict[str, Any]:
    """On what, with what and when the parts were run."""
    card = {
        "device": torch.cuda.get_device_name(),
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),
    }
    command = " ".join(["python", "bench/gpu.py", *sys.argv[1:]])
    return {"date": date, "command": command, "machine": {**machine(), **card}}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", metavar="PART", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    arguments = parser.parse_args()
    for part in arguments.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part}; choose from {', '.join(PARTS)}")
    if not torch.cuda.is_available():
        print("bench/gpu.py: torch finds no CUDA device; nothing was run", file=sys.stderr)
        return
    kept = RESULTS / "gpu.json"
    record = json.loads(kept.read_text()) if kept.exists() else {}
    good = True
    for part in arguments.parts or PARTS:
        record[part] = {**run(part), **about(arguments.date)}
        good = good and "failed" not in record[part] and record[part].get("holds", True)
        print(page({part: record[part]}), flush=True)
        record = {name: record[name] for name in PARTS if name in record}
        kept.write_text(json.dumps(record, indent=2) + "\n")  # at once: the next may be cut off
        (RESULTS / "gpu.md").write_text("# On CUDA\n\n" + page(record))
    sys.exit(not good)


if __name__ == "__main__":
    main()
