"""Linear models as arrays, and OR-Tools' LP and MIP solvers behind one small adapter.

A `Model` holds rows ``lo <= A x <= hi`` over boxed columns ``lb <= x <= ub``; objectives are given at solve time and
are always made small. Everything goes to MathOpt as protos filled from arrays: building term by term takes longer than
solving. HiGHS is used for one-off solves, GLOP for a chain of warm dual simplex solves (`Warm`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    model_update_pb2,
    parameters_pb2,
    result_pb2,
    solution_pb2,
)
from ortools.math_opt.core.python import solver as mathopt
from pybind11_abseil.status import StatusNotOk

from afterschool_sched.errors import SolverCrashed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Status = Literal["optimal", "feasible", "infeasible", "unknown"]

INFINITY = float("inf")
BASIC = solution_pb2.BASIS_STATUS_BASIC
HIGHS = parameters_pb2.SOLVER_TYPE_HIGHS
GLOP = parameters_pb2.SOLVER_TYPE_GLOP


@dataclass(frozen=True)
class Row:
    """One more row lo <= coefs * cols <= hi; each column at most once."""

    cols: Ints
    coefs: Floats
    lo: float = -INFINITY
    hi: float = INFINITY


@dataclass(frozen=True)
class Model:
    """Rows and boxed columns. Entries are sorted by row, then column, each pair once."""

    rows: Ints
    cols: Ints
    coefs: Floats
    lo: Floats
    hi: Floats
    lb: Floats
    ub: Floats
    integer: Bools
    droppable: Bools  # rows that tighten the relaxation and may go where they are slack

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self.lb)

    def activity(self, x: Floats) -> Floats:
        """A x."""
        return np.bincount(self.rows, weights=self.coefs * x[self.cols], minlength=len(self.lo)).astype(np.float64)

    def with_box(self, lb: Floats, ub: Floats) -> Model:
        """The same rows over other boxes."""
        return replace(self, lb=lb, ub=ub)

    def with_rows(self, more: Sequence[Row]) -> Model:
        """The model with rows added at the end."""
        if not more:
            return self
        start = len(self.lo)
        order = [np.argsort(row.cols, kind="stable") for row in more]
        return replace(
            self,
            rows=np.concatenate(
                [self.rows, *(np.full(len(row.cols), start + at, dtype=np.int64) for at, row in enumerate(more))]
            ),
            cols=np.concatenate([self.cols, *(row.cols[by] for row, by in zip(more, order, strict=True))]),
            coefs=np.concatenate([self.coefs, *(row.coefs[by] for row, by in zip(more, order, strict=True))]),
            lo=np.concatenate([self.lo, [row.lo for row in more]]),
            hi=np.concatenate([self.hi, [row.hi for row in more]]),
            droppable=np.concatenate([self.droppable, np.zeros(len(more), dtype=np.bool_)]),
        )

    def with_fixed(self, cols: Ints, values: NDArray[Any]) -> Model:
        """The same rows with these columns fixed."""
        lb, ub = self.lb.copy(), self.ub.copy()
        lb[cols] = ub[cols] = values
        return replace(self, lb=lb, ub=ub)

    def select_rows(self, keep: Bools) -> Model:
        """The model with these rows only."""
        number = np.cumsum(keep) - 1
        entries = keep[self.rows]
        return replace(
            self,
            rows=number[self.rows[entries]],
            cols=self.cols[entries],
            coefs=self.coefs[entries],
            lo=self.lo[keep],
            hi=self.hi[keep],
            droppable=self.droppable[keep],
        )

    def reduced(self) -> Reduced | None:
        """The model without fixed columns and without rows that cannot be broken; None when a row must be broken."""
        free = self.lb < self.ub
        held = np.where(free, 0.0, self.lb)
        shift = self.activity(held)
        lo, hi = self.lo - shift, self.hi - shift
        entries = free[self.cols]
        rows, cols, coefs = self.rows[entries], self.cols[entries], self.coefs[entries]
        least, most = (
            np.bincount(
                rows, weights=coefs * np.where((coefs > 0) == up, self.ub[cols], self.lb[cols]), minlength=len(lo)
            )
            for up in (False, True)
        )
        tolerance = 1e-7 * (1.0 + np.abs(shift))
        if bool(np.any(least > hi + tolerance) or np.any(most < lo - tolerance)):
            return None
        keep = (least < lo - 1e-12) | (most > hi + 1e-12)
        number = np.cumsum(free) - 1
        model = Model(
            rows=rows,
            cols=number[cols],
            coefs=coefs,
            lo=lo,
            hi=hi,
            lb=self.lb[free],
            ub=self.ub[free],
            integer=self.integer[free],
            droppable=self.droppable,
        ).select_rows(keep)
        return Reduced(model, np.flatnonzero(free), held)

    def proto(self, cost: Floats, *, integral: bool) -> Any:
        """The MathOpt proto of min cost x."""
        proto = model_pb2.ModelProto()
        size = self.size
        proto.variables.ids.extend(range(size))
        proto.variables.lower_bounds.extend(self.lb)
        proto.variables.upper_bounds.extend(self.ub)
        proto.variables.integers.extend(self.integer if integral else np.zeros(size, dtype=np.bool_))
        proto.linear_constraints.ids.extend(range(len(self.lo)))
        proto.linear_constraints.lower_bounds.extend(self.lo)
        proto.linear_constraints.upper_bounds.extend(self.hi)
        matrix = proto.linear_constraint_matrix
        matrix.row_ids.extend(self.rows)
        matrix.column_ids.extend(self.cols)
        matrix.coefficients.extend(self.coefs)
        used = np.flatnonzero(cost)
        proto.objective.linear_coefficients.ids.extend(used)
        proto.objective.linear_coefficients.values.extend(cost[used])
        return proto


@dataclass(frozen=True)
class Reduced:
    """A model without its fixed columns: `columns` are those that stay, `held` the values of the others."""

    model: Model
    columns: Ints
    held: Floats

    def whole(self, x: Floats) -> Floats:
        """Values of all columns."""
        full = self.held.copy()
        full[self.columns] = x
        return full


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


class RowList:
    """Rows being collected. Columns of one row may come in any order and more than once."""

    def __init__(self) -> None:
        self._rows: list[Ints] = []
        self._cols: list[Ints] = []
        self._coefs: list[Floats] = []
        self._lo: list[float] = []
        self._hi: list[float] = []
        self._droppable: list[bool] = []

    def add(
        self,
        cols: Sequence[int],
        coefs: Sequence[float],
        lo: float = -INFINITY,
        hi: float = INFINITY,
        *,
        drop: bool = False,
    ) -> None:
        """One row lo <= sum of coefs * cols <= hi."""
        self._rows.append(np.full(len(cols), len(self._lo), dtype=np.int64))
        self._cols.append(np.array(cols, dtype=np.int64))
        self._coefs.append(np.array(coefs, dtype=np.float64))
        self._lo.append(lo)
        self._hi.append(hi)
        self._droppable.append(drop)

    def at_most(self, cols: Sequence[int], hi: float) -> None:
        """One row sum of cols <= hi."""
        self.add(cols, [1.0] * len(cols), hi=hi)

    def differences(self, left: Sequence[int], right: Sequence[int], factors: Sequence[float]) -> None:
        """Droppable rows left <= factor * right, one per position."""
        count = len(left)
        if not count:
            return
        numbers = np.arange(count, dtype=np.int64) + len(self._lo)
        self._rows.append(np.concatenate([numbers, numbers]))
        self._cols.append(np.concatenate([np.array(left, dtype=np.int64), np.array(right, dtype=np.int64)]))
        self._coefs.append(np.concatenate([np.ones(count), -np.array(factors, dtype=np.float64)]))
        self._lo.extend([-INFINITY] * count)
        self._hi.extend([0.0] * count)
        self._droppable.extend([True] * count)

    def model(self, lb: Sequence[float], ub: Sequence[float], integer: Sequence[bool]) -> Model:
        """All rows over these columns."""
        rows = np.concatenate([np.zeros(0, dtype=np.int64), *self._rows])
        cols = np.concatenate([np.zeros(0, dtype=np.int64), *self._cols])
        coefs = np.concatenate([np.zeros(0), *self._coefs])
        size = max(1, len(lb))
        key, back = np.unique(rows * size + cols, return_inverse=True)
        summed = np.bincount(back, weights=coefs, minlength=len(key))
        used = summed != 0.0
        return Model(
            rows=key[used] // size,
            cols=key[used] % size,
            coefs=summed[used],
            lo=np.array(self._lo, dtype=np.float64),
            hi=np.array(self._hi, dtype=np.float64),
            lb=np.array(lb, dtype=np.float64),
            ub=np.array(ub, dtype=np.float64),
            integer=np.array(integer, dtype=np.bool_),
            droppable=np.array(self._droppable, dtype=np.bool_),
        )


# ---- solving ----------------------------------------------------------------------------------------------------


# Iterations times rows: beyond, a warm start has failed, and interior point from nothing is quicker (at 700 students:
# 5 s against 100).
WARM_WORK = 80_000_000


def solve_lp(
    model: Model, cost: Floats, *, basis: Any | None = None, repair: int | None = None, seconds: float | None = None
) -> Answer:
    """The LP relaxation: HiGHS by interior point and crossover, or GLOP's simplex where a basis is at hand.

    A basis may lack the model's last rows: they are taken as slack. It is taken as primal feasible; with `repair` as
    dual feasible (rows were added or boxes changed since it was optimal): the dual simplex method has so many
    iterations and nothing else is tried, so that the answer may be "unknown". Nor is more tried after `seconds`.
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
        more.initial_basis.CopyFrom(basis)
        status = more.initial_basis.constraint_status
        known = len(status.ids)
        status.ids.extend(range(known, len(model.lo)))
        status.values.extend([BASIC] * (len(model.lo) - known))
        _until(parameters, ends)
        answer = _run(model.proto(cost, integral=False), GLOP, parameters, more, model, lp=True)
        if repair is not None or answer.status in ("optimal", "infeasible"):
            return answer
    parameters = parameters_pb2.SolveParametersProto()
    more = model_parameters_pb2.ModelSolveParametersProto()
    # Interior point first; it can give up on degenerate rows: the simplex method takes longer and is surer.
    parameters.lp_algorithm = parameters_pb2.LP_ALGORITHM_BARRIER
    _until(parameters, ends)
    answer = _run(model.proto(cost, integral=False), HIGHS, parameters, more, model, lp=True)
    if answer.status == "unknown" and (ends is None or time.monotonic() < ends):
        _until(parameters, ends)
        parameters.lp_algorithm = parameters_pb2.LP_ALGORITHM_DUAL_SIMPLEX
        answer = _run(model.proto(cost, integral=False), HIGHS, parameters, more, model, lp=True)
    return answer


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
        small.proto(cost[reduced.columns], integral=True),
        HIGHS,
        parameters,
        more,
        small,
        lp=not bool(small.integer.any()),
    )
    x = None if inner.x is None else reduced.whole(inner.x)
    return replace(inner, x=x, value=inner.value + offset, bound=inner.bound + offset, duals=None, basis=None)


class Warm:
    """A chain of LPs that differ in column boxes or objective: GLOP's dual simplex from the last basis.

    Only the values and reduced costs of `watched` columns come back; use it in a `with` statement.
    """

    def __init__(self, model: Model, cost: Floats, basis: Any | None, watched: Ints) -> None:
        self._watched = watched
        self._basis = basis
        try:
            self._solver = mathopt.new(
                GLOP,
                model.proto(cost, integral=False),
                parameters_pb2.SolverInitializerProto(),
            )
        except StatusNotOk as error:
            raise SolverCrashed(f"GLOP refused the model: {error!r}") from None

    def __enter__(self) -> Warm:
        return self

    def __exit__(self, *_: object) -> None:
        del self._solver

    def box(self, cols: Ints, lb: Floats, ub: Floats) -> None:
        """New boxes for these columns (ascending)."""
        update = model_update_pb2.ModelUpdateProto()
        lower, upper = update.variable_updates.lower_bounds, update.variable_updates.upper_bounds
        lower.ids.extend(cols)
        lower.values.extend(lb)
        upper.ids.extend(cols)
        upper.values.extend(ub)
        if not self._solver.update(update):
            raise SolverCrashed("GLOP did not accept new bounds of variables")

    def solve(self) -> tuple[Status, float, Floats]:
        """Status, objective, and the values of the watched columns (empty when there are none)."""
        parameters = parameters_pb2.SolveParametersProto()
        parameters.lp_algorithm = parameters_pb2.LP_ALGORITHM_DUAL_SIMPLEX
        parameters.presolve = parameters_pb2.EMPHASIS_OFF
        more = model_parameters_pb2.ModelSolveParametersProto()
        more.variable_values_filter.filter_by_ids = True
        more.variable_values_filter.filtered_ids.extend(self._watched)
        for nothing in (more.dual_values_filter, more.reduced_costs_filter):
            nothing.filter_by_ids = True
        if self._basis is not None:
            more.initial_basis.CopyFrom(self._basis)
            self._basis = None
        try:
            result = self._solver.solve(parameters, more, None, callback_pb2.CallbackRegistrationProto(), None, None)
        except StatusNotOk as error:
            raise SolverCrashed(f"GLOP stopped: {error!r}") from None
        status = _status(result)
        if status != "optimal":
            return status, INFINITY, np.zeros(0)
        solution = result.solutions[0].primal_solution
        values = np.zeros(int(self._watched.max(initial=-1)) + 1)
        values[np.fromiter(solution.variable_values.ids, dtype=np.int64)] = np.fromiter(
            solution.variable_values.values, dtype=np.float64
        )
        return status, float(solution.objective_value), values[self._watched]


def drop_slack(model: Model, basis: Any) -> tuple[Model, Any]:
    """The model without droppable rows whose slack is basic; the rest of the basis is still one."""
    status = np.zeros(len(model.lo), dtype=np.int64)
    status[np.fromiter(basis.constraint_status.ids, dtype=np.int64)] = np.fromiter(
        basis.constraint_status.values, dtype=np.int64
    )
    keep = ~(model.droppable & (status == BASIC))
    smaller = solution_pb2.BasisProto()
    smaller.CopyFrom(basis)
    smaller.constraint_status.Clear()
    smaller.constraint_status.ids.extend(range(int(keep.sum())))
    smaller.constraint_status.values.extend(int(value) for value in status[keep])
    return model.select_rows(keep), smaller


def _run(proto: Any, kind: int, parameters: Any, more: Any, model: Model, *, lp: bool) -> Answer:
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
            None,
        )
    except StatusNotOk:
        # HiGHS ends so when it gives up on numbers it cannot settle; the callers have something else to try.
        return Answer("unknown", None, INFINITY, -INFINITY, None, None, 0)
    status = _status(result)
    effort = int(result.solve_stats.simplex_iterations)
    bounds = result.termination.objective_bounds
    if status in ("infeasible", "unknown") or not result.solutions:
        bound = INFINITY if status == "infeasible" else float(bounds.dual_bound)
        return Answer(status, None, INFINITY, bound, None, None, effort)
    solution = result.solutions[0]
    x = _dense(solution.primal_solution.variable_values, model.size)
    duals = (
        _dense(solution.dual_solution.dual_values, len(model.lo)) if lp and solution.HasField("dual_solution") else None
    )
    basis = solution.basis if lp and solution.HasField("basis") else None
    value = float(solution.primal_solution.objective_value)
    return Answer(status, x, value, float(bounds.dual_bound), duals, basis, effort)


def _dense(sparse: Any, size: int) -> Floats:
    dense = np.zeros(size)
    dense[np.fromiter(sparse.ids, dtype=np.int64)] = np.fromiter(sparse.values, dtype=np.float64)
    return dense


def _status(result: Any) -> Status:
    reason = result.termination.reason
    if reason == result_pb2.TERMINATION_REASON_OPTIMAL:
        return "optimal"
    if reason in (result_pb2.TERMINATION_REASON_INFEASIBLE, result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED):
        # Every column is boxed: nothing is unbounded.
        return "infeasible"
    if reason == result_pb2.TERMINATION_REASON_FEASIBLE:
        return "feasible"
    return "unknown"
