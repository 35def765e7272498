"""The one registry of suites. A new suite is a line in `SUITES`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..checker import check
from ..generator import Clubs, Tightness, origin_of, school, write_district, write_school
from ..generator.allocations import FORMS, Form, allocation
from ..generator.tight import Tight, contradicting, planted, unplanted
from ..scenario import Fairness

Expects = Literal["found", "impossible"]
SCHEMA = "../../../models/schema/scenario.json"
SCHOOLS = Path("scenarios") / "schools"  # below the working directory: these are no part of the package


@dataclass(frozen=True)
class Case:
    """One scenario to be solved with one seed; `fairness` None takes the scenario as it is written.

    `scenario` gives its file; one that is generated is first made below the folder it is called with, unless it is
    there. `expects`: what is known of it before (a timetable, or a contradiction, was planted).
    """

    instance: str
    seed: int
    fairness: Fairness | None
    scenario: Callable[[Path], Path]
    expects: Expects | None = None


@dataclass(frozen=True)
class Suite:
    """What is solved by default: cases by seed, solvers (`peers.SOLVERS`), and seconds for each solve."""

    about: str
    cases: Callable[[Sequence[int]], list[Case]]
    seeds: tuple[int, ...] = (1, 2, 3)
    solvers: tuple[str, ...] = ("solve", "one-model", "greedy", "highs-master", "fet")
    time_limit: float = 60.0


def cases_of(suite: Suite, seeds: Sequence[int] | None, instances: int | None) -> list[Case]:
    """The cases for these seeds (default: the suite's), of the first `instances` instances alone (default: all)."""
    cases = suite.cases(seeds or suite.seeds)
    names = list(dict.fromkeys(case.instance for case in cases))[:instances]
    return [case for case in cases if case.instance in names]


# ---- what is solved -------------------------------------------------------------------------------------------------


def generated(size: int, *tightness: Tightness, clubs: Clubs = "any period") -> Callable[[Sequence[int]], list[Case]]:
    """Generated schools of that size, every seed and tightness, with either fairness."""

    def cases(seeds: Sequence[int]) -> list[Case]:
        fairness: tuple[Fairness, ...] = ("balanced", "utilitarian")  # as generated, and the other
        return [_school(size, seed, staff, clubs, kind) for staff in tightness for seed in seeds for kind in fairness]

    return cases


def _school(size: int, seed: int, tightness: Tightness, clubs: Clubs, fairness: Fairness) -> Case:
    made = f"A generated school of {size} students; own staff {tightness}; seed {seed}"
    name = f"school-{size}-{tightness}-{seed}"
    if clubs != "any period":
        made, name = f"{made}; clubs in one period", f"school-{size}-one-period-{tightness}-{seed}"

    def write(folder: Path) -> None:
        own = school(size, seed, tightness, clubs=clubs)
        write_school(folder, own.mapping, own.students, origin_of(made), SCHEMA)

    return Case(name, seed, fairness, lambda cache: kept(cache / name, made, write))


TIGHT: dict[str, tuple[int, Expects | None, Callable[[int], Tight]]] = {
    "planted": (100, "found", planted),
    "counting": (34, "impossible", lambda number: contradicting("counting", number)),
    "matching": (33, "impossible", lambda number: contradicting("matching", number)),
    "entangled": (33, "impossible", lambda number: contradicting("entangled", number)),
    "unplanted": (24, None, unplanted),
}
"""Kinds of schools that are known to have a timetable, or none: how many, what is expected, and how one is made."""


def tight(seeds: Sequence[int]) -> list[Case]:
    """Every school of every kind, the kinds in turns, so that the first ones are a sample."""
    most = max(count for count, _, _ in TIGHT.values())
    kinds = [(kind, number) for number in range(most) for kind, (count, _, _) in TIGHT.items() if number < count]
    return [_tight(kind, number, seed) for kind, number in kinds for seed in seeds]


def _tight(kind: str, number: int, seed: int) -> Case:
    _, expects, make = TIGHT[kind]
    name, what = f"tight-{kind}-{number}", f"A generated school, {kind}, number {number}"

    def write(folder: Path) -> None:
        made = make(number)
        write_school(folder, made.school.mapping, made.school.students, origin_of(what), SCHEMA)
        if made.timetable is not None:  # for the checker; no solver is told of it
            if not check(made.scenario, made.timetable).ok:
                raise RuntimeError(f"the timetable planted in {name} is not one")
            (folder / "planted.json").write_text(made.timetable.to_json(), encoding="utf-8")

    return Case(name, seed, None, lambda cache: kept(cache / name, what, write), expects)


def districts(schools: int) -> Callable[[Sequence[int]], list[Case]]:
    """Generated districts of that many schools, one for every seed, with either fairness."""
    fairness: tuple[Fairness, ...] = ("balanced", "utilitarian")
    return lambda seeds: [_district(schools, seed, kind) for seed in seeds for kind in fairness]


def _district(schools: int, seed: int, fairness: Fairness) -> Case:
    name, what = f"district-{schools}-{seed}", f"A generated district of {schools} schools; seed {seed}"

    def write(folder: Path) -> None:
        write_district(folder, schools, seed, origin_of(what), SCHEMA.replace("scenario", "district"))

    return Case(name, seed, fairness, lambda cache: kept(cache / name, what, write))


def allocations(seeds: Sequence[int]) -> list[Case]:
    """Allocations for `place`: every form for 500 students, and those of one form for more, with either fairness."""
    fairness: tuple[Fairness, ...] = ("balanced", "utilitarian")
    asked = [*((form, 500) for form in FORMS), ("minimums", 2000)]
    return [_allocation(form, size, seed, kind) for form, size in asked for seed in seeds for kind in fairness]


def _allocation(form: Form, size: int, seed: int, fairness: Fairness) -> Case:
    name = f"allocation-{form}-{size}-{seed}"
    origin = origin_of(f"A generated allocation, {form}, of {size} students; seed {seed}")

    def scenario(cache: Path) -> Path:
        path = cache / f"{name}.json"
        text = json.dumps({"origin": origin.splitlines(), **allocation(form, size, seed)}, indent=1) + "\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return Case(name, seed, fairness, scenario)


def kept(folder: Path, made: str, write: Callable[[Path], None]) -> Path:
    """The scenario in the folder, written anew unless it is there and of this version of the generator."""
    path = folder / "scenario.yaml"
    comment = "".join(f"# {line}\n" for line in origin_of(made).splitlines())
    if not (path.is_file() and comment in path.read_text(encoding="utf-8")):
        write(folder)
    return path


def files(folder: Path) -> Callable[[Sequence[int]], list[Case]]:
    """Scenarios that are files, as they are written; seeds are those of the search alone."""

    def cases(seeds: Sequence[int]) -> list[Case]:
        paths = sorted(folder.glob("*.yaml"))
        return [Case(path.stem, seed, None, lambda _, path=path: path) for path in paths for seed in seeds]  # type: ignore[misc]

    return cases


def joined(*parts: Callable[[Sequence[int]], list[Case]]) -> Callable[[Sequence[int]], list[Case]]:
    """The cases of all parts, one part after another."""
    return lambda seeds: [case for part in parts for case in part(seeds)]


SUITES: dict[str, Suite] = {
    "schools": Suite(
        "The schools in scenarios/schools, as they are written.",
        files(SCHOOLS),
        seeds=(1,),
        solvers=("solve", "one-model"),  # greedy does not know `pinned`
    ),
    "school-500": Suite("500 students, own staff normal and tight.", generated(500, "normal", "tight")),
    "school-700": Suite("700 students, own staff slack and tight.", generated(700, "slack", "tight")),
    "school-1000": Suite(
        "1,000 students, own staff normal and tight.", generated(1000, "normal", "tight"), time_limit=120.0
    ),
    "school-2000": Suite(
        "2,000 students, own staff normal, clubs in one period and in both.",
        joined(generated(2000, "normal", clubs="one period"), generated(2000, "normal")),
        time_limit=120.0,
    ),
    "tight": Suite(
        "100 to 1,000 students with a planted timetable, a planted contradiction, or neither.",
        tight,
        seeds=(1,),
        solvers=("solve", "one-model", "fet"),
    ),
    "placement": Suite(
        "Students with choices into groups with places, without a timetable (place).",
        allocations,
        solvers=("solve", "highs-master"),
    ),
    **{
        f"district-{schools}": Suite(
            f"{schools} schools of 300 to 600 students that share coaches.",
            districts(schools),
            seeds=(1,),
            solvers=("solve-fast", "solve"),  # the others know one school
            time_limit=9.0 * schools,  # for `solve`: 3,000 students a minute
        )
        for schools in (10, 100, 1000)
    },
}
