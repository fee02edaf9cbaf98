"""The signature: what stands in it, and that nothing that moves a figure is missing."""

from dataclasses import asdict

import pytest

from seqtext.options import Settings
from seqtext.report.signature import signature
from seqtext.tasks.classify.dataset import Reading

FACTS = {
    "version": "0.1.0",
    "tokenizer": {"name": "word", "cased": True, "marks": False, "unicode": "15.0.0"},
    "vocabulary": {"size": 14000, "digest": "ab12cd34ef"},
    "train": 6920,
    "test": 872,
    "seeds": [0, 1, 2, 3, 4],
    "options": {**asdict(Settings()), "min_count": Reading().min_count},
    "versions": {"seqtext": "0.1.0", "torch": "2.13.0"},
    "command": "seqtext compare /home/me/private.tsv",
    "cut": 3,
}


def test_the_line():
    line, _, digest = signature(FACTS).rpartition("|options:")
    assert line == (
        "seqtext:0.1.0|tok:word+cased+no-marks|unicode:15.0.0|vocab:14000:ab12cd34|train:6920"
        "|test:872|seeds:0-4|torch:2.13.0"
    )
    assert len(digest) == 8


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seeds": [0, 2]}, "seeds:0,2"),
        ({"seeds": [0]}, "seeds:0"),
        ({"tokenizer": {"name": "word", "version": 2}}, "tok:word.2"),
        ({"train": 7000}, "train:7000"),
        ({"split_seed": 1}, "split_seed:1"),
        ({"options": {**FACTS["options"], "min_count": 2}}, "min_count:2"),
        ({"versions": {"torch": "2.3.0"}}, "torch:2.3.0"),
    ],
)
def test_what_moves_a_figure_moves_the_line(change, told):
    line = signature({**FACTS, **change})
    assert told in line.split("|")
    assert line != signature(FACTS)


def test_an_option_changes_name_and_digest():
    options = asdict(Settings())
    options["network"]["hidden"] += 1
    before, after = signature(FACTS), signature({**FACTS, "options": options})
    assert f"network.hidden:{options['network']['hidden']}" in after
    assert before.rpartition(":")[2] != after.rpartition(":")[2]


def test_paths_and_counts_of_the_run_stay_out():
    other = {**FACTS, "command": "seqtext compare elsewhere.tsv", "cut": 9, "lint": {"shared": 1}}
    assert signature(other) == signature(FACTS)


@pytest.mark.parametrize("odd", [5, "x", [], None, {}, {"x": [1]}])
def test_whatever_a_model_file_holds_can_be_told(odd):
    keys = ("versions", "settings", "reading", "seeds", "train", "options")
    assert signature(dict.fromkeys(keys, odd)) is not None
