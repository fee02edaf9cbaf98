"""What the project ships to learn and test on; `seqtext_corpora` when installed.

A module imports only from modules to its left, and from the library.
"""

LAYERS = (
    "archive",
    "natural",
    "grammar",
    "splits",
    "sentiment",
    "words",
    "phrases",
    "clauses",
    "translation",
    "catalogue",
    "sources",
    "fetch",
)
