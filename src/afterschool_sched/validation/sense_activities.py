"""Do class, care and duty activities make sense, and is there one for every class in every period of its stay."""

from __future__ import annotations

from collections.abc import Mapping

from ..clock import Day
from ..entities import Activity, Entity
from ..roster import may_join
from .coverage import Coverage
from .notes import Loc, Notes
from .sense_clubs import lead_unknown, lead_wanted
from .words import count, days_in_words, listed

# (field, its part) that say nothing about an activity of the kind.
_UNUSED: dict[str, tuple[tuple[str, str | None], ...]] = {
    "club": (("own_teacher", None), ("merge", None), ("over_cap", None), ("rota", None)),
    "class": (
        ("meets", "periods"),
        ("meets", "gap_days"),
        ("meets", "same_period"),
        ("groups", "up_to"),
        ("groups", "min"),
        ("eligible", "levels"),
        ("eligible", "students"),
        ("eligible", "barred"),
        ("expect", None),
        ("members", None),
        ("fee", None),
    ),
    "duty": (
        ("meets", None),
        ("groups", None),
        ("room", None),
        ("features", None),
        ("eligible", None),
        ("expect", None),
        ("members", None),
        ("own_teacher", None),
        ("merge", None),
        ("over_cap", None),
        ("fee", None),
        ("staff", "per_students"),
        ("staff", "assistant_roles"),
    ),
}
_UNUSED["care"] = _UNUSED["class"]
# … and about one in which teachers take turns.
_UNUSED_BY_ROTA = (("own_teacher", None), ("staff", "per_students"), ("staff", "assistant_roles"))


def add_activities(coverage: Coverage, notes: Notes) -> None:
    """Check activities that are no clubs, what no kind uses, and that nobody is left alone."""
    for name, activity in coverage.facts.activities.items():
        loc: Loc = ("activities", name)
        _unused(loc, name, activity, notes)
        _expect(coverage, loc, name, activity, notes)
        if activity.kind != "club":
            _possible(coverage, loc, name, activity, notes)
        if activity.takes_classes:
            _own_teachers(coverage, loc, name, activity, notes)
    _nobody_alone(coverage, notes)


def _unused(loc: Loc, name: str, activity: Activity, notes: Notes) -> None:
    """Fields that were written, but say nothing about an activity of this kind."""
    of_kind = _UNUSED[activity.kind]
    by_rota = [field for field in _UNUSED_BY_ROTA if activity.by_rota and field not in of_kind]
    for field, part in (*of_kind, *by_rota):
        if field not in activity.model_fields_set:
            continue
        value = getattr(activity, field)
        if part is not None and not (isinstance(value, Entity) and part in value.model_fields_set):
            continue
        path = (field,) if part is None else (field, part)
        text = f"Activity {name} is of kind {activity.kind}, about which '{'.'.join(path)}' says nothing."
        if (field, part) in by_rota:
            text = f"Teachers take turns in {name}, so '{'.'.join(path)}' says nothing."
        notes.warn("field-unused", (*loc, *path), text)


def _expect(coverage: Coverage, loc: Loc, name: str, activity: Activity, notes: Notes) -> None:
    """Expected numbers are for clubs, for classes that are only counted, and not beyond their head count."""
    facts = coverage.facts
    if activity.kind != "club" or activity.expect is None:
        return
    if activity.members is not None:
        text = f"Activity {name} has members that the school puts in it; how many are expected says nothing."
        notes.warn("field-unused", (*loc, "expect"), text)
        return
    listed_classes = {student.class_ for student in facts.scenario.students}
    if not isinstance(activity.expect, Mapping):
        if facts.homes and not any(
            may_join(activity, home) and home.students and home.id not in listed_classes
            for home in facts.homes.values()
        ):
            text = f"Club {name} expects {activity.expect}, but every class it is open to has its students listed."
            notes.warn("expect-unused", (*loc, "expect"), text, "their choices count instead.")
        return
    for class_id, number in activity.expect.items():
        home = facts.homes.get(class_id)
        if home is None:
            continue
        here = (*loc, "expect", class_id)
        if class_id in listed_classes:
            text = f"Club {name} expects {number} of class {class_id}, whose students are listed."
            notes.warn("expect-unused", here, text, "their choices count instead.")
        elif not may_join(activity, home):
            text = f"Club {name} expects {number} of class {class_id}, to which it is not open."
            notes.error("expect-not-open", here, text, misleads=False)
        elif home.students is not None and number > home.students:
            text = f"Club {name} expects {number} of class {class_id}, which has {home.students}."
            notes.warn("expect-too-many", here, text)


def _possible(coverage: Coverage, loc: Loc, name: str, activity: Activity, notes: Notes) -> None:
    """Slots, clock and leads of class, care and duty."""
    facts = coverage.facts
    if any(period not in facts.scenario.periods for period in activity.periods or ()):
        return  # told as unknown
    if not facts.cells_of(activity):
        days = days_in_words(activity.days or facts.scenario.days)
        periods = listed(activity.periods or tuple(facts.scenario.periods), joined="or")
        text = f"Activity {name} is to be held on {days} in {periods}, but no such period exists."
        where = (*loc, "days") if activity.days else loc
        if activity.kind == "duty":
            notes.warn("activity-no-time", where, text)
        else:
            notes.error("activity-no-time", where, text, misleads=False)
        return
    if not any(facts.may_lead(activity, teacher) for teacher in facts.teachers.values()):
        where = (*loc, "skill") if activity.skill else loc
        text = f"Nobody can lead {name}: {lead_wanted(activity)}."
        if _is_needed(coverage, name, activity):
            notes.error("no-lead", where, text, misleads=False)
        elif not lead_unknown(coverage, activity):
            notes.warn("no-lead", where, text)
    _minutes(coverage, loc, name, activity, notes)


def _minutes(coverage: Coverage, loc: Loc, name: str, activity: Activity, notes: Notes) -> None:
    """Periods that are shorter than the sessions in them must be; a duty is held in all its periods all the same."""
    facts = coverage.facts
    asked = {slot.period for slot in facts.slots_in(facts.cells_of(activity))}
    periods = [period for period in facts.scenario.periods if period in asked]
    faults = {(p, season): facts.clock_fault(activity, (p,), season) for p in periods for season in facts.seasons}
    short = [key for key, why in faults.items() if why == "short"]
    if not short:
        return
    never = all(why in ("short", "off") for why in faults.values())
    for period in dict.fromkeys(period for period, _ in short):
        season = next(season for one, season in short if one == period)
        when = f" in season {season}" if (period, facts.seasons[0]) not in short else ""
        span = facts.calendar.span(period, season)
        text = f"A session of {name} lasts at least {activity.minutes} minutes, but {period} ({span}) is shorter{when}"
        if activity.kind == "duty":
            notes.error(
                "duty-clock", (*loc, "minutes"), f"{text}, and a duty is held in all its periods.", misleads=False
            )
        elif never:
            notes.error("minutes-too-long", (*loc, "minutes"), f"{text}.", misleads=False)
        else:
            notes.warn("minutes-too-long", (*loc, "minutes"), f"{text}, so none is held then.")


def _is_needed(coverage: Coverage, name: str, activity: Activity) -> bool:
    """Whether there is no timetable without the activity."""
    facts = coverage.facts
    if activity.kind == "duty":
        return any(on & facts.cells_of(activity) for on in facts.on)
    return any(coverage.must_have(name, home) for home in facts.homes.values())


def _own_teachers(coverage: Coverage, loc: Loc, name: str, activity: Activity, notes: Notes) -> None:
    """Where an own teacher must lead, every class it is open to should name one who can."""
    facts = coverage.facts
    if not facts.needs_own_teacher(name):
        return
    for at, home in enumerate(facts.scenario.classes):
        if not may_join(activity, home):
            continue
        own = facts.own_teachers(home, activity)
        able = [teacher for teacher in own if facts.may_lead(activity, facts.teachers[teacher])]
        if able:
            continue
        for_what = f" for {activity.subject}" if activity.subject else ""
        lack = f"{listed(own)} may not lead it" if own else f"class {home.id} names no teacher of its own{for_what}"
        text = f"Activity {name} must be led by an own teacher of the class, but {lack}"
        text += "." if not own else f" for class {home.id}."
        alone = facts.merge_of(name) == "never" and coverage.must_have(name, home)
        here: Loc = ("classes", at, "subject_teachers" if activity.subject else "class_teacher")
        if alone:
            notes.error("own-teacher-missing", here, text, misleads=False)
        else:
            notes.warn("own-teacher-missing", here, text)


def _nobody_alone(coverage: Coverage, notes: Notes) -> None:
    """Every student who stays, and has no club to go to, has a class or care activity in every period of the stay."""
    facts = coverage.facts
    # (period, days, seasons) -> class -> the most of it who are left alone: alike faults are told in one sentence
    found: dict[tuple[str, tuple[Day, ...], tuple[str, ...]], dict[str, int]] = {}
    for home in facts.homes.values():
        alone: dict[str, dict[Day, tuple[str, ...]]] = {}
        most: dict[str, int] = {}
        for slot in facts.cells:
            for n, season in enumerate(facts.seasons):
                if not _is_possible(coverage, slot.period, season, home.grade):
                    continue
                stuck = coverage.heads(n, home.id, slot).stuck
                if stuck and not coverage.takers(home, slot, season):
                    seasons = alone.setdefault(slot.period, {}).get(slot.day, ())
                    alone[slot.period][slot.day] = (*seasons, season)
                    most[slot.period] = max(most.get(slot.period, 0), stuck)
        for period, by_day in alone.items():
            for seasons in dict.fromkeys(by_day.values()):
                days = tuple(day for day, same in by_day.items() if same == seasons)
                found.setdefault((period, days, seasons), {})[home.id] = most[period]
    for (period, days, seasons), classes in found.items():
        when = "" if len(seasons) == len(facts.seasons) else f" in season {listed(seasons)}"
        number = sum(classes.values())
        whose = f"class{'es'[: 2 * (len(classes) > 1)]} {listed(classes)}"
        text = (
            f"On {days_in_words(days)} in {period}{when}, {count(number, 'student')} of {whose} would be left alone: "
            "no class or care activity takes them, and no club can."
        )
        at = [home.id for home in facts.scenario.classes].index(next(iter(classes)))
        advice = "an activity of kind class or care is missing then, or they leave earlier."
        notes.error("unsupervised", ("classes", at), text, advice, misleads=False)


def _is_possible(coverage: Coverage, period: str, season: str, grade: int) -> bool:
    """Whether anything can be held in the period at all; if not, that has been told already."""
    facts = coverage.facts
    span = facts.calendar.span(period, season)
    limits = facts.calendar.limits(season)
    return (
        span is not None
        and (limits.latest_end is None or span.end <= limits.latest_end)
        and (limits.earliest_start is None or span.start >= limits.earliest_start)
        and not facts.grade_fault(grade, (period,), season)
    )
