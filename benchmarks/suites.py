"""The one registry of suites. A new suite is a line in `SUITES`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from afterschool_sched.scenario import Fairness
from scenarios.generator import Tightness, school, write_school

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "benchmarks" / "instances"


@dataclass(frozen=True)
class Case:
    """One scenario to be solved with one seed; `fairness` None takes the scenario as it is written.

    `scenario` gives its file; one that is kept nowhere is first written below the folder it is called with.
    """

    instance: str
    seed: int
    fairness: Fairness | None
    scenario: Callable[[Path], Path]


@dataclass(frozen=True)
class Suite:
    """What is solved by default: cases by seed, solvers (`peers.SOLVERS`), and seconds for each solve."""

    about: str
    cases: Callable[[Sequence[int]], list[Case]]
    seeds: tuple[int, ...] = (1, 2, 3)
    solvers: tuple[str, ...] = ("solve", "one-model", "greedy")
    time_limit: float = 60.0


def generated(size: int, *tightness: Tightness) -> Callable[[Sequence[int]], list[Case]]:
    """Generated schools of that size, every seed and tightness, with either fairness."""

    def cases(seeds: Sequence[int]) -> list[Case]:
        fairness: tuple[Fairness, ...] = ("balanced", "utilitarian")  # as generated, and the other
        return [_school(size, seed, staff, kind) for staff in tightness for seed in seeds for kind in fairness]

    return cases


def _school(size: int, seed: int, tightness: Tightness, fairness: Fairness) -> Case:
    name = f"school-{size}-{tightness}-{seed}"

    def scenario(scratch: Path) -> Path:
        for folder in (KEPT / name, scratch / name):
            if (folder / "scenario.yaml").exists():
                return folder / "scenario.yaml"
        made = school(size, seed, tightness)
        return write_school(scratch / name, made.mapping, made.students, "Generated for one run.", "scenario.json")

    return Case(name, seed, fairness, scenario)


def files(*paths: Path) -> Callable[[Sequence[int]], list[Case]]:
    """Scenarios that are files, as they are written; seeds are those of the search alone."""

    def cases(seeds: Sequence[int]) -> list[Case]:
        return [Case(path.stem, seed, None, lambda _, path=path: path) for path in paths for seed in seeds]  # type: ignore[misc]

    return cases


SUITES: dict[str, Suite] = {
    "schools": Suite(
        "The schools in scenarios/schools, as they are written.",
        files(*sorted((ROOT / "scenarios" / "schools").glob("*.yaml"))),
        seeds=(1,),
        solvers=("solve", "one-model"),  # greedy does not know `pinned`
    ),
    "school-700": Suite("700 students, own staff slack and tight.", generated(700, "slack", "tight")),
}
