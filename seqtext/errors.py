"""What a user can cause: an error with place, cause and remedy on one line; and no memory left."""


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


def unknown_name(place: str, kind: str, name: str, choices: object) -> SeqtextError:
    """The error for a name that is not in a registry; it lists the valid ones."""
    valid = ", ".join(sorted(str(c) for c in choices))  # type: ignore[attr-defined]
    return SeqtextError(place, f"unknown {kind} {name!r}", f"choose one of: {valid}")


def is_of_memory(error: Exception) -> bool:
    """Whether memory was short: Python and torch have classes for it, torch on the CPU, cuDNN and
    CUDA itself have words.
    """
    words = ("can't allocate memory", "ALLOC_FAILED", "out of memory")
    short = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
    return short or (isinstance(error, RuntimeError) and any(word in str(error) for word in words))
