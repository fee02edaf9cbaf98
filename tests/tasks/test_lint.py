"""What is odd in the data is counted."""

import pytest

from seqtext.options import Settings
from seqtext.order.comparison import facts_of, work_on
from seqtext.order.trainings.material import divide
from seqtext.order.trainings.plan import Plan
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.classify.lint import lint, lost_negators
from seqtext.tasks.task import task_named
from seqtext.text.tokenizer import TOKENIZERS, Tokenizer

CLASSIFY = task_named("classify")


def test_lint_counts_what_makes_figures_too_good() -> None:
    train = Dataset(("a", "A", "b", "b ", "c"), ("+", "+", "+", "-", "-"))
    test = Dataset(("a", "d", "c", "e", " E"), ("+", "?", "-", "-", "-"))
    assert lint(train, test, Reading()) == {
        "duplicates": 2,  # the second a, the second b
        "contradictions": 1,  # b
        "shared": 2,  # a and c
        "copies": 1,  # E
        "unseen": 1,  # ?
        "lone": 0,
    }
    headed = Dataset(("text", *train.texts), ("label", *train.labels))
    assert lint(headed, test, Reading())["lone"] == 1


TEXTS = (
    "It is not good, not at all. Didn't work; cannot say why.",
    "No es bueno, nunca lo fue. Not good",
    "good good is is it it a a",
)


RARE = {"didn't": 1, "cannot": 1, "no": 1, "nunca": 1}


@pytest.mark.parametrize(
    ("reading", "lost"),
    [
        (Reading(Tokenizer()), {}),
        (Reading(Tokenizer(marks=False)), {}),
        (Reading(Tokenizer(), min_count=2), RARE),
        (Reading(Tokenizer(), max_size=7), RARE),  # <pad> <unk> good . is it not
        (Reading(Tokenizer(), max_size=6), {"not": 3} | RARE),
        (Reading(Tokenizer(cased=True), min_count=2), {"not": 1} | RARE),  # Not
        (Reading(Tokenizer("whitespace")), {}),
        (Reading(Tokenizer("whitespace"), min_count=2), RARE),
        (Reading(Tokenizer("basic-english")), {}),  # didn ' t
        (Reading(Tokenizer("basic-english"), min_count=2), RARE),
        (Reading(Tokenizer("char")), {}),
        (Reading(Tokenizer("char"), min_count=2), {"didn't": 1}),  # one apostrophe
    ],
)
def test_lost_negators(reading: Reading, lost: dict[str, int]) -> None:
    assert lost_negators(TEXTS, reading) == lost


def test_a_tokenizer_that_deletes_a_negator_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(text: str, *flags: bool) -> list[str]:
        return [token for token in text.split() if token not in ("not", "is")]

    monkeypatch.setitem(TOKENIZERS, "stops", stops)
    reading = Reading(Tokenizer("stops"))
    assert lost_negators(["it is not good", "it is not so , never"], reading) == {"not": 2}


def test_with_folds_all_test_texts_are_counted(tmp_path) -> None:
    texts = tuple(f"text {i // 2}" for i in range(40))  # each twice, so twenty copies in all folds
    data = Dataset(texts, tuple("+-"[i // 2 % 2] for i in range(40)))
    plan = Plan(CLASSIFY, (ModelSpec.parse("bow"),), (0,), Reading(), Settings(), folds=4)
    counted = facts_of(work_on(plan, divide(plan, data, None, None), str(tmp_path)), "")["lint"]
    assert (counted["copies"], counted["duplicates"], counted["shared"]) == (20, 20, 0)
