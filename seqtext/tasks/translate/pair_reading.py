"""How sentence pairs become ids: tokenisers and vocabularies of both sides."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from seqtext.kernel.blocks import blocks_of
from seqtext.tasks.translate.parallel import Parallel
from seqtext.text.characters import lower
from seqtext.text.tokenizer import Tokenizer
from seqtext.text.unspaced import unspaced_in
from seqtext.words.counts import Counts
from seqtext.words.digests import TextDigests
from seqtext.words.subwords import learn
from seqtext.words.vocabulary import PAD, UNK, Vocabulary

SPECIALS = (PAD, UNK, "<s>", "</s>")  # of both vocabularies of a translator, in this order
UNKNOWN, START, END = 1, 2, 3  # the ids of the last three


@dataclass(frozen=True)
class PairReading:
    """How sentence pairs become ids.

    tokenizer   bpe, word or char, on both sides
    cased       keep the upper case of the source; a target always keeps its own
    subwords    bpe: number of pieces to learn
    apart       bpe: learn the pieces of each side separately
    min_count   word, char: rarer tokens become <unk>
    max_length  a side is cut after this many tokens; None: never
    """

    tokenizer: str = "bpe"
    cased: bool = False
    subwords: int = 8000
    apart: bool = False
    min_count: int = 1
    max_length: int | None = 200

    @property
    def digests(self) -> TextDigests:
        """The digests by which sources are distinguished; with `bpe`, of the words between white
        space.
        """
        if self.tokenizer == "bpe":  # its pieces are learned only after a split; they never cross
            return TextDigests(Tokenizer("whitespace", self.cased))
        return TextDigests(Tokenizer(self.tokenizer, self.cased), self.max_length)

    @property
    def joint(self) -> bool:
        """Whether both sides share one vocabulary."""
        return self.tokenizer == "bpe" and not self.apart


def unspaced_sides(pairs: Parallel, reading: PairReading) -> list[str]:
    """A note on each side in a script without spaces, if the tokeniser is `word`."""
    if reading.tokenizer != "word":
        return []
    sides = {"sources": pairs.sources, "targets": pairs.targets}
    notes = {side: unspaced_in(texts, Tokenizer()) for side, texts in sides.items()}
    return [f"{side}: {line}" for side, line in notes.items() if line]


def vocabularies(pairs: Parallel, reading: PairReading) -> tuple[Vocabulary, Vocabulary]:
    """The vocabularies of source and target."""
    if reading.tokenizer != "bpe":
        sides = (pairs.sources, reading.cased), (pairs.targets, True)
        source, target = (_counted(texts, reading, cased) for texts, cased in sides)
        return source, target
    sources = pairs.sources if reading.cased else tuple(map(lower, pairs.sources))
    parts: list[Iterable[str]] = [sources, pairs.targets]
    if reading.joint:
        parts = [chain(sources, pairs.targets)]
    learned = [learn(texts, reading.subwords).vocabulary(SPECIALS) for texts in parts]
    source_vocabulary, target_vocabulary = learned[0], learned[-1]
    tokenizer = replace(source_vocabulary.tokenizer, cased=reading.cased)
    return Vocabulary(
        source_vocabulary.tokens, tokenizer=tokenizer, default_index=1
    ), target_vocabulary


def _counted(texts: Iterable[str], reading: PairReading, cased: bool) -> Vocabulary:
    counts = Counts(Tokenizer(reading.tokenizer, cased=cased))
    counts.add_blocks(blocks_of(texts))
    return Vocabulary.build(counts, reading.min_count, specials=SPECIALS)
