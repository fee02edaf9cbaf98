"""Startup time: whole processes that print the version, the help, or one prediction.

    python bench/startup.py [--rounds 15]

Median wall-clock seconds of new processes, compared with a Python process that does nothing. The
processes alternate. Writes results/startup.md.
"""

import argparse
import datetime
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
GOALS = {"--version": 0.15, "--help": 0.25, "predict one line, bow": 0.8}


def commands(folder: str) -> dict[str, list[str]]:
    """The processes by name; makes the model that one of them needs."""
    seqtext = str(Path(sys.executable).parent / "seqtext")
    corpus, model = f"{folder}/corpus", f"{folder}/bow.safetensors"
    make = [seqtext, "corpora", "make", "sentiment-en", "-o", corpus, "--quiet"]
    train = [seqtext, "train", "classify", f"{corpus}/train.tsv", "--model", "bow", "-o", model]
    for command in (make, [*train, "--ngrams", "2", "--quiet"]):
        subprocess.run(command, check=True)
    return {
        "python -c pass": [sys.executable, "-c", "pass"],
        "--version": [seqtext, "--version"],
        "--help": [seqtext, "--help"],
        "predict one line, bow": [seqtext, "predict", model, "-"],
    }


def seconds(command: list[str]) -> float:
    """One new process, from start to end."""
    started = time.perf_counter()
    subprocess.run(command, input=b"some text\n", stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        todo = commands(folder)
        taken: dict[str, list[float]] = {name: [] for name in todo}
        for _ in range(rounds):
            for name, command in todo.items():
                taken[name].append(seconds(command))
    lines = [
        "# Start-up\n",
        f"`python bench/startup.py`, {datetime.date.today()}: {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, {rounds} rounds, medians.\n",
        "| process | seconds | goal |",
        "|---|---:|---:|",
    ]
    for name, values in taken.items():
        goal = f"{GOALS[name]:.2f}" if name in GOALS else ""
        lines.append(f"| {name} | {statistics.median(values):.3f} | {goal} |")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "startup.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
