"""What the checks are told: a scenario and a timetable, resolved into names and minutes (models/formal.md, 1 and 2).

Written for the checker alone. Nothing here is shared with the solver but what the school wrote and the readings of it
in `calendar` and `roster`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from .calendar import Calendar, Slot
from .catalogue import effective_rules
from .clock import Day, Span
from .entities import Activity, Availability, HomeClass, Room, Student, Teacher
from .money import PlanMoney
from .presence import DayPeriod, Presence, allows
from .published import published_plan
from .resolved import GroupFacts, SessionFacts
from .roster import members_of, roster
from .rule import Rule, Violation, Who
from .rules.club_limit.spec import ClubLimit
from .rules.group_size.spec import GroupSize
from .rules.reserve.spec import Reserve
from .scenario import BASE_SEASON, Scenario
from .timetable import Group, Plan, Timetable
from .wording import listed


class PlanFacts:
    """One plan: what is held in some of the seasons. Every rule is applied to each plan by itself."""

    def __init__(self, facts: Facts, plan: Plan, number: int) -> None:
        self.facts = facts
        self.plan = plan
        self.number = number  # position among the timetable's plans
        calendar = facts.calendar
        self.seasons: tuple[str, ...] = tuple(season for season in calendar.seasons if season in plan.seasons)
        several = len(facts.timetable.plans) > 1
        self.prefix = f"In {listed(self.seasons)}: " if several else ""
        self.groups: tuple[GroupFacts, ...] = tuple(self._groups())
        self.sessions_of: dict[GroupFacts, tuple[SessionFacts, ...]] = {
            group: self._sessions(group) for group in self.groups
        }
        self.sessions: tuple[SessionFacts, ...] = tuple(s for sessions in self.sessions_of.values() for s in sessions)
        self.covering: dict[Slot, list[SessionFacts]] = {slot: [] for slot in calendar.slots}
        for session in self.sessions:
            for slot in session.slots:
                self.covering[slot].append(session)

    def _groups(self) -> Iterator[GroupFacts]:
        labels = [self._label(group) for group in self.plan.groups]
        for group, label in zip(self.plan.groups, labels, strict=True):
            activity = self.facts.scenario.activities[group.activity]
            home = self.facts.homes[group.home_class] if group.home_class is not None else None
            yield GroupFacts(
                group, activity, home, label if labels.count(label) == 1 else f"{label} (group {group.id})"
            )

    def _label(self, group: Group) -> str:
        return group.activity if group.home_class is None else f"{group.activity} of {group.home_class}"

    def _sessions(self, group: GroupFacts) -> tuple[SessionFacts, ...]:
        calendar = self.facts.calendar
        resolved = [
            SessionFacts(
                group,
                session,
                tuple(Slot(session.week, session.day, period) for period in session.periods),
                group.group.members if session.members is None else session.members,
                {season: calendar.block(session.periods, season) for season in self.seasons},
            )
            for session in group.group.sessions
        ]
        return tuple(sorted(resolved, key=lambda session: calendar.index[session.slots[0]]))

    # ---- who is there ----------------------------------------------------------------------------------------

    @cached_property
    def present(self) -> dict[DayPeriod, frozenset[str]]:
        """Who is present, by day and period: stays in at least one of the plan's seasons."""
        return self.facts.presence.present(self.seasons)

    @cached_property
    def fully_present(self) -> dict[str, frozenset[DayPeriod]]:
        """The days and periods in which a student is fully present in the plan's seasons."""
        return self.facts.presence.fully_present(self.seasons)

    @cached_property
    def wanted(self) -> dict[str, int]:
        """How many clubs every student is to have at most in this plan."""
        facts = self.facts
        clubs = [activity for activity in facts.scenario.activities.values() if activity.is_chosen]
        club_times = {at for at in facts.presence.day_periods if any(facts.lies_in(club, at) for club in clubs)}
        most = facts.club_limit.clubs_per_week
        wanted: dict[str, int] = {}
        for student in facts.students.values():
            wants = len(club_times & self.fully_present[student.id]) if student.wants is None else student.wants
            number = min(len(student.choices), wants)
            wanted[student.id] = number if most is None else min(number, most)
        return wanted

    @cached_property
    def clubs_of(self) -> dict[str, list[GroupFacts]]:
        """The club groups of every student who is in one by choice, in the plan's order."""
        found: dict[str, list[GroupFacts]] = {}
        for group in self.groups:
            if group.activity.is_chosen:
                for member in group.members:
                    found.setdefault(member, []).append(group)
        return found

    def is_open(self, hours: Availability, day: Day, periods: tuple[str, ...]) -> bool:
        """Whether the hours allow these periods in every season of the plan in which they are held."""
        blocks = [self.facts.calendar.block(periods, season) for season in self.seasons]
        return all(allows(hours, day, periods, block) for block in blocks if block is not None)

    def room_faults(
        self, activity: Activity, home: HomeClass | None, room: Room, day: Day, periods: tuple[str, ...]
    ) -> list[str]:
        """What is wrong with a room for a session of the activity, seats apart, as parts of a sentence."""
        opened = self.is_open(room.open, day, periods)
        return self.facts.unsuited(activity, home, room) + ([] if opened else ["is not open then"])

    def meetings_of(self, teacher: Teacher, day: Day, periods: tuple[str, ...]) -> list[Span]:
        """The meetings of the teacher that overlap these periods in some season of the plan."""
        blocks = [self.facts.calendar.block(periods, season) for season in self.seasons]
        return [
            meeting.span
            for meeting in self.facts.scenario.meetings
            if meeting.day == day
            and (
                not (meeting.teachers or meeting.roles or meeting.subjects)
                or teacher.id in meeting.teachers
                or teacher.role in meeting.roles
                or any(subject in meeting.subjects for subject in teacher.subjects)
            )
            and any(block is not None and meeting.span.overlaps(block) for block in blocks)
        ]

    # ---- what teachers do ------------------------------------------------------------------------------------

    @cached_property
    def work(self) -> dict[str, dict[tuple[int, Day], list[Slot]]]:
        """Of every teacher the slots worked in, by week and day; days without a session are left out."""
        found: dict[str, dict[tuple[int, Day], list[Slot]]] = {teacher: {} for teacher in self.facts.teachers}
        for slot, sessions in self.covering.items():
            for teacher in sorted({teacher for session in sessions for teacher in session.teachers}):
                found[teacher].setdefault((slot.week, slot.day), []).append(slot)
        return found

    def minutes(self, slots: Iterable[Slot]) -> int:
        """Clock minutes of the slots in the plan's first season; a period that is not held there has none."""
        spans = (self.facts.calendar.span(slot.period, self.seasons[0]) for slot in slots)
        return sum(span.minutes for span in spans if span is not None)

    def is_evening(self, slots: Iterable[Slot]) -> bool:
        """Whether a day with these slots ends after the scenario's `evening_from` in the plan's first season."""
        late = self.facts.scenario.evening_from
        spans = [self.facts.calendar.span(slot.period, self.seasons[0]) for slot in slots]
        return late is not None and any(span is not None and span.end > late for span in spans)

    @cached_property
    def money(self) -> PlanMoney:
        """What the plan costs and brings in."""
        return PlanMoney(self)

    # ---- what is said ----------------------------------------------------------------------------------------

    def at(self, slot: Slot) -> str:
        """``mon first (16:00-16:50)``: the clock is that of the plan's first season in which the period is held."""
        spans = (self.facts.calendar.span(slot.period, season) for season in self.seasons)
        held = next((span for span in spans if span is not None), None)
        return f"{slot} ({held})" if held else str(slot)

    def broken(self, rule: Rule, instance: int, amount: int, subject: str, text: str) -> Violation:
        """A violation of this plan, with its price."""
        return self.facts.broken(rule, instance, amount, subject, self.prefix + text, self.number)


class Facts:
    """All that the checks are told. The timetable must speak of this scenario (`references.faults` finds nothing)."""

    def __init__(self, scenario: Scenario, timetable: Timetable) -> None:
        self.scenario = scenario
        self.timetable = timetable
        self.calendar = Calendar(scenario)
        self.rules: tuple[Rule, ...] = effective_rules(scenario)
        self.students: dict[str, Student] = {student.id: student for student in roster(scenario)}
        self.members: dict[str, tuple[str, ...]] = members_of(scenario, self.students.values())
        self.homes: dict[str, HomeClass] = {home.id: home for home in scenario.classes}
        self.teachers: dict[str, Teacher] = {teacher.id: teacher for teacher in scenario.teachers}
        self.rooms: dict[str, Room] = {room.id: room for room in scenario.rooms}
        self.presence = Presence(self.calendar, tuple(self.students.values()))
        self.cap: int = next(rule.cap for rule in self.rules if isinstance(rule, GroupSize))
        self.club_limit: ClubLimit = next(rule for rule in self.rules if isinstance(rule, ClubLimit))
        self._published: dict[int, PlanFacts | None] = {}
        self.plans: tuple[PlanFacts, ...] = tuple(
            PlanFacts(self, plan, number) for number, plan in enumerate(timetable.plans)
        )

    @property
    def base(self) -> PlanFacts:
        """The plan that the others are compared with: that of the regular season."""
        return next(plan for plan in self.plans if BASE_SEASON in plan.seasons)

    def reference(self, plan: PlanFacts) -> PlanFacts:
        """What a plan is compared with: the published one of its season, else the base plan (for that: itself)."""
        if plan.number not in self._published:
            known = published_plan(self.scenario, self.calendar, self.students, plan.seasons)
            self._published[plan.number] = None if known is None else PlanFacts(self, known, plan.number)
        return self._published[plan.number] or self.base

    def broken(self, rule: Rule, instance: int, amount: int, subject: str, text: str, plan: int) -> Violation:
        """A violation, with its price."""
        return Violation(
            rule=rule.id,
            instance=instance,
            amount=amount,
            required=rule.required,
            cost=rule.price * (amount * amount if rule.squared else amount),
            aim=None if rule.required else rule.charged_to,
            subject=subject,
            text=text,
            plan=plan,
        )

    def home_of(self, student: str) -> HomeClass:
        """The home class of a student."""
        return self._homes_of[student]

    @cached_property
    def _homes_of(self) -> dict[str, HomeClass]:
        return {student.id: self.homes[student.class_] for student in self.students.values()}

    def unsuited(self, activity: Activity, home: HomeClass | None, room: Room) -> list[str]:
        """Why a room does not suit the activity at any time, seats apart, as parts of a sentence."""
        faults = []
        own = self.rooms[home.room] if home is not None and home.room is not None else None
        if activity.room_names:
            if room.kind not in activity.room_names and room.id not in activity.room_names:
                faults.append(f"is not what it asks for ({listed(activity.room_names)})")
        elif room.outdoor and room is not own:
            faults.append("is outdoors")
        elif activity.takes_classes and room.kind != (own.kind if own else "classroom"):
            faults.append(f"is not a {own.kind if own else 'classroom'}")
        return faults + [f"has no {feature}" for feature in activity.features if feature not in room.features]

    def limit(self, activity: Activity) -> int:
        """The most members of a group of the activity."""
        return self.cap if activity.groups.max is None else min(activity.groups.max, self.cap)

    def held_by(self, rule: Reserve, activity: str) -> int:
        """How many places of each group of a club a rule holds."""
        if rule.activities and activity not in rule.activities:
            return 0
        return max(rule.places, -(-self.limit(self.scenario.activities[activity]) * rule.share // 100))

    def open_to_class(self, activity: Activity, home: HomeClass) -> bool:
        """Whether the activity is open to the class, by grade and class."""
        may = activity.eligible
        return (may.grades is None or home.grade in may.grades) and (may.classes is None or home.id in may.classes)

    def closed_to(self, activity: Activity, student: str) -> str | None:
        """Why the activity is not open to a student, as part of a sentence about the student; None when it is."""
        may, home = activity.eligible, self.home_of(student)
        if may.grades is not None and home.grade not in may.grades:
            return f"is in grade {home.grade}"
        if may.classes is not None and home.id not in may.classes:
            return f"is in class {home.id}"
        if may.levels is not None and self.students[student].level not in may.levels:
            return f"works at {'no level' if (level := self.students[student].level) is None else f'level {level}'}"
        if may.students is not None and student not in may.students:
            return "is not invited"
        return "is barred" if student in may.barred else None

    def unfit_to_lead(self, activity: Activity, who: Teacher) -> Iterator[str]:
        """What the lead of the activity must be and the teacher is not, as parts of a sentence."""
        if activity.skill is not None and activity.skill not in who.skills:
            yield f"lacks the skill {activity.skill}"
        if activity.subject is not None and activity.subject not in who.subjects:
            yield f"does not teach {activity.subject}"
        if activity.roles is not None and who.role not in activity.roles:
            yield f"has the role {who.role}"
        if activity.leads is not None and who.id not in activity.leads:
            yield "is not among those named to lead it"

    def lies_in(self, activity: Activity, at: DayPeriod) -> bool:
        """Whether the day and period are among those of the activity."""
        day, period = at
        return (activity.days is None or day in activity.days) and (
            activity.periods is None or period in activity.periods
        )

    def normal_minutes(self, periods: tuple[str, ...]) -> int:
        """How long a session in these periods is as a rule: by the periods' own start and end."""
        specs = [self.scenario.periods[period] for period in periods]
        return specs[-1].end - specs[0].start

    def least_minutes(self, activity: Activity, periods: tuple[str, ...]) -> int:
        """How long a session of the activity in these periods must at least be, in every season; 0 for no limit."""
        if activity.minutes is not None:
            return activity.minutes
        return -(-self.normal_minutes(periods) * 4 // 5) if activity.kind == "club" else 0

    def own_teachers(self, home: HomeClass | None, activity: Activity) -> tuple[str, ...]:
        """The own teachers of a home class for the activity; nobody's are nobody."""
        if home is None:
            return ()
        if activity.subject is not None:
            return tuple(t for subject, t in home.subject_teachers.items() if subject == activity.subject)
        own = (home.class_teacher, *home.subject_teachers.values())
        return tuple(dict.fromkeys(teacher for teacher in own if teacher is not None))

    def who(self, who: Who) -> list[Teacher]:
        """The teachers a rule speaks of, in the scenario's order."""
        return [
            teacher
            for teacher in self.teachers.values()
            if (not who.teachers or teacher.id in who.teachers)
            and (not who.roles or teacher.role in who.roles)
            and (who.external is None or teacher.external == who.external)
        ]
