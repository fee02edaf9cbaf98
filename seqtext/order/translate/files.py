"""The files of a comparison of translators, read and divided: no torch is needed for that."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from seqtext.errors import SeqtextError
from seqtext.network_options import check_heads
from seqtext.order.translate.material import PairMaterial, divide_pairs
from seqtext.order.translate.plan import TranslatorPlan
from seqtext.order.translate.twins import read_twins, twins_of
from seqtext.tasks.translate.parallel import Parallel, read_parallel
from seqtext.text.formats import InputOptions
from seqtext.translators import translator_reads


@dataclass(frozen=True)
class PairFiles:
    """What the user names: one file of pairs each, or two aligned ones; and perhaps twins.

    Without training files the shipped pairs are compared. group: the column of the training file
    whose pairs of one name stay together.
    """

    train: Sequence[str] = ()
    dev: Sequence[str] = ()
    test: Sequence[str] = ()
    pairs: str | None = None
    group: str | None = None


def shipped_material(grammar_rows: dict[str, list[tuple[str, ...]]]) -> PairMaterial:
    """The material of the shipped grammar, from the rows that it makes: split -> rows."""
    train, dev, test = map(_pairs, (grammar_rows[name] for name in ("train", "dev", "test")))
    rows: dict[str, list[tuple[str, str]]] = {}
    for name, source, target in grammar_rows["pairs"]:
        rows.setdefault(name, []).append((source, target))
    twins = {"grammar": twins_of(rows)}
    description = "the shipped English-Spanish pairs, as they are divided"
    return PairMaterial(train, dev, test, twins, 0, description)


def _pairs(rows: Sequence[tuple[str, ...]]) -> Parallel:
    sources, targets = zip(*rows, strict=True)
    return Parallel(sources, targets)


def read_materials(
    plan: TranslatorPlan,
    files: PairFiles,
    inputs: InputOptions,
    grammar: Callable[[], PairMaterial],
) -> tuple[PairMaterial, PairMaterial | None]:
    """Read and divide the data; `grammar` makes the shipped pairs, where they are asked for.

    The second answer is the shipped pairs, where models learn them beside the data. Raises
    SeqtextError for what cannot be compared.
    """
    if any("heads" in translator_reads(model) for model in plan.models):
        check_heads(plan.settings.network)
    if not files.train:
        if files.dev or files.test or files.pairs or files.group:
            cause = "a development, test or pairs file, or --group, without training pairs"
            raise SeqtextError("TRAIN", cause, "name a file of pairs, or none at all")
        return grammar(), None
    train = read_parallel(files.train, inputs.grouped(files.group))
    dev, test = (
        read_parallel(paths, inputs) if paths else None for paths in (files.dev, files.test)
    )
    user_twins = {"given": read_twins(files.pairs, inputs.decoding)} if files.pairs else {}
    material = divide_pairs(train, dev, test, user_twins, plan.split_seed, plan.reading)
    return material, grammar() if plan.grammar else None
