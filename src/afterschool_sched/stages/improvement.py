"""Other groups for those of a placement, as long as there are better ones: the search by neighbourhoods, driven."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from .groups import whole_counts
from .lp import Limits
from .matrix import Ints
from .passes import Seating, seat
from .patience import Patience
from .search import ENOUGH, Incumbent, Neighbourhoods, Rounds
from .search_model import SearchModel

AWAITED = 1.5  # times what the first timetable took: by then the dive from the strong LP is there, or is not waited for
TICK = 0.02  # seconds
NEAR_EACH = 0.1  # points for each student, from the best with fewer groups: neighbourhoods go on from there
WHOLE_SIZE = 1_200  # models with fewer columns are solved whole, aim by aim


def better_seatings(search: SearchModel, start: Seating, patience: Patience, rng: random.Random) -> Iterator[Seating]:
    """The groups of `start` with other members, then other groups, better and better by the weighted objective."""
    offer, cost = search.offer, search.cost
    counts = whole_counts(offer, start)
    # Where the start is the weak LP's, the strong one's is better nearly always, and has been found or soon will be.
    dive_to_come = not_by_aims = patience.at_once > 1 and search.near is None and search.ahead is not None
    if not dive_to_come:
        yield search.seated_by_aims(start, counts, patience)
    if offer.model.size <= WHOLE_SIZE:
        led = offer.model.with_integer(offer.leading)
        yield seat(offer, led, start, patience.aims, cost, patience.mip, patience.over)
        return
    known, whole = _with_leads(search, start, counts, patience)
    around = Neighbourhoods(offer, offer.model, cost, search.soonest.found, rng, whole)
    best, rounds = start, 0
    if dive_to_come and _awaited(search, patience):
        dive_to_come = False
        dived = _dived(search, around, patience)
        seating = search.seated(dived.counts, patience.mip(), dived.x) if dived is not None else None
        if dived is not None and seating is not None and dived.value < known.value:
            known, best = dived, seating
    since, waiting = (patience.budget.elapsed, rounds), best is not start

    def limits(flat: int) -> Limits:
        return patience.neighbourhood(flat, rng.randrange(2**31))

    with Rounds(around, known, limits, patience.at_once) as more:
        while more.best.value - search.soonest.value > ENOUGH and not patience.searched(rounds, more.flat):
            rounds += 1
            around.wanted = search.soonest.found
            if dive_to_come and not search.pending:
                dive_to_come = False
                more.beside(partial(_dived, search, around, patience))
            if more.better(patience.at_once - search.busy):
                if best is start:
                    seating = search.seated(more.best.counts, patience.mip(), more.best.x)
                    if seating is None:
                        continue  # students who may be split sit where whole ones cannot
                    best = seating
                waiting = True
            if waiting and patience.waited(since[0], rounds - since[1]):
                since, waiting = (patience.budget.elapsed, rounds), False
                best = search.seated(more.best.counts, patience.mip(), more.best.x) or best
                yield best
        found = more.best
    if best is not start:
        best = search.seated(found.counts, patience.mip(), found.x) or best
        yield best
    if best is not start or not_by_aims:
        yield search.seated_by_aims(best, whole_counts(offer, best), patience)


def _awaited(search: SearchModel, patience: Patience) -> bool:
    """Whether the dive from the strong LP came while it was waited for.

    What neighbourhoods of a hasty placement find meanwhile is far from it, and takes one of its processors.
    """
    ends = AWAITED * patience.budget.elapsed
    while search.pending and patience.budget.elapsed < ends and not patience.over():
        time.sleep(TICK)
    return not search.pending


def _with_leads(search: SearchModel, start: Seating, counts: Ints, patience: Patience) -> tuple[Incumbent, Ints]:
    """Where a search begins, and which columns besides the counts it keeps whole.

    Leads, so that what is found can be led: an LP halves a lead between two groups. Where they cannot be had for
    these counts the search does without.
    """
    offer = search.offer
    whole = offer.sessions if search.restrictions.packed else np.zeros(0, dtype=np.int64)
    answer = search.led(start, counts, patience.mip())
    if answer.x is None:
        return Incumbent(counts, start.x, float(search.cost @ start.x)), whole
    return Incumbent(counts, answer.x, answer.value), np.union1d(whole, offer.leading)


def _dived(search: SearchModel, around: Neighbourhoods, patience: Patience) -> Incumbent | None:
    """What a dive from the strong LP has found beside the first placement."""
    found = search.ahead.result() if search.ahead is not None else None
    if found is None or found.counts is None:
        return None
    # An LP halves a lead between two groups. With one of them shut it is still nearer than a hasty placement.
    limits = replace(patience.neighbourhood(0, patience.budget.seed % 2**31), gap=NEAR_EACH * patience.students)
    return around.held(found.counts, patience.mip()) or around.fewer(found.counts, limits)
