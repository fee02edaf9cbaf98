"""torch.compile for a network, before its training."""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

import torch
from torch import nn

from seqtext.networks.batch import Batch
from seqtext.networks.split_batches import in_pieces


def compile_for(
    module: nn.Module,
    batches: Iterable[Batch],
    arithmetic: Callable[[], AbstractContextManager[None]],
    backend: str = "inductor",
) -> float:
    """Have torch compile the module for batches of any size; returns the seconds that this took.

    torch compiles when the module runs, so it runs on `batches`; the second shows that sizes
    change. `arithmetic` is the context of each forward pass, as in training, because the compiled
    code depends on it. The weights and the random generators do not change.
    """

    def run_batch(batch: Batch) -> None:
        with arithmetic():
            loss, _ = module(batch)
        loss.backward()

    start = time.perf_counter()
    module.compile(dynamic=True, backend=backend)
    with torch.random.fork_rng():
        for batch in batches:
            in_pieces(run_batch, batch)
    module.zero_grad()
    if torch.cuda.is_initialized():
        torch.cuda.synchronize()
    return time.perf_counter() - start
