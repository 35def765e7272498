"""`wishes` for the solver: every session of a teacher against every wish it breaks."""

from __future__ import annotations

from collections.abc import Mapping

from afterschool_sched.clock import DAYS
from afterschool_sched.entities import Wishes
from afterschool_sched.instance import Block, Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.wishes.spec import WishesRule
from afterschool_sched.view import ExactView, Expr


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Σ over the sessions of each teacher of the wishes they break."""
    assert isinstance(rule, WishesRule)
    for teacher in n.concerned(rule.who):
        wishes = n.scenario.teachers[teacher].wishes
        if wishes is None:
            continue
        broken = [*_in_clubs(n, view, teacher, wishes), *_in_classes(n, view, teacher, wishes)]
        for number, duty in enumerate(n.duties):
            for slot in duty.candidates:
                count = _of_time(n, wishes, (slot,)) + (duty.activity in wishes.avoid_activities)
                broken.append(count * view.duty(number, slot).get(teacher, 0))
        view.limit(at, view.total(broken), high=0, where=n.teachers[teacher])


def _of_time(n: Instance, wishes: Wishes, block: Block) -> int:
    day = DAYS[n.slots[block[0]].day]
    periods = [n.slots[slot].period for slot in block]
    return (
        (wishes.avoid_days is not None and day in wishes.avoid_days)
        + (wishes.prefer_days is not None and day not in wishes.prefer_days)
        + any(period in wishes.avoid_periods for period in periods)
        + (bool(wishes.prefer_periods) and any(period not in wishes.prefer_periods for period in periods))
    )


def _in_clubs(n: Instance, view: ExactView, teacher: int, wishes: Wishes) -> list[Expr]:
    broken: list[Expr] = []
    for group in view.club_groups:
        club = n.clubs[group.club]
        unwanted = club.activity in wishes.avoid_activities
        for people, leads in ((group.leads, True), (group.assistants, False)):
            for (pattern, person), takes_it in people.items():
                if person != teacher:
                    continue
                sessions = club.patterns[pattern].sessions
                count = sum(_of_time(n, wishes, block) for block in sessions)
                count += len(sessions) * (unwanted + (leads and wishes.no_clubs))
                broken.append(count * takes_it)
                for room in wishes.avoid_rooms:
                    broken += _meets_in(n, view, group.rooms, sessions, room, takes_it)
    return broken


def _in_classes(n: Instance, view: ExactView, teacher: int, wishes: Wishes) -> list[Expr]:
    broken: list[Expr] = []
    for session in view.class_sessions:
        count = _of_time(n, wishes, (session.slot,))
        count += n.class_activities[session.activity].activity in wishes.avoid_activities
        for takes_it in (session.leads.get(teacher, 0), session.assistants.get(teacher, 0)):
            broken.append(count * takes_it)
            for room in wishes.avoid_rooms:
                used = session.rooms.get(n.rooms.index(room), 0)
                broken.append(view.both(used, takes_it, f"{n.teachers[teacher]} in {room} {session.slot}"))
    return broken


def _meets_in(
    n: Instance,
    view: ExactView,
    rooms: Mapping[tuple[Block, int], Expr],
    sessions: tuple[Block, ...],
    room: str,
    takes_it: Expr,
) -> list[Expr]:
    number = n.rooms.index(room)
    used = [rooms[block, number] for block in sessions if (block, number) in rooms]
    return [view.both(use, takes_it, f"in {room}") for use in used]
