"""A training that is taken up after any step ends with the same bytes and the same log."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from seqtext.errors import SeqtextError
from seqtext.network_options import NetworkOptions
from seqtext.networks.batch import batches
from seqtext.networks.device import machine
from seqtext.options import TrainingOptions
from seqtext.registry import NETWORKS, ModelSpec
from seqtext.tasks.classify.network import Network
from seqtext.training.loop import TrainingSummary, train_loop
from seqtext.training.resume import Checkpoint, Keeper, State
from seqtext.words.corpus import Corpus, offsets_of

ROWS = 40  # of the tables: words, or n-grams of a bag
LENGTHS = np.random.default_rng(0).integers(0, 9, 40)
IDS = np.random.default_rng(1).integers(2, ROWS, LENGTHS.sum()).astype(np.int32)
CORPUS = Corpus(IDS, offsets_of(LENGTHS), (LENGTHS % 2).astype(np.int32))
SMALL = NetworkOptions(embedding=4, hidden=4, heads=2, dilation=2, layers=2)
METRICS = (0.3, 0.6, 0.6, 0.9)  # by epoch: with patience 1 it stops after the third


class Recorder(Keeper):
    """Keeps every state that it is offered, and gives one."""

    def __init__(self, given: State | None = None) -> None:
        self.given, self.states = given, list[State]()

    def load(self, machine: dict[str, Any]) -> State | None:
        return self.given

    def offer(self, give: Callable[[], State]) -> None:
        state = give()
        copies = {name: array.copy() for name, array in state.tensors.items()}
        self.states.append(State(copies, list(state.log), state.place))


def run(
    name: str, options: TrainingOptions, keeper: Keeper, named: float = float("inf")
) -> tuple[TrainingSummary, dict[str, Tensor], list[dict[str, Any]]]:
    """Train a small network; answers its record, weights and log."""
    torch.manual_seed(7)
    module, log = Network(ModelSpec(name), SMALL, (ROWS, 2)).module, list[dict[str, Any]]()

    def evaluate() -> dict[str, float]:
        module.eval()
        epochs = sum("epoch" in record for record in log)
        return {"metric": METRICS[min(epochs, 3)]}

    passes = lambda epoch: batches(CORPUS, 16, 1000, 3, epoch)  # noqa: E731
    record = train_loop(module, passes, evaluate, options, log.append, named=named, keeper=keeper)
    return record, module.state_dict(), log


OPTIONS = TrainingOptions(epochs=4, patience=1, learning_rate=0.01)
AVERAGED = TrainingOptions(epochs=3, average=2, schedule="cosine", learning_rate=0.01)
CASES = {name: (name, OPTIONS, False) for name in NETWORKS}
CASES |= {
    "averaged": ("lstm", AVERAGED, False),
    "by value": ("gru", TrainingOptions(epochs=2, clip="value"), False),
    "table by rows": ("dan", OPTIONS, True),
    "table by rows, averaged": ("rnn", AVERAGED, True),
}


@pytest.mark.parametrize(("name", "options", "by_rows"), CASES.values(), ids=CASES)
def test_taken_up_after_any_step_it_ends_the_same(name, options, by_rows, monkeypatch) -> None:
    monkeypatch.setattr("seqtext.training.optimizer.WORTH", 1 if by_rows else 1 << 20)
    named = 1 if by_rows else float("inf")
    recorder = Recorder()
    expected = run(name, options, recorder, named)
    assert len(recorder.states) == expected[0].steps + expected[0].epochs
    assert any(key.startswith("optimizer.rows") for key in recorder.states[0].tensors) == by_rows
    for state in recorder.states:
        record, weights, log = run(name, options, Recorder(state), named)
        assert log == expected[2]
        assert record.earlier > 0
        assert (record.epochs, record.steps, record.metric) == (
            expected[0].epochs,
            expected[0].steps,
            expected[0].metric,
        )
        for key, tensor in expected[1].items():
            assert weights[key].numpy().tobytes() == tensor.numpy().tobytes(), (state.place, key)


def test_the_losses_of_a_pass_that_was_cut_count_in_its_mean() -> None:
    recorder = Recorder()
    expected = run("lstm", OPTIONS, recorder)[2][0]["loss"]
    state = next(s for s in recorder.states if s.place == "0 epochs and 2 batches")
    state.tensors["course.losses"][:] = 0
    assert run("lstm", OPTIONS, Recorder(state))[2][0]["loss"] != expected


FINGERPRINT = {"seed": 1, "settings": {"training": {"learning_rate": 0.01}}, "threads": 1}


def checkpoint(path, monkeypatch, told: list[str], **changed: Any) -> Checkpoint:
    monkeypatch.setattr("seqtext.training.resume.INTERVAL", 0.0)
    monkeypatch.setattr("seqtext.training.resume.SHARE", float("inf"))  # at every step
    return Checkpoint(str(path), {**FINGERPRINT, **changed}, told.append)


def test_a_file_brings_the_state_back(tmp_path, monkeypatch) -> None:
    recorder, path = Recorder(), tmp_path / "m.ckpt"
    run("lstm", AVERAGED, recorder)
    recorder.states[-1].log[0]["loss"] = float("nan")  # JSON has no name for it, and a log may
    for state in recorder.states:
        checkpoint(path, monkeypatch, []).offer(lambda state=state: state)
        reported: list[str] = []
        result = checkpoint(path, monkeypatch, reported).load({})
        assert result is not None
        assert reported == [f"continues from {path}: {state.place}"]
        assert json.dumps(result.log) == json.dumps(state.log)
        assert result.tensors.keys() == state.tensors.keys()
        for name, array in state.tensors.items():
            assert result.tensors[name].tobytes() == array.tobytes()
            assert result.tensors[name].shape == array.shape


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"threads": 2}, "different threads (1, now 2); use the same, or remove it"),
        (
            {"settings": {"training": {"learning_rate": 0.1}}},
            "different learning rate (0.01, now 0.",
        ),
        ({"seed": 2, "threads": 4}, "different seed (1, now 2) and threads (1, now 4)"),
        ({"dev": "abc"}, "different dev (null, now abc)"),
    ],
)
def test_a_checkpoint_of_another_training_is_refused(
    tmp_path, monkeypatch, changed, message
) -> None:
    path, recorder = tmp_path / "m.ckpt", Recorder()
    run("dan", TrainingOptions(epochs=1), recorder)
    checkpoint(path, monkeypatch, []).offer(lambda: recorder.states[0])
    content = path.read_bytes()
    with pytest.raises(SeqtextError) as error:
        checkpoint(path, monkeypatch, [], **changed).load({})
    assert message in str(error.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"notes of mine\n", b"cut"])
def test_a_file_that_is_no_checkpoint_is_refused_and_stays(tmp_path, monkeypatch, content) -> None:
    path = tmp_path / "m.ckpt"
    if content == b"cut":
        recorder = Recorder()
        run("dan", TrainingOptions(epochs=1), recorder)
        checkpoint(path, monkeypatch, []).offer(lambda: recorder.states[0])
        content = path.read_bytes()[:-1]
    path.write_bytes(content)
    with pytest.raises(SeqtextError, match="remove it to start again"):
        checkpoint(path, monkeypatch, []).load({})
    assert path.read_bytes() == content


FORGED: dict[str, Callable[[dict[str, np.ndarray]], object]] = {
    "a part is missing": lambda tensors: tensors.popitem(),
    "all are of another size": lambda tensors: tensors.update(
        {name: np.append(array, array) for name, array in tensors.items()}
    ),
    "nothing": lambda tensors: tensors.clear(),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_state_that_does_not_fit_is_refused(tmp_path, monkeypatch, forge) -> None:
    path, recorder = tmp_path / "m.ckpt", Recorder()
    run("lstm", TrainingOptions(epochs=2), recorder)
    state = recorder.states[-1]
    forge(state.tensors)
    keeper = checkpoint(path, monkeypatch, [])
    keeper.fingerprint |= machine(torch.device("cpu"))
    keeper.offer(lambda: state)
    with pytest.raises(SeqtextError, match="remove it to start again"):
        run("lstm", TrainingOptions(epochs=2), checkpoint(path, monkeypatch, []))


def test_a_checkpoint_that_cannot_be_written_leaves_the_last_one(tmp_path, monkeypatch) -> None:
    path, reported, recorder = tmp_path / "m.ckpt", list[str](), Recorder()
    run("dan", TrainingOptions(epochs=1), recorder)
    keeper = checkpoint(path, monkeypatch, reported)
    keeper.offer(lambda: recorder.states[0])
    content = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    keeper.next = 0.0
    keeper.offer(lambda: recorder.states[1])
    assert reported == [
        f"{path}: not written (No space left on device); the training continues without it"
    ]
    assert path.read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["m.ckpt"]


def test_checkpoints_take_their_share_of_the_time_and_no_more(tmp_path, monkeypatch) -> None:
    clock, written = [0.0], list[float]()
    monkeypatch.setattr("time.monotonic", lambda: clock[0])

    def write(*_: object) -> None:
        clock[0] += 2.0
        written.append(clock[0])

    monkeypatch.setattr("seqtext.training.resume.write_model", write)
    keeper = Checkpoint(str(tmp_path / "m.ckpt"), {})
    state = State({"weights": np.zeros(1000, np.float32)}, [], "")
    while clock[0] < 1000:
        clock[0] += 0.1
        keeper.offer(lambda: state)
    # The first after 30 s; it took 2 s, of which there may be one in a hundred.
    assert written == pytest.approx([32, 234, 436, 638, 840], abs=0.5)
    large = State({"weights": np.broadcast_to(np.float32(0), (10**9,))}, [], "")
    keeper, began = Checkpoint(str(tmp_path / "m.ckpt"), {}), clock[0]
    written.clear()
    while not written:
        clock[0] += 1.0
        keeper.offer(lambda: large)
    assert written[0] - began == pytest.approx(4002, abs=5)  # 4 GB: 40 s before any was measured
