"""The command audit: prove units, say what was found, keep the proof."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from autograder import audit, build, fairness, kills, margins, records, units
from autograder.audit import Audit
from autograder.errors import UnitError
from autograder.kept import KeptFindings
from autograder.render import certificate, terminal
from autograder.render.console import advance, out, progress_bar
from autograder.scope import Scope


class Wanted(msgspec.Struct, frozen=True):
    """What an audit is asked for.

    Parameters
    ----------
    jobs : int
        Examiners at a time.
    mutants : bool
    page : Path or None
        Where the page of the mutants goes.
    seeds : int
        For how many other students right answers are judged.
    timed : bool
        Whether timed checks are judged.
    keep : Path or None
        File of what was found of mutants and for other seeds: what it has is not judged again.
    """

    jobs: int
    mutants: bool = False
    page: Path | None = None
    seeds: int = 0
    timed: bool = False
    keep: Path | None = None


def prove(folder: Path, wanted: Wanted) -> bool:
    """Audit a unit, print what was found and keep the proof; return whether it is sound."""
    started = time.monotonic()
    places = build.placed(folder, units.load(folder))
    scope, kept = Scope.of(places), KeptFindings(wanted.keep, folder, places) if wanted.keep else None
    whole = wanted.timed or not scope.timed
    with _shown(folder.name) as show:
        proof = audit.run(folder, wanted.jobs, show, timed=wanted.timed)
    wrong = sum(map(len, proof.wrong.values()))
    terminal.plain(out, f"{folder.name}: reference {proof.reference:g}, stub {proof.stub:g}, "
                        f"{len(proof.alternatives)} alternatives, {wrong} wrong answers, {len(proof.faults)} faults, "
                        f"{time.monotonic() - started:.0f} s")  # fmt: skip
    faults = proof.faults
    _say(faults)
    if not whole:
        try:
            proof = audit.require(folder)
        except UnitError as error:
            terminal.plain(out, f"{folder.name}: what follows is shown and not written ({error}, with --timed)")
    if wanted.mutants:
        proof, found = _certified(folder, proof, wanted, scope, kept)
        faults = [*faults, *found]
    if wanted.seeds:
        proof, found = _fair(folder, proof, wanted, scope, kept)
        faults = [*faults, *found]
    if not whole:
        terminal.plain(out, f"{folder.name}: its timed checks were left out; what was proved of them stays (--timed: anew)")
        audit.require(folder)  # now, too: somebody may have edited the unit meanwhile
    audit.write(folder, proof)
    return not faults


def _certified(folder: Path, proof: Audit, wanted: Wanted, scope: Scope, kept: KeptFindings | None) -> tuple[Audit, list[str]]:
    """Judge a unit's mutants, print what they say, survivors first, and write the page that was asked for."""
    started = time.monotonic()
    with _shown(f"{folder.name} (mutants)") as show:
        proof, subjects = audit.certify(folder, proof, wanted.jobs, show, scope, kept)
    assert proof.certificate is not None
    said = proof.certificate.kills
    for text in certificate.survivors(subjects, said):
        terminal.plain(out, text)
    terminal.plain(out, f"{folder.name}: {said.mutants} mutants, {said.killed} killed, {said.equivalent} equivalent, "
                        f"{len(said.survivors)} survive; {len(said.idle)} checks kill nothing that no other kills; "
                        f"{said.recognised} of {said.wrong} wrong answers recognised; "
                        f"{proof.certificate.measured} checks with a tolerance; {len(said.faults)} faults, "
                        f"{time.monotonic() - started:.0f} s")  # fmt: skip
    _say(said.faults)
    if wanted.page is not None:
        wanted.page.mkdir(parents=True, exist_ok=True)
        text = certificate.page(folder.name, subjects, said, margins.margins(subjects), kills.equivalents(folder))
        records.write_atomically(wanted.page / f"{folder.name}.md", text.encode(), mode=0o644)
        records.write_atomically(wanted.page / f"{folder.name}.json", certificate.data(subjects), mode=0o644)
        terminal.plain(out, f"{folder.name}: written to {wanted.page / folder.name}.md and .json")
    return proof, said.faults


def _fair(folder: Path, proof: Audit, wanted: Wanted, scope: Scope, kept: KeptFindings | None) -> tuple[Audit, list[str]]:
    """Judge a unit's answers for other seeds, print what they change and add it to the proof."""
    started = time.monotonic()
    with _shown(f"{folder.name} (seeds)") as show:
        proof, found = audit.fair(folder, proof, wanted.seeds, wanted.jobs, show, scope, kept)
    few = min(found.seeds, fairness.TRAINED_SEEDS if scope.timed else fairness.WRONG_SEEDS)
    terminal.plain(out, f"{folder.name}: {found.seeds} seeds: {len(found.losers)} right answers lose points, "
                        f"{len(found.flaky)} wrong answers and mutants die for some of {few} seeds only; "
                        f"{found.judged} judged, {time.monotonic() - started:.0f} s")  # fmt: skip
    _say(found.faults)
    return proof, found.faults


@contextmanager
def _shown(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar; give what moves it."""
    with progress_bar(quiet=False) as progress:
        yield functools.partial(advance, progress, progress.add_task(title, total=None))


def _say(faults: list[str]) -> None:
    for fault in faults:
        terminal.plain(out, f"  fault: {fault}")
