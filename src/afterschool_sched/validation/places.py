"""What is wrong with applicants, groups and limits of a placement: all of it at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import Finding, Place
from ..files import Findings, nearest
from ..places import MOST_RATING, Applicant, OfferedGroup, SharedLimit

CODES: dict[str, str] = {
    "place-id": "An id of a placement is missing, too long, or has spaces.",
    "place-double": "Two applicants, groups or limits of a placement have the same id, or a list names one twice.",
    "place-number": "A number of a placement is out of range.",
    "place-unknown": "Something named in a placement is not there.",
    "place-both": "An applicant has both choices and ratings.",
}
_ID = re.compile(r"[^\s#\x00-\x1f]{1,64}")
_MOST = 1_000_000


def wrong_with(
    applicants: Sequence[Applicant],
    groups: Sequence[OfferedGroup],
    limits: Sequence[SharedLimit],
    places: Mapping[str, Place] | None = None,
) -> tuple[Finding, ...]:
    """All findings. `places` says where each one stands: "applicant 7", "group chess", "limit t3"."""
    reading = _Reading(places or {})
    offers = dict.fromkeys(sorted({str(group.chosen_as) for group in groups}))
    reading.ids("applicant", [one.id for one in applicants])
    reading.ids("group", [one.id for one in groups])
    reading.ids("limit", [one.id for one in limits])
    for group in groups:
        reading.group(group)
    for applicant in applicants:
        reading.applicant(applicant, offers)
    for limit in limits:
        reading.limit(limit, dict.fromkeys(sorted({str(group.id) for group in groups})))
    return reading.findings.in_order()


class _Reading:
    def __init__(self, places: Mapping[str, Place]) -> None:
        self.findings = Findings()
        self.places = places

    def ids(self, kind: str, ids: Sequence[Any]) -> None:
        """Every one is an id, and no two are the same."""
        seen: set[str] = set()
        for number, one in enumerate(ids, start=1):
            if not _is_id(one):
                text = f"The id of {kind} number {number} is not a short text without spaces or #."
                self.findings.add("place-id", None, text, "give it an id such as 17 or 3-1, as text.")
            elif one in seen:
                self._say(kind, one, "place-double", f"There are two of the id {kind} {one}.", "one of them is extra.")
            else:
                seen.add(one)

    def group(self, group: OfferedGroup) -> None:
        self._number("group", group.id, "max", group.max, 1)
        self._number("group", group.id, "min", group.min, 0)
        self._number("group", group.id, "copies", group.copies, 1, 1000)
        if _whole(group.min) and _whole(group.max) and group.min > group.max >= 1:
            text = f"Group {group.id} has a min of {group.min}, more than its max of {group.max}."
            self._say("group", group.id, "place-number", text, "the two are exchanged.")
        if not _is_id(group.chosen_as):
            text = f"The offer of group {group.id} is not a short text without spaces or #."
            self._say("group", group.id, "place-id", text, "leave it out: the group's id is meant.")
        self._list("group", group.id, "slots", group.slots)
        self._list("group", group.id, "open_to", group.open_to)

    def applicant(self, applicant: Applicant, offers: Mapping[str, None]) -> None:
        """No message repeats more of an applicant than the id."""
        name = str(applicant.id)
        self._number("applicant", name, "wants", applicant.wants, 0, 100)
        self._number("applicant", name, "priority", applicant.priority, -_MOST)
        self._list("applicant", name, "slots", applicant.slots or ())
        self._list("applicant", name, "tags", applicant.tags)
        if applicant.ratings is not None and not isinstance(applicant.ratings, Mapping):
            text = f"The ratings of applicant {name} must say a number for each offer."
            self._say("applicant", name, "place-number", text, "choices are meant.")
            return
        if applicant.ratings is not None:
            if applicant.choices:
                text = f"Applicant {name} has choices and ratings."
                self._say("applicant", name, "place-both", text, "keep one of the two.")
            for offer, rating in applicant.ratings.items():
                self._number("applicant", name, f"rating of {offer}", rating, 1, MOST_RATING)
        else:
            self._list("applicant", name, "choices", applicant.choices)
        listed: Iterable[Any] = applicant.choices if applicant.ratings is None else applicant.ratings
        self._known("applicant", name, listed, offers, "which no group offers")

    def limit(self, limit: SharedLimit, groups: Mapping[str, None]) -> None:
        for what in ("students", "open_groups", "at_once"):
            value = getattr(limit, what)
            if value is not None:
                self._number("limit", limit.id, what, value, 0)
        self._list("limit", limit.id, "groups", limit.groups)
        self._known("limit", limit.id, limit.groups, groups, "which is no group")

    def _known(self, kind: str, name: str, listed: Iterable[Any], known: Mapping[str, None], what: str) -> None:
        for one in () if isinstance(listed, str) else listed:
            if not isinstance(one, str) or one not in known:
                close = nearest(str(one), [*known])
                maybe = f"'{close}' is meant." if close else "take it off the list, or add the group."
                self._say(kind, name, "place-unknown", f"{kind.title()} {name} names '{one}', {what}.", maybe)

    def _list(self, kind: str, name: str, field: str, values: Any) -> None:
        if isinstance(values, str) or not isinstance(values, Sequence | set | frozenset):
            text = f"The {field} of {kind} {name} must be a list."
            self._say(kind, name, "place-number", text, "put it in brackets.")
        elif len(set(map(str, values))) < len(values):
            text = f"The {field} of {kind} {name} name something twice."
            self._say(kind, name, "place-double", text, "name it once.")

    def _number(self, kind: str, name: str, field: str, value: Any, low: int, high: int = _MOST) -> None:
        if not (_whole(value) and low <= value <= high):
            text = f"The {field} of {kind} {name} must be a whole number from {low} to {high}."
            self._say(kind, name, "place-number", text, "a cell is empty, or shifted.")

    def _say(self, kind: str, name: str, code: str, text: str, maybe: str) -> None:
        self.findings.add(code, self.places.get(f"{kind} {name}"), text, maybe)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
