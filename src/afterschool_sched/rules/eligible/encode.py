"""`eligible` for the solver: which clubs a student may be in, and whose guest a class may be."""

from __future__ import annotations

from afterschool_sched.entities import Activity, HomeClass, Student


def may_be_member(activity: Activity, student: Student, home: HomeClass) -> bool:
    """Grades, classes, invited and barred of a club."""
    rule = activity.eligible
    return (
        class_may(activity, home)
        and (rule.levels is None or student.level in rule.levels)
        and (rule.students is None or student.id in rule.students)
        and student.id not in rule.barred
    )


def class_may(activity: Activity, home: HomeClass) -> bool:
    """Grades and classes of an activity."""
    rule = activity.eligible
    return (rule.grades is None or home.grade in rule.grades) and (rule.classes is None or home.id in rule.classes)


def may_be_guest(activity: Activity, guest: HomeClass, host: HomeClass) -> bool:
    """Whether students of `guest` may sit in the group of `host`."""
    if guest.id == host.id:
        return True
    apart = abs(guest.grade - host.grade)
    return {"never": False, "same grade": apart == 0, "neighbouring grades": apart <= 1, "any": True}[activity.merge]
