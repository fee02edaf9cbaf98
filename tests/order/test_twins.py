"""Same-bag sources with different translations: mined, read, certified; and kept from training."""

import pytest

from seqtext.errors import SeqtextError
from seqtext.options import TranslatorSettings
from seqtext.order.trainings.material import divide
from seqtext.order.trainings.plan import Plan
from seqtext.order.translate.material import with_twins
from seqtext.order.translate.twins import Twins, certified_twins, mine_twins, read_twins
from seqtext.tasks.task import task_named
from seqtext.tasks.translate.pair_reading import PairReading
from seqtext.tasks.translate.parallel import Parallel
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.vocabulary import PAD, UNK, Vocabulary

PAIRS = [
    ("The dog bites the man.", "El perro muerde al hombre."),
    ("Hi.", "Hola."),
    ("The man bites the dog.", "El hombre muerde al perro."),
    ("the man bites  the dog .", "El hombre  muerde al perro."),  # the same words and order
    ("bites the man the dog.", "El hombre muerde al perro."),  # a third order
    ("Now I go.", "Ahora voy."),
    ("I go now.", "Ahora voy."),  # another order, the same translation: no twins
    ("is he here", "¿está?"),
    ("he is here", "está"),
    ("here he is", ""),  # without a translation it tells nothing
]
WORD = Tokenizer()


def parallel(rows):
    return Parallel(tuple(s for s, _ in rows), tuple(t for _, t in rows))


def test_twins_are_mined():
    assert mine_twins(parallel(PAIRS), WORD) == (
        Twins(
            ("The dog bites the man.", "The man bites the dog."),
            (("El perro muerde al hombre.",), ("El hombre muerde al perro.",)),
        ),
        Twins(("is he here", "he is here"), (("¿está?",), ("está",))),
    )
    assert len(mine_twins(parallel(PAIRS), WORD, most=1)) == 1


def test_a_translation_that_is_right_for_both_makes_no_twins():
    rows = [("a b", "x"), ("b a", "y"), ("b a", "x")]
    assert mine_twins(parallel(rows), WORD) == ()
    assert len(mine_twins(parallel([*rows[:2], ("b a", "z")]), WORD)) == 1


def divided(train, dev=None, test=None, folds=1):
    """The material of these pairs, without the twins among them."""
    plan = Plan(task_named("translate"), (), (0,), PairReading(), TranslatorSettings(), folds=folds)
    material = divide(plan, train, dev, test)
    every = [pairs for pairs in (train, dev, test) if pairs]
    return with_twins(material, every, {}, Tokenizer())


def test_no_bag_of_twins_is_learned():
    rows = [(f"word{i} other{i % 7}", f"palabra{i}") for i in range(60)]
    found = divided(parallel([*PAIRS, *rows]))
    (part,) = found.parts
    learned = {s.lower() for data in (part.train, part.dev) for s in data.sources}
    assert len(found.twins["mined"]) == 2
    for words in ("dog", "here"):
        assert not any(words in source for source in learned)
    assert found.removed + len(part.train) + len(part.dev) >= 62 - len(part.test)


def test_each_source_is_judged_once():
    rows = [("a", "x"), ("A", "y"), ("b", ""), ("c", "z")]
    (part,) = divided(parallel(PAIRS), parallel(PAIRS[5:6]), parallel(rows)).parts
    assert part.test == parallel([rows[0], rows[3]])


def test_folds_judge_each_source_once_and_learn_no_twins():
    """Pairs with an empty side stay in every training part."""
    rows = [(f"word{i} other{i % 7}", f"palabra{i}") for i in range(60)]
    rows += [("word1 other1", "another"), ("lone", "")]
    found = divided(parallel([*PAIRS, *rows]), folds=3)
    tested = [s for part in found.parts for s in part.test.sources]
    assert len(tested) == len(found.place) == 60 + 9  # "here he is" and "lone" have one side
    listed = [tested[i] for i in found.place]
    assert listed.index("Hi.") < listed.index("word0 other0") < listed.index("word59 other3")
    for part in found.parts:
        learned = {s.lower() for data in (part.train, part.dev) for s in data.sources}
        assert "lone" in learned
        assert not any("dog" in source for source in learned)
        assert not {s.lower() for s in part.test.sources} & learned


def test_twins_are_given_as_two_rows_a_pair(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("pair_id\tsource\ttarget\n1\ta b\tx\n2\tc d\tz \n1\tb a\ty\n2\td c\tw\n")
    first, second = read_twins(str(path))
    assert first == Twins(("a b", "b a"), (("x",), ("y",)))
    assert second.targets == (("z",), ("w",))


@pytest.mark.parametrize(
    ("content", "place", "cause"),
    [
        ("pair_id\ttext\tlabel\n", ":1", "header"),
        ("pair_id\tsource\ttarget\n1\ta\n", ":2", "2 columns"),
        ("pair_id\tsource\ttarget\n1\ta b\tx\n1\tb a\tx \n", "", "different translations"),
        ("pair_id\tsource\ttarget\n1\ta b\tx\n", "", "two rows"),
        ("pair_id\tsource\ttarget\n", "", "holds no pairs"),
    ],
)
def test_what_is_refused(tmp_path, content, place, cause):
    path = tmp_path / "pairs.tsv"
    path.write_text(content)
    with pytest.raises(SeqtextError, match=cause) as error:
        read_twins(str(path))
    assert error.value.place == f"{path}{place}"


@pytest.mark.parametrize(
    ("sources", "longest", "holds"),
    [
        (("a b", "b a"), None, True),
        (("a c", "d a"), None, True),  # c and d are both unknown
        (("c d", "d c"), None, False),  # two unknown words: the same ids in the same order
        (("a b c", "b c a"), 2, False),  # cut to other bags
        (("a b", "a b b"), None, False),
    ],
)
def test_the_certificate_is_made_from_what_a_translator_reads(sources, longest, holds):
    vocabulary = Vocabulary([PAD, UNK, "a", "b"], default_index=1)
    twins = Twins(sources, (("x",), ("y",)))
    assert certified_twins([twins], vocabulary, longest) == ((twins,) if holds else ())
