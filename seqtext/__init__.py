"""seqtext: text to sentiment, and where word order changes the result.

The modules stand in one line, low to high; a module imports only from its left:

    errors < files < text < formats < tokenizer < vocabulary < corpus < dataset < options < bags
    < batch < models < metrics < checkpoint < training < network < classifier < significance
    < order < report

`seqtext_corpora` (what the project ships) stands beside `errors` and `files`; the command line,
`seqtext_cli`, stands right of everything. A test holds the order.
"""

__version__ = "0.1.0"

LAYERS = (
    "errors",
    "files",
    "text",
    "formats",
    "tokenizer",
    "vocabulary",
    "corpus",
    "dataset",
    "options",
    "bags",
    "batch",
    "models",
    "metrics",
    "checkpoint",
    "training",
    "network",
    "classifier",
    "significance",
    "order",
    "report",
)
