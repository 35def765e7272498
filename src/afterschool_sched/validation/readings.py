"""How single entries are read: hours, leave times, meetings, who a rule speaks of (models/formal.md, 1)."""

from __future__ import annotations

from collections.abc import Mapping

from ..clock import Day, Span
from ..entities import Activity, HomeClass, Leave, Meeting, Student, Teacher
from ..roster import may_join
from ..rule import Who


def why_not_open(activity: Activity, student: Student, home: HomeClass) -> str | None:
    """Why a club is not open to a student: "grade", "class", "level", "invited", "barred"; None when it is."""
    rule = activity.eligible
    if student.id in rule.barred:
        return "barred"
    if rule.students is not None and student.id not in rule.students:
        return "invited"
    if may_join(activity, home):
        return None if rule.levels is None or student.level in rule.levels else "level"
    return "grade" if rule.grades is not None and home.grade not in rule.grades else "class"


def attends(student: Student, day: Day, period: str) -> bool:
    """Whether the student is signed up for a period of a day, whatever the time of leaving."""
    if student.stays is not None:
        return period in student.stays.get(day, ())
    return (student.days is None or day in student.days) and (student.periods is None or period in student.periods)


def leave_time(student: Student, day: Day, season: str) -> int | None:
    """When the student leaves on a day in a season, in minutes after midnight; None: at the end."""
    times = [_of_day(leave, day) for leave in (student.leave, student.leave_in.get(season))]
    return min((time for time in times if time is not None), default=None)


def _of_day(leave: Leave, day: Day) -> int | None:
    return leave.get(day) if isinstance(leave, dict) else leave


def is_open(available: object, day: Day, periods: tuple[str, ...], block: Span) -> bool:
    """The one reading of `available` and `open`: days, or day -> true, periods, or a span that covers the block."""
    if available is None:
        return True
    if not isinstance(available, Mapping):
        return isinstance(available, tuple) and day in available
    entry = available.get(day)
    if isinstance(entry, Span):
        return entry.covers(block)
    return entry is True or (isinstance(entry, tuple) and all(period in entry for period in periods))


def concerns(meeting: Meeting, teacher: Teacher) -> bool:
    """Whether a meeting keeps the teacher away."""
    if not (meeting.teachers or meeting.roles or meeting.subjects):
        return True
    return (
        teacher.id in meeting.teachers
        or teacher.role in meeting.roles
        or any(subject in meeting.subjects for subject in teacher.subjects)
    )


def speaks_of(who: Who, teacher: Teacher) -> bool:
    """Whether a rule's `who` includes the teacher."""
    return (
        (not who.teachers or teacher.id in who.teachers)
        and (not who.roles or teacher.role in who.roles)
        and (who.external is None or teacher.external == who.external)
    )


def wishes_forbid(teacher: Teacher, day: Day, periods: tuple[str, ...]) -> bool:
    """Whether a session then would break a wish of the teacher about days or periods."""
    wishes = teacher.wishes
    if wishes is None:
        return False
    return bool(
        (wishes.avoid_days and day in wishes.avoid_days)
        or (wishes.prefer_days and day not in wishes.prefer_days)
        or any(period in wishes.avoid_periods for period in periods)
        or (wishes.prefer_periods and any(period not in wishes.prefer_periods for period in periods))
    )
