"""Legs that the model takes for each other: each gets its own side, or the sides are refused and the cadence stays."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import mirrored_clip, stored_clip

from footwise.errors import FootwiseError
from footwise.gait.film.events import Stance
from footwise.gait.film.front_view import walk_towards_phone
from footwise.gait.film.own_sides import LEAST_CERTAINTY, OwnSides, judged_sides
from footwise.gait.film.room_view import walk_in_room
from footwise.gait.film.side_view import walk_past_phone
from footwise.gait.film.sides_of_clips import clips_with_own_sides, least_certain
from footwise.notes import NoteKind
from footwise.simulation.exchanged_legs import EXCHANGES, exchanged_legs
from footwise.simulation.simulated_film import FilmingImperfections, placed_camera, simulated_film
from footwise.simulation.uneven_gait import UNEVEN_GAITS
from footwise.video.people.left_right import keep_sides
from footwise.video.room.even_clock import on_one_clock
from footwise.video.room.triangulation import triangulate
from footwise.video.room.walk_frame import walk_frame

ERRORS = FilmingImperfections(noise_px=2.0, drift_px=2.0, drift_s=0.3, view_bias_m=0.01)


def filmed(seed, gait=None, height_m=1.2):
    """A walk past a phone on its left for even seeds, and on its right for odd ones."""
    near = ("left", "right")[seed % 2]
    phone = placed_camera(
        "side", distance_m=5, angle_deg=90 if near == "left" else -90, height_m=height_m, size_px=(1920, 1080)
    )
    duration_s = 5.0 if gait is None else 5.5 / gait.speed_m_s
    return simulated_film((phone,), gait=gait, imperfections=ERRORS, duration_s=duration_s, seed=seed), near


def wrong_and_late(walk, film):
    """Used steps that are called by the other leg's name, and those over 50 ms from their contact."""
    steps, wrong, late = walk.steps, 0, 0
    for k in np.flatnonzero(steps.used & np.isfinite(steps.contact_s)):
        own, other = (
            min(abs(steps.contact_s[k] - true.contact_s) for true in film.steps if (true.side == steps.side[k]) == mine)
            for mine in (True, False)
        )
        wrong += other < min(own, 0.2)
        late += own > 0.05
    return wrong, late


@pytest.mark.parametrize("kind", EXCHANGES)
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.requirement("R-004")
def test_exchanged_legs_get_their_own_sides_or_none(kind, seed):
    film, near = filmed(seed)
    clip = keep_sides(exchanged_legs(film.landmarks[0], film.steps, kind, np.random.default_rng([seed, 5]), near))
    walk = walk_past_phone(clip)
    assert walk.cadence_per_min == pytest.approx(120 / 1.1, rel=0.03)
    if kind == "all of the film":
        assert not walk.sides.told
    elif kind != "drawn onto one":
        assert walk.sides.told
    if walk.sides.told:
        assert wrong_and_late(walk, film) == (0, 0) and walk.steps.used.sum() >= 6


@pytest.mark.parametrize("name", UNEVEN_GAITS)
@pytest.mark.parametrize("kind", ["at mid-swing", "half of the film", "all of the film"])
@pytest.mark.requirement("R-004")
def test_people_who_limp_are_never_called_by_the_other_leg(name, kind):
    film, near = filmed(3, UNEVEN_GAITS[name])
    clip = keep_sides(exchanged_legs(film.landmarks[0], film.steps, kind, np.random.default_rng(7), near))
    walk = walk_past_phone(clip)
    assert not walk.sides.told or wrong_and_late(walk, film)[0] == 0


@pytest.mark.parametrize("angle_deg", [0, 180, 20])
@pytest.mark.parametrize("kind", [kind for kind in EXCHANGES if kind != "drawn onto one"])
def test_from_the_front_and_from_behind_shoulders_tell(angle_deg, kind):
    phone = placed_camera("front", angle_deg=angle_deg, height_m=1.75)
    film = simulated_film((phone,), imperfections=ERRORS, seed=2)
    sound = walk_towards_phone(film.landmarks[0], phone)
    assert sound.sides.told and not sound.sides.exchanged.any()
    clip = keep_sides(exchanged_legs(film.landmarks[0], film.steps, kind, np.random.default_rng(11)))
    walk = walk_towards_phone(clip, phone)
    # Obliquely the legs pass each other in the picture, and there may be too little to tell.
    assert walk.sides.told is (kind != "all of the film") or angle_deg == 20
    if walk.sides.told:
        assert wrong_and_late(walk, film)[0] == 0 and abs(walk.steps.used.sum() - sound.steps.used.sum()) <= 1
    else:
        assert not walk.steps.used.any() and "steps a minute" in " ".join(walk.refusals)


@pytest.mark.parametrize("kind", ["each step", "half of the film", "all of the film"])
def test_several_phones_are_asked_one_by_one_and_the_angle_stays(kind):
    phones = tuple(placed_camera(f"at {angle}", angle_deg=angle, height_m=1.75) for angle in (-30, 30))
    film = simulated_film(phones, imperfections=ERRORS, angles_deg={"left": 12.0, "right": 2.0}, seed=1)

    def measured(clips):
        own, sides = clips_with_own_sides(clips)
        body = triangulate(on_one_clock(own, film.true_shift_s), film.cameras)
        return walk_in_room(walk_frame(body).body(body), name="w", sides=least_certain(sides, sides))

    drawn = [
        keep_sides(exchanged_legs(clip, film.steps, kind, np.random.default_rng(k)))
        for k, clip in enumerate(film.landmarks)
    ]
    sound, walk = measured(film.landmarks), measured(drawn)
    assert sound.sides.told and walk.sides.told is (kind != "all of the film")
    if not walk.sides.told:
        assert np.isnan(walk.steps.foot_progression_angle_deg).all()
        return
    assert wrong_and_late(walk, film) == (0, 0)
    for side in ("left", "right"):
        one, two = (w.steps.foot_progression_angle_deg[w.steps.used & (w.steps.side == side)] for w in (sound, walk))
        assert np.nanmean(one) == pytest.approx(np.nanmean(two), abs=1.0)


@pytest.mark.slow
@pytest.mark.parametrize("name", [None, *UNEVEN_GAITS])
@pytest.mark.parametrize("height_m", [0.6, 1.2])
def test_no_wrong_side_of_many(name, height_m):
    for seed in range(12):
        film, near = filmed(seed, UNEVEN_GAITS.get(name), height_m)
        assert walk_past_phone(film.landmarks[0]).sides.told
        for kind in EXCHANGES:
            rng = np.random.default_rng([seed, 5])
            clip = keep_sides(exchanged_legs(film.landmarks[0], film.steps, kind, rng, near))
            try:
                walk = walk_past_phone(clip)
            except FootwiseError as refused:
                assert "cannot be told apart" in str(refused)
                continue
            assert walk.sides.certainty <= LEAST_CERTAINTY or wrong_and_late(walk, film)[0] == 0


@pytest.mark.parametrize("name", [None, *UNEVEN_GAITS])
def test_sound_films_are_left_as_they_are(name):
    for seed in (0, 1):
        film, _ = filmed(seed, UNEVEN_GAITS.get(name))
        walk = walk_past_phone(film.landmarks[0])
        assert walk.sides.told and not walk.sides.exchanged.any() and wrong_and_late(walk, film)[0] == 0


def test_the_public_clip_and_its_mirror():
    """The right leg of the woman who goes to the left is further away, and her arms swing against her legs."""
    clip = stored_clip("demo")
    for shown in (clip, mirrored_clip(clip)):
        walk = walk_past_phone(shown)
        assert walk.sides.certainty > 0.99 and not walk.sides.exchanged.any()


def test_what_is_refused_says_so_and_keeps_the_cadence():
    film, near = filmed(0)
    clip = exchanged_legs(film.landmarks[0], film.steps, "all of the film", np.random.default_rng(0), near)
    walk = walk_past_phone(clip)
    assert not walk.steps.used.any() and np.isfinite(walk.steps.contact_s).any()
    assert any(fault.kind is NoteKind.SIDES_UNKNOWN for fault in walk.steps.fault)
    (said,) = (refusal for refusal in walk.refusals if "left and right" in refusal)
    for words in ("cannot be told apart", "steps a minute", "light trousers, or mark one leg"):
        assert words in said


def test_steps_of_which_two_belong_to_one_leg_are_not_those_of_two_legs():
    def stances(*sides):
        return [Stance(side, k * 0.6, k * 0.6 + 0.7, np.nan, None, "") for k, side in enumerate(sides)]

    sure = OwnSides(0.99, np.zeros(3, dtype=bool))
    good = judged_sides(sure, stances(*("left", "right") * 4))
    assert good.certainty == 0.99 and good.cadence_per_min == pytest.approx(100)
    assert judged_sides(sure, stances("left", "left", "right", "right", "left", "left")).certainty == 0.5
    # A contact that was missed is no other leg.
    missed = stances(*("left", "right") * 4)
    assert judged_sides(sure, missed[:3] + missed[4:]).certainty == 0.99
    limp = [
        replace(row, next_contact_s=row.contact_s + (1.2 if row.side == "left" else 1.5))
        for row in stances(*("left", "right") * 4)
    ]
    assert judged_sides(sure, limp).certainty == 0.5
