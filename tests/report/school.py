"""An invented school, of any size, with a timetable made by simple means: what the report's tests look at.

Its numbers and names follow from positions in lists; nothing is random. Clubs take students in order, by the best
choice that has a place and fits the stay; whoever is in no club is with the own class.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from afterschool_sched.calendar import Calendar
from afterschool_sched.checker import Verdict
from afterschool_sched.presence import Presence
from afterschool_sched.result import AimResult, Result, Scope, Status, VerdictSummary, gap_of
from afterschool_sched.roster import roster
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Group, Plan, Session, Timetable

SURNAMES = "林赵周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻"
GIVEN = ("小禾", "子安", "一诺", "书言", "沐阳", "知夏", "雨桐", "景行", "若溪", "星辰", "念初", "嘉木", "云舒")
# id, English, Chinese, days and periods of a group's sessions, room kind
CLUBS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...], str], ...] = (
    ("football", "Football", "足球", ("tue", "thu"), ("second",), "sports ground"),
    ("choir", "Choir", "合唱", ("wed",), ("second",), "music room"),
    ("chess", "Chess", "中国象棋", ("mon",), ("second",), "activity room"),
    ("robotics", "Robotics", "机器人", ("thu",), ("first", "second"), "activity room"),
    ("calligraphy", "Calligraphy", "书法", ("tue",), ("second",), "activity room"),
    ("dance", "Dance", "舞蹈", ("mon", "wed"), ("second",), "gym"),
    ("papercut", "Paper-cutting", "剪纸", ("wed",), ("second",), "activity room"),
    ("drums", "Drums", "打击乐", ("fri",), ("second",), "music room"),
)
OPENED = tuple(club[0] for club in CLUBS if club[0] != "drums")
# Which clubs a student lists, best first: by the student's number; football and robotics are in fashion.
WISHES = (
    ("football", "chess", "choir"),
    ("robotics", "football", "calligraphy"),
    ("dance", "choir", "papercut"),
    ("football", "robotics"),
    ("chess", "calligraphy", "papercut"),
    ("drums", "robotics", "football"),
    ("football", "calligraphy", "chess"),
    (),
    ("robotics",),
    ("papercut", "choir", "dance"),
)


def result_of(verdict: Verdict, status: Status = "feasible", **more: Any) -> Result:
    """A result with the verdict's values: the first aim proved to be best, the second bounded, the others open."""
    bounds: list[tuple[float | None, bool, Scope]] = [(aim.value, True, "all timetables") for aim in verdict.aims]
    if status == "feasible":
        bounds = [(None, False, "all timetables") for _ in verdict.aims]
        bounds[0] = verdict.aims[0].value, True, "all timetables"
        bounds[1] = verdict.aims[1].value - 1.5, False, "this choice of groups"
    aims = tuple(
        AimResult(id=aim.id, value=aim.value, bound=bound, proven=proven, gap=gap_of(aim.value, bound), scope=scope)
        for aim, (bound, proven, scope) in zip(verdict.aims, bounds, strict=True)
    )
    given: dict[str, Any] = {
        "scenario": "riverside",
        "status": status,
        "aims": aims,
        "utility": verdict.utility,
        "utility_gap": 0.004,
        "unserved": len(verdict.unserved),
        "verdict": VerdictSummary(),
        "stage": "placement",
        "seed": 7,
        "deterministic": True,
        "workers": 1,
        "time_limit": 60.0,
        "versions": {"afterschool-sched": "0.1.0", "ortools": "9.15"},
        "seconds": {"offer": 1.25, "placement": 3.5},
    }
    return Result(**(given | more))


def scenario_data(
    classes: int = 6, per_class: int = 25, *, counted: bool = False, language: str = "en", dated: bool = True
) -> dict[str, Any]:
    """The scenario as a file would have it: grades 3 to 5, or more classes a grade when there are more than three."""
    homes = [f"{3 + at % 3}-{at // 3 + 1}" for at in range(classes)]
    homes.sort()
    parallel = max(1, classes * per_class // 150)
    data: dict[str, Any] = {
        "format": 1,
        "id": "riverside",
        "title": {"en": "Riverside Primary School", "zh": "河畔小学"},
        "language": language,
        "term": {"latest_end": "18:00"},
        "seasons": {"winter": {"latest_end": "17:30"}},
        "evening_from": "17:30",
        "periods": {
            "first": {"start": "16:00", "end": "16:50", "title": {"en": "First period", "zh": "第一节"}},
            "second": {"start": "17:00", "end": "17:50", "fee": 3, "title": {"en": "Second period", "zh": "第二节"}},
        },
        "rooms": _rooms(homes, per_class, parallel),
        "teachers": _teachers(homes, parallel),
        "classes": [
            {
                "id": home,
                "grade": int(home[0]),
                "room": f"r{home}",
                "class_teacher": f"t{2 * at + 1}",
                "subject_teachers": {"math": f"t{2 * at + 2}"},
                **({"students": per_class, "stay": dict.fromkeys(_WEEK, per_class)} if counted else {}),
            }
            for at, home in enumerate(homes)
        ],
        "activities": _activities(parallel, homes, min(16, per_class - 1), counted=counted),
        "currency": {"en": "yuan", "zh": "元"},
        "pay": [{"who": {"external": True}, "per_hour": 90, "per_term": 500}, {"per_session": 40}],
        "rules": [
            {"rule": "group_size", "cap": per_class - 1, "note": "Our rooms are small."},
            {"rule": "workload", "sessions_per_week": 10, "days_per_week": {"max": 5}},
        ],
    }
    if dated:
        data["term"] |= {"from": "2022-09-01", "to": "2023-01-13", "holidays": ["2022-10-01 to 2022-10-07"]}
        data["term"]["make_up"] = {"2022-10-08": "fri"}
        data["seasons"]["winter"]["from"] = "2022-11-01"
    if not counted:
        data["students"] = [_student(home, at, number) for at, home in enumerate(homes) for number in range(per_class)]
    return data


_WEEK = ("mon", "tue", "wed", "thu", "fri")


def _rooms(homes: list[str], per_class: int, parallel: int) -> list[dict[str, Any]]:
    rooms: list[dict[str, Any]] = [
        {"id": f"r{home}", "seats": per_class + 5, "title": {"en": f"Room {home}", "zh": f"{home}教室"}}
        for home in homes
    ]
    for number in range(1, 4 * parallel + 1):
        rooms.append({"id": f"a{number}", "kind": "activity room", "seats": 60})
    rooms.append({"id": "ground", "kind": "sports ground", "seats": 400, "outdoor": True, "groups_at_once": 10})
    rooms[-1] |= {"title": {"en": "Sports ground", "zh": "操场"}, "fallback": "gym"}
    rooms.append(
        {"id": "gym", "kind": "gym", "seats": 400, "groups_at_once": 10, "title": {"en": "Gym", "zh": "体育馆"}}
    )
    rooms.append({"id": "music", "kind": "music room", "seats": 400, "groups_at_once": 10})
    rooms[-1]["title"] = {"en": "Music room", "zh": "音乐教室"}
    rooms.append({"id": "library", "kind": "library", "seats": 60, "title": {"en": "Library", "zh": "图书馆"}})
    return rooms


def _teachers(homes: list[str], parallel: int) -> list[dict[str, Any]]:
    own = [{"id": f"t{n}", "title": _named(n)} for n in range(1, 2 * len(homes) + 1)]
    own[1]["wishes"] = {"avoid_days": ["tue"]}
    leads = [
        {
            "id": f"{club}{n}",
            "title": _named(3 * at + n),
            "role": "coach" if club in ("football", "robotics") else "club",
        }
        | ({"external": True} if club in ("football", "robotics") else {})
        for at, (club, *_) in enumerate(CLUBS)
        for n in range(1, parallel + 1)
    ]
    spare = [{"id": "t99", "title": {"en": "Ms Spare", "zh": "备老师"}}]
    return [*own, *leads, {"id": "head", "role": "leader", "title": {"en": "Head", "zh": "校长室"}}, *spare]


def _named(number: int) -> dict[str, str]:
    return {"en": f"Teacher {number}", "zh": f"{SURNAMES[number % len(SURNAMES)]}老师{number}"}


def _activities(parallel: int, homes: list[str], places: int, *, counted: bool) -> dict[str, Any]:
    title = {"en": "Homework", "zh": "作业辅导"}
    activities: dict[str, Any] = {
        "homework": {"kind": "class", "title": title, "days": "mon-thu", "over_cap": "keep"},
        "games": {"kind": "class", "title": {"en": "Games", "zh": "益智游戏"}, "days": "fri", "periods": ["first"]},
        "waiting": {"kind": "care", "title": {"en": "Waiting", "zh": "候接看护"}, "days": "fri", "periods": ["second"]},
        "patrol": {"kind": "duty", "title": {"en": "Patrol", "zh": "巡查"}, "periods": ["second"], "roles": ["leader"]},
    }
    for activity in ("games", "waiting"):
        activities[activity]["over_cap"] = "keep"
    for club, english, chinese, days, periods, room in CLUBS:
        activities[club] = {
            "kind": "club",
            "title": {"en": english, "zh": chinese},
            "days": list(days),
            "periods": list(periods),
            "minutes": 30,
            "meets": {"sessions_per_week": len(days), "periods": len(periods)},
            "groups": {"up_to": parallel, "min": 2, "max": places},
            "room": room,
        }
        if counted and club in OPENED:
            activities[club]["expect"] = dict.fromkeys(homes, 2)
    return activities


def _student(home: str, at: int, number: int) -> dict[str, Any]:
    serial = at * 31 + number
    student: dict[str, Any] = {
        "id": f"s{at + 1:02d}{number + 1:02d}",
        "class": home,
        "name": SURNAMES[serial % len(SURNAMES)] + GIVEN[(serial * 5 + at) % len(GIVEN)],
        "choices": list(WISHES[serial % len(WISHES)]),
        "wants": 1,
    }
    if serial % 7 == 3:
        student["days"] = "mon-wed"
    if serial % 11 == 5:
        student["leave"] = "16:50"
    if serial % 17 == 8:
        student["leave_in"] = {"winter": "17:15"}
    return student


def make(
    classes: int = 6, per_class: int = 25, *, counted: bool = False, language: str = "en", dated: bool = True
) -> tuple[Scenario, Timetable]:
    """The school and its timetable."""
    scenario = Scenario.model_validate(
        scenario_data(classes, per_class, counted=counted, language=language, dated=dated)
    )
    return scenario, timetable(scenario)


def timetable(scenario: Scenario) -> Timetable:
    """A timetable of the school: one plan for all seasons."""
    calendar = Calendar(scenario)
    students = roster(scenario)
    presence = Presence(calendar, students)
    fully = presence.fully_present(calendar.seasons)
    present = presence.present(calendar.seasons)
    slots_of = {club: {(day, p) for day in days for p in periods} for club, _, _, days, periods, _ in CLUBS}
    members: dict[tuple[str, int], list[str]] = defaultdict(list)
    in_club: dict[str, str] = {}
    for student in students:
        for club in student.choices:
            parallel = scenario.activities[club].groups.up_to
            places = scenario.activities[club].groups.max or 0
            number = next((n for n in range(parallel) if len(members[club, n]) < places), None)
            if club in OPENED and number is not None and slots_of[club] <= fully[student.id]:
                members[club, number].append(student.id)
                in_club[student.id] = club
                break
    groups = [*_club_groups(members), *_class_groups(scenario, calendar, present, in_club, slots_of)]
    duty = tuple(Session(day=day, periods=("second",), lead="head") for day in calendar.days)
    groups.append(Group(id="patrol", activity="patrol", sessions=duty))
    return Timetable(scenario=scenario.id, plans=(Plan(seasons=calendar.seasons, groups=tuple(groups)),))


def _club_groups(members: dict[tuple[str, int], list[str]]) -> list[Group]:
    groups = []
    rooms = {"sports ground": "ground", "gym": "gym", "music room": "music"}
    parallel = 1 + max(number for _, number in members)
    for at, (club, _, _, days, periods, kind) in enumerate(CLUBS):
        for number in range(parallel):
            if members[club, number]:
                room = rooms.get(kind, f"a{at % 4 * parallel + number + 1}")
                sessions = tuple(
                    Session.model_validate(
                        {"day": day, "periods": periods, "room": room, "lead": f"{club}{number + 1}"}
                    )
                    for day in days
                )
                groups.append(
                    Group(
                        id=f"{club}/{number + 1}",
                        activity=club,
                        members=tuple(members[club, number]),
                        sessions=sessions,
                    )
                )
    return groups


def _class_groups(
    scenario: Scenario,
    calendar: Calendar,
    present: dict[Any, frozenset[str]],
    in_club: dict[str, str],
    slots_of: dict[str, set[tuple[str, str]]],
) -> list[Group]:
    groups = []
    everybody = [(student.id, student.class_) for student in roster(scenario)]
    for home in scenario.classes:
        sessions: dict[str, list[Session]] = defaultdict(list)
        for slot in calendar.slots:
            at = (slot.day, slot.period)
            activity = "homework" if slot.day != "fri" else {"first": "games", "second": "waiting"}[slot.period]
            there = tuple(
                student
                for student, of in everybody
                if of == home.id
                and student in present[at]
                and not (student in in_club and at in slots_of[in_club[student]])
            )
            if there:
                lead = home.class_teacher if slot.day in ("mon", "wed", "fri") else home.subject_teachers["math"]
                session = {"day": slot.day, "periods": [slot.period], "room": home.room, "lead": lead, "members": there}
                sessions[activity].append(Session.model_validate(session))
        groups += [
            Group(id=f"{activity}:{home.id}", activity=activity, home_class=home.id, sessions=tuple(own))
            for activity, own in sessions.items()
        ]
    return groups
