"""Whatever the text: tokens, ids and n-grams come back, and the kernel agrees."""

from seqtext.bags.ngrams import NgramIndex
from seqtext.kernel.blocks import blocks_of
from seqtext.kernel.counting import count_blocks
from seqtext.text.tokenizer import TOKENIZERS, Tokenizer
from seqtext.words.corpus import encode_texts
from seqtext.words.counts import Counts
from seqtext.words.encoding import BlockEncoder
from seqtext.words.vocabulary import PAD, UNK, Vocabulary

FEW = 500


def tokenizers() -> list[Tokenizer]:
    made = [Tokenizer(name) for name in TOKENIZERS] + [Tokenizer("word", True, False)]
    return [*made, Tokenizer("word", marks=False), Tokenizer("whitespace", True)]


def test_tokenizers_and_ids(rounds):
    known = tokenizers()

    def try_one(random):
        tokenizer, text = random.choice(known), random.words()
        tokens = tokenizer(text)
        assert all(tokens), "no token is empty"
        vocabulary = Vocabulary(dict.fromkeys([PAD, UNK, *tokens]), None, None, tokenizer, 1)
        corpus, _ = encode_texts([text], vocabulary)
        assert vocabulary.lookup_tokens(corpus[0].tolist()) == tokens
        index = NgramIndex.fit(corpus, 2, len(vocabulary))
        assert len(index.features(corpus).ids) == (2 * len(tokens) + 1 if tokens else 0)

    rounds("texts to tokens to ids to n-grams", FEW).fuzz(try_one)


def test_the_kernel_agrees_with_the_definition(rounds):
    known = tokenizers()
    encoders = {}

    def try_one(random):
        tokenizer = random.choice(known)
        texts = [random.words().replace("\n", " ") for _ in range(3)]
        texts = [text.encode("utf-8", "replace").decode() for text in texts]
        slow = Counts(tokenizer)
        slow.add(texts)
        tokens, occurrences, documents = count_blocks(blocks_of(texts), tokenizer).counts()
        fast = sorted(zip(tokens, occurrences.tolist(), documents.tolist(), strict=True))
        assert fast == sorted(zip(slow.tokens, slow.counts, slow.documents, strict=True))
        if tokenizer not in encoders:
            vocabulary = Vocabulary(
                dict.fromkeys([PAD, UNK, *slow.tokens]), None, None, tokenizer, 1
            )
            encoders[tokenizer] = vocabulary, BlockEncoder(vocabulary)
        vocabulary, encoder = encoders[tokenizer]
        for block in blocks_of(texts):
            ids, lengths = encoder(block)
            parts = [vocabulary.lookup_indices(tokenizer(text)) for text in texts]
            assert ids.tolist() == [number for part in parts for number in part]
            assert lengths.tolist() == list(map(len, parts))

    rounds("the kernel beside the definition", FEW // 3).fuzz(try_one)
