"""The pipeline: validate, compile, search, check. The only place where the solver arm and the checker arm meet.

What the solver finds is a candidate, and nobody sees it before the independent checker has passed it.
"""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NoReturn

from ._version import __version__
from .asked import Clock, Free, Options
from .background import in_background
from .calendar import Calendar
from .catalogue import effective_rules
from .chain import Chain, Whole
from .checker import Verdict, check
from .district import solve_schools
from .errors import Finding, ImpossibleError, NotFoundInTime, RefusedError
from .incumbent import summary_of
from .memory import settled
from .result import Result, rounded_up
from .scenario import District, Scenario
from .timetable import Timetable
from .validate import refusal, validate
from .worker import Worker

if TYPE_CHECKING:
    from .stages.candidate import Impossible, Progress

CODES: dict[str, str] = {
    "impossible": "The search has proved that no timetable meets all required rules.",
    "impossible-rule": "A rule that is part of the contradiction.",
}


def solve(
    scenario: Scenario,
    *,
    seconds: float = 60.0,
    seed: int = 0,
    deterministic: bool = False,
    workers: int = 2,
    fast: bool = False,
    progress: Callable[[Progress], None] | None = None,
    found: Callable[[Result], None] | None = None,
    stop: threading.Event | None = None,
) -> Result:
    """The best timetable found within `seconds`, passed by the checker; of a district, those of all its schools.

    `deterministic`: the same scenario, seed, versions and `seconds` give the same timetable; one worker is used, and
    `seconds` measures work, not time. `fast`: the first placement of a large school's students will do, with its
    bounds, and no better one is looked for. `progress` hears how far the search is, and `found` has every better
    checked timetable at once; both are called in the search's thread. Setting `stop` in another thread, or Ctrl-C, ends
    the search and gives the best so far, marked as interrupted; when there is none, Ctrl-C is raised as ever, and a
    second Ctrl-C always.

    Raises ValueError for options out of range, InputError when the scenario has errors, ImpossibleError when counting
    or the search proves that there is no timetable, NotFoundInTime when none was found, and RefusedError when the
    checker refused all that the solver found.
    """
    options = Options(seconds, seed, deterministic, workers, fast).accepted()
    clock = Clock()
    with clock.lap("validate"):
        findings = validate(scenario)
        refused = refusal(findings)
        if refused is not None:
            raise refused(findings)
    return solve_sound(scenario, options, clock, progress=progress, found=found, stop=stop)


def solve_sound(
    scenario: Scenario,
    options: Options,
    clock: Clock,
    *,
    progress: Callable[[Progress], None] | None = None,
    found: Callable[[Result], None] | None = None,
    stop: threading.Event | None = None,
    free: Free | None = None,
) -> Result:
    """`solve` for a scenario that `validate` has passed, from there on; `free` where it is a school of a district."""
    if isinstance(scenario, District):
        return solve_schools(scenario, options, clock, Worker, progress=progress, found=found, stop=stop)
    with clock.lap("build"):
        # Only now: this takes half a second, which `validate` and `check` need not wait for.
        from .compile import build_instance
        from .instance import Planned
        from .stages import budget, candidate, seasons
        from .stages.rota import with_rota

        base = Calendar(scenario).plans[0]
        instance = build_instance(scenario.in_seasons(base), base)
        if free is not None:
            best = build_instance(free.scenario.in_seasons(base), base)
            instance = replace(instance, planned=Planned(best, free.share))

    halted = threading.Event()

    def stopped() -> bool:
        return halted.is_set() or (stop is not None and stop.is_set())

    def judge(scenario: Scenario, timetable: Timetable) -> Verdict:
        with clock.lap("check"):
            return check(scenario, timetable)

    def complete(scenario: Scenario, timetable: Timetable) -> Timetable:
        return with_rota(scenario, timetable, options.seed)

    chain = Chain(scenario, judge, complete)
    allowance = budget.Budget(
        options.seconds, options.deterministic, options.workers, options.seed, stopped, clock.started, options.fast
    )

    def search() -> None:
        for plan in seasons.search(scenario, instance, allowance, progress or (lambda _: None), chain.decided):
            if chain.offer(plan):
                clock.first_checked()
                if found is not None and chain.whole is not None:
                    found(_result(scenario, chain.whole, options, clock, interrupted=False))

    try:
        with clock.lap("search"), settled():
            interrupted = in_background(search, halted.set)
    except candidate.Impossible as impossible:
        raise ImpossibleError(_contradiction(scenario, impossible)) from None
    finally:
        early = stopped()
        halted.set()  # what still runs beside the search
    if chain.whole is None:
        _raise_why_not(chain, options, interrupted=interrupted, stopped=early)
    return _result(scenario, chain.whole, options, clock, interrupted=early)


# ---- what comes out -------------------------------------------------------------------------------------------------


def _result(scenario: Scenario, best: Whole, options: Options, clock: Clock, *, interrupted: bool) -> Result:
    """What is known now of the best timetable."""
    status, bound = best.status, best.utility_bound
    utility = best.verdict.utility
    known = bound is not None and (utility > 0 or bound == 0)
    result = Result(
        scenario=scenario.id,
        status=status,
        interrupted=interrupted and status != "optimal",
        aims=best.aims,
        plans=best.plans if len(best.parts) > 1 else (),
        utility=utility,
        utility_bound=bound,
        utility_gap=rounded_up((bound - utility) / max(utility, 1)) if known and bound is not None else None,
        unserved=len(best.verdict.unserved),
        verdict=summary_of(best.verdict),
        money=best.verdict.money,
        stage=best.stage,
        seed=options.seed,
        deterministic=options.deterministic,
        workers=options.workers,
        time_limit=options.seconds,
        versions=versions(),
        seconds=clock.read(),
        inputs=dict(scenario.origin.digests) if scenario.origin else {},
        notes=best.notes,
    )
    return result.with_timetable(best.timetable, best.verdict)


def versions() -> dict[str, str]:
    """Of this package, Python and the libraries that matter for what is found."""
    return {"afterschool-sched": __version__, "python": platform.python_version(), **_libraries()}


@cache
def _libraries() -> dict[str, str]:
    from importlib.metadata import version  # slow to load, and needed only here

    return {name: version(name) for name in ("ortools", "numpy", "pydantic")}


def _contradiction(scenario: Scenario, impossible: Impossible) -> list[Finding]:
    """The word that there is no timetable, and each rule that takes part in it, where the school wrote it."""
    head = Finding(
        "impossible",
        "error",
        None,
        f"No timetable meets all required rules together; {impossible.confirmed}.",
        "relax one of the rules named here, or add teachers, rooms or time." if impossible.rules else None,
    )
    rules = effective_rules(scenario)
    defaults = len(rules) - len(scenario.rules)
    return [
        head,
        *(
            Finding(
                "impossible-rule",
                "error",
                scenario.place_of("rules", at - defaults) if at >= defaults else None,
                f"The rule '{rule.id}' takes part in the contradiction: {rule.means()}",
            )
            for at, rule in enumerate(rules)
            if rule.required and impossible.names(at, rule.id)
        ),
    ]


def _raise_why_not(chain: Chain, options: Options, *, interrupted: bool, stopped: bool) -> NoReturn:
    """Raise what says best why there is no timetable."""
    refused = tuple(chain.refusals)
    if refused:
        raise RefusedError(refused)
    if interrupted:
        raise KeyboardInterrupt
    if stopped:
        raise NotFoundInTime("The search was stopped before it had found a timetable.")
    which = f"No timetable for {', '.join(chain.missing)}" if len(chain.seasons) > 1 else "No timetable"
    raise NotFoundInTime(
        f"{which} was found in {options.seconds:g} seconds; that does not mean that there is none."
        " Maybe allow more time, or relax a required rule."
    )
