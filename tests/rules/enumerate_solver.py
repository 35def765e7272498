"""All solutions of the exact model of a tiny world, as timetables with the values of the aims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ortools.sat.python import cp_model

from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.aims import StudentAims
from afterschool_sched.cpsat.engine import Answer
from afterschool_sched.cpsat.extract import plan_of
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance
from afterschool_sched.scenario import Scenario
from tests.rules.canonical import Canonical, canonical

MOST_SOLUTIONS = 20_000

Aims = tuple[int, ...]
Build = Callable[[Instance], ExactModel]


class TooMany(AssertionError):
    """The model has more solutions than a quick test can look at."""


def solutions(
    scenario: Scenario,
    instance: Instance | None = None,
    build: Build = ExactModel,
    aims: Sequence[str] | None = None,
) -> dict[Canonical, Aims]:
    """Every timetable the model allows, in canonical form, with what the solver thinks of the aims (all of them).

    `instance` and `build` let tests put something wrong in the place of `build_instance(scenario)` and `ExactModel`.
    """
    model = build(build_instance(scenario) if instance is None else instance)
    students = StudentAims(model)
    expressions = [students.expression(aim) for aim in (scenario.aim_ids if aims is None else aims)]
    collect = _Collect(model, expressions)
    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False
    status = solver.solve(model.builder.model, collect)
    if collect.count > MOST_SOLUTIONS:
        raise TooMany(f"{scenario.id} has more than {MOST_SOLUTIONS} solutions")
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE), solver.status_name(status)
    return collect.found


class _Collect(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: ExactModel, aims: list[Any]) -> None:
        super().__init__()
        self.model = model
        self.aims = aims
        self.count = 0
        self.found: dict[Canonical, Aims] = {}

    def on_solution_callback(self) -> None:
        self.count += 1
        if self.count > MOST_SOLUTIONS:
            self.stop_search()
            return
        values = tuple(int(value) for value in self.response_proto.solution)
        answer = Answer("feasible", values, 0.0, 0.0)
        key = canonical(self.model.n.scenario, plan_of(self.model, answer).groups)
        aims = tuple(answer.value(aim) for aim in self.aims)
        assert self.found.setdefault(key, aims) == aims, f"two values of the aims for {key}"
