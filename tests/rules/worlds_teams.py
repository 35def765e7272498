"""Tiny worlds in which rules about teams bind: who belongs together, who is kept apart."""

from __future__ import annotations

from typing import get_args

from afterschool_sched.teams import OF_MEMBERS, Shared
from tests.rules.world import SECOND, TUESDAY, Data, World, activity, chosen, merged, rules, world

# Where what is shared makes a difference: two clubs one after the other, two at once, two groups of one.
_TWO = {"rooms": {"hall": {"kind": "hall", "seats": 4, "groups_at_once": 2}}}
_AFTER: Data = merged(
    SECOND,
    _TWO,
    chosen("chess", "go"),
    activity("chess", kind="club", room="hall", periods=["first"]),
    activity("go", kind="club", room="hall", periods=["second"]),
)
_AT_ONCE: Data = merged(
    _TWO, chosen("chess", "go"), activity("chess", kind="club", room="hall"), activity("go", kind="club", room="hall")
)
_GROUPS: Data = merged(SECOND, _TWO, chosen("chess"), activity("chess", kind="club", room="hall", groups={"up_to": 2}))
_PLACES: dict[str, Data] = {"one after the other": _AFTER, "at once": _AT_ONCE, "two groups": _GROUPS}
_PAIR = [["a1", "a2"]]


def _shared(rule: str) -> tuple[World, ...]:
    return tuple(
        world(f"{rule}, {what}, {where}", rule, place, rules({"rule": rule, "students": _PAIR, "what": what}))
        for where, place in _PLACES.items()
        for what in get_args(Shared)
    )


def _teachers(rule: str) -> tuple[World, ...]:
    """Two who can both do all there is to do: homework, and a duty in one period of two days."""
    week = merged(TUESDAY, SECOND, {"students": {"a2": None}}, activity("homework", periods=["first"]))
    return tuple(
        world(
            f"{rule}, {what} of teachers",
            rule,
            week,
            activity("gate", kind="duty", days=["mon"], periods=["second"]),
            {"students": {"a1": {"periods": ["first"]}}},
            rules({"rule": rule, "teachers": [["t1", "t2"]], "what": what}),
        )
        for what in get_args(Shared)
        if what not in OF_MEMBERS
    )


def _priced(rule: str) -> tuple[World, ...]:
    return (
        world(
            f"{rule}, with a price",
            rule,
            _GROUPS,
            rules({"rule": rule, "students": _PAIR, "weight": 3}),
        ),
        world(
            f"{rule}, three with a price",
            rule,
            _AT_ONCE,
            {"students": {"a3": {"class": "3-1", "choices": ["chess", "go"]}}, "teachers": {"t2": {"external": True}}},
            rules({"rule": rule, "students": [["a1", "a2", "a3"]], "weight": 2}),
        ),
        world(
            f"{rule}, teachers with a price",
            rule,
            TUESDAY,
            {"students": {"a2": None}},
            activity("gate", kind="duty", days=["mon"]),
            rules({"rule": rule, "teachers": [["t1", "t2"]], "weight": 2}),
        ),
    )


def _counted(rule: str) -> tuple[World, ...]:
    """Only some activities, some slots, and those who come; teams of the table."""
    return (
        world(
            f"{rule}, of one club",
            rule,
            _AFTER,
            rules({"rule": rule, "students": _PAIR, "of": {"activities": ["go"]}}),
        ),
        world(
            f"{rule}, homework too",
            rule,
            _GROUPS,
            rules({"rule": rule, "students": _PAIR, "what": "times", "of": {"kinds": ["class"]}}),
        ),
        world(
            f"{rule}, the end of homework",
            rule,
            _GROUPS,
            rules({"rule": rule, "students": _PAIR, "what": "end", "of": {"activities": ["homework"]}}),
        ),
        world(
            f"{rule}, in one period",
            rule,
            _AFTER,
            rules({"rule": rule, "students": _PAIR, "what": "times", "when": {"periods": ["first"]}}),
        ),
        *(
            world(
                f"{rule}, {what}, and one comes once",
                rule,
                _AFTER,
                {"students": {"a2": {"periods": ["first"]}}},
                rules({"rule": rule, "students": _PAIR, "what": what}),
            )
            for what in ("times", "end")
        ),
        *(
            world(
                f"{rule}, {teams} of the table",
                rule,
                _AT_ONCE,
                {
                    "students": {
                        "a1": {"siblings": ["a3"], "team": "reds"},
                        "a2": {"team": "reds"},
                        "a3": {"class": "3-1", "choices": ["chess"]},
                    }
                },
                rules({"rule": rule, "students": teams}),
            )
            for teams in ("siblings", "teams")
        ),
    )


TEAMS = tuple(
    each
    for rule in ("together", "apart")
    for each in (*_shared(rule), *_teachers(rule), *_priced(rule), *_counted(rule))
)
