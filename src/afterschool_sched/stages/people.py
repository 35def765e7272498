"""The stage of people and rooms: club groups and their members are decided; teachers, rooms and home classes are not.

When the decided groups cannot all be held, the fewest students' places are given up: first groups may close, then those
that closed may move to other times with the same members. What had to close goes back to the placement.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from afterschool_sched.cpsat.clubs import Decided
from afterschool_sched.cpsat.engine import Answer, Effort, run
from afterschool_sched.cpsat.expressions import Expr
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance, OpenGroup
from afterschool_sched.stages.budget import Budget

LAST_SHARE = 0.6  # of the time left, for a model that has found nothing yet


@dataclass(frozen=True)
class Held:
    """What can be held of a placement: the groups that open (some perhaps at other times), and those that could not.

    `model` is the exact model of people and rooms for `groups`, and `answer` a timetable of it.
    """

    groups: tuple[OpenGroup, ...]
    closed: tuple[OpenGroup, ...]
    model: ExactModel
    answer: Answer


def hold(
    n: Instance, groups: Sequence[OpenGroup], budget: Budget, share: float, *, soon: bool = False, whole: bool = True
) -> Held | None:
    """The groups that can be staffed and housed together with everything else; None when nothing was found.

    `soon`: the first that is found will do, although other times for the closed ones were not tried. `whole`: all of
    them may be held; else that was tried before.

    `share` is the part of the budget's remaining time for each of the (at most three) models tried.
    """
    every = tuple(groups)
    held = hold_whole(n, every, budget, share) if whole else None
    if held is not None or budget.over:
        return held
    found = _most_held(n, Decided(every, optional=frozenset(range(len(every)))), budget, share)
    if found is None:
        return None
    if found.closed and not soon and not budget.over:
        again = (*found.groups, *found.closed)
        late = frozenset(range(len(found.groups), len(again)))
        found = _most_held(n, Decided(again, optional=late, movable=late), budget, share) or found
    return _settled(found)


def _settled(found: Held) -> Held:
    """The same, with what opens and when no longer in question: the answer stays one of the model."""
    builder = found.model.builder
    builder.model.clear_objective()  # type: ignore[no-untyped-call]
    for group in found.model.club_groups:
        for meets in group.by_pattern.values():
            builder.link(meets == found.answer.value(meets))
    return found


def hold_whole(n: Instance, groups: Sequence[OpenGroup], budget: Budget, share: float) -> Held | None:
    """All of these groups held; None when that was not found, with what `hold` takes for `share`."""
    groups = tuple(groups)
    model = ExactModel(n, Decided(groups))
    answer = run(model.builder.model, _effort(budget, share), hint=model.custom(), stop=budget.stop)
    return Held(groups, (), model, answer) if answer.found else None


def _most_held(n: Instance, decided: Decided, budget: Budget, share: float) -> Held | None:
    """As many places as can be held, of groups that may close or move.

    What has found nothing at all goes on beyond its share: any timetable is better than none.
    """
    model = ExactModel(n, decided)
    model.builder.model.maximize(model.total(group.size for group in model.club_groups))
    effort = _effort(budget, share)
    patience, found, started = effort.seconds, threading.Event(), time.monotonic()
    if not budget.deterministic:
        effort = replace(effort, seconds=max(patience, budget.left * LAST_SHARE))

    def enough() -> bool:
        late = not budget.deterministic and time.monotonic() - started > patience
        return budget.stop() or (late and found.is_set())

    answer = run(
        model.builder.model, effort, hint=model.custom(), stop=enough, on_solution=lambda _value, _bound: found.set()
    )
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
