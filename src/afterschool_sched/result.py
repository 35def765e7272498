"""What `solve` returns: the checked timetable, how good it is, how good it could be, and how it came about.

`result.json` holds all of it but the timetable, which has a file of its own. It names people by id only.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import Field, PrivateAttr

from .entities import Bilingual, Entity
from .fields import Id

if TYPE_CHECKING:
    from .checker import Verdict
    from .timetable import Timetable

Status = Literal["optimal", "feasible"]
Scope = Literal["all timetables", "as good in the aims above", "this regular timetable", "this choice of groups"]
Number = int | float
T = TypeVar("T")


_PLACES = 1_000_000  # more decimals are noise, and longer numbers are refused where files are read


def rounded_down(number: float) -> Number:
    """To six decimals, as a lower bound may be; a whole number as such, so that 3 is not written 3.0."""
    return _plain(math.floor(number * _PLACES) / _PLACES)


def rounded_up(number: float) -> Number:
    """To six decimals, as an upper bound or a gap may be; a whole number as such."""
    return _plain(math.ceil(number * _PLACES) / _PLACES)


def _plain(number: float) -> Number:
    return int(number) if float(number).is_integer() else number


def gap_of(value: Number, bound: Number | None) -> Number | None:
    """How far a value may be from the best: ``|value - bound| / max(1, |value|)``; None where no bound is known."""
    return None if bound is None else rounded_up(abs(value - bound) / max(1.0, abs(value)))


class AimResult(Entity):
    """One aim: the checker's value, and how small it could be at best."""

    id: str = Field(description="the aim; `choices` is expanded into its levels")
    value: int = Field(description="the value the checker computed; smaller is better")
    bound: Number | None = Field(description="no timetable of the scope has a smaller value; null: none is known")
    proven: bool = Field(description="whether the bound is safe against rounding; else it is an estimate")
    gap: Annotated[Number, Field(ge=0)] | None = Field(description="|value - bound| / max(1, |value|); 0 is best")
    scope: Scope = Field(description="the timetables for which the bound holds")


class PlanResult(Entity):
    """One plan of several: the seasons in which it is held, and its aims."""

    seasons: tuple[Id, ...] = Field(min_length=1, description="the seasons in which the plan is held")
    aims: tuple[AimResult, ...] = Field(description="the aims of this plan by itself")


class Charge(Entity):
    """What one weighted rule charged."""

    rule: Id = Field(description="the rule's id")
    instance: int = Field(ge=0, description="position among the rules in force, counting from 0")
    aim: str | None = Field(description="the aim it is charged to")
    cases: int = Field(ge=1, description="how many times")
    amount: int = Field(description="how much, in the rule's unit")
    cost: int = Field(description="weight x amount")


class VerdictSummary(Entity):
    """The independent checker's verdict. There is no result without one, and none with violations."""

    checked: Literal[True] = True
    violations: Literal[0] = 0
    penalties: tuple[Charge, ...] = Field(default=(), description="by weighted rule, in the order of the rules")


class MoneySummary(Entity):
    """What the timetable costs and brings in over the term (models/formal.md, rule cost), in whole units.

    Of a district there are sums; who is paid and who pays is in the results of its schools.
    """

    currency: Bilingual | None = Field(default=None, description="the unit, such as yuan")
    pay: int = Field(description="of all teachers, contracts included")
    fees: int = Field(description="of all students")
    pay_by_teacher: dict[Id, int] = Field(default={}, description="of those who are paid, contracts included")
    pay_by_activity: dict[Id, int] = Field(default={}, description="for sessions; contracts are not divided")
    fees_by_class: dict[Id, int] = Field(default={}, description="for stays and clubs, by home class")
    fees_by_activity: dict[Id, int] = Field(default={}, description="for membership, by club")


class Result(Entity):
    """A checked timetable and what is known about it; `timetable` and `verdict` are not part of the file."""

    format: Literal[1] = 1
    scenario: Id = Field(description="the scenario's id")
    status: Status = Field(
        description="optimal: every aim is proved to be at its best, plan after plan; feasible: a checked timetable"
    )
    interrupted: bool = Field(default=False, description="the search was ended by the user")
    aims: tuple[AimResult, ...] = Field(description="in the order in which they were met")
    plans: tuple[PlanResult, ...] = Field(
        default=(), description="where seasons have plans of their own: each plan; aims of an earlier one come first"
    )
    utility: int = Field(description="for comparison with the literature (models/formal.md, 4); greater is better")
    utility_bound: Number | None = None
    utility_gap: Number | None = Field(default=None, description="bound / utility - 1")
    unserved: int = Field(ge=0, description="students who want clubs that no timetable could give them")
    verdict_summary: VerdictSummary = Field(alias="verdict", description="what the independent checker said")
    money: MoneySummary | None = Field(default=None, description="pay and fees; null: nobody is paid, nobody pays")
    stage: str = Field(description="the part of the solver that found the timetable")
    seed: int
    deterministic: bool = Field(description="same scenario, seed, versions and budget give the same timetable")
    workers: int = Field(ge=1)
    time_limit: float = Field(gt=0, description="the budget, in seconds (a measure of work when deterministic)")
    versions: dict[str, str] = Field(description="of this package, Python and the libraries that matter")
    seconds: dict[str, float] = Field(description="wall time by stage; first_checked counts from the call of solve()")
    inputs: dict[str, str] = Field(default_factory=dict, description="file -> SHA-256 of what was read")
    notes: tuple[str, ...] = Field(default=(), description="what the solver and the checker did not agree upon")
    schools: dict[Id, Result] = Field(default_factory=dict, description="of a district: the result of each school")

    _timetable: Timetable | None = PrivateAttr(default=None)
    _verdict: Verdict | None = PrivateAttr(default=None)

    @property
    def timetable(self) -> Timetable:
        """The timetable. Raises ValueError for a result that was read from a file."""
        return _present(self._timetable)

    @property
    def verdict(self) -> Verdict:
        """All that the checker said about it. Raises ValueError for a result that was read from a file."""
        return _present(self._verdict)

    def with_timetable(self, timetable: Timetable, verdict: Verdict) -> Result:
        """This result, carrying the timetable it is about and its verdict."""
        carrying = self.model_copy()
        carrying._timetable = timetable
        carrying._verdict = verdict
        return carrying

    def aim(self, name: str) -> AimResult:
        """The aim of that id. Raises KeyError when the scenario has no such aim."""
        for aim in self.aims:
            if aim.id == name:
                return aim
        raise KeyError(name)

    def to_json(self) -> str:
        """JSON text, indented, with keys in the order of the fields and a final newline."""
        data = self.model_dump(mode="json", by_alias=True)
        _without_empty_schools(data)
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _without_empty_schools(result: dict[str, Any]) -> None:
    """One school has no schools: the key is there in districts only."""
    for own in result["schools"].values():
        _without_empty_schools(own)
    if not result["schools"]:
        del result["schools"]


def _present(value: T | None) -> T:
    if value is None:
        raise ValueError("this result was read from a file; the timetable is in timetable.json")
    return value
