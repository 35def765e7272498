"""One call of CP-SAT: in a thread of its own, stoppable, leaving signals alone, answering with plain lists."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from afterschool_sched.errors import SolverCrashed

from .loading import cp_sat

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class Answer:
    """What CP-SAT said: status, values of all variables by index (none without a solution), objective and bound."""

    status: Status
    values: tuple[int, ...]
    objective: float
    bound: float

    @property
    def found(self) -> bool:
        """Whether there is a solution in it."""
        return self.status in ("optimal", "feasible")

    def value(self, expr: Any) -> int:
        """The value of an expression in the solution."""
        if isinstance(expr, int):
            return expr
        cp = cp_sat()
        if isinstance(expr, cp.IntVar):
            return self.values[int(expr.index)]
        flat = cp.FlatIntExpr(expr)
        values = (int(c) * self.values[int(v.index)] for v, c in zip(flat.vars, flat.coeffs, strict=True))
        return int(flat.offset) + sum(values)


@dataclass(frozen=True)
class Effort:
    """How hard to try: wall seconds, or deterministic time (then one worker, and the clock is never looked at)."""

    seconds: float = 60.0
    deterministic: float | None = None
    workers: int = 2
    seed: int = 0
    presolve: bool = True
    brief: bool = False  # little presolve: of a large model it takes longer than a minute has room for
    light: bool = False  # sooner to a first solution; two ways side by side: see `_Solve`
    without_lps: bool = False  # one worker, by propagation alone


def run(
    model: cp_model.CpModel,
    effort: Effort,
    *,
    hint: Mapping[int, int] | None = None,
    stop: Callable[[], bool] = lambda: False,
    on_solution: Callable[[float, float], None] | None = None,
) -> Answer:
    """Solve once. `hint` gives values by variable index; `stop` is asked every few hundredths of a second.

    Raises SolverCrashed when the model is refused as invalid.
    """
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index, value in (hint or {}).items():
        model.add_hint(model.get_int_var_from_proto_index(index), value)
    if not effort.light:
        alone = _Solve(effort, linear=0 if effort.without_lps else None)
        return _answer(model, _together(model, [alone], stop, on_solution))
    if effort.deterministic is None:
        side_by_side = [_Solve(effort, linear=level) for level in (0, 2)]
        return _answer(model, _together(model, side_by_side, stop, on_solution))
    little = _together(model, [_Solve(effort, linear=0, work=min(LITTLE, effort.deterministic))], stop, on_solution)
    if little.status != "unknown" and (little.status != "feasible" or not model.has_objective()):
        return _answer(model, little)
    much = _together(model, [_Solve(effort, linear=2, spent=little)], stop, on_solution)
    return _answer(model, _better(model, little, much))


@contextmanager
def held_at_zero(model: cp_model.CpModel, variables: Iterable[int]) -> Iterator[None]:
    """Meanwhile these variables, by index, are 0; each may be 0."""
    kept: list[tuple[Any, list[int]]] = []
    try:
        for index in variables:
            domain = model.proto.variables[index].domain
            kept.append((domain, list(domain)))
            _set(domain, [0, 0])
        yield
    finally:
        for domain, ends in kept:
            _set(domain, ends)


def _set(domain: Any, ends: list[int]) -> None:
    domain.clear()
    domain.extend(ends)


LITTLE = 3.0  # deterministic time for the way without LPs, where the two go one after the other


class _Solve:
    """One solver with its parameters. `linear`: one worker, to find something soon, with LPs (2) or without (0).

    Where there is one core for both they take turns on it: which way is the quicker one is not known beforehand.
    Without LPs people and rooms of a school of 700 students took 0.6 to 1.0 s instead of 4.1 to 4.7 s; where there is
    next to no slack, the LP says within a second what cannot be, and the way without it goes on for minutes.
    """

    def __init__(
        self, effort: Effort, *, linear: int | None = None, work: float | None = None, spent: _Solve | None = None
    ) -> None:
        self.solver = cp_sat().CpSolver()
        self.status: Status = "unknown"
        self.crashed = False
        parameters = self.solver.parameters
        parameters.catch_sigint_signal = False
        parameters.random_seed = effort.seed
        parameters.cp_model_presolve = effort.presolve
        if linear is not None:
            parameters.linearization_level = linear
        if linear is not None or effort.brief:
            parameters.cp_model_probing_level = 0
            parameters.symmetry_level = 0
            parameters.find_big_linear_overlap = False
            parameters.max_presolve_iterations = 1
        if effort.deterministic is None:
            parameters.num_workers = effort.workers if linear is None else 1
            seconds = effort.seconds - (spent.solver.wall_time if spent else 0.0)
            parameters.max_time_in_seconds = max(0.01, seconds)
        else:
            parameters.num_workers = 1
            done = float(spent.solver.response_proto.deterministic_time) if spent else 0.0
            parameters.max_deterministic_time = max(0.01, effort.deterministic - done)
        if work is not None:
            parameters.max_deterministic_time = work

    def go(self, model: cp_model.CpModel, on_solution: Callable[[float, float], None] | None) -> None:
        """Solve, here and now."""
        callback = _callback()(on_solution) if on_solution else None
        said = _statuses().get(self.solver.solve(model, callback))
        self.crashed = said is None
        self.status = said or "unknown"

    def settles(self, model: cp_model.CpModel) -> bool:
        """Whether nobody need look further."""
        return self.status in ("optimal", "infeasible") or (self.status == "feasible" and not model.has_objective())


def _together(
    model: cp_model.CpModel,
    solves: list[_Solve],
    stop: Callable[[], bool],
    on_solution: Callable[[float, float], None] | None,
) -> _Solve:
    """Run these side by side, each in a thread, until one settles it; the best of them."""
    ended = threading.Event()

    def work(solve: _Solve) -> None:
        try:
            solve.go(model, on_solution)
        except BaseException:
            solve.crashed = True
            raise
        finally:
            ended.set()

    threads = [threading.Thread(target=work, args=(solve,), name="cp-sat", daemon=True) for solve in solves]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        ended.wait(0.05)
        ended.clear()
        if stop() or any(solve.settles(model) for solve in solves):
            for solve in solves:
                solve.solver.stop_search()  # lost if the search has not begun yet: asked again until it ends
    if all(solve.crashed for solve in solves):
        raise SolverCrashed("the solver refused its model as invalid")
    best = solves[0]
    for solve in solves[1:]:
        best = _better(model, best, solve)
    return best


def _better(model: cp_model.CpModel, one: _Solve, other: _Solve) -> _Solve:
    """The one that says more: proofs first, then the better objective; the first where they are alike."""
    order = ("optimal", "infeasible", "feasible", "unknown")
    ranks = order.index(one.status), order.index(other.status)
    if ranks[0] != ranks[1]:
        return one if ranks[0] < ranks[1] else other
    if one.status != "feasible" or not model.has_objective():
        return one
    sign = -1 if model.proto.objective.scaling_factor < 0 else 1
    return other if sign * other.solver.objective_value < sign * one.solver.objective_value else one


def _answer(model: cp_model.CpModel, solve: _Solve) -> Answer:
    if solve.status not in ("optimal", "feasible"):
        return Answer(solve.status, (), 0.0, 0.0)
    values = tuple(int(value) for value in solve.solver.response_proto.solution)
    has_objective = model.has_objective()
    return Answer(
        solve.status,
        values,
        solve.solver.objective_value if has_objective else 0.0,
        solve.solver.best_objective_bound if has_objective else 0.0,
    )


@cache
def _statuses() -> dict[Any, Status]:
    cp = cp_sat()
    return {
        cp.OPTIMAL: "optimal",
        cp.FEASIBLE: "feasible",
        cp.INFEASIBLE: "infeasible",
        cp.UNKNOWN: "unknown",
    }


@cache
def _callback() -> Any:
    class Callback(cp_sat().CpSolverSolutionCallback):  # type: ignore[misc]
        def __init__(self, tell: Callable[[float, float], None]) -> None:
            super().__init__()
            self.tell = tell

        def on_solution_callback(self) -> None:
            self.tell(self.objective_value, self.best_objective_bound)

    return Callback
