"""`seqtext order control`: data for which the result of a comparison is known in advance."""

import click

from seqtext.errors import SeqtextError
from seqtext.text.formats import InputOptions
from seqtext.text.tokenizer import Tokenizer

from .any_texts import read_any
from .command import Command, note, refuse_given
from .ending import print_result
from .group import CommandGroup
from .options import input_options, tokenizer_options
from .suite import language_option

seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**64 - 1), default=0, show_default=True, help="Random seed."
)


@click.group(cls=CommandGroup)
def control() -> None:
    """Make data with a known effect of word order, to test `compare`."""


@control.command("order", cls=Command)
@click.option("--order", "k", type=int, default=1, show_default=True, help="Order of the pairs.")
@click.option(
    "--count", type=click.IntRange(1), default=1000, show_default=True, help="Number of pairs."
)
@click.option(
    "--part",
    type=click.Choice(("train", "dev", "test")),
    default="train",
    show_default=True,
    help="Part of the data: the parts share no pair, and the test has new frames, or new words in "
    "a frame.",
)
@language_option
@seed_option
def print_order_control(k: int, count: int, part: str, language: str, seed: int) -> None:
    """Make texts whose label depends only on word order.

    Prints TSV, label TAB text: pairs of texts with opposite labels and the same bag of n-grams up
    to K words. Word order must matter here: a network that reads the whole order must beat a blind
    model by 40 points or more. Make the parts with --part: if one text of a pair were in training,
    it would reveal the label of the other.

    \b
    seqtext order control order --count 2000 > train.tsv
    seqtext order control order --part dev --count 100 > dev.tsv
    seqtext order control order --part test --count 200 > test.tsv
    seqtext compare train.tsv --dev dev.tsv --test test.tsv --models bow:1,gru --suites none \\
        --epochs 12 --patience 12 --dropout 0 --recurrent-dropout 0 --word-dropout 0 \\
        --embedding-dropout 0 --seeds 1 -o positive
    """
    from seqtext.order.texts.controls import NEGATIVE, POSITIVE, order_control

    for pair in order_control(language, k, part, count, seed):
        click.echo(f"{POSITIVE}\t{pair.positive}")
        click.echo(f"{NEGATIVE}\t{pair.negative}")


@control.command("bag", cls=Command)
@click.argument("file", metavar="[FILE]", required=False)
@click.option(
    "--kind",
    type=click.Choice(("linear", "pairs")),
    default="linear",
    show_default=True,
    help="The rule: linear in the words, or by pairs of words.",
)
@language_option
@seed_option
@input_options
@tokenizer_options
def print_bag_control(
    file: str | None,
    kind: str,
    language: str,
    seed: int,
    inputs: InputOptions,
    tokenizer: Tokenizer,
) -> None:
    """Label texts by a random bag of words.

    Prints TSV, label TAB text, for the texts of FILE (- is stdin; existing labels are dropped), or
    for the shipped reviews. Word order cannot matter here: a report that says that it helps is
    wrong, which happens by chance for one seed in forty.

    \b
    linear  each word gets a random weight; a text is positive if the weights of its words
            sum to more than those of the median text
    pairs   a text is positive if it has a word of one random group and none of another (XOR);
            no sum of weights gives this rule

    \b
    seqtext order control bag reviews.txt > bag.tsv
    seqtext compare bag.tsv --models bow:1,bow:2,nbsvm:1,nbsvm:2 --suites none -o negative
    """
    from seqtext.order.texts.controls import bag_control

    if file is None:
        texts = [text for _, text in _shipped(language)]
    else:
        refuse_given({"language"}, f"does not apply to the texts of {file}")
        texts = [text for _, text in read_any(file, inputs)]
    if len(texts) < 2:
        raise SeqtextError(file or "texts", "too few for two labels", "use more texts")
    labelled = bag_control(texts, tokenizer, seed, kind)
    for label, text in labelled:
        print_result(f"{label}\t{' '.join(text.split())}")
    positive = sum(label == "positive" for label, _ in labelled)
    note(f"seqtext: {positive} of {len(texts)} texts are positive")


@control.command("none", cls=Command)
@click.argument("file", metavar="[FILE]", required=False)
@language_option
@seed_option
@input_options
@tokenizer_options
def print_none_control(
    file: str | None, language: str, seed: int, inputs: InputOptions, tokenizer: Tokenizer
) -> None:
    """Shuffle the words of all texts and keep their labels.

    Prints TSV, label TAB text, for the labelled texts of FILE (- is stdin), or for the shipped
    reviews: the tokens of each text in random order. No order is left for a model to read, whatever
    the labels say: a report that says that word order helps is wrong.

    \b
    seqtext order control none reviews.tsv > none.tsv
    seqtext compare none.tsv --models bow:1,bow:2,dan,lstm --suites none -o none
    """
    from seqtext.order.texts.shuffles import Shuffle, generator

    if file is None:
        rows = [(f"{label}\t", text) for label, text in _shipped(language)]
    else:
        refuse_given({"language"}, f"does not apply to the texts of {file}")
        rows = list(read_any(file, inputs))
    shuffle = Shuffle("full")
    for number, (label, text) in enumerate(rows):
        print_result(label + " ".join(shuffle(tokenizer(text), generator(seed, number))))


def _shipped(language: str) -> list[tuple[str, str]]:
    """Return the training texts of the shipped reviews with their labels."""
    from seqtext_corpora.catalogue import CORPORA

    make = CORPORA[f"sentiment-{language}"].make
    assert make is not None
    return make(0, None)["train.tsv"]
