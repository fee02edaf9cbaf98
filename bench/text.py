"""Time and memory of counting, training bag models and predicting, compared with other tools.

    python bench/text.py --peers .venv-peers/bin/python --data ../shared/data [--rounds 3] [--large]

Whole processes alternate on the same file; the figures are medians and ratios to seqtext. The last
fifth of the IMDb training file, after a fixed shuffle, is held out. Writes results/text.md.
"""

import argparse
import gzip
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
SEQTEXT = str(Path(sys.executable).parent / "seqtext")
WARM = """
import sys, time
from seqtext.kernel.blocks import read_blocks
from seqtext.words.counts import Counts
from seqtext.text.formats import InputOptions
from seqtext.text.tokenizer import Tokenizer
from sklearn.feature_extraction.text import CountVectorizer

def ours():
    Counts(Tokenizer()).add_blocks(read_blocks(sys.argv[1], InputOptions("lines")))

def theirs():
    CountVectorizer().fit(open(sys.argv[1], encoding="utf-8", newline="\\n"))

ours()
for job in (ours, theirs) * int(sys.argv[2]):
    started = time.perf_counter()
    job()
    print(time.perf_counter() - started)
"""

# A process is charged with the memory of the one that starts it: so a small one does.
LAUNCH = """
import os, sys, time
started = time.perf_counter()
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
print("", time.perf_counter() - started, usage.ru_maxrss)
sys.exit(status != 0)
"""


@dataclass
class Runs:
    """What the processes of one job took."""

    name: str
    command: list[str]
    seconds: list[float]
    bytes: int = 0
    output: str = ""

    def run(self) -> None:
        """Run the process once; record wall-clock seconds and peak memory."""
        launched = [sys.executable, "-S", "-c", LAUNCH, *self.command]
        os.sync()  # so that a process waits only for its own files
        printed = subprocess.check_output(launched, text=True, stderr=subprocess.DEVNULL)
        self.output, seconds, size = printed.rsplit(" ", 2)
        self.seconds.append(float(seconds))
        self.bytes = max(self.bytes, int(size) * 1024)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def take_turns(jobs: dict[str, list[str]], rounds: int) -> list[Runs]:
    """Run all jobs once a round."""
    runs = [Runs(name, command, []) for name, command in jobs.items()]
    for _ in range(rounds):
        for run in runs:
            run.run()
            print(f"{run.seconds[-1]:8.2f} s  {run.name}", file=sys.stderr)
    return runs


def table(runs: list[Runs], more: Callable[[Runs], str] | None = None, head: str = "") -> list[str]:
    """A Markdown table; the ratio is to the first row."""
    lines = [f"| | seconds | times the first | peak memory |{head}"]
    lines.append("|---|---:|---:|---:|" + ("---:|" if head else ""))
    for run in runs:
        extra = f" {more(run)} |" if more else ""
        ratio, memory = run.median / runs[0].median, run.bytes / 1e6
        lines.append(f"| {run.name} | {run.median:.2f} | {ratio:.2f} | {memory:.0f} MB |{extra}")
    return [*lines, ""]


class Files:
    """The inputs, as each peer wants them."""

    def __init__(self, folder: Path, data: Path) -> None:
        self.folder = folder
        with gzip.open(data / "imdb" / "train.tsv.gz", "rt", encoding="utf-8", newline="\n") as f:
            rows = f.read().split("\n")
        self.rows = [row for row in rows if row]
        random.Random(0).shuffle(self.rows)
        cut = len(self.rows) * 4 // 5
        parts = {"all": self.rows, "train": self.rows[:cut], "test": self.rows[cut:]}
        for name, part in parts.items():
            self._write(f"{name}.tsv", part)
            self._write(f"{name}.txt", [row.split("\t", 1)[1] for row in part])
            self._write(f"{name}.ft", [self._fasttext(row) for row in part])
            self._write(f"{name}.plain", [_prepared(row.split("\t", 1)[1]) for row in part])
            self._write(f"{name}.vw", [self._vowpal(row) for row in part])
        self.gold = [row.split("\t", 1)[0] for row in parts["test"]]

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def _write(self, name: str, rows: list[str]) -> None:
        (self.folder / name).write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")

    def _fasttext(self, row: str) -> str:
        label, text = row.split("\t", 1)
        return f"__label__{label} {_prepared(text)}"

    def _vowpal(self, row: str) -> str:
        label, text = row.split("\t", 1)
        words = _prepared(text).replace(":", " ").replace("|", " ")  # they mean something there
        return f"{1 if label == '1' else -1} | {words}"

    def accuracy(self, answers: str) -> float:
        """Of a file with an answer a line: a label, or a score."""
        labels = [line.split()[0] for line in Path(answers).read_text().splitlines()]
        if set(labels) - {"0", "1"}:
            labels = ["1" if float(score) > 0 else "0" for score in labels]
        return sum(a == b for a, b in zip(labels, self.gold, strict=True)) / len(self.gold)


def _prepared(text: str) -> str:
    """Lower case, punctuation apart, no tags: how fastText's own examples prepare text."""
    return " ".join(re.findall(r"\w+|[^\w\s]", text.lower().replace("<br />", " ")))


def counting(files: Files, peers: list[str], rounds: int) -> list[str]:
    path = files.path("all.txt")
    jobs = {
        "seqtext vocab count": [SEQTEXT, "vocab", "count", path, "-o", files.path("counts")],
        "wc -w": ["wc", "-w", path],
        "scikit-learn CountVectorizer.fit": [*peers, "CountVectorizer", path],
        "tokenizers WordLevel": [*peers, "WordLevel", path],
    }
    size = os.path.getsize(path) / 1e6
    lines = [f"## Counting, a new process each: {size:.0f} MB\n", *table(take_turns(jobs, rounds))]
    command = [sys.executable, "-c", WARM, path, str(rounds)]
    seconds = [float(x) for x in subprocess.check_output(command, text=True).split()]
    ours, theirs = statistics.median(seconds[::2]), statistics.median(seconds[1::2])
    told = f"In a warm process: seqtext {ours:.3f} s ({size / ours:.0f} MB/s), CountVectorizer.fit "
    return [*lines, f"{told}{theirs:.2f} s: **{theirs / ours:.1f} times** as long.\n"]


def large(files: Files, rounds: int) -> list[str]:
    lines = []
    for size in (1, 2):
        path = files.path("large.txt")
        text = Path(files.path("all.txt")).read_bytes()
        with open(path, "wb") as file:
            for _ in range(size * 10**9 // len(text) + 1):
                file.write(text)
        jobs = {
            "wc -w": ["wc", "-w", path],
            "seqtext vocab count": [SEQTEXT, "vocab", "count", path, "-o", files.path("counts")],
        }
        lines += [f"## Counting {size} GB\n", *table(take_turns(jobs, rounds))]
        os.unlink(path)
    return lines


def training(files: Files, peers: list[str], rounds: int) -> list[str]:
    train, test, cores = files.path("train.tsv"), files.path("test.txt"), str(os.cpu_count())

    def ours(model: str) -> list[str]:
        output = files.path(f"{model}.safetensors")
        return [SEQTEXT, "train", "classify", train, "--model", model, "-o", output, "--quiet"]

    jobs = {
        "seqtext nbsvm:3, C tuned": ours("nbsvm:3"),
        "scikit-learn, NB-weighted LR 1-3": [*peers, "bayes", train, files.path("test.tsv")],
        "seqtext bow:2, C tuned": ours("bow:2"),
        "scikit-learn, tf-idf LR 1-2": [*peers, "tf-idf", train, files.path("test.tsv")],
        "seqtext bow:1, C tuned": ours("bow:1"),
    }
    for k, epochs in ("1", "5"), ("2", "5"), ("2", "10"):
        parameters = [epochs, cores, files.path("train.ft"), files.path(f"ft{k}-{epochs}.bin")]
        jobs[f"fastText {k}-grams, {epochs} epochs"] = [*peers, "fasttext-train", k, *parameters]
    jobs["Vowpal Wabbit 2-grams"] = [*peers, "vw-train", files.path("train.vw"), files.path("vw")]
    runs = take_turns(jobs, rounds)
    answers = files.path("answers")

    def accuracy(run: Runs) -> str:
        name = run.name.split()
        if name[0] == "scikit-learn,":
            return f"{100 * json.loads(run.output)['accuracy']:.2f}"
        if name[0] == "seqtext":
            model = files.path(f"{name[1].rstrip(',')}.safetensors")
            with open(answers, "w") as file:
                subprocess.run([SEQTEXT, "predict", model, test], stdout=file, check=True)
        elif name[0] == "fastText":
            model = files.path(f"ft{name[1][0]}-{name[2]}.bin")
            command = [*peers, "fasttext-predict", model, files.path("test.plain"), answers]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        else:
            command = [*peers, "vw-predict", files.path("vw"), files.path("test.vw"), answers]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return f"{100 * files.accuracy(answers):.2f}"

    told = "fastText: dim 10, lr 0.5, all cores. Files for fastText and Vowpal Wabbit were "
    told += "prepared before (not timed); scikit-learn's "
    told += "time includes the test. seqtext tunes C on a tenth that it sets aside.\n"
    head = f"## Training on {len(files.rows) * 4 // 5:,} reviews, judged on {len(files.gold):,}\n"
    return [head, told, *table(runs, accuracy, " accuracy |")]


def predicting(files: Files, peers: list[str], rounds: int) -> list[str]:
    jobs = {}
    for k in "12":
        model = files.path(f"bow:{k}.safetensors")
        jobs[f"seqtext bow:{k}"] = [SEQTEXT, "predict", model, files.path("all.txt")]
        paths = [files.path(f"ft{k}-5.bin"), files.path("all.plain"), files.path("answers")]
        jobs[f"fastText {k}-grams"] = [*peers, "fasttext-predict", *paths]
    jobs["seqtext nbsvm:3"] = [
        SEQTEXT, "predict", files.path("nbsvm:3.safetensors"), files.path("all.txt")
    ]  # fmt: skip
    runs = take_turns(jobs, rounds)
    head = f"## Predicting {len(files.rows):,} reviews, a new process each\n"
    per_second = lambda run: f"{len(files.rows) / run.median:,.0f}"  # noqa: E731
    return [head, *table(runs, per_second, " texts/s |")]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--peers", required=True, help="Python of the environment of the other tools"
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--large", action="store_true", help="also run files of 1 and 2 GB")
    arguments = parser.parse_args()
    if not (arguments.data / "imdb").is_dir():
        print(f"{arguments.data / 'imdb'}: is missing, so nothing was run")
        return
    peers = [arguments.peers, str(HERE / "peers.py")]
    with tempfile.TemporaryDirectory() as folder:
        files = Files(Path(folder), arguments.data)
        lines = counting(files, peers, arguments.rounds)
        lines += training(files, peers, arguments.rounds)
        lines += predicting(files, peers, arguments.rounds)
        lines += large(files, arguments.rounds) if arguments.large else []
    own = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "scikit-learn"))
    show = "import importlib.metadata as m; print(', '.join(f'{n} {m.version(n)}' for n in "
    names = "('scikit-learn', 'tokenizers', 'fasttext-wheel', 'vowpalwabbit', 'numpy')))"
    theirs = subprocess.check_output([arguments.peers, "-c", show + names], text=True).strip()
    head = [
        "# The text engine compared with other tools\n",
        f"`make bench-text`, {date.today()}: {os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}, {own}; other tools: {theirs}. "
        f"{arguments.rounds} rounds, medians.\n",
    ]
    (HERE / "results" / "text.md").write_text("\n".join(head + lines), encoding="utf-8")
    print("\n".join(head + lines))


if __name__ == "__main__":
    main()
