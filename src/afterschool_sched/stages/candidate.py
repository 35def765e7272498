"""What the stages hand to `run`: candidates with bounds, progress, and the word that there is no timetable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from afterschool_sched.errors import AfterschoolError
from afterschool_sched.instance import Planned
from afterschool_sched.timetable import Plan

Scope = Literal["all timetables", "as good in the aims above", "this regular timetable", "this choice of groups"]


@dataclass(frozen=True)
class AimBound:
    """No timetable in `scope` has a smaller value of the aim; proven when it is exact or made safe against rounding."""

    aim: str
    bound: float
    proven: bool
    scope: Scope


@dataclass(frozen=True)
class Candidate:
    """A plan that the solver arm believes in; nobody sees it before the checker has passed it.

    `optimal`: every aim has met its bound over all timetables. `utility_bound`: no timetable has a larger utility.
    """

    plan: Plan
    bounds: tuple[AimBound, ...]
    utility_bound: float | None
    stage: str
    optimal: bool


@dataclass(frozen=True)
class Progress:
    """How far a search is: the stage and aim at work, its value and bound so far, and seconds since the start."""

    stage: str
    aim: str | None
    value: float | None
    bound: float | None
    gap: float | None
    elapsed: float


class Impossible(AfterschoolError):
    """No timetable meets the required rules; `rules`: ids of those that contradict each other, as far as known.

    `only`: of some ids, the places among the rules in force of the instances that are meant; of other ids, all are.
    """

    def __init__(
        self, rules: tuple[str, ...], confirmed: str, only: Mapping[str, frozenset[int]] | None = None
    ) -> None:
        super().__init__(f"no timetable meets the required rules ({', '.join(rules)}); {confirmed}")
        self.rules = rules
        self.confirmed = confirmed
        self.only = only or {}

    def names(self, at: int, rule: str) -> bool:
        """Whether the rule in force at this place takes part."""
        return rule in self.rules and (rule not in self.only or at in self.only[rule])


def held_to_a_plan(planned: Planned | None, bounds: Iterable[AimBound]) -> tuple[AimBound, ...]:
    """Bounds that were found where a plan for a district holds, as bounds for the school without it."""
    if planned is None:
        return tuple(bounds)
    if planned.share:
        return ()
    # Whoever keeps the groups keeps the days of those who lead them.
    return tuple(replace(bound, scope="this choice of groups") for bound in bounds)


def relative_gap(value: float, bound: float) -> float:
    """|value - bound| / max(1, |value|)."""
    return abs(value - bound) / max(1.0, abs(value))
