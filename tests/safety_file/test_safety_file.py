"""The safety file holds together, is current, and is not written where a control has no test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tools.safety_file import faults, page, read_safety_file

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found():
    return read_safety_file(PROJECT)


def test_every_control_has_a_test(found):
    assert faults(found) == []
    assert len(found.requirements) > 30 and len(found.hazards) > 12 and len(found.tests) > 100


def test_the_page_is_current(found):
    written = (PROJECT / "docs" / "safety.md").read_text(encoding="utf-8")
    assert written == page(found), "run `make safety`"


def test_a_control_without_a_test_is_a_fault(found):
    without = replace(found, tests=tuple(test for test in found.tests if test.requirement != "R-043"))
    assert [line.partition(":")[0] for line in faults(without)] == ["R-043"]
    seldom = tuple(replace(test, marks=frozenset({"slow"})) for test in found.shown_by("R-043"))
    assert faults(replace(without, tests=without.tests + seldom)) == [
        "R-043: only tests that `make test` leaves out show it"
    ]


def test_numbers_that_lead_nowhere_are_faults(found):
    stray = replace(found.tests[0], requirement="R-999")
    assert "shows R-999, which is no requirement" in faults(replace(found, tests=(*found.tests, stray)))[0]
    hazard = found.hazards["H-01"] | {"controls": {"R-998": "hope"}, "severity": 5}
    said = " ".join(faults(replace(found, hazards=found.hazards | {"H-01": hazard})))
    for words in ("R-998, which is no requirement", "'hope'", "the severity 5"):
        assert words in said
    nothing = found.hazards | {"H-09": found.hazards["H-09"] | {"controls": {}}}
    assert "H-09: nothing controls it" in faults(replace(found, hazards=nothing))
    anomaly = {"A-01": {"what": "x", "hazards": ["H-77"]}}
    assert faults(replace(found, anomalies=anomaly)) == ["A-01: names H-77, which is no hazard"]


def test_it_claims_no_conformity(found):
    said = " ".join(page(found).split())
    assert "claims conformity with none of them" in said and "a clinician decides" in said
    for number in (*found.requirements, *found.hazards, *found.anomalies):
        assert number in said
