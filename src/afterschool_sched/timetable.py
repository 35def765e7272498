"""A timetable in human units: ids, days, periods. JSON in and out, byte for byte the same for equal timetables."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .clock import Day
from .entities import Entity
from .fields import Id


class Session(Entity):
    """One meeting of a group in one week of the cycle: one day, one or more consecutive periods, a room, its teachers.

    `members` is given where it differs by session (class and care activities) and None where the group's members come.
    `room` is None for duties. `lead` is the adult in charge; a duty's teachers are its lead and assistants alike. It is
    None exactly where teachers take turns (`Timetable.rota`).
    """

    week: Annotated[int, Field(ge=1)] = 1
    day: Day
    periods: Annotated[tuple[Id, ...], Field(min_length=1)]
    room: Id | None = None
    lead: Id | None = None
    assistants: tuple[Id, ...] = ()
    members: tuple[str, ...] | None = None

    @property
    def teachers(self) -> tuple[str, ...]:
        """The lead, if there is one, then the assistants."""
        return self.assistants if self.lead is None else (self.lead, *self.assistants)


class Group(Entity):
    """One opened instance of an activity. `home_class` names the host of a class or care group."""

    id: str
    activity: Id
    home_class: Id | None = None
    members: tuple[str, ...] = ()
    sessions: tuple[Session, ...]


class Plan(Entity):
    """The week (or cycle) that is held in some seasons."""

    seasons: Annotated[tuple[Id, ...], Field(min_length=1)]
    groups: tuple[Group, ...]


class Turn(Entity):
    """One dated turn of a rota: who has the group on that date, in these periods."""

    date: date
    group: str
    periods: tuple[Id, ...]
    teacher: Id


class Timetable(Entity):
    """Everything decided; of a district, the timetables of its schools.

    Member ids are student ids; students who are only counted are ``<class>#<number>``.
    """

    format: Literal[1] = 1
    scenario: Id
    cycle_weeks: Annotated[int, Field(ge=1)] = 1
    plans: tuple[Plan, ...] = ()
    rota: tuple[Turn, ...] = ()
    schools: dict[Id, Timetable] = Field(
        default_factory=dict, description="of a district: the timetable of each school"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.plans and not self.schools:
            raise ValueError("it has no plans, and no schools that have")
        return self

    def to_json(self) -> str:
        """JSON text, indented, with keys in the order of the fields and a final newline; no Nones, no empty lists."""
        data = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        for one in (data, *data["schools"].values()):  # schools have no schools: no key without a meaning
            if not one["schools"]:
                del one["schools"]
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def read(cls, path: Path) -> Timetable:
        """The timetable in a file. Raises OSError, or pydantic's ValidationError (the CLI turns it into findings)."""
        return cls.model_validate_json(path.read_bytes())
