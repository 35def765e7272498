"""Whether a placement keeps to what was given, and what its aims are: plain Python, read from formal.md, section 7.

It shares no code with what finds placements, and nothing is handed out that it does not pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .places import Applicant, Assignment, Fairness, OfferedGroup, SharedLimit, can_have, is_for, ranked
from .rule import Violation
from .score import lottery_number

_UTILITY = (100, 85, 72, 60, 50, 42, 35, 30)


@dataclass(frozen=True)
class PlacementVerdict:
    """What is broken, and every aim of the fairness in order."""

    violations: tuple[Violation, ...]
    aims: dict[str, int]

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return not self.violations


def check_placement(
    applicants: Sequence[Applicant],
    groups: Sequence[OfferedGroup],
    assignments: Sequence[Assignment],
    limits: Sequence[SharedLimit] = (),
    *,
    fairness: Fairness = "balanced",
    lottery_seed: int = 0,
) -> PlacementVerdict:
    """Judge assignments, wherever they were made."""
    judge = _Judge(applicants, groups, limits, assignments)
    judge.known()
    judge.applicants_have()
    judge.groups_hold()
    judge.limits_hold()
    return PlacementVerdict(tuple(judge.violations), judge.aims(fairness, lottery_seed))


class _Judge:
    def __init__(
        self,
        applicants: Sequence[Applicant],
        groups: Sequence[OfferedGroup],
        limits: Sequence[SharedLimit],
        assignments: Sequence[Assignment],
    ) -> None:
        self.applicants = {one.id: one for one in applicants}
        self.groups = {one.id: one for one in groups}
        self.limits = limits
        self.violations: list[Violation] = []
        self.assignments = assignments
        self.mine: dict[str, list[OfferedGroup]] = {one.id: [] for one in applicants}
        self.members: Counter[tuple[str, int]] = Counter()
        self.ranks = {one.id: ranked(one) for one in applicants}

    def known(self) -> None:
        """Everybody and everything named is there."""
        for one in self.assignments:
            group = self.groups.get(one.group)
            if one.applicant not in self.applicants or group is None or one.number > group.copies:
                self._broken("known", 1, one.applicant, f"{one.applicant} is in {one.group}, or in a copy, not given.")
                continue
            self.mine[one.applicant].append(group)
            self.members[one.group, one.number] += 1
            if self.ranks[one.applicant].get(group.chosen_as) != one.rank:
                self._broken("rank", 1, one.applicant, f"{one.applicant} did not rank {one.group} {one.rank}.")

    def applicants_have(self) -> None:
        """What each has is open to them, is not too much, and not at once."""
        for name, mine in self.mine.items():
            one = self.applicants[name]
            for group in mine:
                if not can_have(one, group):
                    self._broken("eligible", 1, name, f"{name} is in {group.id}, which is not for {name}.")
            if len(mine) > one.wants:
                self._broken("wants", len(mine) - one.wants, name, f"{name} wants {one.wants}, and has {len(mine)}.")
            if len(mine) < 2:
                continue
            offers = Counter(group.chosen_as for group in mine)
            slots = Counter(slot for group in mine for slot in dict.fromkeys(group.slots))
            for what, counted in (("offer", offers), ("slot", slots)):
                for key, number in counted.items():
                    if number > 1:
                        self._broken(what, number - 1, name, f"{name} has {number} groups of the same {what}, {key}.")

    def groups_hold(self) -> None:
        """Every open copy is within its sizes, and what must open has opened."""
        for (name, copy), number in sorted(self.members.items()):
            group = self.groups[name]
            if number > group.max:
                self._broken("max", number - group.max, name, f"{name}/{copy} has {number} members, above {group.max}.")
            elif number < group.min:
                self._broken("min", group.min - number, name, f"{name}/{copy} has {number} members, below {group.min}.")
        for name, group in self.groups.items():
            if group.must_open and not self._open(name):
                self._broken("must_open", 1, name, f"{name} must open, and has no members.")

    def limits_hold(self) -> None:
        """What groups share is kept."""
        for limit in self.limits:
            students = sum(number for (name, _), number in self.members.items() if name in limit.groups)
            opened = {name: self._open(name) for name in limit.groups}
            slots = {slot for name in limit.groups for slot in self.groups[name].slots}
            meeting = [sum(opened[name] for name in opened if slot in self.groups[name].slots) for slot in slots]
            at_once = max(meeting, default=0)
            for what, value, most in (
                ("students", students, limit.students),
                ("open groups", sum(opened.values()), limit.open_groups),
                ("groups at once", at_once, limit.at_once),
            ):
                if most is not None and value > most:
                    self._broken("limit", value - most, limit.id, f"{limit.id} has {value} {what}, above {most}.")

    def _open(self, name: str) -> int:
        return sum(group == name for group, _ in self.members)

    def _broken(self, rule: str, amount: int, subject: str, text: str) -> None:
        self.violations.append(Violation(rule, 0, amount, True, 0, None, subject, text))

    # ---- aims -------------------------------------------------------------------------------------------------------

    def aims(self, fairness: Fairness, lottery_seed: int) -> dict[str, int]:
        """Every aim, counted applicant by applicant."""
        by_offer: dict[str, list[OfferedGroup]] = {}
        for group in self.groups.values():
            by_offer.setdefault(group.chosen_as, []).append(group)
        people = [
            _Person(one, self.ranks[one.id], self.mine[one.id], by_offer, lottery_seed)
            for one in self.applicants.values()
            if one.wants
        ]
        people = [person for person in people if person.within_reach]
        found = {"unplaced": sum(not person.got for person in people)}
        short = [person.short for person in people if person.got]
        lottery = {"lottery": sum(person.number * person.total for person in people)}
        if fairness == "balanced":
            found["first_choice"] = sum(1 not in person.got for person in people)
            found["regret"] = max(short, default=0)
            found["squares"] = sum(person.squares for person in people)
        elif fairness == "rank_maximal":
            for rank in range(1, max((person.last_rank for person in people), default=0) + 1):
                found[f"rank_{rank}"] = sum(person.wants - sum(one <= rank for one in person.got) for person in people)
        elif fairness == "leximin":
            for steps in range(max((person.furthest for person in people), default=0), 0, -1):
                found[f"worse_{steps}"] = sum(one >= steps for one in short)
        elif fairness == "priority":
            for value in sorted({person.priority for person in people}, reverse=True):
                found[f"priority_{value}"] = sum(person.total for person in people if person.priority == value)
        elif fairness == "utilitarian":
            return found | {"utility": sum(100 + 100 * person.wants - person.happiness for person in people)}
        return found | lottery


class _Person:
    """What the aims ask of one applicant."""

    def __init__(
        self,
        one: Applicant,
        ranks: Mapping[str, int],
        mine: Sequence[OfferedGroup],
        by_offer: Mapping[str, Sequence[OfferedGroup]],
        lottery_seed: int,
    ) -> None:
        self.wants, self.priority, self.length = one.wants, one.priority, len(ranks)
        its = [
            (rank, group) for offer, rank in ranks.items() for group in by_offer.get(offer, ()) if is_for(group, one)
        ]
        self.within_reach = sorted(its, key=lambda pair: pair[0])
        self.got = [ranks[group.chosen_as] for group in mine if group.chosen_as in ranks]
        missing = self.wants - len(self.got)
        self.total = sum(rank - 1 for rank in self.got) + missing * self.length
        self.squares = sum(rank**2 for rank in self.got) + missing * (self.length + 1) ** 2
        self.number = lottery_number(lottery_seed, one.id)
        worth = [
            _UTILITY[min(ranks[group.chosen_as], len(_UTILITY)) - 1]
            if one.ratings is None
            else one.ratings[group.chosen_as]
            for group in mine
            if group.chosen_as in ranks
        ]
        self.happiness = (100 if self.got else 0) + sum(worth)

    @cached_property
    def best(self) -> int:
        """The least total, if there were nobody else."""
        if self.wants == 1:
            return self.within_reach[0][0] - 1
        least = self.wants * self.length
        waiting = [(0, self.wants, least, frozenset[str](), frozenset[str]())]
        while waiting:
            start, left, total, offers, slots = waiting.pop()
            least = min(least, total)
            for at in range(start, len(self.within_reach) if left else start):
                rank, group = self.within_reach[at]
                less = total - (self.length + 1 - rank)
                if total - left * (self.length + 1 - rank) >= least:
                    break  # whatever comes later saves no more
                if group.chosen_as not in offers and slots.isdisjoint(group.slots):
                    waiting.append((at + 1, left - 1, less, offers | {group.chosen_as}, slots.union(group.slots)))
        return least

    @property
    def short(self) -> int:
        """Rank steps above the own best."""
        return self.total - self.best

    @property
    def last_rank(self) -> int:
        """The last choice that could be had."""
        return self.within_reach[-1][0]

    @property
    def furthest(self) -> int:
        """The most that somebody who has something could fall short."""
        return (self.wants - 1) * self.length + self.last_rank - 1 - self.best
