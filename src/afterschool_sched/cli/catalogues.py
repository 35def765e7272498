"""What can be looked up: the policies that come along with the program, and the talents of a scenario's staff."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import streams
from .streams import Exit, UsageError, out, out_json

if TYPE_CHECKING:
    from ..policy import Policy
    from ..talents import Talent


def policies(options: argparse.Namespace) -> int:
    """All policies, or one."""
    from ..files import nearest
    from ..policy import policy_of, shipped

    if options.name is None:
        found = [policy_of(name) for name in shipped()]
        if options.json:
            out_json([_data(policy) for policy in found])
            return Exit.OK
        wide = max(len(policy.id) for policy in found)
        for policy in found:
            out(f"{policy.id:{wide}}  {policy.date}  {_title(policy)}")
        return Exit.OK
    if options.name not in shipped():
        close = nearest(options.name, shipped())
        maybe = f"'{close}' is meant." if close else "'afterschool-sched policies' lists them all."
        raise UsageError(f"There is no policy '{options.name}'. Maybe {maybe}")
    policy = policy_of(options.name)
    if options.json:
        out_json(_data(policy))
    else:
        for line in _lines(policy):
            out(line)
    return Exit.OK


def _title(policy: Policy) -> str:
    return policy.title.in_language("en") if policy.title else policy.id


def _lines(policy: Policy) -> Iterator[str]:
    yield f"{policy.id}: {_title(policy)}"
    yield ""
    yield f"Date: {policy.date}"
    yield f"Source: {policy.source}"
    asked = [*policy.service.means()]
    if asked:
        yield ""
        yield "It asks of the service on school days, Monday to Friday:"
        yield from (f"  {sentence}" for sentence in asked)
    if policy.rules:
        yield ""
        yield "Rules in force unless the scenario has its own:"
        yield from (f"  {rule.id}: {rule.means()}" for rule in policy.rules)
    yield ""
    yield f"In a scenario: 'policies: [{policy.id}]'."


def _data(policy: Policy) -> dict[str, Any]:
    data: dict[str, Any] = policy.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"rules"})
    return data | {"rules": [rule.model_dump(mode="json", by_alias=True, exclude_none=True) for rule in policy.rules]}


def talents(options: argparse.Namespace) -> int:
    """The talents that no activity uses, each with its people, and the times and rooms in which they are free."""
    from ..checker import check
    from ..reading import read_timetable
    from ..talents import talents
    from .commands import sound

    scenario = sound(options.scenario)
    timetable = None
    if options.timetable:
        with streams.of_file(options.timetable):
            timetable = read_timetable(options.timetable)
        check(scenario, timetable)  # whether it speaks of this scenario
    found = talents(scenario, timetable)
    if options.json:
        out_json([_talent_data(talent) for talent in found])
        return Exit.OK
    for talent in found:
        out(f"{talent.skill}: {', '.join(talent.teachers)}")
        for opening in talent.openings:
            where = ", ".join(opening.rooms) or "no room but those of classes"
            out(f"  {opening.slot}: {', '.join(opening.teachers)}; {where}")
        if not talent.openings:
            out("  never free")
    if not found:
        out("Every talent of the staff is used by an activity.")
    return Exit.OK


def _talent_data(talent: Talent) -> dict[str, Any]:
    openings = [
        {
            "week": opening.slot.week,
            "day": opening.slot.day,
            "period": opening.slot.period,
            "teachers": [*opening.teachers],
            "rooms": [*opening.rooms],
        }
        for opening in talent.openings
    ]
    return {"skill": talent.skill, "teachers": [*talent.teachers], "openings": openings}
