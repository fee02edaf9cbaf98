"""One LSTM training step: seqtext, the tutorials' packed loop, and plain padded nn.LSTM.

    python bench/step.py [--threads 2] [--rounds 9] [--date YYYY-MM-DD]

All three read the same batches (64 texts of 128 to 256 words, vocabulary 30,000) and have the same
sizes (embedding 128, hidden 128, one-way, last state) and the same optimiser (fused AdamW over all
weights, no clipping). They alternate, so that other load slows all of them. The figures are medians
over the rounds, the ratios medians of the ratios within a round. Tokens are words without padding.
Writes results/step.json and results/step.md.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import Batch, batches
from seqtext.networks.sequence_classifier import SequenceClassifier
from seqtext.options import TrainingOptions
from seqtext.training.adamw import AdamW
from seqtext.words.corpus import Corpus, offsets_of

TEXTS, SHORTEST, LONGEST, WORDS, SIZE, CLASSES = 64, 128, 256, 30_000, 128, 2
BATCHES = 3  # in a round, for each of the three
NAMES = {"seqtext": "seqtext", "packed": "pack_padded_sequence", "padded": "padded nn.LSTM"}
RESULTS = Path(__file__).parent / "results"


class TutorialLoop(nn.Module):
    """What tutorials teach: nn.Embedding, nn.LSTM, the last state; packed or padded."""

    def __init__(self, packed: bool) -> None:
        super().__init__()
        self.packed = packed
        self.embedding = nn.Embedding(WORDS, SIZE)
        self.lstm = nn.LSTM(SIZE, SIZE, batch_first=True)
        self.output = nn.Linear(SIZE, CLASSES)

    def forward(self, batch: Batch) -> tuple[Tensor, int]:
        """The summed loss of a batch and its number of texts."""
        vectors = self.embedding(batch.ids)
        if self.packed:
            reads = nn.utils.rnn.pack_padded_sequence(
                vectors, batch.lengths, batch_first=True, enforce_sorted=False
            )
            last = self.lstm(reads)[1][0][-1]
        else:
            states = self.lstm(vectors)[0]
            last = states[torch.arange(len(states)), batch.lengths - 1]
        loss = F.cross_entropy(self.output(last), batch.labels, reduction="sum")
        return loss, len(batch.labels)


def make_batches() -> list[Batch]:
    """Batches of random words, each with lengths from the whole range."""
    generator = np.random.default_rng(0)
    result = []
    for _ in range(BATCHES):
        lengths = generator.integers(SHORTEST, LONGEST + 1, TEXTS)
        ids = generator.integers(2, WORDS, lengths.sum()).astype(np.int32)
        labels = generator.integers(0, CLASSES, TEXTS).astype(np.int32)
        corpus = Corpus(ids, offsets_of(lengths), labels)
        result += [batch for _, batch in batches(corpus, TEXTS, TEXTS * LONGEST, seed=None)]
    return result


def trainer(model: nn.Module) -> Callable[[Batch], None]:
    """The step of a model: forward, backward, optimiser."""
    options = TrainingOptions()
    optimizer = AdamW(list(model.parameters()), options.weight_decay)

    def step(batch: Batch) -> None:
        model.zero_grad()
        loss, count = model(batch)
        (loss / count).backward()
        optimizer.step(options.learning_rate)

    return step


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes by the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(rounds: int) -> Iterator[dict[str, float]]:
    """Seconds of each contestant in each round, and of one matrix product 1024^3."""
    torch.manual_seed(0)
    still = {
        "embedding_dropout": 0.0,
        "word_dropout": 0.0,
        "recurrent_dropout": 0.0,
        "dropout": 0.0,
    }
    options = NetworkOptions(SIZE, SIZE, two_way=False, pooling="last", **still)
    models: dict[str, nn.Module] = {
        "seqtext": SequenceClassifier(WORDS, CLASSES, options, "lstm"),
        "packed": TutorialLoop(packed=True),
        "padded": TutorialLoop(packed=False),
    }
    steps = {name: trainer(model) for name, model in models.items()}
    data, square = make_batches(), torch.randn(1024, 1024)
    for turn in range(rounds + 1):  # the first warms up
        times = {
            name: seconds(lambda step=step: [step(b) for b in data]) for name, step in steps.items()
        }
        times["product"] = seconds(lambda: [square @ square for _ in range(10)]) / 10
        if turn:
            yield times


def summary(rounds: list[dict[str, float]]) -> dict[str, Any]:
    """Tokens a second, ratios, and the share of the rate of a plain matrix product."""
    tokens = sum(int(batch.lengths.sum()) for batch in make_batches())
    median = {name: statistics.median(r[name] for r in rounds) for name in rounds[0]}
    operations = tokens * 3 * 2 * 4 * SIZE * (SIZE + SIZE)  # forward and twice that backward
    return {
        "tokens_per_second": {name: round(tokens / median[name]) for name in NAMES},
        "seqtext_over": {
            name: round(statistics.median(r[name] / r["seqtext"] for r in rounds), 2)
            for name in ("packed", "padded")
        },
        "share_of_matrix_product": {
            name: round(operations / median[name] / (2 * 1024**3 / median["product"]), 2)
            for name in NAMES
        },
    }


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    model = next((x.split(": ")[1] for x in lines if x.startswith("model name")), "")
    return {
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
    }


def markdown(record: dict[str, Any]) -> str:
    """The record as a small table."""
    rows = [
        f"| {title} | {record['tokens_per_second'][name]:,} |"
        f" {record['share_of_matrix_product'][name]:.0%} |"
        for name, title in NAMES.items()
    ]
    about, over = record["machine"], record["seqtext_over"]
    return "\n".join(
        [
            "# One LSTM training step\n",
            f"`{record['command']}`, {record['date']}: {about['processor']}, {about['threads']} of"
            f" {about['cores']} cores, torch {about['torch']}, load before {about['load_before']},"
            f" {record['rounds']} rounds.\n",
            "| loop | tokens/s | share of the matrix-product rate |",
            "|---|---|---|",
            *rows,
            f"\nseqtext processes {over['packed']} times as many tokens as the packed loop and"
            f" {over['padded']} times as many as the padded one.\n",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    load = os.getloadavg()[0]  # of others: above 0, the tokens a second are less than they could be
    record = {
        **summary(list(measure(arguments.rounds))),
        "rounds": arguments.rounds,
        "machine": {**machine(), "load_before": round(load, 1)},
        "date": arguments.date,
        "command": " ".join(["python", "bench/step.py", *sys.argv[1:]]),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "step.json").write_text(json.dumps(record, indent=2) + "\n")
    (RESULTS / "step.md").write_text(markdown(record))
    print(markdown(record), end="")


if __name__ == "__main__":
    main()
