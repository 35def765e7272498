"""The four schools of the county: files of their own below scenarios/schools/county.yaml, made to its exact numbers.

5,169 students; 306 leaders and teachers. Periods, seasons and rules are the county's and stand in its own file. One
school knows every student and choice; the others have only counted who stays when, and how many want each club first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from afterschool_sched.calendar import Calendar
from afterschool_sched.entities import Student
from afterschool_sched.generator.families import VERSION, Habits, families
from afterschool_sched.generator.files import scenario_text, table_text
from afterschool_sched.generator.school import School, school
from afterschool_sched.presence import Presence
from afterschool_sched.scenario import Scenario

FOLDER = Path("scenarios/schools/county")
# Nobody is collected within a period, and tastes are closer together than elsewhere.
_HABITS = Habits(mid_last=0.0, fashion_spread=0.3, age_spread=0.2, class_spread=0.3)
_OF_COUNTY = ("term", "seasons", "days", "periods", "rules")


class Member(NamedTuple):
    """One school: how large it is, and how many of its leaders inspect the service."""

    name: str
    title: tuple[str, str]
    students: int
    leaders: int
    seed: int
    counted: bool = False


MEMBERS = (
    Member("riverside", ("Riverside Primary School", "河畔小学"), 1412, 3, 1, counted=True),
    Member("hillside", ("Hillside Primary School", "山麓小学"), 1334, 3, 2, counted=True),
    Member("east-gate", ("East Gate Primary School", "东门小学"), 1246, 2, 3),
    Member("station", ("Station Primary School", "站前小学"), 1177, 2, 4, counted=True),
)


def write_county(root: Path) -> Iterator[Path]:
    """Write the files of all four schools below `root`, and give their paths."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for member in MEMBERS:
        mapping, students = _drawn(member)
        if member.counted:
            mapping = _counted(mapping, Scenario.model_validate({**mapping, **_frame(member)}), students)
        else:
            mapping["students"] = {"table": f"{member.name}.csv"}
            table = folder / f"{member.name}.csv"
            table.write_text(table_text(students, ("winter",)), encoding="utf-8", newline="\n")
            yield table
        path = folder / f"{member.name}.yaml"
        comment = (
            f"{member.title[0]}, one of the four schools of the county: {member.students} students.\n"
            f"Made by python -m scenarios.generator (scenarios/README.md), seed {member.seed}, version {VERSION}."
            " No real school, no real people."
        )
        path.write_text(_text(mapping, comment), encoding="utf-8", newline="\n")
        yield path


@cache
def _made(member: Member) -> School:
    """The school as the generator makes it, before the county's wishes."""
    return school(member.students, member.seed, "tight")


def _frame(member: Member) -> dict[str, Any]:
    """What the county says for all its schools, as the generator has it."""
    return {key: _made(member).mapping[key] for key in _OF_COUNTY}


def _drawn(member: Member) -> tuple[dict[str, Any], tuple[Student, ...]]:
    """The school and its families. A club that fewer would like than it needs is not offered."""
    made = _made(member)
    heads = Counter(student.class_ for student in made.students)
    mapping = _mapping(member, made.mapping)
    while True:
        whole = Scenario.model_validate({**mapping, **_frame(member)})
        students = families(whole, heads, f"county/{member.name}/{VERSION}", _HABITS)
        listed = Counter(choice for student in students for choice in student.choices[: 1 if member.counted else None])
        few = [
            name for name, club in whole.activities.items() if club.kind == "club" and listed[name] < club.groups.min
        ]
        if not few:
            return mapping, students
        kept = {name: activity for name, activity in mapping["activities"].items() if name not in few}
        mapping = {**mapping, "activities": kept}


def _text(mapping: dict[str, Any], comment: str) -> str:
    """Without a line for editors: alone the file is no whole scenario, for its periods are the county's."""
    return scenario_text(mapping, comment, "").partition("\n")[2]


def _mapping(member: Member, made: dict[str, Any]) -> dict[str, Any]:
    """The school as its file says it: own teachers only, and leaders who inspect in every period."""
    staff = [teacher for teacher in made["teachers"] if not teacher.get("external")]
    leaders = [{"id": f"leader{number}", "role": "leader"} for number in range(1, member.leaders + 1)]
    activities = {name: dict(activity) for name, activity in made["activities"].items()}
    activities["homework"] |= {"title": {"en": "Homework", "zh": "作业辅导"}, "roles": ["teacher"]}
    activities["patrol"] = {"kind": "duty", "title": {"en": "Patrol", "zh": "行政巡查"}, "roles": ["leader"]}
    own = {key: value for key, value in made.items() if key not in _OF_COUNTY}
    return {
        **own,
        "id": member.name,
        "title": dict(zip(("en", "zh"), member.title, strict=True)),
        "teachers": staff + leaders,
        "activities": activities,
    }


def _counted(mapping: dict[str, Any], scenario: Scenario, students: Sequence[Student]) -> dict[str, Any]:
    """The same school as one that has only counted: who stays by day and period, and whose first choice is what."""
    calendar = Calendar(scenario)
    present = Presence(calendar, students).present(calendar.seasons)
    of_class = {student.id: student.class_ for student in students}
    heads = Counter(of_class.values())
    staying = {at: Counter(of_class[student] for student in there) for at, there in present.items()}
    wanted = Counter((student.choices[0], student.class_) for student in students if student.choices)
    classes = [
        {
            **home,
            "students": heads[home["id"]],
            "stay": {
                day: {period: count[home["id"]] for (of_day, period), count in staying.items() if of_day == day}
                for day in calendar.days
            },
        }
        for home in mapping["classes"]
    ]
    activities = {
        name: {**activity, "expect": _listed(activity["groups"], {home: wanted[name, home] for home in heads})}
        if activity["kind"] == "club"
        else activity
        for name, activity in mapping["activities"].items()
    }
    return {**mapping, "classes": classes, "activities": activities}


def _listed(groups: dict[str, int], wanted: dict[str, int]) -> dict[str, int]:
    """How many of each class are on a club's list, which is closed when its groups are full."""
    places = groups["up_to"] * groups["max"]
    found: dict[str, int] = {}
    for home, number in wanted.items():
        if taken := min(number, places - sum(found.values())):
            found[home] = taken
    return found
