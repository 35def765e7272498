"""Counters as the checker reads them off a timetable: models/formal.md, 3, *Counters*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from .calendar import Slot
from .facts import PlanFacts
from .resolved import SessionFacts
from .rule import Measure, Per, When
from .teams import OF_MEMBERS, OfTeams


@dataclass(frozen=True)
class Subject:
    """Of whom something is counted: ids of one kind; `kind` is teacher, class, student, room, or school for all."""

    kind: str
    ids: frozenset[str]
    name: str


def units(plan: PlanFacts, per: Per, when: When) -> dict[str, list[Slot]]:
    """The slots that count, slot by slot, by day, by week, or all together, as sentences call them."""
    found: dict[str, list[Slot]] = {}
    for slot in plan.facts.calendar.slots:
        if when.covers(slot.day, slot.period, slot.week):
            week = f"week {slot.week}"
            named = {
                "slot": f"on {plan.at(slot)}",
                "day": f"on {slot.day}" if slot.week == 1 else f"on {week} {slot.day}",
                "week": f"in {week}",
                "cycle": "in the cycle",
            }
            found.setdefault(named[per], []).append(slot)
    return found


class Thing(NamedTuple):
    """Something that members of a team have in common or not: for how many it counts, and who has it."""

    said: str
    counts: Sequence[str]
    having: Sequence[str]


class Tally:
    """What is held of some activities in one plan, by the ids of those whom it takes."""

    def __init__(self, plan: PlanFacts, activities: Iterable[str]) -> None:
        self.plan = plan
        self.of = frozenset(activities)
        self._by_id: dict[str, dict[Slot, dict[str, list[SessionFacts]]]] = {}

    @cached_property
    def _covering(self) -> dict[Slot, list[SessionFacts]]:
        return {
            slot: [session for session in sessions if session.group.group.activity in self.of]
            for slot, sessions in self.plan.covering.items()
        }

    def _ids(self, kind: str, session: SessionFacts) -> Iterable[str]:
        """The teachers, classes, students or room of a session."""
        if kind == "teacher":
            return session.teachers
        if kind == "room":
            return [session.session.room] if session.session.room else []
        if kind == "class":
            return (self.plan.facts.home_of(member).id for member in session.students)
        return session.students

    def held(self, subject: Subject, slot: Slot) -> list[SessionFacts]:
        """The sessions in the slot that the subject has."""
        if subject.kind == "school":
            return self._covering[slot]
        if subject.kind not in self._by_id:
            self._by_id[subject.kind] = {at: self._indexed(subject.kind, at) for at in self._covering}
        here = self._by_id[subject.kind][slot]
        return [*dict.fromkeys(session for each in sorted(subject.ids) for session in here.get(each, ()))]

    def _indexed(self, kind: str, slot: Slot) -> dict[str, list[SessionFacts]]:
        found: dict[str, list[SessionFacts]] = {}
        for session in self._covering[slot]:
            for each in dict.fromkeys(self._ids(kind, session)):
                found.setdefault(each, []).append(session)
        return found

    def value(self, count: Measure, subject: Subject, slots: Sequence[Slot], *, at_once: bool = False) -> int:
        """The count over these slots; `at_once`: it is one slot, and what is there at the same time is meant."""
        sessions = {slot: self.held(subject, slot) for slot in slots}
        taken = [slot for slot in slots if sessions[slot]]
        if count == "sessions":
            return len(taken)
        if count == "minutes":
            return self.plan.minutes(taken)
        if count == "days":
            return len({(slot.week, slot.day) for slot in taken})
        if count == "evenings":
            return len({(slot.week, slot.day) for slot in taken if self.plan.is_evening([slot])})
        every = [session for slot in slots for session in sessions[slot]]
        if count == "students":
            return len({student for session in every for student in session.students if self._is(subject, student)})
        return len(every) if at_once else len({session.group for session in every if session.group.club})

    def things(self, team: OfTeams, ids: Sequence[str]) -> Iterator[Thing]:
        """What members of a team have, one thing after another, and those of them to whom it says anything."""
        if team.shared in OF_MEMBERS:
            yield from self._groups(team, ids)
            return
        per: Per = "slot" if team.shared == "times" else "day"
        for when, slots in units(self.plan, per, team.when).items():
            counts = [each for each in ids if team.kind == "teacher" or self._comes(each, slots)]
            taken = {each: self._taken(team.kind, each, slots) for each in counts}
            if team.shared == "end":
                for slot in slots:
                    ending = [each for each in counts if taken[each] and taken[each][-1] == slot]
                    yield Thing(f"at the end of {self.plan.at(slot)}", counts, ending)
            else:
                yield Thing(when, counts, [each for each in counts if taken[each]])

    def _groups(self, team: OfTeams, ids: Sequence[str]) -> Iterator[Thing]:
        """Club groups; all of one club are one thing where it is the club that is shared."""
        clubs = [group for group in self.plan.groups if group.group.activity in self.of]
        inside: dict[str, set[str]] = {}
        for group in clubs:
            name = group.label if team.shared == "group" else f"the club {group.group.activity}"
            inside.setdefault(name, set()).update(group.members)
        for name, members in inside.items():
            yield Thing(f"in {name}", ids, [each for each in ids if each in members])

    def _comes(self, student: str, slots: Sequence[Slot]) -> bool:
        return any(student in self.plan.present[slot.day, slot.period] for slot in slots)

    def _taken(self, kind: str, who: str, slots: Sequence[Slot]) -> list[Slot]:
        """The slots in which somebody has a session."""
        whose = Subject(kind, frozenset([who]), who)
        return [slot for slot in slots if self.held(whose, slot)]

    def _is(self, subject: Subject, student: str) -> bool:
        """Whether the student is one of the subject's, where it is of students or classes."""
        if subject.kind == "class":
            return self.plan.facts.home_of(student).id in subject.ids
        return subject.kind != "student" or student in subject.ids
