"""Teams in the pattern master: what `together` and `apart`, required, ask of students in clubs.

Members are taken one by one (`cohorts`), and what each has is told by columns: the pairs, clubs, slots or days that the
rule compares. `apart` by the group is relaxed to the number of groups; which group it is, is decided when groups are
named (`groups`). What class activities have to do with it is left to the people-and-rooms stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from afterschool_sched.clock import DAYS
from afterschool_sched.instance import Instance
from afterschool_sched.rules.apart.spec import Apart
from afterschool_sched.rules.together.spec import Together
from afterschool_sched.teams import OF_MEMBERS

from .matrix import INFINITY
from .students import Students
from .teams import Team, teams_of_students

Thing = tuple[str, int]  # a pair, a club, or a slot that stands for itself, for its day or for the day's end
Has = dict[Thing, dict[int, float]]  # thing -> what is 1 when the member has it, else 0: factors of columns


def keep_teams(n: Instance, students: Students) -> None:
    """Write the rows of all required teams."""
    writer = _Writer(n, students)
    for team in teams_of_students(n):
        if team.rule.required:
            writer.write(team)


class _Writer:
    def __init__(self, n: Instance, students: Students) -> None:
        self.n = n
        self.students = students
        self.pairs = tuple(students.pairs)
        self.cohort = {
            cohort.members[0]: (cohort, start)
            for cohort, start in zip(students.cohorts, students.first, strict=True)
            if cohort.size == 1
        }

    def write(self, team: Team) -> None:
        """Rows for each thing that somebody of the team could have."""
        has = {member: self._has(team, member) for member in team.members}
        things = dict.fromkeys(thing for those in has.values() for thing in those)
        for thing in things:
            counting = [member for member in team.members if self._counts(team, member, thing)]
            cols = [has[member].get(thing, {}) for member in counting]
            if isinstance(team.rule, Together):
                self._equal(team, thing, cols)
            elif isinstance(team.rule, Apart) and sum(bool(those) for those in cols) > 1:
                together = _sum(cols)
                if team.rule.shared == "group":
                    together[thing[1]] = -1.0  # the column that counts the pair's groups
                    self._add(together, hi=0.0)
                else:
                    self._add(together, hi=1.0)

    def _equal(self, team: Team, thing: Thing, cols: list[dict[int, float]]) -> None:
        """All have it or none; none, when no group holds them all."""
        if team.rule.shared == "group" and len(cols) > self.n.clubs[self.pairs[thing[1]][0]].high:
            self._add(_sum(cols), hi=0.0)
        for one, other in pairwise(cols):
            row = _sum([one, {col: -factor for col, factor in other.items()}])
            if row:
                self._add(row, lo=0.0, hi=0.0)

    def _add(self, row: dict[int, float], *, lo: float = -INFINITY, hi: float) -> None:
        self.students.board.rows.add([*row], [*row.values()], lo=lo, hi=hi)

    def _counts(self, team: Team, member: int, thing: Thing) -> bool:
        """Whether the thing counts for the student: who is not there then does not."""
        if team.rule.shared in OF_MEMBERS:
            return True
        present = self.n.pupils[member].present
        slots = [thing[1]] if team.rule.shared == "times" else self._on_day(team, thing[1])
        return any(slot in present for slot in slots)

    def _on_day(self, team: Team, slot: int) -> list[int]:
        info = self.n.slots[slot]
        return [s for s in self.n.days[info.week, info.day] if self._in_time(team, s)]

    def _in_time(self, team: Team, slot: int) -> bool:
        info = self.n.slots[slot]
        return team.rule.when.covers(DAYS[info.day], info.period, info.week)

    def _has(self, team: Team, member: int) -> Has:
        """What the student could have."""
        if team.rule.shared == "group":
            return self._sums(team, member, lambda pair: [("pair", pair)])
        if team.rule.shared == "activity":
            return self._sums(team, member, lambda pair: [("club", self.pairs[pair][0])])
        there = self._sums(team, member, lambda pair: [("slot", slot) for slot in self._slots(pair)])
        if team.rule.shared == "times":
            return {thing: cols for thing, cols in there.items() if self._in_time(team, thing[1])}
        found: Has = {}
        for day in self.n.days.values():
            slots = [slot for slot in day if self._in_time(team, slot)]
            from_here = [self._any([there.get(("slot", slot), {}) for slot in slots[at:]]) for at in range(len(slots))]
            if team.rule.shared == "days":
                found |= {("slot", slot): cols for slot, cols in zip(slots[:1], from_here, strict=False)}
                continue
            for slot, (now, later) in zip(slots, pairwise([*from_here, {}]), strict=True):
                found["slot", slot] = _sum([now, {col: -factor for col, factor in later.items()}])
        return {thing: cols for thing, cols in found.items() if cols}

    def _sums(self, team: Team, member: int, things: Callable[[int], Iterable[Thing]]) -> Has:
        """For each thing that comes with a pair, all columns in which the student has such a pair."""
        found: Has = {}
        cohort, start = self.cohort.get(member, (None, 0))
        having = [(pair, col) for pair, _, col in self.students.assigned.get(member, ())]
        if cohort is not None:
            having += [
                (cohort.choices[position].pair, start + at)
                for at, column in enumerate(cohort.columns)
                for position in column
            ]
        for pair, col in having:
            for thing in things(pair) if self.pairs[pair][0] in team.clubs else ():
                found.setdefault(thing, {})[col] = 1.0
        return found

    def _slots(self, pair: int) -> tuple[int, ...]:
        club, pattern = self.pairs[pair]
        return self.n.clubs[club].patterns[pattern].slots

    def _any(self, terms: list[dict[int, float]]) -> dict[int, float]:
        """1 when one of these sums, each 0 or 1, is 1: a column of its own, where there are several."""
        terms = [term for term in terms if term]
        if len(terms) < 2:
            return terms[0] if terms else {}
        col = self.students.board.column(0, 1, integer=True)
        for term in terms:
            self._add(_sum([term, {col: -1.0}]), hi=0.0)
        self._add(_sum([{col: 1.0}, *({each: -factor for each, factor in term.items()} for term in terms)]), hi=0.0)
        return {col: 1.0}


def _sum(parts: Iterable[dict[int, float]]) -> dict[int, float]:
    total: dict[int, float] = {}
    for part in parts:
        for col, factor in part.items():
            total[col] = total.get(col, 0.0) + factor
    return {col: factor for col, factor in total.items() if factor}
