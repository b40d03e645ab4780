"""Known mistakes of what stays in a worker, such as networks: each is judged like the submission and must do the same.

Where all that a check sees are values, the examiner calls wrong answers itself (:mod:`autograder.mistakes`). Networks and
optimizers do not come out of a worker, so there the wrong answers get workers of their own, and the checks of the submission
with its seed. A shadow is given up with the first call that comes out differently, which is mostly one of the first.
"""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder import answers
from autograder.errors import StudentError, StudentRaised
from autograder.mistakes import Attempts, alike, sentences
from autograder.model import Mistake, Unit
from autograder.plugin import Examination
from autograder.sandbox import Sandbox
from autograder.student import Live, Student, Trace
from autograder.wire import Call, Handle, Map, Reply, Request, Seq

CPU_SECONDS, SECONDS = 60.0, 180.0
"""How long a submission's mistakes may be looked for: processor time of examiner and workers, and by the clock."""


RESTART = """

def restart_randomness():
    import torch

    torch.manual_seed(0)
"""
"""What stands behind the harness in a worker."""


class Restarted(Student):
    """A submission for which torch's global random state is the same at the start of each check, here and in its worker.

    First weights of layers come of it, and images that a public check draws.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._restarted = False

    def begin(self) -> None:
        """Start a new check."""
        super().begin()
        self._restarted = False
        if "torch" in sys.modules:
            sys.modules["torch"].manual_seed(0)

    def _exchange(self, request: Request, buffers: list[Any], seconds: float) -> tuple[Reply, bytearray]:
        if isinstance(request, Call) and not self._restarted:
            self._restarted = True
            restart = Call(secrets.randbits(62), "harness.restart_randomness", "", [Seq([], True)], Map({}))
            super()._exchange(restart, [], seconds)
        return super()._exchange(request, buffers, seconds)


def as_judged(unit: Unit) -> tuple[type[Student], str]:
    """Return the class of a unit's submissions where they are judged, and what stands behind its harness in their workers."""
    return (Restarted, RESTART) if unit.runtime == "torch" else (Student, "")


_Made = dict[str, list[Trace]]
"""The calls of checks, by name."""


class _Differs(BaseException):
    """A shadow did not do what the submission did; no check takes this for an error of the submission's."""


class Shadow(Restarted):
    """A known mistake that is judged like a submission, for as long as its calls come out as they did there.

    Parameters
    ----------
    sandbox, unit, files, harness
        As in :class:`autograder.student.Student`.
    traces : list of Trace or None
        The submission's calls, of all checks that are judged, in their order; None where it may give what it likes.

    Attributes
    ----------
    differs : bool
        Whether it has been given up.
    verbatim : bool
        Whether what it raised had the submission's words so far.
    """

    def __init__(self, sandbox: Sandbox, unit: Unit, files: dict[str, str], harness: str, traces: list[Trace] | None) -> None:
        super().__init__(sandbox, unit, files, harness=harness)
        self._wanted, self.differs = None if traces is None else iter(traces), False
        self.verbatim = True

    def _called(self, *args: Any, **kwargs: Any) -> Iterator[Trace]:
        for trace in super()._called(*args, **kwargs):
            if self._wanted is None:
                yield trace
                continue
            wanted = next(self._wanted, None)
            if wanted is None or not _agree(trace, wanted):
                self.differs = True
                raise _Differs
            self.verbatim &= _words(trace) == _words(wanted)
            yield trace

    def all_met(self) -> bool:
        """Return whether no call of the submission's is left."""
        return self._wanted is None or next(self._wanted, None) is None


class Shadows:
    """The known mistakes of a unit whose objects stay in workers.

    Parameters
    ----------
    folder : Path
        The unit, with wrong answers in ``wrong/TASK.py``.
    unit : Unit
    sandbox : Sandbox
    harness : str
        Source of the unit's ``harness.py``.
    say : callable
        Told what goes on, before each of them: whoever waits knows that the examiner does not hang.

    Attributes
    ----------
    cpu_seconds : float
        What all their workers have taken so far.
    """

    def __init__(self, folder: Path, unit: Unit, sandbox: Sandbox, harness: str, say: Callable[[str], None]) -> None:
        self._folder, self._unit, self._sandbox, self._harness, self._say = folder, unit, sandbox, harness, say
        self._wrong: dict[str, dict[str, dict[str, str]]] = {}
        self.cpu_seconds = self._cpu_end = self._end = 0.0
        self._known = all((folder / "wrong" / f"{task}.py").is_file() for task in unit.tasks)

    def explain(self, attempts: Attempts, examination: Examination, seed: bytes) -> Iterator[tuple[str, Mistake]]:
        """Yield the mistakes that explain the failing checks of a submission, by task, where objects stayed in the worker.

        Raises
        ------
        TimeoutError
            If looking for them takes too long.
        """
        self._cpu_end, self._end = self._cpu_now() + CPU_SECONDS, time.monotonic() + SECONDS
        for task, made in attempts.by_task.items():
            named = [(name, passed, traces) for name, (passed, traces) in zip(attempts.names[task], made, strict=True)
                     if traces is not None and _is_whole(traces)]  # fmt: skip
            failing = {name: traces for name, passed, traces in named if not passed}
            if self._known and len(named) == len(made) and any(map(_stays, failing.values())):
                passing = {name: traces for name, passed, traces in named if passed}
                both = [(failing, False), (passing, True)] if passing else [(failing, False)]
                known = sentences((self._folder / "wrong" / f"{task}.py").read_text("utf-8"))
                name = self._nearest(task, both, examination, seed)
                yield from ((task, mistake) for mistake in known if mistake.name == name)

    def _cpu_now(self) -> float:
        return time.process_time() + self.cpu_seconds

    def _nearest(self, task: str, made: list[tuple[_Made, bool]], examination: Examination, seed: bytes) -> str:
        """Return the name of the only mistake that does what the submission did, be it in its words or not; empty for none."""
        self._wrong = self._wrong or answers.wrong(self._folder, self._unit)
        fits: dict[str, bool] = {}
        for name, files in self._wrong[task].items():
            if self._cpu_now() > self._cpu_end or time.monotonic() > self._end:
                raise TimeoutError(
                    f"they were looked for no longer than {CPU_SECONDS:g} s of processor time, or {SECONDS:g} s in all"
                )
            self._say(f"{task}: compared with known mistakes")
            same = self._does_the_same(files, made, examination, seed)
            fits |= {} if same is None else {name: same}
        best = [name for name, verbatim in fits.items() if verbatim or not any(fits.values())]
        return best[0] if len(best) == 1 else ""

    def _does_the_same(
        self, files: dict[str, str], made: list[tuple[_Made, bool]], examination: Examination, seed: bytes
    ) -> bool | None:
        """Judge a wrong answer by checks that failed, then by those that passed.

        Returns
        -------
        bool or None
            None where it fares differently or a call comes out differently; else whether what it raised had the same words.
        """
        verbatim = True
        for checks, passes in made:
            # Networks that pass may have weights that nobody drew: where a suite leaves them as memory had them.
            traces = None if passes else [trace for calls in checks.values() for trace in calls]
            shadow = Shadow(self._sandbox, self._unit, files, self._harness, traces)
            try:
                shadow.load()
                for _check, verdict in examination.judge(shadow, seed, frozenset(checks), timed=[]):
                    if shadow.differs or (verdict.outcome == "passed") is not passes:
                        return None
                if not shadow.all_met():
                    return None
            except StudentError:
                return None
            finally:
                shadow.close()
                self.cpu_seconds += shadow.cpu_seconds
            verbatim &= shadow.verbatim
        return verbatim


def _is_whole(traces: list[Trace]) -> bool:
    """Return whether all calls of a check ended by themselves, without what is forbidden."""
    return all(
        trace.error is None
        or (isinstance(trace.error, StudentRaised) and not trace.error.forbidden and trace.error.kind != "Missing")
        for trace in traces
    )


def _stays(traces: list[Trace]) -> bool:
    """Return whether some object of a check's calls stayed in the worker, or its harness was called there."""
    return any(trace.name.startswith("harness.") for trace in traces) or any(
        isinstance(value, Live | Handle) for trace in traces for value in (*trace.args, *trace.kwargs.values(), trace.result)
    )


def _words(trace: Trace) -> str:
    """Return what a call said that raised."""
    return trace.error.text if isinstance(trace.error, StudentRaised) else ""


def _agree(one: Trace, other: Trace) -> bool:
    """Return whether two calls came out the same; of objects that stay in their workers only that they do."""
    if one.error is not None or other.error is not None:
        errors = (one.error, other.error)
        kinds = [error.kind for error in errors if isinstance(error, StudentRaised)]
        return len(kinds) == 2 and kinds[0] == kinds[1]
    if isinstance(one.result, Handle) and isinstance(other.result, Handle):
        return True
    return alike(one.result, other.result) and alike(one.after, other.after)
