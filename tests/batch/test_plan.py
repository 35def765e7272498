"""Which files of a folder are solved, under which names."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterschool_sched.batch.plan import plan
from afterschool_sched.errors import InputError
from tests import two_schools
from tests.two_children import YAML


def write(folder: Path, name: str, scenario_id: str = "two-children") -> Path:
    path = folder / name
    path.write_text(YAML.replace("id: two-children", f"id: {scenario_id}"), encoding="utf-8")
    return path


def test_a_folder_gives_its_scenarios_by_name_and_nothing_else(tmp_path: Path) -> None:
    late, early = write(tmp_path, "z.yaml", "early"), write(tmp_path, "a.yml", "late")
    broken = tmp_path / "m.yaml"
    broken.write_text("format: [1\n", encoding="utf-8")
    timetable = tmp_path / "timetable.yaml"
    timetable.write_text("format: 1\nscenario: a\nplans: []\n", encoding="utf-8")
    write(tmp_path, ".hidden.yaml", "hidden")
    (tmp_path / "tables.yaml").mkdir()
    write(tmp_path / "tables.yaml", "inner.yaml", "inner")
    (tmp_path / "students.csv").write_text("id\n", encoding="utf-8")
    found = plan([tmp_path])
    assert list(found.scenarios.items()) == [("late", early), ("m", broken), ("early", late)]
    assert found.left_out == (timetable,)


def test_files_are_taken_as_they_are_named_and_once(tmp_path: Path) -> None:
    two, one = write(tmp_path, "2.yaml", "two"), write(tmp_path, "1.yaml", "one")
    missing = tmp_path / "missing.yaml"
    assert list(plan([two, missing, tmp_path]).scenarios.items()) == [("two", two), ("missing", missing), ("one", one)]


def test_the_same_id_twice_is_said_with_both_files(tmp_path: Path) -> None:
    first, second = write(tmp_path, "1.yaml", "same"), write(tmp_path, "2.yaml", "Same")
    with pytest.raises(InputError) as raised:
        plan([tmp_path])
    (finding,) = raised.value.findings
    assert str(finding) == (
        f"{second}:2:5: error [batch-duplicate] The id 'Same' is that of {first} too; their results would overwrite"
        " one another. Maybe give one of them another id."
    )


def test_a_folder_without_a_scenario_is_no_batch(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("plans: []\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"\[batch-empty\] There is no scenario in this folder"):
        plan([tmp_path])


@pytest.mark.parametrize(
    ("scenario_id", "name"),
    [("../up", "_up"), ("a/b", "a_b"), ("一校", "一校"), ("index.html", "index.html_"), ("..", "_")],
)
def test_an_id_that_is_no_name_of_a_folder_stays_inside(tmp_path: Path, scenario_id: str, name: str) -> None:
    write(tmp_path, "x.yaml", scenario_id)
    assert list(plan([tmp_path]).scenarios) == [name]


def test_a_district_is_one_scenario_and_its_schools_are_none(tmp_path: Path) -> None:
    district = two_schools.write(tmp_path)
    beside = tmp_path / "north.yaml"
    (tmp_path / "schools/north.yaml").rename(beside)
    district.write_text(two_schools.DISTRICT.replace("schools/north", "north"), encoding="utf-8")
    (tmp_path / "timetable.yaml").write_text("format: 1\nscenario: x\nschools: {}\n", encoding="utf-8")
    found = plan([tmp_path])
    assert found.scenarios == {"two-schools": district}
    assert found.left_out == (beside, tmp_path / "timetable.yaml")
