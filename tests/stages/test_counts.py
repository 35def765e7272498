"""Rules that count groups and students, in the pattern master: nothing is cut off, and what it can say is kept."""

from __future__ import annotations

from typing import Any

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.instance import Instance
from afterschool_sched.rules.head_count.spec import HeadCount
from afterschool_sched.rules.limit.spec import AT_ONCE, Limit
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.lp import Limits, solve_mip
from afterschool_sched.stages.offer import build_offer
from afterschool_sched.stages.placement import Placement
from tests.rules.brute_force import accepted
from tests.rules.test_counters import MEANT, SMALL
from tests.rules.world import CHESS, OTHER, TUESDAY, Data, World, activity, merged, rules, world
from tests.rules.worlds_counters import HEAD_COUNT, LIMIT

from .builder import school
from .placing import place

AT_MOST_AND_AT_LEAST: tuple[Data, ...] = ({"max": 0}, {"max": 1}, {"min": 1}, {"min": 2})


def _worlds() -> list[World]:
    """Every way to count groups and students, from none at all to as many as there are, and the worlds of the rules."""
    asked = [said for said in MEANT if said["count"] in AT_ONCE]
    made = [
        world(_name(said, ends), "limit", SMALL, rules(_required(said, ends)))
        for said in asked
        for ends in AT_MOST_AND_AT_LEAST
    ]
    return [*made, *LIMIT, *HEAD_COUNT]


def _name(said: Data, ends: Data) -> str:
    return f"{said['count']} {said['each']} {said['per']} {said['who']} {ends}"


def _required(said: Data, ends: Data) -> Data:
    return {**{key: value for key, value in said.items() if key not in ("min", "max", "weight")}, **ends}


def _fewest_unplaced(n: Instance) -> float | None:
    """By the master alone; None when it has no solution."""
    offer = build_offer(n)
    aim = offer.aims["unplaced"]
    answer = solve_mip(offer.model, aim.coefs, Limits(seconds=20))
    return None if answer.x is None else aim.value(answer.x)


@pytest.mark.parametrize("each", _worlds(), ids=str)
def test_no_timetable_is_cut_off(each: World) -> None:
    possible = accepted(each.scenario)
    if possible:
        found = _fewest_unplaced(build_instance(each.scenario))
        assert found is not None
        at = each.scenario.aim_ids.index("unplaced")
        assert found <= min(aims[at] for aims in possible.values()) + 1e-6


# Three who would be in chess, in two classes; enough rooms and teachers for two groups of it.
_WANTED = merged(
    CHESS,
    OTHER,
    TUESDAY,
    {
        "students": {name: {"choices": ["chess"]} for name in ("a1", "a2", "b1")},
        "classes": {"3-2": {"grade": 4}},
        "teachers": {"t3": {}, "t4": {}},
        "rooms": {"hall": {"groups_at_once": 2, "seats": 6}},
    },
    activity("chess", groups={"up_to": 3, "max": 1}, category="mind"),
)


@pytest.mark.parametrize(
    ("said", "unplaced"),
    [
        ({"count": "groups", "of": {"kinds": ["club"]}, "max": 1}, 1),
        ({"count": "groups", "of": {"kinds": ["club"]}, "per": "day", "max": 1}, 1),
        ({"count": "groups", "of": {"categories": ["mind"]}, "per": "week", "max": 1}, 2),
        ({"count": "groups", "of": {"kinds": ["club"]}, "per": "cycle", "min": 4}, None),
        ({"count": "groups", "who": {"rooms": ["hall"]}, "when": {"days": ["mon"]}, "max": 0}, 1),
        ({"count": "groups", "max": 1}, None),
        ({"count": "students", "of": {"kinds": ["club"]}, "max": 1}, 1),
        ({"count": "students", "of": {"kinds": ["club"]}, "who": {"grades": [4]}, "max": 0}, 1),
        ({"count": "students", "of": {"kinds": ["club"]}, "who": {"grades": [3]}, "each": "school", "max": 0}, 2),
        ({"count": "students", "of": {"kinds": ["club"]}, "per": "day", "min": 3}, None),
        ({"count": "students", "of": {"kinds": ["class"]}, "min": 3}, 3),
        ({"count": "students", "who": {"room_kinds": ["hall"]}, "max": 0}, 3),
    ],
    ids=str,
)
def test_what_the_master_can_say_is_kept(said: Data, unplaced: int | None) -> None:
    assert _fewest_unplaced(build_instance(world("free", "limit", _WANTED).scenario)) == 0
    n = build_instance(world("counted", "limit", _WANTED, rules({"rule": "limit", **said})).scenario)
    assert _fewest_unplaced(n) == unplaced


@pytest.mark.parametrize(("said", "unplaced"), [({"kinds": ["hall"], "max": 1}, 1), ({"rooms": ["hall"], "max": 0}, 3)])
def test_heads_in_rooms_are_kept(said: Data, unplaced: int) -> None:
    n = build_instance(world("heads", "head_count", _WANTED, rules({"rule": "head_count", **said})).scenario)
    assert _fewest_unplaced(n) == unplaced


def test_a_weighted_rule_closes_nothing() -> None:
    said = {"rule": "limit", "count": "groups", "of": {"kinds": ["club"]}, "max": 0, "weight": 2}
    assert _fewest_unplaced(build_instance(world("weighted", "limit", _WANTED, rules(said)).scenario)) == 0


def _placed(scenario: Scenario, *more: Any) -> tuple[Instance, Placement]:
    n = build_instance(scenario.model_copy(update={"rules": (*scenario.rules, *more)}))
    found = [*place(n, budget=Budget(seconds=20))]
    assert found
    return n, found[-1]


def test_placements_of_a_school_keep_to_it() -> None:
    """As many groups as before at once, but for one; and fewer students in the gym."""
    whole = school(200, 3)
    n, free = _placed(whole)
    groups, heads = _at_once(n, free)
    limit = Limit.model_validate({"rule": "limit", "count": "groups", "of": {"kinds": ["club"]}, "max": groups - 1})
    n, kept = _placed(whole, limit)
    assert _at_once(n, kept)[0] <= groups - 1
    most = HeadCount.model_validate({"rule": "head_count", "kinds": ["ground"], "max": heads - 1})
    n, kept = _placed(whole, most)
    assert heads > 1
    assert _at_once(n, kept)[1] <= heads - 1


def _at_once(n: Instance, placement: Placement) -> tuple[int, int]:
    """The most club groups in a slot, and the most students in clubs that can be on the ground only."""
    groups: dict[int, int] = {}
    heads: dict[int, int] = {}
    for group in placement.groups:
        club = n.clubs[group.club]
        pattern = club.patterns[group.pattern]
        kinds = {n.scenario.rooms[room].kind for block in pattern.sessions for room in club.rooms[block]}
        for slot in pattern.slots:
            groups[slot] = groups.get(slot, 0) + 1
            heads[slot] = heads.get(slot, 0) + len(group.members) * (kinds == {"ground"})
    return max(groups.values()), max(heads.values())
