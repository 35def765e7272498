"""Scenarios and tables as files: what the generator reads and writes."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from ..clock import format_time
from ..entities import Leave, Student
from ..scenario import Scenario
from ..source import read_yaml
from .families import VERSION


def read_without_students(path: Path) -> Scenario:
    """The scenario in a file, without its students and what was published for others: what families are made for."""
    data = read_yaml(path).data
    assert isinstance(data, dict), f"{path} is no scenario"
    return Scenario.model_validate({key: value for key, value in data.items() if key not in ("students", "published")})


def table_text(students: Sequence[Student], seasons: Sequence[str] = ()) -> str:
    """The table of students as CSV text, with a header; only columns in which something is said."""
    choices = max((len(student.choices) for student in students), default=0)
    rows = [
        {
            "id": student.id,
            "class": student.class_,
            "days": " ".join(student.days or ()),
            "leave": _leave_text(student.leave),
            **{f"leave_{season}": _leave_text(student.leave_in.get(season)) for season in seasons},
            "wants": "" if student.wants is None else str(student.wants),
            **{f"choice_{n}": choice for n, choice in enumerate(student.choices, start=1)},
        }
        for student in students
    ]
    wishes = [f"choice_{n}" for n in range(1, choices + 1)]
    names = ["id", "class", "days", "leave", *(f"leave_{season}" for season in seasons), "wants", *wishes]
    said = [name for name in names if name in ("id", "class") or any(row.get(name) for row in rows)]
    text = io.StringIO()
    writer = csv.DictWriter(text, said, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _leave_text(leave: Leave) -> str:
    if isinstance(leave, dict):
        return "; ".join(f"{day} {format_time(time)}" for day, time in leave.items())
    return "" if leave is None else format_time(leave)


class _PlainDumper(yaml.SafeDumper):
    """YAML without anchors and aliases, which the reader refuses; lists indented below their key."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def scenario_text(mapping: Mapping[str, Any], comment: str, schema: str) -> str:
    """A scenario as YAML text, one thing a line, below a comment; `schema` is the path to the JSON schema."""
    body = yaml.dump(
        dict(mapping), Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, default_flow_style=None, width=118
    )
    lines = [f"# yaml-language-server: $schema={schema}", *(f"# {line}" for line in comment.splitlines())]
    return "\n".join(lines) + "\n" + body


def write_school(
    folder: Path, mapping: Mapping[str, Any], students: Sequence[Student], comment: str, schema: str
) -> Path:
    """Write ``scenario.yaml`` and ``students.csv`` into the folder and give the path of the scenario."""
    folder.mkdir(parents=True, exist_ok=True)
    seasons = tuple(mapping.get("seasons", ()))
    (folder / "students.csv").write_text(table_text(students, seasons), encoding="utf-8", newline="\n")
    path = folder / "scenario.yaml"
    with_table = {**mapping, "students": {"table": "students.csv"}}
    path.write_text(scenario_text(with_table, comment, schema), encoding="utf-8", newline="\n")
    return path


def origin_of(what: str) -> str:
    """The comment that says where a generated scenario is from, and who may use it."""
    return (
        f"{what}; generator version {VERSION}.\n"
        "Origin: the generator of afterschool-sched (scenarios/README.md). No real school, no real people.\n"
        "Licence: Apache-2.0."
    )
