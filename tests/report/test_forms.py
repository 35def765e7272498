"""Every sentence of the rules' truth tables has its Chinese: required rules as well as weighted ones."""

from __future__ import annotations

import re

import pytest

from afterschool_sched.catalogue import CATALOGUE
from afterschool_sched.checker import check
from afterschool_sched.report.board import Book
from afterschool_sched.report.forms import FORMS, compiled
from afterschool_sched.report.sayings import Sayings
from afterschool_sched.report.words import Words
from tests.rule_cases import rule_cases, world


@pytest.mark.parametrize("rule", [rule.id for rule in CATALOGUE])
def test_every_sentence_of_a_rule_is_said_in_chinese(rule: str) -> None:
    silent = []
    for case in rule_cases(rule):
        sayings = Sayings(Book(case.scenario, case.timetable, Words("zh")))
        verdict = check(case.scenario, case.timetable)
        for found in (*verdict.violations, *verdict.penalties):
            said = sayings.chinese(found.text)
            # Ids, times and words of a school may be in Latin letters; a sentence of ours is not.
            if said is None or re.search(r"\b(the|has|have|is|are|at most)\b", said):
                silent.append((found.text, said))
    assert silent == []


def test_forms_are_for_sentences_that_exist() -> None:
    """Each form fits some case of some rule."""
    sentences: set[str] = set()
    for case in rule_cases():
        verdict = check(case.scenario, case.timetable)
        found = (*verdict.violations, *verdict.penalties)
        sentences |= {re.sub(r"^In [^:]+: (?=\S)", "", violation.text) for violation in found}
    unused = [
        english
        for (english, _), (form, _, _) in zip(FORMS, compiled(FORMS), strict=True)
        if not any(form.fullmatch(sentence) for sentence in sentences)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Student a1 is in no group on mon first (16:00-16:50).", "a1周一first不在任何小组。"),
        (
            "5 students are in no group on tue first: a1, a2, a3 and 2 more.",
            "5名学生周二first不在任何小组：a1、a2、a3及其他2名学生。",
        ),
        ("2 students are in no group on tue first: a1, a2.", "2名学生周二first不在任何小组：a1、a2。"),
        (
            "In winter: There is no room for football on tue first (16:00-16:50).",
            "冬季：football（周二first）没有场地。",
        ),
        (
            "Room hall does not suit football on tue first (16:00-16:50): it is not what it asks for (gym and yard), "
            "has no mats and is not open then.",
            "hall不适合football（周二first）：不是所要求的场地（gym and yard）、没有mats、届时不开放。",
        ),
        (
            "Teacher t4 assists football on week 2 tue first, but has the role coach, which may not assist.",
            "t4协助football（第2周周二first），但岗位为教练，不能协助。",
        ),
        (
            "In season winter football on tue first ends at 17:40, after the latest end (17:30).",
            "冬季football（周二first）17:40结束，晚于最晚结束时间17:30。",
        ),
        ("Something new.", None),
    ],
)
def test_how_it_is_said(text: str, said: str | None) -> None:
    assert Sayings(Book(*world("week"), Words("zh"))).chinese(text) == said
