"""Random rules that count, for the random scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from hypothesis import strategies as st

from afterschool_sched.rule import Measure, Per
from afterschool_sched.rules.limit.spec import Each, Limit
from afterschool_sched.rules.together.spec import Together
from afterschool_sched.teams import Shared
from tests.rules.world import Data

WEIGHTS = ("required", 1, 3)


def _some(names: Sequence[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(list(names)), min_size=1, max_size=2, unique=True)


def _or_nothing(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def _said(**fields: Any) -> Data:
    return {key: value for key, value in fields.items() if value is not None}


def limit(
    teachers: Sequence[str], classes: Sequence[str], rooms: Sequence[str], days: Sequence[str], periods: Sequence[str]
) -> st.SearchStrategy[Data]:
    """Anything that can be counted, within or just beyond what there is."""
    whom: tuple[st.SearchStrategy[Any], ...] = (
        st.builds(dict, teachers=_some(teachers)),
        st.builds(dict, classes=_some(classes)),
        st.builds(dict, grades=st.just([3])),
        st.builds(dict, students=_some([f"{name}a" for name in classes])),
        st.builds(dict, rooms=_some(rooms)),
    )
    made = st.builds(
        _said,
        rule=st.just("limit"),
        weight=st.sampled_from(WEIGHTS),
        charge=st.sampled_from(["linear", "squared"]),
        count=st.sampled_from(get_args(Measure)),
        of=_or_nothing(st.builds(dict, kinds=_some(["club", "class", "care", "duty"]))),
        who=_or_nothing(st.one_of(*whom)),
        each=_or_nothing(st.sampled_from(get_args(Each))),
        when=_or_nothing(st.builds(_said, days=_or_nothing(_some(days)), periods=_or_nothing(_some(periods)))),
        per=_or_nothing(st.sampled_from(get_args(Per))),
        min=_or_nothing(st.integers(1, 2)),
        max=st.sampled_from([0, 1, 2, 3, 50, 60, 100]),
    )
    return made.filter(lambda said: Limit.model_validate(said).nonsense is None)


def head_count(rooms: Sequence[str]) -> st.SearchStrategy[Data]:
    """Some rooms, or the whole site."""
    return st.builds(
        _said,
        rule=st.just("head_count"),
        weight=st.sampled_from(WEIGHTS),
        rooms=_or_nothing(_some(rooms)),
        max=st.integers(1, 6),
    )


def homework_time(activities: Sequence[str]) -> st.SearchStrategy[Data]:
    """A limit for the one grade that there is."""
    return st.builds(
        _said,
        rule=st.just("homework_time"),
        weight=st.sampled_from(WEIGHTS),
        of=st.builds(dict, activities=_some(activities)),
        minutes=st.sampled_from([0, 49, 50, 60, 110]).map(lambda most: {3: most}),
    )


def teams(students: Sequence[str], teachers: Sequence[str]) -> st.SearchStrategy[Data]:
    """Pairs and trios, together or apart in whatever can be compared."""
    made = st.builds(
        _said,
        rule=st.sampled_from(["together", "apart"]),
        weight=st.sampled_from(WEIGHTS),
        students=_or_nothing(_team(students)),
        teachers=_or_nothing(_team(teachers)),
        what=_or_nothing(st.sampled_from(get_args(Shared))),
        of=_or_nothing(st.builds(dict, kinds=_some(["club", "class"]))),
    )
    return made.filter(lambda said: Together.model_validate({**said, "rule": "together"}).nonsense is None)


def _team(names: Sequence[str]) -> st.SearchStrategy[list[list[str]]]:
    several = st.lists(st.sampled_from([*dict.fromkeys(names)]), min_size=2, max_size=3, unique=True)
    return st.builds(lambda one: [one], several) if len({*names}) > 1 else st.nothing()


def variety(activities: Sequence[str]) -> st.SearchStrategy[Data]:
    """Of some activities or all, by the week or from day to day."""
    return st.builds(
        _said,
        rule=st.just("variety"),
        weight=st.sampled_from(WEIGHTS),
        of=_or_nothing(st.builds(dict, activities=_some(activities))),
        times=_or_nothing(st.integers(1, 2)),
        not_in_a_row=st.booleans(),
    )
