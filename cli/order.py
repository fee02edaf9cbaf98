"""`seqtext order`: pairs, shuffles and mining; the suites stand in `suite.py`."""

import re

import click

from seqtext.text.formats import InputOptions
from seqtext.text.tokenizer import Tokenizer

from .any_texts import read_any
from .command import Command, note
from .control import control
from .ending import answer
from .group import Group
from .memory import memory
from .options import input_options, tokenizer_options
from .suite import language_option, suite

_SEPARATORS = re.compile(r"[\t\n\r]")  # a text of CSV or JSON may hold them; a row of TSV may not

seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**64 - 1), default=0, show_default=True, help="Seed the draw."
)


@click.group(cls=Group)
def order() -> None:
    """Make, find and use texts that only the order of their words tells apart."""


@order.command(cls=Command)
@click.option(
    "--order", "k", type=int, required=True, metavar="K", help="Draw pairs of this order."
)
@click.option(
    "--count", type=click.IntRange(0), default=100, show_default=True, help="Draw so many pairs."
)
@language_option
@click.option(
    "--split",
    type=click.Choice(("train", "test")),
    default="train",
    show_default=True,
    help="Draw this part: the test pairs have frames, or polar words in a frame, that no training "
    "pair has.",
)
@seed_option
def pairs(k: int, count: int, language: str, split: str, seed: int) -> None:
    """Make pairs of texts that only order tells apart.

    Prints TSV with the header pair_id, text, label, two rows a pair. Each pair is proved before it
    is printed: the multisets of all n-grams up to K words are compared. So no classifier that
    reads a bag of K-grams can be right on both texts of a pair.

    \b
    seqtext order pairs --order 3 --count 5
    seqtext order pairs --order 5 --language es --split test --seed 1 > pairs.tsv
    """
    from seqtext.order.texts.pairs import suite as make

    made = make(language, k, split, count, seed)
    click.echo("pair_id\ttext\tlabel")
    for pair in made:
        click.echo(f"{pair.pair_id}\t{pair.positive}\tpositive")
        click.echo(f"{pair.pair_id}\t{pair.negative}\tnegative")


@order.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option(
    "--mode",
    default="full",
    show_default=True,
    metavar="MODE",
    help="Shuffle so: full, blocks:N, window:N, swaps:R, reverse, sentences or sort.",
)
@seed_option
@input_options
@tokenizer_options
def shuffle(file: str, mode: str, seed: int, inputs: InputOptions, tokenizer: Tokenizer) -> None:
    """Shuffle the tokens of each text.

    Prints a line for each text of FILE (- is stdin), its tokens with a space between; labelled
    formats keep the label, as label TAB text. What a text becomes depends on the seed and on its
    number alone.

    \b
    full       every order is equally likely
    blocks:N   blocks of N tokens keep together, their order is lost
    window:N   windows of N tokens keep their place, the order within is lost
    swaps:R    each gap between two tokens, with probability R, has its sides exchanged
    reverse    the last token first
    sentences  what ends with . ! ? keeps together, the order of the sentences is lost
    sort       by code point

    \b
    echo "now it is good" | seqtext order shuffle - --mode reverse
    seqtext order shuffle reviews.txt --mode window:3 --seed 1 | seqtext predict lstm.safetensors -
    seqtext order shuffle train.tsv > shuffled.tsv
    """
    from seqtext.order.texts.shuffles import Shuffle, generator

    rearrange = Shuffle.parse(mode)
    for number, (label, text) in enumerate(read_any(file, inputs)):
        tokens = rearrange(tokenizer(text), generator(seed, number))
        answer(label + " ".join(tokens))


@order.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option(
    "--order",
    "k",
    type=click.IntRange(1),
    required=True,
    metavar="K",
    help="Compare bags of this order.",
)
@click.option("--pairs", is_flag=True, help="Print pairs that `order suite` reads.")
@input_options
@tokenizer_options
def mine(file: str, k: int, pairs: bool, inputs: InputOptions, tokenizer: Tokenizer) -> None:
    """Find texts of one bag with different labels.

    Looks among the texts of a labelled FILE for groups with the same K-gram bag. Each group proves
    that no model that reads a bag of K-grams can be right on all of it. Prints TSV with the header
    group, number, label, text; the number is that of the labelled text in the file, from 1. Texts
    of fewer than K tokens are left aside.

    With --pairs it prints pair_id, text, label, two rows a pair: two texts of a group that differ
    in label and in order, each text in one pair. The pair 3.1 is the first of group 3.

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
            for at, pair in enumerate(disjoint_pairs(group, tokens, labels), 1):
                for i in pair:
                    answer(f"{number}.{at}\t{texts[i]}\t{labels[i]}")
        else:
            for i in group.members:
                answer(f"{number}\t{i + 1}\t{labels[i]}\t{texts[i]}")
    note(
        f"seqtext: groups: {len(groups)}; of one text with several labels: "
        f"{sum(group.repeats for group in groups)}; texts in groups: "
        f"{sum(len(group.members) for group in groups)} of {len(data)}; texts that every "
        f"{k}-gram bag gets wrong, at least: {sum(group.wrong for group in groups)}"
    )


order.add_command(suite)
order.add_command(control)
order.add_command(memory)
