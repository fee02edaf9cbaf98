"""The bridge where torchtext loads (make torchtext), and the one line where it does not."""

import pytest

from seqtext.errors import SeqtextError
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.torchtext_bridge import from_torchtext, to_torchtext
from seqtext.words.vocabulary import Vocabulary

try:
    import torchtext.vocab

    REASON = ""
except (ImportError, OSError) as error:
    REASON = str(error).splitlines()[0]

loads = pytest.mark.skipif(bool(REASON), reason=f"torchtext does not load: {REASON}")
TOKENS = ["<pad>", "<unk>", "ñandú", "not", "", "a b", "\t"]


@loads
@pytest.mark.parametrize("index", [None, 1, -1])
def test_a_vocabulary_goes_to_torchtext_and_back(index):
    ours = Vocabulary(TOKENS, default_index=index)
    theirs = to_torchtext(ours)
    assert isinstance(theirs, torchtext.vocab.Vocab)
    back = from_torchtext(theirs, Tokenizer("basic-english"))
    assert (back.tokens, back.default_index) == (TOKENS, index)
    assert back.tokenizer == Tokenizer("basic-english")


CALLS = {
    "length": len,
    "index": lambda v: v["not"],
    "unknown": lambda v: v["zzz"],
    "contains": lambda v: ("not" in v, "zzz" in v),
    "call": lambda v: v(["not", "zzz"]),
    "lookup_indices": lambda v: v.lookup_indices(["not", "ñandú"]),
    "lookup_token": lambda v: v.lookup_token(3),
    "lookup_token beyond": lambda v: v.lookup_token(7),
    "lookup_token below": lambda v: v.lookup_token(-1),
    "lookup_tokens": lambda v: v.lookup_tokens([3, 0]),
    "get_stoi": lambda v: v.get_stoi(),
    "get_itos": lambda v: v.get_itos(),
    "insert": lambda v: (v.insert_token("x", 2), v.get_itos(), v.get_default_index()),
    "insert at the end": lambda v: (v.insert_token("x", 7), v.get_stoi()),
    "insert beyond": lambda v: v.insert_token("x", 8),
    "insert twice": lambda v: v.insert_token("not", 0),
    "append": lambda v: (v.append_token("x"), v.get_itos()),
    "append twice": lambda v: v.append_token("not"),
    "default": lambda v: (v.set_default_index(3), v["zzz"], v.get_default_index()),
    "no default": lambda v: (v.set_default_index(None), v.get_default_index()),
}


@loads
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("index", [None, 1])
def test_ours_answers_as_theirs(call, index):
    def answer(vocabulary):
        try:
            return call(vocabulary)
        except RuntimeError:
            return RuntimeError

    ours = Vocabulary(TOKENS, default_index=index)
    assert answer(to_torchtext(ours)) == answer(ours)


@loads
@pytest.mark.parametrize(
    "text",
    [
        "You can't, can you?",
        'a "so-so" film;(1:2)<br />Fin.',
        'x<br/>y <BR /> a"\'"b ¡no!',
        '<br "/> ΟΔΟΣ İ \x1c\u00a0\u2028 a.b,c ... ?!',
    ],
)
def test_basic_english_gives_their_tokens(text):
    from torchtext.data.utils import get_tokenizer

    assert Tokenizer("basic-english")(text) == get_tokenizer("basic_english")(text)


@pytest.mark.skipif(not REASON, reason="torchtext loads here")
def test_where_torchtext_does_not_load_one_line_says_so():
    with pytest.raises(
        SeqtextError, match=r"does not load .*pip install 'seqtext\[torchtext\]'"
    ) as e:
        to_torchtext(Vocabulary(TOKENS))
    assert "\n" not in str(e.value)
