"""The exact model of one plan: every group, room and teacher by name. Serves small schools whole, tiny worlds as the
oracle, and, with clubs and their members fixed, the stage of people and rooms at any size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib import import_module

from afterschool_sched.cpsat.clubs import Clubs, Decided, Named, Use, build_clubs
from afterschool_sched.cpsat.expressions import Builder, Expr
from afterschool_sched.cpsat.homes import Homes, build_homes
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.view import Activities, ClassSession, ClubGroup

# Rules that are candidate lists and nothing else: compile asks their encode modules.
CANDIDATES_ONLY = frozenset({"teacher_fit", "end_time", "eligible", "reserve"})


class ExactModel:
    """An `ExactView` over CP-SAT. Build it, then minimise `costs` and the students' aims one after another."""

    def __init__(
        self,
        n: Instance,
        decided: Decided | None = None,
        *,
        literals: bool = False,
    ) -> None:
        self.n = n
        self.builder = Builder(literals)
        self.clubs: Clubs = build_clubs(n, self.builder, decided)
        self.homes: Homes = build_homes(n, self.builder, self.clubs)
        self.duties: dict[tuple[int, int], dict[int, Expr]] = {}
        self._duty_teaches: dict[tuple[int, int], list[Named]] = {}
        self._build_duties()
        self.club_groups: list[ClubGroup] = self.clubs.groups
        self.class_sessions: list[ClassSession] = self.homes.sessions
        self.costs: dict[str, list[Expr]] = {}
        self._memo: dict[tuple[str, str], Expr] = {}
        for at, rule in enumerate(n.rules):
            if rule.id not in CANDIDATES_ONLY:
                import_module(f"afterschool_sched.rules.{rule.id}.encode").encode(rule, at, n, self)

    def _build_duties(self) -> None:
        for number, duty in enumerate(self.n.duties):
            for slot, people in sorted(duty.candidates.items()):
                chosen = {e: self.builder.boolean(f"{duty.activity} {slot} {self.n.teachers[e]}") for e in people}
                self.builder.link(self.builder.total(chosen.values()) == duty.teachers)
                self.duties[number, slot] = chosen
                for e, var in chosen.items():
                    self._duty_teaches.setdefault((e, slot), []).append((duty.activity, var))

    def custom(self) -> dict[int, int]:
        """A hint, by variable index: every home class in its own room (a first timetable three times sooner)."""
        hint: dict[int, int] = {}
        for session in self.class_sessions:
            own = self.n.class_activities[session.activity].own_room[session.home]
            if own in session.rooms:
                hint |= {used.index: int(room == own) for room, used in session.rooms.items()}
        return hint

    # ---- what encoders ask --------------------------------------------------------------------------------------

    def total(self, terms: Iterable[Expr]) -> Expr:
        """The sum."""
        return self.builder.total(terms)

    def any_of(self, terms: Iterable[Expr], name: str) -> Expr:
        """1 when one of them is 1; the same question twice is one variable."""
        found = list(terms)
        key = ("any", f"{name} {' '.join(str(term) for term in found)}")
        if key not in self._memo:
            self._memo[key] = self.builder.any_of(found, name)
        return self._memo[key]

    def all_of(self, terms: Iterable[Expr], name: str) -> Expr:
        """1 when all of them are 1."""
        return self.builder.all_of(terms, name)

    def both(self, first: Expr, second: Expr, name: str) -> Expr:
        """1 when both are 1."""
        return self.builder.both(first, second, name)

    def maximum(self, terms: list[Expr], name: str) -> Expr:
        """The largest."""
        return self.builder.maximum(terms, name)

    def minimum(self, terms: list[Expr], name: str) -> Expr:
        """The smallest."""
        return self.builder.minimum(terms, name)

    def limit(self, at: int, value: Expr, *, low: int | None = None, high: int | None = None, where: str) -> None:
        """Require low <= value <= high, or charge each unit outside, as rule instance `at` says."""
        rule = self.n.rules[at]
        if rule.required:
            self.builder.post(at, value, low, high, where)
            return
        for amount in (None if high is None else value - high, None if low is None else low - value):
            if amount is not None:
                self._charge(rule, amount, where)

    def _charge(self, rule: Rule, amount: Expr, where: str) -> None:
        least, most = self.builder.span(amount)
        if most <= 0:
            return
        excess = amount
        if least < 0:
            excess = self.builder.maximum([amount, 0], f"{rule.id} {where}")
        if rule.squared:
            excess = self.builder.square(excess, f"{rule.id} {where} squared")
        self.costs.setdefault(rule.charged_to, []).append(rule.price * excess)

    def teaches(self, teacher: int, slot: int, of: Activities = None) -> Expr:
        """Sessions of the teacher in the slot."""
        key = (teacher, slot)
        parts = (self.clubs.teaches, self.homes.teaches, self._duty_teaches)
        found = [term for part in parts for term in part.get(key, [])]
        return self.total(busy for activity, busy in found if of is None or activity in of)

    def uses(self, room: int, slot: int, of: Activities = None) -> Expr:
        """Groups in the room in the slot."""
        return self.total(use.used for use in self._users(room, slot, of))

    def could_exceed(self, room: int, slot: int, seats: int) -> bool:
        """Whether the largest groups that may share the room have more students than it has seats."""
        sizes = sorted((use.most for use in self._users(room, slot)), reverse=True)
        clash = any(rule.id == "no_clash" for rule in self.n.rules)
        return sum(sizes[: self.n.groups_at_once[room]] if clash else sizes) > seats

    def occupancy(self, room: int, slot: int, of: Activities = None) -> Expr:
        """Students in the room in the slot."""
        name = f"in {self.n.rooms[room]} {slot}"
        return self.total(self.builder.when(use.used, use.size, name) for use in self._users(room, slot, of))

    def _users(self, room: int, slot: int, of: Activities = None) -> list[Use]:
        found = [*self.clubs.uses.get((room, slot), []), *self.homes.uses.get((room, slot), [])]
        return [use for use in found if of is None or use.activity in of]

    def in_club(self, pupil: int, slot: int, of: Activities = None) -> Expr:
        """Club groups the student is in, in the slot."""
        found = self.clubs.in_slot.get((pupil, slot), [])
        return self.total(there for activity, there in found if of is None or activity in of)

    def member(self, pupil: int, club: int) -> Expr:
        """Groups of the club that the student is in."""
        return self.total(self.clubs.member.get((pupil, club), []))

    def in_group(self, group: ClubGroup, pupil: int) -> Expr:
        """1 when the student is in the club group."""
        joined = self.clubs.joins.get((group.club, group.number), [])
        return self.total(joins for its, joins in joined if its == pupil)

    def has_member_of(self, group: ClubGroup, home: int) -> Expr:
        """1 when the club group has a member of the class."""
        joined = self.clubs.joins.get((group.club, group.number), [])
        terms = [joins for pupil, joins in joined if self.n.pupils[pupil].home == home]
        return self.any_of(terms, f"{group.club} {group.number} of {home}")

    def takes(self, home: int, slot: int, activity: int) -> Expr:
        """1 when what is left of the class has the activity."""
        return self.homes.takes.get((activity, home, slot), 0)

    def some_left(self, home: int, slot: int) -> Expr:
        """1 when somebody present is in no club."""
        return self.homes.some.get((home, slot), 0)

    def joins(self, home: int, slot: int, activity: int, host: int) -> Expr:
        """1 when the class is in the group of `host`."""
        return self.homes.joins.get((activity, home, slot, host), 0)

    def is_in_class_activity(self, pupil: int, slot: int, activity: int) -> Expr:
        """1 when the student is in the class activity: the class takes it and the student is in no club."""
        free = 1 - self.in_club(pupil, slot)
        takes = self.takes(self.n.pupils[pupil].home, slot, activity)
        return self.all_of([takes, free], f"{self.n.pupils[pupil].id} {activity} {slot}")

    def in_class_activities(self, home: int, slot: int, activities: Iterable[int]) -> Expr:
        """Students of the class who are in one of the class activities."""
        taken = self.total(self.takes(home, slot, activity) for activity in activities)
        name = f"{self.n.classes[home]} in class activities {slot}"
        return self.builder.when(taken, self.homes.left.get((home, slot), 0), name)

    def duty(self, duty: int, slot: int) -> Mapping[int, Expr]:
        """teacher -> does the duty."""
        return self.duties.get((duty, slot), {})

    def staff_needed(self, size: Expr, opened: Expr, most: int, teachers: int, per_students: int | None) -> Expr:
        """max(teachers, ceil(size / per_students)), 0 when not opened."""
        if per_students is None or most <= teachers * per_students:
            return teachers * opened
        if isinstance(size, int) and isinstance(opened, int):
            return max(teachers, -(-size // per_students)) if opened else 0
        most = max(most, self.builder.span(size)[1])
        table = [max(teachers, -(-count // per_students)) for count in range(most + 1)]
        return self.builder.when(opened, self.builder.look_up(table, size, "teachers needed"), "teachers")

    def session_need(self, session: ClassSession) -> Expr:
        """Teachers the class session needs."""
        activity = self.n.class_activities[session.activity]
        size = self.homes.sizes[session.activity, session.home, session.slot, session.part]
        most = self.builder.span(size)[1]
        return self.staff_needed(size, session.runs, most, activity.teachers, activity.per_students)

    def keep_to_limit(self, at: int, activity: int, home: int, slot: int) -> None:
        """load <= limit, but for a class divided, or kept whole in its own room without guests."""
        act = self.n.class_activities[activity]
        key = (activity, home, slot)
        load = self.homes.load.get(key, 0)
        most = self.builder.span(load)[1]
        where = f"{act.activity} {self.n.classes[home]} {slot}"
        over: Expr = 0
        if act.keep:
            over = self._kept_whole(act.own_room[home], activity, home, slot, act.limit, where)
        elif self.homes.parts.get(key):
            over = self.homes.parts[key][0]
        self.builder.post(at, load - max(0, most - act.limit) * over, None, act.limit, where)

    def _kept_whole(self, own_room: int | None, activity: int, home: int, slot: int, limit: int, where: str) -> Expr:
        """1 only when the class alone, in its own room, exceeds the limit."""
        session = self._whole_sessions.get((activity, home, slot))
        if session is None or own_room is None or own_room not in session.rooms:
            return 0
        over = self.builder.at_least(self.homes.left[home, slot], limit + 1, f"{where} kept")
        kept = self.all_of([over, session.rooms[own_room]], f"{where} kept whole")
        for guest in self.n.class_activities[activity].slots:
            joins = self.homes.joins.get((activity, guest, slot, home))
            if joins is not None and guest != home:
                self.builder.link(joins + kept <= 1)
        return kept

    @cached_property
    def _whole_sessions(self) -> dict[tuple[int, int, int], ClassSession]:
        """(activity, home class, slot) -> the session of the class undivided."""
        return {(s.activity, s.home, s.slot): s for s in self.class_sessions if s.part == 0}
