"""Strict YAML: what is read, where everything is, and each refusal with its code and place."""

from __future__ import annotations

import os
import string
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from afterschool_sched import yaml_events
from afterschool_sched.errors import Finding, InputError, Place
from afterschool_sched.source import CODES, Document, YamlLimits, parse_yaml, read_yaml


@pytest.fixture(params=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers of PyYAML: the package may be installed without libyaml."""
    monkeypatch.setattr(yaml_events, "_LOADER", yaml.CLoader if request.param == "libyaml" else yaml.Loader)
    return str(request.param)


def read(text: str | bytes, limits: YamlLimits | None = None) -> Document:
    return parse_yaml(text if isinstance(text, bytes) else text.encode(), "s.yaml", limits=limits)


def findings(text: str | bytes, limits: YamlLimits | None = None) -> tuple[Finding, ...]:
    with pytest.raises(InputError) as caught:
        read(text, limits)
    return caught.value.findings


def codes(text: str | bytes, limits: YamlLimits | None = None) -> list[str]:
    return [f"{found.where} {found.code}" for found in findings(text, limits)]


# ---- values -----------------------------------------------------------------------------------------------------

_VALUES: list[tuple[str, Any]] = [
    ("null", None), ("~", None), ("", None), ("NULL", None), ("nULL", "nULL"),
    ("true", True), ("False", False), ("TRUE", True), ("tRUE", "tRUE"),
    ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"),
    ("0", 0), ("12", 12), ("-3", -3), ("+4", 4), ("0o17", 15), ("0x1F", 31),
    ("012", "012"), ("0012", "0012"), ("1_000", "1_000"), ("0b1", "0b1"), ("1,000", "1,000"), ("-x", "-x"),
    ("1.5", 1.5), ("-.5", -0.5), ("2.", 2.0), ("1e3", 1000.0), ("08.30", "08.30"), ("1.2.3", "1.2.3"),
    ("17:30", "17:30"), ("08:30", "08:30"), ("1:2:3", "1:2:3"), ("2022-09-01", "2022-09-01"), ("3-1", "3-1"),
    ("2022-09-01T10:00:00Z", "2022-09-01T10:00:00Z"), ("=", "="), ("'12'", "12"), ('"true"', "true"),
    ("'~'", "~"), ("''", ""), ("１２", "１２"), ("999999999999999", 999_999_999_999_999), ("<<", "<<"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), _VALUES)
def test_scalars_of_yaml_1_2_only(parser: str, text: str, value: Any) -> None:
    found = read(f"a: {text}").data
    assert found == {"a": value}
    assert type(found["a"]) is type(value)


def test_keys_are_always_text(parser: str) -> None:
    data = read("2022-10-08: fri\n3-1: a\n3: b\ntrue: c\n17:30: d\n1.5: e\nnull: f\n'~': g\n\"<<\": h").data
    assert list(data) == ["2022-10-08", "3-1", "3", "true", "17:30", "1.5", "null", "~", "<<"]


def test_flow_block_comments_and_folded_text(parser: str) -> None:
    text = (
        "# x\n---\na: {b: [1, two], c: {}} # y\nd: |\n  line 1\n  line 2\ne: >-\n  folded\n  text\nf: plain\n  goes on"
    )
    assert read(text).data == {
        "a": {"b": [1, "two"], "c": {}},
        "d": "line 1\nline 2\n",
        "e": "folded text",
        "f": "plain goes on",
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_mark(parser: str, end: str) -> None:
    document = read(b"\xef\xbb\xbf" + f"a: 1{end}班: x{end}".encode())
    assert document.data == {"a": 1, "班": "x"}
    assert document.place_of(("a",), of_key=True) == Place("s.yaml", 1, 1)
    assert document.place_of(("班",)) == Place("s.yaml", 2, 4)


# ---- places -----------------------------------------------------------------------------------------------------

_PLACED = """\
format: 1
rules:
  - {rule: workload, sessions_per_week: 10}
  - rule: pinned
    pinned: {pinned: 3}
classes:
- id: "3-1"
  "grade":   3
days: [mon,
       tue]
"""


def test_places_of_keys_and_values(parser: str) -> None:
    places = read(_PLACED).places
    shown = {path: (str(key) if key else None, str(value)) for path, (key, value) in places.items()}
    assert shown[()] == (None, "s.yaml:1:1")
    assert shown["format",] == ("s.yaml:1:1", "s.yaml:1:9")
    assert shown["rules", 0] == (None, "s.yaml:3:5")
    assert shown["rules", 0, "sessions_per_week"] == ("s.yaml:3:22", "s.yaml:3:41")
    assert shown["classes", 0, "id"] == ("s.yaml:7:3", "s.yaml:7:7")
    assert shown["classes", 0, "grade"] == ("s.yaml:8:3", "s.yaml:8:14")
    assert shown["days", 1] == (None, "s.yaml:10:8")
    assert len(shown) == 17


def test_every_place_is_where_the_text_is(parser: str) -> None:
    lines = _PLACED.splitlines()
    for path, (key, value) in read(_PLACED).places.items():
        if key is not None:
            assert lines[key.line - 1][key.column - 1 :].lstrip('"').startswith(str(path[-1]))
        assert lines[value.line - 1][value.column - 1] not in " :"


@pytest.mark.parametrize(
    ("loc", "of_key", "place"),
    [
        ((), False, "1:1"),
        (("rules", 0, "sessions_per_week"), False, "3:41"),
        (("rules", 0, "workload", "sessions_per_week"), False, "3:41"),  # the tag of a union is not in the data
        (("rules", 0, "workload", "sessions_per_week"), True, "3:22"),
        (("rules", 1, "pinned", "pinned", "pinned"), False, "5:22"),  # the tag is also a key
        (("rules", 1, "pinned", "rule"), False, "4:11"),  # following the tag as a key would lose the way
        (("rules", 1, "pinned", "amount"), False, "5:13"),
        (("rules", 0, "workload", "amount"), False, "3:5"),  # a missing field: the mapping it should be in
        (("classes", 0, "room"), False, "7:3"),
        (("classes", 0, "grade", "constrained-int"), False, "8:14"),
        (("classes", 7, "id"), False, "7:1"),
        (("nowhere", "at", "all"), False, "1:1"),
        (("nowhere", "format"), False, "1:1"),
        (("classes", 7, "days"), False, "7:1"),
        (("classes", 0, "meets", "id"), False, "7:3"),
        (("days", "tuple[str, ...]", 1), False, "10:8"),
        (("format", "[key]"), True, "1:1"),
    ],
)
def test_place_of_a_pydantic_loc(loc: tuple[int | str, ...], of_key: bool, place: str) -> None:
    assert str(read(_PLACED).place_of(loc, of_key=of_key)) == f"s.yaml:{place}"


# ---- refusals: exact code and place -----------------------------------------------------------------------------

_REFUSED: list[tuple[str, list[str]]] = [
    # what YAML allows and we do not
    ("a: &x 1\nb: *x", ["1:4 yaml-anchor", "2:4 yaml-alias"]),
    ("a: 1\n*x : 2", ["2:1 yaml-alias"]),
    ("a: !!str 5", ["1:4 yaml-tag"]),
    ("a: !x [1]", ["1:4 yaml-tag"]),
    ("a: ! 5", ["1:4 yaml-tag"]),
    ("a: !e!x 1", ["1:4 yaml-tag"]),
    ("a: 1\nb: 2\na: 3", ["3:1 yaml-duplicate-key"]),
    ("a: {b: 1, 'b': 2}\n3: x\n'3': y", ["1:11 yaml-duplicate-key", "3:1 yaml-duplicate-key"]),
    ("a:\n  <<: {b: 1}", ["2:3 yaml-merge"]),
    ("a: 1\n---\nb: 2", ["2:1 yaml-documents"]),
    ("a: 1\n...\nb: 2", ["3:1 yaml-documents"]),
    ("%YAML 1.2\n---\na: 1", ["1:1 yaml-directive"]),
    ("%YAML 2.0\n---\na: 1", ["1:1 yaml-directive"]),
    ("%TAG !e! tag:x,2000:\n---\na: 1", ["1:1 yaml-directive"]),
    ("? [a, b]\n: 1\nc: 2", ["1:3 yaml-key"]),
    ("{a: 1}: 2", ["1:1 yaml-key"]),
    ("'': 2", ["1:1 yaml-key"]),
    ("~: 2", ["1:1 yaml-key"]),
    ("a: .inf\nb: -.INF\nc: .nan", ["1:4 yaml-number", "2:4 yaml-number", "3:4 yaml-number"]),
    ("a: 1e999", ["1:4 yaml-number"]),
    ("a: 1234567890123456", ["1:4 yaml-number"]),
    ("a: 0." + "0" * 5000, ["1:4 yaml-number"]),
    ("a: " + "9" * 5000, ["1:4 yaml-number"]),
    ("a: 0x" + "1" * 16, ["1:4 yaml-number"]),
    ("a:\n\tb: 1", ["2:1 yaml-tab"]),
    ("a:\n  - b\n  -\tc\nd: 1\ttwo\n", ["3:4 yaml-tab"]),
    ("", ["1:1 yaml-empty"]),
    ("# only a remark\n", ["1:1 yaml-empty"]),
    ("---\n", ["1:1 yaml-empty"]),
    # characters
    ("a: x\u200by", ["1:5 yaml-character"]),
    ("a: 1\nb: \ufeff2", ["2:4 yaml-character"]),
    ("a: \u202ex", ["1:4 yaml-character"]),
    ("a: x\x07", ["1:5 yaml-character"]),
    ("a: x\x85b", ["1:5 yaml-character"]),
    ("a: x\u2028b", ["1:5 yaml-character"]),
    ("a: 1\nb: \0", ["2:1 yaml-character"]),
    ('a: "\\0"', ["1:4 yaml-character"]),
    ('"\\u200b": 1', ["1:1 yaml-character"]),
    # slips of syntax
    ("a:1\nb: 2", ["1:3 yaml-colon"]),
    ("x: 1\nid:r31\ny: 2", ["2:4 yaml-colon"]),
    ("- id:3\n  grade: 2", ["1:6 yaml-colon"]),
    ("title: Two: classes", ["1:8 yaml-colon"]),
    ("a: 1\nb\nc: 2", ["2:1 yaml-colon"]),
    ("a: 1\nb", ["2:1 yaml-colon"]),
    ("- a: 1\n- b\n  c: 1", ["2:1 yaml-colon"]),
    (": x", ["1:1 yaml-colon"]),
    ("a" * 1100 + ": 1", ["1:1 yaml-colon"]),
    ("a: 1\n  b: 2", ["2:3 yaml-indent"]),
    ("a:\n    b: 1\n  c: 2", ["3:3 yaml-indent"]),
    ("a:\n  - x\n - y", ["3:2 yaml-indent"]),
    ("a:\n  b: 1\n   c: 2", ["3:4 yaml-indent"]),
    ("a: 1\n- b", ["2:1 yaml-indent"]),
    ("- a\nb: 1", ["2:1 yaml-indent"]),
    ("a: - x", ["1:4 yaml-indent"]),
    ('a: "x\nb: 2\nc: 3', ["1:4 yaml-quote"]),
    ("a: 'x\nb: 2", ["1:4 yaml-quote"]),
    ('a: "x\nb: "y"', ["1:4 yaml-quote"]),
    ('a: "x" y', ["1:8 yaml-quote"]),
    ("a: 'x' y", ["1:8 yaml-quote"]),
    ("a: @x", ["1:4 yaml-quote"]),
    ("a: `x`", ["1:4 yaml-quote"]),
    ("a: %x", ["1:4 yaml-quote"]),
    ("a: * x", ["1:4 yaml-quote"]),
    ("a: & x", ["1:4 yaml-quote"]),
    ('a: "\\uZZ"', ["1:7 yaml-quote"]),
    ("a: [1, 2\nb: 3", ["1:4 yaml-bracket"]),
    ("a: {x: 1\nb: 3", ["1:4 yaml-bracket"]),
    ("a: {x: 1 y: 2}", ["1:11 yaml-bracket"]),
    ("a: [1, 2]]", ["1:10 yaml-bracket"]),
    ("a: [1, 2}", ["1:9 yaml-bracket"]),
    ("a: 1\nb：2\nc: 3", ["2:2 yaml-full-width"]),
    ("a: {x: 1，y: 2}", ["1:9 yaml-full-width"]),
    ("a: “x: y”", ["1:4 yaml-full-width"]),
    ("a： 1\nb： 2", ["1:1 yaml-run-on"]),
    ("a: text\n  - b", ["1:4 yaml-run-on"]),
    ("a: text\n  - {b: 1}", ["1:4 yaml-run-on"]),
    ("a: |x\n  foo", ["1:5 yaml-syntax"]),
]


@pytest.mark.parametrize(("text", "expected"), _REFUSED)
def test_refusal(parser: str, text: str, expected: list[str]) -> None:
    assert codes(text) == [f"s.yaml:{item}" for item in expected]


def test_backslash_in_double_quotes(parser: str) -> None:
    # The two parsers differ by a column here.
    (found,) = findings('a: "C:\\path"')
    assert found.code == "yaml-quote"
    assert found.maybe == "write / instead, or use single quotes '…'."


def test_sentences() -> None:
    said = [str(found) for found in findings("a: &x 1\na: *x\nb: !t 1\n<<: {}\nc: .nan\n")]
    assert said == [
        "s.yaml:1:4: error [yaml-anchor] '&x' marks a part of the file for repetition, which is not read."
        " Maybe delete '&x', or quote the text.",
        "s.yaml:2:1: error [yaml-duplicate-key] The key 'a' is already given in line 1."
        " Maybe delete one of the two, or rename it.",
        "s.yaml:2:4: error [yaml-alias] '*x' repeats another part of the file, which is not read."
        " Maybe write that part out here, or quote the text.",
        "s.yaml:3:4: error [yaml-tag] '!t' gives the value a type, which is not read."
        " Maybe delete it, or quote the text.",
        "s.yaml:4:1: error [yaml-merge] '<<' takes over another part of the file, which is not read."
        " Maybe write that part out here.",
        "s.yaml:5:4: error [yaml-number] Only ordinary numbers are read."
        " Maybe it is an id or a name: put it in quotes.",
    ]


def test_what_was_found_before_a_syntax_error_is_still_reported(parser: str) -> None:
    assert codes("a: &x 1\na: 2\nb: [1\n") == [
        "s.yaml:1:4 yaml-anchor",
        "s.yaml:2:1 yaml-duplicate-key",
        "s.yaml:3:4 yaml-bracket",
    ]


def test_behind_a_tab_in_the_indentation_only_tabs_are_reported(parser: str) -> None:
    text = "a: 1\na: 2\nb:\n\tc: 1\n\td:\n\t\te: [\n"
    (duplicate, tab) = findings(text)
    assert (duplicate.code, tab.code) == ("yaml-duplicate-key", "yaml-tab")
    assert tab.where == Place("s.yaml", 4, 1)
    assert tab.text == "This line has a tab, and so have 2 more."


@pytest.mark.parametrize(
    ("content", "place", "text"),
    [
        (
            "a: 1\n班: x".encode("gb18030"),
            "2:1",
            'The file is not UTF-8; it looks as if saved as GBK (GB18030, "ANSI").',
        ),
        ("a: 班".encode() + b"\xff\n", "1:5", "Here is a byte that is not UTF-8 text."),
        (b"\xef\xbb\xbfa: \xff", "1:4", "Here is a byte that is not UTF-8 text."),
        ("a: 1".encode("utf-16"), "1:1", 'The file is saved as UTF-16 ("Unicode").'),
        (b"a: \xed\xa0\x80", "1:4", "Here is a byte that is not UTF-8 text."),
    ],
)
def test_not_utf_8(content: bytes, place: str, text: str) -> None:
    (found,) = findings(content)
    assert (found.code, str(found.where), found.text) == ("yaml-encoding", f"s.yaml:{place}", text)


# ---- limits -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[{"])
def test_deep_nesting_is_a_finding(parser: str, opening: str) -> None:
    assert [found.code for found in findings(opening * 100_000)][-1] == "yaml-deep"


def test_depth_is_counted_exactly() -> None:
    assert read("[" * 64 + "]" * 64).data is not None
    assert codes("[" * 65 + "]" * 65) == ["s.yaml:1:65 yaml-deep"]


def test_number_of_values_is_counted_exactly() -> None:
    limits = YamlLimits(nodes=5)
    assert read("a: [1, 2]", limits).data == {"a": [1, 2]}
    assert codes("a: [1, 2, 3]", limits) == ["s.yaml:1:11 yaml-many"]


def test_length_of_a_text_is_counted_exactly() -> None:
    limits = YamlLimits(scalar_chars=10)
    assert read(f"a: {'x' * 10}", limits).data == {"a": "x" * 10}
    assert codes(f"a: {'x' * 11}\n'{'y' * 11}': 1", limits) == ["s.yaml:1:4 yaml-long", "s.yaml:2:1 yaml-long"]


def test_findings_of_one_kind_are_cut_off_and_counted() -> None:
    found = findings("\n".join(["a: 1"] * 1000))
    assert len(found) == 101
    assert found[-1].text == "There are at least 899 more findings of this kind; they are not listed."


# ---- files ------------------------------------------------------------------------------------------------------


def refused_file(path: Path, limits: YamlLimits | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read_yaml(path, limits=limits)
    (found,) = caught.value.findings
    return str(found)


def test_file_is_read_and_named_without_its_folder(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").write_text("a: 1", encoding="utf-8")
    document = read_yaml(tmp_path / "school.yaml")
    assert (document.file, document.data) == ("school.yaml", {"a": 1})
    assert read_yaml(tmp_path / "school.yaml", name="x/school.yaml").file == "x/school.yaml"


def test_missing_file_names_a_similar_one(tmp_path: Path) -> None:
    (tmp_path / "school.yaml").touch()
    assert refused_file(tmp_path / "scool.yaml") == (
        "scool.yaml:1:1: error [file-missing] There is no such file. Maybe 'school.yaml' is meant."
    )
    assert "file-missing" in refused_file(tmp_path / "no" / "school.yaml")
    assert "file-missing" in refused_file(tmp_path / "school.yaml" / "x")
    assert "file-missing" in refused_file(tmp_path / "sch\0ool.yaml")


def test_folder_pipe_and_device_are_refused_without_waiting(tmp_path: Path) -> None:
    assert "[file-not-a-file] This is a folder." in refused_file(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "[file-not-a-file] This is a pipe or a device." in refused_file(tmp_path / "pipe")
    assert "[file-not-a-file]" in refused_file(Path("/dev/zero"))


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: Any) -> int:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.yaml").touch()
    monkeypatch.setattr(os, "open", deny)
    assert "[file-unreadable] The file cannot be read: Permission denied." in refused_file(tmp_path / "a.yaml")


def test_link_to_itself_and_name_too_long(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    assert "[file-unreadable]" in refused_file(tmp_path / "loop.yaml")
    assert "[file-unreadable]" in refused_file(tmp_path / ("x" * 300 + ".yaml"))


def test_limit_of_bytes_is_exact(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 12345")
    assert read_yaml(path, limits=YamlLimits(bytes=8)).data == {"a": 12345}
    assert "[file-too-big]" in refused_file(path, YamlLimits(bytes=7))


# ---- never a traceback ------------------------------------------------------------------------------------------

_STRUCTURE = ["a: ", "b:", "- ", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ",", '"', "'", "#", "|", ">", "? ", ": "]
_REFUSABLE = ["&x ", "*x", "!t ", "---\n", "...\n", "\t", "：", "，", "0x", "1e9", ".inf", "<<: ", "%", "@", "`", "~"]
_ODD = ["1", "true", "班", "\\", "\u200b", "\r", "\0", "\x85", "\ufeff", "\u2028", "\U0001f600"]
_PIECES = st.sampled_from([*_STRUCTURE, *_REFUSABLE, *_ODD])


def _survives(content: bytes) -> None:
    lines = content.count(b"\n") + content.count(b"\r") + 1
    document, found = _read_or_refuse(content)
    for finding in found:
        assert finding.code in CODES
        assert finding.where is not None
        assert 1 <= finding.where.line <= lines
    if document is not None:
        assert document.data is not None
        assert all(1 <= value.line <= lines for _, value in document.places.values())


def _read_or_refuse(content: bytes) -> tuple[Document | None, tuple[Finding, ...]]:
    try:
        return parse_yaml(content, "s.yaml", limits=YamlLimits(depth=8, nodes=500)), ()
    except InputError as error:
        return None, error.findings


@settings(max_examples=max(400, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(_PIECES, max_size=30))
def test_any_mixture_of_yaml_is_read_or_refused(parser: str, pieces: list[str]) -> None:
    _survives("".join(pieces).encode())


@settings(max_examples=max(200, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(parser: str, content: bytes) -> None:
    _survives(content)


_plain_keys = st.text(string.ascii_letters + "-_班", min_size=1, max_size=6)
_data = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8).filter(str.isprintable),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_plain_keys, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=max(200, settings().max_examples), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=_data.filter(lambda data: data is not None))
def test_what_another_program_writes_as_json_is_read_alike(parser: str, data: Any) -> None:
    # JSON is YAML 1.2: every value of ours must come back.
    import json

    assert read(json.dumps(data, ensure_ascii=False)).data == data


@settings(max_examples=max(400, settings().max_examples))
@given(pieces=st.lists(_PIECES, max_size=20))
def test_the_two_parsers_read_the_same(pieces: list[str]) -> None:
    # One may refuse what the other reads (libyaml allows "|#"); when both read, they must read the same.
    documents = []
    for loader in (yaml.CLoader, yaml.Loader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_events, "_LOADER", loader)
            documents.append(_read_or_refuse("".join(pieces).encode())[0])
    if None not in documents:
        assert documents[0] == documents[1]
