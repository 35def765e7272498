"""`same_people` for the solver: own teacher, own room, own group; a club's rooms."""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.same_people.spec import SamePeople
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """The measure that `what` names."""
    assert isinstance(rule, SamePeople)
    {"own_teacher": _own_teacher, "own_room": _own_room, "own_group": _own_group, "club_room": _club_room}[rule.what](
        rule, at, n, view
    )


def _speaks_of(rule: SamePeople, activity: str) -> bool:
    return not rule.activities or activity in rule.activities


def _own_teacher(rule: SamePeople, at: int, n: Instance, view: ExactView) -> None:
    for session in view.class_sessions:
        activity = n.class_activities[session.activity]
        if activity.counts_own_teacher and _speaks_of(rule, activity.activity):
            own = activity.own[session.home]
            others = [lead for teacher, lead in session.leads.items() if teacher not in own]
            view.limit(at, view.total(others), high=0, where=f"{n.classes[session.home]} {session.slot}")


def _own_room(rule: SamePeople, at: int, n: Instance, view: ExactView) -> None:
    for session in view.class_sessions:
        activity = n.class_activities[session.activity]
        own = activity.own_room[session.home]
        if own is not None and activity.counts_own_room and _speaks_of(rule, activity.activity):
            others = [used for room, used in session.rooms.items() if room != own]
            view.limit(at, view.total(others), high=0, where=f"{n.classes[session.home]} {session.slot}")


def _own_group(rule: SamePeople, at: int, n: Instance, view: ExactView) -> None:
    for number, activity in enumerate(n.class_activities):
        if not _speaks_of(rule, activity.activity):
            continue
        for home, slots in sorted(activity.slots.items()):
            for slot in slots:
                hosts = [h for h in activity.hosts[home] if h != home and slot in activity.slots.get(h, ())]
                away = view.total([view.joins(home, slot, number, h) for h in hosts])
                view.limit(at, away, high=0, where=f"{n.classes[home]} {slot}")


def _club_room(rule: SamePeople, at: int, n: Instance, view: ExactView) -> None:
    for group in view.club_groups:
        club = n.clubs[group.club]
        if not _speaks_of(rule, club.activity) or all(len(pattern.sessions) == 1 for pattern in club.patterns):
            continue
        uses: dict[int, list[object]] = {}
        for (_, room), used in sorted(group.rooms.items()):
            uses.setdefault(room, []).append(used)
        name = f"{club.activity} {group.number}"
        rooms = view.total([view.any_of(used, f"{name} in {n.rooms[room]}") for room, used in uses.items()])
        view.limit(at, rooms - group.opened, high=0, where=name)
