"""The file for FET, what comes back, and a timetable made of it; fet-cl itself is stood in for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from afterschool_sched import check, load, solve
from afterschool_sched.bench import peers
from afterschool_sched.bench.job import PeerMissing
from afterschool_sched.bench.peers import fet
from afterschool_sched.bench.peers.fet_file import Activity, Placed, Time, document, generate, numbered
from afterschool_sched.generator import school

ROOT = Path(__file__).parents[2]
TIMES = tuple(Time(day, 1) for day in range(5))
ACTIVITIES = [
    Activity(2, 1, 1, "t1", ("a", "b"), TIMES, ("gym", "hall")),
    Activity(1, 1, 0, "t2", ("a",), TIMES[:1], ("gym",)),
]


def texts(root: Element, path: str) -> list[str]:
    return [each.text or "" for each in root.findall(path)]


def test_the_file_says_what_is_known() -> None:
    root = document(5, 2, ACTIVITIES, {"t1": TIMES[4:], "t2": (), "nobody": TIMES})
    assert texts(root, "Days_List/Day/Name") == ["D0", "D1", "D2", "D3", "D4"]
    assert texts(root, "Hours_List/Hour/Name") == ["H0", "H1"]
    assert texts(root, "Teachers_List/Teacher/Name") == ["t1", "t2"]
    assert texts(root, "Students_List/Year/Name") == ["a", "b"]
    assert texts(root, "Rooms_List/Room/Name") == ["gym", "hall"]
    assert texts(root, "Activities_List/Activity/Id") == ["1", "2", "3"]
    assert texts(root, "Activities_List/Activity/Activity_Group_Id") == ["1", "1", "0"]
    assert texts(root, "Activities_List/Activity/Total_Duration") == ["2", "2", "1"]
    constraints = Counter(each.tag for part in ("Time", "Space") for each in root[-2 if part == "Time" else -1])
    assert constraints == {
        "ConstraintBasicCompulsoryTime": 1,
        "ConstraintTeacherNotAvailableTimes": 1,
        "ConstraintActivityPreferredStartingTimes": 3,
        "ConstraintMinDaysBetweenActivities": 1,
        "ConstraintBasicCompulsorySpace": 1,
        "ConstraintActivityPreferredRooms": 3,
    }
    assert texts(root, ".//MinDays") == ["2"]
    assert numbered(ACTIVITIES) == [[1, 2], [3]]


STAND_IN = """#!/bin/sh
for word in "$@"; do
  case $word in --outputdir=*) out=${word#--outputdir=};; --inputfile=*) in=${word#--inputfile=};; esac
done
test -f "$in" || exit 1
mkdir -p "$out/timetables/school"
cat > "$out/timetables/school/school_activities.xml" <<END
<Activities_Timetable><Activity><Id>7</Id><Day>D3</Day><Hour>H1</Hour><Room>gym</Room></Activity></Activities_Timetable>
END
"""


def test_what_fet_found_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "fet-cl"
    program.write_text(STAND_IN, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert generate(document(5, 2, ACTIVITIES, {}), 5, 1) == {7: Placed(Time(3, 1), "gym")}
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert generate(document(5, 2, ACTIVITIES, {}), 5, 1) is None


def test_without_fet_the_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PeerMissing, match="fet-cl is not installed"):
        generate(document(5, 2, ACTIVITIES, {}), 5, 1)


def first_fit(root: Element, _seconds: float, _seed: int) -> dict[int, Placed] | None:
    """What is least free first; of each the first time and room at which nobody is twice."""
    times: dict[int, list[Time]] = {}
    rooms: dict[int, list[str]] = {}
    for each in root.iter("ConstraintActivityPreferredStartingTimes"):
        days, hours = texts(each, ".//Preferred_Starting_Day"), texts(each, ".//Preferred_Starting_Hour")
        number = int(texts(each, "Activity_Id")[0])
        times[number] = [Time(int(day[1:]), int(hour[1:])) for day, hour in zip(days, hours, strict=True)]
    for each in root.iter("ConstraintActivityPreferredRooms"):
        rooms[int(texts(each, "Activity_Id")[0])] = texts(each, "Preferred_Room")
    away = {
        (texts(each, "Teacher")[0], Time(int(texts(one, "Day")[0][1:]), int(texts(one, "Hour")[0][1:])))
        for each in root.iter("ConstraintTeacherNotAvailableTimes")
        for one in each.iter("Not_Available_Time")
    }
    busy: set[tuple[str, Time]] = set()
    days_of: dict[str, set[int]] = {}
    found: dict[int, Placed] = {}
    for each in sorted(root.iter("Activity"), key=lambda each: len(times[int(texts(each, "Id")[0])])):
        number, group = int(texts(each, "Id")[0]), texts(each, "Activity_Group_Id")[0]
        people = [*texts(each, "Teacher"), *texts(each, "Students")]
        for time in times[number]:
            free = [room for room in rooms[number] if (room, time) not in busy]
            apart = group == "0" or all(abs(day - time.day) > 1 for day in days_of.get(group, ()))
            if free and apart and not any((one, time) in busy or (one, time) in away for one in people):
                busy |= {(one, time) for one in (*people, free[0])}
                days_of.setdefault(group, set()).add(time.day)
                found[number] = Placed(time, free[0])
                break
        else:
            return None
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_timetable_that_is_made_of_it_passes_the_checker(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fet, "generate", first_fit)
    scenario = school(100, seed, "normal").scenario
    with peers.searching_with("fet"):
        result = solve(scenario, seconds=30, seed=1, workers=1)
    verdict = check(scenario, result.timetable)
    assert verdict.ok
    assert result.stage == "fet"
    groups = [group for group in result.timetable.plans[0].groups if group.members]
    assert len(groups) >= 2


def test_a_school_that_fet_is_not_made_for_is_said() -> None:
    scenario = load(ROOT / "scenarios" / "ok_small" / "duty.yaml")
    with pytest.raises(PeerMissing, match="clubs and homework"), peers.searching_with("fet"):
        solve(scenario, seconds=10, seed=1, workers=1)
