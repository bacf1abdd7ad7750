"""Whatever holds arrays can be compared and looked at."""

import ast
import dataclasses
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import footwise
from footwise.arrays import same_values
from footwise.recordings.recording import ForcePlate, Markers, Person, Recording

HOLDS_ARRAYS = re.compile(r"\b(Array|Array32|ndarray|NDArray|DataFrame|Series)\b")


def markers(**changes) -> Markers:
    positions = np.arange(24.0).reshape(4, 2, 3)
    positions[1, 0] = np.nan
    return Markers(**{"rate_hz": 100.0, "labels": ("LHEE", "LTOE"), "positions_m": positions, **changes})


def recording(**changes) -> Recording:
    plate = ForcePlate("plate 1", np.ones((4, 3)), np.zeros((4, 3)), None)
    named = {"name": "walk", "source": Path("walk.c3d"), "markers": markers(), "plates": (plate,)}
    return Recording(**{**named, "person": Person("Anna", 72.0, np.nan), **changes})


def test_the_same_values_are_equal_also_where_they_are_missing():
    assert recording() == recording()
    assert not recording() != recording()  # noqa: SIM202 - both operators


@pytest.mark.parametrize(
    "changes",
    [
        {"markers": markers(positions_m=np.zeros((4, 2, 3)))},
        {"markers": markers(positions_m=np.zeros((3, 2, 3)))},
        {"markers": markers(labels=("LHEE", "LMT2"))},
        {"markers": markers(rate_hz=200.0)},
        {"plates": ()},
        {"plates": (ForcePlate("plate 1", np.ones((4, 3)), np.zeros((4, 3)), np.zeros((4, 3))),)},
        {"person": Person("Anna", 72.0, 1.68)},
        {"name": "another"},
    ],
    ids=str,
)
def test_any_other_value_makes_a_difference(changes):
    assert recording() != recording(**changes)


def test_a_recording_is_nothing_else_and_no_key():
    assert recording() != "walk"
    assert markers() != dataclasses.replace(markers(), positions_m=None)
    with pytest.raises(TypeError, match="unhashable"):
        hash(recording().markers)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (float("nan"), float("nan"), True),
        (np.float32("nan"), float("nan"), True),
        (0.0, float("nan"), False),
        (1, 1.0, True),
        (np.zeros(2), [0.0, 0.0], False),
        ([1.0, np.zeros(2)], [1.0, np.zeros(2)], True),
        ([1.0], (1.0,), False),
        ([1.0], [1.0, 2.0], False),
        ({"a": np.zeros(2)}, {"b": np.zeros(2)}, False),
        ({"a": np.zeros(2)}, {"a": np.ones(2)}, False),
        (np.array(["left", "right"]), np.array(["left", "right"]), True),
        (np.array(["left", "right"]), np.array(["left", "left"]), False),
        (np.array([True]), np.array([False]), False),
        (np.array([np.zeros(2), np.ones(3)], dtype=object), np.array([np.zeros(2), np.ones(3)], dtype=object), True),
        (np.array([np.zeros(2), np.ones(3)], dtype=object), np.array([np.zeros(2), np.ones(4)], dtype=object), False),
        (pd.DataFrame({"a": [1.0, np.nan]}), pd.DataFrame({"a": [1.0, np.nan]}), True),
        (pd.DataFrame({"a": [1.0, np.nan]}), pd.DataFrame({"a": [1.0, 2.0]}), False),
        (pd.DataFrame({"a": [1.0]}), None, False),
    ],
    ids=repr,
)
def test_values_are_compared_all_through(one, other, same):
    assert same_values(one, other) is same
    assert same_values(other, one) is same


def test_arrays_are_shown_by_their_shape():
    shown = repr(markers())
    assert shown == "Markers(rate_hz=100.0, labels=('LHEE', 'LTOE'), positions_m=array of 4 × 2 × 3)"
    assert len(repr(markers(labels=tuple(f"M{k}" for k in range(60))))) < 200


def test_every_dataclass_that_holds_arrays_is_compared_by_value():
    careless = []
    for path in Path(footwise.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ClassDef):
                continue
            decorators = [ast.unparse(one) for one in node.decorator_list]
            generated = any(one.startswith("dataclass") and "eq=False" not in one for one in decorators)
            kinds = [ast.unparse(one.annotation) for one in node.body if isinstance(one, ast.AnnAssign)]
            holds = any(HOLDS_ARRAYS.search(kind) and "Callable" not in kind for kind in kinds)
            if generated and holds and "by_value" not in decorators:
                careless.append(f"{path.name}: {node.name}")
    assert not careless
