"""What docs/place.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "place.md"


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
    exec(compile(example, "docs/place.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "unplaced: 0, at best 0"
    assert lines[-1].endswith(" []")
