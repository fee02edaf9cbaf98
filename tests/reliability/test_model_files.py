"""Model files that are harmed: refused in one line, never another answer, never a crash."""

import gzip
import os
import subprocess
import sys

import pytest

from seqtext.system import model_file


def harm(content, random):
    """Some bytes or bits changed, cut out, put in or moved."""
    harmed = bytearray(content)
    at = random.randrange(len(harmed))
    way = random.randrange(6)
    if way <= 1:
        harmed[at] ^= 1 << random.randrange(8)
    elif way == 2:
        del harmed[at:]
    elif way == 3:
        del harmed[at : at + 1 + random.randrange(9)]
    elif way == 4:
        harmed[at:at] = random.randbytes(1 + random.randrange(9))
    else:
        harmed[at : at + 8] = random.randbytes(8)
    return bytes(harmed)


def test_harmed_files_are_refused(refused, golden, tmp_path, rounds):
    """Each of the 10,000 of `make soak`, however long it takes."""
    contents = [file.read_bytes() for file in sorted(golden.glob("*.safetensors"))]
    path, kept = tmp_path / "m", rounds("model files harmed", 500, 10_000)
    kept.seconds = float("inf")
    for random in kept:
        content = contents[kept.done % len(contents)]
        changed = harm(content, random)
        if changed == content:
            kept.done -= 1  # eight random bytes that stood there, or a cut behind the end
            continue
        path.write_bytes(changed)
        refused(path)
        kept.refused += 1
    assert kept.refused == kept.most


def test_a_size_beyond_the_memory_is_refused_before_it_is_read(
    refused, golden, tmp_path, monkeypatch
):
    path = golden / "lstm.1.safetensors"
    monkeypatch.setattr(model_file, "_memory", lambda: path.stat().st_size - 1)
    assert "more than the memory" in refused(path)


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="memory is read from /proc")
@pytest.mark.parametrize("name", ["m.safetensors", "m.safetensors.gz"])
def test_what_goes_on_behind_its_end_is_not_read_to_its_end(golden, tmp_path, name):
    content = (golden / "lstm.1.safetensors").read_bytes() + bytes(300 << 20)
    path = tmp_path / name
    path.write_bytes(gzip.compress(content, 1) if name.endswith(".gz") else content)
    del content
    script = (
        "import re, sys; from seqtext.system.model_file import read_model\n"
        "try: read_model(sys.argv[1])\n"
        "except Exception as error: print(type(error).__name__)\n"
        "print(re.search(r'VmHWM:\\D*(\\d+) kB', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True)
    error, most = done.stdout.split()
    assert error == "SeqtextError"
    assert int(most) < 300_000, "kB"
