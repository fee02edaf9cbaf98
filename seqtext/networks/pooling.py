"""Pooling: one vector from the states of all words of a text."""

import torch
from torch import Tensor


def pool(states: Tensor, lengths: Tensor, how: str) -> Tensor:
    """[time, texts, width], int64 [texts] -> [texts, width]; 0 for an empty text.

    max and mean are over the words of a text; first and last are the states at its ends.
    """
    if how == "last":
        ends = (lengths - 1).clamp(min=0)
        pooled = states[ends, torch.arange(len(ends), device=ends.device)]
    elif how == "first":
        pooled = states[0]
    else:
        mask = length_mask(lengths, states.shape[0]).t()[:, :, None]  # [time, texts, 1]
        if how == "max":
            pooled = states.masked_fill(~mask, -torch.inf).amax(dim=0)
        else:
            pooled = (states * mask).sum(dim=0) / lengths.clamp(min=1)[:, None]
    return pooled.masked_fill(lengths[:, None] == 0, 0.0)


def length_mask(lengths: Tensor, time: int) -> Tensor:
    """bool [texts, time]: True at the words of a text, False after them."""
    return torch.arange(time, device=lengths.device) < lengths[:, None]
