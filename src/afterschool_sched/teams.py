"""Teams: students or teachers who belong together, or are to be kept apart. What `together` and `apart` have in common.

A team is written out, or comes from the table of students: brothers and sisters (`siblings`), or all with the same
`team`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .entities import Activity, Student
from .fields import Id
from .rule import PenaltyAim, Rule, Weight, What, When

Team = Annotated[tuple[Id, ...], Field(min_length=2)]
Shared = Literal["group", "activity", "times", "days", "end"]

# What only students share: a group's teachers are no members of it.
OF_MEMBERS: tuple[Shared, ...] = ("group", "activity")
_NAMED = 3  # teams named in a sentence about the rule


class OfTeams(Rule):
    """What a rule about teams says: of whom, and what they share or do not share."""

    single: ClassVar[bool] = False
    weight: Weight = "required"
    students: Literal["siblings", "teams"] | tuple[Team, ...] = Field(
        default=(), description="teams of students; or siblings, or teams: as the table of students has them"
    )
    teachers: tuple[Team, ...] = Field(default=(), description="teams of teachers")
    what: Shared | None = Field(
        default=None,
        description="the same group or activity (of clubs), sessions at the same times or on the same days, or the "
        "same end of a day's last session; default: group for students, times for teachers",
    )
    of: What = Field(default=What(), description="which activities count; default: clubs for students, else all")
    when: When = Field(default=When(), description="which slots count, for times, days and end; default: all")

    @property
    def kind(self) -> Literal["student", "teacher"]:
        """Whom it is about."""
        return "teacher" if self.teachers else "student"

    @property
    def shared(self) -> Shared:
        """What they share, or do not."""
        return self.what or ("times" if self.teachers else "group")

    @property
    def about(self) -> str:
        return repr((self.students, self.teachers, self.shared, self.of, self.when))

    @property
    def charged_to(self) -> PenaltyAim:
        return "workload" if self.teachers else "continuity"

    def counted(self, activities: Mapping[str, Activity]) -> tuple[str, ...]:
        """The ids of the activities that count."""
        only_clubs = self.shared in OF_MEMBERS or (not self.teachers and self.of == What())
        return tuple(name for name in self.of.among(activities) if activities[name].kind == "club" or not only_clubs)

    def teams(self, students: Iterable[Student]) -> tuple[tuple[str, ...], ...]:
        """The teams, of all students of the table where it is the table that says who they are."""
        if self.students == "siblings":
            return _families(students)
        if self.students == "teams":
            return _by_column(students)
        return tuple(tuple(dict.fromkeys(team)) for team in (self.teachers or self.students))

    @property
    def nonsense(self) -> str | None:
        """Why this cannot be meant, as the end of a sentence; None when it can."""
        if self.students and self.teachers:
            return "speaks of students and teachers at once; it can speak of one of them"
        if not self.students and not self.teachers:
            return "names neither students nor teachers"
        if self.teachers and self.what in OF_MEMBERS:
            return f"speaks of teachers, who are no members: they cannot share '{self.what}'"
        return None

    def whom(self) -> str:
        """Whom it is about, as the beginning of a sentence."""
        if self.students == "siblings":
            return "Brothers and sisters"
        if self.students == "teams":
            return "Students of one team"
        teams = [" and ".join(team) for team in (self.teachers or self.students)]
        return "; ".join(teams[:_NAMED]) + (f"; and {len(teams) - _NAMED} more" if len(teams) > _NAMED else "")

    def said(self) -> str:
        """Which sessions count, as part of a sentence."""
        clubs = " of clubs" if self.kind == "student" and self.of == What() else self.of.said()
        return f"sessions{clubs}{self.when.said()}"


def _families(students: Iterable[Student]) -> tuple[tuple[str, ...], ...]:
    """Brothers and sisters: whoever names somebody, or is named, or is a sibling of a sibling."""
    family: dict[str, list[str]] = {student.id: [student.id] for student in students}
    for student in students:
        for other in student.siblings:
            mine, its = family[student.id], family.get(other)
            if its is not None and its is not mine:
                mine.extend(its)
                family.update(dict.fromkeys(its, mine))
    order = {student: at for at, student in enumerate(family)}
    found = {tuple(sorted(members, key=order.__getitem__)): True for members in family.values()}
    return tuple(team for team in found if len(team) > 1)


def _by_column(students: Iterable[Student]) -> tuple[tuple[str, ...], ...]:
    """All with the same word in the column `team`."""
    found: dict[str, list[str]] = {}
    for student in students:
        if student.team is not None:
            found.setdefault(student.team, []).append(student.id)
    return tuple(tuple(members) for members in found.values() if len(members) > 1)
