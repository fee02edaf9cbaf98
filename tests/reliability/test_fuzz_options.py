"""Whatever stands in an option or a header: it is taken, or a SeqtextError."""

import codecs
import json
from dataclasses import fields

import numpy as np

from seqtext.network_options import NetworkOptions
from seqtext.options import TrainingOptions
from seqtext.order.texts.shuffles import Shuffle
from seqtext.registry import ModelSpec, parse_list
from seqtext.text.formats import InputOptions
from seqtext.text.lines import Decoding
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.vocabulary import Vocabulary

FEW = 1000

WORDS = [
    "bow",
    "nbsvm",
    "lstm",
    "magic",
    "",
    "full",
    "blocks",
    "window",
    "swaps",
    "reverse",
    "sort",
]
WORDS += ["1", "0", "-1", "5", "99999999999", "9" * 5000, "0.5", "nan", "inf", "1e999", "٣", "²"]
WORDS += [
    ":",
    ",",
    " ",
    "\0",
    "ñ",
    "\ud800",
    "x" * 300,
    "word",
    "utf-8",
    "strict",
    "replace",
    "rot13",
]
VALUES = [
    0,
    1,
    -1,
    64,
    10**9,
    1 << 70,
    0.5,
    -0.5,
    1e999,
    float("nan"),
    None,
    True,
    "",
    "3,4",
    "max",
]


def joined(random) -> str:
    return "".join(random.choice(WORDS) for _ in range(random.randrange(5)))


def test_parsers_and_options(rounds):
    options = [
        (record, item.name)
        for record in (NetworkOptions, TrainingOptions)
        for item in fields(record)
    ]

    def try_one(random):
        way, text = random.randrange(7), joined(random)
        if way == 0:
            str(ModelSpec.parse(text))
        elif way == 1:
            parse_list(text)
        elif way == 2:
            shuffle = Shuffle.parse(text)
            shuffled = shuffle(list("abcdef"), np.random.default_rng(0))
            assert sorted(shuffled) == list("abcdef")
        elif way == 3:
            Decoding(text, random.choice(WORDS))
            codecs.lookup(text)
        elif way == 4:
            InputOptions(random.choice([text, "tsv"]), text)
        elif way == 5:
            Tokenizer.from_json(json_like(random, 2))
        else:
            record, name = random.choice(options)
            record(**{name: random.choice([*VALUES, text])})

    rounds("parsers and options", FEW).fuzz(try_one)


def json_like(random, depth: int):
    """Something that JSON may hold, near to the options of a tokeniser."""
    if depth and random.random() < 0.5:
        keys = ["name", "cased", "marks", "unicode", "x"]
        return {random.choice(keys): json_like(random, depth - 1) for _ in range(4)}
    return random.choice([*VALUES, "word", "char", "14.0.0", [], {}])


def test_headers_of_tables(tmp_path, rounds):
    """Any JSON in the first line of a table."""

    def try_one(random):
        header = json_like(random, 2)
        if isinstance(header, dict):
            tokenizer = {"name": "word", "cased": False, "marks": True, "unicode": "14.0.0"}
            usual = {"size": 1, "texts": 1, "default_index": 0, "tokenizer": tokenizer}
            header = {**usual, random.choice(list(usual)): json_like(random, 2), **header}
        line = f"#seqtext vocabulary 1\t{json.dumps(header)}\n"
        (tmp_path / "v").write_text(line + "good\t1\t1\n")
        vocabulary = Vocabulary.read(str(tmp_path / "v"))
        vocabulary.write(str(tmp_path / "again"))

    rounds("headers of tables", FEW // 3).fuzz(try_one)
