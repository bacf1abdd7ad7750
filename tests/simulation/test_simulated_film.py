import numpy as np
import pytest

from footwise.recordings.film.picture_landmarks import LANDMARKS
from footwise.simulation import FilmingImperfections, placed_camera, simulated_film, simulated_standing_film

FRONT = (placed_camera("front"),)
TWO = (placed_camera("left", angle_deg=30), placed_camera("right", angle_deg=-30))


def _points(walk, name):
    return walk.body_m[:, LANDMARKS.index(name)]


@pytest.mark.parametrize("heading", [0.0, 130.0])
def test_feet_stand_as_they_were_asked_to_and_where_they_were_put(heading):
    walk = simulated_film(
        FRONT, angles_deg={"left": 12.0, "right": -5.0}, angle_sd_deg=3.0, heading_deg=heading, duration_s=6.0, seed=4
    )
    time = walk.landmarks[0].time_s
    assert {step.side for step in walk.steps} == {"left", "right"}
    for step in walk.steps:
        flat = (time >= step.flat_s[0]) & (time <= step.flat_s[1])
        if not flat.any():
            continue
        heel, toe = _points(walk, f"{step.side}_heel")[flat], _points(walk, f"{step.side}_foot_index")[flat]
        along = (toe - heel)[:, :2]
        angle = np.degrees(np.arctan2(along[:, 1], along[:, 0])) - heading
        angle = (angle + 180) % 360 - 180
        outward = angle if step.side == "left" else -angle
        np.testing.assert_allclose(outward, step.foot_progression_angle_deg, atol=1e-9)
        np.testing.assert_allclose(np.ptp(heel, axis=0), 0, atol=1e-9)
        np.testing.assert_allclose(heel[:, 2], 0.045)
        np.testing.assert_allclose(toe[:, 2], 0.025)


def test_legs_keep_their_length_and_feet_stay_over_the_floor():
    walk = simulated_film(FRONT, angle_sd_deg=4.0, duration_s=6.0)
    for side in ("left", "right"):
        hip, knee, ankle, heel, toe = (
            _points(walk, f"{side}_{name}") for name in ("hip", "knee", "ankle", "heel", "foot_index")
        )
        np.testing.assert_allclose(np.linalg.norm(hip - knee, axis=1), 0.4525, atol=1e-9)
        np.testing.assert_allclose(np.linalg.norm(knee - ankle, axis=1), 0.4525, atol=1e-9)
        assert heel[:, 2].min() > 0.03
        assert toe[:, 2].min() > 0.02
        # Nothing jumps: no landmark of a walk is faster than 6 m/s.
        for track in (hip, knee, ankle, heel, toe):
            assert np.linalg.norm(np.diff(track, axis=0), axis=1).max() * 60 < 6


def test_the_camera_sees_what_was_walked_at_its_own_time():
    imperfections = FilmingImperfections(clock_shift_s={"right": 0.25}, frame_jitter_s=0.003)
    walk = simulated_film(TWO, imperfections=imperfections, duration_s=3.0, rate_hz=100.0)
    assert walk.true_shift_s == (0.0, 0.25)
    late = walk.landmarks[1]
    assert late.time_s[0] == 0 and np.std(np.diff(late.time_s)) > 0.001
    early = walk.landmarks[0]
    seen = walk.cameras[0].project(walk.body_m)
    both = np.isfinite(early.points_px[..., 0])
    np.testing.assert_allclose(early.points_px[both], seen[both])
    # What the second camera saw at its time 1 s was true at 1.25 s of the first.
    hip = LANDMARKS.index("left_hip")
    body = np.array([np.interp(late.time_s + 0.25, early.time_s, walk.body_m[:, hip, k]) for k in range(3)]).T
    off = np.linalg.norm(walk.cameras[1].project(body) - late.points_px[:, hip], axis=1)
    assert np.nanmax(off[late.time_s < 2.5]) < 1.0


def test_errors_are_of_the_size_they_were_asked_for():
    imperfections = FilmingImperfections(
        noise_px=4.0, lost_share=0.1, blind=("right",), told_turn_deg=0.5, told_height_m=0.03
    )
    walk = simulated_film(TWO, imperfections=imperfections, seed=2)
    clean = simulated_film(TWO, seed=2)
    off = walk.landmarks[0].points_px - clean.landmarks[0].points_px
    assert np.nanstd(off) == pytest.approx(4.0, rel=0.05)
    lost = np.isnan(off).mean() - np.isnan(clean.landmarks[0].points_px).mean()
    assert lost == pytest.approx(0.1, abs=0.03)
    assert np.isnan(walk.landmarks[1].points_px).all()
    for told, true in zip(walk.cameras, walk.true_cameras, strict=True):
        np.testing.assert_allclose(told.position_m - true.position_m, [0, 0, 0.03], atol=1e-9)
        turned = np.degrees(np.arccos((np.trace(told.rotation @ true.rotation.T) - 1) / 2))
        assert 0.05 < turned < 3


def test_a_seed_gives_the_same_walk_and_a_stance_with_the_same_bias():
    imperfections = FilmingImperfections(noise_px=2.0, view_bias_m=0.01, told_place_m=0.01)
    one, same, other = (simulated_film(TWO, imperfections=imperfections, seed=seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one.landmarks[0].points_px, same.landmarks[0].points_px)
    assert np.nanmax(np.abs(one.landmarks[0].points_px - other.landmarks[0].points_px)) > 1
    stance = simulated_standing_film(TWO, angles_deg={"left": 8.0, "right": 3.0}, imperfections=imperfections, seed=5)
    np.testing.assert_array_equal(stance.cameras[1].translation_m, one.cameras[1].translation_m)
    heel, toe = (stance.body_m[0, LANDMARKS.index(f"right_{name}")] for name in ("heel", "foot_index"))
    assert np.degrees(np.arctan2(*(toe - heel)[[1, 0]])) == pytest.approx(-3.0)


def test_a_placed_camera_looks_at_its_aim_upright():
    camera = placed_camera("a", distance_m=3.0, angle_deg=40.0, height_m=1.8, aim_m=(0.5, -0.2, 1.0))
    np.testing.assert_allclose(camera.project(np.array([0.5, -0.2, 1.0])), [540, 960])
    above = camera.project(np.array([0.5, -0.2, 1.5]))
    assert above[1] < 960 and above[0] == pytest.approx(540)
    # From the walker's left, what is ahead of the walker is to the left in the picture.
    side = placed_camera("side", angle_deg=90.0)
    assert side.position_m[1] > 3
    assert side.project(np.array([0.5, 0.0, 0.9]))[0] < 540
