"""English-Spanish sentence pairs from the synchronous grammar `parallel/grammar.toml`.

Word order differs by rule: adjectives and owners after the noun, clitics before a finite verb and
at the end of an infinitive, dropped subjects, the verb before the subject in questions, "gustar".
Each English sentence has one translation: a clitic without an antecedent is masculine ("it" is
"lo", "them" is "los"), "you" is "tú".
"""

import re
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

from seqtext.errors import SeqtextError
from seqtext.system.choices import choice, draw, read_toml

from .clauses import KINDS, BothSlots, Slots, exchanged
from .grammar import capitals
from .splits import split_of

Frame = dict[str, Any]  # kind, weight, and a template in each language
EN_SEAM = (r"\ba (?=[aeiou])", "an ")
ES_SEAM = (r"\b(a|de) el ", r"\1l ")
PATIENCE = 100  # draws for each row that is asked for, before giving up


def make_translation(
    seed: int, train: int = 8000, dev: int = 500, test: int = 1000, pairs: int = 250
) -> dict[str, list[tuple[str, ...]]]:
    """Draw sentence pairs: split -> rows (English, Spanish), no English sentence twice.

    A bag of English words stands in one split only: neither a test sentence nor another order of
    its words occurs in training. The split `pairs` has rows (pair_id, English, Spanish), two a
    pair: the same English words in another order, with another translation; these bags are kept
    from training too. Raises SeqtextError if the grammar has too few.
    """
    sizes = {"train": train, "dev": dev, "test": test}
    rows: dict[str, list[tuple[str, ...]]] = {name: [] for name in sizes}
    seen: set[str] = set()
    for en, es in islice(draw_pairs(seed), PATIENCE * sum(sizes.values())):
        name = _split(en, seed, sizes)
        if en not in seen and len(rows[name]) < sizes[name]:
            seen.add(en)
            rows[name].append((en, es))
        if all(len(rows[name]) == size for name, size in sizes.items()):
            return {**rows, "pairs": _pairs(seed, sizes, pairs)}
    raise SeqtextError("--size", "the grammar has too few different sentences", "ask for fewer")


def draw_pairs(seed: int) -> Iterator[tuple[str, str]]:
    """Draw pairs (English, Spanish) endlessly."""
    generator, frames = Random(seed), _frames()
    weights = [frame["weight"] for frame in frames]
    while True:
        frame = frames[draw(weights, generator)]
        yield fill(frame, KINDS[frame["kind"]](generator))


def _pairs(seed: int, sizes: dict[str, int], number: int) -> list[tuple[str, ...]]:
    """Who does what to whom, both ways round."""
    frames = [frame for frame in _frames() if frame["kind"] == "transitive"]
    generator = Random(f"pairs {seed}")
    pairs: dict[str, list[tuple[str, str]]] = {}
    for _ in range(PATIENCE * number):
        frame = choice(frames, generator)
        first, second = (fill(frame, slots) for slots in exchanged(generator))
        bag = " ".join(_bag(first[0]))
        if first[1] != second[1] and _split(first[0], seed, sizes) == "test":
            pairs.setdefault(bag, [first, second])
        if len(pairs) == number:
            sides = enumerate(pairs.values())
            return [(f"en-es-{seed}-{i}", *side) for i, pair in sides for side in pair]
    raise SeqtextError("--size", "the grammar has too few same-bag pairs", "ask for fewer")


def _frames() -> list[Frame]:
    return read_toml(__package__, "parallel", "grammar.toml")["frames"]


def _split(en: str, seed: int, sizes: dict[str, int]) -> str:
    return split_of(" ".join(_bag(en)), seed, sizes)


def _bag(en: str) -> list[str]:
    return sorted(re.findall(r"[\w']+|[^\w\s]", en.lower()))


def fill(frame: Frame, slots: BothSlots) -> tuple[str, str]:
    """Fill the templates with the slots: English, Spanish."""
    return _finish(frame["en"], slots[0], EN_SEAM), _finish(frame["es"], slots[1], ES_SEAM)


def _finish(template: str, slots: Slots, seam: tuple[str, str]) -> str:
    text = " ".join(template.format_map(slots).split())
    return capitals(re.sub(r" (?=[.?])|(?<=¿) ", "", re.sub(*seam, text)))
