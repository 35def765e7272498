"""The driver: every solve in a child process, one after another; every line recorded as soon as it is measured."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ..worker import sparing
from .job import Job
from .machine import Noise, describe, resident_mb
from .suites import Case

Line = dict[str, Any]
SAMPLE_S = 0.1  # between looks at the memory
PATIENCE = 2.0  # times the limit, and a minute for all else: then a solve is ended


def run(
    name: str, cases: Sequence[Case], cache: Path, *, time_limit: float, workers: int, solvers: Sequence[str]
) -> Iterator[Line]:
    """Solve every case with every solver and give the lines as they come. Instances are made below `cache`."""
    machine = describe()
    for case in cases:
        path = case.scenario(cache)
        for solver in solvers:
            yield {**measure(name, case, path, solver, time_limit, workers), **machine}


def measure(suite: str, case: Case, path: Path, solver: str, time_limit: float, workers: int) -> Line:
    """One solve in a child process; whatever becomes of the child, there is a line."""
    job = Job(
        scenario=str(path.resolve()),
        fairness=case.fairness,
        solver=solver,
        seed=case.seed,
        time_limit=time_limit,
        workers=workers,
    )
    line: Line = {
        "suite": suite,
        "instance": case.instance,
        "seed": case.seed,
        "solver": solver,
        "fairness": case.fairness or "as written",
        "time_limit": time_limit,
        "workers": workers,
        "date": time.strftime("%Y-%m-%d"),
        "expects": case.expects,
        "inputs": None,
        "schools": None,
        "students": None,
        "outcome": "crashed",
        "first_checked_s": None,
        "aim": None,
        "value": None,
        "bound": None,
        "gap": None,
        "aims": {},
        "utility": None,
        "utility_bound": None,
        "utility_gap": None,
        "checked": False,
        "curve": [],
        "notes": [],
    }
    noise = Noise()
    told, memory = _child(job, PATIENCE * time_limit + 60)
    return {**line, **told, **memory, **noise.read()}


def _child(job: Job, patience: float) -> tuple[Line, Line]:
    """What the child said, and the peaks of memory in MB."""
    began = time.monotonic()
    peak, of_worker = 0.0, 0.0
    ended = False
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        # -P: a file called random.py in the working directory is no part of the program.
        command = [sys.executable, "-P", "-m", "afterschool_sched.bench.child", json.dumps(job)]
        process = subprocess.Popen(command, stdout=out, stderr=err, env=sparing())
        try:
            while process.poll() is None and not ended:
                now = resident_mb(process.pid) or (0.0, 0.0)
                peak, of_worker = max(peak, now[0]), max(of_worker, now[1])
                ended = time.monotonic() - began > patience
                time.sleep(SAMPLE_S)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
        total = round(time.monotonic() - began, 3)
        out.seek(0)
        err.seek(0)
        said, complaint = out.read().splitlines(), err.read().splitlines()
    memory = {"peak_mb": peak or None, "worker_mb": of_worker or None}
    if process.returncode == 0 and said:
        told: Line = json.loads(said[-1])
        return told, memory
    why = "ended" if ended else "crashed"
    return {"outcome": why, "total_s": total, "seconds": {}, "notes": complaint[-1:]}, memory


def key(line: Line) -> tuple[Any, ...]:
    """What two lines must share to be two measurements of the same thing."""
    return tuple(line[name] for name in ("suite", "instance", "seed", "fairness", "solver"))


def read(path: Path) -> list[Line]:
    """The lines of a results file."""
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines() if text]


def record(home: Path, line: Line) -> Path:
    """Put a line into the file of its suite and version, instead of an older measurement of the same thing."""
    path = home / "results" / f"{line['suite']}-{line['versions']['afterschool-sched']}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = {key(known): known for known in (read(path) if path.exists() else [])}
    lines[key(line)] = line
    draft = path.with_suffix(".part")
    draft.write_text("".join(json.dumps(each) + "\n" for each in lines.values()), encoding="utf-8")
    draft.replace(path)
    return path
