"""Time of each command compared with an earlier version of seqtext.

    python bench/versions.py --before ../before/.venv/bin/seqtext --data ../shared/data [--rounds 7]

Whole processes of both versions alternate on the same files, in alternating order. The figures are
the ratios within a round, this version over the earlier: geometric mean with a 95 % interval
(Student's t on logarithms), for wall-clock and CPU seconds. Below 1 is faster. Writes
results/versions.md.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
from scipy import stats
from text import Files

RESULTS = Path(__file__).parent / "results"
NOW = str(Path(sys.executable).parent / "seqtext")


def commands(files: Files) -> dict[str, list[str]]:
    """What is timed, by name; MODEL is a file of the version's own."""
    train, test = files.path("train.tsv"), files.path("test.txt")
    few = files.path("few.tsv")
    Path(few).write_text("\n".join(files.rows[:2000]) + "\n", encoding="utf-8")
    fit = ["train", "classify", "--quiet", "-o", "MODEL"]
    return {
        "--help": ["--help"],
        "vocab count, 33 MB": ["vocab", "count", "--quiet", files.path("all.txt"), "-o", "COUNTS"],
        "train nbsvm:2, 20,000 reviews": [*fit, train, "--model", "nbsvm:2"],
        "predict by it, 5,000 reviews": ["predict", "MODEL", test],
        "train lstm, 2,000 reviews, 1 epoch": [*fit, few, "--model", "lstm", "--epochs", "1"],
        "predict by it, 5,000 reviews ": ["predict", "MODEL", test],
    }


def taken(seqtext: str, arguments: list[str], folder: Path) -> tuple[float, float]:
    """A new process: seconds by the clock, and of CPU with its children's."""
    own = {name: str(folder / name) for name in ("MODEL", "COUNTS")}
    command = [seqtext, *(own.get(a, a) for a in arguments)]
    if "-o" in arguments:
        Path(own[arguments[arguments.index("-o") + 1]]).unlink(missing_ok=True)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started = time.perf_counter()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime


def ratio(now: list[float], before: list[float]) -> str:
    """Geometric mean of the ratios of the rounds, with its interval."""
    logs = np.log(np.array(now) / np.array(before))
    half = stats.t.ppf(0.975, len(logs) - 1) * logs.std(ddof=1) / len(logs) ** 0.5
    low, value, high = np.exp([logs.mean() - half, logs.mean(), logs.mean() + half])
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"


def measured(before: str, files: Files, rounds: int) -> list[str]:
    """A row for each command."""
    rows = []
    for name, arguments in commands(files).items():
        seconds: dict[str, list[tuple[float, float]]] = {before: [], NOW: []}
        for turn in range(rounds + 1):  # the first compiles kernels and fills the disk's cache
            for seqtext in (before, NOW) if turn % 2 else (NOW, before):
                folder = Path(files.path("before" if seqtext == before else "now"))
                folder.mkdir(exist_ok=True)
                seconds[seqtext].append(taken(seqtext, arguments, folder))
        clocks, cpu = ([[t[i] for t in seconds[s][1:]] for s in (NOW, before)] for i in (0, 1))
        rows.append(
            f"| {name.strip()} | {np.median(clocks[0]):.2f} s | {np.median(clocks[1]):.2f} s | "
            f"{ratio(*clocks)} | {ratio(*cpu)} |"
        )
        print(rows[-1], flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--before", required=True, help="command of the earlier version")
    parser.add_argument("--name", default="before", help="name of the earlier version in the table")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = measured(arguments.before, Files(Path(folder), arguments.data), arguments.rounds)
    lines = [
        "# This version compared with an earlier one\n",
        f"`python bench/versions.py`, {date.today()}: {os.cpu_count()} cores, Python "
        f"{platform.python_version()}; before: {arguments.name}. "
        f"{arguments.rounds} rounds, medians; "
        "ratios of now over before, geometric means with 95 % intervals.\n",
        "| command | now | before | ratio by the clock | ratio of CPU |",
        "|---|---:|---:|---:|---:|",
        *rows,
    ]
    (RESULTS / "versions.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
