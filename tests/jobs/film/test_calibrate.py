"""Cameras from a board or from a taped rectangle."""

import sys

import cv2
import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.jobs.film import TapedRectangle, calibrate_cameras, write_board, write_calibration
from footwise.recordings.film import read_cameras
from footwise.simulation import placed_camera
from footwise.video.cameras import Board, CameraPlaces, usual_lens


def test_corners_read_off_a_photo_do_not_go_with_the_lens_of_a_film(tmp_path, monkeypatch):
    (tmp_path / "floor").mkdir()
    cv2.imwrite(str(tmp_path / "floor" / "phone1.png"), np.zeros((4032, 2268, 3), np.uint8))
    (tmp_path / "lens").mkdir()
    (tmp_path / "lens" / "phone1.mp4").touch()
    module = sys.modules[calibrate_cameras.__module__]
    monkeypatch.setattr(module, "lens_from_board", lambda name, *_: usual_lens(name, (1080, 1920)))
    rectangle = TapedRectangle((2.0, 0.6), {"phone1": (300, 2800, 1900, 2800, 1600, 2000, 700, 2000)})
    with pytest.raises(
        FootwiseError, match=r"phone1\.png: is 2268 by 4032 px, and the lens of phone1 was filmed in 1080"
    ):
        calibrate_cameras(tmp_path, Board(7, 5, 0.038), rectangle=rectangle)


def test_what_was_found_is_written_apart_from_finding_it(tmp_path):
    phones = [placed_camera(name, distance_m=1.6, height_m=1.4, focal_px=1500.0) for name in ("phone1", "phone2")]
    write_calibration(CameraPlaces(tuple(phones), (0.1, 0.2), ()), tmp_path / "Calib.toml")
    for found, true in zip(read_cameras(tmp_path / "Calib.toml"), phones, strict=True):
        np.testing.assert_allclose(found.position_m, true.position_m, atol=1e-6)
    write_board(Board(7, 5, 0.036), tmp_path / "board.svg")
    assert (tmp_path / "board.svg").read_text(encoding="utf-8").lstrip().startswith("<")
    with pytest.raises(FootwiseError, match="has no picture or clip of the board on the floor"):
        calibrate_cameras(tmp_path, Board(7, 5, 0.036))
