"""What a file or folder of seqtext is: the record of `info`, and its table."""

import os
import sys
from textwrap import wrap
from typing import Any, TextIO

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.order.effects.figures import percent
from seqtext.report.shapes.visible import visible
from seqtext.report.signature import signature
from seqtext.report.stored import read_record, task_of
from seqtext.system.contents import UnfitError, fitting, tensor
from seqtext.system.files import open_input
from seqtext.system.model_file import FOREIGN, read_model
from seqtext.tasks.task import TASKS
from seqtext.text.quantities import quantity
from seqtext.words.counts import Counts
from seqtext.words.subwords import stored_tokenizer
from seqtext.words.vocabulary import Vocabulary

NOT_RECORDED = "not recorded"
SHOWN = 20  # labels of a line
_NO_WEIGHTS = ("vocabulary.", "ngrams.", "hashing", "idf", "text_hashes")


def info(path: str) -> dict[str, Any]:
    """What there is at a path: "kind", and what belongs to it; None where it is not recorded.

    Loads no torch. Raises SeqtextError for what seqtext did not write, or what is damaged.
    """
    if path == "-":
        raise SeqtextError("info", "does not read standard input", "name a file or a folder")
    if os.path.isdir(path):
        return {"kind": "report", **_report(path)}
    with open_input(path) as file:
        start = file.read(32)
    size = {"bytes": os.path.getsize(path)}
    if start.startswith(b"#seqtext counts"):
        counts = Counts.read(path)
        tokenizer, texts = counts.tokenizer.to_json(), counts.texts
        return {"kind": "counts", **size, "tokenizer": tokenizer, "texts": texts, **_sums(counts)}
    if start.startswith(b"#seqtext "):
        words = Vocabulary.read(path)
        return {
            "kind": "vocabulary",
            **size,
            "tokenizer": words.tokenizer.to_json(),
            **_sums(words),
        }
    try:
        return {"kind": "model", **size, **_model(path)}
    except SeqtextError as error:
        if error.cause != FOREIGN:
            raise
        cause = "is not a model, vocabulary, counts file or report of seqtext"
        raise SeqtextError(path, cause, "name a file or a folder that seqtext wrote") from None


def _sums(words: Counts | Vocabulary) -> dict[str, Any]:
    return {"tokens": len(words.tokens), "occurrences": int(np.sum(words.counts))}


def _model(path: str) -> dict[str, Any]:
    tensors, header = read_model(path)
    record = {key: header.get(key) for key in ("task", "model", "tokenizer", "max_length")}
    if record["task"] not in TASKS:
        return {"task": record["task"], "place": header.get("place")}
    with fitting(path):
        origin, training = header.get("origin", {}), header["signature"]
        sizes = {side: _vocabulary(tensors, header, side) for side in _sides(tensors)}
        vocabulary = sizes.get("", sizes)
        weights = [t.size for name, t in tensors.items() if not name.startswith(_NO_WEIGHTS)]
        facts = {
            **training,
            **{k: record[k] for k in ("model", "tokenizer")},
            "vocabulary": vocabulary,
        }
        hashes = tensors.get("text_hashes")
        return {
            **record,
            "parameters": int(sum(weights)),
            "vocabulary": vocabulary,
            "labels": header.get("labels"),
            "texts": origin.get("texts"),
            "dev": origin.get("dev"),
            "input": origin.get("input"),
            "text_hashes": None if hashes is None else int(hashes.size),
            "signature": signature(facts) if "" in sizes else _signature(facts, sizes),
        }


def _signature(facts: dict[str, Any], sizes: dict[str, Any]) -> str:
    """Of a translator: both sides, which may share one vocabulary; their tokenisers stand there."""
    both = {side: sizes.get(side, sizes["target"]) for side in ("source", "target")}
    return signature({**facts, "tokenizer": None, "vocabulary": both})


def _sides(tensors: dict[str, np.ndarray]) -> list[str]:
    """Of the vocabularies in a model file: "" for one alone, source and target for a translator."""
    names = [name.split(".") for name in tensors if name.startswith("vocabulary.")]
    sides = sorted({parts[1] if len(parts) > 2 else "" for parts in names})
    if not sides:
        raise UnfitError("there is no vocabulary")
    return sides


def _vocabulary(
    tensors: dict[str, np.ndarray], header: dict[str, Any], side: str
) -> dict[str, Any]:
    stem = f"vocabulary.{side}." if side else "vocabulary."
    definition = header["tokenizer"][side] if side else header["tokenizer"]
    words = Vocabulary.from_bytes(
        tensor(tensors, stem + "bytes", np.uint8, None),
        tensor(tensors, stem + "offsets", np.int64, None),
        stored_tokenizer(definition),
    )
    return {"size": len(words), "digest": words.digest()}


def _report(folder: str) -> dict[str, Any]:
    record = read_record(folder)
    verdict = record.get("sentence") or record["verdict"]["sentence"]  # 0.1.0: of translators
    models = [model.get("model") for model in record.get("models", [])]
    return {
        "task": task_of(record),
        "verdict": verdict,
        "models": models,
        "items": record.get("items"),
        "command": record.get("facts", {}).get("command"),
        "signature": record.get("signature"),
    }


def render_info(record: dict[str, Any], file: TextIO | None = None) -> None:
    """Print the record, a name and its value a line: to stdout, or to `file`.

    On a terminal a long value goes on below itself.
    """
    from rich.text import Text

    from seqtext.report.terminal import console, show_line

    out = console(file or sys.stdout)
    width = 2 + max(map(len, _NAMES.values()))
    rows = [(name, _cell(key, record[key])) for key, name in _NAMES.items() if key in record]
    for name, value in [("", record["kind"]), *rows]:
        room = len(value) + 1 if out.columns is None else max(out.columns - width, 20)
        for number, line in enumerate(wrap(value, room) or [""]):
            out.print(Text((name if number == 0 else "").ljust(width) + line), soft_wrap=True)
    if record.get("signature"):
        show_line(record["signature"], out)


_NAMES = {
    "task": "task",
    "model": "model",
    "place": "stopped after",
    "verdict": "verdict",
    "models": "models",
    "items": "test items",
    "labels": "labels",
    "texts": "training texts",
    "dev": "development set",
    "parameters": "parameters",
    "vocabulary": "vocabulary",
    "tokens": "tokens",
    "occurrences": "occurrences",
    "tokenizer": "tokeniser",
    "max_length": "longest text",
    "input": "read with",
    "text_hashes": "text hashes",
    "bytes": "bytes",
    "command": "command",
}


def _cell(key: str, value: Any) -> str:
    """A value in words."""
    if key == "max_length":
        return "never cut" if value is None else quantity(value, "token")
    if key == "text_hashes":
        return "none" if value is None else f"{value:,}"
    if value is None:
        return NOT_RECORDED
    if key == "dev":
        right = value.get("accuracy")
        score = "no known label" if right is None else f"{percent(right)} % right"
        score = f"BLEU {value['bleu']:.2f}" if "bleu" in value else score
        return f"{score} on {quantity(value['texts'], 'text')}"
    if key == "texts" and isinstance(value, dict):
        counts = ", ".join(f"{visible(k)} {n:,}" for k, n in list(value.items())[:SHOWN])
        more = ", …" if len(value) > SHOWN else ""
        return f"{sum(value.values()):,} ({counts}{more})"
    if key == "vocabulary":
        sides = [value] if "size" in value else list(value.values())
        return " and ".join(quantity(side["size"], "token") for side in sides)
    if isinstance(value, dict):
        return ", ".join(f"{k} {_plain(v)}" for k, v in value.items()) or "defaults"
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dict):
        return "(" + ", ".join(f"{k} {_plain(v)}" for k, v in value.items() if k != "merges") + ")"
    if isinstance(value, list):
        names = ", ".join(visible(str(item)) for item in value[:SHOWN])
        return names + (", …" if len(value) > SHOWN else "")
    return visible(str(value))
