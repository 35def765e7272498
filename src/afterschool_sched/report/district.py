"""The page of a district: its schools side by side, and who of the shared people is where. Each has its own report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from ..checker import Verdict
from ..clock import DAYS, Day
from ..facts import Facts
from ..result import Result
from ..rule import Violation
from ..scenario import District
from ..timetable import Timetable
from . import outcome
from .comparison import FIGURES, aim_cell, figure_cells, money_columns
from .figures import figures, figures_of_schools
from .html import REPORT_NAME, asset, digest, environment
from .words import Words


@dataclass(frozen=True)
class SchoolRow:
    """One school, ready to be printed: `cells` in the order of `FIGURES`, `aims` in that of the district."""

    title: str
    link: str
    town: str
    cells: tuple[str, ...]
    aims: tuple[str, ...]


@dataclass(frozen=True)
class PersonRow:
    """One shared person, and for each day the schools (title and link) with sessions then: one, if all is well."""

    name: str
    days: tuple[tuple[tuple[str, str], ...], ...]


class Comparison:
    """All that the page shows."""

    def __init__(
        self, district: District, timetable: Timetable, verdict: Verdict, result: Result | None, words: Words
    ) -> None:
        self.district, self.timetable, self.verdict, self.result = district, timetable, verdict, result
        self.words = words

    @cached_property
    def money(self) -> tuple[str, ...]:
        """The columns about money, if there are any."""
        return money_columns([figures(self.district, self.timetable, self.verdict, self.result)])

    @cached_property
    def schools(self) -> tuple[SchoolRow, ...]:
        """The schools in their order, then all of them together."""
        known = figures_of_schools(self.district, self.timetable, self.verdict, self.result)
        rows = [(*self._linked(name), self._town(name), own) for name, own in known.items()]
        whole = figures(self.district, self.timetable, self.verdict, self.result)
        rows.append((self.words("district.all"), "", "", whole))
        aims = [aim.id for aim in self.verdict.aims]
        return tuple(
            SchoolRow(
                title,
                link,
                town,
                tuple(figure_cells(self.words, own, self.money)),
                tuple(aim_cell(self.words, own, aim) for aim in aims),
            )
            for title, link, town, own in rows
        )

    def name(self, school: str) -> str:
        """What a school is called: as the district says, as its own file says, or its id."""
        own = self.words.of(self.district.loaded[school].title, school)
        return self.words.of(self.district.schools[school].title, own)

    def _town(self, school: str) -> str:
        town = self.district.schools[school].town
        return self.words.of(self.district.town_titles.get(town), town) if town is not None else ""

    @property
    def aim_titles(self) -> tuple[str, ...]:
        """What the aims are called."""
        return tuple(outcome.aim_title(self.words, aim.id) for aim in self.verdict.aims)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The days on which any shared person has sessions."""
        return tuple(day for day in DAYS if any(day in days for days in self._where.values()))

    @property
    def day_titles(self) -> tuple[str, ...]:
        """What the days are called."""
        return tuple(self.words.short_day(day) for day in self.days)

    @property
    def people(self) -> tuple[PersonRow, ...]:
        """Shared people, by the schools at which they have sessions on each day."""
        return tuple(
            PersonRow(
                self.words.of(person.title, person.id),
                tuple(tuple(self._linked(name) for name in self._where[person.id].get(day, ())) for day in self.days),
            )
            for person in self.district.teachers
        )

    @cached_property
    def _where(self) -> dict[str, dict[Day, list[str]]]:
        """Shared person -> day -> schools."""
        where: dict[str, dict[Day, list[str]]] = {person.id: {} for person in self.district.teachers}
        for name, own in self.district.loaded.items() if where else ():
            work = Facts(own, self.timetable.schools[name]).plans[0].work
            for person, of_day in where.items():
                for day in dict.fromkeys(day for _, day in work.get(person, {})):
                    of_day.setdefault(day, []).append(name)
        return where

    def _linked(self, school: str) -> tuple[str, str]:
        return self.name(school), _link(school)

    @property
    def between(self) -> tuple[Violation, ...]:
        """What is broken between schools; what is broken in one stands in its own report."""
        within = sum(len(own.violations) for own in self.verdict.schools.values())
        return self.verdict.violations[: len(self.verdict.violations) - within]


def _link(school: str) -> str:
    return f"{quote(school)}/{REPORT_NAME}"


def render_district(
    district: District, timetable: Timetable, verdict: Verdict, result: Result | None, words: Words
) -> str:
    """The page as HTML text."""
    style = asset("style.css")
    made = Comparison(district, timetable, verdict, result, words)
    return (
        environment()
        .get_template("district.html.j2")
        .render(
            t=words,
            lang="zh-Hans" if words.language == "zh" else "en",
            policy=f"default-src 'none'; style-src '{digest(style)}'",
            style=style,
            title=words.of(district.title, district.id),
            notes=district.notes or "",
            ok=verdict.ok,
            status=outcome.status(words, verdict, result),
            made=made,
            columns=(*FIGURES, *made.money),
        )
    )


def district_table(
    district: District, timetable: Timetable, verdict: Verdict, result: Result | None
) -> Iterator[tuple[str, ...]]:
    """The figures of the schools as rows of text, the first one with the heads: for the terminal."""
    words = Words("en")
    schools = figures_of_schools(district, timetable, verdict, result)
    money = money_columns(schools.values())
    yield (words("compare.school"), *(words(f"compare.{column}") for column in (*FIGURES, *money)))
    for name, own in schools.items():
        yield (name, *figure_cells(words, own, money))
