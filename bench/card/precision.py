"""Whether bf16 changes an accuracy beyond the spread of the seeds: SST-2, by the real command."""

import tempfile
from pathlib import Path
from typing import Any

from scipy.stats import ttest_ind

from card.commands import figures, needed, start

SEEDS = 3  # of each precision
NAMES = ("lstm", "transformer")
LEVEL = 0.01  # of the test: it should hardly ever fail where bf16 changes nothing


def precision(device: str = "cuda") -> dict[str, Any]:
    """Accuracy on the development set by network and precision, the same seeds for both."""
    train, dev = needed("sst/stsa.binary.train", "sst/stsa.binary.dev")
    found = {
        name: {kind: _accuracies(train, dev, name, kind, device) for kind in ("bf16", "fp32")}
        for name in NAMES
    }
    return {"holds": all(alike(**both) for both in found.values()), "accuracy": found}


def _accuracies(train: str, dev: str, name: str, kind: str, device: str) -> list[float]:
    """Of each seed; their trainings run side by side."""
    found, running = [], []
    data = ("--format", "label-first", "--device", device)
    with tempfile.TemporaryDirectory() as folder:
        models = [f"{folder}/{seed}.safetensors" for seed in range(SEEDS)]
        for seed, model in enumerate(models):
            options = ("--model", name, "--precision", kind, "--seed", str(seed), "-o", model)
            files = ("train", "classify", train, "--dev", dev)
            running.append(start(Path(f"{model}.said"), *files, *data, *options))
        for model, each in zip(models, running, strict=True):
            each.end(120)
            found.append(float(figures(model, dev, *data)["accuracy"]["value"]))
    return found


def alike(bf16: list[float], fp32: list[float]) -> bool:
    """Whether the means differ by no more than the seeds let them (Welch's t-test)."""
    if set(bf16) == set(fp32):
        return True  # also where there is no spread to test against
    return not ttest_ind(bf16, fp32, equal_var=False).pvalue < LEVEL
