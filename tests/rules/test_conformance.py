"""Every rule of the catalogue has its four faces, and says what it has to say."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest

from afterschool_sched.catalogue import CATALOGUE, DEFAULTS
from afterschool_sched.rule import Rule
from tests.rule_cases import FOLDER, clauses, rule_cases

FACES = ("__init__.py", "spec.py", "check.py", "encode.py", "cases.yaml")
SECTIONS = ("*Rule*:", "*Formal*:", "*Units*:", "*Source*:", "*Also known as*:")
RULES = pytest.mark.parametrize("rule", CATALOGUE, ids=lambda rule: rule.id)


def test_the_catalogue_and_the_folders_are_the_same() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == {rule.id for rule in CATALOGUE}


@RULES
def test_all_faces_are_there_and_nothing_else(rule: type[Rule]) -> None:
    files = {path.name for path in (FOLDER / rule.id).iterdir() if path.name != "__pycache__"}
    assert files == set(FACES)


@RULES
def test_the_docstring_has_its_sections(rule: type[Rule]) -> None:
    text = " ".join((inspect.getdoc(rule) or "").split())
    places = [text.find(section) for section in SECTIONS]
    assert -1 not in places
    assert places == sorted(places)
    assert text.endswith(".")


@RULES
def test_the_formal_statement_has_a_section(rule: type[Rule]) -> None:
    formal = (FOLDER.parents[2] / "models" / "formal.md").read_text(encoding="utf-8")
    assert formal.count(f"\n### {rule.id}\n") == 1


@RULES
def test_the_checker_has_a_reading_of_it(rule: type[Rule]) -> None:
    reading = import_module(f"afterschool_sched.rules.{rule.id}.check").check
    assert [*inspect.signature(reading).parameters] == ["rule", "instance", "facts"]


@RULES
def test_every_clause_is_kept_by_one_case_and_broken_by_another(rule: type[Rule]) -> None:
    cases = rule_cases(rule.id)
    assert {case.clause for case in cases} == set(clauses(rule.id))
    for clause in clauses(rule.id):
        of_clause = [case for case in cases if case.clause == clause]
        assert any(not case.expected and case.ok for case in of_clause), f"{clause} is never kept"
        assert any(case.expected for case in of_clause), f"{clause} is never broken"


@RULES
def test_a_rule_that_can_be_weighted_has_a_case_with_a_cost(rule: type[Rule]) -> None:
    charged = any(expected.cost for case in rule_cases(rule.id) for expected in case.expected)
    assert charged == ("weight" in rule.model_fields)


@RULES
def test_cases_have_names_of_their_own(rule: type[Rule]) -> None:
    names = [case.name for case in rule_cases(rule.id)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", DEFAULTS, ids=lambda rule: f"{rule.id}-{getattr(rule, 'what', '')}")
def test_a_rule_says_what_it_means_in_one_sentence(rule: Rule) -> None:
    sentence = rule.means()
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "  " not in sentence
