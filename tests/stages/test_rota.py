"""The rota against everything: all ways to take the turns of small rotas, and the checker's own word on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterschool_sched import check, solve
from afterschool_sched.errors import ImpossibleError
from afterschool_sched.facts import Facts
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.rota import Duty, duties_of, with_rota
from afterschool_sched.timetable import Timetable, Turn
from afterschool_sched.turns import turns_of

GUARDS = ("a", "b", "c")
GATE = {"kind": "duty", "periods": ["first"], "roles": ["guard"]}


def scenario(activities: dict[str, Any], *, last: str = "2022-09-16", **more: Any) -> Scenario:
    """No students: guards, and a term of some weeks of Monday to Thursday."""
    hours = more.pop("hours", {})
    return Scenario.model_validate(
        {
            "format": 1,
            "id": "rota",
            "term": {"from": "2022-09-05", "to": last},
            "days": "mon-thu",
            "periods": {"first": {"start": "16:00", "end": "16:50"}, "second": {"start": "17:00", "end": "17:50"}},
            "rooms": [{"id": "r", "seats": 40}],
            "teachers": [{"id": name, "role": "guard", "available": hours.get(name)} for name in GUARDS],
            "activities": {name: GATE | activity for name, activity in activities.items()},
            **more,
        }
    )


def plan(of: Scenario) -> Timetable:
    """Every duty in all its slots."""
    groups = [
        {
            "id": name,
            "activity": name,
            "sessions": [{"day": d, "periods": [p]} for d in activity.days or of.days for p in activity.periods or ()],
        }
        for name, activity in of.activities.items()
    ]
    plans = [{"seasons": ["regular", *of.seasons], "groups": groups}]
    return Timetable.model_validate({"scenario": of.id, "plans": plans})


def broken(of: Scenario, timetable: Timetable) -> list[str]:
    return [violation.text for violation in check(of, timetable).violations]


def counts(of: Scenario, timetable: Timetable) -> dict[str, list[int]]:
    """Everybody's turns, by activity, in the order of guards."""
    found = {
        turns.name: Counter(t for n in turns.held for t in turns.has(n)) for turns in turns_of(Facts(of, timetable))
    }
    return {name: [turns[guard] for guard in GUARDS] for name, turns in found.items()}


def every_way(duties: list[Duty]) -> Iterator[list[tuple[str, ...]]]:
    """All ways to take the turns by people who can, with nobody in two places."""
    for taken in product(*(combinations(duty.could, duty.need) for duty in duties)):
        if not any(
            {*taken[one]} & {*taken[other]} and duties[one].moments & duties[other].moments
            for one, other in combinations(range(len(duties)), 2)
        ):
            yield list(taken)


def written(timetable: Timetable, duties: list[Duty], taken: list[tuple[str, ...]]) -> Timetable:
    turns = [
        Turn(date=session.date, group=session.group.id, periods=session.periods, teacher=who)
        for duty, people in zip(duties, taken, strict=True)
        for session in duty.held
        for who in people
    ]
    return timetable.model_copy(update={"rota": tuple(turns)})


ROTAS = st.fixed_dictionaries(
    {
        "turns": st.lists(st.sampled_from(["session", "day", "week"]), min_size=1, max_size=2),
        "days": st.sampled_from(["mon", "mon tue", "tue-thu"]),
        "teachers": st.integers(1, 2),
        "both": st.booleans(),
        "hours": st.dictionaries(st.sampled_from(GUARDS), st.sampled_from(["mon", "mon-wed", "tue thu"])),
        "absent": st.lists(st.tuples(st.sampled_from(GUARDS), st.sampled_from(range(5, 16))), max_size=3),
        "holiday": st.sampled_from([None, "2022-09-06", "2022-09-12"]),
    }
)


def drawn(said: dict[str, Any]) -> Scenario:
    activities = {
        f"gate-{number}": {
            "days": said["days"] if number == 0 else "mon",
            "periods": ["first", "second"] if said["both"] and number == 0 else ["first"],
            "staff": {"teachers": said["teachers"] if number == 0 else 1},
            "rota": {"turn": turn},
        }
        for number, turn in enumerate(said["turns"])
    }
    absences = [{"teacher": who, "dates": f"2022-09-{day:02d}"} for who, day in said["absent"]]
    term = {"from": "2022-09-05", "to": "2022-09-15", "holidays": [said["holiday"]] if said["holiday"] else []}
    return scenario(activities, hours=said["hours"], absences=absences, term=term)


@given(ROTAS)
def test_a_rota_is_right_whenever_there_is_one_and_the_checker_agrees_on_all(said: dict[str, Any]) -> None:
    of = drawn(said)
    bare = plan(of)
    duties = duties_of(of, bare)
    ways = [] if len(duties) > 8 else list(every_way(duties))
    made = with_rota(of, bare)
    if not ways:
        assert len(duties) > 8 or broken(of, made)
        return
    assert broken(of, made) == []
    # One rota by itself: the checker accepts exactly the ways with the least sum of squares.
    if len(said["turns"]) == 1:
        by_squares: dict[int, list[bool]] = {}
        for taken in ways[:150]:
            turns = Counter(who for people in taken for who in people)
            by_squares.setdefault(sum(n * n for n in turns.values()), []).append(
                not broken(of, written(bare, duties, taken))
            )
        least = min(sum(n * n for n in Counter(w for people in taken for w in people).values()) for taken in ways)
        assert all(all(verdicts) == (number == least) == any(verdicts) for number, verdicts in by_squares.items())


def test_turns_are_equal_within_one_and_not_on_end() -> None:
    of = scenario({"gate": {"rota": {"turn": "day"}}}, last="2022-09-30")
    made = with_rota(of, plan(of))
    assert sorted(counts(of, made)["gate"]) == [5, 5, 6]
    in_order = [turn.teacher for turn in made.rota]
    assert not any(one == other for one, other in pairwise(in_order))


def test_a_week_is_one_persons() -> None:
    of = scenario({"gate": {"periods": ["first", "second"], "rota": {"turn": "week"}}}, last="2022-09-22")
    made = with_rota(of, plan(of))
    assert sorted(counts(of, made)["gate"]) == [1, 1, 1]
    assert len(made.rota) == 12
    assert all(turn.periods == ("first", "second") for turn in made.rota)


def test_who_is_there_less_has_less_and_the_others_share_the_rest_equally() -> None:
    of = scenario({"gate": {"rota": {}}}, hours={"a": "mon"}, absences=[{"teacher": "a", "dates": "2022-09-05"}])
    first, *others = counts(of, with_rota(of, plan(of)))["gate"]
    assert (first, sorted(others)) == (1, [3, 4])


def test_what_the_first_rota_takes_it_gives_back_where_the_second_needs_it() -> None:
    """Both are at once on Mondays; b and c can do the gate alone, and only a the patrol: the gate may not have a."""
    of = scenario(
        {
            "gate": {"days": "mon", "staff": {"teachers": 2}, "rota": {}},
            "patrol": {"days": "mon", "rota": {"among": {"teachers": ["a"]}}},
        }
    )
    made = with_rota(of, plan(of))
    assert broken(of, made) == []
    assert counts(of, made) == {"gate": [0, 2, 2], "patrol": [2, 0, 0]}


def test_a_turn_that_nobody_can_take_is_left_open_and_said() -> None:
    of = scenario(
        {"gate": {"days": "mon", "rota": {}}}, absences=[{"teacher": g, "dates": "2022-09-12"} for g in GUARDS]
    )
    made = with_rota(of, plan(of))
    assert [str(turn.date) for turn in made.rota] == ["2022-09-05"]
    assert "The turn of gate on 2022-09-12 first (16:00-16:50) has 0 teachers; it needs 1." in broken(of, made)


def test_the_same_rota_every_time() -> None:
    of = scenario({"gate": {"staff": {"teachers": 2}, "rota": {}}}, last="2022-10-28")
    assert len({with_rota(of, plan(of)).to_json() for _ in range(3)}) == 1


def test_without_turns_or_dates_nothing_is_added() -> None:
    of = scenario({"gate": {"rota": {}}}, term={})
    assert with_rota(of, plan(of)).rota == ()
    of = scenario({"gate": {}})
    assert with_rota(of, plan(of)).rota == ()


CLASS: dict[str, Any] = {
    "classes": [{"id": "1-1", "grade": 1, "room": "r", "students": 3}],
    "rooms": [{"id": "r", "seats": 40}],
}
HOMEWORK = {"kind": "class", "periods": None, "roles": None}


@pytest.mark.parametrize("absent", GUARDS)
def test_the_plan_leaves_those_free_who_are_not_absent(absent: str) -> None:
    """Two of three are needed at the gate on every date, and one for homework: whoever is absent once."""
    activities = {"homework": HOMEWORK, "gate": {"staff": {"teachers": 2}, "rota": {}}}
    of = scenario(activities, days="mon", absences=[{"teacher": absent, "dates": "2022-09-12"}], **CLASS)
    result = solve(of, seconds=20, workers=1)
    homework = next(group for group in result.timetable.plans[0].groups if group.activity == "homework")
    assert {session.lead for session in homework.sessions if session.periods == ("first",)} == {absent}
    assert result.status == "optimal"


def test_where_the_dates_leave_too_few_there_is_no_plan() -> None:
    activities = {"homework": HOMEWORK, "gate": {"staff": {"teachers": 2}, "rota": {}}}
    absences = [{"teacher": "a", "dates": "2022-09-05"}, {"teacher": "b", "dates": "2022-09-12"}]
    with pytest.raises(ImpossibleError) as found:
        solve(scenario(activities, days="mon", absences=absences, **CLASS), seconds=20, workers=1)
    assert "rota" in "".join(finding.text for finding in found.value.findings)
