"""Every input format: what it holds, which columns may be named, and what it refuses."""

import pytest

from seqtext.errors import SeqtextError
from seqtext.text.formats import READERS
from seqtext.text.inputs import InputOptions

LABELLED = ("label", "text")


def values(source, roles):
    return [tuple(record.values[role] for role in roles) for record in source.records]


def read(tmp_path, name, data, columns=None, roles=LABELLED, **options):
    path = tmp_path / "input"
    path.write_text(data, encoding="utf-8", newline="")
    argument = f"good={path}" if name == "files" else str(path)
    return values(READERS[name](argument, InputOptions(None, columns, **options), roles), roles)


HOLDS = [
    ("tsv", None, "+\tnot bad\n", ("+", "not bad")),
    ("tsv", None, '+\t"so\tso"\n', ("+", '"so\tso"')),  # no quoting, and a text may hold tabs
    ("tsv", None, "+\t\n", ("+", "")),
    ("tsv", "text,label", "a\tb\t+\n", ("+", "a\tb")),
    ("tsv", "label,-,text", "+\t17\tnot bad\n", ("+", "not bad")),
    ("csv", None, "text,label\nnot bad,+\n", ("+", "not bad")),
    ("csv", None, 'id,label,text\n1,+,"so, ""so"""\n', ("+", 'so, "so"')),
    ("csv", None, 'label,text\r\n+,"one\r\ntwo\n"\r\n', ("+", "one two ")),
    ("csv", "label=stars,text=review", "review,stars\nnot bad,4\n", ("4", "not bad")),
    ("jsonl", None, '{"text": "not bad", "label": "+", "id": 1}\n', ("+", "not bad")),
    ("jsonl", None, '{"text": "a\\nb", "label": 1.50}\n', ("1.50", "a b")),
    ("jsonl", None, '{"text": "\\ud83d\\ude00", "label": true}\n', ("true", "😀")),
    ("jsonl", "label=y", '{"text": "not bad", "y": 0}\n', ("0", "not bad")),
    ("jsonl", None, '[{"text": "not bad",\n\n"label": 0}]\n', ("0", "not bad")),
    ("fasttext", None, "__label__+ not bad\n", ("+", "not bad")),
    ("fasttext", None, "__label__+\tnot bad\n", ("+", "not bad")),
    ("label-first", None, "1 a  b\n", ("1", "a  b")),
    ("label-first", None, "1\ta  b\n", ("1", "a  b")),
    ("files", None, "not bad\n", ("good", "not bad")),
]


@pytest.mark.parametrize(("name", "columns", "data", "expected"), HOLDS)
def test_a_format_holds_label_and_text(tmp_path, name, columns, data, expected):
    assert read(tmp_path, name, data, columns) == [expected]
    assert read(tmp_path, name, data, columns, ("text",)) == [expected[1:]]


@pytest.mark.parametrize(("name", "columns", "data", "expected"), HOLDS)
def test_blank_lines_between_records_are_skipped(tmp_path, name, columns, data, expected):
    blank = "" if name == "csv" else " \t \n"
    padded = f"\n{blank}{data}\n{blank}\n"
    assert read(tmp_path, name, padded, columns) == [expected]


REFUSED = [
    ("tsv", None, "+\tgood\n\nbad\n", ":3", "columns: 1, not 2"),
    ("tsv", None, "\tgood\n", ":1", "label is empty"),
    ("tsv", "label,text,-", "+\tgood\t1\n-\tbad\t2\t3\n", ":2", "columns: 4, not 3"),
    ("tsv", "label,-", "+\tgood\n", "--columns", "names no text"),
    ("tsv", "label,label,text", "", "--columns", "occurs twice"),
    ("tsv", "label=a,text=b", "a\tc\n", ":1", "no column 'b' among a, c"),
    ("tsv", "label=1,text=3", "+\tgood\n", ":1", "columns: 2, and --columns names number 3"),
    ("tsv", None, "label\ttext\n+\tgood\n", ":1", "holds 'label', the name of a column"),
    ("csv", None, "label,review\n+,good\n", ":1", "no column 'text' among label, review"),
    ("csv", None, "label,text,text\n+,good,2\n", ":1", "two columns are named 'text'"),
    ("csv", None, "label,text\n+,good\n+,so, so\n", ":3", "columns: 3, not 2"),
    ("csv", None, "label,text\n+\n", ":2", "columns: 1, not 2"),
    ("csv", None, 'label,text\n+,"good\n+,bad\n', ":2", "quote that opens here is not closed"),
    ("csv", "stars=label", "label,text\n", "--columns", "unknown role"),
    ("jsonl", None, '{"label": 1, "text": "a"}\n{"label": 1}\n', ":2", "no key 'text' among label"),
    ("jsonl", None, '{"label": "a\\tb", "text": "c"}\n', ":1", "the label holds a tab"),
    ("jsonl", None, '{"label": 1, "text": null}\n', ":1", "'text' is null, not a text"),
    ("jsonl", None, '{"label": 1, "text": "\\ud83d"}\n', ":1", "surrogate"),
    ("jsonl", None, '{"label": 1,\n', ":1", "not JSON"),
    ("jsonl", None, "[1]\n", ":1", "not a JSON object"),
    (
        "jsonl",
        None,
        '{"data": [{"label": 1, "text": "a"}]}\n',
        ":1",
        "a list of objects under 'data'",
    ),
    ("jsonl", None, '{"label": NaN, "text": "a"}\n', ":1", "'label' is not finite, not a text"),
    ("jsonl", None, "[" * 100_000, ":1", "not JSON"),
    ("fasttext", None, "__label__+ good\nbad\n", ":2", "no __label__"),
    ("fasttext", None, "__label__a __label__b good\n", ":1", "several labels"),
    ("fasttext", None, "__label__ good\n", ":1", "label is empty"),
    ("fasttext", None, "__label__+,good film\n", ":1", "a comma in the label"),
    ("fasttext", "text,label", "__label__+ good\n", "--columns", "has no columns"),
    ("label-first", None, "1 good\n0\n", ":2", "no text"),
    ("lines", None, "good\n", "", "has no label"),
    ("pairs", None, "good\tbueno\n", "--columns", "source,target names no label"),
]


@pytest.mark.parametrize(("name", "columns", "data", "place", "cause"), REFUSED)
def test_what_a_format_refuses_has_its_place(tmp_path, name, columns, data, place, cause):
    with pytest.raises(SeqtextError) as error:
        read(tmp_path, name, data, columns)
    assert error.value.place == (place if place[:1] == "-" else f"{tmp_path / 'input'}{place}")
    assert cause in error.value.cause


def test_a_line_may_be_a_source_but_is_no_pair(tmp_path):
    assert read(tmp_path, "lines", "a\tb\n\n", roles=("source",)) == [("a\tb",), ("",)]
    with pytest.raises(SeqtextError, match="has no target"):
        read(tmp_path, "lines", "a\tb\n", roles=("source", "target"))


def test_lines_keeps_blank_lines(tmp_path):
    assert read(tmp_path, "lines", "a\n\n \n", roles=("text",)) == [("a",), ("",), (" ",)]


def test_a_csv_field_may_be_a_million_words(tmp_path):
    text = "word " * 1_000_000
    assert read(tmp_path, "csv", f"label,text\n+,{text}\n") == [("+", text)]


def test_pairs_have_two_sides_and_no_more(tmp_path):
    sides = ("source", "target")
    assert read(tmp_path, "pairs", "good\tbueno\n", roles=sides) == [("good", "bueno")]
    with pytest.raises(SeqtextError, match="columns: 3, not 2"):
        read(tmp_path, "pairs", "good\tbueno\tCC BY\n", roles=sides)
    swapped = read(tmp_path, "pairs", "bueno\tgood\tCC BY\n", "target,source,-", sides)
    assert swapped == [("good", "bueno")]


def test_a_tree_is_read_in_sorted_order(tmp_path):
    texts = {"pos/10.txt": "a\nb\r\n", "pos/9.txt": "c", "neg/1.txt": "", "README": "no class"}
    for name, text in (texts | {"pos/.hidden": "x", ".git/config": "x"}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    expected = [("neg", ""), ("pos", "a b"), ("pos", "c")]
    assert values(READERS["tree"](str(tmp_path), InputOptions(), LABELLED), LABELLED) == expected


def test_a_tree_without_classes_or_with_deeper_folders_is_refused(tmp_path):
    with pytest.raises(SeqtextError, match="has no subfolders"):
        values(READERS["tree"](str(tmp_path), InputOptions(), LABELLED), LABELLED)
    (tmp_path / "pos" / "deeper").mkdir(parents=True)
    with pytest.raises(SeqtextError, match="deeper: is a folder"):
        values(READERS["tree"](str(tmp_path), InputOptions(), LABELLED), LABELLED)


@pytest.mark.parametrize("argument", ["{}", "caf\udce9={}/good/1"])
def test_a_class_whose_name_is_not_text_is_refused(tmp_path, argument):
    for name in ("good", "caf\udce9"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1").write_text("so")
    reader = READERS["files" if "=" in argument else "tree"]
    with pytest.raises(SeqtextError, match=r"caf\\xe9.*the name of the class is not UTF-8"):
        reader(argument.format(tmp_path), InputOptions(), LABELLED)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_line_ends_within_a_file_of_a_tree_are_spaces(tmp_path, end):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1").write_bytes(f"\ufeffone{end}two{end}".encode())
    assert values(READERS["tree"](str(tmp_path), InputOptions(), LABELLED), LABELLED) == [
        ("a", "one two")
    ]
