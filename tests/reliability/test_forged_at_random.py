"""Model files forged at random: each is refused in one line, or it is a model and answers."""

import copy
import warnings

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.options import SearchOptions
from seqtext.report.signature import signature
from seqtext.system.model_file import read_model, write_model
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.translate.translator import Translator

ODD = ["", "good food", "bad " * 300, "ñandú 😀 of a\0b", "the room was not good at all ."]
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
    result = tensors[name].copy()
    way = random.randrange(5)
    if way == 0:
        result = result[: random.randrange(len(result) + 1)] if result.ndim else result
    elif way == 1:
        result = result.reshape(random.choice([(-1,), (1, -1), (-1, 1)])) if result.size else result
    elif way == 2:
        result = result.astype(
            random.choice([np.int64, np.int32, np.float32, np.uint8, np.float64])
        )
    elif result.size:
        odd = random.choice([0, 1, -1, 255, 1 << 31, (1 << 63) - 1, float("nan"), 1e38, -1e300])
        with np.errstate(all="ignore"):
            result.reshape(-1)[random.randrange(result.size)] = np.array(odd).astype(result.dtype)
    tensors[name] = result


def answered(found: Classifier | Translator) -> int:
    """How many of ODD the model answers; its signature can be told too."""
    assert signature(found.described())
    if isinstance(found, Translator):
        return len(list(found.translate(ODD, SearchOptions(beam=1))))
    return len(found.log_probabilities(found.encode(ODD)[0]))


def test_forged_models_are_refused_or_answer(load, golden, tmp_path, rounds):
    """Whatever is forged is refused, or it is a model, and answers odd texts."""
    path, rounds = tmp_path / "m", rounds("forged models", 150)
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
