"""Angles as they are written behind options: for both feet, or for one."""

import pytest

from footwise.cli.foot_calibration import calibration_of
from footwise.errors import FootwiseError


def test_one_angle_holds_for_both_feet():
    assert calibration_of("clinic", ["7"], None).clinic_deg == {"left": 7.0, "right": 7.0}
    assert calibration_of("clinic", ["left=7", "right=5.5"], None).clinic_deg == {"left": 7.0, "right": 5.5}
    assert calibration_of("stand-then-walk", None, ["left=-2"]).foot_to_line_deg == {"left": -2.0}
    assert calibration_of(None, [], []) is None


@pytest.mark.parametrize("text", ["five", "both=5", "nan", "left=", "=5"])
def test_what_is_no_angle(text):
    with pytest.raises(
        FootwiseError, match=r"--clinic-angle: is .*\. Give degrees, toe-out positive, such as 7, or left=7"
    ):
        calibration_of("clinic", [text], None)


def test_an_angle_without_its_calibration():
    with pytest.raises(FootwiseError, match="does not go with"):
        calibration_of(None, ["5"], None)
