"""Where the floor is in the picture of one phone: a sheet that is hidden at first."""

import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest
from tests.cli.video.clips import write_film

from footwise.errors import FootwiseError
from footwise.jobs.film import FilmRequest, FloorRectangle, measure_films
from footwise.jobs.film.floor import check_found_sheet, floor_camera
from footwise.simulation import placed_camera, simulated_film
from footwise.video.cameras import A4_M

PHONES = ("phone1", "phone2", "phone3")
CAMERAS = tuple(
    placed_camera(name, angle_deg=angle, height_m=1.7, distance_m=5.0)
    for name, angle in zip(PHONES, (30.0, -30.0, 5.0), strict=True)
)


@pytest.fixture(scope="module")
def walk():
    return simulated_film(CAMERAS, duration_s=4.0, angles_deg={"left": 9.0, "right": 5.0})


def floor_picture(camera, hidden: bool) -> np.ndarray:
    """A dark floor with a sheet of A4, or with somebody standing before it."""
    along, across = A4_M
    corners = np.array([[0, 0, 0], [along, 0, 0], [along, across, 0], [0, across, 0]]) - [along / 2, across / 2, 0]
    outline = camera.project(corners)
    picture = np.full((1920, 1080, 3), 90, np.uint8)
    cv2.fillConvexPoly(picture, (outline * 16).round().astype(np.int32), (220, 220, 220), shift=4)
    if hidden:
        left, top = np.floor(outline.min(axis=0)).astype(int)
        right, bottom = np.ceil(outline.max(axis=0)).astype(int)
        cv2.rectangle(picture, (left - 20, top - 400), (int(0.5 * (left + right)), bottom + 20), (40, 30, 60), -1)
    return cv2.GaussianBlur(picture, (0, 0), 1.0)


def test_a_sheet_behind_the_person_is_found_when_they_have_gone(walk, tmp_path):
    camera = placed_camera("phone1", angle_deg=0.0, height_m=1.6, distance_m=3.0, aim_m=(0.0, 0.0, 0.3))
    clip = walk.landmarks[0]
    covered, free = (floor_picture(camera, hidden) for hidden in (True, False))
    film = write_film(tmp_path / "walk.mp4", [(k / 20, covered if k < 14 else free) for k in range(26)])
    found, _ = floor_camera(clip, None, FloorRectangle(film))
    cv2.imwrite(str(tmp_path / "free.png"), free)
    alone, _ = floor_camera(clip, None, FloorRectangle(tmp_path / "free.png"))
    np.testing.assert_allclose(found.position_m, alone.position_m, atol=0.05)
    # Something white that is seen once is no sheet.
    film = write_film(tmp_path / "once.mp4", [(k / 20, free if k == 20 else covered) for k in range(26)])
    with pytest.raises(FootwiseError, match="shows no white sheet"):
        floor_camera(clip, None, FloorRectangle(film))
    cv2.imwrite(str(tmp_path / "covered.png"), covered)
    with pytest.raises(FootwiseError, match="shows no white sheet"):
        floor_camera(clip, None, FloorRectangle(tmp_path / "covered.png"))


def test_a_sheet_that_is_not_there_is_said_before_anybody_looks_for_people(tmp_path, monkeypatch):
    def look(*_: object, **__: object) -> None:
        raise AssertionError("the pictures were looked at")

    clips = sys.modules["footwise.video.people.clips"]
    monkeypatch.setattr(clips, "people_in_clip", look)
    monkeypatch.setattr(clips, "sample_path", look)
    dark = np.full((640, 360, 3), 90, np.uint8)
    film = write_film(tmp_path / "walk.mp4", [(k / 20, dark) for k in range(26)])
    with pytest.raises(FootwiseError, match=r"walk\.mp4.* shows no white sheet"):
        measure_films(FilmRequest([film], floor=FloorRectangle(film), films=False))
    # Corners in another picture are said as early.
    with pytest.raises(FootwiseError, match="360 by 640"):
        corners = (10.0, 600.0, 300.0, 600.0, 250.0, 400.0, 60.0, 400.0)
        measure_films(FilmRequest([film], floor=FloorRectangle(corners_px=corners, size_px=(90, 90)), films=False))


def test_a_sheet_above_the_hips_of_the_person_is_none(walk):
    camera = placed_camera("phone1", angle_deg=0.0, height_m=1.6, distance_m=3.0, aim_m=(0.0, 0.0, 0.3))
    clip = walk.landmarks[0]
    down = float(camera.project(np.zeros((1, 3)))[0, 1])
    found, told = FloorRectangle(clip.source), FloorRectangle(corners_px=(0.0, 0.0, 9.0, 0.0, 9.0, 9.0, 0.0, 9.0))
    check_found_sheet(clip, camera, found)
    # The same sheet, and a person whose hips are lower in the picture all the time.
    lower = np.array([0.0, down + 200.0 - float(np.nanmin(clip["left_hip"][:, 1]))])
    under = replace(clip, points_px=clip.points_px + lower)
    with pytest.raises(FootwiseError, match=f"{down:.0f} px from the top, above the hips"):
        check_found_sheet(under, camera, found)
    # Corners that a person gave are theirs.
    check_found_sheet(under, camera, told)
