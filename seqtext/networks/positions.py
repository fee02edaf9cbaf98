"""Position encodings: sinusoids and rotation."""

import torch
from torch import Tensor

BASE = 10_000.0  # of the wavelengths, 2 pi to BASE x 2 pi words (Vaswani et al. 2017)


def angles(time: int, size: int, device: torch.device, first: int = 0) -> Tensor:
    """float [time, size / 2]: position / BASE^(2i / size) for i = 0, 1, …; positions begin at
    `first`.
    """
    rates = BASE ** (-torch.arange(0, size, 2, device=device) / size)
    return torch.arange(first, first + time, device=device)[:, None] * rates


def sinusoids(time: int, size: int, device: torch.device, first: int = 0) -> Tensor:
    """float [time, size]: sines at even dimensions, cosines at odd ones (section 3.5)."""
    turns = angles(time, size + size % 2, device, first)
    return torch.stack([turns.sin(), turns.cos()], dim=-1).flatten(1)[:, :size]


def rotate(vectors: Tensor, first: int = 0) -> Tensor:
    """Rotate each position of […, time, size] by its angles (RoFormer, Su et al. 2021).

    Coordinates i and i + size / 2 form a pair. The product of two rotated vectors depends only on
    the distance of their positions. `first` is the position of the first vector.
    """
    time, size = vectors.shape[-2:]
    turns = angles(time, size, vectors.device, first)  # [time, size / 2]
    cosine, sine = turns.cos().to(vectors.dtype), turns.sin().to(vectors.dtype)
    left, right = vectors.chunk(2, dim=-1)
    return torch.cat([left * cosine - right * sine, left * sine + right * cosine], dim=-1)
