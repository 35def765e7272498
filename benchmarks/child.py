"""One solve in an interpreter of its own: ``python -m benchmarks.child JOB`` prints what came of it as JSON."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from typing import Any, TypedDict

from afterschool_sched import AfterschoolError, Result, Scenario, check, load, solve

from .peers import searching_with

OUTCOMES = {
    "InputError": "invalid",
    "ImpossibleError": "impossible",
    "NotFoundInTime": "none found",
    "RefusedError": "refused",
    "SolverCrashed": "crashed",
}


class Job(TypedDict):
    """What to solve, and how; `fairness` None: as the scenario says."""

    scenario: str
    fairness: str | None
    solver: str
    seed: int
    time_limit: float
    workers: int


def measure(job: Job) -> dict[str, Any]:
    """Load, solve, and check once more."""
    line: dict[str, Any] = {"seconds": {}}
    began = time.monotonic()
    try:
        scenario = load(job["scenario"])
        line["seconds"]["load"] = round(time.monotonic() - began, 3)
        line["inputs"] = _digest(scenario)
        if job["fairness"]:
            scenario = with_fairness(scenario, job["fairness"])
        began = time.monotonic()
        with searching_with(job["solver"]):
            result = solve(scenario, seconds=job["time_limit"], seed=job["seed"], workers=job["workers"])
    except AfterschoolError as error:
        return {**line, "outcome": OUTCOMES[type(error).__name__], "total_s": round(time.monotonic() - began, 3)}
    line["seconds"] |= result.seconds
    return {**line, **_found(scenario, result)}


def with_fairness(scenario: Scenario, fairness: str) -> Scenario:
    """The same school with another fairness of `choices`."""
    aims = (aim.model_copy(update={"fairness": fairness}) if aim.aim == "choices" else aim for aim in scenario.aims)
    return scenario.model_copy(update={"aims": tuple(aims)})


def _found(scenario: Scenario, result: Result) -> dict[str, Any]:
    verdict = check(scenario, result.timetable)
    told = [(aim.id, aim.value) for aim in result.aims], result.utility
    return {
        "outcome": result.status,
        "stage": result.stage,
        "first_checked_s": result.seconds["first_checked"],
        "total_s": result.seconds["total"],
        "aims": {aim.id: aim.model_dump(exclude={"id"}) for aim in result.aims},
        "utility": result.utility,
        "utility_bound": result.utility_bound,
        "utility_gap": result.utility_gap,
        "checked": verdict.ok and told == ([(aim.id, aim.value) for aim in verdict.aims], verdict.utility),
        "notes": list(result.notes),
    }


def _digest(scenario: Scenario) -> str:
    """Twelve characters that tell whether two runs read the same files."""
    digests = sorted(scenario.origin.digests.values()) if scenario.origin else []
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()[:12]


if __name__ == "__main__":
    print(json.dumps(measure(json.loads(sys.argv[1]))))
