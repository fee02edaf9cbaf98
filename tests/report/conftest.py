"""A comparison drawn at random, as large and as odd as a real one."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from seqtext.order.effects.all import effects
from seqtext.order.effects.discovered_slices import DiscoveredSlice, DiscoveredSlices
from seqtext.order.effects.memory_curve import memory_curve
from seqtext.order.effects.slices import Slice, Slices
from seqtext.order.texts.mining import Mined
from seqtext.order.trainings.flip import Flip, TextHeat
from seqtext.order.trainings.results import Cell, Doses, MemoryCell, Results, SuiteCell
from seqtext.registry import ModelSpec
from seqtext.statistics.intervals import Estimate
from seqtext.statistics.units import Units
from seqtext.tasks.classify.scores import LOG_P, SCORES

HOSTILE = (
    "<script>alert(1)</script> not [bold]bad[/bold] | at `all` & \x1b[31mred\x07 \u202eabc",
    "¿no es 'bueno'? muy **mal**, _sí_ ☕",
)
# model -> chance of a right answer in order, shuffled
SKILL = {
    "majority": (0.0, 0.0),
    "bow:1": (0.80, 0.80),
    "dan": (0.79, 0.79),
    "bow:2": (0.815, 0.79),
    "nbsvm:3": (0.81, 0.785),
    "lstm": (0.84, 0.79),
}


FACTS = {
    "parameters": 12_345_678,
    "embedding_parameters": 1_200_000,
    "seconds": 1234.5,
    "tokens_per_second": 45_678.9,
    "memory": {"peak": 1_512_345_678, "before": 500_000_000},
    "texts": 6920,
}


def draw(skill, trained, gold, passes, generator, luck):
    """float32 [passes, items, 2]: what an item asks of a model is shared by models and seeds."""
    rows = []
    for index in range(passes):
        chance = skill[0] if trained == "ordered" and index == 0 else skill[1]
        right = luck < chance
        answers = np.where(right, gold, 1 - gold) if chance else np.zeros_like(gold)
        sure = np.clip(generator.normal(0.85, 0.05, len(gold)), 0.55, 0.97)
        chosen = np.where(np.eye(2, dtype=bool)[answers], sure[:, None], 1 - sure[:, None])
        rows.append(np.log(chosen))
    return np.array(rows[:1] * passes if skill[0] == skill[1] else rows, dtype=np.float32)


def make(items=400, seeds=3, texts=None, skill=SKILL, passes=4, seed=0):
    """Results of `skill` on random items."""
    generator = np.random.default_rng(seed)
    gold, dev_gold = (generator.integers(0, 2, n) for n in (items, 300))
    luck, dev_luck = generator.random(items), generator.random(300)
    cells, suites = [], []
    for model, chances in skill.items():
        spec = ModelSpec.parse(model)
        for s in range(seeds if spec.varies else 1):
            for trained in ["ordered"] + (["shuffled"] if spec.set != "blind" else []):
                own = np.clip(luck + generator.normal(0, 0.05, items), 0, 1)
                dev_own = np.clip(dev_luck + generator.normal(0, 0.05, 300), 0, 1)
                dev = draw(chances, trained, dev_gold, passes, generator, dev_own)
                test = draw(chances, trained, gold, passes, generator, own)
                answers = {LOG_P: dev}, {LOG_P: test}
                cells.append(Cell(model, s, trained, *answers, dict(FACTS)))
            if model != "majority":
                suites.append(_suite(model, s, spec, generator))
    words = texts or [*HOSTILE, *(f"text number {i} " + "so it goes " * 9 for i in range(items))]
    return Results(
        scores=SCORES,
        units=Units(np.arange(len(gold))),
        classes=("negative", "positive"),
        texts=tuple(words[:items]),
        gold=gold.astype(np.int32),
        dev_gold=dev_gold.astype(np.int32),
        fold=np.zeros(items, np.int16),
        specs={model: ModelSpec.parse(model) for model in skill},
        cells=tuple(cells),
        suites=tuple(suites),
        facts={
            "version": "0.1.0",
            "tokenizer": {"name": "word", "cased": False, "marks": True, "unicode": "15.0.0"},
            "vocabulary": {"size": 14830, "digest": "ab12cd34" * 8},
            "train": 6920,
            "dev": 300,
            "test": items,
            "seeds": list(range(seeds)),
            "draws": passes - 1,
            "options": {"min_count": 1, "network": {"hidden": 64}},
            "versions": {"seqtext": "0.1.0", "numpy": "2.4.6"},
            "command": "seqtext compare train.tsv --models 'bow:1,lstm' -o report",
            "lint": {"duplicates": 3, "contradictions": 0, "shared": 0, "unseen": 0},
        },
    )


def _suite(model, seed, spec, generator):
    pairs, kept = {}, {}
    for k in range(1, 6):
        solves = spec.set == "aware" or spec.ngrams > k
        right = generator.random(200) < (0.99 if solves else 0)
        pairs[k] = np.stack([right, right | (generator.random(200) < 0.5)], axis=1)
        kept[k] = generator.random(100) < (0.98 if solves else 0.6)
    return SuiteCell(model, seed, "en", pairs, kept, dict.fromkeys(range(1, 6), 2))


def estimate(value, half=0.02):
    return Estimate(value, value - half, value + half)


def rich(found):
    """The effects with all that a report can show, as if all of it had been asked for."""
    generator = np.random.default_rng(0)
    slices = Slices(
        "lstm",
        "bow:1",
        "lstm",
        "en",
        {"positive": ("good",), "negative": ("bad",)},
        (
            Slice("negator", "with a negator", 120, 0.7, 0.9, estimate(0.2, 0.08), None, True),
            Slice("negator", "without one", 280, 0.82, 0.83, estimate(0.01), None, True),
            Slice("label", "<b>negative</b>", 190, 0.8, 0.85, estimate(0.05, 0.04), None, True),
            Slice("label", "positive \x1b", 12, 0.8, 0.8, estimate(0.0, 0.3), None, False),
        ),
    )
    ngrams = DiscoveredSlices(
        "lstm",
        200,
        20,
        200,
        18,
        (
            DiscoveredSlice("not <i>good</i>", 4.1, 30, 9, estimate(0.2, 0.1), 0.003),
            DiscoveredSlice("but", 2.2, 12, 3, estimate(0.1, 0.15), None),
        ),
    )
    deciding = found.deciding
    texts = tuple(replace(text, heat=heat(text.text)) for text in deciding.texts[:2])
    deciding = replace(deciding, texts=texts + deciding.texts[2:])
    cells = [
        _memory(model, form, regime, generator)
        for model, form in (("bow:2", "set"), ("lstm", "set"), ("lstm", "lecture"))
        for regime in ("mixed", "short")
    ]
    mined = Mined(1, 3, 8, 3, 1, (("negative", "<b>a not b"), ("positive", "not <b>a b\u202e")))
    return replace(
        found,
        memory=memory_curve(cells),
        slices=slices,
        found=ngrams,
        deciding=deciding,
        mined=(mined,),
    )


def heat(text):
    """Bars up and down, and a swap that flips the answer."""
    tokens = tuple(text.split())
    moves = tuple((-1) ** i * 0.9 * i for i in range(len(tokens) - 1))
    swapped = (tokens[1], tokens[0], *tokens[2:])
    flip = Flip("swap", 0, 1, 1, "<u>negative</u>", 0.83, swapped)
    return TextHeat("positive", 0.91, tokens, moves, flip, 3, False, 0)


def _memory(model, form, regime, generator):
    pairs, kept = {}, {}
    for distance in (5, 10, 20, 50, 100, 200):
        chance = 0 if model == "bow:2" else np.exp(-distance / (400 if regime == "mixed" else 30))
        right = generator.random(100) < chance
        pairs[distance] = np.stack([right, right], axis=1)
        kept[distance] = generator.random(50) < 0.9
    return MemoryCell(model, 0, "en", form, regime, pairs, kept, dict.fromkeys(pairs, 0))


DOSES = {  # name -> share of broken neighbours, displacement, share of texts that it spoils
    "blocks:1": (0.93, 1.0, 0.06),
    "blocks:5": (0.17, 0.9, 0.01),
    "blocks:2": (0.5, 0.95, 0.03),
    "window:2": (0.6, 0.1, 0.02),
    "window:10": (0.85, 0.6, 0.04),
    "swaps:0.1": (0.2, 0.05, 0.01),
    "swaps:0.5": (0.6, 0.2, 0.03),
    "reverse": (1.0, 1.5, 0.08),
    "sentences": (0.1, 0.9, 0.01),
}


def dosed(cell, generator):
    """The cell with answers to every dose."""
    log_p = cell.test[LOG_P]
    items = log_p.shape[1]
    tests = []
    for _, _, spoilt in DOSES.values():
        turn = generator.random(items) < spoilt
        tests.append(np.where(turn[:, None], log_p[0, :, ::-1], log_p[0]))
    sizes = [np.repeat([[dose[i]] for dose in DOSES.values()], items, axis=1) for i in (0, 1)]
    return replace(
        cell, doses=Doses(tuple(DOSES), np.arange(items), *sizes, {LOG_P: np.array(tests)})
    )


@pytest.fixture(name="rich", scope="session")
def _rich(results):
    generator = np.random.default_rng(0)
    reads = {model for model, kind in results.sets.items() if kind != "blind"}
    cells = tuple(
        dosed(cell, generator) if cell.model in reads and cell.trained == "ordered" else cell
        for cell in results.cells
    )
    return rich(effects(replace(results, cells=cells, learning={s: fewer(s) for s in (8, 4, 2)})))


def fewer(share):
    """What the same models answer with one in `share` of the texts: the fewer, the worse."""
    skill = {m: tuple(max(0, c - 0.04 * np.log2(share)) for c in cs) for m, cs in SKILL.items()}
    cells = make(skill=skill).cells
    facts = {**FACTS, "texts": 6920 // share}
    return tuple(replace(cell, facts=facts) for cell in cells if cell.trained == "ordered")


@pytest.fixture(scope="session")
def results():
    found = make()
    # the hostile texts are the ones that order decides
    for cell in found.cells:
        if cell.model == "lstm":
            for item in range(2):
                answer = found.gold[item] if cell.trained == "ordered" else 1 - found.gold[item]
                cell.test[LOG_P][:, item] = np.log([0.01, 0.99] if answer else [0.99, 0.01])
    return found


@pytest.fixture(scope="session")
def found(results):
    return effects(results)


@pytest.fixture(name="make", scope="session")
def _make():
    return make


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is missing: pip install -e '.[dev]'"
    )
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        pytest.skip("no browser: apt-get install chromium, then run the tests again")
    # Containers often lack what a sandbox and shared memory need; only these pages are opened.
    options = ["--no-sandbox", "--disable-dev-shm-usage"]
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=chromium, args=options)
        yield found
        found.close()


@pytest.fixture
def visit(browser):
    """Opens a file; `page.said` gathers errors and complaints, `page.fetched` all requests."""
    contexts = []

    def opened(path, width=1000, **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, **options))
        seen = contexts[-1].new_page()
        seen.said, seen.fetched = [], []
        seen.on("console", lambda message: seen.said.append(message.text))
        seen.on("pageerror", lambda error: seen.said.append(str(error)))
        seen.on("request", lambda request: seen.fetched.append(request.url))
        seen.goto(path.as_uri())
        return seen

    yield opened
    for context in contexts:
        context.close()
