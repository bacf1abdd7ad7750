"""A pose model of one's own: its points are those of the picture, and what does not fit is one line."""

from __future__ import annotations

import numpy as np
import pytest
from tests.video.bodies import body

from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.film import LANDMARKS
from footwise.video.people import find_landmarks
from footwise.video.people.own_model import check_own_points, load_own_model
from footwise.video.people.pose_cache import cache_file
from footwise.video.people.pose_model import PoseModel
from footwise.video.people.pose_region import PoseRegion

from tests.video.people.small_pose_model import HALPE_26, HIGH, offset, write_points, write_pose_model  # isort: skip

SIZE = (640, 480)
# Of the picture to one of the model.
SCALE = 6
REGION = PoseRegion(np.array([300.0, 240.0]), float(SCALE * HIGH), 0.0)
SPOT = (290.0, 110.0)


def spot_picture() -> np.ndarray:
    picture = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    x, y = (int(value) for value in SPOT)
    picture[y - SCALE : y + SCALE + 1, x - SCALE : x + SCALE + 1] = 255
    return picture


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize(("simcc", "fixed"), [(False, True), (True, True), (True, False)])
def test_points_are_where_the_model_sees_them(tmp_path, simcc, fixed, flip):
    path = write_pose_model(tmp_path / "spot.onnx", simcc=simcc, fixed=fixed)
    if not fixed:
        write_points(path, HALPE_26, "input_px = [48, 64]")
    pose = find_landmarks(PoseModel(None, None, load_own_model(path)), spot_picture(), REGION, flip=flip)
    assert pose.presence == 1.0
    for name in HALPE_26:
        part = name.partition("_")[2]
        if name in LANDMARKS and part != "eye":
            found = pose.points_px[LANDMARKS.index(name)]
            np.testing.assert_allclose(found, np.array(SPOT) + SCALE * np.array(offset(name)), atol=2.5)
    toes = np.array([offset("left_big_toe"), offset("left_small_toe")]).mean(axis=0)
    index = pose.points_px[LANDMARKS.index("left_foot_index")]
    np.testing.assert_allclose(index, np.array(SPOT) + SCALE * toes, atol=2.5)
    # The region of the next picture holds the whole body.
    low, high = pose.points_px.min(axis=0), pose.points_px.max(axis=0)
    half = pose.following.side_px / 2
    assert (pose.following.centre_px - half < low).all() and (pose.following.centre_px + half > high).all()


def test_nobody_is_seen_in_an_empty_picture(tmp_path):
    model = PoseModel(None, None, load_own_model(write_pose_model(tmp_path / "spot.onnx")))
    assert find_landmarks(model, np.zeros_like(spot_picture()), REGION).presence == 0.0


def refused(path) -> str:
    with pytest.raises(FootwiseError) as caught:
        load_own_model(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_model_with_other_points_than_its_toml_says_is_refused(tmp_path):
    path = write_pose_model(tmp_path / "coco.onnx", points=17)
    assert "coco.toml: says that right_heel is point 25, and the model has 17 points, from 0 to 16" in refused(path)
    write_points(path, {name: number for name, number in HALPE_26.items() if "heel" not in name})
    assert "does not say left_heel" in refused(path)
    write_points(path, {**HALPE_26, "left_heel": 20})
    assert "gives the number of left_big_toe to another point" in refused(path) or "left_heel" in refused(path)
    write_points(path, {**HALPE_26, "left_tail": 3})
    assert "has the unknown point 'left_tail' in [points]" in refused(path)
    path.with_suffix(".toml").unlink()
    assert "coco.toml: there is no such file" in refused(path)
    (tmp_path / "text.onnx").write_text("no model")
    write_points(tmp_path / "text.onnx", HALPE_26)
    assert "text.onnx: is not an ONNX model that can be run" in refused(tmp_path / "text.onnx")
    assert "gone.onnx: there is no such file" in refused(tmp_path / "gone.onnx")
    free = write_pose_model(tmp_path / "free.onnx", fixed=False)
    assert "input_px = [192, 256]" in refused(free)


def test_points_that_no_person_has_are_refused_after_the_look(tmp_path):
    path = write_pose_model(tmp_path / "spot.onnx")
    person = body(np.linspace(300, 900, 30))
    check_own_points(path, (person,))
    order = list(range(len(LANDMARKS)))
    for side in ("left", "right"):
        ankle, hip = LANDMARKS.index(f"{side}_ankle"), LANDMARKS.index(f"{side}_hip")
        order[ankle], order[hip] = hip, ankle
    person.points_px[:] = person.points_px[:, order]
    with pytest.raises(
        FootwiseError, match=r"spot\.toml: names other points than the model has: the .* are not below"
    ) as it:
        check_own_points(path, (person,))
    assert it.value.kind is ErrorKind.REFUSAL


def test_what_one_model_found_is_not_taken_for_what_another_would(tmp_path):
    (tmp_path / "walk.mp4").write_bytes(b"film")
    path = write_pose_model(tmp_path / "spot.onnx")
    names = {cache_file(tmp_path / "walk.mp4", flip=True), cache_file(tmp_path / "walk.mp4", flip=True, own=path)}
    write_points(path, {**HALPE_26, "left_eye": 18})
    names.add(cache_file(tmp_path / "walk.mp4", flip=True, own=path))
    assert len(names) == 3
