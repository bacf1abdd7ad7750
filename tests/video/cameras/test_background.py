"""Whether a phone stands still, from films of a drawn room and of a public clip seen through a window that moves."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.video.moving_phone import Held, drawn_room, moved_sample, seen, watched, window
from tests.video.stored_clips import CLIPS

from footwise.gait.film import Standing, phone_motion
from footwise.recordings.film import PictureLandmarks

RATE_HZ, FRAMES = 30.0, 90
# Of another place in every picture: to draw it anew each time takes longer than all the rest.
GRAIN = np.random.default_rng(3).normal(0, 3, (640, 360, 3))


def room_film(way=lambda share: Held(), room=None):
    """Three seconds of an empty room."""
    room = drawn_room() if room is None else room
    out, scale = window((room.shape[1], room.shape[0]))
    pictures = (seen(room, way(k / FRAMES), out, scale) for k in range(FRAMES))
    return [
        (k / RATE_HZ, cv2.add(picture, np.roll(GRAIN, int(977 * k), axis=0), dtype=cv2.CV_8U))
        for k, picture in enumerate(pictures)
    ]


def judged(frames, change=lambda picture, share: picture):
    """What is said of the phone, as if somebody had walked all the time."""
    motion = watched(frames, None, change)
    size = (frames[0][1].shape[1], frames[0][1].shape[0])
    nobody = np.full((len(frames), 33, 2), np.nan)
    clip = PictureLandmarks(
        "phone1", Path("phone1.mp4"), size, np.array([time for time, _ in frames]), nobody, nobody[..., 0], (), motion
    )
    return phone_motion(clip)


STRANGE = drawn_room((720, 1280), 5)


def hung(picture, left, wide, sway_px=0.0):
    """Something else in part of the picture."""
    size = (picture.shape[1], picture.shape[0])
    rows = np.arange(size[1], dtype=np.float32)[:, None]
    columns = np.arange(size[0], dtype=np.float32)[None] + sway_px * np.sin(rows / 60 + sway_px)
    other = cv2.remap(
        cv2.resize(STRANGE, size), columns.astype(np.float32), np.repeat(rows, size[0], 1), cv2.INTER_LINEAR
    )
    changed, first, last = picture.copy(), max(int(left), 0), max(int(left + wide), 0)
    changed[:, first:last] = other[:, first:last]
    return changed


def curtain(share_of_picture):
    return lambda p, t: hung(p, 0, share_of_picture * p.shape[1], 8 * np.sin(40 * t))


STANDS = {
    "nothing happens": lambda p, t: p,
    "the exposure changes": lambda p, t: (p * (1 - 0.6 * np.sin(9 * t) ** 2)).astype(np.uint8),
    "a lamp goes out": lambda p, t: (p * (0.25 if t > 0.5 else 1)).astype(np.uint8),
    "light flickers": lambda p, t: (p * (1 - 0.3 * np.sin(300 * t) ** 2)).astype(np.uint8),
    "a curtain moves in half of it": curtain(0.5),
    "somebody passes before the phone": lambda p, t: hung(p, (1.4 * t - 0.4) * p.shape[1], 0.4 * p.shape[1]),
    "a coat hides all of it for a while": lambda p, t: hung(p, 0, p.shape[1]) if 0.4 < t < 0.6 else p,
    "a hand covers the lens for a while": lambda p, t: np.full_like(p, 30) if 0.4 < t < 0.6 else p,
}
MOVES = {
    "panned by 0.8°": lambda t: Held(right_deg=0.8 * t),
    "panned by 3°": lambda t: Held(right_deg=3 * t),
    "tilted by 3°": lambda t: Held(up_deg=-3 * t),
    "turned by 2°": lambda t: Held(turned_deg=2 * t),
    "zoomed by 3 %": lambda t: Held(zoom=1 + 0.03 * t),
    "shaken by 0.6°": lambda t: Held(right_deg=0.6 * np.sin(90 * t)),
    "moved and put back": lambda t: Held(right_deg=5 * np.exp(-(((t - 0.5) / 0.08) ** 2))),
    "swung round": lambda t: Held(right_deg=60 * max(0.0, 2 * t - 1)),
    "carried": lambda t: Held(3 * np.sin(7 * t), np.sin(40 * t), 1.5 * np.sin(30 * t), 1 + 0.25 * t),
}
STILL_ENOUGH = {
    "panned by 0.3°": lambda t: Held(right_deg=0.3 * t),
    "its focus breathes by 0.6 %": lambda t: Held(zoom=1 + 0.006 * np.sin(20 * t) ** 2),
    "trembles by 0.1°": lambda t: Held(0.1 * np.sin(200 * t), 0.1 * np.cos(170 * t)),
}


@pytest.mark.parametrize("what", STANDS)
def test_a_phone_that_stands_is_not_said_to_move(what):
    phone = judged(room_film(), STANDS[what])
    assert phone.standing is Standing.STANDS, phone
    assert phone.drift_deg < 0.1 and phone.zoom_pct < 0.2


@pytest.mark.parametrize("what", MOVES)
def test_a_phone_that_moves_is_seen(what):
    phone = judged(room_film(MOVES[what]))
    assert phone.standing is Standing.MOVES, phone


def texture(seed):
    """A wall or a floor with things on it."""
    rng = np.random.default_rng(seed)
    plane = np.full((2048, 2048), 150, np.uint8)
    for _ in range(900):
        corner, far = rng.integers(0, 2048, 2), rng.integers(10, 140, 2)
        shade = int(rng.integers(40, 220))
        cv2.rectangle(plane, tuple(map(int, corner)), tuple(map(int, corner + far)), shade, -1)
    return cv2.GaussianBlur(plane, (0, 0), 1.2)


# Floor, ceiling, both walls and the end.
PLANES = [texture(seed) for seed in range(5)]
CORRIDOR = np.array([[0, 1, 0, 0.0], [0, 1, 0, -2.5], [1, 0, 0, -1.2], [1, 0, 0, 1.2], [0, 0, 1, 14.0]])


def corridor(height_m, ahead_m, turn_deg=(0.0, 0.0, 0.0), size=(360, 640)):
    """What a phone sees of a corridor, with near and far: it is carried so high, so far in, and turned so."""
    columns, rows = np.meshgrid(np.arange(size[0]) - size[0] / 2, np.arange(size[1]) - size[1] / 2)
    rays = np.stack([columns, rows, np.full_like(columns, 480.0)], axis=-1) / 480.0
    rays = rays @ cv2.Rodrigues(np.radians(np.array(turn_deg)))[0].T
    picture, nearest = np.zeros(size[::-1], np.uint8), np.full(size[::-1], np.inf)
    place = np.array([0.0, -height_m, ahead_m])
    for plane, drawn in zip(CORRIDOR, PLANES, strict=True):
        normal, offset = plane[:3], plane[3]
        with np.errstate(divide="ignore", invalid="ignore"):
            far = (offset - normal @ place) / (rays @ normal)
            hit = place + far[..., None] * rays
        there = (far > 0) & (far < nearest)
        over, along = (np.nan_to_num(256 * hit[..., k], posinf=0, neginf=0) % 2000 for k in np.flatnonzero(normal == 0))
        shown = cv2.remap(drawn, over.astype(np.float32), along.astype(np.float32), cv2.INTER_LINEAR)
        picture[there], nearest[there] = shown[there], far[there]
    return np.repeat(picture[..., None], 3, axis=2)


@pytest.mark.parametrize(
    ("speed_m_s", "shaken_deg", "moves"), [(0.0, 0.0, False), (1.2, 0.0, True), (1.2, 1.5, True), (1.2, 4.0, True),
                                           (-1.2, 1.5, True), (0.3, 0.0, True)]
)  # fmt: skip
def test_a_phone_that_is_carried_through_a_corridor_is_seen(speed_m_s, shaken_deg, moves):
    """Things near the phone go by faster than those far away, and new ones come into the picture all the time."""
    frames = []
    for k in range(60):
        t = k / 20
        turn = shaken_deg * np.array([0.7 * np.sin(11.3 * t), np.sin(5.6 * t), 0.8 * np.sin(5.6 * t + 1)])
        height = 1.4 + (0.03 * np.sin(11.3 * t) if shaken_deg else 0)
        frames.append((t, cv2.add(corridor(height, 4 + speed_m_s * t, turn), GRAIN, dtype=cv2.CV_8U)))
    assert judged(frames).standing is (Standing.MOVES if moves else Standing.STANDS)


@pytest.mark.parametrize("what", STILL_ENOUGH)
def test_what_hardly_moves_stands(what):
    assert judged(room_film(STILL_ENOUGH[what])).standing is Standing.STANDS


def test_how_far_and_which_way():
    # The window shows four fifths of the room, and the first and last tenths of a second are smoothed away.
    for way, seen_as, expected in (
        (lambda t: Held(right_deg=4 * t), "sideways_deg", 5.0),
        (lambda t: Held(up_deg=-2 * t), "upwards_deg", -2.5),
        (lambda t: Held(turned_deg=1.5 * t), "turn_deg", 1.5),
    ):
        phone = judged(room_film(way))
        assert getattr(phone, seen_as)[-1] == pytest.approx(expected, rel=0.12)
        assert phone.what == f"moved by {phone.drift_deg:.1f}°"
    phone = judged(room_film(lambda t: Held(zoom=1 - 0.04 * t)))
    assert phone.zoomed_pct[-1] == pytest.approx(-4, abs=0.5) and "zoomed by" in phone.what


@pytest.mark.parametrize("way", [lambda t: Held(), lambda t: Held(right_deg=4 * t)])
@pytest.mark.parametrize("light", [np.full((1138, 1), 150.0), np.linspace(90, 200, 1138)[:, None]])
def test_of_a_blank_wall_nothing_is_said(way, light):
    wall = np.repeat(np.broadcast_to(light, (1138, 640))[..., None], 3, axis=2).astype(np.uint8)
    phone = judged(room_film(way, wall))
    assert phone.standing is Standing.UNKNOWN
    assert "cannot be checked" in phone.what


def test_of_a_curtain_before_nearly_all_nothing_wrong_is_said():
    assert judged(room_film(), curtain(0.8)).standing is not Standing.MOVES


def walked(name, way, every=1):
    frames, person = moved_sample(name, way, every)
    return phone_motion(replace(person, camera_motion=watched(frames, person)))


@pytest.mark.parametrize("bright", [1.0, 0.25])
def test_a_public_clip_stands(bright):
    phone = walked("cam02", lambda t: Held(bright=bright), 2)
    assert phone.standing is Standing.STANDS and phone.drift_deg < 0.05 and phone.zoom_pct < 0.1


@pytest.mark.parametrize("way", [lambda t: Held(right_deg=3 * t), lambda t: Held(zoom=1 + 0.03 * t), MOVES["carried"]])
def test_a_public_clip_that_is_moved_is_seen(way):
    assert walked("cam02", way, 2).standing is Standing.MOVES


def test_what_happens_after_the_walk_does_not_count():
    """The man is through the picture at 1.6 s; the phone is taken off its tripod then."""
    frames, person = moved_sample("cam02", lambda t: Held(), 2)
    late = frames[-1][0]
    out = frames[0][1]
    taken = [
        (late + (k + 1) / 30, cv2.warpAffine(out, np.float32([[1, 0, 0], [0, 1, 12 * k]]), out.shape[1::-1]))
        for k in range(30)
    ]
    gone = np.full((30, 33, 2), np.nan)
    longer = replace(
        person,
        time_s=np.concatenate([person.time_s, [time for time, _ in taken]]),
        points_px=np.concatenate([person.points_px, gone]),
        visibility=np.concatenate([person.visibility, gone[..., 0]]),
    )
    phone = phone_motion(replace(longer, camera_motion=watched([*frames, *taken], longer)))
    assert phone.standing is Standing.STANDS and np.nanmax(np.abs(phone.upwards_deg)) > 5
    whole = phone_motion(
        replace(longer, camera_motion=watched([*frames, *taken], longer)), also_s=[(0.0, float(longer.time_s[-1]))]
    )
    assert whole.standing is Standing.MOVES


@pytest.mark.slow
@pytest.mark.parametrize("name", CLIPS)
def test_all_samples(name):
    """No false alarm where the phone stands, as filmed and darkened; panned by 3°, zoomed by 3 % and carried: seen."""
    for bright in (1.0, 0.3):
        assert walked(name, lambda t, b=bright: Held(bright=b)).standing is Standing.STANDS
    for way in (lambda t: Held(right_deg=-3 * t), lambda t: Held(zoom=1 - 0.03 * t), MOVES["carried"]):
        assert walked(name, way).standing is Standing.MOVES
