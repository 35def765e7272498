"""Tables: headers in two languages, cells as typed, and each refusal with its code and place."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterschool_sched.column_kinds import KINDS, Language
from afterschool_sched.columns import Headers
from afterschool_sched.errors import Finding, InputError, Place
from afterschool_sched.files import inside, write_atomically
from afterschool_sched.grid import TableLimits, guard, unguard
from afterschool_sched.tables import CODES, Table, read_table, template, write_table
from afterschool_sched.workbook import letters


def save(folder: Path, content: str | bytes, name: str = "students.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path: Path, **options: Any) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        read_table(path, **options)
    for found in caught.value.findings:
        assert found.code in CODES or found.code.startswith("file-")
    return caught.value.findings


def codes(path: Path, **options: Any) -> list[str]:
    return [f"{found.where} {found.code}" for found in refused(path, **options)]


def texts(table: Table) -> list[dict[str, str]]:
    return [{name: table.text(row, name) for name in table.columns} for row in table.rows]


# ---- headers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("id", "id"), (" ID ", "id"), ("Student ID", "id"), ("学号", "id"), ("学 号*", "id"), ("学籍号", "id"),
        ("class", "class"), ("Home class", "class"), ("班级", "class"), ("name", "name"), ("姓名", "name"),
        ("days", "days"), ("参加日", "days"), ("periods", "periods"), ("leave", "leave"), ("离校时间", "leave"),
        ("leave_winter", "leave_winter"), ("Leave Winter", "leave_winter"), ("winter leave", "leave_winter"),
        ("冬季离校时间", "leave_winter"), ("离校_winter", "leave_winter"), ("leave_exam-week", "leave_exam-week"),
        ("level", "level"), ("层次", "level"), ("siblings", "siblings"), ("wants", "wants"), ("社团数", "wants"),
        ("team", "team"), ("队伍", "team"), ("Pair", "team"),
        ("boarder", "boarder"), ("是否住校", "boarder"), ("notes", "notes"), ("备注", "notes"),
        ("choice_1", "choice_1"), ("Choice 12", "choice_12"), ("ＣＨＯＩＣＥ３", "choice_3"),
        ("1st choice", "choice_1"),
        ("2nd choice", "choice_2"), ("志愿1", "choice_1"), ("志愿十二", "choice_12"), ("第一志愿", "choice_1"),
        ("第 10 志愿", "choice_10"), ("第三社团志愿", "choice_3"), ("choice_01", "choice_1"), ("志愿十", "choice_10"),
        ("choice", None), ("choice_0", None), ("choice_13", None), ("志愿十三", None), ("choice_1e3", None),
        ("choice_٣٣٣", None), ("leave_spring", None), ("", None), ("grade", None),
    ],
)  # fmt: skip
def test_headers_are_known_by_many_names(header: str, column: str | None) -> None:
    known = Headers("students", ["winter", "exam-week"])
    assert known.recognise(header) == column
    if column:
        assert known.column(column).name == column.partition("_")[0]


def test_no_header_means_two_columns() -> None:
    seen: dict[str, str] = {}
    for column in KINDS["students"]:
        for header in (column.name, *column.headers.values(), *column.known_as):
            assert seen.setdefault(header, column.name) == column.name
            expected = None if column.name == "choice" else column.name
            assert Headers("students").recognise(header) == expected


# ---- CSV --------------------------------------------------------------------------------------------------------

_CHINESE = "学号,班级,姓名,第一志愿\n0012,3-1,王小明,football\n0013,3-2,李雷,chess\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_chinese_tables_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    table = read_table(save(tmp_path, _CHINESE.encode(encoding)))
    assert texts(table) == [
        {"id": "0012", "class": "3-1", "name": "王小明", "choice_1": "football"},
        {"id": "0013", "class": "3-2", "name": "李雷", "choice_1": "chess"},
    ]
    assert str(table.place(table.rows[1], "choice_1")) == "students.csv:3 第一志愿"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = [["id", "class", "leave"], ["s1", "3-1", '"mon 17:30; fri 16:50, or so"'], ["s2", "3-1", ""]]
    table = read_table(save(tmp_path, end.join(delimiter.join(line) for line in lines)))
    assert [table.text(row, "leave") for row in table.rows] == ["mon 17:30; fri 16:50, or so", ""]


@pytest.mark.parametrize("top", ["sep=;\n", '"sep=;"\r\n', "SEP=;;;\n"])
def test_a_separator_line_is_obeyed(tmp_path: Path, top: str) -> None:
    table = read_table(save(tmp_path, f"{top}id;class\ns1;3-1\n"))
    assert texts(table) == [{"id": "s1", "class": "3-1"}]
    assert table.rows[0].line == 3


def test_lines_are_those_of_a_text_editor(tmp_path: Path) -> None:
    content = '\n\nid,class,notes\n\n,,\ns1,3-1,"two\nlines"\n\ns2,3-2,\n'
    table = read_table(save(tmp_path, content))
    assert [(row.line, table.text(row, "id")) for row in table.rows] == [(6, "s1"), (9, "s2")]
    assert table.text(table.rows[0], "notes") == "two\nlines"
    assert table.place(table.rows[1], "notes") == Place("students.csv", 9, 3, "notes")
    assert table.place(table.rows[1]) == Place("students.csv", 9)
    assert table.place(table.rows[1], "leave") == Place("students.csv", 9)


def test_missing_cells_and_empty_columns(tmp_path: Path) -> None:
    table = read_table(save(tmp_path, "id,,class,name,,\ns1,,3-1\ns2,,3-2,x,,,\n"))
    assert texts(table) == [{"id": "s1", "class": "3-1", "name": ""}, {"id": "s2", "class": "3-2", "name": "x"}]
    assert table.text(table.rows[0], "notes") == ""


def test_choices_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    table = read_table(save(tmp_path, "choice_10,choice_2,id,class,choice_1\n"))
    assert table.numbered("choice") == ["choice_1", "choice_2", "choice_10"]
    assert table.rows == ()


@pytest.mark.parametrize(
    ("cell", "text"),
    [("0012", "0012"), ('"=""0012"""', "0012"), ("'=x", "=x"), ("''=x", "'=x"), ("'x", "'x"), (" x ", "x"), ("-", "-")],
)
def test_cells_as_typed(tmp_path: Path, cell: str, text: str) -> None:
    table = read_table(save(tmp_path, f"id,class\n{cell},3-1\n"))
    assert table.text(table.rows[0], "id") == text


@given(text=st.text(st.sampled_from("'=+-@＝ab \"\n,;1"), max_size=8))
def test_guarded_cells_come_back_and_are_no_formulas(text: str) -> None:
    assert unguard(guard(text)) == text or text.startswith('="')
    assert guard(text)[:1] not in tuple("=+-@＝＋－＠")


def test_a_written_table_comes_back(tmp_path: Path) -> None:
    rows = [["=1+2", "3-1", "-x"], ["'=y", "@3", 'say "hi", then;\ngo'], ['="0012"', "＝1", "'quoted'"]]
    write_table(tmp_path / "t.csv", ["id", "class", "notes"], rows)
    content = (tmp_path / "t.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,class,notes\n'=1+2,3-1,'-x\n")
    table = read_table(tmp_path / "t.csv")
    assert [list(row.texts) for row in table.rows] == rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=6)] * 2), max_size=5
    )
)
def test_any_written_table_comes_back(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    write_table(tmp_path / "t.csv", ["name", "notes", "id", "class"], [(*row, "s1", "a") for row in rows])
    assert [row.texts[:2] for row in read_table(tmp_path / "t.csv").rows] == rows


_REFUSED: list[tuple[str, list[str]]] = [
    ("", ["t.csv:1:1 table-empty"]),
    ("\n ,\n", ["t.csv:1:1 table-empty"]),
    ("id,class,grade\ns1,3-1,3\n", ["t.csv:1:3 table-unknown-header"]),
    ("id,class,choice_1,志愿1\n", ["t.csv:1:4 table-double-header"]),
    ("id,name\ns1,x\n", ["t.csv:1:1 table-missing-column"]),
    ("s1,3-1,x\ns2,3-2,y\n", ["t.csv:1:1 table-missing-column"]),
    ("报名表,,\nid,class,name\ns1,3-1,x\n", ["t.csv:1:1 table-missing-column"]),
    ("id,class\ns1,\n,3-1\n", ["t.csv:2 class table-empty-cell", "t.csv:3 id table-empty-cell"]),
    ("id,class\ns1,3-1,x\ns2,3-1,y\ns3,3-1,,z\n", ["t.csv:2:3 table-no-header", "t.csv:4:4 table-no-header"]),
    ("id,,class\ns1,x,3-1\n", ["t.csv:2:2 table-no-header"]),
    ("id,class\ns1,3月1日\ns2,1-Mar\ns3,Mar-01\n", [f"t.csv:{line} class table-date" for line in (2, 3, 4)]),
    ("id,class\n1.23457E+17,3-1\n", ["t.csv:2 id table-rounded"]),
    ("id,class\ns\u200b1,3-1\n", ["t.csv:2 id table-character"]),
    ("id,class\ns1,3\x07-1\n", ["t.csv:2 class table-character"]),
    ("id,class\ns1,3-1\n\0,3-1\n", ["t.csv:3 id table-character"]),
    ('id,class\ns1,3-1\ns2,"3-1\ns3,3-1\n', ["t.csv:3:1 table-quote"]),
    ('id,class\ns1,"3-1"x\n', ["t.csv:2:1 table-quote"]),
    ('id,class\ns1,"' + "x" * 200_000 + '"\n', ["t.csv:2:1 table-quote"]),
    ("id,class,notes\ns1,3-1," + "x" * 10_001, ["t.csv:2 notes table-long-cell"]),
    # everything at once
    (
        'id,clas,choice_1\ns1,3-1,1-Mar\n,3-1,chess\ns3,"x',
        [
            "t.csv:1:2 table-unknown-header",
            "t.csv:2 choice_1 table-date",
            "t.csv:3 id table-empty-cell",
            "t.csv:4:1 table-quote",
        ],
    ),
]


@pytest.mark.parametrize(("content", "expected"), _REFUSED)
def test_refusal(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert codes(save(tmp_path, content, "t.csv")) == expected


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "id,clas,choice_1\n",
            [
                "t.csv:1:2: error [table-unknown-header] The header 'clas' (column B) is not known."
                " Maybe 'class' is meant.",
            ],
        ),
        (
            "id,name\n",
            [
                "t.csv:1:1: error [table-missing-column] There is no column 'class' (班级)."
                " Maybe its header is misspelt.",
            ],
        ),
        (
            "学号,班级,第一自愿,性别\n",
            [
                "t.csv:1:3: error [table-unknown-header] The header '第一自愿' (column C) is not known."
                " Maybe delete the column: its content is not used.",
                "t.csv:1:4: error [table-unknown-header] The header '性别' (column D) is not known."
                " Maybe delete the column: its content is not used.",
            ],
        ),
        (
            "2022 autumn\nid,class\n",
            [
                "t.csv:1:1: error [table-missing-column] This row does not hold the headers of the columns."
                " Maybe delete the rows above line 2, which holds the headers."
            ],
        ),
        (
            "id,class,Student ID\n",
            ["t.csv:1:3: error [table-double-header] Columns A and C both mean 'id'. Maybe delete one of the two."],
        ),
        (
            "id,class\n1.2E+17,1-Mar\n",
            [
                "t.csv:2 id: error [table-rounded] The number in column A has more than 15 digits, and Excel has"
                " rounded it. Maybe give the column the format Text and type the number anew.",
                "t.csv:2 class: error [table-date] Excel has taken this for a date."
                " Maybe give the column the format Text and type it anew.",
            ],
        ),
    ],
)
def test_sentences(tmp_path: Path, content: str, said: list[str]) -> None:
    assert [str(found) for found in refused(save(tmp_path, content, "t.csv"))] == said


@pytest.mark.parametrize(
    "content",
    [
        "0012,王小明,football\n0013,李雷,chess\n",  # no headers at all: the first student stands in their place
        "id,王小明,李雷,韩梅梅\n",
        "id,class\n王小明\u200b,3-1,李雷\n",
    ],
)
def test_no_message_repeats_what_may_be_a_name(tmp_path: Path, content: str) -> None:
    said = "\n".join(str(found) for found in refused(save(tmp_path, content)))
    assert not any(name in said for name in ("王小明", "李雷", "韩梅梅"))


@pytest.mark.parametrize(
    ("content", "place", "text"),
    [
        (_CHINESE.encode("utf-16"), "1:1", 'The file is saved as UTF-16 ("Unicode text").'),
        # A damaged UTF-8 file would be readable as GB18030, with other characters.
        (_CHINESE.encode() + "王".encode()[:2], "4:1", "Some characters of this line are damaged: they are not UTF-8."),
        (b"\xef\xbb\xbfid,class\n\xd5\xc5,3-1", "2:1", "Some characters of this line are damaged: they are not UTF-8."),
        (b"id,class\ns1,3-1\n\xff\xff,3-1", "3:1", "This line is neither UTF-8 nor GB18030 text."),
    ],
)
def test_refused_encodings(tmp_path: Path, content: bytes, place: str, text: str) -> None:
    (found,) = refused(save(tmp_path, content))
    assert (found.code, str(found.where), found.text) == ("table-encoding", f"students.csv:{place}", text)


def test_limits_are_exact(tmp_path: Path) -> None:
    path = save(tmp_path, "id,class,notes\ns1,3-1,1234\ns2,3-1,\n", "t.csv")
    assert len(read_table(path, limits=TableLimits(rows=2, columns=3, cell_chars=4)).rows) == 2
    assert codes(path, limits=TableLimits(rows=1)) == ["t.csv:3:1 table-many"]
    assert codes(path, limits=TableLimits(columns=2)) == ["t.csv:1:1 table-many"]
    assert codes(path, limits=TableLimits(cell_chars=3)) == ["t.csv:2 notes table-long-cell"]
    assert codes(path, limits=TableLimits(bytes=path.stat().st_size - 1)) == ["t.csv:1:1 file-too-big"]


def test_kinds_of_files(tmp_path: Path) -> None:
    assert codes(save(tmp_path, "id,class", "t.xls")) == ["t.xls:1:1 table-format"]
    assert codes(save(tmp_path, "id,class", "t")) == ["t:1:1 table-format"]
    assert codes(save(tmp_path, b"PK\x03\x04...", "t.csv")) == ["t.csv:1:1 table-format"]
    assert codes(tmp_path / "none.csv") == ["none.csv:1:1 file-missing"]
    (tmp_path / "folder.csv").mkdir()
    assert codes(tmp_path / "folder.csv") == ["folder.csv:1:1 file-not-a-file"]
    os.mkfifo(tmp_path / "pipe.csv")
    assert codes(tmp_path / "pipe.csv") == ["pipe.csv:1:1 file-not-a-file"]
    assert texts(read_table(save(tmp_path, "id\tclass\ns1\t3-1", "t.TSV"))) == [{"id": "s1", "class": "3-1"}]


# ---- Excel ------------------------------------------------------------------------------------------------------


def workbook(folder: Path, rows: Sequence[Any], name: str = "t.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def repack(path: Path, changes: dict[str, bytes | None]) -> Path:
    """The same zip with some parts changed or, for None, left out."""
    with zipfile.ZipFile(path) as parts:
        content = {name: parts.read(name) for name in parts.namelist()}
    content.update({name: part for name, part in changes.items() if part is not None})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, part in content.items():
            if name not in changes or changes[name] is not None:
                parts.writestr(name, part)
    return path


def part(path: Path, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    with zipfile.ZipFile(path) as parts:
        return parts.read(name)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"), (12, "12"), (12.5, "12.5"), ("0012", "0012"), (True, "yes"), (False, "no"), (" x ", "x"),
        (time(17, 30), "17:30"), (time(17, 30, 5), "17:30:05"), (time(17, 29, 59, 999_900), "17:30"),
        (date(2022, 9, 1), "2022-09-01"), (datetime(2022, 9, 1), "2022-09-01"),
        (datetime(2022, 9, 1, 17, 30), "2022-09-01 17:30"), (timedelta(hours=17, minutes=30), "17:30"),
        (999_999_999_999_999, "999999999999999"), ("'=x", "'=x"), ("2022-09-01", "2022-09-01"),
    ],
)  # fmt: skip
def test_values_of_excel_cells(tmp_path: Path, value: Any, text: str) -> None:
    table = read_table(workbook(tmp_path, [["id", "class", "notes"], ["s1", "a", value]]))
    assert table.text(table.rows[0], "notes") == text


def test_rows_of_excel_are_those_of_the_sheet(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, [[], [None, "班级", None, "学号"], [], [None, "3-1", None, "s1"], [None, "3-2", None, "s2"]]
    )
    table = read_table(path)
    assert [(row.line, table.text(row, "id")) for row in table.rows] == [(4, "s1"), (5, "s2")]
    assert str(table.place(table.rows[1], "id")) == "t.xlsx:5 学号"
    assert table.place(table.rows[1], "id").column == 4


def test_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    book.create_sheet("报名").append(["id", "class"])
    other = book.create_sheet("二")
    other.append(["id", "class"])
    other.append(["s1", "3-1"])
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").rows == ()
    assert len(read_table(tmp_path / "t.xlsx", sheet="二").rows) == 1
    (found,) = refused(tmp_path / "t.xlsx", sheet="三")
    assert str(found) == (
        "t.xlsx:1:1: error [table-sheet] There is no sheet '三'. Maybe one of 'Sheet', '报名', '二' is meant."
    )


def test_faults_of_excel_cells(tmp_path: Path) -> None:
    rows = [
        ["id", "class", "choice_1", "leave", "notes"],
        ["s1", datetime(2022, 3, 1), "chess", time(17, 30), datetime(2022, 3, 1)],
        [123456789012345678, "3-1", "#N/A", "=A1", ""],
        ["s3", "3-1", "", "", ""],
    ]
    assert codes(workbook(tmp_path, rows)) == [
        "t.xlsx:2 class table-date",
        "t.xlsx:3:1 table-rounded",
        "t.xlsx:3:3 table-error-value",
        "t.xlsx:3:4 table-formula",
    ]
    assert refused(tmp_path / "t.xlsx")[0].maybe == "'3-1' is meant: give the column the format Text and type it anew."


def test_formulas_with_stored_results_are_read(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["id", "class"], ["s1", "=1+2"]])
    repack(path, {"xl/worksheets/sheet1.xml": part(path).replace(b"<v/>", b"<v>3</v>").replace(b"<v />", b"<v>3</v>")})
    table = read_table(path)
    assert table.text(table.rows[0], "class") == "3"


def test_a_sheet_that_lies_about_its_size(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["id", "class"], ["s1", "3-1"], ["s2", "3-1"]])
    sheet = part(path)
    assert b'ref="A1:B3"' in sheet
    for ref in (b"A1", b"A1:XFD1048576"):
        repack(path, {"xl/worksheets/sheet1.xml": sheet.replace(b'ref="A1:B3"', b'ref="' + ref + b'"')})
        assert len(read_table(path).rows) == 2
    repack(path, {"xl/worksheets/sheet1.xml": sheet.replace(b'<row r="3"', b'<row r="999999999"')})
    assert [found.code for found in refused(path, limits=TableLimits(rows=100))] == ["table-many"]
    repack(path, {"xl/worksheets/sheet1.xml": sheet.replace(b'r="B3"', b'r="ZZZZZZZZ3"')})
    assert [found.code for found in refused(path)] == ["table-damaged"]


def test_limits_of_workbooks_are_exact(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["id", "class"], ["s1", "3-1"], ["s2", "3-1"]])
    with zipfile.ZipFile(path) as parts:
        unpacked = sum(info.file_size for info in parts.infolist())
    assert len(read_table(path, limits=TableLimits(rows=2, columns=2, unpacked_bytes=unpacked)).rows) == 2
    assert codes(path, limits=TableLimits(rows=1)) == ["t.xlsx:3:1 table-many"]
    assert codes(path, limits=TableLimits(columns=1)) == ["t.xlsx:1:1 table-many"]
    assert codes(path, limits=TableLimits(unpacked_bytes=unpacked - 1)) == ["t.xlsx:1:1 table-unpacked"]


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["id", "class"]])
    repack(path, {"xl/media/image1.png": b"\0" * 101_000_000})
    assert path.stat().st_size < 200_000
    assert codes(path) == ["t.xlsx:1:1 table-unpacked"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_an_xml_bomb_is_not_parsed(tmp_path: Path, encoding: str) -> None:
    path = workbook(tmp_path, [["id", "class"]])
    bomb = '<?xml version="1.0"?>' + " " * 70_000 + '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    repack(path, {"xl/sharedStrings.xml": bomb.encode(encoding)})
    (found,) = refused(path)
    assert found.code == "table-not-xlsx"
    assert found.text == "The workbook holds a document type, which no spreadsheet program writes."


def test_what_is_no_workbook(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100
    assert codes(save(tmp_path, old, "t.xlsx")) == ["t.xlsx:1:1 table-not-xlsx"]
    assert codes(save(tmp_path, old + "EncryptedPackage".encode("utf-16-le"), "t.xlsx")) == [
        "t.xlsx:1:1 table-encrypted"
    ]
    assert codes(save(tmp_path, "id,class\n", "t.xlsx")) == ["t.xlsx:1:1 table-not-xlsx"]
    assert codes(save(tmp_path, b"", "t.xlsx")) == ["t.xlsx:1:1 table-not-xlsx"]
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as parts:
        parts.writestr("word/document.xml", "<x/>")
    assert codes(tmp_path / "t.xlsx") == ["t.xlsx:1:1 table-not-xlsx"]


def test_damaged_workbooks(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["id", "class"], ["s1", "3-1"]])
    whole = path.read_bytes()
    sheet = part(path)
    assert codes(repack(path, {"xl/workbook.xml": None})) == ["t.xlsx:1:1 table-damaged"]
    assert codes(repack(save(tmp_path, whole, "t.xlsx"), {"xl/worksheets/sheet1.xml": sheet[:-30]})) == [
        "t.xlsx:1:1 table-damaged"
    ]
    assert codes(save(tmp_path, whole[:-40], "t.xlsx")) == ["t.xlsx:1:1 table-not-xlsx"]
    # A part marked as encrypted in the zip's directory.
    marked = bytearray(whole)
    marked[marked.rindex(b"PK\x01\x02") + 8] |= 1
    assert codes(save(tmp_path, bytes(marked), "t.xlsx")) == ["t.xlsx:1:1 table-encrypted"]


def test_without_openpyxl_the_way_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path, [["id", "class"]])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (found,) = refused(path)
    assert found.code == "table-no-openpyxl"
    assert found.maybe == (
        "save the table as CSV UTF-8, or install the missing part: pip install 'afterschool-sched[xlsx]'."
    )
    with pytest.raises(InputError, match="table-no-openpyxl"):
        template("students", "en", tmp_path / "new.xlsx")
    assert not (tmp_path / "new.xlsx").exists()
    template("students", "en", tmp_path / "new.csv")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_mutation_of_a_workbook_gets_through(tmp_path: Path, data: st.DataObject) -> None:
    path = workbook(tmp_path, [["id", "class", "notes"], ["s1", "3-1", 12.5], ["s2", "=A1", time(17, 30)]])
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
    name = data.draw(st.sampled_from(names))
    content = bytearray(part(path, name))
    start = data.draw(st.integers(0, len(content) - 1))
    length = data.draw(st.integers(0, 30))
    content[start : start + length] = data.draw(
        st.binary(max_size=6)
        | st.sampled_from([b"<c", b'"', b"-1", b"1e999", b"&x;", b'r="Z0"', b't="s"', b"<v>9</v>"])
    )
    repack(path, {name: bytes(content)})
    _survives(path)


@settings(max_examples=max(200, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=60)
    | st.lists(
        st.sampled_from(
            ["id", "class", "choice_1", "王", ",", ";", "\t", "\n", "\r", '"', "'", "=", "\0", "\u200b", "sep=", "0"]
        ),
        max_size=25,
    ).map(lambda pieces: "".join(pieces).encode())
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    _survives(save(tmp_path, content, "t.csv"))
    _survives(save(tmp_path, b"id,class\n" + content, "t.csv"))


def _survives(path: Path) -> None:
    try:
        read_table(path)
    except InputError as error:
        found = error.findings
    else:
        found = ()
    assert all(item.code in CODES and item.where is not None for item in found)


# ---- templates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_template_reads_back(tmp_path: Path, language: Language, suffix: str) -> None:
    path = tmp_path / f"t.{suffix}"
    template(
        "students", language, path, choices=3, seasons=["winter", "exams"], activities=["=chess", "go"], classes=["3-1"]
    )
    table = read_table(path, seasons=["winter", "exams"])
    assert list(table.columns) == [
        "id", "class", "name", "days", "periods", "leave", "leave_winter", "leave_exams", "level", "siblings", "team",
        "wants", "boarder", "choice_1", "choice_2", "choice_3", "notes",
    ]  # fmt: skip
    assert table.rows == ()


def test_headers_of_templates(tmp_path: Path) -> None:
    template("students", "zh", tmp_path / "t.csv", choices=2, seasons=["winter"])
    assert (tmp_path / "t.csv").read_bytes() == (
        "\ufeff学号,班级,姓名,参加日,参加时段,离校时间,冬季离校时间,层次,兄弟姐妹,队伍,社团数,住校,志愿1,志愿2,备注\n".encode()
    )


def test_an_excel_template_keeps_ids_as_text_and_offers_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    template("students", "en", path, choices=1, activities=["chess", "=go"], classes=["3-1", "0012"])
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert all(sheet.column_dimensions[letters(column)].number_format == "@" for column in range(13))
    assert [cell.value for cell in book["activities"]["A"]] == ["chess", "=go"]
    assert {cell.data_type for cell in book["activities"]["A"]} == {"s"}
    lists = {str(choice.sqref): choice.formula1 for choice in sheet.data_validations.dataValidation}
    assert lists == {"B2:B5000": "'classes'!$A$1:$A$2", "L2:L5000": "'activities'!$A$1:$A$2"}
    # A filled template, as Excel would save it.
    sheet.append(["0012", "3-1"])
    book.save(path)
    assert texts(read_table(path))[0]["id"] == "0012"


@pytest.mark.parametrize(
    ("kind", "name", "choices", "said"),
    [
        ("pupils", "t.csv", 3, "there is no table of 'pupils'; tables are: students, applicants, groups"),
        ("students", "t.csv", 13, "13 choices: a table has from 1 to 12"),
        ("students", "t.csv", 0, "0 choices"),
        ("students", "t.ods", 3, "t.ods: a table ends in .csv or .xlsx"),
    ],
)
def test_templates_that_cannot_be(tmp_path: Path, kind: str, name: str, choices: int, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        template(kind, "en", tmp_path / name, choices=choices)
    assert list(tmp_path.iterdir()) == []


# ---- files ------------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    write_atomically(path, b"old")
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="No space"):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_parts_left_by_a_killed_writer_are_swept_later(tmp_path: Path) -> None:
    old, young, other = (tmp_path / f".{name}.part" for name in ("a.csv." + "0" * 16, "a.csv." + "1" * 16, "b.csv.x"))
    for entry in (old, young, other):
        entry.touch()
    os.utime(old, (0, 0))
    os.utime(other, (0, 0))
    write_atomically(tmp_path / "a.csv", b"")
    assert {entry.name for entry in tmp_path.iterdir()} == {"a.csv", young.name, other.name}


@pytest.mark.parametrize(
    ("relative", "code"),
    [
        ("/etc/passwd", "file-outside"), ("C:\\x.csv", "file-outside"), ("C:x.csv", "file-outside"),
        ("\\\\host\\share\\x.csv", "file-outside"), ("../x.csv", "file-outside"), ("a/../../x.csv", "file-outside"),
        ("a\\..\\x.csv", "file-outside"), ("out.csv", "file-outside"), ("out/x.csv", "file-outside"),
        ("loop.csv", "file-outside"), ("", "file-missing"), ("  ", "file-missing"), ("a\0.csv", "file-missing"),
    ],
)  # fmt: skip
def test_paths_that_leave_the_folder(tmp_path: Path, relative: str, code: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    save(tmp_path, "id,class", "x.csv")
    (home / "out.csv").symlink_to(tmp_path / "x.csv")
    (home / "out").symlink_to(tmp_path)
    (home / "loop.csv").symlink_to(home / "loop.csv")
    with pytest.raises(InputError) as caught:
        inside(home, relative, Place("s.yaml", 3, 5))
    (found,) = caught.value.findings
    assert (found.code, str(found.where)) == (code, "s.yaml:3:5")


def test_paths_that_stay_inside(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    path = save(tmp_path / "tables", "id,class")
    (tmp_path / "link.csv").symlink_to(path)
    for relative in ("tables/students.csv", "tables\\students.csv", "./tables/students.csv", "link.csv"):
        assert inside(tmp_path, relative, Place("s.yaml", 1)) == path.resolve()


def test_letters_of_columns() -> None:
    assert [letters(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
