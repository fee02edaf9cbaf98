"""Scripts without spaces between words, which the tokeniser `word` cannot split into words."""

import re
from collections.abc import Sequence
from functools import cache
from random import Random

from seqtext.text.tokenizer import Tokenizer

LEAST = 0.01  # least share of all letters for a note
LOOKED_AT = 1000  # texts of a data set: enough to see a hundredth
_SINGLED = {  # one token per character, since version 2 of `word`
    "Han": "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "Kana": "\u3041-\u3096\u309d-\u30ff\uff66-\uff9f",
}
_WHOLE = {  # the text between two spaces is one token; UAX 29 requires a dictionary
    "Thai": "\u0e01-\u0e7f",
    "Lao": "\u0e81-\u0eff",
    "Myanmar": "\u1000-\u109f",
    "Khmer": "\u1780-\u17ff",
    "Javanese": "\ua980-\ua9df",
    "Tai": "\u1950-\u19df\u1a20-\u1aaf\uaa80-\uaadf",
}
_SCRIPTS = _SINGLED | _WHOLE


def unspaced(strings: Sequence[str], weights: Sequence[int], tokenizer: Tokenizer) -> str | None:
    """A note on such scripts; None if the tokeniser is not `word` or they are rare.

    strings: tokens or texts. weights: the number of occurrences of each.
    """
    if tokenizer.name != "word":
        return None
    among_them = _among("".join(_SCRIPTS.values())).search
    if not among_them("".join(strings)):  # most text has none of them, and is done with here
        return None
    letters, counts = 0, dict.fromkeys(_SCRIPTS, 0)
    for string, weight in zip(strings, weights, strict=True):
        letters += len(string) * weight
        if not string.isascii() and among_them(string):
            for name, members in _SCRIPTS.items():
                counts[name] += len(_among(members).findall(string)) * weight
    if sum(counts.values()) < LEAST * letters:
        return None
    names = [name for name, count in counts.items() if count >= LEAST / 2 * letters]
    singled = tokenizer.version > 1 and all(name in _SINGLED for name in names)
    what = "a character" if singled else "all that stands between two spaces"
    return (
        f"{sum(counts.values()) / letters:.0%} of the text is {' and '.join(names)}, which has no "
        f"spaces between words: to the tokenizer word {what} is a token (see --tokenizer char)"
    )


@cache
def _among(members: str) -> re.Pattern[str]:
    """A pattern for these characters, compiled when it is first needed."""
    return re.compile(f"[{members}]")


def unspaced_in(texts: Sequence[str], tokenizer: Tokenizer) -> str | None:
    """The same for the texts of a data set, from a sample of LOOKED_AT."""
    some = Random(0).sample(texts, min(LOOKED_AT, len(texts)))
    return unspaced(some, [1] * len(some), tokenizer)
