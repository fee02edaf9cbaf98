"""A comparison: run the missing trainings, then write and show the report."""

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

JOBS_HELP = "Number of processes.  [default: cores; on CUDA at most 8]"


def workers_of(jobs: int | None, compute: ComputeOptions, networks: bool) -> int:
    """Return the number of processes: `jobs`, else what the device of the networks can run."""
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
    """Run a comparison as the only writer of its folder; return the result of `report`.

    train   runs a list of jobs and calls its second argument with each finished job
    report  writes the report, given the command line
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
            remedy = "run the same command to go on"
            note(f"seqtext: Stopped. Finished trainings are in {output}; {remedy}.")
            raise
        return report(shlex.join(["seqtext", *sys.argv[1:]]))
