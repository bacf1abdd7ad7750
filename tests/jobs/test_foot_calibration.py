"""What the angle of a foot sensor is told against: words that go together, and angles that a foot has."""

import pytest

from footwise.errors import FootwiseError
from footwise.foot_sensor.live import Method
from footwise.jobs import how_to_calibrate


def test_each_word_is_a_method():
    assert how_to_calibrate().method is Method.RELATIVE
    clinic = how_to_calibrate("clinic", clinic_deg={"left": 7.0, "right": -60.0})
    assert (clinic.method, clinic.clinic_deg) == (Method.CLINIC_VALUE, {"left": 7.0, "right": -60.0})
    line = how_to_calibrate("stand-then-walk", foot_to_line_deg={"left": -2.0})
    assert (line.method, line.foot_to_line_deg) == (Method.STAND_THEN_WALK, {"left": -2.0})


@pytest.mark.parametrize(
    ("wishes", "trouble"),
    [
        ({"calibration": "absolute"}, "`calibration`: is 'absolute'. Choose relative, stand-then-walk, clinic."),
        ({"calibration": "clinic"}, "`calibration='clinic'`: needs the measured angle. Give it with `clinic_deg=...`."),
        (
            {"clinic_deg": {"left": 5.0}},
            "`clinic_deg`: does not go with `calibration='relative'`. Say `calibration='clinic'`.",
        ),
        (
            {"calibration": "clinic", "clinic_deg": {"left": 5.0}, "foot_to_line_deg": {"left": 5.0}},
            "`foot_to_line_deg`: does not go with `calibration='clinic'`. Say `calibration='stand-then-walk'`.",
        ),
        (
            {"calibration": "clinic", "clinic_deg": {"left": 60.5}},
            "`clinic_deg`: is 60.5 for the left foot. Give degrees, toe-out positive, up to 60.",
        ),
        (
            {"calibration": "clinic", "clinic_deg": {"left": float("nan")}},
            "`clinic_deg`: is nan for the left foot. Give degrees, toe-out positive, up to 60.",
        ),
        (
            {"calibration": "clinic", "clinic_deg": {"both": 5.0}},
            "`clinic_deg`: is for 'both'. Feet are left and right.",
        ),
    ],
)
def test_what_makes_no_sense(wishes, trouble):
    with pytest.raises(FootwiseError) as caught:
        how_to_calibrate(**wishes)
    assert str(caught.value) == trouble
