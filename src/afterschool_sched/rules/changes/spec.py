"""How much a season's own timetable may differ from the regular one."""

from typing import ClassVar, Literal

from afterschool_sched.fields import Count
from afterschool_sched.rule import PenaltyAim, Rule, Weight

MEASURES = {
    "students_at_most": ("at most {n} students have other clubs", "students with other clubs"),
    "per_student_at_most": ("no student has more than {n} other clubs", "other clubs of one student"),
    "teachers_at_most": ("at most {n} teachers have new assignments", "teachers with new assignments"),
    "per_teacher_at_most": ("no teacher has more than {n} new assignments", "new assignments of one teacher"),
}


class Changes(Rule):
    """A timetable differs from the published one, or a season's own from the regular one, by no more than a budget.

    *Rule*: see above, in total and for one person; a measure that is not given has no limit. *Formal*:
    models/formal.md. *Units*: students, clubs, teachers or assignments beyond the limit. *Source*: models/formal.md,
    3. *Also known as*: minimal perturbation, MPP.
    """

    id: ClassVar[str] = "changes"
    single: ClassVar[bool] = False
    aim: ClassVar[PenaltyAim] = "continuity"
    rule: Literal["changes"] = "changes"
    weight: Weight = "required"
    students_at_most: Count | None = None
    per_student_at_most: Count | None = None
    teachers_at_most: Count | None = None
    per_teacher_at_most: Count | None = None

    def means(self) -> str:
        limits = ((words, getattr(self, name)) for name, (words, _) in MEASURES.items())
        said = [words.format(n=limit) for words, limit in limits if limit is not None]
        if not said:
            return "A timetable may differ as it likes from the published one, a season's own from the regular one."
        return f"Against the published timetable (or, in a season's own, the regular one) {', and '.join(said)}."
