"""What can go wrong, and how it is said.

    AfterschoolError
    ├── InputError        the scenario or a table is wrong: carries every finding         (exit code 3)
    ├── ImpossibleError   no timetable can meet the required rules: carries the proofs    (exit code 4)
    ├── NotFoundInTime    none found within the budget                                    (exit code 5)
    ├── RefusedError      the independent checker refused the solver's answer             (exit code 6)
    └── SolverCrashed     the solver's process ended abnormally                           (exit code 6)

A `Finding` is something wrong with the input; a `Violation` (see `rule`) is something wrong with a timetable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from .rule import Violation

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Place:
    """A place in an input file: 1-based line and column, or a table's row and the header of its cell."""

    file: str
    line: int
    column: int = 1
    cell: str | None = None

    @property
    def folder(self) -> str:
        """The folder of the file, as the file is named."""
        return self.file.rpartition("/")[0]

    def beside(self, name: str) -> str:
        """How a file that is named there is called: names in a file begin at its own folder."""
        return f"{self.folder}/{name}" if self.folder else name

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.cell}" if self.cell else f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Finding:
    """Something wrong (or doubtful) in the input: a stable code, where it is, what it is, and advice.

    `text` is a full sentence without the place; `maybe` completes "Maybe …" and is None when there is no advice.
    """

    code: str
    severity: Severity
    where: Place | None
    text: str
    maybe: str | None = None

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" Maybe {self.maybe}" if self.maybe else ""
        return f"{place}{self.severity} [{self.code}] {self.text}{advice}"


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding for machines."""
    where = finding.where
    return {
        "code": finding.code,
        "severity": finding.severity,
        "file": where.file if where else None,
        "line": where.line if where else None,
        "column": where.column if where else None,
        "cell": where.cell if where else None,
        "text": finding.text,
        "maybe": finding.maybe,
    }


def finding_of(data: dict[str, Any]) -> Finding:
    """The finding that `finding_data` describes."""
    where = Place(data["file"], data["line"], data["column"], data["cell"]) if data["file"] is not None else None
    return Finding(data["code"], data["severity"], where, data["text"], data["maybe"])


class AfterschoolError(Exception):
    """Everything this package raises on purpose."""


class _WithFindings(AfterschoolError):
    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class InputError(_WithFindings):
    """The scenario cannot be read, or says something that cannot be meant."""


class ImpossibleError(_WithFindings):
    """No timetable meets the required rules; the findings say why, and how that was confirmed."""


class NotFoundInTime(AfterschoolError):
    """No timetable was found within the budget; nothing is proved."""


class RefusedError(AfterschoolError):
    """The checker found violations in what the solver returned; the timetable is withheld."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations: tuple[Violation, ...] = tuple(violations)
        said = "".join(f"\n[{violation.rule}] {violation.text}" for violation in self.violations)
        super().__init__(f"The checker refused what the solver found; no timetable is handed out.{said}")


class SolverCrashed(AfterschoolError):
    """The solver ended abnormally; nothing is known about the scenario."""
