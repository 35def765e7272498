"""Generated districts: sound, and their schools need the coaches that they share."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterschool_sched import load, validate
from afterschool_sched.generator import write_district
from afterschool_sched.scenario import District


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    path = write_district(tmp_path_factory.mktemp("district"), 12, 3, "A comment.", "district.json")
    found = load(path)
    assert isinstance(found, District)
    return found


def test_a_district_is_sound(district: District) -> None:
    assert len(district.loaded) == 12
    assert all(300 <= len(school.students) <= 600 for school in district.loaded.values())
    assert not [finding for finding in validate(district) if finding.severity == "error"]


def test_every_school_asks_for_skills_that_only_shared_coaches_have(district: District) -> None:
    shared = {coach.id: coach for coach in district.teachers}
    asked = 0
    for name, school in district.loaded.items():
        own = {skill for teacher in school.teachers if teacher.id not in shared for skill in teacher.skills}
        wanted = {club.skill for club in school.activities.values() if club.kind == "club"}
        missing = {skill for skill in wanted if skill is not None and skill not in own}
        assert missing == {coach.skills[0] for coach in shared.values() if name in coach.schools}
        assert len(missing) <= 2
        asked += len(missing)
    assert asked >= 20
    assert len(shared) < asked / 2  # fewer coaches than schools that ask for them


def test_coaches_work_in_one_town(district: District) -> None:
    towns = {name: school.town for name, school in district.schools.items()}
    assert set(towns.values()) == {"town-1", "town-2"}
    assert all(len({towns[name] for name in coach.schools}) == 1 for coach in district.teachers)


def test_equal_requests_give_equal_districts(tmp_path: Path) -> None:
    one, other = (write_district(tmp_path / name, 2, 5, "A comment.", "district.json") for name in ("a", "b"))
    files = sorted(path.relative_to(one.parent) for path in one.parent.rglob("*") if path.is_file())
    assert len(files) == 1 + 2 * 2
    assert all((one.parent / file).read_bytes() == (other.parent / file).read_bytes() for file in files)
