"""Text made fit to show: nothing in it may steer a terminal, and a minus looks like one."""

import re
import unicodedata

# Marks that turn the direction of writing would reorder the rest of the line.
_TURNS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def visible(text: str) -> str:
    """The text on one line without control characters; each of them becomes a space."""
    shown = "".join(" " if _steers(char) else char for char in text)
    return " ".join(shown.split())


def _steers(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or ord(char) in _TURNS


def minus(text: str) -> str:
    """A true minus sign before numbers and between terms; hyphens in words stay."""
    return re.sub(r"(?<![\w-])-(?=[\d ])", "\u2212", text)
