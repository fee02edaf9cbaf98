"""Training steps of every network on the CPU, compared with fp32 matrix products.

    python bench/networks.py [--threads 2] [--rounds 5] [--date YYYY-MM-DD]

A step is what `seqtext train` does for a batch: forward, backward, clipping, AdamW. Batches are 64
texts of 128 to 256 words, vocabulary 30,000, no dropout. Operations are those of the matrix
products for the words: two for each multiplication forward, and twice as many backward; padding,
pooling, softmax and the optimiser are not counted. The networks and a matrix product of 1024^3
alternate, so that other load slows all of them; the share is the median over the rounds.

A second table has one LSTM step with the whole embedding table updated, and row by row
(`seqtext.training.row_adamw`), for batches of 32 texts of 30 words and of 64 texts of 256. Writes
results/networks.json and results/networks.md.
"""

import argparse
import datetime
import json
import math
import os
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import torch
from step import RESULTS, machine, make_batches, seconds

from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import Batch, batches
from seqtext.networks.wavenet import dilations
from seqtext.options import TrainingOptions
from seqtext.registry import CLASSIFIERS
from seqtext.training.gradient import Gradient
from seqtext.training.optimizer import Optimizer
from seqtext.words.corpus import Corpus, offsets_of

WORDS, CLASSES, ROUNDS = 30_000, 2, 5
STILL: dict[str, Any] = {
    "embedding_dropout": 0.0,
    "word_dropout": 0.0,
    "recurrent_dropout": 0.0,
    "residual_dropout": 0.0,
    "dropout": 0.0,
}
ONE_WAY: dict[str, Any] = {"embedding": 128, "hidden": 128, "two_way": False}
SIZES: dict[str, tuple[str, dict[str, Any]]] = {
    "dan, 128": ("dan", {"embedding": 128, "hidden": 128}),
    "rnn, 128": ("rnn", ONE_WAY),
    "lstm, 128": ("lstm", ONE_WAY),
    "gru, 128": ("gru", ONE_WAY),
    "cnn, 100 each of 3, 4, 5": ("cnn", {"embedding": 128, "hidden": 100}),
    "wavenet, 64, dilations to 512": ("wavenet", {"embedding": 64, "hidden": 64}),
    "transformer, 4 x 256": ("transformer", {"embedding": 256, "hidden": 256, "layers": 4}),
}
SHAPES = {"32 x 30": (32, 30), "64 x 256": (64, 256)}


def multiplications(name: str, options: NetworkOptions, time: float) -> float:
    """Of one word, forward. `time` is the mean length of the texts, for attention."""
    e, h, layers = options.embedding, options.hidden, options.layers
    if name in ("rnn", "lstm", "gru"):
        return {"rnn": 1, "lstm": 4, "gru": 3}[name] * h * (e + h)
    if name == "cnn":
        return e * h * sum(options.widths())
    if name == "wavenet":  # two taps into 2h gates, h into 2h paths
        return e * h + h * h + layers * len(dilations(options.dilation)) * 6 * h * h
    if name == "transformer":  # four projections, two of the feed-forward, scores and sums
        return e * h + layers * ((4 + 2 * options.feed_forward) * h * h + 2 * time * h)
    return 0  # a sum of rows


def stepper(name: str, options: NetworkOptions, named: float = math.inf) -> Callable[[Batch], None]:
    """The step of a network, as the training loop makes it."""
    torch.manual_seed(0)
    module, classname = CLASSIFIERS[name].network.split(":")
    model = getattr(import_module(module), classname)(WORDS, CLASSES, options, name)
    optimizer = Optimizer(model, TrainingOptions(), 100_000, named)
    gradient = Gradient(model, optimizer, torch.enable_grad, print)

    def step(batch: Batch) -> None:
        gradient(batch)
        optimizer.step()

    return step


def rounds_of(work: Mapping[str, Callable[[], object]], rounds: int) -> Iterator[dict[str, float]]:
    """Seconds of each piece of work, and of one matrix product 1024^3, round by round."""
    square = torch.randn(1024, 1024)
    for turn in range(rounds + 1):  # the first warms up
        times = {}
        for name, function in work.items():
            times[name] = seconds(function)
            times[f"{name} product"] = seconds(lambda: [square @ square for _ in range(5)]) / 5
        if turn:
            yield times


def every(step: Callable[[Batch], None], data: list[Batch]) -> None:
    """A step for each batch."""
    for batch in data:
        step(batch)


def networks(rounds: int) -> dict[str, dict[str, float]]:
    """Tokens a second, GFLOP/s and share of the matrix-product rate, by network."""
    data = make_batches()
    words = sum(int(batch.lengths.sum()) for batch in data)
    time = words / sum(len(batch) for batch in data)
    chosen = {t: (name, NetworkOptions(**STILL, **more)) for t, (name, more) in SIZES.items()}
    steps = {title: stepper(*which) for title, which in chosen.items()}
    work = {t: partial(every, step, data) for t, step in steps.items()}
    measured = list(rounds_of(work, rounds))
    result = {}
    for title, which in chosen.items():
        operations = words * 3 * 2 * multiplications(*which, time)
        rates = [operations / r[title] for r in measured]
        products = [2 * 1024**3 / r[f"{title} product"] for r in measured]
        result[title] = {
            "tokens_per_second": round(words / statistics.median(r[title] for r in measured)),
            "gflops": round(statistics.median(rates) / 1e9, 1),
            "share": round(
                statistics.median(a / b for a, b in zip(rates, products, strict=True)), 2
            ),
        }
    return result


def random_batch(texts: int, time: int) -> Batch:
    """Words as they are: the k-th most frequent with a chance of 1/k (Zipf)."""
    chances = 1 / np.arange(1, WORDS - 1)
    ids = np.random.default_rng(0).choice(WORDS - 2, texts * time, p=chances / chances.sum()) + 2
    corpus = Corpus(
        ids.astype(np.int32), offsets_of(np.full(texts, time)), np.zeros(texts, np.int32)
    )
    [(_, batch)] = batches(corpus, texts, texts * time, None)
    return batch


def tables(rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds of an LSTM step (128), with the table of words trained whole and by rows."""
    options = NetworkOptions(**STILL, **ONE_WAY)
    result = {}
    for title, shape in SHAPES.items():
        batch = random_batch(*shape)
        ways = {"whole": stepper("lstm", options), "by rows": stepper("lstm", options, 0.0)}
        work = {way: partial(step, batch) for way, step in ways.items()}
        measured = list(rounds_of(work, 3 * rounds))
        medians = {way: 1e3 * statistics.median(r[way] for r in measured) for way in ways}
        result[title] = {way: round(ms, 1) for way, ms in medians.items()}
    return result


def markdown(record: dict[str, Any]) -> str:
    """The record as two small tables."""
    about = record["machine"]
    lines = [
        "# Training steps on the CPU\n",
        f"`{record['command']}`, {record['date']}: {about['processor']}, {about['threads']} of"
        f" {about['cores']} cores, torch {about['torch']}, load before {about['load_before']},"
        f" {record['rounds']} rounds.\n",
        "| network | tokens/s | GFLOP/s | share of the matrix-product rate |",
        "|---|---:|---:|---:|",
    ]
    for title, row in record["networks"].items():
        rate = f"{row['gflops']:.0f} | {row['share']:.0%}" if row["gflops"] else "- | -"
        lines.append(f"| {title} | {row['tokens_per_second']:,} | {rate} |")
    lines += [
        "\nOne LSTM step (128), 30,000 words by Zipf's law:\n",
        "| batch | whole table, ms | row by row, ms |",
        "|---|---:|---:|",
    ]
    lines += [f"| {t} | {row['whole']} | {row['by rows']} |" for t, row in record["tables"].items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    load = os.getloadavg()[0]
    record = {
        "networks": networks(arguments.rounds),
        "tables": tables(arguments.rounds),
        "rounds": arguments.rounds,
        "machine": {**machine(), "load_before": round(load, 1)},
        "date": arguments.date,
        "command": " ".join(["python", "bench/networks.py", *sys.argv[1:]]),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "networks.json").write_text(json.dumps(record, indent=2) + "\n")
    (RESULTS / "networks.md").write_text(markdown(record))
    print(markdown(record), end="")


if __name__ == "__main__":
    main()
