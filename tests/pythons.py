"""Run the tests that need no torch on every available Python from 3.11: make test-pythons.

    python tests/pythons.py [PYTEST OPTION...]

Each has its own environment, .venv-3.N, with the versions of constraints.txt and without torch;
tests that need torch are skipped with a message.
"""

import configparser
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST = 11
TESTS = """test_errors test_golden test_options test_packaging bags/test_linear bags/test_ngrams
cli/test_cli_input cli/test_cli_large cli/test_cli_vocab kernel/test_compiled kernel/test_kernel
kernel/test_object_files statistics/test_behrens_fisher statistics/test_bleu
statistics/test_hypotheses statistics/test_intervals statistics/test_macro_f1
statistics/test_metrics statistics/test_resampling system/test_files tasks/test_dataset
tasks/test_lint text/test_formats text/test_lines text/test_negators text/test_records
text/test_tokenizer text/test_unspaced words/test_corpus words/test_counts words/test_subwords
words/test_vocabulary"""
_VERSION = "import sys; print(*sys.version_info[:2])"


def candidates() -> Iterator[str]:
    """Yield possible Python commands: by name on the PATH, and from pyenv."""
    for minor in range(FIRST, FIRST + 10):
        yield from filter(None, [shutil.which(f"python3.{minor}")])
    if shutil.which("pyenv"):
        listed = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, text=True)
        for name in listed.stdout.split():
            prefix = subprocess.run(["pyenv", "prefix", name], capture_output=True, text=True)
            yield f"{prefix.stdout.strip()}/bin/python"


def pythons() -> dict[int, str]:
    """Return the first working Python of each minor version; a shim of pyenv may not work."""
    result: dict[int, str] = {}
    for path in candidates():
        try:
            run = subprocess.run([path, "-c", _VERSION], capture_output=True, text=True)
        except OSError:
            continue
        if run.returncode == 0 and run.stdout.startswith("3 "):
            result.setdefault(int(run.stdout.split()[1]), path)
    return {minor: path for minor, path in sorted(result.items()) if minor >= FIRST}


def environment(minor: int, path: str) -> Path:
    """Return the Python of an environment with all requirements of seqtext except torch."""
    folder = ROOT / f".venv-3.{minor}"
    python = folder / "bin" / "python"
    if (folder / "ready").exists():
        return python
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    names = config["options"]["install_requires"].split("\n")
    needed = [name for name in names if name and not re.match(r"torch\b", name)]
    subprocess.run([path, "-m", "venv", folder], check=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pins = ["-c", ROOT / "constraints.txt"]
    subprocess.run(
        [*pip, *pins, *needed, "pytest", "hypothesis", "jsonschema", "statsmodels"], check=True
    )
    subprocess.run([*pip, "--no-deps", "-e", ROOT], check=True)
    (folder / "ready").touch()
    return python


def main() -> int:
    """Print a line per Python; return 1 if one failed."""
    lines = []
    files = [ROOT / "tests" / f"{name}.py" for name in TESTS.split()]
    for minor, path in pythons().items():
        command = [environment(minor, path), "-m", "pytest", *files]
        run = subprocess.run([*command, *sys.argv[1:]], cwd=ROOT)
        lines.append(f"Python 3.{minor}: {'passed' if run.returncode == 0 else 'FAILED'}")
    print(*lines, sep="\n")
    return int(any("FAILED" in line for line in lines) or not lines)


if __name__ == "__main__":
    sys.exit(main())
