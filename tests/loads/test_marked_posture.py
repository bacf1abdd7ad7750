"""Posture of the body over the standing leg: its signs, its mirror image, and that it needs no force plate."""

from dataclasses import fields, replace

import numpy as np
import pytest
from tests.shared import recording as shared

from footwise.loads import FIRST_PEAK_PCT, analyse_walk, marked_posture, peak
from footwise.recordings import read_recording

OTHER = {"left": "right", "right": "left", "": ""}


@pytest.fixture(scope="module")
def walk(treadmill_c3d):
    return read_recording(treadmill_c3d)


def measures(steps):
    return [field.name for field in fields(steps) if field.name not in ("side", "contact_s")]


def turned_by(recording, role, turn):
    """The recording with one marker moved, on both sides alike as each leg sees it."""
    positions = recording.markers.positions_m.copy()
    for side, outward in (("left", 1.0), ("right", -1.0)):
        column = recording.markers.labels.index(recording.roles[side, role])
        positions[:, column] += np.array([turn[0], outward * turn[1], turn[2]])
    return replace(recording, markers=replace(recording.markers, positions_m=positions))


def test_the_mirror_image_has_the_same_posture_on_the_other_leg(walk):
    # Joint centres that a model stored would have to be mirrored, too.
    walk = replace(walk, modelled=None, plates=())
    markers = walk.markers
    mirrored = replace(
        walk,
        markers=replace(markers, positions_m=markers.positions_m * np.array([1.0, -1.0, 1.0])),
        roles={(OTHER[side], role): label for (side, role), label in walk.roles.items()},
    )
    here, there = marked_posture(walk).steps, marked_posture(mirrored).steps
    for side in ("left", "right"):
        for name in measures(here):
            mine = getattr(here.of(side), name)
            assert np.isfinite(mine).any(), name
            np.testing.assert_allclose(getattr(there.of(OTHER[side]), name), mine, atol=1e-6, err_msg=name)


@pytest.mark.parametrize(
    "role, moved, name, least, most",
    [
        # 1 cm of 42 cm of shank is 1.4°; a knee further in is positive.
        ("lateral_epicondyle", (0, -0.01, 0), "tibia_deg", 1.2, 1.5),
        ("asis", (0.01, 0, 0), "pelvic_rotation_deg", -0.05, 0.05),
        ("toe", (0, 0.01, 0), "foot_progression_angle_deg", 2.0, 3.5),
        ("toe", (0, 0.01, 0), "step_width_m", 0.0139, 0.0141),
    ],
)
def test_a_marker_that_is_moved_turns_what_it_should(walk, role, moved, name, least, most):
    before, after = (marked_posture(one).steps for one in (walk, turned_by(walk, role, moved)))
    change = getattr(after, name) - getattr(before, name)
    assert (change[np.isfinite(change)] > least).all() and (change[np.isfinite(change)] < most).all()


def moved_left(walk, label, shift):
    positions = walk.markers.positions_m.copy()
    positions[:, walk.markers.labels.index(label)] += shift
    return marked_posture(replace(walk, markers=replace(walk.markers, positions_m=positions))).steps


@pytest.mark.parametrize(
    "label, shift, name, on_left",
    [
        ("C7", (0, 0.02, 0), "trunk_sway_deg", 1),  # to the left: over the left leg as it stands
        ("RASIS", (0, 0, 0.01), "pelvic_list_deg", 1),  # the right side higher: that of the swinging leg on the left
        ("LASIS", (0.01, 0, 0), "pelvic_rotation_deg", 1),  # the left side forward
    ],
)
def test_signs_are_those_of_the_standing_leg(walk, label, shift, name, on_left):
    before, after = marked_posture(walk).steps, moved_left(walk, label, np.array(shift))
    for side, sign in (("left", on_left), ("right", -on_left)):
        change = sign * (getattr(after.of(side), name) - getattr(before.of(side), name))
        assert 1.0 < np.nanmedian(change) < 3.5


def test_an_ankle_further_out_is_abduction(walk):
    """Knock-knee is positive, as filed in the 107 in spite of the name."""
    positions = walk.markers.positions_m.copy()
    for label, outward in (("LLM", 1), ("LMM", 1), ("RLM", -1), ("RMM", -1)):
        positions[:, walk.markers.labels.index(label), 1] += 0.01 * outward
    before = marked_posture(walk).steps.knee_abduction_deg
    after = marked_posture(replace(walk, markers=replace(walk.markers, positions_m=positions))).steps.knee_abduction_deg
    assert ((after - before) > 1.0).all() and ((after - before) < 1.7).all()


def test_a_quarter_of_stance_is_where_the_first_peak_lies(walk):
    measured = analyse_walk(walk)
    right = (measured.steps["side"] == "right").to_numpy() & measured.steps["used"].to_numpy(dtype=bool)
    _, at = peak(measured.kam[right], measured.windows["right"][0])
    assert abs(at.mean() - FIRST_PEAK_PCT) < 5
    exact = marked_posture(walk, at_pct={"left": 25.0, "right": float(at.mean())}).steps.of("right")
    stood_in = marked_posture(walk).steps.of("right")
    for name, most in (("tibia_deg", 0.4), ("pelvic_list_deg", 0.5), ("knee_abduction_deg", 0.4)):
        assert abs(np.nanmean(getattr(exact, name) - getattr(stood_in, name))) < most


@pytest.mark.shared
def test_markers_without_their_plates_tell_nearly_the_same():
    folder = shared("one_person_toe_in_toe_out")
    static = read_recording(folder / "static1.trc")
    person = {"mass_kg": 62.6, "height_m": 1.68}
    for name in ("walking1", "walkingTI1", "walkingTO1"):
        alone = marked_posture(read_recording(folder / f"{name}.trc", **person), static).steps
        forces = folder / f"{name}_grf.mot"
        known = marked_posture(read_recording(folder / f"{name}.trc", forces=forces, **person), static).steps
        # The right foot landed before the recording: the markers know only when it left the floor.
        for side, degrees, metres in (("left", 0.7, 0.003), ("right", 1.6, 0.012)):
            mine, its = alone.of(side), known.of(side)
            assert len(mine) == len(its) == 1
            for measure in measures(alone):
                apart = abs(getattr(mine, measure)[0] - getattr(its, measure)[0])
                assert not apart > (metres if measure.endswith("_m") else degrees), (name, side, measure)
