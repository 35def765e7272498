"""Scenario -> Instance: integer indices and candidate lists. The only place where names become numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from afterschool_sched.calendar import Calendar, Slot
from afterschool_sched.catalogue import effective_rules
from afterschool_sched.clock import DAYS
from afterschool_sched.departures import read_base
from afterschool_sched.enrolment import UNLIMITED, Enrolment
from afterschool_sched.entities import Activity, HomeClass
from afterschool_sched.instance import (
    Block,
    ClassActivity,
    Club,
    Duty,
    Instance,
    Pattern,
    Rota,
    SlotInfo,
)
from afterschool_sched.reach import Reach
from afterschool_sched.roster import roster
from afterschool_sched.rules.eligible import encode as eligible
from afterschool_sched.rules.end_time.spec import EndTime
from afterschool_sched.rules.group_size.spec import GroupSize
from afterschool_sched.rules.meets import encode as meets
from afterschool_sched.rules.reserve import encode as reserve
from afterschool_sched.rules.rota import encode as rota
from afterschool_sched.rules.teacher_fit import encode as teacher_fit
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Plan


def build_instance(
    scenario: Scenario,
    seasons: Iterable[str] | None = None,
    without: frozenset[str] = frozenset(),
    base: Plan | None = None,
) -> Instance:
    """Compile a validated scenario for one plan held in `seasons` (default: all).

    `base` is the plan with which it is compared, unless one is published. `without` leaves out rules by id; tests use
    it to show that each rule is needed.
    """
    return _Builder(scenario, seasons, without).build(base)


class _Builder:
    def __init__(self, scenario: Scenario, seasons: Iterable[str] | None, without: frozenset[str]) -> None:
        self.scenario = scenario
        self.calendar = Calendar(scenario)
        self.seasons = tuple(seasons) if seasons is not None else self.calendar.seasons
        self.rules = tuple(rule for rule in effective_rules(scenario) if rule.id not in without)
        self.without = without
        self.single = {rule.id: rule for rule in self.rules if rule.single}
        self.students = roster(scenario)
        self.slots = self.calendar.slots
        size = self.single.get("group_size")
        self.cap = size.cap if isinstance(size, GroupSize) else UNLIMITED
        clock = self.single.get("end_time")
        self.reach = Reach(
            scenario, self.calendar, self.seasons, without, clock if isinstance(clock, EndTime) else None
        )
        self.offered: dict[str, list[Pattern]] = {}  # club -> patterns with a room for each session

    def build(self, base: Plan | None) -> Instance:
        scenario = self.scenario
        names = [name for name, activity in scenario.activities.items() if activity.kind == "club"]
        clubs = [self._club(name, scenario.activities[name]) for name in names]
        enrolment = Enrolment(scenario, self.reach, self.single, clubs, self.offered)
        pupils = enrolment.pupils(self.students)
        present: dict[tuple[int, int], list[int]] = {}
        for index, pupil in enumerate(pupils):
            for slot in sorted(pupil.present):
                present.setdefault((pupil.home, slot), []).append(index)
        return Instance(
            scenario=scenario,
            calendar=self.calendar,
            seasons=self.seasons,
            rules=self.rules,
            slots=tuple(self._slot(slot) for slot in self.slots),
            teachers=tuple(teacher.id for teacher in scenario.teachers),
            rooms=tuple(room.id for room in scenario.rooms),
            seats=tuple(room.seats for room in scenario.rooms),
            groups_at_once=tuple(room.groups_at_once for room in scenario.rooms),
            classes=tuple(home.id for home in scenario.classes),
            pupils=pupils,
            present={key: tuple(value) for key, value in sorted(present.items())},
            clubs=tuple(clubs),
            class_activities=tuple(
                self._class_activity(name, activity, present)
                for name, activity in scenario.activities.items()
                if activity.takes_classes
            ),
            duties=tuple(
                self._duty(name, activity) for name, activity in scenario.activities.items() if activity.kind == "duty"
            ),
            base=read_base(scenario, self.calendar, self.students, self.seasons, base),
            rotas=tuple(self._rotas()),
            paying=enrolment.paying(self.students),
        )

    # ---- time ---------------------------------------------------------------------------------------------------

    def _slot(self, slot: Slot) -> SlotInfo:
        span = self.calendar.span(slot.period, self.seasons[0])
        late = self.scenario.evening_from
        return SlotInfo(
            week=slot.week,
            day=DAYS.index(slot.day),
            period=slot.period,
            minutes=span.minutes if span else 0,
            evening=span is not None and late is not None and span.end > late,
        )

    # ---- clubs --------------------------------------------------------------------------------------------------

    def _club(self, name: str, activity: Activity) -> Club:
        made = [self._pattern(sessions) for sessions in self._club_patterns(activity)]
        leads, assistants = self.reach.leads(activity), self.reach.assistants(activity)
        suitable = [index for index, room in enumerate(self.scenario.rooms) if self.reach.suits(activity, None, room)]
        blocks = sorted({block for pattern in made for block in pattern.sessions})
        rooms = {block: tuple(room for room in suitable if room in self.reach.block_rooms(block)) for block in blocks}

        def there(people: tuple[int, ...], pattern: Pattern) -> tuple[int, ...]:
            able = self.reach.pattern_teachers(pattern.sessions)
            return tuple(e for e in people if e in able)

        # What a student could have if alone is measured without regard to teachers (formal.md, 4).
        self.offered[name] = [p for p in made if all(rooms[b] for b in p.sessions)]
        usable = [p for p in self.offered[name] if there(leads, p)]
        high = min(activity.groups.max or UNLIMITED, self.cap)
        return Club(
            activity=name,
            category=activity.category,
            chosen=activity.is_chosen,
            patterns=tuple(usable),
            up_to=activity.groups.up_to,
            low=activity.groups.min if self.cap != UNLIMITED else 1,
            high=reserve.places_left(self.rules, name, high),
            teachers=activity.staff.teachers,
            per_students=activity.staff.per_students,
            leads=tuple(there(leads, pattern) for pattern in usable),
            assistants=tuple(there(assistants, pattern) for pattern in usable),
            rooms=rooms,
        )

    def _club_patterns(self, activity: Activity) -> Iterable[tuple[Block, ...]]:
        if "meets" in self.without:
            activity = activity.model_copy(update={"days": None, "periods": None})
        holds: Callable[[tuple[str, ...]], bool] = cache(lambda periods: self.reach.clock_allows(activity, periods))
        return meets.patterns(activity, self.calendar, holds)

    @staticmethod
    def _pattern(sessions: tuple[Block, ...]) -> Pattern:
        slots = tuple(sorted(slot for block in sessions for slot in block))
        return Pattern(sessions=sessions, slots=slots, mask=sum(1 << slot for slot in slots))

    # ---- class activities and duties ----------------------------------------------------------------------------

    def _class_activity(
        self, name: str, activity: Activity, present: dict[tuple[int, int], list[int]]
    ) -> ClassActivity:
        scenario = self.scenario
        homes = [
            index
            for index, home in enumerate(scenario.classes)
            if "eligible" in self.without or eligible.class_may(activity, home)
        ]
        asked = [
            index
            for index, slot in enumerate(self.slots)
            if (meets.slot_allowed(activity, slot) or "meets" in self.without) and self.reach.on(slot)
        ]
        slots = {
            home: tuple(
                s
                for s in asked
                if present.get((home, s))
                and self.reach.clock_allows(activity, (self.slots[s].period,))
                and self.reach.grade_allows(scenario.classes[home].grade, (self.slots[s].period,))
            )
            for home in homes
        }
        own = {home: self.reach.own(activity, scenario.classes[home]) for home in homes}
        lead, assist = ((), ()) if activity.by_rota else (self.reach.leads(activity), self.reach.assistants(activity))
        must_own = teacher_fit.must_be_own(activity) and "teacher_fit" not in self.without
        leads = {
            (home, s): tuple(
                e for e in lead if e in self.reach.block_teachers((s,)) and (e in own[home] or not must_own)
            )
            for home in homes
            for s in slots[home]
        }
        limit = min(activity.groups.max or UNLIMITED, self.cap)
        suitable = {home: self._class_rooms(activity, scenario.classes[home]) for home in homes}
        rooms = {
            (home, s): tuple(room for room in suitable[home] if room in self.reach.block_rooms((s,)))
            for home in homes
            for s in slots[home]
        }
        numbers = {room.id: index for index, room in enumerate(scenario.rooms)}
        return ClassActivity(
            activity=name,
            limit=limit,
            most_seated=self._most_seated(limit, suitable),
            keep=activity.over_cap == "keep",
            sessions_per_week=activity.meets.sessions_per_week,
            obliged=tuple(home for home in homes if any(present.get((home, s)) for s in asked)),
            teachers=0 if activity.by_rota else activity.staff.teachers,
            per_students=None if activity.by_rota else activity.staff.per_students,
            slots=slots,
            hosts={home: self._hosts(activity, home, homes) for home in homes},
            leads=leads,
            assistants={s: tuple(e for e in assist if e in self.reach.block_teachers((s,))) for s in asked},
            own=own,
            counts_own_teacher=activity.own_teacher != "any" and not activity.by_rota,
            counts_own_room=not activity.room_names,
            rooms=rooms,
            own_room={home: numbers.get(scenario.classes[home].room or "") for home in homes},
            by_rota=activity.by_rota,
        )

    def _most_seated(self, limit: int, suitable: Mapping[int, tuple[int, ...]]) -> int:
        """The most students of a session that may be in one of these rooms of each class."""
        seats = [self.scenario.rooms[room].seats for rooms in suitable.values() for room in rooms]
        return limit if "room_fit" in self.without else min(limit, max(seats, default=limit))

    def _hosts(self, activity: Activity, guest: int, homes: list[int]) -> tuple[int, ...]:
        classes = self.scenario.classes
        free = "eligible" in self.without
        others = [
            h for h in homes if h != guest and (free or eligible.may_be_guest(activity, classes[guest], classes[h]))
        ]
        return (guest, *others)

    def _class_rooms(self, activity: Activity, home: HomeClass) -> tuple[int, ...]:
        """The rooms that suit the activity for a class, its own first."""
        suitable = [index for index, room in enumerate(self.scenario.rooms) if self.reach.suits(activity, home, room)]
        return tuple(sorted(suitable, key=lambda index: (self.scenario.rooms[index].id != home.room, index)))

    def _duty(self, name: str, activity: Activity) -> Duty:
        slots = [s for s, slot in enumerate(self.slots) if meets.slot_allowed(activity, slot) and self.reach.on(slot)]
        people = self.reach.leads(activity)

        def there(slot: int) -> tuple[int, ...]:
            # A duty is held in each of its slots: where the clock forbids it, nobody can do it.
            if activity.by_rota or not self.reach.clock_allows(activity, (self.slots[slot].period,)):
                return ()
            return tuple(e for e in people if e in self.reach.block_teachers((slot,)))

        return Duty(
            activity=name,
            teachers=0 if activity.by_rota else activity.staff.teachers,
            candidates={s: there(s) for s in slots},
            by_rota=activity.by_rota,
        )

    # ---- rotas --------------------------------------------------------------------------------------------------

    def _rotas(self) -> Iterable[Rota]:
        if "rota" in self.without:
            return
        of_kind = {True: 0, False: 0}
        for name, activity in self.scenario.activities.items():
            if activity.kind == "club":
                continue
            duty = activity.kind == "duty"
            if activity.by_rota:
                turns = rota.turns(self.scenario, self.calendar, self.seasons, name, self._on_duty(activity))
                yield Rota(name, duty, of_kind[duty], activity.staff.teachers, turns)
            of_kind[duty] += 1

    def _on_duty(self, activity: Activity) -> Callable[[int], frozenset[int]]:
        """slot -> who could be on duty; nobody where the clock forbids a duty, which is held all the same."""
        fit = frozenset(self.reach.leads(activity))

        def there(slot: int) -> frozenset[int]:
            if activity.kind == "duty" and not self.reach.clock_allows(activity, (self.slots[slot].period,)):
                return frozenset()
            return fit.intersection(self.reach.block_teachers((slot,)))

        return there
