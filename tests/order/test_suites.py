import numpy as np
import pytest

from seqtext.errors import SeqtextError
from seqtext.network_options import NetworkOptions
from seqtext.options import Settings
from seqtext.order.classify import suites
from seqtext.order.classify.suites import by_order, judge, judge_known, train_on_pairs, train_suite
from seqtext.order.texts.cases import Case, read_cases, shipped
from seqtext.registry import ModelSpec
from seqtext.tasks.classify.classifier import Classifier
from seqtext.tasks.classify.dataset import Reading
from seqtext.text.lines import Decoding
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.vocabulary import Vocabulary

LECTURE = Case(
    (
        "the movie my friend has not seen is good",
        "the movie my friend has seen is not good",
    ),
    ("positive", "negative"),
)
SMALL = Settings(network=NetworkOptions(embedding=16, hidden=16, two_way=False))


@pytest.fixture
def few_pairs(monkeypatch):
    """What cannot learn the pairs need not be given many."""
    monkeypatch.setattr(suites, "TRAIN_PAIRS", {})
    monkeypatch.setattr(suites, "MORE_TRAIN_PAIRS", 60)
    suites._training.cache_clear()
    yield
    suites._training.cache_clear()


@pytest.mark.parametrize(
    ("model", "language"),
    [("bow:1", "en"), ("bow:3", "es"), ("nbsvm:5", "es"), ("mlp:4", "en"), ("dan", "es"),
     ("majority", "en"), ("transformer-blind", "es"),
     *(pytest.param(*each, marks=pytest.mark.soak)
       for each in (("bow:5", "en"), ("nbsvm:2", "en"), ("cnn-blind", "en")))],
)  # fmt: skip
def test_a_bag_has_no_pair_of_its_order_or_a_higher_one(few_pairs, model, language):
    spec = ModelSpec.parse(model)
    result = train_suite(spec, language, 0, SMALL, count=40)
    for order in range(spec.ngrams, 6):
        right = result.pairs[order]
        assert len(right) > 0
        assert not right.all(axis=1).any()
        assert right.any(axis=1).all()  # two classes: one answer for both is right for one
        assert np.array_equal(result.margins[order][:, 0], -result.margins[order][:, 1])
        assert right.all(axis=1).mean() + result.kept[order].mean() - 1 <= 0


@pytest.mark.parametrize(
    ("reading", "all_of"),
    [
        (Reading(Tokenizer(marks=False)), ()),  # two places may share less without their commas
        (Reading(max_length=10), (3, 4, 5)),  # cut before the second place
        (Reading(Tokenizer("char")), None),
    ],
)
def test_how_a_text_is_read_decides_which_pairs_are_left_out(few_pairs, reading, all_of):
    result = train_suite(ModelSpec("bow", 2), "en", 0, SMALL, count=40, reading=reading)
    for order, right in result.pairs.items():
        assert len(right) + result.left_out[order] == 40
        if order > 1:
            assert not right.all(axis=1).any()
    if all_of is None:
        assert not any(result.left_out.values())
    else:
        assert {k for k, n in result.left_out.items() if n == 40} == set(all_of)
        assert result.left_out[5] > 20


# Bounds that no seed came near: bench/results/suites.md has the lowest of them.
BOTH, KEPT = 0.95, 0.97


def test_a_network_solves_what_no_bag_can():
    """Of two orders alone: the lowest of 60 trainings, 20 seeds in three arithmetics, had 98.5 % of
    the pairs of an order and kept 99.2 % (bench/results/suites.md); a bag has none.
    """
    pairs = suites._training("en", (2, 3))
    result = judge_known(train_on_pairs(ModelSpec("lstm"), pairs, 0), shipped("en", (2, 3)))
    for order in (2, 3):
        assert len(result.pairs[order]) + result.left_out[order] == 200
        assert result.left_out[order] <= 4
        assert result.pairs[order].all(axis=1).mean() >= 0.9, order
        assert result.kept[order].mean() >= 0.9, order


EVERY_ORDER = [("lstm", "en"), ("gru", "es"), ("lstm", "es"), ("gru", "en")]


@pytest.mark.soak
@pytest.mark.parametrize(("model", "language"), EVERY_ORDER)
def test_networks_solve_every_order_in_both_languages(model, language):
    result = train_suite(ModelSpec(model), language, 0)
    for order in range(1, 6):
        assert len(result.pairs[order]) + result.left_out[order] == 200
        assert result.left_out[order] <= 2
        assert result.pairs[order].all(axis=1).mean() >= BOTH, order
        assert result.kept[order].mean() >= KEPT, order


def test_a_bag_gives_both_texts_of_the_lecture_one_label(few_pairs):
    pairs = suites._training("en", (1,))
    right = judge(train_on_pairs(ModelSpec("bow"), pairs, 0), {1: [LECTURE]}).pairs[1].tolist()
    assert right in ([[True, False]], [[False, True]])


class Table:
    """A model that answers by the first word: as a stand-in for a trained one."""

    facts = {}  # noqa: RUF012

    def logits(self, corpus):
        first = np.array([corpus[i][0] for i in range(len(corpus))])
        return np.stack([first == 0, first == 1, first == 2], axis=1).astype(np.float32)


def classifier(model="lstm", max_length=None):
    vocabulary = Vocabulary(["bad", "good", "so", "<unk>"], default_index=3)
    return Classifier(
        ModelSpec.parse(model),
        Table(),
        vocabulary,
        ("0", "1", "2"),
        max_length=max_length,
        signature={},
    )


MEANING = {"positive": "1", "negative": "0"}


def case(*texts, reordered=()):
    return Case(texts, ("positive", "negative"), reordered)


def test_the_figures_by_hand():
    cases = [
        case("good bad", "bad good", reordered=("good bad", "so bad")),
        case("bad good", "good bad"),
        case("so good bad", "bad good so"),
    ]
    result = judge(classifier(), {1: cases}, MEANING)
    assert result.pairs[1].tolist() == [[True, True], [False, False], [False, True]]
    assert result.margins[1].tolist() == [[1, 1], [-1, -1], [0, 1]]
    assert result.kept[1].tolist() == [True, False]
    assert result.left_out == {1: 0}


@pytest.mark.parametrize(
    ("texts", "max_length", "kept"),
    [
        (("so good", "good so"), None, 1),
        (("good", "bad"), None, 0),  # other words
        (("this good that", "that good this"), None, 0),  # equal: two unknown words
        (("so good bad", "bad good so"), 2, 0),  # cut
        (("bad so good", "so bad good"), 2, 1),
    ],
)
def test_what_the_model_reads_decides_what_a_pair_is(texts, max_length, kept):
    result = judge(classifier(max_length=max_length), {1: [case(*texts)]}, MEANING)
    assert (len(result.pairs[1]), result.left_out[1]) == (kept, 1 - kept)


def test_a_blind_model_that_sees_order_is_found_out():
    with pytest.raises(AssertionError, match="bow:1 answers two texts of one 1-gram bag"):
        judge(classifier("bow:1"), {1: [case("so good", "good so")]}, MEANING)


def test_a_users_pairs_go_by_their_order():
    two = case("bad so good . bad so bad .", "bad so bad . bad so good .")
    grouped = by_order(classifier(), [two, case("good", "bad"), case("so good", "good so")])
    assert {order: len(cases) for order, cases in grouped.items()} == {1: 2, 2: 1}


@pytest.mark.parametrize("language", ["en", pytest.param("es", marks=pytest.mark.soak)])
def test_the_shipped_words_are_known(language):
    """The mixed training pairs hold every word of the test pairs."""
    tokenizer = Tokenizer()
    pairs = suites._training(language, suites.ORDERS)
    known = {token for pair in pairs for token in tokenizer(pair.positive)}
    for cases in shipped(language, suites.ORDERS).values():
        assert {token for c in cases for token in tokenizer(c.texts[0])} <= known


HEADER = "pair_id\ttext\tlabel\n"


def test_reading_pairs(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text(HEADER + "1\ta b\tx\n2\tc\tx\n1\tb a\ty\n\n2\td\tz\r\n")
    cases = [Case(("a b", "b a"), ("x", "y")), Case(("c", "d"), ("x", "z"))]
    assert read_cases(str(path)) == cases


def test_pairs_are_read_in_their_encoding_and_with_new_labels(tmp_path):
    (tmp_path / "p.tsv").write_bytes((HEADER + "1\tñ b\tx\n1\tb ñ\t y \n").encode("cp1252"))
    (case,) = read_cases(str(tmp_path / "p.tsv"), Decoding("cp1252"), "x=pos,y=neg")
    assert case == Case(("ñ b", "b ñ"), ("pos", "neg"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "p.tsv: holds no pairs"),
        (HEADER, "p.tsv: holds no pairs"),
        ("1\ta\tx\n", "p.tsv:1: is not the header"),
        (HEADER + "1\ta\n", "p.tsv:2: 2 columns, not pair_id, text, label"),
        (HEADER + "1\ta\tx\n", "the pair '1' has not two rows"),
        (HEADER + "1\ta\tx\n1\tb\tx\n", "the pair '1' has not two rows"),
    ],
)
def test_what_is_no_file_of_pairs(tmp_path, monkeypatch, content, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.tsv").write_text(content)
    with pytest.raises(SeqtextError) as caught:
        read_cases("p.tsv")
    assert says in str(caught.value)
