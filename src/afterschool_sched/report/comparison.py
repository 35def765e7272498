"""The page that compares the schools of a batch: one line for each, then its aims, then what did not work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from ..record import Ending, Figures, FindingRecord, SummaryRow
from ..result import AimResult
from .html import REPORT_NAME, asset, digest, environment, language_of
from .outcome import aim_title
from .words import Words


@dataclass(frozen=True)
class School:
    """One line: the name, where the report is, how it ended, and a cell for each column."""

    name: str
    report: str
    ending: str
    good: bool
    cells: tuple[str, ...]
    aims: tuple[str, ...]


@dataclass(frozen=True)
class Trouble:
    """A school without a timetable, or not with the best one: why, and what is wrong with its files."""

    name: str
    ending: str
    message: str
    findings: tuple[FindingRecord, ...]


FIGURES = ("students", "groups", "first", "unplaced", "load", "range", "own_teacher", "plans", "gap")
MONEY = ("pay", "fees", "balance")  # of the term


def compare(rows: Sequence[SummaryRow], language: str) -> str:
    """The page as HTML text, in `language` ("en" or "zh"). The same rows give the same text. Raises ValueError."""
    words = Words(language_of(language))
    known = [row.outcome.figures for row in rows if row.outcome is not None and row.outcome.figures is not None]
    aims = tuple(dict.fromkeys(aim.id for figures in known for aim in figures.aims))
    money = money_columns(known)
    counts = [(sum(_ending(row) == ending for row in rows), ending) for ending in (*get_args(Ending), "waiting")]
    style = asset("style.css")
    return (
        environment()
        .get_template("comparison.html.j2")
        .render(
            t=words,
            lang="zh-Hans" if words.language == "zh" else "en",
            policy=f"default-src 'none'; style-src '{digest(style)}'",
            style=style,
            counts=[(number, words(f"ending.{ending}")) for number, ending in counts if number],
            columns=(*FIGURES, *money, "seconds"),
            schools=[_school(words, row, aims, money) for row in rows],
            aims=[aim_title(words, aim) for aim in aims],
            troubles=list(_troubles(words, rows)),
        )
    )


def _ending(row: SummaryRow) -> str:
    return "waiting" if row.outcome is None else row.outcome.ending


def _name(words: Words, row: SummaryRow) -> str:
    record = row.outcome
    return row.folder if record is None else words.of(record.title, record.scenario)


def _school(words: Words, row: SummaryRow, aims: Sequence[str], money: Sequence[str]) -> School:
    record = row.outcome
    figures = record.figures if record else None
    return School(
        name=_name(words, row),
        report=f"{row.folder}/{REPORT_NAME}" if record and REPORT_NAME in record.files else "",
        ending=_ending_words(words, row),
        good=_ending(row) == "solved",
        cells=(*figure_cells(words, figures, money), f"{record.seconds:.0f}") if figures and record else (),
        aims=tuple(aim_cell(words, figures, aim) for aim in aims) if figures else (),
    )


def _ending_words(words: Words, row: SummaryRow) -> str:
    said = words(f"ending.{_ending(row)}")
    record = row.outcome
    if record is not None and record.ending == "solved" and record.status is not None:
        said = words(f"status.word.{record.status}")
    return said + (words.bracket(words("compare.kept")) if row.state == "kept" else "")


def money_columns(figures: Iterable[Figures]) -> tuple[str, ...]:
    """The columns about money; none where no school has to do with it."""
    return MONEY if any(own.pay is not None for own in figures) else ()


def figure_cells(words: Words, figures: Figures, money: Sequence[str] = ()) -> Iterator[str]:
    """The figures of a school, in the order of `FIGURES`, and those about money."""
    unknown = words("unknown")
    yield str(figures.students)
    yield str(figures.club_groups)
    yield unknown if figures.first_choice is None else words.percent(figures.first_choice)
    yield str(figures.unplaced)
    yield words.number(figures.load_mean)
    yield f"{figures.load_min}–{figures.load_max}"
    yield unknown if figures.own_teacher is None else words.percent(figures.own_teacher)
    yield str(figures.plans)
    gaps = [aim.gap for aim in figures.aims if aim.gap is not None]
    yield words.percent(max(gaps)) if len(gaps) == len(figures.aims) and gaps else unknown
    for name in money:
        amount: int | None = getattr(figures, name)
        yield unknown if amount is None else f"{amount:,}"


def aim_cell(words: Words, figures: Figures, aim: str) -> str:
    """The value and, where a bound is known, how far it may be from the best."""
    found: AimResult | None = next((own for own in figures.aims if own.id == aim), None)
    if found is None:
        return words("unknown")
    gap = "" if found.gap is None else words.bracket(words.percent(found.gap))
    return words.number(found.value) + gap


def _troubles(words: Words, rows: Sequence[SummaryRow]) -> Iterator[Trouble]:
    for row in rows:
        record = row.outcome
        if record is not None and record.ending != "solved":
            errors = tuple(finding for finding in record.findings if finding.severity == "error")
            yield Trouble(_name(words, row), words(f"ending.{record.ending}"), record.message or "", errors)
