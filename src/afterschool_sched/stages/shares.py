"""Students of one club and pattern divided among its groups: sizes as even as can be, teams together or apart.

Without teams, whoever comes first (by class) goes to the first group. Teams are placed before all others, by a small
search: those who belong together as one block, those to be kept apart in different groups.
"""

from __future__ import annotations

from collections.abc import Sequence

from afterschool_sched.rules.apart.spec import Apart
from afterschool_sched.rules.together.spec import Together

from .teams import Team

STEPS = 2_000  # of the search, before fewer groups or fewer students are tried

Block = tuple[int, ...]


def divided(students: Sequence[int], parts: int, sizes: tuple[int, int], teams: Sequence[Team]) -> list[list[int]]:
    """The students of each group, each with `sizes` (least, most) members.

    Required teams are kept. Where they leave no way, there are fewer groups, or some of the teams stay outside:
    nothing but a few places is lost.
    """
    here = set(students)
    mine = [team for team in teams if len(here.intersection(team.members)) > 1]
    if not mine:
        sizes = (0, len(students))
    for kept in (mine, [team for team in mine if team.rule.required]):
        found = _Division(students, kept).into(parts, sizes)
        if found is not None:
            return found
    left = list(students)
    required = [team for team in mine if team.rule.required]
    while left:
        for fewer in range(min(parts, len(left) // max(sizes[0], 1)), 0, -1):
            found = _Division(left, required).into(fewer, sizes)
            if found is not None:
                return found
        out = _Division(left, required).hardest
        left = [student for student in left if student not in out]
    return []


class _Division:
    """Students in blocks that stay together, and which blocks may not meet."""

    def __init__(self, students: Sequence[int], teams: Sequence[Team]) -> None:
        self.order = {student: at for at, student in enumerate(students)}
        block: dict[int, Block] = {student: (student,) for student in students}
        for team in teams:
            those = [student for student in team.members if student in block]
            if isinstance(team.rule, Together) and those:
                joined = tuple(sorted({each for one in those for each in block[one]}, key=self.order.__getitem__))
                block |= dict.fromkeys(joined, joined)
        self.blocks = list(dict.fromkeys(block.values()))
        self.apart: dict[Block, set[Block]] = {each: set() for each in self.blocks}
        for team in teams:
            if isinstance(team.rule, Apart):
                those = [student for student in team.members if student in block]
                for one in those:
                    self.apart[block[one]] |= {block[other] for other in those if other != one}
        self.bound = sorted(
            (each for each in self.blocks if len(each) > 1 or self.apart[each]),
            key=lambda each: (-len(self.apart[each]), -len(each), self.order[each[0]]),
        )

    @property
    def hardest(self) -> Block:
        """The block that is given up first; anybody, where none is bound."""
        return self.bound[0] if self.bound else self.blocks[-1]

    def into(self, parts: int, sizes: tuple[int, int]) -> list[list[int]] | None:
        """So many groups of such sizes; None where none were found."""
        least, most = sizes
        groups: list[list[Block]] = [[] for _ in range(parts)]
        self.steps = STEPS
        if parts < 1 or not self._place(0, groups, most):
            return None
        loads = [sum(map(len, group)) for group in groups]
        singles = [student for each in self.blocks if each not in set(self.bound) for student in each]
        targets = list(loads)
        for _ in singles:
            targets[targets.index(min(targets))] += 1
        if not all(least <= target <= most for target in targets):
            return None
        found, start = [], 0
        for group, load, target in zip(groups, loads, targets, strict=True):
            mine = singles[start : start + target - load]
            found.append([*(student for each in group for student in each), *mine])
            start += target - load
        return found

    def _place(self, at: int, groups: list[list[Block]], most: int) -> bool:
        """Place the bound blocks from this one on, each in the emptiest group in which it may be."""
        if at == len(self.bound):
            return True
        block = self.bound[at]
        loads = [sum(map(len, group)) for group in groups]
        for number in sorted(range(len(groups)), key=lambda number: (loads[number], number)):
            self.steps -= 1
            if self.steps < 0:
                return False
            if loads[number] + len(block) <= most and not self.apart[block].intersection(groups[number]):
                groups[number].append(block)
                if block not in self.apart[block] and self._place(at + 1, groups, most):
                    return True
                groups[number].pop()
        return False
