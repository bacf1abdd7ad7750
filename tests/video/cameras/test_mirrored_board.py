"""A flat board looks nearly alike from two sides: its mirrored pose is refused, or known for it; never taken."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from tests.cli.video.clips import trouble
from tests.video.board_pictures import board_on_floor

from footwise.errors import FootwiseError
from footwise.recordings.film import Camera
from footwise.simulation import placed_camera
from footwise.video.cameras import Board, BoardView, find_board, floor_from_rectangle, place_cameras
from footwise.video.cameras.lens import Lens
from footwise.video.cameras.plane_pose import plane_pose

BOARD = Board(7, 5, 0.055)
# Twice as far off as the floor of any that is taken is in truth.
LARGEST_TILT_DEG = 5.0


def floor_off_deg(found: Camera, true: Camera) -> float:
    """How far the floor of one camera is tilted against that of the other, as the camera sees it."""
    cosine = found.rotation[:, 2] @ true.rotation[:, 2]
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def lens_of(camera: Camera) -> Lens:
    return Lens(replace(camera, rotation=np.eye(3), translation_m=np.zeros(3)), 0.1, 0.1, ("board.mp4",))


def drawn_placement(rng: np.random.Generator) -> Camera:
    """A phone anywhere round the board: near and far, high and low."""
    return placed_camera(
        "phone", distance_m=rng.uniform(0.8, 6.0), angle_deg=rng.uniform(-180, 180), height_m=rng.uniform(0.4, 2.5),
        aim_m=(0.2, -0.1, 0.0), roll_deg=rng.uniform(-10, 10),
    )  # fmt: skip


def test_the_mirrored_pose_of_a_board_is_never_taken():
    """400 placements, corners 0.3 px off: many are refused for it, and none gives a floor that leans the other way."""
    rng = np.random.default_rng(0)
    taken, both_ways = [], 0
    for _ in range(400):
        camera = drawn_placement(rng)
        corners = BOARD.corners_m()
        seen = camera.project(corners) + 0.3 * rng.standard_normal((len(corners), 2))
        pose = plane_pose(lens_of(camera).camera, corners, seen)
        both_ways += pose is not None and np.isfinite(pose.other_rms_px)
        view = BoardView(np.arange(len(corners)), seen, camera.size_px, "floor.mp4")
        try:
            (found,) = place_cameras((lens_of(camera),), (view,), BOARD).cameras
        except FootwiseError:
            continue
        taken.append(floor_off_deg(found, camera))
    assert len(taken) > 100 and both_ways > 100
    assert max(taken) < LARGEST_TILT_DEG


def test_where_the_mirrored_pose_fits_as_well_as_the_true_one_the_board_is_refused():
    """Corners so placed that the wrong pose is the better one by chance."""
    rng = np.random.default_rng(1)
    fooled = 0
    for _ in range(300):
        camera = placed_camera(
            "phone", distance_m=rng.uniform(3, 6), angle_deg=rng.uniform(-180, 180), height_m=2.5, aim_m=(0, 0, 0)
        )
        corners = BOARD.corners_m()
        seen = camera.project(corners) + 1.0 * rng.standard_normal((len(corners), 2))
        pose = plane_pose(lens_of(camera).camera, corners, seen)
        if pose is None or floor_off_deg(pose.camera, camera) < LARGEST_TILT_DEG:
            continue
        fooled += 1
        view = BoardView(np.arange(len(corners)), seen, camera.size_px, "floor.mp4")
        with pytest.raises(FootwiseError, match=r"too small or too flat to tell which way it is tilted|does not fit"):
            place_cameras((lens_of(camera),), (view,), BOARD)
    assert fooled > 5


def test_nor_is_that_of_a_rectangle_of_which_a_person_gives_the_corners():
    rng = np.random.default_rng(2)
    sides = (0.6, 0.4)
    flat = np.array([[0, 0, 0], [sides[0], 0, 0], [*sides, 0], [0, sides[1], 0]])
    taken = []
    for _ in range(60):
        camera = drawn_placement(rng)
        seen = camera.project(flat) + 0.5 * rng.standard_normal((4, 2))
        try:
            found = floor_from_rectangle(lens_of(camera), seen, sides, in_order=True)
        except FootwiseError:
            continue
        taken.append(floor_off_deg(found.camera, camera))
    assert len(taken) > 10
    assert max(taken) < 15.0


def test_a_film_of_a_board_in_a_mirror_is_told_that_it_shows_none(tmp_path):
    """As a front camera makes it: the markers are those of no board."""
    camera = placed_camera("phone1", distance_m=1.5, angle_deg=-60.0, height_m=1.4, aim_m=(0.2, -0.1, 0.1))
    picture = board_on_floor(camera, BOARD)
    assert find_board(picture, BOARD) is not None
    assert find_board(np.ascontiguousarray(picture[:, ::-1]), BOARD) is None
    (tmp_path / "setup" / "floor").mkdir(parents=True)
    cv2.imwrite(str(tmp_path / "setup" / "floor" / "phone1.png"), picture[:, ::-1])
    line = trouble("calibrate", tmp_path / "setup", "--square", 55, "--out", tmp_path / "Calib.toml")
    assert "phone1: does not see the board on the floor" in line
    assert not (tmp_path / "Calib.toml").exists()
