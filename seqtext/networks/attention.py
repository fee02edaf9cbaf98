"""Multi-head attention (Vaswani et al. 2017, section 3.2), to the same or to another text."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from seqtext.networks.positions import rotate


class Attention(nn.Module):
    """softmax(Q K' / sqrt(size of a head)) V in each head; the heads concatenated and projected."""

    def __init__(self, width: int, heads: int, rotary: bool = False) -> None:
        """`rotary`: rotate queries and keys by their positions; only for self-attention."""
        super().__init__()
        self.heads, self.rotary = heads, rotary
        self.queries = nn.Linear(width, width)
        self.memory = nn.Linear(width, 2 * width)  # keys and values
        self.output = nn.Linear(width, width)
        for part in (*self.queries.weight.chunk(1), *self.memory.weight.chunk(2)):
            nn.init.xavier_uniform_(part.data)
        for layer in (self.queries, self.memory, self.output):
            nn.init.zeros_(layer.bias)

    def forward(
        self, asking: Tensor, memory: Tensor, mask: Tensor | None, causal: bool = False
    ) -> Tensor:
        """Queries [texts, time, width], memory [texts, other, width] -> [texts, time, width].

        mask    bool [texts, other]: True where attention is allowed, at least once per text; None:
                all
        causal  no position attends to a later one; only without a mask
        """
        return self.ask(asking, *self.remember(memory), mask, causal)

    def remember(self, memory: Tensor, first: int = 0) -> tuple[Tensor, Tensor]:
        """Keys and values of [texts, other, width]: [texts, heads, other, size] each.

        `first` is the position of the first of them.
        """
        keys, values = self.memory(memory).chunk(2, dim=-1)  # [texts, other, width] each
        keys, values = self._split(keys), self._split(values)  # [texts, heads, other, size]
        return (rotate(keys, first) if self.rotary else keys), values

    def ask(
        self,
        asking: Tensor,
        keys: Tensor,
        values: Tensor,
        mask: Tensor | None,
        causal: bool = False,
        first: int = 0,
    ) -> Tensor:
        """Queries [texts, time, width], keys and values [texts, heads, other, size] -> [texts,
        time, width].

        mask and causal are those of `forward`; `first` is the position of the first query.
        """
        allowed = None if mask is None else mask[:, None, None, :]  # [texts, 1, 1, other]
        queries = self._queries(asking, first)  # [texts, heads, time, size]
        read = _read(queries, keys, values, allowed, causal)  # [texts, heads, time, size]
        return self.output(read.transpose(1, 2).flatten(2))  # [texts, time, width]

    def weights(self, asking: Tensor, keys: Tensor, mask: Tensor) -> Tensor:
        """The attention weights, averaged over the heads: [texts, time, other]."""
        queries = self._queries(asking, 0)  # [texts, heads, time, size]
        scores = queries @ keys.transpose(2, 3) / queries.shape[-1] ** 0.5
        scores = scores.masked_fill(~mask[:, None, None, :], -torch.inf)
        return scores.softmax(dim=-1).mean(dim=1)

    def _queries(self, asking: Tensor, first: int) -> Tensor:
        queries = self._split(self.queries(asking))  # [texts, heads, time, size]
        return rotate(queries, first) if self.rotary else queries

    def _split(self, vectors: Tensor) -> Tensor:
        """[texts, time, width] -> [texts, heads, time, size]."""
        return vectors.unflatten(2, (self.heads, -1)).transpose(1, 2)


def _read(
    queries: Tensor, keys: Tensor, values: Tensor, allowed: Tensor | None, causal: bool
) -> Tensor:
    """softmax(Q K' / sqrt(size)) V; in fp32 on a CPU, where bf16 takes ten times as long."""
    if not queries.is_cpu:
        return F.scaled_dot_product_attention(queries, keys, values, allowed, is_causal=causal)
    with torch.autocast("cpu", enabled=False):
        parts = queries.float(), keys.float(), values.float()
        return F.scaled_dot_product_attention(*parts, allowed, is_causal=causal)
