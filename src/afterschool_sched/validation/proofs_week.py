"""Proofs by counting over a week: what all slots need together, against what workload and externals' share allow."""

from __future__ import annotations

from collections.abc import Sequence

from ..rules.staffing.spec import Staffing
from ..rules.workload.spec import MEASURES, Workload
from .coverage import Coverage
from .flow import WeekDeficit, WeekNeed, week_deficit
from .notes import Loc, Notes
from .proofs_slots import SlotProofs
from .words import are, count, days_in_words, listed
from .workloads import Allowance, allowance, most_in_day, most_in_week, possible_slots


def add_week(coverage: Coverage, slots: SlotProofs, notes: Notes) -> None:
    """Look for teachers who must do too little or too much in a week."""
    allowed = {name: allowance(coverage.facts, teacher) for name, teacher in coverage.facts.teachers.items()}
    _least(coverage, allowed, notes)
    for season in range(len(coverage.facts.seasons)):
        if _most(coverage, slots, season, allowed, notes):
            break
    for season in range(len(coverage.facts.seasons)):
        if _externals(coverage, slots, season, allowed, notes):
            break


def _season(coverage: Coverage, season: int) -> str:
    return "" if season == 0 else f" in season {coverage.facts.seasons[season]}"


# ---- minima ---------------------------------------------------------------------------------------------------------


def _least(coverage: Coverage, allowed: dict[str, Allowance], notes: Notes) -> None:
    """Teachers who are there too seldom for the least they must do."""
    facts = coverage.facts
    # (rule, measure, least, possible) -> teachers: alike ones are told in one sentence
    found: dict[tuple[int, str, int, int], list[str]] = {}
    for name, limits in allowed.items():
        for season in range(len(facts.seasons)):
            slots = possible_slots(facts, facts.teachers[name], season)
            week = slots.bit_count()
            most = most_in_week(facts, limits, slots)
            days = len({slot.day for slot in facts.slots_in(slots)})
            possible = {
                "sessions_per_week": week if most is None else min(week, most),
                "days_per_week": min(days, limits.most.get("days_per_week", days)),
                "evenings_per_week": min(days, limits.most.get("evenings_per_week", days)),
            }
            short = [measure for measure, can in possible.items() if limits.least.get(measure, 0) > can]
            if short:
                measure = short[0]
                rule = _rule_with(coverage, limits, measure)
                found.setdefault((rule, measure, limits.least[measure], possible[measure]), []).append(name)
                break
    for (rule, measure, least, can), names in found.items():
        whose = f"Teacher{'s'[: len(names) > 1]} {listed(names)}"
        text = f"{whose} must have at least {least} {MEASURES[measure]}, but can have {can} at most."
        notes.error("count-workload-least", ("rules", rule, measure), text, misleads=False)


def _rule_with(coverage: Coverage, limits: Allowance, measure: str) -> int:
    """The rule that sets the teacher's minimum of a measure."""
    for at in limits.rules:
        limit = getattr(coverage.facts.scenario.rules[at], measure)
        if limit is not None and limit.min == limits.least[measure]:
            return at
    return limits.rules[0]


# ---- maxima ---------------------------------------------------------------------------------------------------------


def week_needs(coverage: Coverage, slots: SlotProofs, season: int, *, by_part: bool) -> list[WeekNeed]:
    """What the slots of a week need at least: duties, and either all teachers of a slot, or the leads of its parts."""
    facts = coverage.facts
    found: list[WeekNeed] = []
    for at, slot in enumerate(facts.cells):
        if not facts.on[season] & facts.bit[slot.day, slot.period]:
            continue
        supply = slots.supply(season, slot)
        for duty in slots.duties(season, slot):
            found.append(WeekNeed(duty.what, slot.day, at, duty.number, duty.able))
        if by_part:
            for part in supply.parts:
                number = (supply.fewest_groups(part) or 0) if part.has_leads else 0
                found.append(WeekNeed(listed(part.activities, joined="or"), slot.day, at, number, part.leads))
            continue
        number = min((sum(option) for option in supply.options(rooms=False)), default=0)
        able = supply.club_people.union(*(part.leads | part.helpers for part in supply.parts))
        found.append(WeekNeed("groups", slot.day, at, number, able))
    return [need for need in found if need.number]


def _most(coverage: Coverage, slots: SlotProofs, season: int, allowed: dict[str, Allowance], notes: Notes) -> bool:
    facts = coverage.facts
    week: dict[str, int] = {}
    day: dict[str, int] = {}
    for name, limits in allowed.items():
        most = most_in_week(facts, limits, possible_slots(facts, facts.teachers[name], season))
        a_day = most_in_day(facts, limits)
        week |= {} if most is None else {name: most}
        day |= {} if a_day is None else {name: a_day}
    if not (week or day):
        return False
    for by_part in (False, True):
        short = week_deficit(week_needs(coverage, slots, season, by_part=by_part), week, day)
        if short is not None:
            _tell(coverage, short, season, allowed, notes)
            return True
    return False


def _tell(coverage: Coverage, short: WeekDeficit, season: int, allowed: dict[str, Allowance], notes: Notes) -> None:
    facts = coverage.facts
    days = [day for day in facts.scenario.days if any(need.day == day for need in short.needs)]
    periods = [p for p in facts.scenario.periods if any(facts.cells[need.slot].period == p for need in short.needs)]
    whats = list(dict.fromkeys(need.what for need in short.needs))
    able = [name for name in facts.teachers if name in short.able]
    can = f"{count(len(able), 'teacher')} ({listed(able)})" if able else "nobody"
    text = (
        f"On {days_in_words(days)} in {listed(periods)}{_season(coverage, season)}, {listed(whats)} need at least "
        f"{count(short.needed, 'teacher-period')} a week, but {can} can take them, who may give "
        f"{short.needed - short.missing} within their workload."
    )
    advice = f"{count(short.missing, 'more period')} {are(short.missing)} allowed, or somebody else takes them."
    notes.error("count-workload", _rule_of(coverage, allowed, short.able), text, advice)


def _rule_of(coverage: Coverage, allowed: dict[str, Allowance], teachers: Sequence[str]) -> Loc:
    """The first workload rule with a maximum that limits one of them."""
    for at, rule in enumerate(coverage.facts.scenario.rules):
        if isinstance(rule, Workload) and any(at in allowed[name].rules for name in teachers):
            return ("rules", at)
    return ("rules",)


# ---- externals ------------------------------------------------------------------------------------------------------


def _externals(coverage: Coverage, slots: SlotProofs, season: int, allowed: dict[str, Allowance], notes: Notes) -> bool:
    """Externals may give a share of all periods; own staff cannot give the rest if there are too few of them."""
    facts = coverage.facts
    rule = facts.rule(Staffing)
    share = rule.external_share
    if share is None or share >= 100:
        return False
    own = {name for name, teacher in facts.teachers.items() if not teacher.external}
    week: dict[str, int] = {}
    day: dict[str, int] = {}
    own_most = 0
    for name in sorted(own):
        possible = possible_slots(facts, facts.teachers[name], season)
        most = most_in_week(facts, allowed[name], possible)
        week[name] = possible.bit_count() if most is None else min(most, possible.bit_count())
        a_day = most_in_day(facts, allowed[name])
        day |= {} if a_day is None else {name: a_day}
        own_most += week[name]
    needs = week_needs(coverage, slots, season, by_part=False)
    by_own = [WeekNeed(n.what, n.day, n.slot, n.number, n.able & own) for n in needs]
    short = week_deficit(by_own, week, day)
    if short is None or (100 - share) * short.missing <= share * own_most:
        return False
    at = next((n for n, other in enumerate(facts.scenario.rules) if other is rule), 0)
    text = (
        f"Externals may give at most {share} % of all periods, but they must give at least "
        f"{count(short.missing, 'period')} a week{_season(coverage, season)}: own teachers cannot take these, and "
        f"can give {own_most} at most."
    )
    notes.error("count-external-share", ("rules", at, "external_share"), text, "there are more own teachers.")
    return True
