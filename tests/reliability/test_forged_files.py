"""Forged model files, whose digest is right: refused in one line before much is built."""

import resource

import numpy as np
import pytest

from seqtext.system.model_file import read_model, write_model


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
def test_a_forged_model_is_refused(refused, golden, tmp_path, name, forge):
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
def test_a_forged_bag_is_refused(refused, golden, tmp_path, forge):
    tensors, header = read_model(str(golden / "bow.1.safetensors"))
    forge(tensors, header)
    write_model(str(tmp_path / "m"), tensors, header)
    refused(tmp_path / "m")


@pytest.mark.parametrize("hashing", [[2, 31], [2, 0], [2, 63], [3, 7], [-1, 7], [2, 8]])
def test_a_forged_hash_is_refused(refused, golden, tmp_path, hashing):
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
def test_a_forged_network_is_refused_before_it_is_built(refused, golden, tmp_path, name, forge):
    tensors, header = read_model(str(golden / f"{name}.1.safetensors"))
    forge(tensors, header)
    write_model(str(tmp_path / "m"), tensors, header)
    before = peak()
    refused(tmp_path / "m")
    assert peak() - before < 100 << 20, "nothing of the forged size was built"


def peak() -> int:
    """Bytes of memory that this process has had at most."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


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
def test_a_forged_translator_is_refused(refused, golden, tmp_path, forge):
    tensors, header = read_model(str(golden / "translator-transformer.1.safetensors"))
    forge(tensors, header)
    write_model(str(tmp_path / "m"), tensors, header)
    before = peak()
    refused(tmp_path / "m")
    assert peak() - before < 100 << 20, "nothing of the forged size was built"
