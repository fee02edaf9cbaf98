"""Equality of models across processors with portable arithmetic, for a model of each kind.

    make portable

Trains each model on shipped corpora with SEQTEXT_PORTABLE=1 and hashes its weights: name, type,
shape and bytes of each tensor, sorted by name. The hash excludes the header of the model file,
which has versions and options. Compares with the rows of bench/results/portable.md, prints "equal"
or "different", and adds or updates the row of this processor.
"""

import argparse
import hashlib
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from seqtext.system import processor
from seqtext.system.model_file import read_model

RESULTS = Path(__file__).parent / "results" / "portable.md"
CLASSIFIERS = ("bow:2", "nbsvm:2", "mlp", "dan", "rnn", "lstm", "gru", "cnn", "wavenet")
CLASSIFIERS += ("transformer",)
TRANSLATOR = "seq2seq-gru"
KINDS = (*CLASSIFIERS, TRANSLATOR)
HEAD = "| processor | torch | " + " | ".join(KINDS) + " |"


def run(folder: Path, *arguments: str) -> None:
    """A command of seqtext, in portable arithmetic."""
    environment = {**os.environ, processor.PORTABLE: "1"}
    command = [sys.executable, "-m", "seqtext", *arguments]
    subprocess.run(command, check=True, cwd=folder, env=environment, capture_output=True)


def commands() -> Iterator[tuple[str, list[str]]]:
    """The training of each kind."""
    texts = ["text/train.tsv", "--dev", "text/dev.tsv", "--epochs", "2", "--device", "cpu"]
    for name in CLASSIFIERS:
        plain = texts[:3] if name in ("bow:2", "nbsvm:2") else texts
        yield name, ["train", "classify", *plain, "--model", name]
    pairs = ["pairs/train.tsv", "--dev", "pairs/dev.tsv", "--epochs", "2", "--device", "cpu"]
    small = ["--tokenizer", "word", "--hidden", "32", "--embedding", "32"]
    yield TRANSLATOR, ["train", "translate", *pairs, *small, "--model", TRANSLATOR]


def hash_of(path: Path) -> str:
    """Eight digits of a SHA-256 over the tensors of a model file."""
    sha = hashlib.sha256()
    tensors, _ = read_model(str(path))
    for name in sorted(tensors):
        array = tensors[name]
        sha.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        sha.update(array.tobytes())
    return sha.hexdigest()[:8]


def trained(kinds: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The hash of each kind, as it is trained."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for corpus, place in (("sentiment-en", "text"), ("translation-en-es", "pairs")):
            run(folder, "corpora", "make", corpus, "--size", "300", "-o", place)
        for kind, command in commands():
            if kind in kinds:
                run(folder, *command, "-o", "m.safetensors")
                yield kind, hash_of(folder / "m.safetensors")


def cpu() -> str:
    """The processor as its system names it."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def kept() -> dict[str, list[str]]:
    """The rows of the table, by processor and version of torch: the hashes, by kind."""
    rows: dict[str, list[str]] = {}
    for line in RESULTS.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == len(KINDS) + 2 and "---" not in line:
            rows[f"{cells[0]} | {cells[1]}"] = cells[2:]
    return {name: row for name, row in rows.items() if name != "processor | torch"}


def write(rows: dict[str, list[str]]) -> None:
    """Put the rows in the place of those in the file."""
    before = RESULTS.read_text().partition(HEAD)[0]
    lines = [HEAD, "|---" * (len(KINDS) + 2) + "|"]
    lines += [f"| {name} | {' | '.join(row)} |" for name, row in rows.items()]
    RESULTS.write_text(before + "\n".join(lines) + "\n")


def compared(kind: str, value: str, rows: dict[str, list[str]], torch: str) -> str:
    """`equal` to all other rows of this version of torch, or where it is different."""
    others = {n: row[KINDS.index(kind)] for n, row in rows.items() if n.endswith(f"| {torch}")}
    different = [name.rpartition(" | ")[0] for name, other in others.items() if other != value]
    if not others:
        return "nothing kept to compare with"
    return f"different from {'; '.join(different)}" if different else "equal"


def main() -> None:
    """Train, compare, keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", help="name of the processor (default: from the system)")
    parser.add_argument("--kinds", help="only these kinds, comma-separated; adds no row")
    chosen = parser.parse_args()
    kinds = tuple(chosen.kinds.split(",")) if chosen.kinds else KINDS
    name, torch, rows, hashes = chosen.name or cpu(), version("torch"), kept(), []
    print(f"{name}, torch {torch}")
    for kind, value in trained(kinds):
        print(f"{kind:<12} {value}  {compared(kind, value, rows, torch)}", flush=True)
        hashes.append(value)
    if kinds == KINDS:
        write({**rows, f"{name} | {torch}": hashes})


if __name__ == "__main__":
    main()
