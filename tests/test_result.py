"""Results as data: their file, their gaps, and what is not in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterschool_sched.checker import check
from afterschool_sched.reading import read_result
from afterschool_sched.result import AimResult, Result, VerdictSummary, gap_of, rounded_down, rounded_up
from afterschool_sched.timetable import Timetable
from tests.two_children import BOTH, scenario

AIM = AimResult(
    id="unplaced", value=4, bound=rounded_down(10 / 3), proven=True, gap=gap_of(4, 10 / 3), scope="all timetables"
)
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


def test_rounding_never_makes_a_bound_stronger() -> None:
    assert [rounded_down(number) for number in (3.0, 2.9999999, -0.1234567, 1 / 3)] == [
        3,
        2.999999,
        -0.123457,
        0.333333,
    ]
    assert [rounded_up(number) for number in (3.0, 3.0000001, -0.1234567, 1 / 3)] == [3, 3.000001, -0.123456, 0.333334]
    assert gap_of(3, 2.99999999) == 0.000001  # not closed
    assert isinstance(rounded_down(3.0), int)


def test_written_and_read_back_it_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(RESULT.to_json(), encoding="utf-8")
    assert read_result(path) == RESULT
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
