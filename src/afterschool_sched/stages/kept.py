"""The club groups of the base plan in another season: what can stay stays, and the others may move, close or open.

A group that may still meet as it did keeps those of its members who still can come; all others it lost may join any
group. It is a restriction: a season's plan with still fewer changes may exist, and no bound is claimed beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from afterschool_sched.calendar import Slot
from afterschool_sched.cpsat.clubs import Decided
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Base, Instance, OpenGroup
from afterschool_sched.timetable import Group


@dataclass
class Kept:
    """Groups being collected; `loose` are the students who may join others."""

    groups: list[OpenGroup] = field(default_factory=list)
    free: set[int] = field(default_factory=set)  # positions of groups that may move or close
    loose: set[int] = field(default_factory=set)

    def decided(self, n: Instance) -> Decided:
        """The groups, with all who may join them."""
        joiners = {
            at: tuple(
                pupil
                for pupil in sorted(self.loose - set(group.members))
                if group.pattern in n.pupils[pupil].fitting(group.club)
                or (at in self.free and n.pupils[pupil].fitting(group.club))
            )
            for at, group in enumerate(self.groups)
        }
        movable = frozenset(self.free)
        return Decided(tuple(self.groups), optional=movable, movable=movable, joiners=joiners)


def kept(n: Instance, base: Base) -> Decided:
    """The groups of the base plan as far as the season allows, and one more of each club that lost somebody."""
    found = Kept()
    pupils = {pupil.id: index for index, pupil in enumerate(n.pupils)}
    clubs = {club.activity: number for number, club in enumerate(n.clubs)}
    for group in base.plan.groups:
        if group.activity in clubs:
            _keep(n, found, clubs[group.activity], group, [pupils[member] for member in group.members])
    placed = {pupil for group in found.groups for pupil in group.members}
    found.loose |= {at for at, pupil in enumerate(n.pupils) if pupil.served and at not in placed}
    for number, club in enumerate(n.clubs):
        opened = sum(group.club == number for group in found.groups)
        takers = sum(bool(n.pupils[pupil].fitting(number)) for pupil in found.loose)
        if opened < club.up_to and takers >= club.low and club.patterns:
            found.free.add(len(found.groups))
            found.groups.append(OpenGroup(number, 0, ()))
    return found.decided(n)


def _keep(n: Instance, found: Kept, number: int, group: Group, members: list[int]) -> None:
    club = n.clubs[number]
    blocks = sorted(
        tuple(n.calendar.index[Slot(session.week, session.day, period)] for period in session.periods)
        for session in group.sessions
    )
    pattern = next((t for t, each in enumerate(club.patterns) if sorted(each.sessions) == blocks), None)
    stay = [pupil for pupil in members if pattern is not None and pattern in n.pupils[pupil].fitting(number)]
    if pattern is not None and club.low <= len(stay):
        found.loose |= set(members) - set(stay)
        found.groups.append(OpenGroup(number, pattern, tuple(sorted(stay))))
        return
    found.loose |= set(members)
    if club.patterns:
        found.free.add(len(found.groups))
        found.groups.append(OpenGroup(number, 0, ()))


def may_close(decided: Decided) -> Decided:
    """The same, with every group free to move or close, its members together."""
    every = frozenset(range(len(decided.groups)))
    return replace(decided, optional=every, movable=every)


def alike(n: Instance, model: ExactModel, base: Base) -> dict[int, int]:
    """A hint, by variable index: everybody and everything where the base plan has them."""
    people, rooms, times = (base.facts[level] for level in ("people", "rooms", "times"))
    hint: dict[int, int] = {}

    def say(expr: object, value: bool) -> None:
        index = getattr(expr, "index", None)
        if isinstance(index, int):
            hint[index] = int(value)

    for group in model.club_groups:
        for (_, teacher), leads in group.leads.items():
            say(leads, ("club", group.club, teacher) in people)
        for (_, room), used in group.rooms.items():
            say(used, ("club", group.club, room) in rooms)
    for session in model.class_sessions:
        for teacher, leads in session.leads.items():
            say(leads, ("class", session.home, session.slot, teacher) in people)
        for room, used in session.rooms.items():
            say(used, ("class", session.home, session.slot, room) in rooms)
    for (number, home, slot, host), joins in model.homes.joins.items():
        guest = any(("guest", home, slot, other) in people for other in n.class_activities[number].hosts[home])
        there = ("guest", home, slot, host) in people if host != home else not guest
        say(joins, ("class", home, slot, number) in times and there)
    for (number, slot), staff in model.duties.items():
        for teacher, does in staff.items():
            say(does, ("duty", number, slot, teacher) in people)
    return hint
