"""The neutral stance, seen by the phones that filmed the walk."""

from dataclasses import replace

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.jobs.film.neutral_stance import stance_in_room
from footwise.simulation import placed_camera, simulated_film, simulated_standing_film

PHONES = ("phone1", "phone2", "phone3")
CAMERAS = tuple(
    placed_camera(name, angle_deg=angle, height_m=1.7, distance_m=5.0)
    for name, angle in zip(PHONES, (30.0, -30.0, 5.0), strict=True)
)


@pytest.fixture(scope="module")
def walk():
    return simulated_film(CAMERAS, duration_s=4.0, angles_deg={"left": 9.0, "right": 5.0})


@pytest.fixture(scope="module")
def stance():
    return simulated_standing_film(CAMERAS, angles_deg={"left": 4.0, "right": -3.0})


def in_size(clip, width, height):
    """The same view in pictures of another number of pixels."""
    factors = np.array([width, height]) / np.array(clip.size_px)
    return replace(clip, points_px=clip.points_px * factors, size_px=(width, height))


def test_a_camera_that_is_left_out_of_the_walk_is_left_out_of_the_stance(walk, stance):
    body, notes = stance_in_room(stance.landmarks, walk.landmarks, CAMERAS, ("phone1", "phone3"))
    assert [used.any() for used in body.used] == [True, False, True] and notes == ()


@pytest.mark.parametrize("size", [(1920, 1080), (1440, 1920)])
def test_a_stance_in_another_shape_of_picture_is_refused(walk, stance, size):
    still = (in_size(stance.landmarks[0], *size), *stance.landmarks[1:])
    with pytest.raises(FootwiseError, match=r"phone1\.mp4: shows the neutral stance in .*, and the walk was filmed in"):
        stance_in_room(still, walk.landmarks, CAMERAS, PHONES)
