"""Negators: words that negate other words, in English and Spanish."""

from seqtext.text.characters import APOSTROPHES

_ENGLISH = """not no never nothing nobody nowhere neither nor none cannot without hardly barely
scarcely"""
_SPANISH = """no ni nunca jamás nada nadie ningún ninguno ninguna ningunos ningunas tampoco sin
apenas"""
NEGATORS = {"en": frozenset(_ENGLISH.split()), "es": frozenset(_SPANISH.split())}

# English contractions end in n't. Without the apostrophe they are these and a t (didnt); a
# tokeniser may also cut there: "did n't", or "didn ' t". What is another word is left out.
_STEMS = """ain aren couldn didn doesn hadn hasn haven isn mightn mustn needn shouldn wasn weren
wouldn"""
_STRAIGHT = str.maketrans(dict.fromkeys(f"{APOSTROPHES}ʼ", "'"))
_PIECES = frozenset(
    form for stem in _STEMS.split() for form in (stem, f"{stem}t", "cant", "dont", "n't")
)


def is_negator(token: str, language: str | None = None) -> bool:
    """Whether a token negates in `language`, a key of NEGATORS; None: in any of them.

    Case and the form of the apostrophe are ignored. English negators include every contraction in
    n't, and its form without the apostrophe (didnt), unless that is another word (wont, don).
    """
    token = token.lower().translate(_STRAIGHT)
    if language != "es" and (token in _PIECES or token.endswith("n't")):
        return True
    return any(token in NEGATORS[name] for name in ([language] if language else NEGATORS))
