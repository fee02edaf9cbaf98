"""The comparison of translators: the control is blind by construction, and the plan has it."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from seqtext.errors import SeqtextError
from seqtext.network_options import TranslatorOptions
from seqtext.options import SearchOptions, TranslatorSettings
from seqtext.order.comparison import work_on
from seqtext.order.trainings.material import DataSplit
from seqtext.order.trainings.orders import shuffled
from seqtext.order.trainings.plan import Job, Plan, fit_budget, jobs
from seqtext.order.trainings.results import ORDERED, SHUFFLED
from seqtext.order.translate.judge import Judge, text_tensors, texts_of
from seqtext.order.translate.material import PairMaterial
from seqtext.order.translate.plan import models_of
from seqtext.order.translate.twins import Twins
from seqtext.tasks.task import task_named
from seqtext.tasks.translate.network import build_network
from seqtext.tasks.translate.pair_reading import PairReading, vocabularies
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.translator import Translator
from seqtext.translators import TranslatorSpec

SOURCES = ("The dog bites the man", "The man bites the dog", "a cat sees a dog", "a dog sees a cat")
TARGETS = ("El perro muerde al hombre", "El hombre muerde al perro", "Uno ve otro", "Otro ve uno")
PAIRS = Parallel(SOURCES, TARGETS)
TWINS = tuple(Twins(SOURCES[i : i + 2], ((TARGETS[i],), (TARGETS[i + 1],))) for i in (0, 2))
SMALL = TranslatorOptions(embedding=16, hidden=16, layers=1, heads=2, dropout=0.0)
CONTROL = "transformer-blind"
TRANSLATE = task_named("translate")


def material(train: Parallel = PAIRS) -> PairMaterial:
    part = DataSplit(train, PAIRS, PAIRS)
    return PairMaterial((part,), np.arange(len(PAIRS)), (), "all", {"given": TWINS})


def translator(name: str, seed: int, tokenizer: str = "word") -> Translator:
    """An untrained one: what it says hangs on its weights alone."""
    reading = PairReading(tokenizer, subwords=60, max_length=None)
    source, target = vocabularies(PAIRS, reading)
    torch.manual_seed(seed)
    network = build_network(name, (len(source), len(target)), SMALL, reading.joint)
    return Translator(name, SMALL, network, source, target, max_length=None, signature={})


@pytest.mark.parametrize("name", [CONTROL, "blind-gru"])
@pytest.mark.parametrize("tokenizer", ["word", "bpe"])
def test_the_control_is_blind_by_construction(name, tokenizer):
    for seed in range(4):
        control = translator(name, seed, tokenizer)
        judge = Judge(control, SearchOptions(beam=2))
        sources = judge.read(SOURCES)
        in_order = control.texts(sources, judge.search)
        for draw in (1, 2):  # the network itself, asked anew for each order
            assert control.texts(shuffled(sources, seed, draw), judge.search) == in_order
        tensors, left_out = judge.on_twins("given", TWINS)
        said = texts_of("twins.given", tensors)
        assert (left_out, said[0], said[2]) == (0, said[1], said[3])
        assert tensors["twins.given.exact"].min(axis=1).max() == 0
        assert tensors["twins.given.prefers"].min(axis=1).max() == 0


def test_a_control_that_sees_order_is_refused(monkeypatch):
    """Claimed blind by its name, with positions in its encoder and ids that nobody sorts."""
    monkeypatch.setattr(Translator, "blind", False)
    seeing = replace(SMALL, positions="sinusoidal")
    reading = PairReading(max_length=None)
    source, target = vocabularies(PAIRS, reading)
    torch.manual_seed(0)
    network = build_network("transformer", (len(source), len(target)), seeing, reading.joint)
    claimed = Translator(CONTROL, seeing, network, source, target, max_length=None, signature={})
    judge = Judge(claimed, SearchOptions())
    judge.blind = True
    refused = pytest.raises(
        AssertionError, match="transformer-blind is blind and yet saw the order"
    )
    with refused:
        judge(judge.read(SOURCES), PAIRS)
    with refused:
        judge.on_twins("given", TWINS)


def test_a_blind_control_is_asked_for_two_orders_of_each_bag():
    """And once for each bag, in whatever order its words come."""
    judge = Judge(translator(CONTROL, 0), SearchOptions())
    sources = judge.read(SOURCES)
    first, second = (judge(view, PAIRS) for view in (sources, shuffled(sources, 0, 1)))
    assert judge.reordered == 2  # SOURCES are two bags
    assert all(np.array_equal(first[name], second[name]) for name in ("bleu", "chrf", "exact"))


def test_one_that_reads_order_tells_twins_apart():
    judge = Judge(translator("seq2seq-gru", 1), SearchOptions())
    scores = judge.translator.score([SOURCES[0], SOURCES[1]], [TARGETS[0]] * 2)
    assert abs(scores[0] - scores[1]) > 1e-3


def test_texts_come_back_from_tensors():
    texts = ["", "niño", "a b", ""]
    assert texts_of("x", text_tensors("x", texts)) == texts
    assert texts_of("x", text_tensors("x", [])) == []


# --- the plan ---------------------------------------------------------------------------------


def plan(*models: str, **more) -> Plan:
    specs, settings = tuple(map(TranslatorSpec, models)), TranslatorSettings()
    return Plan(TRANSLATE, specs, (0, 1), PairReading(), settings, (SearchOptions(),), **more)


def test_a_blind_model_is_trained_on_no_shuffle():
    found = [(str(job.model), job.kind, job.seed) for job in jobs(plan("transformer", CONTROL))]
    assert found == [
        *(("transformer", kind, seed) for kind in (ORDERED, SHUFFLED) for seed in (0, 1)),
        *((CONTROL, ORDERED, seed) for seed in (0, 1)),
    ]
    both = plan("transformer", CONTROL, grammar=True, folds=2, learning=True)
    names = [job.name for job in jobs(both)]
    assert len(set(names)) == len(names) == 2 * (6 + 3 * 4) + 4


def test_a_budget_never_takes_the_only_control():
    asked = plan("transformer", "seq2seq-gru", CONTROL, grammar=True)
    left, told = fit_budget(asked, jobs(asked), 10**6, 1, 1.0)
    assert [str(model) for model in left.models] == [CONTROL]
    assert told[:2] == ["the shipped pairs", "seed 1"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("transformer", ("transformer", CONTROL)),
        ("gru-transformer, blind-gru,gru-transformer", ("gru-transformer", "blind-gru")),
    ],
)
def test_a_control_is_always_there(text, names):
    assert tuple(map(str, models_of(text, SMALL))) == names


def test_a_model_without_positions_is_the_control():
    specs = models_of("seq2seq-gru,transformer", TranslatorOptions(positions="none"))
    assert tuple(map(str, specs)) == ("seq2seq-gru", CONTROL)
    with pytest.raises(SeqtextError, match="no model that reads order"):
        models_of("transformer", TranslatorOptions(positions="none"))


@pytest.mark.parametrize("text", ["", CONTROL, "lstm", "bow:1"])
def test_what_is_no_model_to_compare(text):
    with pytest.raises(SeqtextError):
        models_of(text, SMALL)


def test_a_result_rests_on_its_own_data():
    work = work_on(plan("transformer", CONTROL), material(), ".")
    work = work.with_grammar(material(PAIRS.select([0, 1])))
    spec = TranslatorSpec("transformer")
    prints = [
        work.fingerprint_of(job)
        for job in (Job(spec, 0, ORDERED), Job(spec, 0, "grammar", 0, "en"))
    ]
    assert prints[0]["data"] != prints[1]["data"]
