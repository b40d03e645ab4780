"""The same grades from a cluster of workers, also where one of them dies in the middle."""

from __future__ import annotations

import concurrent.futures
import io
import os
import re
import shutil
import signal
import threading
import types
import urllib.parse
import zipfile
from pathlib import Path

import pytest

from autograder import batch, cluster, course, data, messages, units
from autograder.errors import UsageError
from autograder.records import Records, read_all

distributed = pytest.importorskip("distributed", reason="clusters need Dask")


@pytest.fixture(scope="module")
def sources(tmp_path_factory, right):
    """Eight submissions, every other one without a function."""
    folder = tmp_path_factory.mktemp("sources")
    for number in range(8):
        (folder / f"s{number}.py").write_text(right + ("\ndel total\n" if number % 2 else ""), "utf-8")
    return {path.stem: path for path in sorted(folder.glob("*.py"))}


def workers_of(count, folder):
    """Return a cluster of worker processes, each at a loopback address of its own, which keep their files in a folder."""
    scheduler = {"cls": distributed.Scheduler, "options": {"host": "127.0.0.1", "port": 0, "dashboard": False}}
    workers = {
        number: {
            "cls": distributed.Nanny,
            "options": {"host": f"127.0.0.{number + 2}", "nthreads": 1, "local_directory": str(folder)},
        }
        for number in range(count)
    }
    return distributed.SpecCluster(workers, scheduler, silence_logs=50)


SETTINGS = batch.Settings(b"a secret of the tests' own", weakest="D", course=course.Course())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Dask's own
@pytest.mark.parametrize("count", [1, 2])
def test_a_cluster_gives_the_same_records(count, tiny, sources, tmp_path, grade, timeless, monkeypatch):
    """A worker is killed when the first result is in, be it the only one: nothing is lost, nothing is there twice."""
    alone = {name: timeless(row.report) for name, row in grade(tiny, sources, tmp_path / "alone").items()}
    records = Records(tmp_path / "many", tiny.name)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    with workers_of(count, tmp_path / "scratch") as workers:
        rows = []
        with cluster.remotes(tiny, len(sources), SETTINGS, workers.scheduler_address) as remotes:
            for row in batch.run(tiny, sources, records, SETTINGS, remotes):
                rows.append(row.report)
                if len(rows) == 1:
                    with distributed.Client(workers) as client:
                        pids = client.run(os.getpid)
                        (pid, *_others) = pids.values()
                    hosts = {urllib.parse.urlsplit(address).hostname for address in pids}
                    os.kill(pid, signal.SIGKILL)
    reports, unreadable = read_all(records.folder)
    assert (sorted(report.submission for report in rows), unreadable) == (sorted(sources), [])
    assert {name: timeless(report) for name, report in reports.items()} == alone
    assert hosts == {f"127.0.0.{number + 2}" for number in range(count)}
    assert not list(tmp_path.rglob("test_hidden.py"))  # nor does the suite stay, be a worker killed or not


@pytest.mark.slow
def test_the_command_grades_on_local_workers(cli, units_folder, sources, tmp_path):
    """``--cluster local:2`` writes records like any other run."""
    (tmp_path / "secret").write_text("0123456789abcdef", "utf-8")
    options = ("--units", units_folder, "--secret", tmp_path / "secret", "--out", tmp_path / "out", "--accept-weak-sandbox")
    done = cli("grade", "tiny", *sources.values(), *options, "--cluster", "local:2")
    assert done.returncode == 0, done.stderr
    assert len(read_all(tmp_path / "out/tiny")[0]) == len(sources)
    for trial, said in (("--dry-run", "0 of 8 would be graded"), ("--explain", "0 would be graded again, 0 would move")):
        assert said in cli("grade", "tiny", *sources.values(), *options, "--cluster", "local:1", trial).stdout


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Dask's own
def test_workers_that_stay_take_a_unit_that_has_changed(copied, right, tmp_path):
    """Also where only a wrong answer has: the hints are new ones."""
    (tmp_path / "ada.py").write_text(right.replace("return 2 * _array(x)", "return 2 * abs(_array(x))"), "utf-8")
    given = {"ada": tmp_path / "ada.py"}
    wrong = copied / "wrong/double.py"
    mistakes = []
    with workers_of(1, tmp_path / "scratch") as workers:
        for turn, name in enumerate(("once", "twice")):
            wrong.write_text(f"def {name}(x):\n    return abs(right(x))\n", "utf-8")
            with cluster.remotes(copied, 1, SETTINGS, workers.scheduler_address) as remotes:
                (row,) = batch.run(copied, given, Records(tmp_path / f"out{turn}", "tiny"), SETTINGS, remotes)
            mistakes.append(row.report.tasks[0].mistake)
    assert mistakes == ["once", "twice"]


@pytest.mark.parametrize(
    ("ready", "said"),
    [
        (messages.Ready([], {"numpy": "2.4"}, "C"), "only by tier C"),
        (messages.Ready([], {"numpy": "2.1"}, "A"), r"numpy 2\.1 instead of 2\.4"),
        (messages.Ready([], {"numpy": "2.4", "scipy": "1.16"}, "A"), r"scipy 1\.16 instead of none"),
    ],
)
def test_a_worker_that_is_not_like_the_first_is_refused(ready, said):
    """A weaker wall or other versions would make other records; the message says what to do."""
    with pytest.raises(UsageError, match=said):
        cluster.Terms("B", {"numpy": "2.4"}).require(ready)


def test_a_unit_travels_with_all_that_decides(copied):
    """Tables in JSON and wrong answers are part of a unit's hash, so they are in the archive, too; and they are compressed."""
    (copied / "suite/table.json").write_text(f'["{1000 * "x"}"]', "utf-8")
    packed = cluster._archived(copied)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {"tiny/suite/table.json", "tiny/wrong/double.py", "tiny/unit.toml"} <= set(archive.namelist())
        assert archive.getinfo("tiny/suite/table.json").compress_size < 100


@pytest.fixture
def on_a_worker(copied, tmp_path, monkeypatch):
    """Take a unit that has a photograph as a worker does whose data sets are in another folder."""
    manifest = (copied / "unit.toml").read_text("utf-8")
    (copied / "unit.toml").write_text(f'photographs = ["camera"]\n{manifest}', "utf-8")
    packed = cluster.Packed(copied.name, units.audit_sha256(copied), cluster._archived(copied), 9.0, "cpu")
    (tmp_path / "scratch").mkdir()
    (tmp_path / "datasets").mkdir()
    monkeypatch.setattr(distributed, "get_worker", lambda: types.SimpleNamespace(local_directory=tmp_path / "scratch"))
    monkeypatch.setenv(data.FOLDER_VARIABLE, str(tmp_path / "datasets"))
    return lambda: cluster._unpacked(packed)


def test_a_worker_with_the_same_data_sets_takes_a_unit(on_a_worker, tmp_path):
    """Wherever they are."""
    shutil.copy(Path(__file__).parents[1] / "datasets/registry.toml", tmp_path / "datasets")
    assert (on_a_worker() / "suite/test_hidden.py").is_file()


def test_a_worker_with_other_data_sets_is_refused(on_a_worker, tmp_path):
    """A record would name the batch's data sets and be made with others; the unit does not stay there."""
    registry = (Path(__file__).parents[1] / "datasets/registry.toml").read_text("utf-8")
    (tmp_path / "datasets/registry.toml").write_text(registry.replace("b0793d2a", "00000000"), "utf-8")
    with pytest.raises(UsageError, match="--cluster: a worker has other data sets"):
        on_a_worker()
    assert not list((tmp_path / "scratch").iterdir())


def test_a_worker_without_data_sets_is_refused(on_a_worker):
    """The message says where it looked, and on which machine."""
    with pytest.raises(UsageError, match=r"--cluster: a worker has no data sets: .*no registry\.toml there"):
        on_a_worker()


class Scheduler:
    """A client of a cluster that gains a thread whenever it is asked, and whose jobs end only when they are cancelled."""

    def __init__(self):
        self.threads, self.full, self.submitted = 0, threading.Event(), threading.Event()

    def nthreads(self, callback_timeout):
        self.threads += 1
        if self.threads == 3:
            self.full.set()
        return {"tcp://worker:1": self.threads}

    def submit(self, *_call, pure, resources):
        self.submitted.set()
        return Job()


class Job:
    """A job on a worker that never answers."""

    def __init__(self):
        self.over = threading.Event()

    def done(self):
        return self.over.is_set()

    def cancel(self):
        assert not self.done()
        self.over.set()

    def result(self):
        assert self.over.wait(10)
        raise concurrent.futures.CancelledError


def test_workers_that_join_get_jobs(monkeypatch):
    """A batch may begin when the first job of a queue runs; the others bring examiners, but not more than submissions."""
    monkeypatch.setattr(cluster, "LOOK_SECONDS", 0.001)
    client, found = Scheduler(), ["first"]
    with cluster._joining(client, found, lambda: "another", 3):
        assert client.full.wait(10)
    assert found == ["first", "another", "another"]


def test_examiners_that_join_take_part():
    """After each result a batch looks who has come."""
    examiners, by = ["first"], []

    def do(examiner, item):
        by.append(examiner)
        if item == 0:
            examiners.append("second")
        elif examiner == "first":
            assert second.wait(10)
        else:
            second.set()

    second = threading.Event()
    assert len(list(batch.in_parallel(examiners, range(3), do, threading.Event()))) == 3
    assert set(by) == {"first", "second"}


def test_whoever_gives_up_waits_for_no_worker():
    """A job that is under way is left to its worker."""
    client = Scheduler()
    remote = cluster.Remote(client, b"", messages.Ready([], {}, "A"), "B", None)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        judged = pool.submit(remote.judge, messages.Job({}, "00"))
        assert client.submitted.wait(10)
        remote.kill()
        with pytest.raises(UsageError):
            judged.result()
    remote.kill()
    with pytest.raises(UsageError):
        remote.judge(messages.Job({}, "00"))


@pytest.mark.parametrize(
    ("address", "said"),
    [("tcp://127.0.0.1:9", "no scheduler answers"), ("nowhere", "is no address"), ("local:none", "local:N for N workers")],
)
def test_an_address_that_is_none_is_refused(address, said, tiny, sources, monkeypatch):
    """The message names the option and what to give."""
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 1)
    with pytest.raises(UsageError, match=said):
        cluster.remotes(tiny, len(sources), SETTINGS, address).__enter__()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Dask's own
def test_the_page_on_clusters_makes_a_job_script(monkeypatch, tmp_path):
    """What the page says for Slurm is what dask-jobqueue takes, and its script starts a worker in our environment."""
    pytest.importorskip("dask_jobqueue", reason="the page is held to dask-jobqueue")
    monkeypatch.chdir(tmp_path)
    page = (Path(__file__).parents[1] / "docs/cluster.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict = {}
    exec(code.partition("cluster.scale")[0], names)
    try:
        script = names["cluster"].job_script()
    finally:
        names["cluster"].close()
    for line in (
        "#SBATCH --job-name=grading",
        "#SBATCH -t 02:00:00",
        "source /shared/grading/.venv/bin/activate",
        "distributed.cli.dask_worker",
    ):
        assert line in script, script
