"""The translator's network: an encoder reads the source, a decoder writes the target.

    source ids -> vectors -> encoder -> memory
    target ids, one place later -> vectors -> decoder (with the memory) -> scores of the next word

Encoder and decoder are passed in. The vectors of the target's words also score the next word (Press
& Wolf 2017), and are the source's too where both sides have one vocabulary.
"""

from importlib import import_module
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.networks.batch import Batch
from seqtext.options import TranslatorOptions
from seqtext.registry import DECODERS, ENCODERS, parts_of
from seqtext.tasks.translate.pair_batch import PairBatch
from seqtext.tasks.translate.pair_reading import START

Tensors = tuple[Tensor, ...]
NO_WORD = -1  # what the loss leaves out


class Words(nn.Module):
    """Vectors by id, of about unit length in each dimension when they are read (section 3.4)."""

    def __init__(self, words: int, size: int, dropout: float) -> None:
        super().__init__()
        self.scale, self.dropout = size**0.5, dropout
        self.weight = nn.Parameter(torch.randn(words, size).div_(self.scale))

    def forward(self, ids: Tensor) -> Tensor:
        """int64 ids [texts, time] -> [texts, time, size]."""
        vectors = F.embedding(ids, self.weight) * self.scale
        return F.dropout(vectors, self.dropout, self.training)


class EncoderDecoder(nn.Module):
    """Reads a batch of sources, and writes: all at once in training, word by word in a search."""

    def __init__(
        self,
        encoder: nn.Module,
        decoder: nn.Module,
        sizes: tuple[int, int],
        options: TranslatorOptions,
        joint: bool,
    ) -> None:
        """`sizes`: words of the source and of the target; `joint`: they are the same words."""
        super().__init__()
        self.encoder, self.decoder, self.smoothing = encoder, decoder, options.label_smoothing
        self.target = Words(sizes[1], options.embedding, options.dropout)
        self.source = self.target
        if not joint:
            self.source = Words(sizes[0], options.embedding, options.dropout)
        self.bias = nn.Parameter(torch.zeros(sizes[1]))

    # --- training: all words of the target at once --------------------------------------------

    def forward(self, batch: PairBatch) -> tuple[Tensor, Tensor]:
        """The loss summed over the words of the targets (</s> too), and their number.

        Cross-entropy in nats; `label_smoothing` of the gold word's probability goes to all words
        alike (Szegedy et al. 2016).
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
        """Scores before the softmax, each word given those before it: [texts, time, vocabulary]."""
        inputs = shifted(batch.targets.ids)
        return self._scores(self._written(inputs, self.remember(batch.sources)))

    def _guessed(self, inputs: Tensor, remembered: Tensors, forced: float) -> Tensor:
        """Put the model's own guesses in the place of a share of the words that it is told.

        Scheduled sampling (Bengio et al. 2015) in two passes over all words at once (Mihaylova &
        Martins 2019): a guess hangs on the gold words before it.
        """
        with torch.no_grad():
            scores = self._scores(self._written(inputs, remembered))
        guesses = F.pad(scores.argmax(dim=-1), (1, 0))[:, :-1]  # [texts, time]
        is_gold = torch.rand(inputs.shape, device=inputs.device) < forced
        is_gold[:, 0] = True  # <s>
        return torch.where(is_gold, inputs, guesses)

    def _written(self, inputs: Tensor, remembered: Tensors) -> Tensor:
        """int64 inputs [texts, time] -> what is read out [texts, time, embedding]."""
        state = self.decoder.begin(remembered)  # type: ignore[operator]
        outputs, _ = self.decoder.advance(  # type: ignore[operator]
            self.target(inputs), state, remembered
        )
        return outputs

    def _scores(self, outputs: Tensor) -> Tensor:
        return F.linear(outputs, self.target.weight, self.bias)  # […, vocabulary]

    # --- search: word by word -----------------------------------------------------------------

    def remember(self, sources: Batch) -> Tensors:
        """What the decoder keeps of the sources; each tensor has the texts first."""
        memory = self.encoder(self.source(sources.ids), sources.lengths)
        return self.decoder.remember(memory)  # type: ignore[operator]

    def begin(self, remembered: Tensors) -> Tensors:
        """The state before the first word; each tensor has the texts first."""
        return self.decoder.begin(remembered)  # type: ignore[operator]

    def step(self, ids: Tensor, state: Tensors, remembered: Tensors) -> tuple[Tensor, Tensors]:
        """The last word of each row -> scores of the next one, and the state that goes with it.

        int64 ids [rows] -> [rows, vocabulary]. Rows are texts, or so many hypotheses of each text
        side by side; the state's tensors have the rows first.
        """
        vectors = self.target(ids[:, None])  # [rows, 1, embedding]
        outputs, state = self.decoder.advance(  # type: ignore[operator]
            vectors, state, remembered
        )
        return self._scores(outputs[:, 0]), state

    def attention(self, batch: PairBatch) -> Tensor:
        """How much of each source word goes into each target word: [texts, time, source]."""
        vectors = self.target(shifted(batch.targets.ids))
        return self.decoder.weights(  # type: ignore[operator]
            vectors, self.remember(batch.sources)
        )


def outputs_at_words(outputs: Tensor, targets: Batch) -> tuple[Tensor, Tensor]:
    """What is read out at the words of the targets [words, embedding], and these: int64 [words].

    Padding costs the output layer nothing so, but the host has to know how many words there are.
    """
    mask = targets.mask
    return outputs[mask], targets.ids[mask]


def outputs_with_padding(outputs: Tensor, targets: Batch) -> tuple[Tensor, Tensor]:
    """As `words`, at every place of the batch; a place of padding is NO_WORD.

    On CUDA, where the host would have to wait for the number of words. Pairs of one length stand
    together, so little of it is padding.
    """
    gold = targets.ids.masked_fill(~targets.mask, NO_WORD)
    return outputs.flatten(0, 1), gold.flatten()


def shifted(ids: Tensor) -> Tensor:
    """What the decoder is told: <s>, then each word but the last; int64 [texts, time]."""
    return F.pad(ids, (1, 0), value=START)[:, :-1]


def build_network(
    name: str, sizes: tuple[int, int], options: TranslatorOptions, joint: bool
) -> Any:
    """The network that the registry names; `sizes` and `joint` as for EncoderDecoder."""
    encoder_name, decoder_name = parts_of(name)
    encoder = _made(ENCODERS, encoder_name, options)
    decoder = _made(DECODERS, decoder_name, options, encoder.width)
    return EncoderDecoder(encoder, decoder, sizes, options, joint)


def _made(registry: dict[str, str], name: str, options: TranslatorOptions, *more: int) -> Any:
    module, kind = registry[name].split(":")
    return getattr(import_module(module), kind)(options, name, *more)
