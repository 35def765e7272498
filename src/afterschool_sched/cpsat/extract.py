"""From the values of an exact model to a plan in names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from afterschool_sched.clock import DAYS
from afterschool_sched.cpsat.engine import Answer
from afterschool_sched.cpsat.homes import divide
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Block, Instance
from afterschool_sched.timetable import Group, Plan, Session, Timetable
from afterschool_sched.view import ClubGroup


def plan_of(model: ExactModel, answer: Answer) -> Plan:
    """The plan that the values describe."""
    return _Reader(model, answer).plan()


def timetable_of(n: Instance, plan: Plan) -> Timetable:
    """A timetable of this one plan."""
    return Timetable(scenario=n.scenario.id, cycle_weeks=n.scenario.cycle_weeks, plans=(plan,))


class _Reader:
    def __init__(self, model: ExactModel, answer: Answer) -> None:
        self.model = model
        self.n = model.n
        self.answer = answer

    def true(self, expr: Any) -> bool:
        return self.answer.value(expr) > 0

    def chosen(self, options: Mapping[int, Any]) -> list[int]:
        return [index for index, expr in options.items() if self.true(expr)]

    def plan(self) -> Plan:
        clubs = {activity: [] for activity in self.n.scenario.activities}  # type: dict[str, list[Group]]
        for group in self.model.club_groups:
            if self.true(group.opened):
                clubs[self.n.clubs[group.club].activity].append(self.club(group))
        groups: list[Group] = []
        for name, activity in self.n.scenario.activities.items():
            if activity.kind == "club":
                groups += self.numbered(name, clubs[name])
            elif activity.kind == "duty":
                groups += self.duty(name)
            else:
                groups += self.homes(name)
        return Plan(seasons=self.n.seasons, groups=tuple(groups))

    def numbered(self, name: str, groups: list[Group]) -> list[Group]:
        """Groups of one club: "choir" when only one may open, else "choir-1", "choir-2" in order of time."""
        if self.n.scenario.activities[name].groups.up_to == 1:
            return groups
        ordered = sorted(groups, key=lambda g: (self.when(g.sessions[0]), g.members))
        return [group.model_copy(update={"id": f"{name}-{at}"}) for at, group in enumerate(ordered, start=1)]

    def when(self, session: Session) -> tuple[int, int, int]:
        order = list(self.n.scenario.periods)
        return session.week, DAYS.index(session.day), order.index(session.periods[0])

    def session(self, block: Block, **fields: Any) -> Session:
        slots = [self.n.slots[slot] for slot in block]
        periods = tuple(slot.period for slot in slots)
        return Session(week=slots[0].week, day=DAYS[slots[0].day], periods=periods, **fields)

    def names(self, people: list[int]) -> tuple[str, ...]:
        return tuple(self.n.teachers[e] for e in people)

    def club(self, group: ClubGroup) -> Group:
        club = self.n.clubs[group.club]
        pattern = self.chosen(group.by_pattern)[0]
        lead = next(e for (t, e), var in group.leads.items() if t == pattern and self.true(var))
        helpers = [e for (t, e), var in group.assistants.items() if t == pattern and self.true(var)]
        joined = self.model.clubs.joins.get((group.club, group.number), [])
        members = tuple(self.n.pupils[pupil].id for pupil, var in sorted(joined, key=lambda j: j[0]) if self.true(var))
        sessions = []
        for block in club.patterns[pattern].sessions:
            room = next(r for (b, r), var in group.rooms.items() if b == block and self.true(var))
            sessions.append(
                self.session(block, room=self.n.rooms[room], lead=self.n.teachers[lead], assistants=self.names(helpers))
            )
        return Group(
            id=club.activity,
            activity=club.activity,
            members=members,
            sessions=tuple(sorted(sessions, key=self.when)),
        )

    def homes(self, name: str) -> list[Group]:
        number = next(at for at, act in enumerate(self.n.class_activities) if act.activity == name)
        activity = self.n.class_activities[number]
        found: dict[tuple[int, int], list[Session]] = {}
        for session in self.model.class_sessions:
            if session.activity != number or not self.true(session.runs):
                continue
            members = self.members(number, session.home, session.slot)
            parts = divide(members, activity.limit) if not activity.keep else [members]
            found.setdefault((session.home, session.part), []).append(
                self.session(
                    (session.slot,),
                    room=self.n.rooms[self.chosen(session.rooms)[0]],
                    lead=None if activity.by_rota else self.n.teachers[self.chosen(session.leads)[0]],
                    assistants=self.names(self.chosen(session.assistants)),
                    members=tuple(self.n.pupils[pupil].id for pupil in parts[session.part]),
                )
            )
        return [
            Group(
                id=f"{name}/{self.n.classes[home]}" + (f"/{part + 1}" if part else ""),
                activity=name,
                home_class=self.n.classes[home],
                sessions=tuple(sorted(sessions, key=self.when)),
            )
            for (home, part), sessions in sorted(found.items())
        ]

    def members(self, number: int, host: int, slot: int) -> list[int]:
        """Students in the host's group: of every class that joins it, those in no club."""
        found: list[int] = []
        for home in self.together.get((number, slot, host), ()):
            present = self.n.present[home, slot]
            found += [pupil for pupil in present if not self.true(self.model.in_club(pupil, slot))]
        return sorted(found)

    @cached_property
    def together(self) -> dict[tuple[int, int, int], list[int]]:
        """(activity, slot, host) -> classes in the host's group."""
        found: dict[tuple[int, int, int], list[int]] = {}
        for (number, home, slot, host), joins in self.model.homes.joins.items():
            if self.true(joins):
                found.setdefault((number, slot, host), []).append(home)
        return found

    def duty(self, name: str) -> list[Group]:
        number = next(at for at, duty in enumerate(self.n.duties) if duty.activity == name)
        sessions = []
        for slot in self.n.duties[number].candidates:
            people = self.names(self.chosen(self.model.duty(number, slot)))
            if people or self.n.duties[number].by_rota:
                sessions.append(self.session((slot,), lead=people[0] if people else None, assistants=people[1:]))
        return [Group(id=name, activity=name, sessions=tuple(sorted(sessions, key=self.when)))] if sessions else []
