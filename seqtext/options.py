"""The options of bags, trainings and commands. Imports no torch, because `--help` reads it too.

The flag of a field is its name with hyphens (`--batch-texts`). The `section` of a record is its
heading in the help. `seqtext.fields` has the kinds of fields.
"""

from dataclasses import dataclass
from typing import ClassVar

from seqtext.errors import SeqtextError
from seqtext.fields import Options, choice_field, number_field, optional_field, switch_field
from seqtext.network_options import NetworkOptions, TranslatorOptions

CLIPS = ("norm", "value")
SCHEDULES = ("linear", "cosine", "inverse-sqrt")
DEVICES = ("auto", "cpu", "cuda")
PRECISIONS = ("bf16", "tf32", "fp32")
CLASS_WEIGHTS = ("none", "balanced")
METRICS = ("accuracy", "macro-f1", "log-loss")


@dataclass(frozen=True)
class TrainingOptions(Options):
    """The training of a network. `train_loop` in `seqtext.training.loop` uses these options."""

    section: ClassVar[str] = "Training of a network"
    epochs: int = number_field(10, 1, 100_000, "Largest number of passes over the training texts.")
    batch_texts: int = number_field(32, 1, 1_000_000, "Largest number of texts in a batch.")
    batch_tokens: int = number_field(
        32768, 1, 1 << 30, "Largest padded batch (texts x longest text)."
    )
    learning_rate: float = number_field(
        3e-3, 1e-9, 100.0, "Largest learning rate, reached after the warmup."
    )
    warmup: float = number_field(
        0.1, 0.0, 1.0, "Share of the steps in which the learning rate rises from 0."
    )
    schedule: str = choice_field(
        "linear", SCHEDULES, "How the learning rate falls after the warmup."
    )
    weight_decay: float = number_field(0.01, 0.0, 100.0, "Weight decay (AdamW).")
    clip: str = choice_field("norm", CLIPS, "Clip the norm of the gradient, or each of its values.")
    clip_limit: float = number_field(
        1.0, 1e-9, 1e9, "Largest norm, or largest value, after clipping."
    )
    patience: int = number_field(
        4, 1, 100_000, "Epochs without a better result after which the training stops."
    )
    average: int = number_field(
        1, 1, 1000, "Number of best epochs whose weights are averaged, if that helps."
    )


@dataclass(frozen=True)
class SearchOptions(Options):
    """The search for a translation. `seqtext.tasks.translate.search` uses these options."""

    section: ClassVar[str] = "Search of a translation"
    beam: int = number_field(
        5, 1, 1000, "Beam width: hypotheses kept at each step; 1: greedy search."
    )
    length_penalty: float = number_field(
        1.0, 0.0, 10.0, "Preference for longer translations; 0: none."
    )
    max_ratio: float = number_field(
        2.0, 0.1, 100.0, "Longest translation: 10 tokens + this many times those of its source."
    )


@dataclass(frozen=True)
class LabelOptions(Options):
    """The labels that `predict` writes."""

    section: ClassVar[str] = "Output of a classifier"
    top: int | None = optional_field(
        int,
        "Write the K most likely labels, each with its probability.",
        metavar="K",
        low=1,
        high=1 << 30,
    )


@dataclass(frozen=True)
class ListOptions(Options):
    """The translations that `predict` writes."""

    section: ClassVar[str] = "Output of a translator"
    n_best: int = number_field(
        1, 1, 1000, "Translations written for each line, best first; one for an empty line."
    )
    scores: bool = switch_field(
        False, "Write score TAB log-probability TAB before each translation.", flag=True
    )


@dataclass(frozen=True)
class TranslationOptions(TrainingOptions):
    """The training of a translator: the options of any network, with other defaults, and more."""

    epochs: int = number_field(16, 1, 100_000, "Largest number of passes over the training pairs.")
    batch_texts: int = number_field(256, 1, 1_000_000, "Largest number of pairs in a batch.")
    batch_tokens: int = number_field(
        512, 1, 1 << 30, "Largest padded batch (pairs x longest side)."
    )
    learning_rate: float = number_field(
        2e-3, 1e-9, 100.0, "Largest learning rate, reached after the warmup."
    )
    patience: int = number_field(
        8, 1, 100_000, "Epochs without a better result after which the training stops."
    )
    average: int = number_field(
        5, 1, 1000, "Number of best epochs whose weights are averaged, if that helps."
    )
    judge: str = choice_field("bleu", ("bleu", "loss"), "Metric that chooses the best epoch.")
    teacher_forcing: float = number_field(
        1.0, 0.0, 1.0, "Probability of feeding the correct previous word, at the last epoch."
    )


@dataclass(frozen=True)
class ComputeOptions(Options):
    """Where networks compute. `seqtext.networks.device` uses these options."""

    section: ClassVar[str] = "Device"
    device: str = choice_field("auto", DEVICES, "Device of the networks; auto: CUDA if available.")
    precision: str = choice_field(
        "bf16",
        PRECISIONS,
        "Precision of training on CUDA; on CPUs only translators use bf16.",
    )
    deterministic: bool = switch_field(False, "Compute the same bits in every run on CUDA too.")
    compile: bool = switch_field(
        False, "Compile the network before training (CUDA; pays in long trainings)."
    )


@dataclass(frozen=True)
class BagOptions(Options):
    """The features of the bag models."""

    section: ClassVar[str] = "Bag of n-grams"
    min_df: int = number_field(1, 1, 1 << 30, "Omit n-grams that occur in fewer texts than this.")
    hash_bits: int = number_field(
        0, 0, 30, "Hash n-grams to 2^N numbers; 0: a number for each n-gram."
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.hash_bits and self.min_df > 1:
            cause = "a hashed bag does not know how many texts hold an n-gram"
            raise SeqtextError("--min-df", cause, "omit it or --hash-bits")


@dataclass(frozen=True)
class ObjectiveOptions(Options):
    """The objective of all models, and the metric that chooses the best one.

    class_weight  balanced: a text counts n / (k n_c), for n texts of k classes, n_c of its class
    metric        on the development set; None: log-loss chooses C, accuracy the epoch and the model
    """

    class_weight: str = choice_field(
        "none", CLASS_WEIGHTS, "Weights of the texts; balanced: all classes count equally."
    )
    metric: str | None = choice_field(
        None,
        METRICS,
        "Metric that chooses C, the epoch and the best model.  "
        "[default: log-loss for C, else accuracy]",
    )


@dataclass(frozen=True)
class TranslatorSettings:
    """All options of a translator."""

    network: TranslatorOptions = TranslatorOptions()
    training: TranslationOptions = TranslationOptions()
    compute: ComputeOptions = ComputeOptions()


@dataclass(frozen=True)
class Settings:
    """All options of classifiers; each model uses some of them."""

    bags: BagOptions = BagOptions()
    network: NetworkOptions = NetworkOptions()
    training: TrainingOptions = TrainingOptions()
    compute: ComputeOptions = ComputeOptions()
    objective: ObjectiveOptions = ObjectiveOptions()
