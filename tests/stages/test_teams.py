"""Teams in the placement: no possible timetable is cut off, every placement keeps them, and the checker agrees."""

import random
from collections.abc import Sequence
from functools import cache
from typing import get_args

import pytest

from afterschool_sched.checker import check
from afterschool_sched.compile import build_instance
from afterschool_sched.generator import school as generated
from afterschool_sched.instance import Instance, OpenGroup
from afterschool_sched.rules.apart.spec import Apart
from afterschool_sched.rules.together.spec import Together
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages import cohorts
from afterschool_sched.stages.aims import PLACEMENT_AIMS
from afterschool_sched.stages.bounds import round_up, safe_bound
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.lp import solve_lp
from afterschool_sched.stages.offer import build_offer
from afterschool_sched.stages.shares import divided
from afterschool_sched.stages.staged import Staged
from afterschool_sched.stages.teams import Team
from afterschool_sched.teams import OfTeams, Shared
from afterschool_sched.timetable import Timetable
from afterschool_sched.validate import validate

from .placing import place
from .recount import faults, values
from .worlds import everything, world

WHATS: tuple[Shared, ...] = get_args(Shared)
RULES: tuple[type[OfTeams], ...] = (Together, Apart)


def having(n: Instance, what: Shared, member: int, groups: Sequence[OpenGroup]) -> set[object]:
    """What a student has of that which is compared, read off the groups."""
    mine = [group for group in groups if member in group.members]
    if what == "group":
        return {(group.club, group.pattern) for group in mine}
    if what == "activity":
        return {group.club for group in mine}
    slots = {slot for group in mine for slot in n.clubs[group.club].patterns[group.pattern].slots}
    if what == "times":
        return {*slots}
    days: dict[tuple[int, int], int] = {}
    for slot in sorted(slots):
        days[n.slots[slot].week, n.slots[slot].day] = slot
    return {*days.values()} if what == "end" else {*days}


def comes(n: Instance, what: Shared, member: int, thing: object) -> bool:
    """Whether the student is there then."""
    present = n.pupils[member].present
    if what in ("group", "activity"):
        return True
    if what == "times":
        return thing in present
    if what == "days":
        return any((n.slots[slot].week, n.slots[slot].day) == thing for slot in present)
    assert isinstance(thing, int)
    return any(slot in present for slot in n.days[n.slots[thing].week, n.slots[thing].day])


def keeps(n: Instance, rule: OfTeams, groups: Sequence[OpenGroup], *, named: bool = False) -> bool:
    """Whether the groups keep a rule. Without names, all groups of one club and pattern are one, however many."""
    for team in n.teams(rule):
        have = {member: having(n, rule.shared, member, groups) for member in team}
        for thing in set.union(*have.values()):
            counting = [member for member in team if comes(n, rule.shared, member, thing)]
            number = sum(thing in have[member] for member in counting)
            if isinstance(rule, Together) and number not in (0, len(counting)):
                return False
            alike = sum((group.club, group.pattern) == thing for group in groups)
            if isinstance(rule, Apart) and number > (alike if rule.shared == "group" else 1):
                return False
        if named and rule.shared == "group":
            inside = [len({*team}.intersection(group.members)) for group in groups]
            if isinstance(rule, Together) and not {*inside} <= {0, len(team)}:
                return False
            if isinstance(rule, Apart) and max(inside, default=0) > 1:
                return False
    return True


def with_rules(scenario: Scenario, *rules: OfTeams) -> Scenario:
    return scenario.model_copy(update={"rules": (*scenario.rules, *rules)})


# ---- nothing possible is cut off ------------------------------------------------------------------------------------


@cache
def tried(seed: int) -> tuple[Scenario, list[tuple[OpenGroup, ...]]]:
    scenario = world(seed)
    return scenario, everything(build_instance(scenario)) or []


@pytest.mark.parametrize("form", ["bundles", "apart"])
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", range(40))
def test_no_possible_timetable_is_better_than_a_bound(
    seed: int, rule: type[OfTeams], form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if form == "apart":
        monkeypatch.setattr(cohorts, "FEW_BUNDLES", 0)
    scenario, possible = tried(seed)
    rng = random.Random(seed)
    wishing = [student.id for student in scenario.students if student.choices]
    if len(wishing) < 2:
        return
    pair = tuple(rng.sample(wishing, 2))
    for what in WHATS:
        n = build_instance(with_rules(scenario, rule(students=(pair,), what=what)))
        kept = [values(n, groups) for groups in possible if keeps(n, n.rules[-1], groups)]  # type: ignore[arg-type]
        if not kept:
            continue
        offer = build_offer(n)
        for aim in PLACEMENT_AIMS:
            if aim != "regret":
                linear = offer.aims[aim]
                answer = solve_lp(offer.model, linear.lower)
                assert answer.duals is not None, (what, aim)
                bound = round_up(linear.const + safe_bound(offer.model, linear.lower, answer.duals))
                assert bound <= min(count[aim] for count in kept), (what, aim)


# ---- placements keep what is asked ----------------------------------------------------------------------------------


def teamed(scenario: Scenario, pairs: int, seed: int = 0) -> Scenario:
    """The school with so many pairs for each kind of rule; nobody in two of them."""
    wishing = [student.id for student in scenario.students if student.choices]
    random.Random(seed).shuffle(wishing)
    rules: list[OfTeams] = []
    for rule in RULES:
        for what in WHATS:
            teams = tuple((wishing.pop(), wishing.pop()) for _ in range(pairs))
            rules.append(rule(students=teams, what=what))
    return with_rules(scenario, *rules)


def test_every_placement_keeps_the_teams() -> None:
    n = build_instance(teamed(generated(200, 1).scenario, 4))
    mine = [rule for rule in n.rules if isinstance(rule, OfTeams)]
    found = list(place(n, budget=Budget(seconds=20, deterministic=True)))
    assert found
    for placement in found:
        assert faults(n, placement.groups) == []
        assert [rule.means() for rule in mine if not keeps(n, rule, placement.groups, named=True)] == []


def test_pairs_of_each_kind_from_placement_to_the_check() -> None:
    """A hundred students, forty of them in ten pairs to be together and ten to be apart, solved in stages."""
    scenario = generated(100, 1).scenario
    wishing = [student.id for student in scenario.students if student.choices]
    random.Random(1).shuffle(wishing)
    pairs = [(wishing.pop(), wishing.pop()) for _ in range(20)]
    school = with_rules(scenario, Together(students=tuple(pairs[:10])), Apart(students=tuple(pairs[10:])))
    assert not [finding for finding in validate(school) if finding.severity == "error"]
    n = build_instance(school)
    candidates = list(Staged(n, Budget(seconds=15, deterministic=True), lambda _: None).search())
    plan = candidates[-1].plan
    assert check(school, Timetable(scenario=school.id, plans=(plan,))).violations == ()
    placed = {member for group in plan.groups for member in group.members}
    assert sum(one in placed and other in placed for one, other in pairs[:10]) >= 3, "some pairs are in a club together"


# ---- names ----------------------------------------------------------------------------------------------------------


def team(rule: type[OfTeams], *members: int, weight: int | None = None) -> Team:
    ids = tuple(f"s{member}" for member in members)
    return Team(rule(students=(ids,), weight=weight or "required"), members, frozenset([0]))


def test_without_teams_groups_are_even_and_in_order() -> None:
    assert divided([5, 3, 8, 1, 9], 2, (1, 9), []) == [[5, 3, 8], [1, 9]]


def test_who_belongs_together_is_in_one_group_and_sizes_stay_even() -> None:
    groups = divided([1, 2, 3, 4, 5, 6], 2, (2, 4), [team(Together, 1, 6), team(Together, 6, 3)])
    assert sorted(map(sorted, groups)) == [[1, 3, 6], [2, 4, 5]]


def test_who_is_to_be_apart_is_in_different_groups() -> None:
    groups = divided([1, 2, 3, 4, 5, 6], 3, (2, 2), [team(Apart, 1, 2, 3), team(Together, 1, 4)])
    assert [1, 4] in map(sorted, groups)
    assert all(len({1, 2, 3}.intersection(group)) == 1 for group in groups)
    assert list(map(len, groups)) == [2, 2, 2]


def test_what_has_a_price_is_kept_where_it_can_be() -> None:
    groups = divided([1, 2, 3, 4], 2, (2, 2), [team(Together, 1, 4, weight=3)])
    assert [1, 4] in map(sorted, groups)
    groups = divided([1, 2, 3, 4], 2, (2, 2), [team(Together, 1, 4, weight=3), team(Apart, 1, 4)])
    assert all(len({1, 4}.intersection(group)) == 1 for group in groups)


def test_fewer_groups_where_teams_do_not_fill_them() -> None:
    assert list(map(sorted, divided([1, 2, 3, 4], 2, (2, 4), [team(Together, 1, 2, 3)]))) == [[1, 2, 3, 4]]


def test_a_team_stays_outside_where_there_is_no_way() -> None:
    trios = [team(Together, 1, 2, 3), team(Together, 4, 5, 6)]
    assert list(map(sorted, divided([1, 2, 3, 4, 5, 6, 7, 8], 2, (2, 4), trios))) == [[1, 2, 3, 7], [4, 5, 6, 8]]
    assert list(map(sorted, divided([1, 2, 3, 4, 5, 6], 2, (1, 3), [team(Together, 1, 2, 3, 4)]))) == [[5], [6]]
    assert divided([1, 2], 1, (2, 2), [team(Apart, 1, 2)]) == []
