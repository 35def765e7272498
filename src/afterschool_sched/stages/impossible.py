"""Before "impossible" is said: a second opinion, and the names of the rules that contradict each other.

Where the exact model is too large to be searched to its end, relaxations of it are not: the clubs that the school has
filled, alone, and the pattern master. What they cannot do, no timetable can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from afterschool_sched.catalogue import effective_rules
from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.engine import Effort, run
from afterschool_sched.cpsat.model import CANDIDATES_ONLY, ExactModel
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Impossible
from afterschool_sched.stages.lp import second_opinion, solve_lp
from afterschool_sched.stages.offer import build_offer
from afterschool_sched.stages.people import clubs_alone

PARTLY_CANDIDATES = frozenset({"meets", "room_fit"})  # they post rows, but also shorten the lists that compile makes


SOON = 3.0  # seconds for the first word on a relaxation (deterministic time, where the clock is not looked at)
CONFIRMED = "confirmed by a second search with other settings"

Reduce = Callable[[Instance], Instance]


def contradiction(n: Instance, budget: Budget, *, counted: bool = False) -> Impossible | None:
    """What relaxations say soon: the contradiction of what is required, or None, which says nothing.

    `counted`: the master is known to have a solution.
    """
    if any(not club.chosen for club in n.clubs):
        model = ExactModel(filled_clubs(n))
        effort = Effort(seconds=min(SOON, max(budget.left, 0.1)), workers=1, seed=budget.seed)
        if budget.deterministic:
            effort = replace(effort, deterministic=SOON)
        if run(model.builder.model, effort, stop=budget.stop).status == "infeasible":
            return confirm_impossible(n, budget, filled_clubs)
    return None if counted else _of_master(n, budget)


def filled_clubs(n: Instance) -> Instance:
    """The clubs that the school has filled, and nothing else: no choices, no classes, no duties."""
    clubs = tuple(club if not club.chosen else replace(club, up_to=0) for club in n.clubs)
    return replace(clubs_alone(n), clubs=clubs)


def _of_master(n: Instance, budget: Budget) -> Impossible | None:
    """The pattern master's LP, infeasible for two solvers; the rules without which it is not."""
    if not _master_infeasible(n, budget, again=True):
        return None
    named = [rule for rule in dict.fromkeys(rule.id for rule in n.rules if rule.required) if rule != "supervised"]
    needed = [
        rule for rule in named if not budget.over and not _master_infeasible(_without(n, rule), budget, again=False)
    ]
    return Impossible(
        ("supervised", *needed), "counted over all groups, rooms and teachers, and confirmed by a second solver"
    )


def _master_infeasible(n: Instance, budget: Budget, *, again: bool) -> bool:
    model = build_offer(n).model
    nothing = np.zeros(model.size)
    seconds = None if budget.deterministic else max(1.0, budget.left)
    if solve_lp(model, nothing, seconds=seconds).status != "infeasible":
        return False
    return not again or second_opinion(model, seconds) == "infeasible"


def confirm_impossible(n: Instance, budget: Budget, reduce: Reduce = lambda n: n) -> Impossible | None:
    """Ask again with presolve off, one worker and another seed, on a model built anew; None unless it agrees.

    (Presolve has given false answers in some releases of the solver, and cores are right only without it.)
    """
    model = ExactModel(reduce(n), literals=True)
    literals = model.builder.literals
    model.builder.model.add_assumptions(list(literals.values()))
    effort = _second(budget)
    answer = run(model.builder.model, effort, stop=budget.stop)
    if answer.status != "infeasible":
        return None
    reduced = reduce(n)
    core = [reduced.rules[at] for at in _shrink(reduced, sorted(literals), budget)]
    lists = [rule for rule in sorted(CANDIDATES_ONLY | PARTLY_CANDIDATES) if _possible_without(n, rule, budget, reduce)]
    order = [rule.id for rule in n.rules]
    rules = tuple(sorted({*(rule.id for rule in core), *lists}, key=order.index))
    return Impossible(rules, CONFIRMED, _only(n, core, lists))


def _only(n: Instance, core: Sequence[Rule], lists: Sequence[str]) -> dict[str, frozenset[int]]:
    """Of rules with several instances, those in the core: some pinned session contradicts, not all that are pinned."""
    places: dict[str, set[int]] = {}
    for at, rule in enumerate(effective_rules(n.scenario)):
        if rule.id not in lists and any(rule is one for one in core):
            places.setdefault(rule.id, set()).add(at)
    return {rule: frozenset(found) for rule, found in places.items()}


def _second(budget: Budget) -> Effort:
    if budget.deterministic:
        return Effort(deterministic=budget.seconds, seed=budget.seed + 1, presolve=False)
    seconds = max(5.0, min(budget.left, budget.seconds / 2))
    return Effort(seconds=seconds, workers=1, seed=budget.seed + 1, presolve=False)


def _shrink(n: Instance, instances: Sequence[int], budget: Budget) -> list[int]:
    """Rule instances of which none can be left out: each is tried in turn (rules with candidates only are not here)."""
    needed = list(instances)
    for at in instances:
        if budget.over:
            break
        kept = [other for other in needed if other != at]
        if _infeasible_with(n, kept, budget):
            needed = kept
    return needed


def _infeasible_with(n: Instance, kept: Sequence[int], budget: Budget) -> bool:
    model = ExactModel(n, literals=True)
    for at in kept:
        if at in model.builder.literals:
            model.builder.model.add_bool_and([model.builder.literals[at]])
    return run(model.builder.model, _second(budget), stop=budget.stop).status == "infeasible"


def _possible_without(n: Instance, rule: str, budget: Budget, reduce: Reduce) -> bool:
    if budget.over:
        return False
    return run(ExactModel(reduce(_without(n, rule))).builder.model, _second(budget), stop=budget.stop).found


def _without(n: Instance, rule: str) -> Instance:
    return build_instance(n.scenario, n.seasons, frozenset({rule}), n.base.plan if n.base else None)
