"""The model file: one safetensors file that carries its own header and digest.

    8 bytes   the length of the JSON that follows, little-endian
    JSON      {"__metadata__":{"seqtext":"…"}, then name -> dtype, shape, data_offsets}, spaces
    data      the tensors, wide types first, so that each begins at a multiple of its size

The one metadata key, `seqtext`, holds canonical JSON: digest, format number, header. It comes
first, so the digest stands at a fixed place. It is the SHA-256 of the whole file in which its own
64 digits are zeros, so a file that was cut or changed anywhere does not match it.
"""

import hashlib
import json
import math
import os
import re
import sys
from collections.abc import Iterable
from typing import Any, BinaryIO

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.system.files import atomic_output, open_input

FORMAT = 2  # 2: the options of networks have other names
FOREIGN = "is not a seqtext model"  # the cause of the error for any other file
LONGEST_HEADER = 1 << 24  # bytes; as Python objects it may take thirty times as many
DTYPES = {"F64": "<f8", "F32": "<f4", "I64": "<i8", "I32": "<i4", "U8": "|u1", "BOOL": "|b1"}

_NAMES = {np.dtype(code): name for name, code in DTYPES.items()}
_BEGIN = rb'{"__metadata__":{"seqtext":"{\"digest\":\"'
_DIGEST = slice(8 + len(_BEGIN), 8 + len(_BEGIN) + 64)
_BLANK = b"0" * 64
_FORMAT = re.compile(rb'\\",\\"format\\":([0-9]{1,9}),')
_START = _DIGEST.stop + 32  # bytes that hold all of the above


def write_model(path: str, tensors: dict[str, np.ndarray], header: dict[str, Any]) -> None:
    """Write the tensors and the JSON-able header to one file, whole or not at all.

    The same contents give the same bytes. The types are those of DTYPES.
    """
    order = sorted(tensors, key=lambda name: (-tensors[name].dtype.itemsize, name))
    arrays = [np.asarray(tensors[name], order="C") for name in order]
    head = _head(path, list(zip(order, arrays, strict=True)), header)
    data = [array.reshape(-1).view(np.uint8).data for array in arrays]
    head[_DIGEST] = _digest([head, *data]).encode()
    with atomic_output(path) as file:
        file.write(head)
        for block in data:
            file.write(block)


def _head(path: str, arrays: list[tuple[str, np.ndarray]], header: dict[str, Any]) -> bytearray:
    """The bytes before the data, with a blank digest."""
    record = {"digest": _BLANK.decode(), "format": FORMAT, "header": header}
    entries: dict[str, Any] = {"__metadata__": {"seqtext": _canonical(record, sort=True)}}
    end = 0
    for name, array in arrays:
        start, end = end, end + array.nbytes
        entries[name] = {
            "dtype": _NAMES[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [start, end],
        }
    text = _canonical(entries, sort=False).encode()
    text += b" " * (-len(text) % 8)
    if len(text) > LONGEST_HEADER:
        cause = f"its header takes {len(text):,} bytes; the limit is {LONGEST_HEADER:,}"
        raise SeqtextError(path, cause, "give it fewer or shorter labels")
    return bytearray(len(text).to_bytes(8, "little") + text)


def _canonical(value: Any, sort: bool) -> str:
    return json.dumps(
        value, sort_keys=sort, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def _digest(parts: Iterable[Any]) -> str:
    sha = hashlib.sha256()
    for part in parts:
        sha.update(part)
    return sha.hexdigest()


def is_model(path: str) -> bool:
    """Whether a file begins like one of `write_model`; False if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(_DIGEST.start)[8:] == _BEGIN
    except (OSError, ValueError):
        return False


def read_model(path: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The tensors and the header of a file that `write_model` wrote.

    Raises SeqtextError for a file that is missing, foreign, newer, cut short or damaged, or that
    needs more memory than the machine has, which is checked after reading only the header.
    """
    with open_input(path) as file:
        content = bytearray(file.read(_START))
        _check_start(path, bytes(content))
        end = 8 + int.from_bytes(content[:8], "little")
        if end > 8 + LONGEST_HEADER or not _read_to(file, content, end):
            raise _damaged(path)
        # A forger can make the digest fit, so the entries are checked in any case.
        header, entries = _entries(path, bytes(content[8:end]))
        ends = [entry["data_offsets"][1] for entry in entries.values()]
        size = max(len(content), end + max(ends, default=0))
        if size > _memory():
            cause = f"holds {size / 1e9:,.1f} GB, more than the memory of this machine"
            raise SeqtextError(path, cause, "read it on a larger one")
        if not _read_to(file, content, size) or file.read(1):
            raise _damaged(path)
    digest = bytes(content[_DIGEST]).decode("latin-1")
    content[_DIGEST] = _BLANK
    if _digest([content]) != digest:
        raise _damaged(path)
    try:
        return {name: _tensor(content, end, entry) for name, entry in entries.items()}, header
    except (ValueError, TypeError):
        raise _damaged(path) from None  # the digest agrees, but seqtext did not write it


def _read_to(file: BinaryIO, content: bytearray, size: int) -> bool:
    """Read until `content` has this size; returns False if the file ends before.

    Memory grows with the bytes read, whatever size the file claims.
    """
    while len(content) < size:
        block = file.read(min(size - len(content), 1 << 22))
        if not block:
            return False
        content += block
    return True


def _entries(path: str, text: bytes) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The header, and dtype, shape and data_offsets of each tensor, checked to be sizes."""
    try:
        entries = json.loads(text)
        header = json.loads(entries.pop("__metadata__")["seqtext"])["header"]
        for entry in entries.values():
            numbers = [*entry["shape"], *entry["data_offsets"]]
            if entry["dtype"] not in DTYPES or len(entry["data_offsets"]) != 2:
                raise ValueError("no such entry")
            if not all(type(number) is int and number >= 0 for number in numbers):
                raise ValueError("no sizes")
        if type(header) is not dict:
            raise ValueError("the header is no object")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _damaged(path) from None
    return header, entries


def _memory() -> int:
    """Bytes of memory of the machine; unlimited if the system does not report them."""
    if not hasattr(os, "sysconf"):  # Windows
        return sys.maxsize
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def task_of(path: str) -> str:
    """The task of a model file, such as "classify"; "" if the file is damaged."""
    return str(header_of(path).get("task", ""))


def header_of(path: str) -> dict[str, Any]:
    """The header of a model file, without its tensors; empty if it is damaged.

    The digest is not checked. Raises SeqtextError for a file that is not a seqtext model.
    """
    with open_input(path) as file:
        content = file.read(_START)
        _check_start(path, content)
        length = min(int.from_bytes(content[:8], "little"), LONGEST_HEADER)
        content += file.read(max(0, 8 + length - len(content)))
    try:
        record = json.loads(content[8:])["__metadata__"]["seqtext"]
        return dict(json.loads(record)["header"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


def _check_start(path: str, start: bytes) -> None:
    """Raise SeqtextError if these first bytes are not of a seqtext model of a known version."""
    begin = start[8 : _DIGEST.start]
    if begin != _BEGIN:
        if _BEGIN.startswith(begin):
            raise _damaged(path)
        raise SeqtextError(path, FOREIGN, "name a file that `seqtext train` wrote")
    form = _FORMAT.match(start, _DIGEST.stop)
    if form is None:
        raise _damaged(path)
    if int(form[1]) > FORMAT:
        cause = f"has format {int(form[1])}, and this seqtext reads up to {FORMAT}"
        raise SeqtextError(path, cause, "update seqtext")


def _damaged(path: str) -> SeqtextError:
    return SeqtextError(path, "is cut short or damaged", "copy it again, or train it again")


def _tensor(content: bytearray, data: int, entry: dict[str, Any]) -> np.ndarray:
    """One tensor as a view of the file's bytes; ValueError where they do not fit its shape."""
    dtype, shape = np.dtype(DTYPES[entry["dtype"]]), entry["shape"]
    start, end = entry["data_offsets"]
    size = math.prod(shape)
    if end - start != size * dtype.itemsize or data + end > len(content):
        raise ValueError("the data do not fit the shape")
    if (data + start) % dtype.itemsize:
        raise ValueError("the data are not aligned")  # compiled loops rely on it
    array = np.frombuffer(content, dtype, size, data + start).reshape(shape)
    if dtype.kind == "b" and array.view(np.uint8).max(initial=0) > 1:
        raise ValueError("neither true nor false")
    return array
