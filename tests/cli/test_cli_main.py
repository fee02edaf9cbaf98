"""The command line itself: help, options from a file, errors on one line."""

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from seqtext.network_options import NetworkOptions
from seqtext.options import BagOptions, ComputeOptions, TrainingOptions


@pytest.fixture
def seqtext(forked):
    def run(*arguments: str, text: str = "", cwd: Path | None = None):
        done = forked(*arguments, stdin=text.encode(), folder=cwd)
        streams = (done.stdout.decode(), done.stderr.decode())
        return subprocess.CompletedProcess(done.args, done.returncode, *streams)

    return run


@pytest.mark.parametrize(
    ("given", "expected"),
    [({}, "10000"), ({"GOMP_SPINCOUNT": "7"}, "7"), ({"OMP_WAIT_POLICY": "ACTIVE"}, "None")],
)
def test_threads_spin_as_the_user_says_or_little(given, expected) -> None:
    program = """
import os
from seqtext_cli.main import main
main(["--version"], standalone_mode=False)
print(os.environ.get("GOMP_SPINCOUNT"))
"""
    free = {k: v for k, v in os.environ.items() if not k.startswith(("OMP_", "GOMP_"))}
    run = subprocess.run([sys.executable, "-c", program], env=free | given, capture_output=True)
    assert run.stdout.decode().split()[-1] == expected


def test_version_names_the_program(seqtext) -> None:
    assert seqtext("--version").stdout.split()[0] == "seqtext"


@pytest.mark.parametrize(
    "command",
    [
        ["vocab", "count"],
        ["vocab", "merge"],
        ["vocab", "build"],
        ["vocab", "show"],
        ["vocab", "encode"],
        ["vocab", "matrix"],
        ["train", "classify"],
        ["predict"],
        ["evaluate"],
        ["compare"],
        ["order", "pairs"],
        ["order", "shuffle"],
        ["order", "mine"],
        ["order", "suite"],
        ["explain"],
        ["score"],
        ["info"],
        ["report", "show"],
        ["corpora", "list"],
        ["corpora", "show"],
        ["corpora", "make"],
        ["corpora", "fetch"],
    ],
    ids=" ".join,
)
def test_every_command_of_the_design_has_help_with_an_example(seqtext, command: list[str]) -> None:
    done = seqtext(*command, "--help")
    assert done.returncode == 0
    usage, *rest = done.stdout.splitlines()
    assert usage.startswith("Usage:")
    assert any(f"seqtext {' '.join(command)}" in line for line in rest)


@pytest.mark.parametrize("command", [["train", "translate"], ["compare", "translate"], ["score"]])
def test_a_command_on_pairs_names_their_columns(seqtext, command: list[str]) -> None:
    reported = " ".join(seqtext(*command, "--help").stdout.split())
    assert "Columns of source and target, by position (target,source,-)" in reported
    assert "label and text" not in reported
    if "translate" in command:
        assert "Precision of training on CUDA; on CPUs only translators use bf16." in reported


MISTYPED = {
    "pridect m t": (2, "No such command 'pridect'. Did you mean 'predict'?"),
    "PREDICT m t": (2, "No such command 'PREDICT'. Did you mean 'predict'?"),
    "vocab cuont t": (2, "No such command 'cuont'. Did you mean 'count'?"),
    "order xyz": (2, "Commands: control, memory, mine, pairs, shuffle, suite."),
    "train clasify t.tsv": (2, "No such command 'clasify'. Did you mean 'classify'?"),
    "compare trnaslate": (2, "No such command 'trnaslate'. Did you mean 'translate'?"),
    "predict --formt tsv m -": (2, "No such option '--formt'. Did you mean '--format'?"),
    "train t.tsv --modle bow": (2, "No such option '--modle'. Did you mean '--model'?"),
    "train t.tsv --model nbvsm:2 -o m": (1, "unknown model 'nbvsm'; did you mean nbsvm:2?"),
    "train t.tsv --model nbsvm2 -o m": (1, "did you mean nbsvm:2?"),
    "compare t.tsv --models bow,LTSM -o r": (1, "did you mean lstm?"),
    "train translate t.tsv --model transfomer -o m": (1, "did you mean transformer?"),
    "order shuffle t.tsv --mode revers": (1, "did you mean reverse?"),
    "train t.tsv --model elmo -o m": (1, "unknown model 'elmo'; choose one of: bow, cnn"),
    "train missing.tsv --model bow -o m": (1, "missing.tsv: no such file"),
    "train classif.tsv --model bow -o m": (1, "classif.tsv: no such file"),
}


@pytest.mark.parametrize(("line", "expected"), MISTYPED.items(), ids=MISTYPED)
def test_a_mistyped_name_is_told_with_the_nearest(seqtext, line, expected, tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("a\tx y\nb\ty x\n")
    done = seqtext(*line.split(), cwd=tmp_path)
    code, message = expected
    assert done.returncode == code
    assert message in done.stderr


@pytest.mark.parametrize("group", ["compare", "train"])
def test_the_help_of_a_group_has_the_options_of_its_first_command(seqtext, group: str) -> None:
    whole, command = (seqtext(*a, "--help").stdout for a in ([group], [group, "classify"]))
    assert command[command.index("\nOptions:") :] in whole
    assert "\n  translate  " in whole


def test_options_stand_under_the_heading_of_their_record(seqtext) -> None:
    """A field that is added to a record appears under its heading without more ado."""
    lines = seqtext("train", "classify", "--help").stdout.splitlines()
    heading, under = "", {}
    for line in lines:
        if line.endswith(":") and not line.startswith(" "):
            heading = line[:-1]
        elif line.startswith("  -"):
            under[line.split()[0]] = heading
    for record in (BagOptions, NetworkOptions, TrainingOptions, ComputeOptions):
        for item in fields(record):
            assert under["--" + item.name.replace("_", "-")] == record.section
    assert under["--format"] == under["--columns"] == "Input"
    assert under["--tokenizer"] == under["--min-count"] == "Tokens"
    assert under["--quiet"] == under["-h,"] == "Common options"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["vocab", "show", "v", "--top", "0"], "--top: 0 is not in the range x>=1"),
        (["order", "pairs", "--language", "xx"], "--language: 'xx' is not one of 'en', 'es'"),
        (["order", "mine", "t", "--order", "two"], "--order: 'two' is not a valid integer range"),
    ],
)
def test_a_value_that_an_option_cannot_have_is_one_line_and_1(seqtext, arguments, message) -> None:
    done = seqtext(*arguments)
    assert (done.returncode, done.stderr) == (1, f"seqtext: {message}\n")


def test_config_gives_defaults_and_a_flag_overrides(seqtext, tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("A b\n")
    (tmp_path / "o.toml").write_text('tokenizer = "char"\ncased = true\n')
    arguments = ["vocab", "count", "--config", "o.toml", "texts.txt"]
    chars = seqtext(*arguments, cwd=tmp_path).stdout.splitlines()[1:]
    assert sorted(line.split("\t")[0] for line in chars) == [" ", "A", "b"]
    words = seqtext(*arguments, "--tokenizer", "word", cwd=tmp_path).stdout.splitlines()[1:]
    assert sorted(line.split("\t")[0] for line in words) == ["A", "b"]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ('tokeniser = "char"\n', "unknown key 'tokeniser'"),
        ("tokenizer = \n", "is not TOML"),
        ("tokenizer = " + "[" * 5000, "is not TOML"),
        ("cased = 1979-05-27\n", "cased cannot be"),
        ('tokenizer = ["char"]\n', "tokenizer cannot be"),
        (None, "cannot be read"),
    ],
)
def test_a_bad_config_is_refused_in_one_line(seqtext, tmp_path: Path, content, cause: str) -> None:
    if content is not None:
        (tmp_path / "o.toml").write_text(content)
    done = seqtext("vocab", "count", "--config", "o.toml", "-", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("seqtext: o.toml")
    assert cause in line
    if "unknown" in cause:
        assert "no-marks" in line  # lists the valid keys


def test_debug_shows_the_traceback_and_nothing_else_does(seqtext, tmp_path: Path) -> None:
    arguments = ["vocab", "count", "missing.txt"]
    assert "Traceback" not in seqtext(*arguments, cwd=tmp_path).stderr
    assert "Traceback" in seqtext(*arguments, "--debug", cwd=tmp_path).stderr
