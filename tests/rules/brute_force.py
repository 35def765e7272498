"""All timetables of a tiny world that the checker accepts, found without looking at any encoder or at `compile`.

Candidates are everything that can be written down: any club with any members in any sessions; any class activity with
any home class (or none) and any members; any duty session; a session being any consecutive periods of any day with any
room (or none), any lead and any set of assistants. The checker alone decides.

Three prunings keep this small, and none of them can lose a timetable:

1. *The checker on parts.* What breaks a rule already while something is missing is not built upon, by rules for which
   nothing that comes later can mend it. When, who and where are first judged apart, by rules that read nothing else;
   then single groups.
2. *Nobody twice.* Two groups that have a teacher or a student in common in one slot break `no_clash`, required of every
   timetable.
3. *Everybody once.* `supervised` (required of every timetable) wants every student present in a slot in some session,
   and with 2 in exactly one; `eligible` lets nobody else in. So the groups with members are an exact cover of what is
   present.

`test_same_set.py` also goes without them, in the smallest worlds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations, product
from typing import TypeVar

from afterschool_sched.calendar import Calendar
from afterschool_sched.catalogue import CATALOGUE
from afterschool_sched.checker import check, face
from afterschool_sched.clock import Day
from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.roster import roster
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Group, Plan, Session, Timetable
from tests.rules.canonical import Canonical, canonical
from tests.rules.world import World

MOST_CANDIDATES = 20_000

# What each part of a group is judged by; nothing that is still missing can mend a breach of these.
OF_TIMES = frozenset({"meets", "end_time", "no_clash"})
OF_MEMBERS = frozenset({"eligible", "end_time", "club_limit", "no_clash"})
OF_CLASSES = frozenset({"meets", "eligible", "end_time"})
OF_STAFF = frozenset({"teacher_fit", "staffing", "no_clash"})
OF_ROOMS = frozenset({"room_fit", "end_time"})
# A finished group: these count what is there, so that more groups never mend a breach …
OF_GROUPS = frozenset(
    {"no_clash", "room_fit", "teacher_fit", "end_time", "eligible", "club_limit", "wishes", "same_people"}
)
# … or, of what these say, only that which names the group.
IF_NAMED = frozenset({"group_size", "staffing", "meets"})
EVERY = frozenset(rule.id for rule in CATALOGUE)

T = TypeVar("T")
Aims = tuple[int, ...]
When = tuple[int, Day, tuple[str, ...]]
Staff = tuple[str | None, tuple[str, ...]]
Person = tuple[str, int, str, str]  # a student or teacher, and the slot in which this person is taken


class TooLarge(AssertionError):
    """The world has more candidates than a quick test can look at."""


@dataclass(frozen=True)
class _Piece:
    """A finished group that may be part of a timetable, and whom it takes when."""

    group: Group
    students: frozenset[Person]
    teachers: frozenset[Person]


def timetable(scenario: Scenario, groups: Iterable[Group], base: Plan | None = None) -> Timetable:
    """These groups as the last plan, beside that of the other seasons if there is one."""
    plan = Plan(seasons=Calendar(scenario).plans[-1], groups=tuple(groups))
    plans = (plan,) if base is None else (base, plan)
    return Timetable(scenario=scenario.id, cycle_weeks=scenario.cycle_weeks, plans=plans)


@cache
def accepted_in(world: World) -> Mapping[Canonical, Aims]:
    """`accepted` of a tiny world, worked out once for all tests."""
    return accepted(world.scenario, base=world.base)


def accepted(
    scenario: Scenario, most_candidates: int = MOST_CANDIDATES, base: Plan | None = None
) -> dict[Canonical, Aims]:
    """Every timetable that breaks no required rule, in canonical form, with the values of the aims.

    Raises TooLarge when there are more than so many candidates.
    """
    return _BruteForce(scenario, most_candidates, base).accepted()


def accepted_without_pruning(scenario: Scenario, most_groups: int) -> dict[Canonical, Aims]:
    """The same over all sets of at most `most_groups` groups of one session that can be written down."""
    return _BruteForce(scenario, MOST_CANDIDATES).accepted_of_anything(most_groups)


class _BruteForce:
    def __init__(self, scenario: Scenario, most_candidates: int, base: Plan | None = None) -> None:
        self.scenario = scenario
        self.base = base
        self.most_candidates = most_candidates
        self.calendar = Calendar(scenario)
        self.students = tuple(student.id for student in roster(scenario))
        self.teachers = tuple(teacher.id for teacher in scenario.teachers)
        self.rooms = (None, *(room.id for room in scenario.rooms))
        self.facts = Facts(scenario, timetable(scenario, [], base))
        self.candidates = 0

    # ---- what can be written down -----------------------------------------------------------------------------

    def times(self) -> Iterator[When]:
        """Every time that a session can have."""
        for week, day in product(range(1, self.scenario.cycle_weeks + 1), self.scenario.days):
            periods = [slot.period for slot in self.calendar.slots if slot.week == 1 and slot.day == day]
            for first, last in combinations(range(len(periods) + 1), 2):
                yield week, day, tuple(periods[first:last])

    def staffs(self, activity: str) -> Iterator[Staff]:
        """Every lead with every set of assistants; where teachers take turns nobody, for so it is written."""
        if self.scenario.activities[activity].by_rota:
            return iter([(None, ())])
        return product(self.teachers, _subsets(self.teachers))

    def homes(self) -> tuple[str | None, ...]:
        """Every home class, or none."""
        return (None, *(home.id for home in self.scenario.classes))

    # ---- what the checker refuses ------------------------------------------------------------------------------

    def broken(self, groups: Sequence[Group], rules: frozenset[str]) -> Iterator[tuple[str, str]]:
        """What these groups break of the required ones among `rules`, as (rule, subject)."""
        self.candidates += 1
        if self.candidates > self.most_candidates:
            raise TooLarge(f"{self.scenario.id} has more than {self.most_candidates} candidates")
        # What is known of the scenario is the same for every timetable: worked out once.
        facts = copy(self.facts)
        plan = Plan.model_construct(seasons=self.calendar.plans[-1], groups=tuple(groups))
        before = self.facts.plans[:-1]
        facts.timetable = facts.timetable.model_copy(update={"plans": (*self.facts.timetable.plans[:-1], plan)})
        facts.plans = (*before, PlanFacts(facts, plan, len(before)))
        for at, rule in enumerate(facts.rules):
            if rule.id in rules and rule.required:
                yield from ((rule.id, violation.subject) for violation in face(rule.id)(rule, at, facts))

    def may(self, group: Group, rules: frozenset[str]) -> bool:
        """Whether the group, as far as it is known, breaks none of the rules."""
        return not any(rule not in IF_NAMED or subject == group.id for rule, subject in self.broken([group], rules))

    # ---- parts that the checker does not refuse ----------------------------------------------------------------

    def pieces(self) -> Iterator[_Piece]:
        for name, activity in self.scenario.activities.items():
            empty = Group(id="g", activity=name, sessions=())
            if activity.kind == "club":
                yield from self._clubs(empty)
            elif activity.kind == "duty":
                yield from self._with_people_and_rooms(empty, [(when, None) for when in self.times()])
            else:
                for home in self.homes():
                    whom = product(self.times(), _subsets(self.students))
                    yield from self._with_people_and_rooms(empty.model_copy(update={"home_class": home}), whom)

    def _with_people_and_rooms(
        self, empty: Group, sessions: Iterable[tuple[When, tuple[str, ...] | None]]
    ) -> Iterator[_Piece]:
        """Groups of one session each."""
        for when, members in sessions:
            if self.may(_meeting(empty, [self._session(when, members)]), OF_CLASSES):
                for people in self._people(empty, when, members):
                    for room in self._rooms(empty, when, members):
                        yield from self._piece(_meeting(empty, [self._session(when, members, people, room)]))

    def _clubs(self, empty: Group) -> Iterator[_Piece]:
        patterns = [
            times
            for times in _subsets(tuple(self.times()))
            if self.may(_meeting(empty, [self._session(when) for when in times]), OF_TIMES)
        ]
        for members, times in product(_subsets(self.students), patterns):
            group = empty.model_copy(update={"members": members})
            if self.may(_meeting(group, [self._session(when) for when in times]), OF_MEMBERS):
                for people in self._people_of_all(group, times):
                    for rooms in product(*(self._rooms(group, when) for when in times)):
                        sessions = [
                            self._session(when, None, who, where)
                            for when, who, where in zip(times, people, rooms, strict=True)
                        ]
                        yield from self._piece(_meeting(group, sessions))

    def _people_of_all(
        self, group: Group, times: tuple[When, ...], chosen: tuple[Staff, ...] = ()
    ) -> Iterator[tuple[Staff, ...]]:
        if len(chosen) == len(times):
            yield chosen
            return
        for people in self._people(group, times[len(chosen)]):
            more = (*chosen, people)
            sessions = [self._session(when, None, who) for when, who in zip(times, more, strict=False)]
            if len(more) == 1 or self.may(_meeting(group, sessions), OF_STAFF):
                yield from self._people_of_all(group, times, more)

    def _people(self, group: Group, when: When, members: tuple[str, ...] | None = None) -> Iterator[Staff]:
        for people in self.staffs(group.activity):
            if self.may(_meeting(group, [self._session(when, members, people)]), OF_STAFF):
                yield people

    def _rooms(self, group: Group, when: When, members: tuple[str, ...] | None = None) -> Iterator[str | None]:
        for room in self.rooms:
            if self.may(_meeting(group, [self._session(when, members, None, room)]), OF_ROOMS):
                yield room

    def _session(
        self,
        when: When,
        members: tuple[str, ...] | None = None,
        people: Staff | None = None,
        room: str | None = None,
    ) -> Session:
        """A session; who is not yet known is anybody, to rules that do not read it."""
        lead, assistants = people or (self.teachers[0], ())
        week, day, periods = when
        return Session.model_construct(
            week=week, day=day, periods=periods, room=room, lead=lead, assistants=assistants, members=members
        )

    def _piece(self, group: Group) -> Iterator[_Piece]:
        """The group as a piece, if it may be one."""
        if not self.may(group, OF_GROUPS | IF_NAMED):
            return
        taken = [(s.week, s.day, period, s) for s in group.sessions for period in s.periods]
        yield _Piece(
            group,
            frozenset(
                (student, week, day, period)
                for week, day, period, session in taken
                for student in (group.members if session.members is None else session.members)
            ),
            frozenset(
                (teacher, week, day, period) for week, day, period, session in taken for teacher in session.teachers
            ),
        )

    # ---- whole timetables --------------------------------------------------------------------------------------

    def accepted(self) -> dict[Canonical, Aims]:
        present = self.facts.plans[-1].present
        needed = frozenset(
            (student, slot.week, slot.day, slot.period)
            for slot in self.calendar.slots
            for student in present[slot.day, slot.period]
        )
        pieces = list(self.pieces())
        covering = [piece for piece in pieces if piece.students]
        duties = [piece for piece in pieces if not piece.students]
        found: dict[Canonical, Aims] = {}
        for cover in _covers(needed, covering, frozenset()):
            taken = frozenset(chain.from_iterable(piece.teachers for piece in cover))
            for on_duty in _apart(duties, taken):
                self._judge([piece.group for piece in (*cover, *on_duty)], found)
        return found

    def accepted_of_anything(self, most_groups: int) -> dict[Canonical, Aims]:
        """Without any pruning."""
        every: list[Group] = []
        for name, activity in self.scenario.activities.items():
            clubs, classes = activity.kind == "club", activity.takes_classes
            for when, people, room in product(self.times(), self.staffs(name), self.rooms):
                for whole, home, own in product(
                    _subsets(self.students) if clubs else [()],
                    self.homes() if classes else [None],
                    _subsets(self.students) if classes else [None],
                ):
                    empty = Group(id="g", activity=name, home_class=home, members=whole, sessions=())
                    every.append(_meeting(empty, [self._session(when, own, people, room)]))
        found: dict[Canonical, Aims] = {}
        for number in range(most_groups + 1):
            for groups in combinations(every, number):
                self._judge(groups, found)
        return found

    def _judge(self, groups: Sequence[Group], found: dict[Canonical, Aims]) -> None:
        """Ask the checker about a timetable, with the sessions of a class or duty as one group and as many."""
        together = _together(self.scenario, groups)
        for variant in (groups,) if len(together) == len(groups) else (groups, together):
            numbered = [group.model_copy(update={"id": f"g{at}"}) for at, group in enumerate(variant)]
            if not any(True for _ in self.broken(numbered, EVERY)):
                verdict = check(self.scenario, timetable(self.scenario, numbered, self.base))
                assert verdict.ok, f"one checker, two verdicts: {verdict.violations}"
                key, aims = canonical(self.scenario, numbered), tuple(aim.value for aim in verdict.plans[-1].aims)
                assert found.setdefault(key, aims) == aims, f"two values of the aims for {numbered}"


def _covers(
    needed: frozenset[Person], pieces: list[_Piece], teachers: frozenset[Person]
) -> Iterator[tuple[_Piece, ...]]:
    """Every set of pieces that has everyone needed once, and nobody twice."""
    if not needed:
        yield ()
        return
    first = min(needed)
    for piece in pieces:
        if first in piece.students and piece.students <= needed and not piece.teachers & teachers:
            for rest in _covers(needed - piece.students, pieces, teachers | piece.teachers):
                yield (piece, *rest)


def _apart(pieces: Sequence[_Piece], teachers: frozenset[Person]) -> Iterator[tuple[_Piece, ...]]:
    """Every set of pieces in which no teacher is twice."""
    yield ()
    for at, piece in enumerate(pieces):
        if not piece.teachers & teachers:
            for rest in _apart(pieces[at + 1 :], teachers | piece.teachers):
                yield (piece, *rest)


def _meeting(group: Group, sessions: Sequence[Session]) -> Group:
    return group.model_copy(update={"sessions": tuple(sessions)})


def _subsets(people: Sequence[T]) -> Iterator[tuple[T, ...]]:
    return chain.from_iterable(combinations(people, number) for number in range(len(people) + 1))


def _together(scenario: Scenario, groups: Sequence[Group]) -> list[Group]:
    """The groups, with those of one duty, or of one class activity and home class, made one."""
    kept: list[Group] = []
    merged: dict[tuple[str, str | None], list[Session]] = {}
    for group in groups:
        if scenario.activities[group.activity].kind == "club":
            kept.append(group)
        else:
            merged.setdefault((group.activity, group.home_class), []).extend(group.sessions)
    return [
        *kept,
        *(
            Group(id="g", activity=activity, home_class=home, sessions=tuple(sessions))
            for (activity, home), sessions in merged.items()
        ),
    ]
