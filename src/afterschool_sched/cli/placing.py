"""``place``: two tables in, a placement out."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..files import write_atomically
from ..grid import write_csv
from ..places import Placement
from ..places_tables import HEADERS, read_allocation, rows_of
from ..placing import place
from . import streams
from .streams import Exit, counted, say, writing

PLACEMENTS, RESULT = "placements.csv", "result.json"


def place_all(options: argparse.Namespace) -> int:
    """Place the applicants of one table into the groups of another; gives the exit code."""
    given = read_allocation(Path(options.applicants), Path(options.groups))
    folder = Path(options.output) if options.output is not None else None
    if folder is not None:
        with writing(folder):  # found out now, not after the search
            folder.mkdir(parents=True, exist_ok=True)
    found = place(
        given.applicants,
        given.groups,
        given.limits,
        fairness=options.fairness,
        seconds=options.time_limit,
        lottery_seed=options.lottery_seed,
        places=given.places,
    )
    table = write_csv([HEADERS, *rows_of(found)])
    if folder is not None:
        with writing(folder):
            write_atomically(folder / PLACEMENTS, table)
            write_atomically(folder / RESULT, found.to_json().encode())
    if options.json:
        streams.out_file(found.to_json())
    elif folder is None:
        streams.out_file(table.decode("utf-8-sig"))
    _tell(found)
    if folder is not None:
        say(f"Written: {folder / PLACEMENTS}, {folder / RESULT}")
    return Exit.OK


def _tell(found: Placement) -> None:
    placed = len({one.applicant for one in found.assignments})
    say(f"{counted(placed, 'applicant')} placed, {len(found.unplaced)} not; {found.status}.")
    for aim in found.aims:
        if aim.value or not aim.id.startswith(("rank_", "worse_")):
            known = "no bound known" if aim.bound is None else f"at best {aim.bound}"
            say(f"{aim.id}: {aim.value}, {known}{'' if aim.proven else ' (estimated)'}")
