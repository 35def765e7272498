"""Plots on two logarithmic scales, as numbers from which a template draws SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

Point = tuple[float, float]

WIDE, HIGH = 460, 260
LEFT, RIGHT, TOP, BOTTOM = 62, 12, 10, 40
COLOURS = ("#1b5e9e", "#c2571a", "#2c7a3f", "#8a3d8f", "#7a6a12", "#555555")


@dataclass(frozen=True)
class Series:
    """Points of one solver, from left to right; `steps`: what was reached holds until the next point."""

    name: str
    points: tuple[Point, ...]
    steps: bool


@dataclass(frozen=True)
class Tick:
    """A mark on a scale: where, and what is written there."""

    at: float
    label: str


@dataclass(frozen=True)
class Drawn:
    """A series in the picture's own units."""

    name: str
    colour: str
    path: str
    dots: tuple[Point, ...]


@dataclass(frozen=True)
class Plot:
    """One picture; all numbers are above zero."""

    title: str
    across: str
    up: str
    series: tuple[Series, ...]
    percent: bool = False
    size: tuple[int, int] = field(default=(WIDE, HIGH))

    @cached_property
    def frame(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what the scales enclose."""
        return LEFT, TOP, WIDE - RIGHT, HIGH - BOTTOM

    @cached_property
    def x_ticks(self) -> list[Tick]:
        """Marks from left to right."""
        return [Tick(self._x(value), _plain(value)) for value in _marks(*self._range(0))]

    @cached_property
    def y_ticks(self) -> list[Tick]:
        """Marks from bottom to top."""
        form = _percent if self.percent else _plain
        return [Tick(self._y(value), form(value)) for value in _marks(*self._range(1))]

    @cached_property
    def drawn(self) -> list[Drawn]:
        """The series with their colours."""
        return [
            Drawn(each.name, COLOURS[at % len(COLOURS)], self._path(each), tuple(map(self._place, each.points)))
            for at, each in enumerate(self.series)
        ]

    def _path(self, series: Series) -> str:
        places = [self._place(point) for point in series.points]
        words = [f"M{places[0][0]:.1f} {places[0][1]:.1f}"] if places else []
        for x, y in places[1:]:
            words.append(f"H{x:.1f}V{y:.1f}" if series.steps else f"L{x:.1f} {y:.1f}")
        return "".join(words)

    def _place(self, point: Point) -> Point:
        return round(self._x(point[0]), 1), round(self._y(point[1]), 1)

    def _x(self, value: float) -> float:
        left, _, right, _ = self.frame
        low, high = self._range(0)
        return left + (right - left) * math.log(value / low) / math.log(high / low)

    def _y(self, value: float) -> float:
        _, top, _, bottom = self.frame
        low, high = self._range(1)
        return bottom - (bottom - top) * math.log(value / low) / math.log(high / low)

    def _range(self, axis: int) -> Point:
        values = [point[axis] for series in self.series for point in series.points]
        low, high = min(values), max(values)
        return low / 1.15, high * 1.15


def exponent(points: Sequence[Point]) -> float | None:
    """The power of x with which y grows: the slope of the straight line through the logarithms (least squares).

    None unless x varies by a factor of two at least: over less, noise has more to say.
    """
    if len(points) < 2 or max(x for x, _ in points) < 2 * min(x for x, _ in points):
        return None
    across, up = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    mean_x, mean_y = sum(across) / len(across), sum(up) / len(up)
    spread = sum((x - mean_x) ** 2 for x in across)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(across, up, strict=True)) / spread


def _marks(low: float, high: float) -> list[float]:
    """Round numbers between the two: powers of ten with their doubles and fivefolds, or powers alone when wide."""
    factors = (1, 2, 5) if high / low < 200 else (1,)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [factor * 10.0**power for power in powers for factor in factors if low <= factor * 10.0**power <= high]


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def _percent(value: float) -> str:
    return f"{100 * value:g} %"
