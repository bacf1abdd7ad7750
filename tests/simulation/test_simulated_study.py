"""Simulated conditions: exact where they say so, real where they say so, and read back like any file."""

import json

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.gait import filtered_motion, find_steps, plate_loads
from footwise.loads import analyse_walk
from footwise.prescription import NATURAL, prescribe, read_study
from footwise.recordings import read_recording
from footwise.simulation import read_response, simulate_study, write_study
from footwise.simulation.longer_walk import longer_walk
from footwise.simulation.turned_foot import turn_foot


@pytest.fixture(scope="module")
def recording(treadmill_c3d):
    return read_recording(treadmill_c3d)


@pytest.fixture(scope="module")
def long(recording):
    motion = filtered_motion(recording)
    return longer_walk(recording, motion, find_steps(recording, motion, plate_loads(recording)), 20, seed=3)


@pytest.fixture(scope="module")
def study_folder(recording, tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    write_study(folder, simulate_study(recording, read_response(), "left", steps=20))
    return folder


@pytest.fixture(scope="module")
def truth(study_folder):
    return json.loads((study_folder / "truth.json").read_text())


@pytest.fixture(scope="module")
def result(study_folder):
    return prescribe(read_study(study_folder))


def used(walk, side):
    return walk.steps[walk.steps["used"] & (walk.steps["side"] == side)]


def turned(recording, side, change_deg, tilt_deg=(0.0, 0.0)):
    motion, loads = filtered_motion(recording), plate_loads(recording)
    return turn_foot(recording, motion, find_steps(recording, motion, loads), loads, side, change_deg, tilt_deg)


def test_a_longer_walk_keeps_the_real_one(recording, long):
    real, repeated = analyse_walk(recording), analyse_walk(long)
    assert long.markers.duration_s > 1.5 * recording.markers.duration_s
    for side in ("left", "right"):
        a, b = used(real, side), used(repeated, side)
        assert len(b) >= 18
        for column, tolerance in (
            ("foot_progression_angle_deg", 0.5),
            ("kam_peak1_pct_bwht", 0.08),
            ("kam_peak2_pct_bwht", 0.08),
            ("stance_s", 0.01),
        ):
            assert b[column].mean() == pytest.approx(a[column].mean(), abs=tolerance)
            assert b[column].std() == pytest.approx(a[column].std(), rel=0.35)


def test_the_order_of_strides_is_the_seed(recording):
    motion = filtered_motion(recording)
    steps = find_steps(recording, motion, plate_loads(recording))
    once, again, other = (longer_walk(recording, motion, steps, 12, seed).markers.positions_m for seed in (5, 5, 6))
    np.testing.assert_array_equal(once, again)
    assert once.shape != other.shape or not np.array_equal(once, other)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("change", [-10.0, 5.0])
def test_the_foot_turns_by_exactly_the_change(recording, side, change):
    before, after = analyse_walk(recording), analyse_walk(turned(recording, side, change))
    for leg in ("left", "right"):
        difference = (after.steps["foot_progression_angle_deg"] - before.steps["foot_progression_angle_deg"])[
            before.steps["side"] == leg
        ]
        # Stances that the recording cuts have no angle, in both.
        assert difference.isna().sum() <= 2
        assert difference.dropna().to_numpy() == pytest.approx(change if leg == side else 0.0, abs=0.02)


def test_nothing_turned_is_nothing_changed(recording):
    same = turned(recording, "left", 0.0)
    np.testing.assert_allclose(same.markers.positions_m, recording.markers.positions_m, atol=1e-12)
    for before, after in zip(recording.plates, same.plates, strict=True):
        np.testing.assert_allclose(after.moment_nm, before.moment_nm, atol=1e-9)


def test_the_pressure_turns_with_the_foot(recording):
    """In single support the lever from the heel to the pressure turns and keeps its length."""
    after = turned(recording, "left", -10.0)
    motion, motion_after = filtered_motion(recording), filtered_motion(after)
    steps = find_steps(recording, motion, plate_loads(recording))
    before_cop, after_cop = (_total_cop(r) for r in (recording, after))
    heel = motion["left", "heel"][:, :2]
    np.testing.assert_allclose(motion_after["left", "heel"][:, :2], heel, atol=1e-9)
    for k in np.flatnonzero((steps.side == "left") & (steps.cut == "")):
        middle = round((steps.contact_s[k] + 0.5 * steps.stance_s[k]) * motion.rate_hz)
        lever, turned_lever = (cop[middle] - heel[middle] for cop in (before_cop, after_cop))
        angle = np.degrees(np.arctan2(*turned_lever[::-1]) - np.arctan2(*lever[::-1]))
        # Toe-in of the left foot is clockwise from above. Filters apart, the angle is exact.
        assert angle == pytest.approx(-10.0, abs=0.3)
        assert np.linalg.norm(turned_lever) == pytest.approx(np.linalg.norm(lever), rel=0.02)


def _total_cop(recording):
    wrench = plate_loads(recording).wrench.sum(axis=0)
    return np.stack((-wrench[:, 4], wrench[:, 3]), axis=1) / wrench[:, 2:3]


def test_an_outward_tilt_of_the_shank_lowers_the_moment(recording):
    """The knee moves outwards, away from the line of the force: the lever grows, the moment rises."""
    before = analyse_walk(recording)
    for side in ("left", "right"):
        for tilt, sign in ((2.0, 1), (-2.0, -1)):
            after = analyse_walk(turned(recording, side, 0.0, (tilt, tilt)))
            change = (after.steps["kam_peak1_pct_bwht"] - before.steps["kam_peak1_pct_bwht"])[
                before.steps["side"] == side
            ]
            assert (np.sign(change.dropna()) == sign).all()


def test_written_conditions_read_back_as_the_truth(result, truth):
    natural = result.natural.leg
    assert natural.kam_peak1.value == pytest.approx(truth["natural"]["kam_peak1"], abs=0.01)
    for condition in result.conditions[1:]:
        true = truth["conditions"][condition.condition]
        # Each condition has its own order of strides, so means agree up to the ends of the recordings.
        assert condition.change_deg == pytest.approx(true["change_deg"], abs=0.5)
        for peak, key in ((1, "kam_peak1_reduction"), (2, "kam_peak2_reduction")):
            measured = natural.kam_peak(peak).value - condition.leg.kam_peak(peak).value
            assert measured == pytest.approx(true[key], abs=0.06)


def test_the_truth_is_what_was_asked_for(truth):
    response = read_response()
    for condition, true in truth["conditions"].items():
        wanted = response.reduction(true["change_deg"])
        assert (true["kam_peak1_reduction"], true["kam_peak2_reduction"]) == pytest.approx(wanted, abs=0.003), condition


def test_the_prescription_is_the_one_the_truth_implies(result, truth):
    assert result.choice.condition == truth["prescription"]["condition"] == "toe-in-10"
    assert result.choice.peak == truth["prescription"]["peak"]
    assert result.target_change_deg == -10.0
    assert result.direction == "toe-in"


@pytest.mark.requirement("R-037")
def test_everything_says_simulated(result, study_folder):
    assert result.simulated
    assert result.to_json()["simulated"] is True
    assert "says nothing about the person" in result.to_json()["warnings"][-1]
    for path in study_folder.glob("*.c3d"):
        recording = read_recording(path)
        assert recording.simulated
        assert recording.condition == path.stem


def test_conditions_are_walked_at_the_same_speed(result):
    assert not any(" changed " in w for w in map(str, result.warnings))


def test_a_toe_out_answer_is_found_and_a_weak_one_refused(recording, tmp_path):
    for name, per_degree, expected in (("out", 0.03, "toe-out-10"), ("weak", 0.008, None)):
        file = tmp_path / f"{name}.toml"
        file.write_text(
            f"[toe-in]\nkam_peak1 = -0.01\nkam_peak2 = 0.0\n[toe-out]\nkam_peak1 = {per_degree}\nkam_peak2 = 0.0\n"
        )
        folder = tmp_path / name
        folder.mkdir()
        write_study(folder, simulate_study(recording, read_response(file), "right", steps=20))
        truth = json.loads((folder / "truth.json").read_text())
        assert truth["prescription"]["condition"] == expected
        assert prescribe(read_study(folder)).choice.condition == expected


def test_a_simulated_recording_cannot_be_simulated_from(study_folder):
    with pytest.raises(FootwiseError, match="simulated itself"):
        simulate_study(read_recording(study_folder / f"{NATURAL}.c3d"), read_response(), "left")


def test_an_impossible_response_is_refused(recording, tmp_path):
    file = tmp_path / "wild.toml"
    file.write_text("[toe-in]\nkam_peak1 = 30\nkam_peak2 = 0\n[toe-out]\nkam_peak1 = 0\nkam_peak2 = 0\n")
    with pytest.raises(FootwiseError):
        simulate_study(recording, read_response(file), "left", steps=6)
