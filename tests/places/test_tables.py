"""Placement from tables: what they say, what is wrong with them, and the command that reads them."""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from afterschool_sched.cli.arguments import parser
from afterschool_sched.cli.start import run
from afterschool_sched.cli.streams import Exit
from afterschool_sched.column_kinds import KINDS
from afterschool_sched.columns import Headers
from afterschool_sched.errors import InputError
from afterschool_sched.places import FAIRNESS, Applicant, OfferedGroup, SharedLimit
from afterschool_sched.places_tables import read_allocation
from afterschool_sched.schema import schema_of
from afterschool_sched.tables import template

APPLICANTS = """id,wants,slots,tags,priority,choice_1,rating_1,choice_2,rating_2
17,2,mon tue,grade-4,3,robots,,choir,
18,,,,,robots,90,bees,40
"""
GROUPS = """编号,最少人数,最多人数,组数,项目,时间,面向,必开,指导教师,学生限额,组数限额,同时限额
robots,1,3,,,mon,,是,t7,5,2,1
bees,,3,2,,mon,,,t7,,,
choir,,20,,,tue,grade-4 grade-5,,,,,
"""
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(APPLICANTS, GROUPS)
    return tmp_path


def write(applicants: str, groups: str) -> None:
    Path("a.csv").write_text(applicants, encoding="utf-8")
    Path("g.csv").write_text(groups, encoding="utf-8")


def read() -> tuple[object, ...]:
    given = read_allocation(Path("a.csv"), Path("g.csv"))
    return given.applicants, given.groups, given.limits


@pytest.mark.usefixtures("folder")
def test_every_column_is_read() -> None:
    assert read() == (
        (
            Applicant("17", ["robots", "choir"], None, 2, ["mon", "tue"], ["grade-4"], 3),
            Applicant("18", (), {"robots": 90, "bees": 40}, tags=[]),
        ),
        (
            OfferedGroup("robots", 3, 1, 1, None, ["mon"], [], True),
            OfferedGroup("bees", 3, 1, 2, None, ["mon"], []),
            OfferedGroup("choir", 20, 1, 1, None, ["tue"], ["grade-4", "grade-5"]),
        ),
        (SharedLimit("t7", ["robots", "bees"], 5, 2, 1),),
    )


@pytest.mark.parametrize("kind", ["applicants", "groups"])
def test_headers_mean_one_column_each_and_templates_have_them(tmp_path: Path, kind: str) -> None:
    known = Headers(kind)
    for column in KINDS[kind]:
        for header in (column.name, *column.headers.values(), *column.known_as):
            assert known.recognise(f"{header}1" if column.most else header) == (
                f"{column.name}_1" if column.most else column.name
            )
    for language in ("en", "zh"):
        template(kind, "zh" if language == "zh" else "en", tmp_path / f"{language}.csv", choices=21)
        (headers,) = csv.reader(io.StringIO((tmp_path / f"{language}.csv").read_text("utf-8-sig")))
        names = [known.recognise(header) for header in headers]
        assert None not in names
        assert ("choice_21" in names) == (kind == "applicants")


@pytest.mark.parametrize(
    ("applicants", "groups", "said"),
    [
        (
            APPLICANTS.replace("17,2,", "17,two,").replace("bees,40", "bees,"),
            GROUPS.replace("robots,1,", "robots,one,").replace("是", "perhaps").replace("t7,,,", "t7,6,,"),
            [
                "a.csv:2 wants [place-cell]",
                "a.csv:3 choice_2 [place-rating]",
                "g.csv:2 最少人数 [place-cell]",
                "g.csv:2 必开 [place-cell]",
                "g.csv:3 学生限额 [place-limit]",
            ],
        ),
        (APPLICANTS.replace("bees,40", "robots,40"), GROUPS, ["a.csv:3 choice_2 [place-rating]"]),
        (APPLICANTS, GROUPS.replace("grade-5,,,,,", "grade-5,,,4,,"), ["g.csv:4 学生限额 [place-limit]"]),
        (
            APPLICANTS.replace("id,", "name,"),
            GROUPS.replace("最多人数", "many"),
            ["a.csv:1:1", "g.csv:1:1", "g.csv:1:3"],
        ),
    ],
)
@pytest.mark.usefixtures("folder")
def test_all_findings_of_both_tables(applicants: str, groups: str, said: list[str]) -> None:
    write(applicants, groups)
    with pytest.raises(InputError) as refused:
        read()
    told = [f"{one.where} [{one.code}]" for one in refused.value.findings]
    assert [one.startswith(start) for one, start in zip(told, said, strict=True)] == [True] * len(said), told


@pytest.mark.usefixtures("folder")
def test_the_command_writes_a_table_and_a_result(capsys: Captured) -> None:
    assert run(["place", "a.csv", "g.csv", "-o", "out", "--fairness", "leximin"]) == Exit.OK
    assert capsys.readouterr().out == ""
    rows = list(csv.reader(io.StringIO(Path("out/placements.csv").read_text("utf-8-sig"))))
    assert rows == [
        ["applicant", "group", "number", "rank", "why"],
        ["17", "robots", "1", "1", ""],
        ["17", "choir", "1", "2", ""],
        ["18", "robots", "1", "1", ""],
    ]
    result = json.loads(Path("out/result.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema_of("placement")).validate(result)
    assert (result["fairness"], result["status"]) == ("leximin", "optimal")


@pytest.mark.usefixtures("folder")
def test_without_a_folder_it_goes_to_stdout(capsys: Captured) -> None:
    assert run(["place", "a.csv", "g.csv"]) == Exit.OK
    told = capsys.readouterr()
    assert told.out.splitlines()[1:] == ["17,robots,1,1,", "17,choir,1,2,", "18,robots,1,1,"]
    assert "2 applicants placed, 0 not; optimal." in told.err
    assert run(["place", "a.csv", "g.csv", "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["aims"][0]["value"] == 0


@pytest.mark.parametrize(
    ("groups", "code", "said"),
    [
        (GROUPS.replace("bees", "honey"), Exit.INVALID, "a.csv:3 id: error [place-unknown] Applicant 18 names 'bees'"),
        (GROUPS.replace("t7,5", "t7,0"), Exit.IMPOSSIBLE, "g.csv:2 编号: error [place-impossible-part] Group robots"),
        ("", Exit.INVALID, "g.csv:1:1: error [table-empty]"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_goes_wrong_is_said_with_its_place(groups: str, code: Exit, said: str, capsys: Captured) -> None:
    write(APPLICANTS, groups)
    assert run(["place", "a.csv", "g.csv", "-o", "out"]) == code
    assert said in capsys.readouterr().err
    assert not Path("out/result.json").exists()


@pytest.mark.usefixtures("folder")
def test_an_output_that_cannot_be_written() -> None:
    Path("file").write_text("", encoding="utf-8")
    assert run(["place", "a.csv", "g.csv", "-o", "file/out"]) == Exit.USAGE


def test_the_command_knows_every_fairness() -> None:
    for fairness in FAIRNESS:
        assert isinstance(parser().parse_args(["place", "a", "g", "--fairness", fairness]), argparse.Namespace)
