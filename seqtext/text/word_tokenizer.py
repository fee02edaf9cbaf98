"""The tokeniser `word`: its definition as regular expressions; docs/tokens.md describes it.

A pattern covers Unicode up to a limit, as low as the text permits: ASCII, the alphabets, the plane
with the CJK characters, all. Higher limits are slower to compile and to run.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import groupby

from seqtext.text.characters import ALL, APOSTROPHES, VERSION, character_kinds

_ASCII, *_, _ALL = _LIMITS = (0x80, 0x3000, 0x10000, ALL)
_STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


def word(text: str, marks: bool, version: int = VERSION, straight: bool = True) -> list[str]:
    """The tokens of a text after `settled`.

    marks: include tokens that are not words. straight: an apostrophe within a word becomes '.
    """
    limit = _limit(text)
    if version == 1:
        return _pattern_1(limit, marks)(text)
    tokens = _pattern(limit, marks)(text)
    if not marks:
        tokens = list(filter(None, tokens))
    return _straightened(tokens) if straight and _is_odd(text) else tokens


def settled(text: str) -> str:
    """The preparation: remove invisible characters and selectors without a symbol, then NFC."""
    limit = _limit(text)
    if limit > _ASCII:
        ignored, selectors = _class(limit, VERSION, "X"), _class(limit, VERSION, "V")
        text = _substitute(f"{ignored}+")("", text)
        if re.search(selectors, text):
            text = _selection(limit)(_selected, text)
    return unicodedata.normalize("NFC", text)


def _straightened(tokens: list[str]) -> list[str]:
    return [t if t[0] in APOSTROPHES else t.translate(_STRAIGHT) for t in tokens]


_is_odd = re.compile(f"[{APOSTROPHES.replace(chr(39), '')}]").search


def _limit(text: str) -> int:
    """The lowest limit above all characters of the text."""
    if text.isascii():
        return _ASCII
    return next((limit for limit in _LIMITS[1:-1] if not _beyond(limit)(text)), _ALL)


@cache
def _beyond(limit: int) -> Callable[[str], re.Match[str] | None]:
    return re.compile(f"[\\U{limit:08x}-\\U0010ffff]").search


@cache
def _members(limit: int, version: int) -> dict[str, str]:
    """The members of each kind below `limit`, as ranges for a character class."""
    ranges: dict[str, str] = {}
    start = 0
    for name, run in groupby(character_kinds(version, limit)):
        stop = start + sum(1 for _ in run)
        ranges[name] = ranges.get(name, "") + f"\\U{start:08x}-\\U{stop - 1:08x}"
        start = stop
    return ranges


def _class(limit: int, version: int, names: str) -> str:
    """A character class of these kinds; if there are none, a class that matches nothing."""
    members = _members(limit, version)
    inside = "".join(members.get(name, "") for name in names)
    return f"[{inside}]" if inside else "[^\\U00000000-\\U0010ffff]"


# --- version 1 --------------------------------------------------------------------------------


@cache
def _pattern_1(limit: int, marks: bool) -> Callable[[str], list[str]]:
    """A token is a run of letters, marks and digits, in which an apostrophe may follow a letter or
    its mark and precede a letter; or, if marks are kept, any other visible character.
    """
    token = _word(limit, 1, "A")
    single = _class(limit, 1, "OA")
    return re.compile(f"{token}|{single}" if marks else token).findall


def _word(limit: int, version: int, between_letters: str, between_any: str = "") -> str:
    run, letter, lettered = (_class(limit, version, names) for names in ("LMD", "L", "LM"))
    inside = f"(?<={lettered}){_class(limit, version, between_letters)}(?={letter})"
    if between_any:
        inside = f"(?:{inside}|{_class(limit, version, between_any)}+)"
    return f"{run}+(?:{inside}{run}+)*"


# --- version 2 --------------------------------------------------------------------------------


@cache
def _pattern(limit: int, marks: bool) -> Callable[[str], list[str]]:
    """A token is a run as in version 1, with joiners allowed; an ideograph with its marks; or a
    cluster. Without marks, clusters match as empty strings.
    """
    if limit == _ASCII:
        token, single = _word(limit, VERSION, "A"), _class(limit, VERSION, "OA")
        return re.compile(f"{token}|{single}" if marks else token).findall
    token = _word(limit, VERSION, "A", "JZ")
    ideograph = _class(limit, VERSION, "I") + _class(limit, VERSION, "M") + "*"
    keycap, others = _clusters(limit)
    if marks:
        return re.compile(f"{keycap}|{token}|{ideograph}|{others}").findall
    return re.compile(f"{keycap}|({token}|{ideograph})|{others}").findall


@cache
def _clusters(limit: int) -> tuple[str, str]:
    """Visible characters that are not words, with all that belongs to them: a keycap 1⃣, and
    others.
    """
    selectors, key, marks, flag, picture, more, link, other = (
        _class(limit, VERSION, names) for names in ("V", "K", "MVK", "F", "PT", "MVKTG", "Z", "OAK")
    )
    part = f"{picture}{more}*"
    emoji = f"{part}(?:{link}{part})*"
    keycap = f"[0-9]{selectors}*{key}{marks}*"
    return keycap, f"{flag}{{1,2}}{marks}*|{emoji}|{other}{marks}*"


@cache
def _selection(limit: int) -> Callable[..., str]:
    """Clusters, which keep selectors; runs and other places, which do not."""
    keycap, others = _clusters(limit)
    run, more, selectors = (_class(limit, VERSION, names) for names in ("LMD", "LMDV", "V"))
    return _substitute(f"({keycap}|{others})|{run}{more}*|{selectors}+")


def _selected(match: re.Match[str]) -> str:
    return match[1] or re.sub(_class(_ALL, VERSION, "V"), "", match[0])


@cache
def _substitute(pattern: str) -> Callable[..., str]:
    return re.compile(pattern).sub
