"""Calibration, feedback and schedule, on a walk with known angles."""

import numpy as np
import pytest
from tests.foot_sensor.recorded.test_foot_strides import random_rotation
from tests.foot_sensor.walking_foot import walking_foot

from footwise.coaching import DEFAULT_SCHEDULE, Block, FeedbackPolicy, FeedbackSettings, step_has_feedback
from footwise.foot_sensor.live import StrideTracker, clinic_value, relative_to_baseline, stand_then_walk


def walk(angles, side="left", mount=None, settings=None, rest_s=3.0):
    foot = walking_foot(angles, side=side, mount=mount, rest_s=rest_s)
    tracker = StrideTracker(side, settings)
    rows = np.column_stack([foot.time_s, foot.acceleration_m_s2, foot.angular_velocity_rad_s]).tolist()
    return tracker, [stride for row in rows if (stride := tracker.update(*row)) is not None]


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_stand_then_walk_finds_the_mount(side, seed):
    """The foot stands along the line, then walks along it with 6° toe-out: the angles come out absolute."""
    mount = random_rotation(seed)
    tracker, strides = walk([0.0] + [6.0] * 14, side, mount)
    calibration = stand_then_walk(strides, tracker.forward)
    assert calibration is not None
    _, again = walk([0.0] + [6.0] * 14, side, mount, calibration.settings())
    found = [s.foot_progression_angle_deg for s in again if s.valid]
    assert len(found) >= 8
    assert np.mean(found) == pytest.approx(6.0, abs=1.5)
    assert calibration.standard_error_deg < 1.5


def test_clinic_value_and_baseline():
    tracker, strides = walk([4.0] * 14)
    for calibration, expected in (
        (clinic_value(strides, tracker.forward, 9.0), 9.0),
        (relative_to_baseline(strides, tracker.forward), 0.0),
    ):
        assert calibration is not None
        _, again = walk([4.0] * 14, settings=calibration.settings())
        assert np.median([s.foot_progression_angle_deg for s in again if s.valid]) == pytest.approx(expected, abs=0.3)


def test_too_few_strides_calibrate_nothing():
    tracker, strides = walk([4.0] * 5)
    assert stand_then_walk(strides, tracker.forward) is None
    assert clinic_value(strides, tracker.forward, 9.0) is None


def test_one_cue_a_step_towards_the_band():
    tracker, strides = walk([4.0] * 14)
    settings = relative_to_baseline(strides, tracker.forward).settings()
    _, strides = walk([4.0] * 14, settings=settings)
    policy = FeedbackPolicy(FeedbackSettings(target_deg=-10.0), clock=lambda: 1.0)
    valid = [s for s in strides if s.valid]
    cues = [policy.update(s, sample_s=0.5) for s in strides]
    told = [cue for cue in cues if cue is not None]
    assert len(told) == len(valid)
    assert all(cue.turn.value == "in" for cue in told)
    assert all(cue.decision_s >= cue.sample_s for cue in told)
    # The same stride again is no new step.
    assert policy.update(valid[-1], sample_s=0.5) is None
    # Within the band, on invalid strides and where the schedule says so, there is silence.
    near = FeedbackPolicy(FeedbackSettings(target_deg=0.0), clock=lambda: 1.0)
    assert all(near.update(s, sample_s=0.5) is None for s in strides)
    quiet = FeedbackPolicy(FeedbackSettings(target_deg=-10.0), clock=lambda: 1.0)
    assert all(quiet.update(s, sample_s=0.5, feedback=False) is None for s in strides)


def test_polarity_changes_the_side_that_is_felt():
    tracker, strides = walk([4.0] * 14)
    _, strides = walk([4.0] * 14, settings=relative_to_baseline(strides, tracker.forward).settings())
    stride = next(s for s in strides if s.valid)
    places = {
        polarity: FeedbackPolicy(FeedbackSettings(-10.0, polarity=polarity), lambda: 1.0).update(stride, 0.5).place
        for polarity in ("towards", "away")
    }
    assert places == {"towards": "inner", "away": "outer"}


@pytest.mark.parametrize("band", [1.0, 6.0, float("nan")])
def test_a_band_that_nobody_uses_is_refused(band):
    with pytest.raises(ValueError, match="band"):
        FeedbackSettings(target_deg=0.0, band_deg=band)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.75, 1.0, 0.33])
def test_the_share_is_exact_and_the_seed_repeats_it(share):
    block = Block(3, 600.0, share)
    told = [step_has_feedback(block, 7, 0, step) for step in range(1000)]
    assert abs(sum(told) - 1000 * share) <= 1
    assert told == [step_has_feedback(block, 7, 0, step) for step in range(1000)]
    if 0 < share < 1:
        assert told != [step_has_feedback(block, 8, 0, step) for step in range(1000)]


@pytest.mark.parametrize(
    ("share", "seed", "session", "number", "told"),
    [
        (0.25, 7, 3, 0, "......x.x.x...x..x...xx.....x..x.......x"),
        (0.5, 2, 4, 0, ".xxxx..xx.x.x...xx..x.xx.x..x...xxxx..x."),
        # Another block, another seed: other steps.
        (0.5, 2, 4, 1, "x..xxx.x..x...xx..xxx.xxx.x.x.x.x....xx."),
        (0.5, 3, 4, 0, "...x.xxxxx.xx.x..x...x.xx..x..x...xxxxx."),
        (0.75, 2, 1, 0, "xxxx...xxxxxxxx.xxx.x.x.xx.xxxxxxxxxx..x"),
        (0.33, 1, 2, 0, "..xx.x..x...xx....x.x.....x.....x.xx..x."),
    ],
)
def test_which_steps_are_told_is_the_same_on_every_machine_and_in_every_version(share, seed, session, number, told):
    """A session that is continued, or looked at again in years, has the steps it had."""
    block = Block(session, 600.0, share)
    assert "".join("x" if step_has_feedback(block, seed, number, step) else "." for step in range(40)) == told


def test_the_default_course_fades_over_six_sessions():
    practice = [block.share for block in DEFAULT_SCHEDULE if block.purpose == "practice"]
    assert practice == [1.0, 1.0, 0.75, 0.5, 0.25, 0.0]
    retention = [block for block in DEFAULT_SCHEDULE if block.purpose == "retention"]
    assert [block.session for block in retention] == [1, 2, 3, 4, 5, 6]
    assert all(block.share == 0 for block in retention)
