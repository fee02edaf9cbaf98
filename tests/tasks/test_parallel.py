"""Sentence pairs: what is refused, what is counted, and a split without leaks."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.tasks.data import hold_out
from seqtext.tasks.translate.pair_reading import PairReading, unspaced_sides
from seqtext.tasks.translate.parallel import (
    Parallel,
    lint_notes,
    lint_pairs,
    read_parallel,
)
from seqtext.tasks.translate.task import Translate
from seqtext.text.formats import InputOptions

SOURCES = PairReading().digests
ENGLISH = ["Hi.", "hi.", "The dog sleeps.", "", "Radio", "Where is the old house?"]
SPANISH = ["Hola.", "Buenas.", "El perro duerme.", "Nada", "Radio", ""]


def test_two_files_of_any_name_are_read_line_by_line(tmp_path):
    with gzip.open(tmp_path / "a.en.gz", "wt") as file:
        file.write("\n".join(ENGLISH))
    (tmp_path / "a.es").write_text("\n".join(SPANISH) + "\n\n")
    paths = [str(tmp_path / "a.en.gz"), str(tmp_path / "a.es")]
    with pytest.raises(
        SeqtextError, match=r"a\.en\.gz:7: .* has 6 lines, .*a\.es 7; give"
    ) as error:
        read_parallel(paths, InputOptions())
    assert "\n" not in str(error.value)
    (tmp_path / "a.es").write_text("\n".join([*SPANISH[:-1], "¿?"]))
    assert read_parallel(paths, InputOptions()).targets == (*SPANISH[:-1], "¿?")


def test_one_file_holds_pairs_and_may_hold_half_pairs(tmp_path):
    (tmp_path / "a.tsv").write_text("Hi.\tHola.\n\tNada\nWhere?\t\n")
    pairs = read_parallel([str(tmp_path / "a.tsv")], InputOptions())
    assert pairs == Parallel(("Hi.", "", "Where?"), ("Hola.", "Nada", ""))
    assert pairs.whole() == Parallel(("Hi.",), ("Hola.",))


def test_labelled_texts_are_no_pairs(tmp_path):
    rows = [f"{'pos' if i % 2 else 'neg'}\tthe film number {i}" for i in range(40)]
    (tmp_path / "a.tsv").write_text("\n".join(rows))
    with pytest.raises(SeqtextError, match=r"40 pairs, but only 2 different sources .*labels"):
        read_parallel([str(tmp_path / "a.tsv")], InputOptions())
    (tmp_path / "a.tsv").write_text("\n".join(row.replace("\t", " .\t", 1) for row in rows))
    assert len(read_parallel([str(tmp_path / "a.tsv")], InputOptions())) == 40  # a sentence of two


def pairs_file(tmp_path, rows) -> list[str]:
    (tmp_path / "a.tsv").write_text("".join(f"{source}\t{target}\n" for source, target in rows))
    return [str(tmp_path / "a.tsv")]


def test_a_label_behind_the_text_is_no_translation(tmp_path):
    rows = [(f"the film number {i}", "pos" if i % 2 else "neg") for i in range(20)]
    message = (
        r"20 pairs, but only 2 different targets \('neg', 'pos'\), one word each: labels; give"
    )
    with pytest.raises(SeqtextError, match=message):
        read_parallel(pairs_file(tmp_path, rows), InputOptions())
    read_parallel(pairs_file(tmp_path, rows[:9]), InputOptions())


@pytest.mark.parametrize(
    "rows",
    [
        [(f"¡el perro número {i}!", "the dog") for i in range(40)],  # two words
        [(f"run{i}", "run") for i in range(40)],  # words and their lemma
        [(f"{i}+{i // 3}", str((i + i // 3) % 4)) for i in range(60)],  # sums
        [(f"the film number {i}", f"película{i % 5}") for i in range(40)],  # not ten times fewer
        [(f"the film number {i}", "") for i in range(40)],  # half pairs alone
        [("", f"la película {i}") for i in range(40)],
    ],
)
def test_targets_that_come_again_are_translations(tmp_path, rows):
    assert len(read_parallel(pairs_file(tmp_path, rows), InputOptions())) == len(rows)


def test_no_pairs_are_refused(tmp_path):
    (tmp_path / "a.tsv").write_text("\n\n")
    with pytest.raises(SeqtextError, match="holds no pairs"):
        read_parallel([str(tmp_path / "a.tsv")], InputOptions())


def test_lint_counts_what_is_odd():
    usual = [("a b c d e f g h i j k l", "1 2 3 4 5 6 7 8 9 0 1 2")] * 3
    long = [("a dog that sleeps in the house", "perro")]
    pairs = [*zip(ENGLISH, SPANISH, strict=True), *usual, *long, ("Hi.", "Buenas.")]
    train = Parallel(tuple(s for s, _ in pairs), tuple(t for _, t in pairs))
    counts = lint_pairs(train, Parallel(("HI.", "Bye.", "bye."), ("Hola.", "Adiós.", "?")), SOURCES)
    assert counts == {
        "empty_sources": 1,
        "empty_targets": 1,
        "same": 1,  # Radio
        "duplicates": 3,  # of the usual, and Hi. that stood there as hi.
        "many": 1,  # Hi.
        "odd_length": 1,
        "shared": 1,  # HI.
        "copies": 1,  # bye.
    }
    assert len(lint_notes(counts)) == len(counts)
    assert lint_notes(dict.fromkeys(counts, 0)) == []


def test_half_a_pair_is_odd_in_one_way_alone():
    train = Parallel(("", "  ", "", "one", "one"), ("z", "z", "q", "", ""))
    counts = lint_pairs(train, Parallel(("", " ", "one"), ("q", "r", "uno")), SOURCES)
    odd = {name: count for name, count in counts.items() if count}
    assert odd == {"empty_sources": 3, "empty_targets": 2}


PAIRS_OF_FEW = st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(("", " ", "x", "Y", "ñ")))


@given(st.lists(PAIRS_OF_FEW, min_size=30, max_size=60))
def test_a_source_stands_on_one_side(pairs):
    sources = tuple(source.upper() if i % 3 else source for i, (source, _) in enumerate(pairs))
    parallel = Parallel(sources, tuple(target for _, target in pairs))
    if len({source.lower() for source in parallel.whole().sources}) < 8:
        return
    train, held = hold_out(parallel, 0.3, 4, SOURCES)
    assert not {s.lower() for s in train.whole().sources} & {s.lower() for s in held.sources}
    assert held.whole() == held
    both = zip(train.sources + held.sources, train.targets + held.targets, strict=True)
    assert sorted(both) == sorted(zip(sources, parallel.targets, strict=True))
    assert hold_out(parallel, 0.3, 4, SOURCES) == (train, held)


def test_pairs_of_one_name_stand_on_one_side(tmp_path):
    rows = [f"s{i}\tt{i}\tdoc{i % 7}\n" for i in range(70)]
    (tmp_path / "a.tsv").write_text("".join(rows) + "\n")
    options = InputOptions(columns="source,target,-").grouped("3")
    pairs = read_parallel([str(tmp_path / "a.tsv")], options)
    assert Translate().overview(["a.tsv"], pairs, InputOptions()) == ["a.tsv: 70 pairs, 1 left out"]
    train, held = hold_out(pairs, 0.2, 0, SOURCES)
    assert len(held) in (10, 20)
    assert not {*train.named} & {*held.named}
    with pytest.raises(SeqtextError, match="70 pairs with two sides, 1 group: too few"):
        hold_out(replace(pairs, named=("one",) * 70), 0.2, 0, SOURCES)


def test_two_files_have_no_columns(tmp_path):
    paths = [str(tmp_path / name) for name in ("a.en", "a.es")]
    for path in paths:
        Path(path).write_text("one\n")
    named = {"columns": "target,source", "header": True, "escape": True}
    for name, value in named.items():
        with pytest.raises(SeqtextError, match=f"^--{name}: the format lines has no columns"):
            read_parallel(paths, InputOptions(**{name: value}))
    with pytest.raises(SeqtextError, match=r"^--group: the format lines has no columns"):
        read_parallel(paths, InputOptions().grouped("user"))


@pytest.mark.parametrize(
    ("tokenizer", "source", "sides"),
    [("word", "这部电影", ["sources"]), ("word", "a film", []), ("bpe", "这部电影", [])],
)
def test_a_script_without_spaces_is_told_of_each_side(tokenizer, source, sides):
    pairs = Parallel((source,), ("una película",))
    reported = unspaced_sides(pairs, PairReading(tokenizer))
    assert [line.partition(":")[0] for line in reported] == sides
    assert all("--tokenizer char" in line for line in reported)


def test_too_few_to_divide():
    with pytest.raises(SeqtextError, match="2 pairs with two sides, 1 different source"):
        hold_out(Parallel(("a", "A", "b", ""), ("1", "2", "", "3")), 0.5, 0, SOURCES)


def test_the_first_pair_of_each_source():
    pairs = Parallel(("a b", "c", "A  b"), ("1", "2", "3"))
    assert pairs.select(pairs.judged(SOURCES)) == Parallel(("a b", "c"), ("1", "2"))
