"""Decoding: seqtext's search compared with loops that rerun the whole decoder for each word.

    python bench/translate.py [--threads 2] [--rounds 3] [--sentences 64] [--date YYYY-MM-DD]

The models are untrained and of a size for 30,000 pairs (256 wide, 3 layers of the Transformer, 1
of the GRU with additive attention, 8,000 subwords). Sources have 8 to 20 words, and translations
the same number: no search may end earlier. So all methods write the same words (checked for greedy
search), and only the amount of work differs.

    seqtext      cached keys, values and states; batches of one length
    batched      the same batches; each step runs the decoder over all words so far
    by sentence  the same, one sentence at a time, as in tutorials; all hypotheses of a beam at once

They alternate, so that other load slows all of them; the figures are medians over the rounds,
the ratios medians of the ratios within a round. Writes results/translate.json and translate.md.
"""

import argparse
import datetime
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from seqtext.network_options import TranslatorOptions
from seqtext.networks.batch import Batch, Placed, batches
from seqtext.tasks.translate.network import EncoderDecoder, build_network
from seqtext.tasks.translate.pair_batch import with_end
from seqtext.tasks.translate.pair_reading import END, START
from seqtext.tasks.translate.search import beam, greedy
from seqtext.words.corpus import Corpus, offsets_of

WORDS, SHORTEST, LONGEST, BEAM = 8000, 8, 20, 5
LAYERS = {"transformer": 3, "seq2seq-gru": 1}
LOOPS = ("batched", "by sentence")
RESULTS = Path(__file__).parent / "results"


def network(name: str) -> EncoderDecoder:
    """An untrained one that neither ends a translation nor writes a special token by itself."""
    torch.manual_seed(0)
    options = TranslatorOptions(embedding=256, hidden=256, layers=LAYERS[name])
    model = build_network(name, (WORDS, WORDS), options, True).eval()
    model.bias.data[: END + 1] = -1e4
    return model


def sources(number: int) -> Placed:
    """Random words."""
    generator = np.random.default_rng(0)
    lengths = generator.integers(SHORTEST, LONGEST + 1, number)
    ids = generator.integers(END + 1, WORDS, lengths.sum()).astype(np.int32)
    return Placed.of(with_end(Corpus(ids, offsets_of(lengths), np.zeros(number, np.int32))))


def limits(batch: Batch) -> Tensor:
    """As many words as the source has, and </s>."""
    return batch.lengths


def rerun_greedy(model: EncoderDecoder, batch: Batch) -> list[list[int]]:
    """Each step: the decoder over all that is written, and the most probable next word."""
    remembered = model.remember(batch)
    written = torch.full((len(batch), 1), START)
    for _ in range(int(batch.lengths.max()) - 1):
        scores = model._scores(model._written(written, remembered))[:, -1]
        written = torch.cat([written, scores.argmax(dim=1, keepdim=True)], dim=1)
    sizes = (batch.lengths - 1).tolist()
    return [line[1 : n + 1] for line, n in zip(written.tolist(), sizes, strict=True)]


def rerun_beam(model: EncoderDecoder, batch: Batch) -> None:
    """Each step: the decoder over all hypotheses from their first word on."""
    remembered, texts = model.remember(batch), len(batch)
    remembered = tuple(part.repeat_interleave(BEAM, dim=0) for part in remembered)
    written = torch.full((texts * BEAM, 1), START)
    total = torch.full((texts, BEAM), -torch.inf)
    total[:, 0] = 0.0
    for _ in range(int(batch.lengths.max()) - 1):
        scores = model._scores(model._written(written, remembered))[:, -1].log_softmax(dim=1)
        every = (total.view(-1, 1) + scores).view(texts, -1)  # [texts, beam x words]
        total, places = every.topk(BEAM, dim=1)
        origin = places // WORDS + torch.arange(texts)[:, None] * BEAM
        last = (places % WORDS).view(-1, 1)
        written = torch.cat([written[origin.flatten()], last], dim=1)


def contestants(model: EncoderDecoder, number: int) -> dict[str, Callable[[], Any]]:
    """What is timed: each translates all sentences."""
    placed = sources(number)
    many, one = ([batch for _, batch in batches(placed, texts, 2048, None)] for texts in (128, 1))
    few = [batch for _, batch in batches(placed, 128 // BEAM, 2048, None)]
    return {
        "greedy, seqtext": lambda: [greedy(model, b, limits(b), 1.0) for b in many],
        "greedy, batched": lambda: [rerun_greedy(model, b) for b in many],
        "greedy, by sentence": lambda: [rerun_greedy(model, b) for b in one],
        "beam 5, seqtext": lambda: [beam(model, b, limits(b), BEAM, 1.0) for b in few],
        "beam 5, batched": lambda: [rerun_beam(model, b) for b in few],
        "beam 5, by sentence": lambda: [rerun_beam(model, b) for b in one],
    }


def check(work: dict[str, Callable[[], Any]]) -> None:
    """The searches write the same words."""
    ours = [hypothesis.ids for answers in work["greedy, seqtext"]() for hypothesis in answers]
    for loop in LOOPS:
        theirs = [ids for answers in work[f"greedy, {loop}"]() for ids in answers]
        assert ours == theirs, loop


def measure(name: str, number: int, rounds: int) -> dict[str, Any]:
    """Sentences a second, and how many times those of each loop seqtext translates."""
    with torch.inference_mode():
        work = contestants(network(name), number)
        check(work)
        times: list[dict[str, float]] = []
        for _ in range(rounds):
            times.append({key: seconds(each) for key, each in work.items()})
    median = {key: statistics.median(turn[key] for turn in times) for key in work}
    ratios = {
        f"{how}, {loop}": statistics.median(
            turn[f"{how}, {loop}"] / turn[f"{how}, seqtext"] for turn in times
        )
        for how in ("greedy", "beam 5")
        for loop in LOOPS
    }
    return {
        "sentences_per_second": {key: round(number / value, 1) for key, value in median.items()},
        "seqtext_over": {key: round(value, 1) for key, value in ratios.items()},
    }


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes by the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    model = next((x.split(": ")[1] for x in lines if x.startswith("model name")), "")
    return {
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "load_before": round(os.getloadavg()[0], 1),
        "torch": torch.__version__,
    }


def markdown(record: dict[str, Any]) -> str:
    """The record as a table."""
    about = record["machine"]
    rows = []
    for name, figures in record["models"].items():
        for how in ("greedy", "beam 5"):
            speed, over = figures["sentences_per_second"], figures["seqtext_over"]
            loops = [f"{speed[f'{how}, {x}']} ({over[f'{how}, {x}']} x)" for x in LOOPS]
            rows.append(f"| {name}, {how} | {speed[f'{how}, seqtext']} | {' | '.join(loops)} |")
    return "\n".join(
        [
            "# Decoding\n",
            f"`{record['command']}`, {record['date']}: {about['processor']}, {about['threads']} of"
            f" {about['cores']} cores, torch {about['torch']}, load before"
            f" {about['load_before']}, {record['rounds']} rounds of {record['sentences']}"
            " sentences.\n",
            "Sentences a second, and in brackets how many times as many seqtext translates as a"
            " loop that runs the whole decoder again for each word: in the same batches, or"
            " sentence by sentence.\n",
            "| | seqtext | again, batched | again, by sentence |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sentences", type=int, default=256)
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    about = machine()
    record = {
        "models": {n: measure(n, arguments.sentences, arguments.rounds) for n in LAYERS},
        "rounds": arguments.rounds,
        "sentences": arguments.sentences,
        "machine": about,
        "date": arguments.date,
        "command": " ".join(["python", "bench/translate.py", *sys.argv[1:]]),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "translate.json").write_text(json.dumps(record, indent=2) + "\n")
    (RESULTS / "translate.md").write_text(markdown(record))
    print(markdown(record), end="")


if __name__ == "__main__":
    main()
