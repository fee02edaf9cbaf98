"""The tokenisers: tables by hand, and `word` against its definition, character by character."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from seqtext.errors import SeqtextError
from seqtext.text.characters import general_kind, lower
from seqtext.text.tokenizer import Tokenizer

TABLE = [
    ("word", "Not bad, I'd say.", ["not", "bad", ",", "i'd", "say", "."]),
    ("word", "didn't DIDN’T don´t don‘t don`t don＇t don′t", ["didn't"] * 2 + ["don't"] * 5),
    ("word", "‘so’ ``so'' 5´ 6′", ["‘", "so", "’", "`", "`", "so", "'", "'", "5", "´", "6", "′"]),
    ("word", "'tis the dogs' rock'n'roll", ["'", "tis", "the", "dogs", "'", "rock'n'roll"]),
    (
        "word",
        "the '90s, 5'11, a''b, x'",
        ["the", "'", "90s", ",", "5", "'", "11", ",", "a", "'", "'", "b", ",", "x", "'"],
    ),
    ("word", "¿Qué niño? ¡Ándale!", ["¿", "qué", "niño", "?", "¡", "ándale", "!"]),
    ("word", "n\u0303u\u0301'x", ["ñú'x"]),  # NFC; and a mark before the apostrophe is a letter's
    ("word", "q\u0303'x", ["q\u0303'x"]),  # no composed form: the mark stays, the word holds
    ("word", "3.5 km² ½ snake_case", ["3", ".", "5", "km", "²", "½", "snake_case"]),
    ("word", "so-so... :-)", ["so", "-", "so", ".", ".", ".", ":", "-", ")"]),
    ("word", "a\u200bb\u00a0c\0d\te\u2028f", list("abcdef")),
    # Invisible: a soft hyphen, a direction mark, a word joiner; a joiner stays where it joins.
    ("word", "won\u00adder\u00ad ful\u200f \u2060a\ufeffb", ["wonder", "ful", "ab"]),
    ("word", "don\u00ad't don'\u00adt", ["don't", "don't"]),
    ("word", "می\u200cخواهم\u200c. ක්\u200dෂ\u200d", ["می\u200cخواهم", ".", "ක්\u200dෂ"]),
    # A selector stays with a symbol and with nothing else.
    ("word", "so ❤️love\ufe0f \ufe0fit", ["so", "❤️", "love", "it"]),
    ("word", "葛\U000e0100城 ℹ️info ©️2020", ["葛", "城", "ℹ️", "info", "©️", "2020"]),
    ("word", "-\u0301a \u0301a", ["-\u0301", "a", "\u0301a"]),
    ("word", "🇪🇸🇫🇷🇪 a🇪🇸b", ["🇪🇸", "🇫🇷", "🇪", "a", "🇪🇸", "b"]),
    ("word", "1️⃣2️⃣ 12️⃣ a1⃣ #️⃣", ["1️⃣", "2️⃣", "12", "⃣", "a1", "⃣", "#️⃣"]),
    ("word", "👩🏽\u200d. 🏽 👩\u200da", ["👩🏽", ".", "🏽", "👩", "a"]),
    (
        "word",
        "电影3次'看 すし々 テレビ",
        ["电", "影", "3", "次", "'", "看", "す", "し", "々", "テレビ"],
    ),
    ("word", "ΟΔΟΣ İ ǅ ẞ", ["οδοσ", "İ", "ǆ", "ß"]),  # one code point for one
    ("word", "", []),
    ("word", " \n", []),
    ("whitespace", "Wo n't\u00a0do , 'S", ["wo", "n't", "do", ",", "'s"]),
    ("char", "ACGT n\u0303\n", ["a", "c", "g", "t", " ", "ñ", "\n"]),
    # What torchtext's basic_english gives, by its rules: lower-case; ' . , ( ) ! ? apart; " away;
    # <br /> ; : to spaces; nothing else is cut.
    ("basic-english", "You can't, can you?", ["you", "can", "'", "t", ",", "can", "you", "?"]),
    (
        "basic-english",
        'a "so-so" film;(1:2)<br />Fin.',
        ["a", "so-so", "film", "(", "1", "2", ")", "fin", "."],
    ),
    ("basic-english", 'x<br/>y <BR /> a"\'"b ¡no!', ["x<br/>y", "a", "'", "b", "¡no", "!"]),
]


@pytest.mark.parametrize(("name", "text", "expected"), TABLE)
def test_tokens(name, text, expected):
    assert Tokenizer(name)(text) == expected


@pytest.mark.parametrize(
    ("tokenizer", "text", "expected"),
    [
        (Tokenizer(cased=True), "The İ's e’nd.", ["The", "İ's", "e’nd", "."]),
        (Tokenizer(marks=False), "Not '90s: don’t… ½ 😀", ["not", "90s", "don't"]),
        (Tokenizer(marks=False), "❤️a 电影 -\u20dda 1️⃣", ["a", "电", "影", "a"]),
        # Version 1, of the files that name none: as it always was.
        (Tokenizer(version=1), "DON’T don´t", ["don’t", "don", "´", "t"]),
        (Tokenizer(version=1), "❤️love 👍🏽🇪🇸", ["❤", "\ufe0flove", "👍", "🏽", "🇪", "🇸"]),
        (Tokenizer(version=1), "won\u00adder 电影 می\u200cخ", ["won", "der", "电影", "می", "خ"]),
        (Tokenizer("whitespace", cased=True), "The End.", ["The", "End."]),
        (Tokenizer("char", cased=True), "Aa", ["A", "a"]),
    ],
)
def test_options(tokenizer, text, expected):
    assert tokenizer(text) == expected


# What people see as one (Unicode's emoji-test.txt has all of these).
_EMOJI = """😀 ❤️ ❤ ☹️ ™️ 👍🏽 ☝🏿 👩‍💻 👩🏽‍💻 👩‍❤️‍👨 👨‍👩‍👧‍👦 🏳️‍🌈 🏴‍☠️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🐻‍❄️ 🙂‍↔️
🧑🏻‍🤝‍🧑🏿 🇪🇸 🇺🇳 0️⃣ *️⃣ 1⃣ ⛹🏻‍♀️ ㊗️ 🅰️ ‼️"""
EMOJI = _EMOJI.split()


@given(st.lists(st.sampled_from([*EMOJI, "not ", " ", ".", "é "]), max_size=12))
def test_an_emoji_is_a_grapheme_cluster(parts):
    """As UAX 29 has them, which the package `regex` implements; words lie between."""
    text = "".join(parts)
    shown = [c for c in regex.findall(r"\X", text) if c != " "]
    tokens = Tokenizer()(text)
    assert [t for t in tokens if not t.isalnum()] == [c for c in shown if not c.isalnum()]
    assert "".join(tokens) == "".join(shown)


def by_hand(text, cased, marks):
    """Version 1 of `word` with nothing clever in it."""
    text = unicodedata.normalize("NFC", text)
    if not cased:
        text = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    sort = [unicodedata.category(c) for c in text]
    tokens, at = [], 0
    while at < len(text):
        end = at
        while end < len(text):
            inside = sort[end][0] in "LM" or sort[end] == "Nd" or text[end] == "_"
            before = end > at and sort[end - 1][0] in "LM"
            after = end + 1 < len(text) and sort[end + 1][0] == "L"
            if not inside and not (text[end] in "'’" and before and after):
                break
            end += 1
        apart = sort[at][0] == "Z" or sort[at] in ("Cc", "Cf", "Cs")
        if end > at or (marks and not apart):
            tokens.append(text[at : max(end, at + 1)])
        at = max(end, at + 1)
    return tokens


# ´ ‘ ` ′, what is ignored, joiners, and pictures, which take tones and join.
NEW = {*"´‘`′\u00ad\u061c\u180e\u200c\u200d\u200e\u200fℹ", *map(chr, range(0x202A, 0x2070))}
INTERESTING = "aB1_'’.,-² \t\n\u0301\u200d\u00adİΣςǅ的😀𝔘\U0001e922\U00020000Ꭰ"


@given(st.text(st.sampled_from(INTERESTING) | st.characters()), st.booleans(), st.booleans())
def test_word_is_its_definition(text, cased, marks):
    assert Tokenizer("word", cased, marks, version=1)(text) == by_hand(text, cased, marks)


@given(st.text(st.sampled_from(INTERESTING) | st.characters(), max_size=30))
def test_where_there_is_nothing_new_both_versions_agree(text):
    new = {general_kind(c) == "M" for c in text} | {c in NEW or c > "\u2fff" for c in text}
    if not any(new):
        assert Tokenizer(cased=True)(text) == Tokenizer(cased=True, version=1)(text)


def test_word_is_its_definition_on_every_code_point():
    # Where nothing is assigned there is nothing to tell apart; the test below holds that.
    points = [*range(0x33000), *range(0xE0000, 0xE0200)]
    step = 512  # a text within as few blocks as can be, so that every pattern is used
    for start in range(0, len(points), step):
        text = "".join(f"{chr(p)}'a{chr(p)}'{chr(p)} " for p in points[start : start + step])
        assert Tokenizer("word", True, version=1)(text) == by_hand(text, True, True)


def test_only_the_parts_of_unicode_that_are_looked_at_hold_words():
    outside = [*range(0x40000, 0xE0000), *range(0xE1000, 0x110000)]
    assert {general_kind(chr(point)) for point in outside} == {"O"}


def test_lower_is_one_to_one_over_all_of_unicode():
    everything = "".join(map(chr, range(0x110000)))
    expected = "".join(c.lower() if len(c.lower()) == 1 else c for c in everything)
    assert lower(everything) == expected
    assert [c for c in everything if len(c.lower()) > 1] == ["İ"]  # the docs say so


@given(st.text())
def test_char_and_whitespace_lose_nothing(text):
    composed = unicodedata.normalize("NFC", text)
    assert "".join(Tokenizer("char", cased=True)(text)) == composed
    assert Tokenizer("whitespace", cased=True)(text) == composed.split()


@pytest.mark.parametrize(
    ("options", "place"),
    [
        (("words",), "--tokenizer"),
        (("basic-english", True), "--cased"),
        (("char", False, False), "--no-marks"),
        (("basic-english", False, False), "--no-marks"),
        (("whitespace", False, False), "--no-marks"),
    ],
)
def test_options_that_do_not_apply_are_refused(options, place):
    with pytest.raises(SeqtextError) as error:
        Tokenizer(*options)
    assert error.value.place == place


@pytest.mark.parametrize(
    "tokenizer",
    [Tokenizer(), Tokenizer(version=1), Tokenizer("word", True, False), Tokenizer("char", True)],
)
def test_a_tokenizer_travels_as_json(tokenizer):
    assert Tokenizer.from_json(tokenizer.to_json()) == tokenizer


@pytest.mark.parametrize(
    "change",
    [
        {"name": "bpe"},
        {"cased": 1},
        {"stem": True},
        {"name": "char", "marks": False},
        {"version": 3},
        {"version": 0},
        {"version": "2"},
    ],
)
def test_a_tokenizer_of_another_version_is_refused(change):
    with pytest.raises(SeqtextError):
        Tokenizer.from_json(Tokenizer().to_json() | change)


@pytest.mark.parametrize(
    ("name", "text", "joined"),
    [
        ("word", "¿Qué niño?  (Sí, «ése».)", "¿Qué niño? (Sí, «ése».)"),
        ("word", "don't: 50 %", "don't: 50%"),
        ("whitespace", "a ,  b", "a , b"),
        ("char", " a  b ", " a  b "),
    ],
)
def test_joined_tokens_read_as_people_write(name, text, joined):
    tokenizer = Tokenizer(name, cased=True)
    assert tokenizer.join(tokenizer(text)) == joined


def test_a_file_that_names_no_version_has_the_first():
    record = {"name": "word", "cased": False, "marks": True, "unicode": "14.0.0"}
    assert Tokenizer.from_json(record) == Tokenizer(version=1)
    assert Tokenizer.from_json(record).to_json() == record
    assert Tokenizer.from_json(record | {"name": "char"}) == Tokenizer("char")


def test_another_version_of_unicode_is_told_once(capsys):
    record = Tokenizer().to_json()
    for _ in range(2):
        Tokenizer.from_json(record)
        assert Tokenizer.from_json(record | {"unicode": "9.0.0"}).to_json()["unicode"] == "9.0.0"
    (line,) = capsys.readouterr().err.splitlines()
    assert "Unicode 9.0.0" in line
