"""Normalisation layers by name."""

from torch import nn


def norm_of(name: str, width: int) -> nn.Module:
    """The layer of a name in `NORMS`, for vectors of this width.

    layer: Ba et al. 2016. rms: Zhang & Sennrich 2019. none: the identity.
    """
    if name == "layer":
        return nn.LayerNorm(width)
    return nn.RMSNorm(width) if name == "rms" else nn.Identity()
