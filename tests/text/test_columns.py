"""Where label and text stand: by position, name or number; headers, delimiters, several columns.

The files have the forms of those that are named beside them; their texts are made up.
"""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.text.columns import ROLES, Columns
from seqtext.text.formats import read_records
from seqtext.text.inputs import InputOptions
from seqtext.text.records import SEPARATOR
from seqtext.text.tokenizer import TOKENIZERS, Tokenizer

LABELLED = ("label", "text")


def read(tmp_path, name, data, roles=LABELLED, **options):
    path = tmp_path / name
    path.write_bytes(data.encode())
    source = read_records(str(path), InputOptions(**options), roles)
    return [tuple(record.values[role] for role in roles) for record in source.records]


MRPC = '\ufeffQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\r\n1\t7\t8\tHe said "so\t"So" he said\r\n'
AG_NEWS = '"3","Oil, up","It ""rose"""\n"4","Net","Chips\nfell"\n'
READS = [
    # GLUE
    ("mrpc.tsv", MRPC, {"columns": "label=Quality,text=#1 String,text2=#2 String"},
     [("1", 'He said "so ǁ "So" he said')]),
    ("cola.tsv", "gj04\t1\t\tOur friends\ngj04\t0\t*\tWill come\n", {"columns": "-,label,-,text"},
     [("1", "Our friends"), ("0", "Will come")]),
    ("cola.tsv", "gj04\t1\t\tOur friends\n", {"columns": "label=2,text=4"}, [("1", "Our friends")]),
    ("sst2.tsv", "sentence\tlabel\nnot bad\t1\n", {"columns": "label=label,text=sentence"},
     [("1", "not bad")]),
    ("sst2.tsv", "sentence\tlabel\nnot bad\t1\n", {"columns": "text,label", "header": True},
     [("1", "not bad")]),
    ("a.tsv", "text\tlabel\nnot bad\t1\n", {"header": True}, [("1", "not bad")]),
    ("a.tsv", "review\tstars\n1\tnot\tbad\n", {"header": True}, [("1", "not\tbad")]),
    # AG News, Sentiment140: no header
    ("ag.csv", AG_NEWS, {"columns": "label,text,text"},
     [("3", 'Oil, up It "rose"'), ("4", "Net Chips fell")]),
    ("ag.csv", AG_NEWS, {"columns": "label=1,text=3+2", "header": False, "join": " | "},
     [("3", 'It "rose" | Oil, up'), ("4", "Chips fell | Net")]),
    ("s140.csv", '"0","14","Mon, Apr 6","NO_QUERY","me","so sad"\n',
     {"columns": "label,-,-,-,-,text"}, [("0", "so sad")]),
    ("a.csv", "+,good\n", {"header": False}, [("+", "good")]),
    # Kaggle, the airline tweets
    ("tweets.csv", 'id,airline_sentiment,name,text\r\n1,neutral,me,"@x,\r\n what ""?"""\r\n',
     {"columns": "label=airline_sentiment"}, [("neutral", '@x,  what "?"')]),
    ("a.csv", 'id,"Review, full",my label\n1,good,+\n',
     {"columns": 'label="my label",text="Review, full"'}, [("+", "good")]),
    ("a.csv", 'a "b",l\ngood,+\n', {"columns": 'label=l,text="a ""b"""'}, [("+", "good")]),
    ("a.csv", "2,1\ngood,+\n", {"columns": "label=1,text=2", "header": True}, [("+", "good")]),
    ("a.csv", "label, text\n+, \"so, so\"\n- ,  bad\n", {}, [("+", "so, so"), ("-", "bad")]),
    # Excel where a comma parts decimals; pandas with sep="\t"
    ("excel.csv", "\ufefflabel;text\r\n+;\"good; very\"\r\n", {"delimiter": ";"},
     [("+", "good; very")]),
    ("excel.csv", "sep=;\r\nlabel;text\r\n+;good\r\n", {"delimiter": ";"}, [("+", "good")]),
    ("pandas.tsv", 'label\ttext\n+\t"a\tb\n""c"""\n', {"delimiter": "tab"}, [("+", 'a\tb "c"')]),
    ("pandas.tsv", 'label\ttext\n+\t"a\tb"\n', {"delimiter": r"\t"}, [("+", "a\tb")]),
    ("old.data", "+@good\n-@bad\n", {"delimiter": "@", "columns": "label,text"},
     [("+", "good"), ("-", "bad")]),
    ("a.txt", '+|"good|er\n', {"delimiter": "|", "format": "tsv"}, [("+", '"good|er')]),
    ("dump.csv", 'label,text\n+,"a \\"good\\" film"\n', {"escape": True}, [("+", 'a "good" film')]),
    # Yelp; an array; objects within
    ("yelp.json", '{"stars": 4.0, "text": "fine\\n\\nplace"}\n', {"columns": "label=stars"},
     [("4.0", "fine  place")]),
    ("a.json", '[{"label": 1, "text": "a]"},\n\n {"text": "b", "label": "x"}\n]\n', {},
     [("1", "a]"), ("x", "b")]),
    ("a.json", " [ ] ", {}, []),
    ("a.jsonl", '{"data": {"y": 0}, "title": "a", "body": "b"}\n',
     {"columns": "label=data.y,text=title+body"}, [("0", "a b")]),
    ("a.jsonl", '{"a.b": 1, "text": "c"}\n', {"columns": "label=a.b"}, [("1", "c")]),
    ("a.tsv", "pos\tgood\nneg\tbad\n", {"labels": "pos=1, neg=0"}, [("1", "good"), ("0", "bad")]),
    ("a.tsv", " pos \tgood\n", {"labels": "pos=very good"}, [("very good", "good")]),
    ("a.tsv", "", {"columns": "label=a,text=b"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "options", "expected"), READS)
def test_columns_are_read_as_they_are_named(tmp_path, name, data, options, expected):
    assert read(tmp_path, name, data, **options) == expected
    texts = [(text,) for _, text in expected]
    assert read(tmp_path, name, data, ("text",), **options) == texts


REFUSED = [
    ("a.csv", "+,good film\n", {}, "a.csv:1", r"no column .* among \+, good film; .*--no-header"),
    ("a.csv", f"+,{'so ' * 90}\n", {}, "a.csv:1", r"among \+, (so ?){19}…; "),
    ("a.csv", "label;text\n+;good\n", {}, "a.csv:1", "contains ';'; .*--delimiter ';'"),
    ("a.csv", "label\ttext\n", {}, "a.csv:1", "--delimiter tab"),
    ("a.csv", "+;good\n", {"columns": "label,text"}, "a.csv:1", "--delimiter ';'"),
    ("a.csv", "label,text\n+,good\n", {"columns": "label,text"}, "a.csv:1", "'label', .*--header"),
    ("a.tsv", "text\tlabel\ngood\t+\n", {"columns": "text,label"}, "a.tsv:1", "'text', .*--header"),
    ("a.tsv", "Label\tReview\n+\tgood\n", {}, "a.tsv:1", "'Label', the name of a column"),
    ("a.tsv", "sentence\tlabel\na\t1\n", {"header": True}, "a.tsv:1", "no column 'text' among"),
    ("a.tsv", "+\tgood\n", {"columns": "label=0,text=2"}, "--columns", "no column '0'"),
    ("a.tsv", "+\tgood\n", {"columns": "label=1,text=3"}, "a.tsv:1", "columns: 2, .* number 3"),
    ("a.csv", '"3",oil\n', {"columns": "label=1,text=2"}, "a.csv:1", "not look like a header.*(3)"),
    ("a.csv", "+,a b c d e f g h\n", {"columns": "label=1,text=2"}, "a.csv:1", "not look like"),
    ("a.csv", "a,a,b\n+,1,c\n", {"columns": "label=a,text=b"}, "a.csv:1", "two columns"),
    ("a.csv", "a\n", {"columns": 'label="a'}, "--columns", "quote .* is not closed"),
    ("a.csv", "a,b\n", {"columns": "label=a+b,text=b"}, "--columns", "several columns for"),
    ("a.csv", "a,b\n", {"columns": "label=a,label=b"}, "--columns", "label occurs twice"),
    ("a.csv", "a,b\n", {"columns": "stars=a"}, "--columns", "unknown role 'stars'"),
    ("a.tsv", "+\tǁ\tb\n", {"columns": "label,text,text2"}, "a.tsv:1", "a text holds ǁ"),
    ("a.tsv", "+\tgood\n-    so, so\n", {}, "a.tsv:2", "columns: 1, not 2"),
    ("a.tsv", '+\t"a\nb"\n', {}, "a.tsv:2", "columns: 1, not 2"),
    ("a.tsv", '1\t"a\nb"\t2\n', {"columns": "label,text,-"}, "a.tsv:1", "--delimiter tab"),
    ("a.csv", 'label,text\n+,"a\nb\n', {}, "a.csv:2", "opens here is not closed"),
    ("a.csv", 'label,text\n"+\n","a ""b\n\nc\n', {}, "a.csv:3", "opens here is not closed"),
    ("a.csv", 'label,text\n+,"a\n-,b "c", "d"\n', {}, "a.csv:2", "no ',' after the quote"),
    ("a.csv", 'label,text\n+,a\n-,"b \\"c\\" d"\n', {}, "a.csv:3", "use --escape"),
    ("a.csv", "label,text\n+,a\n\ufefflabel,text\n", {}, "a.csv:3", "repeats the header"),
    ("a.csv", "label,text\n+,a\rb\n", {}, "a.csv:2", r"\\r within a field without quotes"),
    ("a.tsv", "+\ta\n", {"escape": True}, "--escape", "no quoting; .*--format csv"),
    ("a.tsv", "+\ta\n", {"delimiter": "::"}, "--delimiter", "'::' is not a delimiter"),
    ("a.tsv", "+\ta\n", {"delimiter": " "}, "--delimiter", "not a delimiter"),
    ("a.jsonl", "{}\n", {"delimiter": ";"}, "--delimiter", "jsonl"),
    ("a.txt", "a\n", {"format": "fasttext", "header": True}, "--header", "no columns"),
    ("a.json", '[{"label": 1, "text": "a"},\n {"label": 2}]', {}, "a.json:2", "no key 'text'"),
    ("a.json", '[{"label": 1, "text": "a"}\n', {}, "a.json:1", "not JSON"),
    ("a.json", '[{"label": 1, "text": "a"},]\n', {}, "a.json:1", "not JSON"),
    ("a.json", '[{"label": 1, "text": "a"}] {}\n', {}, "a.json:1", "text after the array"),
    ("a.jsonl", '{"label": null, "text": "a"}\n', {}, "a.jsonl:1", "'label' is null"),
    ("a.jsonl", '{"label": 1, "text": ["a"]}\n', {}, "a.jsonl:1", "'text' is a list"),
    ("a.jsonl", '{"label": {"id": 1}, "text": ""}\n', {}, "a.jsonl:1", "label=label.id"),
    ("a.jsonl", '{"text": "a", "d": {}}\n', {"columns": "label=d.y"}, "a.jsonl:1", "no key 'd.y'"),
    ("a.tsv", "\u200b\tgood\n", {}, "a.tsv:1", "label is empty"),
    ("a.tsv", "\ufeff \tgood\n", {}, "a.tsv:1", "label is empty"),
    ("a.tsv", "+\tgood\n", {"labels": "+"}, "--labels", "not a list of OLD=NEW"),
    ("a.tsv", "+\tgood\n", {"labels": "a=1,a=2"}, "--labels", "occurs twice"),
]  # fmt: skip


@pytest.mark.parametrize("roles", [LABELLED, ("text",)])
@pytest.mark.parametrize(("name", "data", "options", "place", "message"), REFUSED)
def test_what_is_odd_is_refused_whoever_reads(tmp_path, name, data, options, place, message, roles):
    with pytest.raises(SeqtextError, match=message) as error:
        read(tmp_path, name, data, roles, **options)
    assert error.value.place.removeprefix(f"{tmp_path}/") == place
    assert "\n" not in str(error.value)


RAW = [
    ("a.tsv", {}, "+\tgood \r\n\n-\tbad\n", None, ["+\tgood ", "-\tbad"], "\t", 1),
    ("a.csv", {}, 'label,text\r\n+,"a\nb"\n \n-, c\n', "label,text", ['+,"a\nb"', "-, c"], ",", 1),
    ("a.jsonl", {}, '{"label":1,"text":""}\n', None, ['{"label":1,"text":""}'], None, 0),
    ("a.x", {"format": "fasttext"}, "__label__a\tb\n", None, ["__label__a\tb"], None, 0),
    ("a.tsv", {"columns": "label=y,text=x"}, "x\ty\nc\t1\n", "x\ty", ["c\t1"], "\t", 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "options", "data", "header", "raw", "delimiter", "blank"), RAW)
def test_a_record_keeps_its_line(tmp_path, name, options, data, header, raw, delimiter, blank):
    (tmp_path / name).write_bytes(data.encode())
    source = read_records(str(tmp_path / name), InputOptions(**options), LABELLED)
    assert [record.raw for record in source.records] == raw
    assert (source.header, source.delimiter, source.left_out) == (header, delimiter, blank)


def test_places_are_those_of_the_first_lines(tmp_path):
    (tmp_path / "a.csv").write_text('label,text\n+,"a\nb"\n\n-,c\n')
    source = read_records(str(tmp_path / "a.csv"), InputOptions(), LABELLED)
    assert [r.place.rpartition(":")[2] for r in source.records] == ["2", "5"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [(None, ("a", "b")), ("label=x,text=y", ("a", "b")), ("text=y", ("a", "b"))],
)
def test_a_group_is_one_more_role(tmp_path, columns, expected):
    (tmp_path / "a.csv").write_text("x,y,author,label,text\na,b,me,a,b\n")
    options = InputOptions(columns=columns).with_columns(group="author")
    (record,) = read_records(str(tmp_path / "a.csv"), options, LABELLED).records
    assert (record.values["label"], record.values["text"]) == expected
    assert record.values["group"] == "me"


def test_a_group_has_a_number_where_there_is_no_header(tmp_path):
    (tmp_path / "a.tsv").write_text("a\tb\tme\n")
    for columns in (None, "label,text,-"):
        options = InputOptions(columns=columns).with_columns(group="3")
        (record,) = read_records(str(tmp_path / "a.tsv"), options, LABELLED).records
        assert record.values == {"label": "a", "text": "b", "group": "me"}
    with pytest.raises(SeqtextError, match="column 2 is the text"):
        InputOptions(columns="label,text").with_columns(group="2")


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)


@given(st.dictionaries(st.sampled_from(ROLES), NAMES.filter(str.strip), min_size=1))
def test_any_name_can_be_written_in_quotes(names):
    written = ",".join(
        '{}="{}"'.format(role, name.replace('"', '""')) for role, name in names.items()
    )
    assert Columns.parse(written).names == {role: (name,) for role, name in names.items()}


CELLS = st.text(st.sampled_from("ab \"',;\t\n\\é"), max_size=6).map(str.strip)


@given(
    rows=st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t|"),
)
@settings(max_examples=150, deadline=None)
def test_what_the_csv_module_writes_comes_back(tmp_path_factory, rows, delimiter):
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    path = tmp_path_factory.getbasetemp() / "rows.csv"
    path.write_bytes(written.getvalue().encode())
    options = InputOptions(columns="text,target", header=False, delimiter=delimiter)
    source = read_records(str(path), options, ("text", "target"))
    expected = [tuple(cell.replace("\n", " ") for cell in row) for row in rows]
    assert [(r.values["text"], r.values["target"]) for r in source.records] == expected


@pytest.mark.parametrize(
    "options",
    [
        InputOptions(),
        InputOptions("csv", "label=a,text=b+c", header=True, delimiter=";", join="|", labels="1=a"),
        InputOptions(escape=True).with_columns(group="x, y"),
    ],
)
def test_the_options_come_back_from_json(options):
    assert InputOptions.from_json(options.to_json()) == options


@pytest.mark.parametrize("record", [{"delimeter": ";"}, {"delimiter": 5}])
def test_a_foreign_record_of_options_is_refused(record):
    with pytest.raises(SeqtextError, match="not the options of an input"):
        InputOptions.from_json(record)


@pytest.mark.parametrize(("name", "marks"), [*((n, True) for n in TOKENIZERS), ("word", False)])
def test_what_stands_between_two_texts_is_a_token(name, marks):
    tokens = Tokenizer(name, marks=marks)(f"A dog {SEPARATOR} a cat")
    at = tokens.index(SEPARATOR)
    assert "".join(tokens[:at]).replace(" ", "") == "adog"
    assert "".join(tokens[at + 1 :]).replace(" ", "") == "acat"
