"""Training speed on a GPU compared with bf16 matrix products, and what limits small networks.

Operations are those of the matrix products for the words, as in bench/networks.py: two for each
multiplication forward, and twice as many backward. The product is 8192^3 in bf16.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from networks import multiplications
from torch.autograd import DeviceType
from torch.profiler import ProfilerActivity, profile

from card.steps import clock, of_network, stepper
from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import Batch
from seqtext.networks.sequence_classifier import SequenceClassifier
from seqtext.registry import NETWORKS, ModelSpec
from seqtext.tasks.classify.network import Network

CUDA = torch.device("cuda")
LAYERS, WIDTH = 12, 768  # a Transformer that fills a card
BUSY = 0.7  # of the time: below, the card waits for the host to launch kernels
SMALL_KERNEL = 20e-6  # seconds: a kernel that ends sooner cannot have filled a card


def product_rate(device: torch.device = CUDA, size: int = 8192) -> float:
    """FLOP/s of a bf16 matrix product size^3."""
    square = torch.randn(size, size, device=device, dtype=torch.bfloat16)
    return 2 * size**3 / clock(lambda: square @ square, 20)


def large_transformer(compiled: bool, texts: int = 64, time: int = 512) -> dict[str, float]:
    """12 layers of 768, 12 heads, 30,000 words: whole training steps in bf16."""
    options = NetworkOptions(
        embedding=WIDTH,
        hidden=WIDTH,
        layers=LAYERS,
        heads=12,
        positions="learned",
        pooling="mean",
    )
    model = SequenceClassifier(30_000, 2, options, "transformer").to(CUDA)
    if compiled:
        model.compile(dynamic=False)
    step = stepper(model, CUDA)
    ids = torch.randint(2, 30_000, (texts, time), device=CUDA)
    full = torch.full((texts,), time, device=CUDA)
    batch = Batch(ids, full, torch.zeros_like(full))
    elapsed, tokens = clock(lambda: step(batch), 10), texts * time
    operations = 6 * tokens * multiplications("transformer", options, time)
    return {"tokens_per_second": tokens / elapsed, "flops": operations / elapsed}


def small_network(name: str, texts: int, device: torch.device = CUDA) -> dict[str, float]:
    """A default network: tokens and operations a second, and what the card does meanwhile.

    busy is the share of the time in which it computes; kernels are those of a step, and
    kernel_seconds how long one of them takes.
    """
    step, passing = of_network(name, device, texts)

    def work() -> None:
        for _, batch in passing:
            step(batch)

    elapsed = clock(work, 3, warm=1)
    lengths = np.concatenate([passing.corpus.host_lengths[at] for at in passing.groups])
    kernels, seconds = kernels_of(work)
    return {
        "tokens_per_second": lengths.sum() / elapsed,
        "flops": 6 * lengths.sum() * of_a_word(name, lengths.mean()) / elapsed,
        "busy": seconds / elapsed,
        "kernels": kernels / len(passing),
        "kernel_seconds": seconds / max(1, kernels),
    }


def of_a_word(name: str, time: float) -> float:
    """Multiplications for a word in a default network; `time` is the mean length of the texts."""
    options = Network(ModelSpec(name), NetworkOptions(), (2, 2)).network_options
    ways = 2 if options.two_way and name in ("rnn", "lstm", "gru") else 1
    return ways * multiplications(name.removesuffix("-blind"), options, time)


def kernels_of(work: Callable[[], object]) -> tuple[int, float]:
    """How many kernels a piece of work runs on the card, and their seconds together."""
    there = torch.cuda.is_available()
    with profile(activities=[ProfilerActivity.CUDA if there else ProfilerActivity.CPU]) as found:
        clock(work, 1, warm=0)  # waits for the end of it
    elapsed = [
        event.time_range.elapsed_us()
        for event in found.events() or []
        if event.device_type == DeviceType.CUDA and not getattr(event, "is_user_annotation", False)
    ]
    return len(elapsed), sum(elapsed) / 1e6


def held_back(few: dict[str, float], many: dict[str, float]) -> str:
    """What holds a small network back, from its figures with few and with many texts a batch."""
    gain = many["tokens_per_second"] / few["tokens_per_second"]
    if few["busy"] < BUSY:
        why = "the card waits for the host to launch kernels"
    elif few["kernel_seconds"] < SMALL_KERNEL:
        why = "kernels too small to fill the card, one after the other"
    else:
        why = "the kernels themselves"
    return f"{why}; batches 8 times as large: {gain:.1f} x the tokens"


def speed() -> dict[str, Any]:
    """All of it."""
    found: dict[str, Any] = {"product": product_rate(), "large": {}, "small": {}}
    for way in ("plain", "compiled"):
        found["large"][way] = large_transformer(way == "compiled")
        torch.cuda.empty_cache()
    for name in NETWORKS:
        few, many = (small_network(name, texts) for texts in (32, 256))
        found["small"][name] = {"32": few, "256": many, "held_back": held_back(few, many)}
    return found
