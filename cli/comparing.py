"""seqtext compare: the group; `compare TRAIN…` is `compare classify TRAIN…`."""

import click

from .compare import classify
from .compare_translate import translate
from .group import Defaulting


@click.group(cls=Defaulting)
def compare() -> None:
    """Say where word order changes the result.

    COMMAND may be left out: `compare TRAIN...` is `compare classify TRAIN...`.

    \b
    seqtext compare reviews.tsv --models bow:1,bow:2,nbsvm:3,lstm --seeds 3 -o report
    seqtext compare translate pairs.tsv --models seq2seq-gru,transformer -o report
    """


compare.add_command(classify)
compare.add_command(translate)
