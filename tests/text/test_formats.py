"""Which format an argument has, and the real files of the field as they are met."""

import os
from itertools import islice
from pathlib import Path

import pytest

from seqtext.errors import SeqtextError
from seqtext.text.formats import READERS, Example, read_examples, read_pairs, read_texts
from seqtext.text.inputs import FORMATS, InputOptions
from seqtext.text.lines import Decoding

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("SEQTEXT_DATA", ROOT.parent / "shared" / "data"))
LATIN = Decoding("cp1252", "replace")


def test_every_format_that_is_offered_has_a_reader():
    assert list(FORMATS) == list(READERS)


@pytest.mark.parametrize("name", ["a.tsv", "a.TSV", "x=1.tsv", "run=3/a.tsv"])
def test_the_extension_names_the_format(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text("+\tgood\n")
    assert list(read_examples([name], InputOptions())) == [Example("+", "good")]


@pytest.mark.parametrize("name", ["a.text", "a", "a.gz", "a.en.zst"])
def test_an_extension_that_is_not_known_needs_a_format(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    for read in (read_examples, lambda paths, options: read_texts(paths[0], options)):
        with pytest.raises(SeqtextError, match="--format: tsv, csv"):
            list(read([str(tmp_path / name)], InputOptions()))


def test_labelled_standard_input_needs_a_format():
    with pytest.raises(SeqtextError, match=r"stdin: .*--format"):
        list(read_examples(["-"], InputOptions()))


def test_arguments_of_different_forms_follow_each_other(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("folder/-").mkdir(parents=True)
    Path("folder/-/1").write_text("bad")
    Path("good.latin").write_bytes("señor\n\n".encode("latin-1"))
    Path("rest.jsonl").write_text('{"label": 0, "text": "so"}')
    options = InputOptions(decoding=Decoding("latin-1"))
    read = list(read_examples(["+=good.latin", "folder", "rest.jsonl"], options))
    assert read == [Example("+", "señor"), Example("-", "bad"), Example("0", "so")]


def test_an_unknown_format_lists_the_valid_ones():
    with pytest.raises(SeqtextError, match="'txt'; choose one of: csv"):
        InputOptions("txt")


def test_two_files_are_read_side_by_side(tmp_path):
    left, right = tmp_path / "a.txt", tmp_path / "b.txt"
    left.write_text("one\n\nthree\n")
    right.write_text("uno\n\ntres")
    paths = [str(left), str(right)]
    expected = [("one", "uno"), ("", ""), ("three", "tres")]
    assert list(read_pairs(paths, InputOptions())) == expected
    right.write_text("uno\n\n")
    for order in (paths, paths[::-1]):
        with pytest.raises(SeqtextError) as error:
            list(read_pairs(order, InputOptions()))
        assert error.value.place == f"{right}:3"


@pytest.mark.parametrize("count", [0, 3])
def test_pairs_come_from_one_or_two_files(count):
    with pytest.raises(SeqtextError, match=f"{count} files"):
        list(read_pairs(["a.tsv"] * count, InputOptions()))


# Numbers of texts as their authors publish them.
PUBLISHED = [
    (["sst/stsa.binary.train"], InputOptions("label-first"), 6_920, 2),
    (["sst/stsa.fine.dev"], InputOptions("label-first"), 1_101, 5),
    (
        ["neg=mr/rt-polarity.neg", "pos=mr/rt-polarity.pos"],
        InputOptions(None, None, LATIN),
        10662,
        2,
    ),
    (
        ["o=subj/subj.objective", "s=subj/subj.subjective"],
        InputOptions(decoding=LATIN),
        10_000,
        2,
    ),
    (["trec/TREC.train"], InputOptions("label-first", decoding=LATIN), 5_452, 50),
    (["uci/amazon_cells_labelled.txt"], InputOptions("tsv", "text,label"), 1_000, 2),
    (["uci/imdb_labelled.txt"], InputOptions("tsv", "text,label"), 1_000, 2),
]
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no data folder at {DATA}")


@needs_data
@pytest.mark.parametrize(("names", "options", "texts", "labels"), PUBLISHED)
def test_real_files_hold_what_is_published(monkeypatch, names, options, texts, labels):
    monkeypatch.chdir(DATA)
    examples = list(read_examples(names, options))
    assert len(examples) == texts
    assert len({example.label for example in examples}) == labels


@needs_data
def test_the_bad_byte_of_trec_is_named(monkeypatch):
    monkeypatch.chdir(DATA)
    raw = Path("trec/TREC.train").read_bytes()
    with pytest.raises(UnicodeDecodeError) as result:
        raw.decode()
    before = raw[: result.value.start].split(b"\n")
    place = f"trec/TREC.train:{len(before)}:{len(before[-1]) + 1}"
    with pytest.raises(SeqtextError) as error:
        list(read_examples(["trec/TREC.train"], InputOptions("label-first")))
    assert error.value.place == place


@needs_data
def test_real_translations_match_line_by_line(monkeypatch):
    monkeypatch.chdir(DATA)
    names = ["multi30k/val.en.gz", "multi30k/val.de.gz"]
    assert len(list(read_pairs(names, InputOptions("lines")))) == 1_014
    pairs = list(islice(read_pairs(["tatoeba/eng-spa.tsv.gz"], InputOptions()), 3))
    assert all(source and target for source, target in pairs)
