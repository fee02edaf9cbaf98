"""The dataset: labelled texts, their classes and their vocabulary."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.kernel.blocks import blocks_of
from seqtext.tasks.data import Data
from seqtext.text.formats import read_records
from seqtext.text.header import refuse_lone_header, refuse_lost_text
from seqtext.text.inputs import InputOptions
from seqtext.text.quantities import quantity
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.digests import TextDigests
from seqtext.words.tokenized import TokenizedTexts
from seqtext.words.vocabulary import PAD, UNK, Counts, Vocabulary


@dataclass(frozen=True)
class Reading:
    """How texts become ids; the same for all models.

    tokenizer   with its options
    min_count   rarer tokens become <unk>
    max_size    largest number of tokens of the vocabulary; None: unlimited
    max_length  texts are cut after this many tokens; None: never
    """

    tokenizer: Tokenizer = Tokenizer()
    min_count: int = 1
    max_size: int | None = None
    max_length: int | None = 2000

    @property
    def digests(self) -> TextDigests:
        """The digests by which texts read in this way are distinguished."""
        return TextDigests(self.tokenizer, self.max_length)


@dataclass(frozen=True)
class Dataset(Data):
    """Labelled texts.

    cleaned  number of labels that had white space around them
    tokens   of the texts, if they were tokenised already
    """

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    cleaned: int = 0
    tokens: TokenizedTexts | None = field(default=None, compare=False, repr=False)

    unit = "text"

    def columns(self) -> tuple[Sequence[str], ...]:
        return self.labels, self.texts

    @property
    def read(self) -> Sequence[str]:
        return self.texts

    def select(self, indices: Iterable[int]) -> "Dataset":
        """The items at `indices`, in that order."""
        chosen = list(indices)
        tokens = None if self.tokens is None else self.tokens.select(chosen)
        return replace(super().select(chosen), cleaned=0, tokens=tokens)

    def tokenized(self, rule: TextDigests) -> "Dataset":
        """The same data with its tokens; texts that were tokenised in the same way are not read
        again.
        """
        if self.tokens is not None and self.tokens.rule == rule:
            return self
        return replace(self, tokens=TokenizedTexts.of(self.texts, rule))

    def digests(self, rule: TextDigests) -> Sequence[bytes]:
        """The digest of each text."""
        if self.tokens is not None and self.tokens.rule == rule:
            return self.tokens.digests
        return rule(self.texts)

    def strata(self) -> Sequence[str]:
        return self.labels

    def shortage(self, groups: Sequence[int]) -> tuple[str, str]:
        labels = quantity(len(set(self.labels)), "label")
        cause = f"too few to set some aside: {quantity(len(self), 'text')} with {labels}"
        return cause, "give more, or a file with --dev; check that --columns names the label"

    def gold(self, classes: Sequence[str]) -> np.ndarray:
        """int32 [items]: the index of each label in `classes`, -1 if it is not among them."""
        number = {name: i for i, name in enumerate(classes)}
        return np.array([number.get(label, -1) for label in self.labels], dtype=np.int32)


def read_dataset(paths: Sequence[str], options: InputOptions) -> Dataset:
    """Read all labelled texts of the files.

    Raises SeqtextError if there are none, if line 1 seems to be a header that was read as a text,
    or a text that was skipped as a header.
    """
    texts: list[str] = []
    labels: list[str] = []
    named: list[str] = []
    left_out, cleaned, sources = 0, 0, []
    for path in paths:
        source, start = read_records(path, options, ("label", "text")), len(labels)
        place = ""
        for record in source.records:
            place = place or record.place
            labels.append(record.values["label"])
            texts.append(record.values["text"])
            cleaned += record.cleaned
            if "group" in record.values:
                named.append(record.values["group"])
        sources.append((source, place, start))
        left_out += source.left_out
    if not labels:
        raise SeqtextError(" ".join(paths), "holds no labelled text", "give a file with some lines")
    for source, place, start in sources:
        if source.guarded and place:
            refuse_lone_header(place, labels[start], texts[start], labels, len(paths))
        if source.passed_over:
            refuse_lost_text(*source.passed_over, labels)
    data = Dataset(tuple(texts), tuple(labels), cleaned)
    return replace(data, named=tuple(named) or None, left_out=left_out)


def classes_of(data: Dataset, place: str) -> tuple[str, ...]:
    """The labels that occur, sorted. Raises SeqtextError if there is only one."""
    classes = tuple(sorted(set(data.labels)))
    if len(classes) < 2:
        cause = f"holds one class only ({classes[0]!r})"
        raise SeqtextError(place, cause, "give texts of two classes or more")
    return classes


def build_vocabulary(texts: Iterable[str], reading: Reading) -> Vocabulary:
    """The vocabulary of a model: <pad> is 0, <unk> is 1, the rest by count."""
    counts = Counts(reading.tokenizer)
    counts.add_blocks(blocks_of(texts))
    return counted_vocabulary(counts, reading)


def counted_vocabulary(counts: Counts, reading: Reading) -> Vocabulary:
    """The vocabulary of texts whose tokens were counted."""
    return Vocabulary.build(counts, reading.min_count, reading.max_size, specials=(PAD, UNK))


def lone_labels(data: Dataset) -> list[str]:
    """The labels that occur once, sorted. A header that was read as a text gives one."""
    return sorted(label for label, texts in Counter(data.labels).items() if texts == 1)


def lone_note(data: Dataset) -> str | None:
    """A note on the labels that occur once; None if there are none."""
    lone = lone_labels(data)
    if not lone:
        return None
    labels = quantity(len(lone), "label has", "labels have")
    return f"{labels} only one training text ({_some(lone)}): is it a header line?"


def unseen_labels(data: Dataset, classes: Sequence[str]) -> str | None:
    """A note on the labels that are not among `classes`, with some names; None if there are
    none.
    """
    unseen = [label for label in data.labels if label not in classes]
    if not unseen:
        return None
    texts = quantity(len(unseen), "text has", "texts have")
    note = f"{texts} a label that training never saw ({_some(sorted(set(unseen)))})"
    return f"{note}: counted as wrong"


def refuse_unknown(data: Dataset, labels: Sequence[str], place: str) -> None:
    """Raise SeqtextError if no text has one of these labels: no prediction could be correct."""
    if not {*labels} & {*data.labels}:
        model_labels, text_labels = (_some(sorted(set(names))) for names in (labels, data.labels))
        cause = f"no label in common: {text_labels} in the texts, {model_labels} in the predictions"
        remedy = "check that --columns names the label, or rename labels with --labels OLD=NEW"
        raise SeqtextError(place, cause, remedy)


def _some(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:3])) + (", …" if len(names) > 3 else "")
