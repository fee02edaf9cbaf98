"""Lint: what is odd in labelled texts, counted before any claim is made of them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from seqtext.kernel.blocks import blocks_of
from seqtext.tasks.classify.dataset import Dataset, Reading, lone_labels
from seqtext.tasks.split import copies
from seqtext.text.negators import is_negator
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.counts import Counts
from seqtext.words.vocabulary import PAD, UNK, Vocabulary

_words = Tokenizer()  # it cuts nothing out of a text, and keeps didn't in one piece


def lint(train: Dataset, test: Dataset, reading: Reading) -> dict[str, int]:
    """What makes figures too good or impossible, counted. Texts are the same if read the same.

    duplicates      training texts that stood there before, with whatever label
    contradictions  training texts that stand there with two labels or more
    shared          test texts that stand in training
    copies          test texts that stood in the test set before
    unseen          test items whose label training never saw: they count as wrong
    lone            labels that one training text alone has: a header may have been read as a text
    """
    labels_of: dict[bytes, set[str]] = {}
    for text, label in zip(reading.digests(train.texts), train.labels, strict=True):
        labels_of.setdefault(text, set()).add(label)
    tested = reading.digests(test.texts)
    seen = set(train.labels)
    return {
        "duplicates": len(train) - len(labels_of),
        "contradictions": sum(len(labels) > 1 for labels in labels_of.values()),
        "shared": sum(text in labels_of for text in tested),
        "copies": copies(tested),
        "unseen": sum(label not in seen for label in test.labels),
        "lone": len(lone_labels(train)),
    }


def lost_negators(texts: Sequence[str], reading: Reading) -> dict[str, int]:
    """Negators of the training texts that no model sees: word -> how often, the most lost first.

    A negator is lost where the tokeniser leaves nothing of it, or where the token that holds it is
    unknown: rarer than the smallest count, or beyond the largest size of the vocabulary. One that
    is cut into pieces (didn ' t) is there as long as all of them are known.
    """
    if reading.tokenizer.name == "word" and reading.min_count <= 1 and reading.max_size is None:
        return {}
    counts = Counts(reading.tokenizer)
    counts.add_blocks(blocks_of(texts))
    known = Vocabulary.build(counts, reading.min_count, reading.max_size, specials=(PAD, UNK))
    lost, whole = Counter[str](), Counter[str]()
    for token, count in zip(counts.tokens, counts.counts.tolist(), strict=True):
        for negator in _negators(token):
            whole[negator] += count
            lost[negator] += 0 if token in known else count
    if reading.tokenizer.name != "word":  # that one leaves every word whole
        there = Counter(negator for text in texts for negator in _negators(text))
        lost = Counter({word: lost[word] for word in there})
        lost += _cut_out(there - whole, known, reading.tokenizer)
    return {word: count for word, count in lost.most_common() if count}


def _negators(text: str) -> Iterator[str]:
    return filter(is_negator, _words(text))


def _cut_out(cut: Counter[str], known: Vocabulary, tokenizer: Tokenizer) -> Counter[str]:
    """Of the negators that stand whole in no token, those whose pieces are not all known."""
    pieces = {word: tokenizer(word) for word in cut}
    return Counter(
        {w: n for w, n in cut.items() if not pieces[w] or any(p not in known for p in pieces[w])}
    )
