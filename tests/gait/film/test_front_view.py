"""One phone in front or behind: angles relative to a neutral stance, or none."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from tests.gait.film.filmed_people import mirrored_clip, other_side, stored_clip

from footwise.errors import FootwiseError
from footwise.gait.film.front_view import floor_points, walk_towards_phone
from footwise.gait.film.walk import RELATIVE
from footwise.recordings.film.camera_files import read_cameras
from footwise.recordings.film.picture_landmarks import LANDMARKS
from footwise.samples import sample_path
from footwise.simulation.simulated_film import (
    FilmingImperfections,
    placed_camera,
    simulated_film,
    simulated_standing_film,
)

LENGTH_M = 0.19  # heel to toe of the simulated body
TRUE = {"left": 12.0, "right": 3.0}
STOOD = {"left": 6.0, "right": 8.0}


@cache
def film(height=1.5, angle=0.0, left=12.0, right=3.0, noise=0.0, bias=0.0, seed=0, heading=0.0):
    phone = placed_camera("phone", height_m=height, angle_deg=angle)
    imperfections = FilmingImperfections(noise_px=noise, view_bias_m=bias)
    walked = simulated_film(
        (phone,), angles_deg={"left": left, "right": right}, imperfections=imperfections, seed=seed, heading_deg=heading
    )
    stood = simulated_standing_film((phone,), angles_deg=STOOD, imperfections=imperfections, seed=seed)
    return walked.landmarks[0], stood.landmarks[0], phone, walked


def angles(found, side):
    steps = found.steps
    return steps.foot_progression_angle_deg[(steps.side == side) & steps.used]


def test_lines_of_sight_meet_planes_over_the_floor():
    phone = placed_camera("p", height_m=1.6, angle_deg=20, distortion=(-0.05, 0.1, 0.001, -0.001, 0.0))
    places = np.random.default_rng(0).uniform(-1, 1, (50, 2))
    for height in (0.0, 0.07, 0.9):
        seen = phone.project(np.column_stack((places, np.full(50, height))))
        np.testing.assert_allclose(floor_points(seen, phone, height), places, atol=1e-5)
    # Above the camera, and at the horizon, there is no floor.
    assert np.isnan(floor_points(phone.project(places[:1].repeat(2, 0) @ np.eye(2, 3) + [0, 0, 2.2]), phone, 0.0)).all()


@pytest.mark.parametrize("angle", [0.0, 30.0, 180.0])
def test_with_the_length_of_the_foot_relative_angles_are_right(angle):
    """The heights that are taken for heel and toe are 15 and 5 mm wrong, and the fitted difference mends it."""
    walked, stood, phone, _ = film(angle=angle)
    found = walk_towards_phone(walked, phone, neutral=stood, foot_length_m=LENGTH_M)
    assert found.label == RELATIVE == "relative to your neutral stance"
    assert found.view == ("behind" if angle == 180 else "front")
    for side in TRUE:
        assert len(angles(found, side)) >= 2
        np.testing.assert_allclose(angles(found, side), TRUE[side] - STOOD[side], atol=0.6)


def test_without_the_length_they_are_roughly_right_and_the_report_says_so():
    walked, stood, phone, _ = film()
    found = walk_towards_phone(walked, phone, neutral=stood)
    for side in TRUE:
        np.testing.assert_allclose(angles(found, side), TRUE[side] - STOOD[side], atol=2.5)
    assert any("6 to 20°" in note.text and "Measure from the heel" in note.text for note in found.notes)


def test_a_mirror_exchanges_the_feet():
    walked, stood, phone, _ = film()
    one = walk_towards_phone(walked, phone, neutral=stood, foot_length_m=LENGTH_M)
    two = walk_towards_phone(mirrored_clip(walked), phone, neutral=mirrored_clip(stood), foot_length_m=LENGTH_M)
    for side, other in (("left", "right"), ("right", "left")):
        np.testing.assert_allclose(angles(one, side), angles(two, other), atol=0.01)


def test_contact_and_off_of_a_walk_that_is_known():
    walked, stood, phone, truth = film()
    steps = walk_towards_phone(walked, phone, neutral=stood).steps
    apart = []
    for true in truth.steps:
        near = (steps.side == true.side) & (np.abs(steps.contact_s - true.contact_s) < 0.3)
        apart += [(steps.contact_s[k] - true.contact_s, steps.off_s[k] - true.off_s) for k in np.flatnonzero(near)]
    contact, off = np.array(apart).T
    assert np.isfinite(off).sum() >= 5
    np.testing.assert_allclose(contact, 0.025, atol=0.035)
    np.testing.assert_allclose(off[np.isfinite(off)], 0.02, atol=0.035)


def test_a_real_change_comes_out_with_the_errors_of_a_real_phone():
    """10° further out, 1 cm of view bias and 2 px of noise: 9 to 11° with the length of the foot."""
    off = []
    for seed in range(3):
        means = []
        for more in (0.0, 10.0):
            walked, stood, phone, _ = film(left=6 + more, right=6 + more, noise=2.0, bias=0.01, seed=seed)
            found = walk_towards_phone(walked, phone, neutral=stood, foot_length_m=LENGTH_M)
            means.append([angles(found, side).mean() for side in ("left", "right")])
        off += list(np.subtract(means[1], means[0]) - 10)
    assert np.abs(off).max() < 1.5


def test_no_neutral_stance_no_angle():
    walked, _, phone, _ = film()
    found = walk_towards_phone(walked, phone)
    assert found.label == "" and not found.angle_deg and found.steps.used.sum() >= 5
    assert np.isnan(found.steps.foot_progression_angle_deg).all()
    assert "needs a neutral stance" in found.refusals[0] and "still for two seconds" in found.refusals[0]


def test_a_still_second_in_the_walk_itself_will_do():
    walked, _, phone, truth = film()
    still = np.repeat(walked.points_px[30:31], 90, axis=0)
    # Both feet on the floor, as they stand one after the other.
    stood = phone.project(truth.body_m)
    feet = slice(29, 33)
    still[:, feet] = np.nan
    left, right = (next(s for s in truth.steps if s.side == side) for side in ("left", "right"))
    for step, rows in ((left, (29, 31)), (right, (30, 32))):
        still[:, list(rows)] = stood[round(sum(step.flat_s) / 2 * 60), list(rows)]
    time = np.arange(90 + walked.frames) / 60
    whole = replace(
        walked,
        points_px=np.concatenate((still, walked.points_px)),
        time_s=time,
        visibility=np.ones((len(time), 33)),
    )
    found = walk_towards_phone(whole, phone, foot_length_m=LENGTH_M)
    assert found.label == RELATIVE
    for side in TRUE:
        np.testing.assert_allclose(angles(found, side), 0.0, atol=1.5)


def test_refusals():
    walked, stood, phone, _ = film()
    with pytest.raises(FootwiseError, match=r"phone: shows no second in which both feet stand still"):
        walk_towards_phone(walked, phone, neutral=walked)
    with pytest.raises(FootwiseError, match=r"too low to see where the feet stand.*1\.5 to 2 m"):
        walk_towards_phone(walked, placed_camera("low", height_m=0.4), neutral=stood)
    with pytest.raises(FootwiseError, match=r"does not fit the length of 0\.60 m"):
        walk_towards_phone(walked, phone, neutral=stood, foot_length_m=0.6)
    behind = film(angle=180.0)[1]
    with pytest.raises(FootwiseError, match="another side than the walk"):
        walk_towards_phone(walked, phone, neutral=behind)
    beside = placed_camera("side", distance_m=5, angle_deg=90, size_px=(1920, 1080))
    with pytest.raises(FootwiseError, match="filmed from the side"):
        walk_towards_phone(simulated_film((beside,)).landmarks[0], beside)
    with pytest.raises(FootwiseError, match="another way than the feet pointed"):
        walk_towards_phone(film(heading=50.0)[0], phone, neutral=stood)


def test_a_neutral_clip_of_another_size_is_scaled_and_of_another_shape_refused():
    """Half the pixels were read as half the distance from the middle of the picture, and the angles were wrong."""
    walked, stood, phone, _ = film()

    def resized(clip, by, size):
        return replace(clip, points_px=clip.points_px * by, size_px=size)

    plain = walk_towards_phone(walked, phone, neutral=stood, foot_length_m=LENGTH_M)
    for by, size in ((2 / 3, (720, 1280)), (2.0, (2160, 3840))):
        found = walk_towards_phone(walked, phone, neutral=resized(stood, by, size), foot_length_m=LENGTH_M)
        for side in TRUE:
            np.testing.assert_allclose(angles(found, side), angles(plain, side), atol=0.01)
        assert any("scaled to" in note.text for note in found.notes)
    for size in ((1080, 1440), (1920, 1080)):
        with pytest.raises(FootwiseError, match=r"have another shape.*do not turn the phone"):
            walk_towards_phone(walked, phone, neutral=replace(stood, size_px=size))


def test_a_stance_that_faces_beside_the_walk_is_told_and_refused():
    walked, stood, phone, _ = film(heading=4.0)
    found = walk_towards_phone(walked, phone, neutral=stood, foot_length_m=LENGTH_M)
    assert any("neutral stance the feet point" in note.text for note in found.notes)
    assert not any("neutral stance the feet point" in note.text for note in walk_towards_phone(*film()[:3:2]).notes)
    assert any("5° to the right of the walk" in note.text and "too far out" in note.text for note in found.notes)
    with pytest.raises(FootwiseError, match=r"point 1\d° to the right of the walk"):
        walk_towards_phone(film(heading=15.0)[0], phone, neutral=stood, foot_length_m=LENGTH_M)


@pytest.mark.parametrize("angle", [0.0, 180.0])
@pytest.mark.requirement("R-004")
def test_left_and_right_exchanged_all_through_are_refused(angle):
    """The person then seems to face the other way, and to grow or shrink as nobody does who walks."""
    walked, stood, phone, _ = film(angle=angle)
    order = [LANDMARKS.index(other_side(name)) for name in LANDMARKS]
    one, two = (replace(clip, points_px=clip.points_px[:, order]) for clip in (walked, stood))
    with pytest.raises(FootwiseError, match="left and right seem to be exchanged"):
        walk_towards_phone(one, phone, neutral=two, foot_length_m=LENGTH_M)


def test_nobody_in_the_picture():
    walked, stood, phone, _ = film()
    empty = replace(walked, points_px=np.full_like(walked.points_px, np.nan))
    with pytest.raises(FootwiseError, match="never shows hips, knees and both feet"):
        walk_towards_phone(empty, phone, neutral=stood)
    with pytest.raises(FootwiseError, match="never shows hips, knees and both feet"):
        walk_towards_phone(empty, phone)


@pytest.mark.parametrize("name", ["cam03", "cam04"])
def test_single_cameras_of_the_public_clip_give_times_and_no_angle(name):
    path = sample_path("four-cameras", quiet=True) / "calibration" / "Calib.qca.txt"
    camera = next(camera for camera in read_cameras(path) if camera.name == name)
    found = walk_towards_phone(stored_clip(name), camera)
    assert found.view == "behind" and found.label == "" and found.refusals
    assert list(found.steps.side) == ["right", "left", "right"]
    np.testing.assert_allclose([found.steps.off_s[1], found.steps.contact_s[2]], [1.39, 1.22], atol=0.12)
