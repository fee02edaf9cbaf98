"""The translator: tokenisers, vocabularies and network as one thing that reads and writes text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import torch

from seqtext.batch import Batch, Placed, batches
from seqtext.checkpoint import read_model, write_model
from seqtext.contents import UnfitError, entry, fitting, tensor
from seqtext.corpus import Corpus, corpus_of, encode
from seqtext.device import arithmetic, device_of
from seqtext.errors import SeqtextError
from seqtext.models import sees_order
from seqtext.models.encoder_decoder import EncoderDecoder, build
from seqtext.options import ComputeOptions, SearchOptions, TranslatorOptions
from seqtext.pair_batch import Pairs, ended, pair_batches
from seqtext.pair_reading import SPECIALS
from seqtext.pieces import in_pieces
from seqtext.search import Found, beam, forced, greedy, limits_of
from seqtext.subwords import tokenizer_of
from seqtext.translation import NOTHING, Hypothesis, Translation
from seqtext.vocabulary import Vocabulary

CHUNK = 1024  # lines that are sorted by length and translated together
TEXTS, TOKENS = 128, 2048  # hypotheses, and these x longest source, of a batch: fastest on a CPU
AS_USUAL = SearchOptions()
SCORED = 4096  # pairs x longest side of a batch that is scored


@dataclass(frozen=True)
class Translator:
    """A network with all that it needs to read a line and to write one.

    name            of the registry, or ENCODER-DECODER
    options         its make-up
    network         trained
    source, target  vocabularies with their tokenisers; equal where they were learned together
    max_length      sources are cut after so many tokens; None: never
    signature       how it was made: JSON-able, without time, host or path
    """

    name: str
    options: TranslatorOptions
    network: EncoderDecoder
    source: Vocabulary
    target: Vocabulary
    max_length: int | None
    signature: dict[str, Any]

    @property
    def device(self) -> torch.device:
        return self.network.bias.device

    def place(self, compute: ComputeOptions) -> None:
        """Compute there from now on."""
        self.network.to(device_of(compute))

    # --- what it is for -----------------------------------------------------------------------

    def translate(
        self,
        lines: Iterable[str],
        search: SearchOptions = AS_USUAL,
        n_best: int = 1,
        chunk: int = CHUNK,
    ) -> Iterator[Translation]:
        """Translate lines as they come, so many at a time; a line, a translation, in their order.

        An empty line has an empty translation.
        """
        stream = iter(lines)
        while part := list(islice(stream, chunk)):
            whole, _ = encode(part, self.source)
            cut = whole.lengths > (self.max_length or np.inf)
            corpus, _ = corpus_of(whole.ids, whole.lengths, None, self.max_length)
            answers = {
                i: Translation(tuple(map(self._told, found)), bool(cut[i]))
                for i, found in self.search(corpus, search, n_best)
            }
            yield from (answers.get(i, NOTHING) for i in range(len(part)))

    def texts(self, sources: Corpus, search: SearchOptions = AS_USUAL) -> list[str]:
        """The best translation of each source, given as ids: in any order, and cut already."""
        found = {i: self._told(best).text for i, (best, *_) in self.search(sources, search)}
        return [found.get(i, "") for i in range(len(sources))]

    def search(
        self, corpus: Corpus, search: SearchOptions, n_best: int = 1
    ) -> Iterator[tuple[int, list[Found]]]:
        """Positions and translations, as ids, of all sources that are not empty."""
        there = np.flatnonzero(corpus.lengths)
        placed = self._placed(corpus.select(there))
        size = max(1, TEXTS // search.beam)
        self.network.eval()
        with torch.inference_mode(), arithmetic(self.device, "fp32"):
            for at, batch in batches(placed, size, TOKENS, None):
                parts = in_pieces(lambda part: self._found(part, search, n_best), batch)
                yield from zip(there[at].tolist(), chain.from_iterable(parts), strict=True)

    def _found(self, batch: Batch, search: SearchOptions, n_best: int) -> list[list[Found]]:
        limits, alpha = limits_of(batch, search.max_ratio), search.length_penalty
        if search.beam == n_best == 1:
            return [[found] for found in greedy(self.network, batch, limits, alpha)]
        return beam(self.network, batch, limits, max(search.beam, n_best), alpha, n_best)

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> np.ndarray:
        """float32 [pairs]: the log-probability of each target given its source, its end included.

        Tokens that training never saw are scored as <unk>.
        """
        pairs = self.pairs(sources, targets)
        result = np.zeros(len(sources), np.float32)
        self.network.eval()
        with torch.inference_mode(), arithmetic(self.device, "fp32"):
            for at, batch in pair_batches(pairs, TEXTS, SCORED, None):
                found = in_pieces(lambda part: forced(self.network, part), batch)
                result[at] = torch.cat(found).cpu().numpy()
        return result

    def attention(
        self, source: str, target: str | None = None
    ) -> tuple[list[str], list[str], np.ndarray]:
        """How much of each source token goes into each target token, </s> at the end of both.

        Without a target its own translation. Answers both sides' tokens and float32 [target,
        source]; each row sums to 1. Raises SeqtextError for a translator without attention.
        """
        if self.options.attention == "none" and hasattr(self.network.decoder, "memories"):
            raise SeqtextError("attention", f"{self.name} has none", "train it with --attention")
        if target is None:
            target = next(self.translate([source])).text
        pairs = self.pairs([source], [target])
        self.network.eval()
        with torch.inference_mode(), arithmetic(self.device, "fp32"):
            _, batch = next(iter(pair_batches(pairs, 1, SCORED, None)))
            (found,) = in_pieces(self.network.attention, batch)
            matrix = found[0].cpu().numpy()
        sides = (self.source, batch.sources), (self.target, batch.targets)
        read, written = (vocabulary.lookup_tokens(b.ids[0].tolist()) for vocabulary, b in sides)
        return read, written, matrix

    def pairs(self, sources: Sequence[str], targets: Sequence[str]) -> Pairs:
        """Both sides as the network reads them, on its device; cut after max_length tokens."""
        both = zip((sources, targets), (self.source, self.target), strict=True)
        read, write = (encode(texts, v, None, self.max_length)[0] for texts, v in both)
        return Pairs.of(read, write, self.device, not sees_order(self.name))

    def _placed(self, corpus: Corpus) -> Placed:
        return Placed.of(ended(corpus), self.device, not sees_order(self.name))

    def _told(self, found: Found) -> Hypothesis:
        tokens = tuple(self.target.lookup_tokens(found.ids))
        text = self.target.tokenizer.join(tokens)
        return Hypothesis(text, tokens, found.log_probability, found.score)

    # --- files --------------------------------------------------------------------------------

    @property
    def joint(self) -> bool:
        """Whether both sides have the same words, and so share their vectors."""
        return self.network.source is self.network.target

    def described(self) -> dict[str, Any]:
        """The signature, with model and vocabularies: all that moves a figure."""
        sides = {"source": self.source, "target": self.target}
        sizes = {k: {"size": len(v), "digest": v.digest()} for k, v in sides.items()}
        return {**self.signature, "model": self.name, "vocabulary": sizes}

    def save(self, path: str) -> None:
        """Write the model file: weights and vocabularies as tensors, the rest as JSON."""
        state = self.network.state_dict()
        if self.joint:  # the same vectors under two names
            del state["source.weight"]
        tensors = {name: value.cpu().numpy() for name, value in state.items()}
        sides = {"target": self.target} if self.joint else self._sides()
        for side, vocabulary in sides.items():
            parts = zip(("bytes", "offsets"), vocabulary.to_bytes(), strict=True)
            tensors |= {f"vocabulary.{side}.{name}": array for name, array in parts}
        header = {
            "task": "translate",
            "model": self.name,
            "options": asdict(self.options),
            "tokenizer": {side: v.tokenizer.to_json() for side, v in self._sides().items()},
            "joint": self.joint,
            "max_length": self.max_length,
            "signature": self.signature,
        }
        write_model(path, tensors, header)

    def _sides(self) -> dict[str, Vocabulary]:
        return {"source": self.source, "target": self.target}

    @classmethod
    def load(cls, path: str) -> "Translator":
        """Read a model file; SeqtextError where it is damaged, foreign or of another task."""
        tensors, header = read_model(path)
        if header.get("task") != "translate":
            remedy = "give a model that `train translate` wrote"
            raise SeqtextError(path, "is no translator", remedy)
        with fitting(path):
            return cls._of(tensors, header)

    @classmethod
    def _of(cls, tensors: dict[str, np.ndarray], header: dict[str, Any]) -> "Translator":
        name, joint = entry(header, "model", str), entry(header, "joint", bool)
        tokenizers = entry(header, "tokenizer", dict)
        source, target = (
            _vocabulary(tensors, "target" if joint else side, tokenizers[side])
            for side in ("source", "target")
        )
        longest = header["max_length"]
        if longest is not None and entry(header, "max_length", int) < 1:
            raise UnfitError(f"max_length is {longest}")
        options = TranslatorOptions(**entry(header, "options", dict))
        sizes = len(source), len(target)
        with torch.device("meta"):  # shapes without memory
            shapes = build(name, sizes, options, joint).state_dict()
        weights = {
            key: torch.from_numpy(tensor(tensors, _stored(key, joint), np.float32, *shape.shape))
            for key, shape in shapes.items()
        }
        network = build(name, sizes, options, joint)
        network.load_state_dict(weights)
        made = entry(header, "signature", dict)
        return cls(name, options, network, source, target, longest, made)


def _stored(name: str, joint: bool) -> str:
    """The name of a weight in the file."""
    return "target.weight" if joint and name == "source.weight" else name


def _vocabulary(tensors: dict[str, np.ndarray], side: str, tokenizer: dict[str, Any]) -> Vocabulary:
    vocabulary = Vocabulary.from_bytes(
        tensor(tensors, f"vocabulary.{side}.bytes", np.uint8, None),
        tensor(tensors, f"vocabulary.{side}.offsets", np.int64, None),
        tokenizer_of(tokenizer),
    )
    if tuple(vocabulary.tokens[: len(SPECIALS)]) != SPECIALS:
        raise UnfitError(f"the vocabulary does not begin with {', '.join(SPECIALS)}")
    return vocabulary
