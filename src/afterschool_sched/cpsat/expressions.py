"""Expressions over CP-SAT variables that may be plain integers where something is already decided.

Posting goes through `Builder.post`, so that every required row can carry the literal of its rule instance in the build
that explains (``literals=True``) and is bare otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .loading import cp_sat

Expr = Any


class Builder:
    """A CP-SAT model under construction, with the arithmetic that encoders ask for."""

    def __init__(self, literals: bool = False) -> None:
        self._cp = cp_sat()
        self.model = self._cp.CpModel()
        self.with_literals = literals
        self.literals: dict[int, Any] = {}
        self.bounds: dict[int, tuple[int, int]] = {}  # variable index -> its domain's ends
        self.broken: list[tuple[int, str]] = []  # rule instances broken by what is already decided
        self.named: dict[str, int] = {}  # name -> index of the first variable so named; carries hints between models

    @property
    def size(self) -> int:
        """How many variables."""
        return len(self.bounds)

    # ---- variables ----------------------------------------------------------------------------------------------

    def boolean(self, name: str) -> Any:
        """A new 0/1 variable."""
        made = self.model.new_bool_var(name)
        self.bounds[made.index] = (0, 1)
        self.named.setdefault(name, made.index)
        return made

    def integer(self, low: int, high: int, name: str) -> Any:
        """A new integer variable."""
        made = self.model.new_int_var(low, high, name)
        self.bounds[made.index] = (low, high)
        self.named.setdefault(name, made.index)
        return made

    def literal(self, at: int) -> Any:
        """The literal that switches rule instance `at` on, in the build that explains."""
        if at not in self.literals:
            self.literals[at] = self.boolean(f"rule {at}")
        return self.literals[at]

    # ---- sums ---------------------------------------------------------------------------------------------------

    def total(self, terms: Iterable[Expr]) -> Expr:
        """The sum; an int when nothing in it is open."""
        fixed, open_terms = 0, []
        for term in terms:
            if isinstance(term, int):
                fixed += term
            else:
                open_terms.append(term)
        if not open_terms:
            return fixed
        summed = open_terms[0] if len(open_terms) == 1 else self._cp.LinearExpr.sum(open_terms)
        return summed + fixed if fixed else summed

    def span(self, expr: Expr) -> tuple[int, int]:
        """Least and greatest value the expression could take, from the domains of its variables."""
        if isinstance(expr, int):
            return expr, expr
        if isinstance(expr, self._cp.IntVar):
            return self.bounds[expr.index]
        flat = self._cp.FlatIntExpr(expr)
        low = high = int(flat.offset)
        for var, coefficient in zip(flat.vars, flat.coeffs, strict=True):
            least, most = self.bounds[var.index]
            low += int(coefficient) * (least if coefficient > 0 else most)
            high += int(coefficient) * (most if coefficient > 0 else least)
        return low, high

    # ---- rows ---------------------------------------------------------------------------------------------------

    def link(self, bounded: Any) -> Any:
        """Post a row that defines what variables mean; it belongs to no rule."""
        if isinstance(bounded, bool):
            if not bounded:
                self.model.add_bool_or([])
            return None
        return self.model.add(bounded)

    def post(self, at: int, value: Expr, low: int | None, high: int | None, where: str) -> None:
        """Require low <= value <= high for rule instance `at`."""
        least, most = self.span(value)
        needs_low = low is not None and least < low
        needs_high = high is not None and most > high
        if not needs_low and not needs_high:
            return
        if isinstance(value, int):
            self.broken.append((at, where))
            row = self.model.add_bool_or([])
        else:
            row = self.model.add_linear_constraint(
                value, least if low is None else max(low, least), most if high is None else min(high, most)
            )
        if self.with_literals:
            row.only_enforce_if(self.literal(at))

    # ---- logic --------------------------------------------------------------------------------------------------

    def any_of(self, terms: Iterable[Expr], name: str) -> Expr:
        """1 when one of the 0/1 expressions is 1."""
        found = list(terms)
        if any(isinstance(term, int) and term >= 1 for term in found):
            return 1
        left = [term for term in found if not isinstance(term, int)]
        if not left:
            return 0
        if len(left) == 1 and self.span(left[0]) == (0, 1):
            return left[0]
        result = self.boolean(name)
        for term in left:
            # several sessions at once are possible while `no_clash` is left out, so a term may exceed 1
            most = self.span(term)[1]
            self.link(term <= most * result)
        self.link(self.total(left) >= result)
        return result

    def all_of(self, terms: Iterable[Expr], name: str) -> Expr:
        """1 when all of the 0/1 expressions are at least 1."""
        found = list(terms)
        if any(isinstance(term, int) and term <= 0 for term in found):
            return 0
        left = [term for term in found if not isinstance(term, int)]
        if not left:
            return 1
        if len(left) == 1:
            return self.any_of(left, name)
        result = self.boolean(name)
        held = [self.any_of([term], f"{name} part") for term in left]
        for part in held:
            self.link(result <= part)
        self.link(self.total(held) <= result + len(held) - 1)
        return result

    def both(self, first: Expr, second: Expr, name: str) -> Expr:
        """1 when both are 1."""
        return self.all_of([first, second], name)

    def at_least(self, value: Expr, threshold: int, name: str) -> Expr:
        """1 when value >= threshold, else 0."""
        low, high = self.span(value)
        if low >= threshold:
            return 1
        if high < threshold:
            return 0
        result = self.boolean(name)
        self.link(value >= threshold).only_enforce_if(result)
        self.link(value <= threshold - 1).only_enforce_if(~result)
        return result

    def when(self, condition: Expr, value: Expr, name: str) -> Expr:
        """`value` (never negative) when the 0/1 condition is 1, else 0."""
        if isinstance(condition, int):
            return value if condition else 0
        if isinstance(value, int):
            return value * condition
        _, high = self.span(value)
        result = self.integer(0, max(0, high), name)
        self.link(result <= high * condition)
        self.link(result <= value)
        self.link(result >= value - high * (1 - condition))
        return result

    def look_up(self, table: Sequence[int], at: Expr, name: str) -> Expr:
        """table[at]."""
        if isinstance(at, int):
            return table[at]
        if len(set(table)) == 1:
            return table[0]
        result = self.integer(min(table), max(table), name)
        self.model.add_element(at, list(table), result)
        return result

    def square(self, value: Expr, name: str) -> Expr:
        """value * value of a value that is never negative."""
        if isinstance(value, int):
            return value * value
        most = self.span(value)[1]
        if most <= 1:
            return value
        return self.look_up([number * number for number in range(most + 1)], value, name)

    def maximum(self, terms: list[Expr], name: str) -> Expr:
        """The largest."""
        return self._extreme(terms, name, largest=True)

    def minimum(self, terms: list[Expr], name: str) -> Expr:
        """The smallest."""
        return self._extreme(terms, name, largest=False)

    def _extreme(self, terms: list[Expr], name: str, largest: bool) -> Expr:
        if all(isinstance(term, int) for term in terms):
            return max(terms) if largest else min(terms)
        spans = [self.span(term) for term in terms]
        pick = max if largest else min
        result = self.integer(pick(low for low, _ in spans), pick(high for _, high in spans), name)
        if largest:
            self.model.add_max_equality(result, terms)
        else:
            self.model.add_min_equality(result, terms)
        return result
