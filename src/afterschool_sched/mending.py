"""A scenario without what cannot be read in it: not for use, but to see what else is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy

from .faults import Fault
from .source import value_at
from .yaml_events import PlainData

Path = tuple[int | str, ...]

_STAND_INS: dict[int | str, str | int] = {"format": 1, "id": "scenario", "start": "00:00", "end": "23:59"}


def mended(
    data: PlainData, faults: Sequence[Fault], misspelt: Mapping[Path, str], sections: Collection[str]
) -> tuple[PlainData, tuple[Path, ...]]:
    """The data with misspelt keys as they were probably meant, and without other values that cannot be read.

    The paths of what was left out come with it. The data is None when too little would be left: no section of
    `sections` is left out whole.
    """
    whole: PlainData = deepcopy(data)
    without: dict[Path, None] = {}
    for fault in sorted(faults, key=_last_item_first):
        if any(fault.path[: len(path)] == path for path in without):
            continue  # it went with what contained it
        if fault.path in misspelt:
            inside = value_at(whole, fault.path[:-1])
            inside[misspelt[fault.path]] = inside.pop(fault.path[-1])
        elif (gone := _to_leave_out(fault, sections)) is None:
            return None, ()
        else:
            _leave_out(whole, gone)
            without[gone] = None
    return whole, tuple(without)


def _last_item_first(fault: Fault) -> tuple[tuple[int, str], ...]:
    """Sorts so that nothing still to be left out has moved: of a list the last first, and what contains others last."""
    return (*((-part, "") if isinstance(part, int) else (0, part) for part in fault.path), (1, ""))


def _to_leave_out(fault: Fault, sections: Collection[str]) -> Path | None:
    """The path of what must go so that the rest can be read; None when too little would be left."""
    path = fault.path
    if fault.kind == "missing":
        missing = (*path, str(fault.loc[-1]))
        return missing if _stand_in(missing) is not None else path or None
    if len(path) == 1 and (path[0] == "format" or path[0] in sections or fault.kind == "extra_forbidden"):
        return None
    return path or None


def _leave_out(whole: PlainData, path: Path) -> None:
    inside, key = value_at(whole, path[:-1]), path[-1]
    if isinstance(inside, list):
        del inside[int(key)]
        return
    inside.pop(key, None)
    if (stand_in := _stand_in(path)) is not None:
        inside[key] = stand_in


def _stand_in(path: Path) -> str | int | None:
    """What a value that must be there is taken for while the rest is looked through."""
    if len(path) == 1 or path[-1] in ("start", "end"):
        return _STAND_INS.get(path[-1])
    return None
