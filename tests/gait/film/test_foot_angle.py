"""Foot angle, walking direction and windows of a filmed walk, in closed form."""

import numpy as np
import pytest

from footwise.gait.film.events import Stance
from footwise.gait.film.foot_angle import completed, flat_frames, foot_angle, stance_frames, step_angle
from footwise.gait.film.path import stride_direction, turns

RATE = 60.0


def stance(contact, off, side="left"):
    return Stance(side, contact, off, np.nan, None, "")


@pytest.mark.parametrize("heading", [0.0, 37.0, 180.0, -120.0])
@pytest.mark.parametrize("toe_out", [-25.0, 0.0, 9.0, 40.0])
def test_toe_out_is_positive_on_both_feet_whatever_the_way(heading, toe_out):
    turn = np.radians(heading)
    direction = np.array([np.cos(turn), np.sin(turn)])
    for side, sign in (("left", 1), ("right", -1)):
        at = turn + sign * np.radians(toe_out)
        toe = np.array([2.0, 1.0]) + 0.19 * np.array([np.cos(at), np.sin(at)])
        assert foot_angle(np.array([2.0, 1.0]), toe, direction, side) == pytest.approx(toe_out)


def test_flat_is_neither_heel_nor_toe_moving():
    time = np.arange(60) / RATE
    rest = np.zeros((60, 2))
    moving = np.stack((np.where(time < 0.5, 0.0, time - 0.5), 0 * time), axis=1)
    for heel, toe in ((moving, rest), (rest, moving)):
        flat = flat_frames(heel, toe, RATE)
        assert flat[:29].all() and not flat[32:].any()
    assert flat_frames(rest + 0.2 * time[:, None] * [1, 0], rest, RATE).all()
    assert not flat_frames(rest[:1], rest[:1], RATE).any()


def test_the_window_is_that_of_laboratories():
    flat = np.ones(120, dtype=bool)
    frames = stance_frames(0.5, 1.5, flat, RATE, 0.0)
    np.testing.assert_allclose(frames[[0, -1]] / RATE, [0.65, 0.9], atol=1e-9)
    np.testing.assert_array_equal(stance_frames(10.5, 11.5, flat, RATE, 10.0), frames)
    flat[45] = False
    np.testing.assert_array_equal(stance_frames(0.5, 1.5, flat, RATE, 0.0), np.delete(frames, 45 - frames[0]))
    assert not len(stance_frames(np.nan, 1.5, flat, RATE, 0.0))
    assert not len(stance_frames(5.0, 6.0, flat, RATE, 0.0))


def test_the_other_foot_completes_a_stance_that_the_clip_cuts():
    other = [stance(-0.4, 0.3, "right"), stance(0.98, 1.9, "right")]
    assert completed(stance(0.1, 0.9), other, 0.7) == (0.1, 0.9)
    contact, off = completed(stance(np.nan, 1.14), other, 0.7)
    assert (contact, off) == (pytest.approx(0.14), 1.14)
    contact, off = completed(stance(0.14, np.nan), other, 0.7)
    assert (contact, off) == (0.14, pytest.approx(1.14))
    assert completed(stance(1.2, np.nan), other, 0.7) == (1.2, pytest.approx(1.9))
    assert np.isnan(completed(stance(np.nan, 0.2), other, 0.7)[0])


def test_median_spread_and_too_few_frames():
    angle = np.array([np.nan, 5.0, 6.0, 7.0, 30.0, 6.5])
    step = step_angle(angle, np.arange(6), RATE)
    assert step.angle_deg == 6.5 and len(step.frames) == 5 and not step.fault
    assert step.sd_deg == pytest.approx(np.std([5, 6, 7, 30, 6.5], ddof=1))
    assert "not seen flat" in step_angle(angle, np.array([1, 2]), RATE).fault.text


@pytest.mark.parametrize("phase", [0.0, 1.0, 2.5])
def test_sway_does_not_turn_a_whole_stride(phase):
    """A pelvis that sways by 4 cm to each side goes straight ahead over a stride."""
    time = np.arange(200) / RATE
    sway = 0.04 * np.sin(2 * np.pi * time / 1.1 + phase)
    path = np.stack((1.2 * time, sway), axis=1)
    direction, way, trouble, note = stride_direction(path, RATE, 100.0, 1.1)
    np.testing.assert_allclose(direction, [1, 0], atol=1e-3)
    assert way == pytest.approx(1.32, abs=1e-3) and not trouble and not note
    # At the begin of the clip the stride is shifted into it.
    np.testing.assert_allclose(stride_direction(path, RATE, 2.0, 1.1)[0], [1, 0], atol=1e-3)


def test_a_way_that_was_not_seen_whole_is_said_or_refused():
    path = np.stack((1.2 * np.arange(200) / RATE, np.zeros(200)), axis=1)
    direction, way, trouble, note = stride_direction(path[:50], RATE, 20.0, 1.1)
    np.testing.assert_allclose(direction, [1, 0], atol=1e-9)
    assert not trouble and note == "direction from 0.7 of a stride" and way == pytest.approx(1.32, abs=1e-6)
    assert "half a stride" in stride_direction(path[:30], RATE, 20.0, 1.1)[2]
    assert "does not move" in stride_direction(0 * path, RATE, 100.0, 1.1)[2]
    gone = path.copy()
    gone[90:110] = np.nan
    assert "not seen" in stride_direction(gone, RATE, 100.0, 1.1)[2]
    assert "not seen" in stride_direction(path, RATE, 100.0, np.nan)[2]


def test_a_turn_is_seen():
    straight = np.stack((1.2 * np.arange(200) / RATE, np.zeros(200)), axis=1)
    corner = straight.copy()
    corner[100:, 1] = np.arange(100) * 1.2 / RATE
    assert turns(corner, RATE, 100.0, 1.1) and not turns(straight, RATE, 100.0, 1.1)
    assert not turns(straight, RATE, np.nan, 1.1)
