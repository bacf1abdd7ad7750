"""Cameras from a board or from a taped rectangle."""

import sys

import cv2
import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.jobs.film import TapedRectangle, calibrate_cameras
from footwise.video.cameras import Board, usual_lens


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
