"""The gradient of a batch, in pieces where memory is short."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor, nn

from seqtext.errors import SeqtextError, is_of_memory
from seqtext.log import Log
from seqtext.networks.split_batches import divided, give_back
from seqtext.training.optimizer import Optimizer, each


class Gradient:
    """Computes the gradient of a batch's mean loss in the weights.

    A batch that does not fit into memory is split into halves, and these again. Their gradients add
    up to that of the batch. All later batches are split into as many pieces.
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: Optimizer,
        arithmetic: Callable[[], AbstractContextManager[None]],
        log: Log,
    ) -> None:
        self.model, self.optimizer, self.arithmetic, self.log = model, optimizer, arithmetic, log
        self.pieces = 1

    def __call__(self, batch: Any) -> tuple[Tensor, Tensor]:
        """The loss, summed over the items of the batch, and their number."""
        while True:
            self.optimizer.clear()
            try:
                return self._of(divided(batch, self.pieces))
            except RuntimeError as error:
                if not is_of_memory(error):
                    raise
            self._halve(
                batch
            )  # outside the handler, which keeps a reference to the tensors that did not fit

    def _of(self, pieces: list[Any]) -> tuple[Tensor, Tensor]:
        """The summed loss and the number of items of the pieces; all tensors stay on the device."""
        if len(pieces) == 1:
            loss, items = self._read(pieces[0])
            (loss / items).backward()
            return loss.detach(), items
        losses, counts = [], []
        for piece in pieces:
            loss, count = self._read(piece)
            loss.backward()
            losses.append(loss.detach())
            counts.append(count)
        items = torch.stack(counts).sum()
        each("div_", self.optimizer.gradients(), items)
        return torch.stack(losses).sum(), items

    def _read(self, piece: Any) -> tuple[Tensor, Tensor]:
        """The loss of a piece, and its number of items in the same dtype."""
        with self.arithmetic():
            loss, count = self.model(piece)
        return loss, count.to(loss)

    def _halve(self, batch: Any) -> None:
        if not hasattr(batch, "halves") or self.pieces >= len(batch):
            remedy = "cut texts with --max-length, or use a smaller network"
            raise SeqtextError("training", "a single text does not fit into memory", remedy)
        self.pieces *= 2
        give_back()
        note = f"a batch of {len(batch)} does not fit into memory"
        result = f"it is split into {self.pieces} pieces from here on, with the same result"
        self.log({"note": f"{note}: {result}"})
