"""What a command says that it read, and which headers it does not take for a text."""

import pytest

from seqtext.errors import SeqtextError
from seqtext.tasks.classify.dataset import Dataset, read_dataset
from seqtext.tasks.classify.overview import overview
from seqtext.text.inputs import InputOptions

TEXTS = "".join(f"pos\tgood film {i}\nneg\tbad film {i}\n" for i in range(20))


def test_the_sizes_are_those_of_the_airline_tweets():
    """14,640 tweets: 9,178 negative, 3,099 neutral, 2,363 positive, as their authors count them."""
    labels = ("neutral",) * 3099 + ("positive",) * 2363 + ("negative",) * 9178
    reported = overview(["Tweets.csv"], Dataset(("",) * 14640, labels), InputOptions())
    assert reported == ["Tweets.csv: 14,640 texts, 3 labels (9,178 / 3,099 / 2,363), 0 left out"]


def test_blank_lines_of_all_files_are_left_out(tmp_path):
    for name in ("a.tsv", "b.tsv"):
        (tmp_path / name).write_text(f"\n{TEXTS} \t\n")
    paths = [str(tmp_path / name) for name in ("a.tsv", "b.tsv")]
    (reported,) = overview(paths, read_dataset(paths, InputOptions()), InputOptions())
    assert reported == "2 files: 80 texts, 2 labels (40 / 40), 4 left out"


def test_labels_that_look_alike_are_told():
    labels = ("pos", "Pos", "neg", "n\u00adeg", "café", "cafe\u0301", "POS")
    options = InputOptions(labels="x=pos,y=good")
    _, *reported = overview(["-"], Dataset(labels, labels), options)
    same = "labels that differ in case or in invisible characters only: "
    assert reported == [
        f"{same}'POS', 'Pos', 'pos'",
        f"{same}'cafe\u0301', 'café'",
        f"{same}'neg', 'n\\xadeg'",
        "stdin: no text has a label that --labels reads as 'good'",
    ]


def test_labels_that_were_cleaned_are_counted(tmp_path):
    """Of 40 labels two end in a space: there are two different ones as before."""
    texts = TEXTS.replace("pos\tgood film 3\n", "pos \tgood film 3\n")
    texts = texts.replace("neg\tbad film 7\n", "neg \tbad film 7\n")
    (tmp_path / "a.tsv").write_text(texts)
    path = str(tmp_path / "a.tsv")
    size, cleaned = overview([path], read_dataset([path], InputOptions()), InputOptions())
    assert size.endswith("40 texts, 2 labels (20 / 20), 0 left out")
    assert cleaned.startswith("white space around 2 labels was removed")


def read(tmp_path, data, name="a.tsv", **options):
    (tmp_path / name).write_text(data)
    return read_dataset([str(tmp_path / name)], InputOptions(**options))


HEADERS = [
    ("sentiment\treview text\n", {}),
    ("airline_sentiment\tText of it\n", {}),
    ("Quality\t#1 ID\n", {}),
    ("y\tx\n", {}),
    ("review\tgold-label\n", {"columns": "text,label"}),
]


@pytest.mark.parametrize(("header", "options"), HEADERS)
def test_a_header_is_no_text(tmp_path, header, options):
    texts = TEXTS
    if options:
        rows = [line.split("\t") for line in TEXTS.splitlines()]
        texts = "".join(f"{text}\t{label}\n" for label, text in rows)
    with pytest.raises(SeqtextError, match=r":1: looks like a header.*--header.*--no-header"):
        read(tmp_path, header + texts, **options)
    assert len(read(tmp_path, header + texts, header=True, **options)) == 40
    assert len(read(tmp_path, header + texts, header=False, **options)) == 41


REAL = [
    TEXTS + "rare\todd\n",  # a class with one text, elsewhere
    "rare\todd film\n" + TEXTS,  # and first: no name of a column
    "pos\tgood\nneg\tbad\n",  # every class has one text
    "topic\tgood film\n" + TEXTS + "topic\tso\n",
]


@pytest.mark.parametrize("data", REAL)
def test_a_text_is_no_header(tmp_path, data):
    assert len(read(tmp_path, data)) == data.count("\n")


def test_a_text_is_not_passed_over_as_a_header(tmp_path):
    data = TEXTS.replace("\t", ",")
    with pytest.raises(SeqtextError, match=r"a.csv:1: would be skipped.*'pos'.*--no-header"):
        read(tmp_path, data, "a.csv", columns="label=1,text=2")
    assert len(read(tmp_path, "y,x\n" + data, "a.csv", columns="label=1,text=2")) == 40
