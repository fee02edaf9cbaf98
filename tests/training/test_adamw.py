"""AdamW: to the bit what torch.optim.AdamW does."""

import torch
from torch import nn

from seqtext.training.adamw import AdamW

DECAY = 0.3


def model() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(5, 4), nn.LayerNorm(4), nn.Linear(4, 3))


def gradients(module: nn.Module, step: int) -> None:
    """New gradients; the last layer has none in the first steps."""
    generator = torch.Generator().manual_seed(step)
    for name, weight in module.named_parameters():
        value = torch.randn(weight.shape, generator=generator)
        weight.grad = None if name.startswith("2") and step < 2 else value


def test_it_takes_the_steps_of_torch_to_the_bit() -> None:
    own, other = model(), model()
    weights = list(other.parameters())
    groups = [
        {"params": [w for w in weights if w.dim() > 1], "weight_decay": DECAY},
        {"params": [w for w in weights if w.dim() <= 1], "weight_decay": 0.0},
    ]
    optimizer, right = AdamW(list(own.parameters()), DECAY), torch.optim.AdamW(groups, fused=True)
    for step in range(6):
        gradients(own, step)
        gradients(other, step)
        for group in right.param_groups:
            group["lr"] = 0.1 / (1 + step)
        optimizer.step(0.1 / (1 + step))
        right.step()
    for mine, theirs in zip(own.parameters(), other.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_it_goes_on_from_its_state_to_the_same_bits() -> None:
    whole, parted = model(), model()
    optimizer, first = (AdamW(list(m.parameters()), DECAY) for m in (whole, parted))
    second = AdamW(list(parted.parameters()), DECAY)
    for step in range(6):
        if step == 3:
            second.take({name: tensor.clone() for name, tensor in first.state().items()})
        for module, one in ((whole, optimizer), (parted, first if step < 3 else second)):
            gradients(module, step)
            one.step(0.1)
    assert all(map(torch.equal, whole.parameters(), parted.parameters()))
