"""Small schools whole: every aim minimised on the exact model, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from afterschool_sched.cpsat.extract import plan_of
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance
from afterschool_sched.stages.aims import aims_of
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Candidate, Progress, held_to_a_plan
from afterschool_sched.stages.impossible import confirm_impossible
from afterschool_sched.stages.lexicographic import Lexicographic
from afterschool_sched.stages.people import Held
from afterschool_sched.stages.placement import Placement, Placer

# Numbers of (student, club, group, pattern) choices. Up to the first, with homework counted in, the exact model alone
# is quickest; up to the second it can still prove what the stages found; beyond that it finds nothing in useful time.
ALONE = 600
AFTER_STAGES = 6_000
OF_A_CLASS = 10  # choices that a class in a slot is worth: who leads it, where, and who sits with it
SOON = 3.0  # seconds for better ones, where a first timetable will do


def choices(n: Instance) -> int:
    """How large the exact model would be."""
    return sum(len(option.patterns) * n.clubs[option.club].up_to for pupil in n.pupils for option in pupil.reachable)


def is_tiny(n: Instance) -> bool:
    """Whether the exact model alone is quickest."""
    homework = sum(len(slots) for activity in n.class_activities for slots in activity.slots.values())
    return choices(n) + OF_A_CLASS * homework <= ALONE


def search_exact(
    n: Instance, budget: Budget, progress: Callable[[Progress], None], start: Held | None = None
) -> Iterator[Candidate]:
    """Improving candidates, until all aims are proved or the budget is over; `start` is what is known already.

    Raises Impossible.
    """
    model = ExactModel(n)
    search = Lexicographic(model, n.scenario.aim_ids, budget, progress, "as good in the aims above", "exact")
    if not search.first(model.custom() if start is None else hint_of(n, model, start)):
        if search.status == "infeasible":
            impossible = confirm_impossible(n, budget)
            if impossible is not None:
                raise impossible
        return
    yield candidate_of(search)
    if budget.fast:
        allowed = SOON if budget.deterministic else budget.elapsed + SOON
        search.budget = replace(budget, seconds=min(budget.seconds, allowed))
    for _ in search.improve():
        yield candidate_of(search)
    # The same plan perhaps, but with all bounds.
    yield candidate_of(search) if n.planned is None else _bounded_without_plan(n, budget, search)


def _bounded_without_plan(n: Instance, budget: Budget, search: Lexicographic) -> Candidate:
    """Where the search stands, with the bounds of a school that is free of the plan for its district."""
    candidate = candidate_of(search)
    values = {aim: value for aim, value in search.values.items() if aim in aims_of(n)}
    known = Placer(n, budget).bounded(Placement((), values, (), 0, None), price=False)
    others = (bound for bound in candidate.bounds if bound.aim not in values)
    return replace(candidate, bounds=(*known.bounds, *others), utility_bound=known.utility_bound)


def hint_of(n: Instance, model: ExactModel, held: Held) -> dict[int, int]:
    """What is held as values of the exact model's variables, which have the same names."""
    values = {name: held.answer.values[index] for name, index in held.model.builder.named.items()}
    counts: dict[int, int] = {}
    for group in held.groups:
        counts[group.club] = counts.get(group.club, 0) + 1
        name = f"{n.clubs[group.club].activity} {counts[group.club]}"
        values[f"{name} on {group.pattern}"] = 1
        for pupil in group.members:
            values[f"{name} takes {n.pupils[pupil].id} on {group.pattern}"] = 1
    known = {index: values[name] for name, index in model.builder.named.items() if name in values}
    for name, index in model.builder.named.items():
        if (" takes " in name or " on " in name) and index not in known:
            known[index] = 0
    return known


def candidate_of(search: Lexicographic) -> Candidate:
    """Where the search stands."""
    assert search.answer is not None
    planned = search.model.n.planned
    bounds = held_to_a_plan(planned, (search.bounds[aim] for aim in search.aims))
    return Candidate(plan_of(search.model, search.answer), bounds, None, search.stage, search.proved and not planned)
