"""``bench``: measure suites, draw what was measured, and hold two files of results against each other."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from .streams import Exit, UsageError, counted, out, say, writing

if TYPE_CHECKING:
    from ..bench.runner import Line


def bench(options: argparse.Namespace) -> int:
    """Do what is asked for; the exit code is 10 for a regression, a crash or a timetable that was not checked."""
    if options.compare:
        return _compare(*map(Path, options.compare))
    folder = Path(options.output)
    if not options.suites and not list((folder / "results").glob("*.jsonl")):
        raise UsageError(f"No suite is named, and there are no results in '{folder}' to draw. {_suites()}")
    failed = sum(_measured(name, options, folder) for name in _known(options.suites))
    _draw(folder)
    return Exit.SOME_FAILED if failed else Exit.OK


def _suites() -> str:
    from ..bench.suites import SUITES

    return f"The suites are: {', '.join(SUITES)}."


def _known(names: list[str]) -> list[str]:
    from ..bench.suites import SUITES

    for name in names:
        if name not in SUITES:
            raise UsageError(f"There is no suite '{name}'. {_suites()}")
    return names


def _measured(name: str, options: argparse.Namespace, folder: Path) -> int:
    """Measure a suite; how many of its lines are failures."""
    from ..bench.peers import SOLVERS
    from ..bench.runner import record, run
    from ..bench.suites import SUITES, cases_of

    suite = SUITES[name]
    for solver in options.solvers or ():
        if solver not in SOLVERS:
            raise UsageError(f"There is no solver '{solver}' to compare. There are: {', '.join(SOLVERS)}.")
    cases = cases_of(suite, options.seeds, options.instances)
    if not cases:
        raise UsageError(f"The instances of '{name}' are not here. Maybe run this from the repository's folder.")
    lines = run(
        name,
        cases,
        folder / "instances",
        time_limit=options.time_limit or suite.time_limit,
        workers=options.workers,
        solvers=options.solvers or suite.solvers,
    )
    failed = 0
    with writing(folder):
        for line in lines:
            record(folder, line)
            failed += line["outcome"] in ("crashed", "ended", "refused") or (bool(line["aims"]) and not line["checked"])
            say(_told(line))
    return failed


def _told(line: Line) -> str:
    first = "" if line["first_checked_s"] is None else f", first after {line['first_checked_s']:.1f} s"
    gap = "" if line["utility_gap"] is None else f", utility gap {line['utility_gap']:.2%}"
    what = f"{line['instance']} seed {line['seed']} {line['fairness']} {line['solver']}"
    return f"{what}: {line['outcome']} in {line['total_s']:.1f} s{first}{gap}"


def _draw(folder: Path) -> None:
    from ..bench.page import write_page
    from ..bench.table import write_table

    with writing(folder):
        for path in (write_table(folder), write_page(folder)):
            say(f"Written: {path}")


def _compare(before: Path, after: Path) -> int:
    from ..bench.compare import compare

    texts, regressed = compare(_read(before), _read(after))
    for text in texts:
        out(text)
    out(f"{counted(regressed, 'regression')}.")
    return Exit.SOME_FAILED if regressed else Exit.OK


def _read(path: Path) -> list[Line]:
    from ..bench.runner import read

    try:
        return read(path)
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror or 'unknown reason'}.") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise UsageError(f"'{path}' is no file of results. Maybe name a .jsonl file below results.") from None
