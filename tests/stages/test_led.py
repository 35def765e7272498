"""Clubs alone: which groups have leads and rooms, whatever the classes do."""

from __future__ import annotations

from dataclasses import replace

from afterschool_sched.compile import build_instance
from afterschool_sched.instance import Instance, OpenGroup
from afterschool_sched.rules.workload.spec import Workload
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.people import clubs_alone, hold_whole, led
from afterschool_sched.stages.placement import Placement, Placer
from afterschool_sched.stages.staged import Staged

from .builder import school

BUDGET = Budget(20.0, deterministic=True, workers=1)


def _placed() -> tuple[Instance, Placement]:
    n = build_instance(school(120, 4))
    placement = Placer(n, BUDGET).first()
    assert placement is not None
    return n, placement


def _with_one_lead(n: Instance, one: OpenGroup, other: OpenGroup) -> Instance:
    """The same with one and the same person for two clubs, and nobody else."""
    lead = n.clubs[one.club].leads[one.pattern][0]
    clubs = list(n.clubs)
    for group in (one, other):
        clubs[group.club] = replace(clubs[group.club], leads=tuple((lead,) for _ in clubs[group.club].leads))
    return replace(n, clubs=tuple(clubs))


def _at_once(n: Instance, groups: tuple[OpenGroup, ...]) -> tuple[OpenGroup, OpenGroup]:
    """Two groups of different clubs that meet at the same time, the smaller one first."""
    found = [
        (one, other)
        for one in groups
        for other in groups
        if one.club != other.club
        and n.clubs[one.club].patterns[one.pattern].mask & n.clubs[other.club].patterns[other.pattern].mask
        and len(one.members) < len(other.members)
    ]
    return found[0]


def test_all_groups_that_people_hold_have_leads() -> None:
    n, placement = _placed()
    assert hold_whole(n, placement.groups, BUDGET, 0.5) is not None
    assert led(n, placement.groups, BUDGET) == placement.groups


def test_where_two_groups_have_one_lead_the_smaller_one_closes() -> None:
    n, placement = _placed()
    smaller, larger = _at_once(n, placement.groups)
    short = _with_one_lead(n, smaller, larger)
    left = led(short, placement.groups, BUDGET)
    assert smaller not in left
    assert larger in left


def test_nobody_falls_short_of_a_workload_because_classes_are_left_out() -> None:
    n, placement = _placed()
    least = Workload.model_validate({"rule": "workload", "sessions_per_week": {"min": 3}})
    most = Workload.model_validate({"rule": "workload", "sessions_per_week": 6})
    busy = replace(n, rules=(*n.rules, least, most))
    assert least not in clubs_alone(busy).rules
    assert most in clubs_alone(busy).rules
    assert led(busy, placement.groups, BUDGET) == placement.groups


def test_the_search_goes_on_from_what_has_leads() -> None:
    n, placement = _placed()
    short = _with_one_lead(n, *_at_once(n, placement.groups))
    stages = Staged(short, BUDGET, lambda _: None)
    found = stages._led(placement)
    assert found is not None
    assert [group in placement.groups for group in found.held.closed] == [True]
    assert len(found.held.groups) == len(placement.groups) - 1
    assert Staged(n, BUDGET, lambda _: None)._led(placement) is None, "all have leads"
