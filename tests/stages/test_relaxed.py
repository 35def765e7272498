"""The linear relaxation of an exact model: it cuts off no timetable, and whole numbers that keep it are one."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from ortools.sat.python import cp_model

from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.aims import StudentAims
from afterschool_sched.cpsat.clubs import Decided
from afterschool_sched.cpsat.engine import Answer, Effort, held_at_zero, run
from afterschool_sched.cpsat.expressions import Builder
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance
from afterschool_sched.stages.aims import Linear
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.lexicographic import Lexicographic
from afterschool_sched.stages.lp import Limits, solve_mip
from afterschool_sched.stages.people import Held, hold
from afterschool_sched.stages.placement import Placer
from afterschool_sched.stages.relaxation import linear_of, lower_hull, relaxation
from afterschool_sched.stages.relaxed import Relaxed
from afterschool_sched.stages.relaxing import Relaxing
from afterschool_sched.stages.staffing import PEOPLE_AIMS

from .builder import school
from .worlds import world

BUDGET = Budget(deterministic=True)
SURE = Effort(workers=1)

# ---- rows of every kind, in full ------------------------------------------------------------------------------------


def _linear(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.link(2 * x - y + yes <= 3)
    b.link(x + y >= 1)


def _enforced(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.link(x + 2 * y >= 4).only_enforce_if(yes)
    b.link(x - y <= 0).only_enforce_if(~yes)


def _enforced_twice(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.link(x == y).only_enforce_if([yes, ~b.boolean("other")])


def _at_least(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.link(b.at_least(x + y, 3, "three") <= yes)


def _clause(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.model.add_bool_or([yes, ~b.boolean("other")])
    b.link(x <= y)


def _never(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.model.add_bool_or([])


def _maximum(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.maximum([x, 2 * y - 1, 1], "most")


def _minimum(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.link(b.minimum([x, y + yes], "least") <= 1)


def _table(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.look_up([4, 0, 1, 5, 2, 7, 3], x + y, "found")


def _square(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.link(b.square(b.maximum([x - 1, 0], "over"), "squared") + y <= 3)


def _when(b: Builder, x: Any, y: Any, yes: Any) -> None:
    b.link(b.when(yes, x, "x if yes") >= y)


KINDS = [
    _linear,
    _enforced,
    _enforced_twice,
    _at_least,
    _clause,
    _never,
    _maximum,
    _minimum,
    _table,
    _square,
    _when,
]


def _small(kind: Callable[[Builder, Any, Any, Any], None]) -> Builder:
    builder = Builder()
    kind(builder, builder.integer(0, 3, "x"), builder.integer(0, 3, "y"), builder.boolean("yes"))
    return builder


def _solutions(builder: Builder) -> set[tuple[int, ...]]:
    found: set[tuple[int, ...]] = set()

    class All(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            variables = (builder.model.get_int_var_from_proto_index(at) for at in range(builder.size))
            found.add(tuple(self.value(variable) for variable in variables))

    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # else ctrl-C ends this process from now on
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    solver.solve(builder.model, All())
    return found


def _points(builder: Builder) -> list[tuple[int, ...]]:
    return list(product(*(range(low, high + 1) for low, high in (builder.bounds[at] for at in range(builder.size)))))


@pytest.mark.parametrize("kind", KINDS)
def test_whole_numbers_that_settle_are_the_solutions(kind: Callable[..., None]) -> None:
    builder = _small(kind)
    relaxed, solutions = Relaxed(builder), _solutions(builder)
    assert bool(solutions) == (kind is not _never)
    assert {point for point in _points(builder) if relaxed.settled(point) == point} == solutions


@pytest.mark.parametrize("kind", KINDS)
def test_a_bound_is_never_above_what_can_be_had(kind: Callable[..., None]) -> None:
    builder = _small(kind)
    solutions = _solutions(builder)
    rng = random.Random(kind.__name__)
    for _ in range(20):
        costs = [rng.randint(-3, 3) for _ in range(builder.size)]
        expression = sum(cost * builder.model.get_int_var_from_proto_index(at) for at, cost in enumerate(costs) if cost)
        if isinstance(expression, int) or not solutions:
            continue
        best = min(solutions, key=lambda point: sum(c * v for c, v in zip(costs, point, strict=True)))
        relaxed = Relaxed(builder)
        least = relaxed.least(relaxed.linear(expression), best, None)
        assert least is not None
        assert least <= sum(c * v for c, v in zip(costs, best, strict=True))


def test_what_stands_beyond_a_table_is_no_solution() -> None:
    builder = Builder()
    at = builder.integer(0, 3, "at")
    found = builder.integer(0, 9, "found")
    builder.model.add_element(at, [5, 6], found)
    relaxed = Relaxed(builder)
    assert relaxed.settled((1, 0)) == (1, 6)
    assert relaxed.settled((3, 6)) is None


@pytest.mark.parametrize(
    "odd", [lambda model, yes: model.add_bool_xor([yes, True]), lambda model, yes: model.add_implication(yes, ~yes)]
)
def test_where_a_row_is_not_understood_nothing_settles(odd: Callable[[cp_model.CpModel, Any], None]) -> None:
    builder = _small(_linear)
    assert relaxation(builder).whole
    point, *_ = sorted(_solutions(builder))
    odd(builder.model, builder.model.get_bool_var_from_proto_index(2))
    assert not relaxation(builder).whole
    assert Relaxed(builder).settled(point) is None


def test_a_domain_with_holes_is_not_known_whole() -> None:
    builder = Builder()
    x = builder.integer(0, 9, "x")
    builder.model.add_linear_expression_in_domain(x, cp_model.Domain.from_values([1, 5]))
    read = relaxation(builder)
    assert not read.whole
    assert Relaxed(builder).least(linear_of(-x, 1), [5], None) == -5


@pytest.mark.parametrize(
    ("points", "corners"),
    [
        ([(0, 0), (1, 1), (2, 4), (3, 9)], [(0, 0), (1, 1), (2, 4), (3, 9)]),
        ([(0, 0), (1, 5), (2, 4), (3, 3)], [(0, 0), (3, 3)]),
        ([(0, 4), (1, 0), (2, 3), (3, 3)], [(0, 4), (1, 0), (3, 3)]),
        ([(0, 1), (1, 1), (2, 1)], [(0, 1), (2, 1)]),
        ([(0, 7)], [(0, 7)]),
    ],
)
def test_the_lower_hull(points: list[tuple[int, int]], corners: list[tuple[int, int]]) -> None:
    assert lower_hull(points) == corners


# ---- worlds ---------------------------------------------------------------------------------------------------------


def _model(seed: int) -> tuple[ExactModel, dict[str, Any]]:
    model = ExactModel(build_instance(world(seed)))
    aims = StudentAims(model)
    return model, {aim: aims.expression(aim) for aim in model.n.scenario.aim_ids}


@pytest.mark.parametrize("seed", range(40))
def test_every_timetable_keeps_the_relaxation(seed: int) -> None:
    """Too tight: a solution is cut off. Too loose: whole numbers settle, and are none."""
    model, _ = _model(seed)
    builder, rng = model.builder, random.Random(seed)
    relaxed = Relaxed(builder)
    for _ in range(4):
        costs = [rng.randint(-3, 3) for _ in range(builder.size)]
        variables = [builder.model.get_int_var_from_proto_index(at) for at in range(builder.size)]
        builder.model.minimize(cp_model.LinearExpr.weighted_sum(variables, costs))
        answer = run(builder.model, SURE)
        if not answer.found:
            assert answer.status == "infeasible"
            return
        assert relaxed.settled(answer.values) == answer.values
        vector = np.array(costs, dtype=np.float64)
        whole = solve_mip(relaxed.model, vector, Limits(gap=0.5))
        assert whole.x is not None
        settled = relaxed.settled(whole.x)
        if settled is not None:
            assert _allowed(model, settled)
            assert float(vector @ np.array(settled)) >= answer.objective - 1e-6


def _allowed(model: ExactModel, values: tuple[int, ...]) -> bool:
    copy = model.builder.model.clone()
    copy.clear_objective()
    for at, value in enumerate(values):
        copy.add(copy.get_int_var_from_proto_index(at) == value)
    return run(copy, SURE).found


@pytest.mark.parametrize("seed", range(40))
def test_bounds_of_aims_hold(seed: int) -> None:
    model, aims = _model(seed)
    relaxed = Relaxed(model.builder)
    for expression in aims.values():
        if isinstance(expression, int):
            continue
        model.builder.model.minimize(expression)
        answer = run(model.builder.model, SURE)
        if not answer.found:
            return
        least = relaxed.least(relaxed.linear(expression), answer.values, None)
        assert least is not None
        assert least <= answer.value(expression)


# ---- the search -----------------------------------------------------------------------------------------------------


def _instance() -> Instance:
    return build_instance(school(students=120))


@pytest.fixture(scope="module")
def held() -> Held:
    n = _instance()
    placement = Placer(n, BUDGET).first()
    assert placement is not None
    found = hold(n, placement.groups, BUDGET, 0.5)
    assert found is not None
    return found


def _aims(n: Instance) -> tuple[str, ...]:
    return tuple(aim for aim in n.scenario.aim_ids if aim in PEOPLE_AIMS)


def _search(held: Held, core: frozenset[int] | None = None) -> Relaxing:
    model = ExactModel(held.model.n, Decided(held.groups))
    search = Relaxing(model, _aims(model.n), BUDGET, lambda _: None, "this choice of groups", "people", core=core)
    _begin(search, held)
    return search


def _by_cp_sat(held: Held) -> Lexicographic:
    model = ExactModel(held.model.n, Decided(held.groups))
    search = Lexicographic(model, _aims(model.n), BUDGET, lambda _: None, "this choice of groups", "people")
    _begin(search, held)
    return search


def _begin(search: Lexicographic, held: Held) -> None:
    model = search.model
    known = held.model.builder.named
    hint = {at: held.answer.values[known[name]] for name, at in model.builder.named.items()}
    assert search.first(hint)


def _proved(search: Lexicographic) -> Mapping[str, tuple[int, float]]:
    list(search.improve())
    return {aim: (value, search.bounds[aim].bound) for aim, value in search.values.items()}


def test_it_finds_and_proves_what_cp_sat_does(held: Held) -> None:
    slow, quick = _proved(_by_cp_sat(held)), _proved(_search(held))
    assert slow == quick
    assert all(value == bound for value, bound in quick.values())
    assert any(value for value, _ in quick.values()), "something is to be found"


def test_few_columns_are_enough_to_begin_with(held: Held) -> None:
    """The incumbent's alone: all others are priced in as the LP calls for them."""
    every, few = (_proved(_search(held, core)) for core in (None, frozenset[int]()))
    assert every == few


def test_columns_are_priced_in(held: Held) -> None:
    search, values = _search(held), held.answer.values
    every, few = (Relaxed(search.model.builder, core) for core in (None, frozenset[int]()))
    outside = len(few.left_out)
    for aim, expression in search._expressions:
        least = every.least(every.linear(expression), values, None)
        assert few.least(few.linear(expression), values, None) == least, aim
        assert least is not None
        for relaxed in (every, few):
            relaxed.keep(relaxed.linear(expression), search.values[aim])
    assert 0 < len(few.left_out) < outside


WAYS = {"_meeting": lambda *_: iter(()), "_propagated": lambda *_: None, "_branched": lambda *_: None}


@pytest.mark.parametrize("ways", [("_meeting",), ("_propagated",), ("_branched",), ()])
def test_each_way_alone(held: Held, ways: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """What one way does not find another one does, in the end CP-SAT on the whole model."""
    for way, nothing in WAYS.items():
        if way not in ways:
            monkeypatch.setattr(Relaxing, way, nothing)
    found = _proved(_search(held))
    assert all(value == bound for value, bound in found.values())


def test_all_aims_are_met_at_once(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """One answer, and nothing is left to do for the other ways."""
    known = _proved(_search(held))
    for way in ("_propagated", "_branched"):
        monkeypatch.setattr(Relaxing, way, lambda *_: pytest.fail("not needed"))
    search = _search(held)
    assert len(list(search.improve())) == 1
    assert {aim: (value, search.bounds[aim].bound) for aim, value in search.values.items()} == known


def test_what_is_proved_is_not_looked_at_again(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    search = _search(held)
    known = _proved(search)
    monkeypatch.setattr(Relaxed, "least", lambda *_: pytest.fail("known"))
    assert _proved(search) == known


def test_where_aims_are_not_met_at_once_only_the_first_bound_is_one(
    held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the others it is one under the condition that those before meet theirs."""
    search = _search(held)
    rows, before, bounds = search.relaxed.model, search.answer, dict(search.bounds)
    first, *others = search.aims
    monkeypatch.setattr(Relaxed, "meeting", lambda *_: None)
    assert list(search.at_once()) == []
    assert search.answer is before
    assert search.relaxed.model is rows
    assert [search.bounds[aim] for aim in others] == [bounds[aim] for aim in others]
    assert search.bounds[first].bound >= bounds[first].bound


def test_a_solution_that_meets_the_bound_needs_no_dear_column(held: Held) -> None:
    search = _search(held)
    assert search.answer is not None
    for _, expression in search._expressions:
        linear = search.relaxed.linear(expression)
        least = search.relaxed.least(linear, search.answer.values, None)
        assert least is not None
        narrow = search.relaxed.meeting([(linear, least)], Limits())
        wide = search.relaxed.solution(linear, search.answer.values, Limits())
        assert wide is not None
        if round(linear.value(wide)) == least:
            assert narrow is not None
            assert round(linear.value(narrow)) == least


def test_where_every_solution_needs_dear_columns_they_are_asked_too(held: Held) -> None:
    search = _search(held)
    assert search.answer is not None
    linear = search.relaxed.linear(search._expressions[0][1])
    least = search.relaxed.least(linear, search.answer.values, None)
    assert least is not None
    narrow = search.relaxed.meeting([(linear, least)], Limits())
    search.relaxed._costs = np.ones(search.relaxed.model.size)
    wide = search.relaxed.meeting([(linear, least)], Limits())
    assert narrow is not None
    assert wide is not None
    assert round(linear.value(wide)) == round(linear.value(narrow))


def test_where_an_aim_cannot_be_met_it_is_missed_by_little(held: Held) -> None:
    """And no more is claimed than what holds: the bound of what comes next took it for granted."""
    known = _proved(_search(held))
    search = _search(held)
    real = Relaxed.least

    def too_little(relaxed: Relaxed, aim: Linear, incumbent: Sequence[int], seconds: float | None) -> int | None:
        least = real(relaxed, aim, incumbent, seconds)
        return None if least is None else least - 1

    first = search.aims[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Relaxed, "least", too_little)
        patch.setattr(Relaxed, "keep", lambda *_: None)  # no LP has such a solution: as if it had
        found = list(search.at_once())
    assert found
    assert search.values[first] == known[first][0]
    assert search.bounds[first].bound == max(0, known[first][0] - 1)
    assert all(search.bounds[aim].bound <= known[aim][0] for aim in search.aims)
    assert _proved(search) == known


def test_what_the_relaxation_does_not_know_is_completed(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    known = _proved(_search(held))
    monkeypatch.setattr(Relaxed, "settled", lambda *_: None)
    monkeypatch.setattr(Relaxing, "_propagated", lambda *_: None)
    assert _proved(_search(held)) == known


def test_a_solution_that_cannot_be_completed_changes_nothing(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    search = _search(held)
    before = search.answer
    assert before is not None
    (aim, expression), *_ = search._expressions
    linear = search.relaxed.linear(expression)
    monkeypatch.setattr(Relaxed, "settled", lambda *_: None)
    nobody = np.zeros(search.model.builder.size)
    assert linear.value(nobody) < before.value(expression), aim
    rows = len(search.model.builder.model.proto.constraints)
    assert search._completed([(expression, linear)], nobody) is None or search.answer is before
    assert _allowed(search.model, before.values), "no row stays behind"
    assert len(search.model.builder.model.proto.constraints) == rows + 1


def test_the_same_every_time(held: Held) -> None:
    answers: list[Answer | None] = []
    for _ in range(2):
        search = _search(held)
        list(search.improve())
        answers.append(search.answer)
    first, second = answers
    assert first is not None
    assert second is not None
    assert first.values == second.values


def test_domains_are_what_they_were() -> None:
    builder = _small(_linear)
    before = [list(variable.domain) for variable in builder.model.proto.variables]
    with held_at_zero(builder.model, [0, 2]):
        assert [list(variable.domain) for variable in builder.model.proto.variables] == [[0, 0], [0, 3], [0, 0]]
    assert [list(variable.domain) for variable in builder.model.proto.variables] == before
