import json

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.recordings import read_recording
from footwise.recordings.film.body_landmarks import BodyLandmarks
from footwise.recordings.film.landmark_export import write_openpose_json, write_trc
from footwise.recordings.film.picture_landmarks import LANDMARKS
from footwise.recordings.trc import read_trc
from footwise.simulation import FilmingImperfections, placed_camera, simulated_film

MAP = """
name = "BlazePose"
[left]
heel = "left_heel"
toe = "left_foot_index"
pelvis_1 = "left_hip"
[right]
heel = "right_heel"
toe = "right_foot_index"
pelvis_1 = "right_hip"
"""


def _body(positions):
    shape = positions.shape[:2]
    return BodyLandmarks(60.0, positions, np.zeros(shape), np.ones((2, *shape), dtype=bool), ("a", "b"), 0.25)


def test_a_trc_comes_back_into_the_lab_frame(tmp_path):
    walk = simulated_film((placed_camera("a"),), angles_deg={"left": 9.0, "right": 2.0})
    positions = walk.body_m.copy()
    positions[10, 5] = np.nan
    write_trc(tmp_path / "walk.trc", _body(positions))
    raw, start = read_trc(tmp_path / "walk.trc")
    assert start == pytest.approx(0.25) and raw.markers.rate_hz == 60
    assert raw.markers.labels == LANDMARKS
    # OpenSim's axes: x forward, y up, z to the right.
    np.testing.assert_allclose(raw.markers.positions_m[..., 1], positions[..., 2], atol=6e-6)
    np.testing.assert_allclose(raw.markers.positions_m[..., 2], -positions[..., 1], atol=6e-6)
    assert np.isnan(raw.markers.positions_m[10, 5]).all()
    (tmp_path / "map.toml").write_text(MAP)
    back = read_recording(tmp_path / "walk.trc", marker_map=tmp_path / "map.toml")
    for side in ("left", "right"):
        heel = back.marker(side, "heel")
        expected = positions[:, LANDMARKS.index(f"{side}_heel")]
        # Forward is found from the motion of the body, a hair off its sway from begin to end.
        np.testing.assert_allclose(heel, expected, atol=0.02)


def test_an_empty_body_is_no_trc(tmp_path):
    with pytest.raises(FootwiseError, match="no frame"):
        write_trc(tmp_path / "walk.trc", _body(np.zeros((0, 33, 3))))
    assert not list(tmp_path.iterdir())


def test_json_has_a_file_a_frame_with_33_points(tmp_path):
    walk = simulated_film((placed_camera("front"),), imperfections=FilmingImperfections(lost_share=0.1), duration_s=1.0)
    clip = walk.landmarks[0]
    clip.points_px[7] = np.nan
    folder = write_openpose_json(tmp_path, clip)
    assert folder.name == "front_json"
    files = sorted(folder.iterdir())
    assert [file.name for file in files[:2]] == ["front_000000.json", "front_000001.json"]
    assert len(files) == clip.frames
    for frame in (0, 20):
        (person,) = json.loads(files[frame].read_text())["people"]
        read = np.array(person["pose_keypoints_2d"]).reshape(33, 3)
        seen = np.isfinite(clip.points_px[frame, :, 0])
        np.testing.assert_allclose(read[seen, :2], clip.points_px[frame][seen], atol=6e-4)
        assert (read[~seen] == 0).all() and (read[seen, 2] > 0).all()
    assert json.loads(files[7].read_text())["people"] == []
