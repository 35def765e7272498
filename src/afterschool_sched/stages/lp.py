"""OR-Tools' LP and MIP solvers behind one small adapter.

Objectives are given at solve time and are always made small. Everything goes to MathOpt as protos filled from arrays:
building term by term takes longer than solving. HiGHS is used for one-off solves, PDLP for what is nearly optimal, GLOP
for a chain of warm dual simplex solves (`warm`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
)
from ortools.math_opt.core.python import solver as mathopt
from ortools.util.python.pybind_solve_interrupter import PySolveInterrupter
from pybind11_abseil.status import StatusNotOk

from afterschool_sched.background import watching

from .basis import with_rows
from .matrix import INFINITY, Floats, Model

Status = Literal["optimal", "feasible", "infeasible", "unknown"]

HIGHS = parameters_pb2.SOLVER_TYPE_HIGHS
GLOP = parameters_pb2.SOLVER_TYPE_GLOP
PDLP = parameters_pb2.SOLVER_TYPE_PDLP


@dataclass(frozen=True)
class Answer:
    """What a solver said. `x` is None when it found nothing; `duals` and `basis` come from LPs only.

    `effort` counts simplex iterations: the same on every machine.
    """

    status: Status
    x: Floats | None
    value: float
    bound: float
    duals: Floats | None
    basis: Any | None
    effort: int

    @property
    def found(self) -> Floats:
        """The values. Raises ValueError when there are none."""
        if self.x is None:
            raise ValueError("the solver found nothing")
        return self.x


@dataclass(frozen=True)
class Limits:
    """When a MIP stops: seconds (None in deterministic mode), nodes, and the gap that is good enough (absolute)."""

    seconds: float | None = None
    nodes: int | None = None
    gap: float = 0.0
    seed: int = 0


# Iterations times rows: beyond, a warm start has failed, and interior point from nothing is quicker (at 700 students:
# 5 s against 100).
WARM_WORK = 80_000_000
# Seconds for each row without which interior point is not begun: it takes about twice that, and does not look at the
# clock while it goes from its last point to a corner (40 s over a limit of 3).
BARRIER_EACH = 1.5e-4
# Of PDLP, which takes 1,000 to 5,000 where it begins near the optimum: beyond, another method is surer.
FIRST_ORDER_ITERATIONS = 30_000


def solve_lp(
    model: Model,
    cost: Floats,
    *,
    basis: Any | None = None,
    repair: int | None = None,
    seconds: float | None = None,
    simplex: bool = False,
    iterations: int | None = None,
) -> Answer:
    """The LP relaxation: HiGHS by interior point and crossover, or GLOP's simplex where a basis is at hand.

    `simplex`: by HiGHS's dual simplex method, which is quicker for models without the many rows that make them strong;
    after so many `iterations` by interior point all the same.

    A basis may lack the model's last rows: they are taken as slack. It is taken as primal feasible; with `repair` as
    dual feasible (rows were added or boxes changed since it was optimal): the dual simplex method has so many
    iterations and nothing else is tried, so that the answer may be "unknown". Nor is more tried after `seconds`, nor
    anything where these are too few for interior point.
    """
    ends = None if seconds is None else time.monotonic() + seconds
    parameters = parameters_pb2.SolveParametersProto()
    more = model_parameters_pb2.ModelSolveParametersProto()
    if basis is not None:
        parameters.presolve = parameters_pb2.EMPHASIS_OFF
        if repair is None:
            parameters.lp_algorithm = parameters_pb2.LP_ALGORITHM_PRIMAL_SIMPLEX
            parameters.iteration_limit = max(500, WARM_WORK // (len(model.lo) + 1))
        else:
            parameters.lp_algorithm = parameters_pb2.LP_ALGORITHM_DUAL_SIMPLEX
            parameters.iteration_limit = repair
        more.initial_basis.CopyFrom(with_rows(basis, len(model.lo)))
        _until(parameters, ends)
        answer = _run(as_proto(model, cost, integral=False), GLOP, parameters, more, model, lp=True)
        if repair is not None or answer.status in ("optimal", "infeasible") or _too_late(model, ends):
            return answer
    if not simplex and _too_late(model, ends):
        return Answer("unknown", None, INFINITY, -INFINITY, None, None, 0)
    parameters = parameters_pb2.SolveParametersProto()
    more = model_parameters_pb2.ModelSolveParametersProto()
    # Interior point first; it can give up on degenerate rows: the simplex method takes longer and is surer.
    barrier, dual = parameters_pb2.LP_ALGORITHM_BARRIER, parameters_pb2.LP_ALGORITHM_DUAL_SIMPLEX
    parameters.lp_algorithm = dual if simplex else barrier
    if simplex and iterations is not None:
        parameters.iteration_limit = iterations
    _until(parameters, ends)
    answer = _run(as_proto(model, cost, integral=False), HIGHS, parameters, more, model, lp=True)
    if answer.status == "unknown" and not _too_late(model, ends):
        _until(parameters, ends)
        parameters.ClearField("iteration_limit")
        parameters.lp_algorithm = barrier if simplex else dual
        answer = _run(as_proto(model, cost, integral=False), HIGHS, parameters, more, model, lp=True)
    return answer


def nearly_optimal(
    model: Model,
    cost: Floats,
    near: tuple[Floats, Floats],
    tolerance: float,
    seconds: float | None = None,
    stop: Callable[[], bool] | None = None,
) -> Answer:
    """Columns and duals that are optimal and feasible within a relative `tolerance`: by PDLP, a first-order method.

    It begins with the columns and duals `near`: those of the LP without its droppable rows save two thirds of the time.
    What it costs grows as the tolerance shrinks, so that it is no way to an exact optimum; any duals make a safe bound,
    also those where it was ended ("unknown"): by the clock, or soon after `stop` says so.
    """
    parameters = parameters_pb2.SolveParametersProto()
    parameters.threads = 1
    criteria = parameters.pdlp.termination_criteria
    criteria.simple_optimality_criteria.eps_optimal_absolute = tolerance
    criteria.simple_optimality_criteria.eps_optimal_relative = tolerance
    criteria.iteration_limit = FIRST_ORDER_ITERATIONS
    _until(parameters, None if seconds is None else time.monotonic() + seconds)
    more = model_parameters_pb2.ModelSolveParametersProto()
    hint = more.solution_hints.add()
    for values, known in zip((hint.variable_values, hint.dual_values), near, strict=True):
        values.ids.extend(range(len(known)))
        values.values.extend(known)
    by = PySolveInterrupter()  # PDLP heeds it; HiGHS (of OR-Tools 9.15) does not
    with watching(stop, by.interrupt):
        return _run(as_proto(model, cost, integral=False), PDLP, parameters, more, model, lp=True, by=by)


def second_opinion(model: Model, seconds: float | None = None) -> Status:
    """Whether the LP has a solution, by another code than `solve_lp`'s: GLOP, from nothing."""
    parameters = parameters_pb2.SolveParametersProto()
    parameters.presolve = parameters_pb2.EMPHASIS_OFF
    _until(parameters, None if seconds is None else time.monotonic() + seconds)
    more = model_parameters_pb2.ModelSolveParametersProto()
    nothing = np.zeros(model.size)
    return _run(as_proto(model, nothing, integral=False), GLOP, parameters, more, model, lp=True).status


def _too_late(model: Model, ends: float | None) -> bool:
    """Whether there is no time left for another method."""
    return ends is not None and ends - time.monotonic() < BARRIER_EACH * len(model.lo)


def _until(parameters: Any, ends: float | None) -> None:
    """Let the solver end at a time of the monotonic clock."""
    if ends is not None:
        parameters.time_limit.FromNanoseconds(int(max(ends - time.monotonic(), 0.01) * 1e9))


def solve_mip(model: Model, cost: Floats, limits: Limits, *, hint: Floats | None = None) -> Answer:
    """The model with its integer columns, by HiGHS. `hint` is a solution to begin with."""
    reduced = model.reduced()
    if reduced is None:
        return Answer("infeasible", None, INFINITY, INFINITY, None, None, 0)
    small, offset = reduced.model, float(cost @ reduced.held)
    if small.size == 0:
        return Answer("optimal", reduced.held.copy(), offset, offset, None, None, 0)
    parameters = parameters_pb2.SolveParametersProto()
    if limits.seconds is not None:
        parameters.time_limit.FromNanoseconds(int(max(limits.seconds, 0.01) * 1e9))
    if limits.nodes is not None:
        parameters.node_limit = limits.nodes
    parameters.random_seed = limits.seed
    parameters.relative_gap_tolerance = 0.0
    parameters.absolute_gap_tolerance = limits.gap
    more = model_parameters_pb2.ModelSolveParametersProto()
    if hint is not None:
        values = more.solution_hints.add().variable_values
        values.ids.extend(range(small.size))
        values.values.extend(hint[reduced.columns])
    inner = _run(
        as_proto(small, cost[reduced.columns], integral=True),
        HIGHS,
        parameters,
        more,
        small,
        lp=not bool(small.integer.any()),
    )
    x = None if inner.x is None else reduced.whole(inner.x)
    return replace(inner, x=x, value=inner.value + offset, bound=inner.bound + offset, duals=None, basis=None)


def as_proto(model: Model, cost: Floats, *, integral: bool) -> Any:
    """The MathOpt proto of min cost x."""
    proto = model_pb2.ModelProto()
    size = model.size
    proto.variables.ids.extend(range(size))
    proto.variables.lower_bounds.extend(model.lb)
    proto.variables.upper_bounds.extend(model.ub)
    proto.variables.integers.extend(model.integer if integral else np.zeros(size, dtype=np.bool_))
    proto.linear_constraints.ids.extend(range(len(model.lo)))
    proto.linear_constraints.lower_bounds.extend(model.lo)
    proto.linear_constraints.upper_bounds.extend(model.hi)
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(model.rows)
    matrix.column_ids.extend(model.cols)
    matrix.coefficients.extend(model.coefs)
    used = np.flatnonzero(cost)
    proto.objective.linear_coefficients.ids.extend(used)
    proto.objective.linear_coefficients.values.extend(cost[used])
    return proto


def _run(
    proto: Any,
    kind: int,
    parameters: Any,
    more: Any,
    model: Model,
    *,
    lp: bool,
    by: PySolveInterrupter | None = None,
) -> Answer:
    try:
        result = mathopt.solve(
            proto,
            kind,
            parameters_pb2.SolverInitializerProto(),
            parameters,
            more,
            None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            by,
        )
    except StatusNotOk:
        # HiGHS ends so when it gives up on numbers it cannot settle; the callers have something else to try.
        return Answer("unknown", None, INFINITY, -INFINITY, None, None, 0)
    status = status_of(result)
    effort = int(result.solve_stats.simplex_iterations)
    bounds = result.termination.objective_bounds
    ended = kind == PDLP and status == "unknown"  # where it has come to is worth something, too
    if (status in ("infeasible", "unknown") and not ended) or not result.solutions:
        bound = INFINITY if status == "infeasible" else float(bounds.dual_bound)
        return Answer(status, None, INFINITY, bound, None, None, effort)
    solution = result.solutions[0]
    x = dense(solution.primal_solution.variable_values, model.size)
    duals = (
        dense(solution.dual_solution.dual_values, len(model.lo)) if lp and solution.HasField("dual_solution") else None
    )
    basis = solution.basis if lp and solution.HasField("basis") else None
    value = float(solution.primal_solution.objective_value)
    return Answer(status, x, value, float(bounds.dual_bound), duals, basis, effort)


def dense(sparse: Any, size: int) -> Floats:
    """The vector that a proto gives by its entries."""
    dense = np.zeros(size)
    dense[np.fromiter(sparse.ids, dtype=np.int64)] = np.fromiter(sparse.values, dtype=np.float64)
    return dense


def status_of(result: Any) -> Status:
    """What a solver says about its end."""
    reason = result.termination.reason
    if reason == result_pb2.TERMINATION_REASON_OPTIMAL:
        return "optimal"
    if reason in (result_pb2.TERMINATION_REASON_INFEASIBLE, result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED):
        # Every column is boxed: nothing is unbounded.
        return "infeasible"
    if reason == result_pb2.TERMINATION_REASON_FEASIBLE:
        return "feasible"
    return "unknown"
