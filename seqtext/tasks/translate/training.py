"""The training of a translator: ids of sentence pairs, the fit, and the development score."""

import time
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch

from seqtext import __version__
from seqtext.errors import SeqtextError
from seqtext.log import Log
from seqtext.networks.device import arithmetic, computed
from seqtext.options import TranslationOptions, TranslatorSettings
from seqtext.tasks.task import Order
from seqtext.tasks.translate.development import DevelopmentScorer
from seqtext.tasks.translate.network import EncoderDecoder, build_network
from seqtext.tasks.translate.pair_batch import Pairs, pair_batches
from seqtext.tasks.translate.pair_reading import PairReading, vocabularies
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.translator import Translator
from seqtext.text.quantities import quantity
from seqtext.training.loop import TrainingSummary, train_loop
from seqtext.training.resume import Keeper, KeeperOf
from seqtext.translators import TranslatorSpec
from seqtext.words.corpus import Corpus, cut_note, encode_texts
from seqtext.words.vocabulary import Vocabulary


@dataclass(frozen=True)
class PairProblem:
    """Pairs of sentences as ids; pairs with an empty side are omitted.

    train, dev    the pairs
    reading       how they became ids
    vocabularies  of source and target
    ids, dev_ids  sources and targets of both parts
    cut           number of sides of training longer than a model reads
    notes         the number of pairs omitted, and of sides longer than a model reads
    """

    train: Parallel
    dev: Parallel
    reading: PairReading
    vocabularies: tuple[Vocabulary, Vocabulary]
    ids: tuple[Corpus, Corpus]
    dev_ids: tuple[Corpus, Corpus]
    cut: int
    notes: list[str]

    def rearranged(self, order: Order) -> "PairProblem":
        """The same pairs with the tokens of each source in another order."""
        (source, target), (dev_source, dev_target) = self.ids, self.dev_ids
        return replace(
            self,
            ids=(source.rearranged(order), target),
            dev_ids=(dev_source.rearranged(order), dev_target),
        )

    @property
    def vocabulary(self) -> Vocabulary:
        """Of the sources."""
        return self.vocabularies[0]

    @property
    def texts(self) -> tuple[Corpus, Corpus]:
        """The sources of both parts as ids."""
        return self.ids[0], self.dev_ids[0]

    def encode(self, data: Parallel) -> tuple[Corpus, int]:
        """Other sources as ids, and the number of sources that were cut."""
        return encode_texts(data.sources, self.vocabulary, None, self.reading.max_length)


def prepare(
    train: Parallel, dev: Parallel, reading: PairReading, labels: tuple[str, ...] = ()
) -> PairProblem:
    """The pairs as ids; the vocabularies are those of the training pairs. Pairs have no labels.

    Raises SeqtextError if no pair of a part has two sides.
    """
    complete, complete_dev = _whole(train, "training data"), _whole(dev, "development set")
    both = vocabularies(complete, reading)
    ids, cut = _encoded(complete, both, reading.max_length)
    dev_ids, _ = _encoded(complete_dev, both, reading.max_length)
    notes = [
        *_left_out("training data", train, complete),
        *_left_out("development set", dev, complete_dev),
        *cut_note(cut, reading.max_length),
    ]
    return PairProblem(complete, complete_dev, reading, both, ids, dev_ids, cut, notes)


def fit(
    spec: TranslatorSpec,
    problem: PairProblem,
    settings: TranslatorSettings,
    seed: int,
    log: Log,
    keeper_of: KeeperOf,
) -> Translator:
    """Train a translator; `keeper_of` returns the keeper for a fingerprint."""
    start = time.perf_counter()
    torch.manual_seed(seed)
    translator = _untrained(spec, problem, settings, seed)
    translator.place(settings.compute)
    fingerprint = {**translator.signature, "model": str(spec)}
    del fingerprint["machine"]  # the keeper adds the machine when the training begins
    record = _trained(translator, problem, settings, seed, log, keeper_of(fingerprint))
    seconds = time.perf_counter() - start + record.earlier
    tokens = sum(len(corpus.ids) for corpus in problem.ids)
    facts = {
        **counted(translator.network),
        **asdict(record),
        "device": translator.device.type,
        "seconds": seconds,
        "tokens_per_second": tokens * record.epochs / seconds,
    }
    return replace(translator, facts=facts)


def appraised(
    translator: Translator, problem: PairProblem, settings: TranslatorSettings
) -> tuple[Translator, list[str]]:
    """The translator with its BLEU on the development set, and notes for the user."""
    scorer = DevelopmentScorer(
        translator, problem.dev, problem.dev_ids, settings.training.judge == "bleu"
    )
    score, exact = scorer.scores()
    dev = {"texts": len(problem.dev), "bleu": score}
    facts, name = translator.facts, translator.name
    sizes = (
        f"{name}: {facts['parameters']:,} weights, {len(translator.target):,} words in the target "
        f"vocabulary, {quantity(facts['epochs'], 'epoch')} in {facts['seconds']:.0f} s"
    )
    notes = [sizes, scorer.described(score, exact), *problem.notes]
    return replace(translator, origin={"texts": len(problem.train), "dev": dev}), notes


def _untrained(
    spec: TranslatorSpec, problem: PairProblem, settings: TranslatorSettings, seed: int
) -> Translator:
    """A translator with the vocabularies of the problem and initial weights."""
    source, target = problem.vocabularies
    reading, sizes = problem.reading, (len(source), len(target))
    network = build_network(str(spec), sizes, settings.network, reading.joint)
    return Translator(
        str(spec),
        settings.network,
        network,
        source,
        target,
        max_length=reading.max_length,
        signature=translator_signature(spec, problem, settings, seed),
    )


def _trained(
    translator: Translator,
    problem: PairProblem,
    settings: TranslatorSettings,
    seed: int,
    log: Log,
    keeper: Keeper,
) -> TrainingSummary:
    """Run the loop that all tasks share."""
    training, device = settings.training, translator.device
    pairs = Pairs.of(*problem.ids, device, translator.blind)
    sizes = training.batch_texts, training.batch_tokens
    by_bleu = training.judge == "bleu"
    return train_loop(
        translator.network,
        lambda epoch: pair_batches(pairs, *sizes, seed, epoch, forcing_share(training, epoch)),
        DevelopmentScorer(translator, problem.dev, problem.dev_ids, by_bleu),
        training,
        log,
        lambda: arithmetic(device, settings.compute.precision, bf16_on_cpu=True),
        keeper=keeper,
    )


def counted(network: EncoderDecoder) -> dict[str, int]:
    """The number of parameters, and of those in the tables of word vectors."""
    tables = {id(words): words.weight.numel() for words in (network.source, network.target)}
    total = sum(p.numel() for p in network.parameters())
    return {"parameters": total, "embedding_parameters": sum(tables.values())}


def _whole(pairs: Parallel, place: str) -> Parallel:
    """The pairs without an empty side. Raises SeqtextError if there are none."""
    complete = pairs.whole()
    if not len(complete):
        raise SeqtextError(place, "holds no pair with two sides", "give some with both")
    return complete


def _left_out(place: str, pairs: Parallel, complete: Parallel) -> list[str]:
    """A note on the number of pairs with an empty side, if there are any."""
    empty = len(pairs) - len(complete)
    were = quantity(empty, "pair with an empty side was", "pairs with an empty side were")
    return [f"{place}: {were} left out"] if empty else []


def forcing_share(training: TranslationOptions, epoch: int) -> float:
    """The share of correct previous words fed to the decoder: from 1 down to `teacher_forcing`."""
    return 1.0 - (1.0 - training.teacher_forcing) * epoch / max(1, training.epochs - 1)


def _encoded(
    pairs: Parallel, both: tuple[Vocabulary, Vocabulary], max_length: int | None
) -> tuple[tuple[Corpus, Corpus], int]:
    """Both sides as ids, and the number of texts that were cut."""
    (source, cut), (target, more) = (
        encode_texts(texts, vocabulary, None, max_length)
        for texts, vocabulary in zip(pairs.columns(), both, strict=True)
    )
    return (source, target), cut + more


def translator_signature(
    spec: TranslatorSpec, problem: PairProblem, settings: TranslatorSettings, seed: int
) -> dict[str, Any]:
    """All that determines the figures of a translator: JSON-able, without host or path."""
    return {
        "seqtext": __version__,
        "seed": seed,
        "train": problem.train.digest()[:12],
        "dev": problem.dev.digest()[:12],
        "pairs": len(problem.train),
        "reading": asdict(problem.reading),
        **spec.read(settings),
        **computed(settings.compute, bf16_on_cpu=True),
    }
