"""What a user can cause: an error with place, cause and remedy on one line; and no memory left."""

from collections.abc import Iterable

NEAR = 0.7  # of difflib's ratio: one letter of four may be wrong


class SeqtextError(Exception):
    """What the user gave cannot be used; the command line prints it on one line and exits 1.

    `place` is a file, file:line or file:line:byte, an option or a folder; `cause` says what is
    wrong there; `remedy` says what to do about it. None of them ends in a full stop.
    """

    def __init__(self, place: str, cause: str, remedy: str) -> None:
        super().__init__(f"{place}: {cause}; {remedy}")
        self.place = place
        self.cause = cause
        self.remedy = remedy

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        """Keep the three parts when a worker process hands the error to its parent."""
        return type(self), (self.place, self.cause, self.remedy)


def unknown_name(
    place: str, kind: str, name: str, choices: Iterable[object], meant: str | None = None
) -> SeqtextError:
    """The error for a name that is not in a registry; it lists the valid ones.

    `meant`: what the user may have meant; by default the nearest of the choices.
    """
    valid = sorted(str(choice) for choice in choices)
    near = meant or nearest(name, valid)
    hint = f"did you mean {near}? " if near else ""
    return SeqtextError(
        place, f"unknown {kind} {name!r}", f"{hint}choose one of: {', '.join(valid)}"
    )


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """The choice that a mistyped name is next to, whatever its case; None where none is near."""
    from difflib import get_close_matches  # now: only an error needs it

    lowered = {choice.lower(): choice for choice in choices}
    found = get_close_matches(name.lower(), lowered, 1, NEAR)
    return lowered[found[0]] if found else None


def is_of_memory(error: Exception) -> bool:
    """Whether memory was short: Python and torch have classes for it, torch on the CPU, cuDNN and
    CUDA itself have words.
    """
    words = ("can't allocate memory", "ALLOC_FAILED", "out of memory")
    short = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
    return short or (isinstance(error, RuntimeError) and any(word in str(error) for word in words))
