"""Equal terms: a size for each network, so that all have about as many parameters.

Embeddings are left out of the count: they are as large as the vocabulary, whatever the network. A
network on a bag has hardly more than its table, so it stays as it is, as linear bags do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import torch

from seqtext.errors import SeqtextError
from seqtext.options import NetworkOptions
from seqtext.order.trainings.plan import APART, Plan
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.network import Network

ROWS = 2  # of the embeddings while sizes are tried: they are not counted
WIDEST = 16384  # --hidden that is tried


@dataclass(frozen=True)
class Size:
    """A network of some --hidden, and its parameters other than embeddings."""

    model: ModelSpec
    hidden: int
    parameters: int

    def off(self, aim: int) -> float:
        """By how much the larger of the two exceeds the other."""
        return max(self.parameters / aim, aim / self.parameters) - 1


def matched_sizes(plan: Plan, classes: int) -> tuple[tuple[str, int], ...]:
    """The --hidden of each network of the plan that reads a sequence: (model, hidden).

    The networks meet at the median of what they have as they were set; where sizes are too coarse
    for that, at what one of them has near it. SeqtextError where the largest is more than `APART`
    above the smallest even so.
    """
    networks = [model for model in plan.models if model.varies and not model.family.bag]
    default_hidden = plan.settings.network.hidden
    ranges = [Range(model, plan.settings_of(model).network, classes) for model in networks]
    if len(ranges) < 2:
        cause = "there are not two networks to match"
        raise SeqtextError("--match params", cause, "name two in --models, or leave it out")
    aim = round(median(size_range.size(default_hidden).parameters for size_range in ranges))
    first = [size_range.nearest(aim) for size_range in ranges]
    near = [size.parameters for size in first if size.off(aim) <= APART]
    for place in (aim, *near):
        sizes = [size_range.nearest(place) for size_range in ranges]
        if _spread(sizes) <= APART:
            return tuple((str(size.model), size.hidden) for size in sizes)
    raise _impossible(max(first, key=lambda size: size.off(aim)), aim)


def _spread(sizes: Sequence[Size]) -> float:
    """By how much the largest exceeds the smallest."""
    counts = [size.parameters for size in sizes]
    return max(counts) / min(counts) - 1


def _impossible(worst: Size, aim: int) -> SeqtextError:
    """Names the network that is farthest from where the others meet."""
    cause = (
        f"{worst.model} has {worst.parameters:,} parameters beside embeddings at --hidden "
        f"{worst.hidden}, where {aim:,} are asked for"
    )
    remedy = f"leave {worst.model} out of --models, or set another --hidden or --layers"
    return SeqtextError("--match params", cause, remedy)


class Range:
    """What a network can be, by its --hidden."""

    def __init__(self, model: ModelSpec, options: NetworkOptions, classes: int) -> None:
        self.model, self.options, self.classes = model, options, classes
        self.step = 2 * options.heads if "heads" in model.family.reads else 1

    def size(self, hidden: int) -> Size:
        """The network of that size, counted on torch's meta device: nothing is allocated."""
        options = replace(self.options, hidden=hidden)
        with torch.device("meta"):
            network = Network(self.model, options, (ROWS, self.classes))
        counted = network.counted()
        return Size(self.model, hidden, counted["parameters"] - counted["embedding_parameters"])

    def nearest(self, aim: int) -> Size:
        """The size whose count is nearest to `aim`: counts grow with --hidden."""
        low, high = 1, WIDEST // self.step  # in steps
        while high - low > 1:
            middle = (low + high) // 2
            if self.size(middle * self.step).parameters < aim:
                low = middle
            else:
                high = middle
        ends = [self.size(steps * self.step) for steps in (low, high)]
        return min(ends, key=lambda size: size.off(aim))
