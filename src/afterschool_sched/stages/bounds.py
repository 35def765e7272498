"""Bounds that floating-point arithmetic cannot break: recomputed from the duals over the columns' boxes."""

from __future__ import annotations

import math

import numpy as np

from .matrix import Floats, Model

UNIT = float(np.finfo(np.float64).eps)


def safe_bound(model: Model, cost: Floats, duals: Floats) -> float:
    """A lower bound of min cost x over the model, valid for any `duals` (good ones give a good bound).

    For every x in the box with lo <= A x <= hi: cost x >= y (A x) + (cost - A'y) x, and both terms are least at a bound
    of a row or a column. What rounding can have added is taken off again.
    """
    y = np.where(((duals > 0) & np.isinf(model.lo)) | ((duals < 0) & np.isinf(model.hi)), 0.0, duals)
    terms = model.coefs * y[model.rows]
    reduced = cost - np.bincount(model.cols, weights=terms, minlength=model.size)
    # Error of a reduced cost: every product and every partial sum rounds once.
    count = np.bincount(model.cols, minlength=model.size) + 2
    wrong = UNIT * count * (np.abs(cost) + np.bincount(model.cols, weights=np.abs(terms), minlength=model.size))
    rows = np.where(
        y > 0, y * np.where(np.isinf(model.lo), 0.0, model.lo), y * np.where(np.isinf(model.hi), 0.0, model.hi)
    )
    columns = np.minimum(reduced * model.lb, reduced * model.ub)
    reach = np.maximum(np.abs(model.lb), np.abs(model.ub))
    parts = np.concatenate([rows, columns])
    lost = float(np.sum(wrong * reach)) + UNIT * 4 * float(np.sum(np.abs(parts)))
    return math.fsum(parts) - 2 * lost


def round_up(bound: float) -> int:
    """The least whole number that a whole-numbered value with this safe lower bound can have."""
    return math.ceil(bound - 1e-9)
