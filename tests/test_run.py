"""The pipeline from a scenario to a checked timetable: with the real solver, and with searches that obey."""

from __future__ import annotations

import importlib
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from afterschool_sched.checker import check
from afterschool_sched.errors import Finding, ImpossibleError, InputError, NotFoundInTime, Place, RefusedError
from afterschool_sched.load import load
from afterschool_sched.result import Result
from afterschool_sched.run import solve
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Candidate, Impossible, Progress, Scope
from afterschool_sched.timetable import Timetable
from afterschool_sched.validate import refusal
from tests.two_children import BOTH, FORGOTTEN, NOBODY, ONE, YAML, candidate, scenario

Search = Callable[[Any, Budget, Callable[[Progress], None]], Iterator[Candidate]]


@pytest.fixture
def searching(monkeypatch: pytest.MonkeyPatch) -> Callable[[Search], None]:
    """Puts another search in the strategy's place."""
    strategy = importlib.import_module("afterschool_sched.stages.strategy")
    return lambda search: monkeypatch.setattr(strategy, "search", search)


def yielding(*candidates: Candidate) -> Search:
    def search(n: Any, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
        yield from candidates

    return search


def press_ctrl_c() -> None:
    time.sleep(0.2)  # until the main thread waits
    os.kill(os.getpid(), signal.SIGINT)


# ---- the real solver ------------------------------------------------------------------------------------------------


def test_two_children_get_the_two_clubs() -> None:
    result = solve(scenario(), seconds=20, workers=1)
    assert result.status == "optimal"
    assert [(aim.id, aim.value, aim.gap) for aim in result.aims[:2]] == [("unplaced", 0, 0), ("first_choice", 1, 0)]
    clubs = {group.activity: group.members for group in result.timetable.plans[0].groups}
    assert sorted(clubs) == ["art", "chess"]
    assert result.notes == ()
    assert result.verdict.ok


def test_deterministic_runs_are_alike_and_use_one_worker() -> None:
    first, second = (solve(scenario(), seconds=5, seed=3, deterministic=True, workers=4) for _ in range(2))
    assert first.timetable.to_json() == second.timetable.to_json()
    assert (first.workers, first.deterministic, first.seed) == (1, True, 3)


def test_no_name_of_a_child_gets_into_the_files() -> None:
    result = solve(scenario(), seconds=20, workers=1)
    for text in (result.to_json(), result.timetable.to_json()):
        assert "Nameless" not in text
    assert "s1" in result.timetable.to_json()


# ---- what comes out -------------------------------------------------------------------------------------------------


def test_every_better_checked_timetable_is_handed_over_at_once(searching: Callable[[Search], None]) -> None:
    searching(yielding(candidate(NOBODY), candidate(FORGOTTEN), candidate(BOTH), candidate(ONE)))
    found: list[Result] = []
    result = solve(scenario(), found=found.append)
    assert [better.timetable.plans[0] for better in found] == [NOBODY, BOTH]
    assert result.timetable.plans == (BOTH,)
    assert len(result.notes) == 1  # one was refused
    assert (result.status, result.interrupted, result.stage) == ("feasible", False, "by hand")


def test_what_a_result_says_of_the_run(searching: Callable[[Search], None]) -> None:
    searching(yielding(candidate(BOTH, utility_bound=400.0)))
    result = solve(scenario(), seconds=7, seed=5, workers=2)
    assert (result.time_limit, result.seed, result.workers, result.inputs) == (7, 5, 2, {})
    assert result.utility_gap == 0.038962  # 400 / 385 - 1, rounded up
    assert set(result.versions) == {"afterschool-sched", "python", "ortools", "numpy", "pydantic"}
    assert list(result.seconds) == ["validate", "build", "search", "check", "first_checked", "total"]
    assert result.seconds["first_checked"] <= result.seconds["total"]
    assert json.loads(result.to_json())["verdict"]["checked"] is True


def test_inputs_are_told_by_their_digests(tmp_path: Any, searching: Callable[[Search], None]) -> None:
    searching(yielding(candidate(BOTH)))
    (tmp_path / "two.yaml").write_text(YAML, encoding="utf-8")
    digests = solve(load(tmp_path / "two.yaml")).inputs
    (tmp_path / "two.yaml").write_text(YAML + "# changed\n", encoding="utf-8")
    assert list(digests) == ["two.yaml"]
    assert solve(load(tmp_path / "two.yaml")).inputs != digests


def test_progress_is_passed_on(searching: Callable[[Search], None]) -> None:
    told = Progress("by hand", "unplaced", 1.0, 0.0, 1.0, 0.1)

    def search(n: Any, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
        progress(told)
        yield candidate(BOTH)

    searching(search)
    heard: list[Progress] = []
    solve(scenario(), progress=heard.append)
    assert heard == [told]


def test_the_search_gets_what_was_asked_for(searching: Callable[[Search], None]) -> None:
    budgets: list[Budget] = []

    def search(n: Any, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
        budgets.append(budget)
        yield candidate(BOTH)

    searching(search)
    solve(scenario(), seconds=9, seed=4, workers=3)
    assert [(b.seconds, b.seed, b.workers, b.deterministic) for b in budgets] == [(9, 4, 3, False)]


# ---- when there is none ---------------------------------------------------------------------------------------------


def test_errors_of_the_input_come_before_any_search() -> None:
    with pytest.raises(InputError) as caught:
        solve(scenario(rules=[{"rule": "pinned", "activity": "cheese"}]))
    assert any("cheese" in finding.text for finding in caught.value.findings)


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ([], None),
        (["warning:field-unused"], None),
        (["count-seats"], ImpossibleError),
        (["count-pin-clash", "warning:field-unused"], ImpossibleError),
        (["count-seats", "unknown-room"], InputError),
    ],
)
def test_only_proofs_by_counting_make_it_impossible(codes: list[str], kind: type[Exception] | None) -> None:
    findings = [
        Finding(code.removeprefix("warning:"), "warning" if code.startswith("warning") else "error", None, "")
        for code in codes
    ]
    assert refusal(findings) is kind


def test_a_refused_answer_is_withheld(searching: Callable[[Search], None]) -> None:
    searching(yielding(candidate(FORGOTTEN)))
    with pytest.raises(RefusedError, match="s2") as caught:
        solve(scenario())
    assert [violation.rule for violation in caught.value.violations] == ["supervised"]


def test_impossible_names_the_rules_and_where_they_are_written(
    tmp_path: Any, searching: Callable[[Search], None]
) -> None:
    def search(n: Any, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
        yield from ()
        raise Impossible(("supervised", "workload"), "confirmed by hand")

    searching(search)
    limit = "rules:\n  - {rule: workload, sessions_per_week: 5}\n"
    (tmp_path / "two.yaml").write_text(YAML + limit, encoding="utf-8")
    with pytest.raises(ImpossibleError) as caught:
        solve(load(tmp_path / "two.yaml"))
    head, default, own = caught.value.findings
    assert head.text == "No timetable meets all required rules together; confirmed by hand."
    assert default.where is None
    assert "supervised" in default.text
    line = YAML.count("\n") + 2
    assert own.where == Place("two.yaml", line, 5)
    assert own.text == "The rule 'workload' takes part in the contradiction: A teacher has at most 5 periods a week."


@pytest.mark.parametrize("ends", [None, Impossible(("supervised",), "confirmed by hand"), LookupError("a fault")])
def test_what_runs_beside_the_search_is_told_to_stop(
    ends: Exception | None, searching: Callable[[Search], None]
) -> None:
    budgets: list[Budget] = []

    def search(n: Any, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
        budgets.append(budget)
        assert not budget.stop()
        yield from yielding(candidate(BOTH))(n, budget, progress)
        if ends is not None:
            raise ends

    searching(search)
    with nullcontext() if ends is None else pytest.raises((ImpossibleError, LookupError)):
        assert not solve(scenario()).interrupted
    assert budgets[0].stop()


def test_none_in_time_is_no_proof(searching: Callable[[Search], None]) -> None:
    searching(yielding())
    with pytest.raises(NotFoundInTime, match="in 7 seconds; that does not mean"):
        solve(scenario(), seconds=7)


def test_a_fault_in_the_search_is_not_hidden(searching: Callable[[Search], None]) -> None:
    def search(n: Any, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
        yield candidate(ONE)
        raise LookupError("a fault")

    searching(search)
    found: list[Result] = []
    with pytest.raises(LookupError, match="a fault"):
        solve(scenario(), found=found.append)
    assert len(found) == 1


@pytest.mark.parametrize(
    "options",
    [
        {"seconds": 0},
        {"seconds": float("nan")},
        {"seconds": float("inf")},
        {"seed": -1},
        {"workers": 0},
        {"workers": 65},
    ],
)
def test_options_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        solve(scenario(), **options)


# ---- ended early ----------------------------------------------------------------------------------------------------


def waiting(*candidates: Candidate, press: bool = False) -> Search:
    """Yields, and then goes on until it is told to stop."""

    def search(n: Any, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
        yield from candidates
        if press:
            press_ctrl_c()
        while not budget.stop():
            time.sleep(0.01)

    return search


def test_stop_from_another_thread_gives_the_best_so_far(searching: Callable[[Search], None]) -> None:
    searching(waiting(candidate(ONE)))
    stop = threading.Event()
    result = solve(scenario(), stop=stop, found=lambda _: stop.set())
    assert result.timetable.plans == (ONE,)
    assert result.interrupted


def test_stop_before_the_first_one_says_so(searching: Callable[[Search], None]) -> None:
    searching(waiting())
    stop = threading.Event()
    stop.set()
    with pytest.raises(NotFoundInTime, match="stopped before"):
        solve(scenario(), stop=stop)


def test_ctrl_c_gives_the_best_so_far_and_leaves_the_handler_alone(searching: Callable[[Search], None]) -> None:
    searching(waiting(candidate(ONE), press=True))
    before = signal.getsignal(signal.SIGINT)
    result = solve(scenario())
    assert result.timetable.plans == (ONE,)
    assert result.interrupted
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_before_the_first_one_is_ctrl_c(searching: Callable[[Search], None]) -> None:
    searching(waiting(press=True))
    with pytest.raises(KeyboardInterrupt):
        solve(scenario())


def test_the_hosts_own_event_is_never_set(searching: Callable[[Search], None]) -> None:
    searching(waiting(candidate(ONE), press=True))
    stop = threading.Event()
    solve(scenario(), stop=stop)
    assert not stop.is_set()


def test_an_optimal_timetable_was_not_interrupted(searching: Callable[[Search], None]) -> None:
    everywhere: Scope = "all timetables"
    verdict = check(scenario(), Timetable(scenario="two-children", plans=(BOTH,)))
    met: list[tuple[str, float, bool, Scope]] = [(aim.id, aim.value, True, everywhere) for aim in verdict.aims]
    searching(yielding(candidate(BOTH, *met, optimal=True)))
    stop = threading.Event()
    stop.set()
    result = solve(scenario(), stop=stop)
    assert (result.status, result.interrupted) == ("optimal", False)
