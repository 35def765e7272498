"""Seeded invented schools for the tests of the solver: from a handful of students to several hundred."""

import random

from afterschool_sched.catalogue import AnyRule
from afterschool_sched.clock import Day
from afterschool_sched.entities import Activity, HomeClass, Period, Room, Student, Teacher
from afterschool_sched.rules.club_limit.spec import ClubLimit
from afterschool_sched.rules.workload.spec import Workload
from afterschool_sched.scenario import Aim, Scenario

DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri")
KINDS = ("gym", "music room", "art room", "lab", "ground")


def school(
    students: int,
    seed: int = 0,
    *,
    clubs: int | None = None,
    teachers: int | None = None,
    per_class: int = 39,
    clubs_per_week: int = 2,
    sessions_per_week: int = 6,
    both_periods: bool = False,
    fairness: str = "balanced",
    choices: int = 5,
) -> Scenario:
    """A primary school with two periods, homework in both and clubs in the second (or both)."""
    rng = random.Random(seed)
    class_count = max(1, round(students / per_class))
    grades = [1 + at * 6 // class_count for at in range(class_count)]
    club_count = clubs if clubs is not None else max(3, round(students / 27))
    staff = teachers if teachers is not None else max(6, round(class_count * 2.5))
    rooms = [Room(id=f"r{at}", seats=50) for at in range(class_count + max(2, class_count // 5))]
    rooms += [Room(id=f"s{at}", kind=kind, seats=60) for at, kind in enumerate(KINDS[:4])]
    rooms.append(Room(id="ground", kind="ground", seats=120, groups_at_once=4, outdoor=True))
    names = [f"c{at}" for at in range(club_count)]
    activities: dict[str, Activity] = {
        "homework": Activity(kind="class", periods=("first", "second"), merge="same grade"),
    }
    for at, name in enumerate(names):
        double = rng.random() < 0.4
        special = rng.random() < 0.6
        low = rng.choice([8, 10, 12])
        activities[name] = Activity.model_validate(
            {
                "kind": "club",
                "periods": ["first", "second"] if both_periods else ["second"],
                "meets": {"sessions_per_week": 2 if double else 1, "gap_days": 1 if double else 0},
                "groups": {"up_to": rng.choice([1, 1, 2]), "min": low, "max": rng.choice([16, 20, 24, 30])},
                "minutes": 30,
                "room": rng.choice(KINDS) if special else None,
                "skill": f"k{at % max(1, club_count * 2 // 3)}" if rng.random() < 0.7 else None,
                "category": rng.choice(["sports", "arts", "maker"]),
            }
        )
    skills = [f"k{at}" for at in range(max(1, club_count * 2 // 3))]
    people = []
    for at in range(staff):
        days = sorted(rng.sample(range(5), rng.choice([4, 5, 5])))
        own = [skills[at % len(skills)]] if at < 2 * len(skills) else []
        people.append(Teacher(id=f"t{at}", available=tuple(DAYS[d] for d in days), skills=tuple(own)))
    classes = [
        HomeClass(id=f"{grade}-{at}", grade=grade, room=f"r{at}", class_teacher=f"t{at % staff}")
        for at, grade in enumerate(grades)
    ]
    popularity = [1 / (1 + at) ** 0.7 for at in range(club_count)]
    rng.shuffle(popularity)
    made = []
    for at in range(students):
        days = sorted(rng.sample(range(5), rng.choice([3, 4, 5, 5])))
        wish: list[str] = []
        for _ in range(rng.randint(min(2, choices), choices)):
            left = [at for at in range(club_count) if names[at] not in wish]
            if left:
                wish.append(names[rng.choices(left, [popularity[at] for at in left])[0]])
        made.append(
            Student.model_validate(
                {
                    "id": f"p{at:03d}",
                    "class": classes[at * class_count // students].id,
                    "days": [DAYS[d] for d in days],
                    "choices": wish if rng.random() < 0.9 else [],
                }
            )
        )
    rules: tuple[AnyRule, ...] = (
        ClubLimit(clubs_per_week=clubs_per_week),
        Workload.model_validate({"sessions_per_week": sessions_per_week, "sessions_per_day": 2}),
    )
    return Scenario(
        format=1,
        id=f"school-{students}-{seed}",
        periods={
            "first": Period.model_validate({"start": "16:00", "end": "16:50"}),
            "second": Period.model_validate({"start": "17:00", "end": "18:00"}),
        },
        rooms=tuple(rooms),
        teachers=tuple(people),
        classes=tuple(classes),
        students=tuple(made),
        activities=activities,
        rules=rules,
        aims=(
            Aim(aim="unplaced"),
            Aim.model_validate({"aim": "choices", "fairness": fairness}),
            Aim(aim="workload"),
            Aim(aim="continuity"),
        ),
    )
