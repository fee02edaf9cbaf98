"""What a translator says to test sentences and to twins, and how right it is."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from seqtext.options import SearchOptions
from seqtext.order.translate.twins import Twins, certified_twins
from seqtext.tasks.translate.parallel import Parallel
from seqtext.tasks.translate.scores import answers_of
from seqtext.tasks.translate.translator import Translator
from seqtext.words.corpus import Corpus, encode_texts

CARD_ROUNDING = 1e-5  # relative: of the same sum, twice on a card
CLEAR = 1e-3  # nats by which a source must prefer its own translation: beyond all rounding
Tensors = dict[str, np.ndarray]


class Judge:
    """What a translator says, and how right it is."""

    def __init__(self, translator: Translator, search: SearchOptions) -> None:
        self.translator, self.search = translator, search
        self.blind = translator.blind
        self.reordered = 0  # sources that a blind network was given in two orders
        self.said: list[list[str]] = []  # by call
        self.known: dict[tuple[int, ...], str] = {}  # of a blind model: bag -> translation

    def __call__(self, sources: Corpus, pairs: Parallel) -> Tensors:
        """The counts of BLEU and chrF, and which translations are the very reference."""
        self.said.append(self.say(sources))
        return answers_of(self.said[-1], pairs.targets)

    def on_twins(self, name: str, twins: Sequence[Twins]) -> tuple[Tensors, int]:
        """Twins that are twins to this translator, and how many are not.

        twins.NAME.exact    uint8 [pairs, 2]: the member's translation is one of its own
        twins.NAME.prefers  uint8 [pairs, 2]: its own translation is likelier than its twin's
        twins.NAME.at       int32 [pairs]: which of all pairs these are
        twins.NAME.bytes …  what was said to both members
        """
        kept = certified_twins(twins, self.translator.source, self.translator.max_length)
        members = [source for pair in kept for source in pair.sources]
        targets_of = [targets for pair in kept for targets in pair.targets]
        translations = self.say(self.read(members))
        right = [
            " ".join(s.split()) in targets
            for s, targets in zip(translations, targets_of, strict=True)
        ]
        arrays: Tensors = {
            "exact": np.array(right, np.uint8).reshape(-1, 2),
            "prefers": self._prefers(kept).astype(np.uint8),
            "at": np.array([twins.index(pair) for pair in kept], np.int32),
        }
        tensors = {f"twins.{name}.{key}": array for key, array in arrays.items()}
        return {**tensors, **text_tensors(f"twins.{name}", translations)}, len(twins) - len(kept)

    def _prefers(self, twins: Sequence[Twins]) -> np.ndarray:
        """bool [pairs, 2]: the first translation of each member, against that of its twin."""
        crossed = [(s, t[0]) for pair in twins for s in pair.sources for t in pair.targets]
        if not crossed:
            return np.zeros((0, 2), bool)
        scores = self.translator.score([s for s, _ in crossed], [t for _, t in crossed])
        square = scores.reshape(-1, 2, 2)  # [pairs, source, target]
        gaps = square[:, :, 0] - square[:, :, 1]
        return np.stack([gaps[:, 0] > CLEAR, gaps[:, 1] < -CLEAR], axis=1)

    def read(self, sources: Sequence[str]) -> Corpus:
        """Sources as ids, cut to what the translator reads."""
        translator = self.translator
        return encode_texts(sources, translator.source, None, translator.max_length)[0]

    def say(self, sources: Corpus) -> list[str]:
        """The translations. A blind model translates each bag once, and is checked to be blind."""
        if not self.blind:
            return self.translator.texts(sources, self.search)
        bags = [tuple(np.sort(sources[i]).tolist()) for i in range(len(sources))]
        firsts = {bag: i for i, bag in reversed(list(enumerate(bags))) if bag not in self.known}
        if firsts:
            firsts_alone = sources.select(np.array(list(firsts.values()), dtype=np.int64))
            translations = self.translator.texts(firsts_alone, self.search)
            self._check_blind(firsts_alone, translations)
            self.known |= dict(zip(firsts, translations, strict=True))
        return [self.known[bag] for bag in bags]

    def _check_blind(self, sources: Corpus, translations: Sequence[str]) -> None:
        """The network itself gives its translations the same bits for the sources backwards.

        On a card, which may round anew in each run, the same but for 1e-5.
        """
        translator = self.translator
        targets, _ = translator.read(translations, translator.target)
        backwards = sources.rearranged(lambda ids: np.arange(len(ids))[::-1])
        first, second = (translator.forced(view, targets) for view in (sources, backwards))
        tolerance = 0.0 if translator.device.type == "cpu" else CARD_ROUNDING
        if not np.allclose(first, second, rtol=tolerance, atol=0.0, equal_nan=True):
            raise AssertionError(f"{translator.name} is blind and yet saw the order of the words")
        self.reordered += len(sources)


def text_tensors(name: str, texts: Sequence[str]) -> Tensors:
    """Texts as tensors: their UTF-8, and where each begins."""
    pieces = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
    data = np.frombuffer(b"".join(pieces), np.uint8)
    return {f"{name}.bytes": data, f"{name}.offsets": offsets}


def texts_of(name: str, tensors: Tensors) -> list[str]:
    """The texts that `stored` stored."""
    data, offsets = tensors[f"{name}.bytes"].tobytes(), tensors[f"{name}.offsets"].tolist()
    return [data[a:b].decode() for a, b in pairwise(offsets)]
