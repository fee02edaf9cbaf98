"""Labels as they are read: cleaned, checked and renamed; and labels that look alike."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from seqtext.errors import SeqtextError
from seqtext.text.lines import MARK, is_text
from seqtext.text.name_lists import assignment, split_names, unquote

_INVISIBLE = ("Cc", "Cf", "Zs", "Zl", "Zp")  # controls, formats, white space


def parse_renaming(labels: str | None) -> dict[str, str]:
    """The new names of labels from --labels: `a=b,c=d`."""
    assignments = (
        [assignment("--labels", item) for item in split_names("--labels", labels, ",")]
        if labels
        else []
    )
    renaming = {old: unquote(name or "") for old, name in assignments}
    if not all(old and name for old, name in renaming.items()):
        raise SeqtextError(
            "--labels", f"{labels!r} is not a list of OLD=NEW", "write it as 1=neg,2=pos"
        )
    if len(renaming) < len(assignments):
        raise SeqtextError("--labels", f"a label occurs twice in {labels!r}", "name each once")
    return renaming


def read_label(place: str, raw: str, renaming: Mapping[str, str]) -> str:
    """The label after cleaning and renaming. Raises SeqtextError if it is blank or has a tab."""
    label = clean(raw)
    if not label:
        remedy = "give every text a label, or name the columns with --columns"
        raise SeqtextError(place, "the label is empty", remedy)
    if "\t" in label:
        remedy = "check --format, or replace the tab by a space"
        raise SeqtextError(place, "the label holds a tab", remedy)
    if not is_text(label):
        raise SeqtextError(shown_name(place), "the label is not text", "rename it, in UTF-8")
    return renaming.get(label, label)


@lru_cache(1 << 12)
def clean(raw: str) -> str:
    """A label without surrounding white space and byte-order marks; a line break becomes a space.

    A label without visible characters becomes empty.
    """
    label = raw.replace(MARK, "").replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
    return label.strip() if visible_characters(label) else ""


def visible_characters(label: str) -> str:
    """The visible characters of a label."""
    return "".join(c for c in label if unicodedata.category(c) not in _INVISIBLE)


def shown_name(name: str) -> str:
    """A name for messages: bytes that are not UTF-8 are escaped."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def look_alikes(labels: Iterable[str]) -> list[list[str]]:
    """Groups of labels that differ only in case or in invisible characters."""
    groups: dict[str, list[str]] = {}
    for label in sorted(set(labels)):
        key = visible_characters(unicodedata.normalize("NFKC", label)).casefold()
        groups.setdefault(key, []).append(label)
    return [group for group in groups.values() if len(group) > 1]
