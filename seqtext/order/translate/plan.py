"""The plan of a comparison of translators: which are trained, and on what."""

from dataclasses import dataclass

from seqtext.errors import SeqtextError
from seqtext.network_options import TranslatorOptions
from seqtext.options import SearchOptions, TranslatorSettings
from seqtext.order.trainings.results import ORDERED, SHUFFLED
from seqtext.tasks.translate.pair_reading import PairReading
from seqtext.translators import sees_order, translator_under

GRAMMAR = "grammar"  # trained on the shipped pairs, in order
CONTROL = "transformer-blind"


@dataclass(frozen=True)
class TranslatorPlan:
    """What a comparison trains.

    models      in the order of the report; the order-blind control is among them
    seeds       of each
    draws       shuffles of each test sentence
    grammar     also train every model on the shipped pairs, and try its twins
    split_seed  of what is set aside
    """

    models: tuple[str, ...]
    seeds: tuple[int, ...]
    reading: PairReading
    settings: TranslatorSettings
    search: SearchOptions
    draws: int = 2
    grammar: bool = True
    split_seed: int = 0


@dataclass(frozen=True)
class TranslatorJob:
    """One training; `kind` is what it is trained on: ordered, shuffled or grammar."""

    model: str
    seed: int
    kind: str

    @property
    def name(self) -> str:
        """The stem of the file that keeps the result."""
        return f"{self.model}.{self.kind}.seed{self.seed}"

    @property
    def title(self) -> str:
        """For people: "transformer, shuffled, seed 0"."""
        kind = {ORDERED: "in order", GRAMMAR: "shipped pairs"}.get(self.kind, self.kind)
        return f"{self.model}, {kind}, seed {self.seed}"


def translator_jobs(plan: TranslatorPlan) -> list[TranslatorJob]:
    """All trainings. To a blind model a shuffled source is the same source: it is trained once."""
    result = []
    for model in plan.models:
        kinds = [ORDERED, *([SHUFFLED] if sees_order(model) else [])]
        kinds += [GRAMMAR] if plan.grammar else []
        result += [TranslatorJob(model, seed, kind) for kind in kinds for seed in plan.seeds]
    return result


def models_of(text: str, options: TranslatorOptions) -> tuple[str, ...]:
    """The translators of a list with commas, each once; the control is added where none is blind.

    A model that `options` make blind is a control. Raises SeqtextError for a name that there is
    not, and where no model reads order.
    """
    parts = (part.strip() for part in text.split(",") if part.strip())
    names = tuple(dict.fromkeys(translator_under(name, options) for name in parts))
    if not any(map(sees_order, names)):
        raise SeqtextError("--models", "names no model that reads order", "name one")
    return names if not all(map(sees_order, names)) else (*names, CONTROL)
