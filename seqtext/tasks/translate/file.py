"""The model file of a translator: weights and vocabularies as tensors, the rest as JSON."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

import numpy as np
import torch

from seqtext.errors import SeqtextError
from seqtext.options import TranslatorOptions
from seqtext.system.contents import UnfitError, entry, fitting, tensor
from seqtext.system.model_file import read_model, write_model
from seqtext.tasks.seen import NAME, Seen
from seqtext.tasks.translate.network import EncoderDecoder, build_network
from seqtext.tasks.translate.pair_reading import SPECIALS, PairReading
from seqtext.words.digests import TextDigests
from seqtext.words.subwords import stored_tokenizer
from seqtext.words.vocabulary import Vocabulary

SIDES = ("source", "target")


@dataclass(frozen=True)
class Stored:
    """A translator as its file holds it: a network with all that it needs to read and to write.

    name            of the registry, or ENCODER-DECODER
    options         its architecture
    network         trained
    source, target  vocabularies with their tokenisers; equal if they were learned together
    max_length      sources are cut after this many tokens; None: never
    signature       how it was made: JSON-able, without time, host or path
    origin          what `info` shows in addition: texts, the number of training pairs, and dev, the
                    number of pairs and the BLEU of the development set. Older files have none.
    seen            hashes of the training sources; None if they were omitted
    """

    name: str
    options: TranslatorOptions
    network: EncoderDecoder
    source: Vocabulary
    target: Vocabulary
    max_length: int | None
    signature: dict[str, Any]
    origin: dict[str, Any] = field(default_factory=dict)
    seen: Seen | None = None

    @property
    def digests(self) -> TextDigests:
        """The digests by which this translator distinguishes sources (`PairReading.sources`)."""
        tokenizer = self.source.tokenizer
        return PairReading(tokenizer.name, tokenizer.cased, max_length=self.max_length).sources

    def knowing(self, sources: Iterable[str]) -> Self:
        """A copy with the hashes of these training sources."""
        return replace(self, seen=Seen.of(self.digests(sources)))

    @property
    def joint(self) -> bool:
        """Whether both sides share one vocabulary, and so their vectors."""
        return self.network.source is self.network.target

    def described(self) -> dict[str, Any]:
        """The signature with model and vocabularies: all that changes a figure."""
        sides = self._vocabularies().items()
        sizes = {side: {"size": len(v), "digest": v.digest()} for side, v in sides}
        return {**self.signature, "model": self.name, "vocabulary": sizes}

    def save(self, path: str) -> None:
        """Write the model file."""
        header = {
            "task": "translate",
            "model": self.name,
            "options": asdict(self.options),
            "tokenizer": {s: v.tokenizer.to_json() for s, v in self._vocabularies().items()},
            "joint": self.joint,
            "max_length": self.max_length,
            "signature": self.signature,
            "origin": self.origin,
        }
        write_model(path, self._tensors(), header)

    def _tensors(self) -> dict[str, np.ndarray]:
        state, sides = self.network.state_dict(), self._vocabularies()
        if self.joint:  # the same vectors, and words, under two names
            del state["source.weight"], sides["source"]
        tensors = {name: value.cpu().numpy() for name, value in state.items()}
        for side, vocabulary in sides.items():
            parts = zip(("bytes", "offsets"), vocabulary.to_bytes(), strict=True)
            tensors |= {f"vocabulary.{side}.{name}": array for name, array in parts}
        if self.seen:
            tensors[NAME] = self.seen.hashes
        return tensors

    def _vocabularies(self) -> dict[str, Vocabulary]:
        return {"source": self.source, "target": self.target}

    @classmethod
    def load(cls, path: str) -> Self:
        """Read a model file. Raises SeqtextError if it is damaged, foreign or of another task."""
        tensors, header = read_model(path)
        if header.get("task") != "translate":
            remedy = "give a model that `train translate` wrote"
            raise SeqtextError(path, "is not a translator", remedy)
        with fitting(path):
            return cls._of(tensors, header)

    @classmethod
    def _of(cls, tensors: dict[str, np.ndarray], header: dict[str, Any]) -> Self:
        name, joint = entry(header, "model", str), entry(header, "joint", bool)
        tokenizers = entry(header, "tokenizer", dict)
        source, target = (
            _vocabulary(tensors, "target" if joint else side, tokenizers[side]) for side in SIDES
        )
        max_length = header["max_length"]
        if max_length is not None and entry(header, "max_length", int) < 1:
            raise UnfitError(f"max_length is {max_length}")
        options = TranslatorOptions(**entry(header, "options", dict))
        network = _network(name, (len(source), len(target)), options, joint, tensors)
        signature = entry(header, "signature", dict)
        origin = entry(header, "origin", dict) if "origin" in header else {}
        seen = Seen.stored(tensors)
        return cls(name, options, network, source, target, max_length, signature, origin, seen)


def _network(
    name: str,
    sizes: tuple[int, int],
    options: TranslatorOptions,
    joint: bool,
    tensors: dict[str, np.ndarray],
) -> EncoderDecoder:
    """The network with the weights of the file; their shapes are checked before memory is
    allocated.
    """
    with torch.device("meta"):  # shapes without memory
        shapes = build_network(name, sizes, options, joint).state_dict()
    weights = {
        key: torch.from_numpy(tensor(tensors, _stored(key, joint), np.float32, *shape.shape))
        for key, shape in shapes.items()
    }
    network = build_network(name, sizes, options, joint)
    network.load_state_dict(weights)
    return network


def _stored(name: str, joint: bool) -> str:
    """The name of a weight in the file."""
    return "target.weight" if joint and name == "source.weight" else name


def _vocabulary(tensors: dict[str, np.ndarray], side: str, tokenizer: dict[str, Any]) -> Vocabulary:
    vocabulary = Vocabulary.from_bytes(
        tensor(tensors, f"vocabulary.{side}.bytes", np.uint8, None),
        tensor(tensors, f"vocabulary.{side}.offsets", np.int64, None),
        stored_tokenizer(tokenizer),
    )
    if tuple(vocabulary.tokens[: len(SPECIALS)]) != SPECIALS:
        raise UnfitError(f"the vocabulary does not begin with {', '.join(SPECIALS)}")
    return vocabulary
