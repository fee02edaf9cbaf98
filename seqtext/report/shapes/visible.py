"""Text made fit to show: nothing in it may steer a terminal or page; a minus looks like one."""

import re
import unicodedata

# Marks that turn the direction of writing would reorder the rest of the line.
_TURNS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def visible(text: str) -> str:
    """The text on one line, its control characters shown: [U+001B] for escape."""
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """The text with its blanks and line ends as they are, and control characters shown."""
    return "".join(f"[U+{ord(char):04X}]" if _steers(char) else char for char in text)


def _steers(char: str) -> bool:
    if char in "\t\n":
        return False
    kind = unicodedata.category(char)
    return kind in ("Cc", "Cs", "Zl", "Zp") or ord(char) in _TURNS


def minus(text: str) -> str:
    """A true minus sign before numbers and between terms; hyphens in words stay."""
    return re.sub(r"(?<![\w-])-(?=[\d ])", "\u2212", text)
