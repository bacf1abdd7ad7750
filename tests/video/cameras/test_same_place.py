"""Whether two films were taken from one place, on pictures of a public clip seen through a window that is moved."""

import numpy as np
import pytest
from tests.video.moving_phone import Held, seen, window
from tests.video.stored_clips import CLIPS

from footwise.recordings.film import open_clip, pictures
from footwise.samples import sample_path
from footwise.video.cameras import ELSEWHERE, PlaceApart, place_apart


def frame(name, number):
    sample, inside = CLIPS[name]
    clip = open_clip(sample_path(sample, quiet=True) / inside)
    return next(picture for index, picture in pictures(clip) if index == number)


@pytest.fixture(scope="module")
def room():
    """Two pictures of one room: the person walked on in between."""
    name = next(iter(CLIPS))
    return name, frame(name, 5), frame(name, 60)


def through(picture, held):
    size = (picture.shape[1], picture.shape[0])
    return seen(picture, held, *window(size))


def test_the_same_place_with_the_person_elsewhere(room):
    _, before, after = room
    found = place_apart(through(before, Held()), through(after, Held(bright=0.8)))
    assert isinstance(found, PlaceApart)
    assert found.shift_px < 2 and abs(found.turn_deg) < 0.1 and abs(found.zoom - 1) < 0.004


@pytest.mark.parametrize(
    "held, turned, zoom",
    [(Held(turned_deg=2.0), 2.0, 1.0), (Held(zoom=1.05), 0.0, 1.05), (Held(right_deg=1.5), 1.5, 1.0)],
)
def test_a_phone_that_was_turned_or_zoomed_in_between(room, held, turned, zoom):
    _, before, after = room
    found = place_apart(through(before, Held()), through(after, held))
    assert isinstance(found, PlaceApart)
    longer = max(through(before, Held()).shape[:2])
    by = max(abs(found.turn_deg), np.degrees(found.shift_px / (0.75 * longer)))
    assert by == pytest.approx(turned, abs=0.4) and found.zoom == pytest.approx(zoom, abs=0.006)


def test_another_room_and_a_bare_wall(room):
    name, before, _ = room
    other = next(one for one, (sample, _) in CLIPS.items() if sample != CLIPS[name][0])
    assert place_apart(before, np.resize(frame(other, 3), before.shape)) == ELSEWHERE
    assert place_apart(before, np.ascontiguousarray(np.rot90(before))) == ELSEWHERE
    wall = np.full_like(before, 130)
    assert place_apart(wall, wall) is None
