"""Whatever is read from a file: an answer that is right in form, or a SeqtextError."""

import bz2
import gzip
import io
import lzma
import shutil
import tarfile
import warnings
import zipfile
from functools import partial
from pathlib import Path

import zstandard

from seqtext.kernel.blocks import read_blocks
from seqtext.networks.vectors import read_vectors
from seqtext.order.texts.cases import read_cases
from seqtext.text.formats import FORMATS, InputOptions, read_examples, read_pairs, read_texts
from seqtext.text.lines import Decoding
from seqtext.words import subwords
from seqtext.words.counts import Counts
from seqtext.words.vocabulary import Vocabulary
from seqtext_corpora.archive import unpack

FEW = 1000

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
    path.write_bytes(random.content())
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
    rounds("readers of every format", FEW).fuzz(partial(read_something, tmp_path / "x.tsv"))


def test_pairs_of_files(tmp_path, rounds):
    def try_one(random):
        paths = [tmp_path / name for name in ("a.txt", "b.txt")]
        for path in paths:
            path.write_bytes(random.content())
        list(read_pairs(list(map(str, paths)), options_of(random)))

    rounds("pairs of two files", FEW // 3).fuzz(try_one)


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
        path.write_bytes(random.harmed(real[extension]))
        list(read_examples([str(path)], InputOptions()))

    rounds("harmed archives", FEW // 3).fuzz(try_one)


def test_counts_and_vocabularies(tmp_path, golden, rounds):
    real = [(golden / f"{name}.1.tsv").read_bytes() for name in ("counts", "vocabulary")]

    def try_one(random):
        kind = random.randrange(2)
        content = random.harmed(real[kind]) if random.random() < 0.9 else random.content()
        (tmp_path / "t").write_bytes(content)
        result = (Counts, Vocabulary)[kind].read(str(tmp_path / "t"))
        assert len(result.counts) == len(result.tokens) == len(result.documents)
        result.write(str(tmp_path / "again"))
        again = type(result).read(str(tmp_path / "again"))
        assert list(again.tokens) == list(result.tokens)

    rounds("harmed counts and vocabularies", FEW // 3).fuzz(try_one)


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
        (tmp_path / "x").write_bytes(random.harmed(content))
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
            subwords.stored_tokenizer(record)(random.words())

    rounds("vectors, pairs and subwords", FEW // 3).fuzz(try_one)


def packed(names, kind, random) -> bytes:
    """An archive of files of these names, harmed within."""
    made = io.BytesIO()
    if kind == "zip":
        with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as archive:
            warnings.simplefilter("ignore")  # of a name that stands twice
            for name in names:
                archive.writestr(name.replace("\udcff", "y") or " ", b"x" * random.randrange(9))
        return random.harmed(made.getvalue()) if random.random() < 0.7 else made.getvalue()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.type = random.choice((tarfile.REGTYPE,) * 6 + (tarfile.DIRTYPE, tarfile.SYMTYPE))
            info.linkname = random.choice(NAMES)
            archive.addfile(info)
    content = random.harmed(made.getvalue()) if random.random() < 0.7 else made.getvalue()
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
    made = rounds("harmed archives unpacked", FEW // 5)

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
            made.refused += 1
        finally:
            assert [p.name for p in tmp_path.iterdir()] == ["inner"]
            assert {p.name for p in inner.iterdir()} <= {path.name, "x"}

    made.fuzz(try_one)
