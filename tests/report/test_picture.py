"""The picture of a week: what it shows, and that it is a picture whatever the names are."""

from __future__ import annotations

from xml.etree import ElementTree

from afterschool_sched.report.picture import MOST_LINES, week_picture
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Group, Plan, Session, Timetable
from tests.two_children import BOTH, DATA, scenario

SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def of(school: Scenario, plan: Plan = BOTH) -> str:
    return week_picture(school, Timetable(scenario=school.id, plans=(plan,)))


def test_a_week_has_days_periods_and_what_is_held() -> None:
    assert texts(of(scenario())) == ["Monday", "after", "16:00–17:00", "art", "1", "chess", "1"]
    assert texts(week_picture(scenario(), Timetable(scenario="x", plans=(BOTH,)), "zh"))[0] == "星期一"


def test_it_is_the_same_for_the_same_timetable() -> None:
    assert of(scenario()) == of(scenario())


def test_names_are_shown_as_they_are_and_cut_where_they_are_long() -> None:
    activities = {**DATA["activities"], "chess": {"kind": "club", "title": "<&> " + "long " * 20}}
    shown = texts(of(scenario(activities=activities)))
    (chess,) = [text for text in shown if text.startswith("<&>")]
    assert chess.endswith("…")
    assert len(chess) < 40


def clubs(number: int) -> tuple[Scenario, Plan]:
    """A school of many clubs at once, with one child each."""
    names = [f"c{at:02}" for at in range(number)]
    school = scenario(
        activities={"homework": {"kind": "class"}, **{name: {"kind": "club"} for name in names}},
        students=[{"id": f"s{at}", "class": "3-1"} for at in range(number + 1)],
    )
    groups = [
        Group(
            id=name,
            activity=name,
            members=(f"s{at}",),
            sessions=(Session(day="mon", periods=("after",), room="r2", lead="t2"),),
        )
        for at, name in enumerate(names)
    ]
    homework = Session(day="mon", periods=("after",), room="r1", lead="t1", members=(f"s{number}",))
    groups.append(Group(id="h", activity="homework", home_class="3-1", sessions=(homework,)))
    return school, Plan(seasons=("regular",), groups=tuple(groups))


def test_the_smallest_of_many_clubs_share_a_line() -> None:
    shown = texts(of(*clubs(MOST_LINES - 1)))
    assert "c07" in shown
    shown = texts(of(*clubs(20)))
    assert [text for text in shown if text.startswith("c")] == [f"c{at:02}" for at in range(MOST_LINES - 2)]
    assert shown[-4:] == [f"{20 - MOST_LINES + 2} smaller clubs", "13 × 1", "homework", "1"]


def test_groups_of_one_activity_are_one_line() -> None:
    school, plan = clubs(2)
    first, second, _ = plan.groups
    both = Plan(seasons=("regular",), groups=(first, second.model_copy(update={"activity": "c00"})))
    assert texts(of(school, both))[-2:] == ["c00", "2 × 1"]
