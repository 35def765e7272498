"""Does what is said of classes, students and their teachers make sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..clock import Day, format_time
from ..entities import Eligible, HomeClass, Leaving, Student
from ..roster import leaving_of
from .coverage import Coverage
from .facts import Facts
from .notes import Loc, Notes
from .readings import attends, leave_time, why_not_open
from .words import are, count, days_in_words, listed


def add_people(coverage: Coverage, notes: Notes) -> None:
    """Check classes, then students."""
    _classes(coverage, notes)
    _counts(coverage, notes)
    for at, student in _listed(coverage.facts):
        _stay(coverage, ("students", at), student, notes)
        _choices(coverage, ("students", at), student, coverage.facts.homes[student.class_], notes)
    _leaves(coverage, notes)
    _kinds(coverage.facts, notes)


def _listed(facts: Facts) -> Iterator[tuple[int, Student]]:
    """The students of the table (the first of each id), with their place in it."""
    place = {student.id: at for at, student in reversed([*enumerate(facts.scenario.students)])}
    return ((place[student.id], student) for student in facts.students if student.id in place)


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


def _stay(coverage: Coverage, loc: Loc, student: Student, notes: Notes) -> None:
    """Days the programme does not have, and students who never stay."""
    facts = coverage.facts
    days: tuple[Day, ...] = tuple(student.stays or ()) if student.stays is not None else student.days or ()
    missing = [day for day in days if day not in facts.scenario.days]
    if missing:
        where = (*loc, "stays", missing[0]) if student.stays is not None else (*loc, "days")
        held = days_in_words(facts.scenario.days)
        text = f"Student {student.id} stays on {listed(missing, 7)}, but the programme is held {held}."
        notes.warn("day-unused", where, text)
    if not any(attends(student, slot.day, slot.period) for slot in facts.cells):
        notes.warn("never-stays", loc, f"Student {student.id} stays in no period of the programme.")
        return
    if leaving_of(facts.scenario, facts.scenario.students[int(loc[1])], facts.homes[student.class_]) is not None:
        return  # told of the kind
    early = [day for day in facts.scenario.days if _goes_before(coverage, student, day)]
    if early:
        leave = leave_time(student, early[0], facts.seasons[0])
        text = f"Student {student.id} leaves at {format_time(leave or 0)} on {days_in_words(early)}, before any period "
        advice = f"'{format_time(leave + 12 * 60)}' is meant." if leave is not None and leave < 12 * 60 else None
        here = (*loc, "leave", early[0]) if isinstance(student.leave, Mapping) else (*loc, "leave")
        notes.warn("leave-before", here, f"{text}the student is signed up for.", advice)
    for season, leave_in in student.leave_in.items():
        _later_in_season(facts.scenario.days, (*loc, "leave_in", season), student, season, leave_in, notes)


def _goes_before(coverage: Coverage, student: Student, day: Day) -> bool:
    """Whether the student is signed up on a day, but leaves before any of these periods begins."""
    facts = coverage.facts
    regular = facts.seasons[0]
    spans = [
        span
        for slot in facts.cells
        if slot.day == day and attends(student, day, slot.period)
        if (span := facts.calendar.span(slot.period, regular)) is not None
    ]
    leave = leave_time(student, day, regular)
    return bool(spans) and leave is not None and all(leave <= span.start for span in spans)


def _later_in_season(
    days: tuple[Day, ...], loc: Loc, student: Student, season: str, leave: object, notes: Notes
) -> None:
    for day in days:
        usual = student.leave.get(day) if isinstance(student.leave, Mapping) else student.leave
        own = leave.get(day) if isinstance(leave, Mapping) else leave
        if isinstance(own, int) and usual is not None and own > usual:
            text = f"Student {student.id} leaves later in {season} ({format_time(own)}) than otherwise "
            text += f"({format_time(usual)}); the earlier time counts."
            notes.warn("leave-in-later", (*loc, day) if isinstance(leave, Mapping) else loc, text)
            return


def _leaves(coverage: Coverage, notes: Notes) -> None:
    """Times of leaving that cut a period, each told once: such students are supervised, but in no club then."""
    facts = coverage.facts
    found: dict[tuple[int, str, str], list[tuple[int, str]]] = {}
    for at, student in _listed(facts):
        if student.leave is None and not student.leave_in:
            continue
        seen: set[tuple[int, str, str]] = set()
        for season in facts.seasons:
            for slot in facts.cells:
                leave = leave_time(student, slot.day, season)
                span = facts.calendar.span(slot.period, season)
                if leave is None or span is None or not attends(student, slot.day, slot.period):
                    continue
                key = (leave, slot.period, str(span))
                if span.start < leave < span.end and key not in seen:
                    seen.add(key)
                    found.setdefault(key, []).append((at, student.id))
    for (leave, period, span_text), students in found.items():
        names = listed([name for _, name in students], most=3)
        whose = f"Student {names} leaves" if len(students) == 1 else f"{len(students)} students ({names}) leave"
        text = f"{whose} at {format_time(leave)}, in the middle of {period} ({span_text}): looked after until then, "
        text += "but in no club of that period."
        notes.warn("leave-in-period", _said(facts, students[0][0]), text)


def _said(facts: Facts, at: int) -> Loc:
    """Where the time is written at which a student leaves."""
    student = facts.scenario.students[at]
    kind = leaving_of(facts.scenario, student, facts.homes.get(student.class_))
    said: Student | Leaving = student if kind is None else facts.scenario.leave[kind]
    loc: Loc = ("students", at) if kind is None else ("leave", kind)
    return (*loc, "leave" if said.leave is not None else "leave_in")


def _kinds(facts: Facts, notes: Notes) -> None:
    """Times of leaving that hold for nobody."""
    said = {student.id: student for student in facts.scenario.students}
    silent: dict[str, object] = {"leave": None, "leave_in": {}}
    everybody = [said.get(student.id) or student.model_copy(update=silent) for student in facts.students]
    used = {leaving_of(facts.scenario, student, facts.homes[student.class_]) for student in everybody}
    starts = {day: [] for day in facts.scenario.days}  # type: dict[Day, list[int]]
    for slot in facts.cells:
        if (span := facts.calendar.span(slot.period, facts.seasons[0])) is not None:
            starts[slot.day].append(span.start)
    for at, kind in enumerate(facts.scenario.leave):
        if at not in used:
            text = "This time of leaving holds for nobody: no such student stays, or each has another one."
            notes.warn("leave-unused", ("leave", at), text)
        for day, times in starts.items():
            leave = kind.leave.get(day) if isinstance(kind.leave, Mapping) else kind.leave
            if leave is not None and times and leave <= min(times):
                text = f"Whoever leaves at {format_time(leave)} on {day} leaves before any period."
                advice = f"'{format_time(leave + 12 * 60)}' is meant." if leave < 12 * 60 else None
                notes.warn("leave-before", ("leave", at, "leave"), text, advice)
                break


def _choices(coverage: Coverage, loc: Loc, student: Student, home: HomeClass, notes: Notes) -> None:
    facts = coverage.facts
    whose = f"Student {student.id}"
    seen: set[str] = set()
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
        elif club.has_pattern(club.meetings):
            fully = facts.presence(student).fully
            if not any(club.has_pattern(m for m in club.meetings if not m.mask & ~full) for full in fully):
                often = f" {club.per_week} times a week" if club.per_week > 1 else ""
                text = f"{whose} chooses {name}, but cannot stay through a whole session of it{often}."
                notes.warn("choice-absent", here, text)
    if student.wants is not None and student.wants > len(set(student.choices)):
        text = f"{whose} wants {count(student.wants, 'club')}, but chooses {len(set(student.choices))}."
        notes.warn("wants-more", (*loc, "wants"), text)


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
