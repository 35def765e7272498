"""Do the rules and aims of a scenario make sense, each by itself and beside the others."""

from __future__ import annotations

from collections.abc import Mapping

from ..clock import format_time
from ..entities import Teacher
from ..rule import Who
from ..rules.changes.spec import Changes
from ..rules.club_limit.spec import ClubLimit
from ..rules.cost.spec import Cost
from ..rules.even.spec import Even
from ..rules.pinned.spec import Pinned
from ..rules.reserve.spec import Reserve
from ..rules.same_people.spec import SamePeople
from ..rules.wishes.spec import WishesRule
from ..rules.workload.spec import MEASURES, Workload
from .coverage import Coverage
from .facts import Facts
from .notes import Loc, Notes
from .readings import speaks_of
from .sense_counters import add_counters
from .words import count, days_in_words


def add_rules(coverage: Coverage, notes: Notes) -> None:
    """Check the scenario's rules and aims."""
    scenario = coverage.facts.scenario
    seen: dict[str, int] = {}
    for at, rule in enumerate(scenario.rules):
        loc: Loc = ("rules", at)
        if rule.single and seen.setdefault(rule.id, at) != at:
            text = f"Rule {rule.id} is given twice; it has one instance only."
            notes.error("rule-twice", (*loc, "rule"), text, "the two can be written as one.", misleads=False)
        if isinstance(rule, Workload):
            _workload(coverage, loc, rule, notes)
        if isinstance(rule, Workload | WishesRule | Cost) or (isinstance(rule, Even) and rule.among == "teachers"):
            add_who(coverage.facts, (*loc, "who"), f"Rule {rule.id}", rule.who, notes)
        if isinstance(rule, Even | SamePeople | Reserve):
            _activities(coverage, loc, rule, notes)
        if isinstance(rule, ClubLimit):
            _club_limit(coverage, loc, rule, notes)
        if isinstance(rule, Pinned):
            _pinned(coverage, loc, rule, notes)
        if isinstance(rule, Changes) and not scenario.compares:
            notes.warn("changes-unused", loc, _NOTHING_TO_COMPARE.format(what="rule"), _OWN)
    add_counters(coverage, notes)
    _aims(coverage, notes)


_NOTHING_TO_COMPARE = "The {what} changes compares timetables, but all seasons share one, and none is published."
_OWN = "a season is to have 'timetable: own', or 'published' is to name a timetable."


def _aims(coverage: Coverage, notes: Notes) -> None:
    names: set[str] = set()
    scenario = coverage.facts.scenario
    for at, aim in enumerate(scenario.aims):
        if aim.aim in names:
            text = f"The aim {aim.aim} is listed twice; only its first place can count."
            notes.error("aim-twice", ("aims", at), text, misleads=False)
        names.add(aim.aim)
        if aim.aim == "changes" and "aims" in scenario.model_fields_set and not scenario.compares:
            notes.warn("changes-unused", ("aims", at), _NOTHING_TO_COMPARE.format(what="aim"), _OWN)
        for field in ("fairness", "lottery_seed"):
            if aim.aim != "choices" and field in aim.model_fields_set:
                text = f"'{field}' belongs to the aim choices and says nothing about {aim.aim}."
                notes.warn("field-unused", ("aims", at, field), text)
    if "changes" not in names and not any(isinstance(rule, Changes) for rule in scenario.rules):
        if scenario.published is not None:
            text = "A timetable is published, but nothing keeps the new one near it."
            notes.warn("changes-free", ("published",), text, "'changes' is missing among the aims.")
        for season in scenario.own_seasons:
            text = f"The timetable of {season} is one of its own, but nothing keeps it near the regular one."
            notes.warn("changes-free", ("seasons", season, "timetable"), text, "'changes' is missing among the aims.")


def add_who(facts: Facts, loc: Loc, what: str, who: Who, notes: Notes) -> None:
    """Check that somebody is meant by a `who`."""
    teachers: Mapping[str, Teacher] = facts.teachers
    unknown = any(name not in teachers for name in who.teachers)
    if teachers and not unknown and not any(speaks_of(who, teacher) for teacher in teachers.values()):
        notes.warn("who-nobody", loc, f"{what} speaks of no teacher: nobody fulfils its 'who'.")


def _workload(coverage: Coverage, loc: Loc, rule: Workload, notes: Notes) -> None:
    given = [name for name in MEASURES if getattr(rule, name) is not None]
    if not given and rule.rest_minutes is None and rule.late_start is None:
        text = "Rule workload names no measure, so it limits nothing."
        notes.warn("workload-empty", loc, text, f"'{next(iter(MEASURES))}' is meant.")
    for name in given:
        limits = getattr(rule, name)
        if limits.min is not None and limits.max is not None and limits.min > limits.max:
            text = f"Rule workload asks for at least {limits.min} and at most {limits.max} {MEASURES[name]}."
            if rule.required:
                notes.error("min-over-max", (*loc, name), text)
            else:
                notes.warn("min-over-max", (*loc, name), text, "one of the two is meant: both cannot be kept.")
    _late_start(coverage, loc, rule, notes)
    if rule.consecutive_days is not None and rule.consecutive_days.min is not None:
        text = "Rule workload has a minimum of days in a row; only a maximum is known."
        notes.warn("field-unused", (*loc, "consecutive_days", "min"), text)
    if rule.evenings_per_week is not None and coverage.facts.scenario.evening_from is None:
        text = "Rule workload counts evenings, but the scenario does not say when an evening begins."
        notes.warn("evening-unset", (*loc, "evenings_per_week"), text, "add 'evening_from'.")


def _late_start(coverage: Coverage, loc: Loc, rule: Workload, notes: Notes) -> None:
    """A later start that nobody can owe: nothing ends so late, or everything begins late enough."""
    late, facts = rule.late_start, coverage.facts
    if late is None:
        return
    every = [facts.calendar.span(period, season) for period in facts.scenario.periods for season in facts.seasons]
    spans = [span for span in every if span is not None]
    ends = any(span.end > late.after for span in spans)
    if not ends or all(span.start >= late.not_before for span in spans):
        days = f"days that end after {format_time(late.after)} and begin before {format_time(late.not_before)}"
        why = "begins so early" if ends else "ends so late"
        notes.warn("late-start-never", (*loc, "late_start"), f"Rule workload speaks of {days}, but no period {why}.")


def _activities(coverage: Coverage, loc: Loc, rule: Even | SamePeople | Reserve, notes: Notes) -> None:
    """Activities named in a rule that does not speak of their kind."""
    of_clubs = not isinstance(rule, SamePeople) or rule.what == "club_room"
    for at, name in enumerate(rule.activities):
        activity = coverage.facts.activities.get(name)
        if activity is None:
            continue
        if (activity.kind != "club") if of_clubs else not activity.takes_classes:
            about = "clubs" if of_clubs else "class and care activities"
            text = f"Rule {rule.id} is about {about} here, but {name} is of kind {activity.kind}."
            notes.warn("field-unused", (*loc, "activities", at), text)


def _club_limit(coverage: Coverage, loc: Loc, rule: ClubLimit, notes: Notes) -> None:
    """Clubs that nobody may join because they meet too often."""
    for name, club in coverage.clubs.items():
        length = club.activity.meets.periods
        for field, number, each in (
            ("sessions_per_day", length, "a day"),
            ("sessions_per_week", length * club.per_week, "a week"),
        ):
            most = getattr(rule, field)
            if most is not None and number > most:
                takes = f"Club {name} takes {count(number, 'period')} {each}"
                text = f"{takes}, but a student may have {most}: nobody can join."
                notes.warn("club-over-limit", (*loc, field), text)
                break


def _pinned(coverage: Coverage, loc: Loc, rule: Pinned, notes: Notes) -> None:
    scenario = coverage.facts.scenario
    if rule.week is not None and rule.week > scenario.cycle_weeks:
        text = f"Week {rule.week} is pinned, but the timetable repeats after {count(scenario.cycle_weeks, 'week')}."
        notes.error("pinned-week", (*loc, "week"), text, misleads=False)
    if rule.day is not None and rule.day not in scenario.days:
        held = days_in_words(scenario.days)
        text = f"A session of {rule.activity} is pinned on {rule.day}, but the programme is held {held}."
        notes.error("pinned-day", (*loc, "day"), text, misleads=False)
    if rule.student is not None:
        extra = [
            name for name in ("class_", "week", "day", "period", "room", "teacher") if getattr(rule, name) is not None
        ]
        if extra:
            name = extra[0].rstrip("_")
            text = (
                f"The pin of student {rule.student} to {rule.activity} is for all its sessions; '{name}' says nothing."
            )
            notes.warn("field-unused", (*loc, name), text, "write it as a pin of its own.")
