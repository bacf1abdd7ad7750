"""One phone in front or behind that does not know its floor: times of both legs, and never an angle."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import mirrored_clip, other_side, stored_clip

from footwise.errors import FootwiseError
from footwise.gait.film import time_walk_towards_phone
from footwise.notes import NoteKind
from footwise.recordings.film import LANDMARKS
from footwise.simulation import (
    UNEVEN_GAITS,
    FilmingImperfections,
    PhoneMovement,
    placed_camera,
    simulated_film,
    simulated_standing_film,
)

# A step of the walker of "four-cameras", from off to off, as four cameras together see it.
FOUR_CAMERAS_PER_MIN = 60 / (1.390 - 0.254)
REAL = FilmingImperfections(noise_px=2.0, view_bias_m=0.01)


def walked(angle=0.0, height=1.75, **options):
    phone = placed_camera("phone", angle_deg=angle, height_m=height)
    film = simulated_film((phone,), **{"imperfections": REAL, **options})
    return film, time_walk_towards_phone(film.landmarks[0])


@pytest.mark.parametrize("name", ["cam01", "cam02", "cam03", "cam04"])
def test_cadence_of_each_camera_of_the_sample_is_that_of_all_four(name):
    """The clip shows one step and no stride."""
    found = time_walk_towards_phone(stored_clip(name))
    assert found.view == ("front" if name < "cam03" else "behind")
    assert found.cadence_per_min == pytest.approx(FOUR_CAMERAS_PER_MIN, rel=0.03)
    assert found.label == "" and not found.angle_deg
    assert "where the floor is in the picture is not known. Lay a white sheet of A4" in found.refusals[0]


@pytest.mark.parametrize(("angle", "height"), [(0.0, 1.5), (0.0, 1.75), (20.0, 1.75), (-30.0, 1.5)])
def test_contact_off_and_stride_of_a_walk_that_is_known(angle, height):
    film, found = walked(angle, height)
    steps = found.steps
    assert np.isnan(steps.foot_progression_angle_deg).all() and found.knows_sides
    assert found.cadence_per_min == pytest.approx(120 / 1.1, rel=0.02)
    apart = []
    for true in film.steps:
        mine = steps.used & (steps.side == true.side) & (np.abs(steps.contact_s - true.contact_s) < 0.3)
        apart += [(steps.contact_s[k] - true.contact_s, steps.off_s[k] - true.off_s) for k in np.flatnonzero(mine)]
    contact, off = np.array(apart).T
    assert len(contact) >= 6 and np.isfinite(off).sum() >= 4
    np.testing.assert_allclose(contact, 0.015, atol=0.05)
    np.testing.assert_allclose(off[np.isfinite(off)], 0.035, atol=0.05)


def test_from_behind_the_cadence_is_that_of_the_feet_taking_turns():
    for seed in range(3):
        _, found = walked(180.0, 1.0 + 0.25 * seed, seed=seed)
        assert found.view == "behind"
        assert found.cadence_per_min == pytest.approx(120 / 1.1, rel=0.03)


@pytest.mark.parametrize("angle", [0.0, 180.0])
@pytest.mark.parametrize("gait", UNEVEN_GAITS)
def test_people_who_limp_get_strides_and_no_stance_or_the_cadence_alone(gait, angle):
    """They are slow, and a stance that is 0.1 s too long would be worse than none."""
    film = simulated_film(
        (placed_camera("phone", angle_deg=angle, height_m=1.75),),
        gait=UNEVEN_GAITS[gait], imperfections=REAL, duration_s=6.0, seed=1,
    )  # fmt: skip
    found = time_walk_towards_phone(film.landmarks[0])
    true_s = UNEVEN_GAITS[gait].stride_s
    assert found.cadence_per_min == pytest.approx(120 / true_s, rel=0.03)
    assert np.isnan(found.steps.stance_s[found.steps.used]).all()
    strides = found.steps.stride_s[found.steps.used]
    if np.isfinite(strides).any():
        assert any("no stance times" in note.text for note in found.notes)
        assert np.nanmedian(strides) == pytest.approx(true_s, rel=0.04)
    else:
        assert "no times of a leg" in found.refusals[1]


def test_a_mirror_exchanges_the_legs():
    film, one = walked()
    two = time_walk_towards_phone(mirrored_clip(film.landmarks[0]))
    assert list(two.steps.side) == [other_side(side) for side in one.steps.side]
    np.testing.assert_allclose(two.steps.contact_s, one.steps.contact_s, atol=1e-9)


def test_legs_exchanged_all_through_are_counted_and_not_named():
    film, _ = walked()
    clip = film.landmarks[0]
    order = [LANDMARKS.index(other_side(name)) for name in LANDMARKS]
    found = time_walk_towards_phone(replace(clip, points_px=clip.points_px[:, order]))
    assert not found.knows_sides and not found.steps.used.any()
    assert found.cadence_per_min == pytest.approx(120 / 1.1, rel=0.03)
    assert "left and right cannot be told apart" in found.refusals[1]


def test_before_a_phone_that_is_carried_along_there_is_the_cadence_alone():
    moves = {"phone": PhoneMovement(follows_m_s=(1.0, 0.0))}
    _, found = walked(imperfections=replace(REAL, moves=moves))
    assert not len(found.steps) or not found.steps.used.any()
    assert "the phone was moved along" in found.refusals[1]
    assert found.cadence_per_min == pytest.approx(120 / 1.1, rel=0.05)


def test_who_stands_or_jumps_does_not_walk():
    phone = placed_camera("phone", height_m=1.75)
    stood = simulated_standing_film((phone,), angles_deg={"left": 6.0, "right": 8.0}, imperfections=REAL).landmarks[0]
    with pytest.raises(FootwiseError, match="shows nobody who walks"):
        time_walk_towards_phone(stood)
    jumps = 200 * np.abs(np.sin(np.pi * np.arange(stood.frames) / 40))
    jumping = replace(stood, points_px=stood.points_px - np.stack([np.zeros_like(jumps), jumps], axis=1)[:, None])
    with pytest.raises(FootwiseError, match="shows nobody who walks"):
        time_walk_towards_phone(jumping)


def test_feet_that_leave_the_lower_edge_say_so():
    film, _ = walked()
    found = time_walk_towards_phone(film.landmarks[0])
    said = [note.text for note in found.notes if "lower edge" in note.text]
    assert len(said) == 1 and "tilt the phone down" in said[0]
    faults = [fault for fault in found.steps.fault if fault is not None]
    assert all(fault.kind is not NoteKind.AT_EDGE or "edge of the picture" in fault.text for fault in faults)
