"""The page stays small, however many items a report has and however long their texts are."""

from dataclasses import replace

import pytest

from seqtext.order.effects.all import effects
from seqtext.order.effects.deciding import Deciding, DecidingText, deciding
from seqtext.order.trainings.flip import TextHeat
from seqtext.report.classify.report import CLASSIFY
from seqtext.report.classify.sections.texts import LISTED, with_listing
from seqtext.report.page import page
from seqtext.report.templates import LONGEST


@pytest.fixture(scope="module")
def large(make):
    """25,000 items as long as film reviews, more than half of them decided by order."""
    skill = {"majority": (0, 0), "bow:1": (0.5, 0.5), "bow:2": (0.9, 0.3)}
    texts = [f"review {i} " + "what a long & <i>winding</i> film " * 40 for i in range(25_000)]
    return make(items=25_000, seeds=1, texts=texts, skill=skill)


@pytest.fixture(scope="module")
def opened(large, tmp_path_factory):
    """Its page, with a heat line as long as they come for each text that the report lists."""
    words = ("interesting",) * 400
    heat = TextHeat("positive", 0.9, words, (-1.23,) * 399, None, 5, False, 200)
    known = deciding(large)
    listed = {text.index: heat for text in (*known.texts, *known.against)}
    assert len(listed) >= 40
    found = effects(replace(large, heats=listed))
    assert found.deciding.gained + found.deciding.lost > 2 * LISTED
    path = tmp_path_factory.mktemp("large") / "report.html"
    path.write_text(page(CLASSIFY, with_listing(found, deciding(large, LISTED))), encoding="utf-8")
    return path


def test_25_000_items_open_as_a_small_page(visit, opened):
    """What the browser has to lay out is bounded: how fast it does so is the machine's."""
    assert opened.stat().st_size < 5e6
    seen = visit(opened)
    assert seen.evaluate("document.getElementsByTagName('*').length") < 20_000
    assert "items.jsonl" in seen.inner_text("#texts .note")


def test_the_longest_texts_stay_under_5_megabytes(rich):
    texts = tuple(
        DecidingText(i, "語" * (LONGEST + 999), "negative", 1.0, 1.0, 0.2) for i in range(LISTED)
    )
    listing = Deciding("lstm", LISTED, LISTED, 0.0, texts, texts)
    found = page(CLASSIFY, with_listing(rich, listing))
    assert len(found.encode()) < 5e6
