"""What the timetable costs and brings in over the term: teacher by teacher, activity by activity, class by class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..result import MoneySummary
from .board import Book

Row = tuple[str, str, str]  # whom it is about, pay, fees; empty where there are none


@dataclass(frozen=True)
class Costs:
    """Sums ready to be printed; `said` is all of it in a sentence."""

    said: str
    dated: bool
    activities: tuple[Row, ...]
    classes: tuple[Row, ...]
    teachers: tuple[Row, ...]


def costs(book: Book, money: MoneySummary) -> Costs:
    """The costs in the scenario's order; who has no part in them is left out."""
    words, names, scenario = book.words, book.names, book.scenario
    unit = words.of(money.currency, "")
    key = "costs.left" if money.pay > money.fees else "costs.covered"
    amounts = {"pay": money.pay, "fees": money.fees, "left": abs(money.pay - money.fees)}
    said = {name: f"{amount:,} {unit}".strip() for name, amount in amounts.items()}
    dates = scenario.term.first is not None and scenario.term.last is not None
    return Costs(
        said=words(key, **said),
        dated=dates,
        activities=tuple(
            (names.activity(name), _shown(money.pay_by_activity, name), _shown(money.fees_by_activity, name))
            for name in scenario.activities
            if name in money.pay_by_activity or name in money.fees_by_activity
        ),
        classes=tuple((names.class_heading(name), "", f"{fees:,}") for name, fees in money.fees_by_class.items()),
        teachers=tuple((names.teacher(name), f"{pay:,}", "") for name, pay in money.pay_by_teacher.items()),
    )


def _shown(amounts: Mapping[str, int], name: str) -> str:
    return f"{amounts[name]:,}" if name in amounts else ""
