"""Required rules that count groups and students, as rows of the pattern master.

Exact for groups of clubs, and for students of clubs at once; what is only about rooms counts those who can be nowhere
else. Different students over several slots are counted slot by slot, which is weaker. Nothing is cut off. What is about
teachers is in `supply`, as far as `workload` could say it; single students, and the days and periods of a class, are
left to people and rooms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from afterschool_sched.counters import units
from afterschool_sched.instance import Instance
from afterschool_sched.rules.head_count.spec import HeadCount
from afterschool_sched.rules.limit.spec import Limit

from .board import Board, Sum
from .leftover import Leftover
from .matrix import INFINITY
from .students import Students
from .units import Unit

Within = frozenset[int] | None  # rooms; None: anywhere


def add_counts(n: Instance, board: Board, students: Students, leftover: Leftover) -> None:
    """Write the rows of all required `limit` and `head_count` rules."""
    for rule in n.rules:
        if not rule.required:
            continue
        if isinstance(rule, Limit):
            _Counts(n, board, students, leftover, rule.of.among(n.scenario.activities)).limit(rule)
        if isinstance(rule, HeadCount) and not rule.whole_site:
            rooms = [at for at, room in enumerate(n.scenario.rooms) if rule.includes(room.id, room.kind, room.features)]
            counts = _Counts(n, board, students, leftover, n.scenario.activities)
            for slots in units(n, "slot", rule.when).values():
                board.limit(counts.students_at(slots[0], frozenset(rooms)), hi=rule.max)


class _Counts:
    """What is held of some activities, as sums of columns."""

    def __init__(
        self, n: Instance, board: Board, students: Students, leftover: Leftover, activities: Iterable[str]
    ) -> None:
        self.n = n
        self.board = board
        self.students = students
        self.leftover = leftover
        self.of = frozenset(activities)

    # ---- rules --------------------------------------------------------------------------------------------------

    def limit(self, rule: Limit) -> None:
        """The rows of one rule, where it is about groups, or about students of all or of whole classes."""
        for slots in units(self.n, rule.unit, rule.when).values():
            if "room" in (rule.subject, *rule.who.named):
                self._in_rooms(rule, slots)
            elif rule.count == "groups":
                self._between(rule, self.groups(slots) if rule.unit != "slot" else self.groups_at(slots[0], None))
            elif rule.count == "students" and "student" not in rule.who.named:
                self._students(rule, slots)

    def _in_rooms(self, rule: Limit, slots: list[int]) -> None:
        """At most so much in each of the rooms, or in all of them together; only groups and students are counted."""
        who = rule.who
        rooms = [
            at
            for at, room in enumerate(self.n.scenario.rooms)
            if (not who.rooms or room.id in who.rooms) and (not who.room_kinds or room.kind in who.room_kinds)
        ]
        if rule.max is None or rule.count not in ("groups", "students"):
            return
        for those in [frozenset(rooms)] if rule.subject == "school" else [frozenset([room]) for room in rooms]:
            value = self.groups_at(slots[0], those) if rule.count == "groups" else self.students_at(slots[0], those)
            self.board.limit(value, hi=rule.max)

    def _students(self, rule: Limit, slots: list[int]) -> None:
        """Of everybody, or of the clubs' members of whole classes."""
        who = rule.who
        homes = [
            at
            for at, home in enumerate(self.n.scenario.classes)
            if (not who.classes or home.id in who.classes) and (not who.grades or home.grade in who.grades)
        ]
        for those in [homes] if rule.subject == "school" else [[home] for home in homes]:
            if len(those) == len(self.n.classes):
                at_once = [self.students_at(slot, None) for slot in slots]
            elif not any(each.activity in self.of for each in self.n.class_activities):
                at_once = [self._members(slot, those) for slot in slots]
            else:
                continue
            every = Sum()
            for value in at_once:
                every.plus_sum(value)
                if rule.max is not None:
                    self.board.limit(value, hi=rule.max)
            if rule.min is not None:
                self.board.limit(every, lo=rule.min)

    def _between(self, rule: Limit, value: Sum) -> None:
        self.board.limit(value, -INFINITY if rule.min is None else rule.min, INFINITY if rule.max is None else rule.max)

    # ---- sums ---------------------------------------------------------------------------------------------------

    def groups(self, slots: list[int]) -> Sum:
        """Club groups that meet in some of the slots."""
        total = Sum()
        for pair in self._pairs(slots, None):
            total.plus(pair)
        return total

    def groups_at(self, slot: int, within: Within) -> Sum:
        """Sessions in the slot, of all kinds; with rooms, those that can be in no other."""
        total = Sum()
        for pair in self._pairs([slot], within):
            total.plus(pair)
        for unit, activity in self._units(slot, within):
            total.plus(unit.groups[activity])
        if within is None:
            total.const += sum(slot in duty.candidates for duty in self.n.duties if duty.activity in self.of)
        return total

    def students_at(self, slot: int, within: Within) -> Sum:
        """Students in the slot; with rooms, those who can be in no other."""
        total = Sum()
        for pair in self._pairs([slot], within):
            for col in self.students.takers[pair]:
                total.plus(col)
        for unit, activity in self._units(slot, within):
            total.plus_sum(unit.left[activity] if within is None else unit.seated[activity])
        return total

    def _members(self, slot: int, homes: list[int]) -> Sum:
        """Students of these classes who are in the clubs in the slot."""
        total = Sum()
        for pair in self._pairs([slot], None):
            for home in homes:
                for col in self.students.came.get((home, pair), []):
                    total.plus(col)
        return total

    def _pairs(self, slots: list[int], within: Within) -> Iterator[int]:
        """Clubs on patterns that meet in some of the slots, and then only in these rooms."""
        wanted = set(slots)
        for (club, pattern), number in self.students.pairs.items():
            spec = self.n.clubs[club]
            blocks = [block for block in spec.patterns[pattern].sessions if wanted & set(block)]
            rooms = {room for block in blocks for room in spec.rooms[block]}
            if spec.activity in self.of and blocks and (within is None or rooms <= within):
                yield number

    def _units(self, slot: int, within: Within) -> Iterator[tuple[Unit, int]]:
        """Units of classes in the slot with each of their activities that counts, in these rooms only."""
        for unit in self.leftover.units:
            for number in unit.groups if unit.slot == slot else ():
                activity = self.n.class_activities[number]
                rooms = set(activity.rooms[unit.homes[0], slot])
                if activity.activity in self.of and (within is None or rooms <= within):
                    yield unit, number
