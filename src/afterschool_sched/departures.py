"""What is different from the base plan: the solver's reading of `changes` (models/formal.md, 4).

The base plan is read into counted facts of whole numbers (`read_base`); a plan yet to be made is told by a view as the
same facts with an expression each. What the base does not do, or less often, is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from afterschool_sched.calendar import Calendar, Slot
from afterschool_sched.entities import Student
from afterschool_sched.instance import Base, Fact, Instance
from afterschool_sched.published import published_plan
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Group, Plan, Session
from afterschool_sched.view import ExactView, Expr


class Departures:
    """Expressions of what a plan does that the base plan does not. There is nothing where there is no base plan."""

    def __init__(self, n: Instance, view: ExactView) -> None:
        self.n = n
        self.view = view
        self.base = n.base

    def value(self, level: str) -> Expr:
        """One level of the aim: people, rooms or times."""
        if self.base is None:
            return 0
        new = [expr for _, expr in self.new(level)]
        return self.view.total([*new, *self.of_students().values()] if level == "people" else new)

    def clubs(self, pupil: int) -> tuple[list[Expr], list[Expr]]:
        """0/1 for each club of the base plan that the student is no longer in, and for each that is new."""
        assert self.base is not None
        if pupil not in self.base.known:
            return [], []  # who is new has nothing to change
        before = self.base.clubs.get(pupil, frozenset())
        left: list[Expr] = [1 - self.view.member(pupil, club) for club in sorted(before)]
        may = [option.club for option in self.n.pupils[pupil].options if option.club not in before]
        return left, [self.view.member(pupil, club) for club in may]

    def of_students(self) -> dict[int, Expr]:
        """How many clubs are not the same, by student; those of whom none can differ are left out."""
        found: dict[int, Expr] = {}
        for pupil, spec in enumerate(self.n.pupils):
            left, joined = self.clubs(pupil)
            lost, gained = self.view.total(left), self.view.total(joined)
            if not left:
                found[pupil] = gained
            elif spec.wanted <= len(left):
                found[pupil] = lost  # never more clubs than wanted (club_limit), so no more joined than left
            else:
                found[pupil] = self.view.maximum([lost, gained], f"changes of {spec.id}")
        return {pupil: expr for pupil, expr in found.items() if not (isinstance(expr, int) and expr == 0)}

    def of_teachers(self) -> dict[int, Expr]:
        """How many assignments are new, by teacher."""
        found: dict[int, list[Expr]] = {}
        for (of, *_, teacher), expr in self.new("people"):
            if of != "guest":
                found.setdefault(teacher, []).append(expr)
        return {teacher: self.view.total(found[teacher]) for teacher in sorted(found)}

    def new(self, level: str) -> Iterator[tuple[Fact, Expr]]:
        """Each fact that may be new, and how many times it is."""
        if self.base is None:
            return
        told: dict[Fact, list[Expr]] = {}
        for fact, expr in {"people": self._people, "rooms": self._rooms, "times": self._times}[level]():
            told.setdefault(fact, []).append(expr)
        for fact, exprs in told.items():
            known = self.base.facts[level][fact]
            if known < len(exprs):
                total = self.view.total(exprs)
                yield fact, total if known == 0 else self.view.maximum([total - known, 0], f"new {level} {fact}")

    def _people(self) -> Iterator[tuple[Fact, Expr]]:
        for group in self.view.club_groups:
            by_teacher: dict[int, list[Expr]] = {}
            for people in (group.leads, group.assistants):
                for (_, teacher), expr in people.items():
                    by_teacher.setdefault(teacher, []).append(expr)
            for teacher in sorted(by_teacher):
                yield ("club", group.club, teacher), self.view.total(by_teacher[teacher])
        for session in self.view.class_sessions:
            for staff in (session.leads, session.assistants):
                for teacher, expr in staff.items():
                    yield ("class", session.home, session.slot, teacher), expr
        for number, duty in enumerate(self.n.duties):
            for slot in duty.candidates:
                for teacher, expr in self.view.duty(number, slot).items():
                    yield ("duty", number, slot, teacher), expr
        yield from self._guests()

    def _guests(self) -> Iterator[tuple[Fact, Expr]]:
        for number, activity in enumerate(self.n.class_activities):
            for home, slots in activity.slots.items():
                for slot in slots:
                    for host in activity.hosts[home]:
                        if host != home:
                            yield ("guest", home, slot, host), self.view.joins(home, slot, number, host)

    def _rooms(self) -> Iterator[tuple[Fact, Expr]]:
        for group in self.view.club_groups:
            for (_, room), expr in group.rooms.items():
                yield ("club", group.club, room), expr
        for session in self.view.class_sessions:
            for room, expr in session.rooms.items():
                yield ("class", session.home, session.slot, room), expr

    def _times(self) -> Iterator[tuple[Fact, Expr]]:
        for group in self.view.club_groups:
            patterns = self.n.clubs[group.club].patterns
            by_slot: dict[int, list[Expr]] = {}
            for pattern, expr in group.by_pattern.items():
                for slot in patterns[pattern].slots:
                    by_slot.setdefault(slot, []).append(expr)
            for slot in sorted(by_slot):
                yield ("club", group.club, slot), self.view.total(by_slot[slot])
        for number, activity in enumerate(self.n.class_activities):
            for home, slots in activity.slots.items():
                for slot in slots:
                    yield ("class", home, slot, number), self.view.takes(home, slot, number)


# ---- the base plan ------------------------------------------------------------------------------------------------


def read_base(
    scenario: Scenario, calendar: Calendar, roster: Sequence[Student], seasons: Sequence[str], decided: Plan | None
) -> Base | None:
    """What a plan for these seasons is compared with, in the indices of an instance with this roster.

    The published plan, if there is one, else the plan that is `decided`.
    """
    reader = _Reader(scenario, calendar, roster)
    published = published_plan(scenario, calendar, tuple(student.id for student in roster), seasons)
    if published is not None:
        return reader.base(published, published=True)
    return None if decided is None else reader.base(decided, published=False)


class _Reader:
    def __init__(self, scenario: Scenario, calendar: Calendar, roster: Sequence[Student]) -> None:
        self.calendar = calendar
        self.kind = {name: activity.kind for name, activity in scenario.activities.items()}
        self.chosen = {name for name, activity in scenario.activities.items() if activity.is_chosen}
        self.homes = _index([home.id for home in scenario.classes])
        self.home_of = {student.id: self.homes[student.class_] for student in roster}
        self.pupils = _index([student.id for student in roster])
        self.teachers = _index([teacher.id for teacher in scenario.teachers])
        self.rooms = _index([room.id for room in scenario.rooms])
        of_kind = {
            "club": [name for name, kind in self.kind.items() if kind == "club"],
            "class": [name for name, kind in self.kind.items() if kind in ("class", "care")],
            "duty": [name for name, kind in self.kind.items() if kind == "duty"],
        }
        self.numbers = {name: at for names in of_kind.values() for at, name in enumerate(names)}

    def base(self, plan: Plan, *, published: bool) -> Base:
        known: set[int] = set()
        clubs: dict[int, set[int]] = {}
        facts: dict[str, Counter[Fact]] = {"people": Counter(), "rooms": Counter(), "times": Counter()}
        once: set[tuple[str, Fact]] = set()
        for group in plan.groups:
            for members in (group.members, *(session.members or () for session in group.sessions)):
                known.update(self.pupils[member] for member in members)
            if self.kind[group.activity] == "club":
                for member in group.members if group.activity in self.chosen else ():
                    clubs.setdefault(self.pupils[member], set()).add(self.numbers[group.activity])
                self._club(group, facts)
            for session in group.sessions if self.kind[group.activity] != "club" else ():
                for slot in self._slots(session):
                    self._session(group, session, slot, facts, once)
        for level, fact in once:
            facts[level][fact] = 1
        told = {pupil: frozenset(those) for pupil, those in sorted(clubs.items())}
        return Base(plan, told, facts, frozenset(known), published)

    def _club(self, group: Group, facts: Mapping[str, Counter[Fact]]) -> None:
        club = self.numbers[group.activity]
        people = {teacher for session in group.sessions for teacher in session.teachers}
        facts["people"].update(("club", club, self.teachers[teacher]) for teacher in people)
        for session in group.sessions:
            facts["rooms"].update(("club", club, self.rooms[room]) for room in (session.room,) if room is not None)
            facts["times"].update(("club", club, slot) for slot in self._slots(session))

    def _session(
        self, group: Group, session: Session, slot: int, facts: Mapping[str, Counter[Fact]], once: set[tuple[str, Fact]]
    ) -> None:
        number = self.numbers[group.activity]
        duty = self.kind[group.activity] == "duty"
        if not duty and group.home_class is None:
            return
        host = number if duty else self.homes[group.home_class or ""]
        of = "duty" if duty else "class"
        facts["people"].update((of, host, slot, self.teachers[who]) for who in session.teachers)
        if duty:
            return
        facts["rooms"].update(("class", host, slot, self.rooms[room]) for room in (session.room,) if room is not None)
        for member in group.members if session.members is None else session.members:
            home = self.home_of[member]
            once.add(("times", ("class", home, slot, number)))
            if home != host:
                once.add(("people", ("guest", home, slot, host)))

    def _slots(self, session: Session) -> tuple[int, ...]:
        return tuple(self.calendar.index[Slot(session.week, session.day, period)] for period in session.periods)


def _index(names: Sequence[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(names)}
