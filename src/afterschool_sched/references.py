"""Does the timetable speak of this scenario? All that does not, before any rule is judged (models/formal.md, 2).

A timetable may have been edited by hand, or belong to another scenario. What it names must be there, and its groups and
sessions must have the shape of their kind; else no rule could say what it means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from .calendar import Calendar
from .errors import Finding
from .files import nearest
from .roster import roster
from .scenario import District, Scenario
from .timetable import Group, Plan, Session, Timetable, Turn
from .wording import counted, listed, some

CODES: dict[str, str] = {
    "timetable-activity": "A group of an activity that the scenario does not have.",
    "timetable-class": "A home class that the scenario does not have, or one where none belongs.",
    "timetable-cycle": "The timetable's cycle is not the scenario's.",
    "timetable-date": "A turn of the rota on a date on which nothing is held.",
    "timetable-day": "A day that the scenario does not have.",
    "timetable-group": "Two groups of one plan with the same id, or a turn of the rota of no group.",
    "timetable-lead": "A session without a lead, or with one though teachers take turns.",
    "timetable-members": "Members where none belong.",
    "timetable-period": "Periods that the day does not have, or that do not follow one another.",
    "timetable-room": "A room that the scenario does not have.",
    "timetable-scenario": "The timetable belongs to another scenario.",
    "timetable-school": "A school that the scenario does not have, or one without a timetable.",
    "timetable-season": "A season that has no plan, or more than one, or that the scenario does not have.",
    "timetable-student": "Members that are no students of the scenario.",
    "timetable-teacher": "A teacher that the scenario does not have.",
    "timetable-week": "A week beyond the cycle.",
}


def faults(scenario: Scenario, timetable: Timetable) -> list[Finding]:
    """Everything in the timetable that the scenario does not have, and every group or session out of shape."""
    if isinstance(scenario, District):
        return list(_schools(scenario, timetable))
    return list(_Reader(scenario, timetable).findings())


def _schools(district: District, timetable: Timetable) -> Iterator[Finding]:
    """What is wrong with a district's timetable, then with those of its schools."""
    yield from _whose(district, timetable)
    for name in district.loaded:
        if name not in timetable.schools:
            text = f"The timetable has no school {name}."
            yield _finding("timetable-school", text, "add the school's own timetable under 'schools'.")
    for name, own in timetable.schools.items():
        if name not in district.loaded:
            close = nearest(name, district.loaded)
            text = f"{name} is no school of the scenario."
            yield _finding("timetable-school", text, f"'{close}' is meant." if close else None)
            continue
        for found in faults(district.loaded[name], own):
            yield replace(found, text=f"School {name}: {found.text}")


def _whose(scenario: Scenario, timetable: Timetable) -> Iterator[Finding]:
    if timetable.scenario != scenario.id:
        text = f"The timetable is for scenario {timetable.scenario}, and this is scenario {scenario.id}."
        yield _finding("timetable-scenario", text, "check it with the scenario it was made from.")


class _Reader:
    def __init__(self, scenario: Scenario, timetable: Timetable) -> None:
        self.scenario = scenario
        self.timetable = timetable
        self.calendar = Calendar(scenario)
        self.students = {student.id for student in roster(scenario)}
        self.teachers = {teacher.id for teacher in scenario.teachers}
        self.rooms = {room.id for room in scenario.rooms}
        self.classes = {home.id for home in scenario.classes}
        self.groups = {group.id for plan in timetable.plans for group in plan.groups}
        self.nearest: dict[tuple[str, int], str | None] = {}

    def findings(self) -> Iterator[Finding]:
        mine, its = self.scenario, self.timetable
        yield from _whose(mine, its)
        for name in its.schools:
            text = f"The timetable has a school {name}, and the scenario is one school."
            yield _finding("timetable-school", text, "check it with the district it was made from.")
        if its.cycle_weeks != mine.cycle_weeks:
            its_weeks, weeks = counted(its.cycle_weeks, "week"), counted(mine.cycle_weeks, "week")
            text = f"The timetable repeats after {its_weeks}, and the scenario after {weeks}."
            yield _finding(
                "timetable-cycle", text, f"write cycle_weeks: {mine.cycle_weeks} into the one that is wrong."
            )
        yield from self._seasons()
        for plan in its.plans:
            of_plan = f" of the plan for {listed(plan.seasons)}" if len(its.plans) > 1 else ""
            yield from self._plan(plan, of_plan)
        for number, turn in enumerate(its.rota, start=1):
            yield from self._turn(turn, f"Turn {number} of the rota ({turn.date})")

    def _seasons(self) -> Iterator[Finding]:
        named = [season for plan in self.timetable.plans for season in plan.seasons]
        for season in dict.fromkeys(named):
            if season not in self.calendar.seasons:
                text = f"A plan is for season {season}, which the scenario does not have."
                yield _finding("timetable-season", text, self._meant(season, self.calendar.seasons))
            elif named.count(season) > 1:
                text = f"Season {season} is named {named.count(season)} times; every season has one plan."
                yield _finding("timetable-season", text, "leave it in one plan only.")
        for season in self.calendar.seasons:
            if season not in named:
                text = f"Season {season} has no plan."
                yield _finding("timetable-season", text, f"add {season} to the seasons of the plan that holds then.")

    def _plan(self, plan: Plan, of_plan: str) -> Iterator[Finding]:
        ids = [group.id for group in plan.groups]
        for name in dict.fromkeys(ids):
            if ids.count(name) > 1:
                text = f"{ids.count(name)} groups{of_plan} have the id {name}."
                yield _finding("timetable-group", text, "give each group an id of its own.")
        for group in plan.groups:
            yield from self._group(group, f"Group {group.id}{of_plan}")

    def _group(self, group: Group, whose: str) -> Iterator[Finding]:
        activity = self.scenario.activities.get(group.activity)
        kind = activity.kind if activity else None
        if activity is None:
            yield self._unknown("timetable-activity", whose, "activity", group.activity, self.scenario.activities)
        if group.home_class is not None and group.home_class not in self.classes:
            yield self._unknown("timetable-class", whose, "class", group.home_class, self.classes)
        if group.home_class is not None and kind in ("club", "duty"):
            text = (
                f"{whose} is a {kind} and has the home class {group.home_class}; only class and care groups have one."
            )
            yield _finding("timetable-class", text, "remove home_class.")
        if kind == "duty" and group.members:
            text = f"{whose} is a duty and has {counted(len(group.members), 'member')}; a duty has none."
            yield _finding("timetable-members", text, "remove its members.")
        yield from self._members(group.members, whose)
        for session in group.sessions:
            week = f"week {session.week} " if session.week > 1 else ""
            at = f"{whose}, session {week}{session.day} {listed(session.periods)}"
            if session.members is not None and kind in ("club", "duty"):
                text = f"{at}, is a {kind}'s and has members of its own; only class and care sessions have."
                yield _finding("timetable-members", text, "remove the session's members.")
            yield from self._session(session, group.activity, at)

    def _session(self, session: Session, activity_name: str, at: str) -> Iterator[Finding]:
        if session.week > self.scenario.cycle_weeks:
            text = f"{at}, is in week {session.week}; the cycle has {counted(self.scenario.cycle_weeks, 'week')}."
            yield _finding("timetable-week", text, None)
        if session.day not in self.scenario.days:
            text = f"{at}, is on {session.day}; the scenario has {listed(self.scenario.days)}."
            yield _finding("timetable-day", text, None)
        yield from self._periods(session, at)
        if session.room is not None and session.room not in self.rooms:
            yield self._unknown("timetable-room", at, "room", session.room, self.rooms)
        activity = self.scenario.activities.get(activity_name)
        if activity is not None and activity.by_rota and session.teachers:
            text = f"{at}, has teachers ({listed(session.teachers)}), but they take turns in {activity_name}."
            yield _finding("timetable-lead", text, "remove lead and assistants; the rota names them.")
        if activity is not None and not activity.by_rota and session.lead is None:
            yield _finding("timetable-lead", f"{at}, has no lead.", "name one; only where teachers take turns is none.")
        for teacher in dict.fromkeys(session.teachers):
            if teacher not in self.teachers:
                yield self._unknown("timetable-teacher", at, "teacher", teacher, self.teachers)
        yield from self._members(session.members or (), f"{at},")

    def _periods(self, session: Session, at: str) -> Iterator[Finding]:
        known = True
        for period in dict.fromkeys(session.periods):
            spec = self.scenario.periods.get(period)
            if spec is None:
                known = False
                yield self._unknown("timetable-period", at, "period", period, self.scenario.periods)
            elif spec.days is not None and session.day not in spec.days:
                known = False
                text = f"{at}: period {period} does not exist on {session.day}, but on {listed(spec.days)}."
                yield _finding("timetable-period", text, None)
        pairs = zip(session.periods, session.periods[1:], strict=False)
        if known and not all(self.calendar.follows(one, next_one, session.day) for one, next_one in pairs):
            text = f"{at}: the periods of a session follow one another, in the scenario's order."
            yield _finding("timetable-period", text, "make it two sessions.")

    def _members(self, members: Sequence[str], whose: str) -> Iterator[Finding]:
        unknown = [member for member in dict.fromkeys(members) if member not in self.students]
        if unknown:
            are = "a member that is no student" if len(unknown) == 1 else f"{len(unknown)} members that are no students"
            text = f"{whose} has {are} of the scenario: {some(unknown)}."
            yield _finding("timetable-student", text, self._meant(unknown[0], self.students))

    def _turn(self, turn: Turn, whose: str) -> Iterator[Finding]:
        if turn.group not in self.groups:
            yield self._unknown("timetable-group", whose, "group", turn.group, self.groups, "timetable")
        if turn.teacher not in self.teachers:
            yield self._unknown("timetable-teacher", whose, "teacher", turn.teacher, self.teachers)
        for period in dict.fromkeys(turn.periods):
            if period not in self.scenario.periods:
                yield self._unknown("timetable-period", whose, "period", period, self.scenario.periods)
        if self.calendar.dates and turn.date not in self.calendar.dates:
            yield _finding("timetable-date", f"{whose} is on a date on which nothing is held.", None)

    def _unknown(
        self, code: str, whose: str, what: str, name: str, known: Collection[str], of: str = "scenario"
    ) -> Finding:
        return _finding(code, f"{whose}: {name} is no {what} of the {of}.", self._meant(name, known))

    def _meant(self, name: str, known: Collection[str]) -> str | None:
        # Remembered: a thousand members of another school are compared with ours once each, not once per session.
        key = (name, id(known))
        if key not in self.nearest:
            self.nearest[key] = nearest(name, known)
        close = self.nearest[key]
        return f"'{close}' is meant." if close else None


def _finding(code: str, text: str, maybe: str | None) -> Finding:
    return Finding(code, "error", None, text, maybe)
