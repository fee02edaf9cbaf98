"""The task `translate`: give a sentence in one language its translation into another."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from seqtext.errors import SeqtextError
from seqtext.network_options import TranslatorOptions, check_heads
from seqtext.options import ListOptions, SearchOptions, TranslatorSettings
from seqtext.tasks.task import Task
from seqtext.text.inputs import InputOptions
from seqtext.translators import TRANSLATORS, TranslatorSpec

if TYPE_CHECKING:
    from seqtext.tasks.translate.output import TranslationOutput
    from seqtext.tasks.translate.pair_reading import PairReading
    from seqtext.tasks.translate.parallel import Parallel
    from seqtext.tasks.translate.translator import Translator
    from seqtext.text.tokenizer import Tokenizer


class Translate(Task):
    """Pairs of sentences in, a translation for each source out."""

    name, noun, roles = "translate", "translator", ("source", "target")
    package = "seqtext.tasks.translate"
    settings, omitted = TranslatorSettings, ("compile",)
    answering, output_options = (SearchOptions,), (ListOptions,)
    evaluation = "seqtext.report.translate.evaluation:TranslatorEvaluation"
    margin, set_aside, dosed = 0.5, ((0.1, 3000), (0.1, 1000)), 500
    bf16_on_cpu, libraries = True, ("tokenizers", "sacrebleu")
    naming = "NAME, or ENCODER-DECODER, for example gru-transformer"
    help = """Train a translator on sentence pairs.

    TRAIN is one file (source TAB target) or two aligned files. The model file holds the tokenisers
    and vocabularies: `predict` needs nothing else. A log with one line per epoch is written next to
    it. Without --dev a tenth of the pairs is set aside; pairs with the same source, and those of
    one --group, stay together.
    """
    examples = """
  seqtext corpora make translation-en-es -o pairs
  seqtext train translate pairs/train.tsv --dev pairs/dev.tsv \\
      --model transformer -o en-es.safetensors
  seqtext train translate train.en train.de --dev val.en --dev val.de \\
      --model seq2seq-gru --attention multiplicative -o en-de.safetensors
"""

    def models(self) -> dict[str, str]:
        return {name: pairing.summary for name, pairing in TRANSLATORS.items()}

    def parse(self, name: str, extra: object = None) -> TranslatorSpec:
        return TranslatorSpec(name)

    def under(self, spec: TranslatorSpec, settings: TranslatorSettings) -> TranslatorSpec:
        return spec.under(settings.network)

    def unused(self, spec: TranslatorSpec, reading: "PairReading") -> list[tuple[set[str], str]]:
        unused = {item.name for item in fields(TranslatorOptions)} - spec.reads
        of_bpe = set() if reading.tokenizer == "bpe" else {"subwords", "apart"}
        return [(unused, f"the model {spec}"), (of_bpe, f"the tokenizer {reading.tokenizer}")]

    @property
    def trained(self) -> "type[Translator]":
        from seqtext.tasks.translate.translator import Translator

        return Translator

    def read(self, paths: Sequence[str], inputs: InputOptions) -> "Parallel":
        from seqtext.tasks.translate.parallel import read_parallel

        return read_parallel(paths, inputs)

    def lint(self, train: "Parallel", dev: "Parallel", reading: "PairReading") -> list[str]:
        from seqtext.tasks.translate.pair_reading import unspaced_sides
        from seqtext.tasks.translate.parallel import lint_notes, lint_pairs

        notes = lint_notes(lint_pairs(train, dev, reading.digests))
        return [*unspaced_sides(train, reading), *(f"pairs: {line}" for line in notes)]

    def unspaced(self, data: "Parallel", reading: "PairReading") -> list[str]:
        from seqtext.tasks.translate.pair_reading import unspaced_sides

        return unspaced_sides(data, reading)

    def tokens(self, data: "Parallel", reading: "PairReading") -> int:
        """Of both sides."""
        return 2 * super().tokens(data, reading)

    def tokenizer(self, reading: "PairReading") -> "Tokenizer":
        """Words stand for subwords, which are learned later."""
        from seqtext.text.tokenizer import Tokenizer

        return Tokenizer("char" if reading.tokenizer == "char" else "word", reading.cased)

    def load_for(self, spec: TranslatorSpec) -> None:
        import_module("seqtext.tasks.translate.training")

    def check(self, spec: TranslatorSpec, settings: TranslatorSettings) -> None:
        if "heads" in spec.reads:
            check_heads(settings.network)

    def hidden_step(self, spec: TranslatorSpec, settings: TranslatorSettings) -> int:
        return 2 * settings.network.heads if "heads" in spec.reads else 1

    def size(self, spec: TranslatorSpec, settings: TranslatorSettings, classes: int) -> int:
        import torch

        from seqtext.tasks.translate.network import build_network
        from seqtext.tasks.translate.pair_reading import SPECIALS
        from seqtext.tasks.translate.training import counted

        with torch.device("meta"):
            sizes = len(SPECIALS), len(SPECIALS)
            network = build_network(spec.name, sizes, settings.network, False)
        numbers = counted(network)
        return numbers["parameters"] - numbers["embedding_parameters"]

    def remembered(self, inputs: InputOptions, path: str) -> dict[str, Any]:
        """Nothing: pairs are read by the options of each command."""
        return {}

    def refuse_output(self, keep: bool, *options: Any) -> None:
        _, listed = options
        if keep and listed.n_best > 1:
            raise SeqtextError("--n-best", "cannot be combined with --keep", "omit one of them")

    def output(
        self, trained: "Translator", as_json: bool, is_set: Callable[[str], bool], *options: Any
    ) -> "TranslationOutput":
        from seqtext.tasks.translate.output import TranslationOutput

        search, listed = options
        if not is_set("beam"):
            search = replace(search, beam=max(search.beam, listed.n_best))
        return TranslationOutput(trained, search, listed, as_json)
