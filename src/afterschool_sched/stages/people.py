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
from afterschool_sched.rule import Rule
from afterschool_sched.rules.workload.spec import Workload
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.thin import thinned

# Rules that clubs keep by themselves: leaving out all others, and classes and duties, is a relaxation.
OF_CLUBS = frozenset({"no_clash", "group_size", "room_fit", "teacher_fit", "end_time", "meets", "eligible", "assigned"})
LED_SECONDS = 3.0  # for clubs alone (deterministic time, where the clock is not looked at); it takes a tenth
LAST_SHARE = 0.6  # of the time left, for a model that has found nothing yet


@dataclass(frozen=True)
class Held:
    """What can be held of a placement: the groups that open (some perhaps at other times), and those that could not.

    `model` is the exact model of people and rooms for `groups`, and `answer` a timetable of it. `core`: variables that
    a model with few candidates has, too; None where there was none.
    """

    groups: tuple[OpenGroup, ...]
    closed: tuple[OpenGroup, ...]
    model: ExactModel
    answer: Answer
    core: frozenset[int] | None = None

    @property
    def thin(self) -> bool:
        """Whether not everybody is asked in the model."""
        return self.model.n.thin


def clubs_alone(n: Instance) -> Instance:
    """The clubs and nothing else: no classes, no duties, and only what is required of clubs."""
    rules = tuple(rule for rule in n.rules if rule.required and (rule.id in OF_CLUBS or _is_a_limit(rule)))
    return replace(n, rules=rules, class_activities=(), duties=(), rotas=(), base=None)


def _is_a_limit(rule: Rule) -> bool:
    """Whether it is a workload that nobody can fall short of."""
    if not isinstance(rule, Workload):
        return False
    ranges = [rule.sessions_per_day, rule.sessions_per_week, rule.minutes_per_day, rule.minutes_per_week]
    ranges += [rule.days_per_week, rule.evenings_per_week, rule.consecutive_days]
    return not any(limits.min for limits in ranges if limits is not None)


def led(n: Instance, groups: Sequence[OpenGroup], budget: Budget) -> tuple[OpenGroup, ...]:
    """Those of the groups that leads and rooms can hold if nothing else is asked of them, with the most places.

    All of them where that was not soon clear.
    """
    every = tuple(groups)
    model = ExactModel(clubs_alone(n), Decided(every, optional=frozenset(range(len(every)))))
    model.builder.model.maximize(model.total(group.size for group in model.club_groups))
    effort = Effort(seconds=min(LED_SECONDS, max(budget.left, 0.1)), workers=1, seed=budget.seed)
    if budget.deterministic:
        effort = replace(effort, deterministic=LED_SECONDS)
    answer = run(model.builder.model, effort, stop=budget.stop)
    if answer.status != "optimal":
        return every
    views = zip(every, model.club_groups, strict=True)
    return tuple(group for group, view in views if _pattern(answer, view.by_pattern) is not None)


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
    builder.model.clear_objective()
    for group in found.model.club_groups:
        for meets in group.by_pattern.values():
            builder.link(meets == found.answer.value(meets))
    return found


def hold_whole(n: Instance, groups: Sequence[OpenGroup], budget: Budget, share: float) -> Held | None:
    """All of these groups held; None when that was not found, with what `hold` takes for `share`.

    In a large school clubs alone are asked first, and then fewer candidates for the sessions of classes than there are.
    """
    groups = tuple(groups)
    fewer = thinned(n)
    if fewer is not None:
        if len(led(n, groups, budget)) < len(groups):
            return None
        found = _whole(fewer, groups, budget, share)
        if found is not None:
            return found
    return None if budget.over else _whole(n, groups, budget, share)


def _whole(n: Instance, groups: tuple[OpenGroup, ...], budget: Budget, share: float) -> Held | None:
    model = ExactModel(n, Decided(groups))
    answer = run(model.builder.model, _effort(budget, share), hint=model.custom(), stop=budget.stop)
    return Held(groups, (), model, answer) if answer.found else None


def widened(n: Instance, held: Held, answer: Answer) -> Held:
    """What is held with few candidates, in the model with all of them.

    `answer` is a timetable of the model of `held`: variables of the same name have its values, all others 0. Whether
    that is one of the wider model, too, is for the caller to see.
    """
    model = ExactModel(n, Decided(held.groups))
    known = held.model.builder.named
    shared = {at: answer.values[known[name]] for name, at in model.builder.named.items() if name in known}
    values = tuple(shared.get(at, 0) for at in range(model.builder.size))
    return replace(held, model=model, answer=Answer("feasible", values, 0.0, 0.0), core=frozenset(shared))


def found_again(held: Held, budget: Budget, share: float) -> Held | None:
    """The same with a timetable of its model, which begins with the values of `held`; None when none was found."""
    hint = dict(enumerate(held.answer.values))
    answer = run(held.model.builder.model, _effort(budget, share), hint=hint, stop=budget.stop)
    return replace(held, answer=answer) if answer.found else None


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
