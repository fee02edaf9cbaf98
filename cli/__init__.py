"""The command line, a file a command; `seqtext_cli` when installed.

A module imports only from modules to its left, from the library and from `seqtext_corpora`.
"""

LAYERS = (
    "any_texts",
    "ending",
    "sections",
    "command",
    "progress",
    "model_names",
    "options",
    "group",
    "settings",
    "comparison_run",
    "suite",
    "compare",
    "compare_task",
    "compare_translate",
    "comparing",
    "control",
    "corpora",
    "trained_columns",
    "attention",
    "evaluate",
    "explain",
    "info",
    "main",
    "memory",
    "order",
    "predict",
    "report",
    "score",
    "split",
    "training_run",
    "train",
    "vocab",
)
