"""Kernels are made once, whatever threads and versions do, and kept under a name that tells all
that they were made from."""

import ctypes
import math
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from typing import Any

import numba
import numpy as np
import pytest

from seqtext.kernel import compiled, object_files
from seqtext.system.locks import in_turn

PART = """
from seqtext.kernel.compiled import inlined

@inlined
def step(x):
    return x + {step}
"""
WHOLE = """
import numpy as np
from part import step
from seqtext.kernel.compiled import kernel

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


AT_ONCE = WHOLE.replace(
    "print(apply._file, apply(5), apply._file)",
    "print('begun', flush=True); print(apply(5), 'numba' in sys.modules)",
)


def test_processes_that_start_at_once_compile_a_kernel_once(tmp_path):
    (tmp_path / "part.py").write_text(PART.format(step=1))
    (tmp_path / "whole.py").write_text("import sys" + AT_ONCE.format(constant="FACTOR = 3"))
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-B", str(tmp_path / "whole.py")]
    with ExitStack() as stack:
        (tmp_path / "seqtext").mkdir()
        with in_turn(tmp_path / "seqtext/.compiling.lock", 9.0):  # both come to wait for it
            processes = [
                stack.enter_context(
                    subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
                )
                for _ in range(2)
            ]
            assert [p.stdout.readline() for p in processes] == ["begun\n"] * 2
        output = sorted(p.communicate()[0] for p in processes)
    assert output == ["18 False\n", "18 True\n"]


CHANGING = """
import sys
from pathlib import Path

if "change" in sys.argv:
    Path(__file__).write_text("# other source")
"""


def test_a_file_that_changes_while_a_process_runs_gives_no_name(tmp_path):
    """Code is named by the source that was imported, not by what stands there at the call."""
    source = tmp_path / "whole.py"
    (tmp_path / "part.py").write_text(PART.format(step=1))
    source.write_text(WHOLE.format(constant="FACTOR = 3").replace("print(", CHANGING + "\nprint("))
    command = [sys.executable, "-B", str(source)]
    expected = subprocess.check_output(command, text=True)
    assert subprocess.check_output([*command, "change"], text=True) == expected
    assert source.read_text() == "# other source"


def scaled(values: Any, of: int) -> int:
    for i in range(of):
        values[i] = abs(0.1 * values[i] + math.log(values[i] / 3.7))
    return of


def divided(values: Any, of: int) -> int:
    for i in range(of):
        values[i] = 0.3 * values[i] + 7.25 / (values[i] + 1.125)
    return of


def test_numbers_that_stand_in_kernels_are_loaded_with_each():
    """LLVM keeps them beside the code, and a second object file must not read those of the first.

    The expected values are those of Python.
    """
    types = ("i8", "f8*", "i8")
    codes = [compiled._object_code(compiled._compile(f, types)) for f in (scaled, divided)]
    kind = ctypes.CFUNCTYPE(*map(compiled._ctype, types))
    natives = [kind(compiled._load(code)) for code in codes if code is not None]
    for function, native in zip((scaled, divided), natives, strict=True):
        values = np.array([0.5, 1.0, 2.5, 40.0])
        expected = values.copy()
        function(expected, len(expected))
        native(values, len(values))
        assert values == pytest.approx(expected, rel=1e-14)


# --- many threads -----------------------------------------------------------------------------


class Native:
    """A compiled function, as numba gives it: an address, and faces that are documented."""

    def __init__(self) -> None:
        self._callback = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64)(lambda x: x + 1)
        self.address = ctypes.cast(self._callback, ctypes.c_void_p).value


def test_threads_that_call_first_at_once_make_each_kernel_once(monkeypatch):
    """Whatever locks Python's own descriptors have: 3.12 took that of cached_property away."""
    running, calls = [], []

    def slow(function, types):
        running.append(function)
        assert len(running) == 1  # LLVM and numba take one thread at a time
        time.sleep(0.02)
        calls.append(running.pop())
        return Native()

    monkeypatch.setattr(object_files, "read_object", lambda name: None)
    monkeypatch.setattr(object_files, "write_object", lambda name, code: None)
    monkeypatch.setattr(compiled, "_compile", slow)
    monkeypatch.setattr(compiled, "_object_code", lambda made: b"")
    kernels = [compiled.kernel("i8(i8)")(f) for f in (successor, plus_one)]
    barrier = threading.Barrier(16)

    def call(i):
        barrier.wait()
        return kernels[i % 2](i)

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(call, range(16))) == list(range(1, 17))
    assert sorted(f.__name__ for f in calls) == ["plus_one", "successor"]


def successor(x):
    return x + 1


def plus_one(x):
    return x + 1


# --- other versions of numba and llvmlite -----------------------------------------------------


class Without:
    """A module in which one name is gone."""

    def __init__(self, module, name):
        self._module, self._gone = module, name

    def __getattr__(self, name):
        if name == self._gone:
            raise AttributeError(name)
        return getattr(self._module, name)


def without_private_options(cfunc):
    """numba.cfunc without the one option that its documentation does not name."""

    def other(signature, **options):
        if set(options) - {"error_model"}:
            raise KeyError("unrecognized options")
        return cfunc(signature, **options)

    return other


@pytest.mark.parametrize(
    ("gone", "kept"),
    [
        ("parse_assembly", False),  # nothing can be kept: told once
        ("create_mcjit_compiler", True),  # kept, but cannot be loaded
        ("_nrt", True),
    ],
)
def test_a_face_that_has_changed_costs_time_and_nothing_else(
    monkeypatch, tmp_path, capsys, gone, kept
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(object_files, "_warned", False)
    if gone == "_nrt":
        monkeypatch.setattr(numba, "cfunc", without_private_options(numba.cfunc))
    else:
        monkeypatch.setattr(compiled, "llvm", Without(compiled.llvm, gone))
    # One of its own: the code of all other kernels of this process lives in the first.
    monkeypatch.setattr(compiled, "_engine", cache(compiled._engine.__wrapped__))
    for _ in range(2):  # the second would load what the first has kept
        assert compiled.kernel("i8(i8)")(successor)(41) == 42
    assert len(list(tmp_path.rglob("*.o"))) == kept
    assert capsys.readouterr().err.count("cannot be kept") == (not kept)
