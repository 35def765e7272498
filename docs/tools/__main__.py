"""Writes the generated documents, says whether they are as they would be written, or draws the schools' weeks.

python -m docs.tools write
python -m docs.tools check
python -m docs.tools pictures BATCH

BATCH is the folder that ``afterschool-sched batch scenarios/schools`` has written.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from afterschool_sched.files import write_atomically

from . import scenario, schools
from .corpus import ROOT
from .pictures import draw

DOCUMENTS: dict[str, Callable[[], str]] = {"docs/scenario.md": scenario.text, "docs/schools.md": schools.text}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked for; the exit code is 1 when a document is not what would be written, 2 for wrong usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == ["write"]:
        for name, text in DOCUMENTS.items():
            write_atomically(ROOT / name, text().encode())
            print(f"Written: {name}")
        return 0
    if words == ["check"]:
        different = drift(ROOT)
        for name in different:
            print(f"{name} is not what would be written. Maybe run 'make docs', and commit it.", file=sys.stderr)
        return 1 if different else 0
    if len(words) == 2 and words[0] == "pictures":
        return draw(Path(words[1]))
    print(__doc__, file=sys.stderr)
    return 2


def drift(root: Path) -> list[str]:
    """The documents below `root` that are missing, or not what would be written."""
    return [name for name, text in DOCUMENTS.items() if _read(root / name) != text().encode()]


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
