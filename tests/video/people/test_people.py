from dataclasses import replace

import numpy as np
import pytest
from tests.video.bodies import HEIGHT_PX, RATE_HZ, body

from footwise.errors import FootwiseError
from footwise.notes import Note, NoteKind
from footwise.recordings.film import LANDMARKS
from footwise.video.people import choose_person, distance_walked
from footwise.video.people.crossing import join_pieces, part_crossings
from footwise.video.people.left_right import _LEFT, _RIGHT, keep_sides

FRAMES = 180
WALK = np.linspace(200, 1700, FRAMES)
STILL = np.full(FRAMES, 900.0)
NOISE = np.random.default_rng(5)


def shaken(person, by_px=3.0):
    return replace(person, points_px=person.points_px + NOISE.normal(0, by_px, person.points_px.shape))


def at_rate(person, rate_hz):
    """The same walk filmed with another number of pictures a second."""
    time_s = np.arange(0, person.time_s[-1], 1 / rate_hz)
    rows = person.points_px.reshape(person.frames, -1)
    points = np.stack([np.interp(time_s, person.time_s, row) for row in rows.T], axis=1).reshape(len(time_s), 33, 2)
    return replace(person, time_s=time_s, points_px=points, visibility=np.ones(points.shape[:2]))


def cut(person, start, stop):
    points = np.full_like(person.points_px, np.nan)
    points[start:stop] = person.points_px[start:stop]
    return replace(person, points_px=points)


def test_the_walker_is_taken_and_not_who_is_seen_longest():
    walker, stander = cut(shaken(body(WALK)), 60, 150), shaken(body(STILL, swing=0.0))
    chosen = choose_person((stander, walker))
    assert chosen.points_px is walker.points_px
    said = (
        "2 people were found, and number 2 from left to right was taken (the longest walk); whoever leaves the picture "
        "and comes back counts anew"
    )
    assert chosen.notes == (Note(said, NoteKind.CHOICE),)
    assert choose_person((stander, walker), wanted=1).points_px is stander.points_px
    assert choose_person((stander, walker), standing=True).points_px is stander.points_px


def test_how_far_somebody_walks():
    body_size = 0.75 * HEIGHT_PX
    assert distance_walked(body(WALK)) == pytest.approx(0.96 * 1500 / body_size, rel=0.1)
    assert distance_walked(shaken(body(STILL, swing=0.0))) < 0.2
    # Towards the camera: three quarters of 1920 px over the size.
    near = distance_walked(body(STILL, swing=0.0, height_px=np.linspace(200, 400, FRAMES)))
    assert near == pytest.approx(0.75 * 1920 * (1 / 150 - 1 / 300), rel=0.1)
    # On a treadmill, an ankle passes the other by half a body at 1 Hz, twice in each stride.
    assert distance_walked(body(STILL, swing=0.25)) > 2


def test_nobody_walks():
    with pytest.raises(FootwiseError, match="nobody walks in it: one person was found"):
        choose_person((shaken(body(STILL, swing=0.0)),))


def test_there_is_no_such_person():
    with pytest.raises(FootwiseError, match=r"no person 3: one person was found in it\. Leave `person` out"):
        choose_person((body(WALK),), wanted=3)


def test_cut_off_at_the_ankles():
    with pytest.raises(FootwiseError, match="feet are out of the picture in 100 %"):
        choose_person((body(WALK, floor_px=1100.0),))


@pytest.mark.parametrize("frames", [1, 3, 12])
def test_legs_that_were_exchanged_for_a_moment_are_put_right(frames):
    # Not where they pass each other: there both names are as good.
    true = shaken(body(WALK), 1.0)
    rows = np.arange(70, 70 + frames)
    wrong = true.points_px.copy()
    wrong[np.ix_(rows, _LEFT + _RIGHT)] = true.points_px[np.ix_(rows, _RIGHT + _LEFT)]
    mended = keep_sides(replace(true, points_px=wrong))
    np.testing.assert_array_equal(mended.points_px, true.points_px)
    said = f"left and right leg were exchanged in {frames} of 180 pictures, by the way they move"
    assert mended.notes == (Note(said),)


@pytest.mark.parametrize("rate_hz", [25.0, 60.0, 240.0])
@pytest.mark.parametrize("start_s", [0.4, 1.1, 2.2])
def test_an_exchange_of_a_fifth_of_a_second_is_mended_at_any_rate(rate_hz, start_s):
    true = shaken(at_rate(body(WALK), rate_hz), 2.0)
    rows = np.flatnonzero((true.time_s >= start_s) & (true.time_s < start_s + 0.2))
    wrong = true.points_px.copy()
    wrong[np.ix_(rows, _LEFT + _RIGHT)] = true.points_px[np.ix_(rows, _RIGHT + _LEFT)]
    mended = keep_sides(replace(true, points_px=wrong))
    # Where the legs pass each other either name is as good.
    apart = np.abs(true["left_ankle"] - true["right_ankle"])[:, 0] > 0.2 * HEIGHT_PX
    np.testing.assert_array_equal(mended.points_px[apart], true.points_px[apart])
    assert (mended.points_px != wrong).any()
    assert keep_sides(true) is true


@pytest.mark.parametrize("swing", [0.0, 0.1, 0.25])
def test_legs_that_pass_each_other_stay_what_they_are(swing):
    person = shaken(body(WALK, swing=swing), 1.0)
    assert keep_sides(person) is person


def test_missing_pictures_do_not_exchange_legs():
    person = body(WALK)
    points = person.points_px.copy()
    points[50:62] = np.nan
    person = replace(person, points_px=points)
    assert keep_sides(person) is person


def test_two_who_cross_are_told_apart_by_their_way():
    one, two = body(WALK), body(WALK[::-1])
    meet = FRAMES // 2
    tails = [np.concatenate([a.points_px[:meet], b.points_px[meet:]]) for a, b in ((one, two), (two, one))]
    mixed = [replace(one, points_px=points) for points in tails]
    for people in ([one, two], mixed):
        found, crossings = part_crossings(people)
        assert [crossing.sure for crossing in crossings] == [True]
        assert crossings[0].time_s == pytest.approx(meet / RATE_HZ, abs=0.05)
        for person, true in zip(found, (one, two), strict=True):
            far = np.abs(person["left_hip"] - true["left_hip"]).max(axis=1)
            assert far.max() < 0.1 * HEIGHT_PX


def test_two_who_walk_together_for_a_while_are_cut():
    # They meet, stand, and part: nobody can say who went where.
    half = np.concatenate([np.linspace(600, 900, 60), np.full(60, 900.0), np.linspace(900, 1200, 60)])
    pieces, crossings = part_crossings([body(half), body(1800 - half)])
    assert [crossing.sure for crossing in crossings] == [False]
    assert len(join_pieces(pieces)) == 4


def test_somebody_hidden_for_a_moment_is_one_person():
    person = shaken(body(WALK))
    (joined,) = join_pieces([cut(person, 100, 180), cut(person, 0, 80)])
    seen = np.isfinite(joined.points_px[:, 0, 0])
    assert seen[:80].all() and seen[100:].all() and not seen[80:100].any()


def test_somebody_else_is_not():
    early, late = cut(body(WALK), 0, 80), cut(body(WALK + 300), 100, 180)
    assert len(join_pieces([early, late])) == 2
    # Nor is it where two could be the one.
    again = cut(body(WALK), 100, 180)
    assert len(join_pieces([cut(body(WALK), 0, 80), again, shaken(again)])) == 3


def test_left_and_right_are_pairs():
    for left, right in zip(_LEFT, _RIGHT, strict=True):
        assert LANDMARKS[left].replace("left", "right") == LANDMARKS[right]
