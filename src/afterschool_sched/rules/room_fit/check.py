"""The checker's reading of `room_fit`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.resolved import SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.room_fit.spec import RoomFit
from afterschool_sched.wording import listed


def check(rule: RoomFit, instance: int, facts: Facts) -> Iterator[Violation]:
    """Sessions without a room or in one that does not suit, and rooms with more students than seats."""
    for plan in facts.plans:
        for session in plan.sessions:
            text = _session(facts, plan, session)
            if text is not None:
                yield plan.broken(rule, instance, 1, session.group.id, text)
        for slot, sessions in plan.covering.items():
            inside: dict[str, list[SessionFacts]] = {}
            for session in sessions:
                if session.session.room is not None:
                    inside.setdefault(session.session.room, []).append(session)
            for room, together in sorted(inside.items()):
                seats, students = facts.rooms[room].seats, sum(len(session.students) for session in together)
                if students > seats:
                    who = listed([session.group.label for session in together])
                    text = f"Room {room} has {seats} seats for {students} students on {plan.at(slot)}: {who}."
                    yield plan.broken(rule, instance, students - seats, room, text)


def _session(facts: Facts, plan: PlanFacts, session: SessionFacts) -> str | None:
    """What is wrong with the session's room, seats apart."""
    room = session.session.room
    if session.activity.kind == "duty":
        return None if room is None else f"Duty {session} has room {room}; a duty has none."
    if room is None:
        return f"There is no room for {session}."
    faults = plan.room_faults(session.activity, session.group.home, facts.rooms[room], session.day, session.periods)
    return f"Room {room} does not suit {session}: it {listed(faults)}." if faults else None
