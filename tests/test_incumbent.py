"""What is kept of the solver's candidates, and what may be said of it."""

from __future__ import annotations

from typing import Final

from afterschool_sched.checker import check
from afterschool_sched.incumbent import Incumbent, Judged, summary_of
from afterschool_sched.stages.candidate import Candidate, Scope
from tests.two_children import BOTH, FORGOTTEN, NOBODY, ONE, candidate, plan, scenario

EVERYWHERE: Final = "all timetables"
ABOVE: Final = "as good in the aims above"
GROUPS: Final = "this choice of groups"


def offered(*candidates: Candidate) -> tuple[Incumbent, Judged]:
    """An incumbent that has seen them all, and its best."""
    incumbent = Incumbent(scenario(), check)
    for one in candidates:
        incumbent.offer(one)
    assert incumbent.best is not None
    return incumbent, incumbent.best


def test_the_best_by_the_checkers_aims_is_kept_whatever_the_order() -> None:
    for order in ([NOBODY, ONE, BOTH], [BOTH, NOBODY, ONE]):
        incumbent, best = offered(*map(candidate, order))
        assert best.timetable.plans == (BOTH,)
        assert best.values[:2] == (0, 1)
        assert incumbent.notes(best) == ()


def test_offer_says_whether_it_is_better() -> None:
    incumbent = Incumbent(scenario(), check)
    assert [incumbent.offer(candidate(p)) for p in (NOBODY, ONE, ONE, NOBODY)] == [True, True, False, False]


def test_a_refused_candidate_is_kept_out_and_told() -> None:
    incumbent, best = offered(candidate(ONE), candidate(FORGOTTEN))
    assert best.timetable.plans == (ONE,)
    assert incumbent.refusals == 1
    assert {violation.rule for violation in incumbent.refused} == {"supervised"}
    assert incumbent.notes(best) == (
        "The checker refused 1 of the solver's timetables (the first one for supervised).",
    )


def test_bounds_of_a_refused_candidate_are_not_believed() -> None:
    incumbent, best = offered(candidate(ONE), candidate(FORGOTTEN, ("unplaced", 1, True, EVERYWHERE)))
    assert incumbent.aims(best)[0].bound is None


def test_value_bound_and_gap() -> None:
    incumbent, best = offered(candidate(ONE, ("unplaced", 0.0, True, EVERYWHERE), ("squares", 2.5, False, GROUPS)))
    unplaced, _, _, squares = incumbent.aims(best)[:4]
    assert (unplaced.value, unplaced.bound, unplaced.proven, unplaced.gap) == (1, 0, True, 1.0)
    assert (squares.value, squares.bound, squares.proven) == (10, 2.5, False)  # 1 + (2 + 1) ** 2
    assert squares.gap == 0.75
    assert squares.scope == GROUPS


def test_a_bound_over_all_timetables_holds_for_every_candidate() -> None:
    incumbent, best = offered(candidate(NOBODY, ("unplaced", 0, True, EVERYWHERE)), candidate(BOTH))
    assert incumbent.aims(best)[0].gap == 0
    assert incumbent.aims(best)[0].proven


def test_a_bound_for_no_better_aims_above_holds_for_what_is_better_there() -> None:
    worse_above = candidate(NOBODY, ("first_choice", 1, True, ABOVE))
    incumbent, best = offered(worse_above, candidate(BOTH))
    assert incumbent.aims(best)[1].bound == 1


def test_a_bound_for_better_aims_above_does_not_hold_for_what_is_worse_there() -> None:
    incumbent = Incumbent(scenario(), check)
    incumbent.offer(candidate(NOBODY))
    worse = incumbent.best
    assert worse is not None
    incumbent.offer(candidate(BOTH, ("first_choice", 1, True, ABOVE)))
    assert incumbent.aims(worse)[1].bound is None


def test_bounds_for_one_choice_of_groups_and_estimates_stay_with_their_candidate() -> None:
    worse = candidate(NOBODY, ("unplaced", 0.0, True, GROUPS), ("first_choice", 1.0, False, EVERYWHERE))
    incumbent, best = offered(worse, candidate(BOTH))
    assert [aim.bound for aim in incumbent.aims(best)[:2]] == [None, None]


def test_the_strongest_bound_is_told() -> None:
    incumbent, best = offered(
        candidate(NOBODY, ("squares", 3, True, EVERYWHERE)),
        candidate(ONE, ("squares", 4, True, EVERYWHERE)),
        candidate(BOTH, ("squares", 5, True, GROUPS)),
    )
    squares = incumbent.aims(best)[3]
    assert (squares.bound, squares.scope) == (4, EVERYWHERE)


def test_a_bound_beyond_the_checked_value_is_left_out_and_told() -> None:
    incumbent, best = offered(candidate(BOTH, ("unplaced", 1, True, EVERYWHERE), optimal=True))
    assert incumbent.aims(best)[0].bound is None
    assert incumbent.status(best) == "feasible"
    assert incumbent.notes(best) == (
        "The solver's bound 1 of the aim unplaced is beyond the checked value 0; it is left out.",
    )


def test_rounding_is_no_disagreement() -> None:
    incumbent, best = offered(candidate(BOTH, ("unplaced", 1e-9, True, EVERYWHERE)))
    assert (incumbent.aims(best)[0].bound, incumbent.notes(best)) == (0, ())


def closed_bounds(of_scope: Scope = EVERYWHERE) -> list[tuple[str, float, bool, Scope]]:
    _, best = offered(candidate(BOTH))
    return [(aim.id, aim.value, True, of_scope) for aim in best.verdict.aims]


def test_optimal_takes_the_solvers_word_and_a_bound_met_for_every_aim() -> None:
    everywhere = closed_bounds()
    for bounds, word, status in (
        (everywhere, True, "optimal"),
        (everywhere, False, "feasible"),
        (everywhere[:-1], True, "feasible"),
        (closed_bounds(ABOVE), True, "optimal"),
        (closed_bounds(GROUPS), True, "feasible"),
        ([(*everywhere[0][:2], False, EVERYWHERE), *everywhere[1:]], True, "feasible"),
    ):
        incumbent, best = offered(candidate(BOTH, *bounds, optimal=word))
        assert incumbent.status(best) == status, bounds


def test_an_equally_good_later_candidate_replaces_for_its_newer_word() -> None:
    other = plan(chess="s1", art="s2")
    incumbent, best = offered(candidate(BOTH), candidate(other, *closed_bounds(), optimal=True))
    assert incumbent.status(best) == "optimal"


def test_the_least_utility_bound_counts_unless_the_checker_has_more() -> None:
    incumbent, best = offered(candidate(ONE, utility_bound=500.0), candidate(BOTH, utility_bound=400.5))
    assert best.verdict.utility == 385
    assert (incumbent.utility_bound(best), incumbent.notes(best)) == (400.5, ())
    incumbent, best = offered(candidate(BOTH, utility_bound=300.0))
    assert incumbent.utility_bound(best) is None
    assert incumbent.notes(best) == ("The solver's bound of the utility is below the checked utility; it is left out.",)


def test_the_summary_adds_up_what_each_weighted_rule_charged() -> None:
    lead_by_another = scenario(teachers=[{"id": "t1", "wishes": {"avoid_days": ["mon"]}}, {"id": "t2"}, {"id": "t3"}])
    incumbent = Incumbent(lead_by_another, check)
    incumbent.offer(candidate(NOBODY))
    assert incumbent.best is not None
    wishes = [charge for charge in summary_of(incumbent.best.verdict).penalties if charge.rule == "wishes"]
    assert [(charge.cases, charge.amount, charge.cost, charge.aim) for charge in wishes] == [(1, 1, 3, "workload")]
