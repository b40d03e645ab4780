"""The examiner: a process that knows the answers and judges submissions by the stream.

It reads jobs as JSON lines and answers with JSON lines (:mod:`autograder.messages`).
"""

from __future__ import annotations

import contextlib
import gc
import importlib.metadata
import os
import platform
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec

from autograder import __version__, data, devices, scoring, units
from autograder.errors import GraderError, UsageError
from autograder.judge import Judge, collect, load_reference
from autograder.messages import Answer, Broken, Job, Note, Ready, Start
from autograder.mistakes import Mistakes
from autograder.model import Unit
from autograder.plugin import Examination
from autograder.sandbox.probe import probe, tier

_ORACLES = {"scipy": "scipy", "torch": "torch", "PIL": "pillow"}
"""Packages on which a suite may rest, by the name under which it imports them."""


def versions(unit: Unit) -> dict[str, str]:
    """Return the versions on which a grade may depend, those of what the suite has imported among them."""
    names = {"numpy", unit.runtime, *(name for module, name in _ORACLES.items() if module in sys.modules)}
    found = {name: importlib.metadata.version(name) for name in sorted(names)}
    return {"autograder": __version__, "python": platform.python_version(), **found}


def main() -> None:
    """Serve jobs on standard input and output until the input ends."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(2, 1)  # whatever prints, prints to standard error
    sys.dont_write_bytecode = True
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with contextlib.suppress(BrokenPipeError):  # whoever asked has ended, and there is nobody to tell
        try:
            _serve(jobs, answers)
        except UsageError as error:
            _say(answers, Broken(str(error), unit=True))
        except Exception as error:
            _say(answers, Broken(f"{type(error).__name__}: {error}"))
    with contextlib.suppress(BrokenPipeError):  # or what is left in its buffer would be tried again, with a traceback
        answers.close()


def _serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    start = msgspec.json.decode(jobs.readline(), type=Start)
    folder = Path(start.folder)
    if start.processor is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {start.processor})
    unit = units.load(folder)
    _require_data(unit)
    device = devices.choose(start.device, start.turn) if unit.runtime == "torch" else "cpu"
    reference = load_reference(folder, unit)
    judge = Judge(folder, unit, device, lambda text: _say(answers, Note(text)), Mistakes(folder, unit, reference))

    def conduct(examination: Examination) -> None:
        scoring.require_sums(unit, examination.checks.values())
        _say(answers, Ready(list(examination.checks.values()), versions(unit), tier(probe(judge.sandbox)),
                            devices.describe(device)))  # fmt: skip
        gc.collect()
        gc.freeze()  # what is loaded by now stays; looking through it again and again would cost each submission
        gc.set_threshold(20_000)  # a submission makes few cycles, and 700 allocations are over in a check or two
        for line in jobs:
            job = msgspec.json.decode(line, type=Job)
            try:
                _say(answers, judge.judge(job, examination))
            except GraderError as error:
                _say(answers, Broken(str(error)))
            gc.collect()  # errors and their tracebacks hold each other, and with them what a submission had sent: up to 70 MB

    try:
        collect(folder / "suite", Examination(unit, reference, conduct))
    finally:
        judge.sandbox.close()


def _require_data(unit: Unit) -> None:
    """Read the data sets of a unit: if one is not to be had, now is the time to say so."""
    for name in unit.photographs:
        data.photograph(name)
    for name in unit.image_sets:
        for split in data.image_sets()[name].splits():
            data.image_set(name, split)


def _say(answers: BinaryIO, answer: Answer) -> None:
    answers.write(msgspec.json.encode(answer) + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
