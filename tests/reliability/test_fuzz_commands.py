"""Whatever the command line, the config file and the input: 0, 1 or 2, and no traceback."""

import pytest
from click.testing import CliRunner

from seqtext_cli.main import main

FEW = 1000

OPTIONS = [
    "--format", "--columns", "--encoding", "--errors", "--tokenizer", "--cased", "--no-marks",
    "--min-count", "--max-size", "--special", "--alphabetical", "--top", "--json", "--quiet",
    "--mode", "--seed", "--order", "--count", "--language", "--counts", "--n-best", "--scores",
    "--beam", "--line-buffered", "--device", "--labels", "--config", "--help", "--magic", "--",
]  # fmt: skip
ARGUMENTS = [
    "x.tsv", "y.jsonl", "z.txt", "m.safetensors", "o.toml", "counts.tsv", "vocabulary.tsv", "-",
    "lstm.safetensors", "missing.txt", ".", "", "tsv", "lines", "label,text", "utf-16", "replace",
    "char", "0", "1", "3", "-1", "9" * 30, "1.5", "nan", "full", "window:2", "swaps:0.5", "en",
    "cpu", "a=x.tsv", "label=text", "ñ", "\udcff", "a\0b",
]  # fmt: skip
COMMANDS = [
    ("predict", "m.safetensors"), ("predict", "lstm.safetensors"), ("predict",), ("evaluate",),
    ("evaluate", "m.safetensors"), ("explain", "m.safetensors"), ("explain", "lstm.safetensors"),
    ("vocab", "count"), ("vocab", "count", "z.txt", "--config", "o.toml"), ("vocab", "merge"),
    ("vocab", "build"), ("vocab", "build", "z.txt", "--config", "o.toml"), ("vocab", "show"),
    ("vocab", "encode"), ("vocab", "encode", "vocabulary.tsv"), ("vocab", "matrix"),
    ("order", "shuffle"), ("order", "mine", "--order", "1"), ("order", "pairs", "--order", "2"),
    ("order", "suite", "m.safetensors"), ("order", "control", "bag"), ("corpora", "show"),
]  # fmt: skip
TOML = ["seed = 1", 'tokenizer = "char"', "seed = 1979-05-27", "seed = []", "cased = 5", "top = {}"]
TOML += [
    'format = ["tsv"]',
    "special = [1]",
    "errors = nan",
    "x = " + "[" * 9999,
    "=",
    "\0",
    "a.b=1",
]


@pytest.fixture
def files_of(tmp_path, golden, monkeypatch):
    """Fills the folder with files, harmed here and there."""
    monkeypatch.chdir(tmp_path)
    names = {"m": "bow.1.safetensors", "lstm": "lstm.1.safetensors"}
    real = {f"{name}.safetensors": (golden / file).read_bytes() for name, file in names.items()}
    real |= {f"{n}.tsv": (golden / f"{n}.1.tsv").read_bytes() for n in ("counts", "vocabulary")}

    def fill(random):
        for name, content in real.items():
            whole = random.random() < 0.8
            (tmp_path / name).write_bytes(content if whole else random.harmed(content))
        for name in ("x.tsv", "y.jsonl", "z.txt"):
            (tmp_path / name).write_bytes(random.content())
        (tmp_path / "o.toml").write_text("\n".join(random.choices(TOML, k=random.randrange(3))))

    return fill


def test_commands(files_of, rounds):
    runner = CliRunner()

    def try_one(random):
        files_of(random)
        few = random.choices(OPTIONS + ARGUMENTS * 2, k=random.randrange(6))
        arguments = [*random.choice(COMMANDS), *few]
        done = runner.invoke(main, arguments, input=random.content())
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(arguments) from done.exception
        assert done.exit_code in (0, 1, 2), (arguments, done.output)

    rounds("command lines", 150).fuzz(try_one)
