"""Teachers, with the rooms: flows between what is asked and classes of interchangeable teachers or rooms.

A demand is a number of groups that need one of the same teachers (or rooms) at the same time. Teachers (rooms) who
appear in the same demands and have the same limits are one class: for the relaxation they are the same. Per class and
slot no more is used than there is; required `workload` limits and the share of externals hold per class.
"""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Range, Who
from afterschool_sched.rules.cost.encode import contract, prices
from afterschool_sched.rules.cost.spec import Cost
from afterschool_sched.rules.staffing.spec import Staffing
from afterschool_sched.rules.workload.spec import Workload

from .board import Board, Sum
from .cuts import Limit, Name
from .room_supply import RoomSupply
from .workloads import required_workloads

Key = tuple[tuple[int, ...], tuple[int, ...]]  # slots, candidates


class Supply:
    """Collects demands, then writes the rows.

    `visitors`: teachers whose days here are still to be decided; each has a column for every day (`visits`).
    """

    def __init__(self, n: Instance, board: Board, visitors: frozenset[int] = frozenset()) -> None:
        self.n = n
        self.board = board
        self.visitors = visitors
        self.visits: dict[tuple[int, int, int], int] = {}  # (teacher, week, day) -> column
        self.teachers: dict[Key, Sum] = {}
        self.rooms = RoomSupply(n, board)
        self.of_clubs: set[Key] = set()  # of `teachers`: what clubs ask of leads
        self.leading: list[int] = []  # columns: how many groups of clubs a class of teachers leads
        self.classes: list[list[int]] = []  # of teachers, once they are built
        self.limits: dict[Name, Limit] = {}  # of teachers, on whole columns
        self._limits_of: dict[int, int] = {}  # how many of them are of the class with this first teacher
        self.at_work: dict[tuple[int, int], Sum] = {}  # (class of teachers, slot) -> how many of it are busy

    # ---- what is asked ------------------------------------------------------------------------------------------

    def lead(self, slots: tuple[int, ...], candidates: tuple[int, ...], groups: Sum, *, of_club: bool = False) -> None:
        """Each of these groups needs one of the candidates, for all of the slots."""
        self.teachers.setdefault((slots, candidates), Sum()).plus_sum(groups)
        if of_club:
            self.of_clubs.add((slots, candidates))

    def help(
        self,
        slots: tuple[int, ...],
        candidates: tuple[int, ...],
        groups: Sum,
        students: Sum,
        teachers: int,
        per_students: int | None,
        largest: int,
    ) -> None:
        """Assistants: `teachers` - 1 for each group, or more where one teacher is needed per so many students."""
        if per_students is None or largest <= teachers * per_students:
            if teachers > 1:
                self.teachers.setdefault((slots, candidates), Sum()).plus_sum(groups, float(teachers - 1))
            return
        most = -(-largest // per_students) - 1
        board = self.board
        count = board.column(0, most * sum(board.ub[col] for col in groups.cols))
        for factor, value in ((float(teachers - 1), groups), (1.0 / per_students, students)):
            enough = Sum()
            enough.plus(count)
            enough.plus_sum(value, -factor)
            if value is students:
                enough.plus_sum(groups)
            board.limit(enough, lo=0.0)
        bounded = Sum()
        bounded.plus(count)
        bounded.plus_sum(groups, -float(most))
        board.limit(bounded, hi=0.0)
        self.teachers.setdefault((slots, candidates), Sum()).plus(count)

    # ---- rows ---------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Write the rows of everything asked."""
        for duty in self.n.duties:
            for slot, candidates in sorted(duty.candidates.items()):
                self.teachers.setdefault(((slot,), candidates), Sum()).const += float(duty.teachers)
        self.rooms.build()
        self._build_teachers()

    def _build_teachers(self) -> None:
        n, board = self.n, self.board
        keys = sorted(key for key, asked in self.teachers.items() if not asked.empty)
        rules = required_workloads(n)
        alike: dict[tuple[object, ...], list[int]] = {}
        for teacher, spec in enumerate(n.scenario.teachers):
            member = tuple(at for at, (_, people) in enumerate(keys) if teacher in people)
            under = tuple(at for at, rule in enumerate(rules) if concerns(rule.who, spec.id, spec.role, spec.external))
            if member:
                apart = teacher if teacher in self.visitors else None
                alike.setdefault((member, under, spec.external, self._paid(teacher), apart), []).append(teacher)
        classes, at_work = list(alike.values()), self.at_work
        self.classes = classes
        for key in keys:
            slots, people = key
            served = Sum()
            for at, members in enumerate(classes):
                if members[0] in people:
                    col = board.column(0, len(members))
                    served.plus(col)
                    if key in self.of_clubs:
                        self.leading.append(col)
                    for slot in slots:
                        at_work.setdefault((at, slot), Sum()).plus(col)
            served.plus_sum(self.teachers[key], -1.0)
            board.limit(served, 0.0, 0.0)
            self._note(("asked", *key), served, 0)
        seen: set[tuple[int, tuple[int, ...]]] = set()
        for (at, slot), busy in sorted(at_work.items(), key=lambda item: item[0]):
            if classes[at][0] in self.visitors:
                self._visit(classes[at][0], slot, busy)
                continue
            mark = (at, tuple(busy.cols))
            if len(busy.cols) > 1 and mark not in seen:
                seen.add(mark)
                self._at_most(at, busy, len(classes[at]))
        for at, members in enumerate(classes):
            spec = n.scenario.teachers[members[0]]
            for rule in rules:
                if concerns(rule.who, spec.id, spec.role, spec.external):
                    self._workload(rule, at, {slot: busy for (c, slot), busy in at_work.items() if c == at})
        self._external_share(classes, at_work)

    def _visit(self, teacher: int, slot: int, busy: Sum) -> None:
        """Nobody is busy in a slot of a day without being there."""
        there = (teacher, self.n.slots[slot].week, self.n.slots[slot].day)
        if there not in self.visits:
            self.visits[there] = self.board.column(0, 1)
        here = Sum()
        here.plus_sum(busy)
        here.plus(self.visits[there], -1.0)
        self.board.limit(here, hi=0.0)

    def _paid(self, teacher: int) -> object:
        """What tells apart teachers whose pay is limited."""
        n = self.n
        rules = [rule for rule in n.rules if isinstance(rule, Cost) and rule.required]
        return tuple((prices(n, teacher), contract(n, teacher), teacher in n.concerned(rule.who)) for rule in rules)

    def _at_most(self, of_class: int, value: Sum, most: int) -> None:
        """A row of a class of teachers, of whole numbers and columns."""
        self.board.limit(value, hi=most)
        first = self.classes[of_class][0]
        known = self._limits_of[first] = self._limits_of.get(first, 0) + 1
        self._note(("teachers", first, known), value, most)

    def _note(self, name: Name, value: Sum, most: int) -> None:
        """A limit, for cuts, if all of it is whole numbers; its columns are, in every timetable."""
        total: dict[int, int] = {}
        for col, coef in zip(value.cols, value.coefs, strict=True):
            if not coef.is_integer():
                return
            total[col] = total.get(col, 0) + int(coef)
        if value.const.is_integer():
            used = {col: coef for col, coef in total.items() if coef}
            self.limits[name] = Limit(tuple(used), tuple(used.values()), most - int(value.const))

    def _workload(self, rule: Workload, of_class: int, busy: dict[int, Sum]) -> None:
        """One required workload rule for a class of interchangeable teachers."""
        slots, people = self.n.slots, len(self.classes[of_class])
        by_week: dict[int, list[int]] = {}
        by_day: dict[tuple[int, int], list[int]] = {}
        for slot in sorted(busy):
            by_week.setdefault(slots[slot].week, []).append(slot)
            by_day.setdefault((slots[slot].week, slots[slot].day), []).append(slot)
        for those, periods, minutes in (
            *((part, rule.sessions_per_day, rule.minutes_per_day) for part in by_day.values()),
            *((part, rule.sessions_per_week, rule.minutes_per_week) for part in by_week.values()),
        ):
            daily = len({slots[slot].day for slot in those}) == 1 and those in by_day.values()
            self._between(busy, those, [1] * len(those), periods, of_class, at_least=not daily)
            self._between(busy, those, [slots[s].minutes for s in those], minutes, of_class, at_least=not daily)
        if rule.days_per_week or rule.consecutive_days:
            self._days(rule, of_class, busy, by_day)
        if rule.evenings_per_week and rule.evenings_per_week.max is not None:
            evenings = {day: [s for s in those if slots[s].evening] for day, those in by_day.items()}
            marks = self._marks(of_class, busy, {day: those for day, those in evenings.items() if those})
            for week in sorted({week for week, _ in marks}):
                cols = [col for (its, _), col in marks.items() if its == week]
                self._at_most(of_class, Sum.of_columns(cols), people * rule.evenings_per_week.max)

    def _between(
        self,
        busy: dict[int, Sum],
        those: list[int],
        weights: list[int],
        limits: Range | None,
        of_class: int,
        *,
        at_least: bool,
    ) -> None:
        if limits is None:
            return
        people = len(self.classes[of_class])
        load = Sum()
        for slot, weight in zip(those, weights, strict=True):
            load.plus_sum(busy[slot], float(weight))
        if limits.max is not None and limits.max < sum(weights):
            each = weights[0]
            if len(set(weights)) == 1:  # so many whole sessions for each person
                few = Sum()
                for slot in those:
                    few.plus_sum(busy[slot])
                self._at_most(of_class, few, people * (limits.max // each))
            else:
                self._at_most(of_class, load, people * limits.max)
        if limits.min and at_least:
            self.board.limit(load, lo=people * limits.min)

    def _marks(
        self, of_class: int, busy: dict[int, Sum], parts: dict[tuple[int, int], list[int]]
    ) -> dict[tuple[int, int], int]:
        """Columns that are at least the number of teachers busy in any slot of each part."""
        marks = {}
        for part, those in sorted(parts.items()):
            marks[part] = self.board.column(0, len(self.classes[of_class]))
            for slot in those:
                here = Sum()
                here.plus_sum(busy[slot])
                here.plus(marks[part], -1.0)
                self._at_most(of_class, here, 0)
        return marks

    def _days(
        self, rule: Workload, of_class: int, busy: dict[int, Sum], by_day: dict[tuple[int, int], list[int]]
    ) -> None:
        people = len(self.classes[of_class])
        marks = self._marks(of_class, busy, by_day)
        weeks = sorted({week for week, _ in by_day})
        limits, run = rule.days_per_week, rule.consecutive_days
        for week in weeks:
            cols = {day: col for (its, day), col in marks.items() if its == week}
            if limits is not None and limits.max is not None and limits.max < len(cols):
                self._at_most(of_class, Sum.of_columns(cols.values()), people * limits.max)
            if run is not None and run.max is not None:
                for first in range(7 - run.max):
                    window = [cols[day] for day in range(first, first + run.max + 1) if day in cols]
                    if len(window) > run.max:
                        self._at_most(of_class, Sum.of_columns(window), people * run.max)

    def _external_share(self, classes: list[list[int]], at_work: dict[tuple[int, int], Sum]) -> None:
        rule = self.n.rule("staffing")
        if not isinstance(rule, Staffing) or rule.external_share is None:
            return
        for week in sorted({slot.week for slot in self.n.slots}):
            total = Sum()
            for (at, slot), busy in sorted(at_work.items(), key=lambda item: item[0]):
                if self.n.slots[slot].week == week:
                    external = self.n.scenario.teachers[classes[at][0]].external
                    total.plus_sum(busy, (100.0 if external else 0.0) - rule.external_share)
            self.board.limit(total, hi=0.0)


def concerns(who: Who, teacher: str, role: str, external: bool) -> bool:
    """Whether a rule about `who` speaks of this teacher."""
    return (
        (not who.teachers or teacher in who.teachers)
        and (not who.roles or role in who.roles)
        and (who.external is None or who.external == external)
    )
