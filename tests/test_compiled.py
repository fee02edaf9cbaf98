"""Object code is kept under a name that tells all that it was made from."""

import subprocess
import sys

PART = """
from seqtext.compiled import inlined

@inlined
def step(x):
    return x + {step}
"""
WHOLE = """
import numpy as np
from part import step
from seqtext.compiled import kernel

{constant}

@kernel("i8(i8)")
def apply(x):
    return step(x) * FACTOR

print(apply._file, apply(5), apply._file)
"""


def test_a_changed_part_or_number_is_another_object_file(tmp_path):
    def made(step, constant="FACTOR = 3"):
        (tmp_path / "part.py").write_text(PART.format(step=step))
        (tmp_path / "whole.py").write_text(WHOLE.format(constant=constant))
        command = [sys.executable, "-B", str(tmp_path / "whole.py")]
        return subprocess.check_output(command, text=True).split()

    first, answer, later = made(step=1)
    assert (answer, later) == ("18", first)
    assert made(step=1) == [first, "18", first]
    assert made(step=2)[1] == "21"
    (tmp_path / "number.py").write_text("FACTOR = 4\n")
    assert made(step=1, constant="from number import FACTOR")[1] == "24"
