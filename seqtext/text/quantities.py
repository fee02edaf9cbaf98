"""A count with its noun, for messages and reports."""


def quantity(count: int, noun: str, plural: str = "") -> str:
    """1 epoch, 2 epochs, 1,000 epochs; `plural` if it is not the noun with an s."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
