"""The checker's reading of `changes`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.differences import Differences
from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.changes.spec import Changes
from afterschool_sched.wording import counted


def check(rule: Changes, instance: int, facts: Facts) -> Iterator[Violation]:
    """Plans in which more people have other clubs or assignments than in their base, or more of them."""
    for plan in facts.plans:
        base = facts.reference(plan)
        if base is plan:
            continue
        new = Differences(plan, base)
        known = "the regular timetable" if base is facts.base else "the published timetable"
        for one, per, numbers, who, what, than in (
            (rule.students_at_most, rule.per_student_at_most, new.of_students, "student", "other club", "than in"),
            (rule.teachers_at_most, rule.per_teacher_at_most, new.of_teachers, "teacher", "new assignment", "against"),
        ):
            if one is not None and len(numbers) > one:
                has = "has" if len(numbers) == 1 else "have"
                text = f"{counted(len(numbers), who).capitalize()} {has} {what}s {than} {known}"
                yield plan.broken(rule, instance, len(numbers) - one, f"{who}s", f"{text}; at most {one} allowed.")
            for name, number in numbers.items():
                if per is not None and number > per:
                    text = f"{who.capitalize()} {name} has {counted(number, what)} {than} {known}"
                    yield plan.broken(rule, instance, number - per, name, f"{text}; at most {per} allowed.")
