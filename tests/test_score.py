"""Aims, worked out by hand."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from afterschool_sched.checker import Verdict, check
from afterschool_sched.score import AimScore, Wish, lottery_number
from tests.rule_cases import world

CHESS = {"chess": {"kind": "club", "days": ["mon", "wed"], "room": "hall"}}


def _verdict(name: str = "week", **change: Any) -> Verdict:
    return check(*world(name, change))


def _values(verdict: Verdict) -> dict[str, int]:
    return {score.id: score.value for score in verdict.aims}


def test_everybody_has_the_first_choice() -> None:
    verdict = _verdict()
    assert verdict.aims == (
        AimScore("unplaced", 0),
        AimScore("first_choice", 0),
        AimScore("regret", 0),
        AimScore("squares", 2),
        AimScore("lottery", 0),
        AimScore("workload", 0),
        AimScore("continuity", 0),
    )
    assert verdict.utility == 2 * (100 + 100)
    assert verdict.unserved == ()


def test_a_student_without_a_club_loses_the_length_of_the_list() -> None:
    """b1 lists two clubs and wants one: rank 3 in the squares, 2 ranks lost."""
    verdict = _verdict(
        scenario={"activities": CHESS, "students": {"b1": {"choices": ["chess", "football"], "wants": 1}}}
    )
    number = lottery_number(0, "b1")
    assert _values(verdict) == {
        "unplaced": 1,
        "first_choice": 1,
        "regret": 0,
        "squares": 1 + 1 + 9,
        "lottery": 2 * number,
        "workload": 0,
        "continuity": 0,
    }
    assert verdict.utility == 400


def test_a_second_choice_is_regretted_only_where_the_first_was_possible() -> None:
    """b1 gets football, the second choice: one rank lost; alone, chess could be had, unless b1 stays on tue only."""
    change: dict[str, Any] = {
        "scenario": {"activities": CHESS, "students": {"b1": {"choices": ["chess", "football"], "wants": 1}}},
        "groups": {
            "hw32": {"sessions": {"tue first": {"members": ["b2"]}}},
            "football": {"members": ["a1", "a2", "b1"]},
        },
    }
    values = _values(_verdict(**change))
    assert (values["unplaced"], values["first_choice"], values["regret"]) == (0, 1, 1)
    assert values["squares"] == 1 + 1 + 4
    assert values["lottery"] == lottery_number(0, "b1")
    change["scenario"]["students"]["b1"]["days"] = ["tue"]
    change["groups"]["hw32"]["sessions"] |= {"mon first": {"members": ["b2"]}, "wed first": {"members": ["b2"]}}
    values = _values(_verdict(**change))
    assert (values["unplaced"], values["first_choice"], values["regret"]) == (0, 1, 0)


def test_clubs_that_cannot_go_together_are_not_regretted() -> None:
    """Both clubs only meet on tue: alone, a1 could have the first and lose two ranks for the place left empty."""
    verdict = _verdict(
        scenario={
            "activities": {"football": {"days": ["tue"]}, "chess": {"kind": "club", "days": ["tue"], "room": "hall"}},
            "students": {"a1": {"choices": ["football", "chess"], "wants": 2, "days": ["mon", "tue", "wed"]}},
            "rules": [{"rule": "club_limit", "clubs_per_week": 2}],
        }
    )
    values = _values(verdict)
    assert values["regret"] == 0
    assert values["squares"] == 1 + (1 + 9)
    assert values["lottery"] == 2 * lottery_number(0, "a1")


def test_who_cannot_be_served_counts_in_no_aim_and_is_listed() -> None:
    """b1 stays on mon only, when no listed club meets; b2 wants none; a3 lists none."""
    verdict = _verdict(
        scenario={
            "activities": {"football": {"days": ["tue"]}},
            "students": {
                "a3": {"choices": []},
                "b1": {"choices": ["football"], "days": ["mon"]},
                "b2": {"choices": ["football"], "wants": 0},
            },
        },
        groups={"hw32": {"sessions": {"tue first": {"members": ["b2"]}, "wed first": {"members": ["b2"]}}}},
    )
    assert verdict.ok
    assert verdict.unserved == ("b1",)
    values = _values(verdict)
    assert (values["unplaced"], values["first_choice"], values["squares"]) == (0, 0, 2)


def test_who_is_served_in_one_of_two_plans_is_not_listed() -> None:
    """In winter's plan nobody is in football: a2 misses it there, and a1 does not, who leaves too early then."""
    winter = {
        "seasons": ["winter"],
        "groups": {"football": None, "hw31": {"sessions": {"tue first": {"members": ["a1", "a2", "a3"]}}}},
    }
    verdict = _verdict(
        scenario={
            "seasons": {"winter": {}},
            "students": {"a1": {"leave_in": {"winter": {"tue": "16:30"}}, "wants": 1}},
            "activities": {"football": {"days": ["tue"]}},
        },
        plans={"autumn": {"seasons": ["regular"]}, "winter": winter},
    )
    assert verdict.unserved == ()
    assert _values(verdict)["unplaced"] == 1
    assert verdict.utility == 400


def test_utilitarian_stands_for_one_aim() -> None:
    verdict = _verdict(
        scenario={
            "aims": [{"aim": "choices", "fairness": "utilitarian"}, "continuity"],
            "activities": CHESS,
            "students": {"b1": {"choices": ["chess", "football"], "wants": 1}},
        },
        groups={"hw32": {"sessions": {"tue first": {"members": ["b2"]}}}, "football": {"members": ["a1", "a2", "b1"]}},
    )
    assert verdict.aims == (AimScore("utility", 15), AimScore("continuity", 0))
    assert verdict.utility == 200 + 200 + 185


def test_costs_go_to_their_aims() -> None:
    verdict = _verdict(
        scenario={"teachers": {"t3": {"wishes": {"avoid_days": ["tue"]}}}},
        groups={"hw31": {"sessions": {"mon first": {"lead": "t4"}}}},
    )
    values = _values(verdict)
    assert values["workload"] == 3
    assert values["continuity"] == 4
    assert verdict.ok


def test_the_order_of_aims_is_the_scenario_s() -> None:
    verdict = _verdict(scenario={"aims": ["workload", "choices", "unplaced"]})
    assert [score.id for score in verdict.aims] == [
        "workload",
        "first_choice",
        "regret",
        "squares",
        "lottery",
        "unplaced",
    ]


@pytest.mark.parametrize("seed", [0, 7])
def test_the_lottery_is_drawn_from_seed_and_id(seed: int) -> None:
    digest = hashlib.sha256(f"{seed}:学生-1".encode()).hexdigest()
    assert lottery_number(seed, "学生-1") == 1 + int(digest[:8], 16) % 100


def test_the_lottery_seed_is_the_aim_s() -> None:
    scenario = {"activities": CHESS, "students": {"b1": {"choices": ["chess"], "wants": 1}}}
    aims = [{"aim": "choices", "lottery_seed": 5}]
    assert _values(_verdict(scenario={**scenario, "aims": aims}))["lottery"] == lottery_number(5, "b1")


@pytest.mark.parametrize(
    ("ranks", "wanted", "choices", "total", "squares", "utility"),
    [
        ((), 2, 3, 6, 32, 0),
        ((1,), 2, 3, 3, 17, 200),
        ((1, 3), 2, 3, 2, 10, 272),
        ((2, 8, 9), 3, 9, 16, 149, 100 + 85 + 30 + 30),
        ((1, 2), 1, 2, 1, 5, 285),
    ],
)
def test_a_wish(ranks: tuple[int, ...], wanted: int, choices: int, total: int, squares: int, utility: int) -> None:
    wish = Wish("a1", ranks, wanted, choices, 0)
    assert (wish.total, wish.squares, wish.utility) == (total, squares, utility)


def test_the_utility_of_every_rank() -> None:
    utilities = [Wish("a1", (rank,), 1, 9, 0).utility - 100 for rank in range(1, 11)]
    assert utilities == [100, 85, 72, 60, 50, 42, 35, 30, 30, 30]


def test_a_club_that_was_not_chosen_ranks_after_the_list() -> None:
    verdict = _verdict(
        scenario={"activities": CHESS, "students": {"b1": {"choices": ["chess"], "wants": 1}}},
        groups={"hw32": {"sessions": {"tue first": {"members": ["b2"]}}}, "football": {"members": ["a1", "a2", "b1"]}},
    )
    assert [violation.rule for violation in verdict.violations] == ["eligible"]
    values = _values(verdict)
    assert (values["unplaced"], values["first_choice"], values["regret"], values["squares"]) == (0, 1, 1, 1 + 1 + 4)


def test_where_nobody_is_served_nothing_is_regretted() -> None:
    verdict = _verdict(
        groups={"football": None, "hw31": {"sessions": {"tue first": {"members": ["a1", "a2", "a3"]}}}},
    )
    values = _values(verdict)
    assert (values["unplaced"], values["first_choice"], values["regret"]) == (2, 2, 0)
