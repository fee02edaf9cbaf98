"""`make gpu` without a card: it says so; and its parts, as far as they do not need one."""

import gzip
import json
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
import torch

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))

import gpu  # noqa: E402
from card import checks, commands, precision, speed, steps  # noqa: E402
from card.page import page  # noqa: E402

CPU = torch.device("cpu")
ABOUT = {
    "date": "2026-11-22",
    "command": "python bench/gpu.py",
    "machine": {
        "device": "a card",
        "cuda": "13.0",
        "cudnn": 9,
        "torch": "2",
        "processor": "P",
        "cores": 4,
    },
}
SMALL = {
    "tokens_per_second": 1e6,
    "flops": 1e12,
    "busy": 0.4,
    "kernels": 90,
    "kernel_seconds": 5e-6,
}
SCORES = {"bleu_lc": 35, "bleu": 34, "chrf": 59}
FOUND = {
    "equality": {"holds": True, "largest_difference": {"dan": 1e-6}},
    "determinism": {"holds": True, "same_bytes": {"dan": True}},
    "waiting": {"holds": False, "waits_in": {"cnn": "called a synchronizing CUDA operation"}},
    "memory": {"holds": True, "megabytes": {"lstm": [2.0, 3.0, 3.0]}},
    "speed": {
        "product": 5e14,
        "large": {"plain": {"tokens_per_second": 3e5, "flops": 2e14}},
        "small": {"dan": {"32": SMALL, "256": {**SMALL, "flops": 0}, "held_back": "launches"}},
    },
    "imdb": {
        "holds": False,
        "ways": {
            "bf16": {"seconds": 29.0, "accuracy": {"value": 0.9, "low": 0.89, "high": 0.91}},
            "fp32": {"failed": "not done after 150 s"},
        },
    },
    "precision": {"holds": True, "accuracy": {"lstm": {"bf16": [0.8, 0.81], "fp32": [0.8, 0.82]}}},
    "compare": {"seconds": 700.0, "shared_by": "in turns"},
    "multi30k": {
        "seconds": 250.0,
        "kinds": {
            "gru": {"seconds": 99, **{k: {"value": v} for k, v in SCORES.items()}},
        },
    },
}


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_without_a_card_it_says_so_and_runs_nothing(monkeypatch, capsys):
    before = sorted((BENCH / "results").iterdir())
    monkeypatch.setattr("sys.argv", ["gpu.py"])
    gpu.main()
    message = "bench/gpu.py: torch finds no CUDA device; nothing was run\n"
    assert capsys.readouterr() == ("", message)
    assert sorted((BENCH / "results").iterdir()) == before


def test_a_part_that_fails_says_so_and_the_others_go_on(monkeypatch, tmp_path, capsys):
    def failing(part):
        return {"failed": "RuntimeError: no"} if part == "speed" else FOUND[part]

    (tmp_path / "gpu.json").write_text(json.dumps({"memory": {**FOUND["memory"], **ABOUT}}))
    monkeypatch.setattr(gpu, "RESULTS", tmp_path)
    monkeypatch.setattr(gpu, "run", failing)
    monkeypatch.setattr(gpu, "about", lambda date: ABOUT)
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("sys.argv", ["gpu.py", "speed", "equality"])
    with pytest.raises(SystemExit) as ended:
        gpu.main()
    assert ended.value.code
    reported = (tmp_path / "gpu.md").read_text()
    assert "FAILED: RuntimeError: no" in reported
    # In the order of the parts, and one of an earlier call is kept.
    heads = [line for line in reported.splitlines() if line.startswith("## ")]
    assert heads == ["## equality", "## memory", "## speed"]
    monkeypatch.setattr("sys.argv", ["gpu.py", "equality"])
    with pytest.raises(SystemExit) as ended:
        gpu.main()
    assert not ended.value.code


def test_an_error_in_a_part_is_its_answer(monkeypatch):
    def no(device="cuda"):
        raise RuntimeError("out of order")

    monkeypatch.setattr("torch.cuda.empty_cache", lambda: None)
    monkeypatch.setattr(checks, "equality", no)
    assert gpu.run("equality") == {"failed": "RuntimeError: out of order"}


def test_every_part_has_its_section():
    reported = page({part: {**FOUND[part], **ABOUT} for part in gpu.PARTS})
    assert "waits in" in reported
    assert "DOES NOT HOLD" in reported
    assert "29.0 s (goal: 30 s, met)" in reported
    assert "700.0 s (goal: 600 s, missed)" in reported
    assert "| plain | 300,000 | 200 | 40% |" in reported
    assert "| gru | 99 | 35.0 | 34.0 | 59.0 |" in reported


@pytest.fixture
def few(monkeypatch):
    """One network and one translator."""
    for module in (checks, steps):
        monkeypatch.setattr(module, "NETWORKS", ("dan",))
        monkeypatch.setattr(module, "TRANSLATORS", ("seq2seq-gru",))


def test_equality_compares_every_answer(few, monkeypatch):
    result = checks.equality("cpu", 30)
    kinds = ["dan", "translator seq2seq-gru, logits", "translator seq2seq-gru, forced scores"]
    assert result == {"holds": True, "largest_difference": dict.fromkeys(kinds, 0.0)}
    monkeypatch.setattr(checks, "CLOSE", 0.0)
    assert not checks.equality("cpu", 30)["holds"]


@pytest.mark.soak
def test_determinism_is_that_of_two_processes():
    result = checks.determinism("cpu", 30, ("dan",), ())
    assert result == {"holds": True, "same_bytes": {"dan": True}}


def test_a_process_that_fails_is_no_proof_of_determinism(monkeypatch, tmp_path):
    monkeypatch.setattr(checks, "BENCH", tmp_path)  # where no process can do it
    failed = checks.determinism("cpu", 30, ("dan",), ())
    assert not failed["holds"]
    assert "No module named 'card'" in failed["failed"]


@pytest.mark.parametrize(("rise", "holds"), [(0, True), (1 << 20, False)])
def test_memory_is_flat_after_the_first_epoch(monkeypatch, rise, holds):
    monkeypatch.setattr(checks, "fitted", lambda *given: [given[4]({"epoch": i}) for i in range(6)])
    monkeypatch.setattr(checks, "translator", checks.fitted)
    peaks = iter(range(1 << 20, 1 << 60, max(1, rise)))
    result = checks.memory("cpu", 20, (lambda: next(peaks)) if rise else (lambda: 1 << 20))
    assert result["holds"] is holds
    assert len(result["megabytes"]["lstm"]) == 6


def test_waiting_takes_the_steps_of_the_loop(few, monkeypatch):
    monkeypatch.setattr(steps, "STEPS", 1)
    monkeypatch.setattr(steps, "WARM", 1)
    assert steps.waiting("cpu", nullcontext) == {"holds": True, "waits_in": {}}

    class Strict:
        def __enter__(self):
            raise RuntimeError("called a synchronizing CUDA operation\nmore")

        def __exit__(self, *exception):
            pass

    result = steps.waiting("cpu", Strict)
    assert result["waits_in"]["dan"] == "called a synchronizing CUDA operation"
    assert not result["holds"]


def test_speed_counts_tokens_and_operations():
    assert speed.product_rate(CPU, 32) > 0
    result = speed.small_network("cnn-blind", 2, CPU)
    assert result["flops"] == pytest.approx(6 * 128 * 64 * result["tokens_per_second"])
    few, many = {**SMALL, "busy": 0.9}, {**SMALL, "tokens_per_second": 3e6}
    assert speed.held_back(SMALL, many).startswith("the card waits for the host")
    assert speed.held_back(few, many).startswith("kernels too small")
    assert speed.held_back(few, many).endswith("3.0 x the tokens")


def test_a_command_that_fails_or_is_late_says_its_last_line(tmp_path):
    with pytest.raises(RuntimeError, match="nothing"):
        commands.start(tmp_path / "said", "predict", "nothing.safetensors", "-").end()
    with pytest.raises(RuntimeError, match="not done after 0 s"):
        commands.start(tmp_path / "said", "order", "suite", "lstm", "--language", "en").end(0)
    with pytest.raises(RuntimeError, match="nothing"):
        commands.figures("nothing.safetensors", "nothing.tsv")


@pytest.mark.soak
def test_imdb_is_trained_by_the_command_and_judged_on_what_is_held_out(monkeypatch, tmp_path):
    (tmp_path / "imdb").mkdir()
    rows = "".join(f"{x}\t{x} film number {i}\n" for i in range(50) for x in ("pos", "neg"))
    (tmp_path / "imdb" / "train.tsv.gz").write_bytes(gzip.compress(rows.encode()))
    monkeypatch.setattr(commands, "DATA", tmp_path)
    ways = {"small": ("--hidden", "4", "--epochs", "1"), "wrong": ("--epochs", "0")}
    monkeypatch.setattr(commands, "WAYS", ways)
    result = commands.imdb("cpu")["ways"]
    assert result["small"]["n"] == 20
    assert result["small"]["seconds"] > 0
    assert "--epochs" in result["wrong"]["failed"]


@pytest.mark.parametrize(
    ("bf16", "holds"),
    [([0.80, 0.81, 0.82], True), ([0.805, 0.80, 0.82], True), ([0.70, 0.71, 0.70], False)],
)
def test_precisions_are_alike_within_the_spread_of_the_seeds(bf16, holds):
    assert precision.alike(bf16, [0.80, 0.81, 0.82]) is holds
