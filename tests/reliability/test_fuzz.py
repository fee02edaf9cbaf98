"""Whatever is read: what comes out is right in form, or a SeqtextError; never another exception.

Inputs are made at random from pieces that have broken parsers before, and by harming real files.
The ordinary run tries some thousands; `make soak` goes on for SEQTEXT_SOAK seconds for each test
here, towards a million in all, and says how many it tried.
"""

import bz2
import codecs
import gzip
import io
import json
import lzma
import shutil
import tarfile
import warnings
import zipfile
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import zstandard
from click.testing import CliRunner

from seqtext import subwords
from seqtext.bags import NgramIndex
from seqtext.blocks import blocks_of, read_blocks
from seqtext.corpus import encode
from seqtext.counting import count_blocks
from seqtext.counts import Counts
from seqtext.encoding import Encoder
from seqtext.errors import SeqtextError
from seqtext.formats import FORMATS, InputOptions, read_examples, read_pairs, read_texts
from seqtext.models import ModelSpec, parse_list
from seqtext.models.vectors import read_vectors
from seqtext.options import NetworkOptions, TrainingOptions
from seqtext.order.cases import read_cases
from seqtext.order.shuffles import Shuffle
from seqtext.text import Decoding
from seqtext.tokenizer import TOKENIZERS, Tokenizer
from seqtext.vocabulary import PAD, UNK, Vocabulary
from seqtext_cli.main import main
from seqtext_corpora.archive import unpack

FEW = 1500
PIECES = [
    b"", b" ", b"\n", b"\r\n", b"\r", b"\t", b"\t\t", b"\0", b"\\", b"\\t", b"\\x", b'"', b'""',
    b"'", b",", b"label", b"text", b"label,text\n", b'{"label":"a","text":"b"}\n', b"{", b"}",
    b"[" * 99, b'"\\ud800"', b'{"label":"\\udcff","text":1e999}', b"null", b"NaN", b"1" * 5000,
    b"-1", b"0x1",
    b"__label__", b"__label__a b", b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\xc3", b"\xed\xa0\x80",
    "ñ".encode(), "n\u0303".encode(), "İΣς".encode(), "\u2028\u0085\x1c".encode(), "😀".encode(),
    "\u1100\u1161\u11a8".encode(), "don't’s".encode(), b"good", b"a", b"#seqtext counts 1\t{}\n",
    b"#seqtext vocabulary 1\t", b"word\t3\t2\n", b"9223372036854775808", b"<pad>", b"<unk>",
    b"<br />", b"\x1b[2J", b"\x7f", "\u202e".encode(), b"=", b"-", b"#", b"a" * 3000, b"a b " * 400,
]  # fmt: skip


def bytes_of(random) -> bytes:
    """Pieces, and now and then noise."""
    count = random.choice((0, 1, 2, 3, 5, 8, 20))
    parts = [
        random.choice(PIECES) if random.random() < 0.85 else random.randbytes(random.randrange(9))
        for _ in range(count)
    ]
    return random.choice((b"", b"\n", b"\t", b" ")).join(parts)


def text_of(random) -> str:
    """The same as text; half surrogate pairs too, as a command line may give them."""
    errors = random.choice(("replace", "surrogateescape", "ignore"))
    return bytes_of(random).decode("utf-8", errors)


def harmed(content: bytes, random) -> bytes:
    """A real file with a few bytes changed, cut out or put in."""
    result = bytearray(content)
    for _ in range(1 + random.randrange(3)):
        at = random.randrange(len(result) + 1)
        stop = at + random.choice((0, 0, 1, 2, 9, 10**6))
        result[at:stop] = random.choice((random.choice(PIECES), random.randbytes(2), b""))
    return bytes(result)


def fuzz(rounds, try_one) -> None:
    """Try inputs; SeqtextError is the one exception that may come."""
    for random in rounds:
        try:
            try_one(random)
        except SeqtextError:
            rounds.refused += 1


# --- readers -----------------------------------------------------------------------------------

ENCODINGS = ["utf-8"] * 6 + [
    "utf-16",
    "latin-1",
    "utf-8-sig",
    "gb18030",
    "utf-7",
    "ascii",
    "cp1252",
]
COLUMNS = [None] * 25 + ["label,text", "text,label", "-,text,label", "text", "label=a,text=b", "x"]
COLUMNS += ["", ",", "text=", "=text", "source,target", "label,label", "label=text,text=text"]


def options_of(random) -> InputOptions:
    decoding = Decoding(random.choice(ENCODINGS), random.choice(("strict", "replace", "replace")))
    return InputOptions(random.choice([*FORMATS, None]), random.choice(COLUMNS), decoding)


def read_something(path: Path, random) -> None:
    path.write_bytes(bytes_of(random))
    options = options_of(random)
    name = f"a={path}" if options.format == "files" else str(path)
    reader = random.randrange(4)
    if reader == 0:
        for example in read_examples([name], options):
            assert example.label
            assert "\n" not in example.label + example.text
    elif reader == 1:
        texts = list(read_texts(name, options))
        assert not any("\n" in text for text in texts)
    elif reader == 2:
        blocks = list(read_blocks(name, options))
        assert [t for b in blocks for t in b.texts()] == list(read_texts(name, options))
    else:
        assert all(len(pair) == 2 for pair in read_pairs([name], options))


def test_readers(tmp_path, rounds):
    fuzz(rounds("readers of every format", FEW), partial(read_something, tmp_path / "x.tsv"))


def test_pairs_of_files(tmp_path, rounds):
    def try_one(random):
        paths = [tmp_path / name for name in ("a.txt", "b.txt")]
        for path in paths:
            path.write_bytes(bytes_of(random))
        list(read_pairs(list(map(str, paths)), options_of(random)))

    fuzz(rounds("pairs of two files", FEW // 3), try_one)


COMPRESS = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": partial(lzma.compress, preset=0),
    ".zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def test_archives(tmp_path, rounds):
    real = {name: compress(b"good\tfine\nbad\tawful\n" * 50) for name, compress in COMPRESS.items()}

    def try_one(random):
        extension = random.choice(list(COMPRESS))
        path = tmp_path / f"x.tsv{extension}"
        path.write_bytes(harmed(real[extension], random))
        list(read_examples([str(path)], InputOptions()))

    fuzz(rounds("harmed archives", FEW // 3), try_one)


def test_counts_and_vocabularies(tmp_path, golden, rounds):
    real = [(golden / f"{name}.1.tsv").read_bytes() for name in ("counts", "vocabulary")]

    def try_one(random):
        kind = random.randrange(2)
        content = harmed(real[kind], random) if random.random() < 0.9 else bytes_of(random)
        (tmp_path / "t").write_bytes(content)
        found = (Counts, Vocabulary)[kind].read(str(tmp_path / "t"))
        assert len(found.counts) == len(found.tokens) == len(found.documents)
        found.write(str(tmp_path / "again"))
        again = type(found).read(str(tmp_path / "again"))
        assert list(again.tokens) == list(found.tokens)

    fuzz(rounds("harmed counts and vocabularies", FEW // 3), try_one)


def test_vectors_pairs_and_subwords(tmp_path, rounds):
    path = str(tmp_path / "x")
    lines = [
        b"a 0.5 1 -2\n",
        b"b c 1e3 0 nan\n",
        b"3 3\n",
        b"pair_id\ttext\tlabel\n",
        b"1\ta b\tpos\n",
    ]

    def try_one(random):
        way, content = random.randrange(3), b"".join(random.choices(lines, k=3))
        (tmp_path / "x").write_bytes(harmed(content, random))
        if way == 0:
            assert read_vectors(path, ["a", "b c", "ñ"], 3)[0].shape == (3, 3)
        elif way == 1:
            assert all(len(case.texts) == 2 for case in read_cases(path))
        else:
            alphabet = random.choice(["ab\u2581", "", "aa", "\ud800", 5])
            merges = random.choice(
                [[["a", "b"]], [["b", "\u2581"], ["a"]], [[1, 2]], "ab", {}, None]
            )
            record = {"name": "bpe", "cased": True, "alphabet": alphabet, "merges": merges}
            subwords.tokenizer_of(record)(text_of(random))

    fuzz(rounds("vectors, pairs and subwords", FEW // 3), try_one)


def packed(names, kind, random) -> bytes:
    """An archive of files of these names, harmed within."""
    made = io.BytesIO()
    if kind == "zip":
        with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as archive:
            warnings.simplefilter("ignore")  # of a name that stands twice
            for name in names:
                archive.writestr(name.replace("\udcff", "y") or " ", b"x" * random.randrange(9))
        return harmed(made.getvalue(), random) if random.random() < 0.7 else made.getvalue()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.type = random.choice((tarfile.REGTYPE,) * 6 + (tarfile.DIRTYPE, tarfile.SYMTYPE))
            info.linkname = random.choice(NAMES)
            archive.addfile(info)
    content = harmed(made.getvalue(), random) if random.random() < 0.7 else made.getvalue()
    return gzip.compress(content, 1)


NAMES = [
    "a",
    "a/b",
    "a/b/c",
    "d/",
    "..",
    "../out",
    "a/../../out",
    "/out",
    "",
    ".",
    "./e",
    "ñ",
    "b\\..\\c",
]
NAMES += ["x" * 300, "a//f", "a\nb", "\udcff", "d/./g", "~/h"]


def test_unpacking(tmp_path, rounds):
    """Nothing is written outside the folder, which is there whole or not at all."""

    def try_one(random):
        inner = tmp_path / "inner"
        shutil.rmtree(inner, ignore_errors=True)
        inner.mkdir()
        kind = random.choice(("zip", "tar.gz"))
        path = inner / f"x.{kind}"
        path.write_bytes(packed(random.choices(NAMES, k=random.randrange(4)), kind, random))
        try:
            unpack(str(path), 10_000)
        except OSError as error:  # one line too; `errno` is what it says
            assert error.errno  # noqa: PT017
            rounds_made[0].refused += 1
        finally:
            assert [p.name for p in tmp_path.iterdir()] == ["inner"]
            assert {p.name for p in inner.iterdir()} <= {path.name, "x"}

    rounds_made = [rounds("harmed archives unpacked", FEW // 5)]
    fuzz(rounds_made[0], try_one)


# --- tokenisers ----------------------------------------------------------------------------------


def tokenizers() -> list[Tokenizer]:
    made = [Tokenizer(name) for name in TOKENIZERS] + [Tokenizer("word", True, False)]
    return [*made, Tokenizer("word", marks=False), Tokenizer("whitespace", True)]


def test_tokenizers_and_ids(rounds):
    known = tokenizers()

    def try_one(random):
        tokenizer, text = random.choice(known), text_of(random)
        tokens = tokenizer(text)
        assert all(tokens), "no token is empty"
        vocabulary = Vocabulary(dict.fromkeys([PAD, UNK, *tokens]), None, None, tokenizer, 1)
        corpus, _ = encode([text], vocabulary)
        assert vocabulary.lookup_tokens(corpus[0].tolist()) == tokens
        index = NgramIndex.fit(corpus, 2, len(vocabulary))
        assert len(index.features(corpus).ids) == (2 * len(tokens) + 1 if tokens else 0)

    fuzz(rounds("texts to tokens to ids to n-grams", FEW), try_one)


def test_the_kernel_agrees_with_the_definition(rounds):
    known = tokenizers()
    encoders = {}

    def try_one(random):
        tokenizer = random.choice(known)
        texts = [text_of(random).replace("\n", " ") for _ in range(3)]
        texts = [text.encode("utf-8", "replace").decode() for text in texts]
        slow = Counts(tokenizer)
        slow.add(texts)
        tokens, occurrences, documents = count_blocks(blocks_of(texts), tokenizer).counts()
        fast = sorted(zip(tokens, occurrences.tolist(), documents.tolist(), strict=True))
        assert fast == sorted(zip(slow.tokens, slow.counts, slow.documents, strict=True))
        if tokenizer not in encoders:
            vocabulary = Vocabulary([PAD, UNK, *slow.tokens], None, None, tokenizer, 1)
            encoders[tokenizer] = vocabulary, Encoder(vocabulary)
        vocabulary, encoder = encoders[tokenizer]
        for block in blocks_of(texts):
            ids, lengths = encoder(block)
            parts = [vocabulary.lookup_indices(tokenizer(text)) for text in texts]
            assert ids.tolist() == [number for part in parts for number in part]
            assert lengths.tolist() == list(map(len, parts))

    fuzz(rounds("the kernel beside the definition", FEW // 3), try_one)


# --- parsers and options -------------------------------------------------------------------------

WORDS = [
    "bow",
    "nbsvm",
    "lstm",
    "magic",
    "",
    "full",
    "blocks",
    "window",
    "swaps",
    "reverse",
    "sort",
]
WORDS += ["1", "0", "-1", "5", "99999999999", "9" * 5000, "0.5", "nan", "inf", "1e999", "٣", "²"]
WORDS += [
    ":",
    ",",
    " ",
    "\0",
    "ñ",
    "\ud800",
    "x" * 300,
    "word",
    "utf-8",
    "strict",
    "replace",
    "rot13",
]
VALUES = [
    0,
    1,
    -1,
    64,
    10**9,
    1 << 70,
    0.5,
    -0.5,
    1e999,
    float("nan"),
    None,
    True,
    "",
    "3,4",
    "max",
]


def joined(random) -> str:
    return "".join(random.choice(WORDS) for _ in range(random.randrange(5)))


def test_parsers_and_options(rounds):
    fields = [
        (record, name)
        for record in (NetworkOptions, TrainingOptions)
        for name in record.__dataclass_fields__
    ]

    def try_one(random):
        way, text = random.randrange(7), joined(random)
        if way == 0:
            str(ModelSpec.parse(text))
        elif way == 1:
            parse_list(text)
        elif way == 2:
            shuffle = Shuffle.parse(text)
            shuffled = shuffle(list("abcdef"), np.random.default_rng(0))
            assert sorted(shuffled) == list("abcdef")
        elif way == 3:
            Decoding(text, random.choice(WORDS))
            codecs.lookup(text)
        elif way == 4:
            InputOptions(random.choice([text, "tsv"]), text)
        elif way == 5:
            Tokenizer.from_json(json_like(random, 2))
        else:
            record, name = random.choice(fields)
            record(**{name: random.choice([*VALUES, text])})

    fuzz(rounds("parsers and options", FEW), try_one)


def json_like(random, depth: int):
    """Something that JSON may hold, near to the options of a tokeniser."""
    if depth and random.random() < 0.5:
        keys = ["name", "cased", "marks", "unicode", "x"]
        return {random.choice(keys): json_like(random, depth - 1) for _ in range(4)}
    return random.choice([*VALUES, "word", "char", "14.0.0", [], {}])


def test_headers_of_tables(tmp_path, rounds):
    """Any JSON in the first line of a table."""

    def try_one(random):
        header = json_like(random, 2)
        if isinstance(header, dict):
            tokenizer = {"name": "word", "cased": False, "marks": True, "unicode": "14.0.0"}
            usual = {"size": 1, "texts": 1, "default_index": 0, "tokenizer": tokenizer}
            header = {**usual, random.choice(list(usual)): json_like(random, 2), **header}
        line = f"#seqtext vocabulary 1\t{json.dumps(header)}\n"
        (tmp_path / "v").write_text(line + "good\t1\t1\n")
        vocabulary = Vocabulary.read(str(tmp_path / "v"))
        vocabulary.write(str(tmp_path / "again"))

    fuzz(rounds("headers of tables", FEW // 3), try_one)


# --- whole commands ------------------------------------------------------------------------------

OPTIONS = [
    "--format", "--columns", "--encoding", "--errors", "--tokenizer", "--cased", "--no-marks",
    "--min-count", "--max-size", "--special", "--alphabetical", "--top", "--json", "--quiet",
    "--mode", "--seed", "--order", "--count", "--language", "--counts", "--n-best", "--scores",
    "--beam", "--line-buffered", "--device", "--labels", "--config", "--help", "--magic", "--",
]  # fmt: skip
ARGUMENTS = [
    "x.tsv", "y.jsonl", "z.txt", "m.safetensors", "o.toml", "counts.tsv", "vocabulary.tsv", "-",
    "lstm.safetensors", "missing.txt", ".", "", "tsv", "lines", "label,text", "utf-16", "replace",
    "char", "0", "1", "3", "-1", "9" * 30, "1.5", "nan", "full", "window:2", "swaps:0.5", "en",
    "cpu", "a=x.tsv", "label=text", "ñ", "\udcff", "a\0b",
]  # fmt: skip
COMMANDS = [
    ("predict", "m.safetensors"), ("predict", "lstm.safetensors"), ("predict",), ("evaluate",),
    ("evaluate", "m.safetensors"), ("explain", "m.safetensors"), ("explain", "lstm.safetensors"),
    ("vocab", "count"), ("vocab", "count", "z.txt", "--config", "o.toml"), ("vocab", "merge"),
    ("vocab", "build"), ("vocab", "build", "z.txt", "--config", "o.toml"), ("vocab", "show"),
    ("vocab", "encode"), ("vocab", "encode", "vocabulary.tsv"), ("vocab", "matrix"),
    ("order", "shuffle"), ("order", "mine", "--order", "1"), ("order", "pairs", "--order", "2"),
    ("order", "suite", "m.safetensors"), ("order", "control", "bag"), ("corpora", "show"),
]  # fmt: skip
TOML = ["seed = 1", 'tokenizer = "char"', "seed = 1979-05-27", "seed = []", "cased = 5", "top = {}"]
TOML += [
    'format = ["tsv"]',
    "special = [1]",
    "errors = nan",
    "x = " + "[" * 9999,
    "=",
    "\0",
    "a.b=1",
]


@pytest.fixture
def files_of(tmp_path, golden, monkeypatch):
    """Fills the folder with files, harmed here and there."""
    monkeypatch.chdir(tmp_path)
    names = {"m": "bow.1.safetensors", "lstm": "lstm.1.safetensors"}
    real = {f"{name}.safetensors": (golden / file).read_bytes() for name, file in names.items()}
    real |= {f"{n}.tsv": (golden / f"{n}.1.tsv").read_bytes() for n in ("counts", "vocabulary")}

    def fill(random):
        for name, content in real.items():
            whole = random.random() < 0.8
            (tmp_path / name).write_bytes(content if whole else harmed(content, random))
        for name in ("x.tsv", "y.jsonl", "z.txt"):
            (tmp_path / name).write_bytes(bytes_of(random))
        (tmp_path / "o.toml").write_text("\n".join(random.choices(TOML, k=random.randrange(3))))

    return fill


def test_commands(files_of, rounds):
    runner = CliRunner()

    def try_one(random):
        files_of(random)
        few = random.choices(OPTIONS + ARGUMENTS * 2, k=random.randrange(6))
        arguments = [*random.choice(COMMANDS), *few]
        done = runner.invoke(main, arguments, input=bytes_of(random))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(arguments) from done.exception
        assert done.exit_code in (0, 1, 2), (arguments, done.output)

    fuzz(rounds("command lines", 150), try_one)
