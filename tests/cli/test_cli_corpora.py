"""seqtext corpora, as whole commands."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from seqtext.order.texts.certificate import same_bag
from seqtext.text.tokenizer import Tokenizer
from seqtext_corpora.catalogue import CORPORA


def test_list_is_aligned(seqtext) -> None:
    done = seqtext("corpora", "list")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["name", "what", "language", "size"]
    assert {line.split()[0] for line in lines[1:]} >= {*CORPORA, "imdb", "multi30k"}
    column = lines[0].index("language")
    assert {line[column - 2 : column] for line in lines} == {"  "}
    assert {line[column] for line in lines[1:]} == {"e"}  # en, es, en-es, en-de


@pytest.mark.parametrize("name", ["sentiment-en", "pairs-es", "order-en", "translation-en-es"])
def test_show(seqtext, name: str) -> None:
    done = seqtext("corpora", "show", name)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{name}: {CORPORA[name].what}\n")
    assert "Licence: MIT" in done.stdout


def test_show_what_can_be_fetched(seqtext) -> None:
    out = seqtext("corpora", "show", "multi30k").stdout
    assert "torchtext/datasets/multi30k.py" in out
    assert out.count("\n  sha256 ") == 3


FILES = {
    "sentiment-es": {"train.tsv": 60, "dev.tsv": 10, "test.tsv": 20},
    "pairs-en": {"pairs.tsv": 121},
    "order-es": {"train.tsv": 600, "dev.tsv": 60, "test.tsv": 300, "pairs.tsv": 301},
    "translation-en-es": {"train.tsv": 60, "dev.tsv": 4, "test.tsv": 8, "pairs.tsv": 5},
}


@pytest.mark.parametrize("name", FILES)
def test_make_writes_the_files_and_the_same_again(seqtext, tmp_path: Path, name: str) -> None:
    for folder in ("a/b", "c"):
        done = seqtext("corpora", "make", name, "-o", folder, "--size", "60", "--seed", "5")
        assert (done.returncode, done.stdout) == (0, "")
    made = {path.name: path.read_bytes() for path in (tmp_path / "a/b").iterdir()}
    assert {file: text.count(b"\n") for file, text in made.items()} == FILES[name]
    assert made == {path.name: path.read_bytes() for path in (tmp_path / "c").iterdir()}


def test_order_sets_hold_pairs_of_every_order(seqtext, tmp_path: Path) -> None:
    seqtext("corpora", "make", "order-en", "-o", "o", "--size", "20")
    rows = [line.split("\t") for line in (tmp_path / "o/pairs.tsv").read_text().splitlines()]
    assert rows.pop(0) == ["pair_id", "text", "label"]
    pairs = list(zip(rows[::2], rows[1::2], strict=True))
    assert Counter(row[0].split("-")[1] for row, _ in pairs) == dict.fromkeys("12345", 10)
    for (pair_id, text, label), (other_id, other, other_label) in pairs:
        order = int(pair_id.split("-")[1])
        assert (pair_id, label, other_label) == (other_id, "positive", "negative")
        assert same_bag(Tokenizer()(text), Tokenizer()(other), order)
    labelled = (tmp_path / "o/test.tsv").read_text().splitlines()
    assert labelled == [f"{label}\t{text}" for _, text, label in rows]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["make", "nothing", "-o", "x"], 1, "'nothing' is not one of"),
        (["make", "sentiment-en"], 2, "Missing option '-o'"),
        (["make", "sentiment-en", "-o", "x", "--size", "0"], 1, "0 is not in the range"),
        (["make", "sentiment-en", "-o", "train.tsv"], 1, "train.tsv: cannot create the folder"),
        (["fetch", "sentiment-en"], 1, "'sentiment-en' is not one of"),
    ],
)
def test_what_is_refused(
    seqtext, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    done = seqtext("corpora", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["train.tsv"]


# The command itself, with a source that stands on the loopback in place of the known ones.
FETCH = """
import gzip, hashlib, io, sys, tarfile, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from seqtext_corpora import sources
data = io.BytesIO()
archive = gzip.GzipFile(fileobj=data, mode="wb", mtime=0)  # the same bytes whatever the time
with archive, tarfile.open(fileobj=archive, mode="w") as tar:
    info = tarfile.TarInfo("d/text.txt")
    info.size = 4
    tar.addfile(info, io.BytesIO(b"hola"))
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(data.getvalue())
    def log_message(self, *arguments):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/a.tar.gz"
checksum = sys.argv.pop() if len(sys.argv) > 4 else hashlib.sha256(data.getvalue()).hexdigest()
archive = sources.Archive(address, "a.tar.gz", "sha256", checksum)
known = {"tiny": sources.RemoteCorpus("a tiny one", "es", "anybody's", "here", (archive,))}
sources.sources = lambda: known
from seqtext_cli.main import main
main()
"""


def fetch(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", FETCH, "corpora", "fetch", "tiny", *more]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder)


def test_fetch_downloads_verifies_and_unpacks(tmp_path: Path) -> None:
    for _ in range(2):
        done = fetch(tmp_path)
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr == "tiny/a.tar.gz\ntiny/a\nlicence: anybody's\n"
    assert (tmp_path / "tiny/a/d/text.txt").read_text() == "hola"
    assert sorted(p.name for p in (tmp_path / "tiny").iterdir()) == ["a", "a.tar.gz"]


def test_fetch_refuses_another_checksum_in_one_line(tmp_path: Path) -> None:
    done = fetch(tmp_path, "0" * 64)
    assert done.returncode == 1
    assert done.stderr.startswith("seqtext: http://127.0.0.1:")
    assert done.stderr.count("\n") == 1
    assert list((tmp_path / "tiny").iterdir()) == []
