"""The page: well formed, alone, and drawn from what was measured."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from afterschool_sched.bench.page import render, write_page
from afterschool_sched.bench.plots import Plot, Series, exponent
from afterschool_sched.bench.runner import Line, record

from .test_comparison import NONE_FOUND, line

CURVE = [
    {"s": 1.0, "utility": 900, "utility_bound": None, "values": [3], "bounds": [None]},
    {"s": 20.0, "utility": 1000, "utility_bound": 1010, "values": [2], "bounds": [1]},
]


def grown(students: int, **other: Any) -> Line:
    return line(instance=f"toy-{students}", students=students, total_s=students / 10, curve=CURVE, **other)


def test_the_page_is_well_formed_and_stands_alone(tmp_path: Path) -> None:
    for students in (100, 200, 400):
        record(tmp_path, grown(students, utility_bound=1010))
    record(tmp_path, {**grown(100), "solver": "greedy", **NONE_FOUND, "curve": []})
    text = write_page(tmp_path).read_text(encoding="utf-8")
    page = ElementTree.fromstring(text.replace("<!DOCTYPE html>", ""))
    assert len(page.findall(".//svg")) == 3 + 3  # a curve for each instance; time, first and memory against students
    assert not re.search(r"<script|https?://|src=|@import|url\(", text)
    assert "solve (exponent 1.00)" in text
    cells = [[cell.text for cell in row] for row in page.findall(".//tbody/tr")]
    assert cells == [
        ["solve", "3 of 3", "4.0", "20.0", "1.00%", "200"],
        ["greedy", "0 of 1", "–", "10.0", "–", "200"],
    ]


def test_the_same_lines_give_the_same_page() -> None:
    lines = {"toy": [grown(100, utility_bound=1010)]}
    assert render(lines) == render(lines)


def test_a_curve_goes_from_the_left_to_the_best_gap() -> None:
    plot = Plot("t", "s", "gap", (Series("solve", ((1.0, 0.1), (10.0, 0.01)), steps=True),), percent=True)
    (drawn,) = plot.drawn
    (x0, y0), (x1, y1) = drawn.dots
    assert x0 < x1
    assert y0 < y1  # downwards: the smaller gap lies lower
    assert drawn.path == f"M{x0} {y0}H{x1}V{y1}"
    assert [tick.label for tick in plot.x_ticks] == ["1", "2", "5", "10"]
    assert [tick.label for tick in plot.y_ticks] == ["1 %", "2 %", "5 %", "10 %"]


def test_the_exponent_is_the_slope_of_the_logarithms() -> None:
    assert exponent([(x, 3 * x**1.5) for x in (100.0, 300.0, 1000.0)]) == pytest.approx(1.5)
    assert exponent([(100.0, 1.0), (150.0, 2.0)]) is None
    assert exponent([(100.0, 1.0)]) is None
