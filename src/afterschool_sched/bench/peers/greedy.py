"""A peer: wishes by rank onto random patterns, as products that allocate clubs do it, and what people can hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from ...cpsat.extract import plan_of
from ...instance import Club, Instance, OpenGroup, Option
from ...rules.workload.spec import Workload
from ...stages.aims import aims_of, values_of
from ...stages.budget import Budget
from ...stages.candidate import Candidate, Progress
from ...stages.cohorts import Limits
from ...stages.lexicographic import Lexicographic
from ...stages.people import Held, hold
from ...stages.staffing import PEOPLE_AIMS

Tell = Callable[[Progress], None]

SHARES = (0.03, 0.25, 0.5)  # of the budget, by when the best draw so far is held: a timetable early, then better ones
HOLD_SHARE = 0.2  # of the time left, for each model of `hold`; as in the staged search


def search_greedy(n: Instance, budget: Budget, progress: Tell) -> Iterator[Candidate]:
    """Wishes by rank onto random patterns, with random restarts, as products that allocate clubs do it.

    One draw opens groups in a random order on random patterns, each only with a lead and rooms that are still free.
    Students then get a first club, rank by rank, in random order, and then further ones; groups below their minimum
    close, the smallest first, and their members look again. The best of many draws, by the scenario's aims, goes to the
    people stage (`hold`), which finds teachers, rooms and homework; places left free by what it had to close are filled
    once more. It proves nothing, and does not know `pinned`.
    """
    greedy = _Greedy(n, budget)
    drawn: list[OpenGroup] | None = None
    best: Held | None = None
    for share in SHARES:
        before, drawn = drawn, greedy.best_draw(drawn, budget.part(share))
        held = None if drawn is before else greedy.held(drawn)
        if held is not None and (best is None or greedy.values(held.groups) < greedy.values(best.groups)):
            best = held
            yield Candidate(plan_of(held.model, held.answer), (), None, "greedy", optimal=False)
    if best is not None:
        aims = tuple(aim for aim in n.scenario.aim_ids if aim in PEOPLE_AIMS)
        search = Lexicographic(best.model, aims, budget, progress, "this choice of groups", "greedy")
        search.begin(best.answer)
        for _ in search.improve():
            assert search.answer is not None
            plan = plan_of(search.model, search.answer)
            yield Candidate(plan, tuple(search.bounds.values()), None, "greedy", optimal=False)


@dataclass(eq=False)
class _Group:
    """A group being filled; `most` is what its club and its rooms allow."""

    club: int
    pattern: int
    most: int
    members: list[int]

    def decided(self) -> OpenGroup:
        return OpenGroup(self.club, self.pattern, tuple(sorted(self.members)))


class _Greedy:
    def __init__(self, n: Instance, budget: Budget) -> None:
        self.n, self.budget = n, budget
        self.random = Random(budget.seed)
        self.limits = Limits(n)
        self.wishes = {
            i: {option.rank: option for option in pupil.options} for i, pupil in enumerate(n.pupils) if pupil.served
        }
        listed = [option.club for wishes in self.wishes.values() for option in wishes.values()]
        self.groups_asked = [min(club.up_to, -(-listed.count(k) // club.high)) for k, club in enumerate(n.clubs)]
        self.most_sessions = [len(n.slots)] * len(n.teachers)
        for rule in n.rules:
            limit = rule.sessions_per_week if isinstance(rule, Workload) and rule.required else None
            if isinstance(rule, Workload) and limit is not None and limit.max is not None:
                for teacher in n.concerned(rule.who):
                    self.most_sessions[teacher] = min(self.most_sessions[teacher], limit.max)

    def values(self, groups: Sequence[OpenGroup]) -> tuple[int, ...]:
        """The students' aims, in order."""
        return values_of(self.n, aims_of(self.n), groups)

    def best_draw(self, best: list[OpenGroup] | None, budget: Budget) -> list[OpenGroup]:
        """The best of the draws until the budget is over (at least one), or the best of before."""
        while True:
            drawn = self._draw()
            if best is None or self.values(drawn) < self.values(best):
                best = drawn
            if budget.over or not self.wishes:
                return best

    def held(self, drawn: Sequence[OpenGroup]) -> Held | None:
        """What the people stage can hold of it."""
        held = hold(self.n, drawn, self.budget, HOLD_SHARE)
        if held is not None and held.closed:
            groups = [_Group(g.club, g.pattern, self.n.clubs[g.club].high, list(g.members)) for g in held.groups]
            self._fill(groups)
            again = hold(self.n, [group.decided() for group in groups], self.budget, HOLD_SHARE)
            if again is not None and not again.closed:
                return again
        return held

    def _draw(self) -> list[OpenGroup]:
        groups = self._opened()
        self._fill(groups)
        while short := [group for group in groups if len(group.members) < self.n.clubs[group.club].low]:
            groups.remove(min(short, key=lambda group: len(group.members)))
            self._fill(groups)
        return [group.decided() for group in groups]

    def _opened(self) -> list[_Group]:
        """Groups on random patterns while leads and rooms are free: a first one of every club, then second ones …"""
        busy = [0] * len(self.n.teachers)  # slots taken
        used: dict[tuple[int, int], int] = {}  # (room, slot) -> groups
        order = list(range(len(self.n.clubs)))
        self.random.shuffle(order)
        most = max(self.groups_asked, default=0)
        asked = [k for number in range(most) for k in order if number < self.groups_asked[k]]
        groups = [self._open(k, busy, used) for k in asked]
        return [group for group in groups if group is not None]

    def _open(self, k: int, busy: list[int], used: dict[tuple[int, int], int]) -> _Group | None:
        club = self.n.clubs[k]
        patterns = list(range(len(club.patterns)))
        self.random.shuffle(patterns)
        for t in patterns:
            mask = club.patterns[t].mask
            leads = [e for e in club.leads[t] if not busy[e] & mask and self._has_time(e, busy[e] | mask)]
            rooms = self._rooms(club, t, used)
            if leads and rooms:
                busy[self.random.choice(leads)] |= mask
                for place in rooms:
                    used[place] = used.get(place, 0) + 1
                return _Group(k, t, min(club.high, *(self.n.seats[room] for room, _ in rooms)), [])
        return None

    def _has_time(self, teacher: int, slots: int) -> bool:
        return all((slots & week).bit_count() <= self.most_sessions[teacher] for week in self.limits.weeks)

    def _rooms(self, club: Club, pattern: int, used: dict[tuple[int, int], int]) -> list[tuple[int, int]]:
        """A free room for each session, large enough if there is one, by slot; empty when some session has none."""
        found: list[tuple[int, int]] = []
        for block in club.patterns[pattern].sessions:
            free = [r for r in club.rooms[block] if all(used.get((r, s), 0) < self.n.groups_at_once[r] for s in block)]
            if not free:
                return []
            best = max(free, key=lambda room: min(self.n.seats[room], club.high))
            found += [(best, slot) for slot in block]
        return found

    def _fill(self, groups: Sequence[_Group]) -> None:
        """Places for students with fewer clubs than they want: a first club, rank by rank, then further ones."""
        of_club: dict[int, list[_Group]] = {}
        having: dict[int, list[_Group]] = {i: [] for i in self.wishes}
        for group in groups:
            of_club.setdefault(group.club, []).append(group)
            for i in group.members:
                having[i].append(group)
        order = sorted(self.wishes)
        self.random.shuffle(order)
        ranks = sorted({rank for wishes in self.wishes.values() for rank in wishes})
        for most in (1, len(ranks)):
            for rank in ranks:
                for i in order:
                    option = self.wishes[i].get(rank)
                    if option is None or len(having[i]) >= min(most, self.n.pupils[i].wanted):
                        continue
                    fits = [group for group in of_club.get(option.club, ()) if self._fits(option, group, having[i])]
                    if fits:
                        group = min(fits, key=lambda group: len(group.members))
                        group.members.append(i)
                        having[i].append(group)

    def _fits(self, option: Option, group: _Group, having: Sequence[_Group]) -> bool:
        if len(group.members) >= group.most or group.pattern not in option.patterns:
            return False
        mine, others = self.n.clubs[group.club].patterns[group.pattern].mask, 0
        for other in having:
            others |= self.n.clubs[other.club].patterns[other.pattern].mask
        clubs = [*(other.club for other in having), group.club]
        return (
            not mine & others
            and clubs.count(group.club) == 1
            and self.limits.allows(mine | others)
            and not self.limits.category_full([self.limits.category[club] for club in clubs])
        )
