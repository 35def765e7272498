"""What a batch writes down: how each scenario ended, and the numbers by which schools can be compared.

`outcome.json` lies in the folder of every scenario, also of one that has no timetable; `summary.json` holds them all.
Neither names a child.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import Field

from .entities import Bilingual, Entity
from .errors import Finding, Severity
from .fields import Count
from .result import AimResult, Status

Ending = Literal["solved", "interrupted", "invalid", "impossible", "not_found", "refused", "crashed", "failed"]


class Record(Entity):
    """A file that a batch writes."""

    def to_json(self) -> str:
        """JSON text, indented, with keys in the order of the fields and a final newline."""
        return json.dumps(self.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1) + "\n"


class FindingRecord(Entity):
    """Something wrong with the scenario or a table: an error, or a warning that stopped nothing."""

    code: str = Field(description="a stable name for what is wrong")
    severity: Severity = Field(description="an error, or a warning that stopped nothing")
    file: str | None = Field(description="the scenario or a table beside it")
    line: int | None = Field(description="the line, or a table's row, counting from 1")
    column: int | None = Field(description="the column in that line, counting from 1")
    cell: str | None = Field(description="the header of a table's column")
    text: str = Field(description="what is wrong, and whose")
    maybe: str | None = Field(description="what to do about it")

    @classmethod
    def of(cls, finding: Finding) -> FindingRecord:
        """The record of a finding."""
        where = finding.where
        return cls(
            code=finding.code,
            severity=finding.severity,
            file=where.file if where else None,
            line=where.line if where else None,
            column=where.column if where else None,
            cell=where.cell if where else None,
            text=finding.text,
            maybe=finding.maybe,
        )


class Asked(Entity):
    """What every search of the batch was asked to keep to."""

    time_limit: float = Field(default=60.0, gt=0, description="seconds (a measure of work when deterministic)")
    seed: int = Field(default=0, ge=0, description="the seed of the search")
    deterministic: bool = Field(default=False, description="the same input gives the same timetable")
    workers: int = Field(default=1, ge=1, description="threads of each solver")
    fast: bool = Field(default=False, description="the first placement of a large school's students was enough")
    language: Literal["en", "zh"] | None = Field(default=None, description="of the reports; null: the scenario's own")


Share = Annotated[float, Field(ge=0, le=1)]


class Figures(Entity):
    """The numbers of one timetable by which schools can be compared; those of its first plan."""

    students: Count = Field(description="students who stay")
    classes: Count = Field(description="home classes of those who stay")
    teachers: Count = Field(description="teachers who have a session")
    club_groups: Count = Field(description="club groups that opened")
    sessions: Count = Field(description="sessions in one cycle")
    with_choices: Count = Field(description="students of the table who list clubs and can be served")
    first_choice: Share | None = Field(description="of those the share who got the first club on the list")
    unplaced: Count = Field(description="students who wanted a club, could be served, and got none")
    unserved: Count = Field(description="students whom no timetable could give a club")
    load_mean: float = Field(description="periods in one cycle of a teacher who has any, on average")
    load_min: Count = Field(description="the fewest periods of a teacher who has any")
    load_max: Count = Field(description="the most periods of a teacher")
    own_teacher: Share | None = Field(description="class sessions led by an own teacher, where that is asked for")
    pay: int | None = Field(default=None, description="of all teachers over the term; null where there is no money")
    fees: int | None = Field(default=None, description="of all students over the term")
    balance: int | None = Field(default=None, description="fees less pay")
    plans: int = Field(ge=1, description="how many timetables there are over the seasons")
    aims: tuple[AimResult, ...] = Field(description="the aims with their bounds, in the order in which they were met")


class ScenarioRecord(Record):
    """How one scenario of a batch ended."""

    format: Literal[1] = 1
    scenario: str = Field(description="the scenario's id; the name of its file where it has none that can be read")
    file: str = Field(description="the scenario's file")
    title: Bilingual | None = Field(default=None, description="how reports name the school")
    ending: Ending = Field(description="solved: a checked timetable within the budget; the others say why not")
    exit_code: int = Field(description="the exit code that solving it alone would have had")
    status: Status | None = Field(default=None, description="of the timetable, if there is one")
    message: str | None = Field(default=None, description="why there is no timetable, or not the best one")
    findings: tuple[FindingRecord, ...] = Field(default=(), description="what is wrong, or doubtful, with the scenario")
    asked: Asked = Field(description="what the search was asked to keep to")
    versions: dict[str, str] = Field(description="of this package, Python and the libraries that matter")
    inputs: dict[str, str] = Field(default_factory=dict, description="file -> SHA-256 of what was read")
    files: dict[str, str] = Field(default_factory=dict, description="file of this folder -> SHA-256")
    seconds: float = Field(ge=0, description="wall time from beginning to end")
    figures: Figures | None = Field(default=None, description="the numbers of its timetable, if there is one")


class SummaryRow(Entity):
    """One scenario in the summary of a batch."""

    folder: str = Field(description="where its files are, below the folder of the summary")
    state: Literal["done", "kept", "waiting"] = Field(
        description="done: in this run; kept: by an earlier one, and checked again; waiting: not begun or not finished"
    )
    outcome: ScenarioRecord | None = Field(default=None, description="how it ended; null for one that is waiting")


class Summary(Record):
    """All scenarios of a batch, in its order."""

    format: Literal[1] = 1
    scenarios: tuple[SummaryRow, ...] = Field(description="a row for each")
