"""The columns of a training stand for an input that has them, until --columns says other ones."""

import pytest

from seqtext.text.inputs import InputOptions
from seqtext.text.remembered import as_trained, to_remember

TEXT, BOTH = ("text",), ("label", "text")
NAMED = InputOptions(columns="label=sentiment,text=review")
SEMICOLONS = InputOptions(delimiter=";", columns='text="the text",label=y')

# trained on, with; read, with, for these roles: the columns then
CASES = {
    "csv": ("a.csv", NAMED, "b.csv", {}, TEXT, "text=review"),
    "csv to be scored": ("a.csv", NAMED, "b.csv", {}, BOTH, "label=sentiment,text=review"),
    "jsonl": ("a.csv", NAMED, "b.jsonl", {}, TEXT, "text=review"),
    "lines have none": ("a.csv", NAMED, "b.txt", {}, TEXT, None),
    "standard input": ("a.csv", NAMED, "-", {}, TEXT, None),
    "the user's win": ("a.csv", NAMED, "b.csv", {"columns": "text=x"}, TEXT, "text=x"),
    "two texts": (
        "a.csv",
        InputOptions(columns="label=y,text=title+body"),
        "b.csv",
        {},
        TEXT,
        "text=title+body",
    ),
    "a name with a space": ("a.csv", SEMICOLONS, "b.csv", {}, TEXT, 'text="the text"'),
    "positions": ("a.tsv", InputOptions(columns="text,label"), "b.tsv", {}, TEXT, "text,label"),
    "positions elsewhere": ("a.tsv", InputOptions(columns="text,label"), "b.csv", {}, TEXT, None),
    "numbers elsewhere": ("a.csv", InputOptions(columns="text=2"), "b.jsonl", {}, TEXT, None),
    "none": ("a.csv", InputOptions(), "b.csv", {}, TEXT, None),
}


@pytest.mark.parametrize(
    ("trained", "options", "path", "given", "roles", "columns"), CASES.values(), ids=CASES
)
def test_columns(trained, options, path, given, roles, columns) -> None:
    record = to_remember(options, trained)
    assert as_trained(InputOptions(**given), path, record, roles).columns == columns


def test_how_columns_are_parted_is_remembered_within_a_format() -> None:
    record = to_remember(SEMICOLONS, "a.csv")
    assert as_trained(InputOptions(), "b.csv", record, TEXT).delimiter == ";"
    assert as_trained(InputOptions(delimiter=","), "b.csv", record, TEXT).delimiter == ","
    assert as_trained(InputOptions(), "b.jsonl", record, TEXT).delimiter is None


def test_labels_are_renamed_as_in_training() -> None:
    record = to_remember(InputOptions(labels="1=neg"), "a.tsv")
    assert as_trained(InputOptions(), "b.tsv", record, BOTH).labels == "1=neg"
    assert as_trained(InputOptions(labels="1=x"), "b.tsv", record, BOTH).labels == "1=x"


def test_a_model_of_before_remembers_nothing() -> None:
    given = InputOptions(columns="text=x")
    assert as_trained(given, "b.csv", None, TEXT) == given


# trained with a header or not, and read with one or not as the user says: the header of the reading
HEADERS = {
    "as trained": (True, None, True),
    "none, as trained": (False, None, False),
    "the user's --no-header": (True, False, False),
    "the user's --header": (False, True, True),
}


@pytest.mark.parametrize(("trained", "given", "read"), HEADERS.values(), ids=HEADERS)
def test_the_header_of_the_training_is_assumed_and_the_users_wins(trained, given, read) -> None:
    record = to_remember(InputOptions(header=trained), "a.tsv")
    options = as_trained(InputOptions(header=given), "b.tsv", record, TEXT)
    assert (options.header, options.header_said) == (read, given is not None)
