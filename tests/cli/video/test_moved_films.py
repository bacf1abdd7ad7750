"""`footwise video` on the public clips as a phone that is moved, or a front camera, would have filmed them."""

from __future__ import annotations

import cv2
import numpy as np
import pandas as pd
import pytest
from tests.cli.video import clips
from tests.cli.video.clips import calibrated, measured, write_film
from tests.video.moving_phone import Held, seen

from footwise.recordings.film import open_clip, pictures
from footwise.samples import sample_path

FAST = ("--no-films", "--no-flip")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A cache folder in which nobody is known yet."""
    return clips.own_cache(tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def cache(kept, monkeypatch):
    monkeypatch.setenv("FOOTWISE_CACHE", str(kept))


def hall(way=lambda share: Held(), first=65, last=132):
    """A woman who walks past the phone, as a phone that moves would have filmed her."""
    clip = open_clip(sample_path("side-view", quiet=True) / "demo.mp4")
    # All of the picture: her feet are near its lower edge.
    scale = 960 / clip.size_px[0]
    out = (960, round(scale * clip.size_px[1]) // 2 * 2)
    found = []
    for index, picture in pictures(clip):
        if first <= index < last:
            held = way((index - first) / (last - first))
            found.append((clip.time_s[index] - clip.time_s[first], seen(picture, held, out, scale)))
    return found


def test_a_pan_is_said_and_the_times_stay(tmp_path):
    film = write_film(tmp_path / "hall.mp4", hall(lambda t: Held(right_deg=3.5 * t)))
    told = measured(tmp_path, film, *FAST)
    assert "Note: hall moved by" in told.out and "during the walk" in told.out
    strides = pd.read_csv(tmp_path / "out" / "step_details.csv")["stride_s"].dropna()
    assert strides.between(1.1, 1.35).all() and len(strides)
    assert "How the phone moved" in (tmp_path / "out" / "report.html").read_text()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("way", "said"),
    [
        (lambda t: Held(), ""),
        (lambda t: Held(bright=0.3), ""),
        (lambda t: Held(right_deg=-3.5 * t), "hall moved by"),
        (lambda t: Held(zoom=1 + 0.04 * t), "hall zoomed by"),
        (lambda t: Held(3 * np.sin(7 * t), np.sin(40 * t), 1.5 * np.sin(30 * t), 1 - 0.15 * t), "hall moved by"),
    ],
)
def test_what_is_said_of_a_real_film(way, said, tmp_path):
    told = measured(tmp_path, write_film(tmp_path / "hall.mp4", hall(way)), *FAST)
    assert (said in told.out) if said else ("moved by" not in told.out and "zoomed by" not in told.out)
    strides = pd.read_csv(tmp_path / "out" / "step_details.csv")["stride_s"].dropna()
    assert strides.between(1.1, 1.35).all() and len(strides)


@pytest.mark.slow
def test_a_mirror_image_gives_the_same_walk_where_it_is_told(tmp_path):
    frames = hall()
    plain = write_film(tmp_path / "plain.mp4", frames)
    mirror = write_film(tmp_path / "mirror.mp4", [(time, cv2.flip(picture, 1)) for time, picture in frames])
    tables = {}
    for name, words in (("plain", [plain]), ("told", [mirror, "--mirrored"]), ("untold", [mirror])):
        (tmp_path / name).mkdir()
        told = measured(tmp_path / name, *words, *FAST)
        assert ("turned over, as it was said to be a mirror image" in told.out) == (name == "told")
        assert "is it? If not the film is a mirror image, and --mirrored" in told.out
        tables[name] = pd.read_csv(tmp_path / name / "out" / "steps.csv").query("used").sort_values("contact_s")
    for name, exchanged in (("told", False), ("untold", True)):
        sides = tables[name]["side"].map({"left": "right", "right": "left"} if exchanged else lambda side: side)
        assert sides.tolist() == tables["plain"]["side"].tolist()
        for event in ("contact_s", "off_s"):
            np.testing.assert_allclose(tables[name][event], tables["plain"][event], atol=0.05)


@pytest.mark.slow
def test_two_real_phones_of_which_one_was_panned_by_four_degrees(tmp_path):
    """The cameras of the sample, the second of them turned while it films."""
    paths = []
    for name, turned in (("cam01", 0.0), ("cam02", 5.0)):
        clip = open_clip(sample_path("four-cameras", quiet=True) / "videos" / f"{name}.mp4")
        scale = 0.5
        out = tuple(round(scale * side) // 2 * 2 for side in clip.size_px)
        frames = [
            (time, seen(picture, Held(right_deg=turned * (index / 100 - 0.5)), out, scale))
            for time, (index, picture) in zip(clip.time_s, pictures(clip), strict=True)
        ]
        paths.append(write_film(tmp_path / f"{name}.mp4", frames))
    cameras = [camera for camera in clips.four_cameras() if camera.name in ("cam01", "cam02")]
    told = measured(tmp_path, *paths, "--calibration", calibrated(tmp_path, cameras), *FAST)
    assert "No foot angle: while the person walked, cam02 moved by" in told.out and "cam01 moved" not in told.out
    assert pd.read_csv(tmp_path / "out" / "steps.csv")["foot_progression_angle_deg"].isna().all()
