"""Does what a district says for all its schools make sense? The schools themselves are checked one by one."""

from __future__ import annotations

from ..files import nearest
from ..rules.staffing.spec import Staffing
from ..scenario import OF_DISTRICT, District
from .notes import Notes


def add_district(district: District, notes: Notes) -> None:
    """Check a district's own keys."""
    said = sorted(district.model_fields_set - set(OF_DISTRICT), key=[*type(district).model_fields].index)
    for name in said:
        text = f"A district has no '{name}' of its own."
        maybe = "write it under 'common', for all schools, under a town, or into a school's file."
        notes.error("district-field", (name,), text, maybe)
    for at, rule in enumerate(district.rules):
        if not isinstance(rule, Staffing) or rule.external_share is None:
            text = (
                f"Rule {rule.id} holds for each school; for a district as a whole only staffing's external_share does."
            )
            maybe = "write it under 'rules' of 'common', or of a town."
            notes.error("district-rule", ("rules", at), text, maybe)
    seen: set[str] = set()
    for at, person in enumerate(district.teachers):
        if person.id in seen:
            notes.error("duplicate-teacher", ("teachers", at, "id"), f"There are two teachers with the id {person.id}.")
        seen.add(person.id)
        for number, school in enumerate(person.schools):
            if school not in district.schools:
                close = nearest(school, district.schools)
                text = f"Teacher {person.id} names the school '{school}', which does not exist."
                maybe = f"'{close}' is meant." if close else "it is missing under 'schools'."
                notes.error("unknown-school", ("teachers", at, "schools", number), text, maybe)
