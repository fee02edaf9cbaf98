"""Slices: the same comparison within parts of the test set that are fixed before any result."""

from dataclasses import dataclass

from seqtext.significance import Estimate

FEWEST = 20  # items of a slice that a conclusion can rest on


@dataclass(frozen=True)
class Slice:
    """Some of the test items.

    group     what they were chosen by: negator | distance | polarity | connective | comparative |
              length | label
    name      which of the group: "with a negator", "4-9 tokens"
    items     how many they are
    base      accuracy of the base model here
    model     accuracy of the other model here
    worth     the difference, with its interval: G within the slice
    gain      OIG of the reader here; None where there is no reader
    enough    at least FEWEST items; with fewer there is no conclusion
    """

    group: str
    name: str
    items: int
    base: float
    model: float
    worth: Estimate
    gain: Estimate | None
    enough: bool


@dataclass(frozen=True)
class Slices:
    """All fixed slices.

    model, base  whose difference `worth` is: a* and b* of the headline; where these are one model,
                 the best of the models that read order takes the place of a*
    reader       whose OIG `gain` is; None where no model that reads order was trained twice
    language     whose lists of words were used: "en", "es"; None: the texts are in neither, and the
                 slices that need words are left out
    polar        some of the words that speak most for a label in the training data: label -> words
    slices       group by group
    """

    model: str
    base: str
    reader: str | None
    language: str | None
    polar: dict[str, tuple[str, ...]]
    slices: tuple[Slice, ...]
