"""Memory that is free goes back to the system."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any


@cache
def _library() -> Any | None:
    """The C library, where it can give memory back (glibc)."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
    return library if hasattr(library, "malloc_trim") else None


FEW = 1_000  # objects left alone by garbage collection: Python 3.12 begins with some hundred; a program has thousands


@contextmanager
def settled() -> Iterator[None]:
    """Meanwhile garbage collection leaves alone whatever is there now: modules, the scenario, the host program's own.

    To look through all of it takes nearly a tenth of a second, and is done again and again while models are built.
    Where the host program, or another search, has done so itself, nothing is changed.
    """
    frozen = gc.get_freeze_count() > FEW
    if not frozen:
        gc.freeze()
    try:
        yield
    finally:
        if not frozen:
            gc.unfreeze()


def give_back() -> None:
    """Give back what solvers have freed; elsewhere than with glibc nothing happens.

    What one solver has freed is seldom of use to the next: between the LPs and CP-SAT the peak of a school of 550
    students was 328 MB, and is 239 MB with this. It takes a tenth of a second.
    """
    gc.collect()
    library = _library()
    if library is not None:
        library.malloc_trim(0)
