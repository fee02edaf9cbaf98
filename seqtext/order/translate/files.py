"""The files of a comparison of translators, read and divided: no torch is needed for that."""

from collections.abc import Callable
from typing import Any

from seqtext.errors import SeqtextError
from seqtext.order.comparison import Files, read_data, refuse, work_on
from seqtext.order.trainings.material import divide
from seqtext.order.trainings.plan import Plan
from seqtext.order.translate.material import PairMaterial, with_twins
from seqtext.order.translate.twins import read_twins
from seqtext.order.translate.work import TranslatorWork
from seqtext.text.inputs import InputOptions
from seqtext.text.tokenizer import Tokenizer


def prepare_pairs(
    plan: Plan,
    files: Files,
    pairs: str | None,
    inputs: InputOptions,
    folder: str,
    grammar: Callable[[], PairMaterial],
) -> TranslatorWork:
    """Read and divide the data, and refuse what would fail after hours of other trainings.

    pairs    a file of twins
    grammar  makes the shipped pairs: they are compared without training files
    """
    refuse(plan)
    if not files.train:
        if files.dev or files.test or pairs or files.group or plan.folds > 1:
            cause = "an option of training pairs, without any: --dev, --test, --pairs, --group, "
            remedy = "name a file of pairs, or omit the option"
            raise SeqtextError("TRAIN", cause + "--folds", remedy)
        work: TranslatorWork = work_on(plan, grammar(), folder)
        return work
    data, notes = read_data(plan, files, inputs)
    given = {"given": read_twins(pairs, inputs.decoding)} if pairs else {}
    every: Any = [part for part in data if part is not None]
    train, dev, test = data
    assert train is not None
    tokenizer = Tokenizer(cased=plan.reading.cased)
    material = with_twins(divide(plan, train, dev, test), every, given, tokenizer)
    work = work_on(plan, material, folder, notes)
    return work.with_grammar(grammar()) if plan.grammar else work
