"""A peer: FET, a free timetabling program that many schools use, for the timetable half of the problem.

FET knows neither choices nor who could lead what, so both are decided before: the library's first placement says which
club groups there are and who is in them; each gets the lead with most time, and a flow gives every group of homework a
teacher. FET then finds the times and rooms of the clubs around the homework, and the checker judges what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import networkx as nx

from ...clock import DAYS
from ...instance import ClassActivity, Instance, OpenGroup
from ...rules.workload.spec import Workload
from ...stages.budget import Budget
from ...stages.candidate import Candidate, Progress
from ...stages.placement import Placer
from ...timetable import Group, Plan, Session
from ..job import PeerMissing
from .fet_file import Activity, Placed, Time, document, generate, numbered

Tell = Callable[[Progress], None]

PLACEMENT_SHARE = 0.6  # of the budget, for the library's first placement
FET_SHARE = 0.4  # of what is left then, for fet-cl, and for each further try with fewer groups


@dataclass(frozen=True)
class _Homework:
    """A group of homework in one slot: its classes (the host first), and who has it."""

    slot: int
    homes: tuple[int, ...]
    teacher: int


@dataclass(frozen=True)
class _Led:
    """A club group with its lead, and the patterns that fit all members and the lead."""

    group: OpenGroup
    lead: int
    patterns: tuple[int, ...]


def search_fet(n: Instance, budget: Budget, progress: Tell) -> Iterator[Candidate]:
    """One timetable, or none. Raises PeerMissing without fet-cl, and for schools with more than clubs and homework."""
    if len(n.class_activities) != 1 or n.duties or n.calendar.scenario.cycle_weeks > 1:
        raise PeerMissing("FET is compared on schools that have clubs and homework, in a cycle of one week.")
    progress(Progress("placement", None, None, None, None, budget.elapsed))
    placement = Placer(n, budget.part(PLACEMENT_SHARE)).first()
    progress(Progress("people", None, None, None, None, budget.elapsed))
    school = _School(n)
    groups = sorted(placement.groups if placement else (), key=lambda group: -len(group.members))
    while (staffed := school.staffed(groups)) is not None and not budget.over:
        placed = generate(school.file(*staffed), budget.left * FET_SHARE, budget.seed)
        if placed is not None:
            yield Candidate(school.plan(*staffed, placed), (), None, "fet", optimal=False)
            return
        if not groups:
            return
        groups = groups[: len(groups) * 3 // 4]  # the smallest quarter closes, and FET tries once more


class _School:
    def __init__(self, n: Instance) -> None:
        self.n = n
        self.activity: ClassActivity = n.class_activities[0]
        self.days = sorted({slot.day for slot in n.slots})
        self.periods = list(n.calendar.periods)
        self.at = [Time(self.days.index(slot.day), self.periods.index(slot.period)) for slot in n.slots]
        self.slot_at = {time: slot for slot, time in enumerate(self.at)}
        self.most = [len(n.slots)] * len(n.teachers)
        for rule in n.rules:
            limit = rule.sessions_per_week if isinstance(rule, Workload) and rule.required else None
            if isinstance(rule, Workload) and limit is not None and limit.max is not None:
                for teacher in n.concerned(rule.who):
                    self.most[teacher] = min(self.most[teacher], limit.max)

    # ---- who --------------------------------------------------------------------------------------------------------

    def staffed(self, groups: Sequence[OpenGroup]) -> tuple[list[_Led], list[_Homework]] | None:
        """Leads for the groups, and teachers for the homework of everybody; the last groups close if need be."""
        needed = self._needed()
        for count in range(len(groups), -1, -1):
            led = self._led(groups[:count])
            homework = self._covered(needed, led)
            if homework is not None:
                return led, homework
        return None

    def _led(self, groups: Sequence[OpenGroup]) -> list[_Led]:
        """Each group with the lead who has most time left, at the placement's times too; others close."""
        time, busy = list(self.most), [0] * len(self.most)
        found = []
        for group in groups:
            club = self.n.clubs[group.club]
            mask, sessions = club.patterns[group.pattern].mask, len(club.patterns[group.pattern].slots)
            able = [e for e in club.leads[group.pattern] if not busy[e] & mask and time[e] >= sessions]
            if able:
                lead = max(able, key=lambda e: (time[e], -e))
                time[lead] -= sessions
                busy[lead] |= mask
                fitting = set.intersection(*(set(self.n.pupils[i].fitting(group.club)) for i in group.members))
                patterns = tuple(t for t in sorted(fitting) if lead in club.leads[t])
                found.append(_Led(group, lead, patterns))
        return found

    def _needed(self) -> dict[int, list[tuple[int, ...]]]:
        """By slot the groups of homework when everybody is there: classes, the largest first, join where they fit."""
        needed: dict[int, list[tuple[int, ...]]] = {}
        for slot in range(len(self.n.slots)):
            heads = {home: len(self.n.present.get((home, slot), ())) for home in range(len(self.n.classes))}
            hosts: list[list[int]] = []
            for home in sorted((home for home in heads if heads[home]), key=lambda home: (-heads[home], home)):
                if slot not in self.activity.slots.get(home, ()):
                    continue
                fits = [
                    host
                    for host in hosts
                    if host[0] in self.activity.hosts[home]
                    and sum(heads[each] for each in host) + heads[home] <= self.activity.limit
                ]
                if fits:
                    fits[0].append(home)
                else:
                    hosts.append([home])
            needed[slot] = [tuple(host) for host in hosts]
        return needed

    def _covered(self, needed: dict[int, list[tuple[int, ...]]], led: Sequence[_Led]) -> list[_Homework] | None:
        """A teacher for every group of homework, by a flow that spares those who lead clubs; None when they are short.

        Nobody has homework at the times that the placement has for the own clubs: so a timetable is in sight for FET.
        """
        taken: dict[int, set[int]] = {}
        for group in led:
            taken.setdefault(group.lead, set()).update(
                self.n.clubs[group.group.club].patterns[group.group.pattern].slots
            )
        graph = nx.DiGraph()
        for teacher, most in enumerate(self.most):
            kept = len(taken.get(teacher, ()))
            graph.add_edge("start", f"t{teacher}", capacity=most - kept, weight=10 if kept else 0)
        for slot, hosts in needed.items():
            graph.add_edge(f"s{slot}", "end", capacity=len(hosts), weight=0)
            for teacher in self.activity.leads.get((hosts[0][0], slot), ()) if hosts else ():
                free = slot not in taken.get(teacher, ())
                graph.add_edge(f"t{teacher}", f"s{slot}", capacity=int(free), weight=0)
        flow = nx.max_flow_min_cost(graph, "start", "end")
        found: list[_Homework] = []
        for slot, hosts in needed.items():
            there = [e for e in range(len(self.most)) if flow.get(f"t{e}", {}).get(f"s{slot}", 0)]
            if len(there) < len(hosts):
                return None
            found += [_Homework(slot, homes, teacher) for homes, teacher in zip(hosts, there, strict=False)]
        return found

    # ---- what FET is told -------------------------------------------------------------------------------------------

    def file(self, clubs: Sequence[_Led], homework: Sequence[_Homework]) -> Element:
        """The school as FET reads it: clubs first, then homework."""
        away = {name: self.away(teacher) for teacher, name in enumerate(self.n.teachers)}
        activities = [*map(self.club, clubs), *map(self.homework, homework)]
        return document(len(self.days), len(self.periods), activities, away)

    def club(self, led: _Led) -> Activity:
        """A club group: any of its patterns' times, and rooms that are fit for all of them."""
        spec = self.n.clubs[led.group.club]
        meets = self.n.scenario.activities[spec.activity].meets
        blocks = sorted({block for pattern in led.patterns for block in spec.patterns[pattern].sessions})
        rooms = [room for room in spec.rooms[blocks[0]] if all(room in spec.rooms[block] for block in blocks)]
        size = len(led.group.members)
        names = [
            f"{self.n.rooms[room]}#{copy}"
            for room in rooms
            for copy in range(self.n.groups_at_once[room])
            if self.n.seats[room] // self.n.groups_at_once[room] >= size or (not copy and self.n.seats[room] >= size)
        ]
        # Who is in one club alone is wherever it is.
        several = [i for i in led.group.members if self.n.pupils[i].wanted > 1 or self.n.pupils[i].assigned]
        return Activity(
            sessions=len(spec.patterns[led.patterns[0]].sessions),
            length=meets.periods,
            gap_days=meets.gap_days,
            teacher=self.n.teachers[led.lead],
            students=tuple(self.n.pupils[i].id for i in several),
            times=tuple(self.at[block[0]] for block in blocks),
            rooms=tuple(names),
        )

    def homework(self, group: _Homework) -> Activity:
        """A group of homework: its time, and the host's own room."""
        room = self.n.rooms[self.activity.rooms[group.homes[0], group.slot][0]]
        return Activity(1, 1, 0, self.n.teachers[group.teacher], (), (self.at[group.slot],), (f"{room}#0",))

    def away(self, teacher: int) -> tuple[Time, ...]:
        """Slots in which the teacher could lead no homework and no club."""
        there = {slot for (_, slot), leads in self.activity.leads.items() if teacher in leads}
        for club in self.n.clubs:
            for pattern, leads in zip(club.patterns, club.leads, strict=True):
                there |= set(pattern.slots) if teacher in leads else set()
        return tuple(time for slot, time in enumerate(self.at) if slot not in there)

    # ---- what comes out ---------------------------------------------------------------------------------------------

    def plan(self, clubs: Sequence[_Led], homework: Sequence[_Homework], placed: dict[int, Placed]) -> Plan:
        """The plan that FET has made."""
        numbers = numbered(list(map(self.club, clubs)))
        in_club: set[tuple[int, int]] = set()  # student, slot
        groups: list[Group] = []
        for led, own in zip(clubs, numbers, strict=True):
            sessions = [placed[number] for number in own]
            spec = self.n.clubs[led.group.club]
            length = self.n.scenario.activities[spec.activity].meets.periods
            held = []
            for one in sorted(sessions, key=lambda one: self.slot_at[one.time]):
                first = self.slot_at[one.time]
                block = range(first, first + length)
                in_club.update((student, slot) for student in led.group.members for slot in block)
                held.append(self._session(block, one.room.partition("#")[0], led.lead, None))
            number = 1 + sum(group.activity == spec.activity for group in groups)
            name = spec.activity if spec.up_to == 1 else f"{spec.activity}-{number}"
            members = tuple(self.n.pupils[i].id for i in led.group.members)
            groups.append(Group(id=name, activity=spec.activity, members=members, sessions=tuple(held)))
        return Plan(seasons=self.n.seasons, groups=(*groups, *self._homework_held(homework, in_club)))

    def _homework_held(self, homework: Sequence[_Homework], in_club: set[tuple[int, int]]) -> Iterator[Group]:
        """Groups of homework of those in no club; where nobody of the host is left, another of its classes hosts."""
        of_host: dict[int, list[Session]] = {}
        for group in homework:
            left = {
                home: [i for i in self.n.present[home, group.slot] if (i, group.slot) not in in_club]
                for home in group.homes
            }
            hosts = [home for home in group.homes if left[home]]
            if hosts:
                room = self.n.rooms[self.activity.rooms[group.homes[0], group.slot][0]]
                members = [i for home in hosts for i in left[home]]
                of_host.setdefault(hosts[0], []).append(
                    self._session((group.slot,), room, group.teacher, tuple(self.n.pupils[i].id for i in members))
                )
        for host, sessions in sorted(of_host.items()):
            home = self.n.classes[host]
            name = self.activity.activity
            yield Group(id=f"{name}/{home}", activity=name, home_class=home, sessions=tuple(sessions))

    def _session(self, block: Sequence[int], room: str, lead: int, members: tuple[str, ...] | None) -> Session:
        slots = [self.n.slots[slot] for slot in block]
        return Session(
            day=DAYS[slots[0].day],
            periods=tuple(slot.period for slot in slots),
            room=room,
            lead=self.n.teachers[lead],
            members=members,
        )
