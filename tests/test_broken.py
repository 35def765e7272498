"""Every file in scenarios/broken: exactly the findings its first lines announce, and no others.

The format is told in scenarios/broken/README.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from afterschool_sched.errors import Finding, InputError
from afterschool_sched.load import load
from afterschool_sched.validate import CODES, validate

FOLDER = Path(__file__).resolve().parent.parent / "scenarios" / "broken"
FILES = sorted([*FOLDER.glob("*.yaml"), *FOLDER.glob("*/scenario.yaml")])
FEWEST = 40
TOO_MANY = "more findings of this kind; they are not listed."


@dataclass
class Expected:
    """One finding as a faulty file announces it."""

    severity: str
    code: str
    where: str
    says: str = ""
    maybe: str | None = None


def name(file: Path) -> str:
    return file.parent.name if file.name == "scenario.yaml" else file.stem


def announced(file: Path) -> list[Expected]:
    """What the file says will be found in it."""
    # Some files are broken on purpose: bytes that are no UTF-8, odd line ends.
    text = file.read_bytes().decode("utf-8", errors="replace").removeprefix("\ufeff")
    return list(_blocks(text.splitlines()))


def _blocks(lines: list[str]) -> Iterator[Expected]:
    block: Expected | None = None
    for line in lines:
        if not line.startswith("#"):
            break
        key, _, value = line.removeprefix("#").strip().partition(": ")
        if key == "expect":
            if block is not None:
                yield block
            severity = "warning" if value.startswith("warning ") else "error"
            code, _, where = value.removeprefix("warning ").partition(" ")
            block = Expected(severity, code, where)
        elif block is not None and key == "says":
            block.says = value
        elif block is not None and key == "maybe":
            block.maybe = value
    if block is not None:
        yield block


def found(file: Path) -> tuple[Finding, ...]:
    """All findings of loading the file or, if that went well, of validating the scenario."""
    try:
        scenario = load(file)
    except InputError as error:
        return error.findings
    return validate(scenario)


def told(finding: Finding, file: Path) -> Expected:
    where = "-" if finding.where is None else str(finding.where).removeprefix(f"{file.name}:")
    return Expected(finding.severity, finding.code, where, finding.text, finding.maybe)


@pytest.mark.parametrize("file", FILES, ids=name)
def test_a_fault_gives_exactly_the_findings_it_announces(file: Path) -> None:
    expected = announced(file)
    assert expected, f"{file} announces nothing"
    assert all(finding.says for finding in expected), "each '# expect' needs its '# says'"
    assert [told(finding, file) for finding in found(file)] == expected


@pytest.mark.parametrize("file", FILES, ids=name)
def test_findings_are_whole_sentences(file: Path) -> None:
    for finding in found(file):
        assert finding.text.endswith((".", TOO_MANY)), finding.text
        assert finding.maybe is None or finding.maybe.endswith((".", "?")), finding.maybe
        assert "  " not in finding.text


def test_every_code_of_validation_has_a_fault_that_shows_it() -> None:
    shown = {finding.code for file in FILES for finding in announced(file)}
    assert sorted(CODES.keys() - shown) == []


def test_there_are_enough_faults() -> None:
    assert len(FILES) >= FEWEST
