"""A district: its schools solved one by one, several at once, and put together.

First a plan for what schools share (`sharing`), then each school by itself with the people it has on these days, in a
process that is not this one. The district's timetable is checked as a whole, from what the schools wrote, before
anybody sees it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from .asked import Clock, Free, Options, Visited, Wishes
from .assembly import assembled
from .background import in_background
from .checker import SchoolBySchool
from .errors import AfterschoolError, Finding, ImpossibleError, NotFoundInTime, RefusedError, SolverCrashed
from .result import Result
from .scenario import District, Scenario
from .sharing import Days, Part, parts, planned
from .timetable import Timetable
from .visiting import priced

if TYPE_CHECKING:
    from .stages.candidate import Progress

_EVERY_S = 10.0  # checked timetables of the whole district come no faster,
_RARELY = 10  # nor faster than after so many times as long as it takes to check one
_AGAIN = 2.0  # times its part of the budget, for a school that has found nothing in that part
_PRICES_S = 0.03  # processor seconds for each student (`Part.size`), from which on days are planned by prices,
_PRICES_SHARE = 0.25  # of all seconds at most; it takes a sixth
_LEAST_S = 1.0  # however late it is, a school is tried


class SolveOne(Protocol):
    """How one school is solved: as `run.solve_sound` does it, handing over result and timetable; and what it wishes."""

    def __call__(
        self,
        scenario: Scenario,
        options: Options,
        clock: Clock,
        *,
        progress: Callable[[Progress], None] | None = None,
        found: Callable[[Result, Timetable], None] | None = None,
        stop: threading.Event | None = None,
        free: Free | None = None,
    ) -> tuple[Result, Timetable]: ...

    def visit(self, asked: Visited) -> Wishes:
        """What a school would make of the days of shared people."""


NewWorker = Callable[[], AbstractContextManager[SolveOne]]


def solve_schools(
    district: District,
    options: Options,
    clock: Clock,
    worker: NewWorker,
    *,
    progress: Callable[[Progress], None] | None = None,
    found: Callable[[Result], None] | None = None,
    stop: threading.Event | None = None,
) -> Result:
    """The timetables of all schools of a district that `validate` has passed; see `run.solve`.

    As many schools at once as there are workers; `worker` makes one. The budget is divided by the number of students;
    deterministic work is not divided: a school that shares nothing is solved as if it were alone. `found` has the whole
    district, once every school has a timetable.
    """
    with clock.lap("build"):
        days = planned(district)
    work = _Work(district, days, options, clock, worker, progress, found, stop or threading.Event())
    with clock.lap("search"):
        interrupted = in_background(work.run, work.stop.set)
    if work.failed:
        _raise_why_not(list(work.schools.values()), work.failed, interrupted=interrupted)
    return work.result(interrupted=interrupted or work.stop.is_set())


class _Work:
    def __init__(
        self,
        district: District,
        days: Days,
        options: Options,
        clock: Clock,
        worker: NewWorker,
        progress: Callable[[Progress], None] | None,
        found: Callable[[Result], None] | None,
        stop: threading.Event,
    ) -> None:
        self.district, self.options, self.clock, self.worker = district, options, clock, worker
        self.days = days
        self.schools = {part.name: part for part in parts(district, days)}
        self.progress, self.found, self.stop = progress, found, stop
        self.checker = SchoolBySchool(district)
        self.best: dict[str, tuple[Result, Timetable]] = {}
        self.failed: dict[str, AfterschoolError] = {}
        self._lock = threading.Lock()
        self._next = 0.0  # not before this time is the whole district put together and told of

    def run(self) -> None:
        """Solve all schools: each lane one after another, the lanes at once."""
        with ExitStack() as processes:
            lanes = _lanes(list(self.schools.values()), self.options.workers)
            solvers = [processes.enter_context(self.worker()) for _ in lanes]
            pool = processes.enter_context(ThreadPoolExecutor(len(lanes)))
            if self._worth_prices():
                self._price(lanes, solvers, pool)
                lanes = _lanes(list(self.schools.values()), self.options.workers)
            for _ in pool.map(self._lane, lanes, solvers, [max(1, self.options.workers // len(lanes))] * len(lanes)):
                pass

    def _lane(self, schools: Sequence[Part], solve_one: SolveOne, workers: int) -> None:
        for at, part in enumerate(schools):
            self._solve(part, self._seconds(schools, at), workers, solve_one, fast=self.options.fast)
            if part.name in self.best:
                self.checker.ahead(part.name, self.best[part.name][1])
        for part in schools:
            if isinstance(self.failed.get(part.name), NotFoundInTime) and not self.stop.is_set():
                del self.failed[part.name]
                self._once_more(part, _AGAIN * self._share(schools, part), workers, solve_one)

    # ---- the days of shared people ------------------------------------------------------------------------------

    def _worth_prices(self) -> bool:
        """Whether there is time for more than a first timetable of every school."""
        students = sum(part.size for part in self.schools.values())
        long = self.options.seconds * self.options.workers >= _PRICES_S * students
        return bool(self.days) and long and not self.options.fast

    def _price(self, lanes: Sequence[Sequence[Part]], solvers: Sequence[SolveOne], pool: ThreadPoolExecutor) -> None:
        """Plan the days anew, by what schools say of them."""
        if self.progress is not None:
            from .stages.candidate import Progress

            self.progress(Progress("days", None, None, None, None, time.monotonic() - self.clock.started))

        def ask(asked: dict[str, Visited]) -> dict[str, Wishes]:
            answers: dict[str, Wishes] = {}

            def lane(schools: Sequence[Part], solver: SolveOne) -> None:
                for part in schools:
                    if part.name in asked and not self.stop.is_set():
                        with suppress(SolverCrashed):  # who does not answer has no wishes
                            answers[part.name] = solver.visit(asked[part.name])

            for _ in pool.map(lane, lanes, solvers):
                pass
            return answers

        seconds = None if self.options.deterministic else self.options.seconds * _PRICES_SHARE
        found = priced(self.district, self.days, ask, seconds)
        self.schools = {part.name: part for part in parts(self.district, found)}

    def _once_more(self, part: Part, seconds: float, workers: int, solve_one: SolveOne) -> None:
        """A district without one of its schools is worth nothing: rather a little late, with the first timetable.

        Deterministic work is not late, and does not end where the clock happens to be.
        """
        self._solve(part, seconds, workers, solve_one, fast=self.options.fast or not self.options.deterministic)

    def _solve(self, part: Part, seconds: float, workers: int, solve_one: SolveOne, *, fast: bool) -> None:
        try:
            result, timetable = solve_one(
                part.scenario,
                self.options._replace(seconds=round(seconds, 3), workers=workers, fast=fast),
                Clock(),
                progress=self._progress_of(part.name),
                found=lambda result, timetable: self._better(part.name, result, timetable),
                stop=self.stop,
                free=part.free,
            )
        except AfterschoolError as error:
            if not (isinstance(error, SolverCrashed) and part.name in self.best):  # the best before is kept
                self.failed[part.name] = error
            return
        self._better(part.name, result, timetable)

    def _seconds(self, schools: Sequence[Part], at: int) -> float:
        """For the next of these: what an earlier one has left, or taken beyond its part, the later ones share."""
        left = self.options.seconds - (time.monotonic() - self.clock.started)
        return max(_LEAST_S, self._share(schools[at:], schools[at], left))

    def _share(self, schools: Sequence[Part], part: Part, seconds: float | None = None) -> float:
        """What is a school's of so many seconds (default: of all), by its size; deterministic work is not divided."""
        if self.options.deterministic:
            return self.options.seconds
        whole = self.options.seconds if seconds is None else seconds
        return whole * part.size / sum(other.size for other in schools)

    def _progress_of(self, name: str) -> Callable[[Progress], None]:
        def tell(progress: Progress) -> None:
            if self.progress is not None:
                elapsed = time.monotonic() - self.clock.started
                with self._lock:
                    self.progress(replace(progress, stage=f"{name}: {progress.stage}", elapsed=elapsed))

        return tell

    def _better(self, name: str, result: Result, timetable: Timetable) -> None:
        with self._lock:
            self.best[name] = result, timetable
            began = time.monotonic()
            if len(self.best) < len(self.schools) or self.found is None or began < self._next:
                return
            self.clock.first_checked()
            self.found(self.result(interrupted=False))
            ended = time.monotonic()
            self._next = ended + max(_EVERY_S, _RARELY * (ended - began))

    def result(self, *, interrupted: bool) -> Result:
        """What is known of the district now. Raises RefusedError when the checker finds anything wrong with it."""
        order = self.district.loaded
        own = {name: self.best[name][0] for name in order}
        timetable = Timetable(scenario=self.district.id, schools={name: self.best[name][1] for name in order})
        with self.clock.lap("check"):
            verdict = self.checker.check(timetable)
        if not verdict.ok:
            raise RefusedError(verdict.violations)
        own = {name: own[name].with_timetable(timetable.schools[name], verdict.schools[name]) for name in order}
        return assembled(self.district, own, verdict, self.options, self.clock, interrupted).with_timetable(
            timetable, verdict
        )


def _lanes(schools: Sequence[Part], most: int) -> list[list[Part]]:
    """The schools in lanes of about the same number of students, largest first."""
    lanes: list[list[Part]] = [[] for _ in range(min(most, len(schools)))]
    for part in sorted(schools, key=lambda part: (-part.size, part.name)):
        min(lanes, key=lambda lane: sum(other.size for other in lane)).append(part)
    return lanes


def _raise_why_not(schools: Sequence[Part], failed: Mapping[str, AfterschoolError], *, interrupted: bool) -> None:
    """Raise what says best why some schools have no timetable: a proof, a refusal, or that time was short."""
    held = {part.name: part.free is not None for part in schools}
    proofs: list[Finding] = []
    said: list[str] = []
    for name, error in failed.items():
        if isinstance(error, RefusedError):
            raise error
        if isinstance(error, ImpossibleError) and not held[name]:
            proofs += [replace(finding, text=f"School {name}: {finding.text}") for finding in error.findings]
        elif isinstance(error, ImpossibleError):
            said.append(f"School {name} has no timetable with the days on which the plan gives it shared people.")
        else:
            said.append(f"School {name}: {error}")
    if proofs:
        raise ImpossibleError(proofs)
    if interrupted:
        raise KeyboardInterrupt
    crashed = any(isinstance(error, SolverCrashed) for error in failed.values())
    raise (SolverCrashed if crashed else NotFoundInTime)(" ".join(said))
