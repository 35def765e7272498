"""What every slot needs at least, whatever the timetable: groups of home classes, teachers and rooms, clubs counted in.

Students in clubs relieve classes, but clubs need teachers and rooms of their own. So for every number of teachers (or
rooms) that classes may take, the least relief is known (`packing`), and for every relief the fewest teachers (or rooms)
of clubs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..calendar import Slot
from ..entities import HomeClass
from .coverage import Coverage
from .packing import Class, Limits, Reliefs, reliefs


@dataclass
class Part:
    """Classes that may share groups in a slot, and who and what could take them there."""

    homes: list[HomeClass]
    activities: list[str]
    classes: list[Class]
    leads: frozenset[str]
    helpers: frozenset[str]
    rooms: frozenset[str]
    teachers_per_group: int
    students_per_teacher: int | None
    groups: Reliefs = field(default_factory=dict)  # number of groups -> relief

    @property
    def has_leads(self) -> bool:
        """Whether each of its groups has a lead, whichever activity it is."""
        return self.teachers_per_group > 0

    @property
    def staying(self) -> int:
        """How many stay."""
        return sum(home.staying for home in self.classes)

    @property
    def stuck(self) -> int:
        """How many of them no club can take."""
        return sum(home.stuck for home in self.classes)

    @cached_property
    def teachers(self) -> dict[int, int]:
        """Number of teachers -> relief: so many per group, and enough for all who are in the groups."""
        found: dict[int, int] = {}
        for groups, relief in self.groups.items():
            base = groups * self.teachers_per_group
            found[base] = min(relief, found.get(base, relief))
        per = self.students_per_teacher
        if per is None or not found:
            return found
        sized: dict[int, int] = {}
        for number in range(min(found), max(max(found), -(-self.staying // per)) + 1):
            possible = [relief for base, relief in found.items() if base <= number]
            sized[number] = max(min(possible), self.staying - number * per)
        return {number: relief for number, relief in sized.items() if relief <= self.staying - self.stuck}


class SlotSupply:
    """One slot in one season."""

    def __init__(self, coverage: Coverage, season: int, slot: Slot) -> None:
        self.coverage = coverage
        self.facts = coverage.facts
        self.season = season
        self.slot = slot
        self._season_name = self.facts.seasons[season]
        # Of an activity and the classes whose groups it may be, the rooms and the leads; of a host by itself the rooms.
        self._rooms: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        self._leads: dict[tuple[str, frozenset[str]], frozenset[str]] = {}
        self._own_rooms: dict[tuple[str, str], frozenset[str]] = {}
        self._host_ids: dict[tuple[str, str], frozenset[str]] = {}
        self._reliefs: dict[bool, list[int]] = {}

    # ---- who and what could take a class ---------------------------------------------------------------------------

    def _hosts(self, name: str, home: HomeClass) -> frozenset[str]:
        """The classes whose groups may hold students of a class here: each session has a member of its host."""
        found = self._host_ids.get((name, home.id))
        if found is None:
            hosts = (host.id for host in self.facts.hosts(name, home))
            found = self._host_ids[name, home.id] = self._present.intersection(hosts)
        return found

    @cached_property
    def _present(self) -> frozenset[str]:
        """The classes of which somebody stays in the slot, in some season."""
        return frozenset(home for home in self.facts.homes if self.coverage.present(home, self.slot))

    def _rooms_for(self, name: str, home: HomeClass) -> frozenset[str]:
        """The rooms in which a group with students of the class may be."""
        key = (name, self._hosts(name, home))  # the same for most classes of a grade
        if key not in self._rooms:
            of_hosts = (self._host_rooms(name, self.facts.homes[host]) for host in key[1])
            self._rooms[key] = frozenset().union(*of_hosts)
        return self._rooms[key]

    def _host_rooms(self, name: str, host: HomeClass) -> frozenset[str]:
        key = (name, host.id)
        if key not in self._own_rooms:
            usable = self.facts.usable_rooms(name, self.slot.day, (self.slot.period,), self._season_name, host)
            self._own_rooms[key] = frozenset(room.id for room in usable)
        return self._own_rooms[key]

    def _leads_for(self, name: str, home: HomeClass) -> frozenset[str]:
        key = (name, self._hosts(name, home))
        if key not in self._leads:
            activity = self.facts.activities[name]
            able = {teacher.id for teacher in self.facts.leads_of(name) if teacher.id in self.people}
            if self.facts.needs_own_teacher(name):
                hosts = [self.facts.homes[host] for host in key[1]]
                able &= {teacher for host in hosts for teacher in self.facts.own_teachers(host, activity)}
            self._leads[key] = frozenset(able)
        return self._leads[key]

    @cached_property
    def people(self) -> frozenset[str]:
        """The teachers who are available in the slot."""
        day, periods = self.slot.day, (self.slot.period,)
        every = self.facts.teachers.values()
        return frozenset(t.id for t in every if self.facts.is_there(t, day, periods, self._season_name))

    # ---- home classes ---------------------------------------------------------------------------------------------

    @cached_property
    def parts(self) -> list[Part]:
        """The classes with students in the slot, in parts that share no groups with each other.

        A class that no activity takes, though some of it have no club, is left out: `sense` tells of it.
        """
        takers: dict[str, list[str]] = {}
        for home_id, heads in self.coverage.staying_classes(self.season, self.slot).items():
            found = self.coverage.takers(self.facts.homes[home_id], self.slot, self._season_name)
            if found or not heads.stuck:
                takers[home_id] = found
        # The groups in which students of a class may be: classes that have one in common may share it.
        groups = {
            home: frozenset((name, host) for name in names for host in self._hosts(name, self.facts.homes[home]))
            for home, names in takers.items()
        }
        waiting = list(takers)
        parts = []
        while waiting:
            joined, edge = [waiting.pop(0)], 0
            while edge < len(joined):
                one = joined[edge]
                edge += 1
                joined += [other for other in waiting if not groups[one].isdisjoint(groups[other])]
                waiting = [other for other in waiting if groups[one].isdisjoint(groups[other])]
            parts.append(self._part([self.facts.homes[home] for home in joined], takers))
        return parts

    def _part(self, homes: list[HomeClass], takers: dict[str, list[str]]) -> Part:
        taking = {name for home in homes for name in takers[home.id]}
        names = [name for name in self.facts.activities if name in taking]
        activities = [self.facts.activities[name] for name in names]
        # Where teachers take turns, the plan has none: rule rota has a proof of its own.
        staffs = [0 if activity.by_rota else activity.staff.teachers for activity in activities]
        per = [None if activity.by_rota else activity.staff.per_students for activity in activities]
        leads: set[str] = set()
        rooms: set[str] = set()
        for home in homes:
            for name in takers[home.id]:
                leads |= self._leads_for(name, home)
                rooms |= self._rooms_for(name, home)
        helpers = self.people.intersection(teacher.id for name in names for teacher in self.facts.helpers_of(name))
        classes = [self._class(home, takers[home.id]) for home in homes]
        part = Part(
            homes=homes,
            activities=names,
            classes=classes,
            leads=frozenset(leads),
            helpers=helpers,
            rooms=frozenset(rooms),
            teachers_per_group=min(staffs, default=1),
            students_per_teacher=None if not per or None in per else max(number for number in per if number),
        )
        part.groups = reliefs(classes, lambda several: self._together(several, takers))
        return part

    def _class(self, home: HomeClass, names: Sequence[str]) -> Class:
        heads = self.coverage.heads(self.season, home.id, self.slot)
        present = self.coverage.present(home.id, self.slot)
        ways = []
        for name in names:
            activity = self.facts.activities[name]
            seats = max((self.facts.rooms[room].seats for room in self._rooms_for(name, home)), default=0)
            own = home.room if home.room in self._host_rooms(name, home) else None
            own_seats = self.facts.rooms[own].seats if own is not None and activity.over_cap == "keep" else 0
            ways.append(Limits(self.facts.group_most(activity), seats, activity.over_cap == "keep", own_seats))
        return Class(home.id, heads.staying, heads.stuck, present, tuple(ways))

    def _together(self, several: Sequence[Class], takers: dict[str, list[str]]) -> int:
        """The most members of one group that holds students of all these classes; 0 when there can be none."""
        homes = [self.facts.homes[one.name] for one in several]
        best = 0
        for name in takers[homes[0].id]:
            if not all(name in takers[home.id] for home in homes):
                continue
            if not frozenset.intersection(*(self._hosts(name, home) for home in homes)):
                continue
            seats = min(
                max((self.facts.rooms[room].seats for room in self._rooms_for(name, home)), default=0) for home in homes
            )
            best = max(best, min(self.facts.group_most(self.facts.activities[name]), seats))
        return best

    # ---- clubs ----------------------------------------------------------------------------------------------------

    @cached_property
    def open_clubs(self) -> dict[str, int]:
        """The clubs that may have a session in the slot -> how many students could be in it."""
        found = {}
        for name, club in self.coverage.clubs.items():
            could = self.coverage.could_join(self.season, name, slot=self.slot)
            if could >= club.activity.groups.min:
                found[name] = could
        return found

    @cached_property
    def club_people(self) -> frozenset[str]:
        """Teachers who could lead or assist one of these clubs."""
        able: set[str] = set()
        for name in self.open_clubs:
            able.update(teacher.id for teacher in (*self.facts.leads_of(name), *self.facts.helpers_of(name)))
        return self.people & able

    @cached_property
    def club_rooms(self) -> frozenset[str]:
        """Rooms that one of these clubs could use."""
        found: set[str] = set()
        for name in self.open_clubs:
            rooms = self.facts.usable_rooms(name, self.slot.day, (self.slot.period,), self._season_name)
            found |= {room.id for room in rooms}
        return frozenset(found)

    def relief(self, rooms: bool) -> list[int]:
        """By number of teachers (or of rooms): the most students that clubs with so many can take."""
        if rooms not in self._reliefs:
            self._reliefs[rooms] = self._relief(rooms)
        return self._reliefs[rooms]

    def _relief(self, rooms: bool) -> list[int]:
        gains: list[float] = []
        for name, could in self.open_clubs.items():
            club = self.coverage.clubs[name]
            staff = club.activity.staff
            size = min(club.most_members, max(room.seats for room in club.rooms))
            per = size if rooms else staff.per_students or size
            least = 1 if rooms else staff.teachers
            # Of one group: its first `least` teachers take what they may together, each further one `per` more.
            first = min(size, least * per)
            further = [min(per, size - taken) for taken in range(first, size, per)]
            of_club = ([first / least] * least + further) * min(club.activity.groups.up_to, could)
            left = float(could)
            for gain in sorted(of_club, reverse=True):
                gains.append(min(gain, left))
                left -= gains[-1]
                if left <= 0:
                    break
        total, found = 0.0, [0]
        for gain in sorted(gains, reverse=True):
            total += gain
            found.append(int(total + 1e-6))
        return found

    # ---- both -----------------------------------------------------------------------------------------------------

    def options(self, rooms: bool) -> list[tuple[int, int]]:
        """All (teachers or rooms of classes, of clubs) that the counts allow; the second is the least for the first."""
        least: dict[int, int] = {0: 0}
        for part in self.parts:
            own = part.groups if rooms else part.teachers
            joined: dict[int, int] = {}
            for number, relief in least.items():
                for more, further in own.items():
                    total = relief + further
                    if total < joined.get(number + more, total + 1):
                        joined[number + more] = total
            least = joined
        gains = self.relief(rooms)
        found = []
        for number, relief in sorted(least.items()):
            clubs = next((cost for cost, gain in enumerate(gains) if gain >= relief), None)
            if clubs is not None:
                found.append((number, clubs))
        return found

    def fewest_groups(self, part: Part) -> int | None:
        """The fewest groups of a part's classes; None when there is no way at all."""
        most = self.relief(rooms=True)[-1]
        return min((groups for groups, relief in part.groups.items() if relief <= most), default=None)
