"""The result of a district, from those of its schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .asked import Clock, Options
from .checker import Verdict
from .result import AimResult, Number, Result, Scope, VerdictSummary, gap_of, rounded_up
from .scenario import District
from .score import WORST


def assembled(
    district: District,
    schools: Mapping[str, Result],
    verdict: Verdict,
    options: Options,
    clock: Clock,
    interrupted: bool,
) -> Result:
    """The result of the whole: aims are summed (the worst student is the worst), and bounds if every school has one."""
    results = list(schools.values())
    best = all(result.status == "optimal" for result in results)
    bounds = [result.utility_bound for result in results]
    bound = sum(bound for bound in bounds if bound is not None) if None not in bounds else None
    return Result(
        scenario=district.id,
        status="optimal" if best else "feasible",
        interrupted=interrupted and not best,
        aims=tuple(_aim(aim.id, aim.value, results) for aim in verdict.aims),
        utility=verdict.utility,
        utility_bound=bound,
        utility_gap=None if bound is None else rounded_up((bound - verdict.utility) / max(verdict.utility, 1)),
        unserved=len(verdict.unserved),
        verdict=VerdictSummary(),
        money=verdict.money,
        stage="schools",
        seed=options.seed,
        deterministic=options.deterministic,
        workers=options.workers,
        time_limit=options.seconds,
        versions=results[0].versions,
        seconds=clock.read(),
        inputs=dict(district.origin.digests) if district.origin else {},
        notes=tuple(f"School {name}: {note}" for name, result in schools.items() for note in result.notes),
        schools=dict(schools),
    )


def _aim(name: str, value: int, schools: Sequence[Result]) -> AimResult:
    """An aim of the district: the checker's value, and the bounds of its schools, if they all have one."""
    having = [result for result in schools if any(aim.id == name for aim in result.aims)]
    aims = [result.aim(name) for result in having]
    least: Number | None = None
    if all(aim.bound is not None for aim in aims):
        each = [aim.bound for aim in aims if aim.bound is not None]
        least = max(each) if name in WORST else sum(each)
    return AimResult(
        id=name,
        value=value,
        bound=least,
        proven=least is not None and all(aim.proven for aim in aims),
        gap=gap_of(value, least),
        scope=_scope([_claim(result, name) for result in having]) if least is not None else "all timetables",
    )


def _claim(result: Result, name: str) -> Scope:
    """For which timetables of the district a school's bound holds.

    "As good in the aims above" is said of one school. The district could be as good in them with this school worse and
    another better, unless the aims above are at their best here.
    """
    scope = result.aim(name).scope
    if scope != "as good in the aims above":
        return scope
    above = result.aims[: [aim.id for aim in result.aims].index(name)]
    closed = all(aim.proven and aim.bound == aim.value and aim.scope != "this choice of groups" for aim in above)
    return scope if closed else "this choice of groups"


def _scope(scopes: Sequence[Scope]) -> Scope:
    """The weakest of the claims."""
    order: tuple[Scope, ...] = (
        "this choice of groups",
        "this regular timetable",
        "as good in the aims above",
        "all timetables",
    )
    return min(scopes, key=order.index, default="all timetables")
