"""The page on which corners are dragged: its geometry, its words, and dragged as a person does it."""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import unquote

import cv2
import numpy as np
import pytest
from tests.browser import chromium
from tests.cli.video.clips import trouble, video
from tests.jobs.film.test_floor import floor_picture
from tests.reports.page_reader import Page

from footwise.jobs.film import LinesToPaste, corners_page_of
from footwise.recordings.film import read_cameras
from footwise.simulation import placed_camera
from footwise.video.cameras import usual_lens

SCRIPT = Path(__file__).parents[3] / "src/footwise/reports/film/corners_page.mjs"
SIZE = (1080, 1920)
SIDES_M = (2.0, 0.6)
LINES = LinesToPaste("walk {film} {corners} {sides}", "calibrate {folder} {sides} {phones}", "{corners}")
FLOOR_M = np.array([[-1.0, -0.3, 0.0], [1.0, -0.3, 0.0], [1.0, 0.3, 0.0], [-1.0, 0.3, 0.0]])


def phone(name: str, angle_deg: float):
    focal = float(usual_lens(name, SIZE).camera.matrix_px[0, 0])
    return placed_camera(name, distance_m=3.5, angle_deg=angle_deg, height_m=1.6, aim_m=(0, 0, 0.7), focal_px=focal)


PHONES = (phone("phone1", -30.0), phone("phone2 (b)", 30.0))
TRUE_PX = [one.project(FLOOR_M) for one in PHONES]


def ran(expression: str) -> object:
    """What an expression gives that may use what the page's script exports."""
    code = f"import * as page from {json.dumps(SCRIPT.as_uri())}; console.log(JSON.stringify({expression}))"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code], capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


def fault(corners, sides=(200, 60), ordered=True) -> str:
    focal = float(PHONES[0].matrix_px[0, 0])
    told = json.dumps([np.round(corners, 2).tolist(), list(SIZE), focal, list(sides), ordered])
    return str(ran(f"page.faultOf(...{told})"))


@pytest.fixture
def setup(tmp_path):
    """The folder of a calibration: a picture of the rectangle on the floor for each phone."""
    folder = tmp_path / "my setup"
    (folder / "floor").mkdir(parents=True)
    for one, corners in zip(PHONES, TRUE_PX, strict=True):
        picture = np.full((SIZE[1], SIZE[0], 3), 140, np.uint8)
        cv2.polylines(picture, [np.round(corners).astype(int)], True, (30, 60, 160), 8)
        cv2.imwrite(str(folder / "floor" / f"{one.name}.png"), picture)
    return folder


def test_the_shape_is_checked_as_a_rectangle_on_a_floor():
    for corners in TRUE_PX:
        assert fault(corners) == ""
        assert "begin one corner further" in fault(np.roll(corners, 1, axis=0))
        # A single phone is told its corners from any of them.
        assert fault(np.roll(corners, 1, axis=0), ordered=False) == ""
        assert "not in order" in fault(corners[[0, 2, 1, 3]])
        assert "is very small" in fault(corners[0] + (corners - corners[0]) / 100)
        assert "times as long as wide, and yours is 1.4 times" in fault(corners, (29.7, 21.0))
        wrong = corners.copy()
        wrong[2] += (0.6 * (corners[3] - corners[2])).round()
        assert fault(wrong) != ""
    found = ran(f"page.rectangleOf({json.dumps(TRUE_PX[0].tolist())}, {list(SIZE)}, {PHONES[0].matrix_px[0, 0]})")
    assert found["ratio"] == pytest.approx(2.0 / 0.6, rel=1e-6) and found["askew"] == pytest.approx(0.0, abs=1e-6)


def test_the_page_is_one_file_that_loads_nothing_and_names_every_phone(setup):
    html = corners_page_of([setup], SIDES_M, LINES)
    page = Page(html)
    assert "phone1" in page.text and "phone2 (b)" in page.text
    assert "http" not in html.replace("http://www.w3.org", "")
    assert html.count("data:image/jpeg;base64,") == 2 and html.count('class="corner"') == 8
    assert "The same corner is 1 in every picture" in page.text


def test_a_sheet_that_is_found_is_where_the_corners_begin(tmp_path):
    picture = floor_picture(placed_camera("p", distance_m=3.0, height_m=1.6, aim_m=(0.0, 0.0, 0.3)), False)
    cv2.imwrite(str(tmp_path / "walk.png"), picture)
    html = corners_page_of([tmp_path / "walk.png"], (0.297, 0.210), LINES)
    assert "A white sheet was found here" in html and "take walk" not in html and f"walk {tmp_path}" in html
    # Tape is not looked for as if it were a sheet.
    assert "A white sheet was found here" not in corners_page_of([tmp_path / "walk.png"], SIDES_M, LINES)


def test_what_cannot_be_is_refused_in_a_line(setup, tmp_path):
    out = ("--out", tmp_path / "corners.html")
    assert "gone.mp4: there is no such file" in trouble("corners", tmp_path / "gone.mp4", *out)
    assert "floor: has no films in it" in trouble("corners", empty(tmp_path / "empty" / "floor").parent, *out)
    twice = [setup / "floor" / "phone1.png"] * 2
    assert "phone1: is the name of two films" in trouble("corners", *twice, *out)
    bad = tmp_path / "corners.toml"
    for text, said in (
        ("sides_cm = [200]\n", "sides_cm is"),
        ("sides_cm = [200, 60]\n[corners_px]\n[size_px]\n", "names no phone"),
        ("sides_cm = [200, 60]\n[corners_px]\na = [1, 2]\n[size_px]\na = [1, 2]\n", "a is"),
        ("sides_cm = [200, 60]\n[corners_px]\na = [1,2,3,4,5,6,7,8]\n[size_px]\nb = [1, 2]\n", "the same phones"),
    ):
        bad.write_text(text)
        assert said in trouble("calibrate", setup, "--corners", bad, "--out", tmp_path / "Calib.toml")
    assert not (tmp_path / "corners.html").exists() and not (tmp_path / "Calib.toml").exists()


def empty(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


@pytest.mark.browser
def test_dragged_corners_calibrate_two_phones(setup, tmp_path):
    """With the mouse at first, and the rest with the keyboard; the file and the line say the same."""
    from playwright.sync_api import sync_playwright

    out = tmp_path / "corners.html"
    told = video("corners", setup, "--sides", "200x60", "--out", out)
    assert told.code == 0 and "save corners.toml (for --corners) or copy the line" in told.out
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(out.as_uri())
        assert page.inner_text("#still") == "Not yet: see what is said under the pictures."
        for k, corners in enumerate(TRUE_PX):
            for corner, (x, y) in enumerate(corners):
                drag(page, k, corner, x, y)
            assert page.inner_text(f"#check-{k}") == "Looks like the rectangle."
        assert page.inner_text("#still") == "Ready."
        saved = unquote(page.get_attribute("#save", "href").partition(",")[2])
        line = page.input_value("#line")
        browser.close()
    assert not errors
    table = tomllib.loads(saved)
    for one, corners in zip(PHONES, TRUE_PX, strict=True):
        np.testing.assert_allclose(table["corners_px"][one.name], corners.ravel(), atol=0.8)
        assert table["size_px"][one.name] == list(SIZE)
    assert f"calibrate '{setup}' --rectangle 200x60 --corners phone1:" in line and '--corners "phone2 (b):' in line
    (tmp_path / "corners.toml").write_text(saved)
    calib = tmp_path / "Calib.toml"
    told = video("calibrate", setup, "--corners", tmp_path / "corners.toml", "--out", calib)
    assert told.code == 0, told.err
    places = {camera.name: camera.position_m for camera in read_cameras(calib)}
    for one in PHONES:
        # The frame begins in corner 1, the true one in the middle.
        assert np.linalg.norm(places[one.name] - one.position_m - (1.0, 0.3, 0.0)) < 0.05


def drag(page, k: int, corner: int, x: float, y: float) -> None:
    """Bring a corner to a place: most of the way with the mouse, the rest with the arrow keys."""
    handle = page.locator(f"#phone-{k} .corner").nth(corner)
    handle.scroll_into_view_if_needed()
    box = page.locator(f"#phone-{k} svg").bounding_box()
    scale = box["width"] / SIZE[0]
    grip = handle.locator(".grip").bounding_box()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + (x + 0.5) * scale, box["y"] + (y + 0.5) * scale, steps=3)
    page.mouse.up()
    handle.press("+")
    for axis, wanted, keys in ((0, x, ("ArrowLeft", "ArrowRight")), (1, y, ("ArrowUp", "ArrowDown"))):
        place = [float(part.split()[1]) for part in handle.get_attribute("aria-valuetext").split(",")]
        for _ in range(round(abs(wanted - place[axis]))):
            handle.press(keys[int(wanted > place[axis])])
    handle.press("-")
