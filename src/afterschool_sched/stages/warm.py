"""A chain of LPs that differ little: each begins where the last one ended."""

from __future__ import annotations

from typing import Any

import numpy as np
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_update_pb2,
    parameters_pb2,
)
from ortools.math_opt.core.python import solver as mathopt
from pybind11_abseil.status import StatusNotOk

from afterschool_sched.errors import SolverCrashed

from .lp import GLOP, Status, as_proto, dense, status_of
from .matrix import INFINITY, Floats, Ints, Model


class Warm:
    """A chain of LPs that differ in column boxes or objective: GLOP's dual simplex from the last basis.

    Only the values and reduced costs of `watched` columns come back; use it in a `with` statement.
    """

    def __init__(self, model: Model, cost: Floats, basis: Any | None, watched: Ints) -> None:
        self._watched = watched
        self._size = model.size
        self._basis = basis
        try:
            self._solver = mathopt.new(
                GLOP,
                as_proto(model, cost, integral=False),
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
        status, value, x = self._solve(self._watched)
        return status, value, x[self._watched] if status == "optimal" else x

    def values(self) -> Floats:
        """The values of all columns at the last optimum. Raises SolverCrashed when there was none."""
        status, _, x = self._solve(np.arange(self._size, dtype=np.int64))
        if status != "optimal":
            raise SolverCrashed("GLOP lost an optimum that it had")
        return x

    def _solve(self, wanted: Ints) -> tuple[Status, float, Floats]:
        parameters = parameters_pb2.SolveParametersProto()
        parameters.lp_algorithm = parameters_pb2.LP_ALGORITHM_DUAL_SIMPLEX
        parameters.presolve = parameters_pb2.EMPHASIS_OFF
        more = model_parameters_pb2.ModelSolveParametersProto()
        more.variable_values_filter.filter_by_ids = True
        more.variable_values_filter.filtered_ids.extend(wanted)
        for nothing in (more.dual_values_filter, more.reduced_costs_filter):
            nothing.filter_by_ids = True
        if self._basis is not None:
            more.initial_basis.CopyFrom(self._basis)
            self._basis = None
        try:
            result = self._solver.solve(parameters, more, None, callback_pb2.CallbackRegistrationProto(), None, None)
        except StatusNotOk as error:
            raise SolverCrashed(f"GLOP stopped: {error!r}") from None
        status = status_of(result)
        if status != "optimal":
            return status, INFINITY, np.zeros(0)
        solution = result.solutions[0].primal_solution
        return status, float(solution.objective_value), dense(solution.variable_values, self._size)
