"""Lint: problems of labelled texts, counted before any claim is made from them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from seqtext.kernel.blocks import blocks_of
from seqtext.tasks.classify.dataset import Dataset, Reading, lone_labels
from seqtext.tasks.split import copies
from seqtext.text.negators import is_negator
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.counts import Counts
from seqtext.words.vocabulary import PAD, UNK, Vocabulary

_words = Tokenizer()  # it removes nothing from a text and keeps didn't in one token


def lint(train: Dataset, test: Dataset, reading: Reading) -> dict[str, int]:
    """Counts of what makes figures too good or impossible. Texts are equal if read the same.

    duplicates      training texts that repeat an earlier one, with any label
    contradictions  training texts that occur with two labels or more
    shared          test texts that also occur in training
    copies          test texts that repeat an earlier test text
    unseen          test items with a label that training never saw: they count as wrong
    lone            labels of only one training text: a header may have been read as a text
    """
    labels_of: dict[bytes, set[str]] = {}
    for digest, label in zip(reading.digests(train.texts), train.labels, strict=True):
        labels_of.setdefault(digest, set()).add(label)
    test_digests = reading.digests(test.texts)
    known_labels = set(train.labels)
    return {
        "duplicates": len(train) - len(labels_of),
        "contradictions": sum(len(labels) > 1 for labels in labels_of.values()),
        "shared": sum(digest in labels_of for digest in test_digests),
        "copies": copies(test_digests),
        "unseen": sum(label not in known_labels for label in test.labels),
        "lone": len(lone_labels(train)),
    }


def lost_negators(texts: Sequence[str], reading: Reading) -> dict[str, int]:
    """Negators of the training texts that no model sees: word -> number lost, largest first.

    A negator is lost if the tokeniser removes it, or if its token is unknown: rarer than
    `min_count` or beyond `max_size` of the vocabulary. One that is cut into pieces (didn ' t) is
    lost if one of the pieces is unknown.
    """
    if reading.tokenizer.name == "word" and reading.min_count <= 1 and reading.max_size is None:
        return {}
    counts = Counts(reading.tokenizer)
    counts.add_blocks(blocks_of(texts))
    vocabulary = Vocabulary.build(counts, reading.min_count, reading.max_size, specials=(PAD, UNK))
    lost, uncut = Counter[str](), Counter[str]()
    for token, count in zip(counts.tokens, counts.counts.tolist(), strict=True):
        for negator in _negators(token):
            uncut[negator] += count
            lost[negator] += 0 if token in vocabulary else count
    if reading.tokenizer.name != "word":  # that one leaves every word whole
        present = Counter(negator for text in texts for negator in _negators(text))
        lost = Counter({word: lost[word] for word in present})
        lost += _cut_out(present - uncut, vocabulary, reading.tokenizer)
    return {word: count for word, count in lost.most_common() if count}


def _negators(text: str) -> Iterator[str]:
    return filter(is_negator, _words(text))


def _cut_out(cut: Counter[str], vocabulary: Vocabulary, tokenizer: Tokenizer) -> Counter[str]:
    """Of the negators that are no single token, those with an unknown piece."""
    pieces = {word: tokenizer(word) for word in cut}
    return Counter(
        {
            w: n
            for w, n in cut.items()
            if not pieces[w] or any(p not in vocabulary for p in pieces[w])
        }
    )
