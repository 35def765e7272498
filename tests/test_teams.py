"""Teams as they are written, and as the table of students has them."""

import pytest

from afterschool_sched.entities import Activity, Student
from afterschool_sched.rules.apart.spec import Apart
from afterschool_sched.rules.together.spec import Together
from afterschool_sched.teams import OfTeams


def student(name: str, *siblings: str, team: str | None = None) -> Student:
    return Student.model_validate({"id": name, "class": "3-1", "siblings": siblings, "team": team})


def test_whoever_names_a_sibling_is_one() -> None:
    students = [
        student("a"),
        student("b", "d"),
        student("c", "a"),
        student("d", "c"),
        student("e", "e"),
        student("f", "x"),
    ]
    assert Together(students="siblings").teams(students) == (("a", "b", "c", "d"),)


def test_families_are_in_the_order_of_the_table() -> None:
    students = [student("z", "y"), student("a"), student("y"), student("b", "a")]
    assert Together(students="siblings").teams(students) == (("z", "y"), ("a", "b"))


def test_a_team_is_all_with_the_same_word() -> None:
    students = [student("a", team="reds"), student("b"), student("c", team="blues"), student("d", team="reds")]
    assert Apart(students="teams").teams(students) == (("a", "d"),)


def test_who_is_named_twice_is_there_once() -> None:
    assert Apart(teachers=(("t1", "t2", "t1"),)).teams([]) == (("t1", "t2"),)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            Together(students=(("s1", "s2"), ("s3", "s4", "s5"))),
            "s1 and s2; s3 and s4 and s5 are in the same club groups.",
        ),
        (
            Together.model_validate({"students": "siblings", "what": "end", "weight": 2}),
            "Brothers and sisters end their sessions of clubs at the same time each day.",
        ),
        (
            Together.model_validate({"students": "teams", "what": "activity", "of": {"categories": ["sport"]}}),
            "Students of one team are in the same clubs of sport.",
        ),
        (
            Apart.model_validate({"teachers": [["t1", "t2"]], "when": {"days": "fri"}}),
            "t1 and t2 never have sessions on fri at the same time.",
        ),
        (
            Apart(students=tuple((f"a{at}", f"b{at}") for at in range(5))),
            "a0 and b0; a1 and b1; a2 and b2; and 2 more are never in the same club group.",
        ),
    ],
)
def test_a_rule_in_one_sentence(rule: OfTeams, sentence: str) -> None:
    assert rule.means() == sentence


def test_clubs_count_where_nothing_else_is_said_of_students() -> None:
    activities = {"homework": Activity(kind="class"), "chess": Activity(kind="club"), "gate": Activity(kind="duty")}
    pair = (("x", "y"),)
    assert Together(students=pair).counted(activities) == ("chess",)
    assert Together(students=pair, what="days").counted(activities) == ("chess",)
    assert Together(teachers=pair).counted(activities) == ("homework", "chess", "gate")
    said = {"students": pair, "of": {"kinds": ["class", "club"]}}
    assert Apart.model_validate({**said, "what": "end"}).counted(activities) == ("homework", "chess")
    assert Apart.model_validate(said).counted(activities) == ("chess",), "groups are of clubs"


def test_what_is_about_the_same_stands_in_for_what_a_policy_says() -> None:
    one, other = Together(students="siblings"), Together.model_validate({"students": "siblings", "weight": 3})
    assert one.about == other.about != Together(students="teams").about


def test_a_price_is_charged_where_it_belongs() -> None:
    assert Together.model_validate({"students": "siblings", "weight": 1}).charged_to == "continuity"
    assert Apart.model_validate({"teachers": [["t1", "t2"]], "weight": 1}).charged_to == "workload"
