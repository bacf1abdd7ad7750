"""Contacts and offs that the laboratory stored: read, compared, used on request."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker

from footwise.errors import FootwiseError
from footwise.gait import filtered_motion, find_steps, plate_loads, stored_events
from footwise.gait.stored_events import differences_from_stored
from footwise.loads import analyse_walk
from footwise.recordings.recording import Event

WALKER = Walker()


def with_events(late_s=0.0, labels=("Foot Strike", "Foot Off")):
    recording = WALKER.recording()
    events = [
        Event(side, label, float(time) + late_s)
        for side in WALKER.sides
        for stance in WALKER.stances(side)[::-1]
        for label, time in zip(labels, stance, strict=True)
    ]
    return replace(recording, events=tuple(events))


@pytest.mark.parametrize(
    "labels", [("Foot Strike", "Foot Off"), ("HeelStrike", "ToeOff"), ("Foot Contact", "Foot off")]
)
def test_they_are_read_in_order_of_time(labels):
    found = stored_events(with_events(labels=labels))
    for side in WALKER.sides:
        np.testing.assert_allclose(found[side].contact_s, WALKER.stances(side)[:, 0])
        np.testing.assert_allclose(found[side].off_s, WALKER.stances(side)[:, 1])


def test_a_general_event_is_nobodys_contact():
    recording = replace(WALKER.recording(), events=(Event("", "Foot Strike", 1.0), Event("left", "Trigger", 2.0)))
    assert stored_events(recording) == {}


@pytest.mark.parametrize("late_s", [0.0, 0.02, 0.08, -0.08])
def test_a_difference_is_said_when_it_is_large(late_s):
    recording = with_events(late_s)
    steps = find_steps(recording, filtered_motion(recording), plate_loads(recording))
    said = differences_from_stored(recording, steps)
    assert bool(said) == (abs(late_s) > 0.04)
    if said:
        assert ("earlier" if late_s > 0 else "later") in said[0]


def test_they_are_used_on_request():
    walk = analyse_walk(with_events(0.08), use_stored_events=True)
    true = np.sort(np.concatenate([WALKER.stances(side)[:, 0] for side in WALKER.sides]))
    np.testing.assert_allclose(np.sort(walk.steps["contact_s"]), true + 0.08)


def test_there_must_be_some():
    with pytest.raises(FootwiseError, match="no contacts and offs stored"):
        analyse_walk(WALKER.recording(), use_stored_events=True)
