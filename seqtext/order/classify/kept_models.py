"""The models that a comparison saves, for questions that need all results first.

Which texts order decides is known only after every model has been judged, and pairs of the user's
may be added when all is done. So the first seed of each model, trained in order, stays in
REPORT/models, where `predict`, `evaluate` and `explain` can use it too; with folds, that of the
first fold, and of each fold the models that may be the reader.
"""

from pathlib import Path

from seqtext.order.trainings.plan import WHOLE, Job, Plan
from seqtext.order.trainings.results import ORDERED
from seqtext.system.files import make_folder
from seqtext.tasks.trained import Trained


def keeps(plan: Plan, job: Job) -> bool:
    """Whether the model of a job is saved."""
    return answers_suites(plan, job) or may_read(plan, job)


def answers_suites(plan: Plan, job: Job) -> bool:
    """Whether the model of a job is tested on the user's pairs."""
    return _first(plan, job) and job.fold == 0


def may_read(plan: Plan, job: Job) -> bool:
    """Whether the model of a job may become the reader.

    The reader is the best aware model, or the best n-gram bag if no model is aware.
    """
    sets = {model.set for model in plan.models}
    reading = "aware" if "aware" in sets else "ngram"
    return _first(plan, job) and job.model.set == reading


def _first(plan: Plan, job: Job) -> bool:
    return job.kind == ORDERED and job.seed == plan.seeds[0] and job.share == WHOLE


def model_path(folder: Path, plan: Plan, model: str, fold: int) -> Path:
    """The model file: lstm.safetensors, or lstm.fold0.safetensors with cross-validation."""
    stem = model.replace(":", "-") + (f".fold{fold}" if plan.folds > 1 else "")
    return folder / "models" / f"{stem}.safetensors"


def keep(folder: Path, plan: Plan, job: Job, model: Trained) -> None:
    """Write the model of a job to a file that `predict` can load."""
    path = model_path(folder, plan, str(job.model), job.fold)
    make_folder(str(path.parent))
    model.save(str(path))
