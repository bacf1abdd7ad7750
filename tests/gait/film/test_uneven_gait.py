"""People who limp, shuffle, lead with one leg or use a stick: times of each leg are right, or missing."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import in_room, side_phone

from footwise.gait.film.events import FilmedEvents, Stance
from footwise.gait.film.front_view import walk_towards_phone
from footwise.gait.film.room_view import walk_in_room
from footwise.gait.film.side_view import walk_past_phone
from footwise.gait.film.stride_agreement import judged
from footwise.gait.film.taking_turns import steps_of_a_walk
from footwise.notes import Note, NoteKind
from footwise.simulation.simulated_film import FilmingImperfections, placed_camera, simulated_film
from footwise.simulation.uneven_gait import UNEVEN_GAITS

ERRORS = FilmingImperfections(noise_px=2.0, drift_px=2.0, drift_s=0.3, view_bias_m=0.01)


def of_leg(walk, side):
    """Mean stride and stance of a leg, as reports print them."""
    steps = walk.steps
    mine = (steps.side == side) & steps.used
    strides, stances = steps.stride_s[mine], steps.stance_s[mine]
    return (float(np.nanmean(v)) if np.isfinite(v).any() else np.nan for v in (strides, stances))


def check(walk, gait, least):
    for side in ("left", "right"):
        stride, stance = of_leg(walk, side)
        assert np.isnan(stride) or stride == pytest.approx(gait.stride_s, rel=0.035)
        assert np.isnan(stance) or stance / gait.stride_s == pytest.approx(gait.stance_share[side], abs=0.055)
        assert ((walk.steps.side == side) & walk.steps.used).sum() >= least


@pytest.mark.parametrize("name", UNEVEN_GAITS)
@pytest.mark.parametrize("seed", [0, 1])
def test_from_the_side(name, seed):
    gait = UNEVEN_GAITS[name]
    hidden = replace(ERRORS, hidden_s=((4.0, 4.6),) if seed else ())
    film = simulated_film((side_phone(),), gait=gait, imperfections=hidden, duration_s=5.5 / gait.speed_m_s, seed=seed)
    walk = walk_past_phone(film.landmarks[0])
    check(walk, gait, 4)
    for side in ("left", "right"):
        assert np.isfinite(list(of_leg(walk, side))).all()


@pytest.mark.parametrize("name", UNEVEN_GAITS)
def test_in_the_room_and_from_the_front(name):
    gait = UNEVEN_GAITS[name]
    phone = placed_camera("front", height_m=1.75)
    film = simulated_film((phone,), gait=gait, imperfections=ERRORS, duration_s=4 / gait.speed_m_s)
    check(walk_in_room(in_room(film), name="w"), gait, 3)
    front = walk_towards_phone(film.landmarks[0], phone)
    check(front, gait, 3)
    # Slow people in front of one phone: strides, and no stance.
    assert np.isnan(front.steps.stance_s[front.steps.used]).all()
    assert any("too slowly" in note.text for note in front.notes)


def test_the_leg_that_hurts_is_on_the_floor_for_less():
    gait = UNEVEN_GAITS["antalgic"]
    assert gait.stance_share["left"] / gait.stance_share["right"] == pytest.approx(0.7, abs=0.001)
    film = simulated_film((side_phone(),), gait=gait, imperfections=ERRORS, duration_s=7.0)
    (_, left), (_, right) = (of_leg(walk_past_phone(film.landmarks[0]), side) for side in ("left", "right"))
    assert left / right == pytest.approx(0.7, abs=0.07)


def test_wide_feet_and_a_body_that_sways_are_no_turn():
    gait = UNEVEN_GAITS["wide-based"]
    film = simulated_film((side_phone(),), gait=gait, duration_s=6.0)
    faults = walk_in_room(in_room(film), name="w").steps.fault
    assert not any(fault is not None and "turns" in fault.text for fault in faults)


def test_a_contact_behind_the_pelvis_needs_the_other_foot_to_leave_after_it():
    def events(contact, off):
        contact, off = np.array(contact), np.array(off)
        return FilmedEvents(contact, off, np.ones(len(contact), bool), np.ones(len(off), bool))

    ahead = {side: (np.full(300, -0.1), np.full(300, 0.1)) for side in ("left", "right")}
    for lag, kept in ((0.2, 1), (0.0, 0), (1.5, 0)):
        found = {"left": events([1.0], []), "right": events([3.0], [1.0 + lag])}
        walked = steps_of_a_walk(found, ahead, rate_hz=100.0, start_s=0.0, leg=0.85)
        assert len(walked["left"].contact_s) == len(walked["right"].off_s) == kept
    # As the man of the public clip does who jumps with one foot turned round.
    turned = ahead | {"right": ahead["right"][::-1]}
    found = {"left": events([1.0], []), "right": events([3.0], [1.2])}
    assert not len(steps_of_a_walk(found, turned, rate_hz=100.0, start_s=0.0, leg=0.85)["left"].contact_s)


def rows(*times):
    return [Stance("left", contact, off, nxt, None, "") for contact, off, nxt in times]


def test_a_stance_of_a_quarter_of_a_stride_is_not_used():
    found = judged(rows((0.0, 0.8, 1.3), (1.3, 2.1, 2.6), (2.6, 2.9, 3.9), (3.9, 4.2, np.nan)))
    assert [bool(row.fault) for row in found] == [False, False, False, True]
    assert np.isnan(found[2].off_s) and found[2].stride_s == pytest.approx(1.3)
    assert "0.30 s" in found[2].note and "part of the stride" in found[3].fault.text


def test_a_stride_of_two_is_not_used():
    found = judged(rows((0.0, 0.8, 1.3), (1.3, 2.1, 2.6), (2.6, 4.7, 5.2), (5.2, 6.0, 6.5)))
    assert np.isnan(found[2].stride_s) and found[2].fault is not None
    assert all(row.stride_s == pytest.approx(1.3) for k, row in enumerate(found) if k != 2)


def test_a_stride_stays_when_the_off_is_lost_unless_no_stance_was_ever_seen():
    lost = Note("foot off was not found", NoteKind.EVENT_LOST)
    alone = [replace(row, fault=lost) for row in rows((0.0, np.nan, 1.3), (1.3, np.nan, 2.6))]
    assert all(row.fault == lost for row in judged(alone))
    first, second, whole = judged([*alone, *rows((2.6, 3.4, 3.9))])
    assert first.fault is second.fault is whole.fault is None and first.note == lost.text
    by_off = Stance("left", np.nan, 0.8, np.nan, None, "begins before the clip", next_off_s=2.1)
    assert by_off.stride_s == pytest.approx(1.3)
