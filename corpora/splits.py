"""The split of a text by the hash of a key, so that equal keys stay together."""

from collections.abc import Mapping
from hashlib import sha256


def split_of(key: str, seed: int, sizes: Mapping[str, int]) -> str:
    """The name of the split, with a probability proportional to its size."""
    digest = sha256(f"{seed}\t{key}".encode()).digest()
    point = int.from_bytes(digest[:6], "big") * sum(sizes.values()) >> 48
    for name, size in sizes.items():
        if point < size:
            return name
        point -= size
    raise AssertionError("the mark lies below the sum of the sizes")
