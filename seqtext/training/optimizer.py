"""AdamW with a schedule and gradient clipping; large tables are trained row by row."""

import math
from functools import partial

import torch
from torch import Tensor, nn

from seqtext.networks.embedding import EmbeddingTable
from seqtext.options import TrainingOptions
from seqtext.training.adamw import AdamW
from seqtext.training.row_adamw import Rows

# Training by rows costs about SPARSE times as much for each row that a batch reads, and nothing for
# the others. It pays if it saves WORTH values: about a millisecond (bench/networks.py).
SPARSE, WORTH = 6, 1 << 20


def rate(step: int, steps: int, options: TrainingOptions) -> float:
    """The learning rate of a step, 0…steps-1: a linear rise, then a fall by the schedule.

    linear and cosine (Loshchilov & Hutter 2017) end at 0; inverse-sqrt falls with the square root
    of the step (Vaswani et al. 2017, section 5.3).
    """
    warmup = max(1, round(options.warmup * steps))
    rise, left = (step + 1) / warmup, max(0.0, (steps - step) / max(1, steps - warmup))
    if options.schedule == "linear":
        fall = left
    elif options.schedule == "cosine":
        fall = (1 - math.cos(math.pi * min(1.0, left))) / 2
    else:
        fall = math.sqrt(warmup / (step + 1))
    return options.learning_rate * min(1.0, rise, fall)


def each(name: str, tensors: list[Tensor], *values: float | Tensor) -> list[Tensor]:
    """Apply a method of this name to each tensor: at once if this torch supports it, else in
    turn.
    """
    at_once = getattr(torch, f"_foreach_{name}", None)
    if at_once is None:
        return [getattr(tensor, name)(*values) for tensor in tensors]
    return list(at_once(tensors, *values) or tensors)


def clip(gradients: list[Tensor], options: TrainingOptions) -> None:
    """Clip the gradients in place: their norm over all weights, or each of their values."""
    if options.clip == "value":
        each("clamp_min_", gradients, -options.clip_limit)
        each("clamp_max_", gradients, options.clip_limit)
        return
    norm = torch.linalg.vector_norm(torch.stack(each("norm", gradients)))
    each("mul_", gradients, (options.clip_limit / (norm + 1e-6)).clamp(max=1.0))


def spared(table: Tensor, named: float) -> float:
    """The number of values of a table [rows, size] that a step by rows saves; `named` as above."""
    return (len(table) - SPARSE * named) * table.shape[1]


class Optimizer:
    """The optimizer of all weights of a model."""

    def __init__(
        self, model: nn.Module, options: TrainingOptions, steps: int, named: float = math.inf
    ) -> None:
        """`steps`: of the whole training, for the schedule.

        `named`: approximate number of table rows that a batch reads. On the CPU it decides whether
        the tables (`networks.embedding.EmbeddingTable`) are trained row by row; the result is the
        same.
        """
        self.parameters, self.options, self.steps = list(model.parameters()), options, 0
        self.rate_of = partial(rate, steps=steps, options=options)
        self.dense = AdamW([w for w in self.parameters if w.requires_grad], options.weight_decay)
        self.tables = [
            m
            for m in model.modules()
            if isinstance(m, EmbeddingTable)
            and m.weight.is_cpu
            and spared(m.weight, named) >= WORTH
        ]
        self.rows = [
            Rows(table.weight, self.rate_of, steps, options.weight_decay) for table in self.tables
        ]
        for table, rows in zip(self.tables, self.rows, strict=True):
            table.trainer = rows

    @property
    def rate(self) -> float:
        """The learning rate of the last step."""
        return self.rate_of(self.steps - 1)

    def gradients(self) -> list[Tensor]:
        """The gradients of all weights that have one."""
        leaves = [leaf for rows in self.rows for leaf in rows.leaves()]
        return [t.grad for t in (*self.parameters, *leaves) if t.grad is not None]

    def clear(self) -> None:
        """Forget all gradients."""
        for parameter in self.parameters:
            parameter.grad = None
        for rows in self.rows:
            rows.forget()

    def step(self) -> None:
        """Update the weights by their gradients."""
        for rows in self.rows:  # clipping needs the norm of the whole gradient
            rows.gather()
        clip(self.gradients(), self.options)
        self.dense.step(self.rate_of(self.steps))
        for rows in self.rows:
            rows.step()
        self.steps += 1

    def state(self) -> dict[str, Tensor]:
        """The state after a step, except the weights: tensors by name."""
        state = self.dense.state()
        for i, rows in enumerate(self.rows):
            state |= {f"rows{i}.{name}": tensor for name, tensor in rows.state().items()}
        return {**state, "steps": torch.tensor(self.steps)}

    def take(self, state: dict[str, Tensor]) -> None:
        """Restore what `state` returned."""
        self.steps = int(state["steps"])
        for i, rows in enumerate(self.rows):
            prefix = f"rows{i}."
            row_state = {
                k.removeprefix(prefix): t for k, t in state.items() if k.startswith(prefix)
            }
            rows.take(row_state, self.steps)
        self.dense.take({k: t for k, t in state.items() if k.partition(".")[0].isdecimal()})

    def settle(self) -> None:
        """Update the tables that are trained row by row; call it before reading the weights."""
        for rows in self.rows:
            rows.settle()

    def release(self) -> None:
        """End the training: the tables are plain weights again."""
        for table in self.tables:
            table.trainer = None
        self.rows = []
