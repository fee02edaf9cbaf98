"""The comparison of translators, from files to results: the way of `compare translate`."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from seqtext import __version__
from seqtext.errors import SeqtextError
from seqtext.files import ensure_writable, make_folder
from seqtext.formats import InputOptions
from seqtext.order.run import run, versions
from seqtext.order.translation.material import Material, divide
from seqtext.order.translation.plan import Job, Plan
from seqtext.order.translation.results import Results, gather
from seqtext.order.translation.twins import read_twins, twins_of
from seqtext.order.translation.work import LIBRARIES, Work
from seqtext.parallel import Parallel, lint_pairs, read_parallel
from seqtext.tokenizer import Tokenizer


@dataclass(frozen=True)
class Files:
    """What the user names: one file of pairs each, or two aligned ones; and perhaps twins.

    Without training files the shipped pairs are compared.
    """

    train: Sequence[str] = ()
    dev: Sequence[str] = ()
    test: Sequence[str] = ()
    pairs: str | None = None


def shipped(made: dict[str, list[tuple[str, ...]]]) -> Material:
    """The material of the shipped grammar, from the rows that it makes: split -> rows."""
    train, dev, test = (Parallel(*zip(*made[n], strict=True)) for n in ("train", "dev", "test"))
    rows: dict[str, list[tuple[str, str]]] = {}
    for name, source, target in made["pairs"]:
        rows.setdefault(name, []).append((source, target))
    twins = {"grammar": twins_of(rows)}
    told = "the shipped English-Spanish pairs, as they are divided"
    return Material(train, dev, test, twins, 0, told)


def prepare(
    plan: Plan, files: Files, inputs: InputOptions, grammar: Callable[[], Material], folder: str
) -> Work:
    """Read and divide the data; `grammar` makes the shipped pairs, where they are asked for.

    Raises SeqtextError for what cannot be compared.
    """
    if not files.train:
        if files.dev or files.test or files.pairs:
            cause = "a development, test or pairs file without training pairs"
            raise SeqtextError("TRAIN", cause, "name a file of pairs, or none at all")
        return Work(plan, grammar(), None, Path(folder))
    train, dev, test = (
        read_parallel(paths, inputs) if paths else None
        for paths in (files.train, files.dev, files.test)
    )
    assert train is not None
    given = {"given": read_twins(files.pairs)} if files.pairs else {}
    tokenizer = Tokenizer(cased=plan.reading.cased)
    material = divide(train, dev, test, given, plan.split_seed, tokenizer)
    return Work(plan, material, grammar() if plan.grammar else None, Path(folder))


def train_missing(work: Work, workers: int, told: Callable[[Job], None]) -> None:
    """Train what has no result yet; `told` hears of each finished job."""
    make_folder(str(work.folder / "cells"))
    ensure_writable(str(work.folder / "report.json"))
    run(work, workers, told)


def results(work: Work, command: str) -> Results:
    """All that was found, with what the report tells of how it was made."""
    plan, material = work.plan, work.material
    facts: dict[str, Any] = {
        "version": __version__,
        "train": len(material.train),
        "dev": len(material.dev),
        "test": len(material.test),
        "data": material.digest()[:12],
        "seeds": list(plan.seeds),
        "draws": plan.draws,
        "split_seed": plan.split_seed,
        "split": material.told,
        "reading": asdict(plan.reading),
        "options": asdict(plan.options),
        "training": asdict(plan.training),
        "search": asdict(plan.search),
        "versions": versions(*LIBRARIES),
        "device": "1 thread a training",
        "command": command,
        "lint": {**lint_pairs(material.train, material.test), "removed": material.removed},
    }
    return gather(work, facts)
