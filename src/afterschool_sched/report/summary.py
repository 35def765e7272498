"""A few lines for the terminal, in English and in ids: what was found, how good it is, what could not be met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from ..checker import Verdict
from ..result import Result
from ..rule import Violation
from ..scenario import District, Scenario
from ..timetable import Timetable
from .board import Book
from .choices import choices
from .district import district_table
from .outcome import aims, gave_way, status
from .people import load_of
from .words import Words

MOST_SENTENCES = 5  # of each rule; the report has them all


def summary(scenario: Scenario, timetable: Timetable, verdict: Verdict, result: Result | None = None) -> str:
    """Plain text, ending in a newline: status, aims, choices, loads, what could not be met. No names of children."""
    if isinstance(scenario, District):
        return _of_district(scenario, timetable, verdict, result)
    words = Words("en")
    book = Book(scenario, timetable, words)
    lines = [*status(words, verdict, result), ""]
    lines += _table(_aims(words, verdict, result))
    for board in {id(board.facts): board for board in book.boards}.values():
        heading = board.heading
        lines += ["", f"{heading}:"] if heading else [""]
        found = choices(book, board.facts, verdict.unserved)
        if found.bars:
            got = ", ".join(f"{bar.label} {bar.number}" for bar in found.bars)
            lines.append(f"Choices ({found.listing} students): {got}")
        opened = [d for d in found.demand if d.groups]
        if found.demand:
            members, places = sum(d.members for d in opened), sum(d.places for d in opened)
            groups = sum(d.groups for d in opened)
            lines.append(f"Clubs: {groups} groups of {len(opened)} clubs opened; {members} of {places} places taken")
        loads = [load_of(board, teacher)[0] or 0 for teacher, work in board.facts.work.items() if work]
        if loads:
            spread = f"{min(loads)} to {max(loads)} periods each, median {median(loads):g}"
            lines.append(f"Teachers: {len(loads)} of {len(scenario.teachers)} have sessions; {spread}")
    lines += _found("Broken required rules", verdict.violations)
    lines += _found("Wishes that had to give way", gave_way(book, verdict))
    return "\n".join(lines) + "\n"


def _of_district(district: District, timetable: Timetable, verdict: Verdict, result: Result | None) -> str:
    words = Words("en")
    lines = [*status(words, verdict, result), ""]
    lines += _table(_aims(words, verdict, result))
    lines += ["", *_table([*district_table(district, timetable, verdict, result)], numbers=99)]
    lines += _found("Broken required rules", verdict.violations)
    return "\n".join(lines) + "\n"


def _aims(words: Words, verdict: Verdict, result: Result | None) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [("aim", "value", "bound", "gap", "proved", "holds for")]
    rows += [(row.title, row.value, row.bound, row.gap, row.proven, row.scope) for row in aims(words, verdict, result)]
    return rows


def _table(rows: list[tuple[str, ...]], numbers: int = 4) -> list[str]:
    """Columns side by side; those after the first and before `numbers` to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if 0 < at < numbers else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _found(title: str, found: Sequence[Violation]) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield f"{title}: {len(found)}"
    of_rule = Counter(violation.rule for violation in found)
    for rule, number in of_rule.items():
        mine = [violation for violation in found if violation.rule == rule]
        cost = sum(violation.cost for violation in mine)
        yield f"  {rule}: {number}" + (f", cost {cost}" if cost else "")
        for violation in mine[:MOST_SENTENCES]:
            yield f"    {violation.text}"
        if number > MOST_SENTENCES:
            yield f"    … and {number - MOST_SENTENCES} more"
