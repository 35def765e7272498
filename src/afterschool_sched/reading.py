"""Timetables and results read back from their files, which may have been edited by hand: findings, not exceptions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from .entities import Entity
from .errors import InputError
from .result import Result
from .shape import Shape
from .source import read_yaml
from .timetable import Timetable

T = TypeVar("T", bound=Entity)


def read_timetable(path: str | os.PathLike[str]) -> Timetable:
    """The timetable in a file (JSON, or YAML, which includes it). Raises InputError with all findings."""
    return _read(Path(path), Timetable)


def read_result(path: str | os.PathLike[str]) -> Result:
    """The result in a file. Raises InputError with all findings."""
    return _read(Path(path), Result)


def _read(path: Path, kind: type[T]) -> T:
    document = read_yaml(path)
    try:
        return kind.model_validate(document.data)
    except ValidationError as error:
        found = Shape(kind, document.data, lambda loc, of_key: document.place_of(loc, of_key=of_key)).findings(error)
        raise InputError(found) from None
