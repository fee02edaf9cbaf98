"""The trained model: all that a model file holds, written and read once for every task."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import numpy as np

from seqtext.errors import SeqtextError
from seqtext.options import ComputeOptions
from seqtext.system.contents import UnfitError, entry, fitting, tensor
from seqtext.system.model_file import read_model, write_model
from seqtext.tasks.judged import Judged
from seqtext.tasks.seen import NAME, Seen
from seqtext.words.corpus import Corpus
from seqtext.words.digests import TextDigests
from seqtext.words.subwords import stored_tokenizer
from seqtext.words.vocabulary import PAD, UNK, Vocabulary


@dataclass(frozen=True, kw_only=True)
class Trained(ABC):
    """A model with all that it needs to read a text, and how it was made.

    max_length  texts are cut after this many tokens; None: never
    signature   how it was made: JSON-able, without time, host or path
    origin      what `info` shows in addition: JSON-able, not part of the signature of a figure.
                texts: number of training texts (of each class); dev: number of texts and score of
                the development set; input: how the texts were read. Older files have none.
    seen        hashes of the training texts; None if they were omitted
    facts       of the training just now: parameters, epochs, seconds …; not in the file

    A task defines `task`, its name in model files; `noun`, the kind of model; `roles`, the names
    of its vocabularies ("" for a single one); `specials`, the tokens with which each begins.
    """

    max_length: int | None
    signature: dict[str, Any]
    origin: dict[str, Any] = field(default_factory=dict)
    seen: Seen | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    task: ClassVar[str]
    noun: ClassVar[str]
    roles: ClassVar[tuple[str, ...]] = ("",)
    specials: ClassVar[tuple[str, ...]] = (PAD, UNK)

    @property
    @abstractmethod
    def model_name(self) -> str:
        """The name of the model, with its order: nbsvm:2."""

    @property
    @abstractmethod
    def vocabularies(self) -> dict[str, Vocabulary]:
        """The vocabulary of each role."""

    @property
    def digests(self) -> TextDigests:
        """The digests by which this model distinguishes texts."""
        return TextDigests(self.vocabularies[self.roles[0]].tokenizer, self.max_length)

    @abstractmethod
    def tensors(self) -> dict[str, np.ndarray]:
        """The weights by name."""

    def entries(self) -> dict[str, Any]:
        """What the header of the model file holds for this task: JSON-able."""
        return {}

    @classmethod
    @abstractmethod
    def of(
        cls,
        tensors: dict[str, np.ndarray],
        header: dict[str, Any],
        vocabularies: dict[str, Vocabulary],
        **common: Any,
    ) -> Self:
        """The model of the contents of a file; `common`: the fields of this class.

        Raises UnfitError if they do not fit, before memory of the stated sizes is allocated.
        """

    def place(self, compute: ComputeOptions) -> None:  # noqa: B027
        """Compute on this device from now on. The default computes on the CPU only."""

    @abstractmethod
    def judge(self, data: Any) -> Judged:
        """The answers to the units of some data of this task."""

    @abstractmethod
    def answers(self, texts: Corpus, data: Any, *options: Any) -> dict[str, np.ndarray]:
        """What the scores of the task need of the answers to texts, by name: [units, …].

        texts: the ids of the units of `data`, whose tokens may be in another order. options: the
        records of `Task.answering`.
        """

    @classmethod
    def shares(cls, header: dict[str, Any]) -> bool:
        """Whether all roles share the vocabulary of the last one, by the header of a file."""
        return False

    @property
    def stored_roles(self) -> tuple[str, ...]:
        """The roles whose vocabulary is stored; the others share that of the last role."""
        return self.roles

    def knowing(self, digests: Sequence[bytes]) -> Self:
        """A copy with the hashes of the training texts that have these digests."""
        return replace(self, seen=Seen.of(digests))

    def described(self) -> dict[str, Any]:
        """The signature with model and vocabularies: all that changes a figure."""
        vocabularies = self.vocabularies.items()
        sizes = {role: {"size": len(v), "digest": v.digest()} for role, v in vocabularies}
        return {**self.signature, "model": self.model_name, "vocabulary": sizes.get("", sizes)}

    def save(self, path: str) -> None:
        """Write the model file: weights and vocabularies as tensors, the rest as JSON."""
        tensors = self.tensors()
        for role in self.stored_roles:
            parts = zip(("bytes", "offsets"), self.vocabularies[role].to_bytes(), strict=True)
            tensors |= {_tensor_name(role, part): array for part, array in parts}
        if self.seen:
            tensors[NAME] = self.seen.hashes
        tokenizers = {role: v.tokenizer.to_json() for role, v in self.vocabularies.items()}
        header = {
            "task": self.task,
            "model": self.model_name,
            "tokenizer": tokenizers.get("", tokenizers),
            "max_length": self.max_length,
            "signature": self.signature,
            "origin": self.origin,
            **self.entries(),
        }
        write_model(path, tensors, header)

    @classmethod
    def load(cls, path: str) -> Self:
        """Read a model file. Raises SeqtextError if it is damaged, foreign or of another task.

        A forged file is refused too, before its sizes take memory or its numbers reach a kernel.
        """
        tensors, header = read_model(path)
        if header.get("task") != cls.task:
            remedy = f"give a model that `train {cls.task}` wrote"
            raise SeqtextError(path, f"is not a {cls.noun}", remedy)
        with fitting(path):
            vocabularies = cls._vocabularies(tensors, header)
            max_length = header["max_length"]
            if max_length is not None and entry(header, "max_length", int) < 1:
                raise UnfitError(f"max_length is {max_length}")
            return cls.of(
                tensors,
                header,
                vocabularies,
                max_length=max_length,
                signature=entry(header, "signature", dict),
                origin=entry(header, "origin", dict) if "origin" in header else {},
                seen=Seen.stored(tensors),
            )

    @classmethod
    def _vocabularies(
        cls, tensors: dict[str, np.ndarray], header: dict[str, Any]
    ) -> dict[str, Vocabulary]:
        tokenizers = entry(header, "tokenizer", dict)
        if cls.roles == ("",):
            tokenizers = {"": tokenizers}
        vocabularies = {}
        for role in cls.roles:
            owner = cls.roles[-1] if cls.shares(header) else role
            vocabularies[role] = Vocabulary.from_bytes(
                tensor(tensors, _tensor_name(owner, "bytes"), np.uint8, None),
                tensor(tensors, _tensor_name(owner, "offsets"), np.int64, None),
                stored_tokenizer(tokenizers[role]),
            )
            if tuple(vocabularies[role].tokens[: len(cls.specials)]) != cls.specials:
                raise UnfitError(f"the vocabulary does not begin with {', '.join(cls.specials)}")
        return vocabularies


def _tensor_name(role: str, part: str) -> str:
    return ".".join(filter(None, ("vocabulary", role, part)))
