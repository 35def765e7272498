"""Does what is said of classes, students and their teachers make sense."""

from __future__ import annotations

from collections.abc import Mapping

from ..entities import Eligible, HomeClass, Student
from .coverage import Coverage
from .notes import Loc, Notes
from .readings import why_not_open
from .sense_stays import Stays
from .words import are, count, days_in_words, listed


def add_people(coverage: Coverage, notes: Notes) -> None:
    """Check classes, then students."""
    _classes(coverage, notes)
    _counts(coverage, notes)
    stays = Stays(coverage.facts, notes)
    away: _Away = {}
    for at, student in stays.listed:
        stays.add(at, student)
        _choices(coverage, ("students", at), student, coverage.facts.homes[student.class_], notes, away)
    _choices_away(coverage, away, notes)
    stays.add_leaves()
    stays.add_kinds()


# ---- classes --------------------------------------------------------------------------------------------------------


def _classes(coverage: Coverage, notes: Notes) -> None:
    facts = coverage.facts
    teacher_of: dict[str, str] = {}
    class_in: dict[str, str] = {}
    for at, home in enumerate(facts.scenario.classes):
        loc: Loc = ("classes", at)
        teacher = facts.teachers.get(home.class_teacher or "")
        if teacher is not None:
            other = teacher_of.setdefault(teacher.id, home.id)
            if other != home.id:
                text = f"Teacher {teacher.id} is the class teacher of both {other} and {home.id}."
                notes.warn("class-teacher-twice", (*loc, "class_teacher"), text)
            if not teacher.cleared:
                text = f"The class teacher of {home.id}, {teacher.id}, is not cleared, so may take no session."
                notes.warn("not-cleared", (*loc, "class_teacher"), text)
        room = facts.rooms.get(home.room or "")
        if room is None:
            continue
        other = class_in.setdefault(room.id, home.id)
        if other != home.id and room.groups_at_once == 1:
            text = f"Room {room.id} is the own room of both {other} and {home.id}, but holds one group at once."
            notes.warn("own-room-twice", (*loc, "room"), text)
        most = _most_staying(coverage, home)
        if most > room.seats:
            text = f"{count(most, 'student')} of class {home.id} stay at once, but its room {room.id} has "
            notes.warn("class-over-room", (*loc, "room"), f"{text}{count(room.seats, 'seat')}.")


def _most_staying(coverage: Coverage, home: HomeClass) -> int:
    facts = coverage.facts
    seasons = range(len(facts.seasons))
    return max((coverage.heads(season, home.id, slot).staying for season in seasons for slot in facts.cells), default=0)


def _counts(coverage: Coverage, notes: Notes) -> None:
    """Head counts, counts of the stay, and the table of students, if any, agree."""
    facts = coverage.facts
    listed_in: dict[str, int] = {}
    for student in facts.scenario.students:
        listed_in[student.class_] = listed_in.get(student.class_, 0) + 1
    for at, home in enumerate(facts.scenario.classes):
        loc: Loc = ("classes", at)
        number = listed_in.get(home.id, 0)
        _levels(loc, home, bool(number), notes)
        if number:
            if home.students is not None and home.students != number:
                text = f"Class {home.id} has {count(home.students, 'student')}, "
                text += f"but {number} {are(number)} listed; the list counts."
                notes.warn("head-count", (*loc, "students"), text)
            if home.stay is not None:
                text = f"Class {home.id} says how many stay, but its students are listed; the list counts."
                notes.warn("stay-unused", (*loc, "stay"), text, "give the days and periods of each student.")
        elif home.students is None and home.stay is not None:
            text = f"Class {home.id} says how many stay, but not how many students it has."
            notes.error("head-count-missing", (*loc, "stay"), text, "add 'students'.")
        elif not home.students:
            if any(class_id not in facts.homes for class_id in listed_in):
                continue  # its students may have been given to a class that does not exist, which is told
            text = f"Class {home.id} has no students: neither a number nor a list."
            notes.warn("class-empty", loc, text, "add 'students'.")
        else:
            for here, stay in _stay_counts(loc, home):
                if stay > home.students:
                    text = f"{stay:,} students of class {home.id} stay, but it has only {home.students:,}."
                    notes.error("stay-too-many", here, text)
            _stay_days(coverage, loc, home, notes)


def _stay_counts(loc: Loc, home: HomeClass) -> list[tuple[Loc, int]]:
    if not isinstance(home.stay, Mapping):
        return [] if home.stay is None else [((*loc, "stay"), home.stay)]
    found: list[tuple[Loc, int]] = []
    for day, entry in home.stay.items():
        if isinstance(entry, Mapping):
            found += [((*loc, "stay", day, period), number) for period, number in entry.items()]
        else:
            found.append(((*loc, "stay", day), entry))
    return found


def _levels(loc: Loc, home: HomeClass, listed_here: bool, notes: Notes) -> None:
    """Levels are counted where students are, and not beyond their number."""
    at_levels = sum(home.levels.values())
    if at_levels > (home.students or 0) and not listed_here:
        text = f"Class {home.id} has {count(at_levels, 'student')} at its levels, but {home.students or 0} in all."
        notes.error("levels-too-many", (*loc, "levels"), text)
    elif home.levels and listed_here:
        text = f"The students of class {home.id} are listed one by one; how many work at a level is said there."
        notes.warn("field-unused", (*loc, "levels"), text)


def _stay_days(coverage: Coverage, loc: Loc, home: HomeClass, notes: Notes) -> None:
    held = coverage.facts.scenario.days
    for day, entry in home.stay.items() if isinstance(home.stay, Mapping) else ():
        if entry and day not in held:
            text = f"Students of class {home.id} stay on {day}, but the programme is held {days_in_words(held)}."
            notes.warn("day-unused", (*loc, "stay", day), text)


# ---- students -------------------------------------------------------------------------------------------------------


_Away = dict[str, list[tuple[Loc, str]]]  # club -> where it is chosen, and by whom, who is never there for all of it


def _choices(coverage: Coverage, loc: Loc, student: Student, home: HomeClass, notes: Notes, away: _Away) -> None:
    facts = coverage.facts
    whose = f"Student {student.id}"
    seen: set[str] = set()
    plans = [facts.fully_present(student, seasons) for seasons in facts.calendar.plans]
    for at, name in enumerate(student.choices):
        here: Loc = (*loc, "choices", at)
        if name in seen:
            notes.error("choice-twice", here, f"{whose} chooses {name} twice.", misleads=False)
            continue
        seen.add(name)
        club = coverage.clubs.get(name)
        if club is None:
            continue
        if not club.activity.is_chosen:
            text = f"{whose} chooses {name}, which is not chosen: the school says who is in it."
            notes.error("choice-assigned", here, text, "it is to be deleted here.", misleads=False)
            continue
        why = why_not_open(club.activity, student, home)
        if why is not None:
            text = _not_open(student, home, name, why, club.activity.eligible)
            notes.error("choice-not-open", here, text, misleads=False)
        elif club.can_meet and not any(club.can_stay(fully) for fully in plans):
            away.setdefault(name, []).append((here, student.id))
    if student.wants is not None and student.wants > len(set(student.choices)):
        text = f"{whose} wants {count(student.wants, 'club')}, but chooses {len(set(student.choices))}."
        notes.warn("wants-more", (*loc, "wants"), text)


def _choices_away(coverage: Coverage, away: _Away, notes: Notes) -> None:
    """Each club once: a whole class may leave before it begins."""
    for name, chosen in away.items():
        names = listed([student for _, student in chosen], most=3)
        whose = f"Student {names} chooses" if len(chosen) == 1 else f"{len(chosen)} students ({names}) choose"
        times = coverage.clubs[name].per_week
        often = f" {times} times a week" if times > 1 else ""
        text = f"{whose} {name}, but cannot stay through a whole session of it{often}."
        advice = "they are collected later on its days, or the club meets earlier."
        notes.warn("choice-absent", chosen[0][0], text, advice)


def _not_open(student: Student, home: HomeClass, name: str, why: str, rule: Eligible) -> str:
    whose = f"Student {student.id} of class {home.id}"
    if why == "barred":
        return f"{whose} chooses {name}, but is barred from it."
    if why == "invited":
        return f"{whose} chooses {name}, which is only for those invited."
    if why == "grade":
        grades = rule.grades or ()
        return (
            f"{whose} (grade {home.grade}) chooses {name}, which is for grade{'s'[: len(grades) > 1]} {listed(grades)}."
        )
    if why == "level":
        return f"{whose} chooses {name}, which is for students of level {listed(rule.levels or (), joined='or')}."
    classes = rule.classes or ()
    return f"{whose} chooses {name}, which is for class{'es'[: 2 * (len(classes) > 1)]} {listed(classes)}."
