"""The translator: tokenisers, vocabularies and network as one object that translates text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import torch

from seqtext.errors import SeqtextError
from seqtext.network_options import TranslatorOptions, with_current_names
from seqtext.networks.batch import Batch, Placed, batches
from seqtext.networks.device import arithmetic, device_of
from seqtext.networks.split_batches import in_pieces
from seqtext.options import ComputeOptions, SearchOptions
from seqtext.system.contents import entry
from seqtext.tasks.judged import Judged
from seqtext.tasks.trained import Trained
from seqtext.tasks.translate.answers import NOTHING, Hypothesis, Scores, Translation
from seqtext.tasks.translate.network import EncoderDecoder
from seqtext.tasks.translate.pair_batch import Pairs, pair_batches, with_end
from seqtext.tasks.translate.pair_reading import SPECIALS, UNKNOWN, PairReading
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.scores import SCORES, answers_of
from seqtext.tasks.translate.search import Candidate, beam, forced, greedy, limits_of
from seqtext.tasks.translate.weights import network_with_weights, stored_weights
from seqtext.translators import TranslatorSpec
from seqtext.words.corpus import Corpus, corpus_of, encode_texts
from seqtext.words.digests import TextDigests
from seqtext.words.vocabulary import Vocabulary

CHUNK = 1024  # lines that are sorted by length and translated together
TEXTS, TOKENS = 128, 2048  # hypotheses, and these x longest source, of a batch: fastest on a CPU
AS_USUAL = SearchOptions()
SCORED = 4096  # pairs x longest side of a batch that is scored


@dataclass(frozen=True)
class Translator(Trained):
    """A translator: translations, scores of given ones, and attention.

    name            of the registry, or ENCODER-DECODER
    options         its architecture
    network         trained
    source, target  vocabularies with their tokenisers; equal if they were learned together
    """

    name: str
    options: TranslatorOptions
    network: EncoderDecoder
    source: Vocabulary
    target: Vocabulary

    task, noun = "translate", "translator"
    roles, specials = ("source", "target"), SPECIALS

    @property
    def model_name(self) -> str:
        return self.name

    @property
    def vocabularies(self) -> dict[str, Vocabulary]:
        return {"source": self.source, "target": self.target}

    @property
    def digests(self) -> TextDigests:
        """The digests by which this translator distinguishes sources (`PairReading.digests`)."""
        tokenizer = self.source.tokenizer
        return PairReading(tokenizer.name, tokenizer.cased, max_length=self.max_length).digests

    @property
    def joint(self) -> bool:
        """Whether both sides share one vocabulary, and so their vectors."""
        return self.network.source is self.network.target

    @classmethod
    def shares(cls, header: dict[str, Any]) -> bool:
        return bool(entry(header, "joint", bool))

    @property
    def stored_roles(self) -> tuple[str, ...]:
        return self.roles[1:] if self.joint else self.roles

    def tensors(self) -> dict[str, np.ndarray]:
        return stored_weights(self.network)

    def entries(self) -> dict[str, Any]:
        return {"options": asdict(self.options), "joint": self.joint}

    @classmethod
    def of(
        cls,
        tensors: dict[str, np.ndarray],
        header: dict[str, Any],
        vocabularies: dict[str, Vocabulary],
        **common: Any,
    ) -> "Translator":
        name, joint = entry(header, "model", str), entry(header, "joint", bool)
        source, target = vocabularies["source"], vocabularies["target"]
        options = TranslatorOptions(**with_current_names(entry(header, "options", dict)))
        sizes = len(source), len(target)
        network = network_with_weights(name, sizes, options, joint, tensors)
        return cls(name, options, network, source, target, **common)

    @property
    def blind(self) -> bool:
        """Whether the encoder cannot see word order; it gets sorted ids."""
        return TranslatorSpec(self.name).encoder.blind

    @property
    def device(self) -> torch.device:
        return self.network.bias.device

    def place(self, compute: ComputeOptions) -> None:
        """Compute on this device from now on."""
        self.network.to(device_of(compute))

    def translate(
        self,
        lines: Iterable[str],
        search: SearchOptions = AS_USUAL,
        n_best: int = 1,
        chunk: int = CHUNK,
    ) -> Iterator[Translation]:
        """Translate lines as a stream, `chunk` at a time, in their order.

        An empty line has an empty translation. Raises SeqtextError if n_best exceeds the beam.
        """
        if n_best > search.beam:
            cause = f"a beam of {search.beam} finds no {n_best} translations"
            raise SeqtextError("--n-best", cause, f"widen it: --beam {n_best}")
        stream = iter(lines)
        while batch_lines := list(islice(stream, chunk)):
            corpus, cut = self.read(batch_lines, self.source)
            translations = {
                i: Translation(
                    tuple(map(self._hypothesis, candidates)),
                    bool(cut[i]),
                    unknown=_unknown(corpus[i]),
                )
                for i, candidates in self.search(corpus, search, n_best)
            }
            yield from (translations.get(i, NOTHING) for i in range(len(batch_lines)))

    def judge(self, data: Parallel) -> Judged:
        """The counts from which the scores of the translations are computed."""
        corpus, _ = self.read(data.sources, self.source)
        translations = self.texts(corpus)
        answers = answers_of(translations, data.targets)
        return Judged({name: each[None] for name, each in answers.items()}, None, SCORES)

    def texts(self, sources: Corpus, search: SearchOptions = AS_USUAL) -> list[str]:
        """The best translation of each source, given as ids in any order, already cut."""
        translations = {
            i: self._hypothesis(best).text for i, (best, *_) in self.search(sources, search)
        }
        return [translations.get(i, "") for i in range(len(sources))]

    def answers(
        self, texts: Corpus, data: Parallel, *options: SearchOptions
    ) -> dict[str, np.ndarray]:
        """The counts of BLEU and chrF, and which translations are the very reference."""
        return answers_of(self.texts(texts, *options), data.targets)

    def search(
        self, corpus: Corpus, search: SearchOptions, n_best: int = 1
    ) -> Iterator[tuple[int, list[Candidate]]]:
        """Positions and translations, as ids, of all sources that are not empty."""
        nonempty = np.flatnonzero(corpus.lengths)
        placed = self._placed(corpus.select(nonempty))
        size = max(1, TEXTS // search.beam)
        self.network.eval()
        with torch.inference_mode(), arithmetic(self.device, "fp32"):
            for at, batch in batches(placed, size, TOKENS, None):
                parts = in_pieces(lambda part: self._candidates(part, search, n_best), batch)
                yield from zip(nonempty[at].tolist(), chain.from_iterable(parts), strict=True)

    def _candidates(
        self, batch: Batch, search: SearchOptions, n_best: int
    ) -> list[list[Candidate]]:
        limits, alpha = limits_of(batch, search.max_ratio), search.length_penalty
        if search.beam == 1:
            return [[candidate] for candidate in greedy(self.network, batch, limits, alpha)]
        return beam(self.network, batch, limits, search.beam, alpha, n_best)

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> np.ndarray:
        """float32 [pairs]: the log-probability of each target given its source, including its end.

        Tokens that training never saw are scored as <unk>.
        """
        return self.scored(sources, targets).log_probabilities

    def scored(self, sources: Sequence[str], targets: Sequence[str]) -> Scores:
        """The scores of pairs, with their numbers of tokens and unknown tokens, and which were
        cut.
        """
        source_corpus, source_cut = self.read(sources, self.source)
        target_corpus, target_cut = self.read(targets, self.target)
        unknown = [
            _unknown(source_corpus[i]) + _unknown(target_corpus[i])
            for i in range(len(source_corpus))
        ]
        return Scores(
            self.forced(source_corpus, target_corpus),
            target_corpus.lengths + 1,
            source_cut | target_cut,
            np.array(unknown, np.int64),
        )

    def forced(self, sources: Corpus, targets: Corpus) -> np.ndarray:
        """float32 [pairs]: the log-probabilities of `score`, for both sides as ids."""
        pairs = self.pairs(sources, targets)
        result = np.zeros(len(sources), np.float32)
        self.network.eval()
        with torch.inference_mode(), arithmetic(self.device, "fp32"):
            for at, batch in pair_batches(pairs, TEXTS, SCORED, None):
                parts = in_pieces(lambda part: forced(self.network, part), batch)
                result[at] = torch.cat(parts).cpu().numpy()
        return result

    def attention(
        self, source: str, target: str | None = None
    ) -> tuple[list[str], list[str], np.ndarray]:
        """The attention weight of each source token for each target token, </s> at the end of both.

        Without a target, the translator's own translation is used, in the tokens of the search.
        Returns the tokens of both sides and float32 [target, source]; each row sums to 1. Raises
        SeqtextError for a translator without attention.
        """
        if self.options.attention == "none" and hasattr(self.network.decoder, "memories"):
            raise SeqtextError("attention", f"{self.name} has none", "train it with --attention")
        source_corpus, _ = self.read([source], self.source)
        target_corpus = (
            self._written(source_corpus) if target is None else self.read([target], self.target)[0]
        )
        pairs = self.pairs(source_corpus, target_corpus)
        self.network.eval()
        with torch.inference_mode(), arithmetic(self.device, "fp32"):
            _, batch = next(iter(pair_batches(pairs, 1, SCORED, None)))
            (weights,) = in_pieces(self.network.attention, batch)
            matrix = weights[0].cpu().numpy()
        sides = (self.source, batch.sources), (self.target, batch.targets)
        tokens = [vocabulary.lookup_tokens(b.ids[0].tolist()) for vocabulary, b in sides]
        return tokens[0], tokens[1], matrix

    def _written(self, sources: Corpus) -> Corpus:
        """The best translation of each source, as the ids of the search."""
        ids_of = {i: best.ids for i, (best, *_) in self.search(sources, AS_USUAL)}
        ids = [np.array(ids_of.get(i, []), np.int32) for i in range(len(sources))]
        return corpus_of(np.concatenate(ids), np.array(list(map(len, ids))), None, None)[0]

    def pairs(self, sources: Corpus, targets: Corpus) -> Pairs:
        """Both sides as the network reads them, on its device."""
        return Pairs.of(sources, targets, self.device, self.blind)

    def read(self, texts: Sequence[str], vocabulary: Vocabulary) -> tuple[Corpus, np.ndarray]:
        """Texts as ids, cut after max_length tokens, and which were cut: bool [texts]."""
        uncut, _ = encode_texts(texts, vocabulary)
        corpus, _ = corpus_of(uncut.ids, uncut.lengths, None, self.max_length)
        return corpus, uncut.lengths > corpus.lengths

    def _placed(self, corpus: Corpus) -> Placed:
        return Placed.of(with_end(corpus), self.device, self.blind)

    def _hypothesis(self, candidate: Candidate) -> Hypothesis:
        tokens = tuple(self.target.lookup_tokens(candidate.ids))
        text = self.target.tokenizer.join(tokens)
        return Hypothesis(text, tokens, candidate.log_probability, candidate.score)


def _unknown(ids: np.ndarray) -> int:
    """The number of <unk> among the ids."""
    return int((ids == UNKNOWN).sum())
