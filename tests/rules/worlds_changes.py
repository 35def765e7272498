"""Tiny worlds with a winter of its own, beside a regular plan that is decided: the aim and the rule `changes`."""

from __future__ import annotations

from typing import Any

from afterschool_sched.clock import DAYS
from afterschool_sched.timetable import Group, Plan, Session
from tests.rules.world import (
    ALONE,
    BASE,
    CHESS,
    ONE_IN_CHESS,
    OTHER,
    SECOND,
    TUESDAY,
    Data,
    World,
    activity,
    chosen,
    merged,
    rules,
)

OWN: Data = {"seasons": {"winter": {"timetable": "own"}}}
BOTH = ("a1", "a2")


def beside(name: str, binds: str, base: list[Group], *changes: Data) -> World:
    """A world whose regular plan is decided."""
    plan = Plan(
        seasons=("regular",), groups=tuple(g.model_copy(update={"id": f"base-{at}"}) for at, g in enumerate(base))
    )
    return World(name, tuple(binds.split()), merged(BASE, OWN, *changes), plan)


def group(
    what: str,
    *when: str,
    room: str | None = "r31",
    lead: str = "t1",
    assistants: tuple[str, ...] = (),
    members: tuple[str, ...] = BOTH,
) -> Group:
    """A group: its activity (and home class), and its sessions as "mon first"."""
    name, _, home = what.partition(" ")
    more: dict[str, Any] = {"members": members} if home else {}
    sessions = []
    for each in when:
        day, period = each.split()
        at = DAYS[DAYS.index(day)]
        sessions.append(Session(day=at, periods=(period,), room=room, lead=lead, assistants=assistants, **more))
    own = () if home else members
    return Group(id=what, activity=name, home_class=home or None, members=own, sessions=tuple(sessions))


def after(name: str, binds: str, published: list[Group], *changes: Data) -> World:
    """A world with a timetable that is published."""
    groups = [each.model_copy(update={"id": f"old-{at}"}).model_dump(mode="json") for at, each in enumerate(published)]
    told = {"scenario": "last-term", "plans": [{"seasons": ["regular"], "groups": groups}]}
    return World(name, tuple(binds.split()), merged(BASE, {"published": told}, *changes))


_HOMEWORK = group("homework 3-1", "mon first")
_TWO_ROOMS: Data = {"rooms": {"r33": {"seats": 4}}}
_TWO_CLUBS = merged(CHESS, activity("drama", kind="club", room="hall"), {"rooms": {"hall": {"groups_at_once": 2}}})
_TUESDAY_HOMEWORK = group("homework 3-1", "tue first", members=("a1",))
_IN_CHESS = group("chess", "mon first", room="hall", lead="t2", members=("a1",))
_PATROL = group("patrol", "mon first", room=None, lead="t2", members=())

CHANGES = (
    beside("another lead or room", "changes", [_HOMEWORK], _TWO_ROOMS),
    beside(
        "no teacher may change",
        "changes",
        [_HOMEWORK],
        _TWO_ROOMS,
        rules({"rule": "changes", "teachers_at_most": 0}),
    ),
    beside(
        "changes of teachers are charged",
        "changes",
        [group("homework 3-1", "mon first", "mon second")],
        SECOND,
        rules(
            {"rule": "changes", "teachers_at_most": 0, "weight": 7},
            {"rule": "changes", "per_teacher_at_most": 1, "weight": 3},
        ),
    ),
    beside(
        "one new assignment a teacher",
        "changes",
        [group("homework 3-1", "mon first", "mon second")],
        SECOND,
        rules({"rule": "changes", "per_teacher_at_most": 1}),
    ),
    beside(
        "another club",
        "changes club_limit",
        [_IN_CHESS, group("homework 3-1", "mon first", members=("a2",))],
        _TWO_CLUBS,
        {"teachers": {"t3": {}}},
        chosen("chess", "drama", wants=1),
        {"students": {"a2": {"choices": ["drama"]}}},
    ),
    beside(
        "one student may change",
        "changes",
        [_IN_CHESS, group("homework 3-1", "mon first", members=("a2",))],
        _TWO_CLUBS,
        {"students": {"a1": {"choices": ["chess", "drama"]}, "a2": {"choices": ["chess"]}}},
        rules({"rule": "changes", "students_at_most": 1}),
    ),
    beside(
        "students' changes are charged",
        "changes",
        [_IN_CHESS, group("homework 3-1", "mon first", members=("a2",))],
        CHESS,
        chosen("chess"),
        rules({"rule": "changes", "students_at_most": 0, "weight": 2}),
    ),
    beside(
        "one club of two may change",
        "changes club_limit",
        [
            group("chess", "mon first", room="hall", lead="t2", members=("a1",)),
            group("drama", "mon second", room="hall", lead="t2", members=("a1",)),
        ],
        _TWO_CLUBS,
        SECOND,
        {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}, "a2": None}},
        rules({"rule": "changes", "per_student_at_most": 1}),
    ),
    beside(
        "two clubs where there was one",
        "changes club_limit",
        [
            group("chess", "mon first", room="hall", lead="t2", members=("a1",)),
            group("homework 3-1", "mon second", lead="t2", members=("a1",)),
        ],
        _TWO_CLUBS,
        SECOND,
        {"students": {"a1": {"choices": ["drama", "chess"], "wants": 2}, "a2": None}},
        {"teachers": {"t1": None}, "classes": {"3-1": {"class_teacher": "t2"}}},
        rules({"rule": "changes", "per_student_at_most": 0, "weight": 5}),
    ),
    beside(
        "a club at another time",
        "changes meets",
        [_IN_CHESS, group("homework 3-1", "mon second", members=("a1",))],
        ONE_IN_CHESS,
        CHESS,
        SECOND,
    ),
    beside(
        "a club on another day",
        "changes meets",
        [group("chess", "mon first", room="hall", lead="t2", members=("a1",)), _TUESDAY_HOMEWORK],
        ONE_IN_CHESS,
        CHESS,
        TUESDAY,
    ),
    beside(
        "a club once where it met twice",
        "changes",
        [
            group("chess", "mon first", "tue first", room="hall", lead="t2", members=("a1",)),
        ],
        ONE_IN_CHESS,
        CHESS,
        TUESDAY,
        {"rooms": {"lab": {"kind": "hall", "seats": 4}}},
        activity("chess", meets={"sessions_per_week": 2}),
        {"teachers": {"t1": None}, "classes": {"3-1": {"class_teacher": "t2"}}},
    ),
    beside(
        "two groups of a club",
        "changes",
        [_IN_CHESS, group("chess", "mon first", room="hall", lead="t1", members=("a2",))],
        CHESS,
        chosen("chess"),
        {"rooms": {"hall": {"groups_at_once": 2}}, "teachers": {"t3": {}}},
        activity("chess", groups={"up_to": 2, "max": 1}),
    ),
    beside(
        "one group of a club where there may be two",
        "changes",
        [_IN_CHESS, group("homework 3-1", "mon first", members=("a2",))],
        CHESS,
        chosen("chess"),
        {"rooms": {"hall": {"groups_at_once": 2}, "lab": {"kind": "hall", "seats": 4}}},
        activity("chess", groups={"up_to": 2, "max": 1}),
    ),
    beside(
        "classes together or apart",
        "changes",
        [group("homework 3-1", "mon first", members=("a1", "b1"))],
        ALONE,
        OTHER,
    ),
    beside(
        "a class divided in one room",
        "changes",
        [
            group("homework 3-1", "mon first", members=("a1",)),
            group("homework 3-1", "mon first", room="r33", lead="t2", members=("a2",)),
        ],
        {"rooms": {"r31": {"groups_at_once": 2}, "r33": {"seats": 4}}},
        activity("homework", groups={"max": 1}),
    ),
    beside(
        "another activity of a class",
        "changes",
        [_HOMEWORK],
        activity("reading", kind="class"),
        rules({"rule": "changes", "per_teacher_at_most": 0}),
    ),
    beside(
        "another assistant",
        "changes staffing",
        [group("homework 3-1", "mon first", assistants=("t2",))],
        {"teachers": {"t3": {}}},
        activity("homework", staff={"teachers": 2}),
        rules({"rule": "changes", "teachers_at_most": 1}),
    ),
    after(
        "who is new may join, who is known may not change",
        "changes",
        [
            group("chess", "mon first", room="hall", lead="t2", members=("a9",)),
            group("homework 3-1", "mon first", members=("a1",)),
        ],
        CHESS,
        chosen("chess"),
        rules({"rule": "changes", "students_at_most": 0}),
    ),
    after(
        "another teacher than published has a price",
        "changes",
        [group("homework 3-1", "mon first", room="r99", assistants=("t9",))],
        _TWO_ROOMS,
        rules({"rule": "changes", "teachers_at_most": 0, "weight": 4}),
    ),
    after(
        "a published club that has closed, and a time that has gone",
        "changes",
        [
            group("drama", "mon first", room="hall", lead="t2", members=BOTH),
            group("chess", "tue first", room="hall", lead="t2", members=BOTH),
            group("homework 4-1", "mon first", members=BOTH),
        ],
        CHESS,
        chosen("chess"),
        rules({"rule": "changes", "students_at_most": 0, "weight": 1}),
    ),
    World(
        "winter against the published winter",
        ("changes",),
        merged(
            BASE,
            OWN,
            CHESS,
            ONE_IN_CHESS,
            {
                "published": {
                    "scenario": "last-term",
                    "plans": [{"seasons": ["winter"], "groups": [_IN_CHESS.model_dump(mode="json")]}],
                }
            },
            rules({"rule": "changes", "per_student_at_most": 0}),
        ),
        Plan(seasons=("regular",), groups=(group("homework 3-1", "mon first", members=("a1",)),)),
    ),
    beside(
        "another teacher on duty",
        "changes",
        [_PATROL, _HOMEWORK],
        {"teachers": {"t3": {}}},
        activity("patrol", kind="duty"),
        activity("homework", own_teacher="required"),
        rules({"rule": "changes", "teachers_at_most": 0, "weight": 1}),
    ),
)
