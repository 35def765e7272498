"""A scenario from its files: everything found at once, in plain words, with its place; and never a traceback."""

from __future__ import annotations

import hashlib
import os
import pickle
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from afterschool_sched.cells import count_of, days_of, ids_of, leave_of, yes_or_no
from afterschool_sched.clock import Day
from afterschool_sched.entities import Entity
from afterschool_sched.errors import Finding, InputError, Place
from afterschool_sched.fields import Id
from afterschool_sched.load import CODES, load
from afterschool_sched.model_keys import description_at, keys_at
from afterschool_sched.scenario import CHANGES, Scenario
from afterschool_sched.shape import Shape
from afterschool_sched.source import parse_yaml

_TABLE = """\
学号,班级,姓名,参加日,离校时间,冬季离校时间,层次,兄弟姐妹,社团数,住校,志愿1,志愿2,志愿3,备注
0012,3-1,王小明,周一至周四,17:30,周一 17:00；周四 16:50,高,s2,2,否,football,,chess,对花生过敏
s2,3-1,,,,,,,,是,chess,,,
"""

_SCENARIO = """\
format: 1
id: two-classes
title: {en: Two classes, zh: 两个班}
term: {from: 2022-09-01, to: 2023-01-13, latest_end: "18:00", holidays: [2022-10-01 to 2022-10-07]}
seasons:
  winter: {from: 2022-11-01, latest_end: 17:30}
days: [mon, tue, wed, thu, fri]
periods:
  first: {start: 16:00, end: 16:50}
  second: {start: "17:00", end: "18:00", in: {winter: {start: "16:55", end: "17:30"}}}
rooms:
  - {id: r31, kind: classroom, seats: 50}
teachers:
  - {id: t1, subjects: [chinese], available: mon-fri}
  - {id: t2, available: {mon: true, tue: 16:00-17:30, wed: [first]}}
classes:
  - {id: 3-1, grade: 3, room: r31, class_teacher: t1}
activities:
  homework: {kind: class}
  football: {kind: club, groups: {up_to: 2, min: 1}, expect: {3-1: 10}}
  chess: {kind: club}
rules:
  - {rule: workload, sessions_per_week: 10}
aims: [unplaced, {aim: choices, fairness: balanced}]
students: {table: students.csv}
"""


def write(folder: Path, scenario: str | bytes = _SCENARIO, table: str | bytes = _TABLE) -> Path:
    for name, content in (("scenario.yaml", scenario), ("students.csv", table)):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / "scenario.yaml"


def refused(path: Path) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        load(path)
    return caught.value.findings


def said(path: Path) -> list[str]:
    return [str(found) for found in refused(path)]


def codes(path: Path) -> list[str]:
    return [f"{found.where} {found.code}" for found in refused(path)]


def with_students(students: str) -> str:
    """The scenario with other students, which begin in line 25."""
    return _SCENARIO.replace("students: {table: students.csv}\n", students)


# ---- what is read -----------------------------------------------------------------------------------------------


def test_a_scenario_with_a_table(tmp_path: Path) -> None:
    scenario = load(write(tmp_path))
    assert scenario.periods["first"].start == 16 * 60
    assert scenario.seasons["winter"].latest_end == 17 * 60 + 30
    first, second = scenario.students
    assert first.model_dump(exclude_none=True, exclude_defaults=True, by_alias=True) == {
        "id": "0012",
        "class": "3-1",
        "name": "王小明",
        "days": ("mon", "tue", "wed", "thu"),
        "leave": "17:30",
        "leave_in": {"winter": {"mon": "17:00", "thu": "16:50"}},
        "level": "高",
        "siblings": ("s2",),
        "wants": 2,
        "choices": ("football", "chess"),
        "notes": "对花生过敏",
    }
    assert (second.boarder, second.days, second.choices) == (True, None, ("chess",))


def test_the_same_table_in_excel_reads_the_same(tmp_path: Path) -> None:
    path = write(tmp_path)
    expected = load(path).students
    book = openpyxl.Workbook()
    for line in _TABLE.splitlines():
        book.active.append(line.split(","))
    book.active.title = "报名"
    book.create_sheet("其他", 0)
    book.save(tmp_path / "students.xlsx")
    path.write_text(with_students("students: {table: students.xlsx, sheet: 报名}\n"), encoding="utf-8")
    assert load(os.fspath(path)).students == expected


def test_students_inline_and_in_several_tables(tmp_path: Path) -> None:
    path = write(
        tmp_path, with_students("students:\n- {id: a, class: 3-1}\n- {table: students.csv}\n- {table: b/c.csv}\n")
    )
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c.csv").write_text("id,class\nz,3-1\n", encoding="utf-8")
    scenario = load(path)
    assert [student.id for student in scenario.students] == ["a", "0012", "s2", "z"]
    assert str(scenario.place_of("students", 0, "class")) == "scenario.yaml:26:18"
    assert str(scenario.place_of("students", 1, "class")) == "students.csv:2 班级"
    assert str(scenario.place_of("students", 3, "id")) == "b/c.csv:2 id"


def test_places_of_what_was_read(tmp_path: Path) -> None:
    scenario = load(write(tmp_path))
    places = {
        ("classes", 0, "grade"): "scenario.yaml:17:22",
        ("activities", "football", "groups", "min"): "scenario.yaml:20:50",
        ("activities", "football", "staff"): "scenario.yaml:20:13",
        ("rules", 0, "sessions_per_week"): "scenario.yaml:23:41",
        ("aims", 0, "aim"): "scenario.yaml:24:8",
        ("students",): "scenario.yaml:25:11",
        ("students", 0): "students.csv:2:1",
        ("students", 0, "id"): "students.csv:2 学号",
        ("students", 0, "days"): "students.csv:2 参加日",
        ("students", 0, "leave", "mon"): "students.csv:2 离校时间",
        ("students", 0, "leave_in", "winter", "mon"): "students.csv:2 冬季离校时间",
        ("students", 0, "choices", 0): "students.csv:2 志愿1",
        ("students", 0, "choices", 1): "students.csv:2 志愿3",  # an empty cell is no choice
        ("students", 0, "choices"): "students.csv:2 志愿1",
        ("students", 0, "siblings", 1): "students.csv:2 兄弟姐妹",
        ("students", 0, "choices", 2): "students.csv:2:1",
        ("students", 0, "periods"): "students.csv:2:1",
        ("students", 1, "boarder"): "students.csv:3 住校",
        ("students", 2, "id"): "scenario.yaml:25:11",  # there is none: not the id of the scenario
        ("activities", "football", "meets", "kind"): "scenario.yaml:20:13",  # not the kind of the activity
        ("schools", "x", "title"): "scenario.yaml:1:1",
    }
    assert {loc: str(scenario.place_of(*loc)) for loc in places} == places


def test_a_scenario_survives_pickling_with_its_places(tmp_path: Path) -> None:
    scenario = pickle.loads(pickle.dumps(load(write(tmp_path))))
    assert scenario.place_of("students", 1, "id") == Place("students.csv", 3, 1, "学号")


def test_an_empty_template_is_no_students(tmp_path: Path) -> None:
    assert load(write(tmp_path, table="id,class\n")).students == ()


# ---- cells ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon tue thu", "mon tue thu"), ("mon-thu", "mon tue wed thu"), ("mon to wed, fri", "mon tue wed fri"),
        ("Mon, Wed.", "mon wed"), ("Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
                                   "mon tue wed thu fri sat sun"),
        ("tues thur thurs", "tue thu"), ("daily", "mon tue wed thu fri"), ("every day", "mon tue wed thu fri"),
        ("周一", "mon"), ("星期二、星期四", "tue thu"), ("周一至周四", "mon tue wed thu"),
        ("周一到五", "mon tue wed thu fri"), ("周1-周3", "mon tue wed"),
        ("周一三五", "mon wed fri"), ("一、三、五", "mon wed fri"), ("礼拜天", "sun"), ("周日", "sun"),
        ("每周一和周三", "mon wed"), ("每天", "mon tue wed thu fri"), ("ｍｏｎ", "mon"), ("fri mon", "mon fri"),
        ("周一~周二；周五", "mon tue fri"), ("周六及周日", "sat sun"),
    ],
)  # fmt: skip
def test_days(text: str, days: str) -> None:
    assert days_of(text) == tuple(days.split())


@pytest.mark.parametrize(
    "text", ["mo", "monda", "monx", "周", "周八", "3", "mon-", "-", ",", "fri-mon", "mon 17:30", "周一 x"]
)
def test_no_days(text: str) -> None:
    with pytest.raises(ValueError, match=r"^write "):
        days_of(text)


@pytest.mark.parametrize(
    ("text", "leave"),
    [
        ("17:30", "17:30"), (" 7:05 ", "07:05"), ("17：30", "17:30"), ("17:30:00", "17:30"), ("17点30分", "17:30"),
        ("mon 17:30; fri 16:50", {"mon": "17:30", "fri": "16:50"}),
        ("mon: 17:30, fri: 16:50", {"mon": "17:30", "fri": "16:50"}),
        ("周一、周二 17:30，周五 16:50", {"mon": "17:30", "tue": "17:30", "fri": "16:50"}),
        ("周一至周三17:30", {"mon": "17:30", "tue": "17:30", "wed": "17:30"}),
        ("周1 17:30\n周2 16:00", {"mon": "17:30", "tue": "16:00"}),
        ("mon 17:30; mon 17:30", {"mon": "17:30"}), ("17:30;", "17:30"),
    ],
)  # fmt: skip
def test_leave_times(text: str, leave: Any) -> None:
    assert leave_of(text) == leave


@pytest.mark.parametrize(
    "text",
    ["25:10", "17:60", "5:30 pm", "17.30", "1730", "mon", "17:30 16:50", "mon 17:30; 16:50", "17:30 mon", "x 17:30",
     "mon 17:30; mon 16:00", "17:30:30", "117:30", "17:300"],
)  # fmt: skip
def test_no_leave_times(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|keep"):
        leave_of(text)


def test_yes_no_numbers_and_lists() -> None:
    assert [yes_or_no(text) for text in ("Yes", "是", "1", "√", "no", "否", "走读", "0")] == [True] * 4 + [False] * 4
    assert [count_of(text) for text in ("0", " 12 ", "３")] == [0, 12, 3]
    assert ids_of("s1, s2;s3 s4、s5，s6；") == ["s1", "s2", "s3", "s4", "s5", "s6"]
    for text in ("maybe", "2", ""):
        with pytest.raises(ValueError, match="write yes or no"):
            yes_or_no(text)
    for text in ("-1", "1.5", "x", "1000000", "٣"):
        with pytest.raises(ValueError, match="write a number"):
            count_of(text)


def test_faults_of_cells_are_all_found(tmp_path: Path) -> None:
    header = "id,class,days,leave,leave_winter,wants,boarder,siblings,choice_1"
    table = f"{header}\ns 1,3-1,x,25:10,17:30 16:00,two,maybe,a#b,go/\n"
    assert said(write(tmp_path, table=table)) == [
        "students.csv:2 id: error [shape-id] 'id' of student 's 1' must be a short name (1 to 64 characters) without"
        " spaces and '#'. Maybe use '-' instead of a space.",
        "students.csv:2 days: error [table-days] The days in this cell are not understood."
        " Maybe write days such as 'mon wed fri', 'mon-thu' or '周一 周三'.",
        "students.csv:2 leave: error [table-leave] The leave time in this cell is not understood."
        " Maybe write '17:30', or days with a time each: 'mon 17:30; fri 16:50'.",
        "students.csv:2 leave_winter: error [table-leave] The leave time in this cell is not understood."
        " Maybe write '17:30', or days with a time each: 'mon 17:30; fri 16:50'.",
        "students.csv:2 wants: error [table-number] This cell must hold a whole number."
        " Maybe write a number such as 2.",
        "students.csv:2 boarder: error [table-yes-no] This cell must say yes or no. Maybe write yes or no (是 or 否).",
        "students.csv:2 siblings: error [shape-id] Item 1 of 'siblings' of student 's 1' must be a short name"
        " (1 to 64 characters) without spaces and '#'. Maybe use '-' instead of a space.",
    ]


# ---- the shape of a scenario ------------------------------------------------------------------------------------

_SHAPES: list[tuple[str, str, list[str]]] = [
    # (what is replaced, by what, what is found)
    ("format: 1", "format: 2", ["1:9 shape-format This version reads 'format: 1'. | write 'format: 1'."]),
    ("format: 1\n", "", ["1:1 shape-missing The scenario has no 'format'. | add 'format: …'."]),
    ("id: two-classes", "id: two classes", [
        "2:5 shape-id 'id' must be a short name (1 to 64 characters) without spaces and '#'."
        " | use '-' instead of a space."]),
    ("title:", "titel:", ["3:1 shape-unknown-key The key 'titel' is not known in the scenario. | 'title' is meant."]),
    ("en: Two", "en：Two", [
        "3:9 shape-unknown-key The key 'en：Two classes' is not known in 'title'."
        " | delete it; the keys here are en, zh."
    ]),
    ("from: 2022-09-01", "from: 2022-09-31", [
        "4:14 shape-value 'from' of 'term': '2022-09-31' is not a date. | write it as 2022-09-01."]),
    ("to: 2023-01-13", "to: 2023", ["4:30 shape-type 'to' of 'term' must be a date; it is a whole number."
                                    " | write it as 2022-09-01."]),
    ('"18:00"', '"25:10"', [
        "4:54 shape-value 'latest_end' of 'term': '25:10' is not a time of day."
        ' | write it as "HH:MM", for example "17:30".']),
    ('"18:00"', "18.0", [
        "4:54 shape-type 'latest_end' of 'term' must be a time of day; it is a decimal number."
        ' | write it as text, for example "17:30".']),
    ("2022-10-07]", "2022-09-07]", [
        "4:74 shape-value Item 1 of 'holidays' of 'term': '2022-10-01 to 2022-09-07' ends before it begins. | None"]),
    ("holidays: [2022-10-01 to 2022-10-07]", "make_up: {2022-10-8: fri, 2022-10-09: friday}", [
        "4:73 shape-key The key '2022-10-8': '2022-10-8' is not a date."
        ' | write "2022-10-01" or "2022-10-01 to 2022-10-07".',
        "4:101 shape-choice '2022-10-09' of 'make_up' of 'term' must be 'mon', 'tue', 'wed', 'thu', 'fri', 'sat' or"
        " 'sun'. | 'fri' is meant."]),
    ("days: [mon, tue, wed, thu, fri]", "days: [mon, teu]", [
        "7:7 shape-value 'days': 'teu' is not a day; days are mon, tue, wed, thu, fri, sat, sun, and 'mon-thu' is a"
        " range. | None"]),
    ("days: [mon, tue, wed, thu, fri]", "days: []", [
        "7:7 shape-empty 'days' must not be empty. | delete the key, or write something into it."]),
    ("start: 16:00, end: 16:50", "start: 16:00", ["9:10 shape-missing Period 'first' has no 'end'. | add 'end: …'."]),
    ("  first:", "  first one:", [
        "9:3 shape-id The key 'first one' must be a short name (1 to 64 characters) without spaces and '#'."
        " | use '-' instead of a space."]),
    ('{start: "16:55", end: "17:30"}', "of", [
        "10:55 shape-type 'winter' of 'in' of period 'second' must be keys with values or 'off'; it is text."
        " | 'off' is meant."]),
    ("seats: 50", "seats: 0", ["12:39 shape-range 'seats' of room 'r31' must be at least 1. | None"]),
    ("seats: 50", 'seats: "50"', ["12:39 shape-type 'seats' of room 'r31' must be a whole number; it is text."
                                  " | write it in digits, without quotes and decimals, such as 12."]),
    ("seats: 50", "seats: 5, outdoor: perhaps", [
        "12:51 shape-type 'outdoor' of room 'r31' must be true or false; it is text. | write true or false."]),
    ("- {id: r31, kind: classroom, seats: 50}", "- {id:r31, seats: 50}", [
        "12:6 shape-unknown-key The key 'id:r31' is not known in room number 1."
        " | write a space after the colon: 'id: …'."]),
    ("- {id: r31, kind: classroom, seats: 50}", "- id：r31", [
        "12:5 shape-type Room number 1 must be keys with values; it is text."
        " | the colon is full-width: write ': ' instead of '：'."]),
    ("- {id: r31, kind: classroom, seats: 50}", "- id:r31", [
        "12:5 shape-type Room number 1 must be keys with values; it is text. | write a space after the colon."]),
    ("rooms:\n  - {id: r31, kind: classroom, seats: 50}", "rooms: {r31: {seats: 50}}", [
        "11:8 shape-type 'rooms' must be a list; it is keys with values. | write it in square brackets, [a, b], or each"
        " item on a line of its own after '- '."]),
    ("rooms:\n  - {id: r31, kind: classroom, seats: 50}", "rooms:", [
        "11:7 shape-type 'rooms' must be a list; it is empty. | delete the line, if nothing is meant."]),
    ("available: mon-fri", "available: mon-thx", [
        "14:46 shape-value 'available' of teacher 't1': 'thx' is not a day; days are mon, tue, wed, thu, fri, sat, sun,"
        " and 'mon-thu' is a range. | None"]),
    ("available: mon-fri", "available: 3", [
        "14:46 shape-type 'available' of teacher 't1' must be a list or keys with values; it is a whole number. | write"
        ' days; or day -> true, a list of periods, or a span such as "16:00-17:30"; default: always.']),
    ("mon: true, tue: 16:00-17:30", "monday: true, tue: 17:30-16:00, thu: false", [
        "15:26 shape-key The key 'monday' must be 'mon', 'tue', 'wed', 'thu', 'fri', 'sat' or 'sun'. | 'mon' is meant.",
        "15:45 shape-value 'tue' of 'available' of teacher 't2': '17:30-16:00' ends before it begins. | None",
        "15:63 shape-type 'thu' of 'available' of teacher 't2' must be true or a list or a span of time; it is false."
        ' | write days; or day -> true, a list of periods, or a span such as "16:00-17:30"; default: always.']),
    ("grade: 3", "grad: 3", [
        "17:15 shape-unknown-key The key 'grad' is not known in class '3-1'. | 'grade' is meant."]),
    ("grade: 3", "grade: 3, stay: {mon: {first: -1}, tue: x}", [
        "17:45 shape-range 'first' of 'mon' of 'stay' of class '3-1' must be at least 0. | None",
        "17:55 shape-type 'tue' of 'stay' of class '3-1' must be a whole number or keys with values; it is text."
        " | write how many stay: a number, or by day, or by day and period; a day left out means nobody."]),
    ("grade: 3", "xyz: 3, grade: 3", [
        "17:15 shape-unknown-key The key 'xyz' is not known in class '3-1'. | delete it; the keys here are id, title,"
        " grade, room, class_teacher, subject_teachers, students, stay, levels."]),
    ("kind: club, groups", "kind: clup, groups", [
        "20:20 shape-choice 'kind' of activity 'football' must be 'club', 'class', 'care' or 'duty'."
        " | 'club' is meant."]),
    ("chess: {kind: club}", "chess: club", [
        "21:10 shape-type Activity 'chess' must be keys with values; it is text. | write 'key: value' lines below it,"
        " indented, or {key: value}."]),
    ("kind: club, groups", "kind: club, room: 3, groups", [
        "20:32 shape-type 'room' of activity 'football' must be text or a list; it is a whole number."
        " | write room kinds or room ids; class: default own kind."]),
    ("up_to: 2", "up_to: 2.5", [
        "20:42 shape-type 'up_to' of 'groups' of activity 'football' must be a whole number; it is a decimal number."
        " | write it in digits, without quotes and decimals, such as 12."]),
    ("rule: workload", "rule: workloda", ["23:12 shape-rule There is no rule 'workloda'. | 'workload' is meant."]),
    ("rule: workload, ", "", ["23:5 shape-missing Rule number 1 has no 'rule'. | add 'rule: …'."]),
    ("- {rule: workload, sessions_per_week: 10}", "- supervised", [
        "23:5 shape-type Rule number 1 must be keys with values; it is text. | write '{rule: supervised}'."]),
    ("sessions_per_week", "sessions_per_weak", [
        "23:22 shape-unknown-key The key 'sessions_per_weak' is not known in rule 'workload'."
        " | 'sessions_per_week' is meant."]),
    ("{rule: workload, sessions_per_week: 10}", "{rule: wishes, weight: 0}", [
        "23:28 shape-range 'weight' of rule 'wishes' must be at least 1. | None"]),
    ("{rule: workload, sessions_per_week: 10}", "{rule: wishes, weight: requird}", [
        "23:28 shape-type 'weight' of rule 'wishes' must be 'required' or a whole number; it is text."
        " | 'required' is meant."]),
    ("unplaced,", "unplacd,", [
        "24:8 shape-choice Aim number 1 must be 'unplaced', 'changes', 'choices', 'workload', 'continuity' or 'cost'."
        " | 'unplaced' is meant."]),
    ("students: {table: students.csv}", "students: students.csv", [
        "25:11 table-none 'students' must be a list of students, or name a table."
        " | write 'students: {table: students.csv}'."]),
    ("{table: students.csv}", "{tabel: students.csv}", [
        "25:11 table-none 'students' must be a list of students, or name a table."
        " | write 'table' instead of 'tabel'."]),
    ("{table: students.csv}", "", [
        "25:10 table-none 'students' must be a list of students, or name a table."
        " | write 'students: {table: students.csv}'."]),
    ("{table: students.csv}", "{table: [students.csv]}", [
        "25:19 shape-type 'table' must be text: the name of a file. | put it in quotes."]),
    ("{table: students.csv}", "{table: students.csv, sheets: x}", [
        "25:33 shape-unknown-key The key 'sheets' is not known beside a table. | 'sheet' is meant."]),
    ("{table: students.csv}", "{table: student.csv}", [
        "25:19 file-missing student.csv: There is no such file. | 'students.csv' is meant."]),
    ("{table: students.csv}", "{table: ../students.csv}", [
        "25:19 file-outside '..' leads out of the scenario's folder. | copy the file beside the scenario and write only"
        " its name, not '../students.csv'."]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), _SHAPES)
def test_shape(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert old in _SCENARIO
    found = refused(write(tmp_path, _SCENARIO.replace(old, new, 1)))
    shown = [
        f"{str(item.where).removeprefix('scenario.yaml:')} {item.code} {item.text} | {item.maybe}" for item in found
    ]
    assert shown == expected
    assert {item.code for item in found} <= CODES.keys()


def test_no_mapping_at_the_top(tmp_path: Path) -> None:
    assert said(write(tmp_path, "- format: 1")) == [
        "scenario.yaml:1:1: error [shape-type] The scenario must be keys with values."
        " Maybe it is not the file that was meant."
    ]


def test_findings_of_all_files_come_together(tmp_path: Path) -> None:
    scenario = _SCENARIO.replace("seats: 50", "seats: x").replace("grade: 3", "grade: 99")
    assert codes(write(tmp_path, scenario, "id,class,grade\n,3-1,4\n")) == [
        "scenario.yaml:12:39 shape-type",
        "scenario.yaml:17:22 shape-range",
        "students.csv:1:3 table-unknown-header",
        "students.csv:2 id table-empty-cell",
    ]


def test_names_that_mean_nothing_are_found_beside_a_wrong_time(tmp_path: Path) -> None:
    scenario = _SCENARIO.replace("end: 16:50}", "end: 16:5}", 1).replace("class_teacher: t1", "class_teacher: t9")
    assert codes(write(tmp_path, scenario)) == [
        "scenario.yaml:9:30 shape-value",
        "scenario.yaml:17:51 unknown-teacher",
    ]


def test_names_of_children_are_in_no_message(tmp_path: Path) -> None:
    rows = [
        "王小明,3-1,李雷,王小明,王小明,王小明,高,王 小明,王小明,王小明,王 小明,,,",
        "王 小明,王 小明,李雷",
    ]
    table = "\n".join([_TABLE.splitlines()[0], *rows])
    inline = with_students(
        "students:\n- {id: 王 小明, class: 3-1, 李雷: x}\n"
        "- {id: 5, class: 3-1, leave: 王小明, days: 王小明, name: [王小明]}\n"
        "- 王小明\n- {王小明: 3-1}\n- {李雷：王小明: 1}\n"
    )
    for scenario in (
        _SCENARIO,
        inline,
        with_students("students: {王小明: {class: 3-1}}"),
        with_students("students: 王小明"),
    ):
        message = "\n".join(said(write(tmp_path, scenario, table)))
        assert message
        assert "小明" not in message
        assert "李雷" not in message


# ---- never a traceback ------------------------------------------------------------------------------------------


def survives(path: Path) -> None:
    try:
        load(path)
    except InputError as error:
        found = error.findings
    else:
        found = ()
    for item in found:
        assert item.code in CODES
        assert item.where is not None
        assert item.text[-1] == "."


_settings = settings(
    max_examples=max(150, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_ODD = st.sampled_from(
    [
        "",
        "x",
        "~",
        "[]",
        "{}",
        "[a]",
        "{a: b}",
        "1",
        "-1",
        "1.5",
        "true",
        '""',
        "'17:30'",
        "mon",
        "[mon, 1]",
        "null: 1",
        "\n",
        " ",
    ]
)


@_settings
@given(data=st.data())
def test_any_value_of_a_scenario_may_be_odd(tmp_path: Path, data: st.DataObject) -> None:
    """Some values of a good scenario replaced by values of another kind."""
    document = parse_yaml(_SCENARIO.encode(), "s").data
    for _ in range(data.draw(st.integers(1, 3))):
        here: Any = document
        while True:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            key = data.draw(st.sampled_from(keys))
            if isinstance(here[key], dict | list) and here[key] and data.draw(st.booleans()):
                here = here[key]
                continue
            here[key] = yaml.safe_load(data.draw(_ODD))
            break
    survives(write(tmp_path, yaml.safe_dump(document, allow_unicode=True)))


@_settings
@given(seed=st.integers(0, 2**32), table=st.booleans())
def test_any_text_may_be_cut_and_pasted(tmp_path: Path, seed: int, table: bool) -> None:
    chance = random.Random(seed)
    text = (_TABLE if table else _SCENARIO).encode()
    for _ in range(chance.randint(1, 4)):
        start, length, end = (chance.randrange(len(text)), chance.randint(0, 40), chance.randrange(len(text)))
        piece = chance.choice([b"", text[start : start + length], bytes([chance.randrange(256)]), b"\0", "：".encode()])
        text = text[:end] + piece + text[end + chance.choice([0, length]) :]
    survives(write(tmp_path, table=text) if table else write(tmp_path, text))


@_settings
@given(scenario=st.binary(max_size=100), table=st.binary(max_size=100))
def test_any_bytes(tmp_path: Path, scenario: bytes, table: bytes) -> None:
    survives(write(tmp_path, scenario))
    survives(write(tmp_path, table=table))


@_settings
@given(cells=st.lists(st.text(st.sampled_from("周一二三至 mon-ti17:30；,;0否x"), max_size=8), min_size=7, max_size=7))
def test_any_cells(tmp_path: Path, cells: list[str]) -> None:
    row = ",".join('"' + cell + '"' for cell in cells)
    survives(write(tmp_path, table=f"id,class,days,leave,leave_winter,wants,siblings\n{row}\n"))


# ---- the faults kept as files -----------------------------------------------------------------------------------

# They take a file that is large, binary or locked; tests/test_source.py and tests/test_tables.py have them all.
_NO_FILE = {
    "file-not-a-file", "file-too-big", "file-unreadable", "yaml-encoding", "yaml-long", "yaml-many", "table-damaged",
    "table-encrypted", "table-error-value", "table-formula", "table-long-cell", "table-many", "table-no-openpyxl",
    "table-sheet", "table-unpacked",
}  # fmt: skip


_BROKEN = Path(__file__).resolve().parent.parent / "scenarios" / "broken"


def _expected(file: Path) -> list[str]:
    """The comment lines in which a broken scenario says what is found in it (see scenarios/broken/README.md)."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith(("# expect: ", "# says: ", "# maybe: "))]


def _as_comments(file: Path, found: Sequence[Finding]) -> list[str]:
    lines = []
    for item in found:
        lines += [f"# expect: {item.code} {str(item.where).removeprefix(f'{file.name}:')}", f"# says: {item.text}"]
        lines += [f"# maybe: {item.maybe}"] if item.maybe else []
    return lines


_READ_HERE = [
    file for file in sorted(_BROKEN.rglob("*.yaml")) if {line.split()[2] for line in _expected(file)} & {*CODES}
]


def test_every_fault_has_its_broken_scenario() -> None:
    shown = {line.split()[2] for file in _READ_HERE for line in _expected(file)}
    assert CODES.keys() - shown == _NO_FILE


def test_names_that_mean_nothing_need_not_wait_for_other_mistakes(tmp_path: Path) -> None:
    scenario = _SCENARIO.replace("subjects: [chinese]", "subject: [chinese]").replace(
        "room: r31, class", "room: r3, class"
    )
    assert [(item.code, str(item.where)) for item in refused(write(tmp_path, scenario))] == [
        ("shape-unknown-key", "scenario.yaml:14:14"),
        ("unknown-room", "scenario.yaml:17:31"),
    ]


# ---- other files of ours ----------------------------------------------------------------------------------------


class Session(Entity):
    id: Id
    day: Day
    lengths: tuple[int, ...] = ()
    span: Literal["long"] | tuple[int, int] | None = None


class Plan(Entity):
    format: Literal[1]
    sessions: tuple[Session, ...]
    year: date | None = None


def test_other_models_are_spoken_of_by_their_own_names() -> None:
    text = b"""{"format": 1, "yaer": 1, "sessions": [
{"id": "s1", "day": "mo", "span": [1]},
{"day": "tue", "lengths": [1.5]}
]}"""
    document = parse_yaml(text, "plan.json")
    with pytest.raises(ValidationError) as caught:
        Plan.model_validate(document.data)
    shape = Shape(Plan, document.data, lambda loc, of_key: document.place_of(loc, of_key=of_key))
    assert sorted(str(found) for found in shape.findings(caught.value)) == [
        "plan.json:1:15: error [shape-unknown-key] The key 'yaer' is not known in the plan. Maybe 'year' is meant.",
        "plan.json:2:21: error [shape-choice] 'day' of session 's1' must be 'mon', 'tue', 'wed', 'thu', 'fri', 'sat' or"
        " 'sun'. Maybe 'mon' is meant.",
        "plan.json:2:35: error [shape-missing] 'span' of session 's1' has too few items.",
        "plan.json:3:1: error [shape-missing] Session number 2 has no 'id'. Maybe add 'id: …'.",
        "plan.json:3:28: error [shape-type] Item 1 of 'lengths' of session number 2 must be a whole number; it is a"
        " decimal number. Maybe write it in digits, without quotes and decimals, such as 12.",
    ]


# ---- what a model knows at a place ------------------------------------------------------------------------------


def test_keys_known_at_a_place() -> None:
    assert keys_at(Scenario, ("classes", 0))[:3] == ["id", "title", "grade"]
    assert keys_at(Scenario, ("periods", "x", "in", "winter", "Clock")) == ["start", "end"]
    assert "sessions_per_week" in keys_at(Scenario, ("rules", 3, "workload"))
    assert "sessions_per_week" not in keys_at(Scenario, ("rules", 3, "pinned"))
    assert keys_at(Scenario, ("term",))[:2] == ["from", "to"]
    assert (
        description_at(Scenario, ("activities", "x", "minutes"))
        == "least length of a session; clubs: default 80 % of normal"
    )


def test_a_published_timetable_is_read_and_remembered(tmp_path: Path) -> None:
    source = Path(__file__).resolve().parent.parent / "scenarios" / "ok_small"
    for name in ("published.yaml", "published/timetable.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((source / name).read_bytes())
    scenario = load(tmp_path / "published.yaml")
    assert scenario.published is not None
    assert [group.id for group in scenario.published.plans[0].groups] == ["football/1", "homework:1-1"]
    assert scenario.aim_ids[1:4] == CHANGES
    assert scenario.origin is not None
    digest = hashlib.sha256((tmp_path / "published" / "timetable.json").read_bytes()).hexdigest()
    assert digest in scenario.origin.digests.values()
