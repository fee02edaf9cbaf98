"""Errors that a user can cause: place, cause and remedy on one line; and running out of memory."""

from collections.abc import Iterable

NEAR = 0.7  # least ratio of difflib for a near name: one letter of four may be wrong


class SeqtextError(Exception):
    """The user's input cannot be used. The command line prints the error on one line and exits 1.

    `place` is a file, file:line or file:line:byte, an option or a folder; `cause` says what is
    wrong there; `remedy` says what to do about it. None of them ends in a full stop.
    """

    def __init__(self, place: str, cause: str, remedy: str) -> None:
        super().__init__(f"{place}: {cause}; {remedy}")
        self.place = place
        self.cause = cause
        self.remedy = remedy

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        """Keep the three parts when a worker process sends the error to its parent."""
        return type(self), (self.place, self.cause, self.remedy)


def unknown_name(
    place: str, kind: str, name: str, choices: Iterable[object], meant: str | None = None
) -> SeqtextError:
    """The error for a name that is not in a registry; it lists the valid ones.

    `meant`: the name that the user probably meant; by default the nearest of the choices.
    """
    valid = sorted(str(choice) for choice in choices)
    near = meant or nearest(name, valid)
    hint = f"did you mean {near}? " if near else ""
    return SeqtextError(
        place, f"unknown {kind} {name!r}", f"{hint}choose one of: {', '.join(valid)}"
    )


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """The choice nearest to a mistyped name, ignoring case; None if none is near."""
    from difflib import get_close_matches  # imported here, because only an error needs it

    lowered = {choice.lower(): choice for choice in choices}
    matches = get_close_matches(name.lower(), lowered, 1, NEAR)
    return lowered[matches[0]] if matches else None


def is_of_memory(error: Exception) -> bool:
    """Whether the error means that memory ran out.

    Python and torch raise classes for it. Torch on the CPU, cuDNN and CUDA raise RuntimeError with
    one of these phrases.
    """
    phrases = ("can't allocate memory", "ALLOC_FAILED", "out of memory")
    has_class = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
    return has_class or (
        isinstance(error, RuntimeError) and any(phrase in str(error) for phrase in phrases)
    )
