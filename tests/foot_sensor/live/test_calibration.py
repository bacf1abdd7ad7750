"""The offset of a sensor and its standard error, from strides whose answer is worked out by hand."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import atan2, cos, degrees, hypot, pi, radians, sin, sqrt

import pytest
from tests.foot_sensor.strides import stride

from footwise.foot_sensor.live import (
    CARRIED_DEG,
    Method,
    Reason,
    TrackerSettings,
    clinic_value,
    relative_to_baseline,
    stand_then_walk,
)

FORWARD = (0.0, 1.0, 0.0)
# What the heading of a foot sensor may have drifted, in degrees a second.
DRIFT = 0.05


def course(*directions, standing=30.0, side="left", lengths=None):
    """A stride out of standing, and strides in these directions after it, 1.1 s apart."""
    # The stride out of standing leaves the line: its own direction says nothing.
    walk = [
        stride(side=side, mid_stance_s=100.0, stood_s=2.0, start_heading_deg=standing, direction_deg=77.0, stride_m=0.7)
    ]
    for k, direction in enumerate(directions, start=1):
        length = lengths[k - 1] if lengths else 1.2
        walk.append(
            stride(
                side=side,
                mid_stance_s=100.0 + 1.1 * k,
                start_heading_deg=-9.0,
                direction_deg=direction,
                stride_m=length,
            )
        )
    return walk


class TestStandThenWalk:
    @pytest.mark.parametrize(("side", "offset"), [("left", 5.0), ("right", -5.0)])
    def test_the_offset_is_the_standing_heading_less_the_way(self, side, offset):
        """Headings are positive to the left, which is outwards for the left foot and inwards for the right."""
        found = stand_then_walk(course(*[25.0] * 8, side=side), FORWARD)
        assert found is not None
        assert found.offset_deg == pytest.approx(offset)
        assert (found.method, found.side, found.strides) == (Method.STAND_THEN_WALK, side, 8)
        assert (found.forward, found.gravity) == (FORWARD, (0.0, 0.0, 1.0))
        # All strides go the same way: only the drift from standing to the last stride is left, half of it.
        assert found.standard_error_deg == pytest.approx(DRIFT * 8.8 / 2)

    @pytest.mark.parametrize(("before", "share"), [(0, 1.0), (2, 0.75), (6, 0.25)])
    def test_a_gap_over_which_the_heading_was_carried_counts_for_nothing_and_stands_in_the_error(self, before, share):
        """What the gap has turned the heading by is shared by the strides after it only."""
        walk = course(*[25.0] * 8)
        walk.insert(1 + before, stride(direction_deg=None, reason=Reason.GAP))
        found = stand_then_walk(walk, FORWARD)
        assert found is not None and (found.offset_deg, found.strides) == (pytest.approx(5.0), 8)
        assert found.standard_error_deg == pytest.approx(hypot(DRIFT * 8.8 / 2, share * CARRIED_DEG))
        twice = [*walk[:1], stride(direction_deg=None, reason=Reason.GAP), *walk[1:]]
        error = sqrt((DRIFT * 8.8 / 2) ** 2 + (1 + share**2) * CARRIED_DEG**2)
        assert stand_then_walk(twice, FORWARD).standard_error_deg == pytest.approx(error)

    def test_a_gap_in_the_stride_that_leaves_the_place_of_standing(self):
        first, *line = course(*[25.0] * 8)
        gone = stride(stood_s=2.0, start_heading_deg=30.0, direction_deg=None, reason=Reason.GAP, mid_stance_s=100.0)
        found = stand_then_walk([gone, *line], FORWARD)
        assert found.offset_deg == stand_then_walk([first, *line], FORWARD).offset_deg
        assert found.standard_error_deg == pytest.approx(hypot(DRIFT * 8.8 / 2, CARRIED_DEG))

    @pytest.mark.parametrize(("gaps", "found"), [(4, True), (5, False)])
    def test_too_many_gaps_begin_it_anew(self, gaps, found):
        walk = course(*[25.0] * 8)
        walk[3:3] = [stride(direction_deg=None, reason=Reason.GAP)] * gaps
        assert (stand_then_walk(walk, FORWARD) is not None) is found

    def test_a_foot_that_stood_across_the_line(self):
        assert stand_then_walk(course(*[25.0] * 8), FORWARD, foot_to_line_deg=2.0).offset_deg == pytest.approx(3.0)
        turned = stand_then_walk(course(*[25.0] * 8, side="right"), FORWARD, foot_to_line_deg=2.0)
        assert turned.offset_deg == pytest.approx(-7.0)

    @pytest.mark.parametrize(("standing", "way", "offset"), [(175.0, -175.0, -10.0), (0.0, 90.0, -90.0)])
    def test_angles_go_round(self, standing, way, offset):
        found = stand_then_walk(course(*[way] * 8, standing=standing), FORWARD)
        assert found.offset_deg == pytest.approx(offset)

    def test_longer_strides_say_more_about_the_line(self):
        found = stand_then_walk(course(*[0.0] * 4, *[12.0] * 4, standing=0.0, lengths=[2.0] * 4 + [1.0] * 4), FORWARD)
        aside, on = sin(radians(12.0)), 2.0 + cos(radians(12.0))
        assert found.offset_deg == pytest.approx(-degrees(atan2(aside, on)))

    @pytest.mark.parametrize("turns_after", [2, 5, 7])
    def test_who_turns_has_left_the_line(self, turns_after):
        """A small room: the wall comes before the eighth stride."""
        turned = [25.0] * turns_after + [55.0, 85.0, 115.0] + [115.0] * 6
        assert stand_then_walk(course(*turned), FORWARD) is None
        # Standing on the line again is a new beginning.
        again = stand_then_walk([*course(*turned), *course(*[25.0] * 8)], FORWARD)
        assert again == stand_then_walk(course(*[25.0] * 8), FORWARD)

    def test_nobody_walks_along_a_line_to_the_degree(self):
        swaying = [25.0 + 10.0 * (-1) ** k for k in range(8)]
        assert stand_then_walk(course(*swaying), FORWARD).offset_deg == pytest.approx(5.0, abs=0.1)

    def test_the_standard_error_of_two_strides(self):
        """Left out one at a time, they say ±3°: the jackknife gives √(½ (3² + 3²)) = 3°, and the drift is beside it."""
        found = stand_then_walk(course(-3.0, 3.0, standing=0.0), FORWARD, fewest=2)
        assert found.offset_deg == pytest.approx(0.0)
        assert found.standard_error_deg == pytest.approx(hypot(3.0, DRIFT * 2.2 / 2))

    def test_the_first_strides_of_the_line_count_and_what_comes_after_does_not(self):
        enough = course(*[25.0] * 8)
        later = [
            stride(mid_stance_s=120.0, direction_deg=80.0),
            stride(mid_stance_s=121.0, reason=Reason.GAP),
            stride(mid_stance_s=130.0, stood_s=5.0, start_heading_deg=100.0),
        ]
        assert stand_then_walk([*enough, *later], FORWARD) == stand_then_walk(enough, FORWARD)
        assert stand_then_walk(enough[:-1], FORWARD) is None
        assert stand_then_walk(enough[:-1], FORWARD, fewest=7) is not None

    def test_what_comes_before_standing_does_not_count(self):
        before = [
            stride(mid_stance_s=-5.0, reason=Reason.NO_START, stretch=3),
            stride(mid_stance_s=-4.0, direction_deg=80.0),
        ]
        enough = course(*[25.0] * 8)
        assert stand_then_walk([*before, *enough], FORWARD) == stand_then_walk(enough, FORWARD)

    @pytest.mark.parametrize(
        ("stood_s", "asked", "found"), [(1.9, {}, False), (2.0, {}, True), (0.5, {"still_s": 0.5}, True)]
    )
    def test_how_long_the_foot_must_have_stood(self, stood_s, asked, found):
        first, *line = course(*[25.0] * 8)
        short = stride(mid_stance_s=first.mid_stance_s, stood_s=stood_s, start_heading_deg=30.0)
        assert (stand_then_walk([short, *line], FORWARD, **asked) is not None) is found

    def test_standing_whose_heading_is_not_known_is_no_beginning(self):
        _, *line = course(*[25.0] * 8)
        assert stand_then_walk([stride(stood_s=3.0, start_heading_deg=None), *line], FORWARD) is None

    def test_standing_again_begins_anew(self):
        again = stand_then_walk([*course(*[80.0] * 5, standing=0.0), *course(*[25.0] * 8)], FORWARD)
        assert again == stand_then_walk(course(*[25.0] * 8), FORWARD)

    @pytest.mark.parametrize(
        "missed", [{"reason": Reason.GAP, "stretch": 1}, {"reason": Reason.NOT_STILL}, {"stretch": 1}]
    )
    def test_what_the_sensor_missed_ends_it(self, missed):
        walk = course(*[25.0] * 8)
        walk.insert(4, stride(direction_deg=25.0, **missed))
        assert stand_then_walk(walk, FORWARD) is None

    @pytest.mark.parametrize("reason", [Reason.TURNING, Reason.TOO_SHORT, Reason.STANDING])
    def test_a_stride_that_says_where_the_foot_went_is_part_of_the_line(self, reason):
        walk = course(*[25.0] * 7)
        walk.insert(4, stride(direction_deg=25.0, reason=reason))
        assert stand_then_walk(walk, FORWARD).offset_deg == pytest.approx(5.0)

    def test_gravity_is_the_mean_of_the_line(self):
        first, *line = course(*[25.0] * 2)
        tilted = [
            stride(mid_stance_s=one.mid_stance_s, direction_deg=25.0, gravity=gravity)
            for one, gravity in zip(line, [(0.6, 0.0, 0.8), (0.0, 0.6, 0.8)], strict=True)
        ]
        found = stand_then_walk([first, *tilted], FORWARD, fewest=2).gravity
        size = sqrt(0.3**2 + 0.3**2 + 0.8**2)
        assert found == pytest.approx((0.3 / size, 0.3 / size, 0.8 / size))

    def test_without_a_forward_axis_there_is_no_offset(self):
        assert stand_then_walk(course(*[25.0] * 8), None) is None
        assert stand_then_walk([], FORWARD) is None


def walked(*angles, **other):
    return [
        stride(sensor_angle_deg=angle, foot_progression_angle_deg=angle, mid_stance_s=float(k), **other)
        for k, angle in enumerate(angles)
    ]


class TestMedianOfWalking:
    @pytest.mark.parametrize(
        ("angles", "median"),
        [
            ((0.0, 0.0, 9.0), 0.0),
            ((1.0, 8.0, 2.0, 30.0), 5.0),
            ((7.0, 7.0), 7.0),
            # A sensor that looks backwards.
            ((179.0, -179.0, 178.0), 179.0),
            ((-178.0, 178.0), -180.0),
        ],
    )
    def test_the_offset_makes_the_median_what_it_is_to_be(self, angles, median):
        relative = relative_to_baseline(walked(*angles), FORWARD, fewest=2)
        assert relative.offset_deg == pytest.approx(median)
        assert (relative.method, relative.strides, relative.forward) == (Method.RELATIVE, len(angles), FORWARD)
        clinic = clinic_value(walked(*angles, side="right"), FORWARD, 6.0, fewest=2)
        assert clinic.offset_deg == pytest.approx(median - 6.0 if median > -174.0 else median + 354.0)
        assert (clinic.method, clinic.side) == (Method.CLINIC_VALUE, "right")

    @pytest.mark.parametrize(
        ("angles", "variance"), [((1.0, 3.0, 5.0, 7.0), 20 / 3), ((0.0, 0.0, 60.0), (2 * 20**2 + 40**2) / 2)]
    )
    def test_the_standard_error_of_a_median(self, angles, variance):
        """The SD about the mean, over √n, and √(π/2) of that for a median."""
        found = relative_to_baseline(walked(*angles), FORWARD, fewest=3)
        assert found.standard_error_deg == pytest.approx(sqrt(pi / 2) * sqrt(variance) / sqrt(len(angles)))

    def test_only_valid_strides_with_an_angle_count(self):
        useless = [
            stride(sensor_angle_deg=50.0, reason=Reason.TURNING, side="right"),
            stride(sensor_angle_deg=None, side="right"),
        ]
        found = relative_to_baseline([*useless, *walked(*[4.0] * 8)], FORWARD)
        assert (found.offset_deg, found.strides, found.side) == (pytest.approx(4.0), 8, "left")
        assert relative_to_baseline([*useless, *walked(*[4.0] * 7)], FORWARD) is None

    @pytest.mark.parametrize(("strides", "fewest", "found"), [(8, 8, True), (7, 8, False), (2, 0, True), (1, 0, False)])
    def test_how_many_are_needed(self, strides, fewest, found):
        """One stride has no spread, whatever is asked for."""
        for calibration in (
            relative_to_baseline(walked(*[4.0] * strides), FORWARD, fewest=fewest),
            clinic_value(walked(*[4.0] * strides), FORWARD, 9.0, fewest=fewest),
        ):
            assert (calibration is not None) is found
        assert relative_to_baseline(walked(*[4.0] * strides), None, fewest=fewest) is None

    def test_gravity_of_the_strides(self):
        assert relative_to_baseline(walked(*[4.0] * 8, gravity=(0.0, -3.0, 4.0)), FORWARD).gravity == (0.0, -0.6, 0.8)
        assert relative_to_baseline(walked(*[4.0] * 8, gravity=(0.0, 0.0, 0.0)), FORWARD).gravity == (0.0, 0.0, 0.0)


def test_a_tracker_uses_the_calibration_and_keeps_its_other_settings():
    found = clinic_value(walked(*[4.0] * 8), FORWARD, 9.0)
    settings = found.settings(TrackerSettings(longest_m=1.9))
    assert settings == TrackerSettings(
        forward=FORWARD, gravity=(0.0, 0.0, 1.0), offset_deg=found.offset_deg, longest_m=1.9
    )
    assert found.settings() == TrackerSettings(forward=FORWARD, gravity=(0.0, 0.0, 1.0), offset_deg=found.offset_deg)


def test_a_calibration_in_words():
    found = clinic_value(walked(*[4.0] * 8, side="right"), FORWARD, 9.0)
    assert str(found) == "right foot, clinic value: offset -5.0° ± 0.0° from 8 strides"
    with pytest.raises(FrozenInstanceError):
        found.offset_deg = 0.0
