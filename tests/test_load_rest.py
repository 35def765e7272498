"""One value that cannot be read hides no other mistake, and makes none out of what is right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from afterschool_sched.source import read_yaml
from afterschool_sched.validation.partial import TOLD
from tests.test_broken import FILES, FOLDER, announced
from tests.test_broken import found as found_in

_SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
_SOUND = sorted((_SCENARIOS / "ok_small").glob("*.yaml"))
_UNREADABLE: dict[str, Any] = {"no such key": [{}]}

Way = tuple[str | int, ...]


def _ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """The ways to all values in the data."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield (*way, key)
        yield from _ways(item, (*way, key))


def _field(way: Way) -> Way:
    """What is alike in the ways to a field of several things."""
    return tuple("*" if at == 1 or isinstance(part, int) else part for at, part in enumerate(way))


def _with(data: Any, way: Way) -> str:
    """The scenario with something that cannot be read at a way into it."""
    return yaml.safe_dump(_inside(data, way), sort_keys=False, allow_unicode=True)


def _inside(data: Any, way: Way) -> Any:
    if not way:
        return _UNREADABLE
    copy: Any = list(data) if isinstance(data, list) else dict(data)
    copy[way[0]] = _inside(data[way[0]], way[1:])
    return copy


@cache
def _written(file: Path) -> Any:
    return read_yaml(file).data


_FIELDS = {
    (file, _field(way)): way for file in _SOUND if "schools" not in _written(file) for way in _ways(_written(file))
}
_ONCE = {_field(way): (file, way) for (file, _), way in _FIELDS.items()}


@pytest.mark.parametrize("field", sorted(_ONCE, key=str), ids=lambda field: ".".join(map(str, field)))
def test_a_value_that_cannot_be_read_is_the_only_mistake(tmp_path: Path, field: Way) -> None:
    file, way = _ONCE[field]
    for name in sorted(file.parent.iterdir()):
        (tmp_path / name.name).symlink_to(name)
    broken = tmp_path / "broken here.yaml"
    broken.write_text(_with(_written(file), way), encoding="utf-8")
    found = found_in(broken)
    assert found
    assert [item for item in found if item.code in TOLD] == []


_FAULTY = [
    file
    for file in FILES
    if file.parent == FOLDER
    and {finding.code for finding in announced(file) if finding.severity == "error"} & {*TOLD}
    and "schools" not in _written(file)
    and "notes" not in _written(file)
]


@pytest.mark.parametrize("file", _FAULTY, ids=lambda file: file.stem)
def test_a_value_that_cannot_be_read_hides_no_other_mistake(tmp_path: Path, file: Path) -> None:
    kept = [item for item in found_in(file) if item.code in TOLD and item.severity == "error"]
    text = file.read_text(encoding="utf-8")
    assert kept
    broken = tmp_path / file.name
    broken.write_text(text + "\nnotes: {no such key: 1}\n", encoding="utf-8")
    found = found_in(broken)
    assert {item.code for item in found} - {item.code for item in kept} == {"shape-type"}
    assert [item for item in found if item.code in TOLD] == kept
