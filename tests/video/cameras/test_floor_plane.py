from dataclasses import replace

import cv2
import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.simulation import placed_camera
from footwise.video.cameras.floor_plane import A4_M, floor_from_rectangle
from footwise.video.cameras.lens import Lens, usual_lens
from footwise.video.cameras.sheet import FOUND_CORNER_SD_PX, find_sheet

BENT = (-0.05, 0.1, 0.001, 0.001, 0.0)


def _camera(distance=3.0, angle=8.0):
    return placed_camera(
        "front", distance_m=distance, angle_deg=angle, height_m=1.6, aim_m=(0, 0, 0.5), distortion=BENT
    )


def _lens(camera):
    return Lens(replace(camera, rotation=np.eye(3), translation_m=np.zeros(3)), 0.1, 0.1, ("board.jpg",))


def _corners(sides):
    return np.array([[0, 0, 0], [sides[0], 0, 0], [sides[0], sides[1], 0], [0, sides[1], 0]], dtype=float)


@pytest.mark.parametrize("sides", [A4_M, (2.0, 0.6)])
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 2, 3, 0), (3, 2, 1, 0), (2, 1, 0, 3)])
def test_the_floor_is_exact_whatever_corner_is_first_and_whichever_way_round(sides, order):
    camera = _camera(2.0 if sides == A4_M else 4.0)
    seen = camera.project(_corners(sides))
    found = floor_from_rectangle(_lens(camera), seen[list(order)], sides)
    assert found.rms_px < 1e-6
    assert found.camera.position_m[2] == pytest.approx(1.6)
    np.testing.assert_allclose(found.camera.rotation[:, 2], camera.rotation[:, 2], atol=1e-9)
    # x runs along the longer side: the rectangle's corners lie on the axes of the frame.
    rays = found.camera.rays(seen)
    ground = found.camera.position_m + rays * (-found.camera.position_m[2] / rays[:, 2])[:, None]
    np.testing.assert_allclose(sorted(np.ptp(ground, axis=0)), sorted([0.0, *sides]), atol=1e-6)
    assert np.ptp(ground[:, 0]) == pytest.approx(max(sides))


@pytest.mark.parametrize(
    ("sides", "distance", "tilt_deg", "height_m"),
    [((2.0, 0.6), 4.0, 0.5, 0.02), ((1.0, 0.5), 4.0, 0.8, 0.03), (A4_M, 2.0, 1.6, 0.05)],
)
def test_clicks_that_are_a_pixel_off_move_the_floor_as_much_as_is_said(sides, distance, tilt_deg, height_m):
    camera = _camera(distance)
    seen = camera.project(_corners(sides))
    rng = np.random.default_rng(0)
    tilts, heights, said = [], [], []
    for _ in range(30):
        found = floor_from_rectangle(_lens(camera), seen + rng.standard_normal((4, 2)), sides, in_order=True)
        tilts.append(np.degrees(np.arccos(min(1.0, found.camera.rotation[:, 2] @ camera.rotation[:, 2]))))
        heights.append(found.camera.position_m[2] - 1.6)
        said.append((found.tilt_sd_deg, found.height_sd_m))
    assert np.sqrt(np.mean(np.square(tilts))) < tilt_deg
    assert np.std(heights) < height_m
    assert np.std(heights) == pytest.approx(np.median(said, axis=0)[1], rel=0.4)


def test_what_is_too_small_to_tell_the_tilt_is_refused_and_never_guessed():
    camera = _camera(5.5)
    seen = camera.project(_corners(A4_M))
    rng = np.random.default_rng(1)
    refused, worst = 0, 0.0
    for _ in range(40):
        try:
            found = floor_from_rectangle(_lens(camera), seen + rng.standard_normal((4, 2)), A4_M, in_order=True)
        except FootwiseError as error:
            assert "Tape a rectangle" in error.remedy or "measure the lens" in error.remedy
            refused += 1
            continue
        worst = max(worst, np.degrees(np.arccos(found.camera.rotation[:, 2] @ camera.rotation[:, 2])))
    assert refused > 10
    assert worst < 15


def test_a_sheet_that_fits_along_and_across_asks_for_the_order():
    camera = _camera(4.5)
    seen = camera.project(_corners(A4_M)) + np.random.default_rng(5).normal(0, 1.0, (4, 2))
    with pytest.raises(FootwiseError, match=r"along or across.*order of its corners"):
        floor_from_rectangle(_lens(camera), seen, A4_M)


@pytest.mark.parametrize(
    ("corners", "sides", "said"),
    [
        (np.zeros((3, 2)), A4_M, "four corners"),
        (np.full((4, 2), np.nan), A4_M, "four corners"),
        ([[0, 0], [100, 100], [100, 0], [0, 100]], A4_M, "not in order"),
        ([[0, 0], [100, 0], [200, 0], [0, 100]], A4_M, "not in order"),
        ([[400, 900], [700, 900], [750, 1000], [350, 1000]], (297.0, 210.0), "impossible"),
        ([[400, 900], [700, 900], [650, 1700], [0, 920]], A4_M, "off those of a rectangle|no rectangle"),
    ],
)
def test_what_is_no_rectangle_is_refused_in_one_line(corners, sides, said):
    with pytest.raises(FootwiseError, match=said) as caught:
        floor_from_rectangle(_lens(_camera()), np.asarray(corners, dtype=float), sides)
    assert "\n" not in str(caught.value) and caught.value.remedy


def test_an_assumed_lens_is_said_in_the_notes():
    camera = _camera(3.0)
    found = floor_from_rectangle(usual_lens("front", (1080, 1920)), camera.project(_corners((2.0, 0.6))), (2.0, 0.6))
    assert any("assumed" in note.text for note in found.notes)
    assert found.camera.position_m[2] == pytest.approx(1.6, abs=0.25)


def _picture(camera, windows=(), sheets=((0.0, 0.0),)):
    picture = np.full((3840, 2160), 90, np.uint8)
    for place in sheets:
        corners = _corners(A4_M) + np.array([*place, 0])
        edge = np.concatenate(
            [corners[k] + (corners[(k + 1) % 4] - corners[k]) * np.linspace(0, 1, 30)[:, None] for k in range(4)]
        )
        outline = ((camera.project(edge) + 0.5) * 2 * 16 - 8).round().astype(np.int32)
        cv2.fillPoly(picture, [outline], 220, shift=4)
    for left, top, right, bottom in windows:
        cv2.rectangle(picture, (2 * left, 2 * top), (2 * right, 2 * bottom), 240, -1)
    picture = cv2.GaussianBlur(cv2.resize(picture, (1080, 1920), interpolation=cv2.INTER_AREA), (0, 0), 1.0)
    noise = np.random.default_rng(0).normal(0, 4, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("distance", [2.0, 4.0])
def test_a_sheet_is_found_beside_a_window(distance):
    camera = _camera(distance)
    found = find_sheet(_picture(camera, windows=[(700, 150, 1000, 450)]), _lens(camera))
    true = camera.project(_corners(A4_M))
    apart = np.linalg.norm(found[:, None] - true, axis=2)
    assert apart.min(axis=1).max() < 1.2
    assert sorted(apart.argmin(axis=1)) == [0, 1, 2, 3]
    floor = floor_from_rectangle(_lens(camera), found, corner_sd_px=FOUND_CORNER_SD_PX)
    assert floor.camera.position_m[2] == pytest.approx(1.6, abs=0.05)


def test_no_sheet_and_two_sheets_are_refused():
    camera = _camera(2.5)
    with pytest.raises(FootwiseError, match=r"walk\.mp4: shows no white sheet.*four corners"):
        find_sheet(_picture(camera, windows=[(700, 150, 1000, 450)], sheets=()), _lens(camera), source="walk.mp4")
    with pytest.raises(FootwiseError, match="shows 2 things"):
        find_sheet(_picture(camera, sheets=((0.0, 0.0), (0.0, 0.4))), _lens(camera))
