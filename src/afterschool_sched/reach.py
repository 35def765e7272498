"""Who and what could be at an activity, and when: teachers, rooms and times, one by one, as the rules of fit say."""

from __future__ import annotations

from functools import cache

from afterschool_sched.calendar import Calendar, Slot
from afterschool_sched.clock import Day, Span
from afterschool_sched.entities import Activity, HomeClass, Room
from afterschool_sched.instance import Block
from afterschool_sched.rules.end_time import encode as end_time
from afterschool_sched.rules.end_time.spec import EndTime
from afterschool_sched.rules.room_fit import encode as room_fit
from afterschool_sched.rules.teacher_fit import encode as teacher_fit
from afterschool_sched.scenario import Scenario


class Reach:
    """What can be had in these seasons. `without`: ids of rules left out; `end_time`: that rule, if there is one."""

    def __init__(
        self,
        scenario: Scenario,
        calendar: Calendar,
        seasons: tuple[str, ...],
        without: frozenset[str],
        end_time: EndTime | None,
    ) -> None:
        self.scenario = scenario
        self.calendar = calendar
        self.seasons = seasons
        self.without = without
        self.end_time = end_time
        self.slots = calendar.slots
        self.rooms = {room.id: room for room in scenario.rooms}
        self.block_rooms = cache(self._block_rooms)
        self.block_teachers = cache(self._block_teachers)
        self.pattern_teachers = cache(self._pattern_teachers)

    def on(self, slot: Slot) -> bool:
        """Whether the period is held in any of the seasons."""
        return any(self.calendar.span(slot.period, season) is not None for season in self.seasons)

    def periods(self, block: Block) -> tuple[str, ...]:
        """The periods of the block's slots."""
        return tuple(self.slots[slot].period for slot in block)

    def clock_allows(self, activity: Activity, periods: tuple[str, ...]) -> bool:
        """Whether the activity may last that long."""
        if self.end_time is None:
            return True
        return end_time.clock_allows(activity, self.calendar, self.seasons, periods)

    def grade_allows(self, grade: int, periods: tuple[str, ...]) -> bool:
        """Whether students of the grade may stay that long."""
        if self.end_time is None:
            return True
        return end_time.grade_allows(self.end_time, grade, self.calendar, self.seasons, periods)

    def _block_teachers(self, block: Block) -> frozenset[int]:
        """Teachers who are there for the whole block."""
        day = self.slots[block[0]].day
        return frozenset(
            index
            for index, teacher in enumerate(self.scenario.teachers)
            if "teacher_fit" in self.without
            or teacher_fit.is_there(
                teacher, self.scenario.meetings, self.calendar, self.seasons, day, self.periods(block)
            )
        )

    def _pattern_teachers(self, sessions: tuple[Block, ...]) -> frozenset[int]:
        """Teachers who are there for all of the sessions."""
        return frozenset.intersection(*(self.block_teachers(block) for block in sessions))

    def _block_rooms(self, block: Block) -> frozenset[int]:
        """Rooms that are open and light for the whole block."""
        day = self.slots[block[0]].day
        periods = self.periods(block)
        spans = [span for season in self.seasons if (span := self.calendar.block(periods, season)) is not None]
        return frozenset(
            index for index, room in enumerate(self.scenario.rooms) if self._room_open(room, day, periods, spans)
        )

    def _room_open(self, room: Room, day: Day, periods: tuple[str, ...], spans: list[Span]) -> bool:
        opened = "room_fit" in self.without or teacher_fit.is_open(room.open, day, periods, spans)
        light = self.end_time is None or end_time.light_allows(room, self.calendar, self.seasons, periods)
        return opened and light

    def leads(self, activity: Activity) -> tuple[int, ...]:
        """Teachers who may lead the activity, whenever it is."""
        return tuple(
            index
            for index, teacher in enumerate(self.scenario.teachers)
            if "teacher_fit" in self.without or teacher_fit.may_lead(activity, teacher)
        )

    def assistants(self, activity: Activity) -> tuple[int, ...]:
        """Teachers who may assist, whenever it is."""
        return tuple(
            index
            for index, teacher in enumerate(self.scenario.teachers)
            if "teacher_fit" in self.without or teacher_fit.may_assist(activity, teacher)
        )

    def suits(self, activity: Activity, home: HomeClass | None, room: Room) -> bool:
        """Whether the room is of a kind and size for the activity, of a class if one is given."""
        if "room_fit" in self.without:
            return True
        own = self.rooms.get(home.room) if home and home.room else None
        return room_fit.suits(activity, home, room, own.kind if own else "classroom")

    def own(self, activity: Activity, home: HomeClass) -> frozenset[int]:
        """The class's own teachers for the activity."""
        names = teacher_fit.own_teachers(activity, home)
        return frozenset(index for index, teacher in enumerate(self.scenario.teachers) if teacher.id in names)
