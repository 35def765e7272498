"""Proofs about counts: what must be held or be there anyhow is more than a rule allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..calendar import Slot
from ..clock import Day
from ..entities import HomeClass
from ..rule import Rule
from ..rules.head_count.spec import HeadCount
from ..rules.homework_time.spec import HomeworkTime
from .coverage import Coverage
from .notes import Loc, Notes
from .words import count, days_in_words, in_seasons, listed


def add_counts(coverage: Coverage, notes: Notes) -> None:
    """Check the required rules about homework and about heads on the site, of the school and of its policies."""
    for loc, rule in _in_force(coverage):
        if isinstance(rule, HomeworkTime):
            _homework(coverage, loc, rule, notes)
        if isinstance(rule, HeadCount) and rule.whole_site:
            _heads(coverage, loc, rule, notes)


def _in_force(coverage: Coverage) -> Iterator[tuple[Loc, Rule]]:
    """The required rules that somebody wrote, and where."""
    scenario = coverage.facts.scenario
    written: list[tuple[Loc, Sequence[Rule]]] = [
        (("policies", at, "policy", "rules"), use.policy.rules) for at, use in enumerate(scenario.policies)
    ]
    for section, rules in (*written, (("rules",), scenario.rules)):
        for at, rule in enumerate(rules):
            if rule.required and any(rule is known for known in coverage.facts.rules):
                yield (*section, at), rule


def _homework(coverage: Coverage, loc: Loc, rule: HomeworkTime, notes: Notes) -> None:
    """Days on which those of a class whom no club can take have nothing but homework, and too much; alike ones at once.

    A plan that holds the regular season counts the minutes of that season.
    """
    facts = coverage.facts
    homework = set(rule.of.among(facts.activities))
    found: dict[tuple[int, int, int, tuple[str, ...]], dict[Day, list[str]]] = {}
    for home in facts.homes.values():
        most = rule.minutes.get(home.grade)
        for day in facts.scenario.days if most is not None else ():
            slots = [slot for slot in facts.cells if slot.day == day and _only(coverage, homework, home, slot)]
            spans = [facts.calendar.span(slot.period, facts.seasons[0]) for slot in slots]
            minutes = sum(span.minutes for span in spans if span is not None)
            if most is not None and minutes > most:
                key = (minutes, most, home.grade, tuple(slot.period for slot in slots))
                found.setdefault(key, {}).setdefault(day, []).append(home.id)
    for (minutes, most, grade, periods), days in found.items():
        classes = list(dict.fromkeys(home for homes in days.values() for home in homes))
        whose = f"class{'es'[: 2 * (len(classes) > 1)]} {listed(classes)}"
        text = (
            f"On {days_in_words(list(days))} those of {whose} who can be in no club have nothing but "
            f"{listed(_names(rule, homework))} in {listed(periods)}: {minutes} minutes, but grade {grade} may have "
            f"{most} a day."
        )
        notes.error("count-homework", loc, text, "another activity is open to them, or more minutes are allowed.")


def _names(rule: HomeworkTime, homework: set[str]) -> list[str]:
    """What is homework, as the rule says it, or by the activities' names."""
    return [*rule.of.categories, *rule.of.activities] or sorted(homework)


def _only(coverage: Coverage, homework: set[str], home: HomeClass, slot: Slot) -> bool:
    """Whether somebody of the class can be in nothing but homework in the slot, in the first season."""
    takers = coverage.takers(home, slot, coverage.facts.seasons[0])
    return coverage.heads(0, home.id, slot).stuck > 0 and set(takers) <= homework


def _heads(coverage: Coverage, loc: Loc, rule: HeadCount, notes: Notes) -> None:
    """Slots in which more students stay than may be on the site."""
    facts = coverage.facts
    found: dict[tuple[int, str], dict[str, list[Day]]] = {}
    for number, season in enumerate(facts.seasons):
        for slot in facts.slots_in(facts.on[number]):
            staying = sum(heads.staying for heads in coverage.staying_classes(number, slot).values())
            if rule.when.covers(slot.day, slot.period) and staying > rule.max:
                found.setdefault((staying, slot.period), {}).setdefault(season, []).append(slot.day)
    for (staying, period), seasons in found.items():
        days = [day for day in facts.scenario.days if any(day in those for those in seasons.values())]
        text = (
            f"On {days_in_words(days)} in {period} {count(staying, 'student')} stay"
            f"{in_seasons(list(seasons), facts.seasons)}, but at most {rule.max} may be on the site at once."
        )
        notes.error("count-heads", loc, text, "fewer may stay then, or more are allowed.")
