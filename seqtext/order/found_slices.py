"""Slices that the tool finds: words over-represented among the texts that order decides.

They are found on one half of the test items and tested on the other.
"""

from dataclasses import dataclass

from seqtext.significance import Estimate


@dataclass(frozen=True)
class FoundSlice:
    """The texts with one n-gram.

    ngram      one or two tokens, with a space between
    z          of its log-odds in the first half (Monroe et al. 2008): how sure it is there
    texts      texts of the second half that hold it; `decided` of them are decided by order
    decided
    gain       OIG of the reader in these texts
    p          of the confirmation: one-sided Fisher's exact test, adjusted by Holm over all n-grams
               that were tried; None where it did not confirm: the slice is exploratory
    """

    ngram: str
    z: float
    texts: int
    decided: int
    gain: Estimate | None
    p: float | None


@dataclass(frozen=True)
class FoundSlices:
    """What was found.

    reader   the model whose decided texts these are
    found_on, tested_on   items of the two halves; `decided_found`, `decided_tested`: how many of
             them are right in order by most seeds, and wrong when shuffled
    slices   the confirmed ones first, then by z; empty where no n-gram stands out
    """

    reader: str
    found_on: int
    decided_found: int
    tested_on: int
    decided_tested: int
    slices: tuple[FoundSlice, ...]
