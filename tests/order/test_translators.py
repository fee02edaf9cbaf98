"""The comparison of translators: the control is blind by construction, and figures are right."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sacrebleu.metrics import BLEU

from seqtext.errors import SeqtextError
from seqtext.network_options import TranslatorOptions
from seqtext.options import SearchOptions, TranslatorSettings
from seqtext.order.trainings.material import shuffled
from seqtext.order.trainings.results import ORDERED, SHUFFLED
from seqtext.order.translate.effects import translator_effects
from seqtext.order.translate.judge import Judge, text_tensors, texts_of
from seqtext.order.translate.material import PairMaterial
from seqtext.order.translate.plan import (
    CONTROL,
    GRAMMAR,
    TranslatorJob,
    TranslatorPlan,
    models_of,
    translator_jobs,
)
from seqtext.order.translate.results import Judged, TranslatorCell, TranslatorResults, TwinsCell
from seqtext.order.translate.twins import Twins
from seqtext.order.translate.work import TranslatorWork
from seqtext.report.translate.report import remarks
from seqtext.report.translate.sections.worth import translator_worth_table
from seqtext.statistics.bleu import matches
from seqtext.tasks.translate.network import build_network
from seqtext.tasks.translate.pair_reading import PairReading, vocabularies
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.translator import Translator
from seqtext.translators import sees_order

SOURCES = ("The dog bites the man", "The man bites the dog", "a cat sees a dog", "a dog sees a cat")
TARGETS = ("El perro muerde al hombre", "El hombre muerde al perro", "Uno ve otro", "Otro ve uno")
PAIRS = Parallel(SOURCES, TARGETS)
TWINS = tuple(Twins(SOURCES[i : i + 2], ((TARGETS[i],), (TARGETS[i + 1],))) for i in (0, 2))
SMALL = TranslatorOptions(embedding=16, hidden=16, layers=1, heads=2, dropout=0.0)
MATERIAL = PairMaterial(PAIRS, PAIRS, PAIRS, {"given": TWINS}, 0, "all")


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
    monkeypatch.setattr("seqtext.tasks.translate.translator.sees_order", lambda name: True)
    seeing = replace(SMALL, positions="sinusoidal")
    reading = PairReading(max_length=None)
    source, target = vocabularies(PAIRS, reading)
    torch.manual_seed(0)
    network = build_network("transformer", (len(source), len(target)), seeing, reading.joint)
    claimed = Translator(CONTROL, seeing, network, source, target, max_length=None, signature={})
    judge = Judge(claimed, SearchOptions())
    assert judge.blind
    refused = pytest.raises(
        AssertionError, match="transformer-blind is blind and yet saw the order"
    )
    with refused:
        judge.on_sentences(MATERIAL, 2, 0, lambda corpus: corpus)
    with refused:
        judge.on_twins("given", TWINS)


def test_a_blind_control_is_asked_for_two_orders_of_each_bag():
    judge = Judge(translator(CONTROL, 0), SearchOptions())
    _, facts = judge.on_sentences(MATERIAL, 2, 0, lambda corpus: corpus)
    assert facts["reordered"] == 2 * 2  # SOURCES are two bags; the test set, the development set


def test_one_that_reads_order_tells_twins_apart():
    judge = Judge(translator("seq2seq-gru", 1), SearchOptions())
    scores = judge.translator.score([SOURCES[0], SOURCES[1]], [TARGETS[0]] * 2)
    assert abs(scores[0] - scores[1]) > 1e-3


def test_texts_come_back_from_tensors():
    texts = ["", "niño", "a b", ""]
    assert texts_of("x", text_tensors("x", texts)) == texts
    assert texts_of("x", text_tensors("x", [])) == []


# --- the plan ---------------------------------------------------------------------------------


def plan(models: tuple[str, ...], **more) -> TranslatorPlan:
    return TranslatorPlan(
        models, (0, 1), PairReading(), TranslatorSettings(), SearchOptions(), **more
    )


def test_a_blind_model_is_trained_on_no_shuffle():
    found = translator_jobs(plan(("transformer", CONTROL), grammar=False))
    kinds = [(job.model, job.kind, job.seed) for job in found]
    assert kinds == [
        *(("transformer", kind, seed) for kind in (ORDERED, SHUFFLED) for seed in (0, 1)),
        *((CONTROL, ORDERED, seed) for seed in (0, 1)),
    ]
    assert len({job.name for job in translator_jobs(plan(("transformer", CONTROL)))}) == 10


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("transformer", ("transformer", CONTROL)),
        ("gru-transformer, blind-gru,gru-transformer", ("gru-transformer", "blind-gru")),
    ],
)
def test_a_control_is_always_there(text, names):
    assert models_of(text, SMALL) == names


def test_a_model_without_positions_is_the_control():
    names = models_of("seq2seq-gru,transformer", TranslatorOptions(positions="none"))
    assert names == ("seq2seq-gru", CONTROL)
    with pytest.raises(SeqtextError, match="no model that reads order"):
        models_of("transformer", TranslatorOptions(positions="none"))


@pytest.mark.parametrize("text", ["", CONTROL, "lstm", "bow:1"])
def test_what_is_no_model_to_compare(text):
    with pytest.raises(SeqtextError):
        models_of(text, SMALL)


def test_a_result_rests_on_its_own_data():
    other = replace(MATERIAL, train=PAIRS.select([0, 1]))
    work = TranslatorWork(plan(("transformer", CONTROL)), MATERIAL, other, Path("."))
    prints = [
        work.fingerprint_of(TranslatorJob("transformer", 0, kind)) for kind in (ORDERED, GRAMMAR)
    ]
    assert prints[0]["data"] != prints[1]["data"]


# --- the figures ------------------------------------------------------------------------------

REFERENCES = tuple(f"la casa número {i} es muy grande y vieja" for i in range(30))
SENTENCES = Parallel(tuple(f"house {i}" for i in range(30)), REFERENCES)


def said(wrong: int) -> list[str]:
    """Translations of which so many lack two words."""
    return [r.replace(" muy grande", "") if i < wrong else r for i, r in enumerate(REFERENCES)]


def judged(*wrong: int) -> Judged:
    found = [matches(said(w), REFERENCES) for w in wrong]
    mean = {
        name: replace(found[0][name], counts=np.mean([f[name].counts for f in found], axis=0))
        for name in found[0]
    }
    exact = np.mean([[i >= w for i in range(30)] for w in wrong], axis=0)
    return Judged(mean, exact.astype(np.float32))


def cell(
    model: str, seed: int, trained: str, wrong: tuple[int, int], dev: float, twins
) -> TranslatorCell:
    views = {"ordered": judged(wrong[0])}
    if sees_order(model):
        views["shuffled"] = judged(wrong[1], wrong[1])
    signatures = {name: m.signature for name, m in views["ordered"].matches.items()}
    right = np.array(twins, np.uint8).reshape(-1, 2)
    told = TwinsCell(right, right, np.arange(len(right)), ["x"] * right.size, 0)
    facts = {"dev_bleu": dev, "signatures": signatures, "parameters": 1, "seconds": 1.0}
    return TranslatorCell(model, seed, trained, views, {"given": told}, said(wrong[0]), facts)


def results(control_twins=(0, 1, 0, 0), control_wrong=20, wrong=2) -> TranslatorResults:
    cells = []
    for seed in (0, 1):
        for model, few, dev in (("seq2seq-gru", wrong, 50.0), ("transformer", 1, 40.0)):
            cells.append(cell(model, seed, ORDERED, (few + seed, 25), dev, (1, 1, 0, 1)))
            cells.append(cell(model, seed, SHUFFLED, (24, 18), dev, ()))
        cells.append(cell(CONTROL, seed, ORDERED, (control_wrong, 0), 20.0, control_twins))
    material = replace(MATERIAL, test=SENTENCES)
    facts = {"lint": {"shared": 0, "removed": 0}, "command": "x", "split": "y", "draws": 2}
    models = ("seq2seq-gru", "transformer", CONTROL)
    return TranslatorResults(models, tuple(cells), material, None, facts)


def bleu_of(wrong: int) -> float:
    return BLEU(force=True).corpus_score(said(wrong), [list(REFERENCES)]).score


def test_models_are_chosen_on_the_development_set():
    found = translator_effects(results())
    assert (found.worth.model, found.worth.control) == ("seq2seq-gru", CONTROL)
    expected = (bleu_of(2) + bleu_of(3)) / 2 - bleu_of(20)
    assert found.worth.gains["bleu"].value == pytest.approx(expected, abs=1e-3)
    assert "matters" in found.sentence
    assert "worth is shown" not in found.sentence


def test_the_square_has_its_four_corners():
    square = translator_effects(results()).models[0].squares["bleu"]
    corners = (square.oo, square.os, square.so, square.ss)
    expected = ((bleu_of(2) + bleu_of(3)) / 2, bleu_of(25), bleu_of(24), bleu_of(18))
    assert corners == pytest.approx(expected, abs=1e-3)
    assert square.gain.value == pytest.approx(square.oo - square.ss, abs=1e-3)
    assert square.reliance.value == pytest.approx(square.oo - square.os, abs=1e-3)
    assert square.gain.low > 0
    assert square.gain_p < 0.05


def test_no_worth_and_less_than_none_are_said():
    assert translator_effects(results(control_wrong=2)).sentence.startswith("No gain")
    assert "control is better" in translator_effects(results(control_wrong=0, wrong=20)).sentence


def test_one_seed_says_so():
    both = results()
    alone = replace(both, cells=tuple(cell for cell in both.cells if cell.seed == 0))
    told = " Only one seed was trained; another may give another result."
    assert translator_effects(alone).sentence.endswith(told)
    assert told not in translator_effects(both).sentence
    assert (
        "intervals over sentences, of one seed;"
        in translator_worth_table(translator_effects(alone)).note
    )
    assert (
        "intervals over seeds and sentences;"
        in translator_worth_table(translator_effects(both)).note
    )


def test_no_check_is_told_of_twins_that_are_not_there():
    checks = translator_effects(results(control_twins=())).checks
    assert [check.name for check in checks] == ["no source of the test set stands in training"]
    found = translator_effects(results()).checks
    assert all("none of 2 pairs" in check.detail for check in found[:2])


def test_pair_accuracy_asks_for_both_members():
    found = {effect.model: effect for effect in translator_effects(results()).twins}
    assert found["seq2seq-gru"].accuracy.value == 0.5
    assert found["seq2seq-gru"].members.value == 0.75
    assert found[CONTROL].accuracy.value == 0
    assert found[CONTROL].members.value == 0.25


@pytest.mark.parametrize(("twins", "held"), [((0, 1, 0, 0), True), ((1, 1, 0, 0), False)])
def test_a_control_that_has_a_pair_right_is_told(twins, held):
    checks = translator_effects(results(control_twins=twins)).checks
    assert [check.passed for check in checks] == [held, held, True]


def test_what_befell_a_training_is_told():
    found = results()
    found.facts["notes"] = {"transformer.ordered.seed1": ["it stopped at step 3"]}
    assert "transformer.ordered.seed1: it stopped at step 3" in remarks(translator_effects(found))
