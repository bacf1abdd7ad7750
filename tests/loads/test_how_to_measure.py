"""Filters and events that a user chooses: within bounds, stored with the result, and said."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker

from footwise.errors import FootwiseError
from footwise.gait import FORCE_CUTOFF_HZ, MARKER_CUTOFF_HZ
from footwise.loads import analyse_walk
from footwise.loads.how_to_measure import cutoff_hz
from footwise.recordings import read_recording
from footwise.recordings.recording import Event

WALKER = Walker()


def test_without_a_word_they_are_the_trials():
    walk = analyse_walk(WALKER.recording())
    assert (walk.marker_hz, walk.force_hz, walk.stored_events) == (MARKER_CUTOFF_HZ, FORCE_CUTOFF_HZ, False)
    assert not any("low-passed" in note.text or "as asked" in note.text for note in walk.notes)


def test_what_was_asked_for_is_stored_and_said(treadmill_c3d):
    recording = read_recording(treadmill_c3d)
    usual = analyse_walk(recording)
    walk = analyse_walk(recording, marker_hz=12, force_hz=20)
    assert (walk.marker_hz, walk.force_hz) == (12, 20)
    assert any("at 12 Hz and forces at 20 Hz" in note.text for note in walk.notes)
    # A sharper filter leaves more of the curve's edges; steps and angles rest on the markers alone.
    assert np.nanmax(np.abs(walk.kam - usual.kam)) > 0.05
    np.testing.assert_array_equal(walk.steps["foot_progression_angle_deg"], usual.steps["foot_progression_angle_deg"])


@pytest.mark.parametrize("name", ["marker_hz", "force_hz"])
@pytest.mark.parametrize("asked", [0.0, -8.0, 1.9, 41.0, float("nan"), float("inf")])
def test_a_cut_off_that_no_filter_can_have_is_named(name, asked):
    with pytest.raises(FootwiseError, match=rf"`{name}`: is .* Hz, and markers at 100 Hz hold 2 to 40 Hz"):
        cutoff_hz(name, asked, 8.0, 100.0)


def test_a_slow_camera_lowers_the_usual_filter_alone():
    assert cutoff_hz("marker_hz", None, 8.0, 15.0) == 6.0
    assert cutoff_hz("marker_hz", 5.0, 8.0, 15.0) == 5.0


def test_stored_events_are_said_and_a_foot_without_them_is_named():
    recording = WALKER.recording()
    side = WALKER.sides[0]
    other = WALKER.sides[1]
    events = tuple(
        Event(side, label, float(time))
        for stance in WALKER.stances(side)
        for label, time in zip(("Foot Strike", "Foot Off"), stance, strict=True)
    )
    walk = analyse_walk(replace(recording, events=events), use_stored_events=True)
    said = [note.text for note in walk.notes]
    assert walk.stored_events
    assert "contacts and offs are those stored in the file, as asked" in said
    assert f"no step of the {other} foot: the file stores no contact and off of it" in said
    assert set(walk.steps["side"]) == {side}
