"""The list for wet days: what is outdoors, where it goes, and what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.report.reports import Report, report_of
from tests.rule_cases import world


def report(rooms: dict[str, Any], language: str = "en", **more: Any) -> Report:
    """Football is in the hall on Tuesday, with two; homework of 3-1 is in r31, with one."""
    return report_of(*world("week", {"scenario": {"rooms": rooms, **more}}), language)


def rows(page: Report) -> list[list[str]]:
    return [[cell.text for cell in (*row.all("th"), *row.all("td"))] for row in page.page.section("wet").all("tr")[1:]]


def test_each_session_outdoors_has_a_line_with_its_fallback() -> None:
    made = report({"hall": {"outdoor": True, "fallback": "gym"}, "gym": {"kind": "gym", "seats": 4}})
    assert rows(made) == [["Tuesday", "16:00–16:50", "football", "hall", "gym", "t3", "2"]]
    assert "#wet" in {link.attributes["href"] for link in made.page.root.one("nav").all("a")}


@pytest.mark.parametrize(
    ("rooms", "said"),
    [
        ({"hall": {"outdoor": True}}, " nowhere to go"),
        ({"hall": {"outdoor": True, "fallback": "gym"}, "gym": {"seats": 4, "open": ["mon"]}}, "gym not open then"),
        (
            {"hall": {"outdoor": True, "fallback": "gym"}, "gym": {"seats": 1}},
            "gym 2 students there at once, with seats for 1",
        ),
        ({"hall": {"outdoor": True, "fallback": "r31"}}, "r31 2 groups there at once, and room for 1"),
        (
            {"hall": {"outdoor": True, "fallback": "r31"}, "r31": {"seats": 2, "groups_at_once": 2}},
            "r31 3 students there at once, with seats for 2",
        ),
    ],
)
def test_what_stands_in_the_way_is_said(rooms: dict[str, Any], said: str) -> None:
    (row,) = rows(report(rooms))
    assert row[4].strip() == said.strip()


def test_who_is_indoors_anyway_needs_no_list() -> None:
    made = report({})
    assert "#wet" not in {link.attributes["href"] for link in made.page.root.one("nav").all("a")}


def test_it_speaks_chinese() -> None:
    made = report({"hall": {"outdoor": True, "fallback": "r31"}}, "zh")
    assert rows(made) == [["星期二", "16:00–16:50", "football", "hall", "r31 届时有2组，只能容纳1组", "t3", "2"]]
