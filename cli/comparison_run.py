"""A comparison in its folder: what is missing is trained, then the report is written and shown."""

import os
import shlex
import sys
from collections.abc import Callable
from typing import Any

from seqtext.options import ComputeOptions
from seqtext.system.threads import cores

from .command import note
from .ending import Terminated
from .progress import Progress

JOBS_HELP = "Run so many processes at once.  [default: cores; on CUDA at most 8]"


def workers_of(jobs: int | None, compute: ComputeOptions, networks: bool) -> int:
    """How many processes train: as many as the user says, else as the device of networks bears."""
    if jobs:
        return jobs
    if not networks or compute.device == "cpu":
        return cores()  # without loading torch
    from seqtext.networks.device import trainings_at_once

    return trainings_at_once(compute)


def comparison_run(
    output: str,
    work: Any,
    train: Callable[[list[Any], Callable[[Any], None]], None],
    report: Callable[[str], Any],
) -> Any:
    """Run it as the only writer of the folder; answers what `report` does of the command line.

    train   does the jobs that it is given, and calls what it is given with each that is finished
    """
    from seqtext.log import listening
    from seqtext.order.trainings.run import missing
    from seqtext.system.files import make_folder
    from seqtext.system.locks import only_writer

    make_folder(output)
    with only_writer(os.path.join(output, "report.json")):
        try:
            todo = missing(work)
            with Progress("training", len(todo)) as progress, listening(progress.listener):
                train(todo, lambda job: progress.advance(job.title, job.title))
        except (KeyboardInterrupt, Terminated):
            note(f"seqtext: what was done is kept in {output}: the same command goes on")
            raise
        return report(shlex.join(["seqtext", *sys.argv[1:]]))
