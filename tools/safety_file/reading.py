"""What the safety file is made of: three tables of words, and the marks of the tests."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MARK = "requirement"
# Marks of tests that a plain `make test` leaves out.
LEFT_OUT = frozenset({"slow", "shared"})
_HOW = {"design", "protection", "information"}


@dataclass(frozen=True)
class Shown:
    """A test that shows a requirement.

    Attributes
    ----------
    path, name : str
        Below ``tests/``.
    requirement : str
    marks : frozenset of str
        What else it is marked as.
    """

    path: str
    name: str
    requirement: str
    marks: frozenset[str]


@dataclass(frozen=True)
class SafetyFile:
    """All of it, by number."""

    requirements: dict[str, dict[str, Any]]
    hazards: dict[str, dict[str, Any]]
    anomalies: dict[str, dict[str, Any]]
    tests: tuple[Shown, ...]

    def shown_by(self, requirement: str) -> list[Shown]:
        """Give the tests of a requirement."""
        return [test for test in self.tests if test.requirement == requirement]


def read_safety_file(project: Path) -> SafetyFile:
    """Read the tables and the tests of a project."""
    here = project / "tools" / "safety_file"
    requirements, hazards, anomalies = (
        tomllib.loads((here / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("requirements", "hazards", "anomalies")
    )
    return SafetyFile(requirements, hazards, anomalies, tuple(_marked(project / "tests")))


def faults(found: SafetyFile) -> list[str]:
    """Say what does not hold together: a control without a test above all; one line each."""
    said = []
    for number in found.requirements:
        tests = found.shown_by(number)
        if not tests:
            said.append(f"{number}: no test shows it; mark one with @pytest.mark.requirement({number!r})")
        elif all(test.marks & LEFT_OUT for test in tests):
            said.append(f"{number}: only tests that `make test` leaves out show it")
        if not any(number in hazard["controls"] for hazard in found.hazards.values()):
            said.append(f"{number}: controls no hazard")
    for test in found.tests:
        if test.requirement not in found.requirements:
            said.append(f"{test.path}: {test.name} shows {test.requirement}, which is no requirement")
    for number, hazard in found.hazards.items():
        if not hazard["controls"]:
            said.append(f"{number}: nothing controls it")
        for control, how in hazard["controls"].items():
            if control not in found.requirements:
                said.append(f"{number}: is controlled by {control}, which is no requirement")
            if how not in _HOW:
                said.append(f"{number}: {control} is {how!r}, none of {', '.join(sorted(_HOW))}")
        if hazard["severity"] not in (1, 2, 3, 4):
            said.append(f"{number}: the severity {hazard['severity']!r} is none of 1 to 4")
    for number, anomaly in found.anomalies.items():
        said += [f"{number}: names {one}, which is no hazard" for one in anomaly["hazards"] if one not in found.hazards]
    return said


def _marked(tests: Path) -> Iterator[Shown]:
    for path in sorted(tests.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        of_file = {
            mark.attr
            for node in tree.body
            if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "pytestmark" for one in node.targets)
            for mark in ast.walk(node.value)
            if isinstance(mark, ast.Attribute)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                marks = {_name(one) for one in node.decorator_list} | of_file
                for number in sorted(_numbers(node)):
                    where = path.relative_to(tests).as_posix()
                    yield Shown(where, node.name, number, frozenset(marks - {_MARK}))


def _numbers(test: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for one in test.decorator_list:
        if isinstance(one, ast.Call) and _name(one) == _MARK:
            yield from (str(argument.value) for argument in one.args if isinstance(argument, ast.Constant))


def _name(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else ""
