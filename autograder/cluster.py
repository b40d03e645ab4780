"""Grade on many machines: examiners on the workers of a Dask cluster, everything else where the batch runs.

A submission is taken in, kept and recorded by the batch, as always; what travels is the job (sources as text) and back come
its findings. Workers get the unit as bytes. Where a worker is lost, Dask gives its jobs to another one.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import io
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from autograder import archive, batch, devices, units
from autograder.errors import DataError, GraderError, UsageError
from autograder.examiner import Examiner
from autograder.messages import Findings, Job, Ready

_REMEDY = 'grading on a cluster needs Dask: pip install "cnn-coursework[cluster]"'

PATIENCE_SECONDS = 15
"""How long to wait for a scheduler to answer."""

LOOK_SECONDS = 5.0
"""Between two looks at how many threads the workers have."""


class Packed(msgspec.Struct, frozen=True):
    """A unit on its way to workers.

    Parameters
    ----------
    sha256 : str
        Of all that grades and hints are made from.
    archive : bytes
        The unit's folder.
    seconds : float
        How long one submission may take.
    device : {"auto", "cpu", "cuda"}
        For timed checks.
    """

    name: str
    sha256: str
    archive: bytes
    seconds: float
    device: devices.Wanted


class Terms(msgspec.Struct, frozen=True):
    """What a worker must have, or it judges nothing: a tier no weaker than that, and the versions of the first one."""

    weakest: str
    versions: dict[str, str]

    def require(self, ready: Ready) -> None:
        """Require that an examiner is as it should be.

        Raises
        ------
        UsageError
            Says what it is not.
        """
        if ready.isolation > self.weakest:
            raise UsageError(f"--cluster: a worker holds submissions only by tier {ready.isolation} (autograder doctor there "
                             "says why); end it: the same command then grades what is left")  # fmt: skip
        if ready.versions != self.versions:
            others = [f"{name} {ready.versions.get(name, 'missing')} instead of {self.versions.get(name, 'none')}"
                      for name in sorted({*ready.versions, *self.versions})
                      if ready.versions.get(name) != self.versions.get(name)]  # fmt: skip
            raise UsageError(f"--cluster: a worker has {', '.join(others)}: install the same on all of them; "
                             "the same command then grades what is left")  # fmt: skip


class Judged(msgspec.Struct, frozen=True):
    """What a worker found, and what its examiner had said when it started (the checks, which are all the same, left out)."""

    ready: Ready
    findings: Findings


class Remote:
    """An examiner on whichever worker is free; looks like :class:`autograder.examiner.Examiner` to a batch.

    Parameters
    ----------
    client : distributed.Client
    unit : bytes
        A :class:`Packed`. Where it is for the device ``"cuda"``, jobs go to workers with the resource ``GPU`` only.
    first : Ready
        What the worker said that was asked first: others must have the same versions.
    weakest : str
        The weakest isolation tier in which a worker may judge.
    resources : dict or None
        Of workers that may have the jobs.

    Attributes
    ----------
    ready : Ready or None
        What the worker that judged last says of itself.
    """

    def __init__(self, client: Any, unit: bytes, first: Ready, weakest: str, resources: dict[str, float] | None) -> None:
        self._client, self._unit, self._first, self._resources = client, unit, first, resources
        self._terms = msgspec.json.encode(Terms(weakest, first.versions))
        self.ready: Ready | None = None
        self._future: Any = None
        self._given_up = False

    def start(self) -> Ready:
        """Return what the worker said that was asked first."""
        return self._first

    def judge(self, job: Job, note: Callable[[str], None] = lambda _text: None) -> Findings:
        """Judge one submission on some worker.

        Raises
        ------
        GraderError
            If that fails by no fault of the submission.
        UsageError
            If the worker is not as it should be, or the scheduler is lost.
        """
        call = (_judge, self._unit, msgspec.json.encode(job), self._terms)
        self._future = self._client.submit(*call, pure=False, resources=self._resources)
        if self._given_up:  # asked now, and not before: whoever kills it from now on finds the job
            self.kill()
        judged = msgspec.json.decode(_answer(self._future), type=Judged)
        self.ready = judged.ready
        return judged.findings

    def kill(self) -> None:
        """Wait for no worker any more; one that judges at this moment does so to the end, for nobody."""
        self._given_up = True
        if self._future is not None and not self._future.done():  # it is where the scheduler is lost, and takes no word
            self._future.cancel()

    def close(self) -> None:
        """Leave the examiner where it is: the next batch may want it."""


@contextlib.contextmanager
def remotes(folder: Path, count: int, settings: batch.Settings, address: str) -> Iterator[list[Remote]]:
    """Yield examiners on a cluster for so many submissions: as many as it has threads, and more when workers join.

    Parameters
    ----------
    folder : Path
        The unit.
    count : int
    settings : batch.Settings
    address : str
        ``tcp://HOST:PORT`` of a scheduler, or ``local`` or ``local:N`` for N worker processes on this machine.

    Raises
    ------
    UsageError
        If Dask is not installed, the address is none, or nobody answers there.
    GraderError
        If the worker that is asked first cannot start an examiner.
    """
    seconds = units.load(folder).limits.submission_seconds + batch.GRACE_SECONDS
    packed = Packed(folder.name, units.audit_sha256(folder), _archived(folder), seconds, settings.device)
    unit = msgspec.msgpack.encode(packed)  # goes along with each job: what is scattered is lost with the workers that hold it
    resources = {"GPU": 1.0} if settings.device == "cuda" else None
    with _connected(address) as client:
        asked = client.submit(_start, unit, pure=False, resources=resources)
        first = msgspec.json.decode(_answer(asked), type=Ready)

        def remote() -> Remote:
            return Remote(client, unit, first, settings.weakest, resources)

        found = [remote()]
        _join(client, found, remote, count)
        with _joining(client, found, remote, count):
            yield found


def _join(client: Any, found: list[Remote], remote: Callable[[], Remote], most: int) -> None:
    """Add an examiner for each thread that has none: with more jobs on their way each worker that dies would disturb many."""
    with contextlib.suppress(OSError, TimeoutError):  # where the scheduler is lost the jobs say so
        threads = sum(client.nthreads(callback_timeout=LOOK_SECONDS).values())
        found += [remote() for _ in range(min(threads, most) - len(found))]


@contextlib.contextmanager
def _joining(client: Any, found: list[Remote], remote: Callable[[], Remote], most: int) -> Iterator[None]:
    """Meanwhile add examiners for workers that join."""
    ended = threading.Event()

    def look() -> None:
        while len(found) < most and not ended.wait(LOOK_SECONDS):
            _join(client, found, remote, most)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _answer(future: Any) -> bytes:
    """Wait for what a worker answers."""
    from distributed import KilledWorker

    try:
        return bytes(future.result())
    except KilledWorker as error:
        raise GraderError(f"workers of the cluster die over it: {error}") from error
    except concurrent.futures.CancelledError as error:
        raise UsageError(
            f"--cluster: the scheduler was lost ({error}); start it again: the same command then grades what is left"
        ) from error
    except (OSError, TimeoutError) as error:
        raise GraderError(f"the cluster cannot be reached: {error}") from error


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError(_REMEDY) from error
    kind, _, count = address.partition(":")
    if kind == "local":
        if count and not (count.isdigit() and int(count)):
            raise UsageError(f"--cluster {address}: say local, or local:N for N workers")
        workers = int(count or len(devices.processors()))
        quiet = {"dashboard_address": None, "silence_logs": 50}
        with LocalCluster(n_workers=workers, threads_per_worker=1, **quiet) as cluster, Client(cluster) as client:
            yield client
        return
    if "://" not in address:
        raise UsageError(f"--cluster {address}: is no address; give tcp://HOST:PORT of a Dask scheduler, or local:N")
    try:
        client = Client(address, timeout=PATIENCE_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"--cluster {address}: no scheduler answers there: {error}") from error
    with client:
        if not client.nthreads():
            raise UsageError(f"--cluster {address}: the scheduler has no workers; start some with dask worker {address}")
        yield client


def _archived(folder: Path) -> bytes:
    """Return all that grades and hints are made from, as an archive that is always the same bytes."""
    return archive.zipped(
        {f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in units.files(folder)}
    )


# What follows runs on workers.

_lock = threading.Lock()
_at_hand: dict[tuple[str, str], tuple[str, Examiner]] = {}
"""The examiner for a unit and a device, with the hash of the unit. It ends with the worker's process, whose pipes it reads."""


def _examiner(packed: bytes) -> Examiner:
    """Return the examiner of this worker process for a unit, a new one where the unit is another than last time."""
    unit = msgspec.msgpack.decode(packed, type=Packed)
    sha256, examiner = _at_hand.get((unit.name, unit.device), ("", None))
    if examiner is None or sha256 != unit.sha256:
        if examiner is not None:
            examiner.close()
        examiner = Examiner(_unpacked(unit), unit.seconds, device=unit.device)
        _at_hand[unit.name, unit.device] = unit.sha256, examiner
    return examiner


def _unpacked(unit: Packed) -> Path:
    """Write a unit into the worker's own folder, which Dask removes: with the worker, or with the next where it was killed."""
    from distributed import get_worker

    home = Path(tempfile.mkdtemp(prefix="autograder-unit-", dir=get_worker().local_directory))
    with zipfile.ZipFile(io.BytesIO(unit.archive)) as packed:
        packed.extractall(home)
    try:
        _require_same(unit, home / unit.name)
    except UsageError:
        shutil.rmtree(home)
        raise
    return home / unit.name


def _require_same(unit: Packed, folder: Path) -> None:
    """Require that a unit is the batch's: its hash covers data sets, too, and these do not travel."""
    try:
        found = units.audit_sha256(folder)
    except DataError as error:
        raise UsageError(f"--cluster: a worker has no data sets: {error}") from error
    if found != unit.sha256:
        raise UsageError("--cluster: a worker has other data sets: give it the folder datasets of the machine where the batch "
                         "runs (AUTOGRADER_DATASETS); the same command then grades what is left")  # fmt: skip


def _start(unit: bytes) -> bytes:
    with _lock:
        return msgspec.json.encode(_examiner(unit).start())


def _judge(unit: bytes, job: bytes, terms: bytes) -> bytes:
    with _lock:  # one at a time, however many threads a worker has: an examiner judges one submission after another
        examiner = _examiner(unit)
        ready = examiner.ready or examiner.start()
        msgspec.json.decode(terms, type=Terms).require(ready)  # each worker is asked, not only the first
        findings = examiner.judge(msgspec.json.decode(job, type=Job))
        return msgspec.json.encode(Judged(msgspec.structs.replace(ready, checks=[]), findings))
