"""What the solver thinks of a given timetable: allowed or not, and what each rule charges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.engine import Effort, Status, run
from afterschool_sched.cpsat.fixing import fix
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance
from afterschool_sched.scenario import BASE_SEASON, Scenario
from afterschool_sched.stages.rota import Duty, duties_of, evened, squares
from afterschool_sched.timetable import Timetable

Build = Callable[[Instance], ExactModel]


class Ledger(ExactModel):
    """The exact model, remembering which rule instance charges what."""

    def __init__(self, n: Instance) -> None:
        self.charged: dict[int, list[Any]] = {}
        super().__init__(n)

    def limit(self, at: int, value: Any, *, low: int | None = None, high: int | None = None, where: str) -> None:
        before = {aim: len(costs) for aim, costs in self.costs.items()}
        super().limit(at, value, low=low, high=high, where=where)
        for aim, costs in self.costs.items():
            self.charged.setdefault(at, []).extend(costs[before.get(aim, 0) :])


@dataclass(frozen=True)
class Opinion:
    """Of all plans together: the worst status, and costs by rule; `beyond` is what the model cannot even say."""

    status: Status
    costs: dict[str, int]
    beyond: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        return self.status in ("optimal", "feasible")


def opinion(
    scenario: Scenario,
    timetable: Timetable,
    without: frozenset[str] = frozenset(),
    build: Callable[[Instance], Ledger] = Ledger,
) -> Opinion:
    """The exact model with exactly this timetable, plan by plan."""
    costs: dict[str, int] = {}
    beyond: list[str] = []
    base = next(plan for plan in timetable.plans if BASE_SEASON in plan.seasons)
    for plan in timetable.plans:
        model = build(build_instance(scenario, plan.seasons, without, None if plan is base else base))
        beyond += fix(model, plan)
        answer = run(model.builder.model, Effort(workers=1))
        if not answer.found:
            return Opinion(answer.status, {}, tuple(beyond))
        for at, charges in model.charged.items():
            rule = model.n.rules[at].id
            costs[rule] = costs.get(rule, 0) + sum(answer.value(charge) for charge in charges)
    if "rota" not in without and not rota_allowed(scenario, timetable):
        return Opinion("infeasible", {}, tuple(beyond))
    return Opinion("optimal", {rule: cost for rule, cost in costs.items() if cost}, tuple(beyond))


def rota_allowed(scenario: Scenario, timetable: Timetable) -> bool:
    """Whether the solver, too, could have given these turns: each by people it knows for it, at the least squares."""
    duties = duties_of(scenario, timetable.model_copy(update={"rota": ()}))
    given = {(turn.date, turn.group, period, turn.teacher) for turn in timetable.rota for period in turn.periods}
    taken: dict[int, tuple[str, ...]] = {}
    for at, duty in enumerate(duties):
        places: Counter[tuple[str, date, str]] = Counter()
        people: set[str] = set()
        for session in duty.held:
            for period in session.periods:
                here = {
                    who for day, group, p, who in given if (day, group, p) == (session.date, session.group.id, period)
                }
                given -= {(session.date, session.group.id, period, who) for who in here}
                people |= here
                places.update((who, session.date, period) for who in here)
                if len(here) != session_needs(scenario, duty):
                    return False
        taken[at] = tuple(sorted(people))
        if len(people) != duty.need or not people <= {*duty.could} or max(places.values()) > 1:
            return False
    for at, duty in enumerate(duties):
        for other, another in enumerate(duties):
            if at < other and {*taken[at]} & {*taken[other]} and duty.moments & another.moments:
                return False
    names = {duty.activity for duty in duties}
    return not given and all(squares(duties, taken) <= squares(duties, evened(duties, name, taken)) for name in names)


def session_needs(scenario: Scenario, duty: Duty) -> int:
    """How many teachers each session of the activity has."""
    return scenario.activities[duty.activity].staff.teachers
