"""The independent checker: what a timetable breaks, what it is charged, and how good it is.

It reads the scenario and the timetable, in names and minutes, and nothing that the solver computed. So it also judges
timetables that were edited by hand. Each rule's reading is the function ``check`` of ``rules/<id>/check.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module

from .across import Lent, broken, lent
from .errors import InputError
from .facts import Facts
from .money import summary
from .references import faults
from .result import MoneySummary
from .rule import RuleCheck, Violation
from .scenario import District, Scenario
from .score import AimScore, PlanScore, Score, summed
from .timetable import Timetable


@dataclass(frozen=True)
class Verdict:
    """What the checker found.

    `violations` break required rules; `penalties` are what weighted rules charge; both are in the order of rules.
    `aims` are the scenario's, expanded, in order; `plans` has them for each plan by itself. `utility` (greater is
    better) is for comparison only. `unserved` names the students who wanted clubs and whom no timetable could serve;
    they count in no aim. `money` is what it costs and brings in over the term.
    """

    violations: tuple[Violation, ...]
    penalties: tuple[Violation, ...]
    aims: tuple[AimScore, ...]
    plans: tuple[PlanScore, ...]
    utility: int
    unserved: tuple[str, ...]
    money: MoneySummary | None
    schools: Mapping[str, Verdict] = field(default_factory=dict)  # of a district: on each school by itself

    @property
    def ok(self) -> bool:
        """Whether the timetable may be handed out: no required rule is broken."""
        return not self.violations


def check(scenario: Scenario, timetable: Timetable) -> Verdict:
    """Judge a timetable of a scenario, or of a district, that `validate` accepts.

    Raises InputError, with every finding, when the timetable names things that the scenario does not have, or has
    groups or sessions out of shape; then no rule can be judged.
    """
    if isinstance(scenario, District):
        return SchoolBySchool(scenario).check(timetable)
    findings = faults(scenario, timetable)
    if findings:
        raise InputError(findings)
    return _judged(Facts(scenario, timetable))


class SchoolBySchool:
    """The checker of a district that is asked again and again: a school is judged anew where its timetable is another.

    One school after another, since the facts of all at once take 0.8 GB at a thousand schools.
    """

    def __init__(self, district: District) -> None:
        self.district = district
        self._said: dict[str, tuple[Timetable, Verdict, Lent]] = {}

    def check(self, timetable: Timetable) -> Verdict:
        """What `check` says of the district's timetable, with the same errors raised."""
        findings = faults(self.district, timetable)
        if findings:
            raise InputError(findings)
        said = {name: self._judge(name, timetable.schools[name]) for name in self.district.loaded}
        between = broken(self.district, {name: shared for name, (_, shared) in said.items()})
        return together({name: own for name, (own, _) in said.items()}, tuple(between))

    def ahead(self, name: str, timetable: Timetable) -> None:
        """Judge one school now, so that `check` has less to do; any thread may, for another school each."""
        if not faults(self.district.loaded[name], timetable):
            self._judge(name, timetable)

    def _judge(self, name: str, timetable: Timetable) -> tuple[Verdict, Lent]:
        known = self._said.get(name)
        if known is None or known[0] is not timetable:
            facts = Facts(self.district.loaded[name], timetable)
            known = self._said[name] = timetable, _judged(facts), lent(self.district, facts)
        return known[1:]


def together(schools: Mapping[str, Verdict], violations: tuple[Violation, ...]) -> Verdict:
    """The verdict on a district: what is broken between its schools, and all that was found in each of them."""
    return Verdict(
        violations=(*violations, *(_of(name, item) for name, own in schools.items() for item in own.violations)),
        penalties=tuple(_of(name, item) for name, own in schools.items() for item in own.penalties),
        aims=summed([own.aims for own in schools.values()]),
        plans=(),
        utility=sum(own.utility for own in schools.values()),
        unserved=tuple(f"{name}: {student}" for name, own in schools.items() for student in own.unserved),
        money=_all_money([own.money for own in schools.values() if own.money is not None]),
        schools=schools,
    )


def _all_money(schools: Sequence[MoneySummary]) -> MoneySummary | None:
    """The sums of the schools that have to do with money; None where none has."""
    if not schools:
        return None
    return MoneySummary(
        currency=next((own.currency for own in schools if own.currency), None),
        pay=sum(own.pay for own in schools),
        fees=sum(own.fees for own in schools),
    )


def _of(school: str, item: Violation) -> Violation:
    return replace(item, subject=f"{school}: {item.subject}", text=f"School {school}: {item.text}")


def _judged(facts: Facts) -> Verdict:
    found = [
        violation for instance, rule in enumerate(facts.rules) for violation in face(rule.id)(rule, instance, facts)
    ]
    score = Score(facts, found)
    return Verdict(
        violations=tuple(violation for violation in found if violation.required),
        penalties=tuple(violation for violation in found if not violation.required),
        aims=score.aims(),
        plans=score.plans,
        utility=score.utility,
        unserved=score.unserved,
        money=summary(facts),
    )


@cache
def face(rule_id: str) -> RuleCheck:
    """The checker's reading of a rule."""
    reading: RuleCheck = import_module(f"afterschool_sched.rules.{rule_id}.check").check
    return reading
