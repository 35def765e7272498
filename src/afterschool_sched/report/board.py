"""The timetable as it is put up: weeks that are alike are shown once, every session with its names and numbers.

A `Board` is one week that is held in one set of seasons: usually there is one in all. A plan whose weeks of the cycle
differ has a board for each, and a winter plan has boards of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..calendar import Calendar, Slot
from ..clock import Day
from ..dated import DatedSession, expand
from ..facts import Facts, PlanFacts
from ..roster import is_stand_in
from ..scenario import Scenario
from ..timetable import Group, Plan, Session, Timetable
from .words import Names, Words

KINDS = ("club", "class", "care", "duty")


@dataclass(frozen=True, eq=False)
class Entry:
    """One session as the report shows it. `number` is the place of its group in the plan."""

    group: Group
    session: Session
    number: int
    kind: str
    label: str  # the group's name: the activity's, and what tells it from the activity's other groups
    room: str
    lead: str
    assistants: tuple[str, ...]
    members: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many students."""
        return len(self.members)

    @property
    def periods(self) -> tuple[str, ...]:
        """Ids of the periods covered."""
        return self.session.periods


class Book:
    """A scenario and its timetable, read together in one language: everything that the views have in common."""

    def __init__(self, scenario: Scenario, timetable: Timetable, words: Words) -> None:
        self.scenario = scenario
        self.timetable = timetable
        self.words = words
        self.names = Names(scenario, words)
        self.facts = Facts(scenario, timetable)
        self.calendar: Calendar = self.facts.calendar
        self.roster_order: dict[str, int] = {student: at for at, student in enumerate(self.facts.students)}
        self.ordinal: dict[str, int] = {name: at for at, name in enumerate(scenario.periods, start=1)}

    @cached_property
    def boards(self) -> tuple[Board, ...]:
        """All boards: plans in their order, weeks in theirs."""
        return tuple(Board(self, plan, weeks) for plan in self.facts.plans for weeks in _alike(plan.plan))

    @cached_property
    def dated(self) -> tuple[DatedSession, ...]:
        """Every session on every date of the term on which it is held."""
        return expand(self.scenario, self.timetable)

    def times(self, periods: Sequence[str], seasons: Sequence[str]) -> tuple[str, ...]:
        """Clock times of consecutive periods: the usual ones, then those of each season in which they differ."""
        spans = [(season, self.calendar.block(tuple(periods), season)) for season in seasons]
        return self.by_season([(season, self.words.span(span) if span else None) for season, span in spans])

    def by_season(self, said: Sequence[tuple[str, str | None]]) -> tuple[str, ...]:
        """What holds in the first season, then each season that differs, by name. None: nothing is held then."""
        usual = said[0][1]
        parts = [usual if usual is not None else f"{self.names.season(said[0][0])} {self.words('not_held')}"]
        parts += [
            f"{self.names.season(season)} {text if text is not None else self.words('not_held')}"
            for season, text in said[1:]
            if text != usual
        ]
        return tuple(parts)

    def numbers(self, periods: Iterable[str]) -> str:
        """Periods by number: 1, 1–2."""
        return self._runs(periods)

    def slot(self, slot: Slot) -> str:
        """Tue 2: the day and the number of a period; of a cycle's later weeks, with the week."""
        when = f"{self.words.short_day(slot.day)} {self.ordinal[slot.period]}"
        return f"{self.words('plan.weeks', n=1, weeks=str(slot.week))} {when}" if slot.week > 1 else when

    def slots(self, session: Session) -> str:
        """Tue 2: the day and the numbers of the periods."""
        return f"{self.words.short_day(session.day)} {self.numbers(session.periods)}"

    def when(self, sessions: Iterable[Session]) -> str:
        """Mon, Wed 1–2; Fri 1: the days and periods of sessions, those with the same periods together."""
        of_day: dict[tuple[int, Day], set[str]] = defaultdict(set)
        for session in sessions:
            of_day[session.week, session.day].update(session.periods)
        days: dict[str, list[str]] = defaultdict(list)
        for (_, day), periods in of_day.items():
            days[self._runs(periods)].append(self.words.short_day(day))
        return self.words("semicolon").join(
            f"{self.words.list(dict.fromkeys(named))} {numbers}" for numbers, named in days.items()
        )

    def _runs(self, periods: Iterable[str]) -> str:
        """1–2, 4: numbers of periods, those that follow one another as a span."""
        runs: list[list[int]] = []
        for number in sorted(self.ordinal[period] for period in periods):
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        return self.words.list(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)

    @cached_property
    def period_key(self) -> str:
        """What the numbers of the periods stand for."""
        return self.words.list(f"{at} = {self.names.period(name)}" for name, at in self.ordinal.items())


class Board:
    """One week of a plan. `seasons` are those the plan is held in, in the calendar's order."""

    def __init__(self, book: Book, facts: PlanFacts, weeks: tuple[int, ...]) -> None:
        self.book = book
        self.facts = facts
        self.plan: Plan = facts.plan
        self.weeks = weeks
        self.seasons: tuple[str, ...] = facts.seasons
        self.labels = group_labels(book, facts)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All sessions of the week: by day, then period, then kind, then the order of activities and groups."""
        found = [
            self._entry(number, group, session)
            for number, group in enumerate(self.plan.groups)
            for session in group.sessions
            if session.week == self.weeks[0]
        ]
        days = {day: at for at, day in enumerate(self.book.calendar.days)}
        activities = {name: at for at, name in enumerate(self.book.scenario.activities)}
        homes = {home.id: at for at, home in enumerate(self.book.scenario.classes)}
        return tuple(
            sorted(
                found,
                key=lambda e: (
                    days.get(e.session.day, 99),
                    min(self.book.ordinal.get(p, 99) for p in e.periods),
                    KINDS.index(e.kind),
                    activities.get(e.group.activity, 99),
                    homes.get(e.group.home_class or "", -1),
                    e.number,
                ),
            )
        )

    def _entry(self, number: int, group: Group, session: Session) -> Entry:
        names = self.book.names
        activity = self.book.scenario.activities.get(group.activity)
        return Entry(
            group=group,
            session=session,
            number=number,
            kind=activity.kind if activity else "care",
            label=self.labels[number],
            room=names.room(session.room),
            lead=self.book.words("by_rota") if session.lead is None else names.teacher(session.lead),
            assistants=tuple(names.teacher(person) for person in session.assistants),
            members=tuple(dict.fromkeys(group.members if session.members is None else session.members)),
        )

    @cached_property
    def by_slot(self) -> dict[tuple[Day, str], list[Entry]]:
        """(day, period) -> the sessions that cover it; clubs first."""
        found: dict[tuple[Day, str], list[Entry]] = defaultdict(list)
        for kind in KINDS:
            for entry in self.entries:
                if entry.kind == kind:
                    for period in entry.periods:
                        found[entry.session.day, period].append(entry)
        return dict(found)

    @cached_property
    def of_student(self) -> dict[str, dict[Day, list[Entry]]]:
        """Student -> day -> the student's sessions in clock order."""
        found: dict[str, dict[Day, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for entry in self.entries:
            for student in entry.members:
                found[student][entry.session.day].append(entry)
        return found

    def periods_on(self, day: Day) -> tuple[str, ...]:
        """Ids of the periods that exist on the day."""
        return tuple(slot.period for slot in self.book.calendar.slots if slot.week == 1 and slot.day == day)

    @property
    def heading(self) -> str:
        """Which seasons and weeks this board is for; empty when it is the only one."""
        words = self.book.words
        parts = []
        if len(self.book.timetable.plans) > 1:
            parts.append(words("plan.seasons", seasons=words.list(self.book.names.season(s) for s in self.seasons)))
        if len(self.weeks) < self.book.timetable.cycle_weeks:
            weeks = words.list(str(week) for week in self.weeks)
            parts.append(words("plan.weeks", n=len(self.weeks), weeks=weeks))
        return words("semicolon").join(parts)


def group_labels(book: Book, facts: PlanFacts) -> tuple[str, ...]:
    """A name for each group of a plan: its activity, its class, and a number where several would share a name.

    A class that is host to others in the activity's only group gives it no name: it is everybody's.
    """
    alone = Counter(group.activity for group in facts.plan.groups)
    bases = []
    for group in facts.groups:
        home = group.group.home_class
        classes = {book.names.class_of(member) for s in facts.sessions_of[group] for member in s.students}
        shared = alone[group.group.activity] == 1 and not classes <= {home}
        suffix = f" {book.names.home_class(home)}" if home and not shared else ""
        bases.append(book.names.activity(group.group.activity) + suffix)
    several = Counter(bases)
    seen: Counter[str] = Counter()
    labels = []
    for base, group in zip(bases, facts.groups, strict=True):
        seen[base] += 1
        if several[base] == 1:
            labels.append(base)
        elif group.group.home_class:
            labels.append(base + book.words.bracket(book.words("part", k=seen[base], n=several[base])))
        else:
            labels.append(f"{base} {seen[base]}")
    return tuple(labels)


def split_members(names: Names, members: Iterable[str]) -> tuple[list[str], list[tuple[str, int]]]:
    """Students of the table, in order; and of those who are only counted (class id, how many), as classes are met."""
    known: list[str] = []
    counted: Counter[str] = Counter()
    for member in members:
        if is_stand_in(member):
            counted[names.class_of(member)] += 1
        else:
            known.append(member)
    return known, list(counted.items())


def _alike(plan: Plan) -> list[tuple[int, ...]]:
    """The weeks of the cycle, those with the same sessions together."""
    content: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    for number, group in enumerate(plan.groups):
        for s in group.sessions:
            content[s.week].append((number, s.day, s.periods, s.room, s.lead, s.assistants, s.members))
    by_content: dict[tuple[tuple[object, ...], ...], list[int]] = {}
    for week in sorted(content):
        by_content.setdefault(tuple(sorted(content[week], key=repr)), []).append(week)
    return [tuple(weeks) for weeks in by_content.values()] or [(1,)]
