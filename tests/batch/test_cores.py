"""How much of the machine a batch takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from afterschool_sched.batch import cores
from afterschool_sched.batch.cores import shared, usable_cores


@pytest.mark.parametrize(
    ("jobs", "workers", "available", "given"),
    [
        (None, 1, 2, (2, 1)),
        (None, 2, 2, (1, 2)),
        (8, 1, 2, (2, 1)),
        (1, 1, 8, (1, 1)),
        (None, 4, 2, (1, 2)),
        (3, 2, 8, (3, 2)),
        (None, 3, 8, (2, 3)),
    ],
)
def test_no_core_is_promised_twice(jobs: int | None, workers: int, available: int, given: tuple[int, int]) -> None:
    assert shared(jobs, workers, available) == given


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of eight cores whose control groups lie in this folder."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr(cores, "_CGROUPS", tmp_path)
    monkeypatch.setattr(cores, "_OWN", tmp_path / "own")
    return tmp_path


def limit(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")


def test_without_control_groups_the_affinity_counts(machine: Path) -> None:
    assert usable_cores() == 8


def test_the_least_limit_above_the_process_counts(machine: Path) -> None:
    (machine / "own").write_text("0::/shop/job\n", encoding="utf-8")
    limit(machine / "shop/job", cpu__max="max 100000\n")
    assert usable_cores() == 8
    limit(machine / "shop", cpu__max="350000 100000\n")
    assert usable_cores() == 3
    limit(machine / "shop/job", cpu__max="50000 100000\n")
    assert usable_cores() == 1


def test_the_older_control_groups_are_read_too(machine: Path) -> None:
    (machine / "own").write_text("5:memory:/a\n4:cpu,cpuacct:/a\n", encoding="utf-8")
    limit(machine / "cpu,cpuacct/a", cpu__cfs_quota_us="-1\n", cpu__cfs_period_us="100000\n")
    limit(machine / "memory/a", cpu__cfs_quota_us="100000\n", cpu__cfs_period_us="100000\n")
    assert usable_cores() == 8
    limit(machine / "cpu,cpuacct/a", cpu__cfs_quota_us="200000\n")
    assert usable_cores() == 2
