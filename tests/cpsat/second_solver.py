"""A second opinion on a CP-SAT model: the same rows as a mixed-integer program, for HiGHS.

What is not linear becomes so with the bounds of the variables: rows with a condition, maxima and table look-ups.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

FAR = 2**62  # the ends of a CP-SAT domain that are no limits


def is_feasible(model: cp_model.CpModel) -> bool:
    """Whether HiGHS finds a solution. Raises AssertionError when it cannot tell."""
    result = mathopt.solve(_Program(model).program, mathopt.SolverType.HIGHS)
    reason = result.termination.reason
    assert reason in (mathopt.TerminationReason.OPTIMAL, mathopt.TerminationReason.INFEASIBLE), reason
    return bool(reason == mathopt.TerminationReason.OPTIMAL)


class _Program:
    def __init__(self, model: cp_model.CpModel) -> None:
        self.program = mathopt.Model()
        self.nothing = self.program.add_variable(lb=0, ub=0)  # makes an expression of a sum that may be empty
        self.ends: list[tuple[int, int]] = []
        self.variables: list[Any] = []
        for variable in model.proto.variables:
            low, high = variable.domain
            self.ends.append((low, high))
            self.variables.append(self.program.add_variable(lb=low, ub=high, is_integer=True))
        for row in model.proto.constraints:
            off = [1 - self.literal(literal) for literal in row.enforcement_literal]
            if row.has_linear():
                self.linear(row.linear, off)
            elif row.has_bool_or():
                self.at_least_one([self.literal(literal) for literal in row.bool_or.literals], off)
            elif row.has_bool_and():
                for literal in row.bool_and.literals:
                    self.at_least_one([self.literal(literal)], off)
            elif row.has_lin_max():
                self.maximum(row.lin_max, off)
            elif row.has_element():
                self.look_up(row.element, off)
            else:
                raise AssertionError(f"no row is known like {row}")

    def literal(self, number: int) -> Any:
        return self.variables[number] if number >= 0 else 1 - self.variables[-number - 1]

    def expression(self, given: Any) -> tuple[Any, int, int]:
        """As an expression, with the least and the greatest value it can have."""
        low = high = total = int(given.offset)
        for at, coefficient in zip(given.vars, given.coeffs, strict=True):
            values = sorted((coefficient * self.ends[at][0], coefficient * self.ends[at][1]))
            total, low, high = total + coefficient * self.variables[at], low + values[0], high + values[1]
        return total, low, high

    def at_least_one(self, literals: Sequence[Any], off: Sequence[Any]) -> None:
        self.program.add_linear_constraint(mathopt.fast_sum([*literals, *off, self.nothing]) >= 1)

    def linear(self, row: Any, off: Sequence[Any]) -> None:
        lowest, highest = row.domain if len(row.domain) else (1, 0)  # an empty domain: no value will do
        total: Any = self.nothing + 0
        least = most = 0
        for at, coefficient in zip(row.vars, row.coeffs, strict=True):
            values = sorted((coefficient * self.ends[at][0], coefficient * self.ends[at][1]))
            total, least, most = total + coefficient * self.variables[at], least + values[0], most + values[1]
        away = mathopt.fast_sum([*off, self.nothing])
        if lowest > -FAR:
            self.program.add_linear_constraint(total + max(0, lowest - least) * away >= lowest)
        if highest < FAR:
            self.program.add_linear_constraint(total - max(0, most - highest) * away <= highest)

    def maximum(self, row: Any, off: Sequence[Any]) -> None:
        """The target is as large as each of the expressions, and no larger than one of them."""
        assert not off
        target, _, _ = self.expression(row.target)
        parts = [self.expression(part) for part in row.exprs]
        most = max(high for _, _, high in parts)
        chosen = [self.program.add_binary_variable() for _ in parts]
        self.program.add_linear_constraint(mathopt.fast_sum(chosen) == 1)
        for (part, low, _), picked in zip(parts, chosen, strict=True):
            self.program.add_linear_constraint(target - part >= 0)
            self.program.add_linear_constraint(target - part + (most - low) * picked <= most - low)

    def look_up(self, row: Any, off: Sequence[Any]) -> None:
        """One place of the table is chosen; index and target are its."""
        assert not off
        table = [int(part.offset) for part in row.exprs]
        assert not any(_holds_variables(part) for part in row.exprs)
        index, _, _ = self.expression(row.linear_index)
        target, _, _ = self.expression(row.linear_target)
        chosen = [self.program.add_binary_variable() for _ in table]
        self.program.add_linear_constraint(mathopt.fast_sum(chosen) == 1)
        places = mathopt.fast_sum([at * picked for at, picked in enumerate(chosen)])
        values = mathopt.fast_sum([value * picked for value, picked in zip(table, chosen, strict=True)])
        self.program.add_linear_constraint(index - places == 0)
        self.program.add_linear_constraint(target - values == 0)


def _holds_variables(given: Any) -> bool:
    numbers: Iterable[int] = given.vars
    return any(True for _ in numbers)
