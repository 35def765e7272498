"""The same people and places over the week."""

from typing import ClassVar, Literal

from afterschool_sched.fields import Id
from afterschool_sched.rule import Rule, Weight

SENTENCES = {
    "own_teacher": (
        "A home class's group is led by one of its own teachers (its subject teacher, where there is a subject)."
    ),
    "own_room": "A home class's group is in its own room.",
    "own_group": "A home class stays by itself instead of joining another class's group.",
    "club_room": "A club group meets in the same room every time.",
}


class SamePeople(Rule):
    """Own teacher, own room, own group; the same room for a club over the week.

    *Rule*: by `what`, see `SENTENCES`; `activities` narrows it (default: all). *Formal*: models/formal.md. *Units*:
    sessions (own_teacher, own_room), class-periods merged away (own_group), rooms beyond the first (club_room).
    *Source*: models/formal.md, 3. *Also known as*: SameRoom, AvoidSplitAssignments.
    """

    id: ClassVar[str] = "same_people"
    single: ClassVar[bool] = False
    rule: Literal["same_people"] = "same_people"
    weight: Weight = "required"
    what: Literal["own_teacher", "own_room", "own_group", "club_room"]
    activities: tuple[Id, ...] = ()

    @property
    def about(self) -> str:
        return self.what

    def means(self) -> str:
        return SENTENCES[self.what]
