"""Too little memory is known by what Python, torch, cuDNN and CUDA say, and ends in one line."""

import resource
import subprocess
import sys

import pytest
import torch

from seqtext.errors import SeqtextError, is_of_memory
from seqtext.system.contents import fitting

SHORT = [
    MemoryError(),
    torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB."),
    torch.AcceleratorError("CUDA error: out of memory"),
    RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
    RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 64 bytes."),
]
OTHER = [
    RuntimeError("mat1 and mat2 shapes cannot be multiplied"),
    torch.AcceleratorError("CUDA error: device-side assert triggered"),
    ValueError("out of memory"),
]
ROOM = 8 << 30  # bytes: an honest training takes a fourth of them


@pytest.mark.parametrize("error", SHORT)
def test_a_file_that_memory_has_no_room_for_is_not_to_blame(error) -> None:
    assert is_of_memory(error)
    with pytest.raises(SeqtextError, match="more memory than there is; free some"), fitting("a"):
        raise error


@pytest.mark.parametrize("error", OTHER)
def test_other_errors_are_not_taken_for_it(error) -> None:
    assert not is_of_memory(error)


def test_a_network_beyond_the_memory_is_an_error_of_one_line(tmp_path) -> None:
    (tmp_path / "train.tsv").write_text("a\tgood film\nb\tbad film\n" * 20)
    command = [
        sys.executable,
        "-m",
        "seqtext",
        "train",
        "classify",
        "train.tsv",
        "--dev",
        "train.tsv",
    ]
    run = subprocess.run(
        [*command, "--model", "wavenet", "--hidden", "65536", "-o", "model"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM)),
    )
    assert run.returncode == 1
    last = run.stderr.splitlines()[-1]
    assert last.startswith("seqtext: memory: not enough for this run; ")
    assert "Traceback" not in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["train.tsv"]
