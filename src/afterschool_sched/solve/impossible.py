"""Before "impossible" is said: a second opinion, and the names of the rules that contradict each other."""

from __future__ import annotations

from collections.abc import Sequence

from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.engine import Effort, run
from afterschool_sched.cpsat.model import CANDIDATES_ONLY, ExactModel
from afterschool_sched.instance import Instance
from afterschool_sched.solve.budget import Budget
from afterschool_sched.solve.candidate import Impossible

PARTLY_CANDIDATES = frozenset({"meets", "room_fit"})  # they post rows, but also shorten the lists that compile makes


def confirm_impossible(n: Instance, budget: Budget) -> Impossible | None:
    """Ask again with presolve off, one worker and another seed, on a model built anew; None unless it agrees.

    (Presolve has given false answers in some releases of the solver, and cores are right only without it.)
    """
    model = ExactModel(n, literals=True)
    literals = model.builder.literals
    model.builder.model.add_assumptions(list(literals.values()))
    effort = _second(budget)
    answer = run(model.builder.model, effort, stop=budget.stop)
    if answer.status != "infeasible":
        return None
    core = _shrink(n, sorted(literals), budget)
    named = sorted({n.rules[at].id for at in core})
    lists = [rule for rule in sorted(CANDIDATES_ONLY | PARTLY_CANDIDATES) if _possible_without(n, rule, budget)]
    order = [rule.id for rule in n.rules]
    rules = tuple(sorted({*named, *lists}, key=order.index))
    return Impossible(rules, "confirmed by a second search with other settings")


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


def _possible_without(n: Instance, rule: str, budget: Budget) -> bool:
    if budget.over:
        return False
    other = build_instance(n.scenario, n.seasons, frozenset({rule}), n.base.plan if n.base else None)
    return run(ExactModel(other).builder.model, _second(budget), stop=budget.stop).found
