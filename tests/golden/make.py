"""Make the golden files: one small file of each kind and format that seqtext has ever written.

    python tests/golden/make.py

A file that is there is never written again: it stands for the version that wrote it, and every
later version must read it and answer as expected.json says. Raise FORMATS with the format of a
kind, run this, and commit what is new.
"""

import json
from pathlib import Path
from typing import Any

from seqtext.network_options import NetworkOptions, TranslatorOptions
from seqtext.options import (
    BagOptions,
    ComputeOptions,
    Settings,
    TrainingOptions,
    TranslationOptions,
    TranslatorSettings,
)
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.classify.task import Classify
from seqtext.tasks.task import train
from seqtext.tasks.translate.pair_reading import PairReading
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.task import Translate
from seqtext.tasks.translate.translator import Translator
from seqtext.text.tokenizer import Tokenizer
from seqtext.translators import TranslatorSpec
from seqtext.words.counts import Counts
from seqtext.words.vocabulary import PAD, UNK, Vocabulary
from seqtext_corpora.catalogue import CORPORA

HERE = Path(__file__).parent
FORMATS = {"model": 2, "table": 1}
TEXTS = [
    "the food was not good",
    "The room is good , not bad at all !",
    "",
    "¿ La comida no era buena ?",
    "good " * 60 + "bad",
    "Ñandú 😀 didn't",
]
MODELS = {  # name of the file: model, and options that are not the defaults
    "majority": ("majority", {}),
    "bow": ("bow:2", {}),
    "nbsvm": ("nbsvm:3", {}),
    "hashed": ("nbsvm:2", {"hash_bits": 7}),
    "mlp": ("mlp:1", {}),
    "dan": ("dan", {}),
    "cnn-blind": ("cnn-blind", {}),
    "transformer-blind": ("transformer-blind", {"pooling": "mean"}),
    "rnn": ("rnn", {"two_way": False, "pooling": "last"}),
    "lstm": ("lstm", {"layers": 2}),
    "gru-after": ("gru", {"pooling": "mean"}),
    "gru-before": ("gru", {"reset": "before"}),
    "cnn": ("cnn", {"width": "2,3"}),
    "wavenet": ("wavenet", {"dilation": 4}),
    "transformer": ("transformer", {"heads": 2, "pooling": "first"}),
    "transformer-sinusoidal": ("transformer", {"heads": 1, "positions": "sinusoidal"}),
}
TRANSLATORS = {  # name of the file: model, reading, and options that are not the defaults
    "translator-gru": ("seq2seq-gru", {}, {}),
    "translator-lstm": (
        "seq2seq-lstm",
        {"tokenizer": "word", "min_count": 9},
        {"attention": "none"},
    ),
    "translator-transformer": ("transformer", {"apart": True}, {"norm_place": "post"}),
}


def data(languages: str = "en") -> Dataset:
    """Texts of the shipped sentiment corpora; of two languages: four labels."""
    texts, labels = [], []
    for language in languages.split(","):
        made = CORPORA[f"sentiment-{language}"].make(0, 120)["train.tsv"]
        labels += [label + (f"-{language}" if "," in languages else "") for label, _ in made]
        texts += [text for _, text in made]
    return Dataset(tuple(texts), tuple(labels))


def classifier(name: str) -> Classifier:
    """A small model of the kind that MODELS says."""
    spec, options = MODELS[name]
    bags = {"hash_bits": options["hash_bits"]} if "hash_bits" in options else {"min_df": 9}
    rest = {key: value for key, value in options.items() if key != "hash_bits"}
    settings = Settings(
        bags=BagOptions(**bags),
        network=NetworkOptions(**{"embedding": 4, "hidden": 4, "heads": 2, **rest}),
        training=TrainingOptions(epochs=2),
    )
    texts = data("en,es" if name == "bow" else "en")
    reading = Reading(Tokenizer(), 1, 60, 50)
    dev = texts.select(range(0, len(texts), 9))
    return train(Classify(), ModelSpec.parse(spec), texts, dev, reading, settings, 0, lambda _: 0)[
        0
    ]


def translator(name: str) -> Translator:
    """A small translator of the kind that TRANSLATORS says."""
    model, reading, options = TRANSLATORS[name]
    rows = CORPORA["translation-en-es"].make(0, 60)["train.tsv"]
    pairs = Parallel(tuple(row[0] for row in rows), tuple(row[1] for row in rows))
    made = TranslatorOptions(**{"embedding": 4, "hidden": 4, "layers": 1, "heads": 1, **options})
    settings = TranslatorSettings(made, TranslationOptions(epochs=1), ComputeOptions("cpu"))
    read = PairReading(**{"tokenizer": "bpe", "subwords": 60, "max_length": 30, **reading})
    return train(Translate(), TranslatorSpec(model), pairs, pairs, read, settings, 0, lambda _: 0)[
        0
    ]


def expected_of(name: str, file: Path, texts: list[str]) -> dict[str, Any]:
    """Make a model file, and what it answers."""
    if name in MODELS:
        made = classifier(name)
        log_p = made.log_probabilities(made.encode(texts)[0])
        rows = [[round(float(p), 5) for p in row] for row in log_p]
        answers = {"labels": made.labels, "log_probabilities": rows}
    else:
        made = translator(name)
        scores = made.score(texts, texts[::-1])
        answers = {"scores": [round(float(score), 4) for score in scores]}
    made.save(str(file))
    return answers


def main() -> None:
    """Write what is missing."""
    path = HERE / "expected.json"
    expected = json.loads(path.read_text()) if path.exists() else {"texts": TEXTS, "models": {}}
    for name in (*MODELS, *TRANSLATORS):
        file = HERE / f"{name}.{FORMATS['model']}.safetensors"
        if not file.exists():
            expected["models"][file.name] = expected_of(name, file, expected["texts"])
    counts = Counts(Tokenizer("word", cased=True))
    counts.add([*data().texts[:40], "a\\b c", "¿qué? Ñandú 😀"])
    for name, table in (
        ("counts", counts),
        ("vocabulary", Vocabulary.build(counts, 1, 60, (PAD, UNK))),
    ):
        if not (HERE / f"{name}.{FORMATS['table']}.tsv").exists():
            table.write(str(HERE / f"{name}.{FORMATS['table']}.tsv"))
    path.write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
