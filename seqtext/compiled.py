"""Kernels: loops over raw arrays, compiled once for a machine, then loaded in milliseconds.

numba compiles a kernel to an object file that refers to nothing outside itself; llvmlite loads that
file into later processes, which therefore import no numba (half a second). The files stand in a
cache folder, one for each kernel, version and processor.
"""

import ctypes
import hashlib
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import llvmlite.binding as llvm
import numpy as np

Function = TypeVar("Function", bound=Callable[..., Any])

_DTYPES = {
    "u1": np.uint8,
    "u2": np.uint16,
    "u4": np.uint32,
    "u8": np.uint64,
    "i4": np.int32,
    "i8": np.int64,
    "f4": np.float32,
    "f8": np.float64,
}
_INLINED: set[FunctionType] = set()
_DIGEST = 32  # bytes of SHA-256 before the object code: a damaged file is never run


def inlined(function: Function) -> Function:
    """Mark a part of kernels: wherever one calls it, it is compiled into that place."""
    assert isinstance(function, FunctionType)
    _INLINED.add(function)
    return function


def kernel(signature: str) -> Callable[[Callable[..., Any]], "Kernel"]:
    """Compile a function of arrays and numbers: `kernel("i8(u1*,i8*,i8)")` answers an int64.

    `u1*` is an array of uint8 and so on (contiguous; the kernel indexes it flat, unchecked), `i8`
    and `f8` are numbers. Calls release the GIL.
    """
    return lambda function: Kernel(function, signature)


class Kernel:
    """A function that is compiled, or loaded, when it is first called."""

    def __init__(self, function: Callable[..., Any], signature: str) -> None:
        assert isinstance(function, FunctionType)
        self.function = function
        answer, _, arguments = signature.rstrip(")").partition("(")
        self.types = (answer, *arguments.split(","))

    def __call__(self, *arguments: Any) -> int:
        return self._native(*arguments)

    @cached_property
    def _native(self) -> Callable[..., Any]:
        code = _kept(self._file)
        if code is not None:
            address = _load(code)
        else:
            made = _compile(self.function, self.types)
            address = made.address
            _keep(self._file, _object_code(made))
            self._compiler = made  # holds the code at that address
        return ctypes.CFUNCTYPE(*map(_ctype, self.types))(address)

    @property
    def _file(self) -> str:
        """Its name says all that the object code depends on."""
        parts = [*sorted(_sources(self.function)), _machine()]
        key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]
        return f"{self.function.__module__}.{self.function.__name__}-{key}.o"


@cache
def _machine() -> str:
    """Versions and processor: another one gets object code of its own."""
    versions = [version("numba"), version("llvmlite"), _own_source()]
    features = llvm.get_host_cpu_features().flatten()
    return "\n".join([*versions, llvm.get_process_triple(), llvm.get_host_cpu_name(), features])


def _own_source() -> str:
    return _digest(__file__)


@cache
def _digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _sources(function: FunctionType) -> set[str]:
    """Digests of the files of a kernel and of its parts, and the numbers that stand in them."""
    result = {_digest(function.__code__.co_filename)}
    for name, value in function.__globals__.items():
        part = getattr(value, "py_func", value)  # as numba holds it, once it was compiled
        if isinstance(value, (int, float, np.generic)):
            result.add(f"{name}={value}")
        elif isinstance(part, FunctionType) and part in _INLINED:
            away = part.__globals__ is not function.__globals__
            result |= _sources(part) if away else set()
    return result


# --- from source to object code --------------------------------------------------------------


def _compile(function: FunctionType, types: tuple[str, ...]) -> Any:
    """The function as numba's C callback: an address in this process."""
    import numba

    _inline(function.__globals__)
    answer, *arguments = (_numba_type(name) for name in types)
    options: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
    return numba.cfunc(answer(*arguments), **options)(function)


def _object_code(made: Any) -> bytes | None:
    """Name of the entry, a zero, and object code; None where that needs numba to run.

    It does where LLVM did not see that no exception can be raised: a kernel calls no built-in.
    """
    _, _, (code, _) = made._library.serialize_using_object_code()
    return None if b"numba_gil" in code else made._wrapper_name.encode() + b"\0" + code


def _inline(names: dict[str, Any]) -> None:
    """Let numba know the marked parts, under the names by which kernels and parts call them."""
    import numba

    for name, value in list(names.items()):
        if isinstance(value, FunctionType) and value in _INLINED:
            names[name] = numba.njit(inline="always", error_model="numpy")(value)
            _inline(value.__globals__)


def _numba_type(name: str) -> Any:
    import numba

    number = getattr(numba.types, np.dtype(_DTYPES[name[:2]]).name)
    return numba.types.CPointer(number) if name.endswith("*") else number


def _ctype(name: str) -> Any:
    if name.endswith("*"):
        return np.ctypeslib.ndpointer(_DTYPES[name[:2]], flags="C")
    return np.ctypeslib.as_ctypes_type(np.dtype(_DTYPES[name]))  # type: ignore[arg-type]


# --- from object code to an address ----------------------------------------------------------


@cache
def _engine() -> Any:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple().create_target_machine(jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)


def _load(code: bytes) -> int:
    entry, _, binary = code.partition(b"\0")
    engine = _engine()
    engine.add_object_file(llvm.ObjectFileRef.from_data(binary))
    engine.finalize_object()
    return int(engine.get_function_address(entry.decode()))


# --- the cache -------------------------------------------------------------------------------


def _folders() -> Iterator[Path]:
    """Beside the sources first: one who installs for all users may fill it for them."""
    yield Path(__file__).parent / "__pycache__"
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    yield Path(home) / "seqtext"


def _kept(file: str) -> bytes | None:
    """The object code of an earlier process, unless there is none or it is damaged."""
    for folder in _folders():
        try:
            data = (folder / file).read_bytes()
        except OSError:
            continue
        digest, code = data[:_DIGEST], data[_DIGEST:]
        if hashlib.sha256(code).digest() == digest:
            return code
    return None


def _keep(file: str, code: bytes | None) -> None:
    """Write the object code for later processes, whole or not at all; processes may race."""
    if code is None:
        _warn("it needs its compiler")
        return
    reason = ""
    for folder in _folders():
        temporary = folder / f".{secrets.token_hex(8)}.tmp"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(hashlib.sha256(code).digest() + code)
            temporary.replace(folder / file)
            return
        except OSError as error:
            reason = reason or str(error.strerror)
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    _warn(reason)


_warned = False


def _warn(reason: str) -> None:
    """Said once a process."""
    global _warned
    if _warned:
        return
    _warned = True
    print(
        f"seqtext: the compiled text kernel cannot be kept ({reason}) and is compiled anew, some "
        "seconds each time; name a folder that can be written with XDG_CACHE_HOME",
        file=sys.stderr,
    )
