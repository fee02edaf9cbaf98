"""seqtext: text to sentiment, and where word order changes the result.

The modules stand in one line, low to high (`LAYERS`); a module imports only from its left.
`seqtext_corpora` (what the project ships) stands beside `errors` and `files`; the command line,
`seqtext_cli`, stands right of everything. A test holds the order; ARCHITECTURE.md explains it.
"""

__version__ = "0.1.0"

LAYERS = (
    "errors",
    "files",
    "text",
    "records",
    "formats",
    "tokenizer",
    "negators",
    "blocks",
    "compiled",
    "alphabet",
    "scan",
    "scanner",
    "lexicon",
    "counting",
    "counts",
    "vocabulary",
    "torchtext_bridge",
    "encoding",
    "corpus",
    "dataset",
    "lint",
    "options",
    "device",
    "rows",
    "bags",
    "batch",
    "metrics",
    "models",
    "checkpoint",
    "optimizer",
    "training",
    "network",
    "classifier",
    "explanation",
    "student",
    "significance",
    "hypotheses",
    "resampling",
    "order",
    "report",
)
