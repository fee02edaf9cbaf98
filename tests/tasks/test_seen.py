"""What a model keeps of its training texts, and what that tells."""

import numpy as np
import pytest

from seqtext.system.contents import UnfitError
from seqtext.tasks.seen import NAME, Seen
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.digests import TextDigests

digests = TextDigests(Tokenizer())


def test_texts_that_are_read_the_same_were_seen() -> None:
    seen = Seen.of(digests(["Not bad!", "not  BAD !", "good"]))
    assert seen.hashes.dtype == np.int32  # 32 bits a text
    assert len(seen.hashes) == 2
    assert seen.count(digests(["NOT bad!", "Good", "bad not!"])) == 2
    assert seen.warnings(digests(["bad not!"]), "texts") == []


def test_chance_is_the_share_of_all_hashes_that_are_taken() -> None:
    """Of 2^32 hashes 2^20 are taken: one in 4,096; the binomial spread of 20,000 texts is 2.2."""
    taken = np.arange(-(2**19), 2**19, dtype=np.int32) * 2**12
    seen = Seen(taken)
    others = digests(map(str, range(20_000)))
    assert seen.by_chance(4096) == 1.0
    assert 0 < seen.count(others) < 20_000 / 4096 + 5 * 2.2
    assert "by chance" in seen.warnings(others, "texts")[0]


@pytest.mark.parametrize("hashes", [np.array([2, 1], np.int32), np.array([1, 2], np.int64)])
def test_forged_hashes_are_refused(hashes: np.ndarray) -> None:
    with pytest.raises(UnfitError, match=NAME):
        Seen.stored({NAME: hashes})
