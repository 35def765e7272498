"""Proofs by counting, slot by slot: teachers, rooms and seats at one time.

Every one holds for each plan that contains the season in which it is found, so no timetable at all can exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..calendar import Slot
from ..clock import Day
from .coverage import Coverage
from .flow import Deficit, Need, deficit
from .notes import Loc, Notes
from .packing import Class, alone
from .readings import is_open
from .supply import Part, SlotSupply
from .words import are, count, days_in_words, listed


@dataclass(frozen=True)
class _Fault:
    """A proof without its slot: alike ones are told once for all their slots."""

    code: str
    loc: Loc
    text: str
    advice: str


class SlotProofs:
    """All slots in all seasons; a slot's fault is told for the first season that has it."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self.facts = coverage.facts
        self._supplies: dict[tuple[int, Slot], SlotSupply] = {}
        self._found: dict[_Fault, dict[str, list[Slot]]] = {}
        self._told: set[tuple[str, Slot]] = set()

    @property
    def found(self) -> bool:
        """Whether any slot is impossible."""
        return bool(self._found)

    def supply(self, season: int, slot: Slot) -> SlotSupply:
        """The counts of a slot, worked out once."""
        key = (season, slot)
        if key not in self._supplies:
            self._supplies[key] = SlotSupply(self.coverage, season, slot)
        return self._supplies[key]

    def duties(self, season: int, slot: Slot) -> list[Need]:
        """What duties need in a slot."""
        supply = self.supply(season, slot)
        bit = self.facts.bit[slot.day, slot.period]
        found = []
        for name, activity in self.facts.activities.items():
            if activity.kind == "duty" and not activity.by_rota and self.facts.cells_of(activity) & bit:
                able = supply.people.intersection(teacher.id for teacher in self.facts.leads_of(name))
                found.append(Need(name, activity.staff.teachers, able))
        return found

    def add(self, notes: Notes) -> None:
        """Look for all proofs, and tell them."""
        for season in range(len(self.facts.seasons)):
            for slot in self.facts.slots_in(self.facts.on[season]):
                self._slot(season, slot)
        for fault, by_season in self._found.items():
            for name, slots in by_season.items():
                when = "" if name == self.facts.seasons[0] else f" in season {name}"
                for days, periods in _blocks(slots):
                    text = f"On {days_in_words(days)} in {listed(periods)}{when}, {fault.text}."
                    notes.error(fault.code, fault.loc, text, fault.advice)

    def _tell(self, code: str, loc: Loc, season: int, slot: Slot, text: str, advice: str) -> None:
        if (code, slot) not in self._told:
            self._told.add((code, slot))
            fault = _Fault(code, loc, text, advice)
            self._found.setdefault(fault, {}).setdefault(self.facts.seasons[season], []).append(slot)

    def _slot(self, season: int, slot: Slot) -> None:
        supply = self.supply(season, slot)
        if self._impossible_parts(season, slot, supply):
            return
        self._teachers(season, slot, supply)
        self._rooms(season, slot, supply)
        self._seats(season, slot, supply)

    def _listed(self, short: Deficit) -> str:
        """Teachers or rooms, in the scenario's order."""
        return listed(name for name in (*self.facts.teachers, *self.facts.rooms) if name in short.able)

    # ---- classes that fit nowhere -----------------------------------------------------------------------------------

    def _impossible_parts(self, season: int, slot: Slot, supply: SlotSupply) -> bool:
        """Classes whose students can be grouped in no way at all, each by itself or all together."""
        found = False
        for part in supply.parts:
            alone_in_none = [one for one in part.classes if not alone(one)] if not part.groups else []
            if alone_in_none:
                self._one_class(season, slot, part, alone_in_none[0])
                found = True
            elif supply.fewest_groups(part) is None:
                self._too_many(season, slot, [part], supply)
                found = True
        if not found and not supply.options(rooms=True):
            self._too_many(season, slot, supply.parts, supply)
            found = True
        return found

    def _too_many(self, season: int, slot: Slot, parts: Sequence[Part], supply: SlotSupply) -> None:
        """Groups at their limits, and clubs, do not hold all who stay."""
        staying = sum(part.staying for part in parts)
        in_groups = staying - sum(min(part.groups.values(), default=part.staying) for part in parts)
        names = [name for part in parts for name in _ids(part)]
        text = (
            f"{count(staying, 'student')} of {_classes(names)} stay, but at most {in_groups:,} of them fit into groups "
            f"of {_or(_activities(parts))} (limits and seats), and clubs can take {supply.relief(rooms=True)[-1]:,}"
        )
        self._tell("count-seats", self._class_at(names[0]), season, slot, text, _SEATS)

    def _one_class(self, season: int, slot: Slot, part: Part, home: Class) -> None:
        """A class whose undivided (or least divided) group no room holds."""
        loc = self._class_at(home.name)
        if not any(max(way.seats, way.own_seats) for way in home.ways):
            text = f"no room that {_or(part.activities)} may use is open for class {home.name}"
            self._tell("count-rooms", loc, season, slot, text, "a room of the kind asked for is missing, or closed.")
            return
        groups = max(1 if way.keep else -(-home.stuck // way.limit) for way in home.ways)
        most = max(max(min(way.limit, way.seats), way.own_seats if way.keep else 0) for way in home.ways)
        number = "one group" if groups == 1 else f"{groups} groups"
        each = "" if groups == 1 else "each "
        have = "has" if home.stuck == 1 else "have"
        text = (
            f"{count(home.stuck, 'student')} of class {home.name} {have} no club and must be in "
            f"{number} of {_or(part.activities)}, which can {each}have {most} at most (limit and seats)"
        )
        self._tell("count-seats", loc, season, slot, text, _SEATS)

    def _class_at(self, home_id: str) -> Loc:
        return ("classes", [home.id for home in self.facts.scenario.classes].index(home_id))

    # ---- teachers -------------------------------------------------------------------------------------------------

    def _teachers(self, season: int, slot: Slot, supply: SlotSupply) -> None:
        duties = self.duties(season, slot)
        each_once = dict.fromkeys(sorted(supply.people), 1)
        classes = frozenset().union(*(part.leads | part.helpers for part in supply.parts))
        short = None
        for of_classes, of_clubs in sorted(supply.options(rooms=False), key=sum):
            needs = [
                *duties,
                Need(_FOR_CLASSES, of_classes, classes),
                Need("clubs", of_clubs, supply.club_people),
            ]
            failed = deficit(needs, each_once)
            if failed is None:
                short = None
                break
            short = failed if short is None or failed.missing < short.missing else short
        if short is not None:
            self._short_of_teachers(season, slot, short, _activities(supply.parts))
            return
        needs = [*duties]
        for part in supply.parts:
            groups = (supply.fewest_groups(part) or 0) if part.has_leads else 0
            what = f"{_classes(_ids(part))} in {_or(part.activities)}"
            needs.append(Need(what, groups, part.leads))
        failed = deficit(needs, each_once)
        if failed is not None:
            self._short_of_teachers(season, slot, failed, _activities(supply.parts), "leads")

    def _short_of_teachers(
        self, season: int, slot: Slot, short: Deficit, activities: Sequence[str], what: str = "teachers"
    ) -> None:
        needs = [need for need in short.needs if need.what != _FOR_CLASSES]
        parts = [f"{need.number} for {need.what}" for need in needs]
        for_classes = sum(need.number for need in short.needs if need.what == _FOR_CLASSES)
        if for_classes:
            parts.insert(0, f"{for_classes} for {_or(activities)}")
        can = f"only {count(short.there, 'teacher')} ({self._listed(short)})" if short.there else "nobody"
        who = f"{can} can come" if what == "teachers" else f"{can} can lead then"
        one = what.removesuffix("s")
        text = f"at least {count(short.needed, one)} {are(short.needed)} needed at once ({listed(parts)}), but {who}"
        advice = f"{count(short.missing, 'more teacher')} {are(short.missing)} there then, or fewer students stay."
        away = self._in_meetings(slot, self.facts.seasons[season])
        if away:
            advice = f"{listed(away)} {are(len(away))} not in a meeting then; or {advice}"
        duties = {name for name, activity in self.facts.activities.items() if activity.kind == "duty"}
        only = [need.what for need in short.needs if need.what in duties]
        loc: Loc = ("activities", only[0]) if only and len(only) == len(short.needs) else ("teachers",)
        self._tell("count-teachers", loc, season, slot, text, advice)

    def _in_meetings(self, slot: Slot, season: str) -> list[str]:
        """The teachers who would be there, were it not for a meeting."""
        span = self.facts.block((slot.period,), season)
        return [
            teacher.id
            for teacher in self.facts.teachers.values()
            if teacher.cleared
            and span is not None
            and is_open(teacher.available, slot.day, (slot.period,), span)
            and any(m.day == slot.day and m.span.overlaps(span) for m in self.facts.meetings_of(teacher))
        ]

    # ---- rooms ----------------------------------------------------------------------------------------------------

    def _rooms(self, season: int, slot: Slot, supply: SlotSupply) -> None:
        places = {room.id: room.groups_at_once for room in self.facts.rooms.values()}
        rooms = frozenset().union(*(part.rooms for part in supply.parts))
        short = None
        for of_classes, of_clubs in sorted(supply.options(rooms=True), key=sum):
            needs = [Need(_FOR_CLASSES, of_classes, rooms), Need("clubs", of_clubs, supply.club_rooms)]
            failed = deficit(needs, places)
            if failed is None:
                short = None
                break
            short = failed if short is None or failed.missing < short.missing else short
        if short is None:
            each = [Need("", supply.fewest_groups(part) or 0, part.rooms, _ids(part)) for part in supply.parts]
            short = deficit(each, places)
        if short is not None:
            whats = [_or(_activities(supply.parts)) if need.what == _FOR_CLASSES else need.what for need in short.needs]
            whose = _whose(short.needs) if any(need.classes for need in short.needs) else listed(whats)
            can = (
                f"the rooms they may use ({self._listed(short)}) hold {short.there}"
                if short.able
                else "no room suits them"
            )
            text = f"at least {count(short.needed, 'group')} of {whose} {are(short.needed)} held at once, but {can}"
            self._tell(
                "count-rooms", ("rooms",), season, slot, text, "another room suits them, or more groups share one."
            )

    # ---- seats ----------------------------------------------------------------------------------------------------

    def _seats(self, season: int, slot: Slot, supply: SlotSupply) -> None:
        seats = {room.id: room.seats for room in self.facts.rooms.values()}
        in_clubs = supply.relief(rooms=True)[-1]
        must = [Need("", max(p.stuck, p.staying - in_clubs), p.rooms, _ids(p)) for p in supply.parts]
        every = [Need("", p.staying, self._rooms_of(season, slot, p), _ids(p)) for p in supply.parts]
        for needs, where in ((must, "in the rooms they may use outside clubs"), (every, "in all rooms they may use")):
            short = deficit(needs, seats)
            if short is not None:
                whose = _whose(short.needs)
                there = f"{where} ({self._listed(short)}) {are(short.there)} {count(short.there, 'seat')}"
                text = f"{count(short.needed, 'student')} of {whose} must be somewhere, but {there}"
                self._tell("count-seats", ("rooms",), season, slot, text, _SEATS)
                return

    def _rooms_of(self, season: int, slot: Slot, part: Part) -> frozenset[str]:
        """Rooms in which students of the part could be: their class activities', and those of their clubs."""
        supply = self.supply(season, slot)
        bit = self.facts.bit[slot.day, slot.period]
        found = set(part.rooms)
        for name in supply.open_clubs:
            if any(self.coverage.reach(season, name, home.id) & bit for home in part.homes):
                rooms = self.facts.usable_rooms(name, slot.day, (slot.period,), self.facts.seasons[season])
                found |= {room.id for room in rooms}
        return frozenset(found)


_FOR_CLASSES = "classes"
_SEATS = "a larger room is open to them, or fewer stay."


def _blocks(slots: Iterable[Slot]) -> list[tuple[tuple[Day, ...], tuple[str, ...]]]:
    """Days that have the same periods among the slots, together."""
    by_day: dict[Day, tuple[str, ...]] = {}
    for slot in slots:
        by_day[slot.day] = (*by_day.get(slot.day, ()), slot.period)
    alike = dict.fromkeys(by_day.values())
    return [(tuple(day for day, same in by_day.items() if same == periods), periods) for periods in alike]


def _ids(part: Part) -> tuple[str, ...]:
    return tuple(home.id for home in part.homes)


def _classes(names: Sequence[str]) -> str:
    return f"class{'es'[: 2 * (len(names) > 1)]} {listed(names)}"


def _whose(needs: Iterable[Need]) -> str:
    """The classes of all needs."""
    return _classes([name for need in needs for name in need.classes])


def _or(names: Iterable[str]) -> str:
    return listed(names, joined="or")


def _activities(parts: Iterable[Part]) -> list[str]:
    return list(dict.fromkeys(name for part in parts for name in part.activities))
