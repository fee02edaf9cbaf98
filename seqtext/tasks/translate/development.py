"""The development score of a translator: loss and BLEU after each epoch and at the end."""

from typing import Any

import numpy as np
import torch

from seqtext.networks.device import arithmetic
from seqtext.networks.split_batches import in_pieces
from seqtext.options import SearchOptions
from seqtext.statistics.bleu import matches
from seqtext.tasks.translate.pair_batch import pair_batches
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.search import forced
from seqtext.tasks.translate.translator import AS_USUAL, SCORED, TEXTS, Translator
from seqtext.words.corpus import Corpus

JUDGED = 1000  # pairs of the development set that are translated after each epoch, at most


class DevelopmentScorer:
    """Figures on the development set: loss in nats per word, and BLEU of greedy translations."""

    def __init__(
        self, translator: Translator, dev: Parallel, ids: tuple[Corpus, Corpus], by_bleu: bool
    ) -> None:
        """`ids`: the sources, perhaps in another order, and the targets."""
        self.translator, self.by_bleu = translator, by_bleu
        (self.sources, targets), self.references = ids, dev.targets
        self.pairs = translator.pairs(self.sources, targets)
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

    def described(self, score: float, exact: float) -> str:
        """The scores in words, and how this BLEU differs from that of each epoch."""
        pairs = len(self.references)
        figure = f"BLEU {score:.2f}, {exact:.1%} exact on {pairs} development pairs"
        if not self.by_bleu:
            return figure
        some = f"{len(self.some):,} of them" if len(self.some) < pairs else "them"
        epochs = f"the bleu of each epoch is of greedy translations of {some}"
        return f"{figure}, by beam search of {AS_USUAL.beam} as `predict` translates; {epochs}"
