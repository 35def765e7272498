"""Rooms as flows between what is asked and classes of interchangeable rooms: see `supply`."""

from __future__ import annotations

from collections.abc import Iterable

from afterschool_sched.instance import Block, Instance

from .board import Board, Sum

Key = tuple[Block, tuple[int, ...]]  # slots one after another, rooms


class RoomSupply:
    """Collects demands of rooms, then writes the rows."""

    def __init__(self, n: Instance, board: Board) -> None:
        self.n = n
        self.board = board
        self.asked: dict[Key, Sum] = {}
        self.seated: dict[Key, list[tuple[Sum, int]]] = {}  # students by demand, with the largest group

    def ask(self, block: Block, candidates: Iterable[int], groups: Sum, students: Sum, largest: int) -> None:
        """Each of these groups needs one of the rooms for the block, with seats for its students."""
        key = (block, tuple(sorted(candidates)))
        self.asked.setdefault(key, Sum()).plus_sum(groups)
        self.seated.setdefault(key, []).append((students, largest))

    def build(self) -> None:
        """Write the rows of everything asked."""
        n, board = self.n, self.board
        keys = sorted(self.asked)
        wet = self._wet_rooms()
        alike: dict[tuple[object, ...], list[int]] = {}
        for room in range(len(n.rooms)):
            member = tuple(at for at, (_, rooms) in enumerate(keys) if room in rooms)
            moves = tuple(fallback for fallback, rooms in wet.items() if room in rooms)
            if member:
                alike.setdefault((member, n.seats[room], n.groups_at_once[room], moves, room in wet), []).append(room)
        classes = [(those, n.seats[those[0]], n.groups_at_once[those[0]]) for those in alike.values()]
        used: dict[tuple[int, int], Sum] = {}  # (class, slot) -> groups in its rooms
        crowd: dict[tuple[int, int], Sum] = {}  # (class, slot) -> students in its rooms
        crowd_most: dict[int, int] = {}
        for key in keys:
            block, rooms = key
            those = [at for at, (members, _, _) in enumerate(classes) if members[0] in rooms]
            largest = max(size for _, size in self.seated[key])
            narrow = any(
                classes[at][1] < largest or (classes[at][2] > 1 and classes[at][1] < classes[at][2] * largest)
                for at in those
            )
            served, seats = Sum(), Sum()
            for at in those:
                members, size, at_once = classes[at]
                col = board.column(0, len(members) * at_once)
                served.plus(col)
                for slot in block:
                    used.setdefault((at, slot), Sum()).plus(col)
                if narrow:
                    sitting = board.column(0, len(members) * min(size, at_once * largest))
                    seats.plus(sitting)
                    board.rows.add([sitting, col], [1.0, -float(min(size, largest))], hi=0.0)
                    for slot in block:
                        crowd.setdefault((at, slot), Sum()).plus(sitting)
                    crowd_most[at] = max(crowd_most.get(at, 0), largest)
            served.plus_sum(self.asked[key], -1.0)
            board.limit(served, 0.0, 0.0)
            if narrow:
                for students, _ in self.seated[key]:
                    seats.plus_sum(students, -1.0)
                board.limit(seats, 0.0, 0.0)
        for (at, slot), total in sorted(used.items()):
            members, size, at_once = classes[at]
            if len(total.cols) > 1:
                board.limit(total, hi=len(members) * at_once)
            shared = crowd.get((at, slot))
            if shared is not None and at_once > 1 and size < at_once * crowd_most[at]:
                board.limit(shared, hi=len(members) * size)
        for fallback, rooms in wet.items():
            for slot in sorted({slot for _, slot in used}):
                together = Sum()
                for at, (members, _, _) in enumerate(classes):
                    if members[0] in rooms and (at, slot) in used:
                        together.plus_sum(used[at, slot])
                if not together.empty:
                    board.limit(together, hi=n.groups_at_once[fallback])

    def _wet_rooms(self) -> dict[int, tuple[int, ...]]:
        """The rooms that share a fallback on wet days, where they must fit in it."""
        rule = self.n.rule("wet_days")
        return self.n.wet_rooms if rule is not None and rule.required else {}
