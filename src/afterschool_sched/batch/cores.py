"""How much of the machine a batch may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

_CGROUPS = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


def usable_cores() -> int:
    """Cores this process may use: of its affinity, and no more than its control groups grant; at least one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    granted = min(_granted(_CGROUPS, _OWN), default=float(cores))
    return max(1, min(cores, int(granted)))


def _granted(root: Path, own: Path) -> Iterator[float]:
    """The limits of this process's control group and those above it, in cores, where there are any (Linux)."""
    lines: list[str] = []
    with suppress(OSError):
        lines = own.read_text().splitlines()
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        home = root / controllers if controllers else root
        inside = PurePosixPath(path.lstrip("/"))
        for folder in (inside, *inside.parents):
            # Version 2 has both numbers in one file ("max" is no limit), version 1 in two (-1 is no limit).
            with suppress(OSError, ValueError):
                quota, period = (home / folder / "cpu.max").read_text().split()
                yield float(quota) / float(period)
            with suppress(OSError, ValueError):
                share = float((home / folder / "cpu.cfs_quota_us").read_text())
                if share > 0:
                    yield share / float((home / folder / "cpu.cfs_period_us").read_text())


def shared(jobs: int | None, workers: int, cores: int) -> tuple[int, int]:
    """How many scenarios are solved at once, by how many threads each, so that no core is promised twice.

    Workers go first, since they change what is found; `jobs` None takes all cores that are left.
    """
    workers = min(workers, cores)
    most = cores // workers
    return (most if jobs is None else min(jobs, most)), workers
