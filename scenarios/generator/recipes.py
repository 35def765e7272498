"""What is kept as files: for each school its head counts and the habits of its families; for each instance its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from afterschool_sched.generator.families import Habits, families
from afterschool_sched.generator.files import origin_of, read_without_students, table_text, write_school
from afterschool_sched.generator.school import Tightness, school

from .county import write_county

SCHOOLS = Path("scenarios/schools")
INSTANCES = Path("benchmarks/instances")


@dataclass(frozen=True)
class Recipe:
    """A school whose scenario is written by hand and whose table of students is made.

    `heads` are head counts in the order of the scenario's classes. `late` are those who come later: the table of the
    start has not got them, and the later one has everybody else unchanged. `in_autumn`: families were asked when
    nobody spoke of winter, whose timetable is its own: what they can come to is what is held in the regular season.
    """

    heads: tuple[int, ...]
    late: tuple[int, ...] = ()
    habits: Habits = field(default_factory=Habits)
    seed: int = 1
    in_autumn: bool = False


RECIPES: Mapping[str, Recipe] = {
    # About 700 students in 18 classes; some clubs are in fashion and wanted by twice as many as can be taken.
    "plan-seasonal-a": Recipe(
        heads=(37, 38, 36, 39, 38, 40, 40, 38, 39, 41, 39, 40, 44, 38, 39, 42, 38, 36),
        habits=Habits(
            mid_last=0.0,
            fashion_spread=0.35,
            age_spread=0.2,
            fashion={
                "football": 5.0,
                "english-theatre": 3.5,
                "football-junior": 2.8,
                "table-tennis": 3.2,
                "basketball": 2.0,
                "picture-books": 2.2,
                "dance": 2.2,
                "ink-painting": 1.2,
            },
        ),
        seed=15,
    ),
    # Few want a club, most stay to the end every day.
    "walking-class-primary": Recipe(
        heads=(36, 37, 38, 39, 40, 38, 42, 41, 46, 40, 44, 39),
        habits=Habits(
            clubs=0.21,
            two_clubs=0.15,
            list_length=(1, 3),
            every_day=0.85,
            after_first=0.1,
            mid_last=0.0,
            lesson_elsewhere=0.04,
            fashion_spread=0.3,
            fashion={"football": 1.7, "choir": 1.4, "dance": 2.2, "tai-chi": 0.8, "public-speaking": 0.7},
        ),
        in_autumn=True,
    ),
    # Everybody has a club, and lists five or six; all stay to the end, on every day.
    "three-track-primary": Recipe(
        heads=(36, 35, 37, 36, 38, 35, 37, 36, 36, 38, 35, 36, 37, 34, 36, 35, 36, 34),
        habits=Habits(
            clubs=1.0,
            two_clubs=0.0,
            list_length=(5, 6),
            every_day=1.0,
            after_first=0.0,
            mid_last=0.0,
            lesson_elsewhere=0.0,
            early_in_season=0.0,
            fashion_spread=0.25,
        ),
    ),
    # Begins with 420 and has 519 four weeks later; many are collected before the courses, more in winter.
    "growing-primary": Recipe(
        heads=(31, 30, 29, 30, 31, 30, 30, 31, 29, 30, 30, 29, 30, 30),
        late=(8, 7, 6, 8, 7, 9, 7, 6, 8, 7, 6, 7, 7, 6),
        habits=Habits(
            clubs=0.8,
            two_clubs=0.25,
            list_length=(2, 4),
            every_day=0.85,
            everybody_until=2,
            after_first=0.12,
            mid_last=0.0,
            lesson_elsewhere=0.05,
            early_in_season=0.25,
            fashion_spread=0.3,
            fashion={"football": 1.8, "baking": 1.6},
        ),
    ),
    # Half list a club of the last period; everybody stays until homework is done.
    "homework-limits": Recipe(
        heads=(36, 35, 37, 37, 38, 36, 38, 39, 37, 40, 38, 39, 39, 40, 37, 38),
        habits=Habits(
            clubs=0.6,
            list_length=(2, 4),
            every_day=0.85,
            everybody_until=2,
            after_first=0.2,
            mid_last=0.0,
            fashion_spread=0.3,
        ),
    ),
    # Two thirds list a club; many are collected after the first period, more in winter, when it is dark at the end.
    "plan-seasonal-b": Recipe(
        heads=(36, 37, 38, 37, 38, 39, 38, 40, 39, 39, 38, 40, 41, 39, 38, 37),
        habits=Habits(
            clubs=0.66,
            list_length=(2, 4),
            mid_last=0.0,
            after_first=0.2,
            early_in_season=0.15,
            fashion_spread=0.3,
            fashion={"football": 2.2, "chess": 1.5, "painting": 1.5, "rope": 1.4},
        ),
    ),
    # Everybody has lunch; most list two or three courses for the term.
    "plan-term-choice": Recipe(
        heads=(37, 38, 36, 38, 37, 39, 38, 37, 36, 39, 38, 40, 37, 38, 36),
        habits=Habits(every_day=0.7, after_first=0.05, mid_last=0.0, early_in_season=0.0, lesson_elsewhere=0.05),
        seed=7,
    ),
}

SUITE: tuple[tuple[int, int, Tightness], ...] = (
    (700, 1, "slack"),
    (700, 2, "slack"),
    (700, 3, "slack"),
    (700, 1, "tight"),
    (700, 2, "tight"),
    (700, 3, "tight"),
)


def write_all(root: Path, source: Path | None = None) -> list[Path]:
    """Write all tables and instances below `root` and give their paths.

    The scenarios to which the tables belong are read below `source` (default: `root`).
    """
    return [*_tables(root, source or root), *write_county(root), *_instances(root)]


def tables(name: str, source: Path) -> dict[str, str]:
    """The tables of students of one of the schools, as CSV text: of all, and of its start if that differs."""
    recipe = RECIPES[name]
    scenario = read_without_students(source / SCHOOLS / f"{name}.yaml")
    scenario = scenario.in_seasons(()) if recipe.in_autumn else scenario
    seasons = tuple(scenario.seasons)
    heads = {home.id: count for home, count in zip(scenario.classes, recipe.heads, strict=True)}
    start = families(scenario, heads, f"{name}/{recipe.seed}", recipe.habits)
    if not recipe.late:
        return {"students.csv": table_text(start, seasons)}
    later = {home.id: count for home, count in zip(scenario.classes, recipe.late, strict=True)}
    late = families(scenario, later, f"{name}/{recipe.seed}/late", recipe.habits, first=heads)
    return {"start.csv": table_text(start, seasons), "students.csv": table_text((*start, *late), seasons)}


def _tables(root: Path, source: Path) -> Iterator[Path]:
    for name in RECIPES:
        for file, text in tables(name, source).items():
            path = root / SCHOOLS / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            yield path


def _instances(root: Path) -> Iterator[Path]:
    for size, seed, tightness in SUITE:
        made = school(size, seed, tightness)
        folder = root / INSTANCES / made.mapping["id"]
        comment = origin_of(f"A generated school of {size} students; own staff {tightness}; seed {seed}")
        path = write_school(folder, made.mapping, made.students, comment, "../../../models/schema/scenario.json")
        yield from (path, folder / "students.csv")
