from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from footwise.prescription import CHANGE_DEG
from footwise.reports.visit.condition_looks import condition_look
from footwise.reports.visit.foot_from_above import foot_from_above


@pytest.mark.parametrize(("side", "sign"), [("right", 1), ("left", -1)])
@pytest.mark.requirement("R-006")
def test_feet_are_mirrored(side, sign):
    figure = foot_from_above(side, 15.0, 5.0, condition_look("toe-in-10"))
    assert figure is not None
    ElementTree.fromstring(figure)
    # On paper a positive turn is clockwise: outwards for a right foot.
    turns = [float(turn) for turn in re.findall(r"translate\([\d. ]+\) rotate\((-?[\d.]+)\)", figure)]
    assert turns == [sign * 15.0, sign * 5.0]
    assert "today" in figure and "target" in figure and "15°" in figure and "5°" in figure


def test_foot_without_target_or_without_angle():
    assert "target" not in str(foot_from_above("left", 15.0, None, condition_look("natural")))
    assert foot_from_above("left", float("nan"), None, condition_look("natural")) is None


def test_conditions_differ_in_more_than_colour():
    looks = [(look.dashes, look.marker) for look in map(condition_look, CHANGE_DEG)]
    assert len(set(looks)) == len(looks)
