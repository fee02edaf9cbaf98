"""Shared by the tests of commands: seqtext in a process, a small labelled file, a model."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[bytes]]

GOOD = ["good", "great", "fine", "lovely", "superb"]
BAD = ["bad", "poor", "awful", "dull", "dreadful"]


class Run:
    """Runs `seqtext ARGUMENTS` in a folder; bytes in, text out."""

    def __init__(self, folder: Path, forked: Command) -> None:
        self.folder, self.forked = folder, forked

    def __call__(
        self, *arguments: str, stdin: bytes = b"", before: str = ""
    ) -> subprocess.CompletedProcess[str]:
        done = self.forked(*arguments, stdin=stdin, folder=self.folder, before=before)
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )

    @staticmethod
    def labelled(n: int) -> str:
        """Return n texts as TSV, alternately positive and negative; "not" reverses a word."""
        rows = []
        for i in range(n):
            words, other = (GOOD, BAD) if i % 2 else (BAD, GOOD)
            word = f"not {other[i % 5]}" if i % 3 == 0 else words[i % 5]
            rows.append(
                f"{'pos' if i % 2 else 'neg'}\tthe {'food' if i % 7 else 'room'} was {word}"
            )
        return "\n".join(f"{row} {i}" for i, row in enumerate(rows)) + "\n"


@pytest.fixture
def seqtext(tmp_path: Path, forked: Command) -> Run:
    (tmp_path / "train.tsv").write_text(Run.labelled(120))
    return Run(tmp_path, forked)


@pytest.fixture(scope="session")
def model(tmp_path_factory, forked) -> Path:
    """A bag model trained on the small file."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "train.tsv").write_text(Run.labelled(120))
    arguments = ["train", "classify", "train.tsv", "--model", "bow", "--ngrams", "2"]
    done = Run(folder, forked)(*arguments, "-o", "bow.safetensors")
    assert done.returncode == 0, done.stderr
    return folder / "bow.safetensors"


NUMBERS = ["uno", "dos", "tres", "cuatro", "cinco"]


def number_pairs(n: int) -> list[tuple[str, str]]:
    """Return sentence pairs, word for word: digits and their Spanish names."""
    rows = [[(i * k) % 5 for k in (1, 3, 2)][: 1 + i % 3] for i in range(n)]
    return [(" ".join(map(str, row)), " ".join(NUMBERS[word] for word in row)) for row in rows]


@pytest.fixture(scope="session")
def translator(tmp_path_factory, forked) -> Run:
    """A folder with pairs (train.tsv, test.tsv) and m.safetensors, briefly trained on them."""
    folder = tmp_path_factory.mktemp("translator")
    lines = [f"{source}\t{target}\n" for source, target in number_pairs(200)]
    (folder / "train.tsv").write_text("".join(lines))
    (folder / "test.tsv").write_text("".join(lines[:30]))
    arguments = ["train", "translate", "train.tsv", "--dev", "test.tsv", "--tokenizer", "word"]
    arguments += ["--model", "seq2seq-gru", "--epochs", "8", "--learning-rate", "0.01"]
    arguments += ["--hidden", "32", "--embedding", "32", "--layers", "1", "--dropout", "0"]
    done = Run(folder, forked)(*arguments, "-o", "m.safetensors")
    assert done.returncode == 0, done.stderr
    return Run(folder, forked)


@pytest.fixture
def peak_memory():
    """A function that runs a command on some input and returns its peak memory in bytes."""
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from /proc, which this system lacks")
    # getrusage would return the peak of the parent process if that is higher.
    script = (
        "import sys; from seqtext_cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print([l for l in open('/proc/self/status') if 'VmHWM' in l], file=sys.stderr)"
    )

    def run(arguments: list[str], stdin: bytes) -> int:
        command = [sys.executable, "-c", script, *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, check=True)
        return 1024 * int(re.search(rb"VmHWM:\D*(\d+) kB", done.stderr)[1])

    return run
