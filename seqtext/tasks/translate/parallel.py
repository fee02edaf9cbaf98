"""Parallel text: sentences and their translations, lint, and the split."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NoReturn

from seqtext.errors import SeqtextError
from seqtext.system.files import display_name
from seqtext.tasks.data import Data
from seqtext.tasks.split import copies
from seqtext.text.formats import InputOptions, read_pair_records
from seqtext.text.quantities import quantity
from seqtext.words.digests import TextDigests

ODD_RATIO = 3.0  # of lengths, against that of the middle pair
LONG = 20  # characters from which on a side has a length worth comparing
FEW = 10  # pairs from which on a side that holds labels shows itself


@dataclass(frozen=True)
class Parallel(Data):
    """Pairs of sentences in the order of reading; a side may be empty."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]

    unit = "pair"

    def columns(self) -> tuple[Sequence[str], ...]:
        return self.sources, self.targets

    @property
    def read(self) -> Sequence[str]:
        return self.sources

    def shortage(self, groups: Sequence[int]) -> tuple[str, str]:
        sides = quantity(len(groups), "pair with two sides", "pairs with two sides")
        different = quantity(len(set(groups)), "group" if self.named else "different source")
        cause = f"{sides}, {different}: too few to set some aside"
        return cause, "give more, or a file with --dev"

    def whole(self) -> "Parallel":
        """The pairs without an empty side; nothing can be learned from the others."""
        return self.select(self.complete())

    def complete(self) -> list[int]:
        """The positions of the pairs without an empty side."""
        both = zip(self.sources, self.targets, strict=True)
        return [i for i, (s, t) in enumerate(both) if s.strip() and t.strip()]

    def judged(self, digests: TextDigests) -> list[int]:
        """The first pair of each source, of those without an empty side."""
        first: dict[bytes, int] = {}
        at = self.complete()
        for i, source in zip(at, digests(self.sources[i] for i in at), strict=True):
            first.setdefault(source, i)
        return list(first.values())


def read_parallel(paths: Sequence[str], options: InputOptions) -> Parallel:
    """Read one file of pairs, or two files line by line.

    Raises SeqtextError if there are no pairs, if two files differ in length, or if one side holds
    labels: a file of labelled texts has the form of a file of pairs.
    """
    source = read_pair_records(paths, options)
    records = [record.values for record in source.records]
    place = " ".join(map(display_name, paths))
    if not records:
        raise SeqtextError(place, "holds no pairs", "give a file with some lines")
    sources, targets, named = (
        tuple(values[role] for values in records if role in values)
        for role in ("source", "target", "group")
    )
    pairs = Parallel(sources, targets, named=named or None, left_out=source.left_out)
    _refuse_labels(place, pairs)
    return pairs


def _refuse_labels(place: str, pairs: Parallel) -> None:
    """Refuse pairs of which one side consists of labels; pairs with an empty side do not count.

    Labels are single words, and ten times fewer than the texts. Several sources may have the same
    target legitimately (words and their lemma), so targets are labels only if most sources have
    several words.
    """
    complete = pairs.whole()
    sources, targets = set(complete.sources), set(complete.targets)
    if len(complete) < FEW:
        return
    if _are_labels(sources, targets):
        _refuse_side(place, len(complete), sources, "sources")
    if _are_labels(targets, sources) and 2 * sum(map(_has_words, sources)) > len(sources):
        _refuse_side(place, len(complete), targets, "targets")


def _are_labels(names: set[str], texts: set[str]) -> bool:
    return 10 * len(names) <= len(texts) and not any(map(_has_words, names))


def _has_words(text: str) -> bool:
    """Whether the text has two words or more between white space."""
    return len(text.split(maxsplit=1)) > 1


def _refuse_side(place: str, pairs: int, names: set[str], side: str) -> NoReturn:
    some = ", ".join(repr(name) for name in sorted(names)[:3])
    cause = (
        f"{pairs:,} pairs, but only {len(names)} different {side} ({some}), one word each: labels"
    )
    rule = "a side of single words needs more than a tenth as many different ones as the other"
    remedy = f"give source TAB target, or say what --columns holds ({rule})"
    raise SeqtextError(place, cause, remedy)


def lint_pairs(train: Parallel, test: Parallel, digests: TextDigests) -> dict[str, int]:
    """Problems of sentence pairs, counted. Two sources are equal if they are read the same.

    empty_sources, empty_targets  only white space on that side

    The other counts are over the pairs without an empty side, from which alone a model learns.

    same         source and target are the same text
    duplicates   pairs that repeat an earlier one
    many         sources with two different targets or more
    odd_length   a side at least ODD_RATIO times as long, in characters, as expected from the other
                 side
                 and the median ratio
    shared       test pairs whose source, not an empty one, also occurs in training
    copies       test pairs whose source repeats that of an earlier test pair
    """
    complete = train.whole()
    sources = digests(complete.sources)
    targets: dict[bytes, set[str]] = {}
    for source, target in zip(sources, complete.targets, strict=True):
        targets.setdefault(source, set()).add(target)
    complete_test = test.whole()
    return {
        "empty_sources": sum(not source.strip() for source in train.sources),
        "empty_targets": sum(not target.strip() for target in train.targets),
        "same": sum(map(str.__eq__, complete.sources, complete.targets)),
        "duplicates": len(complete) - sum(map(len, targets.values())),
        "many": sum(len(translations) > 1 for translations in targets.values()),
        "odd_length": _odd_lengths(complete),
        "shared": sum(source in targets for source in digests(test.sources)),
        "copies": copies(digests(complete_test.sources)),
    }


def _odd_lengths(pairs: Parallel) -> int:
    """The number of pairs, not short, with an unusual ratio of lengths."""
    lengths = [(len(s), len(t)) for s, t in zip(pairs.sources, pairs.targets, strict=True)]
    if not lengths:
        return 0
    usual = median(source / target for source, target in lengths)
    ratios = [source / target / usual for source, target in lengths if max(source, target) >= LONG]
    return sum(not 1 / ODD_RATIO <= ratio <= ODD_RATIO for ratio in ratios)


def lint_notes(counts: dict[str, int]) -> list[str]:
    """The counts that are not 0, in words."""
    words = {
        "empty_sources": "{} with an empty source",
        "empty_targets": "{} with an empty target",
        "same": "{} whose target is the source",
        "duplicates": "{} that repeat an earlier pair",
        "many": "different translations of one source: {}",
        "odd_length": f"{{}} with one side {ODD_RATIO:g} times too long for the other",
        "shared": "source also in training: {} of the held-out pairs",
        "copies": "source repeated in the held-out pairs: {} of them",
    }
    return [words[name].format(f"{count:,}") for name, count in counts.items() if count]
