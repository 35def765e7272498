"""FET's file format, as far as it is needed here; and fet-cl run on such a file. fet-cl is FET's own command line."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from ..job import PeerMissing

PROGRAM = "fet-cl"
_PATIENCE_S = 5.0  # beyond the time limit, to write what was found


@dataclass(frozen=True)
class Time:
    """A day, and a period of it, by number."""

    day: int
    hour: int


@dataclass(frozen=True)
class Activity:
    """Sessions that FET is to place: `times` at which each may begin, with a teacher, and rooms to choose from."""

    sessions: int
    length: int
    gap_days: int
    teacher: str
    students: tuple[str, ...]  # those who could be elsewhere
    times: tuple[Time, ...]
    rooms: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """Where FET has put one session."""

    time: Time
    room: str


def document(days: int, hours: int, activities: Sequence[Activity], away: dict[str, tuple[Time, ...]]) -> Element:
    """The file as XML. `away`: when teachers are not there. FET refuses to hear of teachers without an activity."""
    teachers = sorted({each.teacher for each in activities})
    root = Element("fet", version="6.8.5")
    _put(root, Mode="Official", Institution_Name="school", Comments="")
    _list(root, "Days_List", "Number_of_Days", "Day", [f"D{day}" for day in range(days)])
    _list(root, "Hours_List", "Number_of_Hours", "Hour", [f"H{hour}" for hour in range(hours)])
    _named(root, "Subjects_List", "Subject", ["session"])
    SubElement(root, "Activity_Tags_List")
    _named(root, "Teachers_List", "Teacher", teachers, Target_Number_of_Hours="0")
    years = sorted({student for each in activities for student in each.students})
    _named(root, "Students_List", "Year", years, Number_of_Students="1")
    listed = SubElement(root, "Activities_List")
    SubElement(root, "Buildings_List")
    rooms = sorted({room for each in activities for room in each.rooms})
    _named(root, "Rooms_List", "Room", rooms, Building="", Capacity="30000", Virtual="false")
    time = SubElement(root, "Time_Constraints_List")
    space = SubElement(root, "Space_Constraints_List")
    _constraint(time, "BasicCompulsoryTime")
    _constraint(space, "BasicCompulsorySpace")
    for teacher in teachers:
        if away.get(teacher):
            one = _constraint(time, "TeacherNotAvailableTimes", Teacher=teacher)
            _times(one, away[teacher], "Number_of_Not_Available_Times", "Not_Available_Time", "Day", "Hour")
    for each, numbers in zip(activities, numbered(activities), strict=True):
        for number in numbers:
            _activity(listed, each, number, numbers[0] if len(numbers) > 1 else 0)
            one = _constraint(time, "ActivityPreferredStartingTimes", Activity_Id=number)
            names = ("Number_of_Preferred_Starting_Times", "Preferred_Starting_Time")
            _times(one, each.times, *names, "Preferred_Starting_Day", "Preferred_Starting_Hour")
            one = _constraint(space, "ActivityPreferredRooms", Activity_Id=number)
            _put(one, Number_of_Preferred_Rooms=len(each.rooms))
            for room in each.rooms:
                _put(one, Preferred_Room=room)
        if len(numbers) > 1:
            one = _constraint(time, "MinDaysBetweenActivities", Consecutive_If_Same_Day="false")
            _put(one, Number_of_Activities=len(numbers))
            for number in numbers:
                _put(one, Activity_Id=number)
            _put(one, MinDays=each.gap_days + 1)
    return root


def numbered(activities: Sequence[Activity]) -> list[list[int]]:
    """The numbers of each activity's sessions in the file, from 1."""
    found: list[list[int]] = []
    number = 1
    for each in activities:
        found.append(list(range(number, number + each.sessions)))
        number += each.sessions
    return found


def _activity(listed: Element, each: Activity, number: int, group: int) -> None:
    one = SubElement(listed, "Activity")
    _put(one, Teacher=each.teacher, Subject="session")
    for student in each.students:
        _put(one, Students=student)
    _put(one, Duration=each.length, Total_Duration=each.length * each.sessions, Id=number, Activity_Group_Id=group)
    _put(one, Active="true", Comments="")


def _constraint(parent: Element, name: str, **words: object) -> Element:
    one = SubElement(parent, f"Constraint{name}")
    _put(one, Weight_Percentage=100, **words)
    return one


def _times(one: Element, times: Sequence[Time], count: str, name: str, day: str, hour: str) -> None:
    _put(one, **{count: len(times)})
    for time in times:
        _put(SubElement(one, name), **{day: f"D{time.day}", hour: f"H{time.hour}"})


def _list(root: Element, name: str, count: str, item: str, names: Sequence[str]) -> None:
    listed = SubElement(root, name)
    _put(listed, **{count: len(names)})
    for each in names:
        _put(SubElement(listed, item), Name=each)


def _named(root: Element, name: str, item: str, names: Sequence[str], **words: object) -> None:
    listed = SubElement(root, name)
    for each in names:
        _put(SubElement(listed, item), Name=each, **words)


def _put(parent: Element, **words: object) -> None:
    for name, value in words.items():
        SubElement(parent, name).text = str(value)


# ---- fet-cl ---------------------------------------------------------------------------------------------------------


def generate(file: Element, seconds: float, seed: int) -> dict[int, Placed] | None:
    """Every session's time and room; None when fet-cl found none. Raises PeerMissing when there is no fet-cl."""
    if shutil.which(PROGRAM) is None:
        raise PeerMissing("fet-cl is not installed. Maybe install the package 'fet' of Debian or Ubuntu.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "school.fet"
        ElementTree.ElementTree(file).write(path, encoding="UTF-8", xml_declaration=True)
        command = [
            *(PROGRAM, f"--inputfile={path}", f"--outputdir={folder}", f"--timelimitseconds={max(1, int(seconds))}"),
            "--htmllevel=0",
            *(f"--randomseeds{name}={seed + 1}" for name in ("10", "11", "12", "20", "21", "22")),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=seconds + _PATIENCE_S, check=False)
        except subprocess.TimeoutExpired:
            return None
        found = Path(folder) / "timetables" / "school" / "school_activities.xml"
        return dict(_read(found)) if found.is_file() else None


def _read(path: Path) -> Iterator[tuple[int, Placed]]:
    for one in ElementTree.parse(path).getroot().iter("Activity"):
        words = {child.tag: child.text or "" for child in one}
        time = Time(int(words["Day"].removeprefix("D")), int(words["Hour"].removeprefix("H")))
        yield int(words["Id"]), Placed(time, words["Room"])
