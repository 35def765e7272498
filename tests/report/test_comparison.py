"""The page that compares schools: what it shows, and that nothing in it acts."""

from __future__ import annotations

import pytest

from afterschool_sched.record import Asked, Figures, FindingRecord, ScenarioRecord, SummaryRow
from afterschool_sched.report.comparison import compare
from afterschool_sched.result import AimResult
from tests.report.page import Page

GAP = AimResult(id="workload", value=40, bound=30, proven=True, gap=0.25, scope="all timetables")
BEST = AimResult(id="unplaced", value=0, bound=0, proven=True, gap=0, scope="all timetables")
FIGURES = Figures(
    students=700,
    classes=18,
    teachers=45,
    club_groups=30,
    sessions=200,
    with_choices=600,
    first_choice=0.875,
    unplaced=3,
    unserved=1,
    load_mean=4.56,
    load_min=2,
    load_max=6,
    own_teacher=None,
    plans=2,
    aims=(BEST, GAP),
)


def record(name: str, **more: object) -> ScenarioRecord:
    return ScenarioRecord.model_validate(
        {
            "scenario": name,
            "file": f"{name}.yaml",
            "ending": "solved",
            "exit_code": 0,
            "asked": Asked(),
            "versions": {},
            "seconds": 61.4,
            **more,
        }
    )


MISTAKE = FindingRecord(
    code="x", severity="error", file="b.yaml", line=3, column=7, cell=None, text="No such <room>.", maybe="look again."
)
ROWS = (
    SummaryRow(
        folder="a b",
        state="kept",
        outcome=record(
            "a",
            title={"en": "<b>First</b>", "zh": "一校"},
            status="feasible",
            figures=FIGURES,
            files={"report.html": "0"},
        ),
    ),
    SummaryRow(folder="b", state="done", outcome=record("b", ending="invalid", findings=(MISTAKE,))),
    SummaryRow(folder="c", state="waiting"),
)


def cells(page: Page, table: int) -> list[list[str]]:
    rows = page.root.all("table")[table].all("tr")
    return [[cell.text for cell in (*row.all("td"), *row.all("th"))] for row in rows]


def test_schools_stand_side_by_side() -> None:
    page = Page(compare(ROWS, "en"))
    head, first, second, third = cells(page, 0)
    assert dict(zip(head, first, strict=False)) == {
        "School": "<b>First</b>",
        "Result": "feasible (kept)",
        "Students": "700",
        "Club groups": "30",
        "First choice": "87.5 %",
        "Wanted a club, got none": "3",
        "Load, mean": "4.56",
        "Load, range": "2–6",
        "Own teacher": "–",
        "Timetables": "2",
        "Largest gap": "25 %",
        "Seconds": "61",
    }
    assert (second, third) == (["b", "input with mistakes"], ["c", "not begun"])
    assert cells(page, 1)[1] == ["<b>First</b>", "0 (0 %)", "40 (25 %)"]


def test_money_has_columns_where_some_school_has_it() -> None:
    paid = FIGURES.model_copy(update={"pay": 61_250, "fees": 60_000, "balance": -1_250})
    rows = (*ROWS, SummaryRow(folder="d", state="done", outcome=record("d", status="optimal", figures=paid)))
    head, first, *_, last = cells(Page(compare(rows, "en")), 0)
    shown = [dict(zip(head, row, strict=False)) for row in (first, last)]
    assert [[row[name] for name in ("Pay", "Fees", "Fees less pay")] for row in shown] == [
        ["–", "–", "–"],
        ["61,250", "60,000", "-1,250"],
    ]
    assert shown[1]["Seconds"] == "61"


def test_what_did_not_work_is_said_with_the_place() -> None:
    page = Page(compare(ROWS, "en"))
    (trouble,) = page.root.all("article")
    assert trouble.text == "b input with mistakes b.yaml:3:7: No such <room>. Maybe look again."


def test_it_leads_to_the_reports_and_nowhere_else() -> None:
    text = compare(ROWS, "en")
    assert [link.attributes["href"] for link in Page(text).root.all("a")] == ["a%20b/report.html"]
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    policy = Page(text).root.all("meta")[1].attributes["content"] or ""
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_it_speaks_chinese() -> None:
    page = Page(compare(ROWS, "zh"))
    assert cells(page, 0)[1][:2] == ["一校", "可行（沿用）"]
    assert compare(ROWS, "zh") == compare(ROWS, "zh")
    with pytest.raises(ValueError, match="not a language"):
        compare(ROWS, "de")
