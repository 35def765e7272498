"""index.html from the recorded lines: curves of gaps over time, and how time and memory grow. No script, no picture
from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from ..files import write_atomically
from .plots import Plot, Series, exponent
from .runner import Line
from .table import newest, utility_bounds, utility_gap

PAGE = "index.html"
_MOST_CURVES = 12  # pictures of a suite; beyond, its first instances stand for all
_LEAST_GAP = 1e-4  # a gap of nothing is drawn here on the logarithmic scale


@dataclass(frozen=True)
class _Shown:
    """A suite as the page shows it."""

    name: str
    about: str
    solvers: tuple[dict[str, Any], ...]
    curves: tuple[Plot, ...]
    left_out: int


def write_page(home: Path) -> Path:
    """Write `home`/index.html from the files in `home`/results, for each suite those of the newest version."""
    path = home / PAGE
    write_atomically(path, render(newest(home)).encode())
    return path


def render(lines: Mapping[str, Sequence[Line]]) -> str:
    """The page of these lines, by suite, as HTML text. The same lines give the same text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # slow to load

    environment = Environment(
        loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    suites = [_shown(name, those) for name, those in lines.items()]
    every = [line for those in lines.values() for line in those]
    growth = [*_growth(every, districts=False), *_growth(every, districts=True)]
    return environment.get_template("bench.html.j2").render(suites=suites, growth=growth)


def _shown(name: str, lines: Sequence[Line]) -> _Shown:
    first = lines[0]
    about = (
        f"{first['cores']} cores ({first['processor']}), {first['workers']} workers, {first['time_limit']:g} s; "
        f"version {first['versions']['afterschool-sched']}, commit {first['versions']['commit']}"
    )
    cases = dict.fromkeys((line["instance"], line["seed"], line["fairness"]) for line in lines)
    bounds = utility_bounds(lines)
    curves = [_curve(case, lines, bounds) for case in cases]
    drawn = [plot for plot in curves if plot.series][:_MOST_CURVES]
    return _Shown(name, about, tuple(_solvers(lines, bounds)), tuple(drawn), len(curves) - len(drawn))


def _solvers(lines: Sequence[Line], bounds: dict[str, float]) -> Iterator[dict[str, Any]]:
    """One row of figures for each solver."""
    for solver in dict.fromkeys(line["solver"] for line in lines):
        those = [line for line in lines if line["solver"] == solver]
        found = [line for line in those if line["checked"]]
        gaps = [gap for line in found if (gap := utility_gap(line, bounds)) is not None]
        yield {
            "name": solver,
            "found": f"{len(found)} of {len(those)}",
            "first": _middle([line["first_checked_s"] for line in found], "{:.1f}"),
            "total": _middle([line["total_s"] for line in those], "{:.1f}"),
            "gap": _middle(gaps, "{:.2%}"),
            "memory": _middle([line["peak_mb"] for line in those if line["peak_mb"]], "{:.0f}"),
        }


def _middle(numbers: Sequence[float], form: str) -> str:
    return form.format(median(numbers)) if numbers else "–"


def _curve(case: tuple[str, int, str], lines: Sequence[Line], bounds: dict[str, float]) -> Plot:
    """Utility gaps of one case over time, by solver, all against the best bound that any of them has given."""
    instance, seed, fairness = case
    bound = bounds.get(instance)
    series = []
    for line in lines:
        if (line["instance"], line["seed"], line["fairness"]) == case and bound is not None:
            points = [
                (max(0.1, point["s"]), max(_LEAST_GAP, bound / point["utility"] - 1))
                for point in line.get("curve", ())
                if point["utility"]
            ]
            if points:
                series.append(Series(line["solver"], tuple(_lowest(points)), steps=True))
    title = f"{instance}, seed {seed}, {fairness}"
    return Plot(title, "seconds", "utility gap", tuple(series), percent=True)


def _lowest(points: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """The best gap so far. Aims come before utility: a better timetable may have less of it."""
    best = None
    for s, gap in points:
        best = gap if best is None else min(best, gap)
        yield s, best


def _growth(lines: Sequence[Line], *, districts: bool) -> Iterator[Plot]:
    """Time and memory against students, of what was found."""
    what = "districts" if districts else "schools"
    for measure, unit in (("total_s", "seconds"), ("first_checked_s", "seconds to the first"), ("peak_mb", "MB")):
        series = []
        for solver in dict.fromkeys(line["solver"] for line in lines):
            points = sorted(
                (float(line["students"]), float(line[measure]))
                for line in lines
                if line["solver"] == solver
                and line["checked"]
                and line[measure]
                and line.get("schools")
                and (line["schools"] > 1) == districts
            )
            power = exponent(points)
            if points:
                name = solver if power is None else f"{solver} (exponent {power:.2f})"
                series.append(Series(name, tuple(points), steps=False))
        if series:
            yield Plot(f"{unit} against students, {what}", "students", unit, tuple(series))
