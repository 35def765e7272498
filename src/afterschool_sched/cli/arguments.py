"""What may be typed. Nothing heavy is imported here: ``--help`` answers at once."""

from __future__ import annotations

import argparse
import math
import platform
import sys
from collections.abc import Callable
from typing import Any

from .._version import __version__

_CODES = """\
exit codes:
  0  a checked timetable within the budget, or nothing wrong    4  impossible: no timetable can meet the required rules
  1  internal error                                             5  no timetable found in time
  2  usage, or an output that cannot be written                 6  the solver crashed, or the checker refused
  3  the input is invalid                                       7  interrupted, with a checked timetable
                                                               10  of a batch, some scenarios failed; of a benchmark,
                                                                   a regression, or a timetable that was not checked
"""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; `command` of what it gives names the function that carries it out."""
    top = argparse.ArgumentParser(
        prog="afterschool-sched",
        description="After-school timetables for schools: every child in exactly one group, checked independently.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="show the versions of program, Python and solver")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    solving = (_validate, _solve, _batch, _check, _report, _template, _place)
    for add in (*solving, _rules, _policies, _talents, _schema, _bench):
        add(_Adder(commands))
    return top


class _Adder:
    def __init__(self, commands: Any) -> None:
        self._commands = commands

    def __call__(self, name: str, command: str, about: str) -> argparse.ArgumentParser:
        """A command, carried out by the function `command` (module:function)."""
        one: argparse.ArgumentParser = self._commands.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}.", epilog=None, allow_abbrev=False
        )
        one.set_defaults(command=command)
        one.add_argument("--debug", action="store_true", help="show details of internal errors")
        return one


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from importlib.metadata import PackageNotFoundError, version  # slow to load

        try:
            solver = version("ortools")
        except PackageNotFoundError:
            solver = "missing"
        sys.stdout.write(f"afterschool-sched {__version__} (Python {platform.python_version()}, OR-Tools {solver})\n")
        parser.exit()


def _number(kind: Callable[[str], Any], low: float, high: float, what: str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            number = kind(text)
        except ValueError:
            number = None
        if number is None or not math.isfinite(number) or not low <= number <= high:
            raise argparse.ArgumentTypeError(f"'{text}' is not {what}")
        return number

    return read


_SECONDS = _number(float, 0.001, 1e7, "a number of seconds above 0")
_SEED = _number(int, 0, 2**31 - 2, f"a whole number from 0 to {2**31 - 2}")
_WORKERS = _number(int, 1, 64, "a whole number from 1 to 64")
_COUNT = _number(int, 1, 10**6, "a whole number above 0")
_CHOICES = _number(int, 1, 40, "a whole number from 1 to 40")


def _json(one: argparse.ArgumentParser, what: str) -> None:
    one.add_argument("--json", action="store_true", help=f"print {what} as JSON on stdout")


def _language(one: argparse.ArgumentParser, what: str, default: str | None) -> None:
    shown = "the scenario's" if default is None else default
    one.add_argument("--language", choices=["en", "zh"], default=default, help=f"language of {what} (default: {shown})")


def _validate(add: _Adder) -> None:
    one = add("validate", "commands:validate", "say everything that is wrong with scenarios, without solving them")
    one.add_argument("scenarios", nargs="+", metavar="SCENARIO", help="a scenario file (YAML)")
    _json(one, "the findings")


def _solve(add: _Adder) -> None:
    one = add("solve", "solving:solve", "make a timetable and have it checked")
    one.add_argument("scenario", metavar="SCENARIO", help="a scenario file (YAML)")
    one.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        help="folder for timetable.json, result.json and report.html (default: the timetable goes to stdout)",
    )
    _search(one, workers=2)
    _language(one, "the report", None)
    _json(one, "result and timetable, or what is wrong,")


def _search(one: argparse.ArgumentParser, *, workers: int) -> None:
    """What every search can be asked to keep to, and how it is shown."""
    one.add_argument("--seed", type=_SEED, default=0, help="another seed, another search (default: 0)")
    one.add_argument("--time-limit", type=_SECONDS, default=60.0, metavar="S", help="seconds (default: 60)")
    one.add_argument(
        "--deterministic",
        action="store_true",
        help="the same scenario, seed, versions and time limit give the same timetable; the limit measures work",
    )
    one.add_argument(
        "--fast",
        action="store_true",
        help="the first placement of a large school's students will do, with its bounds: no better one is looked for",
    )
    one.add_argument(
        "--workers", type=_WORKERS, default=workers, metavar="N", help="threads of a solver (default: %(default)s)"
    )
    one.add_argument(
        "--progress",
        choices=["auto", "plain", "json", "none"],
        default="auto",
        help="how the search is shown on stderr: auto is one changing line on a terminal, else plain lines",
    )


def _batch(add: _Adder) -> None:
    one = add("batch", "batching:solve_all", "solve many scenarios, side by side, and compare them")
    one.add_argument(
        "scenarios", nargs="+", metavar="SCENARIO", help="scenario files, or folders: all scenarios in them"
    )
    one.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="DIR",
        help="gets a folder for each scenario, summary.csv, summary.json and index.html",
    )
    one.add_argument(
        "--jobs",
        type=_WORKERS,
        metavar="N",
        help="solve so many at once (default, and at most: as many as there are cores for their threads)",
    )
    one.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="solve on the workers of a dask scheduler, such as tcp://host:8786, that see the same files",
    )
    one.add_argument(
        "--resume",
        action="store_true",
        help="keep what has a checked timetable for the same files, options and versions; it is checked again",
    )
    _search(one, workers=1)
    _language(one, "reports and comparison", None)
    _json(one, "summary.json")


def _check(add: _Adder) -> None:
    one = add("check", "commands:check", "judge a timetable, wherever it was made")
    one.add_argument("scenario", metavar="SCENARIO", help="the scenario file (YAML)")
    one.add_argument("timetable", metavar="TIMETABLE", help="the timetable file (JSON or YAML)")
    _json(one, "the verdict")


def _report(add: _Adder) -> None:
    one = add("report", "commands:report", "write the report of a timetable as one HTML file")
    one.add_argument("scenario", metavar="SCENARIO", help="the scenario file (YAML)")
    one.add_argument("timetable", metavar="TIMETABLE", help="the timetable file (JSON or YAML)")
    one.add_argument("-o", "--output", required=True, metavar="FILE", help="the HTML file to write")
    one.add_argument("--result", metavar="RESULT", help="result.json of the solve that made it, for bounds and gaps")
    _language(one, "the report", None)


def _template(add: _Adder) -> None:
    one = add("template", "commands:template", "write an empty table with the right headers, to be filled in")
    one.add_argument("kind", metavar="KIND", help="what the table is of: students, applicants, groups")
    one.add_argument("-o", "--output", metavar="FILE", help="a .csv or .xlsx file (default: CSV on stdout)")
    one.add_argument("--scenario", metavar="SCENARIO", help="take seasons, activities and classes from this scenario")
    one.add_argument("--choices", type=_CHOICES, default=5, metavar="N", help="columns for choices (default: 5)")
    one.add_argument("--force", action="store_true", help="overwrite the file, if there is one")
    _language(one, "the headers", "en")


def _place(add: _Adder) -> None:
    one = add("place", "placing:place_all", "put applicants into groups, with no timetable around it")
    one.add_argument("applicants", metavar="APPLICANTS", help="a table (.csv, .xlsx) of applicants and their choices")
    one.add_argument("groups", metavar="GROUPS", help="a table of groups: sizes, slots, supervisors and their limits")
    one.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        help="folder for placements.csv and result.json (default: the placements go to stdout)",
    )
    # The names stand here too, since nothing heavy is imported; a test compares them.
    kinds = ["balanced", "rank_maximal", "leximin", "lottery", "priority", "utilitarian"]
    one.add_argument("--fairness", choices=kinds, default=kinds[0], help="how choices are compared (default: balanced)")
    one.add_argument("--lottery-seed", type=_SEED, default=0, metavar="N", help="another draw (default: 0)")
    one.add_argument("--time-limit", type=_SECONDS, default=60.0, metavar="S", help="seconds (default: 60)")
    _json(one, "result.json, or what is wrong,")


def _rules(add: _Adder) -> None:
    one = add("rules", "commands:rules", "list the rules a scenario may state, or explain one")
    one.add_argument("name", nargs="?", metavar="NAME", help="the rule to explain")
    _json(one, "the same")


def _policies(add: _Adder) -> None:
    one = add("policies", "catalogues:policies", "list the policies a scenario may follow, or print one")
    one.add_argument("name", nargs="?", metavar="NAME", help="the policy to print")
    _json(one, "the same")


def _talents(add: _Adder) -> None:
    one = add("talents", "catalogues:talents", "say which clubs the staff's talents could open, and when and where")
    one.add_argument("scenario", metavar="SCENARIO", help="the scenario file (YAML)")
    one.add_argument(
        "--timetable", metavar="TIMETABLE", help="count only the time and rooms that this timetable leaves"
    )
    _json(one, "the same")


def _schema(add: _Adder) -> None:
    one = add("schema", "commands:schema", "show, write or compare the JSON schemas of the file formats")
    group = one.add_mutually_exclusive_group(required=True)
    group.add_argument("name", nargs="?", metavar="NAME", help="print the schema of this format")
    group.add_argument("--write", metavar="DIR", help="write all schemas into DIR")
    group.add_argument("--check", metavar="DIR", help="say whether the schemas in DIR are what would be written")


def _bench(add: _Adder) -> None:
    one = add("bench", "benching:bench", "measure the solver, and others, on suites of schools")
    one.add_argument("suites", nargs="*", metavar="SUITE", help="suites (default: draw what was measured before)")
    one.add_argument(
        "-o",
        "--output",
        default="out/bench",
        metavar="DIR",
        help="gets results/, instances/, TABLE.md and index.html (default: out/bench)",
    )
    one.add_argument("--seeds", type=_SEED, nargs="+", metavar="N", help="of the search (default: the suite's)")
    one.add_argument("--time-limit", type=_SECONDS, metavar="S", help="seconds for each solve (default: the suite's)")
    one.add_argument("--workers", type=_WORKERS, default=2, metavar="N", help="threads of a solver (default: 2)")
    one.add_argument("--solvers", nargs="+", metavar="NAME", help="who solves (default: the suite's)")
    one.add_argument("--instances", type=_COUNT, metavar="N", help="only the first N of each suite")
    one.add_argument("--compare", nargs=2, metavar=("A", "B"), help="compare two files of results, B against A")
