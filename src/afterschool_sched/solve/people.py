"""The stage of people and rooms: club groups and their members are decided; teachers, rooms and home classes are not.

When the decided groups cannot all be held, the fewest students' places are given up: first groups may close, then those
that closed may move to other times with the same members. What had to close goes back to the placement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from afterschool_sched.cpsat.clubs import Decided
from afterschool_sched.cpsat.engine import Answer, Effort, run
from afterschool_sched.cpsat.expressions import Expr
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance, OpenGroup
from afterschool_sched.solve.budget import Budget


@dataclass(frozen=True)
class Held:
    """What can be held of a placement: the groups that open (some perhaps at other times), and those that could not.

    `model` is the exact model of people and rooms for `groups`, and `answer` a timetable of it.
    """

    groups: tuple[OpenGroup, ...]
    closed: tuple[OpenGroup, ...]
    model: ExactModel
    answer: Answer


def hold(n: Instance, groups: Sequence[OpenGroup], budget: Budget, share: float) -> Held | None:
    """The groups that can be staffed and housed together with everything else; None when nothing was found.

    `share` is the part of the budget's remaining time for each of the (at most four) models tried, and twice that once
    more when nothing at all was found.
    """
    every = tuple(groups)
    held = _whole(n, every, (), budget, share, {})
    if held is not None:
        return held
    found = _most_held(n, Decided(every, optional=frozenset(range(len(every)))), budget, share)
    if found is None and not budget.over:
        found = _most_held(n, Decided(every, optional=frozenset(range(len(every)))), budget, 2 * share)
    if found is None:
        return None
    if found.closed:
        again = (*found.groups, *found.closed)
        late = frozenset(range(len(found.groups), len(again)))
        found = _most_held(n, Decided(again, optional=late, movable=late), budget, share) or found
    known = {name: found.answer.values[index] for name, index in found.model.builder.named.items()}
    return _whole(n, found.groups, found.closed, budget, share, known)


def _whole(
    n: Instance,
    groups: tuple[OpenGroup, ...],
    closed: tuple[OpenGroup, ...],
    budget: Budget,
    share: float,
    known: Mapping[str, int],
) -> Held | None:
    """All of these groups held. `known` gives values of a like model, by the names of variables."""
    model = ExactModel(n, Decided(groups))
    hint = {index: known[name] for name, index in model.builder.named.items() if name in known} or model.custom()
    answer = run(model.builder.model, _effort(budget, share), hint=hint, stop=budget.stop)
    return Held(groups, closed, model, answer) if answer.found else None


def _most_held(n: Instance, decided: Decided, budget: Budget, share: float) -> Held | None:
    """As many places as can be held, of groups that may close or move."""
    model = ExactModel(n, decided)
    model.builder.model.maximize(model.total(group.size for group in model.club_groups))
    answer = run(model.builder.model, _effort(budget, share), hint=model.custom(), stop=budget.stop)
    if not answer.found:
        return None
    kept: list[OpenGroup] = []
    closed: list[OpenGroup] = []
    for group, view in zip(decided.groups, model.club_groups, strict=True):
        pattern = _pattern(answer, view.by_pattern)
        if pattern is None:
            closed.append(group)
        else:
            kept.append(OpenGroup(group.club, pattern, group.members))
    return Held(tuple(kept), tuple(closed), model, answer)


def _pattern(answer: Answer, by_pattern: Mapping[int, Expr]) -> int | None:
    return next((t for t, meets in by_pattern.items() if answer.value(meets) > 0), None)


def _effort(budget: Budget, share: float) -> Effort:
    if budget.deterministic:
        return Effort(deterministic=max(1.0, budget.seconds * share), seed=budget.seed, light=True)
    return Effort(seconds=max(1.0, budget.left * share), workers=budget.workers, seed=budget.seed, light=True)
