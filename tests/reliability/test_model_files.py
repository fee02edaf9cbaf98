"""Model files that are harmed or forged: refused in one line, never another answer, never a crash.

Whoever forges a file can make its digest fit, so the forged ones here have a right digest.
"""

import copy
import gzip
import os
import resource
import subprocess
import sys
import warnings

import numpy as np
import pytest

from seqtext import checkpoint
from seqtext.checkpoint import read_model, task_of, write_model
from seqtext.classifier import Classifier
from seqtext.errors import SeqtextError
from seqtext.options import SearchOptions
from seqtext.report.signature import signature
from seqtext.translator import Translator

ODD = ["", "good food", "bad " * 300, "ñandú 😀 of a\0b", "the room was not good at all ."]


def load(path) -> Classifier | Translator:
    """The model of either kind, as `predict` reads it."""
    return (Translator if task_of(str(path)) == "translate" else Classifier).load(str(path))


def refused(path) -> str:
    """The one line with which the file is refused."""
    with pytest.raises(SeqtextError) as caught:
        load(path)
    assert caught.value.place == str(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def harm(content, random):
    """Some bytes or bits changed, cut out, put in or moved."""
    harmed = bytearray(content)
    at = random.randrange(len(harmed))
    way = random.randrange(6)
    if way <= 1:
        harmed[at] ^= 1 << random.randrange(8)
    elif way == 2:
        del harmed[at:]
    elif way == 3:
        del harmed[at : at + 1 + random.randrange(9)]
    elif way == 4:
        harmed[at:at] = random.randbytes(1 + random.randrange(9))
    else:
        harmed[at : at + 8] = random.randbytes(8)
    return bytes(harmed)


def test_harmed_files_are_refused(golden, tmp_path, rounds):
    """Each of the 10,000 of `make soak`, however long it takes."""
    contents = [file.read_bytes() for file in sorted(golden.glob("*.safetensors"))]
    path, kept = tmp_path / "m", rounds("model files harmed", 500, 10_000)
    kept.seconds = float("inf")
    for random in kept:
        content = contents[kept.done % len(contents)]
        changed = harm(content, random)
        if changed == content:
            kept.done -= 1  # eight random bytes that stood there, or a cut behind the end
            continue
        path.write_bytes(changed)
        refused(path)
        kept.refused += 1
    assert kept.refused == kept.most


# --- forged: the digest is right -------------------------------------------------------------


def without(name):
    return lambda tensors, header: tensors.pop(name)


def change(name, made):
    """Put another tensor in the place of one."""
    return lambda tensors, header: tensors.__setitem__(name, made(tensors[name]))


def put(value, *keys):
    """Put a value into the header."""

    def forge(tensors, header):
        for key in keys[:-1]:
            header = header[key]
        header[keys[-1]] = value

    return forge


def tokens(*values):
    """Another vocabulary of as many tokens."""

    def forge(tensors, header):
        pieces = [b"<pad>", b"<unk>", *(f"t{i}".encode() for i in range(58))]
        for i, value in enumerate(values):
            pieces[i] = value
        tensors["vocabulary.bytes"] = np.frombuffer(b"".join(pieces), np.uint8)
        tensors["vocabulary.offsets"] = np.cumsum([0, *map(len, pieces)])

    return forge


ANY_MODEL = {
    "no vocabulary": without("vocabulary.bytes"),
    "no offsets": without("vocabulary.offsets"),
    "offsets of another type": change("vocabulary.offsets", lambda t: t.astype(np.int32)),
    "offsets beyond the bytes": change("vocabulary.offsets", lambda t: t * 2),
    "offsets that fall": change("vocabulary.offsets", lambda t: np.r_[0, t[1:-1][::-1], t[-1]]),
    "offsets below 0": change("vocabulary.offsets", lambda t: np.r_[0, -5, t[2:]]),
    "no offsets at all": change("vocabulary.offsets", lambda t: t[:0]),
    "a token less": change("vocabulary.offsets", lambda t: np.delete(t, 5)),
    "tokens that are not UTF-8": tokens(b"<pad>", b"<unk>", b"\xff"),
    "a token twice": tokens(b"<pad>", b"<unk>", b"a", b"a"),
    "no <unk>": tokens(b"<pad>", b"b"),
    "a task of another kind": put("translate", "task"),
    "a task that is no string": put(["classify"], "task"),
    "an unknown model": put("magic", "model"),
    "another model": put("bow:5", "model"),
    "an order beyond all": put("bow:" + "9" * 5000, "model"),
    "a model that is no string": put(None, "model"),
    "no labels": put([], "labels"),
    "one label more": put(["a", "b", "c", "d", "e"], "labels"),
    "a label twice": put(["a", "a"], "labels"),
    "labels that are numbers": put([0, 1], "labels"),
    "a label of two lines": put(["a\nb", "c"], "labels"),
    "labels that are a string": put("ab", "labels"),
    "a length of 0": put(0, "max_length"),
    "a length below 0": put(-(1 << 70), "max_length"),
    "a length that is a string": put("9", "max_length"),
    "no options": put(None, "options"),
    "no signature": put(7, "signature"),
    "no tokenizer": put({}, "tokenizer"),
    "a tokenizer of a list": put([[]], "tokenizer"),
    "an unknown tokenizer": put("magic", "tokenizer", "name"),
}


@pytest.mark.parametrize("forge", ANY_MODEL.values(), ids=ANY_MODEL)
@pytest.mark.parametrize("name", ["bow", "lstm"])
def test_a_forged_model_is_refused(golden, tmp_path, name, forge):
    tensors, header = read_model(str(golden / f"{name}.1.safetensors"))
    forge(tensors, header)
    write_model(str(tmp_path / "m"), tensors, header)
    refused(tmp_path / "m")


BAGS = {
    "no n-grams": without("ngrams.1"),
    "no longer n-grams": without("ngrams.2"),
    "n-grams that do not ascend": change("ngrams.1", lambda t: np.r_[t[1], t[0], t[2:]]),
    "n-grams below 0": change("ngrams.1", lambda t: np.r_[-7, t[1:]]),
    "n-grams beyond the vocabulary": change("ngrams.1", lambda t: np.r_[t[:-1], t[-1] + 1]),
    "n-grams of n-grams that are not": change("ngrams.2", lambda t: np.r_[t[:-1], 1 << 62]),
    "empty n-grams": change("ngrams.2", lambda t: t[:0]),
    "n-grams of floats": change("ngrams.2", lambda t: t.astype(np.float64)),
    "too few weights": change("weights", lambda t: t[:-1]),
    "weights of too few classes": change("weights", lambda t: t[:, :1].copy()),
    "flat weights": change("weights", lambda t: t.reshape(-1)),
    "weights of other precision": change("weights", lambda t: t.astype(np.float64)),
    "weights that are no numbers": change("weights", lambda t: t * np.float32("nan")),
    "no weights": without("weights"),
    "no idf": without("idf"),
    "too short idf": change("idf", lambda t: t[1:]),
    "infinite bias": change("bias", lambda t: t + np.inf),
    "hashed as well": lambda t, h: t.__setitem__("hashing", np.array([2, 1 << 40])),
}


@pytest.mark.parametrize("forge", BAGS.values(), ids=BAGS)
def test_a_forged_bag_is_refused(golden, tmp_path, forge):
    tensors, header = read_model(str(golden / "bow.1.safetensors"))
    forge(tensors, header)
    write_model(str(tmp_path / "m"), tensors, header)
    refused(tmp_path / "m")


@pytest.mark.parametrize("hashing", [[2, 31], [2, 0], [2, 63], [3, 7], [-1, 7], [2, 8]])
def test_a_forged_hash_is_refused(golden, tmp_path, hashing):
    tensors, header = read_model(str(golden / "hashed.1.safetensors"))
    tensors["hashing"] = np.array(hashing)
    write_model(str(tmp_path / "m"), tensors, header)
    refused(tmp_path / "m")


def option(**values):
    return lambda tensors, header: header["options"]["network"].update(values)


NETWORKS = {
    "a billion hidden units": option(hidden=10**9),
    "as many as the bounds allow": option(hidden=65536),
    "a large embedding": option(embedding=65536),
    "a million layers": option(layers=10**6),
    "as many layers as the bounds allow": option(layers=64, hidden=65536),
    "hidden units in words": option(hidden="4"),
    "unknown options": option(magic=1),
    "an unknown pooling": option(pooling="magic"),
    "a share above 1": option(dropout=1.5),
    "a million filters": option(width=",".join("3" * 10**6)),
    "no options of the network": put(None, "options", "network"),
    "other sizes": put([60, 3], "options", "sizes"),
    "large sizes": put([1 << 60, 2], "options", "sizes"),
    "sizes that are none": put("ab", "options", "sizes"),
    "no embedding": without("embedding.weight"),
    "an embedding of other precision": change("embedding.weight", np.float64),
    "an embedding too short": change("embedding.weight", lambda t: t[:-1]),
    "infinite weights": change("output.bias", lambda t: t + np.float32("inf")),
}


@pytest.mark.parametrize("forge", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("name", ["lstm", "wavenet", "transformer", "cnn"])
def test_a_forged_network_is_refused_before_it_is_built(golden, tmp_path, name, forge):
    tensors, header = read_model(str(golden / f"{name}.1.safetensors"))
    forge(tensors, header)
    write_model(str(tmp_path / "m"), tensors, header)
    before = peak()
    refused(tmp_path / "m")
    assert peak() - before < 100 << 20, "nothing of the forged size was built"


def peak() -> int:
    """Bytes of memory that this process has had at most."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_a_size_beyond_the_memory_is_refused_before_it_is_read(golden, tmp_path, monkeypatch):
    path = golden / "lstm.1.safetensors"
    monkeypatch.setattr(checkpoint, "_memory", lambda: path.stat().st_size - 1)
    assert "more than the memory" in refused(path)


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="memory is read from /proc")
@pytest.mark.parametrize("name", ["m.safetensors", "m.safetensors.gz"])
def test_what_goes_on_behind_its_end_is_not_read_to_its_end(golden, tmp_path, name):
    content = (golden / "lstm.1.safetensors").read_bytes() + bytes(300 << 20)
    path = tmp_path / name
    path.write_bytes(gzip.compress(content, 1) if name.endswith(".gz") else content)
    del content
    script = (
        "import re, sys; from seqtext.checkpoint import read_model\n"
        "try: read_model(sys.argv[1])\n"
        "except Exception as error: print(type(error).__name__)\n"
        "print(re.search(r'VmHWM:\\D*(\\d+) kB', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True)
    error, most = done.stdout.split()
    assert error == "SeqtextError"
    assert int(most) < 300_000, "kB"


# --- forged at random --------------------------------------------------------------------------

VALUES = [None, True, -1, 0, 3, 1 << 70, 0.5, "", "x", "ñ\x1b\n", [], [[]], {}, {"x": 1}]


def spoil(header, random):
    """Put an odd value at a random place of the JSON, or take the place away."""
    node, key = header, None
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = random.choice(keys)
        if not isinstance(node[key], dict | list) or random.random() < 0.2:
            break
        node = node[key]
    if random.random() < 0.2:
        del node[key]
    else:
        node[key] = random.choice(VALUES)


def distort(tensors, random):
    """Another shape, type or value for a random tensor."""
    name = random.choice(sorted(tensors))
    found = tensors[name].copy()
    way = random.randrange(5)
    if way == 0:
        found = found[: random.randrange(len(found) + 1)] if found.ndim else found
    elif way == 1:
        found = found.reshape(random.choice([(-1,), (1, -1), (-1, 1)])) if found.size else found
    elif way == 2:
        found = found.astype(random.choice([np.int64, np.int32, np.float32, np.uint8, np.float64]))
    elif found.size:
        odd = random.choice([0, 1, -1, 255, 1 << 31, (1 << 63) - 1, float("nan"), 1e38, -1e300])
        with np.errstate(all="ignore"):
            found.reshape(-1)[random.randrange(found.size)] = np.array(odd).astype(found.dtype)
    tensors[name] = found


def answered(found: Classifier | Translator) -> int:
    """How many of ODD the model answers; its signature can be told too."""
    assert signature(found.described())
    if isinstance(found, Translator):
        return len(list(found.translate(ODD, SearchOptions(beam=1))))
    return len(found.log_probabilities(found.encode(ODD)[0]))


TRANSLATORS = {
    "no target": without("vocabulary.target.bytes"),
    "no source": without("vocabulary.source.bytes"),
    "no such decoder": put("gru-magic", "model"),
    "another decoder": put("seq2seq-rnn", "model"),
    "no merges": put(None, "tokenizer", "source", "merges"),
    "merges of what is no piece": put([["x", "yz"]], "tokenizer", "source", "merges"),
    "no tokenizer": put({}, "tokenizer"),
    "one side of the tokenizers": put({"source": {}}, "tokenizer"),
    "joint, which is no truth": put(1, "joint"),
    "as many units as the bounds allow": put(65536, "options", "hidden"),
    "as many layers as the bounds allow": put(64, "options", "layers"),
    "a million layers": put(10**6, "options", "layers"),
    "more heads than units": put(1024, "options", "heads"),
    "unknown options": put(1, "options", "magic"),
    "a length of 0": put(0, "max_length"),
    "no signature": put(None, "signature"),
    "infinite weights": change("bias", lambda t: t + np.float32("inf")),
}


@pytest.mark.parametrize("forge", TRANSLATORS.values(), ids=TRANSLATORS)
def test_a_forged_translator_is_refused(golden, tmp_path, forge):
    tensors, header = read_model(str(golden / "translator-transformer.1.safetensors"))
    forge(tensors, header)
    write_model(str(tmp_path / "m"), tensors, header)
    before = peak()
    refused(tmp_path / "m")
    assert peak() - before < 100 << 20, "nothing of the forged size was built"


def test_forged_models_are_refused_or_answer(golden, tmp_path, rounds):
    """Whatever is forged is refused, or it is a model, and answers odd texts."""
    path, rounds = tmp_path / "m", rounds("forged models", 300)
    models = [read_model(str(file)) for file in sorted(golden.glob("*.safetensors"))]
    for random in rounds:
        tensors, header = copy.deepcopy(models[rounds.done % len(models)])
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(1 + random.randrange(2)):
                random.choice([lambda t, h, r: spoil(h, r), lambda t, h, r: distort(t, r)])(
                    tensors, header, random
                )
            write_model(str(path), tensors, header)
            try:
                answers = answered(load(path))
            except SeqtextError as error:
                assert "\n" not in str(error)  # noqa: PT017 (most forged files are refused)
                rounds.refused += 1
                continue
        assert answers == len(ODD)
