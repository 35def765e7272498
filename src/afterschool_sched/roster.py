"""Who stays: the students of the scenario, and one stand-in for every student who is only counted.

Both arms take the roster from here, so that the ids of stand-ins (``<class>#<number>``) agree; what a student's stay
means in slots and minutes each arm works out for itself. Whoever says no time of leaving has that of the kind.

A class that has no student in the table but a head count is filled with stand-ins 1..n. Where `stay` says that c
students stay in a slot, stand-ins 1..c stay in it: the same children stay longest, as the counts of a school usually
mean. Expected club members become choices of stand-ins: each activity in the scenario's order, in each class, takes
those with the fewest choices so far whose stay contains enough days and periods on which the club may meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .calendar import Calendar
from .clock import Day
from .entities import Activity, HomeClass, Student
from .scenario import Scenario


def roster(scenario: Scenario) -> tuple[Student, ...]:
    """All students in the scenario's order, then the stand-ins in the order of classes."""
    named = {student.class_ for student in scenario.students}
    calendar = Calendar(scenario)
    counted = [home for home in scenario.classes if home.id not in named and home.students]
    stays = {
        home.id: [_stay(calendar, home, number) for number in range(1, home.students + 1)]
        for home in counted
        if home.students
    }
    choices: dict[str, list[list[str]]] = {home.id: [[] for _ in stays[home.id]] for home in counted}
    for name, activity in scenario.activities.items():
        for home, number in _expected(activity, counted):
            _spread(calendar, name, activity, stays[home.id], choices[home.id], number)
    stand_ins = [
        Student.model_construct(
            id=f"{home.id}#{number}", class_=home.id, stays=stay, choices=tuple(wish), wants=len(wish), level=level
        )
        for home in counted
        for number, (stay, wish, level) in enumerate(
            zip(stays[home.id], choices[home.id], _levels(home, len(stays[home.id])), strict=True), start=1
        )
    ]
    homes = {home.id: home for home in scenario.classes}
    return tuple(_leaving(scenario, student, homes.get(student.class_)) for student in (*scenario.students, *stand_ins))


def leaving_of(scenario: Scenario, student: Student, home: HomeClass | None) -> int | None:
    """The entry of the scenario's `leave` that holds for a student who says none: the first that fits."""
    if student.leave is not None or student.leave_in:
        return None
    for at, kind in enumerate(scenario.leave):
        of_home = home is not None and (kind.grades is None or home.grade in kind.grades)
        of_class = kind.classes is None or student.class_ in kind.classes
        if of_home and of_class and (kind.boarder is None or student.boarder == kind.boarder):
            return at
    return None


def _leaving(scenario: Scenario, student: Student, home: HomeClass | None) -> Student:
    """The student with the times of leaving that hold."""
    at = leaving_of(scenario, student, home)
    if at is None:
        return student
    kind = scenario.leave[at]
    return student.model_copy(update={"leave": kind.leave, "leave_in": kind.leave_in})


def members_of(scenario: Scenario, students: Iterable[Student]) -> dict[str, tuple[str, ...]]:
    """Of every club that is not chosen those whom the school puts in it.

    `members: all` means all it is open to who are signed up for one of its periods on as many of its days as it meets
    a week.
    """
    homes = {home.id: home for home in scenario.classes}
    calendar = Calendar(scenario)
    found: dict[str, tuple[str, ...]] = {}
    for name, activity in scenario.activities.items():
        if activity.kind != "club" or activity.members is None:
            continue
        if activity.members == "all":
            open_to = (s for s in students if s.class_ in homes and _open_to(activity, s, homes[s.class_]))
            found[name] = tuple(s.id for s in open_to if _signed_up(calendar, activity, s))
        else:
            found[name] = tuple(dict.fromkeys(activity.members))
    return found


def _open_to(activity: Activity, student: Student, home: HomeClass) -> bool:
    rule = activity.eligible
    return (
        may_join(activity, home)
        and (rule.levels is None or student.level in rule.levels)
        and (rule.students is None or student.id in rule.students)
        and student.id not in rule.barred
    )


def _signed_up(calendar: Calendar, activity: Activity, student: Student) -> bool:
    slots = [
        slot
        for slot in calendar.slots
        if slot.week == 1
        and (activity.days is None or slot.day in activity.days)
        and (activity.periods is None or slot.period in activity.periods)
    ]
    days = {slot.day for slot in slots if _attends(student, slot.day, slot.period)}
    return len(days) >= (activity.meets.sessions_per_week or 1)


def _attends(student: Student, day: Day, period: str) -> bool:
    if student.stays is not None:
        return period in student.stays.get(day, ())
    return (student.days is None or day in student.days) and (student.periods is None or period in student.periods)


def _levels(home: HomeClass, number: int) -> list[str | None]:
    """The levels of a counted class's stand-ins, each spread evenly over the class; None beyond those counted."""
    placed = sorted(
        (Fraction(2 * at + 1, 2 * count), order, level)
        for order, (level, count) in enumerate(home.levels.items())
        for at in range(count)
    )
    levels: list[str | None] = [level for _, _, level in placed[:number]]
    return levels + [None] * (number - len(levels))


def is_stand_in(student_id: str) -> bool:
    """Whether the id belongs to a student who is only counted."""
    return "#" in student_id


def _stay(calendar: Calendar, home: HomeClass, number: int) -> dict[Day, tuple[str, ...]]:
    return {
        day: tuple(
            slot.period
            for slot in calendar.slots
            if slot.week == 1 and slot.day == day and number <= staying(home, day, slot.period)
        )
        for day in calendar.days
    }


def staying(home: HomeClass, day: Day, period: str) -> int:
    """How many of a counted class stay on that day in that period."""
    everybody = home.students or 0
    if home.stay is None or isinstance(home.stay, int):
        return everybody if home.stay is None else min(home.stay, everybody)
    of_day = home.stay.get(day, 0)
    return min(everybody, of_day if isinstance(of_day, int) else of_day.get(period, 0))


def _expected(activity: Activity, counted: list[HomeClass]) -> list[tuple[HomeClass, int]]:
    """(class, how many) for an activity's `expect`; one number is shared by head count, largest remainders first."""
    if activity.kind != "club" or activity.expect is None:
        return []
    if not isinstance(activity.expect, int):
        return [(home, activity.expect.get(home.id, 0)) for home in counted if activity.expect.get(home.id, 0)]
    open_to = [home for home in counted if may_join(activity, home)]
    heads = sum(home.students or 0 for home in open_to)
    if not heads:
        return []
    exact = [(activity.expect * (home.students or 0), home) for home in open_to]
    shares = [amount // heads for amount, _ in exact]
    left = activity.expect - sum(shares)
    by_remainder = sorted(range(len(exact)), key=lambda at: (-(exact[at][0] % heads), at))
    for at in by_remainder[:left]:
        shares[at] += 1
    return [(home, share) for (_, home), share in zip(exact, shares, strict=True) if share]


def may_join(activity: Activity, home: HomeClass) -> bool:
    """Whether the activity is open to the class (by grade and class)."""
    rule = activity.eligible
    return (rule.grades is None or home.grade in rule.grades) and (rule.classes is None or home.id in rule.classes)


def _spread(
    calendar: Calendar,
    name: str,
    activity: Activity,
    stays: list[dict[Day, tuple[str, ...]]],
    choices: list[list[str]],
    number: int,
) -> None:
    days = [day for day in calendar.days if activity.days is None or day in activity.days]
    periods = [period for period in calendar.periods if activity.periods is None or period in activity.periods]
    fits = [
        at
        for at, stay in enumerate(stays)
        if sum(any(p in stay[day] for p in periods) for day in days) >= (activity.meets.sessions_per_week or 1)
    ]
    fewest_first = sorted(fits, key=lambda at: (len(choices[at]), at))
    for at in fewest_first[:number]:
        choices[at].append(name)
