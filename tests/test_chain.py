"""Plans one after another: what is kept when a season has a timetable of its own, and what may be said of it."""

from __future__ import annotations

from typing import Any, Final

from afterschool_sched.chain import Chain, Whole
from afterschool_sched.checker import check
from afterschool_sched.stages.candidate import Candidate, Scope
from afterschool_sched.timetable import Plan
from tests.two_children import BOTH, FORGOTTEN, NOBODY, ONE, candidate, scenario
from tests.two_children import plan as planned

ABOVE: Final = "as good in the aims above"
BESIDE: Final = "this regular timetable"
GROUPS: Final = "this choice of groups"
OWN = {"seasons": {"winter": {"timetable": "own"}}}
SWAPPED = planned(chess="s2", art="s1")


def winter(of: Plan) -> Plan:
    return of.model_copy(update={"seasons": ("winter",)})


def chain(*offered: Candidate, **changes: Any) -> Chain:
    made = Chain(scenario(**OWN, **changes), check)
    for each in offered:
        made.offer(each)
    return made


def whole(of: Chain) -> Whole:
    assert of.whole is not None
    return of.whole


def test_nothing_is_whole_without_every_plan() -> None:
    made = chain()
    assert made.missing == ("regular",)
    assert not made.offer(candidate(winter(ONE)))
    assert not made.offer(candidate(ONE))
    assert made.missing == ("winter",)
    assert made.whole is None
    assert made.decided(0) == ONE
    assert made.decided(1) is None
    assert made.offer(candidate(winter(ONE)))
    assert whole(made).timetable.plans == (ONE, winter(ONE))
    assert not [*made.missing]


def test_a_better_base_plan_takes_the_others_along() -> None:
    made = chain(candidate(ONE), candidate(winter(ONE)))
    assert made.offer(candidate(BOTH))
    assert whole(made).timetable.plans == (BOTH, winter(ONE))
    assert made.decided(1) == winter(ONE)
    people = next(aim for aim in whole(made).aims if aim.id == "changes_people")
    assert people.value == 2  # s2 without art; and who led art now leads nothing: t1 leads homework as nobody did


def test_the_aims_of_an_earlier_plan_come_before_all_of_a_later_one() -> None:
    made = chain(candidate(NOBODY), candidate(winter(NOBODY)))
    assert made.offer(candidate(winter(BOTH)))
    assert made.offer(candidate(ONE)), "the base plan alone is better, though winter is now further from it"
    assert whole(made).timetable.plans == (ONE, winter(BOTH))
    assert not made.offer(candidate(NOBODY))
    assert made.offer(candidate(BOTH))
    assert not made.offer(candidate(winter(SWAPPED))), "as good for the students, but with changes"
    assert whole(made).timetable.plans == (BOTH, winter(BOTH))


def test_a_winter_that_no_longer_keeps_its_budget_waits_for_another() -> None:
    budget = {"rules": [{"rule": "changes", "students_at_most": 0}]}
    made = chain(candidate(ONE), candidate(winter(ONE)), **budget)
    assert not made.offer(candidate(BOTH))
    assert whole(made).timetable.plans == (ONE, winter(ONE)), "what was whole is kept"
    assert (made.decided(0), made.decided(1)) == (BOTH, None)
    assert made.offer(candidate(winter(BOTH)))
    assert whole(made).timetable.plans == (BOTH, winter(BOTH))
    assert whole(made).notes == ()


def test_what_is_refused_is_told() -> None:
    made = chain(candidate(ONE), candidate(winter(FORGOTTEN)))
    assert made.whole is None
    assert {violation.rule for violation in made.refusals} == {"supervised"}
    assert made.offer(candidate(winter(ONE)))
    assert [note for note in whole(made).notes if "refused" in note]


def test_bounds_of_plans_add_up_and_the_weakest_scope_holds() -> None:
    made = chain(
        candidate(ONE, ("unplaced", 0.0, True, ABOVE), ("squares", 6.0, True, ABOVE), utility_bound=400.0),
        candidate(
            winter(ONE),
            ("unplaced", 1.0, True, ABOVE),
            ("changes_people", 0.0, True, ABOVE),
            ("squares", 10.0, True, BESIDE),
            ("regret", 0.0, True, GROUPS),
            utility_bound=300.0,
        ),
    )
    known = whole(made)
    aims = {aim.id: aim for aim in known.aims}
    assert (aims["unplaced"].value, aims["unplaced"].bound, aims["unplaced"].scope) == (2, 1, ABOVE)
    assert (aims["squares"].value, aims["squares"].bound, aims["squares"].scope) == (20, 16, BESIDE)
    assert aims["regret"].bound is None, "of the base plan nothing is known"
    assert (aims["changes_people"].value, aims["changes_people"].bound) == (0, 0)
    assert aims["changes_rooms"].bound is None
    assert known.utility_bound == 700
    assert known.status == "feasible"
    base, own = known.plans
    assert (base.seasons, own.seasons) == (("regular",), ("winter",))
    assert "changes_people" not in {aim.id for aim in base.aims}
    assert {aim.id: aim.value for aim in own.aims}["squares"] == 10


def test_bounds_found_beside_another_base_plan_are_forgotten() -> None:
    found: tuple[str, float, bool, Scope] = ("squares", 10.0, True, BESIDE)
    made = chain(candidate(ONE, utility_bound=500.0), candidate(winter(ONE), found, utility_bound=500.0))
    assert made.offer(candidate(BOTH))
    own = whole(made).plans[1]
    assert {aim.id: aim.bound for aim in own.aims}["squares"] is None
    assert whole(made).utility_bound is None


def test_all_plans_best_is_best_of_all() -> None:
    best = {aim.id: aim.value for aim in whole(chain(candidate(BOTH), candidate(winter(BOTH)))).plans[1].aims}
    bounds: list[tuple[str, float, bool, Scope]] = [(name, float(value), True, BESIDE) for name, value in best.items()]
    above: list[tuple[str, float, bool, Scope]] = [
        (name, value, proven, ABOVE) for name, value, proven, _ in bounds if "changes" not in name
    ]
    made = chain(candidate(BOTH, *above, optimal=True), candidate(winter(BOTH), *bounds, optimal=True))
    assert whole(made).status == "optimal"
    loose = [(name, value, proven, GROUPS if name == "workload" else scope) for name, value, proven, scope in bounds]
    made = chain(candidate(BOTH, *above, optimal=True), candidate(winter(BOTH), *loose, optimal=True))
    assert whole(made).status == "feasible"
