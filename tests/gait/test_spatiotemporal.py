"""Speed, cadence, stride length, step width and double support of walkers who are known exactly."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Plate, Walker
from tests.shared import recording as shared

from footwise.gait import double_support, filtered_motion, find_steps, plate_loads
from footwise.loads import analyse_walk
from footwise.recordings import read_recording

# A strip for each foot.
FLOOR = (Plate((-2.0, 8.0), (0.0, 0.5)), Plate((-2.0, 8.0), (-0.5, 0.0)))


def walked(**how):
    """Rows of the steps that neither end of the recording cuts."""
    steps = analyse_walk(Walker(**how).recording()).steps
    return steps[~steps["reason"].str.startswith("cut by")]


def steps_of(walker):
    recording = walker.recording()
    motion = filtered_motion(recording)
    return find_steps(recording, motion, plate_loads(recording))


@pytest.mark.parametrize("treadmill", [True, False])
@pytest.mark.parametrize(("speed_m_s", "stride_s", "duty", "width_m"), [(1.2, 1.1, 0.63, 0.16), (0.7, 1.4, 0.68, 0.09)])
def test_they_are_those_of_the_walker(treadmill, speed_m_s, stride_s, duty, width_m):
    how = {} if treadmill else {"plates": FLOOR, "stop_s": 5.1}
    steps = walked(treadmill=treadmill, speed_m_s=speed_m_s, stride_s=stride_s, duty=duty, width_m=width_m, **how)
    known = steps.dropna(subset=["stride_s"])
    assert len(known) >= 4
    np.testing.assert_allclose(known["stride_s"], stride_s, atol=0.01)
    np.testing.assert_allclose(known["cadence_steps_min"], 120 / stride_s, rtol=0.01)
    np.testing.assert_allclose(known["speed_m_s"], speed_m_s, rtol=0.01)
    np.testing.assert_allclose(known["stride_m"], speed_m_s * stride_s, rtol=0.015)
    np.testing.assert_allclose(known["turn_deg"], 0, atol=0.5)
    inside = steps.iloc[1:-1]
    np.testing.assert_allclose(inside["step_width_m"], width_m, atol=0.004)
    # Both feet are on the ground whenever their stances overlap, twice in a stride; each of the four ends is seen where
    # the load passes 30 N.
    walker = Walker(treadmill=treadmill, speed_m_s=speed_m_s, stride_s=stride_s, duty=duty, width_m=width_m, **how)
    early = np.arange(0, 0.05, 1e-4)
    later = early[np.argmax(walker.wrench("left", early)[0][:, 2] > 30)]
    np.testing.assert_allclose(inside["double_support_s"], (2 * duty - 1) * stride_s - 4 * later, atol=0.004)


def test_what_is_not_seen_is_missing_and_not_zero():
    """The last step of each foot begins no stride; a foot alone has neither width nor double support."""
    last = analyse_walk(Walker().recording()).steps.groupby("side").tail(1)
    assert last[["stride_s", "stride_m", "speed_m_s", "cadence_steps_min"]].isna().all(axis=None)
    alone = walked(sides=("right",))
    assert alone[["step_width_m", "double_support_s"]].isna().all(axis=None)
    assert alone["stride_m"].notna().sum() >= 4


def test_a_contact_of_the_other_foot_that_was_not_found_leaves_its_neighbours_open():
    steps = steps_of(Walker())
    whole = double_support(steps)
    lost = 6
    side = steps.side[lost]
    fewer = replace(
        steps,
        **{
            name: np.delete(getattr(steps, name), lost, axis=0)
            for name in ("side", "contact_s", "off_s", "next_contact_s", "by_plate", "cut")
        },
    )
    found = np.insert(double_support(fewer), lost, np.nan)
    open_ = np.isnan(found) & np.isfinite(whole)
    # Its own, and those of the other foot's steps before and after it.
    assert np.flatnonzero(open_).tolist() == [lost - 1, lost, lost + 1]
    assert (steps.side[[lost - 1, lost + 1]] != side).all()
    rest = ~open_ & np.isfinite(whole)
    np.testing.assert_array_equal(found[rest], whole[rest])


def test_feet_that_cross_over_have_a_negative_width():
    steps = walked(width_m=-0.05, treadmill=False, plates=(), stop_s=5.0)
    np.testing.assert_allclose(steps["step_width_m"].dropna(), -0.05, atol=0.004)


def test_there_is_no_step_width_in_a_turn():
    there_and_back = Walker(treadmill=False, start_s=-1, straight_m=3.0, plates=())
    steps = analyse_walk(there_and_back.recording()).steps
    turning = steps["reason"].str.startswith("turning")
    assert turning.any()
    assert steps.loc[turning, "step_width_m"].isna().all()
    assert steps.loc[turning, "turn_deg"].abs().max() > 30


# As the laboratory's own program stored them in the file (group ANALYSIS): contact, speed, stride, cadence, and the
# double support. Its step width is between other points of the feet.
STORED = {
    ("small_four_plates/walk.c3d", "right", 0.41): (1.076, 1.173, 110.1, 0.2385 * 1.09),
    ("small_four_plates/walk.c3d", "left", 2.01): (1.109, 1.175, 113.2, 0.2170 * 1.06),
    ("three_clinics/B_walk1.c3d", "right", 0.29): (1.256, 1.356, 111.2, 0.214),
    ("three_clinics/B_walk2.c3d", "right", 0.22): (1.130, 1.221, 111.0, 0.199),
}


@pytest.mark.shared
@pytest.mark.parametrize("which", STORED)
def test_against_what_laboratories_stored(which):
    """Theirs are of one stride between events set to a frame, or by hand."""
    file, side, contact_s = which
    steps = analyse_walk(read_recording(shared(file))).steps
    row = steps[(steps["side"] == side) & ((steps["contact_s"] - contact_s).abs() < 0.02)].squeeze()
    speed, stride, cadence, double = STORED[which]
    assert row["speed_m_s"] == pytest.approx(speed, rel=0.03)
    assert row["stride_m"] == pytest.approx(stride, rel=0.015)
    assert row["cadence_steps_min"] == pytest.approx(cadence, rel=0.03)
    assert row["double_support_s"] == pytest.approx(double, abs=0.02)
