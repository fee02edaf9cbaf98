"""seqtext train translate: train a translator on sentence pairs and write it to one file."""

from dataclasses import fields
from typing import Any

import click

from seqtext.options import (
    ComputeOptions,
    TranslationOptions,
    TranslatorOptions,
    TranslatorSettings,
)
from seqtext.registry import parts_of, translator_reads, translator_under

from .command import Command, note, refuse_given
from .options import group_option, pair_input_options
from .settings import (
    options_of,
    pair_reading_options,
    record_from,
    text_hashes_option,
    translators_help,
)
from .training_run import run_options, training_run

RECORDS = (TranslatorOptions, TranslationOptions, ComputeOptions)  # as in TranslatorSettings


@click.command(
    "translate",
    cls=Command,
    epilog=translators_help()
    + """

\b
Examples:
  seqtext corpora make translation-en-es -o pairs
  seqtext train translate pairs/train.tsv --dev pairs/dev.tsv \\
      --model transformer -o en-es.safetensors
  seqtext train translate train.en train.de --dev val.en --dev val.de \\
      --model seq2seq-gru --attention multiplicative -o en-de.safetensors
""",
)
@click.argument("train_files", metavar="TRAIN...", nargs=-1, required=True)
@click.option(
    "--dev", metavar="FILE", multiple=True, help="Development set.  [default: a tenth of TRAIN]"
)
@click.option("--model", metavar="NAME", required=True, help="Model to train, from the list below.")
@group_option
@text_hashes_option
@run_options
@pair_input_options
@pair_reading_options
@options_of(*RECORDS, without=("compile",))
def train_translate(
    train_files: tuple[str, ...],
    dev: tuple[str, ...],
    model: str,
    group: str | None,
    output: str,
    text_hashes: bool,
    **options: Any,
) -> None:
    """Train a translator on sentence pairs.

    TRAIN is one file (source TAB target) or two aligned files. The model file holds the tokenisers
    and vocabularies: `predict` needs nothing else. A log with one line per epoch is written next to
    it. Without --dev a tenth of the pairs is set aside; pairs with the same source, and those of
    one --group, stay together.
    """
    from seqtext.system.files import ensure_writable
    from seqtext.tasks.data import hold_out
    from seqtext.tasks.translate.pair_reading import unspaced_sides
    from seqtext.tasks.translate.parallel import (
        lint_notes,
        lint_pairs,
        pairs_note,
        read_parallel,
    )

    _refuse_unused(model, options["reading"].tokenizer)
    settings = TranslatorSettings(*(record_from(record, options) for record in RECORDS))
    model = translator_under(model, settings.network)
    ensure_writable(output, *train_files, *dev)
    pairs = read_parallel(train_files, options["inputs"].grouped(group))
    notes = [pairs_note(train_files, pairs), *unspaced_sides(pairs, options["reading"])]
    if dev:
        dev_pairs = read_parallel(dev, options["inputs"])
        notes.append(pairs_note(dev, dev_pairs))
    else:
        pairs, dev_pairs = hold_out(pairs, 0.1, options["split_seed"], options["reading"].digests)
    warnings = lint_notes(lint_pairs(pairs, dev_pairs, options["reading"].digests))
    notes += [f"pairs: {line}" for line in warnings]
    # Imported here, after all refusals: torch takes seconds to load.
    from seqtext.tasks.translate.train import train_translator as fit_translator

    if options["threads"]:
        import torch

        torch.set_num_threads(options["threads"])
    title = f"{model}, seed {options['seed']}"
    with training_run(output, settings.training.epochs, title, notes) as run:
        translator, warnings = fit_translator(
            model, pairs, dev_pairs, options["reading"], settings, options["seed"], *run
        )
        if text_hashes:
            translator = translator.knowing(pairs.whole().sources)
        translator.save(output)
    for line in warnings:
        note(f"seqtext: {line}")


def _refuse_unused(model: str, tokenizer: str) -> None:
    """Refuse an unknown model, and options that the model or its tokeniser does not use."""
    parts_of(model)
    unused = {item.name for item in fields(TranslatorOptions)} - translator_reads(model)
    refuse_given(unused, f"the model {model} does not use it")
    if tokenizer != "bpe":
        refuse_given(("subwords", "apart"), f"the tokenizer {tokenizer} does not use it")
