"""The figures of a comparison of translators, from answers whose scores are known."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from sacrebleu.metrics import BLEU

from seqtext.order.trainings.results import ORDERED, SHUFFLED, Cell
from seqtext.order.translate.effects import TranslatorEffects, translator_effects
from seqtext.order.translate.results import TranslatorResults, TwinsCell
from seqtext.order.translate.twins import Twins
from seqtext.statistics.units import Units
from seqtext.tasks.translate.scores import SCORES, answers_of
from seqtext.translators import TranslatorSpec

SOURCES = ("The dog bites the man", "The man bites the dog", "a cat sees a dog", "a dog sees a cat")
TARGETS = ("El perro muerde al hombre", "El hombre muerde al perro", "Uno ve otro", "Otro ve uno")
TWINS = tuple(Twins(SOURCES[i : i + 2], ((TARGETS[i],), (TARGETS[i + 1],))) for i in (0, 2))
CONTROL = "transformer-blind"
NOTES = {"transformer.ordered.fold0.seed1": ["it stopped at step 3"]}
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
    on_dev = answers(dev) if trained == ORDERED else answers(dev, 30)
    return Cell(model, seed, trained, on_dev, answers(*wrong, wrong[1]), facts)


def answered(twins) -> dict[str, TwinsCell]:
    right = np.array(twins, np.uint8).reshape(-1, 2)
    return {"given": TwinsCell(right, right, np.arange(len(right)), ["x"] * right.size, 0)}


def results(control_twins=(0, 1, 0, 0), control_wrong=20, wrong=2) -> TranslatorResults:
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
        units=Units(np.arange(60)),
        classes=(),
        texts=tuple(f"house {i}" for i in range(60)),
        gold=np.zeros(60, np.int32),
        dev_gold=np.zeros(60, np.int32),
        fold=np.zeros(60, np.int16),
        specs={name: TranslatorSpec(name) for name in models},
        cells=tuple(cells),
        suites=(),
        facts={"lint": {"shared": 0, "removed": 0}, "command": "x", "notes": NOTES},
        references=REFERENCES,
        said={name: said(0) for name in models},
        twins={"given": TWINS},
        on_twins=dict.fromkeys(models[:2], aware) | {CONTROL: [answered(control_twins)] * 2},
    )


@cache
def effects_of(**changes) -> TranslatorEffects:
    """The effects of `results`: they are drawn anew many times, so each is computed once."""
    return translator_effects(results(**changes))


# Controls that are as good as a model or better, right on a pair of twins, and without twins.
CLOSE = {"control_wrong": 2, "control_twins": (1, 1, 0, 0)}
BETTER = {"control_wrong": 0, "wrong": 20, "control_twins": ()}


def bleu_of(wrong: int) -> float:
    return BLEU(force=True).corpus_score(said(wrong), [list(REFERENCES)]).score


def test_models_are_chosen_on_the_development_set():
    effects = effects_of()
    assert (effects.worth.model, effects.worth.control) == ("seq2seq-gru", CONTROL)
    expected = (bleu_of(2) + bleu_of(3)) / 2 - bleu_of(20)
    assert effects.worth.gains["bleu"].value == pytest.approx(expected, abs=1e-3)
    assert effects.verdict.name == "helps"
    assert effects.verdict.sentence.startswith("Word order helps here: +")
    assert " BLEU [" in effects.verdict.sentence
    assert effects.headline.worth.contrast.estimate.value == pytest.approx(expected / 100, abs=1e-5)


def test_the_square_has_its_four_corners():
    square = effects_of().models[0].squares["bleu"]
    corners = (square.oo, square.os, square.so, square.ss)
    expected = ((bleu_of(2) + bleu_of(3)) / 2, bleu_of(25), bleu_of(24), bleu_of(18))
    assert corners == pytest.approx(expected, abs=1e-3)
    assert square.gain.value == pytest.approx(square.oo - square.ss, abs=1e-3)
    assert square.reliance.value == pytest.approx(square.oo - square.os, abs=1e-3)
    assert square.gain.low > 0
    assert square.gain_p < 0.05


def test_the_family_of_claims_is_in_bleu_and_in_chrf():
    claims = effects_of().claims
    assert [(claim.name, claim.metric, claim.model, claim.base) for claim in claims] == [
        ("G", "BLEU", "seq2seq-gru", CONTROL),
        ("G", "chrF", "seq2seq-gru", CONTROL),
        ("OIG", "BLEU", "seq2seq-gru", "shuffled"),
        ("OIG", "BLEU", "transformer", "shuffled"),
    ]
    assert all(claim.p <= claim.adjusted for claim in claims)


def test_a_control_that_is_as_good_is_no_worth():
    close = effects_of(**CLOSE).verdict
    assert (close.name, close.decided.base) == ("cannot tell", CONTROL)


def test_one_seed_says_so():
    both = results()
    alone = replace(both, cells=tuple(cell for cell in both.cells if cell.seed == 0))
    assert "only one seed was trained" in translator_effects(alone).verdict.sentence


def test_without_twins_the_control_is_not_checked_on_them():
    names = [check.name for check in effects_of(**BETTER).checks]
    assert not any("twins" in name for name in names)
    assert "no test text in training" in names
    details = [check.detail for check in effects_of().checks if "twins" in check.detail]
    assert details
    assert all("none of 2 pairs" in detail for detail in details)


def test_pair_accuracy_asks_for_both_members():
    found = {effect.model: effect for effect in effects_of().twins}
    assert found["seq2seq-gru"].accuracy.value == 0.5
    assert found["seq2seq-gru"].members.value == 0.75
    assert found[CONTROL].accuracy.value == 0
    assert found[CONTROL].members.value == 0.25


@pytest.mark.parametrize(("changes", "held"), [({}, True), (CLOSE, False)])
def test_a_control_that_has_a_pair_right_is_told(changes, held):
    checks = effects_of(**changes).checks
    assert [check.passed for check in checks if "twins" in check.detail] == [held, held]


def test_what_befell_a_training_is_told():
    assert "transformer.ordered.fold0.seed1: it stopped at step 3" in effects_of().costs.terms
