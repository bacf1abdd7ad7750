from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from footwise.gait.video_side_view import NO_ANGLE_FROM_SIDE
from footwise.gait.video_walk import IN_ROOM
from footwise.recordings.body_landmarks import BodyLandmarks
from footwise.recordings.picture_landmarks import LANDMARKS
from footwise.reports import video_walk_report
from footwise.reports.video_cameras import CameraRow, camera_rows
from footwise.video.camera_quality import CalibrationQuality, CameraQuality

from .filmed import FRAMES, filmed_walk
from .page_reader import Page, assert_self_contained


def from_the_side():
    knees = {side: 30 + 30 * np.sin(np.arange(FRAMES) / 5) for side in ("left", "right")}
    return replace(
        filmed_walk(), label="", view="side", angle_deg={}, flat={}, floor_m={}, knee_flexion_deg=knees,
        refusals=(NO_ANGLE_FROM_SIDE,),
    )  # fmt: skip


def test_shows_the_numbers_of_the_steps():
    page = assert_self_contained(video_walk_report([filmed_walk()]))
    assert "Left foot: 7.3° toe-out (relative to your neutral stance), 1 of 2 steps used." in page.text
    assert "Right foot: 2.6° toe-in (relative to your neutral stance), 1 of 1 steps used." in page.text
    assert "no: the person turns" in page.text and "yes: ends after the clip" in page.text
    assert "1.1°" in page.text and "0.70" in page.text and "1.10" in page.text
    assert len(page.pictures) == 3


def test_the_label_stands_beside_every_relative_angle():
    text = assert_self_contained(video_walk_report([filmed_walk()])).text
    angles = re.findall(r"\d+\.\d° toe-(?:in|out)(.{5})", text)
    assert len(angles) == 6
    assert all(after.startswith((" rel.", " (rel")) for after in angles)
    assert "0° is how the foot pointed while the person stood still" in text


def test_absolute_angles_carry_their_constant():
    text = assert_self_contained(video_walk_report([filmed_walk(label=IN_ROOM)])).text
    assert "may be off together by 5 to 10°" in text
    assert "rel." not in text and "neutral stance" not in text


def test_mean_and_standard_error_over_used_steps():
    walk = filmed_walk(label=IN_ROOM)
    steps = replace(
        walk.steps,
        side=np.array(["left"] * 3),
        foot_progression_angle_deg=np.array([4.0, 6.0, 11.0]),
        fault=("", "", ""),
    )
    text = assert_self_contained(video_walk_report([replace(walk, steps=steps)])).text
    assert "Left foot: 7.0° ± 2.1° toe-out, 3 of 3 steps used." in text
    assert "Right foot: no angle, 0 of 0 steps used." in text


def test_from_the_side_the_angle_is_refused_and_the_knee_shown():
    page = assert_self_contained(video_walk_report([from_the_side()]))
    assert "No foot angle: from the side" in page.text
    assert "two phones in front of the walk, one 30° to each side" in page.text
    assert "toe-out." not in page.text.split("What the numbers mean")[0]
    assert [name.split(" over")[0] for name in page.pictures] == [
        "Knee flexion of the left leg", "Knee flexion of the right leg",
    ]  # fmt: skip


def test_films_beside_the_page_and_hostile_names():
    name = 'a:b"><script>alert(1)</script> 日本.mp4'
    walk = filmed_walk(name=name, notes=("<b>note",))
    html = video_walk_report([walk], overlays=[[name]])
    page = Page(html)
    assert "script" not in page.tags and "<b>" not in html
    assert name in page.text and "<b>note" in page.text.lower()
    assert page.tags.count("video") == 1
    films = [link for link in page.links if not link.startswith("#")]
    assert len(films) == 3 and all(re.fullmatch(r"\./[\w.%~/-]+", film) for film in films)


def test_cameras_and_what_to_do():
    row = CameraRow("cam03", 0.95, 13.8, 0.12, "cam03 does not fit the others: calibrate it again")
    text = assert_self_contained(video_walk_report([filmed_walk()], quality=[[row]])).text
    assert "cam03" in text and "95 %" in text and "13.8" in text and "12 %" in text and "calibrate it again" in text


def test_rejected_share_of_a_camera():
    used = np.ones((2, 10, len(LANDMARKS)), dtype=bool)
    used[1, :5] = False
    body = BodyLandmarks(60.0, np.zeros((10, len(LANDMARKS), 3)), np.zeros((10, len(LANDMARKS))), used, ("a", "b"))
    cameras = tuple(CameraQuality(name, share, 5, 6, 7, 8) for name, share in (("a", 1.0), ("b", 1.0), ("c", 0.0)))
    rows = camera_rows(CalibrationQuality(cameras, 5.0, "", ("a", "b"), ("c sees nobody: turn it",)), body)
    assert [row.rejected_share for row in rows[:2]] == [0.0, 0.5]
    assert np.isnan(rows[2].rejected_share) and rows[2].remark == "c sees nobody: turn it"


def test_change_of_load_is_exploratory_and_absent_without():
    text = assert_self_contained(video_walk_report([filmed_walk()])).text
    assert "xploratory" not in text
    text = assert_self_contained(video_walk_report([filmed_walk()], load_changes=["cannot be told"])).text
    assert "Exploratory: change of knee load" in text and "cannot be told" in text


def test_simulated_is_said():
    assert "Simulated" in assert_self_contained(video_walk_report([filmed_walk()], simulated=True)).text
    assert "Simulated" not in assert_self_contained(video_walk_report([filmed_walk()])).text


def test_is_the_same_every_time():
    assert video_walk_report([filmed_walk(), from_the_side()]) == video_walk_report([filmed_walk(), from_the_side()])


def test_a_walk_without_a_used_step():
    walk = filmed_walk()
    steps = replace(walk.steps, fault=("x",) * 3, foot_progression_angle_deg=np.full(3, np.nan))
    text = assert_self_contained(video_walk_report([replace(walk, steps=steps)])).text
    assert "Left foot: no angle, 0 of 2 steps used." in text
