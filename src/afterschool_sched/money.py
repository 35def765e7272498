"""What a plan costs and brings in on its dates of the term, as the checker counts it (models/formal.md, rule cost)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from .calendar import Slot
from .entities import Pay, Teacher
from .result import MoneySummary

if TYPE_CHECKING:
    from .facts import Facts, PlanFacts


class PlanMoney:
    """Pay and fees of one plan, in whole units of the currency."""

    def __init__(self, plan: PlanFacts) -> None:
        self.plan = plan
        self.scenario = plan.facts.scenario
        self.calendar = plan.facts.calendar
        self.dates: int = sum(n for (season, _, _), n in self.calendar.times.items() if season in plan.seasons)
        self.dates_of_term: int = sum(self.calendar.times.values())

    def part(self, amount: int) -> int:
        """The plan's part of an amount for the term, by its dates, rounded down."""
        return amount * self.dates // max(1, self.dates_of_term)

    # ---- pay -------------------------------------------------------------------------------------------------------

    @cached_property
    def sessions(self) -> Counter[tuple[str, str]]:
        """What is paid for sessions, by teacher and activity."""
        found: Counter[tuple[str, str]] = Counter()
        for slot, sessions in self.plan.covering.items():
            # Whoever has several sessions at once is paid once: for the first.
            session_of = {teacher: session for session in reversed(sessions) for teacher in session.teachers}
            for teacher, session in session_of.items():
                found[teacher, session.group.group.activity] += self._worth(self._rates[teacher], slot)
        return found

    @cached_property
    def contracts(self) -> Counter[str]:
        """The plan's part of each teacher's contract, rounded up; only those with a session have one."""
        working = [teacher for teacher, work in self.plan.work.items() if work]
        return Counter({teacher: -self.part(-self._rates[teacher].per_term) for teacher in working})

    @cached_property
    def pay(self) -> Counter[str]:
        """What each teacher is paid in all."""
        found = Counter(self.contracts)
        for (teacher, _), amount in self.sessions.items():
            found[teacher] += amount
        return found

    @cached_property
    def _rates(self) -> dict[str, Pay]:
        return {name: self._rate(teacher) for name, teacher in self.plan.facts.teachers.items()}

    def _rate(self, teacher: Teacher) -> Pay:
        """The teacher's own pay, else that of the first entry which speaks of the teacher."""
        if teacher.pay is not None:
            return teacher.pay
        speak = (scale for scale in self.scenario.pay if teacher in self.plan.facts.who(scale.who))
        return next(speak, Pay())

    def _worth(self, pay: Pay, slot: Slot) -> int:
        """The pay of one slot on all its dates."""
        total = 0
        for season in self.plan.seasons:
            span = self.calendar.span(slot.period, season)
            if span is not None:
                each = pay.per_session - (-pay.per_hour * span.minutes // 60)
                total += self.calendar.times.get((season, slot.week, slot.day), 0) * each
        return total

    # ---- fees ------------------------------------------------------------------------------------------------------

    @cached_property
    def stays(self) -> Counter[str]:
        """What students pay for the periods they stay, by home class."""
        found: Counter[str] = Counter()
        for season in self.plan.seasons:
            present = self.plan.facts.presence.present((season,))
            for slot in self.calendar.slots:
                fee = self.scenario.periods[slot.period].fee
                fee *= self.calendar.times.get((season, slot.week, slot.day), 0)
                for student in present[slot.day, slot.period] if fee else ():
                    found[self.plan.facts.home_of(student).id] += fee
        return found

    @cached_property
    def memberships(self) -> Counter[tuple[str, str]]:
        """The plan's part of what the members of clubs pay, by home class and club."""
        found: Counter[tuple[str, str]] = Counter()
        for group in self.plan.groups:
            if group.club:
                for student in group.members:
                    found[self.plan.facts.home_of(student).id, group.group.activity] += self.part(group.activity.fee)
        return found

    @property
    def fees(self) -> int:
        """All fees."""
        return self.stays.total() + self.memberships.total()


def summary(facts: Facts) -> MoneySummary | None:
    """All plans together; None where the scenario speaks of no money."""
    scenario = facts.scenario
    if not scenario.has_money:
        return None
    by_teacher, by_activity, by_class, by_club = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for plan in facts.plans:
        by_teacher.update(plan.money.pay)
        by_class.update(plan.money.stays)
        for (_, activity), amount in plan.money.sessions.items():
            by_activity[activity] += amount
        for (home, club), amount in plan.money.memberships.items():
            by_class[home] += amount
            by_club[club] += amount
    return MoneySummary(
        currency=scenario.currency,
        pay=by_teacher.total(),
        fees=by_class.total(),
        pay_by_teacher=_in_order(by_teacher, facts.teachers),
        pay_by_activity=_in_order(by_activity, scenario.activities),
        fees_by_class=_in_order(by_class, facts.homes),
        fees_by_activity=_in_order(by_club, scenario.activities),
    )


def _in_order(amounts: Counter[str], names: Iterable[str]) -> dict[str, int]:
    """In the scenario's order; without those who have none."""
    return {name: amounts[name] for name in names if amounts[name]}
