"""Sentences of the checker in Chinese, form by form: what it says of required rules, and of changes.

A form is English with places, ``{name:kind}``; ``(s)`` is a plural that may be there, ``[a|b]`` one of the two. The
kinds say what stands there (`KINDS`), and so how it is named. Mostly data, hence longer than
other files; `sayings` tries the forms in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..clock import DAYS

_CLOCK = r"(?: \(\d\d:\d\d-\d\d:\d\d\))?"
_WHEN = rf"(?:week \d+ )?(?:{'|'.join(DAYS)}) [^(]+?{_CLOCK}"

# Kind of place -> what may stand there.
KINDS: dict[str, str] = {
    "n": r"\d+",
    "time": r"\d\d:\d\d",
    "word": r"\S+?",
    "text": r".+?",
    "verb": r"leads|assists",
    "plan": r"regular|published",
    "date": r"\d{4}-\d\d-\d\d",
    "turn": rf"\S+ on \d{{4}}-\d\d-\d\d .+?{_CLOCK}",
    "moments": r".+?",
    "periods": r".+?",
    "teacher": r"\S+",
    "teachers": r".+?",
    "student": r"\S+",
    "students": r".+?",
    "people": r".+?",
    "home": r"\S+",
    "room": r"\S+",
    "club": r"\S+?",
    "clubs": r".+?",
    "period": r"\S+?",
    "season": r"\S+",
    "day": rf"(?:week \d+ )?(?:{'|'.join(DAYS)})",
    "when": _WHEN,
    "moment": rf"(?:week \d+ )?(?:{'|'.join(DAYS)})(?: [^(]+?{_CLOCK})?",
    "group": r".+?",
    "groups": r".+?",
    "bare": rf".+? on (?:week \d+ )?(?:{'|'.join(DAYS)}) [^(]+?",
    "session": rf".+? on {_WHEN}",
    "faults": r".+?",
}

FORMS: tuple[tuple[str, str], ...] = (
    # ---- supervised, no_clash ------------------------------------------------------------------------------------
    ("Student {who:student} is in no group on {at:when}.", "{who}{at}不在任何小组。"),
    ("{n:n} students are in no group on {at:when}: {who:students}.", "{n}名学生{at}不在任何小组：{who}。"),
    (
        "Teacher {who:teacher} leads {led:groups} and assists {helped:groups} on {at:when}.",
        "{who}{at}同时负责{led}、协助{helped}。",
    ),
    (
        "Room {room:room} has {n:n} groups on {at:when}, and holds {most:n} group(s): {which:groups}.",
        "{room}{at}有{n}个小组（{which}），只能容纳{most}个。",
    ),
    # ---- assigned, changes, club_limit ---------------------------------------------------------------------------
    (
        "Student {who:student} is in {n:text} of {club:club}, and the school puts the student in one.",
        "学校安排{who}进入{club}的一个小组，但实际不是一个。",
    ),
    (
        "{n:n} student(s) [has|have] other clubs than in the {base:plan} timetable; at most {most:n} allowed.",
        "与{base}课表相比，{n}名学生的社团不同，应至多{most}名。",
    ),
    (
        "{n:n} teacher(s) [has|have] new assignments against the {base:plan} timetable; at most {most:n} allowed.",
        "与{base}课表相比，{n}名教师有新的安排，应至多{most}名。",
    ),
    (
        "Student {who:student} has {n:n} other club(s) than in the {base:plan} timetable; at most {most:n} allowed.",
        "与{base}课表相比，{who}有{n}个社团不同，应至多{most}个。",
    ),
    (
        "Teacher {who:teacher} has {n:n} new assignment(s) against the {base:plan} timetable; "
        "at most {most:n} allowed.",
        "与{base}课表相比，{who}有{n}项新的安排，应至多{most}项。",
    ),
    (
        "Student {who:student} is in {n:n} club(s) ({which:clubs}); {wanted:n} wanted.",
        "{who}在{n}个社团（{which}），希望参加{wanted}个。",
    ),
    ("Student {who:student} is in {n:n} groups of {club:club}.", "{who}同时在{club}的{n}个小组。"),
    (
        "Student {who:student} is in {n:n} clubs of category {kind:word} ({which:clubs}); at most {most:n} allowed.",
        "{who}在{n}个{kind}类社团（{which}），应至多{most}个。",
    ),
    (
        "Student {who:student} has {n:n} club periods on {day:day}; at most {most:n} allowed.",
        "{who}{day}有{n}个社团时段，应至多{most}个。",
    ),
    (
        "Student {who:student} has {n:n} club periods in week {week:n}; at most {most:n} allowed.",
        "{who}第{week}周有{n}个社团时段，应至多{most}个。",
    ),
    # ---- together, apart -----------------------------------------------------------------------------------------
    (
        "[Students|Teachers] {team:people} belong together, "
        "but {some:people} [is|are] without {others:people} in the club {club:club}.",
        "{team}应在一起，但只有{some}参加{club}，{others}没有。",
    ),
    (
        "[Students|Teachers] {team:people} belong together, "
        "but {some:people} [is|are] without {others:people} in {group:group}.",
        "{team}应在一起，但只有{some}在{group}，{others}不在。",
    ),
    (
        "[Students|Teachers] {team:people} belong together, "
        "but {some:people} [is|are] without {others:people} on {at:moment}.",
        "{team}应在一起，但{at}只有{some}有活动，{others}没有。",
    ),
    (
        "[Students|Teachers] {team:people} belong together, "
        "but {some:people} [is|are] without {others:people} at the end of {at:when}.",
        "{team}应同时结束，但只有{some}在{at}后结束，{others}不是。",
    ),
    (
        "[Students|Teachers] {team:people} are to be apart, but are together in the club {club:club}.",
        "{team}应分开，但都参加{club}。",
    ),
    (
        "[Students|Teachers] {team:people} are to be apart, but are together in {group:group}.",
        "{team}应分开，但都在{group}。",
    ),
    (
        "[Students|Teachers] {team:people} are to be apart, but are together on {at:moment}.",
        "{team}应分开，但{at}都有活动。",
    ),
    (
        "[Students|Teachers] {team:people} are to be apart, but are together at the end of {at:when}.",
        "{team}应分开，但都在{at}后结束。",
    ),
    # ---- group_size ----------------------------------------------------------------------------------------------
    (
        "There [is|are] {n:n} member(s) in {group:group}; it needs at least {least:n}.",
        "{group}有{n}名成员，至少需要{least}名。",
    ),
    (
        "There [is|are] {n:n} member(s) in {group:group}; it takes at most {most:n}.",
        "{group}有{n}名成员，最多容纳{most}名。",
    ),
    (
        "There are {n:n} groups of {club:club}; at most {most:n} may open.",
        "{club}开设{n}个小组，最多可开{most}个。",
    ),
    (
        "There are {n:n} students in {session:session}; it takes at most {most:n}.",
        "{session}有{n}名学生，最多容纳{most}名。",
    ),
    (
        "Class {home:home} is in {n:n} groups on {at:when}; its {all:n} student(s) need only {need:n}.",
        "{home}{at}分在{n}个小组，{all}名学生只需{need}个。",
    ),
    (
        "Class {home:home} is in {n:n} activities on {at:when}: {which:clubs}.",
        "{home}{at}同时有{n}项活动：{which}。",
    ),
    (
        "Class {home:home} is divided unevenly on {at:when}: from {n:n} to {most:n} students.",
        "{home}{at}分组不均：最少{n}人，最多{most}人。",
    ),
    (
        "Class {home:home} is divided on {at:when}, and not by itself in {group:group}.",
        "{home}{at}已分组，但在{group}中与他班混合。",
    ),
    # ---- room_fit, teacher_fit -----------------------------------------------------------------------------------
    (
        "Room {room:room} has {seats:n} seats for {n:n} students on {at:when}: {which:groups}.",
        "{room}{at}有{n}名学生（{which}），只有{seats}个座位。",
    ),
    ("Duty {session:session} has room {room:room}; a duty has none.", "值班{session}安排了场地{room}，值班不用场地。"),
    ("There is no room for {session:session}.", "{session}没有场地。"),
    ("Room {room:room} does not suit {session:session}: it {why:faults}.", "{room}不适合{session}：{why}。"),
    ("Teacher {who:teacher} {does:verb} {session:session}, but {why:faults}.", "{who}{does}{session}，但{why}。"),
    (
        "The session {session:session} is in no room, and not in the class's own room {room:room}.",
        "{session}没有场地，不在本班教室{room}。",
    ),
    # ---- staffing ------------------------------------------------------------------------------------------------
    (
        "There [is|are] {n:n} teacher(s) for {session:session}; it needs {need:n}.",
        "{session}有{n}名教师，需要{need}名。",
    ),
    (
        "The session {session:session} has {now:teachers}; the group's first, on {at:when}, has {first:teachers}.",
        "{session}的教师是{now}，而该组第一次活动（{at}）是{first}。",
    ),
    ("Duty {club:club} has {n:n} groups; it has one.", "值班{club}有{n}组，应为一组。"),
    ("Duty {session:session} is not one period of those in which it is held.", "值班{session}不是其应有的一个时段。"),
    ("Nobody is on duty {club:club} on {at:when}.", "{at}无人值班（{club}）。"),
    ("Duty {club:club} is held {n:n} times on {at:when}.", "{at}值班{club}安排了{n}次。"),
    (
        "Externals give {n:n} of {all:n} teacher-period(s) in week {week:n}; at most {most:n} % are allowed.",
        "第{week}周外聘人员承担{all}个教师时段中的{n}个，应至多占{most}%。",
    ),
    # ---- end_time ------------------------------------------------------------------------------------------------
    *(
        (f"In season {{season:season}} {{session:bare}} {english}.", f"{{season}}{{session}}{chinese}。")
        for english, chinese in (
            ("is not held, and a club must be", "不开设，而社团必须开设"),
            (
                "begins at {start:time}, before the earliest start ({least:time})",
                "{start}开始，早于最早开始时间{least}",
            ),
            ("ends at {end:time}, after the latest end ({most:time})", "{end}结束，晚于最晚结束时间{most}"),
            ("ends at {end:time}, and grade {grade:n} by {most:time}", "{end}结束，{grade}年级应在{most}前结束"),
            ("lasts {n:n} minute(s), less than {least:n}", "只有{n}分钟，不足{least}分钟"),
            ("is outdoors until {end:time}, and it is dark from {dark:time}", "在室外至{end}，{dark}起天黑"),
        )
    ),
    # ---- meets ---------------------------------------------------------------------------------------------------
    (
        "The session {session:session} lies outside the days and periods of {club:club}.",
        "{session}不在{club}的日期与时段之内。",
    ),
    (
        "The session {session:session} takes {n:n} period(s) instead of {need:n}.",
        "{session}占{n}个时段，应为{need}个。",
    ),
    (
        "There should be {need:n} session(s) of {group:group} in week {week:n}; it meets {n:n} time(s).",
        "{group}第{week}周活动{n}次，应为{need}次。",
    ),
    (
        "The sessions {session:session} and {at:when} are too close; there should be distinct days.",
        "{session}与{at}应在不同的日子。",
    ),
    (
        "The sessions {one:session} and {at:when} are too close; there should be at least {n:n} whole day(s) between.",
        "{one}与{at}之间应至少隔{n}天。",
    ),
    ("The session {session:session} has no like in week 1.", "{session}与第1周不一致。"),
    (
        "The session {session:session} begins in another period than the first ({period:period}).",
        "{session}开始的时段与第一次（{period}）不同。",
    ),
    (
        "Class {home:home} has {n:n} period(s) of {club:club} in week {week:n}; it should have {need:n}.",
        "{home}第{week}周有{n}个{club}时段，应为{need}个。",
    ),
    # ---- eligible ------------------------------------------------------------------------------------------------
    ("Student {who:student} may not be in {group:group}: the student {why:faults}.", "{who}不能在{group}：{why}。"),
    ("The group {id:word} of {group:group} has no home class.", "{group}没有行政班。"),
    ("Class {home:home} may not have {club:club}.", "{home}不能参加{club}。"),
    ("Student {who:student} does not stay for {session:session}.", "{who}在{session}时不在校。"),
    ("{n:n} students do not stay for {session:session}: {who:students}.", "{n}名学生在{session}时不在校：{who}。"),
    (
        "Class {home:home} may not join {session:session}; merging is allowed: {merge:text}.",
        "{home}不能并入{session}；允许的合并范围：{merge}。",
    ),
    (
        "Class {home:home} may not be in {session:session}; it is not open to the class.",
        "{home}不能在{session}，该活动不面向该班。",
    ),
    ("Nobody of class {home:home} is in {session:session}.", "{session}没有{home}的学生。"),
    # ---- rota ----------------------------------------------------------------------------------------------------
    ("The turn of {turn:turn} has {n:n} teacher(s); it needs {need:n}.", "{turn}的轮值有{n}名教师，需要{need}名。"),
    ("Teacher {who:teacher} has the turn of {turn:turn}, but {why:faults}.", "{who}轮值{turn}，但{why}。"),
    (
        "{club:club} needs {n:n} for its turn on {at:moments}, but nobody is free.",
        "{club}{at}的轮值需要{n}人，但无人有空。",
    ),
    (
        "{club:club} needs {n:n} for its turn on {at:moments}, but only {who:teachers} [is|are] free.",
        "{club}{at}的轮值需要{n}人，但只有{who}有空。",
    ),
    (
        "{who:teachers} share a turn of {club:club} that begins on {date:date}; it is one for {n:n}.",
        "{date}开始的{club}轮值由{who}共同承担，应为{n}人。",
    ),
    (
        "{a:teacher} has {n:n} turn(s) of {club:club} and {b:teacher} {m:n}, though turns could pass between them.",
        "{a}轮值{club}{n}次，{b}{m}次，本可以调换。",
    ),
    (
        "Teacher {who:teacher} has a turn of {group:group} on {date:date} in {which:periods}, where it takes no turns.",
        "{who}{date}{which}轮值{group}，该组当时不轮值。",
    ),
    # ---- general forms last: others would fit them, too ----------------------------------------------------------
    ("Nobody is in {session:session}.", "{session}没有学生。"),
    ("Teacher {who:teacher} {does:verb} {which:groups} on {at:when}.", "{who}{at}同时{does}{which}。"),
    ("Student {who:student} is in {which:groups} on {at:when}.", "{who}{at}同时在{which}。"),
    ("{n:n} students are in {which:groups} on {at:when}: {who:students}.", "{n}名学生{at}同时在{which}：{who}。"),
)

# What may be wrong with a room, a teacher or a student: parts of sentences.
FAULTS: tuple[tuple[str, str], ...] = (
    ("lacks the skill {what:text}", "没有技能{what}"),
    ("does not teach {what:text}", "不教{what}"),
    ("has the role {what:word}, which may not assist", "岗位为{what}，不能协助"),
    ("has the role {what:word}", "岗位为{what}"),
    ("is not among those named to lead it", "不在指定的负责人之列"),
    ("is no own teacher of its class", "不是本班教师"),
    ("is not cleared", "审查不合格"),
    ("is not available then", "届时不在"),
    ("is in a meeting ({what:text})", "届时开会（{what}）"),
    ("is not what it asks for ({what:text})", "不是所要求的场地（{what}）"),
    ("is outdoors", "在室外"),
    ("is not open then", "届时不开放"),
    ("has another turn then", "届时另有轮值"),
    ("has two groups at once", "同时有两组"),
    ("has a session then", "届时有活动"),
    ("is absent", "请假"),
    ("is in a meeting then", "届时开会"),
    ("is not one of those who take turns", "不在轮值人员之列"),
    ("is not invited", "未获邀请"),
    ("is barred", "不得参加"),
    ("is not among those whom the school puts in it", "不在学校指定之列"),
    ("is not a {what:text}", "不是{what}"),
    ("has no {what:text}", "没有{what}"),
    ("is in grade {n:n}", "在{n}年级"),
    ("is in class {home:home}", "在{home}"),
    ("did not choose it", "没有选择它"),
    ("does not stay for all of {at:when}", "{at}未全程在校"),
)

# One fault of a list ends where the next begins.
BETWEEN_FAULTS = re.compile(r"(?:, | and )(?=(?:lacks|does|did|has|is) )")

_TOKEN = re.compile(r"\{(\w+):(\w+)\}|\[(\w+)\|(\w+)\]|(\(s\))|([^{\[(]+|.)")


# A form as a regular expression, the kind of each of its places, and what it says in Chinese.
Form = tuple[re.Pattern[str], dict[str, str], str]


def compiled(forms: Iterable[tuple[str, str]]) -> tuple[Form, ...]:
    """Forms ready to be tried, in their order."""
    return tuple(_compiled(english, chinese) for english, chinese in forms)


def _compiled(english: str, chinese: str) -> Form:
    kinds: dict[str, str] = {}
    parts = []
    for name, kind, one, other, plural, text in _TOKEN.findall(english):
        if name:
            kinds[name] = kind
            parts.append(f"(?P<{name}>{KINDS[kind]})")
        elif one:
            parts.append(f"(?:{one}|{other})")
        else:
            parts.append("s?" if plural else re.escape(text))
    return re.compile("".join(parts)), kinds, chinese
