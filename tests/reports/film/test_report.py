from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import fields, replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import other_side
from tests.reports.film.filmed import FRAMES, filmed_walk
from tests.reports.page_reader import Page, assert_self_contained

from footwise.gait.film import PhoneMotion, Standing
from footwise.gait.film.own_sides import OwnSides
from footwise.gait.film.side_view import NO_ANGLE_FROM_SIDE
from footwise.gait.film.walk import IN_ROOM, RELATIVE
from footwise.notes import Note
from footwise.recordings.film.body_landmarks import BodyLandmarks
from footwise.recordings.film.picture_landmarks import LANDMARKS
from footwise.reports.film import filmed_walk_report, filmed_walk_sentences
from footwise.reports.film import report as video_walk
from footwise.reports.film.cameras import CameraRow, camera_rows
from footwise.reports.film.steps_from_above import steps_from_above
from footwise.reports.film.which_leg import which_leg_words
from footwise.reports.film.words import angle_words, mean_sentence, mean_words
from footwise.video.room.calibration_quality import CalibrationQuality, CameraQuality


def from_the_side():
    knees = {side: 30 + 30 * np.sin(np.arange(FRAMES) / 5) for side in ("left", "right")}
    walk = filmed_walk()
    steps = replace(walk.steps, angle_frames=(np.empty(0, dtype=int),) * 3)
    return replace(
        walk, steps=steps, label="", view="side", angle_deg={}, flat={}, floor_m={}, knee_flexion_deg=knees,
        refusals=(NO_ANGLE_FROM_SIDE,),
    )  # fmt: skip


def test_shows_the_numbers_of_the_steps():
    page = assert_self_contained(filmed_walk_report([filmed_walk()]))
    assert "Left foot: 7.3° further out than in neutral stance, 1 of 2 steps used." in page.text
    said = "Right foot: 2.6° further in than in neutral stance, 1 of 1 steps used, not seen whole."
    assert said in page.text
    assert "no: the person turns" in page.text and "yes: ends after the clip" in page.text
    assert "1.1°" in page.text and "0.70" in page.text and "1.10" in page.text
    # Which leg is left, the steps from above, and both feet.
    assert len(page.pictures) == 4


@pytest.mark.requirement("R-033")
def test_a_relative_angle_is_never_called_toe_out():
    """A foot that toes in may still point further out than in neutral stance."""
    text = assert_self_contained(filmed_walk_report([filmed_walk()])).text
    assert not re.findall(r"\d° toe-", text)
    assert len(re.findall(r"\d+\.\d° further (?:in|out)", text)) == 6
    assert "0° is how the foot pointed while the person stood still" in text
    assert "Foot angle, relative to your neutral stance" in text


@pytest.mark.parametrize("label", [RELATIVE, IN_ROOM])
def test_feet_seen_from_above_are_turned_as_the_numbers_say(label, monkeypatch):
    """Against neutral stance the lines from heel to toe would show the angles in the room beside relative numbers."""
    drawn = []

    def kept(what, steps, path_m, alt, **options):
        drawn.append((what, steps, options))
        return steps_from_above(what, steps, path_m, alt, **options)

    monkeypatch.setattr(video_walk, "steps_from_above", kept)
    page = assert_self_contained(filmed_walk_report([filmed_walk(label=label)]))
    ((what, steps, options),) = drawn
    shown = {}
    for step in steps:
        along, across = step.toe_m - step.heel_m
        outward = np.degrees(np.arctan2(across if step.side == "left" else -across, along))
        shown[step.side, step.used] = outward
    if label == RELATIVE:
        assert shown == pytest.approx({("left", True): 7.3, ("right", True): -2.6})
        assert "relative to your neutral stance" in what and options["outwards"] == "further out"
        assert "turned from the way of the body by its angle" in page.text
    else:
        raw = np.degrees(np.arctan2(0.02, 0.2))
        assert shown == pytest.approx({("left", True): raw, ("left", False): raw, ("right", True): -raw})
        assert what == "Steps from above" and "turned from the way" not in page.text


def test_absolute_angles_carry_their_constant():
    text = assert_self_contained(filmed_walk_report([filmed_walk(label=IN_ROOM)])).text
    assert "may be off together by 5 to 10°" in text and "after a new set-up the constant is another" in text
    assert "absolute" not in text and "always by the same" not in text and "not touched by it" not in text
    assert "Left foot: 7.3° toe-out (a constant of 5 to 10° of this foot is not known), 1 of 2" in text
    assert "further" not in text and "neutral stance" not in text


def test_mean_and_standard_error_over_used_steps():
    walk = filmed_walk(label=IN_ROOM)
    steps = replace(
        walk.steps,
        side=np.array(["left"] * 3),
        foot_progression_angle_deg=np.array([4.0, 6.0, 11.0]),
        fault=(None,) * 3,
    )
    text = assert_self_contained(filmed_walk_report([replace(walk, steps=steps)])).text
    constant = "(a constant of 5 to 10° of this foot is not known)"
    assert f"Left foot: 7.0° ± 2.1° toe-out {constant}, 3 of 3 steps used." in text
    assert "Right foot: no angle, 0 of 0 steps used." in text


def test_from_the_side_the_angle_is_refused_and_the_knee_shown():
    page = assert_self_contained(filmed_walk_report([from_the_side()]))
    assert "No foot angle: from the side" in page.text
    assert "two phones in front of the walk, one 30° to each side" in page.text
    assert "toe-out." not in page.text.split("What the numbers mean")[0]
    assert [name.split(" over")[0] for name in page.pictures[1:]] == [
        "Knee flexion of the left leg", "Knee flexion of the right leg",
    ]  # fmt: skip


def test_films_beside_the_page_and_hostile_names():
    name = 'a:b"><script>alert(1)</script> 日本.mp4'
    walk = filmed_walk(name=name, notes=(Note("<b>note"),))
    html = filmed_walk_report([walk], overlays=[[name]])
    page = Page(html)
    assert "script" not in page.tags and "<b>" not in html
    assert name in page.text and "<b>note" in page.text.lower()
    assert page.tags.count("video") == 1
    films = [link for link in page.links if not link.startswith("#")]
    assert len(films) == 3 and all(re.fullmatch(r"\./[\w.%~/-]+", film) for film in films)


def test_a_film_is_a_picture_before_it_is_played_and_in_print_and_comes_after_the_numbers():
    html = filmed_walk_report([filmed_walk()], overlays=[["walk.mp4"]], posters={"walk.mp4": b"\xff\xd8picture"})
    picture = "data:image/jpeg;base64," + b64encode(b"\xff\xd8picture").decode()
    assert f'poster="{picture}"' in html
    assert f'<img class="printed" src="{picture}" alt="A picture of walk.mp4' in html
    assert html.index("<h3>Every step</h3>") < html.index("<video")


def test_cameras_and_what_to_do():
    row = CameraRow("cam03", 0.95, 13.8, 0.12, "cam03 does not fit the others: calibrate it again")
    text = assert_self_contained(filmed_walk_report([filmed_walk()], quality=[[row]])).text
    assert "cam03" in text and "95 %" in text and "13.8" in text and "12 %" in text and "calibrate it again" in text


def test_rejected_share_of_a_camera():
    used = np.ones((2, 10, len(LANDMARKS)), dtype=bool)
    used[1, :5] = False
    body = BodyLandmarks(60.0, np.zeros((10, len(LANDMARKS), 3)), np.zeros((10, len(LANDMARKS))), used, ("a", "b"))
    cameras = tuple(CameraQuality(name, share, 5, 6, 7, 8) for name, share in (("a", 1.0), ("b", 1.0), ("c", 0.0)))
    rows = camera_rows(
        CalibrationQuality(cameras, 5.0, "", ("a", "b"), (Note("c sees nobody: turn it", about="c"),)), body
    )
    assert [row.rejected_share for row in rows[:2]] == [0.0, 0.5]
    assert np.isnan(rows[2].rejected_share) and rows[2].remark == "c sees nobody: turn it"


def test_a_remark_finds_its_camera_whatever_its_name():
    """The first word of a note was taken for the name, and a camera that was left out was called good."""
    names = ("walk 1", "walk 1 b", "c", "d")
    used = np.ones((2, 10, len(LANDMARKS)), dtype=bool)
    points = np.zeros((10, len(LANDMARKS), 3))
    body = BodyLandmarks(60.0, points, points[..., 0], used, ("walk 1", "c"))
    cameras = tuple(CameraQuality(name, 1.0, 5, 6, 7, 8) for name in names)
    quality = CalibrationQuality(
        cameras, 5.0, "walk 1 b", ("walk 1", "c"), (Note("walk 1 b does not fit the others", about="walk 1 b"),)
    )
    rows = {row.camera: row for row in camera_rows(quality, body)}
    assert rows["walk 1 b"].remark == "walk 1 b does not fit the others" and not rows["walk 1"].remark
    assert not rows["c"].remark and rows["d"].rejected_share == 1 and "left out" in rows["d"].remark


def test_words_of_an_angle():
    assert angle_words(7.24, IN_ROOM) == "7.2° toe-out" and angle_words(-3.4, IN_ROOM, 0) == "3° toe-in"
    assert angle_words(7.24, RELATIVE) == "7.2° further out" and angle_words(-3.4, RELATIVE, 0) == "3° further in"
    assert angle_words(0.2, RELATIVE, 0) == "0°" and angle_words(np.nan, RELATIVE) == "–"
    # Steps that agree do not make an angle certain.
    assert mean_words(np.array([7.0, 7.01]), IN_ROOM) == "7.0° ± <0.1° toe-out"
    assert mean_words(np.array([0.5, -0.5]), RELATIVE) == "0.0° ± 0.5°"


def test_a_headline_from_steps_that_were_cut_says_so():
    walk = filmed_walk(label=IN_ROOM)
    steps = replace(walk.steps, side=np.array(["left"] * 3), fault=(None,) * 3, note=("begins before the clip",) * 3)
    assert "3 of 3 steps used, none of them seen whole." in filmed_walk_sentences(replace(walk, steps=steps))[0]
    steps = replace(steps, note=("begins before the clip", "", ""))
    assert "3 of 3 steps used." in filmed_walk_sentences(replace(walk, steps=steps))[0]


def test_what_times_and_errors_are_off_is_said():
    text = assert_self_contained(filmed_walk_report([from_the_side()])).text
    assert "stances are 0.05 to 0.06 s too long" in text and "0.03 s early" in text
    text = assert_self_contained(filmed_walk_report([filmed_walk()])).text
    assert "scatter of the steps" in text and "not that the angle is right" in text


@pytest.mark.requirement("R-032")
def test_change_of_load_is_exploratory_and_absent_without():
    text = assert_self_contained(filmed_walk_report([filmed_walk()])).text
    assert "xploratory" not in text
    text = assert_self_contained(filmed_walk_report([filmed_walk()], load_changes=["cannot be told"])).text
    assert "Exploratory: change of knee load" in text and "cannot be told" in text


def test_simulated_is_said():
    assert "Simulated" in assert_self_contained(filmed_walk_report([filmed_walk()], simulated=True)).text
    assert "Simulated" not in assert_self_contained(filmed_walk_report([filmed_walk()])).text


def test_is_the_same_every_time():
    assert filmed_walk_report([filmed_walk(), from_the_side()]) == filmed_walk_report([filmed_walk(), from_the_side()])


def test_a_walk_without_a_used_step():
    walk = filmed_walk()
    steps = replace(walk.steps, fault=(Note("x"),) * 3, foot_progression_angle_deg=np.full(3, np.nan))
    text = assert_self_contained(filmed_walk_report([replace(walk, steps=steps)])).text
    assert "Left foot: no angle, 0 of 2 steps used." in text


@pytest.mark.parametrize(
    ("angles", "said"),
    [
        ([6.0, 8.0], "7.0° ± 1.0° further out than in neutral stance"),
        ([-0.06], "0.1° further in than in neutral stance"),
        ([0.04], "0.0°, as in neutral stance"),
        ([], "–, as in neutral stance"),
    ],
)
def test_a_mean_is_told_against_neutral_stance_as_far_as_it_is_written(angles, said):
    assert mean_sentence(np.array(angles), RELATIVE) == said


def test_one_phone_asks_whether_left_is_left_and_several_do_not():
    walk = from_the_side()
    page = assert_self_contained(filmed_walk_report([walk]))
    assert "The affected leg is on this side: is it?" in page.text and "Front cameras" in page.text
    assert which_leg_words(walk) in page.text
    order = [LANDMARKS.index(other_side(name)) for name in LANDMARKS]
    mirror = replace(walk, motion=replace(walk.motion, points=walk.motion.points[:, order]))
    told = {which_leg_words(one).rpartition("at the ")[2] for one in (walk, mirror)}
    assert told == {"left of the picture", "right of the picture"}
    room = replace(walk.motion, points=np.concatenate([walk.motion.points, walk.motion.points[..., :1]], axis=2))
    assert which_leg_words(replace(walk, motion=room)) == ""
    assert "is it?" not in filmed_walk_report([replace(walk, motion=room, knee_flexion_deg={})])


def test_a_phone_that_moved_is_drawn():
    time_s = np.arange(20) / 10
    nothing = np.zeros(20)
    moved = PhoneMotion("phone2", Standing.MOVES, 4.1, 3.0, (0.2, 1.8), time_s, 2 * time_s, nothing, nothing, time_s)
    page = assert_self_contained(filmed_walk_report([replace(from_the_side(), phones=(moved,))]))
    assert "How the phone moved" in page.text
    assert [name.split(" over")[0] for name in page.pictures[1:3]] == ["Where phone2 pointed", "Zoom of phone2"]
    still = replace(moved, standing=Standing.STANDS, drift_deg=0.1, zoom_pct=0.1)
    lost = replace(moved, standing=Standing.UNKNOWN)
    for phone in (still, lost):
        assert "How the phone moved" not in filmed_walk_report([replace(from_the_side(), phones=(phone,))])


def test_one_step_of_thirteen_is_no_headline():
    walk = filmed_walk()
    steps = walk.steps
    many = replace(steps, **{
        field.name: (
            tuple(getattr(steps, field.name)[0] for _ in range(13))
            if isinstance(getattr(steps, field.name), tuple)
            else np.repeat(getattr(steps, field.name)[:1], 13, axis=0)
        )
        for field in fields(steps)
    })  # fmt: skip
    for used, said in ((1, "too few to stand for the walk"), (3, "3 of 13 steps used.")):
        faults = (None,) * used + (Note("x"),) * (13 - used)
        shown = replace(walk, steps=replace(many, fault=faults))
        assert said in assert_self_contained(filmed_walk_report([shown])).text
        assert np.isfinite(shown.cadence_per_min) == (used == 3)


def test_legs_that_nobody_can_tell_apart_have_no_numbers_and_no_name():
    walk = replace(from_the_side(), sides=OwnSides(0.5, np.zeros(0, dtype=bool), 101.0))
    assert walk.cadence_per_min == 101.0
    page = assert_self_contained(filmed_walk_report([walk]))
    assert "Left leg: nothing, since nobody can say which leg it is." in page.text
    assert "is it?" not in page.text and "knee flexion of the" not in page.text.lower()
    assert which_leg_words(walk) == ""
