"""What the parts of the offer's model are written on: columns and rows being collected, and sums of columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .matrix import INFINITY, Floats, Model, RowList


@dataclass
class Sum:
    """A constant plus coefficients times columns."""

    const: float = 0.0
    cols: list[int] = field(default_factory=list)
    coefs: list[float] = field(default_factory=list)

    @staticmethod
    def of_columns(cols: Iterable[int]) -> Sum:
        """These columns, added up."""
        those = list(cols)
        return Sum(cols=those, coefs=[1.0] * len(those))

    def plus(self, col: int, coef: float = 1.0) -> None:
        """Add one term."""
        self.cols.append(col)
        self.coefs.append(coef)

    def plus_sum(self, other: Sum, factor: float = 1.0) -> None:
        """Add factor times another sum."""
        self.const += factor * other.const
        self.cols.extend(other.cols)
        self.coefs.extend(factor * coef for coef in other.coefs)

    def of(self, x: Floats) -> float:
        """Its value where the columns have these values."""
        return self.const + sum(coef * float(x[col]) for col, coef in zip(self.cols, self.coefs, strict=True))

    @property
    def empty(self) -> bool:
        """Whether it is always zero."""
        return not self.cols and self.const == 0.0


class Board:
    """Columns and rows being collected."""

    def __init__(self) -> None:
        self.rows = RowList()
        self.lb: list[float] = []
        self.ub: list[float] = []
        self.integer: list[bool] = []

    def column(self, lb: float, ub: float, *, integer: bool = False) -> int:
        """A new column with its box; its number."""
        self.lb.append(lb)
        self.ub.append(ub)
        self.integer.append(integer)
        return len(self.lb) - 1

    def limit(self, value: Sum, lo: float = -INFINITY, hi: float = INFINITY) -> None:
        """A row lo <= value <= hi."""
        self.rows.add(value.cols, value.coefs, lo - value.const, hi - value.const)

    def model(self) -> Model:
        """What was collected."""
        return self.rows.model(self.lb, self.ub, self.integer)
