"""Measures suites, writes the table, and compares two results files.

python -m benchmarks SUITE... [-o HOME] [--seeds 1 2 3] [--time-limit S] [--workers N] [--solvers NAME...]
python -m benchmarks table [-o HOME]
python -m benchmarks compare A.jsonl B.jsonl

Lines go to HOME/results, the table to HOME/TABLE.md; HOME is out/benchmarks unless said otherwise, and
``-o benchmarks`` for the recorded results (benchmarks/PROTOCOL.md). `compare` ends with 1 if it finds a regression.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .compare import compare
from .peers import SOLVERS
from .runner import Line, read, record, run
from .suites import ROOT, SUITES
from .table import write_table

HOME = ROOT / "out" / "benchmarks"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked for; the exit code is 0, or 1 for a regression, an unchecked timetable or a crash."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["compare"]:
        return _compare(words[1:])
    if words[:1] == ["table"]:
        parser = argparse.ArgumentParser(prog="python -m benchmarks table")
        parser.add_argument("-o", type=Path, metavar="HOME", default=HOME)
        print(write_table(parser.parse_args(words[1:]).o))
        return 0
    return _measure(words)


def _measure(words: Sequence[str]) -> int:
    suites = "\n".join(f"  {name}: {suite.about}" for name, suite in SUITES.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"{__doc__}\nsuites:\n{suites}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("suites", nargs="+", choices=sorted(SUITES), metavar="SUITE")
    parser.add_argument("-o", type=Path, metavar="HOME", default=HOME, help="where results and table go")
    parser.add_argument("--seeds", type=int, nargs="+", help="of the instances and the search; the suite's by default")
    parser.add_argument("--time-limit", type=float, metavar="S", help="for each solve; the suite's by default")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--solvers", nargs="+", choices=sorted(SOLVERS), help="the suite's by default")
    asked = parser.parse_args(words)
    failed = 0
    for name in asked.suites:
        suite = SUITES[name]
        lines = run(
            name,
            suite,
            seeds=asked.seeds or suite.seeds,
            time_limit=asked.time_limit or suite.time_limit,
            workers=asked.workers,
            solvers=asked.solvers or suite.solvers,
        )
        for line in lines:
            record(asked.o, line)
            failed += line["outcome"] in ("crashed", "ended", "refused") or (bool(line["aims"]) and not line["checked"])
            print(_told(line), file=sys.stderr, flush=True)
    print(write_table(asked.o))
    return 1 if failed else 0


def _told(line: Line) -> str:
    first = "" if line["first_checked_s"] is None else f", first after {line['first_checked_s']:.1f} s"
    gap = "" if line["utility_gap"] is None else f", utility gap {line['utility_gap']:.2%}"
    what = f"{line['instance']} seed {line['seed']} {line['fairness']} {line['solver']}"
    return f"{what}: {line['outcome']} in {line['total_s']:.1f} s{first}{gap}"


def _compare(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks compare", description="Ratios are B / A.")
    parser.add_argument("before", type=Path, metavar="A.jsonl")
    parser.add_argument("after", type=Path, metavar="B.jsonl")
    asked = parser.parse_args(words)
    texts, regressed = compare(read(asked.before), read(asked.after))
    print("\n".join([*texts, f"{regressed} regressions."]))
    return 1 if regressed else 0


if __name__ == "__main__":
    sys.exit(main())
