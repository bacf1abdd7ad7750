"""The real treadmill recording, against what its own laboratory stored in it."""

from dataclasses import replace

import ezc3d
import numpy as np
import pytest

from footwise.loads import analyse_walk
from footwise.recordings import ForcePlate, read_recording


@pytest.fixture(scope="module")
def walk(treadmill_c3d):
    return analyse_walk(read_recording(treadmill_c3d))


@pytest.fixture(scope="module")
def stored(treadmill_c3d):
    return ezc3d.c3d(str(treadmill_c3d))


@pytest.mark.parametrize("side", ["left", "right"])
def test_enough_steps_and_little_scatter(walk, side):
    """A plate-by-plate reading of this recording scatters by 20 % and more."""
    used = walk.steps[(walk.steps["side"] == side) & walk.steps["used"]]
    assert len(used) >= 8
    peaks = used["kam_peak1_pct_bwht"]
    assert peaks.std() / peaks.mean() < 0.08
    assert 1 < peaks.mean() < 5


@pytest.mark.parametrize(("side", "within"), [("left", 0.5), ("right", 2.5)])
def test_foot_angle_is_the_file_s_own(walk, stored, side, within):
    """The file's z angle is toe-in positive; the mean over 15 to 40 % of the same stances."""
    labels = stored["parameters"]["POINT"]["LABELS"]["value"]
    label = next(name for name in labels if name.endswith(f"{side[0].upper()}FootProgressAngles"))
    angle = -stored["data"]["points"][2, labels.index(label)]
    steps = walk.steps[(walk.steps["side"] == side) & ~walk.steps["reason"].str.startswith("cut by")]
    own = []
    for contact, off in zip(steps["contact_s"], steps["off_s"], strict=True):
        window = contact + (off - contact) * np.linspace(0.15, 0.40, 26)
        own.append(np.interp(window * 100, np.arange(len(angle)), angle).mean())
    assert steps["foot_progression_angle_deg"].mean() == pytest.approx(np.mean(own), abs=within)
    # Step by step they rise and fall together.
    assert np.corrcoef(steps["foot_progression_angle_deg"], own)[0, 1] > 0.95


def test_contacts_and_offs_are_the_file_s_events(walk, stored):
    events = stored["parameters"]["EVENT"]
    times = np.asarray(events["TIMES"]["value"]).reshape(2, -1)
    seconds = 60 * times[0] + times[1] - stored["header"]["points"]["first_frame"] / 100
    sides, kinds = events["CONTEXTS"]["value"], events["LABELS"]["value"]
    for side in ("left", "right"):
        steps = walk.steps[walk.steps["side"] == side]
        for kind, column in (("Foot Strike", "contact_s"), ("Foot Off", "off_s")):
            own = [
                t
                for t, s, k in zip(seconds, sides, kinds, strict=True)
                if s.strip().lower() == side and k.strip() == kind
            ]
            late = np.array([min(t - np.array(own), key=abs) for t in steps[column].dropna()])
            assert np.abs(late).max() < 0.030


@pytest.mark.requirement("R-002")
def test_the_methods_agree_and_the_plates_weigh_the_person(walk):
    assert np.nanmax(walk.method_rmse) < 0.25
    assert not any("weigh" in note.text for note in walk.notes)
    strides = walk.steps["speed_m_s"].dropna()
    assert strides.std() / strides.mean() < 0.05


def test_one_millimetre_of_knee_centre_is_what_the_literature_measured(walk):
    """0.05 to 0.06 %BW·ht for each millimetre (science notes, section 3)."""
    assert walk.steps["kam_per_mm_pct_bwht"].dropna().between(0.04, 0.08).all()


def test_the_same_walk_on_one_belt(walk, treadmill_c3d):
    """As if the two belts were one plate: single support stays, what double support hides is said."""
    recording = read_recording(treadmill_c3d)
    corners = np.concatenate([plate.corners_m for plate in recording.plates])
    (x0, y0, z), (x1, y1, _) = corners.min(axis=0), corners.max(axis=0)
    whole = ForcePlate(
        "plate 1",
        sum(plate.force_n for plate in recording.plates),
        sum(plate.moment_nm for plate in recording.plates),
        np.array([[x1, y1, z], [x0, y1, z], [x0, y0, z], [x1, y0, z]]),
    )
    one = analyse_walk(replace(recording, plates=(whole,)))
    assert len(one.steps) == len(walk.steps)
    assert any("share a plate until the first peak of the left leg" in note.text for note in one.notes)
    assert not any("share a plate" in note.text for note in walk.notes)
    np.testing.assert_allclose(one.kam[:, 36:60], walk.kam[:, 36:60], atol=0.35)
    np.testing.assert_allclose(
        one.steps["foot_progression_angle_deg"], walk.steps["foot_progression_angle_deg"], atol=1.5
    )


@pytest.mark.parametrize("offset_n", [-45.0, -10.0, 5.0, 20.0, 45.0])
def test_a_drifted_zero_changes_nothing(treadmill_c3d, offset_n):
    recording = read_recording(treadmill_c3d)
    drifted = tuple(
        replace(
            plate,
            force_n=plate.force_n + np.array([0, 0, offset_n]),
            moment_nm=plate.moment_nm + np.cross(plate.corners_m.mean(axis=0), [0, 0, offset_n]),
        )
        for plate in recording.plates
    )
    before, after = analyse_walk(recording), analyse_walk(replace(recording, plates=drifted))
    np.testing.assert_allclose(after.kam, before.kam, atol=0.01)
    if abs(offset_n) > 15:
        assert any("while nobody is on it" in note.text for note in after.notes)
