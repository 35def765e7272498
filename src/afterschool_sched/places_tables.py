"""Two tables, applicants and groups, as what `place` takes; and its result as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from .cells import count_of, ids_of, yes_or_no
from .errors import InputError, Place
from .files import Findings
from .places import Applicant, OfferedGroup, Placement, SharedLimit
from .tables import Row, Table, read_table

CODES: dict[str, str] = {
    "place-cell": "The content of a cell is not understood.",
    "place-rating": "A choice without a rating beside others that have one, or a rating without a choice.",
    "place-limit": "Two rows of one supervisor say different limits, or a limit has no supervisor.",
}
HEADERS = ("applicant", "group", "number", "rank", "why")
_LIMITS = ("limit", "limit_groups", "limit_at_once")
T = TypeVar("T")


@dataclass(frozen=True)
class Allocation:
    """What two tables say; `places` says where each thing stands."""

    applicants: tuple[Applicant, ...]
    groups: tuple[OfferedGroup, ...]
    limits: tuple[SharedLimit, ...]
    places: dict[str, Place]


def read_allocation(applicants: Path, groups: Path) -> Allocation:
    """Read both tables. Raises InputError with all findings of both."""
    findings = Findings()
    tables: list[Table] = []
    for path, kind in ((applicants, "applicants"), (groups, "groups")):
        try:
            tables.append(read_table(path, kind, name=str(path)))
        except InputError as error:
            findings.extend(error.findings)
    if len(tables) == 2:
        reading = _Reading(findings)
        its_applicants = tuple(reading.applicant(tables[0], row) for row in tables[0].rows)
        its_groups = tuple(reading.group(tables[1], row) for row in tables[1].rows)
        limits = reading.limits(tables[1])
        if not findings:
            return Allocation(its_applicants, its_groups, limits, reading.places)
    raise InputError(findings.in_order())


class _Reading:
    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.places: dict[str, Place] = {}

    def applicant(self, table: Table, row: Row) -> Applicant:
        name = table.text(row, "id")
        self.places.setdefault(f"applicant {name}", table.place(row, "id"))
        choices = [text for column in table.numbered("choice") if (text := table.text(row, column))]
        ratings = self._ratings(table, row)
        return Applicant(
            name,
            choices=() if ratings else choices,
            ratings=ratings,
            wants=self._cell(table, row, "wants", count_of, 1),
            slots=self._cell(table, row, "slots", ids_of, None),
            tags=self._cell(table, row, "tags", ids_of, []),
            priority=self._cell(table, row, "priority", count_of, 0),
        )

    def _ratings(self, table: Table, row: Row) -> dict[str, int] | None:
        """offer -> rating, of a row that has any."""
        rated = {column: table.text(row, column) for column in table.numbered("rating")}
        if not any(rated.values()):
            return None
        found: dict[str, int] = {}
        numbers = {column.rpartition("_")[2] for column in (*rated, *table.numbered("choice"))}
        for number in sorted(numbers, key=int):
            offer = table.text(row, f"choice_{number}")
            if bool(offer) != bool(rated.get(f"rating_{number}")):
                text = f"Of choice {number} and its rating, one is empty."
                self._say("place-rating", table.place(row, f"choice_{number}"), text, "rate all choices, or none.")
            elif offer in found:
                text = f"Choice {number} is rated twice in this row."
                self._say("place-rating", table.place(row, f"choice_{number}"), text, "keep one of the two.")
            elif offer:
                found[offer] = self._cell(table, row, f"rating_{number}", count_of, 1)
        return found

    def group(self, table: Table, row: Row) -> OfferedGroup:
        name = table.text(row, "id")
        self.places.setdefault(f"group {name}", table.place(row, "id"))
        return OfferedGroup(
            name,
            max=self._cell(table, row, "max", count_of, 1),
            min=self._cell(table, row, "min", count_of, 1),
            copies=self._cell(table, row, "copies", count_of, 1),
            offer=table.text(row, "offer") or None,
            slots=self._cell(table, row, "slots", ids_of, []),
            open_to=self._cell(table, row, "open_to", ids_of, []),
            must_open=self._cell(table, row, "must_open", yes_or_no, False),
        )

    def limits(self, table: Table) -> tuple[SharedLimit, ...]:
        """One limit for each supervisor who has any: rows may repeat it, or leave it out."""
        groups: dict[str, list[str]] = {}
        said: dict[str, dict[str, int]] = {}
        for row in table.rows:
            name = table.text(row, "supervisor")
            if name:
                groups.setdefault(name, []).append(table.text(row, "id"))
                self.places.setdefault(f"limit {name}", table.place(row, "supervisor"))
            for column in _LIMITS:
                if not table.text(row, column):
                    continue
                value = self._cell(table, row, column, count_of, 0)
                if not name:
                    text = "A limit stands here, but no supervisor."
                    self._say("place-limit", table.place(row, column), text, "name the supervisor it is of.")
                elif said.setdefault(name, {}).setdefault(column, value) != value:
                    text = f"Supervisor {name} has another limit here than further up."
                    self._say("place-limit", table.place(row, column), text, "write it in one row of each supervisor.")
        return tuple(
            SharedLimit(name, groups[name], *(limits.get(column) for column in _LIMITS))
            for name, limits in said.items()
        )

    def _cell(self, table: Table, row: Row, column: str, meaning: Callable[[str], T], empty: T) -> T:
        text = table.text(row, column)
        if not text:
            return empty
        try:
            return meaning(text)
        except ValueError as error:
            self._say("place-cell", table.place(row, column), "This cell is not understood.", str(error))
            return empty

    def _say(self, code: str, where: Place, text: str, maybe: str) -> None:
        self.findings.add(code, where, text, maybe)


def rows_of(placement: Placement) -> list[tuple[str, ...]]:
    """The rows of placements.csv: everybody who has something, then everybody who has nothing, and why."""
    placed = [(one.applicant, one.group, str(one.number), str(one.rank), "") for one in placement.assignments]
    return [*placed, *((one.applicant, "", "", "", one.text) for one in placement.unplaced)]
