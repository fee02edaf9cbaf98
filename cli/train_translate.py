"""seqtext train translate: fit a translator to sentence pairs and write it as one file."""

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
    take,
    text_hashes_option,
    translators_help,
)
from .training_run import run_options, training_run

RECORDS = (TranslatorOptions, TranslationOptions, ComputeOptions)  # as in TranslatorSettings


@click.command(
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
    "--dev", metavar="FILE", multiple=True, help="Choose by this set; else by a tenth of TRAIN."
)
@click.option("--model", metavar="NAME", required=True, help="Train this one of those below.")
@group_option
@text_hashes_option
@run_options
@pair_input_options
@pair_reading_options
@options_of(*RECORDS, without=("compile",))
def translate(
    train_files: tuple[str, ...],
    dev: tuple[str, ...],
    model: str,
    group: str | None,
    output: str,
    text_hashes: bool,
    **rest: Any,
) -> None:
    """Train a translator on sentence pairs: one file, source TAB target, or two aligned files.

    The model file holds the tokenisers and vocabularies: `predict` needs nothing else. A log, one
    line an epoch, is written beside it. Without --dev a tenth of the pairs is set aside, all pairs
    of one source together, and those of one --group.
    """
    from seqtext.system.files import ensure_writable
    from seqtext.tasks.translate.pair_reading import unspaced_sides
    from seqtext.tasks.translate.parallel import (
        hold_out,
        lint_pairs,
        lint_told,
        pairs_told,
        read_parallel,
    )

    parts_of(model)
    unread = {item.name for item in fields(TranslatorOptions)} - translator_reads(model)
    refuse_given(unread, f"the model {model} does not read it")
    if rest["reading"].tokenizer != "bpe":
        refuse_given(("subwords", "apart"), f"the tokenizer {rest['reading'].tokenizer} has none")
    settings = TranslatorSettings(*(take(record, rest) for record in RECORDS))
    model = translator_under(model, settings.network)
    ensure_writable(output, *train_files, *dev)
    pairs = read_parallel(train_files, rest["inputs"].grouped(group))
    read = [pairs_told(train_files, pairs), *unspaced_sides(pairs, rest["reading"])]
    if dev:
        held = read_parallel(dev, rest["inputs"])
        read.append(pairs_told(dev, held))
    else:
        pairs, held = hold_out(pairs, 0.1, rest["split_seed"], rest["reading"].sources)
    odd = lint_told(lint_pairs(pairs, held, rest["reading"].sources))
    read += [f"pairs: {line}" for line in odd]
    from seqtext.tasks.translate.train import train_translator  # now: torch takes seconds to load

    if rest["threads"]:
        import torch

        torch.set_num_threads(rest["threads"])
    title = f"{model}, seed {rest['seed']}"
    with training_run(output, settings.training.epochs, title, read) as run:
        translator, told = train_translator(
            model, pairs, held, rest["reading"], settings, rest["seed"], *run
        )
        if text_hashes:
            translator = translator.knowing(pairs.whole().sources)
        translator.save(output)
    for line in told:
        note(f"seqtext: {line}")
