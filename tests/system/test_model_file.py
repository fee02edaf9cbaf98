import hashlib
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import save_file

from seqtext.errors import SeqtextError
from seqtext.system.model_file import read_model, write_model

TENSORS = {
    "keys": np.array([1, 1 << 60], np.int64),
    "weights": np.arange(6, dtype=np.float32).reshape(2, 3),
    "bias": np.array([0.1]),
    "vocabulary": np.frombuffer("¿qué?\n".encode(), np.uint8),
    "flags": np.array([True, False]),
    "none": np.empty((0, 4), np.int32),
    "scalar": np.array(7, np.int64),
}
HEADER = {
    "task": "classify",
    "labels": ["ñ", "0" * 64, '"digest":'],
    "options": {"k": 2, "x": None},
}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "m.safetensors"
    write_model(str(path), TENSORS, HEADER)
    return path


def same(one, other):
    return one.dtype == other.dtype and one.shape == other.shape and np.array_equal(one, other)


def test_what_is_written_is_read(model):
    tensors, header = read_model(str(model))
    assert header == HEADER
    assert tensors.keys() == TENSORS.keys()
    assert all(same(tensors[name], TENSORS[name]) for name in TENSORS)


def test_safetensors_reads_it_too(model):
    with safe_open(model, "numpy") as file:
        assert file.metadata().keys() == {"seqtext"}
        assert json.loads(file.metadata()["seqtext"])["header"] == HEADER
        assert all(same(file.get_tensor(name), TENSORS[name]) for name in TENSORS)


def test_the_digest_is_that_of_the_file_with_zeros_in_its_place(model):
    content = model.read_bytes()
    with safe_open(model, "numpy") as file:
        digest = json.loads(file.metadata()["seqtext"])["digest"].encode()
    blank = content.replace(digest, b"0" * 64, 1)
    assert hashlib.sha256(blank).hexdigest().encode() == digest


def test_the_same_contents_give_the_same_bytes(model, tmp_path):
    def turned(mapping):
        return dict(reversed(mapping.items()))

    write_model(str(tmp_path / "m"), turned(TENSORS), turned(HEADER))
    assert (tmp_path / "m").read_bytes() == model.read_bytes()


def as_begun(content):
    return content[:90] + content[90:].replace(b'\\"format\\":2,', b'\\"format\\":3,', 1)


def with_header_length(length):
    return lambda content: length.to_bytes(8, "little") + content[8:]


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda content: b"", "cut short or damaged"),
        (lambda content: content[:7], "cut short or damaged"),
        (lambda content: content[:60], "cut short or damaged"),
        (lambda content: content[:-1], "cut short or damaged"),
        (lambda content: content + b"\0", "cut short or damaged"),
        (lambda content: b"PK\3\4" + content, "is not a seqtext model"),
        (lambda content: b"good\tfine\nbad\tawful\n" * 9, "is not a seqtext model"),
        (as_begun, "has format 3"),
        (with_header_length(0), "cut short or damaged"),
        (with_header_length((1 << 64) - 1), "cut short or damaged"),
        (with_header_length((1 << 24) + 1), "cut short or damaged"),
    ],
)
def test_what_is_no_model_is_refused(model, tmp_path, change, cause):
    path = tmp_path / "changed"
    path.write_bytes(change(model.read_bytes()))
    with pytest.raises(SeqtextError, match=cause) as caught:
        read_model(str(path))
    assert caught.value.place == str(path)
    assert "\n" not in str(caught.value)


def test_a_foreign_safetensors_file_is_refused(tmp_path):
    save_file(dict(TENSORS), tmp_path / "other", {"format": "pt", "creator": "x" * 200})
    with pytest.raises(SeqtextError, match="is not a seqtext model"):
        read_model(str(tmp_path / "other"))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(SeqtextError, match="no such file"):
        read_model(str(tmp_path / "missing"))


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F32", "shape": [1 << 62], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": [1 << 40], "data_offsets": [0, 1 << 42]},
        {"dtype": "F32", "shape": [-1, -1], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]},
        {"dtype": "F32", "shape": ["1"], "data_offsets": [0, 4]},
        {"dtype": "PY", "shape": [1], "data_offsets": [0, 4]},
        {"dtype": "F32", "shape": [1]},
        [],
    ],
)
def test_a_forged_entry_with_a_right_digest_is_refused(tmp_path, entry):
    """Whoever forges a tensor can make the digest fit; sizes are checked nevertheless."""
    record = {"digest": "0" * 64, "format": 1, "header": {}}
    text = json.dumps(record, separators=(",", ":"))
    head = json.dumps({"__metadata__": {"seqtext": text}, "w": entry}, separators=(",", ":"))
    content = len(head).to_bytes(8, "little") + head.encode() + bytes(4)
    digest = hashlib.sha256(content).hexdigest().encode()
    path = tmp_path / "forged"
    path.write_bytes(content.replace(b"0" * 64, digest, 1))
    with pytest.raises(SeqtextError, match=r"damaged|more than the memory"):
        read_model(str(path))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_each_flipped_bit_and_each_cut_is_refused(model, tmp_path_factory, data):
    content = bytearray(model.read_bytes())
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= 1 << data.draw(st.integers(0, 7))
    else:
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    path = tmp_path_factory.getbasetemp() / "harmed"
    path.write_bytes(content)
    with pytest.raises(SeqtextError):
        read_model(str(path))
