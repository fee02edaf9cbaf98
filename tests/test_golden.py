"""Files of every format that was ever written load, and answer what they answered then."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from seqtext.registry import CLASSIFIERS
from seqtext.system import model_file
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.translate.translator import Translator
from seqtext.translators import TranslatorSpec
from seqtext.words import counts
from seqtext.words.counts import Counts
from seqtext.words.vocabulary import Vocabulary

GOLDEN = Path(__file__).parent / "golden"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text())


TEXTS = EXPECTED["texts"]


@pytest.mark.parametrize("name", [n for n, e in EXPECTED["models"].items() if "labels" in e])
def test_a_golden_model_answers_what_it_answered(name):
    expected = EXPECTED["models"][name]
    result = Classifier.load(str(GOLDEN / name))
    assert list(result.labels) == expected["labels"]
    assert result.vocabulary.tokenizer.version == (1 if name.endswith(".1.safetensors") else 2)
    log_p = result.log_probabilities(result.encode(TEXTS)[0])
    # Five digits are kept. A linear model adds exactly; a network's last bits are the machine's.
    within = 1e-3 if result.spec.varies else 1e-5
    np.testing.assert_allclose(log_p, expected["log_probabilities"], atol=within)


@pytest.mark.parametrize("name", [n for n, e in EXPECTED["models"].items() if "scores" in e])
def test_a_golden_translator_scores_as_it_did_and_translates(name):
    result = Translator.load(str(GOLDEN / name))
    scores = result.score(TEXTS, TEXTS[::-1])
    np.testing.assert_allclose(scores, EXPECTED["models"][name]["scores"], rtol=1e-3)
    assert len(list(result.translate(TEXTS))) == len(TEXTS)


NEWEST = sorted(n for n in EXPECTED["models"] if n.endswith(f".{model_file.FORMAT}.safetensors"))


def test_no_model_needs_sympy_to_predict(forked, tmp_path):
    """torch imports it to draw values without memory: most of a second."""
    streams = ["text", "labels", "errors"]
    (tmp_path / "text").write_text("good\n")
    before = "import sys; sys.modules['sympy'] = None"
    for name in NEWEST:
        path = str(GOLDEN / name)
        code = forked.end(forked.begin(["predict", path, "-"], tmp_path, streams, before))
        assert code == 0, (name, (tmp_path / "errors").read_text())


def test_a_golden_vocabulary_and_golden_counts_are_read_as_they_were():
    result = Vocabulary.read(str(GOLDEN / "vocabulary.1.tsv"))
    assert result.tokens[:4] == ["<pad>", "<unk>", ".", "the"]
    assert (len(result), result.default_index, result.tokenizer.cased) == (60, 1, True)
    counted = Counts.read(str(GOLDEN / "counts.1.tsv"))
    assert counted.texts == 42
    rare = ["\\", "¿", "Ñandú", "😀", "not there"]
    assert [column.tolist() for column in counted.of(rare)] == [[1, 1, 1, 1, 0]] * 2


@pytest.mark.parametrize(("kind", "name"), [(Vocabulary, "vocabulary"), (Counts, "counts")])
def test_a_file_of_before_is_written_as_it_was_read(tmp_path, kind, name):
    """It names no version of the definition of words, so it has the first and keeps it."""
    table = kind.read(str(GOLDEN / f"{name}.1.tsv"))
    assert table.tokenizer("❤️love won\u00adder don´t") == [
        *("❤", "\ufe0flove", "won", "der", "don", "´", "t")
    ]
    table.write(str(tmp_path / "again.tsv"))
    assert (tmp_path / "again.tsv").read_bytes() == (GOLDEN / f"{name}.1.tsv").read_bytes()


def test_every_kind_of_model_and_every_format_has_its_golden_file():
    """What is new here needs a file: tests/golden/make.py writes it."""
    spec = importlib.util.spec_from_file_location("golden_make", GOLDEN / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    assert {model.split(":")[0] for model, _ in make.MODELS.values()} == set(CLASSIFIERS)
    assert make.FORMATS == {"model": model_file.FORMAT, "table": counts.FORMAT}
    specs = (TranslatorSpec(model) for model, *_ in make.TRANSLATORS.values())
    kinds = {kind for spec in specs for kind in spec.parts}
    assert kinds >= {"gru", "lstm", "transformer"}
    names = (*make.MODELS, *make.TRANSLATORS)
    newest = {f"{name}.{model_file.FORMAT}.safetensors" for name in names}
    assert newest <= EXPECTED["models"].keys()
