"""Contacts and offs of a walker who is known exactly."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import ONE_BELT, Plate, Walker, uncut

from footwise.gait import filtered_motion, find_steps, plate_loads
from footwise.gait.kinematic_events import kinematic_events
from footwise.recordings import Markers

OVERGROUND = {"treadmill": False, "start_s": -1.0, "stop_s": 5.0}
WALKS = {
    "split belts": Walker(),
    "fast": Walker(speed_m_s=1.8, stride_s=0.95, duty=0.58),
    "slow": Walker(speed_m_s=0.6, stride_s=1.5, duty=0.7),
    "child": Walker(mass_kg=20, height_m=1.1, stride_s=0.8, speed_m_s=0.9, width_m=0.1),
    "begins in mid-stance": Walker(start_s=0.25, stop_s=6.3),
    "overground": Walker(plates=(Plate((-2, 8), (-0.5, 0)), Plate((-2, 8), (0, 0.5))), **OVERGROUND),
    "noise": Walker(force_noise_n=8, marker_noise_m=0.001),
    "50 Hz": Walker(rate_hz=50),
    "500 Hz": Walker(rate_hz=500),
}


def all_steps_of(recording):
    motion = filtered_motion(recording)
    return find_steps(recording, motion, plate_loads(recording))


def steps_of(recording):
    return uncut(all_steps_of(recording))


def errors_s(walker, steps, side):
    """Error of contact and off for every true stance; the steps are exactly those."""
    true, mine = walker.stances(side), steps.side == side
    assert mine.sum() == len(true)
    return np.stack((steps.contact_s[mine], steps.off_s[mine]), axis=1) - true


@pytest.mark.parametrize("name", WALKS)
def test_plates_find_every_contact_and_off(name):
    walker = WALKS[name]
    steps = steps_of(walker.recording())
    for side in walker.sides:
        assert np.abs(errors_s(walker, steps, side)).max() < 0.015
    assert steps.by_plate.all()
    assert (np.diff(steps.contact_s) > 0).all()


@pytest.mark.parametrize("name", WALKS)
def test_markers_alone_find_them_within_the_error_of_the_method(name):
    walker = replace(WALKS[name], plates=())
    steps = steps_of(walker.recording())
    for side in walker.sides:
        assert np.abs(errors_s(walker, steps, side)).max() < 0.045
    assert not steps.by_plate.any()


@pytest.mark.parametrize("shift", [0.05, 0.07, 0.12, -0.12, 0.25])
def test_feet_that_step_over_the_middle_of_the_belts(shift):
    """A contact hidden on the other foot's belt is not taken from the belt that the foot slides onto later."""
    walker = Walker(shift_m=shift)
    steps = steps_of(walker.recording())
    for side in walker.sides:
        assert np.abs(errors_s(walker, steps, side)).max() < 0.03


def test_one_belt_for_both_feet():
    walker = Walker(plates=ONE_BELT)
    steps = steps_of(walker.recording())
    assert not steps.by_plate.any()
    for side in walker.sides:
        assert np.abs(errors_s(walker, steps, side)).max() < 0.03


def test_a_heel_beside_the_plate_is_not_timed_by_it():
    """The right heel lands 10 cm in front of the plate at x = 1.04; the plate feels the foot late."""
    walker = Walker(plates=(Plate((1.14, 3.0), (-0.5, 0.5)),), **OVERGROUND)
    steps = steps_of(walker.recording())
    assert np.abs(errors_s(walker, steps, "right")).max() < 0.045
    assert not steps.by_plate[(steps.side == "right") & (np.abs(steps.contact_s - 1.55) < 0.05), 0].any()


def test_a_plate_that_is_never_unloaded_by_drift():
    """30 N of drift would be a load for ever."""
    walker = Walker()
    recording = walker.recording()
    drifting = tuple(replace(plate, force_n=plate.force_n + np.array([0, 0, 40.0])) for plate in recording.plates)
    loads = plate_loads(replace(recording, plates=drifting))
    assert "plate 1 shows 40 N while nobody is on it" in loads.notes[0].text
    np.testing.assert_allclose(loads.vertical_n, plate_loads(recording).vertical_n, atol=1.0)
    assert plate_loads(recording).notes == ()


def test_one_foot_only():
    walker = Walker(sides=("right",))
    steps = steps_of(walker.recording())
    assert set(steps.side) == {"right"}
    assert np.abs(errors_s(walker, steps, "right")).max() < 0.015


def test_a_turn_keeps_the_steps_before_and_after_it():
    walker = Walker(treadmill=False, start_s=-1, stop_s=9, straight_m=3.5, plates=(Plate((-4, 6), (-1, 2)),))
    steps = steps_of(walker.recording())
    for side in walker.sides:
        true = walker.stances(side)
        straight = (true[:, 1] < 3.5) | (true[:, 0] > 6.5)
        for contact, off in true[straight]:
            near = np.abs(steps.contact_s[steps.side == side] - contact)
            assert near.min() < 0.045
            assert abs(steps.off_s[steps.side == side][near.argmin()] - off) < 0.045


def test_standing_still_has_no_steps():
    recording = Walker(stop_s=4).recording()
    still = np.repeat(recording.markers.positions_m[40:41], 400, axis=0)
    still += 0.002 * np.random.default_rng(8).standard_normal(still.shape)
    standing = replace(recording, markers=Markers(100, recording.markers.labels, still), plates=(), treadmill=False)
    steps = steps_of(standing)
    assert len(steps) == 0
    assert np.isinf(steps.ground["left"]).all()


@pytest.mark.requirement("R-013")
def test_a_step_with_a_lost_marker_is_kept_and_the_foot_may_be_down():
    """The left heel is lost around its 3rd contact, the left toe around its 5th off."""
    walker = Walker()
    recording = walker.recording()
    stances = walker.stances("left")
    contact, off = stances[2, 0], stances[4, 1]
    positions = recording.markers.positions_m.copy()
    for role, at in (("heel", contact), ("toe", off)):
        column = recording.markers.labels.index(recording.roles["left", role])
        positions[round(100 * at) - 25 : round(100 * at) + 25, column] = np.nan
    markers = Markers(100, recording.markers.labels, positions)
    steps = steps_of(replace(recording, markers=markers))
    mine = steps.side == "left"
    assert mine.sum() == len(stances)
    assert np.isnan(steps.contact_s[mine][2]) and abs(steps.off_s[mine][2] - stances[2, 1]) < 0.02
    assert np.isnan(steps.off_s[mine][4]) and abs(steps.contact_s[mine][4] - stances[4, 0]) < 0.02
    for start, stop in (stances[2], stances[4]):
        inside = steps.ground["left"]
        assert ((inside[:, 0] <= start + 0.02) & (inside[:, 1] >= stop - 0.02)).any()


def test_kinematic_events_do_not_depend_on_where_the_recording_begins():
    whole = Walker(plates=(), stop_s=8.0)
    later = replace(whole, start_s=1.2)
    events = [kinematic_events(r, filtered_motion(r))["left"] for r in (whole.recording(), later.recording())]
    shifted = events[1].contact_s + 1.5
    for time in shifted[1:-1]:
        assert np.abs(events[0].contact_s - time).min() < 0.011
