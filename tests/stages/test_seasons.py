"""A season with a timetable of its own in schools that are too large for one model: what can stay stays."""

from __future__ import annotations

from functools import cache

from afterschool_sched.calendar import Calendar
from afterschool_sched.clock import parse_time
from afterschool_sched.compile import build_instance
from afterschool_sched.entities import Season
from afterschool_sched.instance import Instance
from afterschool_sched.result import Result
from afterschool_sched.run import solve
from afterschool_sched.scenario import Aim, Scenario
from afterschool_sched.stages.exact import is_tiny
from afterschool_sched.stages.kept import kept, may_close
from afterschool_sched.timetable import Group, Plan

from .builder import school

DARK = "17:30"


@cache
def _school(own: str = "own") -> Scenario:
    """60 students, clubs in both periods; in winter it is dark before the second one ends, and one club is outdoors."""
    made = school(60, 1, both_periods=True)
    first = next(name for name, activity in made.activities.items() if activity.kind == "club")
    outdoors = made.activities[first].model_copy(update={"room": "ground", "skill": None})
    return made.model_copy(
        update={
            "activities": {**made.activities, first: outdoors},
            "seasons": {"winter": Season.model_validate({"dark_from": DARK, "timetable": own})},
            "aims": (Aim(aim="unplaced"), Aim(aim="changes"), *made.aims[1:]),
        }
    )


@cache
def _solved() -> Result:
    return solve(_school(), seconds=4, deterministic=True)


def _winter() -> Instance:
    return build_instance(_school(), Calendar(_school()).plans[1], base=_solved().timetable.plans[0])


def _clubs(plan: Plan) -> list[Group]:
    return [group for group in plan.groups if _school().activities[group.activity].kind == "club"]


def _times(group: Group) -> list[tuple[str, tuple[str, ...]]]:
    return [(session.day, session.periods) for session in group.sessions]


def _dark(group: Group) -> bool:
    rooms = {room.id: room for room in _school().rooms}
    second = _school().periods["second"]
    return second.end > parse_time(DARK) and any(
        "second" in session.periods and session.room is not None and rooms[session.room].outdoor
        for session in group.sessions
    )


def test_it_is_too_large_for_one_model() -> None:
    assert not is_tiny(_winter())


def test_winter_differs_where_it_must_and_only_there() -> None:
    regular, winter = _solved().timetable.plans
    assert (regular.seasons, winter.seasons) == (("regular",), ("winter",))
    before = {(group.activity, tuple(_times(group))) for group in _clubs(regular) if not _dark(group)}
    now = {(group.activity, tuple(_times(group))) for group in _clubs(winter)}
    assert before <= now, "what need not move does not"
    assert not any(_dark(group) for group in _clubs(winter))


def test_aims_are_told_plan_by_plan_and_add_up() -> None:
    result = _solved()
    regular, winter = result.plans
    for aim in result.aims:
        parts = [part.value for plan in (regular, winter) for part in plan.aims if part.id == aim.id]
        assert aim.value == (max(parts) if aim.id == "regret" else sum(parts))
        assert aim.bound is None or aim.bound <= aim.value
    assert [aim.id for aim in winter.aims][:4] == ["unplaced", "changes_people", "changes_rooms", "changes_times"]
    assert result.notes == ()


def test_the_same_twice() -> None:
    again = solve(_school(), seconds=4, deterministic=True)
    assert again.timetable.to_json() == _solved().timetable.to_json()


def test_groups_that_the_season_allows_are_kept_and_the_others_are_free() -> None:
    n = _winter()
    assert n.base is not None
    regular = _solved().timetable.plans[0]
    decided = kept(n, n.base)
    clubs = [club.activity for club in n.clubs]
    fixed = [group for at, group in enumerate(decided.groups) if at not in decided.movable]
    assert len(fixed) == sum(not _dark(group) for group in _clubs(regular))
    members: dict[str, set[str]] = {}
    for club in _clubs(regular):
        members.setdefault(club.activity, set()).update(club.members)
    for group in fixed:
        assert {n.pupils[pupil].id for pupil in group.members} <= members[clubs[group.club]]
    assert all(decided.groups[at].members == () for at in decided.movable)
    in_fixed = {pupil for group in fixed for pupil in group.members}
    lost = {pupil for at, pupils in decided.joiners.items() for pupil in pupils}
    served = {at for at, pupil in enumerate(n.pupils) if pupil.served and pupil.options}
    assert served - in_fixed <= lost, "whoever has no club in what is kept may join another"
    assert may_close(decided).optional == frozenset(range(len(decided.groups)))


def test_nothing_moves_where_nothing_is_different() -> None:
    same = _school().model_copy(update={"seasons": {"winter": Season.model_validate({"timetable": "own"})}})
    result = solve(same, seconds=4, deterministic=True)
    assert [result.aim(f"changes_{level}").value for level in ("people", "rooms", "times")] == [0, 0, 0]
