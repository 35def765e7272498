"""``batch`` as a library: other executors, faults of our own, options."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import afterschool_sched
from afterschool_sched.batch import batch
from afterschool_sched.batch.task import Task
from afterschool_sched.record import Asked
from tests.two_children import YAML


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "two.yaml").write_text(YAML, encoding="utf-8")
    return tmp_path


def test_a_task_goes_anywhere(folder: Path) -> None:
    task = Task(folder / "two.yaml", folder / "out/two-children", Asked(seed=3))
    assert pickle.loads(pickle.dumps(task)) == task


def test_any_executor_will_do(folder: Path) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        came = batch([folder], folder / "out", seconds=20, executor=pool)
    assert came.ok
    assert [record.ending for record in came.records] == ["solved"]
    assert (folder / "out/two-children/report.html").exists()


class Refusing(Executor):
    """Every task ends in this error."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **more: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(self.error)
        return future


def test_a_fault_of_our_own_costs_one_scenario_and_is_kept_for_whoever_mends_it(folder: Path) -> None:
    came = batch([folder], folder / "out", executor=Refusing(LookupError("a fault")))
    (record,) = came.records
    assert (record.ending, record.exit_code, came.ok) == ("failed", 1, False)
    assert record.message == "An internal error (LookupError); its details are in solver.txt."
    assert "LookupError: a fault" in (folder / "out/two-children/solver.txt").read_text(encoding="utf-8")


def test_a_full_disk_ends_the_batch(folder: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        batch([folder], folder / "out", executor=Refusing(OSError(28, "No space left")))


@pytest.mark.parametrize("options", [{"seconds": 0}, {"seed": -1}, {"workers": 0}])
def test_options_out_of_range_are_refused_at_once(folder: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        batch([folder], folder / "out", **options)
    assert not (folder / "out").exists()


def test_it_is_public() -> None:
    assert afterschool_sched.batch is batch
