"""`footwise video calibrate` as a person uses it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.cli.video.clips import trouble, video
from tests.video.board_pictures import board_on_floor

from footwise.recordings.film import read_cameras
from footwise.simulation import placed_camera
from footwise.video.cameras import Board, usual_lens

BOARD = Board(7, 5, 0.055)
SIZE = ("--square", 55)
# The lens that is assumed where none was measured.
USUAL_PX = float(usual_lens("phone", (1080, 1920)).camera.matrix_px[0, 0])


@pytest.fixture(scope="module")
def phones():
    return tuple(
        placed_camera(name, distance_m=1.6, angle_deg=angle, height_m=1.4, aim_m=(0.2, -0.1, 0.1), focal_px=USUAL_PX)
        for name, angle in (("phone1", -60.0), ("phone2", 25.0))
    )


@pytest.fixture
def boards(phones, tmp_path):
    """A picture of the board on the floor for each phone."""
    folder = tmp_path / "boards"
    (folder / "floor").mkdir(parents=True)
    for phone in phones:
        cv2.imwrite(str(folder / "floor" / f"{phone.name}.png"), board_on_floor(phone, BOARD))
    return folder


def test_two_phones_are_calibrated_from_a_board_on_the_floor(phones, boards, tmp_path):
    out = tmp_path / "Calib.toml"
    told = video("calibrate", boards, *SIZE, "--out", out)
    assert told.code == 0, told.err
    assert "phone1: 1.4" in told.out and "phone2: 1.4" in told.out
    assert "Note: phone1: its lens was not measured" in told.out
    for found, true in zip(read_cameras(out), phones, strict=True):
        assert found.name == true.name and found.size_px == true.size_px
        assert np.linalg.norm(found.position_m - true.position_m) < 0.03
        turn = np.degrees(np.arccos(np.clip((np.trace(found.rotation @ true.rotation.T) - 1) / 2, -1, 1)))
        assert turn < 0.5


def test_what_cannot_be_calibrated_is_refused_and_leaves_an_older_file_alone(boards, tmp_path):
    out = tmp_path / "Calib.toml"
    out.write_text("mine")
    end = ("--out", out)
    empty = trouble("calibrate", tmp_path, *end)
    assert "floor: has no picture or clip of the board on the floor. Put one for each phone there" in empty
    # Another board than the one that is told of.
    other = trouble("calibrate", boards, "--columns", 9, *SIZE, *end)
    assert "phone1: does not see the board on the floor" in other
    assert "Put the board where" in other
    grey = np.full((640, 360), 110, np.uint8)
    cv2.imwrite(str(boards / "floor" / "phone2.png"), grey)
    assert "phone2: does not see the board on the floor" in trouble("calibrate", boards, *SIZE, *end)
    (boards / "floor" / "phone2.png").write_bytes(b"no picture")
    assert "phone2.png: is not a picture that can be read" in trouble("calibrate", boards, *SIZE, *end)
    (boards / "floor" / "phone2.png").unlink()
    (boards / "lens").mkdir()
    cv2.imwrite(str(boards / "lens" / "phone1.png"), grey)
    assert "phone1.png: shows no charuco board of 7 by 5 squares" in trouble("calibrate", boards, *SIZE, *end)
    assert "--square" in trouble("calibrate", boards, "--square", "wide", *end)
    for square in (0, -38, 0.038, 3800):
        line = trouble("calibrate", boards, f"--square={square}", *end)
        assert f"--square: of {square} mm is impossible. Measure a square of the print in millimetres" in line
    assert "Calib.txt: does not say which calibration file to write" in trouble(
        "calibrate", boards, *SIZE, "--out", tmp_path / "Calib.txt"
    )
    assert out.read_text() == "mine"
