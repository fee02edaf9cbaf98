"""Same-bag pairs written by hand: `LANGUAGE/natural_pairs.tsv`."""

from importlib.resources import files

from seqtext.errors import unknown_name

LANGUAGES = ("en", "es")
HEADER = ("pair_id", "text", "label")


def read_natural(language: str) -> list[tuple[str, ...]]:
    """The rows (pair_id, text, label): two a pair, the positive text first."""
    if language not in LANGUAGES:
        raise unknown_name("language", "language", language, LANGUAGES)
    text = files(__package__).joinpath(language, "natural_pairs.tsv").read_text(encoding="utf-8")
    header, *rows = (tuple(line.split("\t")) for line in text.splitlines())
    assert header == HEADER, "the file begins with its header"
    return rows
