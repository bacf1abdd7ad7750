"""Which strides count: every limit, on both of its sides."""

from __future__ import annotations

import pytest

from footwise.foot_sensor.live import Reason, TrackerSettings, UsualStride, is_on_stairs, reason_against

SOUND = {
    "stride_s": 1.1,
    "stride_m": 1.2,
    "turn_deg": 0.0,
    "rise_m": 0.0,
    "drift_m_s2": 0.1,
    "stood_s": 0.2,
    "shift_deg": None,
    "sensor_angle_deg": 0.0,
}
CALIBRATED = TrackerSettings(gravity=(0.0, 0.0, 1.0), offset_deg=10.0)


def judged(gates=None, **other):
    return reason_against(gates or TrackerSettings(), **(SOUND | other))


def test_a_sound_stride_counts():
    assert judged() is Reason.NONE
    assert judged(CALIBRATED, shift_deg=0.0) is Reason.NONE


@pytest.mark.parametrize(
    ("quantity", "good", "bad", "reason"),
    [
        ("stood_s", 1.2, 1.21, Reason.STANDING),
        ("stride_s", 0.6, 0.59, Reason.TOO_QUICK),
        ("stride_s", 2.0, 2.01, Reason.TOO_SLOW),
        ("turn_deg", 11.9, 12.0, Reason.TURNING),
        ("turn_deg", -11.9, -12.0, Reason.TURNING),
        ("stride_m", 0.5, 0.49, Reason.TOO_SHORT),
        ("stride_m", 2.2, 2.21, Reason.TOO_LONG),
        ("drift_m_s2", 1.0, 1.01, Reason.NOT_STILL),
        ("drift_m_s2", 1.0, float("nan"), Reason.NOT_STILL),
        ("shift_deg", 5.0, 5.1, Reason.SHIFTED),
        ("beside_stair", False, True, Reason.BESIDE_STAIR),
    ],
)
def test_the_limits(quantity, good, bad, reason):
    assert judged(**{quantity: good}) is Reason.NONE
    assert judged(**{quantity: bad}) is reason


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize(
    ("stride_m", "rise_m", "reason"),
    [
        # A rise of 13 % is a ramp, more is a stair.
        (1.0, 0.13, Reason.NONE),
        (1.0, 0.14, Reason.STAIR),
        # 10 cm are the drift of the integration, however short the stride.
        (0.6, 0.10, Reason.NONE),
        (0.6, 0.11, Reason.STAIR),
        # 25 cm are a stair, however long the stride.
        (2.1, 0.24, Reason.NONE),
        (2.1, 0.25, Reason.STAIR),
    ],
)
def test_level_ramp_and_stair_up_and_down(direction, stride_m, rise_m, reason):
    assert judged(stride_m=stride_m, rise_m=direction * rise_m) is reason


@pytest.mark.parametrize(
    ("usual_m", "shortest_m"),
    # Nobody's limit rises over that of the settings; who walks with short strides is not judged by others.
    [(None, 0.5), (1.4, 0.5), (1.25, 0.5), (1.0, 0.4), (0.5, 0.2), (0.3, 0.15), (0.1, 0.15)],
)
def test_the_shortest_stride_is_that_of_the_person(usual_m, shortest_m):
    usual = usual_m and UsualStride(usual_m, 1.1)
    assert judged(stride_m=shortest_m, usual=usual) is Reason.NONE
    assert judged(stride_m=shortest_m - 0.01, usual=usual) is Reason.TOO_SHORT


@pytest.mark.parametrize(("usual_s", "longest_s"), [(0.3, 1.2), (0.8, 1.2), (1.0, 1.5), (1.3, 1.95), (1.9, 2.0)])
def test_the_longest_stance_is_that_of_the_person(usual_s, longest_s):
    usual = UsualStride(1.2, 1.1, usual_s)
    assert judged(stood_s=longest_s - 1e-9, usual=usual) is Reason.NONE
    assert judged(stood_s=longest_s + 0.01, usual=usual) is Reason.STANDING


@pytest.mark.parametrize(("usual_s", "longest_s"), [(1.1, 2.0), (1.4, 2.1), (1.8, 2.7), (2.4, 3.0)])
def test_the_slowest_stride_is_that_of_the_person(usual_s, longest_s):
    usual = UsualStride(1.2, usual_s)
    assert judged(stride_s=longest_s - 1e-9, usual=usual) is Reason.NONE
    assert judged(stride_s=longest_s + 0.01, usual=usual) is Reason.TOO_SLOW


@pytest.mark.parametrize("direction", [1, -1])
def test_a_belt_has_no_stairs(direction):
    rising = {"stride_m": 1.0, "rise_m": direction * 0.16}
    assert judged(**rising) is Reason.STAIR
    assert judged(on_belt=True, **rising) is Reason.NONE
    # At the end of a long corridor there may be stairs.
    for stride_m, rise_m in ((1.0, 0.21), (0.7, 0.16), (1.5, 0.25)):
        assert judged(on_belt=True, stride_m=stride_m, rise_m=direction * rise_m) is Reason.STAIR
    assert judged(on_belt=True, beside_stair=True) is Reason.BESIDE_STAIR


@pytest.mark.parametrize(
    ("angle", "reason"),
    [
        (70.0, Reason.NONE),
        (70.5, Reason.IMPLAUSIBLE),
        (-50.0, Reason.NONE),
        (-50.5, Reason.IMPLAUSIBLE),
        (-170.0, Reason.IMPLAUSIBLE),
    ],
)
def test_an_angle_over_60_degrees_from_the_calibration_is_none(angle, reason):
    assert judged(CALIBRATED, sensor_angle_deg=angle) is reason
    # Without a calibration there is nothing to be far from.
    assert judged(sensor_angle_deg=angle) is Reason.NONE


def test_a_sensor_that_looks_backwards_is_judged_across_180_degrees():
    backwards = TrackerSettings(gravity=(0.0, 0.0, 1.0), offset_deg=170.0)
    assert judged(backwards, sensor_angle_deg=-170.0) is Reason.NONE
    assert judged(backwards, sensor_angle_deg=0.0) is Reason.IMPLAUSIBLE


def test_the_first_of_several_reasons_is_given():
    """What says something about the walk comes before what says something about the sensor."""
    wrong = {
        Reason.STANDING: {"stood_s": 3.0},
        Reason.TOO_QUICK: {"stride_s": 0.3},
        Reason.TURNING: {"turn_deg": 90.0},
        Reason.STAIR: {"rise_m": 0.3},
        Reason.BESIDE_STAIR: {"beside_stair": True},
        Reason.TOO_SHORT: {"stride_m": 0.1},
        Reason.NOT_STILL: {"drift_m_s2": 9.0},
        Reason.SHIFTED: {"shift_deg": 20.0},
        Reason.IMPLAUSIBLE: {"sensor_angle_deg": 100.0},
    }
    reasons = list(wrong)
    for first, reason in enumerate(reasons):
        everything = {name: value for late in reasons[first:] for name, value in wrong[late].items()}
        assert judged(CALIBRATED, **everything) is reason


def test_the_limits_are_those_of_the_settings():
    assert judged(TrackerSettings(longest_s=1.0)) is Reason.TOO_SLOW
    assert judged(TrackerSettings(shortest_m=1.3)) is Reason.TOO_SHORT


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize(
    ("rise_m", "stride_m", "flight"),
    [(0.13, 0.5, False), (0.14, 0.5, True), (0.20, 1.0, False), (0.21, 1.0, True), (0.0, 0.0, False)],
)
def test_a_flight_rises_more_than_13_cm_and_more_steeply_than_1_in_5(direction, rise_m, stride_m, flight):
    assert is_on_stairs(direction * rise_m, stride_m) is flight
