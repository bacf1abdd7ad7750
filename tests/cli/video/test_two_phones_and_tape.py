"""What docs/phone-video.md tells a physiotherapist to do with two phones and a rectangle of tape, done as it says."""

from __future__ import annotations

import cv2
import numpy as np
import pandas as pd
import pytest
from tests.cli.video.clips import measured, show, trouble, video

from footwise.simulation import FilmingImperfections, placed_camera, simulated_film
from footwise.video.cameras import usual_lens

SIZE = (1080, 1920)
TRUE_DEG = {"left": 12.0, "right": 3.0}
PHONES = tuple(
    placed_camera(
        name, distance_m=3.5, angle_deg=angle, height_m=1.75,
        focal_px=float(usual_lens(name, SIZE).camera.matrix_px[0, 0]),
    )
    for name, angle in (("phone1", -30.0), ("phone2", 30.0))
)  # fmt: skip


def dragged(folder, sides_m, *, noise_px=0.7, seed=0):
    """The folder of a calibration, and corners.toml as the page saves it."""
    rng = np.random.default_rng(seed)
    (folder / "setup" / "floor").mkdir(parents=True)
    along, across = sides_m
    flat = np.array([[0, 0, 0], [along, 0, 0], [along, across, 0], [0, across, 0]]) - [along / 2, across / 2, 0]
    rows, sizes = [], []
    for phone in PHONES:
        cv2.imwrite(
            str(folder / "setup" / "floor" / f"{phone.name}.png"), np.full((SIZE[1], SIZE[0], 3), 120, np.uint8)
        )
        places = phone.project(flat) + noise_px * rng.standard_normal((4, 2))
        rows.append(f"{phone.name} = [{', '.join(f'{value:.1f}' for value in places.ravel())}]")
        sizes.append(f"{phone.name} = [{SIZE[0]}, {SIZE[1]}]")
    corners = folder / "corners.toml"
    sides = f"sides_cm = [{100 * along:g}, {100 * across:g}]"
    corners.write_text("\n".join([sides, "[corners_px]", *rows, "[size_px]", *sizes]), encoding="utf-8")
    return folder / "setup", corners


@pytest.mark.parametrize("sides_m", [(2.0, 0.6), (0.297, 0.21)], ids=["tape", "sheet of A4"])
def test_corners_and_a_walk_lead_to_foot_angles(tmp_path, monkeypatch, sides_m):
    setup, corners = dragged(tmp_path, sides_m)
    calib = tmp_path / "Calib.toml"
    told = video("calibrate", setup, "--square", 38, "--corners", corners, "--out", calib)
    assert told.code == 0, told.err
    heights = [float(line.split(": ")[1].split(" m high")[0]) for line in told.out.splitlines() if " m high" in line]
    assert heights == pytest.approx([1.75, 1.75], abs=0.12)
    film = simulated_film(PHONES, angles_deg=TRUE_DEG, imperfections=FilmingImperfections(noise_px=2.0))
    show(monkeypatch, {clip.name: clip for clip in film.landmarks})
    told = measured(tmp_path, "phone1.mp4", "phone2.mp4", "--calibration", calib, "--no-films")
    assert "Left foot: " in told.out and "toe-out" in told.out
    steps = pd.read_csv(tmp_path / "out" / "steps.csv").query("used")
    means = steps.groupby("side")["foot_progression_angle_deg"].mean()
    for side, true in TRUE_DEG.items():
        assert means[side] == pytest.approx(true, abs=3.0)


def test_corners_of_another_video_mode_or_phone_are_refused(tmp_path):
    setup, corners = dragged(tmp_path, (2.0, 0.6))
    out = ("--out", tmp_path / "Calib.toml")
    text = corners.read_text(encoding="utf-8")
    corners.write_text(text.replace("phone2 = [1080, 1920]", "phone2 = [2160, 3840]"), encoding="utf-8")
    line = trouble("calibrate", setup, "--corners", corners, *out)
    assert "phone2.png: is 1080 by 1920 px, and its corners are in a picture of 2160 by 3840" in line
    corners.write_text(text.replace("phone2", "phone3"), encoding="utf-8")
    assert "do not name the same phones (phone2, phone3)" in trouble("calibrate", setup, "--corners", corners, *out)
    assert "--rectangle: is in" in trouble("calibrate", setup, "--corners", corners, "--rectangle", "200x60", *out)


def test_corners_that_begin_elsewhere_for_one_phone_are_refused_at_the_walk(tmp_path, monkeypatch):
    """Half way round is as good a rectangle: the walk tells."""
    setup, corners = dragged(tmp_path, (2.0, 0.6))
    lines = corners.read_text(encoding="utf-8").splitlines()
    numbers = lines[3].split("[")[1].rstrip("]").split(", ")
    lines[3] = f"phone2 = [{', '.join(numbers[4:] + numbers[:4])}]"
    corners.write_text("\n".join(lines), encoding="utf-8")
    calib = tmp_path / "Calib.toml"
    assert video("calibrate", setup, "--corners", corners, "--out", calib).code == 0
    film = simulated_film(PHONES, angles_deg=TRUE_DEG, imperfections=FilmingImperfections(noise_px=2.0))
    show(monkeypatch, {clip.name: clip for clip in film.landmarks})
    told = video("phone1.mp4", "phone2.mp4", "--calibration", calib, "--no-films", "--out", tmp_path / "out")
    assert told.code == 2 and len(told.err.strip().splitlines()) == 1
    assert "phone" in told.err and not (tmp_path / "out").exists()
