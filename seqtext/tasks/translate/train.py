"""The training of a translator: vocabularies, the shared loop, and the development score."""

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import torch

from seqtext import __version__
from seqtext.errors import SeqtextError
from seqtext.log import Log
from seqtext.networks.device import arithmetic, computed, device_of
from seqtext.networks.split_batches import in_pieces
from seqtext.options import SearchOptions, TranslationOptions, TranslatorSettings
from seqtext.registry import sees_order, translator_reads
from seqtext.statistics.bleu import matches
from seqtext.tasks.translate.network import build_network
from seqtext.tasks.translate.pair_batch import Pairs, pair_batches
from seqtext.tasks.translate.pair_reading import PairReading, vocabularies
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.search import forced
from seqtext.tasks.translate.translator import AS_USUAL, SCORED, TEXTS, Translator
from seqtext.text.quantities import quantity
from seqtext.training.loop import TrainingSummary, train_loop
from seqtext.training.resume import Keeper, KeeperOf, nobody
from seqtext.words.corpus import Corpus, cut_note, encode_texts

JUDGED = 1000  # pairs of the development set that are translated after each epoch, at most
Arrange = Callable[[Corpus], Corpus]


def train_translator(
    name: str,
    train_pairs: Parallel,
    dev: Parallel,
    reading: PairReading,
    settings: TranslatorSettings,
    seed: int,
    log: Log,
    keeper_of: KeeperOf = nobody,
    arrange: Arrange = lambda sources: sources,
) -> tuple[Translator, list[str]]:
    """Build the vocabularies, encode and fit; returns the translator and notes for the user.

    `arrange` reorders the ids of the sources, those of the development set too. Pairs with an empty
    side are omitted from training and evaluation. `keeper_of` returns the keeper for a fingerprint.
    """
    start = time.perf_counter()
    complete, complete_dev = _whole(train_pairs, "training data"), _whole(dev, "development set")
    torch.manual_seed(seed)
    translator = _untrained(name, complete, complete_dev, reading, settings, seed)
    translator.network.to(device_of(settings.compute))
    sources, targets, cut = _encoded(translator, complete)
    pairs = Pairs.of(arrange(sources), targets, translator.device, not sees_order(name))
    judge = DevelopmentScorer(translator, complete_dev, arrange, settings.training.judge == "bleu")
    fingerprint = {**translator.signature, "model": name}
    del fingerprint["machine"]  # the keeper adds the machine when the training begins
    record = _fit(translator, pairs, judge, settings, seed, log, keeper_of(fingerprint))
    seconds = time.perf_counter() - start + record.earlier
    weights = sum(p.numel() for p in translator.network.parameters())
    score, exact = judge.scores()
    dev_record = {"texts": len(complete_dev), "bleu": score}
    translator = replace(translator, origin={"texts": len(complete), "dev": dev_record})
    notes = [
        f"{name}: {weights:,} weights, {len(translator.target):,} words in the target vocabulary, "
        f"{quantity(record.epochs, 'epoch')} in {seconds:.0f} s",
        judge.told(score, exact),
    ]
    notes += _left_out("training data", train_pairs, complete) + _left_out(
        "development set", dev, complete_dev
    )
    return translator, notes + cut_note(cut, reading.max_length)


def _untrained(
    name: str,
    pairs: Parallel,
    dev: Parallel,
    reading: PairReading,
    settings: TranslatorSettings,
    seed: int,
) -> Translator:
    """A translator with vocabularies of the pairs and initial weights."""
    source, target = vocabularies(pairs, reading)
    network = build_network(name, (len(source), len(target)), settings.network, reading.joint)
    signature = translator_signature(name, pairs, dev, reading, settings, seed)
    return Translator(
        name,
        settings.network,
        network,
        source,
        target,
        max_length=reading.max_length,
        signature=signature,
    )


def _fit(
    translator: Translator,
    pairs: Pairs,
    judge: "DevelopmentScorer",
    settings: TranslatorSettings,
    seed: int,
    log: Log,
    keeper: Keeper,
) -> TrainingSummary:
    """Run the loop that all tasks share."""
    training, device = settings.training, translator.device
    sizes = training.batch_texts, training.batch_tokens
    return train_loop(
        translator.network,
        lambda epoch: pair_batches(pairs, *sizes, seed, epoch, forcing_share(training, epoch)),
        judge,
        training,
        log,
        lambda: arithmetic(device, settings.compute.precision, bf16_on_cpu=True),
        keeper=keeper,
    )


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


def _encoded(translator: Translator, pairs: Parallel) -> tuple[Corpus, Corpus, int]:
    """Both sides as ids, and the number of texts that were cut."""
    sides = (pairs.sources, translator.source), (pairs.targets, translator.target)
    (source, cut), (target, more) = (
        encode_texts(texts, vocabulary, None, translator.max_length) for texts, vocabulary in sides
    )
    return source, target, cut + more


class DevelopmentScorer:
    """Figures on the development set: loss in nats per word, and BLEU of greedy translations."""

    def __init__(
        self, translator: Translator, dev: Parallel, arrange: Arrange, by_bleu: bool
    ) -> None:
        self.translator, self.by_bleu = translator, by_bleu
        sources, targets, _ = _encoded(translator, dev)
        self.sources, self.references = arrange(sources), dev.targets
        blind = not sees_order(translator.name)
        self.pairs = Pairs.of(self.sources, targets, translator.device, blind)
        step = -(-len(dev) // JUDGED)  # evenly spaced, so that a sorted file is covered
        self.some = self.sources.select(np.arange(0, len(dev), step))
        self.some_references = dev.targets[::step]

    def __call__(self) -> dict[str, Any]:
        loss = self._loss()
        if not self.by_bleu:
            return {"metric": -loss, "log_loss": loss}
        translations = self.translator.texts(self.some, SearchOptions(beam=1))
        score = matches(translations, self.some_references, names=("bleu",))["bleu"].score
        # The loss breaks ties of BLEU, such as the 0 of the first epochs.
        return {"metric": score - 1e-3 * loss, "bleu": score, "log_loss": loss}

    def _loss(self) -> float:
        network, total = self.translator.network, 0.0
        with torch.inference_mode(), arithmetic(self.translator.device, "fp32"):
            for _, batch in pair_batches(self.pairs, TEXTS, SCORED, None):
                parts = in_pieces(lambda part: forced(network, part), batch)
                total -= sum(float(part.sum()) for part in parts)
        return total / max(1, int(np.sum(self.pairs.targets.host_lengths)))

    def scores(self) -> tuple[float, float]:
        """BLEU of the whole set by beam search, as `predict` translates, and the share of exact
        matches.
        """
        translations = self.translator.texts(self.sources)
        exact = sum(a == b for a, b in zip(translations, self.references, strict=True)) / len(
            translations
        )
        return matches(translations, self.references, names=("bleu",))["bleu"].score, exact

    def told(self, score: float, exact: float) -> str:
        """The scores in words, and how this BLEU differs from that of each epoch."""
        pairs = len(self.references)
        figure = f"BLEU {score:.2f}, {exact:.1%} exact on {pairs} development pairs"
        if not self.by_bleu:
            return figure
        some = f"{len(self.some):,} of them" if len(self.some) < pairs else "them"
        epochs = f"the bleu of each epoch is of greedy translations of {some}"
        return f"{figure}, by beam search of {AS_USUAL.beam} as `predict` translates; {epochs}"


def translator_signature(
    name: str,
    pairs: Parallel,
    dev: Parallel,
    reading: PairReading,
    settings: TranslatorSettings,
    seed: int,
) -> dict[str, Any]:
    """All that determines the figures of a translator: JSON-able, without host or path."""
    options = asdict(settings.network)
    return {
        "seqtext": __version__,
        "seed": seed,
        "train": pairs.digest()[:12],
        "dev": dev.digest()[:12],
        "pairs": len(pairs),
        "reading": asdict(reading),
        "options": {option: options[option] for option in sorted(translator_reads(name))},
        "training": asdict(settings.training),
        **computed(settings.compute, bf16_on_cpu=True),
    }
