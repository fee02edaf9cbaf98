"""seqtext compare: the group; `compare TRAIN…` is `compare classify TRAIN…`."""

import click

from .compare import compare_classify
from .compare_task import compare_command
from .compare_translate import compare_translate
from .group import TaskGroup

_OWN = {"classify": compare_classify, "translate": compare_translate}


def _command_of(name: str) -> click.Command:
    return _OWN[name] if name in _OWN else compare_command(name)


@click.group(cls=TaskGroup, command_of=_command_of)
def compare() -> None:
    """Report where word order changes the result.

    COMMAND may be omitted: `compare TRAIN...` is `compare classify TRAIN...`.

    \b
    seqtext compare reviews.tsv --models bow:1,bow:2,nbsvm:3,lstm --seeds 3 -o report
    seqtext compare translate pairs.tsv --models seq2seq-gru,transformer -o report
    """
