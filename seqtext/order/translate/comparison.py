"""The comparison of translators, from trainings to results: the way of `compare translate`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from seqtext import __version__
from seqtext.order.trainings.run import computed_apart, run, versions
from seqtext.order.translate.plan import TranslatorJob
from seqtext.order.translate.results import TranslatorResults, gather_translators
from seqtext.order.translate.work import LIBRARIES, TranslatorWork
from seqtext.system.contents import fitting
from seqtext.system.files import ensure_writable, make_folder
from seqtext.tasks.translate.parallel import lint_pairs
from seqtext.translators import translator_reads


def train_translators(
    work: TranslatorWork,
    todo: list[TranslatorJob],
    workers: int,
    on_finished: Callable[[TranslatorJob], None],
) -> None:
    """Train what has no result yet; `on_finished` hears of each finished job."""
    make_folder(str(work.folder / "cells"))
    ensure_writable(str(work.folder / "report.json"))
    run(work, todo, workers, on_finished)


def translator_results(work: TranslatorWork, command: str) -> TranslatorResults:
    """All that was found, with what the report tells of how it was made."""
    plan, material = work.plan, work.material
    counts = lint_pairs(material.train, material.test, plan.reading.digests)
    options = asdict(plan.settings.network)
    reads = {name for model in plan.models for name in translator_reads(model)}
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
        "options": {name: options[name] for name in sorted(reads)},
        "training": asdict(plan.settings.training),
        "search": asdict(plan.search),
        "versions": versions(*LIBRARIES, "scipy"),  # scipy: intervals and tests
        **computed_apart(plan.settings.compute, bf16_on_cpu=True),
        "device": "1 thread a training",
        "command": command,
        "lint": {**counts, "removed": material.removed},
    }
    with fitting(str(work.folder / "cells"), "remove it"):
        return gather_translators(work, facts)
