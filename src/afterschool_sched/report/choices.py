"""What became of the students' choices: a histogram, demand and places of each club, and why some got none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..entities import Student
from ..facts import PlanFacts
from ..resolved import GroupFacts
from ..roster import is_stand_in
from ..rules.reserve.spec import Reserve
from .board import Book


@dataclass(frozen=True)
class Bar:
    """One bar of the histogram."""

    label: str
    number: int
    kind: str  # rank, none or unserved: how it is drawn


@dataclass(frozen=True)
class Demand:
    """One club: who wanted it, and what it could give."""

    label: str
    first: int
    listed: int
    expected: int
    groups: int
    places: int
    members: int


@dataclass(frozen=True)
class Without:
    """A student without a club: for each club listed, best first, its name and the reason."""

    name: str
    home_class: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choices:
    """The choices of one plan. `listing` students of the table listed at least one club."""

    listing: int
    bars: tuple[Bar, ...]
    places: tuple[Bar, ...]  # clubs given by rank; empty when nobody has or wants two
    demand: tuple[Demand, ...]
    unplaced: tuple[Without, ...]
    unserved: tuple[Without, ...]
    unplaced_counts: tuple[tuple[str, int], ...]  # those only counted: class, how many
    unserved_counts: tuple[tuple[str, int], ...]

    @property
    def number_unplaced(self) -> int:
        """How many could be served and got nothing."""
        return len(self.unplaced) + sum(number for _, number in self.unplaced_counts)

    @property
    def first(self) -> int:
        """How many got the club they listed first."""
        return self.bars[0].number if self.bars else 0


def choices(book: Book, plan: PlanFacts, unserved: Iterable[str]) -> Choices:
    """The choices of one plan; `unserved` are those whom no timetable could serve."""
    cannot = frozenset(unserved)
    facts = book.facts
    asking = [s for s in facts.students.values() if s.choices and (plan.wanted[s.id] or s.id in cannot)]
    without = [s for s in asking if not plan.clubs_of.get(s.id)]
    unplaced = [s for s in without if s.id not in cannot]
    unable = [s for s in without if s.id in cannot]
    named = [s for s in asking if not is_stand_in(s.id)]
    return Choices(
        listing=len(named),
        bars=tuple(_bars(book, plan, named, cannot)),
        places=tuple(_places(book, plan, named)),
        demand=tuple(_demand(book, plan)),
        unplaced=tuple(_without(book, plan, s) for s in unplaced if not is_stand_in(s.id)),
        unserved=tuple(_without(book, plan, s, never=True) for s in unable if not is_stand_in(s.id)),
        unplaced_counts=_counts(book, unplaced),
        unserved_counts=_counts(book, unable),
    )


def _counts(book: Book, students: Iterable[Student]) -> tuple[tuple[str, int], ...]:
    counts = Counter(s.class_ for s in students if is_stand_in(s.id))
    return tuple((book.names.home_class(home), number) for home, number in counts.items())


def _ranks(plan: PlanFacts, student: Student) -> list[int]:
    """The ranks of the clubs a student got, best first; a club that was not listed ranks after all that were."""
    listed = student.choices
    got = dict.fromkeys(group.group.activity for group in plan.clubs_of.get(student.id, ()))
    return sorted(listed.index(club) + 1 if club in listed else len(listed) + 1 for club in got)


def _bars(book: Book, plan: PlanFacts, students: list[Student], cannot: frozenset[str]) -> Iterable[Bar]:
    if not students:
        return
    best = Counter(ranks[0] for s in students if (ranks := _ranks(plan, s)))
    longest = max(max(len(s.choices) for s in students), *best, 1)
    last = max([rank for rank in range(1, longest + 1) if best[rank]], default=1)
    for rank in range(1, max(last, min(3, longest)) + 1):
        yield Bar(book.words.rank(rank), best[rank], "rank")
    nothing = [s for s in students if not plan.clubs_of.get(s.id)]
    yield Bar(book.words("choices.none"), sum(s.id not in cannot for s in nothing), "none")
    unable = sum(s.id in cannot for s in nothing)
    if unable:
        yield Bar(book.words("choices.unserved"), unable, "unserved")


def _places(book: Book, plan: PlanFacts, students: list[Student]) -> Iterable[Bar]:
    if not any(plan.wanted[s.id] > 1 or len(_ranks(plan, s)) > 1 for s in students):
        return
    given = Counter(rank for s in students for rank in _ranks(plan, s))
    for rank in range(1, max(given, default=0) + 1):
        yield Bar(book.words.rank(rank), given[rank], "rank")


def _demand(book: Book, plan: PlanFacts) -> Iterable[Demand]:
    students = book.facts.students.values()
    named = [s for s in students if not is_stand_in(s.id)]
    first = Counter(s.choices[0] for s in named if s.choices)
    listed = Counter(club for s in named for club in dict.fromkeys(s.choices))
    expected = Counter(club for s in students if is_stand_in(s.id) for club in s.choices)
    for name, activity in book.scenario.activities.items():
        if activity.is_chosen:
            groups = [group for group in plan.groups if group.group.activity == name]
            yield Demand(
                label=book.names.activity(name),
                first=first[name],
                listed=listed[name],
                expected=expected[name],
                groups=len(groups),
                places=len(groups) * _open_places(book, name),
                members=sum(len(group.members) for group in groups),
            )


def _without(book: Book, plan: PlanFacts, student: Student, *, never: bool = False) -> Without:
    return Without(
        name=book.names.student(student.id),
        home_class=book.names.home_class(student.class_),
        reasons=tuple(
            (book.names.activity(club), _reason(book, plan, student, club, never)) for club in student.choices
        ),
    )


def _reason(book: Book, plan: PlanFacts, student: Student, club: str, never: bool) -> str:
    """Why the student is not in that club, as far as the timetable itself can tell."""
    words = book.words
    activity = book.scenario.activities[club]
    if book.facts.closed_to(activity, student.id) is not None:
        return words("reason.not_open")
    if never:
        return words("reason.never")
    groups = [group for group in plan.groups if group.group.activity == club]
    if not groups:
        return words("reason.not_opened")
    fitting = [group for group in groups if _fits(plan, student, group)]
    if not fitting:
        slots = dict.fromkeys(book.slots(s.session) for group in groups for s in plan.sessions_of[group])
        return words("reason.stay", when=words.list(slots))
    most = _open_places(book, club)
    if any(len(group.members) < most for group in fitting):
        return words("reason.free")
    members = sum(len(group.members) for group in fitting)
    if len(fitting) == 1:
        return words("reason.full", n=members, most=most)
    return words("reason.full_groups", groups=len(fitting), n=members, most=most * len(fitting))


def _open_places(book: Book, club: str) -> int:
    """The places of a group of a club that no rule holds."""
    held = [book.facts.held_by(rule, club) for rule in book.facts.rules if isinstance(rule, Reserve)]
    return book.facts.limit(book.scenario.activities[club]) - max(held, default=0)


def _fits(plan: PlanFacts, student: Student, group: GroupFacts) -> bool:
    """Whether the student is there, to the end, at every session of the group."""
    there = plan.fully_present[student.id]
    return all((s.day, period) in there for s in plan.sessions_of[group] for period in s.periods)
