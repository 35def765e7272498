"""The rota: dated turns of the activities in which teachers take turns, after the plan of the week is made.

Each activity by itself is a flow from people to stretches of time, whose cost is the square of everybody's turns: what
is cheapest is as equal as can be, exactly. Where several rotas compete for the same people and the first come would
leave a later one short, CP-SAT fills all of them at once, and then each is evened out among the others. At last people
change turns with each other, so that as few as can be found have two on end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from ortools.graph.python import min_cost_flow

from afterschool_sched.calendar import Calendar, Slot
from afterschool_sched.cpsat.engine import Effort, run
from afterschool_sched.cpsat.loading import cp_sat
from afterschool_sched.dated import DatedSession, Stretch, absent_on, expand, stretches
from afterschool_sched.entities import Teacher
from afterschool_sched.rules.rota.encode import takes_turns
from afterschool_sched.rules.teacher_fit.encode import is_there, may_lead
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Timetable, Turn

Moment = tuple[date, str]  # a period of a date
_WORK = 2.0  # of CP-SAT, at most: seconds, roughly


@dataclass(frozen=True)
class Duty:
    """One turn to be taken: by how many, by whom it could be, and what is held in it."""

    activity: str
    need: int
    could: tuple[str, ...]
    held: tuple[DatedSession, ...]

    @property
    def moments(self) -> frozenset[Moment]:
        """The periods of dates in which it is held."""
        return frozenset((session.date, period) for session in self.held for period in session.periods)


Taken = dict[int, tuple[str, ...]]  # number of a duty -> who takes it


def with_rota(scenario: Scenario, timetable: Timetable, seed: int = 0) -> Timetable:
    """The timetable with its rota; as it is where nobody takes turns, or the term has no dates.

    A turn that nobody can take is left open, and the checker will say so.
    """
    duties = duties_of(scenario, timetable)
    if not duties:
        return timetable
    taken = _filled(duties, seed)
    names = list(dict.fromkeys(duty.activity for duty in duties))
    moved = True
    while moved:  # each time fewer turns are open, or the sum of squares falls
        moved = False
        for name in names:
            better = evened(duties, name, taken)
            if _worth(duties, better) < _worth(duties, taken):
                taken, moved = better, True
    for name in names:
        taken = _spread(duties, name, taken)
    return timetable.model_copy(update={"rota": tuple(_turns(duties, taken))})


# ---- what is to be taken --------------------------------------------------------------------------------------------


def duties_of(scenario: Scenario, timetable: Timetable) -> list[Duty]:
    """All turns to be taken, activity by activity, in order of time."""
    names = [name for name, activity in scenario.activities.items() if activity.by_rota]
    if not names:
        return []
    week = _Week(scenario, timetable)
    away = absent_on(scenario)
    held: dict[tuple[str, date, str], list[DatedSession]] = {}
    for found in expand(scenario, timetable):
        for period in found.periods:
            held.setdefault((found.group.activity, found.date, period), []).append(found)
    duties = []
    for name in names:
        activity = scenario.activities[name]
        pool = [t for t in scenario.teachers if takes_turns(activity, t) and may_lead(activity, t)]
        for stretch in stretches(week.calendar, name):
            absent = {teacher for day in stretch.dates for teacher in away.get(day, ())}
            at_once = [held.get((name, *moment), []) for moment in week.moments(stretch)]
            most = max(map(len, at_once), default=0)
            could = [t.id for t in pool if t.id not in absent and week.is_free(t, stretch)]
            sessions = {id(session): session for sessions in at_once for session in sessions}
            if most:
                duties.append(Duty(name, most * activity.staff.teachers, tuple(could), tuple(sessions.values())))
    return duties


class _Week:
    """Who is free when in the plans of a timetable."""

    def __init__(self, scenario: Scenario, timetable: Timetable) -> None:
        self.scenario = scenario
        self.calendar = Calendar(scenario)
        self.seasons: dict[str, tuple[str, ...]] = {}  # season -> those of its plan
        self._busy: dict[tuple[str, Slot], set[str]] = {}
        self._there: dict[tuple[str, str, Slot], bool] = {}
        for plan in timetable.plans:
            together = tuple(season for season in self.calendar.seasons if season in plan.seasons)
            for season in together:
                self.seasons[season] = together
                for session in (session for group in plan.groups for session in group.sessions):
                    for period in session.periods:
                        slot = Slot(session.week, session.day, period)
                        self._busy.setdefault((season, slot), set()).update(session.teachers)

    def moments(self, stretch: Stretch) -> list[Moment]:
        """The periods of dates of a stretch, in order."""
        return [
            (day, slot.period)
            for day in stretch.dates
            for slot in stretch.slots
            if self.calendar.dates[day][1:] == (slot.week, slot.day)
        ]

    def is_free(self, teacher: Teacher, stretch: Stretch) -> bool:
        """Whether the teacher is there, and has no session, in all slots of the stretch."""
        return all(
            teacher.id not in self._busy.get((stretch.season, slot), ())
            and self._is_there(teacher, stretch.season, slot)
            for slot in stretch.slots
        )

    def _is_there(self, teacher: Teacher, season: str, slot: Slot) -> bool:
        key = (teacher.id, season, slot)
        if key not in self._there:
            meetings, seasons = self.scenario.meetings, self.seasons[season]
            self._there[key] = is_there(teacher, meetings, self.calendar, seasons, slot.day, (slot.period,))
        return self._there[key]


# ---- as equal as can be ---------------------------------------------------------------------------------------------


def squares(duties: Sequence[Duty], taken: Taken) -> int:
    """The sum of squares of everybody's turns of each activity: the less, the more equal."""
    turns = Counter((duties[at].activity, teacher) for at, teachers in taken.items() for teacher in teachers)
    return sum(count * count for count in turns.values())


def _worth(duties: Sequence[Duty], taken: Taken) -> tuple[int, int]:
    return -sum(map(len, taken.values())), squares(duties, taken)


def evened(duties: Sequence[Duty], name: str, taken: Taken) -> Taken:
    """The turns of one activity taken anew, as many as possible and then as equal as can be; the others stay."""
    could = _could(duties, name, taken)
    return {**{at: who for at, who in taken.items() if at not in could}, **_flow(duties, could)}


def _could(duties: Sequence[Duty], name: str, taken: Taken) -> dict[int, list[str]]:
    """Who could take each turn of an activity, as long as the turns of the others stay."""
    elsewhere: dict[str, set[Moment]] = {}
    for at, teachers in taken.items():
        for teacher in teachers if duties[at].activity != name else ():
            elsewhere.setdefault(teacher, set()).update(duties[at].moments)
    return {
        at: [teacher for teacher in duty.could if not elsewhere.get(teacher, set()) & duty.moments]
        for at, duty in enumerate(duties)
        if duty.activity == name
    }


def _flow(duties: Sequence[Duty], could: Mapping[int, Sequence[str]]) -> Taken:
    """The cheapest flow: source -> people (each further turn costs more) -> turns -> sink; an open turn costs most."""
    people = sorted({teacher for teachers in could.values() for teacher in teachers})
    source, sink = 0, 1
    node = {teacher: 2 + at for at, teacher in enumerate(people)}
    turn = {number: 2 + len(people) + at for at, number in enumerate(could)}
    possible = Counter(teacher for teachers in could.values() for teacher in teachers)
    needed = sum(duties[number].need for number in could)
    worst = 2 * (len(could) + 1)
    flow = min_cost_flow.SimpleMinCostFlow()
    for teacher in people:
        for before in range(possible[teacher]):
            flow.add_arc_with_capacity_and_unit_cost(source, node[teacher], 1, 2 * before + 1)
    arcs = {}
    for number, teachers in could.items():
        for teacher in teachers:
            arcs[number, teacher] = flow.add_arc_with_capacity_and_unit_cost(node[teacher], turn[number], 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(turn[number], sink, duties[number].need, 0)
        flow.add_arc_with_capacity_and_unit_cost(source, turn[number], duties[number].need, worst * needed)
    flow.set_node_supply(source, needed)
    flow.set_node_supply(sink, -needed)
    status = flow.solve()
    assert status == flow.OPTIMAL, status
    return {
        number: tuple(teacher for teacher in teachers if flow.flow(arcs[number, teacher]))
        for number, teachers in could.items()
    }


def _filled(duties: Sequence[Duty], seed: int) -> Taken:
    """Every turn taken, if that can be: activity by activity, or where that leaves some open, all at once."""
    taken: Taken = {}
    for name in dict.fromkeys(duty.activity for duty in duties):
        taken = evened(duties, name, taken)
    if all(len(taken[at]) == duty.need for at, duty in enumerate(duties)):
        return taken
    model = cp_sat().CpModel()
    chosen = {(at, t): model.new_bool_var(f"{at} {t}") for at, duty in enumerate(duties) for t in duty.could}
    at_once: dict[tuple[str, Moment], list[Any]] = {}
    for (at, teacher), takes in chosen.items():
        for moment in sorted(duties[at].moments):
            at_once.setdefault((teacher, moment), []).append(takes)
    for together in at_once.values():
        if len(together) > 1:
            model.add_at_most_one(together)
    for at, duty in enumerate(duties):
        model.add(sum(chosen[at, teacher] for teacher in duty.could) <= duty.need)
    model.maximize(sum(chosen.values()))
    answer = run(model, Effort(deterministic=_WORK, seed=seed))
    if not answer.found:
        return taken
    return {at: tuple(t for t in duty.could if answer.value(chosen[at, t])) for at, duty in enumerate(duties)}


# ---- in a good order ------------------------------------------------------------------------------------------------


def _spread(duties: Sequence[Duty], name: str, taken: Taken) -> Taken:
    """The same numbers of turns for everybody, two people changing turns as long as fewer are on end for it."""
    could = _could(duties, name, taken)
    people = {at: {*taken[at]} for at in could}
    beside: dict[int, list[tuple[int, int]]] = {at: [] for at in could}  # the pairs of turns on end with this one
    for pair in pairwise(could):
        for at in pair:
            beside[at].append(pair)

    def on_end(one: str, other: str, first: int, second: int) -> int:
        pairs = {*beside[first], *beside[second]}
        return sum(who in people[a] and who in people[b] for who in (one, other) for a, b in pairs)

    def change(one: str, other: str, first: int, second: int) -> None:
        people[first].remove(one)
        people[second].remove(other)
        people[first].add(other)
        people[second].add(one)

    def improve(at: int, who: str) -> bool:
        """Have somebody else take this turn, for a turn of theirs."""
        for then in could:
            if then == at or who in people[then] or who not in could[then]:
                continue
            for other in sorted(people[then] - people[at]):
                if other not in could[at]:
                    continue
                before = on_end(who, other, at, then)
                change(who, other, at, then)
                if on_end(who, other, at, then) < before:
                    return True
                change(other, who, at, then)
        return False

    moved = True
    while moved:
        moved = False
        for at in could:
            for who in sorted(people[at]):
                if any(who in people[a] and who in people[b] for a, b in beside[at]) and improve(at, who):
                    moved = True
    return {**taken, **{at: tuple(t for t in could[at] if t in people[at]) for at in could}}


# ---- written down ---------------------------------------------------------------------------------------------------


def _turns(duties: Sequence[Duty], taken: Taken) -> list[Turn]:
    """Each turn, date by date. Whoever takes a turn with several groups takes another of them from turn to turn."""
    found: dict[tuple[date, str, str], list[str]] = {}
    for at, duty in enumerate(duties):
        people = taken[at]
        at_once: dict[Moment, list[str]] = {}
        for session in duty.held:
            for period in session.periods:
                at_once.setdefault((session.date, period), []).append(session.group.id)
        for (day, period), groups in at_once.items():
            each = duty.need // max(len(g) for g in at_once.values())
            for place, group in enumerate(sorted(groups)):
                for number in range(place * each, (place + 1) * each):
                    if number < len(people):
                        who = people[(number + at) % len(people)]
                        found.setdefault((day, group, who), []).append(period)
    return [
        Turn(date=day, group=group, periods=tuple(periods), teacher=who)
        for (day, group, who), periods in sorted(found.items())
    ]
