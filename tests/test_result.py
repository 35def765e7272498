"""Results as data: their file, their gaps, and what is not in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterschool_sched.checker import check
from afterschool_sched.result import AimResult, Result, VerdictSummary, gap_of
from afterschool_sched.timetable import Timetable
from tests.two_children import BOTH, scenario

AIM = AimResult(id="unplaced", value=4, bound=3, proven=True, gap=0.25, scope="all timetables")
RESULT = Result(
    scenario="two-children",
    status="feasible",
    aims=(AIM,),
    utility=385,
    unserved=0,
    verdict=VerdictSummary(),
    stage="by hand",
    seed=0,
    deterministic=True,
    workers=1,
    time_limit=60,
    versions={"python": "3.11"},
    seconds={"total": 1.5},
)


@pytest.mark.parametrize(
    ("value", "bound", "gap"), [(4, 3, 0.25), (0, 0, 0.0), (0, -2, 2.0), (1, 0, 1.0), (-4, -5, 0.25), (7, None, None)]
)
def test_gap_is_relative_to_the_value_but_to_one_at_least(value: int, bound: float | None, gap: float | None) -> None:
    assert gap_of(value, bound) == gap


def test_written_and_read_back_it_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(RESULT.to_json(), encoding="utf-8")
    assert Result.read(path) == RESULT
    assert '"verdict": {\n  "checked": true,\n  "violations": 0' in RESULT.to_json()
    assert RESULT.to_json().endswith("}\n")


def test_the_timetable_goes_along_but_not_into_the_file() -> None:
    timetable = Timetable(scenario="two-children", plans=(BOTH,))
    verdict = check(scenario(), timetable)
    carrying = RESULT.with_timetable(timetable, verdict)
    assert (carrying.timetable, carrying.verdict) == (timetable, verdict)
    assert carrying.to_json() == RESULT.to_json()
    with pytest.raises(ValueError, match=r"timetable\.json"):
        _ = RESULT.timetable


def test_an_aim_is_found_by_its_id() -> None:
    assert RESULT.aim("unplaced") is AIM
    with pytest.raises(KeyError):
        RESULT.aim("choices")
