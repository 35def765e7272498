"""What each small scenario shows: a question to it and to its timetable, answered yes there and no by the smallest one.

Each looks at the scenario first (does it say so?) and then at the timetable (is it so?).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TypeVar

from afterschool_sched.catalogue import effective_rules
from afterschool_sched.clock import parse_dates
from afterschool_sched.dated import expand
from afterschool_sched.facts import Facts
from afterschool_sched.rule import Range, Rule
from afterschool_sched.rules.apart.spec import Apart
from afterschool_sched.rules.changes.spec import Changes
from afterschool_sched.rules.club_limit.spec import ClubLimit
from afterschool_sched.rules.cost.spec import Cost
from afterschool_sched.rules.end_time.spec import EndTime
from afterschool_sched.rules.even.spec import Even
from afterschool_sched.rules.group_size.spec import GroupSize
from afterschool_sched.rules.head_count.spec import HeadCount
from afterschool_sched.rules.homework_time.spec import HomeworkTime
from afterschool_sched.rules.limit.spec import Limit
from afterschool_sched.rules.pinned.spec import Pinned
from afterschool_sched.rules.reserve.spec import Reserve
from afterschool_sched.rules.same_people.spec import SamePeople
from afterschool_sched.rules.staff_mix.spec import StaffMix
from afterschool_sched.rules.staffing.spec import Staffing
from afterschool_sched.rules.together.spec import Together
from afterschool_sched.rules.variety.spec import Variety
from afterschool_sched.rules.wet_days.spec import WetDays
from afterschool_sched.rules.wishes.spec import WishesRule
from afterschool_sched.rules.workload.spec import Workload
from afterschool_sched.scenario import CHANGES
from afterschool_sched.talents import talents
from afterschool_sched.timetable import Session
from afterschool_sched.turns import turns_of

from .world import World, classes_in, members

R = TypeVar("R", bound=Rule)


def _rules(w: World, kind: type[R]) -> list[R]:
    """The scenario's own rules of a kind."""
    return [rule for rule in w.scenario.rules if isinstance(rule, kind)]


def _sizes(w: World, activity: str) -> list[int]:
    return sorted(len(members(g, s)) for g, s in w.of(activity))


def _merged(w: World, activity: str) -> list[set[str]]:
    """The sets of classes that are together in a session of an activity."""
    found = [classes_in(g, s, w.students) for g, s in w.of(activity)]
    return [classes for classes in found if len(classes) > 1]


def _merge(w: World) -> str:
    return next(a.merge for a in w.scenario.activities.values() if a.takes_classes)


def _grades(w: World, classes: Iterable[str]) -> list[int]:
    grade = {home.id: home.grade for home in w.scenario.classes}
    return sorted(grade[home] for home in classes)


def _sessions_in(w: World, season: str) -> list[Session]:
    """The sessions of a season's plan."""
    plans = [plan for plan in w.result.timetable.plans if season in plan.seasons]
    return [s for plan in plans for g in plan.groups for s in g.sessions]


def _times(w: World, activity: str, season: str) -> list[tuple[str, str]]:
    """When an activity is held in a season's plan."""
    plans = [plan for plan in w.result.timetable.plans if season in plan.seasons]
    groups = [g for plan in plans for g in plan.groups if g.activity == activity]
    return [(s.day, period) for g in groups for s in g.sessions for period in s.periods]


def _leads(w: World, activity: str) -> set[str | None]:
    return {s.lead for _, s in w.of(activity)}


def _rooms(w: World, activity: str) -> set[str | None]:
    return {s.room for _, s in w.of(activity)}


def _loads(w: World) -> dict[str, int]:
    return {t.id: sum(len(s.periods) for s in w.load_of(t.id)) for t in w.scenario.teachers}


def _days_of(w: World, home: str, *activities: str) -> list[str]:
    """The days, once for each session, on which a class has one of the activities."""
    meetings = [meeting for name in activities for meeting in w.of(name)]
    return sorted(s.day for g, s in meetings if home in classes_in(g, s, w.students))


def _minutes(w: World, teacher: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for session in w.load_of(teacher):
        for period in session.periods:
            span = w.span(period)
            found[session.day] = found.get(session.day, 0) + (span.minutes if span else 0)
    return found


def _evenings(w: World, teacher: str) -> int:
    return len({s.day for s in w.load_of(teacher) if s.periods[-1] == "second"})


def _availability_forms(w: World) -> set[str]:
    forms: set[str] = set()
    for teacher in w.scenario.teachers:
        said = teacher.available
        values = said.values() if isinstance(said, dict) else []
        forms |= {type(value).__name__ for value in values} | {type(said).__name__}
    return forms


def _wish_kinds(w: World) -> set[str]:
    return {name for t in w.scenario.teachers if t.wishes for name in t.wishes.model_fields_set}


def _own_teachers(w: World, home: str) -> set[str | None]:
    found = next(c for c in w.scenario.classes if c.id == home)
    return {found.class_teacher, *found.subject_teachers.values()}


def _choices_by_table(w: World) -> bool:
    place = w.scenario.place_of("students", 0, "choices", 0)
    return place is not None and place.file != w.path.name and w.clubs_of("0306") == {"chess", "clay"}


def _table(w: World) -> str:
    place = w.scenario.place_of("students", 0)
    return place.file if place else ""


def _held(w: World, date: str) -> str | None:
    """The weekday whose plan is held on a date, if any."""
    found = w.calendar.dates.get(parse_dates(date).first)
    return found[2] if found else None


def _dated(w: World, activity: str, day: str) -> list[str]:
    """What is held of an activity on a date: periods and clock times."""
    found = expand(w.scenario, w.result.timetable)
    return [f"{' '.join(s.periods)} {s.span}" for s in found if (s.group.activity, str(s.date)) == (activity, day)]


def _turns(w: World, activity: str) -> dict[str, int]:
    """How many turns everybody has."""
    facts = Facts(w.scenario, w.result.timetable)
    turns = next(turns for turns in turns_of(facts) if turns.name == activity)
    return dict(Counter(teacher for number in turns.held for teacher in turns.has(number)))


def _club_limit(w: World) -> ClubLimit:
    return next(iter(_rules(w, ClubLimit)), ClubLimit())


SHOWS: dict[str, Callable[[World], bool]] = {
    "smallest": lambda w: len(w.path.read_text().splitlines()) < 30 and _sizes(w, "football") == [12],
    # ---- seasons and the clock -------------------------------------------------------------------------------------
    "winter-clipped": lambda w: (
        (span := w.span("second", "winter") if "winter" in w.scenario.seasons else None) is not None
        and span.minutes == 20
        and w.on("chess") == ["tue second"]
    ),
    "winter-off": lambda w: (
        "winter" in w.scenario.seasons
        and w.span("second", "winter") is None
        and w.span("second") is not None
        and [at.split()[1] for at in w.on("chess")] == ["first"]
    ),
    "winter-times": lambda w: "winter" in w.scenario.seasons and str(w.span("first", "winter")) == "15:50-16:30",
    "term-limits": lambda w: (
        w.scenario.term.earliest_start is not None
        and w.scenario.term.latest_end is not None
        and [at.split()[1] for at in w.on("chess")] == ["second"]
    ),
    "darkness": lambda w: (
        any(season.dark_from for season in w.scenario.seasons.values())
        and {at.split()[1] for at in w.on("football")} == {"first"}
    ),
    "wet-day-fallback": lambda w: (
        any(room.fallback for room in w.scenario.rooms) and _rooms(w, "football") == {"ground"}
    ),
    "end-time-by-grade": lambda w: (
        any(rule.grades for rule in _rules(w, EndTime))
        and {at.split()[1] for at in w.on("chess")} == {"first"}
        and len(_grades(w, {w.students[m].class_ for g in w.groups("chess") for m in g.members})) == 2
    ),
    # ---- size, merging ---------------------------------------------------------------------------------------------
    "over-cap-split": lambda w: (
        len(_sizes(w, "homework")) == 2 and sum(_sizes(w, "homework")) == 44 and max(_sizes(w, "homework")) <= 40
    ),
    "over-cap-keep": lambda w: _sizes(w, "homework") == [44],
    "cap-lowered": lambda w: (
        any(rule.cap == 12 for rule in _rules(w, GroupSize)) and max(_sizes(w, "homework") + _sizes(w, "choir")) <= 12
    ),
    "merge-never": lambda w: _merge(w) == "never" and not _merged(w, "homework") and len(w.all) == 2,
    "merge-same-grade": lambda w: _merge(w) == "same grade" and _merged(w, "homework") == [{"1-1", "1-2"}],
    "merge-neighbouring-grades": lambda w: (
        _merge(w) == "neighbouring grades"
        and [_grades(w, classes) for classes in _merged(w, "homework")] in ([[1, 2]], [[2, 3]])
    ),
    "merge-any": lambda w: _merge(w) == "any" and _merged(w, "reading") == [{"1-1", "3-1", "6-1"}],
    "two-groups": lambda w: len(w.groups("chess")) == 2 and sum(_sizes(w, "chess")) == 22,
    "reserve": lambda w: len(_rules(w, Reserve)) == 2 and _sizes(w, "chess") == [9],
    "minimum-not-reached": lambda w: (
        bool(w.scenario.students) and not w.groups("fencing") and len(w.groups("rope")) == 1
    ),
    # ---- who leads -------------------------------------------------------------------------------------------------
    "own-teacher-required": lambda w: (
        w.scenario.activities["homework"].own_teacher == "required"
        and all(s.lead in _own_teachers(w, g.home_class or "") for g, s in w.of("homework"))
        and _leads(w, "chess") == {"t3"}
    ),
    "own-teacher-any": lambda w: (
        "labour" in w.scenario.activities and _leads(w, "labour") >= {"t3"} and w.result.aim("continuity").value == 0
    ),
    "homework-by-subject": lambda w: (
        {a.subject for a in w.scenario.activities.values()} == {"chinese", "math"}
        and _leads(w, "homework-math") == {"m1"}
        and len(set(w.on("homework-math"))) == 2
    ),
    "roles": lambda w: _leads(w, "reading-corner") == {"lib"} and _leads(w, "homework") == {"t1"},
    "external-coach": lambda w: (
        any(rule.external_share == 25 for rule in _rules(w, Staffing))
        and _leads(w, "martial-arts") == {"coach"}
        and set(w.on("martial-arts")) <= {"tue after", "wed after"}
    ),
    "not-cleared": lambda w: (
        any(not t.cleared for t in w.scenario.teachers) and _leads(w, "martial-arts") == {"coach-b"}
    ),
    "staff-by-size": lambda w: (
        bool(w.of("swimming"))
        and all(len(members(g, s)) > 8 and s.lead == "t2" and s.assistants == ("dad",) for g, s in w.of("swimming"))
    ),
    "two-teachers-a-class": lambda w: (
        w.scenario.activities["homework"].staff.teachers == 2
        and all({s.lead, *s.assistants} <= {"c1", "c2", "m1", "m2"} and len(s.assistants) == 1 for _, s in w.all)
        and all(s.lead in _own_teachers(w, g.home_class or "") for g, s in w.all)
    ),
    "own-room-required": lambda w: (
        {rule.what for rule in _rules(w, SamePeople)} == {"own_room", "club_room"}
        and all(s.room == {"3-1": "r1", "3-2": "r2"}[g.home_class or ""] for g, s in w.of("homework"))
        and len(_rooms(w, "choir")) == 1
    ),
    "own-group-required": lambda w: (
        any(rule.activities for rule in _rules(w, SamePeople))
        and not _merged(w, "homework")
        and len(_merged(w, "games")) == 1
    ),
    # ---- care, duty, meetings --------------------------------------------------------------------------------------
    "care": lambda w: [len(members(g, s)) for g, s in w.of_kind("care")] == [9],
    "duty": lambda w: (
        len(w.of("patrol")) == 4
        and len(w.of("gate")) == 2
        and all(s.lead in ("head", "deputy") and s.room is None for _, s in w.of_kind("duty"))
    ),
    "meetings": lambda w: (
        {frozenset(m.model_fields_set & {"teachers", "roles", "subjects"}) for m in w.scenario.meetings}
        == {frozenset({"teachers"}), frozenset({"roles"}), frozenset({"subjects"})}
        and "t1" not in {s.lead for _, s in w.all if s.day == "tue"}
    ),
    "meeting-for-everybody": lambda w: (
        any(not (m.teachers or m.roles or m.subjects) for m in w.scenario.meetings)
        and "wed early" not in w.on("homework")
    ),
    # ---- when clubs meet -------------------------------------------------------------------------------------------
    "double-period-club": lambda w: [s.periods for _, s in w.of("cooking")] == [("first", "second")],
    "twice-a-week-with-gap": lambda w: w.on("choir") == ["mon after", "wed after"],
    "same-period": lambda w: w.on("choir") == ["mon second", "tue second"],
    "two-week-cycle": lambda w: (
        w.result.timetable.cycle_weeks == 2 and {(s.week, s.day) for _, s in w.of("chess")} == {(1, "tue"), (2, "tue")}
    ),
    "sunday": lambda w: "sun" in w.scenario.days and w.on("choir") == ["sun sunday"],
    "three-bands": lambda w: (
        list(w.scenario.periods) == ["morning", "noon", "evening"]
        and {s.periods for _, s in w.of("lunch-rest")} == {("noon",)}
    ),
    "period-on-some-days": lambda w: (
        any(p.days for p in w.scenario.periods.values()) and set(w.on("chess")) <= {"tue second", "thu second"}
    ),
    "make-up-days": lambda w: (
        _held(w, "2022-10-08") == "thu" and _held(w, "2022-10-09") == "fri" and _held(w, "2022-10-06") is None
    ),
    "exceptions": lambda w: (
        len(w.scenario.term.exceptions) == 3
        and _dated(w, "homework", "2022-09-20") == ["first 16:00-16:45", "second 16:50-17:00"]
        and (_dated(w, "football", "2022-09-13"), _dated(w, "homework", "2022-09-09")) == ([], [])
        and {(s.date.day, s.absent) for s in expand(w.scenario, w.result.timetable) if s.group.activity == "football"}
        == {(6, ("t2",)), (20, ()), (27, ("t2",))}
    ),
    "homework-limits": lambda w: (
        [use.policy.id for use in w.scenario.policies] == ["homework-limits-2021"]
        and [rule.minutes for rule in _rules(w, HomeworkTime)] == [{1: 0, 2: 30, 3: 40}]
        and {(g.home_class, s.periods) for g, s in w.of("homework") if g.home_class == "2-1"} == {("2-1", ("first",))}
        and "1-1" not in {g.home_class for g, _ in w.of("homework")}
    ),
    "talents": lambda w: (
        [(talent.skill, talent.teachers) for talent in talents(w.scenario, w.result.timetable)]
        == [("calligraphy", ("t1",)), ("erhu", ("t2",))]
        and len(w.of("football")) == 1
    ),
    "rota": lambda w: (
        {a.rota.turn for a in w.scenario.activities.values() if a.rota} == {"day", "week"}
        and _turns(w, "patrol") == {"head": 7, "deputy": 8, "dean": 8}
        and _turns(w, "rest") == {"t1": 2, "t2": 2, "t3": 2}
        and "2022-09-15" not in {str(turn.date) for turn in w.result.timetable.rota if turn.group == "patrol"}
    ),
    "policies": lambda w: (
        [str(use.policy.date) for use in w.scenario.policies] == ["2021-07-24", "2022-08-15"]
        and w.scenario.policies[0].service.ends_not_before == 18 * 60
        and [rule.external_share for rule in effective_rules(w.scenario) if isinstance(rule, Staffing)] == [0]
        and [rule.sessions_per_week for rule in effective_rules(w.scenario) if isinstance(rule, Workload)]
        == [Range(max=4)]
        and w.load_of("coach") == []
    ),
    # ---- wishes, pinned, limits ------------------------------------------------------------------------------------
    "wishes": lambda w: len(_wish_kinds(w)) == 7 and w.result.aim("workload").value == 0,
    "wishes-required": lambda w: (
        any(rule.required for rule in _rules(w, WishesRule))
        and "t1" not in {s.lead for _, s in w.all if s.day == "tue"}
        and "t2" not in {s.lead for _, s in w.all if s.day == "mon"}
    ),
    "pinned-session": lambda w: (
        [(s.day, s.periods, s.room, s.lead) for _, s in w.of("football")] == [("tue", ("second",), "ground", "t2")]
    ),
    "pinned-class": lambda w: any(
        g.home_class == "4-2" and (s.day, s.room) == ("mon", "r3") for g, s in w.of("homework")
    ),
    "pinned-student": lambda w: "chess" in w.clubs_of("s05") and [len(g.members) for g in w.groups("chess")] == [4],
    "pinned-weighted": lambda w: (
        any(not rule.required for rule in _rules(w, Pinned))
        and w.on("football") == ["mon after"]
        and w.result.aim("continuity").value == 5
    ),
    "club-limit-categories": lambda w: (
        bool(_club_limit(w).per_category)
        and all(len(w.clubs_of(name) & {"football", "basketball"}) <= 1 for name in w.students)
        and w.clubs_of("s02") == {"football", "chess"}
    ),
    "club-limit-sessions": lambda w: (
        _club_limit(w).sessions_per_week == 2
        and _club_limit(w).sessions_per_day == 1
        and all(len(w.clubs_of(name)) <= 1 for name in w.students)
    ),
    "club-limit-clubs": lambda w: (
        _club_limit(w).clubs_per_week == 1 and {len(w.clubs_of(s)) for s in ("s01", "s02", "s03", "s04")} == {1}
    ),
    # ---- work ------------------------------------------------------------------------------------------------------
    "workload-sessions": lambda w: (
        any(rule.sessions_per_day and rule.sessions_per_week for rule in _rules(w, Workload))
        and max(_loads(w).values()) <= 3
    ),
    "workload-minimum": lambda w: (
        any(rule.sessions_per_week and rule.sessions_per_week.min for rule in _rules(w, Workload))
        and min(_loads(w).values()) >= 1
    ),
    "workload-minutes": lambda w: (
        any(rule.minutes_per_day and rule.minutes_per_week for rule in _rules(w, Workload))
        and all(max(_minutes(w, t.id).values(), default=0) <= 60 for t in w.scenario.teachers)
    ),
    "workload-evenings": lambda w: (
        any(rule.evenings_per_week for rule in _rules(w, Workload))
        and {_evenings(w, t.id) for t in w.scenario.teachers} == {1}
    ),
    "workload-days": lambda w: (
        any(rule.days_per_week and rule.consecutive_days for rule in _rules(w, Workload))
        and all({s.day for s in w.load_of(t)} in ({"tue"}, {"mon", "wed"}) for t in ("t1", "t2"))
    ),
    "workload-rest": lambda w: (
        any(rule.rest_minutes and rule.late_start for rule in _rules(w, Workload))
        and next(s.lead for _, s in w.all if s.periods == ("evening",))
        not in [s.lead for _, s in w.all if (s.day, s.periods) == ("tue", ("morning",))]
    ),
    "staff-mix": lambda w: (
        {rule.per for rule in _rules(w, StaffMix)} == {"slot", "day"}
        and all("t3" in {s.lead for _, s in w.of("homework") if s.day == day} for day in w.scenario.days)
        and all("t4" in {s.lead for _, s in w.all if s.day == day} for day in w.scenario.days)
    ),
    "pay-and-fees": lambda w: (
        w.result.money is not None
        and w.result.money.pay_by_teacher == {"t1": 400, "t2": 200, "parent": 400}
        and w.result.money.fees == 5 * 50 * 5 + 10 * 90
        and w.result.aim("cost").value == w.result.money.pay == 1000
    ),
    "budget": lambda w: (
        [(rule.pay_at_most, rule.budget) for rule in _rules(w, Cost)] == [(800, None), (None, 500)]
        and w.result.money is not None
        and w.result.money.pay <= 500 + w.result.money.fees
        and w.result.money.pay_by_teacher == {"t1": 400, "v1": 100}
    ),
    "workload-weighted": lambda w: (
        any(not rule.required for rule in _rules(w, Workload)) and w.result.aim("workload").value == 10
    ),
    "even-minutes": lambda w: (
        any(rule.what == "minutes" for rule in _rules(w, Even))
        and sum(_minutes(w, "t1").values()) == sum(_minutes(w, "t2").values()) == 90
    ),
    "even-evenings": lambda w: (
        any(rule.what == "evenings" for rule in _rules(w, Even)) and abs(_evenings(w, "t1") - _evenings(w, "t2")) <= 1
    ),
    "even-groups": lambda w: any(rule.among == "groups" for rule in _rules(w, Even)) and _sizes(w, "chess") == [8, 9],
    "weights": lambda w: {rule.price for rule in effective_rules(w.scenario) if rule.price} >= {10, 1, 2},
    # ---- availability, rooms ---------------------------------------------------------------------------------------
    "availability": lambda w: (
        _availability_forms(w) >= {"NoneType", "tuple", "dict", "bool", "Span"}
        and all(s.day in ("mon", "wed") for s in w.load_of("t4"))
    ),
    "rooms-open": lambda w: (
        any(room.open for room in w.scenario.rooms)
        and set(w.on("drama")) <= {"tue first", "tue second", "thu first"}
        and bool(w.on("drama"))
    ),
    "room-features": lambda w: _rooms(w, "choir") == {"music2"},
    "shared-hall": lambda w: len(set(w.on("dance")) | set(w.on("rope"))) == 2,
    "room-by-name": lambda w: (
        _rooms(w, "science") == {"lab"} and _rooms(w, "chess") == {"act"} and _rooms(w, "reading") == {"r1"}
    ),
    "no-own-room": lambda w: (
        all(home.room is None for home in w.scenario.classes) and _rooms(w, "homework") == {"east", "west"}
    ),
    # ---- who may -----------------------------------------------------------------------------------------------------
    "eligible-grades": lambda w: (
        any(a.eligible.grades for a in w.scenario.activities.values())
        and {w.students[m].class_ for g in w.groups("picture-books") for m in g.members} == {"2-1"}
    ),
    "eligible-classes": lambda w: (
        any(a.eligible.classes for a in w.scenario.activities.values())
        and [classes_in(g, s, w.students) for g, s in w.of("labour")] == [{"4-2"}]
    ),
    "eligible-invited": lambda w: (
        any(a.eligible.students for a in w.scenario.activities.values())
        and {m for g in w.groups("team") for m in g.members} == {"s01", "s02", "s03"}
        and "swimming" not in w.clubs_of("s05")
    ),
    "leave-by-kind": lambda w: (
        bool(w.scenario.leave)
        and {who: len(w.where(who)) for who in ("s01", "s02", "s03", "s04", "s05")}
        == {"s01": 2, "s02": 6, "s03": 3, "s04": 6, "s05": 4}
    ),
    "wet-day-plan": lambda w: (
        bool(_rules(w, WetDays)) and sorted(w.on("football") + w.on("rope")) == ["thu after", "tue after"]
    ),
    "tiers": lambda w: (
        any(a.members == "all" and a.eligible.levels for a in w.scenario.activities.values())
        and [len(g.members) for level in "abc" for g in w.groups(f"math-{level}")] == [5, 5, 5]
        and [classes_in(g, s, w.students) for g, s in w.of("math-a")] == [{"6-1", "6-2"}] * 2
        and {w.where(who)["mon", "after"] for who in ("s04", "s05")} == {"homework"}
    ),
    "support-group": lambda w: (
        any(a.members for a in w.scenario.activities.values())
        and [(g.members, {s.lead for s in g.sessions}) for g in w.groups("math-help")]
        == [(("s01", "s03", "s04"), {"bai"})]
        and w.clubs_of("s01") == {"math-help", "chess"}
        and w.on("math-help")[0].startswith("tue")
    ),
    "choice-of-instructor": lambda w: (
        any(a.leads for a in w.scenario.activities.values())
        and _leads(w, "clay-bai") == {"bai"}
        and _leads(w, "clay-cai") == {"cai"}
        and all(len(w.clubs_of(student) & {"clay-bai", "clay-cai"}) == 1 for student in w.students)
    ),
    # ---- seasons with a timetable of their own ---------------------------------------------------------------------
    "winter-own": lambda w: (
        len(w.result.timetable.plans) == 2
        and {period for _, period in _times(w, "football", "regular")} == {"second"}
        and {period for _, period in _times(w, "football", "winter")} == {"first"}
        and _times(w, "chess", "regular") == _times(w, "chess", "winter")
        and [w.result.aim(f"changes_{level}").value for level in ("people", "rooms", "times")] == [0, 0, 1]
    ),
    "changes-budget": lambda w: (
        bool(_rules(w, Changes))
        # Exactly what t1 led then in the regular week (one of several that are equally good) is taken over.
        and w.result.aim("changes_people").value
        == sum(s.lead == "t1" and s.periods == ("second",) for s in _sessions_in(w, "regular"))
        > 0
        and [w.result.aim(f"changes_{level}").value for level in ("rooms", "times")] == [0, 0]
        and not {s.lead for s in _sessions_in(w, "winter") if s.periods == ("second",)} & {"t1"}
    ),
    "regular-off": lambda w: (
        w.span("early") is None
        and w.span("early", "winter") is not None
        and {s.periods for s in _sessions_in(w, "regular")} == {("late",)}
        and {s.periods for s in _sessions_in(w, "winter")} == {("early",)}
    ),
    # ---- rules that count --------------------------------------------------------------------------------------------
    "limit-groups-at-once": lambda w: (
        any(rule.count == "groups" and rule.max == 1 for rule in _rules(w, Limit))
        and sorted(at.split()[1] for at in [*w.on("football"), *w.on("hoops")]) == ["first", "second"]
    ),
    "limit-minimum": lambda w: (
        any(rule.min == 2 for rule in _rules(w, Limit))
        and all(len(_days_of(w, home, "skipping", "hoops")) == 2 for home in ("1-1", "1-2"))
    ),
    "limit-squared": lambda w: (
        any(rule.squared for rule in _rules(w, Limit)) and (_loads(w)["bo"], _loads(w)["ci"]) == (2, 2)
    ),
    "head-count": lambda w: (
        any(rule.max == 41 for rule in _rules(w, HeadCount))
        and sorted(w.on("meal").count(f"mon {period}") for period in ("early", "late")) == [1, 2]
    ),
    "variety": lambda w: (
        bool(_rules(w, Variety))
        and all(
            [len(_days_of(w, home, name)) for name in ("reading", "chess", "games")] == [1, 1, 1]
            for home in ("1-1", "2-1")
        )
    ),
    "variety-not-in-a-row": lambda w: (
        any(rule.not_in_a_row for rule in _rules(w, Variety)) and _days_of(w, "1-1", "games") == ["tue"]
    ),
    "homework-time": lambda w: (
        bool(_rules(w, HomeworkTime))
        and [_days_of(w, home, "written") for home in ("1-1", "2-1")] == [[], ["mon", "tue"]]
    ),
    # ---- what was published ------------------------------------------------------------------------------------------
    "published": lambda w: (
        w.scenario.published is not None
        and w.on("football") == ["wed after"]
        and _leads(w, "football") == {"cen"}
        and [sorted(group.members) for group in w.groups("football")] == [["late1", "s1", "s2"]]
        and [w.result.aim(level).value for level in CHANGES] == [0, 0, 0]
    ),
    # ---- teams -------------------------------------------------------------------------------------------------------
    "together": lambda w: (
        {rule.students for rule in _rules(w, Together)} >= {"teams", (("s1", "s5"),)}
        and sorted(sorted(group.members) for group in w.groups("chess")) == [["s1", "s3", "s5"], ["s2", "s4", "s6"]]
    ),
    "siblings": lambda w: (
        any(rule.students == "siblings" for rule in _rules(w, Together))
        and sum(w.where("small").get((day, "late")) == "dance" for day in ("mon", "tue")) == 1
        and w.where("big").get(("tue", "late")) == "choir"
        and w.where("small").get(("tue", "late")) == "dance"
    ),
    "apart": lambda w: (
        bool(_rules(w, Apart))
        and len(w.groups("chess")) == 2
        and not any({"s1", "s2"} <= {*group.members} for group in w.groups("chess"))
        and len({*w.on("chess")}) == 2
    ),
    # ---- students ----------------------------------------------------------------------------------------------------
    "students-inline": lambda w: (
        "0401" in w.students
        and {"days", "periods", "stays", "leave", "leave_in", "level", "siblings", "boarder", "notes", "name"}
        <= {name for student in w.scenario.students for name in student.model_fields_set}
        and ("tue", "second") not in w.where("0406")
        and ("mon", "second") not in w.where("0404")
    ),
    "leave-times": lambda w: (
        any(student.leave_in for student in w.scenario.students)
        and w.where("s01").get(("mon", "second")) == "homework"
        and w.where("s02").get(("mon", "second")) == "homework"
        and ("mon", "second") not in w.where("s03")
        and w.on("chess") == ["mon first"]
    ),
    "counts": lambda w: (
        {type(home.stay).__name__ for home in w.scenario.classes} == {"int", "dict"}
        and [len(w.present(slot)) for slot in w.calendar.slots] == [35, 27, 44, 44]
    ),
    "expected-by-class": lambda w: (
        sum(m.startswith("3-1#") for g in w.groups("chess") for m in g.members) == 7
        and sum(len(g.members) for g in w.groups("clay")) == 13
    ),
    "students-csv": lambda w: _choices_by_table(w) and _table(w) == "tables/students.csv",
    "students-gb18030": lambda w: _choices_by_table(w) and _table(w) == "tables/students.gbk.csv",
    "students-xlsx": lambda w: _choices_by_table(w) and _table(w) == "tables/students.xlsx",
    # ---- aims, languages ---------------------------------------------------------------------------------------------
    "utilitarian": lambda w: "utility" in [aim.id for aim in w.result.aims],
    "aims-reordered": lambda w: (
        [aim.id for aim in w.result.aims][-2:] == ["continuity", "workload"]
        and any(aim.lottery_seed == 2022 for aim in w.scenario.aims)
        and w.result.aim("unplaced").value == 2
    ),
    "bilingual": lambda w: (
        w.scenario.language == "zh"
        and (title := w.scenario.activities["homework"].title) is not None
        and (title.in_language("zh"), title.in_language("en")) == ("作业辅导", "Homework")
        and w.result.scenario == "bilingual"
    ),
    "chinese-ids": lambda w: _leads(w, "足球") == {"包老师"} and len(w.groups("足球")[0].members) == 10,
}
