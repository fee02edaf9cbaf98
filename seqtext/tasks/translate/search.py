"""Decoding: the best translation, word by word; and the score of a given one.

Pure functions over `EncoderDecoder.step`. A text leaves the batch when its search has ended. The
search never writes <pad>, <unk> or <s>; at the length limit of a text only </s> may follow.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from seqtext.networks.batch import Batch
from seqtext.tasks.translate.network import EncoderDecoder
from seqtext.tasks.translate.pair_batch import PairBatch
from seqtext.tasks.translate.pair_reading import END, START

Tensors = tuple[Tensor, ...]
MARGIN = 10  # tokens that a translation may have beyond its ratio to the source


@dataclass(frozen=True)
class Candidate:
    """A translation as ids.

    ids              without </s>
    log_probability  natural logarithm, including </s>
    score            by which a beam ranks: log_probability / length penalty
    """

    ids: list[int]
    log_probability: float
    score: float


def limits_of(sources: Batch, max_ratio: float) -> Tensor:
    """int64 [texts]: the largest number of tokens of each translation, including </s>."""
    return ((sources.lengths - 1) * max_ratio).long() + MARGIN


def penalty(length: int, alpha: float) -> float:
    """((5 + length) / 6)^alpha, where the length counts </s> (Wu et al. 2016, section 7)."""
    return ((5 + length) / 6) ** alpha


def greedy(model: EncoderDecoder, sources: Batch, limits: Tensor, alpha: float) -> list[Candidate]:
    """Choose the most probable word at each step. `limits`: int64 [texts], at least 1 each."""
    remembered = model.remember(sources)
    state = model.begin(remembered)
    rows = torch.arange(len(sources), device=limits.device)  # which text each row is
    ids = torch.full_like(rows, START)
    written = torch.full((len(rows), int(limits.max())), END, device=rows.device)
    total = torch.zeros(len(rows), device=rows.device)
    for time in range(written.shape[1]):
        scores, state = model.step(ids, state, remembered)
        values, ids = _allowed(scores, limits[rows] == time + 1).max(dim=1)
        written[rows, time] = ids
        total[rows] += values
        going = (ids != END).nonzero().squeeze(1)
        if len(going) < len(rows):
            if not len(going):
                break
            rows, ids = rows[going], ids[going]
            state, remembered = _select(state, going), _select(remembered, going)
    return [
        Candidate(found := line[: line.index(END)], value, value / penalty(len(found) + 1, alpha))
        for line, value in zip(written.tolist(), total.tolist(), strict=True)
    ]


def beam(
    model: EncoderDecoder, sources: Batch, limits: Tensor, size: int, alpha: float, n_best: int = 1
) -> list[list[Candidate]]:
    """Keep the `size` most probable partial translations of each text.

    Returns for each text up to `n_best` (at most `size`) translations, best score first. The search
    of a text ends when `size` hypotheses have ended, or when no partial one can reach the
    `n_best`-th.
    """
    remembered = model.remember(sources)
    texts, device = len(sources), limits.device
    first = torch.arange(texts, device=device).repeat_interleave(size)
    state = _select(model.begin(remembered), first)
    rows = torch.arange(texts, device=device)  # which text each beam is
    ids = torch.full((texts * size,), START, device=device)
    scores = torch.full((texts, size), -torch.inf, device=device)
    scores[:, 0] = 0.0  # all hypotheses are the same as yet
    history = ids.new_empty(texts, size, 0)
    ended = Ended(limits.tolist(), size, alpha, n_best)
    for time in range(int(limits.max())):
        step, state = model.step(ids, state, remembered)
        step = _allowed(step, (limits[rows] == time + 1).repeat_interleave(size))
        values, parents, words = _best(scores, step, 2 * size)  # [beams, 2 x size] each
        stops = (words == END) & (values > -torch.inf)
        for i, j in stops[:, :size].nonzero().tolist():
            beginning = history[i, parents[i, j]].tolist()
            ended.add(int(rows[i]), beginning, float(values[i, j]))
        places = (stops.long() * 2 * size + torch.arange(2 * size, device=device)).argsort(dim=1)
        places = places[:, :size]  # of the best that go on
        scores = values.gather(1, places).masked_fill(stops.gather(1, places), -torch.inf)
        parents, words = parents.gather(1, places), words.gather(1, places)
        going = ended.going(rows.tolist(), scores[:, 0].tolist())
        if not going:
            break
        kept = torch.tensor(going, device=device)
        origin = (kept[:, None] * size + parents[kept]).flatten()  # rows of the old state
        history = torch.cat([history.flatten(0, 1)[origin], words[kept].view(-1, 1)], dim=1)
        history = history.view(len(kept), size, -1)
        state, ids = _select(state, origin), words[kept].flatten()
        if len(kept) < len(rows):
            rows, scores, remembered = rows[kept], scores[kept], _select(remembered, kept)
    return ended.ranked()


class Ended:
    """The hypotheses of each text that have ended."""

    def __init__(self, limits: list[int], size: int, alpha: float, n_best: int) -> None:
        self.size, self.alpha, self.n_best = size, alpha, n_best
        self.longest = [penalty(limit, alpha) for limit in limits]
        self.found: list[list[Candidate]] = [[] for _ in limits]

    def add(self, text: int, ids: list[int], log_probability: float) -> None:
        """Add a hypothesis that has ended."""
        score = log_probability / penalty(len(ids) + 1, self.alpha)
        self.found[text].append(Candidate(ids, log_probability, score))

    def going(self, texts: list[int], best: list[float]) -> list[int]:
        """Indices of the texts that continue; `best`: the log-probability of the best partial
        one.
        """
        return [i for i, text in enumerate(texts) if self._goes_on(text, best[i])]

    def _goes_on(self, text: int, best: float) -> bool:
        ended = self.found[text]
        if len(ended) >= self.size or best == -torch.inf:
            return False
        if len(ended) < self.n_best:
            return True
        worst = sorted((each.score for each in ended), reverse=True)[self.n_best - 1]
        return best / self.longest[text] > worst

    def ranked(self) -> list[list[Candidate]]:
        """The best of each text, the best first."""
        ranked = (sorted(ended, key=lambda f: -f.score) for ended in self.found)
        return [ended[: self.n_best] for ended in ranked]


def _best(scores: Tensor, step: Tensor, number: int) -> tuple[Tensor, Tensor, Tensor]:
    """The best continuations: scores, index of the hypothesis, and word; [beams, number] each.

    scores [beams, size], step [beams x size, vocabulary]: log-probabilities.
    """
    beams = len(scores)
    values, words = step.topk(min(number, step.shape[1]), dim=1)  # a beam's best are among these
    total = (scores.view(-1, 1) + values).view(beams, -1)
    top, places = total.topk(number, dim=1)
    return top, places // values.shape[1], words.view(beams, -1).gather(1, places)


def forced(model: EncoderDecoder, batch: PairBatch) -> Tensor:
    """The log-probability of each target given its source, including </s>: float [pairs]."""
    log_p = F.log_softmax(model.logits(batch), dim=-1)  # [pairs, time, vocabulary]
    of_words = log_p.gather(2, batch.targets.ids[:, :, None]).squeeze(2)  # [pairs, time]
    return (of_words * batch.targets.mask).sum(dim=1)


def _allowed(scores: Tensor, last: Tensor) -> Tensor:
    """Log-probabilities [rows, vocabulary]; -inf for forbidden words.

    last  bool [rows]: only </s> is allowed
    """
    log_p = F.log_softmax(scores, dim=-1)
    log_p[:, :END] = -torch.inf  # <pad>, <unk>, <s>
    if last.any():
        log_p[last, END + 1 :] = -torch.inf
    return log_p


def _select(tensors: Tensors, rows: Tensor) -> Tensors:
    return tuple(tensor.index_select(0, rows) for tensor in tensors)
