"""What the machine was, what it did besides, and how much memory a process tree has (Linux; elsewhere unknown)."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..generator import VERSION

CHECKOUT = Path(__file__).parents[3]  # where this is a repository's working tree, and not an installed package
PROC = Path("/proc")


def describe() -> dict[str, Any]:
    """Usable cores, processor, system, and versions of everything that matters."""
    libraries = {name: version(name) for name in ("afterschool-sched", "ortools", "numpy", "pydantic")}
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "processor": _said(PROC / "cpuinfo", "model name") or platform.processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": {**libraries, "python": platform.python_version(), "generator": str(VERSION), "commit": _commit()},
    }


def _commit() -> str | None:
    """The commit that is measured, with a + when the source differs from it; None outside a repository."""
    if not (CHECKOUT / "pyproject.toml").is_file():
        return None
    try:
        head, changed = (
            subprocess.run(["git", *words], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.strip()
            for words in (("rev-parse", "--short", "HEAD"), ("status", "--porcelain", "src"))
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return head + ("+" if changed else "")


@dataclass
class Noise:
    """How busy the machine was with other things between the making of this and `read`."""

    began: float = field(default_factory=time.monotonic)
    load: float = field(default_factory=lambda: os.getloadavg()[0])
    busy: float | None = field(default_factory=lambda: _busy())
    own: float = field(default_factory=lambda: _own())

    def read(self) -> dict[str, float | None]:
        """Load averages (one minute; they hold the measured solves too), and cores that others used on average."""
        now, passed = _busy(), max(0.01, time.monotonic() - self.began)
        others = None
        if self.busy is not None and now is not None:
            others = round(max(0.0, (now - self.busy - _own() + self.own) / passed), 2)
        return {"load_before": self.load, "load_after": os.getloadavg()[0], "other_cores": others}


def _busy() -> float | None:
    """Core-seconds in which the machine did anything at all."""
    if not (PROC / "stat").exists():
        return None
    user, nice, system, _, _, irq, soft, steal = map(int, (PROC / "stat").read_text().split()[1:9])
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """Core-seconds of this process and its ended children."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def resident_mb(pid: int) -> tuple[float, float] | None:
    """Resident memory now, None when unknown: of a process and all below it, and of the largest one below it.

    Of a single process its own peak is taken where that is more: the kernel misses nothing between two looks.
    """
    alone = _memory(pid, "VmHWM")
    if alone is None:
        return None
    _, *below = _tree(pid)
    together = (_memory(pid, "VmRSS") or 0.0) + sum(_memory(each, "VmRSS") or 0.0 for each in below)
    return max(alone, together), max((_memory(each, "VmHWM") or 0.0 for each in below), default=0.0)


def _memory(pid: int, what: str) -> float | None:
    said = _said(PROC / str(pid) / "status", what)
    return round(int(said.split()[0]) / 1024, 1) if said else None


def _tree(pid: int) -> list[int]:
    found = [pid]
    for each in found:  # grows while it is read: children of children
        for children in (PROC / str(each) / "task").glob("*/children"):
            try:
                found.extend(map(int, children.read_text().split()))
            except OSError:
                continue  # that thread has just ended
    return found


def _said(path: Path, key: str) -> str | None:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return None  # not Linux, or the process has just ended
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), None)
