"""What the laboratory (`seqtext.order`) asks of a task, beside what a training asks."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    from seqtext.statistics.scores import Score
    from seqtext.text.tokenizer import Tokenizer

SAMPLE = 1000  # texts that are tokenised for a forecast
Share = tuple[float, int | None]  # of data that is set aside, and the most units


class Spec(Protocol):
    """A model by name; `str()` gives the name with its order: nbsvm:2."""

    @property
    def ngrams(self) -> int:
        """The longest n-gram that it reads; 1 for a model of single words or of whole texts."""

    @property
    def set(self) -> str:
        """ "blind", "ngram" or "aware": what it can see of the order of the words."""

    @property
    def varies(self) -> bool:
        """Whether the seed changes the model."""

    @property
    def cost(self) -> float:
        """Seconds of a training per million tokens, for rough forecasts."""

    def read(self, settings: Any) -> dict[str, Any]:
        """The settings that change its figures, by group: JSON-able."""


class Compared(ABC):
    """The figures, the data and the models of a task as a comparison needs them.

    margin       differences of a score below it, in points, count as no difference
    set_aside    shares of the test and development set, and the most units of each
    dosed        test units of which perturbed versions are asked, at most; None: all
    bf16_on_cpu  models train in bf16 on CPUs that have it
    libraries    those that change the figures, beside numpy and torch
    """

    margin: ClassVar[float] = 1.0
    set_aside: ClassVar[tuple[Share, Share]] = ((0.2, None), (0.1, None))
    dosed: ClassVar[int | None] = None
    bf16_on_cpu: ClassVar[bool] = False
    libraries: ClassVar[tuple[str, ...]] = ()

    @property
    @abstractmethod
    def scores(self) -> "dict[str, Score]":
        """The scores by metric; the first one is the usual."""

    @property
    def floor(self) -> Spec | None:
        """The model that has learned nothing, such as the most frequent label, if there is one."""
        return None

    def labels(self, data: Any) -> tuple[str, ...]:
        """The labels of this training data, which all models of a comparison give; () without."""
        return ()

    def tokens(self, data: Any, reading: Any) -> int:
        """About how many tokens a training on these data reads, from a sample of its texts."""
        step = max(1, len(data) // SAMPLE)
        sample = data.read[::step]
        tokens = sum(len(self.tokenizer(reading)(text)) for text in sample)
        return max(1, round(tokens / len(sample) * len(data)))

    def unspaced(self, data: Any, reading: Any) -> list[str]:
        """A line where the texts are in a script that this tokeniser does not split."""
        from seqtext.text.unspaced import unspaced_in

        return list(filter(None, [unspaced_in(data.read, self.tokenizer(reading))]))

    def tokenizer(self, reading: Any) -> "Tokenizer":
        """The tokeniser of the texts that are read, or one that finds about as many tokens."""
        tokenizer: Tokenizer = reading.tokenizer
        return tokenizer

    def load_for(self, spec: Any) -> None:  # noqa: B027
        """Load the modules of a training, whose memory is not that of the training."""

    def check(self, spec: Any, settings: Any) -> None:  # noqa: B027
        """Raise SeqtextError for options that this model cannot have together."""

    def hidden_step(self, spec: Any, settings: Any) -> int:
        """The sizes --hidden that a network can have are multiples of this; 0: it has one size."""
        return 0

    def size(self, spec: Any, settings: Any, classes: int) -> int:
        """The number of parameters other than embeddings; nothing is allocated."""
        raise NotImplementedError
