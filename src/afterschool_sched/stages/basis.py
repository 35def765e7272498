"""Bases of LPs: which columns and slacks a simplex method begins with, where it has been before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.math_opt import solution_pb2

from .matrix import Ints, Model, Reduced

BASIC = solution_pb2.BASIS_STATUS_BASIC
AT_LOWER = solution_pb2.BASIS_STATUS_AT_LOWER_BOUND


def basis_of(written: bytes) -> Any:
    """A basis that was written down (`SerializeToString`)."""
    basis = solution_pb2.BasisProto()
    basis.ParseFromString(written)
    return basis


def with_rows(basis: Any, rows: int) -> Any:
    """The basis for a model with so many rows, of which the last ones are new: they are taken as slack."""
    longer = solution_pb2.BasisProto()
    longer.CopyFrom(basis)
    known = len(basis.constraint_status.ids)
    longer.constraint_status.ids.extend(range(known, rows))
    longer.constraint_status.values.extend([BASIC] * (rows - known))
    return longer


@dataclass(frozen=True)
class Shrunk(Reduced):
    """A model without what a basis leaves aside, and the rest of the basis."""

    basis: Any | None

    def places(self, columns: Ints) -> Ints:
        """Where these columns are now; -1 for what is held."""
        place = np.full(len(self.held), -1, dtype=np.int64)
        place[self.columns] = np.arange(len(self.columns))
        return place[columns]


def shrunk(model: Model, basis: Any | None) -> Shrunk:
    """The model without droppable rows whose slack is basic and without fixed columns that are not.

    The rest of the basis is still one.
    """
    rows, columns = np.ones(len(model.lo), dtype=np.bool_), model.lb < model.ub
    if basis is not None:
        rows = ~(model.droppable & (_statuses(basis.constraint_status, len(model.lo)) == BASIC))
        columns = columns | (_statuses(basis.variable_status, model.size) == BASIC)
    stay = np.flatnonzero(columns)
    held = np.where(columns, 0.0, model.lb)
    less = model.select_rows(rows).without(held, columns)
    if basis is not None:
        basis = _basis(
            _statuses(basis.variable_status, model.size)[columns],
            _statuses(basis.constraint_status, len(model.lo))[rows],
        )
    return Shrunk(less, stay, np.flatnonzero(rows), held, basis)


def basis_around(basis: Any, columns: Ints, size: int, rows: Ints, height: int) -> Any:
    """The basis of a model with `size` columns and `height` rows, given that of a part of it.

    The part has these `columns` and `rows`; other columns are at their lower bounds, other rows slack.
    """
    of_columns, of_rows = np.full(size, AT_LOWER), np.full(height, BASIC)
    of_columns[columns] = _statuses(basis.variable_status, len(columns))
    of_rows[rows] = _statuses(basis.constraint_status, len(rows))
    return _basis(of_columns, of_rows)


def _statuses(written: Any, size: int) -> Ints:
    status = np.zeros(size, dtype=np.int64)
    status[np.fromiter(written.ids, dtype=np.int64)] = np.fromiter(written.values, dtype=np.int64)
    return status


def _basis(of_columns: Ints, of_rows: Ints) -> Any:
    basis = solution_pb2.BasisProto()
    for written, status in ((basis.variable_status, of_columns), (basis.constraint_status, of_rows)):
        written.ids.extend(range(len(status)))
        written.values.extend(status.tolist())
    return basis
