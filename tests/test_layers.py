"""The architecture as a test: imports point one way, and the start of a command is light."""

import ast
import configparser
import subprocess
import sys
from pathlib import Path

import pytest

import seqtext
import seqtext_cli
import seqtext_corpora

ROOT = Path(__file__).parent.parent
HEAVY = ("torch", "numba", "sklearn", "scipy", "matplotlib", "numpy", "rich", "jinja2")
FOLDERS = {"seqtext": "seqtext", "corpora": "seqtext_corpora", "cli": "seqtext_cli"}


def expanded(name: str) -> list[str]:
    """The modules of an entry of WINGS: `folder.*` is every module of a folder, by the alphabet."""
    if not name.endswith(".*"):
        return [name]
    folder = ROOT.joinpath(*name.split(".")[:-1])
    return [f"{name[:-1]}{path.stem}" for path in sorted(folder.glob("[!_]*.py"))]


# Every module of the three packages, low to high: a module imports from its left alone.
PLACES = [
    *(
        place
        for wing, modules in seqtext.WINGS.items()
        for module in modules or ("",)
        for place in expanded(f"seqtext.{wing}.{module}" if module else f"seqtext.{wing}")
    ),
    *(f"seqtext_corpora.{module}" for module in seqtext_corpora.LAYERS),
    *(f"seqtext_cli.{module}" for module in seqtext_cli.LAYERS),
]
TASKS = ("classify", "translate")  # folders of one task: siblings never import each other


def modules() -> dict[str, Path]:
    """Every module by its dotted name; packages and `__main__` hold no code that has a place."""
    result = {}
    for folder, package in FOLDERS.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            inner = path.relative_to(ROOT / folder).with_suffix("").parts
            if inner[-1] not in ("__init__", "__main__"):
                result[".".join([package, *inner])] = path
    return result


MODULES = modules()


def imported(name: str, path: Path) -> set[str]:
    """The modules of the three packages that a file imports, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = name.split(".")[: -node.level] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            names |= {stem} | {f"{stem}.{alias.name}" for alias in node.names}
    return names & set(MODULES)


def test_every_module_has_one_place() -> None:
    assert sorted(PLACES) == sorted(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_from_its_left(name: str) -> None:
    own = PLACES.index(name)
    later = {used for used in imported(name, MODULES[name]) if PLACES.index(used) >= own}
    assert not later, f"{name} imports what stands right of it"


@pytest.mark.parametrize("name", [n for n in MODULES if set(n.split(".")) & set(TASKS)])
def test_tasks_do_not_import_each_other(name: str) -> None:
    (own,) = set(name.split(".")) & set(TASKS)
    others = set(TASKS) - {own}
    siblings = {used for used in imported(name, MODULES[name]) if others & set(used.split("."))}
    assert not siblings


def test_the_library_imports_neither_corpora_nor_commands() -> None:
    for name, path in MODULES.items():
        if name.startswith("seqtext."):
            packages = {used.partition(".")[0] for used in imported(name, path)}
            assert packages <= {"seqtext"}, name


def test_every_package_is_listed() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())
    result = set()
    for folder, name in FOLDERS.items():
        for init in (ROOT / folder).rglob("__init__.py"):
            inner = init.parent.relative_to(ROOT / folder).parts
            result.add(".".join([name, *inner]))
    assert listed == result


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["train", "classify", "--help"]])
def test_the_start_is_light(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom seqtext_cli.main import main\n"
        f"try: main({arguments!r}, prog_name='seqtext')\nexcept SystemExit: pass\n"
        f"print('LOADED', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"
