"""Every model of the registry behind the one face that reads text."""

import math
from pathlib import Path

import numpy as np
import pytest

from seqtext.kernel.blocks import blocks_of
from seqtext.network_options import NetworkOptions
from seqtext.options import Settings, TrainingOptions
from seqtext.registry import CLASSIFIERS, ModelSpec
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.classify.prediction import log_softmax
from seqtext.tasks.classify.task import Classify
from seqtext.tasks.task import train

SPECS = ["majority", "bow:1", "bow:3", "nbsvm:2", "mlp:1", "mlp:2", "dan", "cnn-blind"]
SPECS += ["transformer-blind", "rnn", "lstm", "gru", "cnn", "wavenet", "transformer"]
SETTINGS = Settings(
    network=NetworkOptions(embedding=8, hidden=8), training=TrainingOptions(epochs=2)
)
TEXTS = [
    f"{word} {place} number {i}"
    for i, (word, place) in enumerate([("good", "food"), ("bad", "room"), ("fine", "day")] * 20)
]
DATA = Dataset(tuple(TEXTS), ("good", "bad", "fine") * 20)
ODD = ["", "good food", "room " * 300, "never seen words ñandú", "bad number 1 room"]


@pytest.fixture(scope="module", params=SPECS)
def classifier(request) -> Classifier:
    spec = ModelSpec.parse(request.param)
    dev = DATA.select(range(12))
    return train(Classify(), spec, DATA, dev, Reading(), SETTINGS, 1, lambda record: None)[0]


def test_the_specs_cover_the_registry() -> None:
    assert {spec.split(":")[0] for spec in SPECS} == set(CLASSIFIERS)


def test_a_file_brings_back_the_same_answers(classifier: Classifier, tmp_path: Path) -> None:
    path = str(tmp_path / "m.safetensors")
    classifier.save(path)
    loaded = Classifier.load(path)
    first, second = (c.log_probabilities(c.encode(ODD + TEXTS)[0]) for c in (classifier, loaded))
    assert (first == second).all()
    assert (loaded.labels, loaded.spec) == (classifier.labels, classifier.spec)


def test_probabilities_of_three_classes_add_up(classifier: Classifier) -> None:
    log_p = classifier.log_probabilities(classifier.encode(ODD)[0])
    assert log_p.shape == (len(ODD), 3)
    assert np.exp(log_p).sum(axis=1) == pytest.approx(1, abs=1e-6)


def test_an_answer_does_not_depend_on_the_other_texts(classifier: Classifier) -> None:
    together = classifier.log_probabilities(classifier.encode(ODD + TEXTS)[0])[: len(ODD)]
    alone = [classifier.log_probabilities(classifier.encode([text])[0])[0] for text in ODD]
    assert np.abs(together - np.stack(alone)).max() < 1e-5


def test_a_blind_model_gives_the_same_bits_for_any_order(classifier: Classifier) -> None:
    turned = [" ".join(reversed(text.split())) for text in TEXTS]
    first, second = (classifier.log_probabilities(classifier.encode(t)[0]) for t in (TEXTS, turned))
    if classifier.spec.set == "blind":
        assert (first == second).all()
    else:
        assert (first != second).any()


def test_streaming_in_chunks_keeps_the_order(classifier: Classifier) -> None:
    much = classifier.spec.name in ("bow", "dan")
    # Of 60 texts: few, and so many that the kernel reads them, whose model does not matter.
    for copies in (20, 1000) if much else (20,):
        chunks = list(classifier.predict(blocks_of(iter(TEXTS * copies))))
        assert len(chunks) > 1
        labels = [label for chunk in chunks for label in chunk.labels]
        assert labels == labels[:60] * copies


@pytest.mark.parametrize("name", ["dan", "lstm"])
def test_a_development_set_of_labels_never_seen_is_no_failure_of_a_network(name: str) -> None:
    """Its log-loss is a mean over nothing; the network is as finite as any."""
    dev, records = Dataset(tuple(TEXTS[:6]), ("other",) * 6), []
    rest = DATA, dev, Reading(), SETTINGS, 1, records.append
    trained, _ = train(Classify(), ModelSpec.parse(name), *rest)
    assert [(r["accuracy"], r["metric"], math.isnan(r["log_loss"])) for r in records] == [
        (0, 0, True)
    ] * 2
    assert np.isfinite(trained.log_probabilities(trained.encode(TEXTS)[0])).all()


def test_log_softmax_against_a_hand_computation() -> None:
    # e^0 / (e^0 + e^ln3) = 1/4
    log_p = log_softmax(np.array([[0.0, np.log(3)], [1000.0, 1000.0]]))
    assert np.exp(log_p) == pytest.approx(np.array([[0.25, 0.75], [0.5, 0.5]]))
