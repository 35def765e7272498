"""The rota as the checker reads it: who could take which turn, who has it, and whether turns are as equal as can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .calendar import Slot
from .dated import DatedSession, Stretch, absent_on, expand, stretches
from .entities import Activity, Teacher
from .facts import Facts, PlanFacts

Moment = tuple[date, str]  # a period of a date


@dataclass(frozen=True)
class Passing:
    """Two people whose turns differ by more than one, though turns could pass between them."""

    more: str
    most: int
    less: str
    least: int


class Turns:
    """The turns of one activity with a rota. `rivals` are the moments at which people have turns of other rotas."""

    def __init__(self, facts: Facts, name: str, held: Sequence[DatedSession]) -> None:
        self.facts = facts
        self.name = name
        self.activity: Activity = facts.scenario.activities[name]
        self.stretches: tuple[Stretch, ...] = stretches(facts.calendar, name)
        self.plan_in: dict[str, PlanFacts] = {season: plan for plan in facts.plans for season in plan.seasons}
        self._weekly: dict[tuple[str, str, tuple[Slot, ...]], tuple[str, ...]] = {}
        self._away = absent_on(facts.scenario)
        self._at: dict[Moment, int] = {
            (day, slot.period): number
            for number, stretch in enumerate(self.stretches)
            for day in stretch.dates
            for slot in stretch.slots
            if facts.calendar.dates[day][1:] == (slot.week, slot.day)
        }
        self.held: dict[int, list[DatedSession]] = {number: [] for number in range(len(self.stretches))}
        self.rivals: dict[str, set[Moment]] = {}
        for session in held:
            for period in session.periods:
                moment = session.date, period
                if session.group.activity == name:
                    if moment in self._at:
                        self.held[self._at[moment]].append(session)
                elif facts.scenario.activities[session.group.activity].by_rota:
                    for teacher in session.teachers:
                        self.rivals.setdefault(teacher, set()).add(moment)

    # ---- who could ----------------------------------------------------------------------------------------------

    @cached_property
    def pool(self) -> tuple[Teacher, ...]:
        """Those who take turns, and are fit to."""
        assert self.activity.rota is not None
        return tuple(t for t in self.facts.who(self.activity.rota.among) if not [*self.unfit(t)])

    def unfit(self, teacher: Teacher) -> Iterator[str]:
        """Why a teacher takes no turns of the activity, as parts of a sentence."""
        assert self.activity.rota is not None
        if teacher not in self.facts.who(self.activity.rota.among):
            yield "is not one of those who take turns"
        if not teacher.cleared:
            yield "is not cleared"
        yield from self.facts.unfit_to_lead(self.activity, teacher)

    def hindered(self, teacher: Teacher, stretch: Stretch) -> Iterator[str]:
        """Why a teacher cannot take a turn of all these slots, whoever else has turns, as parts of a sentence."""
        key = (teacher.id, stretch.season, stretch.slots)
        if key not in self._weekly:
            self._weekly[key] = tuple(self._in_the_week(teacher, stretch))
        yield from self._weekly[key]
        if any(teacher.id in self._away.get(day, ()) for day in stretch.dates):
            yield "is absent"

    def _in_the_week(self, teacher: Teacher, stretch: Stretch) -> Iterator[str]:
        plan = self.plan_in[stretch.season]
        if not all(plan.is_open(teacher.available, slot.day, (slot.period,)) for slot in stretch.slots):
            yield "is not available then"
        if any(plan.meetings_of(teacher, slot.day, (slot.period,)) for slot in stretch.slots):
            yield "is in a meeting then"
        if any(slot in plan.work[teacher.id].get((slot.week, slot.day), ()) for slot in stretch.slots):
            yield "has a session then"

    def free(self, stretch: Stretch) -> tuple[str, ...]:
        """Those who could take a turn of these slots, whoever else has turns."""
        return tuple(teacher.id for teacher in self.pool if not [*self.hindered(teacher, stretch)])

    def sessions_at_once(self, stretch: Stretch) -> int:
        """The most sessions of the activity that the plan has in one of the slots."""
        covering = self.plan_in[stretch.season].covering
        return max(sum(s.group.group.activity == self.name for s in covering[slot]) for slot in stretch.slots)

    # ---- who has ------------------------------------------------------------------------------------------------

    def has(self, number: int) -> tuple[str, ...]:
        """Those who have a turn of a stretch, each once."""
        return tuple(dict.fromkeys(teacher for session in self.held[number] for teacher in session.teachers))

    def needed(self, number: int) -> int:
        """How many people a turn of a stretch takes: enough for the sessions held in the fullest of its slots."""
        at_once = Counter((s.date, period) for s in self.held[number] for period in s.periods)
        return self.activity.staff.teachers * max(at_once.values(), default=0)

    def twice(self, number: int, teacher: str) -> bool:
        """Whether a teacher has the turn of two sessions at once in a stretch."""
        mine = [(s.date, p) for s in self.held[number] for p in s.periods if teacher in s.teachers]
        return len({*mine}) < len(mine)

    def moments(self, number: int) -> set[Moment]:
        """The periods of dates in which something of a stretch is held."""
        return {(session.date, period) for session in self.held[number] for period in session.periods}

    def passing(self) -> Passing | None:
        """The two people furthest apart, and more than one, between whom a turn could pass, through others perhaps.

        There are none exactly when the sum of squares is the least, that is when turns are as equal as can be.
        """
        could: dict[str, set[str]] = {teacher.id: set() for teacher in self.pool}
        count = dict.fromkeys(could, 0)
        for number, stretch in enumerate(self.stretches):
            having = [teacher for teacher in self.has(number) if teacher in could]
            if not self.held[number]:
                continue
            moments = self.moments(number)
            may = {t for t in self.free(stretch) if not self.rivals.get(t, set()) & moments} - {*having}
            for teacher in having:
                count[teacher] += 1
                could[teacher] |= may
        apart = [
            Passing(more, count[more], less, count[less])
            for more in could
            for less in _reached(more, could)
            if count[more] > count[less] + 1
        ]
        return max(apart, key=lambda pair: (pair.most - pair.least, pair.more, pair.less), default=None)


def _reached(start: str, could: Mapping[str, Iterable[str]]) -> list[str]:
    """Everybody to whom a turn could pass from the first, in any number of steps."""
    found = {start: None}
    waiting = [start]
    while waiting:
        for other in sorted(could[waiting.pop()]):
            if other not in found:
                found[other] = None
                waiting.append(other)
    return [*found][1:]


def turns_of(facts: Facts) -> list[Turns]:
    """The turns of every activity with a rota, in the scenario's order."""
    names = [name for name, activity in facts.scenario.activities.items() if activity.by_rota]
    held = expand(facts.scenario, facts.timetable) if names else ()
    return [Turns(facts, name, held) for name in names]
