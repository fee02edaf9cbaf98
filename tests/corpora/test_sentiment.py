"""The sentiment sets: their promises, for every language."""

import re
import subprocess
import sys
from collections import Counter
from itertools import islice

import pytest

from seqtext.errors import SeqtextError
from seqtext_corpora import sentiment
from seqtext_corpora.grammar import PLACE, VARIABLE

Rows = list[tuple[str, str]]


@pytest.fixture(scope="module", params=sentiment.LANGUAGES)
def made(request: pytest.FixtureRequest) -> dict[str, Rows]:
    return sentiment.make_sentiment(request.param, seed=3, train=1200, dev=201, test=400)


def test_sizes_and_balance(made: dict[str, Rows]) -> None:
    counts = {name: Counter(label for label, _ in rows) for name, rows in made.items()}
    assert counts == {
        "train": {"positive": 600, "negative": 600},
        "dev": {"positive": 100, "negative": 101},
        "test": {"positive": 200, "negative": 200},
    } or counts["dev"] == {"positive": 101, "negative": 100}


def test_no_text_is_there_twice(made: dict[str, Rows]) -> None:
    texts = [text for rows in made.values() for _, text in rows]
    assert len(set(texts)) == len(texts)


def test_texts_are_finished(made: dict[str, Rows]) -> None:
    for rows in made.values():
        for _, text in rows:
            assert not re.search(r"[{}<>|$\t]|  | [.,;:?!]|[¿¡] |\b[ad]e? el\b", text), text
            assert text[-1] in ".!?"


@pytest.mark.parametrize("language", sentiment.LANGUAGES)
def test_a_test_sentence_is_a_combination_that_training_never_showed(language: str) -> None:
    made = sentiment.make_sentiment(language, 5, 600, 100, 200)
    of = {drawn.text: drawn.combination for drawn in islice(sentiment.draws(language, 5), 6000)}
    train, dev, test = ({of[text] for _, text in rows} for rows in made.values())
    assert [len(train & dev), len(train & test), len(dev & test)] == [0, 0, 0]


@pytest.mark.parametrize("language", sentiment.LANGUAGES)
def test_every_rule_can_be_expanded(language: str) -> None:
    grammar, shares, frames = sentiment._source(language)
    assert sum(shares.values()) == pytest.approx(1)
    todo = [
        (frame.text, {"p": p, "q": q, **dict(zip("dg", values, strict=False))})
        for group in frames.values()
        for frame in group
        for p, q in (("pos", "neg"), ("neg", "pos"))
        for values in _values(frame)
    ]
    seen = set()
    while todo:
        text, values = todo.pop()
        for rule in PLACE.findall(VARIABLE.sub(lambda m, v=values: v[m[1]], text)):
            if rule not in seen:
                seen.add(rule)
                todo += [(option.text, values) for option in grammar.rules[rule]]
    assert seen == set(grammar.rules), "a rule that no sentence uses"


def _values(frame: sentiment.SentenceFrame) -> list[tuple[str, ...]]:
    return [(d, g) for d in frame.values["d"] for g in frame.values.get("g", ("m",))]


@pytest.mark.parametrize("language", sentiment.LANGUAGES)
def test_order_frames_favour_no_label(language: str) -> None:
    long = [d for d in islice(sentiment.draws(language, 2), 8000) if d.kind == "long"]
    positive = sum(d.label == "positive" for d in long)
    assert positive / len(long) == pytest.approx(0.5, abs=4 * (0.25 / len(long)) ** 0.5)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_same_seed_gives_the_same_texts_in_another_process(hash_seed: str) -> None:
    code = (
        "from seqtext_corpora.sentiment import make_sentiment as m; print(m('es', 3, 60, 10, 20))"
    )
    environment = {"PYTHONHASHSEED": hash_seed}
    out = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True).stdout
    assert out.decode().strip() == str(sentiment.make_sentiment("es", 3, 60, 10, 20))
    assert sentiment.make_sentiment("es", 3, 60, 10, 20) != sentiment.make_sentiment(
        "es", 4, 60, 10, 20
    )


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(SeqtextError, match=r"xx.*choose one of: en, es"):
        sentiment.make_sentiment("xx", 0)
