"""What is believed of a force plate's numbers and what is not: every limit on both of its sides, without files."""

from __future__ import annotations

import numpy as np
import pytest

from footwise.recordings import ForcePlate, centre_of_pressure
from footwise.recordings.force_plates import (
    corners_fault,
    make_plate,
    moment_by_points,
    on_plate,
    origin_note,
    plate_axes,
    point_upwards,
    zero_baseline,
)
from footwise.signals import rotation_about

# 0.4 by 0.6 m; x from corner 2 to 1, y from corner 4 to 1, z up.
LEVEL = np.array([[0.2, 0.3, 0], [-0.2, 0.3, 0], [-0.2, -0.3, 0], [0.2, -0.3, 0]])
TURN = rotation_about([0.2, -0.3, 1.0], 0.6)
PLACE = np.array([1.2, -0.7, 0.4])


def moved(corner, *by):
    """The level plate with one corner (1 to 4) shifted."""
    corners = LEVEL.copy()
    corners[corner - 1] += by
    return corners


class TestAxes:
    def test_they_turn_with_the_plate(self):
        np.testing.assert_allclose(plate_axes(LEVEL @ TURN.T + PLACE), TURN, atol=1e-12)

    def test_both_pairs_of_edges_count_alike(self):
        """A plate whose opposite edges lean to opposite sides, and whose corners stand up and down in turns."""
        off = np.array([[0.01, 0.02, 0.003], [-0.01, 0, -0.003], [0, 0, 0.003], [0, -0.02, -0.003]])
        np.testing.assert_allclose(plate_axes(LEVEL + off), np.eye(3), atol=1e-12)


class TestCorners:
    @pytest.mark.parametrize("far_m, fault", [(999.5, ""), (1000.5, "its corners are impossible numbers")])
    @pytest.mark.parametrize("sign", [1, -1])
    def test_a_kilometre_away_is_no_laboratory(self, far_m, fault, sign):
        assert corners_fault(LEVEL + np.array([sign * (far_m - 0.2), 0, 0])) == (fault, "")

    @pytest.mark.parametrize("lost", [np.nan, np.inf])
    def test_a_corner_that_is_no_number(self, lost):
        assert corners_fault(moved(3, 0, lost, 0)) == ("its corners are impossible numbers", "")

    @pytest.mark.parametrize(
        "width, depth, fault",
        [
            (0.0501, 0.6, ""),
            (0.0499, 0.6, "its sides measure 0.0499 to 0.6 m"),
            (0.4, 9.9, ""),
            (0.4, 10.1, "its sides measure 0.4 to 10.1 m"),
        ],
    )
    def test_plates_are_5_cm_to_10_m_long(self, width, depth, fault):
        assert corners_fault(LEVEL * [width / 0.4, depth / 0.6, 1]) == (fault, "")

    @pytest.mark.parametrize("corner", [1, 2, 3, 4])
    @pytest.mark.parametrize(
        "off_mm, said",
        [
            (0.9, ("", "")),
            (1.1, ("", "has corners that miss a rectangle by 1.1 mm")),
            (19.9, ("", "has corners that miss a rectangle by 19.9 mm")),
            (20.1, ("its corners are no rectangle", "")),
        ],
    )
    def test_a_corner_may_be_off_by_2_cm_and_it_is_said_from_1_mm_on(self, corner, off_mm, said):
        assert corners_fault(moved(corner, 0, 0, off_mm / 1000)) == said

    @pytest.mark.parametrize("shear_m, sound", [(0.0298, True), (0.0303, False)])
    @pytest.mark.parametrize("along", [0, 1])
    def test_a_corner_may_miss_a_right_angle_by_5_percent(self, shear_m, sound, along):
        """A parallelogram: the cosine between its sides is s / √(0.6² + s²), and of a plate lying across the same."""
        corners = LEVEL.copy()
        corners[:2, 0] += shear_m
        if along:
            corners = corners[[1, 2, 3, 0]]
        skew_mm = 1000 * 0.4 * shear_m / np.hypot(0.6, shear_m)
        note = f"has corners that miss a rectangle by {skew_mm:.1f} mm"
        assert corners_fault(corners) == (("", note) if sound else ("its corners are no rectangle", ""))


class TestOrigin:
    @pytest.mark.parametrize(
        "x_mm, y_mm, usual",
        [
            # Under the centre, to 10 mm.
            (0, 0, True),
            (9.9, -9.9, True),
            (10.1, 0, False),
            (0, -10.1, False),
            # Under an edge, 200 and 300 mm away, to 2 mm.
            (201.9, 0, True),
            (-198.1, 301.9, True),
            (0, 298.1, True),
            (202.1, 0, False),
            (0, -297.9, False),
            (50, -70, False),
            # Under the edge of the other side is nowhere.
            (300, 0, False),
            (0, 200, False),
        ],
    )
    def test_it_lies_under_the_centre_or_under_an_edge(self, x_mm, y_mm, usual):
        corners = LEVEL @ TURN.T + PLACE
        said = f"has its origin {abs(x_mm):.1f} and {abs(y_mm):.1f} mm from the centre of its surface"
        assert origin_note(np.array([x_mm, y_mm, -40]) / 1000, corners) == ("" if usual else said)

    @pytest.mark.parametrize("depth_m, said", [(0.2, ""), (0.201, "has its origin 201 mm below its surface")])
    @pytest.mark.parametrize("sign", [1, -1])
    def test_it_lies_at_most_20_cm_below(self, depth_m, said, sign):
        assert origin_note(np.array([0, 0, sign * depth_m]), LEVEL) == said


class TestZero:
    """Ten frames of two samples; the vertical force of sample k is k²/10 N."""

    CHANNELS = np.stack((np.arange(20.0), -np.arange(20.0), np.arange(20.0) ** 2 / 10), axis=1)
    VERTICAL = slice(2, 3)

    def zeroed(self, *zero, channels=None):
        channels = self.CHANNELS if channels is None else channels
        return zero_baseline(channels, np.array(zero, dtype=float), 2, self.VERTICAL)

    @pytest.mark.parametrize(
        "zero, samples",
        [
            ((3, 5), slice(4, 10)),
            ((4, 4), slice(6, 8)),
            # Zero as first means the first frame; what is beyond the end is not there.
            ((0, 3), slice(0, 6)),
            ((-2, 3), slice(0, 6)),
            ((10, 10), slice(18, 20)),
            ((9, 99), slice(16, 20)),
            # More numbers than two say nothing.
            ((3, 5, np.nan), slice(4, 10)),
        ],
    )
    def test_the_mean_of_the_frames_is_taken_off(self, zero, samples):
        found, note = self.zeroed(*zero)
        assert note == ""
        np.testing.assert_allclose(found, self.CHANNELS - self.CHANNELS[samples].mean(axis=0))

    @pytest.mark.parametrize(
        "zero", [(), (1,), (1, 0), (0, 0), (5, 4), (np.nan, 5), (3, np.nan), (np.inf, 5), (11, 12), (30, 40)]
    )
    def test_without_such_frames_nothing_is(self, zero):
        found, note = self.zeroed(*zero)
        assert note == ""
        np.testing.assert_array_equal(found, self.CHANNELS)

    @pytest.mark.parametrize(
        "force, note",
        [
            (59.5, ""),
            (-59.5, ""),
            (60.5, "carries 60 N in the frames meant as its zero; the zero was not used"),
            (-60.5, "carries -60 N in the frames meant as its zero; the zero was not used"),
        ],
    )
    def test_a_foot_on_the_plate_is_over_60_newtons(self, force, note):
        channels = np.tile([0, 0, force], (20, 1))
        found, said = self.zeroed(1, 10, channels=channels)
        assert said == note
        np.testing.assert_allclose(found, channels if note else 0 * channels)

    @pytest.mark.parametrize("swing, note", [(14.5, ""), (15.5, "carries -26 N")])
    def test_a_foot_that_comes_or_goes_swings_by_over_15_newtons(self, swing, note):
        channels = np.zeros((20, 3))
        channels[:, 2] = -10 + swing * np.tile([1, -1], 10)
        found, said = self.zeroed(1, 10, channels=channels)
        assert said.startswith(note) and bool(said) is bool(note)
        np.testing.assert_allclose(found[:, 2], channels[:, 2] + (0 if note else 10))

    def test_the_load_is_the_sum_of_the_vertical_channels(self):
        channels = np.zeros((20, 8))
        channels[:, 4:] = 20.0
        _, said = zero_baseline(channels, np.array([1, 10]), 2, slice(4, 8))
        assert said.startswith("carries 80 N")


def pressed(kind, points, *, origin=(0.0, 0, -0.04), stored=None, force=-800.0, factor=1.0, corners=LEVEL):
    """Read a plate of type 2 or 4 (calibrated) that is pressed straight down at these points of its surface.

    `origin` leads from its transducer to the middle of the surface; the file says `stored`, and its moments are too
    large by `factor`. About the middle the moment is p × F, about the transducer F × origin less.
    """
    points = np.atleast_2d(points)
    forces = np.broadcast_to(force, len(points))[:, None] * np.array([0.0, 0, 1])
    moments = np.cross(points, forces) - np.cross(forces, origin)
    channels = np.concatenate((forces, factor * moments), axis=1)
    return make_plate("p", kind, channels, corners, np.array(origin if stored is None else stored, dtype=float))


def at(plate):
    """Where the plate says that it is pressed."""
    return centre_of_pressure(plate.force_n, plate.moment_nm)[:, :2]


@pytest.mark.parametrize("kind", [2, 4])
class TestReadings:
    INSIDE = np.array([[0.05, 0.1, 0], [-0.1, -0.2, 0], [0.12, 0.25, 0]])

    def test_as_the_file_says_where_that_is_on_the_plate(self, kind):
        plate, note = pressed(kind, self.INSIDE, origin=(0.004, -0.007, -0.04))
        assert note == "" and not plate.reread
        np.testing.assert_allclose(at(plate), self.INSIDE[:, :2], atol=1e-12)

    @pytest.mark.parametrize("factor", [1e3, 1e-3])
    @pytest.mark.parametrize("axis", [0, 1])
    def test_moments_in_another_unit(self, kind, factor, axis):
        """Also where the load moves along one axis only."""
        points = self.INSIDE * (np.arange(3) == axis)
        plate, note = pressed(kind, points, factor=factor)
        assert note.startswith("was read with another unit of the moments")
        np.testing.assert_allclose(at(plate), points[:, :2], atol=1e-12)

    def test_a_free_moment_is_no_lever_arm(self, kind):
        channels = np.array([[0.0, 0, -800, -0.1, 0.05, 30.0]])
        plate, note = make_plate("p", kind, channels, LEVEL, np.array([0.0, 0, -0.04]))
        assert note.startswith("was read with another unit of the moments")
        np.testing.assert_allclose(at(plate), [[0.05 / 0.8, 0.1 / 0.8]])

    @pytest.mark.parametrize("axis", [0, 1])
    def test_a_load_that_stays_near_the_axis_of_a_long_plate_is_believed(self, kind, axis):
        """2 mm beside it, and not 2 m."""
        long = LEVEL * [12, 12, 1]
        point = 0.002 * np.eye(3)[axis]
        plate, note = pressed(kind, point, corners=long)
        assert note == ""
        np.testing.assert_allclose(at(plate), [point[:2]], atol=1e-12)

    def test_an_origin_with_the_wrong_sign_beside_a_right_depth(self, kind):
        """The transducer is 0.3 and 0.2 m from the middle: read with the wrong sign the load is 0.6 and 0.4 m off."""
        true = np.array([0.3, -0.2, 0.04])
        plate, note = pressed(kind, self.INSIDE, origin=true, stored=-true)
        assert note.startswith("was read with another sign of the origin") and plate.reread
        np.testing.assert_allclose(at(plate), self.INSIDE[:, :2], atol=1e-12)

    @pytest.mark.parametrize("share, believed", [(1.04, True), (1.06, False)])
    @pytest.mark.parametrize("axis", [0, 1])
    @pytest.mark.parametrize("side", [1, -1])
    def test_pressure_may_lie_5_percent_beyond_the_edge(self, kind, share, believed, axis, side):
        """Another sign of the origin would put the load 0.2 m further in."""
        point = side * share * (0.2, 0.3)[axis] * np.eye(3)[axis]
        in_by = -0.1 * side * np.eye(3)[axis]
        plate, note = pressed(kind, point, origin=in_by + np.array([0, 0, -0.04]))
        assert (note == "") is believed
        np.testing.assert_allclose(at(plate), [(point + (0 if believed else 2) * in_by)[:2]], atol=1e-12)

    @pytest.mark.parametrize(
        "beside, light_n, believed",
        [
            # Of ten samples five on the plate are enough to believe the file.
            (5, 800.0, True),
            (6, 800.0, False),
            (10, 800.0, False),
            # Light samples tell nothing: 30 N are needed.
            (6, 30.5, False),
            (6, 29.5, True),
        ],
    )
    def test_half_of_the_loaded_samples_on_the_plate_are_enough(self, kind, beside, light_n, believed):
        # With the other sign of the origin all would lie 0.4 m further along x, and on the plate.
        force, points = np.full(10, -800.0), np.tile([-0.19, 0.1, 0], (10, 1))
        force[:beside], points[:beside, 0] = -light_n, -0.5
        _, note = pressed(kind, points, origin=(0.2, 0, -0.04), force=force)
        assert (note == "") is believed

    @pytest.mark.parametrize(("lost", "better"), [(0, True), (1, False)])
    def test_another_reading_must_put_more_than_nine_tenths_on_the_plate(self, kind, lost, better):
        """With the other sign of the origin they lie 0.6 m further along x, and on the plate but for the lost one."""
        points = np.tile([-0.5, 0.1, 0], (10, 1))
        points[:lost, 1] = 2.0
        _, note = pressed(kind, points, origin=(0.3, 0, -0.04))
        assert (note != "") is better

    def test_a_plate_that_nobody_loads_is_read_as_it_is(self, kind):
        channels = np.tile([0, 0, -20, 0.001, 0, 0], (5, 1))
        plate, note = make_plate("p", kind, channels, LEVEL, np.array([0.0, 0, -0.04]))
        assert note == ""
        np.testing.assert_array_equal(plate.force_n, channels[:, :3])


def test_pressure_on_a_plate_of_type_1_is_not_questioned():
    """It is stored as a place, not as a moment."""
    channels = np.array([[0.0, 0, -800, 0.9, 0.0, 0.0]])
    plate, note = make_plate("p", 1, channels, LEVEL, np.zeros(3))
    assert note == ""
    np.testing.assert_allclose(at(plate), [[0.9, 0.0]])


class TestPoints:
    FORCE = np.array([[10.0, -20, 700], [0, 5, 650]])
    POINT = np.array([[0.3, 2.5, 0], [-1.2, 0.4, 0]])
    TORQUE = np.array([[0.0, 0, 4], [0, 0, -3]])

    @pytest.mark.parametrize("unit", [1, 1000])
    def test_metres_and_millimetres(self, unit):
        moment, in_mm = moment_by_points(self.FORCE, unit * self.POINT, unit * self.TORQUE)
        assert in_mm is (unit == 1000)
        # p × F + T by hand: 2.5·700, -0.3·700, 0.3·(-20) - 2.5·10 + 4, and 0.4·650, 1.2·650, -1.2·5 - 3.
        np.testing.assert_allclose(moment, [[1750, -210, -27], [260, 780, -9]])

    @pytest.mark.parametrize("far, in_mm", [(49.5, False), (50.5, True)])
    @pytest.mark.parametrize("sign", [1, -1])
    def test_no_laboratory_is_longer_than_50_m(self, far, in_mm, sign):
        point = np.array([[0.3, 2.5, 0], [-1.2, sign * far, 0]])
        assert moment_by_points(self.FORCE, point, self.TORQUE)[1] is in_mm

    @pytest.mark.parametrize("load, in_mm", [(29.5, False), (30.5, True)])
    def test_where_nothing_is_carried_the_point_means_nothing(self, load, in_mm):
        force = np.array([[0.0, 0, 700], [0, 0, load]])
        assert moment_by_points(force, np.array([[0.3, 0, 0], [4000.0, 0, 0]]), 0 * force)[1] is in_mm
        assert moment_by_points(0 * force, np.full((2, 3), 1e6), 0 * force)[1] is False


class TestUpwards:
    UP = np.array([0.0, 0, 1])

    @pytest.mark.parametrize("sign", [1, -1])
    def test_the_loaded_samples_tell(self, sign):
        force = sign * np.array([[5.0, 0, 600], [0, 3, 31], [0, 0, -29]])
        plate = ForcePlate("p", force, 2 * force, LEVEL)
        turned = point_upwards(plate, self.UP)
        np.testing.assert_array_equal(turned.force_n, sign * force)
        np.testing.assert_array_equal(turned.moment_nm, 2 * sign * force)

    def test_light_loads_tell_nothing(self):
        force = np.zeros((9, 3)) - [0, 0, 29]
        plate = ForcePlate("p", force, force, LEVEL)
        assert point_upwards(plate, self.UP) is plate
        heavy = ForcePlate("p", force - [0, 0, 2], force, LEVEL)
        assert point_upwards(heavy, self.UP) is not heavy


class TestOnPlate:
    # A ramp: seen from above 0.4·cos 0.3 m by 0.6 m, turned by 0.5 rad.
    TURN = rotation_about([0, 0, 1], 0.5) @ rotation_about([0, 1, 0], 0.3)
    CORNERS = LEVEL @ TURN.T + PLACE

    @pytest.mark.parametrize("margin", [0.0, 0.05, -0.05])
    @pytest.mark.parametrize("side", [1, -1])
    @pytest.mark.parametrize("axis", [0, 1])
    def test_up_to_the_margin_beyond_each_edge(self, margin, side, axis):
        half = (0.2 * np.cos(0.3), 0.3)[axis]
        edge = rotation_about([0, 0, 1], 0.5)[:, axis]
        other = 0.9 * (0.3, 0.2 * np.cos(0.3))[axis] * rotation_about([0, 0, 1], 0.5)[:, 1 - axis]
        beyond = np.array([-0.001, 0.001])[:, None]
        points = PLACE + side * (half + margin + beyond) * edge + (other if margin >= 0 else 0)
        assert on_plate(points, self.CORNERS, margin).tolist() == [True, False]
        # However high the points are, and in any shape.
        grid = np.broadcast_to(points + np.array([0, 0, 3.0]), (4, 2, 3))
        assert on_plate(grid, self.CORNERS, margin).tolist() == 4 * [[True, False]]

    def test_a_point_that_is_missing_is_on_no_plate(self):
        assert on_plate(np.array([[np.nan] * 3, PLACE]), self.CORNERS, 10.0).tolist() == [False, True]
