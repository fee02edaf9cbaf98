"""The language of a text, English or Spanish, by its function words.

Function words (articles, prepositions, pronouns, auxiliaries) are the most frequent words of every
text, and few are common to two languages (Grefenstette 1995, "Comparing two language identification
schemes"). Words of both languages ("a", "no", "me", "he") or of many others ("de", "la", "que",
"in", "on", "was") are in neither list.
"""

from collections import Counter
from collections.abc import Sequence

from seqtext.text.tokenizer import Tokenizer

_ENGLISH = """the of and to is it that with for this are by be but not you his they from
have which their been were would who there its if what when than your our or"""
_SPANISH = """el los las del y una por con para lo su sus como más pero ya muy fue porque cuando sin
sobre está entre ser hay todo también era eso esto nos cada donde ni"""
FUNCTION_WORDS = {"en": frozenset(_ENGLISH.split()), "es": frozenset(_SPANISH.split())}
LEAST = 0.02  # of the tokens; running text of the language has a tenth and more, another 0.01
SAMPLE = 1000  # texts that are looked at, evenly from all


def language_of(texts: Sequence[str]) -> str | None:
    """ "en" or "es", by the larger share of function words; None if both are rare."""
    tokenizer = Tokenizer(marks=False)
    step = max(1, len(texts) // SAMPLE)
    return language_by(Counter(word for text in texts[::step] for word in tokenizer(text)))


def language_by(counts: Counter[str]) -> str | None:
    """The same from counts of lower-cased words."""
    shares = {
        language: sum(counts[word] for word in words) / max(counts.total(), 1)
        for language, words in FUNCTION_WORDS.items()
    }
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] >= LEAST else None
