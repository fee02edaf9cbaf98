"""The language of a text, on article 1 of the Universal Declaration of Human Rights (UN, 1948)."""

import pytest

from seqtext.text.languages import FUNCTION_WORDS, language_of

ARTICLE = {
    "en": "All human beings are born free and equal in dignity and rights. They are endowed with "
    "reason and conscience and should act towards one another in a spirit of brotherhood.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como "
    "están de razón y conciencia, deben comportarse fraternalmente los unos con los otros.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués "
    "de raison et de conscience et doivent agir les uns envers les autres dans un esprit de "
    "fraternité.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft "
    "und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
}


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        ([ARTICLE["en"]], "en"),
        ([ARTICLE["es"]], "es"),
        ([ARTICLE["fr"]], None),
        ([ARTICLE["de"]], None),
        ([ARTICLE["es"]] * 3 + [ARTICLE["en"]], "es"),
        ([ARTICLE["en"].upper()], "en"),
        (["the film is not good"], "en"),
        (["la película no es muy buena"], "es"),
        (["buffalo buffalo buffalo"], None),
        ([], None),
        (["", "42", "👍"], None),
    ],
)
def test_the_language_of_texts(texts, language):
    assert language_of(texts) == language


def test_no_word_speaks_for_both():
    assert not FUNCTION_WORDS["en"] & FUNCTION_WORDS["es"]
