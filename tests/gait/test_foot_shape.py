"""Markers of a foot that were moved, filled in or exchanged: their steps are left out, and only theirs."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker

from footwise.loads import analyse_walk

WALKER = Walker(stop_s=6.0)
STANCE = WALKER.stances("left")[2]


def with_paths(recording, change, start_s=-np.inf, stop_s=np.inf):
    """The recording with its named paths changed between two times after the first frame."""
    labels, positions = list(recording.markers.labels), recording.markers.positions_m.copy()
    time = np.arange(len(positions)) / WALKER.rate_hz
    frames = np.flatnonzero((time >= start_s) & (time < stop_s))
    paths = {name: positions[frames, labels.index(name)] for name in ("Lheel", "Ltoe")}
    for name, path in change(paths).items():
        positions[frames, labels.index(name)] = path
    return replace(recording, markers=replace(recording.markers, positions_m=positions))


def left_out(recording):
    """Contacts and reasons of the left feet that lie whole in the recording and are not used."""
    steps = analyse_walk(recording).steps
    whole = steps[~steps["reason"].str.startswith("cut by")]
    assert whole[whole["side"] == "right"]["used"].all()
    gone = whole[~whole["used"]]
    return gone["contact_s"].to_numpy(), gone["reason"].tolist()


def test_a_sound_walk_loses_no_step():
    assert left_out(WALKER.recording())[1] == []


@pytest.mark.parametrize("change", [
    pytest.param(lambda p: {"Ltoe": np.repeat(p["Ltoe"][:1], len(p["Ltoe"]), axis=0)}, id="frozen"),
    pytest.param(lambda p: {"Ltoe": np.linspace(p["Ltoe"][0], p["Ltoe"][-1], len(p["Ltoe"]))}, id="straight line"),
    pytest.param(lambda p: {"Ltoe": p["Ltoe"] + [0, 0.03, 0]}, id="outwards"),
    pytest.param(lambda p: {"Ltoe": p["Ltoe"] - [0, 0.03, 0]}, id="inwards"),
    pytest.param(lambda p: {"Lheel": p["Lheel"] - [0.03, 0, 0]}, id="heel behind"),
])  # fmt: skip
def test_a_marker_that_is_not_on_the_foot_leaves_out_the_step(change):
    contact, off = STANCE
    times, reasons = left_out(with_paths(WALKER.recording(), change, contact - 0.12, contact + 0.7 * (off - contact)))
    np.testing.assert_allclose(times, [contact], atol=0.1)
    assert reasons[0].startswith("the foot's markers are")


def test_a_marker_that_jumps_while_the_foot_lies_is_seen():
    middle = STANCE[0] + 0.28 * (STANCE[1] - STANCE[0])
    walk = with_paths(WALKER.recording(), lambda p: {"Ltoe": p["Ltoe"] + [0, 0.025, 0]}, middle, STANCE[1])
    assert len(left_out(walk)[1]) == 1


def test_heel_and_toe_exchanged_from_the_middle_on():
    """Half of a recording: the frame of the laboratory is found by the rest of it."""
    swing_s = WALKER.stances("left")[3][1] + 0.15
    walk = with_paths(WALKER.recording(), lambda p: {"Lheel": p["Ltoe"], "Ltoe": p["Lheel"]}, swing_s)
    times, reasons = left_out(walk)
    assert len(times) == (WALKER.stances("left")[:, 0] > swing_s).sum() >= 1
    assert all(reason.startswith("heel and toe look exchanged") for reason in reasons)
