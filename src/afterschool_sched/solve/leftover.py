"""Students in no club: they are in class or care sessions, and each of those needs a room and teachers.

Classes that may host each other and have the same rooms and teachers in a slot are one *unit*; `groups` counts the
sessions a unit hosts. Which class sits with which is left to the people-and-rooms stage: here a group holds up to the
limit (less the `packing` of a search model, so that whole classes can be packed).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from afterschool_sched.instance import Instance

from .board import Board, Sum
from .supply import Supply

if TYPE_CHECKING:
    from .offer import Restrictions


UnitKey = tuple[tuple[Any, ...], ...]


@dataclass
class Unit:
    """Classes with the same activities, rooms, teachers and hosts in one slot."""

    slot: int
    homes: tuple[int, ...]
    activities: tuple[int, ...]
    left: dict[int, Sum] = field(default_factory=dict)  # activity -> its students of these classes
    groups: dict[int, int] = field(default_factory=dict)  # activity -> column: sessions hosted
    seated: dict[int, Sum] = field(default_factory=dict)  # activity -> students in the sessions hosted
    most: dict[int, int] = field(default_factory=dict)  # activity -> largest session


class Leftover:
    """Rows about the students in no club."""

    def __init__(
        self,
        n: Instance,
        board: Board,
        in_club: dict[tuple[int, int], list[int]],
        always_left: dict[tuple[int, int], int],
        restrictions: Restrictions | None,
    ) -> None:
        self.n = n
        self.board = board
        self.in_club = in_club
        self.always_left = always_left
        self.restrictions = restrictions
        self.units: list[Unit] = []
        self.takes: dict[tuple[int, int, int], int] = {}  # (activity, class, slot) -> column

    def build(self) -> None:
        """All rows but those of rooms and teachers."""
        for slot in range(len(self.n.slots)):
            units = self._units(slot)
            for unit in units:
                self._share(unit)
            for activity in range(len(self.n.class_activities)):
                self._host(activity, [unit for unit in units if activity in unit.activities])
            self.units.extend(units)
        self._sessions_per_week()

    def groups_in(self, slot: int) -> Sum:
        """All sessions of classes in a slot."""
        total = Sum()
        for unit in self.units:
            if unit.slot == slot:
                for col in unit.groups.values():
                    total.plus(col)
        return total

    def demands(self, supply: Supply) -> None:
        """What the sessions need of rooms and teachers."""
        for unit in self.units:
            for number, col in unit.groups.items():
                activity = self.n.class_activities[number]
                home = unit.homes[0]
                groups = Sum(cols=[col], coefs=[1.0])
                students = unit.seated[number]
                slots = (unit.slot,)
                most = unit.most[number]
                if not activity.by_rota:  # else `rota` sees to it that enough are free, which is relaxed here
                    supply.lead(slots, activity.leads[home, unit.slot], groups)
                    supply.help(
                        slots,
                        activity.assistants.get(unit.slot, ()),
                        groups,
                        students,
                        activity.teachers,
                        activity.per_students,
                        most,
                    )
                supply.room(slots, activity.rooms[home, unit.slot], groups, students, most)

    # ---- parts --------------------------------------------------------------------------------------------------

    def _units(self, slot: int) -> list[Unit]:
        found: dict[UnitKey, list[int]] = {}
        for home in range(len(self.n.classes)):
            key = unit_key(self.n, home, slot)
            if key:  # else everybody present must be in a club: rows of the students
                found.setdefault(key, []).append(home)
        return [Unit(slot, tuple(homes), tuple(int(part[0]) for part in key)) for key, homes in found.items()]

    def _remaining(self, home: int, slot: int) -> Sum:
        """Students of the class who are present and in no club."""
        away = self.in_club.get((home, slot), [])
        return Sum(float(len(self.n.present[home, slot])), list(away), [-1.0] * len(away))

    def _share(self, unit: Unit) -> None:
        """Whose students have which activity: one for all of a class."""
        board, slot = self.board, unit.slot
        plain = len(unit.activities) == 1 and self.n.class_activities[unit.activities[0]].sessions_per_week is None
        for number in unit.activities:
            unit.left[number] = Sum()
        for home in unit.homes:
            rest = self._remaining(home, slot)
            present = float(len(self.n.present[home, slot]))
            if plain:
                unit.left[unit.activities[0]].plus_sum(rest)
                continue
            split, one = Sum(), Sum()
            for number in unit.activities:
                takes = board.column(0, 1, integer=True)
                students = board.column(0, present)
                self.takes[number, home, slot] = takes
                board.rows.add([students, takes], [1.0, -present], hi=0.0)
                board.rows.add([students, takes], [1.0, -1.0], lo=0.0)
                unit.left[number].plus(students)
                split.plus(students)
                one.plus(takes)
            split.plus_sum(rest, -1.0)
            board.limit(split, 0.0, 0.0)
            board.limit(one, hi=1.0)
            if self.always_left[home, slot]:
                board.limit(one, lo=1.0)

    def _host(self, number: int, units: list[Unit]) -> None:
        """Sessions of one activity in one slot: every student left sits in some unit's session."""
        n, board = self.n, self.board
        activity = n.class_activities[number]
        everybody = sum(len(n.present[home, unit.slot]) for unit in units for home in unit.homes)
        guests = self._guests(number, units)
        sent = [Sum() for _ in units]
        for host, unit in enumerate(units):
            sizes = [len(n.present[home, unit.slot]) for home in unit.homes]
            limit = min(activity.limit, everybody)
            whole = max(limit, *sizes) if activity.keep else limit
            most_groups = sum(1 if activity.keep else -(-size // limit) for size in sizes)
            alone = guests[host] == [host] and all(host not in those for at, those in enumerate(guests) if at != host)
            groups = board.column(0, most_groups, integer=True)
            unit.groups[number] = groups
            unit.most[number] = whole
            if alone:
                seated = unit.left[number]
            else:
                seated = Sum()
                for at in guests[host]:
                    flow = board.column(0, sum(len(n.present[home, unit.slot]) for home in units[at].homes))
                    seated.plus(flow)
                    sent[at].plus(flow)
            unit.seated[number] = seated
            capacity = Sum()
            capacity.plus_sum(seated)
            packs = everybody > activity.limit and (len(unit.homes) > 1 or not alone)
            capacity.plus(groups, -self._holds(whole, packs, sum(sizes), most_groups))
            board.limit(capacity, hi=0.0)
        for at, unit in enumerate(units):
            if not sent[at].empty:
                sent[at].plus_sum(unit.left[number], -1.0)
                board.limit(sent[at], 0.0, 0.0)
        self._least(number, units, guests)

    def _guests(self, number: int, units: list[Unit]) -> list[list[int]]:
        """For each unit, those whose classes may come to its sessions."""
        hosts = self.n.class_activities[number].hosts
        may = [{host for home in unit.homes for host in hosts[home]} for unit in units]
        return [
            [at for at in range(len(units)) if at == host or may[at] & set(unit.homes)]
            for host, unit in enumerate(units)
        ]

    def _least(self, number: int, units: list[Unit], guests: list[list[int]]) -> None:
        """Students who cannot be in a club need whole sessions: at least so many among units that share them."""
        part = list(range(len(units)))  # connected units, by their lowest number
        for host, those in enumerate(guests):
            for at in those:
                low, high = sorted((part[host], part[at]))
                part = [low if label == high else label for label in part]
        for label in sorted(set(part)):
            members = [unit for at, unit in enumerate(units) if part[at] == label]
            sure = [unit for unit in members if len(unit.activities) == 1]
            always = sum(self.always_left[home, unit.slot] for unit in sure for home in unit.homes)
            least = -(-always // max(unit.most[number] for unit in members))
            if least:
                groups = [unit.groups[number] for unit in members]
                self.board.rows.add(groups, [1.0] * len(groups), lo=float(least))

    def _holds(self, whole: int, packs: bool, students: int, groups: int) -> float:
        """Students per session: the limit, or less in a search model where classes are packed together."""
        if self.restrictions is None or not packs:
            return float(whole)
        # When every class stays by itself nothing needs packing: full classes are never planned away.
        return max(1.0, float(whole - self.restrictions.packing), students / max(groups, 1))

    def _sessions_per_week(self) -> None:
        for number, activity in enumerate(self.n.class_activities):
            if activity.sessions_per_week is None:
                continue
            for home in activity.obliged:
                for week in sorted({slot.week for slot in self.n.slots}):
                    held = Sum()
                    for slot in activity.slots.get(home, ()):
                        if self.n.slots[slot].week == week and (number, home, slot) in self.takes:
                            held.plus(self.takes[number, home, slot])
                    self.board.limit(held, activity.sessions_per_week, activity.sessions_per_week)


def unit_key(n: Instance, home: int, slot: int) -> UnitKey:
    """What the class could do in the slot when not in clubs: by activity, its teachers, rooms and hosts."""
    return tuple(
        (
            number,
            activity.leads[home, slot],
            tuple(sorted(activity.rooms[home, slot])),
            tuple(sorted(activity.hosts[home])),
            activity.sessions_per_week is not None,
        )
        for number, activity in enumerate(n.class_activities)
        if slot in activity.slots.get(home, ())
    )


def classes_alike(n: Instance) -> tuple[int, ...]:
    """For each class the first one that is in the same unit in every slot, where only the units' students count."""
    seen: dict[tuple[object, ...], int] = {}
    first = []
    for home in range(len(n.classes)):
        keys = [unit_key(n, home, slot) for slot in range(len(n.slots))]
        plain = all(len(key) <= 1 and not any(part[4] for part in key) for key in keys)
        mark: tuple[object, ...] = tuple(keys) if plain else (home,)
        first.append(seen.setdefault(mark, home))
    return tuple(first)
