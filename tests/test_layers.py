"""The architecture as a test: imports point one way, and the start of a command is light."""

import ast
import configparser
import subprocess
import sys
from pathlib import Path

import pytest

import seqtext

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "numba", "sklearn", "scipy", "matplotlib", "numpy", "rich", "jinja2")


def modules_of(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path, top_only: bool = False) -> set[str]:
    """Dotted names that a file imports; a relative import is resolved within its package."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_only else ast.walk(tree)
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = list(path.relative_to(ROOT).parts[:-1])
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            names |= {stem} | {f"{stem}.{alias.name}" for alias in node.names}
    return names


def layer(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "seqtext" and len(parts) > 1 else None


@pytest.mark.parametrize("path", modules_of("seqtext"), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_its_left(path: Path) -> None:
    own = path.relative_to(ROOT / "seqtext").parts[0].removesuffix(".py")
    if own in ("__init__", "__main__"):
        return
    limit = seqtext.LAYERS.index(own)
    for name in imported(path):
        used = layer(name)
        if used in seqtext.LAYERS and used != own:
            assert seqtext.LAYERS.index(used) < limit, f"{path.name} imports {name}"
        assert not name.startswith("seqtext_cli"), f"{path.name} imports the command line"


def test_every_module_has_its_place() -> None:
    found = {p.stem for p in (ROOT / "seqtext").glob("*.py")} - {"__init__", "__main__"}
    found |= {p.parent.name for p in (ROOT / "seqtext").glob("*/__init__.py")}
    assert found == set(seqtext.LAYERS)


@pytest.mark.parametrize("path", modules_of("corpora"), ids=lambda p: p.name)
def test_corpora_stand_on_errors_files_and_choices_alone(path: Path) -> None:
    used = {layer(name) for name in imported(path)} - {None}
    assert used <= {"errors", "files", "choices"}


def test_the_library_does_not_import_the_corpora() -> None:
    for path in modules_of("seqtext"):
        assert not any(name.startswith("seqtext_corpora") for name in imported(path)), path


def test_every_package_is_listed() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())
    folders = {"seqtext": "seqtext", "cli": "seqtext_cli", "corpora": "seqtext_corpora"}
    found = set()
    for folder, name in folders.items():
        for init in (ROOT / folder).rglob("__init__.py"):
            inner = init.parent.relative_to(ROOT / folder).parts
            found.add(".".join([name, *inner]))
    assert listed == found


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["train", "classify", "--help"]])
def test_the_start_is_light(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom seqtext_cli.main import main\n"
        f"try: main({arguments!r}, prog_name='seqtext')\nexcept SystemExit: pass\n"
        f"print('LOADED', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"
