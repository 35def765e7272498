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
from .matrix import Floats
from .supply import Supply

if TYPE_CHECKING:
    from .offer import Restrictions


WHOLE = 1e-6
FEW_STUDENTS = 250  # of so many, sessions are whole at once: elsewhere that makes placing students ten times slower
MOST_ROWS = 4  # for each activity and slot, about classes that are packed whole

UnitKey = tuple[tuple[Any, ...], ...]


@dataclass
class Unit:
    """Classes with the same activities, rooms, teachers and hosts in one slot."""

    slot: int
    homes: tuple[int, ...]
    activities: tuple[int, ...]
    left: dict[int, Sum] = field(default_factory=dict)  # activity -> its students of these classes
    of_home: dict[tuple[int, int], Sum] = field(default_factory=dict)  # the same by (activity, class)
    groups: dict[int, int] = field(default_factory=dict)  # activity -> column: sessions hosted
    seated: dict[int, Sum] = field(default_factory=dict)  # activity -> students in the sessions hosted
    most: dict[int, int] = field(default_factory=dict)  # activity -> largest session


@dataclass(frozen=True)
class Packing:
    """The sessions of one class activity in one slot: columns that count them, and who is left of each class."""

    activity: int
    slot: int
    sessions: tuple[int, ...]
    left: dict[int, Sum]

    def too_few(self, n: Instance, x: Floats) -> bool:
        """Whether whole classes need more sessions than the solution thinks, if no three share one."""
        import networkx as nx  # takes a fifth of a second, and is seldom asked for

        activity = n.class_activities[self.activity]
        left = {home: round(value.of(x)) for home, value in self.left.items()}
        there = [home for home, students in left.items() if students]
        graph = nx.Graph()
        for home in there:
            fits = [host for host in activity.hosts[home] if host != home and left.get(host)]
            graph.add_edges_from((home, host) for host in fits if left[home] + left[host] <= activity.most_seated)
        needed = len(there) - len(nx.max_weight_matching(graph, maxcardinality=True))
        return needed > sum(float(x[col]) for col in self.sessions) + WHOLE


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
            packing = Packing(number, units[0].slot, tuple(unit.groups[number] for unit in units), left)
            self.packings.append(packing)
            if self._packed(number, packing.slot):
                self._pairs(number, units)

    def _packed(self, activity: int, slot: int) -> bool:
        """Whether a search model packs whole classes into whole sessions there."""
        return self.restrictions is not None and (activity, slot) in self.restrictions.packed

    def _pairs(self, number: int, units: list[Unit]) -> None:
        """A class sits alone or with one other, and both fit into one session.

        The sums over classes that relax this are met by students who are spread over all classes; no session is saved
        until two particular classes fit together. Three in one session are not looked for, so that where three fit
        together anyway nothing is said. It makes placing students ten times slower: only for slots that need it.
        """
        n, board = self.n, self.board
        activity = n.class_activities[number]
        homes = {home: unit for unit in units for home in unit.homes if n.present[home, unit.slot]}
        sizes = {home: len(n.present[home, unit.slot]) for home, unit in homes.items()}
        if len(homes) < 2 or sum(sorted(sizes.values())[:3]) <= activity.most_seated:
            return
        partners: dict[int, list[int]] = {home: [] for home in homes}
        guests: dict[int, list[int]] = {id(unit): [] for unit in units}
        for home, unit in homes.items():
            for host in sorted(set(activity.hosts[home]) & set(homes)):
                if host == home or (host < home and home in activity.hosts[host]):
                    continue
                joins = board.column(0, 1, integer=True)
                guests[id(unit)].append(joins)
                partners[home].append(joins)
                partners[host].append(joins)
                both = Sum()
                both.plus_sum(unit.of_home[number, home])
                both.plus_sum(homes[host].of_home[number, host])
                too_many = float(sizes[home] + sizes[host] - activity.most_seated)
                if too_many > 0:
                    both.plus(joins, too_many)
                    board.limit(both, hi=activity.most_seated + too_many)
        for those in partners.values():
            if those:
                board.rows.at_most(those, 1.0)
        for unit in units:
            enough = Sum(cols=[unit.groups[number], *guests[id(unit)]], coefs=[1.0] * (len(guests[id(unit)]) + 1))
            for home in unit.homes:
                if home in homes:
                    enough.plus_sum(self._open(number, home, unit, sizes[home]), -1.0)
            board.limit(enough, lo=0.0)

    def _open(self, number: int, home: int, unit: Unit, present: int) -> Sum:
        """1 when somebody of the class is left for the activity."""
        if len(unit.activities) == 1 and self.always_left[home, unit.slot]:
            return Sum(1.0)
        opened = self.board.column(0, 1, integer=True)
        left = Sum(cols=[opened], coefs=[-float(present)])
        left.plus_sum(unit.of_home[number, home])
        self.board.limit(left, hi=0.0)
        return Sum(cols=[opened], coefs=[1.0])

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
            self._whole_classes(number, members, groups)

    def _whole_classes(self, number: int, units: list[Unit], groups: list[int]) -> None:
        """Classes are packed whole: at least as many sessions as `share` adds up to, for several sizes of class."""
        limit = self.n.class_activities[number].most_seated
        homes = [(home, unit) for unit in units for home in unit.homes]
        sizes = {home: len(self.n.present[home, unit.slot]) for home, unit in homes}
        if len(homes) < 2:
            return
        for size in _some(sorted({size for size in sizes.values() if limit < 2 * size < 2 * limit})):
            enough = Sum()
            for col in groups:
                enough.plus(col)
            for home, unit in homes:
                if sizes[home]:
                    nobody, each = share(limit, limit - size, sizes[home])
                    enough.const -= nobody
                    enough.plus_sum(unit.of_home[number, home], -each)
            self.board.limit(enough, lo=0.0)

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


def share(limit: int, spare: int, present: int) -> tuple[float, float]:
    """Of a session, for a class of which some of `present` are left: a constant, and as much for each of them.

    Over classes that fit into one session it adds up to 1 at most: f(x) = min(1, (x - spare) / (limit - 2 spare)) does
    (a dual feasible function of bin packing, for 0 <= spare < limit / 2), and on 0..present this is the chord below it.
    With classes of 36 and a limit of 40, a session is saved by 32 students in clubs, not by the 22 whom six classes
    have beside five full sessions.
    """
    nobody = -spare / (limit - 2 * spare)
    whole = min(1.0, (present - spare) / (limit - 2 * spare))
    return nobody, (whole - nobody) / present


def _some(values: list[int]) -> list[int]:
    """At most four of them, spread evenly."""
    if len(values) <= MOST_ROWS:
        return values
    return sorted({values[round(at * (len(values) - 1) / (MOST_ROWS - 1))] for at in range(MOST_ROWS)})


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
