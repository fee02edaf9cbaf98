"""What the shell completes, by the protocol of bash."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("seqtext tra", {"train"}),
        ("seqtext train trans", {"translate"}),
        ("seqtext train classify --model ls", {"lstm"}),
        ("seqtext train classify --model bo", {"bow"}),
        ("seqtext train translate --model seq2seq-l", {"seq2seq-lstm"}),
        ("seqtext compare classify --models bow:1,gr", {"bow:1,gru"}),
        ("seqtext compare classify --models transformer", {"transformer", "transformer-blind"}),
        ("seqtext vocab count --format fast", {"fasttext"}),
    ],
)
def test_the_shell_completes(words, expected):
    environment = {
        **os.environ,
        "_SEQTEXT_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    command = Path(sys.executable).parent / "seqtext"
    done = subprocess.run([command], env=environment, capture_output=True, text=True, check=True)
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == expected
