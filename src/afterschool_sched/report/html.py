"""The report as one self-contained HTML file: it asks for no other file, font or address, and works without scripts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from ..checker import Verdict
from ..clock import format_time
from ..result import Result
from ..scenario import Scenario
from ..timetable import Timetable
from . import outcome, people, views
from .attendance import Sheet, attendance
from .board import KINDS, Board, Book
from .changes import changes
from .charts import Chart, histogram, loads
from .choices import Choices, choices
from .costs import costs
from .handover import HandoverGroup, end_times, handover
from .rota import rota
from .wet import WetDay, wet_days
from .words import Language, Words

if TYPE_CHECKING:
    from jinja2 import Environment

REPORT_NAME = "report.html"
TEMPLATES = Path(__file__).parent / "templates"
TABS = (
    "overview",
    "week",
    "classes",
    "teachers",
    "rota",
    "rooms",
    "wet",
    "students",
    "choices",
    "changes",
    "attendance",
    "handover",
    "costs",
    "rules",
)


@dataclass(frozen=True)
class BoardPage:
    """All views of one board, as the templates use them."""

    heading: str
    days: tuple[str, ...]
    periods: tuple[tuple[int, str, tuple[str, ...]], ...]  # (number, title, times)
    season: str
    by_day: tuple[views.DayList, ...]
    clubs: tuple[views.ClubRow, ...]
    classes: tuple[views.ClassView, ...]
    teachers: tuple[people.Row, ...]
    idle: tuple[str, ...]
    loads: Chart
    rooms: tuple[people.Row, ...]
    unused: tuple[str, ...]
    students: tuple[people.StudentClass, ...]
    handover: tuple[HandoverGroup, ...]
    wet: tuple[WetDay, ...]


@dataclass(frozen=True)
class PlanPage:
    """What belongs to a plan as a whole: its sheets and what became of the choices."""

    heading: str
    choices: Choices
    histogram: Chart | None
    places: Chart | None
    sheets: tuple[Sheet, ...]


def render_school(
    scenario: Scenario, timetable: Timetable, verdict: Verdict, result: Result | None, words: Words
) -> str:
    """The report of one school as HTML text; see `page.render`."""
    book = Book(scenario, timetable, words)
    boards = book.boards
    plans = tuple(_plan_pages(book, verdict))
    rotas, told = rota(book), changes(book)
    pages = tuple(_board_page(board) for board in boards)
    optional = (
        ("choices", plans[0].choices.demand),
        ("rota", rotas),
        ("changes", told),
        ("wet", any(page.wet for page in pages)),
        ("costs", verdict.money),
    )
    empty = {tab for tab, has in optional if not has}
    term = scenario.term
    style, script = asset("style.css"), asset("script.js")
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            t=words,
            lang="zh-Hans" if words.language == "zh" else "en",
            policy=f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'",
            style=style,
            script=script,
            tabs=tuple(tab for tab in TABS if tab not in empty),
            kinds=KINDS,
            title=words.of(scenario.title, scenario.id),
            term=words("term.span", first=words.date(term.first), last=words.date(term.last))
            if term.first and term.last
            else "",
            notes=scenario.notes or "",
            ok=verdict.ok,
            status=outcome.status(words, verdict, result),
            figures=tuple(_figures(book, plans)),
            aims=outcome.aims(words, verdict, result),
            violations=outcome.unmet(book, verdict.violations),
            penalties=outcome.unmet(book, outcome.gave_way(book, verdict)),
            costs=costs(book, verdict.money) if verdict.money is not None else None,
            boards=pages,
            plans=plans,
            rotas=rotas,
            changes=told,
            talents=people.talents(book),
            period_key=book.period_key,
            evening=format_time(scenario.evening_from) if scenario.evening_from is not None else "",
            rules=outcome.rules(book),
            policies=outcome.policies(book),
            exemptions=outcome.exemptions(book),
            small=tuple(_small_print(words, scenario, verdict, result)),
        )
    )


def language_of(asked: str) -> Language:
    """The language that is asked for. Raises ValueError when there are no texts in it."""
    for language in get_args(Language):
        if language == asked:
            return language  # type: ignore[no-any-return]
    raise ValueError(f"'{asked}' is not a language of the report; languages are {', '.join(get_args(Language))}")


def _board_page(board: Board) -> BoardPage:
    book = board.book
    teachers, idle = people.by_teacher(board)
    rooms, unused = people.by_room(board)
    return BoardPage(
        heading=board.heading,
        days=tuple(book.words.day(day) for day in views.days_of(board)),
        periods=tuple(
            (number, book.names.period(period), book.times((period,), board.seasons))
            for period, number in book.ordinal.items()
        ),
        season=book.names.season(board.seasons[0]),
        by_day=views.by_day(board),
        clubs=views.clubs(board),
        classes=views.by_class(board),
        teachers=teachers,
        idle=idle,
        loads=loads(board),
        rooms=rooms,
        unused=unused,
        students=people.by_student(board, end_times(board)),
        handover=handover(board),
        wet=wet_days(board),
    )


def _plan_pages(book: Book, verdict: Verdict) -> Iterator[PlanPage]:
    several = len(book.facts.plans) > 1
    for facts in book.facts.plans:
        board = next(board for board in book.boards if board.facts is facts)
        seasons = book.words.list(book.names.season(season) for season in facts.seasons)
        heading = book.words("plan.seasons", seasons=seasons) if several else ""
        found = choices(book, facts, verdict.unserved)
        yield PlanPage(
            heading=heading,
            choices=found,
            histogram=histogram(found.bars) if found.bars else None,
            places=histogram(found.places) if found.places else None,
            sheets=tuple(attendance(book, facts, board.labels)),
        )


def _figures(book: Book, plans: tuple[PlanPage, ...]) -> Iterator[tuple[str, str]]:
    """The key figures of the first plan: (number, what it counts)."""
    words, facts = book.words, book.facts.plans[0]
    staying = {student for students in facts.present.values() for student in students}
    clubs = [group for group in facts.groups if group.club]
    teachers = [teacher for teacher, work in facts.work.items() if work]
    rooms = {session.session.room for session in facts.sessions if session.session.room}
    cycle = "figure.sessions" if book.timetable.cycle_weeks == 1 else "figure.sessions_cycle"
    for number, key in (
        (len(staying), "figure.students"),
        (len({book.names.class_of(student) for student in staying}), "figure.classes"),
        (len(clubs), "figure.clubs"),
        (len(facts.sessions), cycle),
        (len(teachers), "figure.teachers"),
        (len(rooms), "figure.rooms"),
    ):
        if number:
            yield str(number), words(key, n=number)
    found = plans[0].choices
    if found.listing:
        possible = found.listing - len(found.unserved)
        if possible:
            yield words.percent(found.first / possible), words("figure.first")
        yield str(found.number_unplaced), words("figure.unplaced")


def _small_print(
    words: Words, scenario: Scenario, verdict: Verdict, result: Result | None
) -> Iterator[tuple[str, str]]:
    yield words("small.scenario"), scenario.id
    yield words("small.utility"), str(verdict.utility)
    if result is None:
        return
    status = {"optimal": words("status.word.optimal"), "feasible": words("status.word.feasible")}
    yield words("small.status"), status.get(result.status, result.status)
    if result.interrupted:
        yield words("small.interrupted"), words("yes")
    if result.utility_gap is not None:
        yield words("small.utility_gap"), words.percent(result.utility_gap)
    yield words("small.seed"), str(result.seed)
    yield words("small.deterministic"), words("yes" if result.deterministic else "no")
    yield words("small.versions"), words.list(f"{name} {version}" for name, version in result.versions.items())
    yield words("small.seconds"), words.list(f"{stage} {seconds:.1f}" for stage, seconds in result.seconds.items())
    if result.inputs:
        yield words("small.inputs"), words.list(f"{file} {digest[:12]}" for file, digest in result.inputs.items())
    for note in result.notes:
        yield words("rule.note"), note


@cache
def asset(name: str) -> str:
    """A file that pages carry within them."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """How a content security policy names an inline style or script that it allows."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def environment() -> Environment:
    """What fills in the templates; everything a user wrote is escaped."""
    # Loaded here, not above: whoever only wants the summary for the terminal does not wait for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, **options)
    environment.filters["whole"] = _whole
    return environment


def _whole(text: str) -> str:
    """The text as HTML in which "3-1" is not broken after its hyphen, as browsers else do."""
    from markupsafe import Markup

    words = (Markup("<s>{}</s>").format(word) if "-" in word else Markup.escape(word) for word in text.split(" "))
    return Markup(" ").join(words)
