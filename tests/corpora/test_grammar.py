"""Template grammars: what a rule, a variable, an ending and a seam come to."""

from collections import Counter
from random import Random

import pytest

from seqtext.system.choices import draw
from seqtext_corpora.grammar import Grammar, capitals

GRAMMAR = Grammar(
    {
        "it_m": ["el libro"],
        "it_f": ["la obra"],
        "how": ["buen<o|a>"],
        "nested": ["{how}"],
        "two": ["uno", "dos"],
    },
    [{"pattern": r"\b([ad]e?) el ", "with": r"\1l "}, {"pattern": " (?=[.,])", "with": ""}],
)


@pytest.mark.parametrize(
    ("template", "gender", "expected"),
    [
        ("{it_$g} es {how} .", "m", "El libro es bueno."),
        ("{it_$g} es {nested} .", "f", "La obra es buena."),
        ("hablo de {it_$g} .", "m", "Hablo del libro."),
        ("hablo de  {it_$g}  .  fin .", "f", "Hablo de la obra. Fin."),
    ],
)
def test_derive(template: str, gender: str, expected: str) -> None:
    assert GRAMMAR.derive(template, {"g": gender}, Random(0)).text == expected


def test_no_words_are_chosen_twice_while_there_are_others() -> None:
    for seed in range(20):
        choices = GRAMMAR.derive("{two} {two}", {}, Random(seed)).choices
        assert sorted(choices) == [("two", "dos"), ("two", "uno")]


def test_a_rule_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        GRAMMAR.derive("{nobody}", {}, Random(0))


def test_draw_goes_by_weight() -> None:
    generator = Random(1)
    counts = Counter(draw([1.0, 0.0, 3.0], generator) for _ in range(4000))
    assert counts[1] == 0
    assert counts[2] / 4000 == pytest.approx(0.75, abs=0.03)  # 4 standard deviations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("es. ¿y tú? ¡no!", "Es. ¿Y tú? ¡No!"),
        ("¡qué bien. ñandú", "¡Qué bien. Ñandú"),
        ("it is 3. no", "It is 3. No"),
    ],
)
def test_capitals(text: str, expected: str) -> None:
    assert capitals(text) == expected
