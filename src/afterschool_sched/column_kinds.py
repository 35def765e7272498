"""The columns each kind of table may have, with their headers in English and Chinese. Mostly data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]
MOST_CHOICES = 12
MOST_WISHES = 40  # of an applicant (`place`)


@dataclass(frozen=True)
class Column:
    """One column: its name, its header in a template by language, other headers it is known by, and what it holds.

    `about` tells in each language what to write into a cell. `holds_ids` cells are never dates or rounded numbers.
    """

    name: str
    headers: Mapping[Language, str]
    known_as: Sequence[str]
    about: Mapping[Language, str]
    required: bool = False
    holds_ids: bool = False
    most: int = 0  # such columns, numbered from 1; 0: there is one, without a number
    offered: bool = True  # whether a template has it


STUDENTS: tuple[Column, ...] = (
    Column(
        "id",
        {"en": "id", "zh": "学号"},
        ("student", "student id", "student number", "student no", "编号", "学生编号", "学生学号", "学籍号"),
        {"en": "a short id of the student, no name", "zh": "学生的编号，不是姓名"},
        required=True,
        holds_ids=True,
    ),
    Column(
        "class",
        {"en": "class", "zh": "班级"},
        ("home class", "class id", "班", "行政班", "所在班级"),
        {"en": "the id of the home class, such as 3-1", "zh": "行政班的编号，如 3-1"},
        required=True,
        holds_ids=True,
    ),
    Column(
        "name",
        {"en": "name", "zh": "姓名"},
        ("student name", "full name", "学生姓名", "名字"),
        {"en": "may stay empty; never shown in messages", "zh": "可不填；不会出现在提示信息中"},
    ),
    Column(
        "days",
        {"en": "days", "zh": "参加日"},
        ("day", "weekdays", "stays", "星期", "参加日期", "参加时间", "参加星期", "留校日"),
        {"en": "mon tue thu, or mon-thu; empty: every day", "zh": "如 周一 周三，或 周一至周四；不填：每天"},
    ),
    Column(
        "periods",
        {"en": "periods", "zh": "参加时段"},
        ("period", "时段", "节次"),
        {"en": "ids of the periods attended; empty: all", "zh": "参加的时段编号；不填：全部"},
        holds_ids=True,
    ),
    Column(
        "leave",
        {"en": "leave", "zh": "离校时间"},
        (
            "leave at",
            "leaves",
            "leave time",
            "leaves at",
            "collected at",
            "pick up",
            "离校",
            "接走时间",
            "放学时间",
            "接送时间",
        ),
        {
            "en": "17:30, or mon 17:30; fri 16:50; empty: to the end",
            "zh": "17:30，或 周一 17:30；周五 16:50；不填：到结束",
        },
    ),
    Column(
        "level",
        {"en": "level", "zh": "层次"},
        ("tier", "水平", "级别"),
        {"en": "the level the student works at; may stay empty", "zh": "学习层次；可不填"},
    ),
    Column(
        "siblings",
        {"en": "siblings", "zh": "兄弟姐妹"},
        ("sibling", "兄弟姐妹学号", "同校兄弟姐妹", "同胞"),
        {"en": "ids of brothers and sisters at the school", "zh": "同校兄弟姐妹的学号"},
        holds_ids=True,
    ),
    Column(
        "team",
        {"en": "team", "zh": "队伍"},
        ("pair", "partners", "组队", "搭档", "结伴"),
        {"en": "the same word for all of a team; may stay empty", "zh": "同队学生填同一个词；可不填"},
    ),
    Column(
        "wants",
        {"en": "wants", "zh": "社团数"},
        ("clubs wanted", "number of clubs", "想参加社团数", "希望社团数", "社团数量"),
        {"en": "how many clubs are wanted; empty: one a club day", "zh": "希望参加几个社团；不填：每个社团日一个"},
    ),
    Column(
        "boarder",
        {"en": "boarder", "zh": "住校"},
        ("boards", "boarding", "寄宿", "住宿", "是否住校"),
        {"en": "yes or no; empty: no", "zh": "是 或 否；不填：否"},
    ),
    Column(
        "choice",
        {"en": "choice", "zh": "志愿"},
        ("wish", "preference", "选择", "社团志愿"),
        {"en": "the id of an activity, best first", "zh": "活动编号，最想参加的在前"},
        holds_ids=True,
        most=MOST_CHOICES,
    ),
    Column(
        "notes",
        {"en": "notes", "zh": "备注"},
        ("note", "remarks", "remark", "comment", "说明"),
        {"en": "anything; not read", "zh": "任意内容；不处理"},
    ),
)

APPLICANTS: tuple[Column, ...] = (
    Column(
        "id",
        {"en": "id", "zh": "编号"},
        ("applicant", "student", "student id", "学号"),
        {"en": "a short id of the applicant, no name", "zh": "报名者的编号，不是姓名"},
        required=True,
        holds_ids=True,
    ),
    Column(
        "wants",
        {"en": "wants", "zh": "想参加数"},
        ("number wanted", "希望组数"),
        {"en": "how many groups are wanted; empty: one", "zh": "希望参加几个组；不填：一个"},
    ),
    Column(
        "slots",
        {"en": "slots", "zh": "可参加时间"},
        ("slot", "there in", "时间"),
        {"en": "the slots attended; empty: all", "zh": "可参加的时间；不填：全部"},
        holds_ids=True,
    ),
    Column(
        "tags",
        {"en": "tags", "zh": "类别"},
        ("tag", "grade", "class", "年级", "班级"),
        {"en": "what groups may be open to, such as grade-4", "zh": "组可限定的类别，如年级"},
        holds_ids=True,
    ),
    Column(
        "priority",
        {"en": "priority", "zh": "优先级"},
        ("优先",),
        {"en": "for fairness priority; the greatest first", "zh": "公平方式为优先级时使用；大者在前"},
    ),
    Column(
        "choice",
        {"en": "choice", "zh": "志愿"},
        ("wish", "preference", "选择"),
        {"en": "what a group offers, best first", "zh": "组的编号，最想参加的在前"},
        holds_ids=True,
        most=MOST_WISHES,
    ),
    Column(
        "rating",
        {"en": "rating", "zh": "评分"},
        ("points", "score", "分数"),
        {"en": "of the choice of that number, 1 to 100", "zh": "对该志愿的评分，1 至 100"},
        most=MOST_WISHES,
        offered=False,
    ),
    Column(
        "notes",
        {"en": "notes", "zh": "备注"},
        ("note", "name", "姓名", "说明"),
        {"en": "anything; not read", "zh": "任意内容；不处理"},
    ),
)

GROUPS: tuple[Column, ...] = (
    Column(
        "id",
        {"en": "id", "zh": "编号"},
        ("group", "project", "course", "组", "课程"),
        {"en": "a short id of the group", "zh": "组的编号"},
        required=True,
        holds_ids=True,
    ),
    Column(
        "max",
        {"en": "max", "zh": "最多人数"},
        ("most", "places", "capacity", "上限", "名额"),
        {"en": "the most members", "zh": "最多人数"},
        required=True,
    ),
    Column(
        "min",
        {"en": "min", "zh": "最少人数"},
        ("least", "minimum", "下限"),
        {"en": "the fewest members with which it opens; empty: 1", "zh": "开组的最少人数；不填：1"},
    ),
    Column(
        "copies",
        {"en": "copies", "zh": "组数"},
        ("parallel groups", "平行组数"),
        {"en": "how many groups are alike; empty: 1", "zh": "相同的组有几个；不填：1"},
    ),
    Column(
        "offer",
        {"en": "offer", "zh": "项目"},
        ("chosen as", "项目编号"),
        {"en": "what is chosen, if not the id", "zh": "志愿中填写的项目；不填：组的编号"},
        holds_ids=True,
    ),
    Column(
        "slots",
        {"en": "slots", "zh": "时间"},
        ("slot", "meets in", "上课时间"),
        {
            "en": "when it meets; groups with one in common exclude each other",
            "zh": "上课时间；时间相同的组不能同时参加",
        },
        holds_ids=True,
    ),
    Column(
        "open_to",
        {"en": "open to", "zh": "面向"},
        ("only for", "grades", "面向年级"),
        {"en": "tags of applicants; empty: everybody", "zh": "面向的类别；不填：所有人"},
        holds_ids=True,
    ),
    Column(
        "must_open",
        {"en": "must open", "zh": "必开"},
        ("must be open", "必须开设"),
        {"en": "yes or no; empty: no", "zh": "是 或 否；不填：否"},
    ),
    Column(
        "supervisor",
        {"en": "supervisor", "zh": "指导教师"},
        ("teacher", "limit id", "教师"),
        {
            "en": "a short id; the limits beside it hold over all groups of the same",
            "zh": "教师编号；旁边的限额对其所有组有效",
        },
        holds_ids=True,
    ),
    Column(
        "limit",
        {"en": "limit", "zh": "学生限额"},
        ("limit students", "most students"),
        {"en": "the most members in all groups of the supervisor", "zh": "该教师所有组的最多人数"},
    ),
    Column(
        "limit_groups",
        {"en": "limit groups", "zh": "组数限额"},
        ("most groups",),
        {"en": "the most groups of the supervisor that open", "zh": "该教师最多开几个组"},
    ),
    Column(
        "limit_at_once",
        {"en": "limit at once", "zh": "同时限额"},
        ("groups at once",),
        {"en": "of these, the most in one slot", "zh": "同一时间最多几个组"},
    ),
    Column(
        "notes",
        {"en": "notes", "zh": "备注"},
        ("note", "title", "name", "名称", "说明"),
        {"en": "anything; not read", "zh": "任意内容；不处理"},
    ),
)

KINDS: Mapping[str, tuple[Column, ...]] = {"students": STUDENTS, "applicants": APPLICANTS, "groups": GROUPS}
