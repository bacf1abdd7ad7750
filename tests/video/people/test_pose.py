from pathlib import Path

import numpy as np
import pytest
from tests.cli.video.clips import sample_frames, write_film

from footwise.recordings.film import LANDMARKS, open_clip, pictures
from footwise.samples import sample_path
from footwise.video.people.pose_detector import Detection, detect_people
from footwise.video.people.pose_landmarks import LEAST_PRESENCE, find_landmarks, refined
from footwise.video.people.pose_model import LANDMARK_SIDE, PoseModel, _ready, load_pose_model, only_outputs, run
from footwise.video.people.pose_region import PoseRegion, cut_out, region_around, same_person
from footwise.video.people.tracks import find_people

REFERENCE = Path(__file__).parents[1] / "data" / "mediapipe_landmarks.npz"
FEET = [LANDMARKS.index(f"{side}_{part}") for side in ("left", "right") for part in ("heel", "foot_index")]


@pytest.fixture(scope="module")
def model() -> PoseModel:
    return load_pose_model(threads=2)


def sample_clip(name: str) -> Path:
    if name == "demo":
        return sample_path("side-view", quiet=True) / "demo.mp4"
    return sample_path("four-cameras", quiet=True) / "videos" / f"{name}.mp4"


def test_a_region_stands_the_person_upright():
    upright = region_around(np.array([500.0, 600.0]), np.array([500.0, 400.0]))
    assert (upright.side_px, upright.lean_rad) == (500.0, 0.0)
    np.testing.assert_allclose(upright.to_picture(np.array([[0.5, 0.5], [0.5, 0.1]])), [[500, 600], [500, 400]])
    # Whatever the lean, the rim is above the hips in the square.
    for angle in np.linspace(-3, 3, 7):
        rim = np.array([500 + 200 * np.sin(angle), 600 - 200 * np.cos(angle)])
        region = region_around(np.array([500.0, 600.0]), rim)
        assert region.lean_rad == pytest.approx(angle)
        np.testing.assert_allclose(region.to_picture(np.array([0.5, 0.1])), rim)


def test_the_square_is_cut_where_the_region_is():
    down, right = np.mgrid[0:200, 0:300]
    # Colours that tell the place: the middle of pixel k is k + 0.5.
    picture = np.stack([right * 0.8, down * 1.2, 0 * right], axis=-1).round().astype(np.uint8)
    region = PoseRegion(np.array([140.0, 100.0]), 120.0, 0.4)
    square = cut_out(picture, region, 64)
    middles = (np.stack(np.meshgrid(np.arange(64), np.arange(64)), axis=-1) + 0.5) / 64
    places = region.to_picture(middles) - 0.5
    np.testing.assert_allclose(square[..., 0], places[..., 0] * 0.8, atol=1.5)
    np.testing.assert_allclose(square[..., 1], places[..., 1] * 1.2, atol=1.5)
    assert cut_out(picture, PoseRegion(np.array([-500.0, 0.0]), 50.0, 0.0), 64).max() == 0


def test_who_is_the_same_person():
    here = PoseRegion(np.array([500.0, 500.0]), 400.0, 0.0)
    assert same_person(here, PoseRegion(np.array([540.0, 500.0]), 450.0, 0.3))
    assert not same_person(here, PoseRegion(np.array([620.0, 500.0]), 400.0, 0.0))
    assert not same_person(here, PoseRegion(np.array([500.0, 500.0]), 200.0, 0.0))


def spot(cells: int, right: float, down: float) -> np.ndarray:
    """A heat map, as logits, with a round warm spot."""
    y, x = np.mgrid[0:cells, 0:cells]
    warm = 0.9 * np.exp(-((x - right) ** 2 + (y - down) ** 2) / (2 * 1.2**2))
    return np.log(np.clip(warm, 1e-9, None) / (1 - warm)).astype(np.float32)


def test_a_point_moves_to_the_middle_of_its_warm_spot():
    heat = np.stack([spot(64, 20.3, 31.7), spot(64, 20.3, 31.7), np.full((64, 64), -9.0)], axis=-1)
    points = np.array([[21.5, 30.4], [50.0, 31.0], [10.2, 10.7]]) / 64
    got = refined(points, heat) * 64
    np.testing.assert_allclose(got[0], [20.3, 31.7], atol=0.01)
    # Nothing warm near the second and third.
    np.testing.assert_allclose(got[1:], points[1:] * 64)


def test_points_outside_the_square_stay():
    heat = np.repeat(spot(64, 1.0, 1.0)[..., None], 3, axis=-1)
    points = np.array([[-0.2, 0.5], [0.5, 1.3], [1.0, 1.0]])
    np.testing.assert_array_equal(refined(points, heat), points)


def test_layers_that_are_left_out_change_nothing(model):
    weights = (sample_path("pose-model", quiet=True) / "pose_landmark_heavy.tflite").read_bytes()
    picture = np.random.default_rng(1).random((LANDMARK_SIDE, LANDMARK_SIDE, 3), dtype=np.float32)
    whole = run(_ready(weights, 2), picture)
    for kept, output in zip(run(model.landmarks, picture), (0, 1, 3), strict=True):
        np.testing.assert_array_equal(kept, whole[output])
    assert len(only_outputs(weights, (0, 1, 3))) < len(weights)


def test_the_mirror_image_of_a_picture_gives_the_mirrored_points(model):
    picture = next(pictures(open_clip(sample_clip("cam01"))))[1]
    region = detect_people(model, picture)[0].region
    wide = picture.shape[1]
    other = PoseRegion(np.array([wide - region.centre_px[0], region.centre_px[1]]), region.side_px, -region.lean_rad)
    pose = find_landmarks(model, picture, region)
    mirrored = find_landmarks(model, np.ascontiguousarray(picture[:, ::-1]), other)
    left, right = (LANDMARKS.index(f"{side}_heel") for side in ("left", "right"))
    assert pose.presence > LEAST_PRESENCE
    assert abs(wide - mirrored.points_px[left, 0] - pose.points_px[right, 0]) < 1.0
    assert abs(mirrored.points_px[left, 1] - pose.points_px[right, 1]) < 1.0


def test_a_small_walker_is_found_by_looking_at_parts(model):
    picture = next(picture for index, picture in pictures(open_clip(sample_clip("demo"))) if index == 60)
    found = detect_people(model, picture)
    assert all(isinstance(person, Detection) and person.score >= 0.5 for person in found)
    # The man on the roof and the woman on the grass.
    assert len(found) == 2
    man, woman = sorted(person.region.centre_px[1] for person in found)
    assert 200 < man < 350
    assert 700 < woman < 820


def foot_distances(model: PoseModel, name: str, until: int = 1000) -> np.ndarray:
    """Between our foot points, looked at once, and those of mediapipe, in pixels."""
    stored = np.load(REFERENCE)
    frames = stored[f"{name}_frames"].astype(int).tolist()
    first, top = (60, 430) if name == "demo" else (0, 0)
    region, distances = None, []
    for index, picture in pictures(open_clip(sample_clip(name))):
        if index < first:
            continue
        if index > min(until, frames[-1]):
            break
        picture = np.ascontiguousarray(picture[top:])
        region = region or detect_people(model, picture)[0].region
        pose = find_landmarks(model, picture, region, flip=False)
        region = pose.following
        if index in frames:
            apart = pose.points_px + np.array([0, top]) - stored[f"{name}_points_px"][frames.index(index)]
            distances.append(np.hypot(*apart[FEET].T))
    return np.array(distances)


def test_foot_points_agree_with_mediapipe_at_the_begin(model):
    distances = foot_distances(model, "cam01", until=22)
    assert len(distances) >= 3
    assert np.median(distances) < 6


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cam01", "cam02", "cam03", "cam04", "demo"])
def test_foot_points_agree_with_mediapipe(model, name):
    # Measured: 3.9, 4.5, 5.4, 5.8 and 2.6 px, of people 640 and 370 px tall.
    distances = foot_distances(model, name)
    assert len(distances) == 15
    assert np.median(distances) < 6.5
    assert np.percentile(distances, 90) < 13


def test_what_is_found_does_not_depend_on_how_many_threads_look(tmp_path):
    """A busy machine gives a film fewer threads, and their order is another each time: the points are the same bits."""
    frames = sample_frames("cam02", 3, (360, 640), until=66)
    clip = open_clip(write_film(tmp_path / "cam02.mp4", frames))
    found = [find_people(clip, flip=False, threads=threads) for threads in (1, 3)]
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one.points_px, other.points_px)
        assert one == other
