"""Each option against the fingerprint of a result and the signature of a figure.

The tables say, by hand, which models an option moves: by what the papers of the models have (a
convolution has no gates), and by what a processor does (it has no CUDA). The tests walk the fields
of the records, so an option that stands in no table fails.
"""

from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from seqtext.network_options import NetworkOptions, TranslatorOptions
from seqtext.networks import device
from seqtext.options import (
    BagOptions,
    ComputeOptions,
    ObjectiveOptions,
    SearchOptions,
    Settings,
    TrainingOptions,
    TranslationOptions,
    TranslatorSettings,
)
from seqtext.order.comparison import facts_of, work_on
from seqtext.order.trainings.material import divide
from seqtext.order.trainings.plan import Job, Plan, Second, jobs
from seqtext.order.trainings.work import Work
from seqtext.order.translate.material import with_twins
from seqtext.registry import ModelSpec
from seqtext.report.signature import signature
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.classify.training import classifier_signature as made_of
from seqtext.tasks.task import task_named
from seqtext.tasks.translate.pair_reading import PairReading
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.training import prepare, translator_signature
from seqtext.text.tokenizer import Tokenizer
from seqtext.translators import TranslatorSpec

DATA = Dataset(tuple(f"{w} film {i}" for i, w in enumerate(["good", "bad"] * 20)), ("+", "-") * 20)
CLASSIFY, TRANSLATE = task_named("classify"), task_named("translate")
TEST = Dataset(("a good test", "a bad test"), ("+", "-"))
ON_CPU = Settings(compute=ComputeOptions("cpu"))

EMBEDDED = {"dan", "gru", "cnn", "wavenet", "transformer"}
NETWORKS = {"mlp:1", *EMBEDDED}
FITTED = {"bow:1", *NETWORKS}
MODELS = {"majority", *FITTED}
ORDERED = EMBEDDED - {"dan"}  # those that have states to pool

# field -> another value, and the models that it moves
BAGS = {"min_df": (2, {"bow:1", "mlp:1"}), "hash_bits": (12, {"bow:1"})}
NETWORK = {
    "embedding": (64, EMBEDDED),
    "embedding_spread": (0.1, EMBEDDED),
    "hidden": (32, NETWORKS),
    "layers": (2, NETWORKS - {"cnn"}),
    "two_way": (False, {"gru"}),
    "width": ("2", {"cnn"}),
    "dilation": (4, {"wavenet"}),
    "positions": ("learned", {"transformer"}),
    "heads": (2, {"transformer"}),
    "feed_forward": (2, {"transformer"}),
    "pooling": ("mean", ORDERED),
    "embedding_dropout": (0.1, ORDERED),
    "word_dropout": (0.2, NETWORKS),
    "recurrent_dropout": (0.1, {"gru"}),
    "residual_dropout": (0.2, {"wavenet", "transformer"}),
    "dropout": (0.1, NETWORKS),
    "activation": ("gelu", NETWORKS),
    "init": ("xavier", {"gru"}),
    "norm": ("rms", {"transformer"}),
    "norm_place": ("post", {"transformer"}),
    "dense": (1, ORDERED),
    "reset": ("before", {"gru"}),
    "vectors": ("v.vec", EMBEDDED),
}
TRAINING = {
    "epochs": (3, NETWORKS),
    "batch_texts": (8, NETWORKS),
    "batch_tokens": (999, NETWORKS),
    "learning_rate": (0.01, NETWORKS),
    "warmup": (0.3, NETWORKS),
    "schedule": ("cosine", NETWORKS),
    "weight_decay": (0.1, NETWORKS),
    "clip": ("value", NETWORKS),
    "clip_limit": (2.0, NETWORKS),
    "patience": (2, NETWORKS),
    "average": (2, NETWORKS),
}
# On a processor: none of them; --compile is refused there.
COMPUTE = {"device": ("cpu", set()), "precision": ("fp32", set()), "deterministic": (True, set())}
COMPUTE["compile"] = (False, set())
OBJECTIVE = {"class_weight": ("balanced", FITTED), "metric": ("macro-f1", FITTED)}
GROUPS: dict[str, tuple[type, dict[str, tuple[Any, set[str]]]]] = {
    "bags": (BagOptions, BAGS),
    "network": (NetworkOptions, NETWORK),
    "training": (TrainingOptions, TRAINING),
    "compute": (ComputeOptions, COMPUTE),
    "objective": (ObjectiveOptions, OBJECTIVE),
}
READING = {"min_count": 2, "max_size": 9, "max_length": 3}
TOKENIZER = {"name": "char", "cased": True, "marks": False, "version": 1, "unicode": "13.0.0"}
CHANGES = [
    (group, name, value, moved)
    for group, (_, table) in GROUPS.items()
    for name, (value, moved) in table.items()
]


def test_every_option_stands_in_a_table():
    assert {item.name for item in fields(Settings)} == GROUPS.keys()
    for record, table in GROUPS.values():
        assert {item.name for item in fields(record)} == table.keys()
    assert {item.name for item in fields(Reading)} == {"tokenizer", *READING}
    assert {item.name for item in fields(Tokenizer)} == TOKENIZER.keys()
    assert {item.name for item in fields(Plan)} == {"task", *PLAN}
    assert {item.name for item in fields(TranslatorOptions)} == TRANSLATOR.keys()
    assert {item.name for item in fields(TranslationOptions)} == TRANSLATION.keys()
    assert {item.name for item in fields(PairReading)} == PAIR_READING.keys()
    assert {item.name for item in fields(SearchOptions)} == SEARCH.keys()


def work_of(plan: Plan, folds: int = 1) -> Work:
    test = None if folds > 1 else TEST
    material = divide(replace(plan, folds=folds), DATA, None, test)
    suite: Any = SimpleNamespace(digest=lambda: "of the pairs") if plan.suite else None
    return replace(work_on(replace(plan, match=False), material, "."), plan=plan, suite=suite)


def of_model(name: str, reading: Reading, settings: Settings) -> tuple[Any, str]:
    """The fingerprint of a training in a comparison, and the signature of a model's figures."""
    spec = ModelSpec.parse(name)
    work = work_of(Plan(CLASSIFY, (spec,), (0,), reading, settings))
    made = made_of(spec, DATA, DATA, reading, settings, 0)
    told = {**made, "model": name, "tokenizer": reading.tokenizer.to_json()}
    return work.fingerprint_of(Job(spec, 0, "ordered")), signature(told)


@pytest.mark.parametrize(("group", "name", "value", "moved"), CHANGES, ids=[c[1] for c in CHANGES])
def test_a_setting_moves_the_models_that_read_it(tmp_path, group, name, value, moved):
    if name == "vectors":
        value = str(tmp_path / "v.vec")
        Path(value).write_text("good 1 2\n")
    settings = replace(ON_CPU, **{group: replace(getattr(ON_CPU, group), **{name: value})})
    for model in sorted(MODELS):
        before, after = (of_model(model, Reading(), each) for each in (ON_CPU, settings))
        assert (before[0] != after[0], before[1] != after[1]) == (2 * (model in moved,)), model
        assert str(tmp_path) not in f"{after}"


def test_word_vectors_are_what_they_hold_wherever_they_stand(tmp_path):
    told = []
    for folder, text in (("a", "good 1 2\n"), ("b", "good 1 2\n"), ("c", "good 1 3\n")):
        path = tmp_path / folder
        path.write_text(text)
        network = NetworkOptions(vectors=str(path))
        told.append(of_model("dan", Reading(), replace(ON_CPU, network=network)))
    assert told[0] == told[1]
    assert all(one != other for one, other in zip(told[1], told[2], strict=True))


@pytest.mark.parametrize(
    "reading",
    [Reading(**{name: value}) for name, value in READING.items()]
    + [Reading(Tokenizer(**{name: value})) for name, value in TOKENIZER.items()],
    ids=[*READING, *TOKENIZER],
)
def test_how_texts_are_read_moves_every_model(reading):
    for model in ("majority", "bow:1", "dan"):
        before, after = (of_model(model, each, ON_CPU) for each in (Reading(), reading))
        assert (before[0] != after[0], before[1] != after[1]) == (True, True)


@pytest.mark.parametrize(("model", "moves"), [("bow:1", False), ("gru", True)])
def test_the_seed_and_the_processor_move_networks(monkeypatch, model, moves):
    spec = ModelSpec.parse(model)
    seeds = [made_of(spec, DATA, DATA, Reading(), ON_CPU, seed) for seed in (0, 1)]
    assert (seeds[0] != seeds[1]) == moves
    before = of_model(model, Reading(), ON_CPU)
    monkeypatch.setattr(device, "_cpu", lambda: "another")
    after = of_model(model, Reading(), ON_CPU)
    assert (before[0] != after[0], before[1] != after[1]) == (moves, moves)


# field of a plan -> another value; whether it moves the list of trainings, the fingerprint of one
# that both have, and the signature of the figures
PLAN: dict[str, tuple[Any, bool, bool, bool]] = {
    "answering": ((SearchOptions(),), False, True, False),  # of translators: the line names them
    "models": ((ModelSpec("bow"), ModelSpec("nbsvm")), True, False, False),
    "seeds": ((0, 1), False, False, True),  # no bag varies; the line names the seeds
    "reading": (Reading(min_count=2), False, True, True),
    "settings": (Settings(BagOptions(min_df=2)), False, True, True),
    "folds": (3, True, True, True),
    "draws": (3, False, True, True),
    "languages": ((), True, False, False),
    "memory": ("en", True, False, False),
    "suite": ("pairs.tsv", False, False, True),  # asked of the models that are kept
    "split_seed": (1, False, True, True),
    "margin": (0.02, False, False, True),
    "grammar": (True, True, False, False),  # of translators
    "learning": (True, True, False, False),
    "match": (True, False, False, False),  # it chooses `hidden`
    "hidden": ((("bow:1", 7),), False, False, True),  # the line tells all sizes; a bag has none
    "local": (5, False, False, False),  # it chooses `second`
    "assay": (False, False, False, False),  # so does this
    "second": (Second((ModelSpec("lstm"), 5), 0.8), True, False, True),
}


@pytest.mark.parametrize("name", PLAN)
def test_what_is_planned(name):
    value, *expected = PLAN[name]
    plan = Plan(CLASSIFY, (ModelSpec("bow"),), (0,), Reading(), ON_CPU, languages=("en",))
    works = [work_of(each, each.folds) for each in (plan, replace(plan, **{name: value}))]
    job = Job(ModelSpec("bow"), 0, "ordered")
    told = [(jobs(w.plan), w.fingerprint_of(job), signature(facts_of(w, ""))) for w in works]
    assert [one != other for one, other in zip(*told, strict=True)] == expected


# --- translators ------------------------------------------------------------------------------

PAIRS = Parallel(("a b", "b a"), ("c d", "d c"))
TRANSLATORS = {"seq2seq-gru", "seq2seq-lstm", "transformer"}
RECURRENT = {"seq2seq-gru", "seq2seq-lstm"}
TRANSLATOR: dict[str, tuple[Any, set[str]]] = {
    "embedding": (64, TRANSLATORS),
    "hidden": (64, TRANSLATORS),
    "layers": (3, TRANSLATORS),
    "attention": ("none", RECURRENT),
    "heads": (2, {"transformer"}),
    "feed_forward": (4, {"transformer"}),
    "positions": ("learned", {"transformer"}),
    "norm": ("rms", {"transformer"}),
    "norm_place": ("post", {"transformer"}),
    "activation": ("gelu", {"transformer"}),
    "init": ("xavier", RECURRENT),
    "dropout": (0.1, TRANSLATORS),
    "label_smoothing": (0.2, TRANSLATORS),
    "reset": ("before", {"seq2seq-gru"}),
}
TRANSLATION: dict[str, Any] = {
    **{name: value for name, (value, _) in TRAINING.items()},
    "judge": "loss",
    "teacher_forcing": 0.5,
}
PAIR_READING = {"tokenizer": "word", "cased": True, "subwords": 50, "apart": True}
PAIR_READING |= {"min_count": 2, "max_length": 9}
SEARCH = {"beam": 2, "length_penalty": 0.5, "max_ratio": 1.0}


def of_translator(name: str, **changes: Any) -> tuple[Any, Any]:
    """The fingerprint of its training in a comparison, and its own signature."""
    compute = changes.get("compute", ComputeOptions("cpu"))
    settings = TranslatorSettings(
        changes.get("network", TranslatorOptions()), changes.get("training", TranslationOptions()),
        compute,
    )  # fmt: skip
    reading = changes.get("reading", PairReading())
    answering, spec = (changes.get("search", SearchOptions()),), TranslatorSpec(name)
    plan = Plan(TRANSLATE, (spec,), (0,), reading, settings, answering)
    material = with_twins(
        divide(plan, PAIRS, PAIRS, Parallel(("e f",), ("g h",))), [], {}, Tokenizer()
    )
    work = work_on(plan, material, ".")
    problem = prepare(PAIRS, PAIRS, reading)
    made = translator_signature(spec, problem, settings, 0)
    return work.fingerprint_of(Job(spec, 0, "ordered")), signature(made)


CHANGED = [
    *(("network", TranslatorOptions(**{n: v}), moved) for n, (v, moved) in TRANSLATOR.items()),
    *(("training", TranslationOptions(**{n: v}), TRANSLATORS) for n, v in TRANSLATION.items()),
    *(("reading", PairReading(**{n: v}), TRANSLATORS) for n, v in PAIR_READING.items()),
    ("compute", ComputeOptions("cpu", deterministic=True), set()),
]


@pytest.mark.parametrize(("part", "record", "moved"), CHANGED)
def test_an_option_moves_the_translators_that_read_it(part, record, moved):
    for name in sorted(TRANSLATORS):
        before, after = of_translator(name), of_translator(name, **{part: record})
        assert [b != a for b, a in zip(before, after, strict=True)] == 2 * [name in moved], name


@pytest.mark.parametrize("name", SEARCH)
def test_the_search_moves_what_a_comparison_says(name):
    search = SearchOptions(**{name: SEARCH[name]})
    before, after = of_translator("transformer"), of_translator("transformer", search=search)
    assert [b != a for b, a in zip(before, after, strict=True)] == [True, False]


@pytest.mark.parametrize("fast", [True, False])
def test_the_precision_moves_a_translator_where_the_processor_has_bf16(monkeypatch, fast):
    monkeypatch.setattr(device, "_bf16_is_fast", lambda: fast)
    exact = ComputeOptions("cpu", "fp32")
    before, after = of_translator("transformer"), of_translator("transformer", compute=exact)
    assert [b != a for b, a in zip(before, after, strict=True)] == [fast, fast]
    assert f"|precision:{'bf16' if fast else 'fp32'}|" in before[1]
