"""Text to tokens. This module is the definition; the kernel must agree with it."""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from seqtext.errors import SeqtextError, unknown_name
from seqtext.text.characters import VERSION, lower
from seqtext.text.word_tokenizer import settled, word


def whitespace(text: str) -> list[str]:
    """The words between white space (of Unicode), as in str.split."""
    return text.split()


def char(text: str) -> list[str]:
    """Every code point, including spaces."""
    return list(text)


SINGLES, SPACES = "'.,()!?", ";:"  # to basic-english: tokens by themselves; the same as a space
_BASIC_ENGLISH = str.maketrans({c: f" {c} " for c in SINGLES} | dict.fromkeys(SPACES, " "))


def basic_english(text: str) -> list[str]:
    """The tokens of torchtext's tokeniser of that name, which always lower-cases.

    Double quotes are removed, <br /> ; and : are spaces, and ' . , ( ) ! ? are tokens.
    """
    return text.translate(_BASIC_ENGLISH).split()


TOKENIZERS: dict[str, Callable[[str], list[str]]] = {
    "word": lambda text: word(text, marks=True),
    "whitespace": whitespace,
    "char": char,
    "basic-english": basic_english,
}


# Spaces before closing and after opening characters, which Tokenizer.join omits.
_LOOSE = re.compile(r" (?=[.,;:!?%)\]}»…])|(?<=[¿¡(\[{«]) ")


@dataclass(frozen=True)
class Tokenizer:
    """Text to tokens, with the options that every file that depends on them stores.

    name: one of TOKENIZERS. cased: keep upper case; not for basic-english, which always lower-
    cases. marks: keep the tokens that are not words, such as a full stop; only `word` can drop
    them. version: of the definition of `word`; the other tokenisers have one version. unicode: the
    version of Unicode with which it was used, if it comes from a file.
    """

    name: str = "word"
    cased: bool = False
    marks: bool = True
    version: int = VERSION
    unicode: str = field(default=unicodedata.unidata_version, compare=False)

    def __post_init__(self) -> None:
        if self.name not in TOKENIZERS:
            raise unknown_name("--tokenizer", "tokenizer", self.name, TOKENIZERS)
        if self.cased and self.name == "basic-english":
            raise SeqtextError("--cased", "basic-english always lower-cases", "omit --cased")
        if not self.marks and self.name != "word":
            cause = f"the tokenizer {self.name} cannot drop marks"
            raise SeqtextError("--no-marks", cause, "use --tokenizer word")

    def __call__(self, text: str) -> list[str]:
        text = self.prepare(text)
        text = text if self.cased else lower(text)
        if self.name == "word":
            return word(text, self.marks, self.version, straight=not self.cased)
        return TOKENIZERS[self.name](text)

    def join(self, tokens: Iterable[str]) -> str:
        """The tokens as readable text; for `char` the original text.

        The other tokenisers do not keep white space: `word` puts a space between two tokens unless
        the first opens something or the second closes something; the others always put a space.
        """
        if self.name == "char":
            return "".join(tokens)
        text = " ".join(tokens)
        return _LOOSE.sub("", text) if self.name == "word" else text

    def prepare(self, text: str) -> str:
        """The step before tokenising: NFC, or the clean-up of torchtext."""
        if self.name == "basic-english":
            return text.lower().replace('"', "").replace("<br />", " ")
        if self.name == "word" and self.version > 1:
            return settled(text)
        return unicodedata.normalize("NFC", text)

    def __str__(self) -> str:
        """The command-line options for this tokeniser."""
        flags = (" --cased" if self.cased else "") + ("" if self.marks else " --no-marks")
        return f"--tokenizer {self.name}{flags}"

    @property
    def described(self) -> str:
        """The options, and the version of the definition."""
        return f"{self} (version {self.version})" if self.name == "word" else str(self)

    def to_json(self) -> dict[str, Any]:
        """The options and the two versions that define a word: of the definition (unless 1) and of
        Unicode.
        """
        record = {
            "name": self.name,
            "cased": self.cased,
            "marks": self.marks,
            "unicode": self.unicode,
        }
        return record | ({"version": self.version} if self._is_versioned else {})

    @property
    def _is_versioned(self) -> bool:
        return self.name == "word" and self.version > 1

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> "Tokenizer":
        """The tokeniser of a file. Raises SeqtextError if this version does not support it."""
        types = {"name": str, "cased": bool, "marks": bool, "unicode": str, "version": int}
        complete: Any = record if not isinstance(record, dict) else {"version": 1} | record
        if not isinstance(complete, dict) or {k: type(v) for k, v in complete.items()} != types:
            cause = f"not the options of a tokenizer: {record!r}"
            raise SeqtextError("tokenizer", cause, "read it with the version that wrote it")
        if not 1 <= complete["version"] <= VERSION:
            cause = f"version {complete['version']} of `word`; this seqtext has {VERSION}"
            raise SeqtextError("tokenizer", cause, "read it with the version that wrote it")
        if complete["name"] != "word":
            complete["version"] = VERSION
        if complete["unicode"] != unicodedata.unidata_version:
            _say_unicode(complete["unicode"])
        return cls(**complete)


@cache
def _say_unicode(version: str) -> None:
    """Warn on stderr, once per process and version."""
    print(
        f"seqtext: the tokens of a file were made with Unicode {version}, and this Python has "
        f"{unicodedata.unidata_version}: characters that only one of them knows may be split "
        "differently",
        file=sys.stderr,
    )
