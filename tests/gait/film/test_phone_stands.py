"""Walks before phones that move: simulated pans, zooms and hands that carry a phone, and the truth of the feet."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import in_room, side_phone, stored_clip

from footwise.errors import FootwiseError
from footwise.gait.film import (
    RELATIVE,
    Standing,
    phone_motion,
    walk_in_room,
    walk_past_phone,
    walk_towards_phone,
    walked_s,
)
from footwise.recordings.film import UNKNOWN
from footwise.simulation import (
    FilmingImperfections,
    PhoneMovement,
    placed_camera,
    simulated_film,
    simulated_standing_film,
)

STILL = PhoneMovement()
MOVED = {
    "panned": PhoneMovement(pan_deg=3.5),
    "tilted": PhoneMovement(tilt_deg=-3.5),
    "rolled": PhoneMovement(roll_deg=3.0),
    "zoomed": PhoneMovement(zoom_pct=3.5),
    "carried": PhoneMovement(follows_m_s=(1.2, 0.0), shaken=True),
    "carried by a steady hand": PhoneMovement(follows_m_s=(1.2, 0.0)),
}
FOOT_M = 0.19


def towards(movement, angle=0.0, phone=None, **options):
    """A clip of a walk, and one of the person standing before the same phone."""
    camera = phone or placed_camera("phone1", angle_deg=angle, height_m=1.75)
    film = simulated_film(
        (camera,), imperfections=FilmingImperfections(noise_px=1.0, moves={camera.name: movement}), **options
    )
    return film.landmarks[0], camera, simulated_standing_film((camera,)).landmarks[0]


@pytest.mark.parametrize("what", MOVED)
@pytest.mark.parametrize("angle", [0.0, 180.0])
def test_one_phone_that_moves_gives_no_angle_and_says_so(what, angle):
    clip, camera, stood = towards(MOVED[what], angle)
    found = walk_towards_phone(clip, camera, neutral=stood, foot_length_m=FOOT_M)
    assert found.label == "" and np.isnan(found.steps.foot_progression_angle_deg).all()
    assert not found.angle_deg and np.isnan(found.steps.stride_m).all()
    assert found.phones[0].standing is Standing.MOVES
    assert "while the person walked, phone1" in found.refusals[0] and "tripod" in found.refusals[0]
    assert not any("treadmill" in note.text or "facing" in note.text for note in found.notes)
    stride = found.steps.stride_s[found.steps.used]
    stride = stride[np.isfinite(stride)]
    assert len(stride) and np.median(stride) == pytest.approx(1.1, rel=0.05 if angle else 0.03)


def test_times_are_those_of_a_phone_that_stood_where_it_was_turned_and_shaken():
    true = walk_towards_phone(*towards(STILL)[:2]).steps
    found = walk_towards_phone(*towards(PhoneMovement(pan_deg=4.0, zoom_pct=3.0, shaken=True))[:2]).steps
    for measure in ("stride_s", "stance_s"):
        values = [np.nanmedian(getattr(steps, measure)[steps.used]) for steps in (found, true)]
        assert values[0] == pytest.approx(values[1], abs=0.03)


@pytest.mark.parametrize("angle", [0.0, 180.0])
def test_a_phone_that_stands_gives_what_it_gave(angle):
    clip, camera, stood = towards(STILL, angle)
    assert phone_motion(clip).standing is Standing.STANDS
    measured = [
        walk_towards_phone(one, camera, neutral=stood, foot_length_m=FOOT_M)
        for one in (clip, replace(clip, camera_motion=None))
    ]
    for one, other in zip(measured[0].steps.foot_progression_angle_deg, measured[1].steps.foot_progression_angle_deg,
                          strict=True):  # fmt: skip
        np.testing.assert_equal(one, other)
    assert measured[0].label == RELATIVE and measured[0].notes == measured[1].notes


@pytest.mark.parametrize("angle", [0.0, 180.0])
def test_times_of_a_walker_whom_a_phone_is_carried_after(angle):
    """With 1 cm of view bias, which turns where the feet seem to point."""
    camera = placed_camera("phone1", angle_deg=angle, height_m=1.75)
    for seed in range(3):
        imperfections = FilmingImperfections(noise_px=2.0, view_bias_m=0.01, moves={"phone1": MOVED["carried"]})
        clip = simulated_film((camera,), imperfections=imperfections, seed=seed).landmarks[0]
        steps = walk_towards_phone(clip, camera).steps
        assert steps.used.sum() >= 8
        assert np.nanmedian(steps.stride_s[steps.used]) == pytest.approx(1.1, rel=0.03)


def test_from_the_side_times_and_knees_stay():
    still = walk_past_phone(towards(STILL, phone=side_phone())[0])
    assert not still.notes and still.phones[0].standing is Standing.STANDS
    for what in ("panned", "zoomed"):
        found = walk_past_phone(towards(MOVED[what], phone=side_phone())[0])
        assert any(note.text.startswith(f"side {found.phones[0].what}") for note in found.notes)
        for measure in ("stride_s", "stance_s"):
            values = [np.nanmedian(getattr(walk.steps, measure)[walk.steps.used]) for walk in (found, still)]
            assert values[0] == pytest.approx(values[1], abs=0.03)
        knees = [np.nanmedian(walk.steps.knee_flexion_peak_deg[walk.steps.used]) for walk in (found, still)]
        assert knees[0] == pytest.approx(knees[1], abs=2.0)


def on_a_belt(movement):
    """The body held in its place, as on a treadmill, before a wall that does what `movement` makes of it."""
    clip, camera, stood = towards(PhoneMovement(follows_m_s=(1.2, 0.0)))
    wall = towards(movement)[0].camera_motion
    return replace(clip, camera_motion=wall), camera, stood


def test_a_treadmill_is_one_only_where_the_room_stands_still():
    clip, camera, stood = on_a_belt(STILL)
    found = walk_towards_phone(clip, camera, neutral=stood, foot_length_m=FOOT_M)
    assert found.label == RELATIVE and any("treadmill" in note.text for note in found.notes)
    for movement in (MOVED["carried"], MOVED["panned"]):
        clip, camera, stood = on_a_belt(movement)
        found = walk_towards_phone(clip, camera, neutral=stood, foot_length_m=FOOT_M)
        assert found.label == "" and not any("treadmill" in note.text for note in found.notes)


def blank(clip):
    """The same clip before a wall on which there is nothing to follow."""
    wall = clip.camera_motion
    nothing = np.full(len(wall), UNKNOWN)
    lost = np.full(len(wall), np.nan)
    return replace(
        clip,
        camera_motion=replace(
            wall, part=nothing, shift_px=np.full((len(wall), 2), np.nan), turn_deg=lost, zoom=lost, points=0 * nothing
        ),
    )


def test_before_a_blank_wall_it_is_said_that_nobody_knows():
    clip, camera, stood = towards(STILL)
    found = walk_towards_phone(blank(clip), camera, neutral=stood, foot_length_m=FOOT_M)
    assert found.label == RELATIVE and found.phones[0].standing is Standing.UNKNOWN
    assert any("cannot be checked" in note.text and "a door, a picture" in note.text for note in found.notes)
    clip, camera, stood = on_a_belt(STILL)
    found = walk_towards_phone(blank(clip), camera, neutral=stood, foot_length_m=FOOT_M)
    assert found.label == "" and "as on a treadmill or before a phone that follows" in found.refusals[0]
    assert np.isnan(found.steps.foot_progression_angle_deg).all() and found.steps.used.any()


def test_nobody_stood_in_a_walk_before_a_carried_phone_or_in_slow_motion():
    """Both feet on the floor for a second of a film that plays at an eighth of its speed are no neutral stance."""
    clip, camera, _ = towards(STILL, rate_hz=480.0, duration_s=2.0)
    slow = replace(clip, time_s=8 * clip.time_s, camera_motion=None)
    with pytest.raises(FootwiseError, match="no second in which both feet stand still"):
        walk_towards_phone(slow, camera, neutral=slow)
    for what in ("carried", "carried by a steady hand"):
        clip, camera, _ = towards(MOVED[what])
        unwatched = replace(clip, camera_motion=None)
        with pytest.raises(FootwiseError, match="no second in which both feet stand still"):
            walk_towards_phone(unwatched, camera, neutral=unwatched)


@pytest.mark.parametrize("pan_deg", [1.5, 4.0])
def test_a_phone_that_moved_while_the_person_stood_gives_no_angle(pan_deg):
    clip, camera, _ = towards(STILL)
    moves = FilmingImperfections(moves={"phone1": PhoneMovement(pan_deg=pan_deg)})
    stood = simulated_standing_film((camera,), imperfections=moves).landmarks[0]
    assert stood.camera_motion is not None
    found = walk_towards_phone(clip, camera, neutral=replace(stood, name="stand1", source=stood.source / "x"))
    assert found.label == "" and "stand1 moved by" in found.refusals[0]


def test_one_of_the_phones_around_a_walk_moved():
    film = simulated_film((placed_camera("a"),))
    clip = towards(MOVED["panned"])[0]
    found = walk_in_room(in_room(film), name="w", phones=[phone_motion(towards(STILL)[0]), phone_motion(clip)])
    assert found.label == "" and "phone1 moved by" in found.refusals[0]
    assert found.steps.used.any() and np.isfinite(found.steps.knee_flexion_peak_deg[found.steps.used]).any()


@pytest.mark.parametrize("rate", [1.0, 0.5])
def test_when_the_person_walks(rate):
    """She is seen from 1.5 to 6.5 s, and walks all the time; who stands before and after has no walk then."""
    clip = stored_clip("demo")
    begin, end = (rate * at for at in walked_s(replace(clip, time_s=clip.time_s / rate)))
    assert begin == pytest.approx(1.5, abs=0.2) and end == pytest.approx(6.5, abs=0.2)
    still, walked = np.repeat(clip.points_px[100:101], 90, axis=0), clip.points_px[100:180]
    whole = replace(
        clip,
        points_px=np.concatenate([still, walked, np.repeat(walked[-1:], 90, axis=0)]),
        visibility=np.ones((260, 33)),
        time_s=np.arange(260) / 30 / rate,
    )
    begin, end = (rate * at for at in walked_s(whole))
    assert begin == pytest.approx(3.0, abs=0.3) and end == pytest.approx(5.6, abs=0.3)
