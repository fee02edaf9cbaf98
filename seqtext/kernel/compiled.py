"""Kernels: loops over arrays, compiled once per machine and then loaded in milliseconds.

numba compiles a kernel to a self-contained object file. llvmlite loads that file into later
processes, which therefore do not import numba (half a second). There is one file for each kernel,
version and processor (`seqtext.kernel.object_files`).
"""

import ctypes
import hashlib
import threading
from collections.abc import Callable
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import llvmlite.binding as llvm
import numpy as np

from seqtext.kernel import object_files

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
_making = threading.RLock()  # neither numba's compiler nor LLVM's engine takes two threads at once


def inlined(function: Function) -> Function:
    """Mark a function as part of kernels: it is compiled into each kernel that calls it."""
    assert isinstance(function, FunctionType)
    _digest(function.__code__.co_filename)
    _INLINED.add(function)
    return function


def kernel(signature: str) -> Callable[[Callable[..., Any]], "Kernel"]:
    """Compile a function of arrays and numbers: `kernel("i8(u1*,i8*,i8)")` returns an int64.

    `u1*` is an array of uint8 and so on (contiguous; the kernel indexes it flat, unchecked), `i8`
    and `f8` are numbers. Calls release the GIL.
    """
    return lambda function: Kernel(function, signature)


class Kernel:
    """A function that is compiled, or loaded, on its first call."""

    def __init__(self, function: Callable[..., Any], signature: str) -> None:
        assert isinstance(function, FunctionType)
        _digest(function.__code__.co_filename)
        self.function = function
        answer, _, arguments = signature.rstrip(")").partition("(")
        self.types = (answer, *arguments.split(","))
        self._native: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any) -> int:
        return (self._native or self._make())(*arguments)

    def _make(self) -> Callable[..., Any]:
        """The native function; one thread creates it, and others wait."""
        with _making:
            if self._native is None:
                self._native = ctypes.CFUNCTYPE(*map(_ctype, self.types))(self._address())
            return self._native

    def _address(self) -> int:
        """The address of the code; one process compiles it, and others wait and load it."""
        address = self._loaded()
        if address is None:
            with object_files.one_compiler():
                address = self._loaded() or self._compile()
        return address

    def _loaded(self) -> int | None:
        code = object_files.read_object(self._file)
        return _load(code) if code is not None else None

    def _compile(self) -> int:
        self._compiled = compiled = _compile(self.function, self.types)  # holds the code
        code = _object_code(compiled)
        if code is None:
            reason = f"numba {version('numba')} is not one that this seqtext knows"
            object_files.warn(reason, "install the versions in seqtext's constraints.txt")
        else:
            object_files.write_object(self._file, code)
        return int(compiled.address)

    @property
    def _file(self) -> str:
        """The file name, a hash of all that the object code depends on."""
        parts = [*sorted(_sources(self.function)), _machine()]
        key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]
        return f"{self.function.__module__}.{self.function.__name__}-{key}.o"


@cache
def _machine() -> str:
    """Versions and processor; object code is specific to them."""
    versions = [version("numba"), version("llvmlite"), _own_source()]
    cpu = [llvm.get_process_triple(), llvm.get_host_cpu_name(), _features()]
    return "\n".join([*versions, *cpu])


def _features() -> str:
    """The features of the processor; empty if LLVM does not report them."""
    try:
        return str(llvm.get_host_cpu_features().flatten())
    except RuntimeError:
        return ""


def _own_source() -> str:
    return _digest(__file__)


@cache
def _digest(path: str) -> str:
    """SHA-256 of a source file at the time when its kernels were imported.

    If the file changes while a process runs, the old code must not get the name of the new one.
    """
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def _sources(function: FunctionType) -> set[str]:
    """Digests of the files of a kernel and of its inlined parts, and their numeric constants."""
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
    result, *arguments = (_numba_type(name) for name in types)
    compiler: Any = partial(numba.cfunc, result(*arguments), error_model="numpy")
    try:
        return compiler(_nrt=False)(function)
    except (KeyError, TypeError):  # an option that numba does not document; some need it to be kept
        return compiler()(function)


def _object_code(compiled: Any) -> bytes | None:
    """Name of the entry, a zero byte, and object code; None if it needs numba at run time.

    That is so if LLVM did not prove that no exception is raised; kernels call no built-ins. Also
    None if an interface of numba or llvmlite has changed; all those used here are documented.
    """
    try:
        module = llvm.parse_assembly(compiled.inspect_llvm())
        outside = [f for f in module.functions if f.is_declaration and not _is_llvms(f.name)]
        code = _target().emit_object(module)
        return None if outside else compiled.native_name.encode() + b"\0" + code
    except _CHANGED:
        return None


def _is_llvms(name: str) -> bool:
    return name.startswith("llvm.")


def _inline(names: dict[str, Any]) -> None:
    """Register the inlined functions with numba, under the names by which kernels call them."""
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


_CHANGED = (AttributeError, TypeError, ValueError, RuntimeError)  # of a face that is another now


def _target() -> Any:
    """A new target machine each time, because an engine owns its own."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple()
    # By a table of offsets LLVM's loader finds wrong constants on x86; elsewhere it needs one.
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=_features(),
        opt=3,
        reloc="static" if target.name.startswith("x86") else "default",
        codemodel="jitdefault",
        jit=True,
    )


@cache
def _engine() -> Any:
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())


def _load(code: bytes) -> int | None:
    """The address of the entry; None if the interface of llvmlite has changed."""
    entry, _, binary = code.partition(b"\0")
    try:
        engine = _engine()
        engine.add_object_file(llvm.ObjectFileRef.from_data(binary))
        engine.finalize_object()
        return int(engine.get_function_address(entry.decode())) or None
    except _CHANGED:
        return None
