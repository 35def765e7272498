"""Staff made for a planted timetable: who leads what, and as little time and skill beyond that as is asked for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ...presence import DayPeriod
from .sessions import Meeting

MOST_SESSIONS = 5  # periods a week of one teacher


@dataclass
class Hired:
    """A teacher being made: what the planted timetable asks for, and when and for what there is time besides."""

    id: str
    busy: set[DayPeriod] = field(default_factory=set)
    free: set[DayPeriod] = field(default_factory=set)  # available as well
    skills: set[str] = field(default_factory=set)

    @property
    def available(self) -> set[DayPeriod]:
        """All slots in which the teacher is there."""
        return self.busy | self.free

    @property
    def supply(self) -> int:
        """Teacher-periods a week that the teacher can give."""
        return min(MOST_SESSIONS, len(self.available))

    def entry(self, slots: Sequence[DayPeriod]) -> dict[str, Any]:
        """The teacher as a scenario says it."""
        hours: dict[str, list[str]] = {}
        for day, period in slots:
            if (day, period) in self.available:
                hours.setdefault(day, []).append(period)
        entry: dict[str, Any] = {"id": self.id}
        if self.skills:
            entry["skills"] = sorted(self.skills)
        if self.available != set(slots):
            entry["available"] = hours
        return entry


def hire(
    meetings: Sequence[Meeting], skills: dict[str, str], slots: Sequence[DayPeriod], ratio: float, rng: Random
) -> list[Hired]:
    """Teachers for these meetings, whose leads are set; together they can give 1 / `ratio` of what is asked of them.

    `skills` is what a club asks of its lead. Clubs go to few: whoever has the skill already, if there is time.
    """
    demand = sum(len(meeting.slots) for meeting in meetings)
    supply = math.floor(demand / ratio)
    count = -(-supply // MOST_SESSIONS)
    while True:
        staff = [Hired(f"t{number:03d}") for number in range(1, count + 1)]
        if _led(meetings, skills, staff, rng):
            break
        count += 1
    _give_time(staff, slots, supply - demand, rng)
    return staff


def _led(meetings: Sequence[Meeting], skills: dict[str, str], staff: Sequence[Hired], rng: Random) -> bool:
    """Whether all meetings found a lead: clubs first, then homework, slot by slot from the one that needs most."""
    need = Counter(slot for meeting in meetings for slot in meeting.slots)
    clubs = [meeting for meeting in meetings if meeting.activity in skills]
    rest = [meeting for meeting in meetings if meeting.activity not in skills]
    clubs.sort(key=lambda meeting: -len(meeting.slots))  # what meets twice first: it is harder to place
    rest.sort(key=lambda meeting: (-need[meeting.slots[0]], meeting.slots[0]))
    for meeting in (*clubs, *rest):
        skill = skills.get(meeting.activity)
        slots = set(meeting.slots)
        able = [one for one in staff if not one.busy & slots and len(one.busy) + len(slots) <= MOST_SESSIONS]
        if not able:
            return False
        if skill is not None:
            lead = rng.choice(
                [one for one in able if skill in one.skills] or [one for one in able if not one.skills] or able
            )
            lead.skills.add(skill)
        else:
            least = min(len(one.busy) for one in able)
            lead = rng.choice([one for one in able if len(one.busy) == least])
        lead.busy |= slots
        meeting.lead = lead.id
    return True


def _give_time(staff: Sequence[Hired], slots: Sequence[DayPeriod], spare: int, rng: Random) -> None:
    """Slots in which teachers are there besides: `spare` of them add to the supply; the others only leave a choice."""
    short = [one for one in staff for _ in range(MOST_SESSIONS - len(one.busy))]
    rng.shuffle(short)
    for one in short[:spare]:
        one.free.add(rng.choice(sorted(set(slots) - one.available)))
    for one in staff:
        if one.supply == MOST_SESSIONS:
            others = sorted(set(slots) - one.available)
            one.free |= set(rng.sample(others, rng.choice((0, 1, 1, 2, 2, 3, 5))))


def give_skills(staff: Sequence[Hired], wanted: Sequence[str], rng: Random) -> None:
    """Every skill of `wanted` to somebody who has few."""
    for skill in wanted:
        if not any(skill in one.skills for one in staff):
            least = min(len(one.skills) for one in staff)
            rng.choice([one for one in staff if len(one.skills) == least]).skills.add(skill)
