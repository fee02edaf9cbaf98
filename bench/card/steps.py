"""Training steps on a GPU as in the training loop: whether they synchronise, and their time."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import Any

import torch
from torch import nn

from card.problems import TRANSLATORS, problem
from seqtext.network_options import NetworkOptions, TranslatorOptions
from seqtext.networks.batch import Placed, batches
from seqtext.networks.device import arithmetic
from seqtext.options import TrainingOptions
from seqtext.registry import NETWORKS, ModelSpec
from seqtext.tasks.classify.network import Network
from seqtext.tasks.translate.network import build_network
from seqtext.tasks.translate.pair_batch import Pairs, pair_batches
from seqtext.training.training_state import Course

WARM, STEPS = 3, 8
VOCABULARY = 2_000
Step = Callable[[Any], None]


def stepper(model: nn.Module, device: torch.device, precision: str = "bf16") -> Step:
    """The loop's step: gradient, clipping, AdamW, and the loss kept for the log."""
    options = TrainingOptions()
    return Course(
        model.to(device).train(),
        options,
        100_000,
        float("inf"),
        lambda: arithmetic(device, precision),
        print,
    ).step


def of_network(name: str, device: torch.device, texts: int = 32) -> tuple[Step, Any]:
    """The step of a default network, and a pass of batches of 1 to 400 words for it."""
    module = Network(ModelSpec(name), NetworkOptions(), (VOCABULARY, 2)).module
    placed = Placed.of(problem(12 * texts, 400).train, device, name.endswith("blind"))
    return stepper(module, device), batches(placed, texts, 1 << 20, 0)


def of_translator(name: str, device: torch.device) -> tuple[Step, Any]:
    """The step of a default translator, and a pass of batches of 1 to 30 words for it."""
    model = build_network(name, (VOCABULARY, VOCABULARY), TranslatorOptions(), True)
    corpus = problem(1_500, 30).train
    return stepper(model, device), pair_batches(Pairs.of(corpus, corpus, device), 256, 2048, 0)


@contextmanager
def no_waiting() -> Iterator[None]:
    """Whatever makes the host wait for the card is an error."""
    torch.cuda.set_sync_debug_mode("error")
    try:
        yield
    finally:
        torch.cuda.set_sync_debug_mode("default")


def waiting(
    device: str = "cuda", strict: Callable[[], AbstractContextManager[None]] = no_waiting
) -> dict[str, Any]:
    """Whether steps of each network and translator go on without waiting for the card."""
    place = torch.device(device)
    found = {name: _waits(*of_network(name, place), strict) for name in NETWORKS}
    for name in TRANSLATORS:
        found[f"translator {name}"] = _waits(*of_translator(name, place), strict)
    return {"holds": not any(found.values()), "waits_in": {k: v for k, v in found.items() if v}}


def _waits(step: Step, passing: Any, strict: Callable[[], Any]) -> str:
    """What made the host wait; "": nothing did.

    The first steps may: the order of the pass is copied, and libraries are made ready.
    """
    data = iter(passing)
    for _, batch in islice(data, WARM):
        step(batch)
    try:
        with strict():
            for _, batch in islice(data, STEPS):
                step(batch)
    except RuntimeError as error:
        return str(error).splitlines()[0]
    return ""


def clock(work: Callable[[], object], times: int, warm: int = 5) -> float:
    """Seconds of one piece of work on the card."""
    for _ in range(warm):
        work()
    _finish()
    started = time.perf_counter()
    for _ in range(times):
        work()
    _finish()
    return (time.perf_counter() - started) / times


def _finish() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()
