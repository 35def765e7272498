"""What a rule is.

A rule is a folder ``rules/<id>/`` with four faces: ``spec.py`` (its fields and its sentence), ``encode.py`` (the
CP-SAT side), ``check.py`` (plain Python on names and minutes) and ``cases.yaml`` (its truth table). Hard or soft is a
parameter of one measured amount: ``weight: required`` forbids any amount above zero, a number charges
weight x amount to one aim. `specs` know nothing of the two arms; each arm finds its own face by the rule's id.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue

from .clock import Day
from .entities import Days, Entity, Id, or_shorthand

if TYPE_CHECKING:
    from .timetable import Timetable

PenaltyAim = Literal["workload", "continuity"]
Weight = Literal["required"] | Annotated[int, Field(ge=1, le=10_000, strict=True)]


class Who(Entity):
    """Which teachers a rule speaks of: everything given must hold; nothing given means all of them."""

    teachers: tuple[Id, ...] = ()
    roles: tuple[Id, ...] = ()
    external: bool | None = None


class When(Entity):
    """Which slots a rule speaks of: everything given must hold; nothing given means all of them."""

    days: Days | None = Field(default=None, description="on which days; default: all")
    periods: tuple[Id, ...] = Field(default=(), description="in which periods; default: all")

    def covers(self, day: Day, period: str) -> bool:
        """Whether the rule speaks of this day and period."""
        return (self.days is None or day in self.days) and (not self.periods or period in self.periods)

    def said(self) -> str:
        """As the end of a sentence; nothing when all slots are meant."""
        days = f" on {', '.join(self.days)}" if self.days else ""
        return days + (f" in {', '.join(self.periods)}" if self.periods else "")


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

    def means(self) -> str:
        """The rule in one sentence a coordinator would say, with this instance's numbers."""
        raise NotImplementedError  # every spec says its own; the conformance test sees to it

    def looser_than(self, other: Rule) -> Iterable[str]:
        """In what this instance allows more than `other`, an instance of the same rule, as parts of a sentence."""
        return ()

    @property
    def required(self) -> bool:
        """Whether no amount above zero is allowed."""
        return getattr(self, "weight", "required") == "required"

    @property
    def price(self) -> int:
        """What one unit of the amount adds to the aim; 0 for a required rule."""
        weight = getattr(self, "weight", "required")
        return 0 if weight == "required" else int(weight)


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
