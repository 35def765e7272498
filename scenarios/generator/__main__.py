"""Writes what is kept as files: the tables of students of the schools, and the instances of the benchmarks.

python -m scenarios.generator            writes them (from the repository's root)
python -m scenarios.generator --check    says which differ from what would be written; ends with 1 if any does
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from . import recipes


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; the number of files that differ (at most 1) is the exit code of a comparison."""
    parser = argparse.ArgumentParser(prog="python -m scenarios.generator", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args(arguments).check
    root = Path(__file__).parents[2]
    if not check:
        for path in recipes.write_all(root):
            print(path.relative_to(root))
        return 0
    different = stale(root)
    for name in different:
        print(f"{name} is not what the generator makes. Maybe run: python -m scenarios.generator")
    return 1 if different else 0


def stale(root: Path) -> list[str]:
    """The files below `root` that are missing or differ from what would be written."""
    with tempfile.TemporaryDirectory() as folder:
        made = recipes.write_all(Path(folder), root)
        names = [path.relative_to(folder) for path in made]
        return [
            str(name)
            for name in names
            if not (root / name).is_file() or (root / name).read_bytes() != (Path(folder) / name).read_bytes()
        ]


if __name__ == "__main__":
    sys.exit(main())
