"""What a rule is.

A rule is a folder ``rules/<id>/`` with four faces: ``spec.py`` (its fields and its sentence), ``encode.py`` (the
CP-SAT side), ``check.py`` (plain Python on names and minutes) and ``cases.yaml`` (its truth table). Hard or soft is a
parameter of one measured amount: ``weight: required`` forbids any amount above zero, a number charges
weight x amount to one aim. `specs` know nothing of the two arms; each arm finds its own face by the rule's id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue

from .clock import Day
from .entities import Activity, Entity, or_shorthand
from .entities import Who as Who
from .fields import Days, Id, Positive

if TYPE_CHECKING:
    from .scenario import Scenario
    from .timetable import Timetable

PenaltyAim = Literal["workload", "continuity", "cost"]
Measure = Literal["sessions", "minutes", "days", "evenings", "students", "groups"]
Per = Literal["slot", "day", "week", "cycle"]
Weight = Literal["required"] | Annotated[int, Field(ge=1, le=10_000, strict=True)]


class What(Entity):
    """Which activities a rule counts: everything given must hold; nothing given means all of them."""

    activities: tuple[Id, ...] = ()
    kinds: tuple[Literal["club", "class", "care", "duty"], ...] = ()
    categories: tuple[Id, ...] = ()

    def among(self, activities: Mapping[str, Activity]) -> tuple[str, ...]:
        """The ids of those of the activities that count."""
        return tuple(
            name
            for name, activity in activities.items()
            if (not self.activities or name in self.activities)
            and (not self.kinds or activity.kind in self.kinds)
            and (not self.categories or activity.category in self.categories)
        )

    def said(self) -> str:
        """As part of a sentence, " of football and chess"; nothing when all activities are meant."""
        named = " and ".join([*self.activities, *self.categories, *(f"kind {kind}" for kind in self.kinds)])
        return f" of {named}" if named else ""


class When(Entity):
    """Which slots a rule speaks of: everything given must hold; nothing given means all of them."""

    days: Days | None = Field(default=None, description="on which days; default: all")
    periods: tuple[Id, ...] = Field(default=(), description="in which periods; default: all")
    weeks: tuple[Positive, ...] = Field(default=(), description="in which weeks of the cycle; default: all")

    def covers(self, day: Day, period: str, week: int | None = None) -> bool:
        """Whether the rule speaks of this day and period, in this week (or in any)."""
        return (
            (self.days is None or day in self.days)
            and (not self.periods or period in self.periods)
            and (week is None or not self.weeks or week in self.weeks)
        )

    def said(self) -> str:
        """As the end of a sentence; nothing when all slots are meant."""
        days = f" on {', '.join(self.days)}" if self.days else ""
        periods = f" in {', '.join(self.periods)}" if self.periods else ""
        return days + periods + (f" of week {', '.join(map(str, self.weeks))}" if self.weeks else "")


class Range(Entity):
    """From `min` to `max`, both included; either may be missing."""

    min: int | None = Field(default=None, ge=0, strict=True, description="the least")
    max: int | None = Field(default=None, ge=0, strict=True, description="the most")

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return or_shorthand({"type": "integer", "minimum": 0, "description": "the most"}, handler(core))


class Rule(Entity):
    """One instance of a rule, as a scenario writes it (or as the catalogue supplies by default)."""

    id: ClassVar[str]
    aim: ClassVar[PenaltyAim] = "continuity"
    single: ClassVar[bool] = True  # one instance at most; the scenario's replaces the default one
    note: str | None = Field(default=None, description="why the school wants this; printed in the report")

    def concerns(self, scenario: Scenario) -> bool:
        """Whether there is anything in the scenario that it could speak of; a default that has nothing is left out."""
        return True

    def means(self) -> str:
        """The rule in one sentence a coordinator would say, with this instance's numbers."""
        raise NotImplementedError  # every spec says its own; the conformance test sees to it

    def looser_than(self, other: Rule, grades: Collection[int]) -> Iterable[str]:
        """In what this instance allows more than `other`, an instance of the same rule, as parts of a sentence.

        `grades` are those in which the school has classes.
        """
        return ()

    @property
    def required(self) -> bool:
        """Whether no amount above zero is allowed."""
        return self._weight == "required"

    @property
    def price(self) -> int:
        """What one unit of the amount adds to the aim; 0 for a required rule."""
        return 0 if self._weight == "required" else int(self._weight)

    @property
    def _weight(self) -> int | str:
        # Asked tens of thousands of times while a model is built: `getattr` of a missing field takes pydantic 8 µs.
        weight: int | str = self.__dict__.get("weight", "required")
        return weight

    @property
    def about(self) -> str:
        """What an instance speaks of, where a later one stands in for earlier ones that speak of the same."""
        return ""

    @property
    def squared(self) -> bool:
        """Whether an amount is charged by its square: two units too many at once cost as much as four one by one."""
        return False

    @property
    def charged_to(self) -> PenaltyAim:
        """The aim that is charged when the rule is weighted."""
        return self.aim


@dataclass(frozen=True)
class Violation:
    """Something wrong with a timetable, or charged to it.

    `amount` is in the rule's own unit and positive; `cost` is weight x amount for a weighted rule and 0 for a required
    one; `subject` names whom it is about (ids only); `text` is a full sentence in ids, days and clock times.
    """

    rule: str
    instance: int  # position among the scenario's effective rules (`catalogue.effective_rules`)
    amount: int
    required: bool
    cost: int
    aim: PenaltyAim | None
    subject: str
    text: str
    plan: int = 0  # which of the timetable's plans it is about


class RuleCheck(Protocol):
    """The face ``check.py``: ``check(rule, instance, facts)``, where `facts` is the checker's reading of both files."""

    def __call__(self, rule: Rule, instance: int, facts: object) -> Iterable[Violation]: ...


class Judge(Protocol):
    """Anything that judges a timetable; `run` hands out nothing its judge has not passed."""

    def __call__(self, timetable: Timetable) -> Iterable[Violation]: ...
