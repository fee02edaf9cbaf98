"""What needs CUDA: answers equal to the CPU's, the same bits twice, flat memory, and speed.

    python bench/gpu.py [--quick] [--date YYYY-MM-DD]

Without a CUDA device it says so and ends with 0, having run nothing. Otherwise it writes
results/gpu.json and gpu.md, and ends with 1 if one of the checks does not hold.

checks   logits of each network on the CPU and on CUDA, fp32, within 1e-4; one training twice with
         --deterministic, the same bytes; memory after epoch 2 and at the end of a training
speed    a 12-layer Transformer of 768 in bf16, against 8192^3 bf16 products on the same card;
         the small networks as `train` runs them; IMDb with lstm, bf16 and fp32, the whole command
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from step import RESULTS, machine

from seqtext.batch import Batch, batches
from seqtext.corpus import Corpus, Problem, offsets_of
from seqtext.device import arithmetic
from seqtext.gradient import Gradient
from seqtext.models import NETWORKS, ModelSpec
from seqtext.models.transformer import Transformer
from seqtext.network import Network
from seqtext.optimizer import Optimizer
from seqtext.options import ComputeOptions, NetworkOptions, Settings, TrainingOptions
from seqtext.vocabulary import Vocabulary

CLOSE = 1e-4  # logits of the CPU and of CUDA in fp32
WORDS = 2_000
ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("SEQTEXT_DATA", ROOT.parent / "shared" / "data"))
IMDB = DATA / "imdb" / "train.tsv.gz"
CUDA = torch.device("cuda")


def problem(texts: int, longest: int, seed: int = 0) -> Problem:
    """Random texts; the label is whether a text begins with an even word."""
    generator = np.random.default_rng(seed)
    lengths = generator.integers(1, longest + 1, texts)
    ids = generator.integers(2, WORDS, lengths.sum()).astype(np.int32)
    offsets = offsets_of(lengths)
    corpus = Corpus(ids, offsets, ids[offsets[:-1]] % 2)
    vocabulary = Vocabulary([f"w{i}" for i in range(WORDS)], default_index=1)
    return Problem(corpus, corpus.select(np.arange(texts // 10)), vocabulary, 2)


def fitted(
    name: str,
    data: Problem,
    compute: ComputeOptions,
    epochs: int,
    told: Callable[[dict[str, Any]], None] = lambda record: None,
) -> Network:
    """A default network trained on `data`; `told` hears of each epoch."""
    training = TrainingOptions(epochs=epochs, patience=epochs)
    return Network.fit(ModelSpec(name), data, Settings(training=training, compute=compute), 0, told)


def equal_answers() -> dict[str, Any]:
    """The largest difference of a logit between the CPU and CUDA, by network."""
    data = problem(600, 200)
    apart = {}
    for name in NETWORKS:
        network = fitted(name, data, ComputeOptions("cuda"), 1)
        on_cuda = network.logits(data.dev)
        network.place(torch.device("cpu"))
        apart[name] = float(np.abs(on_cuda - network.logits(data.dev)).max())
    return {"holds": max(apart.values()) < CLOSE, "largest_difference": apart}


def same_bits() -> dict[str, Any]:
    """Whether two trainings with --deterministic end with the same bytes, by network."""
    code = (
        "import sys; sys.path.insert(0, 'bench'); import gpu, hashlib;"
        "from seqtext.options import ComputeOptions as C;"
        "n = gpu.fitted(sys.argv[1], gpu.problem(600, 100), C('cuda', deterministic=True), 2);"
        "b = b''.join(n.tensors()[k].tobytes() for k in sorted(n.tensors()));"
        "print(hashlib.sha256(b).hexdigest())"
    )
    same = {}
    for name in ("dan", "lstm", "cnn", "wavenet", "transformer"):
        command = [sys.executable, "-c", code, name]
        runs = [subprocess.run(command, capture_output=True, text=True, cwd=ROOT) for _ in "12"]
        same[name] = runs[0].returncode == 0 and runs[0].stdout == runs[1].stdout
        if runs[0].returncode:
            print(runs[0].stderr, file=sys.stderr)
    return {"holds": all(same.values()), "same_bytes": same}


def flat_memory() -> dict[str, Any]:
    """Bytes that the device holds after each epoch of an lstm."""
    held: list[int] = []
    fitted(
        "lstm",
        problem(4_000, 200),
        ComputeOptions("cuda"),
        6,
        lambda record: held.append(torch.cuda.memory_allocated()),
    )
    return {"holds": held[-1] <= 1.01 * held[1], "megabytes": [h / 2**20 for h in held]}


def clock(work: Callable[[], object], times: int, warm: int = 5) -> float:
    """Seconds of one piece of work on the device."""
    for _ in range(warm):
        work()
    torch.cuda.synchronize()
    started = time.perf_counter()
    for _ in range(times):
        work()
    torch.cuda.synchronize()
    return (time.perf_counter() - started) / times


def product_rate() -> float:
    """FLOP/s of an 8192^3 bf16 matrix product."""
    square = torch.randn(8192, 8192, device=CUDA, dtype=torch.bfloat16)
    return 2 * 8192**3 / clock(lambda: square @ square, 20)


def large_transformer(compiled: bool, texts: int = 64, time: int = 512) -> dict[str, float]:
    """12 layers of 768, 12 heads, 30,000 words: whole training steps in bf16."""
    layers, width = 12, 768
    options = NetworkOptions(
        embedding=width, hidden=width, layers=layers, heads=12, positions="learned", pooling="mean"
    )
    model = Transformer(30_000, 2, options).to(CUDA).train()
    if compiled:
        model.compile(dynamic=False)
    optimizer = Optimizer(model, TrainingOptions(), 1000)
    gradient = Gradient(model, optimizer, lambda: arithmetic(CUDA, "bf16"), print)
    ids = torch.randint(2, 30_000, (texts, time), device=CUDA)
    full = torch.full((texts,), time, device=CUDA)
    batch = Batch(ids, full, torch.zeros_like(full))

    def step() -> None:
        gradient(batch)
        optimizer.step()

    taken = clock(step, 10)
    multiplications = width * width + layers * (12 * width * width + 2 * time * width)
    tokens = texts * time
    return {"tokens_per_second": tokens / taken, "flops": 6 * tokens * multiplications / taken}


def small_networks() -> dict[str, dict[str, float]]:
    """Tokens a second of the default networks, batches of 32 and of 256 texts of 1 to 400 words."""
    corpus = problem(8_000, 400).train
    result: dict[str, dict[str, float]] = {}
    for name in NETWORKS:
        if name == "mlp":
            continue
        for texts in (32, 256):
            network = Network(ModelSpec(name), NetworkOptions(), (WORDS, 2))
            network.place(CUDA)
            network.module.train()
            optimizer = Optimizer(network.module, TrainingOptions(), 10_000)
            gradient = Gradient(network.module, optimizer, lambda: arithmetic(CUDA, "bf16"), print)
            passes = batches(network._placed(corpus), texts, 1 << 20, 0)

            def epoch(passes: Any = passes, g: Any = gradient, o: Any = optimizer) -> None:
                for _, batch in passes:
                    g(batch)
                    o.step()

            taken = clock(epoch, 1, warm=1)
            result.setdefault(name, {})[str(texts)] = len(corpus.ids) / taken
    return result


def imdb(precision: str) -> dict[str, Any]:
    """Wall time of `seqtext train classify` with lstm, start-up included, and its accuracy."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "seqtext", "train", "classify", str(IMDB), "--model", "lstm"),
            *("--device", "cuda", "--precision", precision, "--split-seed", "0"),
            *("-o", f"{folder}/lstm.safetensors"),
        ]
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        taken = time.perf_counter() - started
    said = [line for line in done.stderr.splitlines() if "right on" in line]
    return {"seconds": taken, "said": said[0] if said else done.stderr[-300:]}


def measured(quick: bool) -> dict[str, Any]:
    """All checks and figures."""
    record: dict[str, Any] = {
        "checks": {
            "equal answers": equal_answers(),
            "same bits": same_bits(),
            "flat memory": flat_memory(),
        },
        "bf16_product_flops": product_rate(),
        "large_transformer": large_transformer(False),
    }
    if not quick:
        record["large_transformer_compiled"] = large_transformer(True)
        record["small_networks"] = small_networks()
        if IMDB.exists():
            record["imdb_lstm"] = {p: imdb(p) for p in ("bf16", "fp32")}
    return record


def markdown(record: dict[str, Any]) -> str:
    """The record in words and small tables."""
    about, rate = record["machine"], record["bf16_product_flops"]
    lines = [
        "# On CUDA\n",
        f"`{record['command']}`, {record['date']}: {about['device']}, CUDA {about['cuda']}, torch"
        f" {about['torch']}, driver of cuDNN {about['cudnn']}.\n",
        "| check | holds | found |",
        "|---|---|---|",
    ]
    for name, check in record["checks"].items():
        found = json.dumps({k: v for k, v in check.items() if k != "holds"})
        lines.append(f"| {name} | {'yes' if check['holds'] else 'NO'} | {found} |")
    lines += [
        f"\nbf16 matrix product, 8192^3: {rate / 1e12:.0f} TFLOP/s.\n",
        "| Transformer, 12 x 768, 64 texts of 512 | tokens/s | TFLOP/s | share of the product |",
        "|---|---:|---:|---:|",
    ]
    for key in ("large_transformer", "large_transformer_compiled"):
        if key in record:
            row = record[key]
            lines.append(
                f"| {'compiled' if key.endswith('compiled') else 'plain'} |"
                f" {row['tokens_per_second']:,.0f} | {row['flops'] / 1e12:.0f} |"
                f" {row['flops'] / rate:.0%} |"
            )
    if "small_networks" in record:
        lines += ["\n| default network | tokens/s, 32 texts | 256 texts |", "|---|---:|---:|"]
        lines += [
            f"| {name} | {row['32']:,.0f} | {row['256']:,.0f} |"
            for name, row in record["small_networks"].items()
        ]
    for precision, row in record.get("imdb_lstm", {}).items():
        lines.append(f"\nIMDb, lstm, {precision}: {row['seconds']:.1f} s in all; {row['said']}")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="no small networks, no IMDb")
    parser.add_argument("--date", default=datetime.date.today().isoformat())
    arguments = parser.parse_args()
    if not torch.cuda.is_available():
        print("bench/gpu.py: torch finds no CUDA device; nothing was run", file=sys.stderr)
        return
    record = {
        **measured(arguments.quick),
        "machine": {
            **machine(),
            "device": torch.cuda.get_device_name(),
            "cuda": torch.version.cuda,
            "cudnn": torch.backends.cudnn.version(),
        },
        "date": arguments.date,
        "command": " ".join(["python", "bench/gpu.py", *sys.argv[1:]]),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "gpu.json").write_text(json.dumps(record, indent=2) + "\n")
    (RESULTS / "gpu.md").write_text(markdown(record))
    print(markdown(record), end="")
    sys.exit(not all(check["holds"] for check in record["checks"].values()))


if __name__ == "__main__":
    main()
