"""Tokenised texts: what one reading gives for any part is what reading that part gives."""

import random

import numpy as np
import pytest

from seqtext.kernel.blocks import blocks_of
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.corpus import encode_texts
from seqtext.words.digests import TextDigests
from seqtext.words.tokenized import TokenizedTexts
from seqtext.words.vocabulary import PAD, UNK, Counts, Vocabulary

WORDS = ["Don't", "día", "naïve", "👍🏽", "a-b", "ß", "\u00ad", *map(str, range(3000))]


def texts_of(number):
    draw = random.Random(0)
    return ["", *(" ".join(draw.choices(WORDS, k=draw.randrange(60))) for _ in range(number))]


@pytest.mark.parametrize("number", [40, 12_000], ids=["plain", "kernel"])
@pytest.mark.parametrize(("name", "max_length"), [("word", 20), ("char", None)])
def test_a_part_is_as_if_read_alone(number, name, max_length):
    tokenizer = Tokenizer(name)
    rule, texts = TextDigests(tokenizer, max_length), texts_of(number)
    everything, labels = TokenizedTexts.of(texts, rule), np.arange(len(texts)) % 3
    chosen = np.array([i for i in range(len(texts)) if i % 4 != 1])
    part, alone = everything.select(chosen), [texts[i] for i in chosen]
    assert part.digests == rule(alone)
    counted = Counts(tokenizer)
    counted.add_blocks(blocks_of(alone))
    counts = part.counts()
    assert counts.texts == counted.texts == len(alone)
    assert counts.tokens == counted.tokens
    np.testing.assert_array_equal(counts.counts, counted.counts)
    np.testing.assert_array_equal(counts.documents, counted.documents)
    vocabulary = Vocabulary.build(counted, 2, 500, (PAD, UNK))
    (ours, cut), (theirs, cut_alone) = (
        everything.encoded(vocabulary, labels),
        encode_texts(texts, vocabulary, labels, max_length),
    )
    assert cut == cut_alone
    for name in ("ids", "offsets", "labels"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name))


def test_no_texts_have_no_tokens():
    nothing = TokenizedTexts.of([], TextDigests(Tokenizer()))
    assert nothing.counts().tokens == []
    assert len(nothing.numbers) == len(nothing.digests) == 0
