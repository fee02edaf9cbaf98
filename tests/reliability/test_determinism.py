"""The same command gives the same bytes, whatever folder, locale, hash seed and clock."""

import os
import subprocess
import sys
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "golden"

# In one process: a training of each kind of model, then commands that write files. Prints the
# SHA-256 of each file.
SCRIPT = r"""
import hashlib, runpy, sys
from pathlib import Path
make = runpy.run_path(sys.argv[1])
for name in make["MODELS"]:
    make["classifier"](name).save(f"{name}.safetensors")
from seqtext_cli.main import main
texts = make["data"]().texts + ("\u00bfQu\u00e9? \u0130I \u0131i \u03a3\u03c2 n\u0303 \U0001f600",)
Path("t.txt").write_text("\n".join(texts) + "\n", "utf-8")
Path("l.tsv").write_text("".join(f"{i % 2}\t{t}\n" for i, t in enumerate(texts)), "utf-8")
network = "--embedding 4 --hidden 4 --epochs 2 --threads 1 --device cpu".split()
Path("p.tsv").write_text("".join(f"{t}\t{u}\n" for t, u in zip(texts[:40], texts[::-1])), "utf-8")
for arguments in (
    "vocab count t.txt -o counts.tsv".split(),
    "vocab build t.txt --special <unk> -o vocabulary.tsv".split(),
    "corpora make sentiment-es --size 20 -o made".split(),
    ["train", "classify", "l.tsv", "--model", "gru", *network, "-o", "trained.safetensors"],
    ["train", "translate", "p.tsv", "--model", "seq2seq-gru", "--format", "pairs", *network,
     "--subwords", "90", "--max-length", "12", "-o", "translator.safetensors"],
):
    try:
        main(arguments)
    except SystemExit as left:
        assert not left.code, arguments
for path in sorted(Path(".").rglob("*")):
    if path.is_file() and not path.name.endswith(".log.jsonl"):
        print(path, hashlib.sha256(path.read_bytes()).hexdigest())
"""


def files(folder: Path, **environment: str) -> dict[str, str]:
    """Digests of all that the script writes, by name."""
    folder.mkdir(parents=True)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, GOLDEN / "make.py"],
        capture_output=True, cwd=folder, env={**clean, "OMP_NUM_THREADS": "1", **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return dict(line.split() for line in done.stdout.decode().splitlines())


CLOCK = """
import itertools, time
steps = itertools.cycle([0.0, 1e9, -1e9, 3600.0, -7.5])
real, true, forward = time.time, time.monotonic, itertools.count(0, 3600)
time.time = lambda: real() + next(steps)
time.monotonic = lambda: true() + next(forward)
"""


def test_folder_locale_hash_seed_and_clock_change_no_byte(tmp_path):
    """Time is told, and decides when checkpoints are written; it never decides what is written."""
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONHASHSEED": "1"}
    one = files(tmp_path / "a", **plain)
    far = tmp_path / "a folder with spaces" / "ñ" / ("x" * 100)
    (tmp_path / "sitecustomize.py").write_text(CLOCK)
    # Where the locale is not installed, Python takes the plain one: then only the rest is tried.
    strange = {"LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "77", "TZ": "Pacific/Apia"}
    other = files(far, PYTHONPATH=str(tmp_path), **strange)
    assert len(one) > 20
    assert one == other
