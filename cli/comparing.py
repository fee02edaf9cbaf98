"""seqtext compare: the group; `compare TRAIN…` is `compare classify TRAIN…`."""

import click

from .compare import compare_classify
from .compare_translate import compare_translate
from .group import GroupWithDefault


@click.group(cls=GroupWithDefault)
def compare() -> None:
    """Report where word order changes the result.

    COMMAND may be omitted: `compare TRAIN...` is `compare classify TRAIN...`.

    \b
    seqtext compare reviews.tsv --models bow:1,bow:2,nbsvm:3,lstm --seeds 3 -o report
    seqtext compare translate pairs.tsv --models seq2seq-gru,transformer -o report
    """


compare.add_command(compare_classify)
compare.add_command(compare_translate)
