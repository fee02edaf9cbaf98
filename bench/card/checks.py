"""Checks on a GPU: equality with the CPU, determinism, constant memory.

Each check returns {"holds": …} and its measurements. They also run on the CPU, where they prove
little, so that they can be tested without a GPU.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from card.problems import TRANSLATORS, digest, fitted, pairs, problem, translator
from seqtext.networks.device import arithmetic
from seqtext.options import ComputeOptions
from seqtext.registry import NETWORKS
from seqtext.tasks.translate.pair_batch import pair_batches
from seqtext.tasks.translate.search import forced
from seqtext.tasks.translate.translator import Translator

CLOSE = 1e-4  # logits, and log-probabilities of translations, of the CPU and of a card in fp32
FLAT = 1.01  # the peak of an epoch beside that of the second: the first makes the optimiser's state
BENCH = Path(__file__).parents[1]
CPU = torch.device("cpu")


def equality(device: str = "cuda", texts: int = 600) -> dict[str, Any]:
    """The largest difference of an answer in fp32 between the CPU and the device."""
    data, apart = problem(texts, 200), {}
    for name in NETWORKS:
        network = fitted(name, data, ComputeOptions(device), 1)
        there = network.logits(data.dev)
        network.place(CPU)
        apart[name] = float(np.abs(there - network.logits(data.dev)).max())
    some = pairs(texts, 12)
    for name in TRANSLATORS:
        trained = translator(name, some, ComputeOptions(device), 1)
        there = answers(trained, texts // 10)
        trained.network.to(CPU)
        here = answers(trained, texts // 10)
        for kind, values in here.items():
            apart[f"translator {name}, {kind}"] = float(np.abs(values - there[kind]).max())
    return {"holds": all(far < CLOSE for far in apart.values()), "largest_difference": apart}


def answers(trained: Translator, number: int) -> dict[str, np.ndarray]:
    """Scores of each word before the softmax, and log-probabilities of whole translations."""
    given = pairs(number, 12)
    sources, _ = trained.read(given.sources, trained.source)
    targets, _ = trained.read(given.targets, trained.target)
    logits, scores = [], []
    trained.network.eval()
    with torch.inference_mode(), arithmetic(trained.device, "fp32"):
        for _, batch in pair_batches(trained.pairs(sources, targets), 32, 4096, seed=None):
            found = trained.network.logits(batch)  # [pairs, time, vocabulary]
            logits.append(found[batch.targets.mask].flatten().cpu().numpy())
            scores.append(forced(trained.network, batch).cpu().numpy())
    return {"logits": np.concatenate(logits), "forced scores": np.concatenate(scores)}


def digests(
    device: str, texts: int, networks: Sequence[str], translators: Sequence[str]
) -> dict[str, str]:
    """The weights of each network and translator after two epochs with --deterministic."""
    compute, data = ComputeOptions(device, deterministic=True), problem(texts, 100)
    found = {name: digest(fitted(name, data, compute, 2).tensors()) for name in networks}
    some = pairs(texts, 12)
    for name in translators:
        state = translator(name, some, compute, 2).network.state_dict()
        weights = {key: value.cpu().numpy() for key, value in state.items()}
        found[f"translator {name}"] = digest(weights)
    return found


def determinism(
    device: str = "cuda",
    texts: int = 600,
    networks: Sequence[str] = NETWORKS,
    translators: Sequence[str] = TRANSLATORS,
) -> dict[str, Any]:
    """Whether two processes train to the same bytes with --deterministic, by network."""
    code = "import sys, json; from card.checks import digests;"
    code += "print(json.dumps(digests(*json.loads(sys.argv[1]))))"
    asked = json.dumps([device, texts, list(networks), list(translators)])
    command = [sys.executable, "-c", code, asked]
    runs: list[dict[str, str]] = []
    for _ in "12":
        done = subprocess.run(command, capture_output=True, text=True, cwd=BENCH)
        if done.returncode:
            return {"holds": False, "failed": done.stderr.strip().splitlines()[-1]}
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    first, second = runs
    same = {name: first[name] == second[name] for name in first}
    return {"holds": all(same.values()), "same_bytes": same}


def peak() -> int:
    """The most bytes that tensors took on the card since the last call."""
    most = torch.cuda.max_memory_allocated()
    torch.cuda.reset_peak_memory_stats()
    return most


def memory(
    device: str = "cuda", texts: int = 4_000, peak: Callable[[], int] = peak
) -> dict[str, Any]:
    """The peak of each of six epochs of equal batches: those after the first are the same."""
    compute, found = ComputeOptions(device), {}
    data, some = problem(texts, 200, 200), pairs(texts, 20, 20)
    work: dict[str, Callable[[Any], object]] = {
        "lstm": lambda told: fitted("lstm", data, compute, 6, told),
        "transformer": lambda told: fitted("transformer", data, compute, 6, told),
        "translator transformer": lambda told: translator("transformer", some, compute, 6, told),
    }
    for name, train in work.items():
        peaks: list[int] = []
        peak()
        train(lambda record, peaks=peaks: peaks.append(peak()) if "epoch" in record else None)
        found[name] = peaks
    flat = all(max(peaks[1:]) <= FLAT * peaks[1] for peaks in found.values())
    megabytes = {name: [round(p / 2**20, 1) for p in peaks] for name, peaks in found.items()}
    return {"holds": flat, "megabytes": megabytes}
