"""`seqtext order`: pairs, shuffles and mining; `suite.py` has the suites."""

import re

import click

from seqtext.text.formats import InputOptions
from seqtext.text.tokenizer import Tokenizer

from .any_texts import read_any
from .command import Command, note
from .control import control, seed_option
from .ending import print_result
from .group import CommandGroup
from .memory import memory
from .options import input_options, tokenizer_options
from .suite import language_option, suite

_SEPARATORS = re.compile(r"[\t\n\r]")  # allowed in a text of CSV or JSON, not in a TSV row


@click.group(cls=CommandGroup)
def order() -> None:
    """Make, find and use texts that differ only in word order."""


@order.command(cls=Command)
@click.option("--order", "k", type=int, required=True, metavar="K", help="Order of the pairs.")
@click.option(
    "--count", type=click.IntRange(0), default=100, show_default=True, help="Number of pairs."
)
@language_option
@click.option(
    "--split",
    type=click.Choice(("train", "test")),
    default="train",
    show_default=True,
    help="Part of the data: test pairs have frames, or opinion words in a frame, that no training "
    "pair has.",
)
@seed_option
def pairs(k: int, count: int, language: str, split: str, seed: int) -> None:
    """Make pairs of texts with the same words and opposite labels.

    Prints TSV with the header pair_id, text, label, two rows per pair. Each pair is verified before
    it is printed: both texts have the same multiset of n-grams up to K words. So no classifier
    that reads a bag of K-grams can be right on both texts of a pair.

    \b
    seqtext order pairs --order 3 --count 5
    seqtext order pairs --order 5 --language es --split test --seed 1 > pairs.tsv
    """
    from seqtext.order.texts.pairs import suite as make

    rows = make(language, k, split, count, seed)
    click.echo("pair_id\ttext\tlabel")
    for pair in rows:
        click.echo(f"{pair.pair_id}\t{pair.positive}\tpositive")
        click.echo(f"{pair.pair_id}\t{pair.negative}\tnegative")


@order.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option(
    "--mode",
    default="full",
    show_default=True,
    metavar="MODE",
    help="Kind of shuffle: full, blocks:N, window:N, swaps:R, reverse, sentences or sort.",
)
@seed_option
@input_options
@tokenizer_options
def shuffle(file: str, mode: str, seed: int, inputs: InputOptions, tokenizer: Tokenizer) -> None:
    """Shuffle the tokens of each text.

    Prints a line for each text of FILE (- is stdin): its tokens separated by spaces. Labelled
    formats keep the label, as label TAB text. The result for a text depends only on the seed and
    on its number.

    \b
    full       every order is equally likely
    blocks:N   shuffle blocks of N tokens, keep the order within blocks
    window:N   shuffle within windows of N tokens, keep the order of the windows
    swaps:R    swap the neighbours of each gap with probability R
    reverse    the last token first
    sentences  shuffle the sentences, which end with . ! or ?
    sort       sort the tokens by code point

    \b
    echo "now it is good" | seqtext order shuffle - --mode reverse
    seqtext order shuffle reviews.txt --mode window:3 --seed 1 | seqtext predict lstm.safetensors -
    seqtext order shuffle train.tsv > shuffled.tsv
    """
    from seqtext.order.texts.shuffles import Shuffle, generator

    rearrange = Shuffle.parse(mode)
    for number, (label, text) in enumerate(read_any(file, inputs)):
        tokens = rearrange(tokenizer(text), generator(seed, number))
        print_result(label + " ".join(tokens))


@order.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option(
    "--order",
    "k",
    type=click.IntRange(1),
    required=True,
    metavar="K",
    help="Order of the bags.",
)
@click.option("--pairs", is_flag=True, help="Print pairs in the format of `order suite`.")
@input_options
@tokenizer_options
def mine(file: str, k: int, pairs: bool, inputs: InputOptions, tokenizer: Tokenizer) -> None:
    """Find texts with the same bag of K-grams and different labels.

    Each group of such texts in a labelled FILE proves that no model that reads a bag of K-grams
    can be right on all of them. Prints TSV with the header group, number, label, text; the number
    counts the labelled texts of the file from 1. Texts of fewer than K tokens are skipped.

    With --pairs it prints pair_id, text, label, two rows per pair: two texts of a group that differ
    in label and in word order. Each text is in at most one pair. Pair 3.1 is the first of group 3.

    \b
    seqtext order mine train.tsv --order 1
    seqtext order mine train.tsv --order 1 --pairs > pairs.tsv
    seqtext order mine --format fasttext train.txt --order 2 | cut -f3,4
    """
    from seqtext.order.texts.mining import disjoint_pairs
    from seqtext.order.texts.mining import mine as find
    from seqtext.tasks.classify.dataset import read_dataset

    data = read_dataset([file], inputs)
    labels, tokens = data.labels, [tokenizer(text) for text in data.texts]
    groups = find(tokens, labels, k)
    texts = [_SEPARATORS.sub(" ", text) for text in data.texts]
    click.echo("pair_id\ttext\tlabel" if pairs else "group\tnumber\tlabel\ttext")
    for number, group in enumerate(groups, 1):
        if pairs:
            for position, pair in enumerate(disjoint_pairs(group, tokens, labels), 1):
                for i in pair:
                    print_result(f"{number}.{position}\t{texts[i]}\t{labels[i]}")
        else:
            for i in group.members:
                print_result(f"{number}\t{i + 1}\t{labels[i]}\t{texts[i]}")
    note(
        f"seqtext: groups: {len(groups)}; of one text with several labels: "
        f"{sum(group.repeats for group in groups)}; texts in groups: "
        f"{sum(len(group.members) for group in groups)} of {len(data)}; texts that every "
        f"{k}-gram bag gets wrong: at least {sum(group.wrong for group in groups)}"
    )


order.add_command(suite)
order.add_command(control)
order.add_command(memory)
