"""The shape of a stride: still at both ends, smooth between them, and turned as fast as a real foot."""

import numpy as np
import pytest

from footwise.simulation import recorded_foot_pose, smooth_foot_pose
from footwise.simulation.foot_pose import course

POSES = [smooth_foot_pose, lambda: recorded_foot_pose("left"), lambda: recorded_foot_pose("right")]


@pytest.fixture(params=POSES, ids=["smooth", "left", "right"])
def pose(request):
    return request.param()


def test_every_stride_begins_and_ends_still_and_level(pose):
    for stride in pose.strides:
        value, slope, curvature = stride.at(np.array([0.0, 1.0]))
        ends = np.zeros((7, 2))
        ends[[0, 6], 1] = 1.0
        np.testing.assert_allclose(value, ends, atol=1e-9)
        np.testing.assert_allclose(slope, 0.0, atol=1e-8)
        np.testing.assert_allclose(curvature, 0.0, atol=1e-6)
        assert 0.6 < stride.contact_share < 0.9


def test_derivatives_are_those_of_the_values(pose):
    share = np.linspace(0, 1, 4001)
    value, slope, curvature = pose.strides[0].at(share)
    np.testing.assert_allclose(np.gradient(value, share, axis=1)[:, 1:-1], slope[:, 1:-1], atol=2e-3)
    np.testing.assert_allclose(np.gradient(slope, share, axis=1)[:, 2:-2], curvature[:, 2:-2], atol=0.15)


def test_the_swing_is_that_of_a_person(pose):
    """Toe-down when the toe leaves, toe-up before contact; 300 to 800 °/s on the way."""
    share = np.linspace(0, 1, 400)
    for stride in pose.strides:
        value, slope, _ = stride.at(share)
        pitch = np.degrees(value[4])
        assert 50 < pitch.max() < 80
        assert -40 < pitch.min() < -15
        assert np.argmax(pitch) < np.argmin(pitch)
        assert 300 < np.abs(np.degrees(slope[4])).max() / (1.1 - pose.still_s) < 800
        assert value[2].max() < 0.15


def test_the_recorded_feet_are_many_and_unlike():
    left, right = recorded_foot_pose("left"), recorded_foot_pose("right")
    assert min(len(left.strides), len(right.strides)) >= 20
    middles = np.array([stride.at(np.array([0.5]))[0][4, 0] for stride in left.strides])
    assert 1.0 < np.degrees(middles.std()) < 10.0


def test_the_course_is_flat_at_both_ends():
    np.testing.assert_allclose(course(np.array([0.0, 0.5, 1.0])), [0.0, 0.5, 1.0], atol=1e-12)
