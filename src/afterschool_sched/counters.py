"""Counters as expressions, for the encoders of rules that count: models/formal.md, 3, *Counters*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .clock import DAYS
from .instance import Instance
from .rule import Measure, Per, When
from .teams import OfTeams
from .view import ExactView, Expr

Kind = Literal["teacher", "class", "student", "room"]


@dataclass(frozen=True)
class Subject:
    """Of whom something is counted: one teacher, class, student or room, or several of a kind together."""

    kind: Kind
    members: tuple[int, ...]
    name: str


def units(n: Instance, per: Per, when: When) -> dict[str, list[int]]:
    """The slots that count, slot by slot, by day, by week, or all together; a unit without slots is none."""
    found: dict[str, list[int]] = {}
    for index, slot in enumerate(n.slots):
        if when.covers(DAYS[slot.day], slot.period, slot.week):
            unit = {"slot": f"{index}", "day": f"{slot.week} {slot.day}", "week": f"{slot.week}", "cycle": ""}[per]
            found.setdefault(f"{per} {unit}", []).append(index)
    return found


class Counter:
    """Counts what happens in some activities."""

    def __init__(self, n: Instance, view: ExactView, activities: Iterable[str]) -> None:
        self.n = n
        self.view = view
        self.of = frozenset(activities)
        self.class_activities = tuple(at for at, each in enumerate(n.class_activities) if each.activity in self.of)
        self.mark = " ".join(sorted(self.of)) if len(self.of) < len(n.scenario.activities) else ""

    def value(self, count: Measure, subject: Subject, slots: Sequence[int], *, at_once: bool = False) -> Expr:
        """The count over these slots; `at_once`: it is one slot, and what is there at the same time is meant."""
        if count == "students":
            return self._students(subject, slots)
        if count == "groups":
            return self._groups(subject, slots, at_once=at_once)
        there = {slot: self.there(subject, slot) for slot in slots}
        if count == "sessions":
            return self.view.total(there.values())
        if count == "minutes":
            return self.view.total(self.n.slots[slot].minutes * is_there for slot, is_there in there.items())
        days: dict[tuple[int, int], list[Expr]] = {}
        for slot, is_there in there.items():
            if count == "days" or self.n.slots[slot].evening:
                days.setdefault((self.n.slots[slot].week, self.n.slots[slot].day), []).append(is_there)
        return self.view.total(
            self.view.any_of(terms, f"{count} {subject.name} {self.mark} {day}") for day, terms in days.items()
        )

    def there(self, subject: Subject, slot: int) -> Expr:
        """1 when something of the subject is held in the slot."""
        terms = [term for member in subject.members for term in self._terms(subject.kind, member, slot)]
        return self.view.any_of(terms, f"{subject.name} {self.mark} {slot}")

    def _terms(self, kind: Kind, member: int, slot: int) -> Iterable[Expr]:
        n, view = self.n, self.view
        if kind == "teacher":
            return [view.teaches(member, slot, self.of)]
        if kind == "room":
            return [view.uses(member, slot, self.of)]
        if kind == "student":
            if slot not in n.pupils[member].present:
                return []
            own = (view.is_in_class_activity(member, slot, activity) for activity in self.class_activities)
            return [view.in_club(member, slot, self.of), *own]
        clubs = (view.in_club(pupil, slot, self.of) for pupil in n.present.get((member, slot), ()))
        return [*clubs, *(view.takes(member, slot, activity) for activity in self.class_activities)]

    def things(self, team: OfTeams, members: Sequence[int]) -> Iterator[tuple[str, list[Expr]]]:
        """What members of a team have, one thing after another: of each to whom it says anything 1 for having it."""
        view, n = self.view, self.n
        if team.shared == "group":
            for group in view.club_groups:
                if n.clubs[group.club].activity in self.of:
                    name = f"{n.clubs[group.club].activity} {group.number}"
                    yield name, [view.in_group(group, pupil) for pupil in members]
            return
        if team.shared == "activity":
            for number, club in enumerate(n.clubs):
                if club.activity in self.of:
                    own = [(pupil, view.member(pupil, number)) for pupil in members]
                    yield club.activity, [view.any_of([term], f"{pupil} in {club.activity}") for pupil, term in own]
            return
        names = n.teachers if team.kind == "teacher" else [pupil.id for pupil in n.pupils]
        for unit, slots in units(n, "slot" if team.shared == "times" else "day", team.when).items():
            there = [
                [self.there(Subject(team.kind, (member,), names[member]), slot) for slot in slots]
                for member in members
                if team.kind == "teacher" or any(slot in n.pupils[member].present for slot in slots)
            ]
            if team.shared == "end":
                for at, slot in enumerate(slots):
                    yield f"{slot}", [self._last(own, at, f"{slot} last") for own in there]
            else:
                yield unit, [view.any_of(own, f"{self.mark} {unit}") for own in there]

    def _last(self, there: list[Expr], at: int, name: str) -> Expr:
        """1 when somebody is there in the slot at this place, and in none after it."""
        later = self.view.any_of(there[at + 1 :], f"{name} later")
        return self.view.all_of([there[at], 1 - later], name)

    def _students(self, subject: Subject, slots: Sequence[int]) -> Expr:
        view, name = self.view, f"{subject.name} {self.mark}"
        if subject.kind == "room":
            return view.total(view.occupancy(room, slot, self.of) for room in subject.members for slot in slots)
        if subject.kind == "class" and len(slots) == 1:
            (slot,) = slots
            present = [pupil for home in subject.members for pupil in self.n.present.get((home, slot), ())]
            return view.total(
                [
                    *(view.in_club(pupil, slot, self.of) for pupil in present),
                    *(view.in_class_activities(home, slot, self.class_activities) for home in subject.members),
                ]
            )
        homes = frozenset(subject.members)
        pupils = subject.members
        if subject.kind == "class":
            pupils = tuple(at for at, pupil in enumerate(self.n.pupils) if pupil.home in homes)
        return view.total(
            view.any_of(
                [term for slot in slots for term in self._terms("student", pupil, slot)],
                f"{name} {self.n.pupils[pupil].id} {slots}",
            )
            for pupil in pupils
        )

    def _groups(self, subject: Subject, slots: Sequence[int], *, at_once: bool) -> Expr:
        n, view = self.n, self.view
        if subject.kind == "room":
            return view.total(view.uses(room, slot, self.of) for room in subject.members for slot in slots)
        clubs = [
            meets
            for group in view.club_groups
            for pattern, meets in group.by_pattern.items()
            if n.clubs[group.club].activity in self.of and set(slots) & set(n.clubs[group.club].patterns[pattern].slots)
        ]
        if not at_once:
            return view.total(clubs)
        classes = [
            each.runs for each in view.class_sessions if each.activity in self.class_activities and each.slot in slots
        ]
        duties = [
            1 for at, duty in enumerate(n.duties) for slot in slots if duty.activity in self.of and view.duty(at, slot)
        ]
        return view.total([*clubs, *classes, *duties])
