"""A count with its noun, as messages and reports tell it."""


def quantity(count: int, noun: str, plural: str = "") -> str:
    """1 epoch, 2 epochs, 1,000 epochs; `plural` where that is not the noun and an s."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
