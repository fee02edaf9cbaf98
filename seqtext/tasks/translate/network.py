"""The translator's network: an encoder reads the source, a decoder writes the target.

    source ids -> vectors -> encoder -> memory
    target ids, one place later -> vectors -> decoder (with the memory) -> scores of the next word

Encoder and decoder are passed in. The vectors of the target's words also score the next word (Press
& Wolf 2017), and are the source's too where both sides have one vocabulary.
"""

from pkgutil import resolve_name
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.network_options import TranslatorOptions
from seqtext.networks.batch import Batch
from seqtext.networks.embedding import normal
from seqtext.tasks.translate.pair_batch import PairBatch
from seqtext.tasks.translate.pair_reading import START
from seqtext.translators import TranslatorSpec

Tensors = tuple[Tensor, ...]
NO_WORD = -1  # what the loss leaves out


class Words(nn.Module):
    """Word vectors by id, scaled to about unit variance when they are read (section 3.4)."""

    def __init__(self, words: int, size: int, dropout: float) -> None:
        super().__init__()
        self.scale, self.dropout = size**0.5, dropout
        self.weight = nn.Parameter(normal(words, size, divisor=self.scale))

    def forward(self, ids: Tensor) -> Tensor:
        """int64 ids [texts, time] -> [texts, time, size]."""
        vectors = F.embedding(ids, self.weight) * self.scale
        return F.dropout(vectors, self.dropout, self.training)


class EncoderDecoder(nn.Module):
    """Encodes a batch of sources, and decodes: all words at once in training, one by one in a
    search.
    """

    def __init__(
        self,
        encoder: nn.Module,
        decoder: nn.Module,
        sizes: tuple[int, int],
        options: TranslatorOptions,
        joint: bool,
    ) -> None:
        """`sizes`: words of the source and of the target; `joint`: both sides share one
        vocabulary.
        """
        super().__init__()
        self.encoder, self.decoder, self.smoothing = encoder, decoder, options.label_smoothing
        self.target = Words(sizes[1], options.embedding, options.dropout)
        self.source = self.target
        if not joint:
            self.source = Words(sizes[0], options.embedding, options.dropout)
        self.bias = nn.Parameter(torch.zeros(sizes[1]))

    # --- training: all words of the target at once --------------------------------------------

    def forward(self, batch: PairBatch) -> tuple[Tensor, Tensor]:
        """The loss summed over the words of the targets (including </s>), and their number.

        Cross-entropy in nats; the share `label_smoothing` of the probability is spread evenly over
        all words (Szegedy et al. 2016).
        """
        remembered, inputs = self.remember(batch.sources), shifted(batch.targets.ids)
        if batch.forced < 1.0:
            inputs = self._guessed(inputs, remembered, batch.forced)
        read_out = outputs_at_words if batch.targets.ids.is_cpu else outputs_with_padding
        outputs, gold = read_out(self._written(inputs, remembered), batch.targets)
        loss = F.cross_entropy(
            self._scores(outputs),  # [words, vocabulary]
            gold,
            ignore_index=NO_WORD,
            reduction="sum",
            label_smoothing=self.smoothing,
        )
        return loss, batch.targets.mask.sum()

    def logits(self, batch: PairBatch) -> Tensor:
        """Scores before the softmax, each word given the previous ones: [texts, time,
        vocabulary].
        """
        inputs = shifted(batch.targets.ids)
        return self._scores(self._written(inputs, self.remember(batch.sources)))

    def _guessed(self, inputs: Tensor, remembered: Tensors, forced: float) -> Tensor:
        """Replace a share of the decoder's input words by the model's own guesses.

        Scheduled sampling (Bengio et al. 2015) in two passes over all words at once (Mihaylova &
        Martins 2019): a guess depends on the gold words before it.
        """
        with torch.no_grad():
            scores = self._scores(self._written(inputs, remembered))
        guesses = F.pad(scores.argmax(dim=-1), (1, 0))[:, :-1]  # [texts, time]
        is_gold = torch.rand(inputs.shape, device=inputs.device) < forced
        is_gold[:, 0] = True  # <s>
        return torch.where(is_gold, inputs, guesses)

    def _written(self, inputs: Tensor, remembered: Tensors) -> Tensor:
        """int64 inputs [texts, time] -> decoder outputs [texts, time, embedding]."""
        state = self.decoder.begin(remembered)  # type: ignore[operator]
        outputs, _ = self.decoder.advance(  # type: ignore[operator]
            self.target(inputs), state, remembered
        )
        return outputs

    def _scores(self, outputs: Tensor) -> Tensor:
        return F.linear(outputs, self.target.weight, self.bias)  # […, vocabulary]

    # --- search: word by word -----------------------------------------------------------------

    def remember(self, sources: Batch) -> Tensors:
        """What the decoder keeps of the sources; texts are the first dimension of each tensor."""
        memory = self.encoder(self.source(sources.ids), sources.lengths)
        return self.decoder.remember(memory)  # type: ignore[operator]

    def begin(self, remembered: Tensors) -> Tensors:
        """The state before the first word; texts are the first dimension of each tensor."""
        return self.decoder.begin(remembered)  # type: ignore[operator]

    def step(self, ids: Tensor, state: Tensors, remembered: Tensors) -> tuple[Tensor, Tensors]:
        """The last word of each row -> scores of the next word, and the new state.

        int64 ids [rows] -> [rows, vocabulary]. Rows are texts, or equally many hypotheses of each
        text in succession; rows are the first dimension of the tensors of the state.
        """
        vectors = self.target(ids[:, None])  # [rows, 1, embedding]
        outputs, state = self.decoder.advance(  # type: ignore[operator]
            vectors, state, remembered
        )
        return self._scores(outputs[:, 0]), state

    def attention(self, batch: PairBatch) -> Tensor:
        """The attention weight of each source word for each target word: [texts, time, source]."""
        vectors = self.target(shifted(batch.targets.ids))
        return self.decoder.weights(  # type: ignore[operator]
            vectors, self.remember(batch.sources)
        )


def outputs_at_words(outputs: Tensor, targets: Batch) -> tuple[Tensor, Tensor]:
    """The outputs at the words of the targets [words, embedding], and these words: int64 [words].

    Padding costs nothing in the output layer, but the host has to know the number of words.
    """
    mask = targets.mask
    return outputs[mask], targets.ids[mask]


def outputs_with_padding(outputs: Tensor, targets: Batch) -> tuple[Tensor, Tensor]:
    """The outputs at all positions [texts x time, embedding], and the words there; NO_WORD at
    padding.

    Used on CUDA, where the host would have to wait for the number of words. Pairs of equal length
    are batched together, so there is little padding.
    """
    gold = targets.ids.masked_fill(~targets.mask, NO_WORD)
    return outputs.flatten(0, 1), gold.flatten()


def shifted(ids: Tensor) -> Tensor:
    """The input of the decoder: <s>, then each word but the last; int64 [texts, time]."""
    return F.pad(ids, (1, 0), value=START)[:, :-1]


def build_network(
    name: str, sizes: tuple[int, int], options: TranslatorOptions, joint: bool
) -> Any:
    """The network that the registry names; `sizes` and `joint` as for EncoderDecoder."""
    spec = TranslatorSpec(name)
    (reading, writing), (encoder_name, decoder_name) = (spec.encoder, spec.decoder), spec.parts
    encoder = resolve_name(reading.encoder)(options, encoder_name)
    decoder = resolve_name(writing.decoder)(options, decoder_name, encoder.width)
    return EncoderDecoder(encoder, decoder, sizes, options, joint)
