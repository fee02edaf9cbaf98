"""Equal terms: a size for each network, so that all have about the same number of parameters.

Embeddings are not counted: their size depends on the vocabulary, not on the network. A network on a
bag has little more than its table, so its size is not changed, nor that of linear bags.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from seqtext.errors import SeqtextError
from seqtext.order.trainings.plan import APART, Plan
from seqtext.tasks.task import Spec

WIDEST = 16384  # largest --hidden that is tried


@dataclass(frozen=True)
class Size:
    """A network of some --hidden, and its parameters other than embeddings."""

    model: Spec
    hidden: int
    parameters: int

    def off(self, aim: int) -> float:
        """By how much, as a fraction, the larger of the two counts exceeds the smaller."""
        return max(self.parameters / aim, aim / self.parameters) - 1


def matched_sizes(plan: Plan, classes: int) -> tuple[tuple[str, int], ...]:
    """The --hidden of each network of the plan that reads a sequence: (model, hidden).

    The target is the median count of the networks with the options as set; if sizes are too coarse
    for that, the count of one of them near it. Raises SeqtextError if the largest is still more
    than `APART` above the smallest.
    """
    default_hidden = plan.settings.network.hidden
    steps = {model: plan.task.hidden_step(model, plan.settings) for model in plan.models}
    ranges = [Range(plan, model, step, classes) for model, step in steps.items() if step]
    if len(ranges) < 2:
        cause = "needs at least two networks"
        raise SeqtextError("--match params", cause, "name two in --models, or omit it")
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
    """The error, with the network that is farthest from the target."""
    cause = (
        f"{worst.model} has {worst.parameters:,} parameters without embeddings at --hidden "
        f"{worst.hidden}, but {aim:,} are needed"
    )
    remedy = f"omit {worst.model} from --models, or set another --hidden or --layers"
    return SeqtextError("--match params", cause, remedy)


class Range:
    """The sizes that a network can have, by its --hidden."""

    def __init__(self, plan: Plan, model: Spec, step: int, classes: int) -> None:
        self.plan, self.model, self.step, self.classes = plan, model, step, classes

    def size(self, hidden: int) -> Size:
        """The network of this size."""
        settings = replace(self.plan, hidden=((str(self.model), hidden),)).settings_of(self.model)
        return Size(self.model, hidden, self.plan.task.size(self.model, settings, self.classes))

    def nearest(self, aim: int) -> Size:
        """The size whose count is nearest to `aim`, by bisection: counts grow with --hidden."""
        low, high = 1, WIDEST // self.step  # in steps
        while high - low > 1:
            middle = (low + high) // 2
            if self.size(middle * self.step).parameters < aim:
                low = middle
            else:
                high = middle
        ends = [self.size(steps * self.step) for steps in (low, high)]
        return min(ends, key=lambda size: size.off(aim))
