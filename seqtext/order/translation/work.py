"""One training of a comparison of translators: trained, and judged on sentences and on twins."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from seqtext.bleu import NAMES, matches
from seqtext.corpus import Corpus, encode
from seqtext.keeper import KeeperOf
from seqtext.models import sees_order
from seqtext.options import SearchOptions
from seqtext.order.material import shuffled
from seqtext.order.results import SHUFFLED
from seqtext.order.run import Found, versions
from seqtext.order.translation.material import Material
from seqtext.order.translation.plan import GRAMMAR, Job, Plan, jobs
from seqtext.order.translation.twins import Twins, certified
from seqtext.order.work import TRAINING_DRAW
from seqtext.translator import Translator
from seqtext.translator_training import train_translator

LIBRARIES = ("tokenizers", "sacrebleu")  # beside those of every training
CLEAR = 1e-3  # nats by which a source must prefer its own translation: beyond all rounding


@dataclass(frozen=True, eq=False)
class Work:
    """What every worker process holds; `grammar`: the shipped pairs, where models learn them."""

    plan: Plan
    material: Material
    grammar: Material | None
    folder: Path

    def jobs(self) -> list[Job]:
        """All trainings of the plan."""
        return jobs(self.plan)

    def material_of(self, job: Job) -> Material:
        """What a job is trained and judged on."""
        return self.grammar if self.grammar and job.kind == GRAMMAR else self.material

    def fingerprint_of(self, job: Job) -> dict[str, Any]:
        """All that the result of a job rests on."""
        plan = self.plan
        return {
            "data": self.material_of(job).digest(),
            "reading": asdict(plan.reading),
            "options": asdict(plan.options),
            "training": asdict(plan.training),
            "compute": asdict(plan.compute),
            "search": asdict(plan.search),
            "draws": plan.draws,
            "versions": versions(*LIBRARIES),
        }

    def is_kept(self, job: Job) -> bool:
        """A job leaves nothing but its result."""
        return True

    def found_by(self, job: Job, keeper_of: KeeperOf) -> Found:
        """Do one job."""
        started = time.perf_counter()
        material, plan = self.material_of(job), self.plan

        def arrange(sources: Corpus) -> Corpus:
            return shuffled(sources, job.seed, TRAINING_DRAW) if job.kind == SHUFFLED else sources

        translator, told = train_translator(
            job.model,
            material.train,
            material.dev,
            plan.reading,
            plan.options,
            plan.training,
            plan.compute,
            job.seed,
            lambda record: None,
            keeper_of,
            arrange=arrange,
        )
        seconds = time.perf_counter() - started
        judge = Judge(translator, plan.search)
        tensors, facts = judge.on_sentences(material, plan.draws, job.seed, arrange)
        if job.kind != SHUFFLED:
            for name, twins in material.twins.items():
                more, left_out = judge.on_twins(name, twins)
                tensors, facts = {**tensors, **more}, {**facts, f"left_out.{name}": left_out}
        parameters = sum(p.numel() for p in translator.network.parameters())
        facts |= {"seconds": seconds, "parameters": parameters, "told": told}
        return tensors, facts


class Judge:
    """What a translator says, and how right it is."""

    def __init__(self, translator: Translator, search: SearchOptions) -> None:
        self.translator, self.search = translator, search
        self.blind = not sees_order(translator.name)

    def on_sentences(
        self, material: Material, draws: int, seed: int, arrange: Any
    ) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Matches with the references, of the test set in order and the mean over shuffles of it.

        To a blind model all are the same, so it is asked once.

        bleu.ordered, chrf.shuffled …  float32 [sentences, counts], as `Matches.counts`
        exact.ordered, exact.shuffled  float32 [sentences]
        said.bytes, said.offsets       the translations in order
        """
        references = material.test.targets
        in_order = self._read(material.test.sources)
        said = self._say(in_order)
        found = [self._matched(said, references)]
        for draw in range(1, 1 if self.blind else draws + 1):
            found.append(self._matched(self._say(shuffled(in_order, seed, draw)), references))
        tensors: dict[str, np.ndarray] = {f"{k}.ordered": v for k, v in found[0].items()}
        for name in found[0] if len(found) > 1 else ():
            tensors[f"{name}.shuffled"] = np.mean([f[name] for f in found[1:]], axis=0)
        dev = self._say(arrange(self._read(material.dev.sources)))
        told = matches(said, references)
        facts = {
            "dev_bleu": matches(dev, material.dev.targets)["bleu"].score,
            "signatures": {name: each.signature for name, each in told.items()},
        }
        return {**tensors, **stored("said", said)}, facts

    def on_twins(self, name: str, twins: Sequence[Twins]) -> tuple[dict[str, np.ndarray], int]:
        """Twins that are twins to this translator, and how many are not.

        twins.NAME.exact    uint8 [pairs, 2]: the member's translation is one of its own
        twins.NAME.prefers  uint8 [pairs, 2]: its own translation is likelier than its twin's
        twins.NAME.at       int32 [pairs]: which of all pairs these are
        twins.NAME.bytes …  what was said to both members
        """
        kept = certified(twins, self.translator.source, self.translator.max_length)
        members = [source for pair in kept for source in pair.sources]
        own = [targets for pair in kept for targets in pair.targets]
        said = self._say(self._read(members))
        right = [" ".join(s.split()) in targets for s, targets in zip(said, own, strict=True)]
        arrays: dict[str, np.ndarray] = {
            "exact": np.array(right, np.uint8).reshape(-1, 2),
            "prefers": self._prefers(kept).astype(np.uint8),
            "at": np.array([twins.index(pair) for pair in kept], np.int32),
        }
        tensors = {f"twins.{name}.{key}": array for key, array in arrays.items()}
        return {**tensors, **stored(f"twins.{name}", said)}, len(twins) - len(kept)

    def _prefers(self, twins: Sequence[Twins]) -> np.ndarray:
        """bool [pairs, 2]: the first translation of each member, against that of its twin."""
        crossed = [(s, t[0]) for pair in twins for s in pair.sources for t in pair.targets]
        if not crossed:
            return np.zeros((0, 2), bool)
        scores = self.translator.score([s for s, _ in crossed], [t for _, t in crossed])
        square = scores.reshape(-1, 2, 2)  # [pairs, source, target]
        gaps = square[:, :, 0] - square[:, :, 1]
        return np.stack([gaps[:, 0] > CLEAR, gaps[:, 1] < -CLEAR], axis=1)

    def _read(self, sources: Sequence[str]) -> Corpus:
        translator = self.translator
        return encode(sources, translator.source, None, translator.max_length)[0]

    def _say(self, sources: Corpus) -> list[str]:
        """The translations. A blind model is asked once for each bag: the same bits for all."""
        if not self.blind:
            return self.translator.texts(sources, self.search)
        bags = [tuple(np.sort(sources[i]).tolist()) for i in range(len(sources))]
        firsts = {bag: i for i, bag in reversed(list(enumerate(bags)))}
        asked = np.array(list(firsts.values()), dtype=np.int64)
        said = self.translator.texts(sources.select(asked), self.search)
        answers = dict(zip(firsts, said, strict=True))
        return [answers[bag] for bag in bags]

    def _matched(self, said: Sequence[str], references: Sequence[str]) -> dict[str, np.ndarray]:
        found = matches(said, references)
        both = zip(said, references, strict=True)
        exact = np.array([one.split() == other.split() for one, other in both], np.float32)
        counts: dict[str, np.ndarray] = {name: found[name].counts for name in NAMES}
        return counts | {"exact": exact}


def stored(name: str, texts: Sequence[str]) -> dict[str, np.ndarray]:
    """Texts as tensors: their UTF-8, and where each begins."""
    pieces = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, pieces)], dtype=np.int64)
    data = np.frombuffer(b"".join(pieces), np.uint8)
    return {f"{name}.bytes": data, f"{name}.offsets": offsets}


def texts_of(name: str, tensors: dict[str, np.ndarray]) -> list[str]:
    """The texts that `stored` stored."""
    data, offsets = tensors[f"{name}.bytes"].tobytes(), tensors[f"{name}.offsets"].tolist()
    return [data[a:b].decode() for a, b in pairwise(offsets)]
