import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.recordings.film.camera_files import read_cameras, write_cameras
from footwise.recordings.film.camera_match import cameras_of_clips, fit_to_picture
from footwise.recordings.film.picture_landmarks import PictureLandmarks
from footwise.samples import sample_path
from footwise.simulation import placed_camera

BENT = (-0.05, 0.1, 0.003, -0.002, 0.01)
CAMERAS = (
    placed_camera("front left", angle_deg=30, distortion=BENT, roll_deg=4),
    placed_camera('say "cheese"', angle_deg=-140, size_px=(1920, 1080), focal_px=1432.5),
)
PLACES = np.random.default_rng(0).normal(0, 0.4, (40, 3)) + np.array([0, 0, 1])


def _refused(path: Path) -> str:
    with pytest.raises(FootwiseError) as caught:
        read_cameras(path)
    assert "\n" not in str(caught.value) and path.name in str(caught.value) and caught.value.remedy
    return str(caught.value)


def _clip(name: str, size: tuple[int, int]) -> PictureLandmarks:
    return PictureLandmarks(name, Path(f"{name}.mp4"), size, np.arange(3) / 60, np.zeros((3, 33, 2)), np.ones((3, 33)))


@pytest.mark.parametrize("name", ["Calib.toml", "Calib.qca.txt"])
def test_cameras_come_back_as_they_were_written(tmp_path, name):
    write_cameras(tmp_path / name, CAMERAS)
    back = read_cameras(tmp_path / name)
    assert [camera.name for camera in back] == [camera.name for camera in CAMERAS]
    for camera, same in zip(CAMERAS, back, strict=True):
        assert same.size_px == camera.size_px
        np.testing.assert_allclose(same.project(PLACES), camera.project(PLACES), atol=1e-8)
        np.testing.assert_allclose(same.position_m, camera.position_m, atol=1e-12)


def test_a_file_of_pose2sim_is_read_as_opencv_would(tmp_path):
    """Numbers by hand: a camera at the origin of its own axes, 3 m behind the lab's origin, not turned."""
    text = """
[cam_01]
name = "cam_01"
size = [ 1088.0, 1920.0,]
matrix = [ [ 1681.0, 0.0, 533.0,], [ 0.0, 1681.0, 948.0,], [ 0.0, 0.0, 1.0,],]
distortions = [ 0.0, 0.0, 0.0, 0.0,]
rotation = [ 0.0, 0.0, 1.5707963267948966,]
translation = [ 0.0, 0.0, 3.0,]
fisheye = false

[metadata]
adjusted = false
error = 0.0
"""
    (tmp_path / "Calib.toml").write_text(text)
    (camera,) = read_cameras(tmp_path / "Calib.toml")
    # A quarter turn about the optical axis takes x to y.
    np.testing.assert_allclose(camera.project(np.array([0.3, 0.0, 0.0])), [533.0, 948.0 + 1681.0 * 0.1])


def test_qualisys_cameras_look_at_the_walkway_from_above():
    cameras = read_cameras(sample_path("four-cameras") / "calibration" / "Calib.qca.txt")
    assert [camera.name for camera in cameras] == ["cam01", "cam02", "cam03", "cam04"]
    for camera in cameras:
        assert camera.size_px == (1088, 1920)
        assert camera.matrix_px[0, 0] == pytest.approx(1680, abs=10)
        assert 1.6 < camera.position_m[2] < 2.2
        # Upright pictures: up in the room is up in the picture.
        low, high = camera.project(np.array([[-1.0, 0.0, 0.0], [-1.0, 0.0, 1.0]]))
        assert 0 < low[0] < 1088 and 0 < low[1] < 1920 and high[1] < low[1] - 200
    # The first and the second camera stand in front, the others behind.
    assert [camera.position_m[0] > 0 for camera in cameras] == [True, True, False, False]


def _toml(tmp_path: Path, change: tuple[str, str]) -> Path:
    write_cameras(tmp_path / "good.toml", CAMERAS[:1])
    text = (tmp_path / "good.toml").read_text()
    assert re.search(change[0], text)
    path = tmp_path / "Calib.toml"
    path.write_text(re.sub(change[0], change[1], text, count=1))
    return path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((r"matrix = .*", "matrix = [[1, 0], [0, 1]]"), "matrix"),
        ((r"translation = .*\n", ""), "no translation"),
        ((r"rotation = .*", 'rotation = ["a", "b", "c"]'), "something else than numbers"),
        ((r"rotation = .*", "rotation = [nan, 0, 0]"), "rotation"),
        ((r"translation = .*", "translation = [100.0, 200.0, 4000.0]"), "metres"),
        ((r"fisheye = false", "fisheye = true"), "fisheye"),
        ((r"distortions = .*", "distortions = [0, 0, 0, 0, 0, 0.3, 0, 0]"), "five"),
        ((r"size = .*", "size = [0, 1920]"), "picture of 0 by 1920"),
        ((r"matrix = \[\[1400", "matrix = [[14"), "focal length"),
        ((r"\[cam_01\]", "[cam_01"), "not a TOML file"),
        ((r"matrix = .*\n", ""), "no camera"),
    ],
)
def test_a_damaged_toml_is_refused_in_one_line(tmp_path, change, said):
    assert said in _refused(_toml(tmp_path, change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((r'r11="[^"]*"', 'r11="5"'), "rotation"),
        ((r'focalLengthU="[^"]*"', 'focalLengthU="wide"'), "focalLengthU"),
        ((r"<transform[^>]*/>", ""), "no transform"),
        ((r'skew="0"', 'skew="2"'), "skew"),
        ((r'viewrotation="0"', 'viewrotation="180"'), "turned by 180 degrees"),
        ((r"</calibration>", ""), "not a Qualisys calibration"),
        ((r"<cameras>(.|\n)*</cameras>", "<cameras></cameras>"), "no camera"),
        ((r'model="none"', 'model="Oqus 7"'), "no video camera"),
        ((r"<calibration", "<!DOCTYPE a [<!ENTITY b 'c'>]><calibration"), "entities"),
    ],
)
def test_a_damaged_qualisys_file_is_refused_in_one_line(tmp_path, change, said):
    write_cameras(tmp_path / "good.qca.txt", CAMERAS[:1])
    text = (tmp_path / "good.qca.txt").read_text()
    path = tmp_path / "Calib.qca.txt"
    path.write_text(re.sub(change[0], change[1], text, count=1))
    assert said in _refused(path)


def test_missing_and_foreign_files_and_doubled_names_are_refused(tmp_path):
    assert "no such file" in _refused(tmp_path / "Calib.toml")
    (tmp_path / "calib.csv").write_text("1,2")
    assert "not a calibration" in _refused(tmp_path / "calib.csv")
    write_cameras(tmp_path / "twice.toml", (CAMERAS[0], CAMERAS[0]))
    assert "several cameras with the name" in _refused(tmp_path / "twice.toml")
    with pytest.raises(FootwiseError, match="does not say which calibration file"):
        write_cameras(tmp_path / "Calib.json", CAMERAS)


def test_clips_find_their_camera_by_name_else_in_order():
    cameras = tuple(placed_camera(f"cam0{k}", angle_deg=60 * k) for k in (1, 2, 3))
    clips = tuple(_clip(name, (1080, 1920)) for name in ("walk_CAM03", "walk_CAM01"))
    found, notes = cameras_of_clips(cameras, clips, Path("Calib.toml"))
    np.testing.assert_array_equal(found[0].position_m, cameras[2].position_m)
    np.testing.assert_array_equal(found[1].position_m, cameras[0].position_m)
    assert [camera.name for camera in found] == ["walk_CAM03", "walk_CAM01"] and not notes
    strange = tuple(_clip(name, (1080, 1920)) for name in ("IMG_1", "IMG_7", "IMG_9"))
    found, notes = cameras_of_clips(cameras, strange, Path("Calib.toml"))
    np.testing.assert_array_equal(found[1].position_m, cameras[1].position_m)
    assert "in order" in notes[0].text
    with pytest.raises(FootwiseError, match="IMG_1, IMG_7"):
        cameras_of_clips(cameras, strange[:2], Path("Calib.toml"))


@pytest.mark.parametrize(
    ("cameras", "clips", "filmed"),
    [
        (("1", "2"), ("IMG_3002", "IMG_2001"), ()),
        (("1", "2"), ("trial1_2", "trial1_1"), ("2", "1")),
        (("cam1", "cam10"), ("walk_cam10", "walk-cam1"), ("cam10", "cam1")),
        (("phone", "phone 2"), ("walk phone 2", "walk phone"), ("phone 2", "phone")),
        (("studio cam_b", "studio cam_a"), ("cam_a", "cam_b"), ("studio cam_a", "studio cam_b")),
        (("cam1", "cam2"), ("cam1 cam2", "cam2"), ()),
        (("a", "b"), ("---", "b"), ()),
    ],
)
def test_names_are_matched_in_whole_words(cameras, clips, filmed):
    told = tuple(placed_camera(name, angle_deg=40 * k) for k, name in enumerate(cameras))
    found, notes = cameras_of_clips(told, tuple(_clip(name, (1080, 1920)) for name in clips), Path("Calib.toml"))
    # Names that do not tell: in order, and said.
    assert any("names do not tell" in note.text for note in notes) != bool(filmed)
    for camera, name in zip(found, filmed or cameras, strict=True):
        np.testing.assert_array_equal(camera.position_m, told[cameras.index(name)].position_m)


@pytest.mark.parametrize(
    ("size", "places", "said"),
    [
        ((540, 960), lambda seen: seen / 2, "scaled"),
        ((2160, 3840), lambda seen: seen * 2, "scaled"),
        ((1080, 1920), lambda seen: seen, ""),
    ],
)
def test_a_camera_is_fitted_to_a_smaller_or_larger_copy(size, places, said):
    camera = CAMERAS[0]
    fitted, note = fit_to_picture(camera, size, Path("Calib.toml"))
    np.testing.assert_allclose(fitted.project(PLACES), places(camera.project(PLACES)))
    assert fitted.size_px == size and said in note


@pytest.mark.parametrize("roll", [90.0, -90.0])
def test_a_camera_that_was_calibrated_lying_is_turned_upright(roll):
    """The same lens, once as the phone lay in the calibration, once as its upright clip shows it."""
    upright = placed_camera("a", angle_deg=20, distortion=BENT)
    matrix = upright.matrix_px.copy()
    width, height = upright.size_px
    # Turned by hand: where the upright picture has x, y, the lying one has y, width - x or height - y, x.
    k1, k2, p1, p2, k3 = BENT
    seen = upright.project(PLACES)
    if roll > 0:
        turn, tangential = np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]]), (-p2, p1)
        lie = np.stack([seen[:, 1], width - seen[:, 0]], axis=1)
    else:
        turn, tangential = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]]), (p2, -p1)
        lie = np.stack([height - seen[:, 1], seen[:, 0]], axis=1)
    matrix[0, 2], matrix[1, 2] = matrix[1, 2], matrix[0, 2]
    lying = replace(
        upright,
        size_px=(height, width),
        matrix_px=matrix,
        distortion=np.array([k1, k2, *tangential, k3]),
        rotation=turn @ upright.rotation,
        translation_m=turn @ upright.translation_m,
    )
    np.testing.assert_allclose(lying.project(PLACES), lie, atol=1e-9)
    fitted, note = fit_to_picture(lying, (1080, 1920), Path("Calib.toml"))
    np.testing.assert_allclose(fitted.project(PLACES), upright.project(PLACES), atol=1e-9)
    assert "turned" in note


def test_blocks_that_were_filled_up_are_taken_off_and_other_shapes_refused():
    camera = placed_camera("a", size_px=(1088, 1920))
    fitted, note = fit_to_picture(camera, (1080, 1920), Path("Calib.toml"))
    np.testing.assert_array_equal(fitted.matrix_px, camera.matrix_px)
    assert fitted.size_px == (1080, 1920) and "blocks" in note
    for size in ((1080, 1440), (1000, 1920), (1440, 1080)):
        with pytest.raises(FootwiseError, match="same video mode"):
            fit_to_picture(camera, size, Path("Calib.toml"))
