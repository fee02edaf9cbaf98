"""No text of the user's steers a terminal: not in answers, not in messages, not in tables."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

# Clear the screen, set the title, ring, go up, hide; C1 controls; turn the direction of writing.
EVIL = "\x1b[2J\x1b]0;owned\x07\x1b[8m\x9b2J\u202egood\x7f\x00\b"
STEERING = {chr(c) for c in (*range(0x20), 0x7F, *range(0x80, 0xA0))} - set("\t\n\r")
STEERING |= {"\u202e"}


# Many commands in one process, as it takes seconds to start one.
DRIVER = """
import ast, sys
from seqtext_cli.main import main
for arguments in ast.literal_eval(sys.argv[1]):
    code = 0
    try:
        main(list(arguments))
    except SystemExit as left:
        code = left.code or 0
    print(f"<<{code}>>", flush=True)
"""


def on_terminal(folder: Path, *commands: tuple[str, ...]) -> list[tuple[str, int]]:
    """What each `seqtext ARGUMENTS` shows on a terminal, stdout and stderr, and its exit code."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200"}
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER, repr(commands)],
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, cwd=folder, env=environment,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = b""
        while block := _read(ours):
            shown += block
    os.close(ours)
    parts = re.split("<<([0-9]+)>>\r?\n", shown.decode(errors="backslashreplace"))
    assert process.returncode == 0, parts[-1]
    return [(part, int(code)) for part, code in zip(parts[::2], parts[1::2], strict=False)]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux says so where the other side is closed
        return b""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A model whose labels and words steer, and files that do."""
    folder = tmp_path_factory.mktemp("evil")
    rows = [(f"{EVIL}{i % 2}", f"it is {EVIL} {'good' if i % 2 else 'bad'} {i}") for i in range(30)]
    text = "".join(f"{label}\t{text}\n" for label, text in rows)
    (folder / "t.tsv").write_text(text)
    (folder / "p.tsv").write_text(f"a\tx {EVIL} y\nb\ty {EVIL} x\n")
    (folder / "bad.tsv").write_text(f"{EVIL}\n")
    (folder / "bad.jsonl").write_text('{"\\u001b[2J": 1}\n')
    (folder / "\x1b[2Jx.tsv").write_text("no tab")
    arguments = ("--model", "bow", "--tokenizer", "whitespace", "-o", "m.safetensors")
    made = on_terminal(
        folder,
        ("train", "classify", "t.tsv", *arguments),
        ("vocab", "build", "t.tsv", "--tokenizer", "char", "-o", "v.tsv"),
    )
    assert [code for _, code in made] == [0, 0], made
    return folder


COMMANDS = [
    ("predict", "m.safetensors", "t.tsv"),
    ("evaluate", "m.safetensors", "t.tsv"),
    ("evaluate", "m.safetensors", "t.tsv", "--json"),
    ("explain", "m.safetensors"),
    ("explain", "m.safetensors", "p.tsv"),
    ("vocab", "count", "t.tsv", "--tokenizer", "char"),
    ("vocab", "build", "t.tsv", "--tokenizer", "char"),
    ("vocab", "show", "v.tsv"),
    ("order", "mine", "p.tsv", "--order", "1", "--tokenizer", "whitespace"),
    ("order", "shuffle", "t.tsv", "--tokenizer", "char"),
    ("order", "control", "bag", "t.tsv"),
]
REFUSED = [
    ("evaluate", "m.safetensors", "p.tsv"),
    ("predict", "m.safetensors", "bad.tsv"),
    ("predict", "m.safetensors", "bad.jsonl"),
    ("predict", "m.safetensors", "\x1b[2Jx.tsv"),
    ("predict", "\x1b[2Jmissing", "t.tsv"),
    ("predict", "m.safetensors", "t.tsv", "\x1b[2J"),
    ("predict", "--\x1b[2J", "t.tsv"),
    ("\x1b[2J", "t.tsv"),
    ("train", "classify", "t.tsv", "--model", "\x1b[2J", "-o", "x"),
    ("vocab", "count", "t.tsv", "--format", "\x1b[2J"),
    ("order", "shuffle", "t.tsv", "--mode", "\x1b[2J"),
    ("compare", "t.tsv", "--models", "\x1b[2J", "-o", "\x1b[2J"),
    ("compare", "t.tsv", "--models", "x" * 5000, "-o", "x"),
]


def test_nothing_steers_the_terminal(folder):
    commands = COMMANDS + REFUSED
    shown = dict(zip(commands, on_terminal(folder, *commands), strict=True))
    assert {command for command, (_, code) in shown.items() if code == 0} == set(COMMANDS)
    assert not {command: text for command, (text, _) in shown.items() if STEERING & set(text)}
    assert max(len(text) for text, code in shown.values() if code == 1) < 2500
    assert all(text and "Traceback" not in text for text, _ in shown.values())


def test_a_pipe_gets_the_labels_as_they_are(folder):
    command = [sys.executable, "-m", "seqtext", "predict", "m.safetensors", "t.tsv"]
    done = subprocess.run(command, capture_output=True, cwd=folder, check=True)
    assert done.stdout.count(EVIL.encode()) == 30
