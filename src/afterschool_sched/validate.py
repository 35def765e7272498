"""Is the scenario sound? Every finding at once: references, sense, and what counting alone proves impossible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .errors import Finding, ImpossibleError, InputError
from .scenario import District, Scenario
from .validation.codes import CODES
from .validation.coverage import Coverage
from .validation.district import add_district
from .validation.facts import Facts
from .validation.notes import Notes
from .validation.proofs import add_proofs
from .validation.references import add_references
from .validation.sense import add_sense
from .validation.words import listed

__all__ = ["CODES", "is_proof", "refusal", "validate"]


def is_proof(finding: Finding) -> bool:
    """Whether the finding proves by counting that there is no timetable, though all that is written can be meant."""
    return finding.severity == "error" and finding.code.startswith("count-")


def validate(scenario: Scenario) -> tuple[Finding, ...]:
    """All that can be found wrong, or doubtful, without solving: errors and warnings, in the order of their places.

    An error means that no timetable can be made, or that what is written cannot be meant; a warning stops nothing.
    Proofs by counting are left out while a name is unknown or the clock makes no sense: they would repeat that.
    """
    if isinstance(scenario, District):
        return _all_of(scenario)
    notes = Notes(scenario)
    coverage = Coverage(Facts(scenario))
    add_references(coverage.facts, notes)
    add_sense(coverage, notes)
    if notes.can_count:
        add_proofs(coverage, notes)
    return notes.in_order()


def _all_of(district: District) -> tuple[Finding, ...]:
    """What is wrong with a district, then with each of its schools."""
    notes = Notes(district)
    add_district(district, notes)
    own = notes.in_order()
    schools_of: dict[Finding, list[str]] = {}
    for name, scenario in district.loaded.items():
        for finding in validate(scenario):
            schools_of.setdefault(finding, []).append(name)
    return (*own, *(_of_schools(finding, names, district) for finding, names in schools_of.items()))


def _of_schools(finding: Finding, names: Sequence[str], district: District) -> Finding:
    """A finding with the schools it is about, unless its place says so: a line may be inherited by many schools."""
    files = {district.schools[name].scenario for name in names}
    if len(names) == 1 and finding.where is not None and finding.where.file in files:
        return finding
    whose = (
        "Every school" if len(names) == len(district.schools) > 1 else f"School{'s'[: len(names) > 1]} {listed(names)}"
    )
    return replace(finding, text=f"{whose}: {finding.text}")


def refusal(findings: Sequence[Finding]) -> type[InputError | ImpossibleError] | None:
    """What the findings of `validate` amount to.

    ImpossibleError when all errors are proofs by counting, InputError when there are others, None when there are none.
    """
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return None
    return ImpossibleError if all(is_proof(finding) for finding in errors) else InputError
