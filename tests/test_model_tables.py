"""The tables of models in the documents name the models of the registry, and no others."""

import re
from pathlib import Path

import pytest

from seqtext.registry import CLASSIFIERS, LARGEST_ORDER, ModelSpec

ROOT = Path(__file__).resolve().parent.parent


def rows(path, first):
    """The rows of the table whose head begins with `first`."""
    lines = (ROOT / path).read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {first} |"))
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]


def names(cell):
    return re.findall(r"`([\w-]+)(?::\w+)?`", cell)


@pytest.mark.parametrize("path", ["README.md", "docs/models.md"])
def test_a_table_lists_every_model(path):
    listed = [name for row in rows(path, "model") for name in names(row[0])]
    assert sorted(listed) == sorted(CLASSIFIERS)


def test_the_table_of_sets_is_that_of_the_registry():
    sets = {
        row[0]: {name for cell in row[2:] for name in names(cell)}
        for row in rows("docs/report.md", "set")
    }
    registered = {"blind": set(), "n-gram": set(), "aware": set()}
    for name, family in CLASSIFIERS.items():
        for order in (1, LARGEST_ORDER) if family.bag else (1,):
            kind = ModelSpec(name, order).set
            registered["n-gram" if kind == "ngram" else kind].add(name)
    assert sets == registered
