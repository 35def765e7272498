"""What is proved, what gave way, which rules hold, who is exempt; and the summary for the terminal."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import afterschool_sched.report
from afterschool_sched.catalogue import CATALOGUE
from afterschool_sched.policy import PolicyUse
from afterschool_sched.report import render, summary, texts
from afterschool_sched.report.outcome import status
from afterschool_sched.report.words import Words
from afterschool_sched.result import AimResult
from afterschool_sched.rules.same_people.spec import SENTENCES
from tests.report.page import Page
from tests.report.reports import Report, report_of
from tests.report.school import make, result_of

PACKAGE = Path(afterschool_sched.report.__file__).parent


def test_the_aims_are_those_of_the_result(school: Report) -> None:
    table = next(t for t in school.page.section("overview").all("table") if "Best conceivable" in t.text)
    assert table.rows()[:3] == [
        ["Students who wanted a club and got none", "19", "19", "0 %", "yes", "all timetables"],
        ["Students without their first choice", "48", "46.5", "3.1 %", "no", "this choice of groups"],
        ["Worst student's distance from the own best", "2", "–", "–", "–", "–"],
    ]
    assert len(table.rows()) == len(school.verdict.aims)


def test_the_status_says_what_is_proved_and_no_more(school: Report) -> None:
    words, verdict = Words("en"), school.verdict
    feasible = status(words, verdict, result_of(verdict))
    assert feasible[0] == "Every required rule is met; an independent check has confirmed it."
    assert feasible[1] == 'Proved to be the best possible: "Students who wanted a club and got none".'
    assert feasible[2].startswith('Not proved: "Students without their first choice", ')
    assert feasible[3] == "Counted in points for students' choices, at most 0.4 % more could be reached."
    optimal = status(words, verdict, result_of(verdict, "optimal"))
    assert len(optimal) == 2
    assert optimal[1].startswith("It is proved that no timetable does better")


def test_a_proof_for_some_timetables_only_says_for_which(school: Report) -> None:
    words, verdict = Words("en"), school.verdict
    aims = [AimResult(id="squares", value=9, bound=9, proven=True, gap=0.0, scope="this choice of groups")]
    aims.append(AimResult(id="lottery", value=5, bound=5, proven=True, gap=0.0, scope="as good in the aims above"))
    aims.append(AimResult(id="workload", value=5, bound=5, proven=False, gap=0.0, scope="all timetables"))
    said = status(words, verdict, result_of(verdict, aims=tuple(aims), utility_gap=None))
    assert said[1:] == [
        "Proved to be the best among timetables that are as good in the aims above: "
        '"Lottery among students who are equal".',
        'Proved to be the best for this choice of groups: "Ranks of the clubs given, squared and added up".',
        'Not proved: "Teachers\' workload and wishes". A better timetable may exist; the table of aims says by how '
        "much at most.",
    ]
    optimal = status(words, verdict, result_of(verdict, "optimal", aims=tuple(aims)))
    above = AimResult(id="unplaced", value=0, bound=0, proven=True, gap=0.0, scope="all timetables")
    ordered = status(words, verdict, result_of(verdict, aims=(above, aims[1]), utility_gap=None))
    assert ordered[1:] == [
        'Proved to be the best possible: "Students who wanted a club and got none" and '
        '"Lottery among students who are equal".'
    ]
    assert optimal[1] == "Every aim below has its best possible value within what its line in the table of aims says."


def test_what_gave_way_stands_by_rule_with_its_cost(school: Report) -> None:
    articles = {a.one("h4").text: a for a in school.page.section("overview").all("article", "unmet")}
    assert list(articles) == [
        'Even 1 time, cost 25 to the aim "Teachers\' workload and wishes"',
        'Wishes 2 times, cost 6 to the aim "Teachers\' workload and wishes"',
    ]
    wishes = articles['Wishes 2 times, cost 6 to the aim "Teachers\' workload and wishes"']
    assert [row[0] for row in wishes.rows()] == ["Teacher 2", "Teacher 2"]
    assert [row[2] for row in wishes.rows()] == [v.text for v in school.verdict.penalties if v.rule == "wishes"]


def test_rules_stand_with_their_sentences_weights_and_notes(school: Report) -> None:
    rows = school.page.section("rules").all("table")[0].rows()
    assert (next(row[:2] for row in rows if row[0] == "Group size")) == [
        "Group size",
        "A group has at most 24 students, and a club opens only with its minimum. Our rooms are small.",
    ]
    assert ["Supervised", "Every student is, in every period of the stay, in a group.", "required"] in rows
    assert [row[2] for row in rows if row[0] == "Same people"] == ["4", "2", "6", "1"]


def test_classes_kept_whole_above_the_limit_are_listed(school: Report) -> None:
    rows = school.page.section("rules").all("table")[1].rows()
    assert rows[0] == ["Homework 3-1", "Mon, Tue, Wed 1", "Room 3-1", "25", "24"]
    groups = [g for g in school.timetable.plans[0].groups if any(len(s.members or ()) > 24 for s in g.sessions)]
    assert len(rows) == len(groups)


def test_the_small_print_has_what_is_needed_to_do_it_again(school: Report) -> None:
    text = school.page.section("rules").one("dl", "small").text
    for part in ("Seed 7", "afterschool-sched 0.1.0, ortools 9.15", "offer 1.2, placement 3.5", "Status feasible"):
        assert part in text
    more = result_of(
        school.verdict, interrupted=True, notes=("The arms <disagree>.",), inputs={"a.yaml": "0123456789abcdef"}
    )
    page = Page(render(school.scenario, school.timetable, school.verdict, more))
    text = page.section("rules").one("dl", "small").text
    for part in ("Ended by the user yes", "The arms <disagree>.", "a.yaml 0123456789ab"):
        assert part in text


# ---- texts ----------------------------------------------------------------------------------------------------------


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


@pytest.mark.parametrize("key", sorted(texts.TEXTS))
def test_a_text_is_there_in_both_languages_with_the_same_values(key: str) -> None:
    english, chinese = texts.TEXTS[key]
    assert english
    assert chinese
    for form in english.split("|"):
        assert _fields(form) | {"n", "suffix"} == _fields(chinese) | {"n", "suffix"}


def test_no_text_is_left_over() -> None:
    sources = [*PACKAGE.glob("*.py"), *PACKAGE.glob("templates/*.j2")]
    used = "".join(path.read_text(encoding="utf-8") for path in sources if path.name != "texts.py")
    built = (
        "aim.",
        "tab.",
        "kind.",
        "scope.",
        "status.proved.",
        "status.word.",
        "compare.",
        "ending.",
    )  # put together where they are used
    unused = [
        key
        for key in texts.TEXTS
        if not re.search(rf"""["']{re.escape(key)}["']""", used) and not key.startswith(built)
    ]
    assert unused == []


@pytest.mark.parametrize("rule", [rule.id for rule in CATALOGUE])
def test_every_rule_speaks_chinese(rule: str) -> None:
    """Adding a rule: give it a title, a Chinese sentence and the Chinese name of its unit in texts.py."""
    assert rule in texts.RULE_TITLES
    assert rule in texts.UNITS_ZH
    assert any(key == rule or key.startswith(f"{rule}.") for key in texts.RULES_ZH)


def test_rules_with_parameters_give_them_in_chinese() -> None:
    words = Words("zh")
    by_id: dict[str, Any] = {rule.id: rule for rule in CATALOGUE}
    workload = by_id["workload"](sessions_per_week=10, days_per_week={"min": 1, "max": 4}, who={"roles": ["teacher"]})
    assert words.rule_sentence(workload) == (
        "教师的时段、分钟、天数与晚班保持在限额之内。（对象：岗位教师；每周时段：至多10；每周天数：至少1，至多4）"
    )
    assert words.rule_sentence(by_id["group_size"](cap=35)) == "每组最多35人；社团达到最低人数才开设。"
    for what in SENTENCES:
        assert re.search("班|社团", words.rule_sentence(by_id["same_people"](what=what, weight=2)))
    pinned = by_id["pinned"].model_validate({"activity": "choir", "class": "3-1", "day": "mon"})
    assert words.rule_sentence(pinned) == "学校已定的安排保持不变。（活动：choir；班级：3-1；星期：周一）"


def test_a_number_above_zero_is_never_shown_as_nothing() -> None:
    words = Words("en")
    assert [words.percent(share) for share in (0.0, 0.0001, 0.001, 0.0125, 1.0)] == [
        "0 %",
        "< 0.1 %",
        "0.1 %",
        "1.2 %",
        "100 %",
    ]


def test_ordinals() -> None:
    words = Words("en")
    assert [words.rank(n) for n in (1, 2, 3, 4, 11, 12, 21)] == [
        "1st choice",
        "2nd choice",
        "3rd choice",
        "4th choice",
        "11th choice",
        "12th choice",
        "21st choice",
    ]


# ---- the terminal ---------------------------------------------------------------------------------------------------


def test_the_summary_gives_aims_choices_loads_and_what_gave_way(school: Report) -> None:
    lines = summary(school.scenario, school.timetable, school.verdict, result_of(school.verdict)).splitlines()
    assert lines[0] == "Every required rule is met; an independent check has confirmed it."
    assert "Students who wanted a club and got none            19     19    0 %  yes     all timetables" in lines
    assert (
        "Choices (135 students): 1st choice 62, 2nd choice 20, 3rd choice 9, no club 19, no club possible 25" in lines
    )
    assert "Clubs: 7 groups of 7 clubs opened; 91 of 112 places taken" in lines
    assert "Teachers: 20 of 22 have sessions; 1 to 6 periods each, median 4" in lines
    assert "Wishes that had to give way: 3" in lines
    assert "  wishes: 2, cost 6" in lines


def test_the_summary_names_no_child(school: Report, counted: Report) -> None:
    text = summary(school.scenario, school.timetable, school.verdict)
    assert not [s.name for s in school.scenario.students if s.name and s.name in text]
    assert "no club possible" not in summary(counted.scenario, counted.timetable, counted.verdict)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Policies followed", "It ends at 18:00 or later.", "24 Jul 2021", "(General Offices of"]),
        ("zh", ["遵循的政策", "每天结束时间不早于18:00。", "2021年7月24日", "“5+2”：每周五天、每天两小时"]),
    ],
)
def test_policies_are_shown_with_date_and_source(language: str, words: list[str]) -> None:
    scenario, timetable = make()
    use = PolicyUse.model_validate({"policy": "five-plus-two-2021", "override": {"ends_not_before": "18:00"}})
    report = report_of(scenario.model_copy(update={"policies": (use,)}), timetable, language)
    text = report.page.section("rules").text
    assert [word for word in words if word not in text] == []


def test_without_policies_nothing_is_said_of_them(school: Report) -> None:
    assert "Policies followed" not in school.page.section("rules").text
