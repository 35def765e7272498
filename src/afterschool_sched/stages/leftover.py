"""Students in no club: they are in class or care sessions, and each of those needs a room and teachers.

Classes that may host each other and have the same rooms and teachers in a slot are one *unit*; `groups` counts the
sessions a unit hosts. Which class sits with which is left to the people-and-rooms stage: here a group holds up to the
limit (less the `packing` of a search model, so that whole classes can be packed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from afterschool_sched.instance import Instance

from .board import Board, Sum
from .packing import Packing, pairs, whole_classes
from .supply import Supply
from .units import Unit, UnitKey, unit_key

if TYPE_CHECKING:
    from .offer import Restrictions


FEW_STUDENTS = 250  # of so many, sessions are whole at once: elsewhere that makes placing students ten times slower


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
        self.packings: list[Packing] = []
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
                supply.rooms.ask(slots, activity.rooms[home, unit.slot], groups, students, most)

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
        present = float(len(self.n.present[home, slot]))
        if not away:
            return Sum(present)
        left = self.board.column(0, present)
        self.board.rows.add([left, *away], [1.0] * (len(away) + 1), present, present)
        return Sum(cols=[left], coefs=[1.0])

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
                unit.of_home[unit.activities[0], home] = rest
                continue
            split, one = Sum(), Sum()
            for number in unit.activities:
                takes = board.column(0, 1, integer=True)
                students = board.column(0, present)
                self.takes[number, home, slot] = takes
                board.rows.add([students, takes], [1.0, -present], hi=0.0)
                board.rows.add([students, takes], [1.0, -1.0], lo=0.0)
                unit.left[number].plus(students)
                unit.of_home[number, home] = Sum(cols=[students], coefs=[1.0])
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
            most = min(activity.most_seated, everybody)
            whole = max(most, *sizes) if activity.keep else most
            most_groups = sum(1 if activity.keep else -(-size // activity.limit) for size in sizes)
            alone = guests[host] == [host] and all(host not in those for at, those in enumerate(guests) if at != host)
            exact = len(n.pupils) <= FEW_STUDENTS or self._packed(number, unit.slot)
            groups = board.column(0, most_groups, integer=exact)
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
            packs = everybody > activity.most_seated and (len(unit.homes) > 1 or not alone)
            capacity.plus(groups, -self._holds(whole, packs, sum(sizes), most_groups))
            board.limit(capacity, hi=0.0)
        for at, unit in enumerate(units):
            if not sent[at].empty:
                sent[at].plus_sum(unit.left[number], -1.0)
                board.limit(sent[at], 0.0, 0.0)
        self._least(number, units, guests)
        if units:
            left = {home: unit.of_home[number, home] for unit in units for home in unit.homes}
            slot, sessions = units[0].slot, tuple(unit.groups[number] for unit in units)
            joins = pairs(n, board, number, units, self.always_left) if self._packed(number, slot) else {}
            self.packings.append(Packing(number, slot, sessions, left, joins))

    def _packed(self, activity: int, slot: int) -> bool:
        """Whether a search model packs whole classes into whole sessions there."""
        return self.restrictions is not None and (activity, slot) in self.restrictions.packed

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
            groups = [unit.groups[number] for unit in members]
            if least:
                self.board.rows.add(groups, [1.0] * len(groups), lo=float(least))
            whole_classes(self.n, self.board, number, members, groups)

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
