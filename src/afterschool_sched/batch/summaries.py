"""The summary of a batch: for programs, for a spreadsheet, and as a page that compares the schools."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..files import write_atomically
from ..grid import write_csv
from ..process.outcome import REPORT
from ..record import Figures, Summary, SummaryRow
from ..report.comparison import compare
from .plan import SUMMARIES

_FIGURES = (
    *("students", "classes", "teachers", "club_groups", "sessions", "with_choices", "first_choice", "unplaced"),
    *("unserved", "load_mean", "load_min", "load_max", "own_teacher", "pay", "fees", "balance", "plans"),
)


def write_summaries(folder: Path, rows: Sequence[SummaryRow], language: str) -> None:
    """Write summary.csv, summary.json and index.html, each whole or not at all. Raises OSError."""
    table, data, page = (folder / name for name in SUMMARIES)
    write_atomically(table, write_csv(_table(rows)))
    write_atomically(data, Summary(scenarios=tuple(rows)).to_json().encode())
    write_atomically(page, compare(rows, language).encode())


def _table(rows: Sequence[SummaryRow]) -> list[list[str]]:
    """One line for each scenario; aims that a scenario does not have stay empty."""
    known = [row.outcome.figures for row in rows if row.outcome is not None and row.outcome.figures is not None]
    aims = list(dict.fromkeys(aim.id for figures in known for aim in figures.aims))
    head = ["scenario", "title_en", "title_zh", "state", "ending", "status", *_FIGURES]
    for aim in aims:
        head += [f"aim_{aim}", f"bound_{aim}", f"gap_{aim}"]
    return [[*head, "seconds", "report", "message"], *(_line(row, aims) for row in rows)]


def _line(row: SummaryRow, aims: Sequence[str]) -> list[str]:
    record = row.outcome
    if record is None:
        return [row.folder, "", "", row.state, *[""] * (len(_FIGURES) + 3 * len(aims) + 5)]
    title, figures = record.title, record.figures
    cells: list[object] = [record.scenario, title.en if title else "", title.zh if title else ""]
    cells += [
        row.state,
        record.ending,
        record.status,
        *(getattr(figures, name, None) for name in _FIGURES),
        *_aims(figures, aims),
    ]
    errors = [finding.text for finding in record.findings if finding.severity == "error"]
    message = record.message or (errors[0] if errors else "")
    report = f"{row.folder}/{REPORT}" if REPORT in record.files else ""
    return ["" if cell is None else str(cell) for cell in (*cells, record.seconds, report, message)]


def _aims(figures: Figures | None, aims: Sequence[str]) -> list[object]:
    found = {aim.id: aim for aim in figures.aims} if figures else {}
    cells: list[object] = []
    for aim in aims:
        own = found.get(aim)
        cells += [own.value, own.bound, own.gap] if own else [None, None, None]
    return cells
