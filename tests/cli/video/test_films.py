"""`footwise video` on films that went wrong: each is looked at by the pose model, and answered in one clear line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest
from tests.cli.video import clips
from tests.cli.video.clips import calibrated, measured, refused, show, write_film
from tests.video.bodies import body
from tests.video.people.small_pose_model import write_pose_model
from tests.video.room.test_clock import _clip_with_sound, _room

from footwise.notes import Note
from footwise.recordings.film import open_clip, pictures
from footwise.samples import sample_path
from footwise.simulation import UNEVEN_GAITS, FilmingImperfections, exchanged_legs, placed_camera, simulated_film

FOOTWISE = str(Path(sys.executable).with_name("footwise"))
FAST = ("--no-films", "--no-flip")
SMALL = (360, 640)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A cache folder in which nobody is known yet."""
    return clips.own_cache(tmp_path_factory.mktemp("cache"))


@pytest.fixture(autouse=True)
def cache(kept, monkeypatch):
    monkeypatch.setenv("FOOTWISE_CACHE", str(kept))


@pytest.fixture(scope="module")
def frames():
    """A second and a half of a man who walks towards the phone, 30 small pictures a second."""
    return clips.sample_frames("cam02", 2, SMALL)


@pytest.fixture(scope="module")
def calibration(tmp_path_factory):
    return calibrated(tmp_path_factory.mktemp("calibration"), clips.four_cameras())


def changed(frames, change):
    return [(time_s, change(picture)) for time_s, picture in frames]


def hall_frames(first, last):
    """A woman who walks past the phone, 30 pictures a second, and a man who stands."""
    clip = open_clip(sample_path("side-view", quiet=True) / "demo.mp4")
    found = [
        (time_s, cv2.resize(picture, (960, 540), interpolation=cv2.INTER_AREA))
        for time_s, (index, picture) in zip(clip.time_s, pictures(clip), strict=False)
        if first <= index < last
    ]
    return [(time_s - found[0][0], picture) for time_s, picture in found]


def test_a_film_becomes_steps_and_a_report(tmp_path):
    # Without the man, who stands higher up.
    film = write_film(tmp_path / "hall.mp4", changed(hall_frames(65, 132), lambda p: p[190:520]))
    told = measured(tmp_path, film, *FAST)
    assert "No foot angle: from the side" in told.out
    used = pd.read_csv(tmp_path / "out" / "steps.csv").query("used")
    # A step that the begin or the end of the film cuts has no stance, and may have a stride.
    stances = used["stance_s"].dropna()
    assert len(stances) >= 2 and stances.between(0.7, 0.9).all()
    strides = pd.read_csv(tmp_path / "out" / "step_details.csv")["stride_s"].dropna()
    assert strides.between(1.1, 1.35).all() and len(strides)


@pytest.mark.slow
def test_a_film_of_a_changing_rate_is_measured_by_its_own_times(tmp_path):
    frames = [frame for number, frame in enumerate(hall_frames(65, 150)) if number % 7]
    told = measured(tmp_path, write_film(tmp_path / "hall.mp4", frames), "--no-flip")
    assert "its rate changes: 11 of 71 times" in told.out
    strides = pd.read_csv(tmp_path / "out" / "step_details.csv")["stride_s"].dropna()
    assert strides.between(1.1, 1.35).all() and len(strides)
    assert open_clip(tmp_path / "out" / "hall_overlay.mp4").frames == len(frames)


def test_a_film_that_was_saved_on_its_side_is_refused(frames, tmp_path):
    frames = frames[:32]
    film = write_film(tmp_path / "cam02.mp4", changed(frames, np.rot90))
    assert "cam02.mp4: shows people lying on their side: it was saved turned by a quarter. Turn it" in refused(
        tmp_path, film, *FAST
    )
    # The same pictures are upright where the file says how it is to be turned.
    upright = write_film(tmp_path / "turned.mp4", changed(frames, np.rot90), turned=-90)
    assert "No foot angle: where the floor is" in measured(tmp_path / "upright", upright, *FAST).out


def test_a_room_without_a_person_and_a_dark_room_are_told_apart(frames, tmp_path):
    empty = write_film(tmp_path / "empty.mp4", changed(frames[:31], lambda p: np.full_like(p, (90, 100, 110))))
    assert "empty.mp4: no person was found in it. Film the whole body from head to feet" in refused(
        tmp_path, empty, *FAST
    )
    dark = write_film(tmp_path / "dark.mp4", changed(frames[:31], lambda p: (0.04 * p).astype(np.uint8)))
    assert "dark.mp4: is too dark: nobody can be seen, and more than half of the picture is nearly black" in refused(
        tmp_path, dark, *FAST
    )


def test_a_person_cut_off_at_the_ankles_is_refused(frames, tmp_path):
    film = write_film(tmp_path / "cut.mp4", changed(frames[:32], lambda p: p[:340]))
    line = refused(tmp_path, film, *FAST)
    assert "cut.mp4: the feet are out of the picture in" in line and "below its lower edge" in line
    assert "Film the whole body down to the floor: tilt the phone down" in line


def test_films_that_cannot_be_read_or_are_too_short_are_refused(frames, tmp_path):
    film = write_film(tmp_path / "whole.mp4", frames).read_bytes()
    for name, content, said in (
        ("half.mp4", film[: len(film) // 2], "is cut off: its end is missing, and with it the table of contents"),
        ("words.mp4", b"no film", "is not a clip that can be read"),
        ("empty.mp4", b"", "is empty. Copy it from the phone again"),
        ("none.mp4", None, "there is no such file"),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        line = refused(tmp_path, tmp_path / name, *FAST)
        assert f"{name}: {said}" in line
    assert "is a folder. Name a clip in it" in refused(tmp_path, tmp_path, *FAST)
    short = write_film(tmp_path / "short.mp4", frames[:15])
    assert "short.mp4: is too short: 15 pictures in 0.5 s" in refused(tmp_path, short, *FAST)


def test_a_film_that_is_cut_off_gives_the_whole_strides_before_the_cut_and_says_so(tmp_path):
    frames = changed(hall_frames(65, 150), lambda p: p[190:520])
    film = write_film(tmp_path / "hall.mp4", frames, faststart=True).read_bytes()
    (tmp_path / "hall.mp4").write_bytes(film[: len(film) * 19 // 20])
    told = measured(tmp_path, tmp_path / "hall.mp4", *FAST)
    assert "Note: the film is cut off: it ends after 2.5 s, and 12 of 85 pictures are missing" in told.out
    strides = pd.read_csv(tmp_path / "out" / "step_details.csv")["stride_s"].dropna()
    assert strides.between(1.1, 1.35).all() and len(strides)
    assert "the film is cut off" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8").lower()


def test_a_damaged_film_is_refused_where_half_of_it_is_lost(frames, tmp_path):
    film = bytearray(write_film(tmp_path / "cam02.mp4", frames).read_bytes())
    middle = len(film) // 2
    film[middle : middle + 300] = np.random.default_rng(0).bytes(300)
    (tmp_path / "cam02.mp4").write_bytes(film)
    line = refused(tmp_path, tmp_path / "cam02.mp4", *FAST)
    # How many are lost depends on how the encoder's threads have shared the pictures out.
    left = re.search(r"cam02\.mp4: only (\d+) of 50 pictures can be decoded\. Copy it from the phone again", line)
    assert left and int(left[1]) < 25


def test_a_film_of_too_few_pictures_a_second_is_refused_before_it_is_looked_at(
    frames, calibration, tmp_path, monkeypatch
):
    def look(*_, **__):
        raise AssertionError("a picture was looked at")

    monkeypatch.setattr("footwise.video.people.clips.find_people", look)
    slow = write_film(tmp_path / "slow.mp4", [(k / 15, picture) for k, (_, picture) in enumerate(frames[:30])])
    assert "slow.mp4: has 15 pictures a second, too few to see a step. Film with 60 a second" in refused(
        tmp_path, slow, *FAST
    )
    # So is a calibration of another picture.
    square = write_film(tmp_path / "cam02.mp4", changed(frames[:31], lambda p: p[140:500]))
    assert "Calib.toml" in refused(tmp_path, square, "--calibration", calibration, *FAST)


@pytest.mark.slow
def test_two_phones_of_which_one_films_a_wall(frames, calibration, tmp_path):
    paths = [
        write_film(tmp_path / "cam02.mp4", frames[:31]),
        write_film(tmp_path / "cam01.mp4", changed(frames[:31], lambda p: np.full_like(p, 120))),
    ]
    line = refused(tmp_path, *paths, "--calibration", calibration, *FAST)
    assert "cam01.mp4: no person was found in it" in line


def test_no_clap_is_heard_in_a_silent_clip(frames, tmp_path, monkeypatch):
    show(monkeypatch, clips.four_clips())
    loud = _clip_with_sound(tmp_path / "cam01.mp4", _room(1.0))
    silent = write_film(tmp_path / "cam02.mp4", frames)
    wide = calibrated(tmp_path, clips.four_cameras())
    line = refused(tmp_path, loud, silent, "--calibration", wide, "--clock", "clap", *FAST)
    assert "cam02.mp4: has no sound. Clap once, loudly" in line
    # The walk was filmed in step, and the claps are half a second apart.
    show(monkeypatch, {**clips.four_clips(), "b_cam02": clips.four_clips()["cam02"]})
    wrong = _clip_with_sound(tmp_path / "b_cam02.mp4", _room(1.5))
    line = refused(tmp_path / "c", loud, wrong, "--calibration", wide, "--clock", "clap", *FAST)
    assert "b_cam02.mp4: began" in line and "than --clock clap says" in line


def test_a_film_of_feet_only_shows_nobody(frames, tmp_path):
    feet = changed(frames[:31], lambda p: cv2.resize(p[430:640, 60:300], (480, 420)))
    line = refused(tmp_path, write_film(tmp_path / "feet.mp4", feet), *FAST)
    assert "feet.mp4: no person was found in it. Film the whole body from head to feet" in line


def test_a_film_of_a_screen_that_shows_a_film_is_told_by_its_repeated_pictures(tmp_path, monkeypatch):
    clip = simulated_film((placed_camera("walk", height_m=1.75),)).landmarks[0]
    rng = np.random.default_rng(0)
    twice = np.repeat(clip.points_px[::2], 2, axis=0)[: clip.frames]
    filmed = replace(clip, points_px=twice + rng.normal(0, 1.0, twice.shape))
    show(monkeypatch, {"screen": filmed, "walk": clip})
    told = measured(tmp_path, "screen.mp4", *FAST)
    assert (
        "Note: each picture is in it twice: it shows a film of 30 pictures a second, as a film of a screen" in told.out
    )
    assert "each picture is in it" not in measured(tmp_path / "b", "walk.mp4", *FAST).out


def test_two_different_walks_given_as_two_phones_are_refused(tmp_path, monkeypatch):
    phones = tuple(placed_camera(name, angle_deg=angle) for name, angle in (("phone1", -30), ("phone2", 30)))
    one = simulated_film(phones, imperfections=FilmingImperfections(noise_px=2.0))
    other = simulated_film(phones, gait=UNEVEN_GAITS["antalgic"], imperfections=FilmingImperfections(noise_px=2.0))
    show(monkeypatch, {"phone1": one.landmarks[0], "phone2": other.landmarks[1]})
    calib = calibrated(tmp_path, one.cameras)
    line = refused(tmp_path, "phone1.mp4", "phone2.mp4", "--calibration", calib, *FAST)
    assert "the same walk" in line or "one clock" in line or "does not fit the walk" in line


def test_a_pose_model_that_is_none_is_refused_before_a_film_is_looked_at(tmp_path, monkeypatch):
    show(monkeypatch, {})
    (tmp_path / "own.onnx").write_text("no model")
    line = refused(tmp_path, "walk.mp4", "--pose-model", tmp_path / "own.onnx", *FAST)
    assert "own.toml: there is no such file" in line
    write_pose_model(tmp_path / "few.onnx", points=17)
    line = refused(tmp_path, "walk.mp4", "--pose-model", tmp_path / "few.onnx", *FAST)
    assert "few.toml: says that right_heel is point 25, and the model has 17 points" in line


def test_two_people_who_crossed_are_a_choice_and_a_note(calibration, tmp_path, monkeypatch):
    """What `find_people` gives of two who cross; the crossing itself is in tests/video/test_people.py."""
    said = "two people cross at 1.2 s; they are told apart by their size and way"
    right = np.linspace(300, 1500, 240)
    one, two = (replace(body(path), notes=(Note(said),)) for path in (right, right[::-1]))
    show(monkeypatch, {"hall": (one, two)})
    told = measured(tmp_path, "hall.mp4", *FAST)
    assert f"Note: {said}." in told.out
    assert "2 people were found, and number 1 from left to right was taken (the longest walk)" in told.out
    told = measured(tmp_path / "b", "hall.mp4", "--person", 2, *FAST)
    assert "number 2 from left to right was taken (asked for)" in told.out
    assert "hall.mp4: has no person 9: 2 people were found in it. Give --person a number from 1 to 2" in refused(
        tmp_path / "c", "hall.mp4", "--person", 9, *FAST
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no groups of processes to signal")
@pytest.mark.parametrize("picked", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_ctrl_c_stops_all_processes_and_leaves_nothing(tmp_path, kept, picked):
    sample = sample_path("four-cameras", quiet=True)
    # Unlike the films of any other test, so that nobody in them is known.
    films = []
    for name in ("cam01", "cam02"):
        films.append(tmp_path / f"{name}.mp4")
        films[-1].write_bytes((sample / "videos" / f"{name}.mp4").read_bytes() + bytes(picked + 1))
    command = [FOOTWISE, "video", *map(str, films), "--calibration", str(sample / "calibration" / "Calib.qca.txt")]
    with subprocess.Popen(
        [*command, "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "FOOTWISE_CACHE": str(kept)},
    ) as process:  # fmt: skip
        # While the processes of the clips are starting, and while they look at pictures.
        time.sleep((1.6, 3.5)[picked])
        os.killpg(process.pid, signal.SIGINT)
        told, trouble = process.communicate(timeout=60)
    assert process.returncode == 2
    assert told == ""
    # A child that is stopped within Python's own start, before any line of ours, has its say above.
    assert trouble.endswith("footwise: stopped before it was done. Nothing was written; run the command again.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cam01.mp4", "cam02.mp4"]
    assert is_gone(process.pid)


def is_gone(group):
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_three_phones_of_which_one_films_a_wall_go_on(tmp_path):
    """In processes side by side, and with the film of the blind phone too."""
    wide = sample_path("four-cameras", quiet=True) / "videos"
    wall = np.full((1920, 1088, 3), 120, np.uint8)
    blind = write_film(tmp_path / "cam04.mp4", [(k / 60, wall) for k in range(100)])
    paths = [wide / "cam01.mp4", wide / "cam02.mp4", blind]
    cameras = [camera for camera in clips.four_cameras() if camera.name != "cam03"]
    told = measured(tmp_path, *paths, "--calibration", calibrated(tmp_path, cameras), "--no-flip")
    assert "cam04 sees nobody: turn it to the walk, or leave its clip out" in told.out
    assert "Left foot: " in told.out
    # Of a wall there is nothing to be drawn.
    assert sorted(path.stem for path in (tmp_path / "out").glob("*.mp4")) == ["cam01_overlay", "cam02_overlay"]


@pytest.mark.slow
def test_an_8k_film_is_looked_at_in_4k(tmp_path):
    # The part of the picture in which she walks.
    large = changed(hall_frames(95, 162), lambda p: cv2.resize(p[180:540, :640], (7680, 4320)))
    film = write_film(tmp_path / "hall.mp4", large, preset="ultrafast")
    told = measured(tmp_path, film, *FAST)
    assert "its 7680 × 4320 pixels are more than is of use; looked at in 4096 × 2304" in told.out


@pytest.mark.slow
def test_two_people_cross_in_a_real_film(tmp_path):
    """The woman of the side-view sample meets her own mirror image."""
    frames = hall_frames(0, 205)
    still = np.median([picture for _, picture in frames[::8]], axis=0).astype(np.uint8)
    met = []
    for time_s, picture in frames:
        there = np.abs(picture.astype(int) - still).max(axis=2) > 25
        there = cv2.dilate(cv2.morphologyEx(there.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))), np.ones((9, 9)))
        both = picture.copy()
        other = there[:, ::-1].astype(bool)
        both[other] = picture[:, ::-1][other]
        met.append((time_s, both))
    film = write_film(tmp_path / "hall.mp4", met)
    told = measured(tmp_path, film, *FAST)
    assert "two people cross at" in told.out
    assert "No foot angle: from the side" in told.out
    assert "from left to right was taken (the longest walk)" in told.out


@pytest.mark.parametrize(
    ("kind", "said"), [("each step", "were exchanged in"), ("all of the film", "cannot be told apart")]
)
def test_legs_in_dark_trousers_get_their_own_sides_or_are_refused(tmp_path, monkeypatch, kind, said):
    phone = placed_camera("dark", distance_m=5, angle_deg=90, height_m=1.2, size_px=(1920, 1080))
    film = simulated_film((phone,), imperfections=FilmingImperfections(noise_px=2.0), duration_s=5.0)
    clip = exchanged_legs(film.landmarks[0], film.steps, kind, np.random.default_rng(3))
    show(monkeypatch, {"dark": clip})
    told = measured(tmp_path, "dark.mp4", *FAST)
    table = pd.read_csv(tmp_path / "out" / "steps.csv")
    assert said in told.out
    assert bool(table["used"].any()) is (kind == "each step")
