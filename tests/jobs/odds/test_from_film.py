"""From films to what changed: what is asked of them before anybody looks at a picture, and what refuses them after."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from footwise.errors import ErrorKind, FootwiseError
from footwise.gait.film import walk_in_room, walk_towards_phone
from footwise.jobs.film import FilmMeasurement
from footwise.jobs.odds import OddsRequest, from_film, measure_changes
from footwise.loads.film import ONE_PHONE, SEVERAL_PHONES
from footwise.prescription.odds import NAMES
from footwise.simulation import (
    Posture,
    changed_posture,
    mean_body,
    placed_camera,
    simulated_film,
    simulated_standing_film,
    true_posture,
)
from footwise.video.room import CameraClock, on_one_clock, triangulate, walk_frame

NATURAL = Posture(heel_width=0.13, knee_follows=0.8)
TURNED = changed_posture(NATURAL, foot_angle=-10, heel_width=0.02)
STILL = CameraClock((0.0,), (0.0,))


@pytest.fixture(scope="module")
def room():
    """A picture with corners everywhere, as a furnished room has."""
    rng = np.random.default_rng(1)
    return np.kron(rng.integers(0, 255, (60, 34, 3)), np.ones((16, 16, 1))).astype(np.uint8)


@pytest.fixture
def filmed(tmp_path, monkeypatch, room):
    """Two films on the disk, and a way to say what they show."""

    def put(phones=1, changed=TURNED, speed_m_s=1.2, picture=None, edit=lambda measured: measured):
        walks = {}
        for name, posture, speed in (("natural", NATURAL, 1.2), ("toe_in", changed, speed_m_s)):
            measured = one_phone(posture, speed) if phones == 1 else two_phones(posture, speed)
            folder = tmp_path / name
            paths = [tmp_path / f"{name}.mp4"] if phones == 1 else [folder / f"{k}.mp4" for k in range(phones)]
            for path in paths:
                path.parent.mkdir(exist_ok=True)
                path.touch()
            clips = tuple(replace(clip, source=path) for clip, path in zip(measured.clips, paths, strict=True))
            walks[name] = replace(measured, clips=clips)
        walks["toe_in"] = edit(walks["toe_in"])
        by_first_film = {walk.clips[0].source: walk for walk in walks.values()}
        monkeypatch.setattr(from_film, "measure_films", lambda request: [by_first_film[request.clips[0]]])

        def pictures(path: Path):
            yield path.name, room if picture is None or "natural" in str(path) else picture

        monkeypatch.setattr(from_film, "named_pictures", pictures)
        ends = ".mp4" if phones == 1 else ""
        return tmp_path / f"natural{ends}", tmp_path / f"toe_in{ends}"

    return put


def one_phone(posture, speed_m_s):
    cameras = (placed_camera("phone", height_m=1.7),)
    stood = simulated_standing_film(cameras, angles_deg={"left": 6.0, "right": 8.0})
    film = simulated_film(cameras, body=mean_body(posture, speed_m_s=speed_m_s))
    clip = film.landmarks[0]
    walk = walk_towards_phone(clip, cameras[0], neutral=stood.landmarks[0], foot_length_m=0.19)
    return FilmMeasurement(walk, (clip,), cameras, STILL)


def two_phones(posture, speed_m_s):
    cameras = tuple(placed_camera(f"at {angle}", angle_deg=angle) for angle in (-35, 35))
    film = simulated_film(cameras, body=mean_body(posture, speed_m_s=speed_m_s))
    body = triangulate(on_one_clock(film.landmarks, film.true_shift_s), film.cameras)
    walk = walk_in_room(walk_frame(body).body(body), name="simulated")
    return FilmMeasurement(walk, film.landmarks, cameras, CameraClock((0.0,) * 2, (0.0,) * 2))


def asked(phones=1, **more):
    given = {"floor": Path("sheet.jpg")} if phones == 1 else {"calibration": Path("calib.toml")}
    return OddsRequest(side="left", **given, **more)


def refused(walks, request=None):
    with pytest.raises(FootwiseError) as caught:
        measure_changes(*walks, request or asked())
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("phones, source", [(1, ONE_PHONE), (2, SEVERAL_PHONES)])
def test_films_become_changes(filmed, phones, source):
    found = measure_changes(*filmed(phones), asked(phones, foot_length_m=0.19))
    assert found.source == source and found.achieved_deg == pytest.approx(-10, abs=0.3)
    true = [true_posture(mean_body(posture), "left")["tibia_tilt"] for posture in (NATURAL, TURNED)]
    assert found.change[NAMES.index("tibia_tilt")] == pytest.approx(true[1] - true[0], abs=0.3)
    assert np.isfinite(found.change[NAMES.index("pelvic_rotation")]) == (phones == 2)


def test_films_without_a_common_floor_are_refused_before_they_are_looked_at(filmed, monkeypatch):
    walks = filmed()
    monkeypatch.setattr(from_film, "measure_films", lambda request: pytest.fail("looked at the pictures"))
    error = refused(walks, OddsRequest(side="left"))
    assert error.kind is ErrorKind.REFUSAL and "no common floor" in str(error)


def test_other_phones_than_before_are_refused(filmed):
    walks = filmed(2)
    (walks[1] / "1.mp4").unlink()
    assert "1 films of the walk, and the natural walk 2" in str(refused(walks, asked(2)))


@pytest.mark.parametrize("turn, said", [("turned", "turned by"), ("zoomed", "zoomed or moved")])
def test_a_phone_that_was_turned_or_zoomed_between_the_walks_is_refused(filmed, room, turn, said):
    cv2 = pytest.importorskip("cv2")
    middle = (room.shape[1] / 2, room.shape[0] / 2)
    warp = cv2.getRotationMatrix2D(middle, 2.0 if turn == "turned" else 0.0, 1.0 if turn == "turned" else 1.06)
    moved = cv2.warpAffine(room, warp, (room.shape[1], room.shape[0]))
    assert said in str(refused(filmed(picture=moved)))


def test_a_film_from_another_place_is_refused(filmed, room):
    rng = np.random.default_rng(2)
    elsewhere = np.kron(rng.integers(0, 255, (60, 34, 3)), np.ones((16, 16, 1))).astype(np.uint8)
    assert "nothing in common" in str(refused(filmed(picture=elsewhere)))


def test_a_bare_wall_is_said(filmed, room):
    found = measure_changes(*filmed(picture=np.full_like(room, 90)), asked())
    assert any("nobody knows if the phone stood in one place" in note.text for note in found.notes)


def test_a_walk_that_is_faster_is_refused(filmed):
    assert "speed alone" in str(refused(filmed(speed_m_s=1.37)))


def test_films_without_a_foot_angle_or_without_sides_are_refused(filmed):
    def no_angle(measured):
        return replace(measured, walk=replace(measured.walk, label="", refusals=("no foot angle: the phone moved",)))

    assert "the phone moved" in str(refused(filmed(edit=no_angle)))


def test_the_films_of_a_folder_are_those_in_it(tmp_path):
    for name in ("b.MP4", "a.mov", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in from_film.films_of(tmp_path)] == ["a.mov", "b.MP4"]
