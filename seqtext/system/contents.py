"""Checks of the contents of a model file, before they are used or memory is allocated for them.

A digest proves that a file is complete, not that its parts fit: a forger can forge the digest too.
Compiled loops do not check their arguments, so everything is checked here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

from seqtext.errors import SeqtextError, is_of_memory

Kind = TypeVar("Kind")
_UNFIT = (
    ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError
)  # fmt: skip


class UnfitError(ValueError):
    """A part of a model file is missing or does not fit the others; the message says which."""


@contextmanager
def fitting(path: str, remedy: str = "train it again") -> Iterator[None]:
    """Turn every error from assembling the parts of a file into a SeqtextError."""
    try:
        yield
    except SeqtextError as error:
        raise SeqtextError(path, f"{error.place}: {error.cause}", remedy) from error
    except _UNFIT as e:
        if is_of_memory(e):
            raise SeqtextError(path, "needs more memory than there is", "free some") from e
        reason = e if isinstance(e, UnfitError) else type(e).__name__
        raise SeqtextError(path, f"its parts do not fit together ({reason})", remedy) from e


def tensor(
    tensors: dict[str, np.ndarray], name: str, dtype: type, *shape: int | None
) -> np.ndarray:
    """The tensor of this name, checked to have this type and shape; None means any size.

    Raises UnfitError if it is missing, has another type or shape, or holds non-finite numbers.
    """
    array = tensors.get(name)
    if array is None:
        raise UnfitError(f"there is no {name}")
    sizes = zip(array.shape, shape, strict=False)
    fits = len(array.shape) == len(shape) and all(b in (None, a) for a, b in sizes)
    if array.dtype != dtype or not fits:
        expected = " x ".join("any" if size is None else str(size) for size in shape)
        actual = " x ".join(map(str, array.shape))
        raise UnfitError(f"{name} is {array.dtype} {actual}, not {np.dtype(dtype)} {expected}")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise UnfitError(f"{name} holds numbers that are not finite")
    return array


def entry(record: dict[str, Any], name: str, kind: type[Kind]) -> Kind:
    """The value of a header's key. Raises UnfitError if it has another type (a bool is not an
    int).
    """
    value = record.get(name)
    if type(value) is not kind:
        raise UnfitError(f"{name} is not of type {kind.__name__}")
    return value


def names(record: dict[str, Any], name: str) -> tuple[str, ...]:
    """The strings of a list. Raises UnfitError if it is empty or repeats one, or one has a line
    end.

    A label with a line end would break the output into two lines.
    """
    values = entry(record, name, list)
    if not all(type(value) is str and "\n" not in value for value in values):
        raise UnfitError(f"{name} are not all lines of text")
    if not values or len(set(values)) < len(values):
        raise UnfitError(f"{name} are empty or repeated")
    return tuple(values)


def ascending(values: np.ndarray, low: int, what: str) -> None:
    """Raise UnfitError unless the values ascend strictly, from `low` or above."""
    if not len(values) or values[0] < low or (values[1:] <= values[:-1]).any():
        raise UnfitError(f"{what} are not ascending")
