from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from tests.reports.film.filmed import FRAMES, RATE_HZ, SIZE, body_px, filmed_walk, landmarks, write_clip

from footwise.errors import FootwiseError
from footwise.gait.film.walk import IN_ROOM, RELATIVE
from footwise.recordings.film.clip import open_clip, pictures
from footwise.recordings.film.picture_landmarks import LANDMARKS
from footwise.reports.film.direction import direction_arrows
from footwise.reports.film.drawing import SIDE_COLOURS, plate_size
from footwise.reports.film.labels import foot_labels
from footwise.reports.film.overlay import write_overlay

EVEN_S = np.arange(FRAMES) / RATE_HZ


def overlay(tmp_path, time_s=EVEN_S, size=SIZE, hidden=(), walk=None, **options):
    write_clip(tmp_path / "clip.mp4", time_s, size)
    video = open_clip(tmp_path / "clip.mp4")
    person = landmarks(tmp_path / "clip.mp4", video.time_s, size)
    person.points_px[list(hidden)] = np.nan
    out = tmp_path / "overlay.mp4"
    write_overlay(video, person, walk or filmed_walk(), None, out, **options)
    return video, out


def shown(path):
    return dict(pictures(open_clip(path)))


def test_every_picture_and_its_time_stamp_is_kept(tmp_path):
    said = []
    video, out = overlay(tmp_path, progress=lambda done, total: said.append((done, total)))
    film = open_clip(out)
    np.testing.assert_allclose(film.time_s, video.time_s, atol=1e-5)
    assert len(shown(out)) == video.frames == FRAMES
    assert said[-1] == (FRAMES, FRAMES) and len(said) == FRAMES
    assert film.codec == "h264" and film.size_px[0] == SIZE[0] and film.size_px[1] > SIZE[1]


def test_a_variable_rate_is_kept(tmp_path):
    gaps = np.where(np.arange(FRAMES - 1) % 3 == 0, 0.05, 0.025)
    time_s = np.concatenate(([0.0], np.cumsum(gaps)))
    _, out = overlay(tmp_path, time_s)
    np.testing.assert_allclose(open_clip(out).time_s, time_s, atol=1e-4)


def test_the_contents_stand_before_the_pictures(tmp_path):
    _, out = overlay(tmp_path)
    data = out.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("size", [(640, 360), (1440, 2560), (1918, 1080)])
def test_the_film_is_even_and_not_too_large(tmp_path, size):
    _, out = overlay(tmp_path, EVEN_S[:31], size)
    wide, high = open_clip(out).size_px
    assert wide % 2 == high % 2 == 0
    assert max(wide, high) <= 1280


def test_foot_lines_have_the_colour_of_their_side(tmp_path):
    _, out = overlay(tmp_path)
    picture = shown(out)[3].astype(int)
    points = body_px()[0]
    for side, colour in SIDE_COLOURS.items():
        heel, toe = (points[LANDMARKS.index(f"{side}_{name}")] for name in ("heel", "foot_index"))
        x, y = np.round((heel + toe) / 2).astype(int)
        assert np.abs(picture[y, x] - colour).max() < 30


def test_pictures_without_the_person_stay_plain(tmp_path):
    _, out = overlay(tmp_path, hidden=range(20, 30))
    frames = shown(out)
    for index in (20, 25, 29):
        assert np.abs(frames[index][: SIZE[1]].astype(int) - 90).max() < 12
    assert np.abs(frames[15][: SIZE[1]].astype(int) - 90).max() > 60


def test_labels_say_the_angle_and_cover_no_foot():
    walk = filmed_walk()
    points = body_px()
    labels = foot_labels(walk, points, EVEN_S, SIZE, 14)
    assert [label.text for label in labels] == ["L 7° further out", "R 3° further in"]
    for label in labels:
        x, y = label.corner_px
        wide, high = plate_size(label.text, 14)
        assert x >= 0 and x + wide <= SIZE[0] and y >= 0 and y + high <= SIZE[1]
        for name in ("left_heel", "left_foot_index", "right_heel", "right_foot_index"):
            at = points[0, LANDMARKS.index(name)]
            assert not (x <= at[0] <= x + wide and y <= at[1] <= y + high)
        first = {"left": 9, "right": 26}[label.side]
        assert not label.shown[first - 1] and label.shown[first]


def test_labels_follow_the_shift_of_the_clock():
    labels = foot_labels(filmed_walk(), body_px(), EVEN_S + 0.1, SIZE, 14)
    assert np.flatnonzero(labels[0].shown)[0] == 6


@pytest.mark.parametrize(
    ("label", "words"),
    [(IN_ROOM, ["L 7° toe-out", "R 3° toe-in"]), (RELATIVE, ["L 7° further out", "R 3° further in"])],
)
def test_words_of_an_angle(label, words):
    labels = foot_labels(filmed_walk(label=label), body_px(), EVEN_S, SIZE, 14)
    assert [label.text for label in labels] == words


def test_the_film_follows_a_clock_that_drifts(tmp_path):
    """On a clock that runs 20 % fast the label that begins at 0.87 s begins at 1.04 s."""
    _, out = overlay(tmp_path)
    plain = shown(out)
    _, out = overlay(tmp_path, drift=0.2)
    drifted = shown(out)
    apart = {k: np.abs(plain[k].astype(int) - drifted[k]).max() for k in (3, 28)}
    assert apart[3] < 40 < apart[28]


def test_nothing_is_left_behind_when_it_fails(tmp_path):
    write_clip(tmp_path / "clip.mp4", EVEN_S)
    video = open_clip(tmp_path / "clip.mp4")
    person = landmarks(tmp_path / "clip.mp4", video.time_s)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_overlay(video, person, filmed_walk(), None, tmp_path / "out.mp4", progress=stop)
    with pytest.raises(FootwiseError):
        write_overlay(video, person, filmed_walk(), None, tmp_path / "no" / "out.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_knees_are_shown_from_the_side(tmp_path):
    knees = {"left": np.full(FRAMES, 34.0), "right": np.full(FRAMES, 12.0)}
    side = replace(filmed_walk(), label="", view="side", angle_deg={}, flat={}, floor_m={}, knee_flexion_deg=knees)
    _, out = overlay(tmp_path, walk=side)
    with_knees = shown(out)[5]
    _, out = overlay(tmp_path, walk=replace(side, knee_flexion_deg={}))
    without = shown(out)[5]
    # The plates of both knees are all that differs above the feet.
    changed = np.abs(with_knees[200:260].astype(int) - without[200:260]).max(axis=2) > 40
    assert changed[:, :250].any() and changed[:, 390:].any()


def test_from_the_front_without_a_floor_no_way_across_the_picture_is_drawn():
    """Nobody who walks towards a phone goes to its left."""
    px, times = body_px(), EVEN_S
    for view, there in (("front", False), ("behind", False), ("side", True)):
        walk = filmed_walk("", view=view, floor_m={}, angle_deg={}, flat={})
        arrows = direction_arrows(walk, None, px, times, SIZE)
        assert all((arrow is not None) is there for arrow in arrows)


def test_the_picture_that_stands_for_the_film_is_one_of_its_own(tmp_path):
    write_clip(tmp_path / "clip.mp4", EVEN_S, SIZE)
    video, out = open_clip(tmp_path / "clip.mp4"), tmp_path / "overlay.mp4"
    person, walk = landmarks(tmp_path / "clip.mp4", video.time_s), filmed_walk()
    poster = cv2.imdecode(np.frombuffer(write_overlay(video, person, walk, None, out), np.uint8), cv2.IMREAD_COLOR_RGB)
    # The middle of what was used: contacts at 0.2 and 0.75 s, offs at 0.9 and 1.45 s.
    frame = shown(out)[round(0.825 * RATE_HZ)]
    assert poster.shape == frame.shape
    assert np.abs(poster.astype(int) - frame).mean() < 8
