"""Grade on many machines: examiners on the workers of a Dask cluster, everything else where the batch runs.

A submission is taken in, kept and recorded by the batch, as always; what travels is the job (sources as text) and back come
its findings. Workers get the unit as bytes. Where a worker is lost, Dask gives its jobs to another one.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import io
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from autograder import batch, devices, units
from autograder.errors import GraderError, UsageError
from autograder.examine import Findings, Job, Ready
from autograder.examiner import Examiner
from autograder.records import Records

_REMEDY = 'grading on a cluster needs Dask: pip install "cnn-coursework[cluster]"'

PATIENCE_SECONDS = 15
"""How long to wait for a scheduler to answer."""

_lock = threading.Lock()
_at_hand: dict[tuple[str, str], Examiner] = {}
"""On a worker: examiners that are running, by suite and device. They end with the worker's process, whose pipes they read."""


class Remote:
    """An examiner on whichever worker is free; looks like :class:`autograder.examiner.Examiner` to a batch.

    Parameters
    ----------
    client : distributed.Client
    unit : bytes
        The unit's folder as an archive.
    sha256 : str
        Of the suite.
    seconds : float
        How long one submission may take.
    weakest : str
        The weakest isolation tier in which a worker may judge.
    device : {"auto", "cpu", "cuda"}
        Jobs for ``"cuda"`` go to workers with the resource ``GPU`` only.
    """

    def __init__(
        self, client: Any, unit: bytes, sha256: str, seconds: float, device: devices.Wanted, weakest: str = "B"
    ) -> None:
        self._client, self._unit, self._sha256, self._seconds, self._device = client, unit, sha256, seconds, device
        self._weakest = weakest
        self._resources = {"GPU": 1} if device == "cuda" else None

    def start(self) -> Ready:
        """Let a worker start an examiner, and return what that says."""
        return msgspec.json.decode(self._ask(_start), type=Ready)

    def judge(self, job: Job, note: Callable[[str], None] = lambda _text: None) -> Findings:
        """Judge one submission on some worker; raises `GraderError` where that fails by no fault of the submission."""
        return msgspec.json.decode(self._ask(_judge, msgspec.json.encode(job), self._weakest.encode()), type=Findings)

    def close(self) -> None:
        """Leave the examiner where it is: the next batch may want it."""

    kill = close

    def _ask(self, function: Callable[..., bytes], *arguments: bytes) -> bytes:
        from distributed import KilledWorker

        future = self._client.submit(
            function, self._unit, self._sha256, self._seconds, self._device, *arguments, pure=False, resources=self._resources
        )
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


def grade(
    folder: Path, submissions: dict[str, Path], records: Records, settings: batch.Settings, address: str
) -> Iterator[batch.Row]:
    """Grade submissions on a cluster, and yield each as its record is written.

    Parameters
    ----------
    folder, submissions, records, settings
        As of :func:`autograder.batch.grade`; as many jobs run at a time as the cluster has threads.
    address : str
        ``tcp://HOST:PORT`` of a scheduler, or ``local`` or ``local:N`` for N worker processes on this machine.

    Raises
    ------
    UsageError
        If Dask is not installed, the address is none, or nobody answers there.
    """
    sha256 = units.suite_sha256(folder)
    seconds = units.load(folder).limits.submission_seconds + batch.GRACE_SECONDS
    with _connected(address) as client:
        unit = _packed(folder)  # goes along with each job: what is scattered is lost with the workers that hold it
        threads = sum(client.nthreads().values()) or 1
        remotes = [
            Remote(client, unit, sha256, seconds, settings.device, settings.weakest)
            for _ in range(min(threads, len(submissions)) or 1)
        ]
        yield from batch.run(folder, submissions, records, settings, remotes)


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


_tiers: dict[int, str] = {}
"""On a worker: by which tier its examiners hold submissions."""


def _packed(folder: Path) -> bytes:
    """Return a unit as an archive: sources and manifests, always the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".py", ".toml") and "__pycache__" not in path.parts:
                archive.writestr(zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}"), path.read_bytes())
    return buffer.getvalue()


def _examiner(unit: bytes, sha256: str, seconds: float, device: devices.Wanted) -> Examiner:
    """Return the examiner of this worker process for a unit, started if it is the first time."""
    key = (sha256, device)
    if key not in _at_hand:
        home = Path(tempfile.mkdtemp(prefix="autograder-unit-"))
        with zipfile.ZipFile(io.BytesIO(unit)) as archive:
            archive.extractall(home)
        (folder,) = home.iterdir()
        _at_hand[key] = Examiner(folder, seconds, device=device)
    return _at_hand[key]


def _start(unit: bytes, sha256: str, seconds: float, device: devices.Wanted) -> bytes:
    with _lock:
        return msgspec.json.encode(_examiner(unit, sha256, seconds, device).start())


def _judge(unit: bytes, sha256: str, seconds: float, device: devices.Wanted, job: bytes, weakest: bytes) -> bytes:
    with _lock:  # one at a time, however many threads a worker has: an examiner judges one submission after another
        examiner = _examiner(unit, sha256, seconds, device)
        if id(examiner) not in _tiers:
            _tiers[id(examiner)] = examiner.start().isolation
        if _tiers[id(examiner)] > weakest.decode():  # each worker is asked, not only the first
            raise GraderError(f"a worker of the cluster holds submissions only by tier {_tiers[id(examiner)]}")
        return msgspec.json.encode(examiner.judge(msgspec.json.decode(job, type=Job)))
