"""Subwords: byte-pair encoding learned from word counts, as a reversible tokeniser.

Sennrich, Haddow & Birch 2016, "Neural machine translation of rare words with subword units". The
tokens of `word` are cut into pieces; a piece that begins with ▁ follows white space (Kudo &
Richardson 2018). So joining the pieces restores the text.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from tokenizers import Tokenizer as Encoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.trainers import BpeTrainer

from seqtext.errors import SeqtextError
from seqtext.kernel.blocks import blocks_of
from seqtext.text.characters import lower
from seqtext.text.tokenizer import Tokenizer
from seqtext.text.word_tokenizer import word
from seqtext.words.counts import Counts
from seqtext.words.vocabulary import UNK, Vocabulary

SPACE = "▁"
OFTEN = 40  # least frequency of a piece in a text of OFTEN x SMALL words or more
SMALL = 2500
_LEARNED = 20_000_000  # words: larger counts are all divided, which changes only rare merges
_REPEATED = 10_000  # largest number of words in a string for the trainer
_REMEMBERED = 1 << 17  # words whose pieces are cached: a text repeats most of its words
_SHORT = 64  # largest length of a cached word, which bounds the memory


@dataclass(frozen=True)
class Subwords(Tokenizer):
    """The tokeniser `bpe`.

    cased     keep upper case
    alphabet  the characters seen in training, including ▁
    merges    pairs of pieces that are merged, in the order in which they were learned
    """

    name: str = "bpe"
    alphabet: str = ""
    merges: tuple[tuple[str, str], ...] = ()
    _encoder: BPE = field(init=False, repr=False, compare=False)
    _pieces: Callable[[str], tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ids = {piece: number for number, piece in enumerate(self.tokens())}
        try:
            encoder = BPE(vocab=ids, merges=list(self.merges))
        except Exception:  # `tokenizers` raises no narrower class
            raise _damaged() from None
        object.__setattr__(self, "_encoder", encoder)
        object.__setattr__(self, "_pieces", lru_cache(_REMEMBERED)(self._cut))

    def __call__(self, text: str) -> list[str]:
        text = self.prepare(text)
        words = (text if self.cased else lower(text)).split()
        cut = (self._pieces(w) if len(w) <= _SHORT else self._cut(w) for w in words)
        return [piece for pieces in cut for piece in pieces]

    def _cut(self, chunk: str) -> tuple[str, ...]:
        """The pieces of a chunk between white space."""
        return tuple(piece for part in _parts(chunk) for piece in self._spell(part))

    def _spell(self, part: str) -> Iterator[str]:
        """The pieces of one token; an unseen character is a piece by itself."""
        for is_known, run in groupby(part, self.alphabet.__contains__):
            if is_known:
                yield from (token.value for token in self._encoder.tokenize("".join(run)))
            else:
                yield from run

    def join(self, tokens: Iterable[str]) -> str:
        """The text of the pieces, with single spaces as white space."""
        return "".join(tokens).replace(SPACE, " ").strip(" ")

    def tokens(self) -> list[str]:
        """All pieces in the order in which they were learned, characters first."""
        return list(dict.fromkeys([*self.alphabet, *map("".join, self.merges)]))

    def vocabulary(self, specials: Sequence[str]) -> Vocabulary:
        """The special tokens, then all pieces; `<unk>`, if it is among them, is the default index.

        No piece equals a special token, because < and > are pieces by themselves.
        """
        tokens = [*specials, *self.tokens()]
        index = tokens.index(UNK) if UNK in specials else None
        return Vocabulary(tokens, tokenizer=self, default_index=index)

    def to_json(self) -> dict[str, Any]:
        """The options and all that was learned."""
        merges = [list(merge) for merge in self.merges]
        return {**super().to_json(), "alphabet": self.alphabet, "merges": merges}


def stored_tokenizer(record: dict[str, Any]) -> Tokenizer:
    """The tokeniser of a model file: one of the registry, or subwords. Raises SeqtextError."""
    if not isinstance(record, dict) or record.get("name") != "bpe":
        return Tokenizer.from_json(record)
    cased, alphabet, merges = (record.get(key) for key in ("cased", "alphabet", "merges"))
    if not (type(cased) is bool and type(alphabet) is str and isinstance(merges, list)):
        raise _damaged()
    try:
        pairs = tuple((str(left), str(right)) for left, right in merges)
    except (TypeError, ValueError):
        raise _damaged() from None
    return Subwords(cased=cased, alphabet=alphabet, merges=pairs)


def _damaged() -> SeqtextError:
    cause = "the subwords of the model cannot be read"
    return SeqtextError("tokenizer", cause, "read it with the version that wrote it")


def learn(texts: Iterable[str], size: int, cased: bool = True) -> Subwords:
    """Learn subwords from texts of both sides together, or of one side.

    Words are counted first (on all cores for much text), and merges are learned from the counts.
    `size` includes the characters, all of which are kept. The same texts give the same subwords in
    any order.

    Only frequent pieces are learned: a network learns little from what it rarely sees, and more
    from smaller pieces (Sennrich & Zhang 2019). Frequent means OFTEN times, in a small text once in
    SMALL words, but at least twice.
    """
    counts = Counts(Tokenizer("whitespace", cased=cased))
    counts.add_blocks(blocks_of(texts))
    return learn_from(counts, size)


def learn_from(counts: Counts, size: int) -> Subwords:
    """Learn subwords from counts of the chunks between white space."""
    parts: Counter[str] = Counter()
    for chunk, count in zip(counts.tokens, counts.counts.tolist(), strict=True):
        for part in _parts(chunk):
            parts[part] += count
    min_frequency = max(2, min(OFTEN, parts.total() // SMALL))
    encoder = Encoder(BPE())
    encoder.pre_tokenizer = WhitespaceSplit()
    trainer = BpeTrainer(vocab_size=size, min_frequency=min_frequency, show_progress=False)
    encoder.train_from_iterator(_repeated(parts), trainer)
    learned = json.loads(encoder.to_str())["model"]
    alphabet = "".join(sorted({character for part in parts for character in part}))
    merges = tuple((left, right) for left, right in learned["merges"])
    return Subwords(cased=counts.tokenizer.cased, alphabet=alphabet, merges=merges)


def _parts(chunk: str) -> list[str]:
    """The tokens of one chunk by `word`, ▁ before the first; no piece crosses a token.

    This is version 1 of `word`, which changes no character, so the pieces restore the text. A ▁ in
    the text counts as a space, because joining would turn it into one.
    """
    spaced = (word(part, True, version=1) for part in chunk.split(SPACE))
    return [part for first, *rest in filter(None, spaced) for part in (SPACE + first, *rest)]


def _repeated(parts: Counter[str]) -> Iterator[str]:
    """Each word as often as it was counted, because the trainer reads text and not counts."""
    fewer = 1 + parts.total() // _LEARNED
    for part in sorted(parts):
        left = -(-parts[part] // fewer)
        while left > 0:
            yield " ".join([part] * min(left, _REPEATED))
            left -= _REPEATED
