"""Does what is said of single dates make sense: exceptions and absences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..clock import DateSpan
from ..entities import DatedException
from .facts import Facts
from .notes import Loc, Notes
from .words import listed


def add_dates(facts: Facts, notes: Notes) -> None:
    """Check that every exception and absence is on dates of the term, and that each exception changes something."""
    term = facts.scenario.term
    if term.first is None or term.last is None:
        sections: list[tuple[Loc, object]] = [
            (("term", "exceptions"), term.exceptions),
            (("absences",), facts.scenario.absences),
        ]
        for loc, given in sections:
            if given:
                text = f"The {loc[-1]} say nothing: without the first and last date of the term there are no dates."
                notes.warn("exception-unused", loc, text, "give the term 'from' and 'to'.")
        for name, activity in facts.activities.items():
            if activity.by_rota:
                text = f"Teachers take turns in {name}, but the term has no dates, so no rota can be made."
                notes.warn("rota-undated", ("activities", name, "rota"), text, "give the term 'from' and 'to'.")
        return
    held = facts.calendar.dates
    for at, exception in enumerate(term.exceptions):
        here: Loc = ("term", "exceptions", at)
        if _all_in_term(facts, notes, here, "exception", exception.dates) and not _changes(facts, exception, held):
            text = f"The exception on {listed(exception.dates)} changes nothing: "
            text += "on these dates no such period is held" + (" so late." if exception.ends is not None else ".")
            notes.warn("exception-unused", here, text)
    for at, absence in enumerate(facts.scenario.absences):
        _all_in_term(facts, notes, ("absences", at), f"absence of {absence.teacher}", absence.dates)


def _all_in_term(facts: Facts, notes: Notes, loc: Loc, what: str, dates: tuple[DateSpan, ...]) -> bool:
    term = facts.scenario.term
    outside = [
        span for span in dates if term.first and term.last and (span.last < term.first or span.first > term.last)
    ]
    if outside:
        where = (*loc, "dates")
        notes.warn("date-outside-term", where, f"The {what} on {listed(outside)} lies outside the term.")
    return not outside


def _changes(facts: Facts, exception: DatedException, held: Mapping[date, tuple[str, int, str]]) -> bool:
    """Whether on one of its dates one of its periods is held, and longer than the exception allows."""
    for span in exception.dates:
        for day in span:
            if day not in held:
                continue
            season, _, weekday = held[day]
            for period in exception.periods or facts.scenario.periods:
                clock = facts.calendar.span(period, season) if (weekday, period) in facts.bit else None
                if clock is not None and (exception.ends is None or clock.end > exception.ends):
                    return True
    return False
