"""Groups and sessions of a timetable, resolved: activity, home class, slots, members and clock times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .calendar import Slot
from .clock import Day, Span
from .entities import Activity, HomeClass
from .timetable import Group, Session
from .wording import listed


@dataclass(frozen=True, eq=False)
class SessionFacts:
    """One session: its slots, who is in it, and when it is held (season -> block, None when not held).

    `members` is as written; `students` names every one of them once.
    """

    group: GroupFacts
    session: Session
    slots: tuple[Slot, ...]
    members: tuple[str, ...]
    blocks: dict[str, Span | None]

    @cached_property
    def students(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.members))

    @property
    def activity(self) -> Activity:
        return self.group.activity

    @property
    def lead(self) -> str | None:
        """The adult in charge; None where teachers take turns."""
        return self.session.lead

    @property
    def teachers(self) -> tuple[str, ...]:
        """The lead, then the assistants."""
        return self.session.teachers

    @property
    def week(self) -> int:
        return self.session.week

    @property
    def day(self) -> Day:
        return self.session.day

    @property
    def periods(self) -> tuple[str, ...]:
        return self.session.periods

    @property
    def when(self) -> str:
        """``mon first (16:00-16:50)``: the clock is that of the plan's first season in which the session is held."""
        week = f"week {self.week} " if self.week > 1 else ""
        held = next((block for block in self.blocks.values() if block is not None), None)
        return f"{week}{self.day} {listed(self.periods)}" + (f" ({held})" if held else "")

    def __str__(self) -> str:
        return f"{self.group.label} on {self.when}"


@dataclass(frozen=True, eq=False)
class GroupFacts:
    """One group, its sessions in the order of slots; `label` is how sentences call it."""

    group: Group
    activity: Activity
    home: HomeClass | None
    label: str

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Every member once, in the order written."""
        return tuple(dict.fromkeys(self.group.members))

    @property
    def id(self) -> str:
        return self.group.id

    @property
    def club(self) -> bool:
        return self.activity.kind == "club"

    @property
    def takes_classes(self) -> bool:
        return self.activity.takes_classes
