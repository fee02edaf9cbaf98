"""Whole commands on a GPU, including startup: IMDb, the comparison, Multi30k."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("SEQTEXT_DATA", ROOT.parent / "shared" / "data")).absolute()
LIMIT = 540.0  # seconds of a command: a part has to fit into a call of ten minutes
WAYS = {  # of training IMDb's lstm; the card needs about as long for 128 texts as for 32
    "bf16": (),
    "fp32": ("--precision", "fp32"),
    "bf16, batches of 128": ("--batch-texts", "128", "--batch-tokens", "131072"),
}
MODELS = "bow:2,nbsvm:3,dan,rnn,lstm,gru,cnn,wavenet,transformer"
KINDS = ("transformer", "gru")  # of translators: experiments/multi30k-KIND.toml


@dataclass
class Running:
    """A command that was started, with what it says in a file."""

    process: "subprocess.Popen[str]"
    said: Path
    started: float

    def end(self, limit: float = LIMIT) -> float:
        """Wait; answers its seconds. RuntimeError, with its last line, if it fails or is late."""
        try:
            code = self.process.wait(max(0.1, self.started + limit - time.perf_counter()))
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait()
            raise RuntimeError(f"not done after {limit:.0f} s: {self.last()}") from None
        if code:
            raise RuntimeError(self.last())
        return time.perf_counter() - self.started

    def last(self) -> str:
        """The last line that it said."""
        lines = self.said.read_text(errors="replace").replace("\r", "\n").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def start(said: Path, *arguments: str) -> Running:
    """Start `seqtext ARGUMENTS…`; what it says goes into the file."""
    command = [sys.executable, "-m", "seqtext", *arguments]
    with said.open("w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, text=True, cwd=ROOT)
    return Running(process, said, time.perf_counter())


def figures(*arguments: str) -> dict[str, Any]:
    """What `seqtext evaluate ARGUMENTS… --json` answers."""
    command = [sys.executable, "-m", "seqtext", "evaluate", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def needed(*names: str) -> list[str]:
    """Files of the data; FileNotFoundError says how to name their folder."""
    paths = [DATA / name for name in names]
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing: set SEQTEXT_DATA to its folder")
    return [str(path) for path in paths]


def held_out(folder: str) -> tuple[list[str], str]:
    """IMDb in 20,000 reviews to learn from and 5,000 held out: the split of the experiments.

    Answers the words of a command that name the former, of which 1,000 are for development, and
    the file of the latter.
    """
    [path] = needed("imdb/train.tsv.gz")
    split = [sys.executable, str(ROOT / "experiments" / "hold_out.py"), path, folder]
    subprocess.run(split, check=True, capture_output=True, cwd=ROOT)
    return [f"{folder}/train.tsv", "--dev", f"{folder}/dev.tsv"], f"{folder}/test.tsv"


def imdb(device: str = "cuda") -> dict[str, Any]:
    """Seconds of `train classify --model lstm` and its accuracy on the held-out reviews."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        train, test = held_out(folder)
        model = f"{folder}/lstm.safetensors"
        for way, more in WAYS.items():
            options = ("--model", "lstm", "--device", device, *more, "-o", model)
            running = start(Path(folder, "said"), "train", "classify", *train, *options)
            try:
                seconds = running.end(150)
                found[way] = {"seconds": seconds, **figures(model, test, "--device", device)}
            except RuntimeError as error:  # the other ways go on
                found[way] = {"failed": str(error)}
    return {"holds": not any("failed" in row for row in found.values()), "ways": found}


def compare(device: str = "cuda") -> dict[str, Any]:
    """Seconds of `seqtext compare` with 9 models, 5 seeds, in order and shuffled, on IMDb."""
    with tempfile.TemporaryDirectory() as folder:
        train, test = held_out(folder)
        options = ("--test", test, "--models", MODELS, "--seeds", "5", "--suites", "none")
        report = f"{folder}/report"
        running = start(
            Path(folder, "said"), "compare", *train, *options, "--device", device, "-o", report
        )
        try:
            return {"seconds": running.end(), "shared_by": sharing()}
        except RuntimeError as error:
            done = len(list(Path(report, "cells").glob("*.safetensors")))
            raise RuntimeError(f"{error}; {done} trainings were done; {sharing()}") from None


def sharing() -> str:
    """Whether processes run side by side on the card, or take turns."""
    pipe = os.environ.get("CUDA_MPS_PIPE_DIRECTORY", "/tmp/nvidia-mps")
    there = Path(pipe, "control").exists()
    return "side by side, by NVIDIA's MPS" if there else "processes in turns, without NVIDIA's MPS"


def multi30k(device: str = "cuda") -> dict[str, Any]:
    """Seconds of `train translate` for both kinds side by side, and their BLEU on test 2016."""
    sides = [f"multi30k/{part}.{side}.gz" for part in ("train", "val") for side in ("en", "de")]
    *train, dev_en, dev_de = needed(*sides)
    test = needed("multi30k/test_2016_flickr.en.gz", "multi30k/test_2016_flickr.de.gz")
    found, begun = {}, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        models = {kind: f"{folder}/{kind}.safetensors" for kind in KINDS}
        running = {}
        for kind, model in models.items():
            config = str(ROOT / "experiments" / f"multi30k-{kind}.toml")
            options = ("--config", config, "--format", "lines", "--device", device, "-o", model)
            files = (*train, "--dev", dev_en, "--dev", dev_de)
            said = Path(f"{model}.said")
            running[kind] = start(said, "train", "translate", *files, *options)
        for kind, each in running.items():
            found[kind] = {"seconds": each.end(480)}
        for kind, model in models.items():
            search = ("--beam", "10", "--length-penalty", "1.5")
            found[kind] |= figures(model, *test, "--format", "lines", "--device", device, *search)
    return {"kinds": found, "seconds": time.perf_counter() - begun}
