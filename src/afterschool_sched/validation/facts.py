"""What a scenario says about students, teachers and rooms, worked out before anything is decided.

Words and readings are those of models/formal.md, section 1. All plans of a timetable obey the rules by themselves and
every season lies in one of them, so whatever holds of each plan that contains a season is said here by season. Names
the scenario does not have are skipped here; `references` tells of them.
"""

from __future__ import annotations

from functools import cached_property

from ..clock import Day
from ..entities import Activity, HomeClass, Meeting, Room, Teacher
from ..roster import may_join
from ..rules.group_size.spec import GroupSize
from ..rules.reserve.spec import Reserve
from ..rules.same_people.spec import SamePeople
from ..rules.wishes.spec import WishesRule
from ..scenario import Scenario
from .readings import concerns, is_open, speaks_of, wishes_forbid
from .students import Students, first_of_each


class Facts(Students):
    """A scenario's facts. Nothing here decides; nothing here raises for what `references` or `sense` would refuse."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.rooms: dict[str, Room] = first_of_each(scenario.rooms)
        self.teachers: dict[str, Teacher] = first_of_each(scenario.teachers)
        self.cap: int = self.rule(GroupSize).cap
        self._hosts: dict[tuple[str, str], list[HomeClass]] = {}
        self._leads: dict[str, list[Teacher]] = {}
        self._helpers: dict[str, list[Teacher]] = {}
        self._rooms: dict[tuple[str, str | None], list[Room]] = {}
        self._usable: dict[tuple[str, tuple[str, ...], str], frozenset[str]] = {}
        self._available: dict[tuple[str, str, tuple[str, ...], str], bool] = {}

    # ---- teachers and rooms -------------------------------------------------------------------------------------

    def is_there(self, teacher: Teacher, day: Day, periods: tuple[str, ...], season: str) -> bool:
        """Whether a teacher is available for a session in a season that holds it; a required wish counts as a no."""
        key = (teacher.id, day, periods, season)
        found = self._available.get(key)
        if found is None:
            found = self._available[key] = self._is_there(teacher, day, periods, season)
        return found

    def _is_there(self, teacher: Teacher, day: Day, periods: tuple[str, ...], season: str) -> bool:
        block = self.block(periods, season)
        if block is None or not is_open(teacher.available, day, periods, block):
            return False
        if any(meeting.day == day and meeting.span.overlaps(block) for meeting in self.meetings_of(teacher)):
            return False
        return not any(
            wishes_forbid(teacher, day, periods) for rule in self._required_wishes if speaks_of(rule.who, teacher)
        )

    @cached_property
    def _required_wishes(self) -> list[WishesRule]:
        return [rule for rule in self.rules if isinstance(rule, WishesRule) and rule.required]

    def meetings_of(self, teacher: Teacher) -> list[Meeting]:
        """The fixed meetings that concern a teacher."""
        return [meeting for meeting in self.scenario.meetings if concerns(meeting, teacher)]

    def may_lead(self, activity: Activity, teacher: Teacher) -> bool:
        """Whether a teacher fulfils what the lead of the activity must (all of a duty's teachers must)."""
        return (
            teacher.cleared
            and (activity.leads is None or teacher.id in activity.leads)
            and (activity.skill is None or activity.skill in teacher.skills)
            and (activity.subject is None or activity.subject in teacher.subjects)
            and (activity.roles is None or teacher.role in activity.roles)
            and (activity.rota is None or not activity.by_rota or speaks_of(activity.rota.among, teacher))
        )

    def may_assist(self, activity: Activity, teacher: Teacher) -> bool:
        """Whether a teacher may be an assistant in the activity."""
        if activity.kind == "duty" or activity.by_rota:
            return self.may_lead(activity, teacher)
        roles = activity.staff.assistant_roles
        return teacher.cleared and (not roles or teacher.role in roles)

    @cached_property
    def _required_same(self) -> list[SamePeople]:
        return [rule for rule in self.rules if isinstance(rule, SamePeople) and rule.required]

    def _required_of(self, what: str, name: str) -> bool:
        return any(
            rule.what == what and (not rule.activities or name in rule.activities) for rule in self._required_same
        )

    def needs_own_teacher(self, name: str) -> bool:
        """Whether a class or care group of the activity must be led by an own teacher of its home class."""
        activity = self.activities[name]
        return not activity.by_rota and (
            activity.own_teacher == "required"
            or (activity.own_teacher == "preferred" and self._required_of("own_teacher", name))
        )

    def needs_own_room(self, name: str) -> bool:
        """Whether its class or care groups must be in their own room, where the class has one."""
        return not self.activities[name].room_names and self._required_of("own_room", name)

    def merge_of(self, name: str) -> str:
        """Which classes may share a group of the activity, required rules counted."""
        return "never" if self._required_of("own_group", name) else self.activities[name].merge

    def own_teachers(self, home: HomeClass, activity: Activity) -> list[str]:
        """The own teachers of a class for an activity."""
        if activity.subject is not None:
            named = [home.subject_teachers.get(activity.subject)]
        else:
            named = [home.class_teacher, *home.subject_teachers.values()]
        return sorted({teacher for teacher in named if teacher in self.teachers and teacher is not None})

    def hosts(self, name: str, home: HomeClass) -> list[HomeClass]:
        """The classes whose groups of a class or care activity may hold students of a class (rule eligible)."""
        found = self._hosts.get((name, home.id))
        if found is None:
            activity, merge = self.activities[name], self.merge_of(name)
            distance = {"never": -1, "same grade": 0, "neighbouring grades": 1, "any": 99}[merge]
            found = self._hosts[name, home.id] = [
                other
                for other in self.homes.values()
                if other is home or (may_join(activity, other) and abs(other.grade - home.grade) <= distance)
            ]
        return found

    def leads_of(self, name: str) -> list[Teacher]:
        """The teachers who may lead an activity, whenever they are there."""
        if name not in self._leads:
            activity = self.activities[name]
            self._leads[name] = [t for t in self.teachers.values() if self.may_lead(activity, t)]
        return self._leads[name]

    def helpers_of(self, name: str) -> list[Teacher]:
        """The teachers who may assist in an activity, whenever they are there."""
        if name not in self._helpers:
            activity = self.activities[name]
            self._helpers[name] = [t for t in self.teachers.values() if self.may_assist(activity, t)]
        return self._helpers[name]

    def rooms_of(self, name: str, home: HomeClass | None = None) -> list[Room]:
        """The rooms a group of the activity may use: kind (or id) and features (rule room_fit, 1 and 2)."""
        key = (name, home.id if home else None)
        if key not in self._rooms:
            self._rooms[key] = self._rooms_of(name, home)
        return self._rooms[key]

    def _rooms_of(self, name: str, home: HomeClass | None) -> list[Room]:
        activity = self.activities[name]
        asked = activity.room_names
        own = self.rooms.get(home.room) if home and home.room else None
        kind = own.kind if own else "classroom"
        found = []
        for room in self.rooms.values():
            if asked:
                fits = room.kind in asked or room.id in asked
            elif home is None:
                fits = not room.outdoor
            else:
                fits = room is own or (room.kind == kind and not room.outdoor)
            if fits and home is not None and own is not None and self.needs_own_room(name):
                fits = room is own
            if fits and all(feature in room.features for feature in activity.features):
                found.append(room)
        return found

    def room_fault(self, room: Room, day: Day, periods: tuple[str, ...], season: str) -> str | None:
        """Why a room cannot be used in a season that holds the periods: "closed", "dark"; None when it can."""
        block = self.block(periods, season)
        if block is None or not is_open(room.open, day, periods, block):
            return "closed"
        dark = self.limits[season].dark_from
        return "dark" if room.outdoor and dark is not None and block.end > dark else None

    def usable_rooms(
        self, name: str, day: Day, periods: tuple[str, ...], season: str, home: HomeClass | None = None
    ) -> list[Room]:
        """The rooms a session of the activity may use in a season."""
        usable = self.open_rooms(day, periods, season)
        return [room for room in self.rooms_of(name, home) if room.id in usable]

    def open_rooms(self, day: Day, periods: tuple[str, ...], season: str) -> frozenset[str]:
        """All rooms that can be used in a season in these periods."""
        key = (day, periods, season)
        if key not in self._usable:
            every = self.rooms.values()
            self._usable[key] = frozenset(r.id for r in every if self.room_fault(r, day, periods, season) is None)
        return self._usable[key]

    def group_most(self, activity: Activity) -> int:
        """The most members a group of the activity may have (without an exemption)."""
        return self.cap if activity.groups.max is None else min(activity.groups.max, self.cap)

    def held_places(self, name: str) -> int:
        """How many places of each group of a club are held (rule reserve)."""
        most = self.group_most(self.activities[name])
        about = [r for r in self.rules if isinstance(r, Reserve) and (not r.activities or name in r.activities)]
        return max((max(rule.places, -(-most * rule.share // 100)) for rule in about), default=0)
