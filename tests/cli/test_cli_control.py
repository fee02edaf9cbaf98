"""`order control` in a process."""

from collections import Counter


def test_order_control_prints_pairs_with_one_bag(seqtext):
    done = seqtext("order", "control", "order", "--order", "2", "--count", "5", "--part", "test")
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [label for label, _ in rows] == ["positive", "negative"] * 5
    for (_, first), (_, second) in zip(rows[::2], rows[1::2], strict=True):
        assert first != second
        assert Counter(first.split()) == Counter(second.split())


def test_bag_control_keeps_the_texts_and_drops_their_labels(seqtext):
    given = b"old\tone two\nold\ttwo  one\nnew\tthree four\nnew\tfive\n"
    done = seqtext("order", "control", "bag", "-", "--format", "tsv", stdin=given)
    labels, texts = zip(*(line.split("\t") for line in done.stdout.splitlines()), strict=True)
    assert texts == ("one two", "two one", "three four", "five")
    assert set(labels) == {"positive", "negative"}
    assert labels[0] == labels[1]


def test_bag_control_has_texts_of_its_own(seqtext):
    done = seqtext("order", "control", "bag", "--language", "es", "--quiet")
    counts = Counter(line.split("\t")[0] for line in done.stdout.splitlines())
    assert counts["positive"] + counts["negative"] == 3000
    assert abs(counts["positive"] - counts["negative"]) <= 300
    assert done.stderr == ""


def test_what_bag_control_refuses(seqtext):
    done = seqtext("order", "control", "bag", "-", stdin=b"only one\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert "too few" in done.stderr


def test_no_order_is_left_in_the_none_control(seqtext):
    given = b"good\tone two three four five six seven\nbad\tb a c d e f\n"
    done = seqtext("order", "control", "none", "-", "--format", "tsv", stdin=given)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [label for label, _ in rows] == ["good", "bad"]
    for line, (_, text) in zip(given.decode().splitlines(), rows, strict=True):
        original = line.split("\t")[1]
        assert text != original
        assert sorted(text.split()) == sorted(original.split())


def test_the_none_control_has_texts_of_its_own(seqtext):
    done = seqtext("order", "control", "none", "--seed", "1")
    assert len(done.stdout.splitlines()) == 3000
