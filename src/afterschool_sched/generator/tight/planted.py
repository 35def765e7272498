"""A school around a timetable: see the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from ...entities import Student
from ...scenario import Scenario
from ...timetable import Group, Plan, Session, Timetable
from ..families import VERSION
from ..school import School, unstaffed
from .sessions import Meeting, Sessions
from .staff import MOST_SESSIONS, Hired, give_skills, hire

Merge = Literal["never", "same grade", "neighbouring grades"]

SIZES = (100, 150, 200, 300, 400, 500, 700, 1000)
RATIOS = (0.85, 0.9, 0.95, 0.97, 0.99)
_FILLED = (0.5, 0.75, 1.0)  # of the clubs that open: how many the school fills itself
_MERGE: tuple[Merge, ...] = ("never", "never", "same grade", "neighbouring grades")


@dataclass(frozen=True)
class Tight:
    """A school, what was planted in it, and how much of the staff's time that takes (None: nothing was planted)."""

    school: School
    timetable: Timetable | None
    ratio: float | None

    @property
    def scenario(self) -> Scenario:
        """Ready to be solved."""
        return self.school.scenario


def planted(number: int, students: int | None = None) -> Tight:
    """School `number` with a planted timetable; sizes, ratios and the rest take turns."""
    draft = Draft("planted", number, students)
    staff = hire(draft.meetings, draft.skills, draft.slots, RATIOS[number % len(RATIOS)], draft.rng)
    demand = sum(len(meeting.slots) for meeting in draft.meetings)
    ratio = demand / sum(one.supply for one in staff)
    return Tight(draft.school(staff), draft.timetable(), ratio)


def unplanted(number: int, students: int | None = None) -> Tight:
    """A school as tight as the tightest, whose staff was not made for any timetable: whether it has one is unknown."""
    draft = Draft("unplanted", number, students)
    demand = sum(len(meeting.slots) for meeting in draft.meetings)
    count = -(-demand * 100 // (97 * MOST_SESSIONS))
    staff = [Hired(f"t{at:03d}") for at in range(1, count + 1)]
    give_skills(staff, sorted(set(draft.skills.values())), draft.rng)
    for one in staff:  # who leads clubs is there whenever these can meet: else some member could not come
        one.free = set(draft.slots if one.skills else draft.rng.sample(draft.slots, draft.rng.randint(5, 8)))
    return Tight(draft.school(staff), None, None)


class Draft:
    """A school without staff, and a week of sessions in it."""

    def __init__(
        self, kind: str, number: int, students: int | None, *, merge: Merge | None = None, filled: float | None = None
    ) -> None:
        self.kind, self.number = kind, number
        self.size = students or SIZES[number % len(SIZES)]
        bare = unstaffed(self.size, 10_000 + number)
        self.rng = Random(f"tight/{VERSION}/{kind}/{number}/{self.size}")
        self.mapping: dict[str, Any] = {**bare.mapping, "id": f"tight-{kind}-{number}"}
        self.mapping["title"] = {"en": f"Tight school {number} ({kind})", "zh": f"紧张的学校 {number}（{kind}）"}
        self._set("homework", merge=merge or _MERGE[number % len(_MERGE)])
        self.sessions = Sessions(self.mapping, bare.students, self.rng)
        self.slots = self.sessions.slots
        clubs = self.sessions.clubs()
        self.meetings: list[Meeting] = [*clubs, *self.sessions.homework()]
        self.filled = self._fill(clubs, _FILLED[number % len(_FILLED)] if filled is None else filled)
        self.students = tuple(_without(student, self.filled) for student in bare.students)
        self.skills = {
            name: activity["skill"]
            for name, activity in self.mapping["activities"].items()
            if activity["kind"] == "club"
        }

    def _set(self, activity: str, **keys: Any) -> None:
        activities = self.mapping["activities"]
        self.mapping["activities"] = {**activities, activity: {**activities[activity], **keys}}

    def _fill(self, clubs: Sequence[Meeting], share: float) -> dict[str, list[str]]:
        """Of some clubs that open the school says who is in them: they must open."""
        names = sorted({meeting.activity for meeting in clubs})
        filled: dict[str, list[str]] = {}
        for name in sorted(self.rng.sample(names, round(share * len(names)))):
            groups = [meeting for meeting in clubs if meeting.activity == name]
            filled[name] = sorted(member for meeting in groups for member in meeting.members)
            size = {**self.mapping["activities"][name]["groups"], "up_to": len(groups)}
            self._set(name, members=filled[name], groups=size)
        return filled

    # ---- what comes out ---------------------------------------------------------------------------------------------

    def school(self, staff: Sequence[Hired]) -> School:
        """The school with this staff, who get the skills that nobody has."""
        give_skills(staff, sorted(set(self.skills.values())), self.rng)
        classes = [
            {**home, "class_teacher": staff[at % len(staff)].id} for at, home in enumerate(self.mapping["classes"])
        ]
        rules = [
            {"rule": "workload", "sessions_per_week": MOST_SESSIONS},
            {"rule": "club_limit", "clubs_per_week": 2},
        ]
        teachers = [one.entry(self.slots) for one in staff]
        return School({**self.mapping, "teachers": teachers, "classes": classes, "rules": rules}, self.students)

    def timetable(self) -> Timetable:
        """What was planted, as a timetable."""
        scenario = self.sessions.scenario
        groups: list[Group] = []
        for name, activity in scenario.activities.items():
            those = [meeting for meeting in self.meetings if meeting.activity == name]
            if activity.kind == "club":
                groups += [
                    Group(
                        id=f"{name}-{at}" if activity.groups.up_to > 1 else name,
                        activity=name,
                        members=tuple(meeting.members),
                        sessions=tuple(_sessions(meeting, members=None)),
                    )
                    for at, meeting in enumerate(those, start=1)
                ]
            else:
                for home in scenario.classes:
                    held = [meeting for meeting in those if meeting.home == home.id]
                    sessions = tuple(
                        session for meeting in held for session in _sessions(meeting, members=tuple(meeting.members))
                    )
                    if sessions:
                        groups.append(
                            Group(id=f"{name}/{home.id}", activity=name, home_class=home.id, sessions=sessions)
                        )
        seasons = ("regular", *self.mapping["seasons"])
        return Timetable(scenario=self.mapping["id"], plans=(Plan(seasons=seasons, groups=tuple(groups)),))


def _sessions(meeting: Meeting, members: tuple[str, ...] | None) -> list[Session]:
    return [
        Session(day=day, periods=(period,), room=room, lead=meeting.lead, members=members)
        for (day, period), room in zip(meeting.slots, meeting.rooms, strict=True)
    ]


def _without(student: Student, filled: dict[str, list[str]]) -> Student:
    """The student, who chooses nothing that the school fills."""
    choices = tuple(choice for choice in student.choices if choice not in filled)
    wants = None if student.wants is None or not choices else min(student.wants, len(choices))
    return student.model_copy(update={"choices": choices, "wants": wants})
