"""The checker's reading of `wet_days`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.calendar import Slot
from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.resolved import SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.wet_days.spec import WetDays
from afterschool_sched.wording import counted, listed


def check(rule: WetDays, instance: int, facts: Facts) -> Iterator[Violation]:
    """Fallbacks that cannot hold all that moves there on a wet day."""
    for plan in facts.plans:
        for slot, sessions in plan.covering.items():
            inside: dict[str, list[SessionFacts]] = {}
            moved: set[str] = set()
            for session in sessions:
                if session.session.room is not None:
                    room = facts.rooms[session.session.room]
                    to = room.fallback if room.outdoor and room.fallback is not None else room.id
                    inside.setdefault(to, []).append(session)
                    moved |= {to} - {room.id}
            for name in sorted(moved):
                for amount, text in _fits(facts, plan, slot, name, inside[name]):
                    yield plan.broken(rule, instance, amount, name, text)


def _fits(
    facts: Facts, plan: PlanFacts, slot: Slot, name: str, together: list[SessionFacts]
) -> Iterator[tuple[int, str]]:
    room, who = facts.rooms[name], listed([session.group.label for session in together])
    if len(together) > room.groups_at_once:
        most = counted(room.groups_at_once, "group")
        text = f"On wet days, room {name} is for {len(together)} groups on {plan.at(slot)}, and holds {most}: {who}."
        yield len(together) - room.groups_at_once, text
    students = sum(len(session.students) for session in together)
    if students > room.seats:
        seats = counted(room.seats, "seat")
        text = f"On wet days, room {name} has {seats} for {students} students on {plan.at(slot)}: {who}."
        yield students - room.seats, text
