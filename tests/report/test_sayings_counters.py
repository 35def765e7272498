"""The sentences of the rules that count, in Chinese."""

from __future__ import annotations

import pytest

from afterschool_sched.report.board import Book
from afterschool_sched.report.sayings import Sayings
from afterschool_sched.report.words import Words
from tests.rule_cases import rule_cases

COUNTING = ("workload", "limit", "head_count", "homework_time", "variety")


def _said(rule: str) -> dict[str, str | None]:
    return {
        expected.says: Sayings(Book(case.scenario, case.timetable, Words("zh"))).chinese(expected.says)
        for case in rule_cases(rule)
        for expected in case.expected
    }


@pytest.mark.parametrize("rule", COUNTING)
def test_every_sentence_has_a_form(rule: str) -> None:
    said = _said(rule)
    assert said
    assert [text for text, chinese in said.items() if chinese is None] == []


def test_what_they_say() -> None:
    said = {text: chinese for rule in COUNTING for text, chinese in _said(rule).items()}
    for text, chinese in {
        "Teacher t1 has 3 periods in week 1; at most 2 allowed.": "t1第1周时段数为3，应至多2。",
        "Teacher t1 has 3 days in a row in week 1; at most 2 allowed.": "t1第1周连续天数为3，应至多2。",
        "Teacher t2 has 50 minutes on week 2 mon, only on mon; at most 40 allowed.": (
            "t2第2周周一（仅on mon）分钟数为50，应至多40。"
        ),
        "Together t1 and t3 have 3 periods in week 1; at least 4 required.": "t1、t3合计第1周时段数为3，应至少4。",
        "Class 3-2 has 0 days of kind club in week 1; at least 1 required.": "3-2班第1周kind club的天数为0，应至少1。",
        "The school has 1 group in the cycle; at least 2 required.": "全校一个周期小组数为1，应至少2。",
        "There are 3 students on the site on mon second (17:00-18:00); at most 2 allowed.": (
            "全校周一second有3名学生，应至多2名。"
        ),
        "Class 3-1 has homework on mon and tue in week 1; not on days that follow each other.": (
            "3-1班第1周周一和周二连续安排homework。"
        ),
    }.items():
        assert said[text] == chinese
