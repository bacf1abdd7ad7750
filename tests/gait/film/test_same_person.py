"""A neutral stance of somebody else: one who is clearly taller or smaller is refused, one who may be is asked about."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import in_room

from footwise.errors import FootwiseError
from footwise.gait.film import RELATIVE, walk_in_room, walk_towards_phone
from footwise.gait.film.same_person import check_same_person
from footwise.simulation import FilmingImperfections, placed_camera, simulated_film, simulated_standing_film

ERRORS = FilmingImperfections(noise_px=2.0, view_bias_m=0.01)


def before_phone(taller, angle=0.0, height_m=1.75, seed=0):
    """A walk, and the stance of somebody who is so much taller, before one phone."""
    phone = placed_camera("phone1", angle_deg=angle, height_m=height_m)
    walked = simulated_film((phone,), imperfections=ERRORS, seed=seed).landmarks[0]
    film = simulated_standing_film((phone,), imperfections=ERRORS, seed=seed)
    error = film.landmarks[0].points_px - phone.project(film.body_m)
    stood = replace(film.landmarks[0], points_px=phone.project(taller * film.body_m) + error, name="stand1")
    stood = replace(stood, source=stood.source.with_name("stand1.mp4"))
    return walk_towards_phone(walked, phone, neutral=stood)


def in_the_room(taller):
    walked, stood = (in_room(film((placed_camera("a"),))) for film in (simulated_film, simulated_standing_film))
    return walk_in_room(walked, name="w", neutral=replace(stood, positions_m=taller * stood.positions_m))


@pytest.mark.parametrize("angle", [0.0, 180.0])
@pytest.mark.parametrize("height_m", [1.5, 1.75])
def test_the_walker_is_the_walker(angle, height_m):
    for seed in range(3):
        found = before_phone(1.0, angle, height_m, seed)
        assert found.label == RELATIVE and not any("is it the same" in note.text for note in found.notes)
    assert not any("is it the same" in note.text for note in in_the_room(1.0).notes)


@pytest.mark.parametrize(("taller", "said"), [(0.87, "13 % smaller"), (1.14, "14 % taller")])
@pytest.mark.requirement("R-020")
def test_somebody_clearly_taller_or_smaller_is_refused(taller, said):
    with pytest.raises(FootwiseError, match=f"stand1: shows a person who is 1[1-6] % {said.split()[2]} than the one"):
        before_phone(taller)
    with pytest.raises(FootwiseError, match=f"w, neutral stance: shows a person who is {said} than the one who walks"):
        in_the_room(taller)


@pytest.mark.requirement("R-020")
def test_somebody_who_may_be_another_is_asked_about():
    note = "the person in the neutral stance seems 7 % taller than the one who walks: is it the same?"
    found = in_the_room(1.07)
    assert found.label == RELATIVE and note in [said.text for said in found.notes]
    assert any("is it the same?" in said.text for said in before_phone(1.07).notes)


def test_who_was_never_seen_whole_is_not_compared():
    for stood, walked in ((np.nan, 1.4), (1.4, np.nan), (0.0, 1.4)):
        assert check_same_person("a", stood, walked) == ""
