"""One solve in an interpreter of its own: ``python -m afterschool_sched.bench.child JOB`` prints what came of it."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from typing import TYPE_CHECKING, Any

from ..checker import check
from ..errors import AfterschoolError
from ..load import load
from ..result import AimResult, Result
from ..roster import roster
from ..run import solve
from ..scenario import District, Scenario
from .allocation import measure_allocation
from .job import OUTCOMES, Job, PeerMissing
from .peers import FAST, OWN, searching_with

if TYPE_CHECKING:
    from ..stages.candidate import Progress


class Laps:
    """Wall seconds by the stage of the search that spoke last; of a district, summed over its schools."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage: str | None = None
        self._since = time.monotonic()

    def hear(self, progress: Progress) -> None:
        """The search is at this stage now."""
        self.turn(progress.stage.rpartition(": ")[2])

    def turn(self, stage: str | None) -> None:
        """Charge what has passed to the stage before."""
        now = time.monotonic()
        if self._stage is not None:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now


def measure(job: Job) -> dict[str, Any]:
    """Load, solve, and check once more."""
    if job["scenario"].endswith(".json"):
        return measure_allocation(job)
    line: dict[str, Any] = {"seconds": {}}
    began = time.monotonic()
    laps, curve = Laps(), list[dict[str, Any]]()
    try:
        scenario = load(job["scenario"])
        line["seconds"]["load"] = round(time.monotonic() - began, 3)
        line |= {"inputs": _digest(scenario), **_size(scenario)}
        if isinstance(scenario, District) and job["solver"] not in (OWN, FAST):
            raise PeerMissing("Only the library's own way knows districts.")
        if job["fairness"]:
            scenario = with_fairness(scenario, job["fairness"])
        began = time.monotonic()
        with searching_with(job["solver"]):
            result = solve(
                scenario,
                seconds=job["time_limit"],
                seed=job["seed"],
                workers=job["workers"],
                fast=job["solver"] == FAST,
                progress=laps.hear,
                found=lambda better: curve.append(_point(better)),
            )
    except AfterschoolError as error:
        said = {"outcome": OUTCOMES[type(error).__name__], "notes": str(error).splitlines()[:1]}
        return {**line, **said, "total_s": round(time.monotonic() - began, 3)}
    laps.turn(None)
    line["seconds"] |= result.seconds | {stage: round(passed, 3) for stage, passed in laps.seconds.items()}
    return {**line, **_found(scenario, result), "curve": [*curve, _point(result)]}


def with_fairness(scenario: Scenario, fairness: str) -> Scenario:
    """The same school, or the same schools, with another fairness of `choices`."""
    if isinstance(scenario, District):
        loaded = {name: with_fairness(school, fairness) for name, school in scenario.loaded.items()}
        return scenario.model_copy().with_schools(loaded)
    aims = (aim.model_copy(update={"fairness": fairness}) if aim.aim == "choices" else aim for aim in scenario.aims)
    return scenario.model_copy(update={"aims": tuple(aims)})


def deciding(aims: tuple[AimResult, ...]) -> AimResult | None:
    """The first aim that is not proved to be at its best; the last one when all are."""
    opened = (aim for aim in aims if not (aim.proven and aim.bound == aim.value))
    return next(opened, aims[-1] if aims else None)


def _found(scenario: Scenario, result: Result) -> dict[str, Any]:
    verdict = check(scenario, result.timetable)
    told = [(aim.id, aim.value) for aim in result.aims], result.utility
    aim = deciding(result.aims)
    return {
        "outcome": result.status,
        "stage": result.stage,
        "first_checked_s": result.seconds["first_checked"],
        "total_s": result.seconds["total"],
        "aim": aim.id if aim else None,
        "value": aim.value if aim else None,
        "bound": aim.bound if aim else None,
        "gap": aim.gap if aim else None,
        "aims": {aim.id: aim.model_dump(exclude={"id"}) for aim in result.aims},
        "utility": result.utility,
        "utility_bound": result.utility_bound,
        "utility_gap": result.utility_gap,
        "checked": verdict.ok and told == ([(aim.id, aim.value) for aim in verdict.aims], verdict.utility),
        "notes": list(result.notes),
    }


def _point(result: Result) -> dict[str, Any]:
    """A point of the curve: what was known when this timetable had been checked."""
    return {
        "s": result.seconds["total"],
        "utility": result.utility,
        "utility_bound": result.utility_bound,
        "values": [aim.value for aim in result.aims],
        "bounds": [aim.bound for aim in result.aims],
    }


def _size(scenario: Scenario) -> dict[str, int]:
    schools = list(scenario.loaded.values()) if isinstance(scenario, District) else [scenario]
    return {"schools": len(schools), "students": sum(len(roster(school)) for school in schools)}


def _digest(scenario: Scenario) -> str:
    """Twelve characters that tell whether two runs read the same files."""
    digests = sorted(scenario.origin.digests.values()) if scenario.origin else []
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()[:12]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(json.loads(sys.argv[1]))) + "\n")
