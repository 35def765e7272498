"""Is the scenario sound? Every finding at once: references, sense, and what counting alone proves impossible."""

from __future__ import annotations

from collections.abc import Sequence

from .errors import Finding, ImpossibleError, InputError
from .scenario import Scenario
from .validation.codes import CODES
from .validation.coverage import Coverage
from .validation.facts import Facts
from .validation.notes import Notes
from .validation.proofs import add_proofs
from .validation.references import add_references
from .validation.sense import add_sense

__all__ = ["CODES", "is_proof", "refusal", "validate"]


def is_proof(finding: Finding) -> bool:
    """Whether the finding proves by counting that there is no timetable, though all that is written can be meant."""
    return finding.severity == "error" and finding.code.startswith("count-")


def validate(scenario: Scenario) -> tuple[Finding, ...]:
    """All that can be found wrong, or doubtful, without solving: errors and warnings, in the order of their places.

    An error means that no timetable can be made, or that what is written cannot be meant; a warning stops nothing.
    Proofs by counting are left out while a name is unknown or the clock makes no sense: they would repeat that.
    """
    notes = Notes(scenario)
    coverage = Coverage(Facts(scenario))
    add_references(coverage.facts, notes)
    add_sense(coverage, notes)
    if notes.can_count:
        add_proofs(coverage, notes)
    return notes.in_order()


def refusal(findings: Sequence[Finding]) -> type[InputError | ImpossibleError] | None:
    """What the findings of `validate` amount to.

    ImpossibleError when all errors are proofs by counting, InputError when there are others, None when there are none.
    """
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return None
    return ImpossibleError if all(is_proof(finding) for finding in errors) else InputError
