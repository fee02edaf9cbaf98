"""The models that a comparison keeps: those whose texts are looked into once all results are there.

Which texts order decides is known only after every model has been judged. So the first seed of each
model that may be the reader, trained in order, stays in REPORT/models, where `predict`, `evaluate`
and `explain` can use it too.
"""

from pathlib import Path

from seqtext.classifier import Classifier, Model, signature
from seqtext.files import make_folder
from seqtext.order.material import Part
from seqtext.order.plan import WHOLE, Job, Plan
from seqtext.order.results import ORDERED
from seqtext.vocabulary import Vocabulary


def keeps(plan: Plan, job: Job) -> bool:
    """The reader is the best aware model, or the best n-gram bag where no model is aware."""
    sets = {model.set for model in plan.models}
    reading = "aware" if "aware" in sets else "ngram"
    first = job.seed == plan.seeds[0] and job.share == WHOLE
    return job.kind == ORDERED and first and job.model.set == reading


def path_of(folder: Path, plan: Plan, model: str, fold: int) -> Path:
    """The model file: lstm.safetensors, or lstm.fold0.safetensors with cross-validation."""
    stem = model.replace(":", "-") + (f".fold{fold}" if plan.folds > 1 else "")
    return folder / "models" / f"{stem}.safetensors"


def keep(
    folder: Path,
    plan: Plan,
    job: Job,
    part: Part,
    vocabulary: Vocabulary,
    model: Model,
    labels: tuple[str, ...],
) -> None:
    """Write the model of a job as the classifier that it is."""
    settings = plan.settings_of(job.model)
    made = signature(part.train, part.dev, plan.reading, settings, job.seed)
    longest = plan.reading.max_length
    path = path_of(folder, plan, str(job.model), job.fold)
    make_folder(str(path.parent))
    Classifier(job.model, model, vocabulary, labels, longest, made).save(str(path))
