"""After-school timetables for schools: every child in exactly one group, checked by an independent checker.

    from afterschool_sched import load, solve

    result = solve(load("school.yaml"))
    print(result.status, result.timetable.to_json())

Every public name is loaded when it is first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from afterschool_sched._version import __version__

if TYPE_CHECKING:
    from afterschool_sched.batch import Batch, batch
    from afterschool_sched.checker import Verdict, check
    from afterschool_sched.dated import DatedSession, expand
    from afterschool_sched.errors import (
        AfterschoolError,
        Finding,
        ImpossibleError,
        InputError,
        NotFoundInTime,
        Place,
        RefusedError,
        SolverCrashed,
    )
    from afterschool_sched.load import load
    from afterschool_sched.places import Applicant, OfferedGroup, Placement, SharedLimit
    from afterschool_sched.places_check import check_placement
    from afterschool_sched.placing import place
    from afterschool_sched.reading import read_result, read_timetable
    from afterschool_sched.result import AimResult, Result
    from afterschool_sched.rule import Violation
    from afterschool_sched.run import solve
    from afterschool_sched.scenario import Scenario
    from afterschool_sched.stages.candidate import Progress
    from afterschool_sched.timetable import Timetable
    from afterschool_sched.validate import validate

__all__ = [
    "AfterschoolError",
    "AimResult",
    "Applicant",
    "Batch",
    "DatedSession",
    "Finding",
    "ImpossibleError",
    "InputError",
    "NotFoundInTime",
    "OfferedGroup",
    "Place",
    "Placement",
    "Progress",
    "RefusedError",
    "Result",
    "Scenario",
    "SharedLimit",
    "SolverCrashed",
    "Timetable",
    "Verdict",
    "Violation",
    "__version__",
    "batch",
    "check",
    "check_placement",
    "expand",
    "load",
    "place",
    "read_result",
    "read_timetable",
    "solve",
    "validate",
]

_HOMES = {
    "batch": ("Batch", "batch"),
    "checker": ("Verdict", "check"),
    "dated": ("DatedSession", "expand"),
    "errors": (
        "AfterschoolError",
        "Finding",
        "ImpossibleError",
        "InputError",
        "NotFoundInTime",
        "Place",
        "RefusedError",
        "SolverCrashed",
    ),
    "load": ("load",),
    "places": ("Applicant", "OfferedGroup", "Placement", "SharedLimit"),
    "places_check": ("check_placement",),
    "placing": ("place",),
    "reading": ("read_result", "read_timetable"),
    "result": ("AimResult", "Result"),
    "rule": ("Violation",),
    "run": ("solve",),
    "scenario": ("Scenario",),
    "stages.candidate": ("Progress",),
    "timetable": ("Timetable",),
    "validate": ("validate",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # else any name would seem to be there

    def __getattr__(name: str) -> Any:
        if name not in _HOME_OF:
            raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
        value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)


class _FrontDoor(ModuleType):
    """The package. Importing the submodule `load` would bind its name here, over the function `load`: it may not."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (isinstance(value, ModuleType) and name in _HOME_OF):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor
