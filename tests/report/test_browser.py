"""The page in a real browser: quiet, as wide as its window, sortable, and deaf to user text."""

from dataclasses import replace

import pytest

from seqtext.order.effects.deciding import Deciding, DecidingText
from seqtext.report.classify.report import CLASSIFY
from seqtext.report.classify.sections.texts import with_listing
from seqtext.report.page import page

LABELS = ("negative", "positive", '"><script>window.hacked = 1</script>')
EVIL = (
    "</p></li></ol><script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'> <a href='javascript:window.hacked = 1'>here</a>",
    "<!-- <style>body { display: none }</style> ]]> {{ 7 * 7 }} {% raw %}",
    "a\u202eb \x1b[2J \x00 " + "w" * 300,
)


def text(index, words, label, score):
    right, kept = (1.0, 0.2) if score > 0 else (0.0, 0.8)
    return DecidingText(index, words, label, score, right, kept)


@pytest.fixture(scope="module")
def many():
    """60 texts: 40 gained, 20 lost; a third of them hold the word "not"."""
    texts = [*EVIL, *(f"text {i} is{' not' * (i % 3 == 0)} good " * 40 for i in range(4, 60))]
    scores = [(61 - i) / 10 * (-1 if i % 3 == 1 else 1) for i in range(60)]
    made = [text(1000 - i, texts[i], LABELS[i % 2], scores[i]) for i in range(60)]
    made[2] = replace(made[2], gold=LABELS[2])
    gained, lost = ([t for t in made if (t.score > 0) == up] for up in (True, False))
    return Deciding("lstm", 40, 20, 0.1, tuple(gained), tuple(lost))


@pytest.fixture(scope="module")
def made(rich, many, tmp_path_factory):
    """The page of everything, its user's words as bad as can be."""
    facts = {**rich.facts, "command": "seqtext compare '<script>window.hacked = 1</script>.tsv'"}
    suite = 'file <img src=x onerror="window.hacked = 1">\u202e.tsv'
    pairs = (*rich.pairs, replace(rich.pairs[0], language=suite))
    path = tmp_path_factory.mktemp("page") / "report.html"
    bad = replace(rich, classes=LABELS, facts=facts, pairs=pairs)
    path.write_text(page(CLASSIFY, with_listing(bad, many)), encoding="utf-8")
    return path


def scores(seen):
    return seen.eval_on_selector_all("ol.texts > li", "rows => rows.map(r => +r.dataset.score)")


def status(seen):
    return seen.inner_text("[role=status]")


def choose(seen, **fields):
    for name, value in fields.items():
        if name in ("words", "least"):
            seen.fill(f"[name={name}]", value)
        else:
            seen.select_option(f"[name={name}]", value)


def test_it_is_quiet_and_stands_alone(visit, made):
    seen = visit(made)
    assert seen.said == []
    assert seen.fetched == [made.as_uri()]


def test_user_text_is_shown_and_never_run(visit, made):
    seen = visit(made)
    seen.get_by_role("button", name="Next").click()
    assert seen.evaluate("window.hacked") is None
    assert seen.locator("script").count() == 1
    assert seen.locator("main img, main a[href^=javascript]").count() == 0
    told = visit(made, java_script_enabled=False).inner_text("main")
    assert "<script>window.hacked = 1</script>" in told
    assert "{{ 7 * 7 }}" in told
    assert '(file <img src=x onerror="window.hacked = 1">[U+202E].tsv)' in told
    assert "a[U+202E]b [U+001B][2J [U+0000]" in told
    assert "'<script>window.hacked = 1</script>.tsv'" in told


def test_no_other_script_may_run(visit, made):
    """The policy stands even where the escaping were broken."""
    seen = visit(made)
    seen.evaluate(
        "() => { const evil = document.createElement('script');"
        "evil.textContent = 'window.hacked = 1'; document.body.append(evil); }"
    )
    assert seen.evaluate("window.hacked") is None
    assert any("Content Security Policy" in said for said in seen.said)


def test_pages_turn(visit, made):
    seen = visit(made)
    back, on = seen.get_by_role("button", name="Back"), seen.get_by_role("button", name="Next")
    assert (len(scores(seen)), status(seen)) == (25, "1–25 of 60 texts")
    assert back.is_disabled()
    on.click()
    on.click()
    assert (len(scores(seen)), status(seen)) == (10, "51–60 of 60 texts")
    assert on.is_disabled()
    back.click()
    assert status(seen) == "26–50 of 60 texts"
    choose(seen, kind="lost")
    assert status(seen) == "1–20 of 20 texts"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("given", lambda values: sorted(values, key=abs, reverse=True)),
        ("high", lambda values: sorted(values, reverse=True)),
        ("low", sorted),
    ],
)
def test_sorting_by_score(visit, made, many, order, expected):
    seen = visit(made)
    choose(seen, sort=order)
    values = [t.score for t in (*many.texts, *many.against)]
    assert scores(seen) == pytest.approx(expected(values)[:25])


def test_sorting_by_place_and_length(visit, made):
    seen = visit(made)
    choose(seen, sort="file")
    places = seen.eval_on_selector_all("ol.texts > li", "rows => rows.map(r => +r.dataset.index)")
    assert places == list(range(941, 966))
    choose(seen, sort="short")
    lengths = seen.eval_on_selector_all(
        "ol.texts .text", "texts => texts.map(t => t.textContent.length)"
    )
    assert lengths == sorted(lengths)


MORE_FILTERS = [
    ({}, 60),
    ({"kind": "gained"}, 40),
    ({"kind": "lost"}, 20),
    ({"label": "0"}, 29),
    ({"words": "<style>"}, 1),
    ({"least": "5"}, 12),
]


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"label": "2"}, 1),
        ({"words": "IS NOT good"}, 18),
        ({"kind": "gained", "least": "5"}, 8),
        ({"words": "nowhere"}, 0),
        *(pytest.param(*each, marks=pytest.mark.soak) for each in MORE_FILTERS),
    ],
)
def test_filters(visit, made, fields, count):
    seen = visit(made)
    choose(seen, **fields)
    told = status(seen)
    assert told.endswith(f"of {count} texts") if count else told == "No text matches"


def test_a_long_text_opens(visit, made):
    seen = visit(made)
    text = seen.locator("details.text").first
    closed = text.bounding_box()["height"]
    text.locator("summary").click()
    assert text.bounding_box()["height"] > closed


def test_without_scripts_nothing_is_missing(visit, made):
    seen = visit(made, java_script_enabled=False)
    assert seen.locator("ol.texts > li").count() == 60
    assert not seen.locator("form").is_visible()
    assert not seen.locator(".pager").is_visible()


FOCUSABLE = "a[href], button:not(:disabled), select, input, summary, [tabindex='0']"


def test_the_tab_key_reaches_every_control(visit, made):
    seen = visit(made)
    seen.evaluate(
        f"window.left = new Set([...document.querySelectorAll({FOCUSABLE!r})]"
        ".filter(e => e.checkVisibility()))"
    )
    wanted = seen.evaluate("window.left.size")
    assert wanted > 30
    for _ in range(wanted):
        seen.keyboard.press("Tab")
        seen.evaluate("window.left.delete(document.activeElement)")
    assert seen.evaluate("[...window.left].map(e => e.outerHTML.slice(0, 80))") == []


def test_the_keyboard_sorts(visit, made):
    seen = visit(made)
    seen.focus("[name=sort]")
    seen.keyboard.press("ArrowDown")
    assert scores(seen) == sorted(scores(seen), reverse=True)
    seen.focus(".pager button:last-child")
    seen.keyboard.press("Enter")
    assert status(seen) == "26–50 of 60 texts"


@pytest.mark.parametrize(
    ("media", "width"),
    [("screen", 360), ("screen", 768), ("screen", 1400), ("print", 718)],  # A4 less its margins
)
def test_nothing_overflows(visit, made, media, width):
    seen = visit(made, width)
    seen.emulate_media(media=media)
    seen.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
    wide, room = seen.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= room


@pytest.mark.parametrize("width", [360, 1000])
def test_no_letters_overlap(visit, made, width):
    """Within a row of a plot and within a panel, no two pieces of writing cover each other."""
    seen = visit(made, width)
    covered = seen.evaluate(
        """() => [...document.querySelectorAll(".row, .panels svg")].flatMap((frame) => {
          const parts = [...frame.querySelectorAll(".label, .figure, text")].map((part) => {
            const range = document.createRange();
            range.selectNodeContents(part);
            return [part.textContent, range.getBoundingClientRect()];
          }).filter(([words]) => words);
          return parts.flatMap(([words, a], i) => parts.slice(i + 1)
            .filter(([, b]) => a.left < b.right && b.left < a.right
              && a.top < b.bottom - 1 && b.top < a.bottom - 1)
            .map(([other]) => `${words} / ${other}`));
        })"""
    )
    assert covered == []


def test_dark_and_light(visit, made):
    seen = visit(made, color_scheme="light")
    colours = (
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    light = seen.evaluate(colours)
    seen.emulate_media(color_scheme="dark")
    dark = seen.evaluate(colours)
    assert [sum(map(int, c[4:-1].split(","))) > 382 for c in (*light, *dark)] == [
        True,
        False,
        False,
        True,
    ]
    seen.emulate_media(color_scheme="dark", media="print")
    assert seen.evaluate(colours)[0] == "rgb(255, 255, 255)"
