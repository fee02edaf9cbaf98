"""Scores of models on the shipped order-k suites: mean and minimum over many seeds.

    python bench/suites.py [--models bow:3,lstm,…] [--languages en,es] [--seeds 0-9]
                           [--orders 1,2,3,4,5] [--switch NAME=VALUE]

`--switch` sets an environment variable that changes the arithmetic, for example
ATEN_CPU_CAPABILITY=default. Each training is one line of results/suites.jsonl with its settings,
and is not repeated; results/suites.md is written from all lines.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
KEPT = RESULTS / "suites.jsonl"
SWITCHED = "SEQTEXT_BENCH_SWITCH"  # tells the process that a switch is set for it
Record = dict[str, Any]


def trained(model: str, language: str, seed: int, orders: tuple[int, ...]) -> Record:
    """One training, judged: shares in per cent by order, and seconds of CPU."""
    import torch

    from seqtext.order.classify.suites import TRAINING, train_suite
    from seqtext.registry import ModelSpec

    torch.set_num_threads(1)
    start = time.process_time()
    result = train_suite(ModelSpec.parse(model), language, seed, orders=orders)
    return {
        "model": model,
        "language": language,
        "switch": os.environ.get(SWITCHED, ""),
        "seed": seed,
        "both": {k: 100 * float(v.all(axis=1).mean()) for k, v in result.pairs.items()},
        "kept": {k: 100 * float(v.mean()) for k, v in result.kept.items()},
        "seconds": round(time.process_time() - start, 1),
        "schedule": _schedule(asdict(TRAINING), orders),
        "capability": torch.backends.cpu.get_cpu_capability(),
        "machine": f"{_processor()}, torch {torch.__version__}, Python {platform.python_version()}",
        "date": date.today().isoformat(),
    }


def _schedule(training: dict[str, Any], orders: tuple[int, ...]) -> str:
    from seqtext.order.classify import suites

    names = ("epochs", "batch_texts", "learning_rate", "average")
    options = ", ".join(f"{name} {training[name]}" for name in names)
    pairs = [suites.TRAIN_PAIRS.get(k, suites.MORE_TRAIN_PAIRS) for k in orders]
    numbers = "1 to 5" if orders == suites.ORDERS else ", ".join(map(str, orders))
    options += "; pairs in one batch, until solved"
    return f"{options}; pairs of orders {numbers}: {', '.join(map(str, pairs))}"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((x.split(": ")[1] for x in lines if x.startswith("model name")), "")


def kept() -> list[Record]:
    """The trainings of before."""
    return [json.loads(x) for x in KEPT.read_text().splitlines()] if KEPT.exists() else []


def measure(models: list[str], languages: list[str], seeds: range, orders: tuple[int, ...]) -> None:
    """Train what is missing, here, with the switches of this process."""
    from seqtext.order.classify.suites import TRAINING
    from seqtext.registry import ModelSpec

    now = _schedule(asdict(TRAINING), orders), os.environ.get(SWITCHED, "")
    fields = ("model", "language", "seed", "schedule", "switch")
    done = {tuple(record[name] for name in fields) for record in kept()}
    for seed in seeds:
        for model in models:
            for language in languages:
                needed = seed == seeds[0] or ModelSpec.parse(model).varies
                if needed and (model, language, seed, *now) not in done:
                    with KEPT.open("a") as file:
                        file.write(json.dumps(trained(model, language, seed, orders)) + "\n")


def table(records: list[Record]) -> Iterator[str]:
    """A row for each model, language and switch, of one schedule."""
    groups: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        groups[record["language"], record["model"], record["switch"]].append(record)
    orders = list(records[0]["both"])
    columns = " | ".join(f"k={k}" for k in orders)
    yield f"| model | language | switch | seeds | {columns} | kept | CPU s |"
    yield f"|---|---|---|---:|{'---:|' * len(orders)}---:|---:|"
    for (language, model, switch), group in sorted(groups.items()):
        both = [[record["both"][k] for record in group] for k in orders]
        kept = [min(record["kept"].values()) for record in group]
        cells = [f"{min(shares):.1f} ({sum(shares) / len(shares):.1f})" for shares in both]
        seconds = sum(record["seconds"] for record in group) / len(group)
        yield (
            f"| {model} | {language} | {switch or '-'} | {len(group)} | {' | '.join(cells)} | "
            f"{min(kept):.1f} | {seconds:.0f} |"
        )


def markdown() -> str:
    """All trainings, a table for each schedule."""
    records = kept()
    machines = {(r["machine"], r["capability"]) for r in records}
    days = sorted({r["date"] for r in records})
    where = "; ".join(f"{machine}, {capability}" for machine, capability in sorted(machines))
    when = " and ".join(dict.fromkeys((days[0], days[-1])))
    lines = [
        "# Pairs that only order tells apart, by seed",
        "",
        f"`python bench/suites.py`, {when}, one thread: {where}.",
        "",
        "Share of the 200 pairs of each order with both members right, in per cent: the lowest of "
        "the seeds (their mean). kept: the lowest share of same-label reorderings right, of all "
        "orders. switch: what was set so that the arithmetic differs. CPU s: of a training, beside "
        "other work. Blind models have 0 of the pairs, whatever their weights.",
        "",
    ]
    for schedule in dict.fromkeys(record["schedule"] for record in records):
        group = [record for record in records if record["schedule"] == schedule]
        lines += [f"Schedule: {schedule}.", "", *table(group), ""]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--models", default="bow:3,bow:5,nbsvm:3,rnn,lstm,gru")
    parser.add_argument("--languages", default="en,es")
    parser.add_argument("--seeds", default="0-9")
    parser.add_argument("--orders", default="1,2,3,4,5")
    parser.add_argument("--switch", default="")
    arguments = parser.parse_args()
    # Libraries read the switch as they load.
    if arguments.switch and os.environ.get(SWITCHED) != arguments.switch:
        name, value = arguments.switch.split("=")
        environment = {**os.environ, name: value, SWITCHED: arguments.switch}
        sys.exit(subprocess.run([sys.executable, *sys.argv], env=environment).returncode)
    first, last = map(int, arguments.seeds.split("-"))
    orders = tuple(map(int, arguments.orders.split(",")))
    models, languages = arguments.models.split(","), arguments.languages.split(",")
    measure(models, languages, range(first, last + 1), orders)
    (RESULTS / "suites.md").write_text(markdown())
    print(markdown(), end="")


if __name__ == "__main__":
    main()
