"""Tiny worlds for the rule `rota`: what the plan of the week must leave free. For dates: tests/stages/test_rota.py."""

from __future__ import annotations

from typing import Any

from tests.rules.world import ALONE, OTHER, SECOND, TUESDAY, Data, World, activity, merged, world

GUARD: Data = {"teachers": {"t3": {"role": "guard"}}}


def gate(turn: str = "session", among: Data | None = None, **more: Any) -> Data:
    """A duty at the gate by turns."""
    return activity("gate", kind="duty", rota={"turn": turn, "among": among or {}}, **more)


def shared(turn: str = "session", **more: Any) -> Data:
    """Homework by turns."""
    return activity("homework", rota={"turn": turn, "among": {}}, **more)


ROTA: tuple[World, ...] = (
    world("a turn at the gate", "rota", ALONE, gate()),
    world("a turn for two of three", "rota", ALONE, GUARD, gate(staff={"teachers": 2})),
    world("a turn for more than there are", "rota", ALONE, gate(staff={"teachers": 2})),
    *(
        world(f"a {turn} at the gate, two periods", "rota", ALONE, SECOND, gate(turn))
        for turn in ("session", "day", "week")
    ),
    *(
        world(
            f"a {turn} at the gate, two days",
            "rota",
            ALONE,
            TUESDAY,
            gate(turn),
        )
        for turn in ("session", "day", "week")
    ),
    world(
        "a week at the gate in a cycle of two",
        "rota",
        ALONE,
        {"cycle_weeks": 2},
        gate("week"),
    ),
    world("the gate on one day only", "rota", ALONE, TUESDAY, gate("week", days=["tue"])),
    world("the gate in one period only", "rota", ALONE, SECOND, gate("day", periods=["second"])),
    world("turns among some", "rota", ALONE, GUARD, gate(among={"teachers": ["t1", "t3"]}, staff={"teachers": 2})),
    world("turns among a role", "rota", ALONE, GUARD, gate(among={"roles": ["coach"]})),
    world(
        "turns among externals",
        "rota",
        ALONE,
        {"teachers": {"t2": {"external": True}}},
        gate(among={"external": True}),
    ),
    world(
        "turns among own staff",
        "rota",
        ALONE,
        {"teachers": {"t2": {"external": True}}},
        gate(among={"external": False}),
    ),
    world(
        "turns for those with a skill", "rota", ALONE, {"teachers": {"t2": {"skills": ["keys"]}}}, gate(skill="keys")
    ),
    world("turns for a role", "rota", ALONE, gate(roles=["coach"])),
    world("turns for those named to lead", "rota", ALONE, gate(leads=["t1"])),
    world("turns for those cleared", "rota", ALONE, {"teachers": {"t2": {"cleared": False}}}, gate()),
    world("turns for those there", "rota", ALONE, TUESDAY, {"teachers": {"t2": {"available": ["tue"]}}}, gate("week")),
    world(
        "turns for those in no meeting",
        "rota",
        ALONE,
        {"meetings": [{"day": "mon", "span": "16:40-17:00", "teachers": ["t2"]}]},
        gate(),
    ),
    world(
        "a turn in a period that is off in winter",
        "rota",
        ALONE,
        merged(SECOND, {"periods": {"second": {"in": {"winter": "off"}}}}),
        {"seasons": {"winter": {}}},
        gate("day"),
    ),
    world("a turn the clock forbids", "rota end_time", ALONE, gate(minutes=51)),
    world("homework by turns", "rota", ALONE, shared()),
    world("homework by turns of two", "rota", shared(staff={"teachers": 2})),
    world("homework by turns of too many", "rota", shared(staff={"teachers": 3})),
    world("homework of two classes by turns", "rota", ALONE, OTHER, shared(merge="any")),
    world("homework of two classes by one", "rota", ALONE, OTHER, shared(merge="any", roles=["coach"])),
    world(
        "homework divided, by turns",
        "rota",
        shared(groups={"max": 1}),
        {"rooms": {"r31": {"groups_at_once": 2}}},
    ),
    world(
        "homework and chess, one of them by turns",
        "rota",
        {"students": {"a1": {"choices": ["chess"]}}},
        {"rooms": {"hall": {"kind": "hall", "seats": 4}}},
        activity("chess", kind="club", room="hall"),
        shared(),
    ),
    world("homework and the gate, both by turns", "rota", ALONE, gate(), shared()),
)
