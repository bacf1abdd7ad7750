"""Contact and off of a filmed foot: extremes, prominence, cuts, the edge of the picture."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import in_room, walk

from footwise.gait import filtered_motion, find_steps, plate_loads
from footwise.gait.film.events import FilmedEvents, filmed_events, prominent_maxima, stances
from footwise.gait.film.motion import body_motion, picture_motion
from footwise.gait.film.room_view import walk_in_room
from footwise.gait.film.side_view import walk_past_phone
from footwise.notes import Note, NoteKind
from footwise.recordings import SIDES, read_recording
from footwise.samples import sample_path
from footwise.simulation.simulated_film import FilmingImperfections

RATE = 60.0
T = np.arange(300) / RATE


def events_of(heel, toe, inside=None, leg=0.85):
    inside = np.ones(len(heel), dtype=bool) if inside is None else inside
    return filmed_events(heel, toe, rate_hz=RATE, start_s=0.0, leg=leg, inside=inside)


def test_a_cosine_has_its_extremes_between_frames():
    foot = 0.35 * np.cos(2 * np.pi * (T - 0.103) / 1.1)
    found = events_of(foot, foot)
    np.testing.assert_allclose(found.contact_s, 0.103 + 1.1 * np.arange(len(found.contact_s)), atol=1e-3)
    np.testing.assert_allclose(found.off_s, 0.653 + 1.1 * np.arange(len(found.off_s)), atol=1e-3)
    assert len(found.contact_s) == 5 and found.contact_inside.all()


@pytest.mark.parametrize("scale", [1.0, 400.0])
def test_the_unit_does_not_matter(scale):
    foot = 0.35 * np.cos(2 * np.pi * T / 1.1)
    np.testing.assert_allclose(
        events_of(scale * foot, scale * foot, leg=0.85 * scale).contact_s, events_of(foot, foot).contact_s
    )


def test_small_extremes_between_two_steps_are_no_steps():
    foot = 0.35 * np.cos(2 * np.pi * T / 1.1)
    bump = 0.08 * np.exp(-(((T % 1.1 - 0.55) / 0.05) ** 2))
    assert ((foot + bump)[1:-1] > np.maximum((foot + bump)[:-2], (foot + bump)[2:])).sum() >= 8
    assert len(events_of(foot + bump, foot).contact_s) == 4


def test_who_sways_does_not_step():
    sway = 0.05 * np.cos(2 * np.pi * T / 1.1)
    assert not len(events_of(sway, sway).contact_s)
    assert not len(prominent_maxima(np.full(300, np.nan), 0.85))


def test_a_cut_takes_no_whole_step_away():
    """The first and the last extreme lie 0.1 s from the ends: the side that is cut does not count."""
    foot = np.cos(2 * np.pi * (T - 0.1) / 1.2)
    kept = events_of(foot[: round(1.4 * RATE)], foot[: round(1.4 * RATE)]).contact_s
    np.testing.assert_allclose(kept, [0.1, 1.3], atol=2e-3)


def test_a_gap_is_a_cut():
    foot = np.cos(2 * np.pi * (T - 0.5) / 1.2)
    foot[95:110] = np.nan
    found = events_of(foot, foot).contact_s
    np.testing.assert_allclose(found, [0.5, 2.9, 4.1], atol=2e-3)


def test_events_at_the_edge_of_the_picture_are_told_apart():
    foot = np.cos(2 * np.pi * T / 1.2)
    inside = T < 3.7
    found = events_of(foot, foot, inside)
    np.testing.assert_array_equal(found.contact_inside, [True, True, False, False])
    rows = stances("left", found)
    assert ["edge of the picture" in str(row.fault) for row in rows] == [False, False, False, True, True]
    assert rows[0].note == "begins before the clip" and rows[1].next_contact_s == pytest.approx(2.4, abs=0.01)
    # The contact after it is not to be trusted.
    assert np.isnan(rows[2].next_contact_s)


def test_stances_keep_what_is_cut_or_odd_and_say_why():
    def rows(contact, off):
        contact, off = np.array(contact), np.array(off)
        return stances("left", FilmedEvents(contact, off, np.ones(len(contact), bool), np.ones(len(off), bool)))

    cut = rows([1.0, 2.1], [0.6, 1.7])
    assert [row.note for row in cut] == ["begins before the clip", "", "ends after the clip"]
    assert [row.fault for row in cut] == [None, None, None]
    assert cut[1].next_contact_s == 2.1 and np.isnan(cut[0].next_contact_s)
    assert rows([1.0, 2.1], [2.8])[0].fault == Note("foot off was not found", NoteKind.EVENT_LOST)
    assert rows([1.0], [1.7, 2.8])[1].fault == Note("contact was not found", NoteKind.EVENT_LOST)
    assert "less than 0.3 s" in str(rows([1.0], [1.2])[0].fault)
    assert rows([1.0], [4.0])[0].fault == Note("on the floor for more than 2.5 s", NoteKind.STANDS_LONG)
    assert np.isnan(rows([1.0, 6.0], [1.7])[0].next_contact_s)


def test_contact_and_off_of_a_walk_that_is_known():
    """Against the true ones, in the room and from the side: early and late by less than a tenth of a second."""
    film = walk()
    for found in (walk_in_room(in_room(film), name="w"), walk_past_phone(film.landmarks[0])):
        steps, apart = found.steps, []
        for true in film.steps:
            mine = (steps.side == true.side) & np.isfinite(steps.stance_s)
            if mine.any() and np.abs(steps.contact_s[mine] - true.contact_s).min() < 0.3:
                k = np.flatnonzero(mine)[np.abs(steps.contact_s[mine] - true.contact_s).argmin()]
                apart.append((steps.contact_s[k] - true.contact_s, steps.off_s[k] - true.off_s))
        contact, off = np.array(apart).T
        assert len(apart) >= 3
        np.testing.assert_allclose(contact, -0.03, atol=0.03)
        np.testing.assert_allclose(off, 0.03, atol=0.03)
        np.testing.assert_allclose(steps.stride_s[np.isfinite(steps.stride_s)], 1.1, atol=0.02)


def test_uneven_time_stamps_give_the_same_steps():
    even = walk_past_phone(walk().landmarks[0]).steps
    uneven_film = walk(imperfections=FilmingImperfections(frame_jitter_s=0.004))
    uneven = walk_past_phone(uneven_film.landmarks[0]).steps
    both = np.isfinite(even.contact_s).sum()
    assert both == np.isfinite(uneven.contact_s).sum() >= 4
    np.testing.assert_allclose(
        uneven.contact_s[np.isfinite(uneven.contact_s)], even.contact_s[np.isfinite(even.contact_s)], atol=0.03
    )
    assert np.ptp(np.diff(uneven_film.landmarks[0].time_s)) > 0.01


def test_frames_that_are_missing_stay_missing_where_there_are_too_many():
    film = walk()
    clip = film.landmarks[0]
    points = clip.points_px.copy()
    points[100:104], points[160:180] = np.nan, np.nan
    motion = picture_motion(replace(clip, points_px=points))
    known = np.isfinite(motion.points).all(axis=(1, 2))
    assert known[100:104].all() and not known[160:180].any()
    np.testing.assert_allclose(motion.points[100:104], picture_motion(clip).points[100:104], atol=4)
    positions = film.body_m.copy()
    positions[50:53], positions[90:99] = np.nan, np.nan
    filled = body_motion(in_room(film, positions))
    assert filled.inside[50:53].all() and not filled.inside[90:99].any()


def test_landmarks_that_jump_to_another_person_are_not_one_walk():
    clip = walk().landmarks[0]
    points = clip.points_px.copy()
    points[:60] = points[200] + 500
    motion = picture_motion(replace(clip, points_px=points))
    assert np.isnan(motion.points[:59]).all() and np.isfinite(motion.points[61:]).all()
    assert "jump" in motion.notes[0].text and "1.0 to" in motion.notes[0].text


@pytest.mark.parametrize("every", [1, 2, 4])
def test_how_early_and_late_events_are_against_force_plates(every):
    """Markers of heel and toe in the place of the landmarks, one person on a treadmill, 100, 50 and 25 Hz.

    What the page on validation and the report say of stance times comes from here.
    """
    recording = read_recording(next(sample_path("treadmill", quiet=True).rglob("*.c3d")))
    true = find_steps(recording, filtered_motion(recording), plate_loads(recording))
    motion = filtered_motion(recording, 6.0)
    rate = motion.rate_hz / every
    early, late = [], []
    for side in SIDES:
        heel, toe = ((motion[side, role] - motion.body_m)[::every, 0] for role in ("heel", "toe"))
        found = filmed_events(
            heel, toe, rate_hz=rate, start_s=0.0, leg=0.85, inside=np.ones(len(heel), dtype=bool)
        )  # fmt: skip
        for apart, column, measured, known in (
            (early, 0, found.contact_s, true.contact_s),
            (late, 1, found.off_s, true.off_s),
        ):
            for at in known[(true.side == side) & true.by_plate[:, column]]:
                nearest = measured[np.abs(measured - at).argmin()]
                apart += [nearest - at] if abs(nearest - at) < 0.2 else []
    assert len(early) >= 15 and len(late) >= 10
    assert np.mean(early) == pytest.approx(-0.026, abs=0.006) and np.std(early) < 0.01
    assert np.mean(late) == pytest.approx(-0.010, abs=0.006) and np.std(late) < 0.01
