"""Seen: the texts that a model was trained on, as hashes of 32 bits.

They show whether a given text was very likely in the training data. Texts cannot be recovered from
them, but guesses can be tested.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seqtext.system.contents import UnfitError, tensor

NAME = "text_hashes"  # of the tensor in a model file


@dataclass(frozen=True)
class Seen:
    """The hashes of training texts: int32 [different texts], ascending."""

    hashes: np.ndarray

    @classmethod
    def of(cls, digests: Sequence[bytes]) -> "Seen":
        """The first 32 bits of each text's digest (`seqtext.words.digests`)."""
        return cls(np.unique(_shortened(digests)))

    @classmethod
    def stored(cls, tensors: dict[str, np.ndarray]) -> "Seen | None":
        """The hashes of a model file; None if it has none. Raises UnfitError if they are
        malformed.
        """
        if NAME not in tensors:
            return None
        hashes = tensor(tensors, NAME, np.int32, None)
        if (hashes[1:] <= hashes[:-1]).any():
            raise UnfitError(f"{NAME} do not ascend")
        return cls(hashes)

    def count(self, digests: Sequence[bytes]) -> int:
        """The number of these texts that training saw, including those that only share a hash."""
        return int(np.isin(_shortened(digests), self.hashes).sum())

    def by_chance(self, texts: int) -> float:
        """The expected number of unseen texts, out of this many, that share a hash by chance."""
        return texts * len(self.hashes) / 2**32

    def warnings(self, digests: Sequence[bytes], unit: str) -> list[str]:
        """A warning if training saw some of the texts; `unit`: what they are, in the plural."""
        count, texts = self.count(digests), len(digests)
        if not count:
            return []
        chance = self.by_chance(texts - count)
        doubt = f" (about {chance:.1f} of them by chance)" if chance >= 0.05 else ""
        were = "was" if count == 1 else "were"
        line = f"{count:,} of {texts:,} {unit} {were} in the training data{doubt}"
        return [f"{line}: the figures are too good"]


def _shortened(digests: Sequence[bytes]) -> np.ndarray:
    return np.array([int.from_bytes(d[:4], "little", signed=True) for d in digests], np.int32)
