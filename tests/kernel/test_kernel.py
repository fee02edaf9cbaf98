"""The compiled scan gives what the definition of each tokeniser gives, on any input."""

import os
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.kernel.alphabet import alphabet
from seqtext.kernel.blocks import blocks_of, read_blocks
from seqtext.kernel.counting import count_blocks
from seqtext.kernel.lexicon import NEW, Lexicon
from seqtext.kernel.scanner import Scanner
from seqtext.text.characters import ALL
from seqtext.text.formats import InputOptions, read_examples, read_texts
from seqtext.text.lines import Decoding
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.encoding import BlockEncoder
from seqtext.words.vocabulary import Vocabulary

TOKENIZERS = [
    Tokenizer(),
    Tokenizer(cased=True),
    Tokenizer(marks=False),
    Tokenizer(version=1),
    Tokenizer(version=1, cased=True, marks=False),
    Tokenizer("whitespace"),
    Tokenizer("char"),
    Tokenizer("basic-english"),
]
# On every code point: the default and the version before it; the others differ in one step each.
EVERY_POINT = [
    pytest.param(
        each, marks=[] if each in (Tokenizer(), Tokenizer(version=1)) else pytest.mark.soak
    )
    for each in TOKENIZERS
]
# Each kind of character, lower case of another width (Ⱥ, K), what NFC changes, joins or moves, the
# widths of UTF-8, half a surrogate pair, and the words of torchtext's tokeniser.
INTERESTING = (
    "aB1_'’.,-²; \t\r\x1c\x85\u0301\u0323\u0344\u200d\u00adİΣςǅȺK的가\u1100\u1161\u11a8😀𝔘"
)
INTERESTING += '\U0001e922\U00020000\U000e0020Ꭰ\ud800"<br />'
# What version 2 of `word` tells apart: apostrophes, what emoji and flags consist of, selectors,
# keycaps, tags, joiners, what is ignored, ideographs, and marks that NFC leaves alone.
INTERESTING += "´‘`＇′ʼ❤👩🏽🏿🇪🇸\ufe0f\ufe0e\U000e0100\u20e3#5\U000e0067\U000e007f\u200c\u180e"
INTERESTING += "\u200e\ufeff\u2060ℹ©かッー々กမ\u0903\u20dd☝♂🏴☃"
ODD = st.text(st.sampled_from(INTERESTING) | st.characters(), max_size=40)
# Words and what stands between them, until texts are longer than the scan looks at together.
WORDS = ["the", " ", ". ", "don't", "x" * 70, "naïve", ", ", "Deutschland", "8", "é", "’"]
LONG = st.lists(st.sampled_from(WORDS) | ODD, max_size=60).map("".join)
texts = st.lists(ODD | LONG, max_size=8)


def tokens_of(tokenizer, given):
    """The tokens of each text, by the kernel."""
    scanner, lexicon, result = Scanner(tokenizer), Lexicon(), []
    for block in blocks_of(given):
        tokens = scanner.split(block)
        ids = lexicon.number(tokens)
        words = lexicon.tokens()
        spans = zip([0, *tokens.stops[:-1]], tokens.stops, strict=True) if len(block) else ()
        result += [[words[i] for i in ids[a:b]] for a, b in spans]
    return result


@pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=str)
@given(texts)
@settings(max_examples=80, deadline=None)
def test_the_tokens_are_those_of_the_definition(tokenizer, given):
    assert tokens_of(tokenizer, given) == [tokenizer(text) for text in given]


@pytest.mark.parametrize("tokenizer", EVERY_POINT, ids=str)
def test_the_tokens_are_those_of_the_definition_on_every_code_point(tokenizer):
    points = [*range(0x33000), *range(0xE0000, 0xE0200), 0xF0000, 0x10FFFF]
    given = ["".join(f"{chr(p)}'a{chr(p)}’{chr(p)} " for p in points[i : i + 64]) for i in
             range(0, len(points), 64)]  # fmt: skip
    assert tokens_of(tokenizer, given) == [tokenizer(text) for text in given]


def test_the_first_plane_composes_with_itself_alone():
    """So the tables of the first plane tell what NFC may change in a text of that plane."""
    whole, first = alphabet(Tokenizer(), ALL), alphabet(Tokenizer())
    assert (whole.info[: len(first.info)] == first.info).all()
    assert len(whole.info) == ALL


def test_long_words_and_many_words_on_one_line():
    long = "x" * 1_000_000
    many = " ".join(map(str, range(300_000)))
    assert tokens_of(Tokenizer("whitespace"), [long, many, long + "y"]) == [
        [long],
        many.split(),
        [long + "y"],
    ]


def test_tokens_that_meet_in_a_slot_are_told_apart():
    """They agree in length and in their first 24 bytes; of 100,000 in a table many meet."""
    words = [f"{'prefix00' * 3}{i:06}" for i in range(100_000)]
    lexicon = Lexicon.of(words)
    assert lexicon.tokens() == words
    again = [w for block in blocks_of([" ".join(words[::-1])]) for w in
             lexicon.number(Scanner(Tokenizer("whitespace")).split(block), NEW)]  # fmt: skip
    assert again == list(range(100_000))[::-1]


@given(texts, st.integers(1, 4))
@settings(max_examples=50, deadline=None)
def test_counts_are_the_same_for_any_number_of_threads(given, threads):
    tally = count_blocks((b for text in given for b in blocks_of([text])), Tokenizer(), threads)
    tokens, occurrences, documents = tally.counts()
    lists = [Tokenizer()(text) for text in given]
    assert dict(zip(tokens, occurrences, strict=True)) == Counter(t for x in lists for t in x)
    assert dict(zip(tokens, documents, strict=True)) == Counter(t for x in lists for t in set(x))


def test_counts_go_beyond_32_bits():
    tally = count_blocks(blocks_of(["a b"]), Tokenizer(), 1)
    tally._table[:2, 0] = 2**31
    tally.add(next(blocks_of(["a"])))
    assert dict(zip(*tally.counts()[:2], strict=True)) == {"a": 2**31 + 1, "b": 2**31}


@given(texts)
@settings(max_examples=50, deadline=None)
def test_ids_are_those_of_the_vocabulary(given):
    vocabulary = Vocabulary(["<unk>", "a", "b1", "'", "é", "的"], default_index=0)
    parts = list(map(BlockEncoder(vocabulary), blocks_of(given)))
    ids = [i for part, _ in parts for i in part]
    assert ids == [i for text in given for i in vocabulary(vocabulary.tokenizer(text))]
    lengths = [n for _, part in parts for n in part]
    assert lengths == [len(vocabulary.tokenizer(text)) for text in given]


# --- blocks read as bytes are the texts that the readers give ---------------------------------

LINES = st.lists(
    st.text(
        st.sampled_from("ab\t \r\x0b\x85\u3000é的\ufeff\u200b\xad;")
        | st.characters(exclude_characters="\n")
    ).map(lambda line: line.encode("utf-8", "replace"))
    | st.binary(max_size=4).filter(lambda line: b"\n" not in line),
    max_size=12,
)
OPTIONS = [
    ("lines", None, "strict"),
    ("lines", None, "replace"),
    ("tsv", None, "replace"),
    ("tsv", None, "strict"),
    ("tsv", "text,label", "replace"),
    ("tsv", "text", "strict"),
    ("tsv", "-,label,text", "replace"),
    ("tsv", "-,text", "strict"),
    ("tsv", "group,text", "replace"),
]


@pytest.mark.parametrize(("name", "columns", "errors"), OPTIONS)
@given(lines=LINES, mark=st.booleans(), ended=st.booleans())
@settings(max_examples=60, deadline=None)
def test_blocks_are_the_texts_of_the_readers(tmp_path_factory, name, columns, errors, **given):
    path = tmp_path_factory.mktemp("blocks") / "texts"
    data = b"\n".join(given["lines"]) + (b"\n" if given["ended"] else b"")
    path.write_bytes((b"\xef\xbb\xbf" if given["mark"] else b"") + data)
    options = InputOptions(name, columns, Decoding(errors=errors))

    def read(reader):
        try:
            return reader()
        except SeqtextError as error:  # of several bad lines of columns any may be named
            return str(error) if name == "lines" else "an error"

    def by_blocks():
        return [text for block in read_blocks(str(path), options) for text in block.texts()]

    expected = read(lambda: list(read_texts(str(path), options)))
    assert read(by_blocks) == expected


@pytest.mark.parametrize("name", ["tsv", "label-first", "fasttext"])
@given(lines=LINES, labelled=st.booleans(), header=st.sampled_from([None, False]))
@settings(max_examples=80, deadline=None)
def test_whoever_reads_a_line_decides_alike(tmp_path_factory, name, lines, labelled, header):
    """Labelled texts, texts alone, texts by the kernel: the same texts, or each refuses."""
    path = tmp_path_factory.mktemp("lines") / "texts"
    begin = b"__label__" if name == "fasttext" else b""
    path.write_bytes(b"\n".join(begin + b"x" * labelled + line for line in lines))
    options = InputOptions(name, header=header if name == "tsv" else None)

    def read(texts):
        try:
            return list(texts())
        except SeqtextError:
            return "refused"

    def by_blocks():
        return [text for block in read_blocks(str(path), options) for text in block.texts()]

    expected = read(lambda: [example.text for example in read_examples([str(path)], options)])
    assert read(lambda: read_texts(str(path), options)) == expected
    assert read(by_blocks) == expected


LINE = b"the sun is not sweet .\n"


@pytest.mark.parametrize("change", ["grows", "shrinks"])
def test_a_file_that_changes_while_it_is_read(tmp_path, change):
    """What is there when it is read counts; a line that was cut is a line."""
    path = tmp_path / "texts.txt"
    path.write_bytes(LINE * 100_000)
    stream = read_blocks(str(path), InputOptions())
    texts = next(stream).texts()
    if change == "grows":
        with path.open("ab") as file:
            file.write(LINE * 10)
    else:
        os.truncate(path, len(LINE) * 70_000 + 5)
    texts += [text for block in stream for text in block.texts()]
    expected = {"grows": 100_010, "shrinks": 70_001}[change]
    assert len(texts) == expected
    assert set(texts) <= {LINE.decode().rstrip("\n"), "the s"}
