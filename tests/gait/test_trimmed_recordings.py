"""Recordings trimmed to the plates: every contact has a row, and a stance that the plates saw is whole."""

import numpy as np
import pytest
from tests.gait.synthetic_walk import Plate, Walker

from footwise.gait import filtered_motion, find_steps, kinematic_events, plate_loads

# The left foot lands at 0, 1.1 and 2.2 s, the right one at 0.55 and 1.65 s.
ROW = (Plate((-0.5, 1.0), (0.0, 0.5)), Plate((-0.5, 1.6), (-0.5, 0.0)))


def steps_of(walker):
    recording = walker.recording()
    motion = filtered_motion(recording)
    return find_steps(recording, motion, plate_loads(recording))


def trimmed(start_s, stop_s, **more):
    return Walker(plates=ROW, treadmill=False, start_s=start_s, stop_s=stop_s, **more)


@pytest.mark.parametrize("early", [0.01, 0.02, 0.03])
def test_a_contact_just_after_the_first_frame(early):
    walker = trimmed(-early, 1.35)
    steps = steps_of(walker)
    left = np.flatnonzero(steps.side == "left")
    assert steps.contact_s[left[0]] == pytest.approx(early, abs=0.012)
    assert steps.off_s[left[0]] == pytest.approx(early + walker.duty * walker.stride_s, abs=0.012)
    assert steps.by_plate[left[0]].all()


@pytest.mark.parametrize("corners", [True, False])
def test_a_contact_just_before_the_first_frame_shows_in_the_load(corners):
    steps = steps_of(trimmed(0.03, 1.35, corners=corners))
    left = np.flatnonzero(steps.side == "left")
    assert steps.contact_s[left[0]] == pytest.approx(-0.03, abs=0.012)
    assert steps.cut[left[0]] == ""


def test_an_off_just_after_the_last_frame_shows_in_the_load():
    off = 0.63 * 1.1
    steps = steps_of(trimmed(-0.3, off - 0.02))
    left = np.flatnonzero(steps.side == "left")
    assert steps.off_s[left[-1]] == pytest.approx(0.3 + off, abs=0.012)


def test_a_stance_that_is_cut_by_much_has_a_row_and_no_contact():
    steps = steps_of(trimmed(0.2, 1.9))
    assert steps.cut.tolist().count("begin") >= 1
    begun = np.flatnonzero((steps.side == "left") & (steps.cut == "begin"))
    assert np.isnan(steps.contact_s[begun]).all()
    ended = steps.cut == "end"
    assert ended.any() and np.isnan(steps.off_s[ended]).all()
    assert steps.cut[0] == "begin"


@pytest.mark.parametrize("start", np.arange(-0.5, 0.55, 0.11).round(2).tolist())
def test_every_contact_in_the_recording_has_a_row(start):
    walker = trimmed(start, start + 1.4)
    steps = steps_of(walker)
    for side in walker.sides:
        contacts = walker.contacts(side) - start
        # Up to its last 50 ms, which do not show that a foot has landed.
        for contact in contacts[(contacts > 0.005) & (contacts < 1.35)]:
            assert np.nanmin(np.abs(steps.contact_s[steps.side == side] - contact)) < 0.03


def test_markers_alone_find_a_foot_that_comes_down_at_the_begin():
    recording = trimmed(-0.02, 1.35).recording()
    events = kinematic_events(recording, filtered_motion(recording))
    assert events["left"].contact_s[0] == pytest.approx(0.02, abs=0.02)
