"""Where what is outdoors must fit in its fallback on a wet day, no placement has more outdoors at once than fits."""

from collections import Counter

from afterschool_sched.compile import build_instance
from afterschool_sched.entities import Room
from afterschool_sched.rules.wet_days.spec import WetDays
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.budget import Budget

from .builder import school
from .placing import place


def most_outdoors(scenario: Scenario) -> list[int]:
    """The most groups at once of clubs that are outdoors, in each placement."""
    n = build_instance(scenario)
    found = list(place(n, budget=Budget(seconds=10)))
    assert found
    at_once = [
        Counter(slot for group in placement.groups for slot in n.clubs[group.club].patterns[group.pattern].slots)
        for placement in found
    ]
    return [max(counts.values()) for counts in at_once]


def test_no_more_groups_meet_outdoors_than_the_fallback_holds() -> None:
    whole = school(80, 2)
    rooms = [room for room in whole.rooms if room.kind != "ground"]
    ground = Room(id="ground", kind="ground", seats=120, groups_at_once=4, outdoor=True, fallback="s0")
    outdoors = {
        name: activity.model_copy(update={"room": "ground", "skill": None, "days": ("mon", "tue")})
        if activity.kind == "club"
        else activity
        for name, activity in whole.activities.items()
    }
    dry = whole.model_copy(update={"rooms": (*rooms, ground), "activities": outdoors})
    wet = dry.model_copy(update={"rules": (*dry.rules, WetDays())})
    assert max(most_outdoors(dry)) > 1
    assert set(most_outdoors(wet)) == {1}
