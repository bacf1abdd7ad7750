"""Steps of a person filmed by several cameras: exact where it must be, and what a public clip gives."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import in_room, mirrored_body, stored_clip, walk

from footwise.errors import FootwiseError
from footwise.gait.film.room_view import walk_in_room
from footwise.gait.film.walk import IN_ROOM, RELATIVE
from footwise.recordings.film.camera_files import read_cameras
from footwise.recordings.film.picture_landmarks import LANDMARKS
from footwise.samples import sample_path
from footwise.signals import rotation_about
from footwise.simulation.simulated_film import (
    FilmingImperfections,
    placed_camera,
    simulated_film,
    simulated_standing_film,
)
from footwise.video.room.even_clock import on_one_clock
from footwise.video.room.triangulation import triangulate

TRUE = {"left": 12.0, "right": 3.0}


def angles(found, side):
    steps = found.steps
    return steps.foot_progression_angle_deg[(steps.side == side) & steps.used]


@pytest.mark.parametrize("heading", [0.0, 25.0, 180.0])
@pytest.mark.parametrize("true", [TRUE, {"left": -15.0, "right": 20.0}])
def test_exact_without_errors_in_any_direction(heading, true):
    found = walk_in_room(in_room(walk(true, heading_deg=heading)), name="w")
    assert found.label == IN_ROOM and not found.refusals
    for side, expected in true.items():
        assert len(angles(found, side)) >= 3
        np.testing.assert_allclose(angles(found, side), expected, atol=0.1)
    used = found.steps.used
    assert (found.steps.sd_deg[used] < 0.1).all() and (found.steps.frames[used] >= 8).all()
    np.testing.assert_allclose(np.nanmedian(found.steps.stride_m), 1.32, atol=0.02)


def test_a_mirror_exchanges_the_feet():
    body = in_room(walk())
    one, two = walk_in_room(body, name="w").steps, walk_in_room(mirrored_body(body), name="m").steps
    for side, other in (("left", "right"), ("right", "left")):
        for measure in ("contact_s", "foot_progression_angle_deg", "knee_flexion_peak_deg"):
            np.testing.assert_allclose(
                getattr(one, measure)[one.side == side], getattr(two, measure)[two.side == other], atol=1e-9
            )


def test_neutral_stance_takes_the_constant_of_each_foot_off():
    """Toes that the landmarks place 15 mm to one side turn every angle, and no angle against neutral stance."""
    film, stood = walk(), simulated_standing_film((placed_camera("a"),), angles_deg={"left": 6.0, "right": 8.0})

    def biased(body):
        moved = body.positions_m.copy()
        moved[:, LANDMARKS.index("left_foot_index"), 1] += 0.015
        return replace(body, positions_m=moved)

    plain = walk_in_room(biased(in_room(film)), name="w")
    assert abs(angles(plain, "left").mean() - 12) > 3
    found = walk_in_room(biased(in_room(film)), name="w", neutral=biased(in_room(stood)))
    assert found.label == RELATIVE
    np.testing.assert_allclose(angles(found, "left"), 12 - 6, atol=0.3)
    np.testing.assert_allclose(angles(found, "right"), 3 - 8, atol=0.2)


def test_neutral_stance_that_is_none_or_faces_away():
    film = walk()
    with pytest.raises(FootwiseError, match=r"w, neutral stance: shows no second.*still for two seconds"):
        walk_in_room(in_room(film), name="w", neutral=in_room(film))
    stood = in_room(simulated_standing_film((placed_camera("a"),)))
    turned = replace(stood, positions_m=stood.positions_m @ rotation_about([0, 0, 1], np.radians(60)).T)
    with pytest.raises(FootwiseError, match="another way than the feet pointed"):
        walk_in_room(in_room(film), name="w", neutral=turned)


@pytest.mark.parametrize(("heading", "said"), [(2.0, ""), (5.0, "5° to the right"), (-5.0, "5° to the left")])
def test_what_the_stance_faces_beside_the_walk_is_told(heading, said):
    """It goes into both feet with opposite signs, and nothing else would show it."""
    stood = in_room(simulated_standing_film((placed_camera("a"),), angles_deg={"left": 7.0, "right": 7.0}))
    found = walk_in_room(in_room(walk(heading_deg=heading)), name="w", neutral=stood)
    np.testing.assert_allclose(angles(found, "left"), 12 - 7 + heading, atol=0.2)
    np.testing.assert_allclose(angles(found, "right"), 3 - 7 - heading, atol=0.2)
    notes = " ".join(map(str, found.notes))
    assert ("neutral stance hips and shoulders face" in notes) is bool(said) and said in notes
    if said:
        outer = "left" if heading > 0 else "right"
        assert f"the {outer} foot is shown 5° too far out" in notes


@pytest.mark.parametrize("heading", [10.0, -10.0, 20.0])
def test_a_stance_that_faces_beside_the_walk_is_refused(heading):
    stood = in_room(simulated_standing_film((placed_camera("a"),), angles_deg={"left": 7.0, "right": 7.0}))
    way = "right" if heading > 0 else "left"
    with pytest.raises(FootwiseError, match=rf"face {abs(heading):.0f}° to the {way} of the walk.*facing the way"):
        walk_in_room(in_room(walk(heading_deg=heading)), name="w", neutral=stood)


def test_a_foot_that_stands_further_out_than_the_other_keeps_its_own_neutral_angle():
    """Hips and shoulders tell that the person faced along the walk, whatever the feet do."""
    stood = in_room(simulated_standing_film((placed_camera("a"),), angles_deg={"left": 0.0, "right": 20.0}))
    found = walk_in_room(in_room(walk()), name="w", neutral=stood)
    np.testing.assert_allclose(angles(found, "left"), 12 - 0, atol=0.2)
    np.testing.assert_allclose(angles(found, "right"), 3 - 20, atol=0.2)
    assert not found.notes


def trunk_turned(body, swing_deg, stride_s=1.1):
    """The body with hips and shoulders that turn to both sides with every stride."""
    points = body.positions_m.copy()
    turn = np.radians(swing_deg) * np.sin(2 * np.pi * np.arange(body.frames) / body.rate_hz / stride_s + 1.0)
    rows = [LANDMARKS.index(f"{side}_{name}") for side in ("left", "right") for name in ("hip", "shoulder")]
    about = points[:, rows].mean(axis=1, keepdims=True)
    away = points[:, rows] - about
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    points[:, rows, 0] = about[..., 0] + cos * away[..., 0] - sin * away[..., 1]
    points[:, rows, 1] = about[..., 1] + sin * away[..., 0] + cos * away[..., 1]
    return replace(body, positions_m=points)


@pytest.mark.parametrize("duration_s", [2.5, 3.1, 4.4])
def test_the_swing_of_the_trunk_is_no_facing(duration_s):
    """In the public clip it turns by 15° to either side with every stride; over whole strides it faces ahead."""
    stood = in_room(simulated_standing_film((placed_camera("a"),), angles_deg={"left": 7.0, "right": 7.0}))
    body = trunk_turned(in_room(walk(duration_s=duration_s)), 15.0)
    assert not walk_in_room(body, name="w", neutral=stood).notes


def test_where_no_whole_stride_was_seen_the_feet_tell_the_facing():
    stood = in_room(simulated_standing_film((placed_camera("a"),), angles_deg={"left": 2.0, "right": 14.0}))
    found = walk_in_room(in_room(walk(duration_s=1.05)), name="w", neutral=stood)
    assert any(
        "the feet point 6° to the right" in note.text and "always seem to stand so" in note.text for note in found.notes
    )


def test_quality_is_that_of_the_frames_of_the_step_and_of_no_other():
    """A step that the clip cuts reached into all others of its foot."""
    body = in_room(walk(duration_s=3.0))
    body = replace(body, reprojection_px=np.tile(np.arange(body.frames, dtype=float)[:, None], (1, 33)))
    steps = walk_in_room(body, name="w").steps
    cut = steps.used & ~np.isfinite(steps.stance_s)
    assert cut.any() and steps.used.sum() > cut.sum()
    for k in np.flatnonzero(steps.used):
        frames = steps.angle_frames[k]
        assert len(frames) == steps.frames[k] and frames[-1] - frames[0] < 30
        assert steps.reprojection_px[k] == pytest.approx(frames.mean())


def test_the_short_strides_of_children_are_strides():
    """Steps that the clip cuts take their direction from the usual stride, 0.7 s here."""
    film = walk(duration_s=1.3, stride_s=0.7, speed_m_s=1.0)
    found = walk_in_room(in_room(film), name="w")
    assert not found.notes
    for side, expected in TRUE.items():
        assert len(angles(found, side)) >= 1
        np.testing.assert_allclose(angles(found, side), expected, atol=0.1)


@pytest.mark.parametrize("slower", [2, 4])
def test_slow_motion_is_told(slower):
    film = walk(rate_hz=60.0 * slower)
    notes = walk_in_room(replace(in_room(film), rate_hz=60.0), name="w").notes
    assert any("slow motion?" in note.text for note in notes)


def test_a_treadmill_is_a_walk_on_a_moving_floor():
    film = walk()
    body = in_room(film)
    held = body.positions_m.copy()
    held[..., 0] -= 1.2 * np.arange(body.frames)[:, None] / body.rate_hz
    found = walk_in_room(replace(body, positions_m=held), name="w")
    assert "treadmill" in found.notes[0].text
    for side, expected in TRUE.items():
        np.testing.assert_allclose(angles(found, side), expected, atol=0.5)


def test_two_phones_with_the_errors_of_real_ones():
    """Two phones 30° to each side, 1 cm of view bias, 2 px of noise, one walk: changes are good to 2.5°."""
    phones = (placed_camera("a", angle_deg=-30, height_m=1.75), placed_camera("b", angle_deg=30, height_m=1.75))
    off = []
    for seed in range(3):
        imperfections = FilmingImperfections(noise_px=2.0, view_bias_m=0.01)
        means = []
        for true in (7.0, -3.0):
            film = simulated_film(
                phones, angles_deg={"left": true, "right": true}, imperfections=imperfections, seed=seed
            )
            body = triangulate(on_one_clock(film.landmarks, film.true_shift_s), film.cameras)
            found = walk_in_room(body, name="w")
            means.append([angles(found, side).mean() for side in ("left", "right")])
            assert (found.steps.sd_deg[found.steps.used] < 4).all()
            assert (found.steps.reprojection_px[found.steps.used] > 0.5).all()
        off += list(np.subtract(*means) - 10)
    assert np.abs(off).max() < 2.5 and np.abs(off).mean() < 1.5


def test_nobody_walks_and_nobody_is_seen():
    stood = in_room(simulated_standing_film((placed_camera("a"),)))
    with pytest.raises(FootwiseError, match="w: shows nobody who walks"):
        walk_in_room(stood, name="w")
    with pytest.raises(FootwiseError, match="never shows hips, knees and both feet"):
        walk_in_room(replace(stood, positions_m=np.full_like(stood.positions_m, np.nan)), name="w")
    with pytest.raises(FootwiseError, match="5 pictures a second"):
        walk_in_room(replace(in_room(walk()), rate_hz=5.0), name="w")


@pytest.fixture(scope="module")
def cameras():
    path = sample_path("four-cameras", quiet=True) / "calibration" / "Calib.qca.txt"
    return {camera.name: camera for camera in read_cameras(path)}


def real_walk(cameras, names):
    clips = on_one_clock(tuple(stored_clip(name) for name in names), (0.0,) * len(names))
    return walk_in_room(triangulate(clips, tuple(cameras[name] for name in names)), name="four-cameras")


def test_the_public_clip_with_four_cameras(cameras):
    """Nobody knows the true angles: the figures hold this way of measuring to what it gave, with room for the model.

    The person stands on the left foot, steps over a beam with the right one, and lands on it.
    """
    found = real_walk(cameras, ("cam01", "cam02", "cam03", "cam04"))
    steps = found.steps
    assert list(steps.side) == ["right", "left", "right"]
    assert str(steps.fault[0]) == "too little of the stance was seen" and list(steps.used) == [False, True, True]
    left, right = steps.foot_progression_angle_deg[1:]
    assert -9 < left < -4 and 13 < right < 20
    assert (steps.sd_deg[1:] <= 2.5).all()
    np.testing.assert_allclose([steps.off_s[1], steps.contact_s[2]], [1.39, 1.17], atol=0.05)


@pytest.mark.parametrize(
    "names", [("cam01", "cam02"), ("cam01", "cam04"), ("cam02", "cam04"), ("cam01", "cam02", "cam04")]
)
def test_pairs_of_cameras_agree(cameras, names):
    steps = real_walk(cameras, names).steps
    left, right = (steps.foot_progression_angle_deg[(steps.side == side) & steps.used] for side in ("left", "right"))
    np.testing.assert_allclose(left, -6.7, atol=4)
    np.testing.assert_allclose(right, 16.3, atol=5)
