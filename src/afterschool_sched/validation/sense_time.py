"""Does the clock make sense: term, seasons, periods, and the hours of people and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations

from ..clock import Day, Span, format_time
from ..entities import Room, Season, Teacher, Term
from ..rules.end_time.spec import EndTime
from ..scenario import BASE_SEASON
from .coverage import Coverage
from .notes import Loc, Notes
from .readings import is_open
from .words import are, count, days_in_words, in_seasons, listed


def add_time(coverage: Coverage, notes: Notes) -> None:
    """Check everything about dates and times of day."""
    _dates(coverage, notes)
    _periods(coverage, notes)
    _limits(coverage, notes)
    _grades(coverage, notes)
    _hours(coverage, notes)
    _fallbacks(coverage, notes)


# ---- dates ----------------------------------------------------------------------------------------------------------


def _dates(coverage: Coverage, notes: Notes) -> None:
    scenario = coverage.facts.scenario
    term = scenario.term
    if term.first and term.last and term.first > term.last:
        notes.error(
            "term-backwards", ("term", "to"), f"The term ends on {term.last}, before it begins on {term.first}."
        )
        return
    if (term.first is None) != (term.last is None):
        missing = "last" if term.last is None else "first"
        text = f"The term has no {missing} date, so nothing can be said about single dates."
        notes.warn("term-open", ("term",), text, "give both 'from' and 'to', or neither.")
    for at, span in enumerate(term.holidays):
        if _outside(term, span.first, span.last):
            notes.warn("date-outside-term", ("term", "holidays", at), f"The holiday {span} lies outside the term.")
    for span, day in term.make_up.items():
        loc: Loc = ("term", "make_up", str(span))
        if _outside(term, span.first, span.last):
            notes.warn("date-outside-term", loc, f"The make-up date {span} lies outside the term.")
        if day not in scenario.days:
            held = days_in_words(scenario.days)
            text = f"The make-up date {span} follows the plan of {day}, but the programme is held {held}."
            notes.warn("make-up-day", loc, text)
    for name, season in scenario.seasons.items():
        _season(term, name, season, notes)
    dated = {name: season for name, season in scenario.seasons.items() if season.first or season.last}
    for (one, first), (other, second) in combinations(dated.items(), 2):
        low = max(first.first or date.min, second.first or date.min)
        high = min(first.last or date.max, second.last or date.max)
        if low <= high:
            text = f"The seasons {one} and {other} overlap; where they do, {other} counts."
            notes.warn("season-overlap", ("seasons", other), text)


def _outside(term: Term, first: date | None, last: date | None) -> bool:
    return bool((term.last and first and first > term.last) or (term.first and last and last < term.first))


def _season(term: Term, name: str, season: Season, notes: Notes) -> None:
    loc: Loc = ("seasons", name)
    if name == BASE_SEASON:
        text = f"A season cannot be called '{BASE_SEASON}': that is the name for all dates outside the seasons."
        notes.error("season-reserved", loc, text)
    if season.first and season.last and season.first > season.last:
        text = f"The season {name} ends on {season.last}, before it begins on {season.first}."
        notes.error("season-backwards", (*loc, "to"), text)
    elif _outside(term, season.first, season.last):
        notes.error("season-outside-term", loc, f"The season {name} lies wholly outside the term.", misleads=False)
    elif not (season.first or season.last) and term.first and term.last:
        notes.warn("season-undated", loc, f"The season {name} has no dates, so it never comes.", "give it a 'from'.")


# ---- periods --------------------------------------------------------------------------------------------------------


def _periods(coverage: Coverage, notes: Notes) -> None:
    facts = coverage.facts
    calendar = facts.calendar
    spans: dict[tuple[str, str], Span] = {}
    for name, period in facts.scenario.periods.items():
        loc: Loc = ("periods", name)
        if period.days is not None and not any(day in facts.scenario.days for day in period.days):
            text = f"Period {name} is only on {days_in_words(period.days)}, but the programme is held "
            notes.error("period-never", (*loc, "days"), f"{text}{days_in_words(facts.scenario.days)}.")
        if all(calendar.span(name, season) is None for season in facts.seasons) and period.end > period.start:
            notes.error("period-never", loc, f"Period {name} is held in no season.")
        if period.end <= period.start:
            what = f"ends at {format_time(period.end)}, not after its start at {format_time(period.start)}"
            notes.error(
                "period-backwards", (*loc, "end"), f"Period {name} {what}.", _afternoon(period.start, period.end)
            )
        for season in facts.seasons:
            span = calendar.span(name, season)
            said = period.in_.get(season)
            if span is None:
                continue
            if span.minutes > 0:
                spans[name, season] = span
            elif said is not None:
                text = f"Period {name} ends at {format_time(span.end)} in {season}, not after its start at "
                notes.error("period-backwards", (*loc, "in", season), f"{text}{format_time(span.start)}.")
    _pairs(coverage, spans, notes)


def _afternoon(start: int, end: int) -> str | None:
    later = end + 12 * 60
    return f"'{format_time(later)}' is meant." if end < 12 * 60 and later > start else None


def _pairs(coverage: Coverage, spans: Mapping[tuple[str, str], Span], notes: Notes) -> None:
    """Periods of one day follow each other, in every season, in the order in which they are written."""
    facts = coverage.facts
    for one, other in combinations(facts.scenario.periods, 2):
        if not any((day, one) in facts.bit and (day, other) in facts.bit for day in facts.scenario.days):
            continue
        both = [season for season in facts.seasons if (one, season) in spans and (other, season) in spans]
        overlapping = [season for season in both if spans[one, season].overlaps(spans[other, season])]
        if overlapping:
            first, second = spans[one, overlapping[0]], spans[other, overlapping[0]]
            when = in_seasons(overlapping, facts.seasons)
            text = f"The periods {one} ({first}) and {other} ({second}) overlap{when}."
            notes.error("period-overlap", _where_said(coverage, other, overlapping[0]), text)
        elif any(spans[other, season].start < spans[one, season].start for season in both):
            text = f"Period {other} is written after {one}, but comes before it on the clock."
            notes.error("period-order", ("periods", other), text, "periods are written in the order of the day.")


def _where_said(coverage: Coverage, period: str, season: str) -> Loc:
    said = season in coverage.facts.scenario.periods[period].in_
    return ("periods", period, "in", season) if said else ("periods", period)


def _limits(coverage: Coverage, notes: Notes) -> None:
    """No period in which somebody stays may begin too early or end too late in a season: every session in it would."""
    facts = coverage.facts
    for name in facts.scenario.periods:
        for season in facts.seasons:
            span = facts.calendar.span(name, season)
            limits = facts.calendar.limits(season)
            if span is None or span.minutes <= 0:
                continue
            if limits.latest_end is not None and span.end > limits.latest_end:
                what = f"ends at {format_time(span.end)}, after the latest end {format_time(limits.latest_end)}"
            elif limits.earliest_start is not None and span.start < limits.earliest_start:
                earliest = format_time(limits.earliest_start)
                what = f"begins at {format_time(span.start)}, before the earliest start {earliest}"
            else:
                continue
            when = f" in season {season}" if len(facts.seasons) > 1 else ""
            staying = _most_staying(coverage, facts.seasons.index(season), name)
            loc = _where_said(coverage, name, season)
            if staying:
                text = f"Period {name} {what}{when}, so nothing can be held in it, but {count(staying, 'student')} "
                notes.error("period-outside", loc, f"{text}{'stays' if staying == 1 else 'stay'}.")
            elif duties := _duties_in(coverage, name):
                text = f"Period {name} {what}{when}, so nothing can be held in it, but {listed(duties)} "
                notes.error("period-outside", loc, f"{text}{are(len(duties))} to be.")
            else:
                notes.warn("period-outside", loc, f"Period {name} {what}{when}, so nothing can be held in it.")


def _most_staying(coverage: Coverage, season: int, period: str, grade: int | None = None) -> int:
    """The most students (of a grade) who stay in the period on one day."""
    facts = coverage.facts
    homes = [home.id for home in facts.homes.values() if grade is None or home.grade == grade]
    slots = [slot for slot in facts.cells if slot.period == period]
    return max((sum(coverage.heads(season, home, slot).staying for home in homes) for slot in slots), default=0)


def _duties_in(coverage: Coverage, period: str) -> list[str]:
    """The duties that are to be held in a period on some day."""
    facts = coverage.facts
    cells = facts.mask((day, period) for day in facts.scenario.days)
    activities = facts.activities.items()
    return [name for name, activity in activities if activity.kind == "duty" and facts.cells_of(activity) & cells]


def _grades(coverage: Coverage, notes: Notes) -> None:
    """Nobody stays longer than the grade may."""
    facts = coverage.facts
    rule = facts.rule(EndTime)
    at = next((n for n, other in enumerate(facts.scenario.rules) if other is rule), None)
    for grade, limit in rule.grades.items():
        for period in facts.scenario.periods:
            late = [
                season
                for n, season in enumerate(facts.seasons)
                if facts.grade_fault(grade, (period,), season) and _most_staying(coverage, n, period, grade)
            ]
            if not late:
                continue
            number = _most_staying(coverage, facts.seasons.index(late[0]), period, grade)
            span = facts.calendar.span(period, late[0])
            verb, end = "stays" if number == 1 else "stay", format_time(limit)
            text = (
                f"Grade {grade} must end by {end}, but {count(number, 'student')} of it {verb} "
                f"in {period} ({span}){in_seasons(late, facts.seasons)}."
            )
            loc: Loc = ("rules", at, "grades", str(grade)) if at is not None else ("rules",)
            maybe = (
                f"they are collected then ('leave: [{{grades: [{grade}], leave: \"{end}\"}}]' in place of this limit)"
            )
            notes.error("grade-late", loc, text, f"{maybe}, or the period has an earlier end.")


# ---- hours of teachers and rooms ------------------------------------------------------------------------------------


def _hours(coverage: Coverage, notes: Notes) -> None:
    for at, teacher in enumerate(coverage.facts.scenario.teachers):
        _hours_of(coverage, ("teachers", at, "available"), f"Teacher {teacher.id}", teacher, notes)
    for at, room in enumerate(coverage.facts.scenario.rooms):
        _hours_of(coverage, ("rooms", at, "open"), f"Room {room.id}", room, notes)
    evening = coverage.facts.scenario.evening_from
    ends = [span.end for p in coverage.facts.scenario.periods if (span := coverage.facts.calendar.span(p, BASE_SEASON))]
    if evening is not None and ends and max(ends) <= evening:
        text = f"Evenings are days that end after {format_time(evening)}, but the last period ends at "
        notes.warn("evening-never", ("evening_from",), f"{text}{format_time(max(ends))}: no day is an evening.")


def _hours_of(coverage: Coverage, loc: Loc, whose: str, thing: Teacher | Room, notes: Notes) -> None:
    facts = coverage.facts
    given = thing.available if isinstance(thing, Teacher) else thing.open
    if given is None:
        return
    verb = "there" if isinstance(thing, Teacher) else "open"
    ever: set[Day] = set()
    for slot in facts.cells:
        spans = [facts.calendar.span(slot.period, season) for season in facts.seasons]
        if any(span is not None and is_open(given, slot.day, (slot.period,), span) for span in spans):
            ever.add(slot.day)
    if not ever:
        text = f"{whose} is {verb} in no period of the programme ({days_in_words(facts.scenario.days)})."
        notes.warn("never-there", loc, text)
        return
    for day, entry in given.items() if isinstance(given, Mapping) else ():
        if isinstance(entry, Span) and day in facts.scenario.days and day not in ever:
            text = f"{whose} is {verb} {entry} on {day}, which covers no whole period: {_periods_of(coverage, day)}."
            notes.warn("hours-too-short", (*loc, day), text)


def _periods_of(coverage: Coverage, day: Day) -> str:
    facts = coverage.facts
    names: Sequence[str] = [slot.period for slot in facts.cells if slot.day == day]
    return listed([f"{name} {span}" for name in names if (span := facts.calendar.span(name, BASE_SEASON))])


def _fallbacks(coverage: Coverage, notes: Notes) -> None:
    """A room for wet days that is closed while the one outdoors is open."""
    facts = coverage.facts
    for at, room in enumerate(facts.scenario.rooms):
        fallback = facts.rooms.get(room.fallback or "")
        if not room.outdoor or fallback is None:
            continue
        closed = [
            f"{slot.day} {slot.period}"
            for slot in facts.cells
            if any(
                facts.room_fault(room, slot.day, (slot.period,), season) is None
                and facts.room_fault(fallback, slot.day, (slot.period,), season) == "closed"
                for season in facts.seasons
            )
        ]
        if closed:
            text = f"Room {room.id} is open on {listed(closed)}, but its room for wet days, {fallback.id}, is not."
            notes.warn("fallback-closed", ("rooms", at, "fallback"), text, "another room can be the fallback.")
