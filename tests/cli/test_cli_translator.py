"""`evaluate` and `explain` of a translator: figures, attention, and what is refused."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest

SCHEMA = Path(__file__).parents[2] / "docs" / "evaluate-translation.schema.json"


def test_evaluate_writes_a_record_that_follows_its_schema(translator):
    (translator.folder / "other.txt").write_text("uno\n" * 30)
    done = translator(
        "evaluate", "m.safetensors", "test.tsv", "--json", "--against", "other.txt", "--beam", "1"
    )
    record = json.loads(done.stdout)
    jsonschema.validate(record, json.loads(SCHEMA.read_text()))
    assert record["n"] == 30
    assert record["chrf"]["value"] > record["against"]["chrf"]["value"]
    assert "beam:1" in record["signature"].split("|")


def test_a_translator_reads_the_sources_of_pairs(translator):
    pairs = (translator.folder / "test.tsv").read_text().splitlines()
    sources = "".join(f"{pair.partition(chr(9))[0]}\n" for pair in pairs).encode()
    plain = translator("predict", "m.safetensors", "-", stdin=sources)
    for more in ([], ["--format", "pairs"], ["--columns", "source,-"]):
        done = translator("predict", "m.safetensors", "test.tsv", *more)
        assert (done.returncode, done.stdout) == (0, plain.stdout), done.stderr
    seen = translator("explain", "m.safetensors", "test.tsv").stdout
    assert seen == translator("explain", "m.safetensors", "-", stdin=sources).stdout != ""


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.csv", 'target,source\nuno,"1 4"\n'), ("x.jsonl", '{"source": "1 4"}'), ("x.txt", "1 4")],
)
def test_sources_stand_where_their_name_says(translator, name, content):
    (translator.folder / name).write_text(content)
    done = translator("predict", "m.safetensors", name)
    assert done.stdout == translator("predict", "m.safetensors", "-", stdin=b"1 4\n").stdout != ""


def test_a_format_without_sources_is_refused_by_a_translator(translator):
    done = translator(
        "predict", "m.safetensors", "-", "--format", "fasttext", stdin=b"__label__a b"
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == "seqtext: stdin: the format fasttext has no source; choose another with --format\n"
    )


def test_half_pairs_are_counted_and_judged(translator):
    (translator.folder / "half.tsv").write_text("1 2\tdos tres\n\tnada\n3\t\n")
    done = translator("evaluate", "m.safetensors", "half.tsv")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "seqtext: half.tsv: 3 pairs, 0 left out",
        "seqtext: 1 empty source was translated as empty",
        "seqtext: 1 of 3 sources was in the training data: the figures are too good",  # 3
        "seqtext: 1 reference is empty",
    ]
    assert "Empty references: 1." in done.stdout


def test_the_score_of_a_translation_is_what_the_search_found(translator):
    result = translator("predict", "m.safetensors", "test.tsv", "--scores").stdout.splitlines()
    lines = (translator.folder / "test.tsv").read_text().splitlines()
    sources = [line.partition("\t")[0] for line in lines]
    rows = [line.split("\t") for line in result]
    pairs = "".join(f"{s}\t{row[3]}\n" for s, row in zip(sources, rows, strict=True))
    done = translator("score", "m.safetensors", "-", "--format", "pairs", stdin=pairs.encode())
    assert (done.returncode, done.stderr) == (0, "")
    scores = [line.split("\t") for line in done.stdout.splitlines()]
    assert [float(s[0]) for s in scores] == pytest.approx([float(r[2]) for r in rows], abs=2e-4)
    assert [int(s[1]) for s in scores] == [len(row[3].split()) + 1 for row in rows]


def test_scores_come_in_the_order_of_the_pairs_and_tell_what_was_odd(translator):
    sides = ["1 2 3", "4", "", "2", "1 " * 300], ["uno dos", "", "uno", "cinco 猫", "uno"]
    for name, side in zip(("a.en", "a.es"), sides, strict=True):
        (translator.folder / name).write_text("".join(f"{text}\n" for text in side))
    done = translator("score", "m.safetensors", "a.en", "a.es")
    assert done.returncode == 0
    assert [line.split("\t")[1] for line in done.stdout.splitlines()] == ["3", "1", "2", "3", "2"]
    assert done.stderr.splitlines() == [
        "seqtext: 2 pairs were scored with an empty side",
        "seqtext: 1 pair was cut after 200 tokens",
        "seqtext: 1 unknown token was read as <unk>",
    ]
    (translator.folder / "one.tsv").write_text("2\tcinco 猫\n")
    one = translator("score", "m.safetensors", "one.tsv").stdout
    assert float(one.split("\t")[0]) == pytest.approx(
        float(done.stdout.splitlines()[3].split("\t")[0]), abs=2e-4
    )


def test_a_classifier_scores_no_translation(translator, model):
    done = translator("score", str(model), "test.tsv")
    assert (done.returncode, done.stdout) == (1, "")
    assert "is not a translator; give a model that `train translate` wrote" in done.stderr


def test_tokens_that_the_model_does_not_know_are_counted(translator):
    (translator.folder / "odd.tsv").write_text("1 猫\tuno\n猫 2 9\tdos\n1\tuno\n")
    for command in ("predict", "evaluate"):
        done = translator(command, "m.safetensors", "odd.tsv")
        seen = "seqtext: 1 of 3 sources was in the training data: the figures are too good\n"
        reported = "seqtext: 3 unknown tokens were read as <unk>\n"
        if command == "evaluate":
            reported = f"seqtext: odd.tsv: 3 pairs, 0 left out\n{reported}{seen}"
        assert (done.returncode, done.stderr) == (0, reported)
    one = translator("predict", "m.safetensors", "-", stdin="1 ☃\n".encode())
    assert one.stderr == "seqtext: 1 unknown token was read as <unk>\n"
    (translator.folder / "half.tsv").write_text("1\t\n2\t\n\tuno\n\tdos\n" + "1 2 " * 200 + "\tx")
    done = translator("evaluate", "m.safetensors", "half.tsv")
    assert done.stderr.splitlines() == [
        "seqtext: half.tsv: 5 pairs, 0 left out",
        "seqtext: 2 empty sources were translated as empty",
        "seqtext: 1 source was cut after 200 tokens",
        "seqtext: 2 of 5 sources were in the training data: the figures are too good",
        "seqtext: 2 references are empty",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evaluate", "m.safetensors", "labels.tsv"], "labels"),
        (["evaluate", "m.safetensors", "test.tsv", "--against", "two.txt"], "2 lines for 30"),
        (["evaluate", "m.safetensors", "two.txt", "test.tsv"], "is not one text a line"),
        (["evaluate", "m.safetensors", "two.txt", "three.txt"], "2 lines, three.txt 3"),
        (["explain", "m.safetensors", "test.tsv", "-o", "test"], "test.tsv: is also an input"),
        (["explain", "m.safetensors"], "a translator needs input text"),
        (["explain", "m.safetensors", "two.txt", "--top", "3"], "--top"),
        (["explain", "m.safetensors", "two.txt", "-o", "nowhere/x"], "nowhere/x.svg"),
    ],
)
def test_bad_input_is_one_line(translator, arguments, words):
    (translator.folder / "labels.tsv").write_text("".join(f"pos\ttext {i}\n" for i in range(20)))
    (translator.folder / "two.txt").write_text("1\n2\n")
    (translator.folder / "three.txt").write_text("1\n2\n3\n")
    done = translator(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_options_of_translators_are_refused_for_a_classifier(seqtext, model):
    (seqtext.folder / "x.txt").write_text("x\n")
    for arguments in (["evaluate", "--beam", "3"], ["explain", "-o", "x"]):
        done = seqtext(arguments[0], str(model), "x.txt", *arguments[1:])
        assert done.returncode == 1
        assert "applies to translators only" in done.stderr


def test_explain_prints_the_attention_and_writes_it(translator):
    lines = b"1 4\n\n" + b"2 " * 250
    done = translator("explain", "m.safetensors", "-", "-o", "seen.svg", stdin=lines)
    assert done.returncode == 0, done.stderr
    assert "line 3: only the first 200 of 250 tokens were read" in done.stderr
    blocks = done.stdout.split("sentence\t")[1:]
    assert [block.split("\n")[0] for block in blocks] == ["1", "2", "3"]
    rows = [line.split("\t") for line in (translator.folder / "seen.tsv").read_text().splitlines()]
    assert rows[0] == ["sentence", "target_at", "target", "source_at", "source", "weight"]
    first = [row for row in rows[1:] if row[:2] == ["1", "1"]]
    assert [row[4] for row in first] == ["1", "4", "</s>"]
    assert sum(float(row[5]) for row in first) == pytest.approx(1, abs=1e-4)
    ET.parse(translator.folder / "seen.svg")
