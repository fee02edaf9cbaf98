"""The cost of checkpoints: their share of the time of a training.

    python bench/checkpoint.py [--threads 1] [--folder FOLDER] [--date YYYY-MM-DD]

Trains networks of three sizes for some minutes on random words, with checkpoints at the default
interval in a temporary folder. Times each checkpoint: copying the state, hashing, writing, syncing.
Writes results/checkpoint.md.
"""

import argparse
import contextlib
import datetime
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import Batches, batches
from seqtext.options import TrainingOptions
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.network import Network
from seqtext.training.loop import train_loop
from seqtext.training.resume import INTERVAL, SHARE, Checkpoint, State
from seqtext.words.corpus import Corpus, offsets_of

RESULTS = Path(__file__).parent / "results"
EPOCHS = 50  # more than there is time for


@dataclass(frozen=True)
class Case:
    """A network, its words and make-up, how many best weights it keeps, and seconds to train it."""

    model: str
    words: int
    options: NetworkOptions
    average: int
    seconds: float


CASES = {
    "small": Case("lstm", 5_000, NetworkOptions(embedding=64, hidden=64), 1, 100),
    "default": Case("lstm", 30_000, NetworkOptions(), 1, 130),
    "large": Case(
        "transformer", 30_000, NetworkOptions(embedding=256, hidden=256, layers=2), 5, 300
    ),
}


class Timed(Checkpoint):
    """A checkpoint that counts what it costs."""

    def __init__(self, path: str) -> None:
        super().__init__(path, {})
        self.costs: list[float] = []

    def offer(self, give: Callable[[], State]) -> None:
        started = time.perf_counter()
        before = self.next
        super().offer(give)
        if self.next != before:
            self.costs.append(time.perf_counter() - started)


@dataclass(frozen=True)
class Limited:
    """A pass that ends when the time is over."""

    whole: Batches
    end: float

    def __len__(self) -> int:
        return len(self.whole)

    def __iter__(self) -> Iterator[Any]:
        for batch in self.whole:
            if time.monotonic() > self.end:
                return
            yield batch


def corpus(words: int) -> Corpus:
    """5,000 texts of 20 to 200 random words."""
    generator = np.random.default_rng(0)
    lengths = generator.integers(20, 200, 5000)
    ids = generator.integers(2, words, lengths.sum()).astype(np.int32)
    return Corpus(ids, offsets_of(lengths), generator.integers(0, 2, 5000).astype(np.int32))


def measure(case: Case, folder: str | None) -> dict[str, float]:
    """Train until the time is over; answers what the checkpoints took."""
    torch.manual_seed(0)
    data = corpus(case.words)
    module = Network(ModelSpec(case.model), case.options, (case.words, 2)).module
    training = TrainingOptions(epochs=EPOCHS, patience=EPOCHS, average=case.average)
    end = time.monotonic() + case.seconds

    def passes(epoch: int) -> Limited:
        return Limited(batches(data, 32, 32768, 0, epoch), end)

    def evaluate() -> dict[str, float]:
        if time.monotonic() > end:
            raise TimeoutError
        return {"metric": time.monotonic()}  # each epoch is the best so far

    with tempfile.TemporaryDirectory(dir=folder) as where:
        keeper = Timed(os.path.join(where, "m.ckpt"))
        started = time.perf_counter()
        with contextlib.suppress(TimeoutError):
            train_loop(module, passes, evaluate, training, lambda record: None, keeper=keeper)
        took = time.perf_counter() - started
        size = os.path.getsize(keeper.path)
    return {
        "trained": took,
        "megabytes": size / 1e6,
        "checkpoints": len(keeper.costs),
        "seconds each": statistics.median(keeper.costs),
        "share": sum(keeper.costs) / took,
    }


def markdown(found: dict[str, dict[str, float]], arguments: argparse.Namespace) -> str:
    """The figures as a table, with the machine that they were taken on."""
    rows = [
        f"| {name} | {f['megabytes']:.1f} | {f['trained']:.0f} | {f['checkpoints']} |"
        f" {f['seconds each']:.3f} | {f['share']:.2%} |"
        for name, f in found.items()
    ]
    command = " ".join(["python", "bench/checkpoint.py", *sys.argv[1:]])
    return "\n".join(
        [
            "# What checkpoints cost\n",
            f"`{command}`, {arguments.date}: {platform.machine()}, {arguments.threads} of"
            f" {os.cpu_count()} cores, torch {torch.__version__}, load before"
            f" {arguments.load:.1f}. A checkpoint every {INTERVAL:.0f} s, or more seldom where they"
            f" would take more than {SHARE:.0%} of the time.\n",
            "| network | MB each | s trained | checkpoints | s each (median) | share of the time |",
            "|---|---|---|---|---|---|",
            *rows,
            "\nsmall: lstm, 5,000 words, embedding and hidden 64. default: lstm, 30,000 words."
            " large: transformer of two layers of 256, 30,000 words, five best weights kept. The"
            " goal is a share under 2 %.\n",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folder", help="folder for the checkpoints")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.load = os.getloadavg()[0]
    results = {name: measure(case, arguments.folder) for name, case in CASES.items()}
    text = markdown(results, arguments)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "checkpoint.md").write_text(text)
    print(text, end="")


if __name__ == "__main__":
    main()
