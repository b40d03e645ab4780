"""Prove a unit: grade answers whose grades are known, and keep the proof beside them."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from autograder import answers, batch, fairness, kills, margins, units
from autograder.errors import UnitError
from autograder.fairness import Fairness
from autograder.kept import KeptFindings
from autograder.kills import Kills, Subject
from autograder.model import Check, Report, TaskResult, Unit
from autograder.records import Records, write_atomically
from autograder.scope import UNTIMED, Scope

SEED = b"the audit grades with this secret"


class WrongAnswer(msgspec.Struct, frozen=True):
    """What a wrong answer lost, in its own task and in others (by name)."""

    lost: float
    elsewhere: dict[str, float]


class Certificate(msgspec.Struct, frozen=True):
    """What mutants and margins say of a suite, in brief; ``autograder audit --mutants --page DIR`` writes it in full.

    Parameters
    ----------
    sha256 : str
        Of all files that it speaks of (see :func:`autograder.units.certificate_sha256`).
    kills : Kills
    measured : int
        How many checks compare within a tolerance.
    """

    sha256: str
    kills: Kills
    measured: int


class OtherSeeds(msgspec.Struct, frozen=True):
    """What the last audit for other seeds has found; no gate asks for it, since it takes its time.

    Parameters
    ----------
    sha256 : str
        As in :class:`Audit`, at that time.
    on : str
        The day, as ``2026-11-26``.
    found : Fairness
    """

    sha256: str
    on: str
    found: Fairness


class Audit(msgspec.Struct, frozen=True, omit_defaults=True):
    """The proof of a unit, kept as ``audit.json``.

    Parameters
    ----------
    sha256 : str
        Of all files that it speaks of (see :func:`autograder.units.audit_sha256`).
    faults : list of str
        What is not as it must be; empty for a sound unit.
    certificate : Certificate, optional
        From the last audit with mutants, which may have been of an earlier state.
    seeds : OtherSeeds, optional
        From the last audit with ``--seeds``, likewise.
    """

    schema: int
    unit: str
    sha256: str
    faults: list[str]
    reference: float
    stub: float
    alternatives: dict[str, float]
    wrong: dict[str, dict[str, WrongAnswer]]
    certificate: Certificate | None = None
    seeds: OtherSeeds | None = None


def run(
    folder: Path, jobs: int, progress: Callable[[int, int], None] = lambda _done, _all: None, *, timed: bool = True
) -> Audit:
    """Grade the reference, the stub, and all alternative and wrong answers of a unit.

    Parameters
    ----------
    folder : Path
        The unit.
    jobs : int
        Examiners at a time.
    progress : callable, optional
        Called with the number of answers graded so far and of all.
    timed : bool
        Whether timed checks are judged: all of right answers, of wrong ones those of their own task, since each takes its
        time. Without them what is found is no proof of a unit that has any.
    """
    unit = units.load(folder)
    settings = batch.Settings(
        SEED,
        jobs,
        weakest="D",
        explain=False,
        timed=_timed if timed else lambda _name: [],
        brief=_brief if timed else lambda _name, _checks: False,
    )
    with tempfile.TemporaryDirectory(prefix="autograder-audit-") as name:
        submissions = dict(_written(folder, unit, Path(name)))
        records = Records(Path(name) / "records", unit.name)
        reports: dict[str, Report] = {}
        for row in batch.grade(folder, submissions, records, settings):
            reports[row.report.submission] = row.report
            progress(len(reports), len(submissions))
    return _judged(folder, unit, reports)


def _brief(name: str, checks: list[Check]) -> bool:
    """Return whether one lost point is all that is asked of a wrong answer: where timed checks of its task cost minutes.

    What it does to other tasks is seen without timed checks.
    """
    kind, _, rest = name.partition(".")
    task, _, answer = rest.partition(".")
    return kind == "wrong" and answer not in answers.TRIVIAL and any(check.timed and check.task == task for check in checks)


def _timed(name: str) -> list[str] | None:
    kind, _, rest = name.partition(".")
    return [rest.partition(".")[0]] if kind == "wrong" else None


def certify(
    folder: Path,
    proof: Audit,
    jobs: int,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    scope: Scope = UNTIMED,
    kept: KeptFindings | None = None,
) -> tuple[Audit, list[Subject]]:
    """Judge the mutants of a unit; return its proof with the certificate, and what became of each answer.

    Parameters
    ----------
    folder : Path
        The unit.
    proof : Audit
        From :func:`run`.
    jobs, progress
        As in :func:`run`.
    scope : Scope, optional
        Of the unit's suite, where it has timed checks.
    kept : KeptFindings, optional
        What earlier audits have found.
    """
    subjects = kills.run(folder, SEED, jobs, progress, scope, kept)
    found = margins.margins(subjects)
    lost = {f"wrong.{task}.{name}" for task, by_name in proof.wrong.items() for name, answer in by_name.items()
            if answer.lost > 0}  # fmt: skip
    said = kills.judged(folder, subjects, scope, lost)
    said = msgspec.structs.replace(said, faults=said.faults + margins.faults(folder, found))
    certificate = Certificate(units.certificate_sha256(folder), said, len(found))
    return msgspec.structs.replace(proof, certificate=certificate), subjects


def fair(
    folder: Path,
    proof: Audit,
    seeds: int,
    jobs: int,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    scope: Scope = UNTIMED,
    kept: KeptFindings | None = None,
) -> tuple[Audit, Fairness]:
    """Judge a unit's answers for other seeds; return its proof with what was found.

    Parameters
    ----------
    folder : Path
        The unit.
    proof : Audit
        From :func:`run`.
    seeds : int
        For how many students.
    jobs, progress
        As in :func:`run`.
    scope, kept
        As in :func:`certify`.
    """
    found = fairness.run(folder, SEED, seeds, jobs, progress, scope, kept)
    day = datetime.datetime.now(datetime.UTC).date().isoformat()
    return msgspec.structs.replace(proof, seeds=OtherSeeds(units.audit_sha256(folder), day, found)), found


def read(folder: Path) -> Audit | None:
    """Return the proof kept beside a unit, if there is a readable one."""
    try:
        return msgspec.json.decode((folder / "audit.json").read_bytes(), type=Audit)
    except (OSError, msgspec.MsgspecError):
        return None


def write(folder: Path, audit: Audit) -> None:
    """Keep the proof beside the unit."""
    write_atomically(folder / "audit.json", msgspec.json.format(msgspec.json.encode(audit), indent=1) + b"\n", mode=0o644)


def require(folder: Path) -> Audit:
    """Return the proof of a unit; refuse one whose proof is missing, stale or failing.

    Raises
    ------
    UnitError
        Says which, and what to do.
    """
    remedy = f"run autograder audit {folder.name}"
    audit = read(folder)
    if audit is None:
        raise UnitError(f"{folder / 'audit.json'}: missing or unreadable; {remedy}")
    if audit.sha256 != units.audit_sha256(folder):
        raise UnitError(f"{folder / 'audit.json'}: stale, the unit has changed since; {remedy}")
    if audit.faults:
        raise UnitError(f"{folder / 'audit.json'}: the audit failed ({audit.faults[0]}); mend the unit and {remedy}")
    return audit


def require_certificate(folder: Path) -> None:
    """Refuse a unit whose certificate, or the proof around it, is missing, stale or failing.

    Raises
    ------
    UnitError
        Says which, and what to do.
    """
    audit, remedy = require(folder), f"run autograder audit --mutants {folder.name}"
    if audit.certificate is None or audit.certificate.sha256 != units.certificate_sha256(folder):
        state = "none" if audit.certificate is None else "a stale one"
        raise UnitError(f"{folder / 'audit.json'}: needs a certificate and has {state}; {remedy}")
    if audit.certificate.kills.faults:
        raise UnitError(f"{folder / 'audit.json'}: {audit.certificate.kills.faults[0]}; then {remedy}")


def _written(folder: Path, unit: Unit, root: Path) -> Iterator[tuple[str, Path]]:
    """Write every answer as a submission folder; yield their ids and paths."""
    yield "reference", _write(root, "reference", units.sources(folder, unit))
    yield "stub", _write(root, "stub", answers.stubs(folder, unit))
    for name, path in answers.alternatives(folder).items():
        yield f"alternatives.{name}", path
    for task, by_name in answers.wrong(folder, unit).items():
        for name, files in by_name.items():
            yield f"wrong.{task}.{name}", _write(root, f"wrong.{task}.{name}", files)


def _write(root: Path, name: str, files: dict[str, str]) -> Path:
    for file, source in files.items():
        path = root / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, "utf-8")
    return root / name


def _judged(folder: Path, unit: Unit, reports: dict[str, Report]) -> Audit:
    faults = _unsound("reference", reports["reference"], right=True) + _unsound("stub", reports["stub"], right=False)
    right: dict[str, float] = {}
    wrong: dict[str, dict[str, WrongAnswer]] = {task: {} for task in unit.tasks}
    for key, report in sorted(reports.items()):
        kind, _, name = key.partition(".")
        if kind == "alternatives":
            right[name] = report.score
            faults += _unsound(key, report, right=True)
        elif kind == "wrong":
            task, _, answer = name.partition(".")
            lost = {result.name: _lost(result) for result in report.tasks}
            elsewhere = {other: points for other, points in lost.items() if other != task and points}
            wrong[task][answer] = WrongAnswer(lost[task], elsewhere)
            faults += _faults(unit, task, answer, wrong[task][answer], report)
    earlier = read(folder)
    return Audit(2, unit.name, units.audit_sha256(folder), faults, reports["reference"].score, reports["stub"].score,
                 right, wrong, earlier.certificate if earlier else None, earlier.seeds if earlier else None)  # fmt: skip


def _lost(result: TaskResult) -> float:
    """Return the points of a task's judged checks that an answer did not earn."""
    return round(sum(test.max_score - test.score for test in result.tests if test.score is not None), 6)


def _unsound(name: str, report: Report, right: bool) -> list[str]:
    tests = [test for task in report.tasks for test in task.tests]
    wanted = round(sum(test.max_score for test in tests), 6) if right else 0.0
    if report.score == wanted and not report.pending and (not right or all(test.outcome == "passed" for test in tests)):
        return []
    bad = [f"{test.name}: {test.outcome}: {test.message}" for test in tests if (test.outcome == "passed") is not right]
    said = "; ".join([*report.problems, *bad][:3])
    return [f"{name} scores {report.score:g} with {report.pending:g} pending, not {wanted:g} ({said})"]


def _faults(unit: Unit, task: str, name: str, answer: WrongAnswer, report: Report) -> list[str]:
    where = f"wrong/{task}.py: {name}"
    faults = []
    (mine,) = [result for result in report.tasks if result.name == task]
    whole = (
        sum(test.max_score for test in mine.tests) > mine.max_score - 1e-6
    )  # else timed checks were left out, which may tell
    if whole and not answer.lost > 0:
        faults.append(f"{where} loses nothing in its task")
    earned = sum(result.score for result in report.tasks if result.name == task)
    if name in answers.TRIVIAL and earned > 0:
        passed = [test.name for result in report.tasks if result.name == task for test in result.tests
                  if test.outcome == "passed"]  # fmt: skip
        faults.append(f"{where} earns points ({'; '.join(passed[:2])})")
    faults += [f"{where} loses points in {other}, which does not depend on {task}"
               for other in answer.elsewhere if task not in units.ancestors(unit, other)]  # fmt: skip
    if report.pending:
        faults.append(f"{where} leaves {report.pending:g} points pending ({_open(report)})")
    return faults


def _open(report: Report) -> str:
    """Return why the first check of a report is open."""
    return next(f"{test.name}: {test.message}" for task in report.tasks for test in task.tests if test.score is None)
