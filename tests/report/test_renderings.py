"""The report for people: what it says is the same everywhere, and user text stays text."""

import html
import io
import re
from functools import partial
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from seqtext.order.effects.all import effects
from seqtext.order.effects.figures import between, difference, percent, points, share
from seqtext.report.classify.evaluation import ClassifierEvaluation, classification_record
from seqtext.report.classify.report import CLASSIFY
from seqtext.report.classify.sections.texts import deciding_texts_table
from seqtext.report.markdown import markdown
from seqtext.report.page import page
from seqtext.report.shapes.panels import HEIGHT
from seqtext.report.shapes.svg import Axis
from seqtext.report.shapes.visible import minus, visible
from seqtext.report.terminal import show_report
from seqtext.statistics.intervals import Estimate


def terminal(found):
    file = io.StringIO()
    show_report(CLASSIFY, found, file)
    return file.getvalue()


RENDERINGS = {
    "terminal": terminal,
    "markdown": partial(markdown, CLASSIFY),
    "page": partial(page, CLASSIFY),
}


def words(text):
    """What a reader sees: no tags, escapes, line ends or true minus signs."""
    if text.startswith("<!DOCTYPE"):
        text = re.sub(r"<(style|script)>.*?</\1>|<[^>]+>", "", text, flags=re.DOTALL)
    text = re.sub(r"\\([^\w\s])", r"\1", html.unescape(text)).replace("\u2212", "-")
    return " ".join(text.split())


@pytest.mark.parametrize("name", RENDERINGS)
def test_every_rendering_tells_the_verdict_and_the_figures(found, name):
    told = words(RENDERINGS[name](found))
    assert found.verdict.sentence in told
    for model in found.models:
        assert between(model.accuracy.low, model.accuracy.high) in told
    for model in found.models:
        if model.set != "blind":
            assert difference(model.square.gain) in told
    assert ("not so" if name == "markdown" else "failed") in told  # the lint found duplicates
    assert "training texts occur twice" in told


@pytest.mark.parametrize("name", RENDERINGS)
def test_every_rendering_tells_costs_and_calibration(found, name):
    told = words(RENDERINGS[name](found))
    assert found.costs.terms in told
    for cost, one in zip(found.costs.models, found.calibration, strict=True):
        assert cost.beyond is None or points(cost.beyond.estimate.value) in told
        assert share(one.before.corrected) in told
        assert f"{one.temperature:.2f}" in told
    for figure in ("12,346", "11,146", "1,234", "1,512", "1,012"):  # thousands, seconds, MB
        assert figure in told


@pytest.mark.parametrize("name", RENDERINGS)
def test_every_rendering_tells_where_and_how_far(rich, name):
    told = words(RENDERINGS[name](rich))
    assert rich.verdict.sentence in told
    assert rich.memory.sentence in told
    for curve in rich.doses:
        assert all(percent(point.accuracy.value) in told for point in curve.points)
    assert rich.learning.sentence in told
    for point in rich.learning.points:
        assert f"{point.texts:,}" in told
        assert difference(point.worth) in told
    for part in rich.slices.slices:
        assert (difference(part.worth) in told) == part.enough
    for part in rich.found.slices:
        assert part.ngram in told
    for claim in rich.claims:
        assert difference(claim.estimate) in told
    assert "“<b>a not b” (negative) and “not <b>a b[U+202E]” (positive)" in told


@pytest.mark.parametrize("name", RENDERINGS)
def test_control_characters_do_not_reach_the_reader(found, name):
    assert any("\x1b" in text.text for text in found.deciding.texts)
    told = RENDERINGS[name](found)
    assert not set(told) & {"\x1b", "\x07", "\u202e", "\x00"}


def test_a_file_has_paragraphs_of_eighty_columns_and_tables_in_full(found):
    lines = terminal(found).splitlines()
    rows = deciding_texts_table(found.deciding).rows
    cells = [" ".join(cell.split()) for row in rows for cell in row]
    assert all(cell in words(terminal(found)) for cell in cells)
    assert max(len(line) for line in lines if line.endswith(".")) <= 80
    assert not any(line.startswith("\x1b") for line in lines)
    assert lines[-1].startswith("seqtext:0.1.0|tok:word|")


def test_markup_of_the_terminal_stays_text(found):
    assert "<script>alert(1)</script> not [bold]bad[/bold]" in terminal(found)


def test_markup_of_markdown_stays_text(found):
    told = markdown(CLASSIFY, found)
    assert r"\<script\>alert(1)\</script\> not \[bold\]bad\[/bold\] \| at \`all\` \&" in told
    rows = [line for line in told.splitlines() if line.startswith("|") and "script" in line]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [4]


class Elements(HTMLParser):
    """The tags of a page, and the attributes that could load something."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.links, self.ids = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.ids += [value for key, value in attributes if key == "id"]
        self.links += [v for k, v in attributes if k in ("src", "href", "xlink:href", "action")]
        if tag not in ("meta", "line", "circle", "rect", "path", "input", "wbr"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_user_text_stays_text(rich):
    text = page(CLASSIFY, rich)
    elements = Elements()
    elements.feed(text)
    assert elements.open == []
    assert len(set(elements.ids)) == len(elements.ids)
    assert set(elements.links) <= {f"#{name}" for name in elements.ids}
    assert elements.tags.count("script") == 1  # the page's own
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "url(" not in text


PLOTS = "worth", "ladder", "squares", "dose", "memory", "learning", "calibration", "slices", "found"


def plots(effects, name):
    """The plots of a section, as one element."""
    (blocks,) = (blocks for section, blocks in CLASSIFY.blocks(effects) if section.name == name)
    return ElementTree.fromstring(f"<div>{''.join(block.plot() for block in blocks)}</div>")


@pytest.mark.parametrize("name", PLOTS)
def test_plots_stay_within_their_frame(rich, name):
    root = plots(rich, name)
    pictures = [node for node in root.iter() if node.get("role") == "img"]
    assert pictures
    for node in root.iter():
        for key in ("x", "x1", "x2", "cx"):
            across = node.get(key, "0%")
            assert node.tag == "rect" or 0 <= float(across.removesuffix("%")) <= 100
        for key in ("y", "y1", "y2", "cy"):
            down = node.get(key, "0")
            assert down.endswith("%") or -7 <= float(down) <= HEIGHT


@pytest.mark.parametrize("name", PLOTS)
def test_plots_are_told_in_words(rich, name):
    """A picture has a name, and its figures stand in its description."""
    root = plots(rich, name)
    told = {node.get("id"): "".join(node.itertext()) for node in root.iter() if node.get("id")}
    for node in root.iter():
        if node.get("role") == "img":
            assert node.get("aria-label") or told[node.get("aria-labelledby")]
            figures = told[node.get("aria-describedby")]
            assert re.search(r"\d\.\d \[.?\d+\.\d, .?\d+\.\d\]", figures)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [([0, 1], [0, 0.2, 0.4, 0.6, 0.8, 1.0]), ([-0.012, 0.031], [-0.01, 0, 0.01, 0.02, 0.03])],
)
def test_ticks_are_round(values, ticks):
    assert Axis(values, 0, 100).ticks() == pytest.approx(ticks)


ODD = {
    "one seed": {"seeds": 1},
    "one item": {"items": 1},
    "few items": {"items": 7},
    "bags alone": {"skill": {"majority": (0, 0), "bow:1": (0.8, 0.8), "bow:2": (0.8, 0.7)}},
    "blind alone": {"skill": {"majority": (0, 0), "bow:1": (0.8, 0.8)}},
    "all equal": {"skill": {"majority": (0, 0), "bow:1": (1, 1), "lstm": (1, 1)}},
}


@pytest.mark.parametrize("case", ODD)
@pytest.mark.parametrize("name", RENDERINGS)
def test_odd_comparisons_are_rendered(make, case, name):
    found = effects(make(**ODD[case]))
    told = words(RENDERINGS[name](found))
    assert found.verdict.sentence in told
    assert ("claims about networks hold for these trained networks only" in told) == (
        case == "one seed"
    )


def test_evaluate_is_printed():
    file = io.StringIO()
    log_p = np.log(np.array([[0.8, 0.2], [0.3, 0.7], [0.6, 0.4]], dtype=np.float32))
    labels = ("bad\x1b[31m", "[b]good[/b]")
    ClassifierEvaluation().render(
        classification_record(np.array([0, 1, 1]), log_p, labels, {"version": "0.1.0"}), file
    )
    told = " ".join(file.getvalue().split())
    assert "accuracy % 66.7 [20.8, 93.9]" in told  # Wilson, 2 of 3
    assert "[b]good[/b] 100.0 50.0 66.7 2" in told
    assert "commonest label 66.7 [b]good[/b]" in told
    assert "true \\ predicted bad[U+001B][31m [b]good[/b] bad[U+001B][31m 1 0" in told
    assert "\x1b" not in told


def test_a_matrix_too_wide_for_80_columns_gives_way_to_its_largest_entries():
    """By hand: 30 classes of 4 texts; one of class 5 and three of class 9 go to the next class."""
    gold = np.repeat(np.arange(30), 4)
    predicted = gold.copy()
    predicted[[20, 36, 37, 38]] += 1
    log_p = np.log(np.where(np.eye(30)[predicted] > 0, 0.9, 0.1 / 29)).astype(np.float32)
    file = io.StringIO()
    ClassifierEvaluation().render(
        classification_record(gold, log_p, tuple(f"class {i}" for i in range(30)), {}), file
    )
    lines = file.getvalue().splitlines()
    at = lines.index("Most often confused")
    assert lines[at + 2].split() == ["class", "9", "class", "10", "3", "75.0"]
    assert lines[at + 3].split() == ["class", "5", "class", "6", "1", "25.0"]
    assert max(map(len, lines[:-1])) <= 80


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\nc", "a b c"),
        ("\x1b]0;title\x07x", "[U+001B]]0;title[U+0007]x"),
        ("\u202eabc\u2066", "[U+202E]abc[U+2066]"),
        ("\ud83d", "[U+D83D]"),
        ("¿qué? e\u0301 👩‍🚀", "¿qué? e\u0301 👩‍🚀"),
    ],
)
def test_visible(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("+0.1 [-0.3, 0.5]", "+0.1 [−0.3, 0.5]"), ("n-gram a - b 3-4", "n-gram a − b 3-4")],
)
def test_minus(text, shown):
    assert minus(text) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0.0193, "+1.9"), (-0.0004, "0.0"), (0.0004, "0.0"), (-0.01, "-1.0")]
)
def test_points(value, shown):
    assert points(value) == shown
    assert difference(Estimate(value, -0.0001, 0.02)) == f"{shown} [0.0, 2.0]"
