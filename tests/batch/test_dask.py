"""``batch`` on a cluster: real workers of dask, one of which is killed, and tasks that kill whoever tries them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster

from afterschool_sched.batch import batch
from afterschool_sched.cli.start import run
from afterschool_sched.cli.streams import Exit
from tests.batch.test_batch import FILES, endings, names, record, school, search
from tests.cli.terminal import command, environment

SLOW = """\
open({pid!r}, "w").write(str(os.getpid()))
while not os.path.exists({go!r}):
    time.sleep(0.01)
yield candidate(BOTH)"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a slow search says who it is, and waits to be let go."""
    return tmp_path_factory.mktemp("dask")


@pytest.fixture(scope="module")
def cluster(home: Path) -> Iterator[Client]:
    """Two workers whose solvers run this tree; of the scenario `aborts` they die, of `slow` they wait."""
    slow = SLOW.format(pid=str(home / "pid"), go=str(home / "go"))
    known = environment(home, search(aborts="yield from ()\nos.abort()", slow=slow))
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address=None,
            local_directory=str(home / "workers"),
            silence_logs=50,
            env={"PYTHONPATH": known["PYTHONPATH"]},
        ) as local,
        Client(local) as client,
    ):
        yield client


def test_a_task_that_always_aborts_costs_one_scenario_and_a_killed_worker_none(
    tmp_path: Path, home: Path, cluster: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    school(tmp_path, "aborts", "b", "c", "d", "slow")
    killed: list[int] = []

    def stops() -> int:
        """Asked again and again: once the slow one runs, its worker is killed, and then it is let go."""
        if not killed and (home / "pid").exists() and (solver := (home / "pid").read_text(encoding="utf-8")):
            (worker,) = (worker for worker in cluster.run(os.getpid).values() if str(worker) == _parent(solver))
            killed.append(worker)
            os.kill(worker, signal.SIGKILL)
            (home / "go").touch()
        return 0

    came = batch(["in"], "out", seconds=20, executor=cluster.get_executor(pure=False), stops=stops)
    assert killed
    assert endings(tmp_path) == {"aborts": "crashed", "b": "solved", "c": "solved", "d": "solved", "slow": "solved"}
    assert "SIGABRT" in (record(tmp_path, "aborts").message or "")
    assert names(tmp_path / "out/slow") == FILES
    assert not came.ok
    cluster.wait_for_workers(2, timeout=60)  # the fleet lives


def _parent(process_id: str) -> str:
    found = subprocess.run(["ps", "-o", "ppid=", "-p", process_id], capture_output=True, text=True, check=True)
    return found.stdout.strip()


class Deadly(Executor):
    """Everything goes to a cluster; of one scenario, what kills the worker itself."""

    def __init__(self, inner: Executor, name: str) -> None:
        self.inner = inner
        self.name = name

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
        if arguments[0].folder.name == self.name:
            return self.inner.submit(os.abort)
        return self.inner.submit(work, *arguments, **more)


def test_what_kills_every_worker_that_tries_it_is_said_and_the_others_are_solved(
    tmp_path: Path, cluster: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    school(tmp_path, "a", "b", "deadly")
    batch(["in"], "out", seconds=20, executor=Deadly(cluster.get_executor(pure=False), "deadly"))
    assert endings(tmp_path) == {"a": "solved", "b": "solved", "deadly": "crashed"}
    said = "The process that worked on it ended abnormally (KilledWorker); maybe the memory did not suffice."
    assert (record(tmp_path, "deadly").message, record(tmp_path, "deadly").exit_code) == (said, Exit.REFUSED)


def test_the_command_is_given_the_address_of_a_cluster(tmp_path: Path, cluster: Client) -> None:
    school(tmp_path, "a", "b")
    address = cluster.scheduler_info()["address"]
    code, out, err = command(tmp_path, "batch", "in", "-o", "out", "--dask", address, "--progress", "plain")
    assert code == Exit.OK, err
    assert "2 scenarios, as many as the cluster likes at once, 1 thread each." in err
    assert "2 of 2 scenarios solved." in out
    assert endings(tmp_path) == {"a": "solved", "b": "solved"}


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x"])
def test_no_cluster_there(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("afterschool_sched.cli.batching._CONNECT_S", 0.5)
    school(tmp_path, "a")
    assert run(["batch", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--dask", address]) == Exit.USAGE
    assert f"There is no dask scheduler at '{address}'" in capsys.readouterr().err


def test_without_dask_it_is_said_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    school(tmp_path, "a")
    assert run(["batch", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--dask", "tcp://x:1"]) == Exit.USAGE
    assert "pip install 'afterschool-sched[dask]'" in capsys.readouterr().err
