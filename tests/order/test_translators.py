"""The comparison of translators: the control is blind by construction, and figures are right."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from sacrebleu.metrics import BLEU

from seqtext.errors import SeqtextError
from seqtext.network_options import TranslatorOptions
from seqtext.options import SearchOptions, TranslatorSettings
from seqtext.order.comparison import work_on
from seqtext.order.trainings.material import DataSplit, shuffled
from seqtext.order.trainings.plan import Job, Plan, fit_budget, jobs
from seqtext.order.trainings.results import ORDERED, SHUFFLED, Cell
from seqtext.order.translate.effects import translator_effects
from seqtext.order.translate.judge import Judge, text_tensors, texts_of
from seqtext.order.translate.material import PairMaterial
from seqtext.order.translate.plan import models_of
from seqtext.order.translate.results import TranslatorResults, TwinsCell
from seqtext.order.translate.twins import Twins
from seqtext.tasks.task import task_named
from seqtext.tasks.translate.network import build_network
from seqtext.tasks.translate.pair_reading import PairReading, vocabularies
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.scores import SCORES, answers_of
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
        *(("transformer", kind, seed) for seed in (0, 1) for kind in (ORDERED, SHUFFLED)),
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


# --- the figures ------------------------------------------------------------------------------

REFERENCES = tuple(f"la casa número {i} es muy grande y vieja" for i in range(60))


def said(wrong: int) -> list[str]:
    """Translations of which so many lack two words."""
    return [r.replace(" muy grande", "") if i < wrong else r for i, r in enumerate(REFERENCES)]


def answers(*wrong: int) -> dict[str, np.ndarray]:
    """In order, then shuffled once for each further number of wrong ones."""
    passes = [answers_of(said(w), REFERENCES) for w in wrong]
    return {name: np.stack([one[name] for one in passes]) for name in passes[0]}


def cell(model: str, seed: int, trained: str, wrong: tuple[int, int], dev: int) -> Cell:
    facts = {"parameters": 1, "seconds": 1.0}
    return Cell(model, seed, trained, answers(dev), answers(*wrong, wrong[1]), facts)


def answered(twins) -> dict[str, TwinsCell]:
    right = np.array(twins, np.uint8).reshape(-1, 2)
    return {"given": TwinsCell(right, right, np.arange(len(right)), ["x"] * right.size, 0)}


def results(control_twins=(0, 1, 0, 0), control_wrong=20, wrong=2, facts=None) -> TranslatorResults:
    cells = []
    for seed in (0, 1):
        for model, few, dev in (("seq2seq-gru", wrong, 5), ("transformer", 1, 7)):
            cells.append(cell(model, seed, ORDERED, (few + seed, 25), dev))
            cells.append(cell(model, seed, SHUFFLED, (24, 18), dev))
        cells.append(cell(CONTROL, seed, ORDERED, (control_wrong, control_wrong), 20))
    models = ("seq2seq-gru", "transformer", CONTROL)
    aware = [answered((1, 1, 0, 1)) if len(control_twins) else answered(())] * 2
    return TranslatorResults(
        scores=SCORES,
        classes=(),
        texts=tuple(f"house {i}" for i in range(60)),
        gold=np.zeros(60, np.int32),
        dev_gold=np.zeros(60, np.int32),
        fold=np.zeros(60, np.int16),
        specs={name: TranslatorSpec(name) for name in models},
        cells=tuple(cells),
        suites=(),
        facts={"lint": {"shared": 0, "removed": 0}, "command": "x", **(facts or {})},
        references=REFERENCES,
        said={name: said(0) for name in models},
        twins={"given": TWINS},
        on_twins=dict.fromkeys(models[:2], aware) | {CONTROL: [answered(control_twins)] * 2},
    )


def bleu_of(wrong: int) -> float:
    return BLEU(force=True).corpus_score(said(wrong), [list(REFERENCES)]).score


def test_models_are_chosen_on_the_development_set():
    found = translator_effects(results())
    assert (found.worth.model, found.worth.control) == ("seq2seq-gru", CONTROL)
    expected = (bleu_of(2) + bleu_of(3)) / 2 - bleu_of(20)
    assert found.worth.gains["bleu"].value == pytest.approx(expected, abs=1e-3)
    assert found.verdict.name == "matters"
    assert found.verdict.sentence.startswith("Word order matters here: +")
    assert " BLEU [" in found.verdict.sentence
    assert found.headline.worth.contrast.estimate.value == pytest.approx(expected / 100, abs=1e-5)


def test_the_square_has_its_four_corners():
    square = translator_effects(results()).models[0].squares["bleu"]
    corners = (square.oo, square.os, square.so, square.ss)
    expected = ((bleu_of(2) + bleu_of(3)) / 2, bleu_of(25), bleu_of(24), bleu_of(18))
    assert corners == pytest.approx(expected, abs=1e-3)
    assert square.gain.value == pytest.approx(square.oo - square.ss, abs=1e-3)
    assert square.reliance.value == pytest.approx(square.oo - square.os, abs=1e-3)
    assert square.gain.low > 0
    assert square.gain_p < 0.05


def test_the_family_of_claims_is_in_bleu_and_in_chrf():
    found = translator_effects(results()).claims
    assert [(claim.name, claim.metric, claim.model, claim.base) for claim in found] == [
        ("G", "BLEU", "seq2seq-gru", CONTROL),
        ("G", "chrF", "seq2seq-gru", CONTROL),
        ("OIG", "BLEU", "seq2seq-gru", "shuffled"),
        ("OIG", "BLEU", "transformer", "shuffled"),
    ]
    assert all(claim.p <= claim.adjusted for claim in found)


def test_a_control_that_is_as_good_is_no_worth():
    close = translator_effects(results(control_wrong=2)).verdict
    assert (close.name, close.decided.base) == ("inconclusive", CONTROL)
    worse = translator_effects(results(control_wrong=0, wrong=20)).verdict.sentence
    assert "is worse on the test set" in worse


def test_one_seed_says_so():
    both = results()
    alone = replace(both, cells=tuple(cell for cell in both.cells if cell.seed == 0))
    told = " Only one seed was trained; another may give another verdict."
    assert translator_effects(alone).verdict.sentence.endswith(told)
    assert told not in translator_effects(both).verdict.sentence


def test_without_twins_the_control_is_not_checked_on_them():
    names = [check.name for check in translator_effects(results(control_twins=())).checks]
    assert not any("twins" in name for name in names)
    assert "no test text in training" in names
    found = [check for check in translator_effects(results()).checks if "twins" in check.detail]
    assert all("none of 2 pairs" in check.detail for check in found)


def test_pair_accuracy_asks_for_both_members():
    found = {effect.model: effect for effect in translator_effects(results()).twins}
    assert found["seq2seq-gru"].accuracy.value == 0.5
    assert found["seq2seq-gru"].members.value == 0.75
    assert found[CONTROL].accuracy.value == 0
    assert found[CONTROL].members.value == 0.25


@pytest.mark.parametrize(("twins", "held"), [((0, 1, 0, 0), True), ((1, 1, 0, 0), False)])
def test_a_control_that_has_a_pair_right_is_told(twins, held):
    checks = translator_effects(results(control_twins=twins)).checks
    assert [check.passed for check in checks if "twins" in check.detail] == [held, held]


def test_what_befell_a_training_is_told():
    notes = {"transformer.ordered.fold0.seed1": ["it stopped at step 3"]}
    found = translator_effects(results(facts={"notes": notes}))
    assert "transformer.ordered.fold0.seed1: it stopped at step 3" in found.costs.terms
