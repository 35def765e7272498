"""Tiny invented worlds, and everything that is possible in them, by trying all of it."""

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, product

from afterschool_sched.catalogue import AnyRule
from afterschool_sched.clock import Day
from afterschool_sched.entities import Activity, HomeClass, Period, Room, Student, Teacher
from afterschool_sched.instance import Instance, OpenGroup
from afterschool_sched.rule import Who
from afterschool_sched.rules.club_limit.spec import ClubLimit
from afterschool_sched.rules.group_size.spec import GroupSize
from afterschool_sched.rules.pinned.spec import Pinned
from afterschool_sched.rules.staffing.spec import Staffing
from afterschool_sched.rules.workload.spec import Workload
from afterschool_sched.scenario import Aim, Scenario

from .recount import faults

MOST = {
    "sessions_per_week": 2,
    "sessions_per_day": 1,
    "days_per_week": 1,
    "minutes_per_week": 100,
    "evenings_per_week": 1,
    "consecutive_days": 1,
}
DAYS: tuple[Day, ...] = ("mon", "tue")
Task = Callable[[Callable[[], bool]], bool]  # tries its ways; each goes on with the rest


def world(seed: int) -> Scenario:
    """Two or three classes, four or five students, two or three clubs, two to four slots; scarce in some way."""
    rng = random.Random(seed)
    periods = ("first", "second") if rng.random() < 0.5 else ("first",)
    classes = [
        HomeClass(id=f"c{at}", grade=1 + at // 2, room=f"r{at}", class_teacher=f"t{at % 2}")
        for at in range(rng.choice([2, 2, 3]))
    ]
    rooms = [Room(id=f"r{at}", seats=rng.choice([3, 5, 5])) for at in range(len(classes))]
    rooms.append(Room(id="gym", kind="gym", seats=rng.choice([2, 4]), groups_at_once=rng.choice([1, 2])))
    if rng.random() < 0.6:
        rooms.append(Room(id="spare", seats=4))
    teachers = [
        Teacher.model_validate(
            {
                "id": f"t{at}",
                "available": rng.choice([DAYS, DAYS, DAYS, DAYS, DAYS[:1], DAYS[1:]]),
                "skills": ["play"] if rng.random() < 0.5 else [],
                "external": rng.random() < 0.2,
            }
        )
        for at in range(rng.choice([2, 3, 4, 4]))
    ]
    per_students = rng.choice([None, None, None, 2])
    cover = {"days": list(DAYS)} if rng.random() < 0.85 else {"days": [rng.choice(DAYS)]}
    activities = {
        "homework": Activity.model_validate(
            {
                "kind": "class",
                "periods": list(periods),
                "own_teacher": rng.choice(["any", "any", "any", "required"]),
                "merge": rng.choice(["never", "same grade", "any", "any"]),
                "over_cap": rng.choice(["split", "keep"]),
                "staff": {"teachers": rng.choice([1, 1, 1, 2]), "per_students": rng.choice([None, None, None, 2])},
                "meets": {"sessions_per_week": 1} if rng.random() < 0.2 else {},
                **cover,
            }
        )
    }
    if rng.random() < 0.3:
        activities["reading"] = Activity(kind="class", periods=periods, merge="never")
    if rng.random() < 0.2:
        activities["gate"] = Activity.model_validate({"kind": "duty", "days": ["mon"], "periods": [periods[0]]})
    for at in range(rng.choice([2, 2, 3])):
        low = rng.choice([1, 2])
        activities[f"k{at}"] = Activity.model_validate(
            {
                "kind": "club",
                "periods": list(periods) if rng.random() < 0.5 else [periods[-1]],
                "meets": {"sessions_per_week": rng.choice([1, 1, 2])},
                "groups": {"up_to": rng.choice([1, 2]), "min": low, "max": low + rng.choice([0, 1, 2])},
                "room": "gym" if rng.random() < 0.5 else None,
                "skill": "play" if rng.random() < 0.4 else None,
                "category": rng.choice(["a", "b"]),
                "staff": {"per_students": per_students},
            }
        )
    clubs = [name for name, it in activities.items() if it.kind == "club"]
    students = [
        Student.model_validate(
            {
                "id": f"p{at}",
                "class": rng.choice(classes).id,
                "choices": rng.sample(clubs, rng.randint(0 if rng.random() < 0.2 else 1, len(clubs))),
                "wants": rng.choice([None, 1, 2]),
                "days": DAYS if rng.random() < 0.8 else [rng.choice(DAYS)],
            }
        )
        for at in range(rng.choice([4, 4, 5]))
    ]
    rules: list[AnyRule] = [GroupSize(cap=rng.choice([2, 3, 4, 4]))]
    if rng.random() < 0.6:
        rules.append(
            ClubLimit.model_validate(
                {
                    "clubs_per_week": rng.choice([None, 2]),
                    "sessions_per_day": rng.choice([None, 1]),
                    "sessions_per_week": rng.choice([None, 2, 3]),
                    "per_category": {"a": 1} if rng.random() < 0.3 else {},
                }
            )
        )
    if rng.random() < 0.4:
        measure = rng.choice(sorted(MOST))
        most = MOST[measure]
        rules.append(Workload.model_validate({measure: most, "who": Who(teachers=("t0", "t1"))}))
    if rng.random() < 0.2:
        rules.append(Staffing(external_share=rng.choice([10, 40])))
    if rng.random() < 0.2:
        listed = [(s.id, s.choices[0]) for s in students if s.choices]
        if listed:
            student, club = rng.choice(listed)
            rules.append(Pinned(activity=club, student=student))
    if rng.random() < 0.2:
        rules.append(Pinned.model_validate({"activity": rng.choice(clubs), "day": rng.choice(DAYS)}))
    return Scenario(
        format=1,
        id=f"world-{seed}",
        days=DAYS,
        evening_from="16:30",  # type: ignore[arg-type]
        periods={
            name: Period.model_validate({"start": f"{16 + at}:00", "end": f"{16 + at}:50"})
            for at, name in enumerate(periods)
        },
        rooms=tuple(rooms),
        teachers=tuple(teachers),
        classes=tuple(classes),
        students=tuple(students),
        activities=activities,
        rules=tuple(rules),
        aims=(
            Aim(aim="unplaced"),
            Aim.model_validate({"aim": "choices", "fairness": rng.choice(["balanced", "utilitarian"])}),
        ),
    )


def everything(n: Instance, most: int = 2_000) -> list[tuple[OpenGroup, ...]] | None:
    """All placements that rooms, teachers and home classes can be found for; None when there is too much to try."""
    # In a thread, whose stack begins anew: where the stack is as deep as a chunk of CPython's is long, every call maps
    # and unmaps a chunk, and the search takes four times as long.
    with ThreadPoolExecutor(1) as thread:
        try:
            return thread.submit(_everything, n, most).result()
        except TooMuch:
            return None


def _everything(n: Instance, most: int) -> list[tuple[OpenGroup, ...]]:
    sets = [_sets(n, pupil) for pupil in range(len(n.pupils))]
    count = 1
    for those in sets:
        count *= len(those)
    if count > most:
        raise TooMuch
    found = []
    for chosen in product(*sets):
        members: dict[tuple[int, int], list[int]] = {}
        for pupil, pairs in enumerate(chosen):
            for pair in pairs:
                members.setdefault(pair, []).append(pupil)
        groups = _split(n, members)
        if groups is not None and not faults(n, groups) and _pins_kept(n, groups) and Staffed(n, groups).possible():
            found.append(groups)
    return found


def _sets(n: Instance, number: int) -> list[tuple[tuple[int, int], ...]]:
    pupil = n.pupils[number]
    pairs = [(option.club, pattern) for option in pupil.options for pattern in option.patterns]
    found: list[tuple[tuple[int, int], ...]] = [()]
    for size in range(1, pupil.wanted + 1):
        for those in combinations(pairs, size):
            masks = [n.clubs[club].patterns[pattern].mask for club, pattern in those]
            apart = all(a & b == 0 for a, b in combinations(masks, 2))
            if apart and len({club for club, _ in those}) == size:
                found.append(those)
    return found


def _split(n: Instance, members: dict[tuple[int, int], list[int]]) -> tuple[OpenGroup, ...] | None:
    """As few groups as hold them (in these worlds fewer groups never need more of anything)."""
    groups = []
    for (club, pattern), those in sorted(members.items()):
        parts = -(-len(those) // n.clubs[club].high)
        if len(those) < parts * n.clubs[club].low:
            return None
        base, extra = divmod(len(those), parts)
        at = 0
        for part in range(parts):
            size = base + (part < extra)
            groups.append(OpenGroup(club, pattern, tuple(those[at : at + size])))
            at += size
    return tuple(groups)


def _pins_kept(n: Instance, groups: Sequence[OpenGroup]) -> bool:
    for rule in n.rules:
        if not isinstance(rule, Pinned):
            continue
        its = [group for group in groups if n.clubs[group.club].activity == rule.activity]
        if rule.student:
            kept = any(n.pupils[member].id == rule.student for group in its for member in group.members)
        else:
            slots = {slot for group in its for slot in n.clubs[group.club].patterns[group.pattern].slots}
            kept = any(n.calendar.slots[slot].day == rule.day for slot in slots)
        if not kept:
            return False
    return True


class TooMuch(Exception):
    """More to try than a test has time for."""


class Staffed:
    """Whether rooms, teachers and home classes can be found for these groups, by depth-first search."""

    def __init__(self, n: Instance, groups: Sequence[OpenGroup]) -> None:
        self.n = n
        self.groups = groups
        self.busy: set[tuple[int, int]] = set()  # (teacher, slot)
        self.inside: dict[tuple[int, int], list[int]] = {}  # (room, slot) -> sizes
        self.tries = 0
        self.taken: set[tuple[int, int, int]] = set()  # (slot, class, activity)

    def possible(self) -> bool:
        tasks: list[Task] = []
        for group in self.groups:
            spec = self.n.clubs[group.club]
            pattern = spec.patterns[group.pattern]
            size = len(group.members)
            tasks.append(
                self._people(pattern.slots, spec.leads[group.pattern], spec.assistants[group.pattern], spec.need(size))
            )
            tasks.extend(self._room(block, spec.rooms[block], size) for block in pattern.sessions)
        for duty in self.n.duties:
            for slot, people in duty.candidates.items():
                tasks.append(self._people((slot,), people, people, duty.teachers))
        tasks.extend(self._slot(slot) for slot in range(len(self.n.slots)))
        return _chain(tasks, self._share_kept)

    def _people(self, slots: Sequence[int], leads: Sequence[int], assistants: Sequence[int], need: int) -> Task:
        def choose(then: Callable[[], bool]) -> bool:
            self.tries += 1
            if self.tries > 3_000:
                raise TooMuch
            for lead in leads:
                for helpers in combinations([e for e in assistants if e != lead], need - 1):
                    taken = {(e, slot) for e in (lead, *helpers) for slot in slots}
                    if taken & self.busy:
                        continue
                    self.busy |= taken
                    if self._within_workload() and then():
                        return True
                    self.busy -= taken
            return False

        return choose

    def _room(self, block: Sequence[int], rooms: Sequence[int], size: int) -> Task:
        def choose(then: Callable[[], bool]) -> bool:
            for room in rooms:
                here = [self.inside.setdefault((room, slot), []) for slot in block]
                for sizes in here:
                    sizes.append(size)
                fits = all(
                    len(sizes) <= self.n.groups_at_once[room] and sum(sizes) <= self.n.seats[room] for sizes in here
                )
                if fits and then():
                    return True
                for sizes in here:
                    sizes.pop()
            return False

        return choose

    def _share_kept(self) -> bool:
        rule = self.n.rule("staffing")
        if not isinstance(rule, Staffing) or rule.external_share is None:
            return True
        external = sum(self.n.scenario.teachers[teacher].external for teacher, _ in self.busy)
        return 100 * external <= rule.external_share * len(self.busy)

    def _within_workload(self) -> bool:
        n = self.n
        for rule in n.rules:
            if not isinstance(rule, Workload):
                continue
            for e, name in enumerate(n.teachers):
                if name not in rule.who.teachers:
                    continue
                slots = [slot for teacher, slot in self.busy if teacher == e]
                days = [n.slots[slot].day for slot in slots]
                evenings = {n.slots[slot].day for slot in slots if n.slots[slot].evening}
                counts = {
                    "sessions_per_week": len(slots),
                    "sessions_per_day": max(map(days.count, days), default=0),
                    "days_per_week": len(set(days)),
                    "minutes_per_week": sum(n.slots[slot].minutes for slot in slots),
                    "evenings_per_week": len(evenings),
                    "consecutive_days": len(set(days)),  # the days of these worlds are neighbours
                }
                for measure, count in counts.items():
                    limits = getattr(rule, measure)
                    if limits is not None and limits.max is not None and count > limits.max:
                        return False
        return True

    # ---- home classes -------------------------------------------------------------------------------------------

    def _slot(self, slot: int) -> Task:
        n = self.n
        away = {
            member
            for group in self.groups
            if slot in n.clubs[group.club].patterns[group.pattern].slots
            for member in group.members
        }
        counts = {
            home: sum(pupil not in away for pupil in n.present.get((home, slot), ())) for home in range(len(n.classes))
        }
        left = {home: count for home, count in counts.items() if count}

        def choose(then: Callable[[], bool]) -> bool:
            for sessions in self._arrangements(slot, left):
                tasks = [task for session in sessions for task in self._session(slot, *session)]
                taken = {(slot, home, number) for number, _, sizes in sessions for home in sizes}
                self.taken |= taken
                if self._weekly(slot) and _chain(tasks, then):
                    return True
                self.taken -= taken
            return False

        return choose

    def _arrangements(self, slot: int, left: dict[int, int]) -> Iterator[list[tuple[int, int, dict[int, int]]]]:
        """All ways to seat what is left of the classes: (activity, host, class -> students) by session."""
        ways: list[list[tuple[int, int]]] = []
        for home in left:
            ways.append(
                [
                    (number, host)
                    for number, activity in enumerate(self.n.class_activities)
                    if slot in activity.slots.get(home, ())
                    for host in activity.hosts[home]
                    if slot in activity.slots.get(host, ())
                ]
            )
        for chosen in product(*ways):
            sessions: dict[tuple[int, int], dict[int, int]] = {}
            for (home, count), key in zip(left.items(), chosen, strict=True):
                sessions.setdefault(key, {})[home] = count
            made: list[tuple[int, int, dict[int, int]]] = []
            for (number, host), sizes in sessions.items():
                activity = self.n.class_activities[number]
                size = sum(sizes.values())
                alone = set(sizes) == {host}
                if size <= activity.limit or (alone and activity.keep and activity.own_room[host] is not None):
                    made.append((number, host, sizes))
                elif alone:
                    parts = -(-size // activity.limit)
                    for part in range(parts):
                        made.append((number, host, {host: size // parts + (part < size % parts)}))
                else:
                    break
            else:
                yield made

    def _session(self, slot: int, number: int, host: int, sizes: dict[int, int]) -> list[Task]:
        activity = self.n.class_activities[number]
        size = sum(sizes.values())
        rooms = activity.rooms[host, slot]
        if size > activity.limit:
            rooms = tuple(room for room in rooms if room == activity.own_room[host])
        people = self._people((slot,), activity.leads[host, slot], activity.assistants[slot], activity.need(size))
        return [people, self._room((slot,), rooms, size)]

    def _weekly(self, slot: int) -> bool:
        """After the last slot: every class had its sessions a week."""
        return slot < len(self.n.slots) - 1 or all(
            activity.sessions_per_week is None
            or sum(home == its and number == at for _, its, at in self.taken) == activity.sessions_per_week
            for number, activity in enumerate(self.n.class_activities)
            for home in activity.obliged
        )


def _chain(tasks: Sequence[Task], then: Callable[[], bool]) -> bool:
    return tasks[0](lambda: _chain(tasks[1:], then)) if tasks else then()
