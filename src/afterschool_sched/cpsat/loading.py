"""OR-Tools' modelling of CP-SAT, imported when it is first needed.

With pandas, which it brings along, that takes half a second; a large school's first placement begins without it.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def cp_sat() -> Any:
    """The module `ortools.sat.python.cp_model`."""
    from ortools.sat.python import cp_model

    return cp_model
