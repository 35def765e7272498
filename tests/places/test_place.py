"""`place`: what is said about what was found, what is refused, and why something is impossible."""

from __future__ import annotations

import random
import signal
from typing import Any

import pytest

import afterschool_sched
from afterschool_sched import Applicant, ImpossibleError, InputError, OfferedGroup, Placement, SharedLimit, place
from afterschool_sched.places import FAIRNESS
from afterschool_sched.stages.places.problem import build

TWO = (Applicant("1", ["chess", "choir"]), Applicant("2", ["chess", "choir"]))
CHESS_AND_CHOIR = (OfferedGroup("chess", max=1), OfferedGroup("choir", max=5))


def aims(found: Placement) -> dict[str, int]:
    return {aim.id: aim.value for aim in found.aims}


def test_the_example_of_formal_md() -> None:
    found = place(TWO, CHESS_AND_CHOIR)
    assert found.status == "optimal"
    assert list(aims(found).items())[:4] == [("unplaced", 0), ("first_choice", 1), ("regret", 1), ("squares", 5)]
    assert sorted(found.of("1") + found.of("2")) == ["chess", "choir"]
    assert found.ranks == {1: 1, 2: 1}
    assert [(group.group, group.open_copies, group.members) for group in found.groups] == [
        ("chess", 1, 1),
        ("choir", 1, 1),
    ]


def test_who_has_nothing_is_told_why() -> None:
    applicants = (*TWO, Applicant("3", ["choir"], tags=["small"]), Applicant("4"), Applicant("5", ["chess"], wants=0))
    groups = (OfferedGroup("chess", max=1), OfferedGroup("choir", max=5, min=4, open_to=["small"]))
    found = place(applicants, groups)
    assert [(one.applicant, one.reason) for one in found.unplaced] == [
        ("2" if found.of("1") else "1", "no place left"),
        ("3", "no place left"),
        ("4", "none to be had"),
    ]
    assert [one.text for one in found.unplaced] == [
        "No place was left in any choice: chess (2 first choices for 1 places).",
        "No place was left in any choice: choir did not open.",
        "Nothing was chosen.",
    ]
    (barred,) = place([Applicant("1", ["choir"])], groups).unplaced
    assert barred.text == "Nothing on the list is open to this applicant."


def test_groups_that_are_alike_are_filled_evenly() -> None:
    applicants = [Applicant(f"s{number}", ["chess"]) for number in range(25)]
    found = place(applicants, [OfferedGroup("chess", max=10, min=8, copies=4)])
    copies = [one.number for one in found.assignments]
    assert sorted(copies.count(number) for number in set(copies)) == [8, 8, 9]


def test_a_minimum_closes_what_few_want_and_counts_in_all_aims() -> None:
    """Two would be glad of the choir, but a third would have to join them."""
    applicants = [Applicant(str(number), ["choir", "chess"] if number < 2 else ["chess"]) for number in range(6)]
    found = place(applicants, [OfferedGroup("choir", max=5, min=3), OfferedGroup("chess", max=6)])
    assert {one.group for one in found.assignments} == {"chess"}
    assert (found.engine, found.status) == ("branching", "optimal")


def test_a_supervisor_has_one_limit_over_several_projects() -> None:
    applicants = [Applicant(str(number), ["a", "b", "c"]) for number in range(5)]
    groups = [OfferedGroup(name, max=3) for name in "abc"]
    found = place(applicants, groups, [SharedLimit("t1", ["a", "b"], students=2)])
    members = {group.group: group.members for group in found.groups}
    assert members["a"] + members["b"] == 2
    assert members["c"] == 3
    assert aims(found)["unplaced"] == 0


def test_a_supervisor_is_in_one_group_at_once() -> None:
    applicants = [Applicant(str(number), ["a", "b", "c"], wants=3) for number in range(2)]
    groups = [OfferedGroup("a", max=3, slots=["mon"]), OfferedGroup("b", max=3, slots=["mon"])]
    groups.append(OfferedGroup("c", max=3, slots=["tue"]))
    found = place(applicants, groups, [SharedLimit("t1", ["a", "b", "c"], at_once=1)])
    assert sum(bool(group.members) for group in found.groups[:2]) == 1
    assert {group for group in found.of("0") if group == "c"} == {"c"}


def test_one_choice_in_each_of_two_slots() -> None:
    groups = [
        OfferedGroup(name, max=1, slots=[slot]) for name, slot in (("a", "1"), ("b", "1"), ("c", "2"), ("d", "2"))
    ]
    applicants = [Applicant("x", ["a", "b", "c", "d"], wants=2), Applicant("y", ["a", "c", "b", "d"], wants=2)]
    found = place(applicants, groups)
    assert sorted(len(set(found.of(one)) & {"a", "b"}) for one in "xy") == [1, 1]
    assert sorted(len(set(found.of(one)) & {"c", "d"}) for one in "xy") == [1, 1]


def test_priority_comes_before_the_lottery() -> None:
    for wins in (0, 1):
        applicants = [Applicant(str(at), ["chess", "choir"], priority=int(at == wins)) for at in range(2)]
        assert place(applicants, CHESS_AND_CHOIR, fairness="priority").of(str(wins)) == ("chess",)


def test_ratings_count_as_they_are_for_utilitarian() -> None:
    applicants = [
        Applicant("1", ratings={"chess": 90, "choir": 80}),
        Applicant("2", ratings={"chess": 70, "choir": 20}),
    ]
    assert place(applicants, CHESS_AND_CHOIR, fairness="utilitarian").of("2") == ("chess",)


def test_limits_that_overlap_are_kept_and_cost_no_more_than_they_must() -> None:
    applicants = [Applicant(name, [name]) for name in "abc"]
    limits = [SharedLimit("t1", ["a", "b"], students=1), SharedLimit("t2", ["b", "c"], students=1)]
    found = place(applicants, [OfferedGroup(name, max=1) for name in "abc"], limits)
    assert [one.applicant for one in found.unplaced] == ["b"]
    assert found.engine == "mip"


def test_leximin_looks_at_all_that_each_has() -> None:
    """By the lottery alone one would have the first two, and the other the last two."""
    applicants = [Applicant(name, ["a", "b", "c", "d"], wants=2) for name in "xy"]
    found = place(applicants, [OfferedGroup(name, max=1) for name in "abcd"], fairness="leximin")
    assert [aims(found)[f"worse_{steps}"] for steps in (3, 2, 1)] == [0, 2, 2]


def test_the_best_that_one_could_have_alone() -> None:
    """The first choice takes all the time that the second and third share."""
    slots = {"a": ["mon", "tue"], "b": ["mon"], "c": ["tue"], "d": ["mon"]}
    groups = [OfferedGroup(name, max=1, slots=its) for name, its in slots.items()]
    alone = Applicant("x", ["a", "b", "c", "d"], wants=2)
    assert build([alone], groups, (), 0).seekers[0].best == 3
    # Having the first choice comes before regret, and so the one step of regret.
    assert aims(place([alone], groups))["regret"] == 1


def test_nobody_and_nothing() -> None:
    for fairness in FAIRNESS:
        assert place([], [], fairness=fairness).status == "optimal"


@pytest.mark.parametrize("fairness", FAIRNESS)
def test_five_hundred_with_twenty_one_choices_each(fairness: Any) -> None:
    r = random.Random(1)
    names = [f"g{number}" for number in range(25)]
    groups = [OfferedGroup(name, max=21, min=8) for name in names]
    applicants = [Applicant(str(number), r.sample(names, 21), priority=r.randint(0, 3)) for number in range(500)]
    found = place(applicants, groups, fairness=fairness)
    assert found.status == "optimal"
    assert aims(found)["unplaced"] == 0
    assert found == place(applicants, groups, fairness=fairness).model_copy(update={"seconds": found.seconds})


# ---- what is wrong --------------------------------------------------------------------------------------------------


def test_all_that_is_wrong_is_said_at_once() -> None:
    applicants = [
        Applicant("1", ["ches", "chess"]),
        Applicant("1", ["choir", "choir"]),
        Applicant("3", ["choir"], ratings={"chess": 0}),
        Applicant("", wants=-1),
        Applicant("5", "chess"),
        Applicant("6", ratings=["chess"]),  # type: ignore[arg-type]
        Applicant("7", [["chess"]]),  # type: ignore[list-item]
    ]
    groups = [OfferedGroup("chess", max=2, min=3), OfferedGroup("choir", max=0), OfferedGroup("art", 1, offer="a b")]
    limits = [SharedLimit("t1", ["football"], students=-1)]
    with pytest.raises(InputError) as refused:
        place(applicants, groups, limits)
    assert [f"{one.code}: {one.text}" for one in refused.value.findings] == [
        "place-both: Applicant 3 has choices and ratings.",
        "place-double: There are two of the id applicant 1.",
        "place-double: The choices of applicant 1 name something twice.",
        "place-id: The id of applicant number 4 is not a short text without spaces or #.",
        "place-id: The offer of group art is not a short text without spaces or #.",
        "place-number: Group chess has a min of 3, more than its max of 2.",
        "place-number: The max of group choir must be a whole number from 1 to 1000000.",
        "place-number: The rating of chess of applicant 3 must be a whole number from 1 to 100.",
        "place-number: The wants of applicant  must be a whole number from 0 to 100.",
        "place-number: The choices of applicant 5 must be a list.",
        "place-number: The ratings of applicant 6 must say a number for each offer.",
        "place-number: The students of limit t1 must be a whole number from 0 to 1000000.",
        "place-unknown: Applicant 1 names 'ches', which no group offers.",
        "place-unknown: Applicant 7 names '['chess']', which no group offers.",
        "place-unknown: Limit t1 names 'football', which is no group.",
    ]
    assert {one.maybe for one in refused.value.findings if "'ches'" in one.text} == {"'chess' is meant."}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"fairness": "fair"}, "fairness must be one of balanced"),
        ({"seconds": 0}, "seconds must be"),
        ({"lottery_seed": -1}, "lottery_seed must be"),
    ],
)
def test_options_out_of_range(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        place(TWO, CHESS_AND_CHOIR, **options)


def test_what_contradicts_each_other_and_nothing_else() -> None:
    applicants = [Applicant(str(number), ["a", "b", "c"]) for number in range(9)]
    groups = [OfferedGroup(name, max=9, min=least, must_open=True) for name, least in (("a", 4), ("b", 5), ("c", 1))]
    limits = [SharedLimit("t1", ["a", "b"], students=8), SharedLimit("t2", ["c"], students=3)]
    with pytest.raises(ImpossibleError) as impossible:
        place(applicants, groups, limits)
    assert [one.text for one in impossible.value.findings] == [
        "These cannot all hold, and any of them could be left out to mend it (confirmed by a second solver): group a, "
        "group b, limit t1.",
        "Group a must open with at least 4 members; 9 applicants could be in it.",
        "Group b must open with at least 5 members; 9 applicants could be in it.",
        "Limit t1 allows at most 8 students.",
    ]


def test_ctrl_c_means_afterwards_what_it_meant_before() -> None:
    with pytest.raises(ImpossibleError):
        place(TWO, [OfferedGroup("chess", max=3, min=3, must_open=True), OfferedGroup("choir", max=3)])
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_it_is_public() -> None:
    assert afterschool_sched.place is place
    assert Placement.model_validate_json(place(TWO, CHESS_AND_CHOIR).to_json()).ranks == {1: 1, 2: 1}
