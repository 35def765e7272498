"""Is the service what the policies ask for, and do the school's own rules stay within them: known before any search."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..catalogue import replaced
from ..clock import DAYS, Day, Span, format_time
from ..policy import PolicyUse
from .facts import Facts
from .notes import Loc, Notes
from .words import days_in_words, in_seasons, listed

_SCHOOL_DAYS = DAYS[:5]
_BREATH_MIN = 30  # a longer gap parts the service after lessons from what lies before it (the noon, the morning)


def add_policies(facts: Facts, notes: Notes) -> None:
    """Check days, minutes and end of the service, and the rules that stand in for those of a policy."""
    seen: set[str] = set()
    for at, use in enumerate(facts.scenario.policies):
        if use.policy.id in seen:
            notes.warn("policy-twice", ("policies", at), f"The policy {use.policy.id} is named twice.")
            continue
        seen.add(use.policy.id)
        _service(facts, ("policies", at), use, notes)
    for at, text in dict.fromkeys(_beyond(facts)):
        notes.warn("policy-exceeded", ("rules", at), text)


def _beyond(facts: Facts) -> Iterator[tuple[int, str]]:
    """The school's own rules that allow more than those of a policy: which, and in what."""
    grades = {home.grade for home in facts.scenario.classes}
    for number, rule, at, own in replaced(facts.scenario):
        name = facts.scenario.policies[number].policy.id
        for how in own.looser_than(rule, grades):
            yield at, f"The school's own rule {own.id} goes beyond the policy {name}: {how}."


def _service(facts: Facts, loc: Loc, use: PolicyUse, notes: Notes) -> None:
    asked, name = use.service, use.policy.id
    advice = "write 'override' or 'severity: warning' for this policy, if it is meant."

    def note(code: str, text: str) -> None:
        if use.severity == "warning":
            notes.warn(code, loc, text)
        else:
            notes.error(code, loc, text, advice, misleads=False)

    days = [day for day in _SCHOOL_DAYS if any(_last_stretch(facts, day, season) for season in facts.seasons)]
    if asked.days_per_week is not None and len(days) < asked.days_per_week:
        held = f"is held on {len(days)} ({days_in_words(days)})" if days else "is held on none"
        note("policy-days", f"The policy {name} asks for service on {asked.days_per_week} school days; it {held}.")
    least, end = asked.minutes_per_day, asked.ends_not_before
    if least is not None:
        for when, span in _failing(facts, days, lambda span: span.minutes < least):
            text = f"The policy {name} asks for at least {least} minutes a day; "
            note("policy-minutes", f"{text}on {when} the service has {span.minutes} ({span}).")
    if end is not None:
        for when, span in _failing(facts, days, lambda span: span.end < end):
            text = f"The policy {name} asks for service until {format_time(end)} or later; "
            note("policy-end", f"{text}on {when} it ends at {format_time(span.end)}.")


def _failing(facts: Facts, days: list[Day], fails: Callable[[Span], bool]) -> list[tuple[str, Span]]:
    """The days (those that are alike together) and seasons on which the service fails, in words, and its span."""
    alike: dict[Span, dict[str, list[Day]]] = {}
    for season in facts.seasons:
        for day in days:
            span = _last_stretch(facts, day, season)
            if span is not None and fails(span):
                alike.setdefault(span, {}).setdefault(season, []).append(day)
    found = []
    for span, by_season in alike.items():
        groups: dict[tuple[Day, ...], list[str]] = {}
        for season, those in by_season.items():
            groups.setdefault(tuple(those), []).append(season)
        words = [f"{days_in_words(those)}{in_seasons(seasons, facts.seasons)}" for those, seasons in groups.items()]
        found.append((listed(words), span))
    return found


def _last_stretch(facts: Facts, day: Day, season: str) -> Span | None:
    """From start to end of the last periods of a day that follow each other without a long gap; None without any."""
    found: Span | None = None
    for slot in facts.cells:
        span = facts.calendar.span(slot.period, season) if slot.day == day else None
        if span is None or span.minutes <= 0:
            continue
        joined = found is not None and span.start - found.end <= _BREATH_MIN
        found = Span(found.start if joined and found else span.start, span.end)
    return found
