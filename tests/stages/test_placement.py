"""Placements of invented schools, recounted by another hand."""

import math
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.entities import Activity
from afterschool_sched.instance import Instance
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages import placement as module
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Progress
from afterschool_sched.stages.lp import Answer, solve_lp
from afterschool_sched.stages.matrix import Model
from afterschool_sched.stages.offer import Restrictions, build_offer
from afterschool_sched.stages.placement import Placement, Placer
from afterschool_sched.stages.search_model import SearchModel

from .builder import school
from .placing import place
from .recount import faults, values


def judge(n: Instance, placement: Placement) -> None:
    assert faults(n, placement.groups) == []
    counted = values(n, placement.groups)
    assert counted == placement.values
    served = [pupil for pupil in n.pupils if pupil.served]
    assert placement.utility == sum(100 + 100 * pupil.wanted for pupil in served) - counted["utility"]
    if placement.utility_bound is not None:
        assert placement.utility <= placement.utility_bound
    for bound in placement.bounds:
        assert bound.bound <= placement.values[bound.aim]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("fairness", ["balanced", "utilitarian"])
def test_every_placement_of_a_small_school_keeps_the_rules(seed: int, fairness: str) -> None:
    n = build_instance(school(60, seed, fairness=fairness, both_periods=seed % 2 == 1))
    found = list(place(n, budget=Budget(seconds=20)))
    assert found
    for placement in found:
        judge(n, placement)
    assert found[-1].utility_bound is not None


def alone(**changes: object) -> Scenario:
    """A small school with some of it changed."""
    return school(60, 1).model_copy(update=changes)


def without_clubs() -> Scenario:
    whole = school(60, 1)
    homework = {name: it for name, it in whole.activities.items() if it.kind != "club"}
    students = tuple(student.model_copy(update={"choices": ()}) for student in whole.students)
    return whole.model_copy(update={"activities": homework, "students": students})


def one_club() -> Scenario:
    whole = school(60, 1)
    kept = {name: it for name, it in whole.activities.items() if name in ("homework", "c1")}
    students = tuple(
        student.model_copy(update={"choices": tuple(choice for choice in student.choices if choice == "c1")})
        for student in whole.students
    )
    return whole.model_copy(update={"activities": kept, "students": students})


def no_pattern_usable() -> Scenario:
    whole = school(60, 1)
    shut = {
        name: it if it.kind != "club" else it.model_copy(update={"skill": "nobody has it"})
        for name, it in whole.activities.items()
    }
    return whole.model_copy(update={"activities": shut})


def counts_only(wanted: int) -> Scenario:
    """Sixty students who are only counted; each is expected in `wanted` clubs at most."""
    whole = school(60, 1)
    classes = tuple(home.model_copy(update={"students": 30}) for home in whole.classes)
    clubs = [name for name, it in whole.activities.items() if it.kind == "club"]
    activities = {
        name: it if name not in clubs[: 2 * wanted] else it.model_copy(update={"expect": 14})
        for name, it in whole.activities.items()
    }
    return whole.model_copy(update={"students": (), "classes": classes, "activities": activities})


DEGENERATE = {
    "no students": alone(students=()),
    "nobody chooses": alone(students=tuple(s.model_copy(update={"choices": ()}) for s in school(60, 1).students)),
    "nobody wants": alone(students=tuple(s.model_copy(update={"wants": 0}) for s in school(60, 1).students)),
    "no clubs": without_clubs(),
    "one club": one_club(),
    "no pattern usable": no_pattern_usable(),
    "counts only": counts_only(1),
    "counts only, two each": counts_only(2),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_schools_have_a_placement(name: str) -> None:
    n = build_instance(DEGENERATE[name])
    found = list(place(n, budget=Budget(seconds=10)))
    assert found
    for placement in found:
        judge(n, placement)
    if name in ("one club", "counts only", "counts only, two each"):
        assert found[-1].groups


def test_everybody_in_one_group_needs_no_room_for_packing() -> None:
    """Forty students are the limit; two teachers take two classes a slot, and both classes are full."""
    whole = school(80, 1, teachers=2, sessions_per_week=10)
    always = tuple(teacher.model_copy(update={"available": None}) for teacher in whole.teachers)
    homework = {"homework": whole.activities["homework"]}
    classes = tuple(home.model_copy(update={"grade": 1, "students": 40}) for home in whole.classes)
    changes = {"students": (), "classes": classes, "activities": homework, "teachers": always}
    assert list(place(build_instance(whole.model_copy(update=changes)), budget=Budget(seconds=10)))
    single = {**changes, "classes": tuple(home.model_copy(update={"students": 20}) for home in classes)}
    single["teachers"] = always[:1]
    assert list(place(build_instance(whole.model_copy(update=single)), budget=Budget(seconds=10)))


def test_bounds_are_read_from_a_master_that_leaves_no_room_for_packing() -> None:
    """The search plans sessions of classes with two students fewer than fit; a timetable may fill them."""
    whole = school(120, 1)
    grade = tuple(home.model_copy(update={"grade": 1}) for home in whole.classes)
    n = build_instance(whole.model_copy(update={"classes": grade}))
    placer = Placer(n, Budget(seconds=10))
    found = placer.first()
    assert found is not None
    placer.bounded(found)
    assert placer._ruler is not None
    relaxation, search = build_offer(n).model, build_offer(n, Restrictions()).model
    assert not np.array_equal(relaxation.coefs, search.coefs)
    measured = placer._ruler.offer.model
    assert np.array_equal(measured.coefs[: len(relaxation.coefs)], relaxation.coefs)


def test_a_school_with_too_few_teachers_has_no_placement() -> None:
    n = build_instance(school(60, 1, teachers=1))
    assert list(place(n, budget=Budget(seconds=10))) == []


@pytest.mark.parametrize("seed", range(3))
def test_scarce_teachers_do_not_end_the_search(seed: int) -> None:
    """With one teacher fewer the LP is impossible: demand is as near to supply as it gets."""
    fewest = next(
        staff for staff in range(3, 30) if Placer(build_instance(school(120, seed, teachers=staff)), Budget()).first()
    )
    n = build_instance(school(120, seed, teachers=fewest))
    found = list(place(n, budget=Budget(seconds=10)))
    assert found
    for placement in found:
        judge(n, placement)


def test_what_is_restricted_does_not_come_again() -> None:
    n = build_instance(school(60, 2))
    placer = Placer(n, Budget(seconds=20))
    free = placer.first()
    assert free is not None
    opened = sorted({(group.club, group.pattern) for group in free.groups})
    assert len(opened) > 2
    limited = placer.first(Restrictions(forbidden=(opened[0],), at_most=((tuple(opened[1:]), 1),)))
    assert limited is not None
    judge(n, limited)
    pairs = [(group.club, group.pattern) for group in limited.groups]
    assert opened[0] not in pairs
    assert sum(pair in opened[1:] for pair in pairs) <= 1


def test_class_groups_are_limited_where_a_slot_is_restricted() -> None:
    n = build_instance(school(60, 2))
    slot = next(slot for slot, info in enumerate(n.slots) if info.period == "second")
    offer = build_offer(n, Restrictions(class_groups=((slot, 0),)))
    assert solve_lp(offer.model, offer.aims["unplaced"].coefs).status == "infeasible"


def test_members_are_placed_anew_in_the_groups_that_are_left() -> None:
    n = build_instance(school(60, 2))
    placer = Placer(n, Budget(seconds=20))
    first = placer.first()
    assert first is not None
    kept = first.groups[1:]
    again = placer.reseat(kept)
    assert again is not None
    judge(n, again)
    count = Counter((group.club, group.pattern) for group in kept)
    assert Counter((group.club, group.pattern) for group in again.groups) == count
    assert again.values["unplaced"] <= values(n, kept)["unplaced"]


def test_parallel_groups_are_nearly_even_and_keep_classes_together() -> None:
    whole = school(60, 1)
    club = Activity.model_validate(
        {"kind": "club", "days": ["mon"], "periods": ["second"], "groups": {"up_to": 3, "min": 5, "max": 9}}
    )
    students = tuple(student.model_copy(update={"choices": ("chess",)}) for student in whole.students)
    activities = {"homework": whole.activities["homework"], "chess": club}
    n = build_instance(whole.model_copy(update={"activities": activities, "students": students}))
    *_, last = place(n, budget=Budget(seconds=10))
    judge(n, last)
    sizes = [len(group.members) for group in last.groups]
    assert sizes == [9, 9, 9]
    mixed = [len({n.pupils[member].home for member in group.members}) for group in last.groups]
    assert sum(mixed) <= len(mixed) + len(n.classes) - 1
    assert last.values["unplaced"] == next(bound.bound for bound in last.bounds if bound.aim == "unplaced")


def test_progress_tells_every_aim_with_its_bound_in_the_end() -> None:
    told: list[Progress] = []
    n = build_instance(school(60, 1))
    *_, last = place(n, budget=Budget(seconds=10), progress=told.append)
    assert {word.stage for word in told} == {"placement"}
    final = {word.aim: (word.value, word.bound) for word in told}
    assert final == {bound.aim: (last.values[bound.aim], bound.bound) for bound in last.bounds}


def test_a_stop_ends_the_search_with_what_was_found() -> None:
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    n = build_instance(school(120, 1))
    found = list(place(n, budget=Budget(seconds=60, stop=stop)))
    for placement in found:
        judge(n, placement)
    assert asked < 60


SCRIPT = """
from afterschool_sched.compile import build_instance
from afterschool_sched.stages.budget import Budget
from tests.stages.placing import place
from tests.stages.builder import school
for placement in place(build_instance(school(120, 5)), budget=Budget(seconds=8, deterministic=True, seed=3)):
    print(placement)
"""


def test_deterministic_placements_do_not_depend_on_hashes_or_the_clock() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert "OpenGroup" in outputs.pop()


def test_every_week_of_a_cycle_is_placed() -> None:
    n = build_instance(school(60, 2).model_copy(update={"cycle_weeks": 2}))
    *_, last = place(n, budget=Budget(seconds=20))
    judge(n, last)
    assert last.groups
    assert all(len(n.clubs[group.club].patterns[group.pattern].slots) % 2 == 0 for group in last.groups)


def test_a_search_goes_on_from_groups_that_came_from_elsewhere() -> None:
    n = build_instance(school(120, 4))
    first = Placer(n, Budget(seconds=20)).first()
    assert first is not None
    other = Placer(n, Budget(seconds=20))
    fewer = replace(first, groups=first.groups[:-1])
    better = list(other.improve(fewer))
    assert better
    for placement in better:
        judge(n, placement)
    ranks = [tuple(placement.values[aim] for aim in other.aims) for placement in better]
    assert ranks == sorted(ranks, reverse=True)


def test_the_weak_lp_stands_for_a_strong_one_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Restrictions] = []

    def too_long(search: SearchModel) -> tuple[Model, Answer]:
        asked.append(search.restrictions)
        return search.offer.model, Answer("unknown", None, math.inf, -math.inf, None, None, 0)

    monkeypatch.setattr(SearchModel, "solved", too_long)
    placer = Placer(build_instance(school(250, 2, both_periods=True)), Budget(seconds=10, deterministic=True))
    quick = placer.quick()
    assert quick is not None
    again = placer.first()
    assert again is not None
    found = list(placer.improve(again))
    assert found
    assert found[-1].rank(placer.aims) <= again.rank(placer.aims) <= quick.rank(placer.aims)
    # Nor is the same asked again with more restrictions: that would take as long.
    asked.clear()
    assert placer.first(Restrictions(packing=3)) is not None
    assert not asked


def test_a_strong_lp_that_takes_too_long_is_not_tried_with_less_packing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def too_long(search: SearchModel) -> tuple[Model, Answer]:
        asked.append(1)
        return search.offer.model, Answer("unknown", None, math.inf, -math.inf, None, None, 0)

    monkeypatch.setattr(SearchModel, "solved", too_long)
    placer = Placer(build_instance(school(60, 2)), Budget(seconds=10, deterministic=True))
    assert placer.first() is not None, "the weak one stands for it"
    assert len(asked) == 1
    monkeypatch.setattr(placer, "_search", None)
    assert placer.first() is None, "where the cuts are known there is no weak one"
    assert len(asked) == 2


_ROWS = ((((0, 0), (1, 0)), 1), (((2, 0),), 0))


@pytest.mark.parametrize(
    ("fewer", "more", "expected"),
    [
        (Restrictions(), Restrictions(at_most=_ROWS, packing=3, packed=((0, 1),)), True),
        (Restrictions(at_most=_ROWS[:1]), Restrictions(at_most=_ROWS), True),
        (Restrictions(at_most=_ROWS[1:]), Restrictions(at_most=_ROWS), False),  # the new row is not at the end
        (Restrictions(at_most=_ROWS), Restrictions(at_most=_ROWS[:1]), False),
        (Restrictions(packing=3), Restrictions(), False),
        (Restrictions(packed=((0, 1),)), Restrictions(), False),
        (Restrictions(), Restrictions(forbidden=((0, 0),)), False),  # other columns
    ],
)
def test_a_search_begins_at_the_lp_of_fewer_restrictions_only(
    fewer: Restrictions, more: Restrictions, expected: bool
) -> None:
    assert fewer.allows_more_than(more) is expected


def test_fewer_restrictions_after_more_are_searched_by_an_lp_of_their_own() -> None:
    placer = Placer(build_instance(school(60, 2)), Budget(seconds=10, deterministic=True))
    for restrictions in (Restrictions(packing=4), Restrictions(), Restrictions(packing=4)):
        found = placer.first(restrictions)
        assert found is not None
        judge(placer.n, found)


def test_what_mends_a_placement_has_no_more_time_than_placements_have(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Budget(60.0, workers=1)
    placer = Placer(build_instance(school(80, 3)), whole.part(0.5), whole=whole)
    found = placer.first()
    assert found is not None
    asked: list[bool] = []

    def nothing(*_args: object, students: bool) -> None:
        asked.append(students)

    monkeypatch.setattr(module, "settle", nothing)
    monkeypatch.setattr(SearchModel, "seated", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(Budget, "elapsed", 31.0)
    assert placer.first(near=found, again=True) is None
    assert asked == [], "the time of placements is over"
    assert placer.first(near=found) is None
    assert asked == [False, True, True]
