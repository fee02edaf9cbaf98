"""Conversion to and from vocabularies of torchtext, if torchtext is installed."""

from collections import OrderedDict
from typing import TYPE_CHECKING

from seqtext.errors import SeqtextError
from seqtext.text.tokenizer import Tokenizer
from seqtext.words.vocabulary import Vocabulary

if TYPE_CHECKING:
    from torchtext.vocab import Vocab


def to_torchtext(vocabulary: Vocabulary) -> "Vocab":
    """A torchtext.vocab.Vocab with the same ids and default index.

    Raises SeqtextError if torchtext does not load: its last release, 0.18, was compiled for
    torch 2.3 and fails under a newer one.
    """
    try:
        from torchtext.vocab import vocab
    except (ImportError, OSError) as error:  # OSError: its compiled part finds another torch
        reason = str(error).splitlines()[0]
        remedy = (
            "pip install 'seqtext[torchtext]' in an environment of its own, which has torch 2.3"
        )
        raise SeqtextError("torchtext", f"does not load here ({reason})", remedy) from None
    result = vocab(OrderedDict.fromkeys(vocabulary.tokens, 1))
    result.set_default_index(vocabulary.default_index)
    return result


def from_torchtext(vocab: "Vocab", tokenizer: Tokenizer) -> Vocabulary:
    """The Vocabulary with the ids and the default index of a torchtext.vocab.Vocab.

    torchtext stores neither the tokeniser, which the caller gives, nor counts, which are 0.
    """
    index = vocab.get_default_index()
    return Vocabulary(vocab.get_itos(), tokenizer=tokenizer, default_index=index)
