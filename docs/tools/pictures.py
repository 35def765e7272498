"""docs/pictures: the week of every school, drawn from the timetables that a batch has found."""

from __future__ import annotations

import sys
from pathlib import Path

from afterschool_sched.checker import check
from afterschool_sched.errors import InputError
from afterschool_sched.files import write_atomically
from afterschool_sched.load import load
from afterschool_sched.reading import read_timetable
from afterschool_sched.report.picture import week_picture

from .schools import PICTURES, files, parts


def draw(batch: Path) -> int:
    """Draw the school of each file whose timetable lies in `batch` and still keeps all rules; gives the exit code.

    A school that has none keeps the picture it has; a picture without a school is removed.
    """
    PICTURES.mkdir(exist_ok=True)
    missing = 0
    for path in files():
        try:
            scenario = load(path)
            timetable = read_timetable(batch / scenario.id / "timetable.json")
            verdict = check(scenario, timetable)
        except InputError as error:
            missing += 1
            print(f"{path.stem}: no picture. {error.findings[0].text}", file=sys.stderr)
            continue
        if not verdict.ok:
            missing += 1
            print(f"{path.stem}: no picture. The timetable does not keep the rules of today.", file=sys.stderr)
            continue
        shown = next(iter(timetable.schools.values()), timetable)  # of a district the first school
        write_atomically(PICTURES / f"{path.stem}.svg", week_picture(parts(scenario)[0], shown).encode())
    known = {path.stem for path in files()}
    for picture in sorted(PICTURES.glob("*.svg")):
        if picture.stem not in known:
            picture.unlink()
    print(f"{len(files()) - missing} of {len(files())} schools drawn.")
    return 1 if missing else 0
