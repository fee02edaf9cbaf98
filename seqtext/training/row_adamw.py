"""AdamW for a large table of which each batch reads few rows; it updates only those rows.

The result is that of AdamW over the whole table (Loshchilov & Hutter 2019). There a row without a
gradient still moves, by its decaying moments. With the moments m and v of its last gradient, in
step s, and r = beta1 / sqrt(beta2), it moves in step s + j by -a[s + j] r^j m / sqrt(v), where a is
the learning rate with both bias corrections. The learning rates are known in advance, so the missed
moves of a row are a difference of two sums. They are applied when a batch next reads the row, or by
`settle`. Two small terms are omitted: epsilon in the missed steps, and the weight decay of the
missed moves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from seqtext.training.adamw import BETA1, BETA2, EPSILON

RATIO = BETA1 / BETA2**0.5
BLOCK = 1024  # rows that are settled together: they fit into the cache
FIRST = 1 << 16  # steps whose sums are computed at the start; later ones when they are needed
AHEAD = 1 << 12  # steps after the last one that its sum includes: r^AHEAD is negligible


@dataclass
class ReadRows:
    """Rows that a batch read: their numbers int64 [n], and their values, a leaf tensor [n,
    size].
    """

    numbers: Tensor
    rows: Tensor
    first: Tensor  # their moments [n, size], as of their last gradient
    second: Tensor
    elapsed: Tensor  # float [n, 1]: steps since then


class Rows:
    """The optimiser of one table, float [rows, size]; `read` in the forward pass, then `step`."""

    def __init__(
        self, table: Tensor, rate: Callable[[int], float], steps: int, decay: float
    ) -> None:
        """`rate`: learning rate by step; `steps`: their approximate number; `decay`: weight
        decay.
        """
        self.table = table.detach()
        self.rate, self.planned, self.decay = rate, steps, decay
        self.first, self.second = torch.zeros_like(self.table), torch.zeros_like(self.table)
        self.settled = torch.zeros(len(table), dtype=torch.int64)  # steps that each row has seen
        self.steps = 0
        self._reach(min(steps, FIRST))
        self.readings: list[ReadRows] = []

    def _reach(self, end: int) -> None:
        """Compute the sums of the steps up to `end`; earlier sums stay bit-identical."""
        planned = max(end, min(end + AHEAD, self.planned))
        rates = [self.rate(step) for step in range(planned)]
        self.moves = torch.from_numpy(_missed_moves(rates)[: end + 1])
        shrinks = np.log1p(-self.decay * np.asarray(rates[:end]))
        self.shrinks = torch.from_numpy(np.concatenate([[0.0], np.cumsum(shrinks)]))

    def read(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Ids of rows -> their indices in a small table, and that table, which gets the
        gradient.
        """
        numbers, places = torch.unique(ids, return_inverse=True)
        self.readings.append(self._present(numbers))
        return places, self.readings[-1].rows.requires_grad_()

    def leaves(self) -> list[Tensor]:
        """The rows read since the last step that have a gradient; at most one after `gather`."""
        return [reading.rows for reading in self.readings if reading.rows.grad is not None]

    def forget(self) -> None:
        """Drop the rows read, with their gradients."""
        self.readings.clear()

    @torch.no_grad()
    def gather(self) -> None:
        """Merge the rows read, so that each occurs once with the sum of its gradients."""
        readings = [reading for reading in self.readings if reading.rows.grad is not None]
        if len(readings) > 1:
            numbers, places = torch.unique(
                torch.cat([reading.numbers for reading in readings]), return_inverse=True
            )
            merged, gradients = self._present(numbers), torch.cat(self._gradients(readings))
            merged.rows.grad = torch.zeros_like(merged.rows).index_add_(0, places, gradients)
            readings = [merged]
        self.readings = readings

    @torch.no_grad()
    def step(self) -> None:
        """One step of AdamW for the rows that were read."""
        self.gather()
        if self.steps + 1 >= len(self.moves):
            self._reach(2 * max(1, self.steps))
        rate = self.rate(self.steps)
        shrink = self.shrinks[self.steps + 1] - self.shrinks[self.steps]
        self.steps += 1
        if not self.readings:  # no row was read: all rows catch up later
            return
        (at,), (gradient,) = self.readings, self._gradients(self.readings)
        at.first.mul_(BETA1 ** (at.elapsed + 1)).add_(gradient, alpha=1 - BETA1)
        at.second.mul_(BETA2 ** (at.elapsed + 1)).addcmul_(gradient, gradient, value=1 - BETA2)
        bias = (1 - BETA2**self.steps) ** 0.5
        size = at.second.sqrt().add_(EPSILON * bias)
        scale = rate * bias / (1 - BETA1**self.steps)
        at.rows.mul_(float(shrink.exp())).addcdiv_(at.first, size, value=-scale)
        self._write(at)
        self.forget()

    @torch.no_grad()
    def settle(self) -> None:
        """Apply the missed moves of all rows, so that the table is up to date."""
        for start in range(0, len(self.table), BLOCK):
            block = slice(start, start + BLOCK)
            parts = (self.table[block], self.first[block], self.second[block])
            elapsed = self._make_up(*parts, self.settled[block])
            parts[1].mul_(BETA1**elapsed)
            parts[2].mul_(BETA2**elapsed)
        self.settled.fill_(self.steps)

    def state(self) -> dict[str, Tensor]:
        """The state of the rows after a step, except their values: tensors by name."""
        return {"first": self.first, "second": self.second, "settled": self.settled}

    def take(self, state: dict[str, Tensor], steps: int) -> None:
        """Restore what `state` returned, after so many steps."""
        for name, tensor in self.state().items():
            tensor.copy_(state[name])
        self.steps = steps
        if steps >= len(self.moves):
            self._reach(steps)

    def _present(self, numbers: Tensor) -> ReadRows:
        """Copies of the rows with their missed moves applied."""
        parts = (self.table, self.first, self.second)
        rows, first, second = (part.index_select(0, numbers) for part in parts)
        elapsed = self._make_up(rows, first, second, self.settled.index_select(0, numbers))
        return ReadRows(numbers, rows, first, second, elapsed)

    def _make_up(self, rows: Tensor, first: Tensor, second: Tensor, last_steps: Tensor) -> Tensor:
        """Apply the missed moves to rows, in place; returns the missed steps: float [n, 1]."""
        elapsed = self.steps - last_steps
        moves = self.moves[last_steps] - RATIO**elapsed * self.moves[self.steps]
        shrink = (self.shrinks[self.steps] - self.shrinks[last_steps]).exp()
        size = second.sqrt().clamp_(min=EPSILON)
        rows.mul_(shrink.float()[:, None]).addcdiv_(first * moves.float()[:, None], size, value=-1)
        return elapsed.float()[:, None]

    @staticmethod
    def _gradients(readings: list[ReadRows]) -> list[Tensor]:
        return [reading.rows.grad for reading in readings if reading.rows.grad is not None]

    def _write(self, at: ReadRows) -> None:
        parts = ((self.table, at.rows), (self.first, at.first), (self.second, at.second))
        for table, rows in parts:
            table.index_copy_(0, at.numbers, rows.detach())
        self.settled[at.numbers] = self.steps


def _missed_moves(rates: Sequence[float]) -> np.ndarray:
    """float64 [steps + 1]: at s, the sum over j >= 1 of a[s + j] r^j."""
    steps = np.arange(1, len(rates) + 1)
    scales = np.asarray(rates) * np.sqrt(1 - BETA2**steps) / (1 - BETA1**steps)
    sums = np.zeros(len(rates) + 1)
    for s in range(len(rates) - 1, -1, -1):
        sums[s] = RATIO * (scales[s] + sums[s + 1])
    return sums
