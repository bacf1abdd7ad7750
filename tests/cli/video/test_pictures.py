"""What `footwise video` makes of clips and pictures that are not all alike: sizes, people, and what hides the floor."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.cli.video.clips import calibrated, measured, refused, show

from footwise.simulation import placed_camera, simulated_film, simulated_standing_film

PHONES = ("phone1", "phone2", "phone3")
CAMERAS = tuple(
    placed_camera(name, angle_deg=angle, height_m=1.7, distance_m=5.0)
    for name, angle in zip(PHONES, (30.0, -30.0, 5.0), strict=True)
)
PLAIN = ("--no-films", "--no-flip")


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


def angles(folder: Path, side: str) -> list[float]:
    with (folder / "out" / "steps.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["side"] == side and row["used"] == "true"]
    return [float(row["foot_progression_angle_deg"]) for row in rows]


@pytest.mark.parametrize("size", [(720, 1280), (2160, 3840)])
def test_a_stance_filmed_with_more_or_fewer_pixels_gives_the_same_angles(walk, stance, tmp_path, monkeypatch, size):
    still = {f"still_{clip.name}": in_size(clip, *size) for clip in stance.landmarks[:2]}
    show(monkeypatch, {clip.name: clip for clip in walk.landmarks} | still)
    words = [word for name in still for word in ("--neutral", f"{name}.mp4")]
    told = measured(
        tmp_path, "phone1.mp4", "phone2.mp4", *words, "--calibration", calibrated(tmp_path, CAMERAS), *PLAIN
    )
    assert (
        f"still_phone1: the stance was filmed in {size[0]} by {size[1]} px, and scaled to the 1080 by 1920" in told.out
    )
    np.testing.assert_allclose(np.mean(angles(tmp_path, "left")), 9.0 - 4.0, atol=0.5)
    np.testing.assert_allclose(np.mean(angles(tmp_path, "right")), 5.0 + 3.0, atol=0.5)


def test_one_phone_takes_a_stance_in_fewer_pixels_and_refuses_another_shape(tmp_path, monkeypatch):
    phone = (placed_camera("front", distance_m=4.0, angle_deg=8.0, height_m=1.6),)
    walked = simulated_film(phone, angles_deg={"left": 9.0, "right": 5.0}).landmarks[0]
    still = simulated_standing_film(phone, angles_deg={"left": 4.0, "right": -3.0}).landmarks[0]
    words = ("front.mp4", "--neutral", "still.mp4", "--foot-length", 19, "--calibration", calibrated(tmp_path, phone))
    found = []
    for size in ((1080, 1920), (720, 1280)):
        show(monkeypatch, {"front": walked, "still": in_size(still, *size)})
        (tmp_path / str(size[0])).mkdir()
        measured(tmp_path / str(size[0]), *words, *PLAIN)
        found.append(angles(tmp_path / str(size[0]), "left"))
    assert len(found[0]) > 1
    np.testing.assert_allclose(found[1], found[0], atol=1e-3)
    show(monkeypatch, {"front": walked, "still": in_size(still, 1440, 1920)})
    assert "still.mp4: has pictures of 1440 × 1920" in refused(tmp_path, *words, *PLAIN)


def test_each_phone_may_show_the_person_at_another_place_of_the_row(walk, tmp_path, monkeypatch):
    """Of two who walk, one phone has the wanted one to the left, the other to the right."""
    both = {}
    for number, (clip, camera) in enumerate(zip(walk.landmarks[:2], CAMERAS, strict=False)):
        # The other one walks further: without a wish they would be taken.
        other = replace(clip, points_px=camera.project(walk.body_m * [1.3, 1.0, 1.0] + [0.0, 1.5, 0.0]))
        both[clip.name] = (clip, other) if number == 0 else (other, clip)
    show(monkeypatch, both)
    clips = ("phone1.mp4", "phone2.mp4", "--calibration", calibrated(tmp_path, CAMERAS), *PLAIN)
    told = measured(tmp_path, *clips, "--person", 1, "--person", 2)
    assert "phone1: 2 people were found, and number 1 from left to right was taken (asked for)" in told.out
    assert "phone2: 2 people were found, and number 2 from left to right was taken (asked for)" in told.out
    np.testing.assert_allclose(np.mean(angles(tmp_path, "left")), 9.0, atol=0.5)
    line = refused(tmp_path / "three", *clips, "--person", 1, "--person", 2, "--person", 1)
    assert "--person: is given 3 times, and the walk has 2 clips. Give it once, or once for each phone" in line
