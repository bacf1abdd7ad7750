"""Two people of whom one is lost in the other while they cross."""

from dataclasses import replace

import numpy as np
import pytest
from tests.video.bodies import HEIGHT_PX, RATE_HZ, body

from footwise.video.people.crossing import hips_px, part_merged

FRAMES = 180
WALK = np.linspace(200, 1700, FRAMES)
# The second person is lost here, and somebody new is found there.
LOST, FOUND = 86, 112


def pieces(exchanged: bool):
    """Three tracks of two people who cross: one goes on, one ends at it, one begins beside it."""
    one, two = body(WALK), body(WALK[::-1])
    tail, new = (two, one) if exchanged else (one, two)
    tracks = []
    for parts in (((0, LOST + 1, one), (LOST + 1, FRAMES, tail)), ((0, LOST, two),), ((FOUND, FRAMES, new),)):
        points = np.full_like(one.points_px, np.nan)
        for start, stop, who in parts:
            points[start:stop] = who.points_px[start:stop]
        tracks.append(replace(one, points_px=points))
    return tracks, (one, two)


@pytest.mark.parametrize("exchanged", [False, True])
def test_each_goes_on_the_own_way(exchanged):
    tracks, truth = pieces(exchanged)
    found, crossings = part_merged(tracks)
    assert [crossing.sure for crossing in crossings] == [True]
    assert crossings[0].time_s == pytest.approx((LOST + FOUND) / 2 / RATE_HZ, abs=0.1)
    assert len(found) == 2
    for person, true in zip(found, truth, strict=True):
        seen = np.isfinite(person.points_px[:, 0, 0])
        assert seen[:LOST].all() and seen[FOUND:].all() and not seen[LOST + 2 : FOUND - 1].any()
        off = np.abs(hips_px(person) - hips_px(true))[seen]
        assert off.max() < 0.1 * HEIGHT_PX


@pytest.mark.parametrize("exchanged", [False, True])
def test_who_does_not_come_back_is_told_apart_too(exchanged):
    (going, lost, _), truth = pieces(exchanged)
    found, crossings = part_merged([going, lost])
    assert [crossing.sure for crossing in crossings] == [True]
    for person, true in zip(found, truth, strict=True):
        seen = np.isfinite(person.points_px[:, 0, 0])
        assert np.abs(hips_px(person) - hips_px(true))[seen].max() < 0.1 * HEIGHT_PX


def test_two_tracks_of_one_body_and_people_apart_stay_what_they_are():
    one = body(WALK)
    twin = replace(one, points_px=np.where(np.arange(FRAMES)[:, None, None] < 40, one.points_px, np.nan))
    far = body(np.full(FRAMES, 1850.0), floor_px=500.0)
    left = replace(far, points_px=np.where(np.arange(FRAMES)[:, None, None] < 90, far.points_px, np.nan))
    for people in ([one, twin], [one, left], [one], []):
        found, crossings = part_merged(people)
        assert crossings == [] and len(found) == len(people)
        assert all(a is b for a, b in zip(found, people, strict=True))
