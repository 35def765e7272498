"""A session is in a room that suits it."""

from typing import ClassVar, Literal

from afterschool_sched.rule import Rule


class RoomFit(Rule):
    """The room is of a kind the activity asks for, has its features, enough seats, and is open.

    *Rule*: see above; the seats of a room are for all groups in it together. *Formal*: models/formal.md. *Units*:
    sessions in an unfit room; seats too few per room and slot. *Source*: models/formal.md, 3. *Also known as*:
    RoomPreferences.
    """

    id: ClassVar[str] = "room_fit"
    rule: Literal["room_fit"] = "room_fit"

    def means(self) -> str:
        return "Every session has a room of the right kind, with its features and enough seats, that is open."
