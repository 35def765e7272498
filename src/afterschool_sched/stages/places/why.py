"""Which groups that must open, and which limits, cannot hold together: none of them can be left out, found twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from ortools.sat.python import cp_model

from afterschool_sched.places import Applicant, OfferedGroup, SharedLimit

from ..lp import Limits, solve_mip
from ..matrix import Model
from .mip import Linear
from .problem import build


def contradiction(
    applicants: Sequence[Applicant], groups: Sequence[OfferedGroup], limits: Sequence[SharedLimit]
) -> tuple[list[OfferedGroup], list[SharedLimit], bool]:
    """A smallest set of groups that must open, and of limits, that cannot hold; and whether a second solver agrees."""
    must = [group for group in groups if group.must_open]
    kept = list(limits)
    for group in list(must):
        fewer = [other for other in must if other is not group]
        if _impossible(_model(applicants, fewer, groups, kept)):
            must = fewer
    for limit in list(kept):
        rest = [other for other in kept if other is not limit]
        if _impossible(_model(applicants, must, groups, rest)):
            kept = rest
    return must, kept, _also_impossible(_model(applicants, must, groups, kept))


def _model(
    applicants: Sequence[Applicant],
    must: Sequence[OfferedGroup],
    groups: Sequence[OfferedGroup],
    limits: Sequence[SharedLimit],
) -> Model:
    """The placement in which these groups alone must open; what need not open stays closed."""
    names = {group.id for group in must}
    shut = [group if group.id in names else replace(group, must_open=False, open_to=("",)) for group in groups]
    return Linear(build(applicants, shut, limits, 0), ()).model


def _impossible(model: Model) -> bool:
    return solve_mip(model, np.zeros(model.size), Limits()).status == "infeasible"


def _also_impossible(model: Model) -> bool:
    """The same by CP-SAT, which reckons in whole numbers."""
    second = cp_model.CpModel()
    columns = [second.new_int_var(int(low), int(high), "") for low, high in zip(model.lb, model.ub, strict=True)]
    terms: list[list[cp_model.LinearExprT]] = [[] for _ in model.lo]
    for row, col, coef in zip(model.rows.tolist(), model.cols.tolist(), model.coefs.tolist(), strict=True):
        terms[row].append(round(coef) * columns[col])
    for row, (low, high) in enumerate(zip(model.lo.tolist(), model.hi.tolist(), strict=True)):
        total = sum(terms[row])
        if np.isfinite(low):
            second.add(total >= round(low))
        if np.isfinite(high):
            second.add(total <= round(high))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False  # else Ctrl-C would end the process for good, even afterwards
    return bool(solver.solve(second) == cp_model.INFEASIBLE)
