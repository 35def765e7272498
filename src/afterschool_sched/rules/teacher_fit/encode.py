"""`teacher_fit` for the solver: who may lead and who may assist, as candidate lists."""

from __future__ import annotations

from afterschool_sched.calendar import Calendar
from afterschool_sched.clock import Day, Span
from afterschool_sched.entities import Activity, HomeClass, Meeting, Teacher


def may_lead(activity: Activity, teacher: Teacher) -> bool:
    """Skill, subject, role and clearance of a lead, and being one of those named."""
    return (
        teacher.cleared
        and (activity.leads is None or teacher.id in activity.leads)
        and (activity.skill is None or activity.skill in teacher.skills)
        and (activity.subject is None or activity.subject in teacher.subjects)
        and (activity.roles is None or teacher.role in activity.roles)
    )


def may_assist(activity: Activity, teacher: Teacher) -> bool:
    """Role and clearance of an assistant; a duty's assistants are like its lead."""
    if activity.kind == "duty":
        return may_lead(activity, teacher)
    roles = activity.staff.assistant_roles
    return teacher.cleared and (not roles or teacher.role in roles)


def must_be_own(activity: Activity) -> bool:
    """Whether only an own teacher of the home class may lead."""
    return activity.takes_classes and activity.own_teacher == "required"


def own_teachers(activity: Activity, home: HomeClass) -> frozenset[str]:
    """The class's own teachers for the activity: the subject teacher where there is a subject."""
    if activity.subject is not None:
        named = home.subject_teachers.get(activity.subject)
        return frozenset([named] if named else [])
    every = {home.class_teacher, *home.subject_teachers.values()}
    return frozenset(teacher for teacher in every if teacher)


def is_there(
    teacher: Teacher,
    meetings: tuple[Meeting, ...],
    calendar: Calendar,
    seasons: tuple[str, ...],
    day: Day,
    periods: tuple[str, ...],
) -> bool:
    """Whether the teacher is available and in no meeting, for all of the periods in every season of the plan."""
    spans = [span for season in seasons if (span := calendar.block(periods, season)) is not None]
    if not is_open(teacher.available, day, periods, spans):
        return False
    return not any(
        meeting.day == day and concerns(meeting, teacher) and any(meeting.span.overlaps(span) for span in spans)
        for meeting in meetings
    )


def is_open(available: object, day: Day, periods: tuple[str, ...], spans: list[Span]) -> bool:
    """An availability (of a teacher or a room) read for one block."""
    if available is None:
        return True
    if isinstance(available, tuple):
        return day in available
    entry = available.get(day) if isinstance(available, dict) else None
    if isinstance(entry, Span):
        return all(entry.covers(span) for span in spans)
    if isinstance(entry, tuple):
        return all(period in entry for period in periods)
    return entry is True


def concerns(meeting: Meeting, teacher: Teacher) -> bool:
    """Whether the meeting keeps this teacher away; one that names nobody concerns everybody."""
    if not (meeting.teachers or meeting.roles or meeting.subjects):
        return True
    return (
        teacher.id in meeting.teachers
        or teacher.role in meeting.roles
        or any(subject in meeting.subjects for subject in teacher.subjects)
    )
