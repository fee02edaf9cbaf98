"""What order does in one text: its heat line, and the shortest move or swap that flips its label.

It asks nothing of a model but its log-probabilities for a corpus, so it serves every model.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seqtext.corpus import Corpus, offsets_of

Answer = Callable[[Corpus], np.ndarray]  # -> float [texts, classes], log-probabilities
LONGEST = 400  # tokens of a text that are looked into, from its start
BUDGET = 1 << 19  # tokens that the search for a flip may read, for one text
_BLOCK = 1 << 18  # tokens that are answered at a time


@dataclass(frozen=True)
class Flip:
    """A reordering of a text that the model gives another label.

    kind         "swap": the tokens at `first` and `second` exchange places; "move": the token at
                 `first` goes to `second`, and those between give way
    first        positions of tokens, from 0
    second
    distance     |first - second|: 1 is a swap of neighbours
    label        what the model says then
    probability  of that label
    tokens       the text in its new order; all of it, where the text is longer than what is shown
    """

    kind: str
    first: int
    second: int
    distance: int
    label: str
    probability: float
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class TextHeat:
    """What the order of its words does in one text, for one model.

    label        the model's answer for the text as it stands
    probability  of that label
    tokens       of the text as the model reads it; of a long text the first LONGEST
    heat         for each gap between two tokens, one fewer than tokens: by how much exchanging
                 the two moves the log-odds of `label`; below 0 the label becomes less likely
    flip         the shortest move or swap that changes the label; None where none was found
    searched     all swaps and moves over at most so many tokens were tried; where there is a flip,
                 none is shorter
    whole        nothing was left untried: without a flip, no single swap or move changes the label
    cut          tokens beyond those shown, which stay where they are
    """

    label: str
    probability: float
    tokens: tuple[str, ...]
    heat: tuple[float, ...]
    flip: Flip | None
    searched: int
    whole: bool
    cut: int
