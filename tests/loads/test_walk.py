"""The whole analysis on walkers who are known exactly."""

import cProfile
import pstats
import warnings
from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import ONE_BELT, Plate, Walker

from footwise.errors import FootwiseError
from footwise.gait import filtered_motion, find_steps, plate_loads
from footwise.loads import analyse_walk
from footwise.recordings import Markers, Person, read_recording
from footwise.steps_table import COLUMNS

OVERGROUND = {"treadmill": False, "start_s": -1.0, "stop_s": 5.0}
HALF = (Plate((0.3, 1.2), (-0.5, 0.5)), Plate((1.5, 2.4), (-0.5, 0.5)))
WALKS = {
    "split belts": Walker(),
    "cross-over": Walker(shift_m=0.06),
    "one belt": Walker(plates=ONE_BELT),
    "no plates": Walker(plates=()),
    "one plate overground": Walker(plates=(Plate((0.9, 1.5), (-0.3, 0.3)),), **OVERGROUND),
    "half off": Walker(plates=HALF, **OVERGROUND),
    "half off, no corners": Walker(plates=HALF, corners=False, **OVERGROUND),
    "one foot": Walker(sides=("right",)),
    "slow": Walker(speed_m_s=0.6, stride_s=1.5, duty=0.7),
    "there and back": Walker(treadmill=False, start_s=-1, straight_m=3.0, plates=(Plate((-1, 4), (-0.4, 1.1)),)),
    "noise": Walker(force_noise_n=8, marker_noise_m=0.001, shift_m=0.05),
}


def uncut(walk):
    """Rows that neither the begin nor the end of the recording cuts, as a mask."""
    return ~walk.steps["reason"].str.startswith("cut by").to_numpy()


def with_gap(recording, label, frames):
    positions = recording.markers.positions_m.copy()
    positions[frames, recording.markers.labels.index(label)] = np.nan
    markers = recording.markers
    return replace(recording, markers=Markers(markers.rate_hz, markers.labels, positions))


@pytest.mark.parametrize("name", WALKS)
def test_every_step_is_kept_and_says_why_it_is_not_used(name):
    walker = WALKS[name]
    recording = walker.recording()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        walk = analyse_walk(recording)
    steps = walk.steps
    assert tuple(steps.columns[: len(COLUMNS)]) == COLUMNS
    assert steps["step"].tolist() == list(range(1, len(steps) + 1))
    true = np.concatenate([walker.stances(side)[:, 0] for side in walker.sides])
    for contact in true:
        # In a turn the foot swings round and its contact is hard to time.
        assert np.nanmin(np.abs(steps["contact_s"] - contact)) < (0.25 if name == "there and back" else 0.045)
    used = steps[steps["used"]]
    assert np.isfinite(used["foot_progression_angle_deg"]).all()
    assert used["reason"].map(lambda reason: reason == "" or reason.startswith("flag:")).all()
    assert (steps[~steps["used"]]["reason"] != "").all()
    if recording.plates:
        assert np.isfinite(used["kam_peak1_pct_bwht"]).all()
        assert np.isfinite(walk.kam[steps["used"]][:, 35:60]).all()
        faulty = ~steps["used"] & ~steps["reason"].str.contains("hidden")
        assert np.isnan(walk.kam[faulty]).all()
    for curve in (walk.kam, walk.kfm, walk.kam_newton_euler):
        assert curve.shape == (len(steps), 101)


@pytest.mark.requirement("R-002")
def test_the_adduction_moment_is_the_lever_worked_by_hand():
    """Moment of the true force at the true pressure about the true knee centre, on the shank's axes."""
    walker = Walker(rate_hz=200)
    recording = walker.recording()
    walk = analyse_walk(recording)
    t = walker.times(200)
    for side, outward in (("left", 1), ("right", -1)):
        leg = walker._leg(side, t, recording.marker(side, "pelvis_1") - [0, 0, 0.05], 0 * t)
        knee = (leg["lateral_epicondyle"] + leg["medial_epicondyle"]) / 2
        ankle = (leg["lateral_malleolus"] + leg["medial_malleolus"]) / 2
        force, _, cop = walker.wrench(side, t)
        medial = leg["medial_epicondyle"] - knee
        forward = np.cross(knee - ankle, medial) * outward
        forward /= np.linalg.norm(forward, axis=1)[:, None]
        moment = -outward * np.sum(np.cross(cop - knee, force) * forward, axis=1)
        moment *= 100 / (walker.mass_kg * 9.8 * walker.height_m)
        mine = (walk.steps["side"] == side).to_numpy()
        mine = mine & uncut(walk)
        for (contact, off), curve in zip(walker.stances(side), walk.kam[mine], strict=True):
            at = (contact + (off - contact) * np.linspace(0, 1, 101)) * 200
            expected = np.interp(at[15:86], np.arange(len(t)), moment)
            # 8 Hz takes something off; the ends of stance are steeper than it can follow.
            np.testing.assert_allclose(curve[15:86], expected, atol=0.12)


def test_cross_over_gives_the_same_peaks_as_plates_of_their_own():
    apart, over = analyse_walk(Walker().recording()), analyse_walk(Walker(shift_m=0.06).recording())
    assert over.steps["used"][uncut(over)].all()
    for column in ("kam_peak1_pct_bwht", "kfm_peak_pct_bwht", "foot_progression_angle_deg"):
        np.testing.assert_allclose(over.steps[column], apart.steps[column], atol=0.05, rtol=0.02)


def test_a_foot_half_beside_a_plate_is_told_from_one_with_no_plate():
    walk = analyse_walk(WALKS["half off"].recording())
    # The right foot that lands at 1.55 s stands at x = 1.04 to 1.29, the plate ends at 1.2.
    half_off = walk.steps[(walk.steps["contact_s"] - 1.55).abs() < 0.05]
    assert half_off["reason"].tolist() == ["foot not wholly on the force plates"]
    assert (walk.steps["reason"] == "no force plate under this foot").sum() >= 4
    blind = analyse_walk(WALKS["half off, no corners"].recording())
    assert set(blind.steps["reason"]) >= {"no force plate under this foot"}


def test_a_person_who_leans_on_the_rails():
    recording = Walker().recording()
    lifted = tuple(
        replace(plate, force_n=0.5 * plate.force_n, moment_nm=0.5 * plate.moment_nm) for plate in recording.plates
    )
    walk = analyse_walk(replace(recording, plates=lifted))
    assert not walk.steps["used"].any()
    assert walk.steps["reason"][uncut(walk)].str.match(r"plates carry only \d+% of body weight").all()
    assert any("check the mass" in note.text for note in walk.notes)


def test_a_lost_knee_marker():
    recording = with_gap(Walker().recording(), "Llateral_epicondyle", slice(150, 230))
    walk = analyse_walk(recording)
    lost = walk.steps[~walk.steps["used"] & uncut(walk)]
    assert len(lost) == 1
    assert lost["side"].tolist() == ["left"] and lost["reason"].tolist() == ["knee or ankle marker missing"]
    assert np.isfinite(lost["foot_progression_angle_deg"]).all()


def test_a_lost_foot_marker():
    recording = with_gap(Walker().recording(), "Rtoe", slice(310, 330))
    walk = analyse_walk(recording)
    lost = walk.steps[uncut(walk)].query("not used")
    assert lost["reason"].tolist() == ["heel or toe marker missing"]


def test_a_short_gap_is_filled():
    recording = with_gap(Walker().recording(), "Llateral_epicondyle", slice(150, 158))
    walk, whole = analyse_walk(recording), analyse_walk(Walker().recording())
    assert walk.steps["used"][uncut(walk)].all()
    np.testing.assert_allclose(walk.steps["kam_peak1_pct_bwht"], whole.steps["kam_peak1_pct_bwht"], atol=0.05)


def test_one_leg_without_knee_markers():
    recording = Walker().recording()
    roles = {key: label for key, label in recording.roles.items() if key != ("left", "medial_epicondyle")}
    walk = analyse_walk(replace(recording, roles=roles))
    assert set(walk.steps[walk.steps["used"]]["side"]) == {"right"}
    assert any("left medial epicondyle" in note.text for note in walk.notes)


def test_standing_still_is_no_walk():
    recording = Walker().recording()
    still = np.repeat(recording.markers.positions_m[45:46], 300, axis=0)
    standing = replace(recording, markers=Markers(100, recording.markers.labels, still), plates=())
    with pytest.raises(FootwiseError, match="no whole step"):
        analyse_walk(standing)


@pytest.mark.parametrize(("person", "what"), [(Person("a", None, 1.7), "mass"), (Person("a", 70, None), "height")])
def test_plates_need_mass_and_height(person, what):
    with pytest.raises(FootwiseError, match=f"person's {what}"):
        analyse_walk(replace(Walker().recording(), person=person))
    walk = analyse_walk(replace(Walker(plates=()).recording(), person=person))
    assert walk.steps["used"][uncut(walk)].all()


def test_a_static_trial_carries_the_knee_through_the_walk():
    """Without medial markers in the walk; the malleoli of the synthetic leg turn a little against the knee."""
    recording = Walker().recording()
    stance = 45
    standing = replace(
        recording,
        name="standing",
        markers=Markers(
            100, recording.markers.labels, np.repeat(recording.markers.positions_m[stance : stance + 1], 50, axis=0)
        ),
        plates=(),
    )
    positions, labels, roles = [recording.markers.positions_m], list(recording.markers.labels), dict(recording.roles)
    still = [standing.markers.positions_m]
    for side in ("left", "right"):
        ankle = recording.marker(side, "lateral_malleolus")
        knee = recording.marker(side, "lateral_epicondyle")
        across = recording.marker(side, "medial_epicondyle") - knee
        front = np.cross(knee - ankle, across) * (1 if side == "left" else -1)
        front = (knee + ankle) / 2 + 0.3 * across + 0.06 * front / np.linalg.norm(front, axis=1)[:, None]
        positions.append(front[:, None])
        still.append(np.repeat(front[stance : stance + 1, None], 50, axis=0))
        labels.append(f"{side}_shin")
        roles[side, "shank_1"] = f"{side}_shin"
    standing = replace(standing, markers=Markers(100, tuple(labels), np.concatenate(still, axis=1)), roles=roles)
    walking = replace(
        recording,
        markers=Markers(100, tuple(labels), np.concatenate(positions, axis=1)),
        roles={key: label for key, label in roles.items() if not key[1].startswith("medial")},
    )
    walk, reference = analyse_walk(walking, static=standing), analyse_walk(recording)
    assert "standing" in walk.knee_source
    used = walk.steps["used"].to_numpy()
    assert used.sum() >= 10
    np.testing.assert_allclose(
        walk.steps["kam_peak1_pct_bwht"][used], reference.steps["kam_peak1_pct_bwht"][used], atol=0.3
    )
    moved = walking.markers.positions_m.copy()
    moved[400:, labels.index("left_shin")] += [0.04, 0, 0.03]
    slipped = analyse_walk(replace(walking, markers=Markers(100, tuple(labels), moved)), static=standing)
    late = slipped.steps[(slipped.steps["side"] == "left") & (slipped.steps["contact_s"] > 4.2) & uncut(slipped)]
    assert late["reason"].str.contains("from their shape in the static trial").all()


def test_modified_walking_uses_the_windows_of_the_baseline():
    baseline = analyse_walk(Walker().recording(), condition="natural")
    again = analyse_walk(Walker().recording(), condition="toe-in-5", baseline=baseline)
    assert again.condition == "toe-in-5"
    np.testing.assert_allclose(again.steps["kam_peak1_pct_bwht"], baseline.steps["kam_peak1_pct_bwht"])


def test_a_peak_further_than_10_percent_of_stance_from_that_of_the_baseline_is_another():
    """Somebody whose natural peaks come at 8 and 92 % of stance."""
    walk = analyse_walk(Walker().recording())
    early_and_late = np.exp(-(((np.arange(101) - 8) / 5) ** 2)) + np.exp(-(((np.arange(101) - 92) / 5) ** 2))
    natural = replace(walk, kam=np.broadcast_to(early_and_late, walk.kam.shape))
    again = analyse_walk(Walker().recording(), baseline=natural)
    np.testing.assert_allclose(again.steps["kam_peak1_pct_bwht"], walk.kam[:, :19].max(axis=1))
    np.testing.assert_allclose(again.steps["kam_peak2_pct_bwht"], walk.kam[:, 82:].max(axis=1))
    lower = walk.steps["kam_peak1_pct_bwht"] - again.steps["kam_peak1_pct_bwht"]
    assert (lower.dropna() > 0.1).all() and lower.notna().sum() >= 10


def test_steps_are_those_of_the_step_finder():
    recording = WALKS["noise"].recording()
    steps = find_steps(recording, filtered_motion(recording), plate_loads(recording))
    walk = analyse_walk(recording)
    np.testing.assert_array_equal(walk.steps["contact_s"], steps.contact_s)


def test_a_longer_walk_takes_work_in_proportion_to_its_length():
    """Counted in calls of functions, which a busy machine does not change."""
    calls = {}
    for stop in (10.0, 40.0):
        recording = Walker(stop_s=stop, shift_m=0.05).recording()
        analyse_walk(recording)
        with cProfile.Profile() as watch:
            analyse_walk(recording)
        calls[stop] = pstats.Stats(watch).total_calls
    assert calls[40.0] < 4 * calls[10.0]


@pytest.mark.parametrize(
    "outwards_m, reason", [(0.3, r"impossible: a knee adduction moment of \d+"), (-0.3, r"impossible: .* of -\d+")]
)
def test_a_load_that_no_knee_carries_is_not_used(outwards_m, reason):
    """A medial marker that was labelled on something else puts the knee 15 cm away."""
    recording = Walker().recording()
    sound = analyse_walk(recording)
    assert sound.steps["used"][uncut(sound)].all()
    positions = recording.markers.positions_m.copy()
    for side, sign in (("left", 1), ("right", -1)):
        column = recording.markers.labels.index(recording.roles[side, "medial_epicondyle"])
        positions[:, column, 1] += sign * outwards_m
        if outwards_m > 0:  # else the flexion axis would turn round
            other = recording.markers.labels.index(recording.roles[side, "lateral_epicondyle"])
            positions[:, other, 1] += sign * outwards_m
    walk = analyse_walk(replace(recording, markers=replace(recording.markers, positions_m=positions)))
    assert not walk.steps["used"].any()
    assert walk.steps["reason"][uncut(walk)].str.contains(reason).all()
    assert walk.steps["kam_peak1_pct_bwht"].isna().all() and not walk.has_loads


def test_a_label_of_the_map_that_is_nowhere_is_said_even_where_no_load_needs_it(treadmill_c3d, tmp_path):
    marker_map = tmp_path / "map.toml"
    marker_map.write_text(
        'heel = "{S}HEE"\ntoe = "{S}MT2"\nlateral_malleolus = "{S}ANKEL"\npelvis = ["LASIS", "RASIS"]\n'
    )
    recording = read_recording(treadmill_c3d, marker_map=marker_map)
    walk = analyse_walk(recording, angles_only=True)
    assert any("LANKEL, RANKEL, which the marker map names" in str(note) for note in walk.notes)
    with pytest.raises(FootwiseError, match="LANKEL"):
        analyse_walk(recording)


def test_times_are_also_those_of_the_file():
    recording = Walker().recording()
    walk = analyse_walk(replace(recording, starts_s=1.99))
    for ours, theirs in (("contact_s", "contact_in_file_s"), ("off_s", "off_in_file_s")):
        np.testing.assert_allclose(walk.steps[theirs], walk.steps[ours] + 1.99)
