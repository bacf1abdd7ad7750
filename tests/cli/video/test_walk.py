"""`footwise video` as a person uses it: what it gives, and what it says where it gives nothing."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest
from tests.cli.video import clips
from tests.cli.video.clips import calibrated, cut, measured, refused, show
from tests.gait.film.filmed_people import stored_clip

from footwise.cli import app as cli
from footwise.loads.film.steps import DETAIL_COLUMNS
from footwise.notes import Note, NoteKind
from footwise.samples import sample_path
from footwise.signals import rotation_about
from footwise.simulation import FilmingImperfections, placed_camera, simulated_film, simulated_standing_film
from footwise.steps_table import COLUMNS

# What takes most of the time and is not what most tests are about.
PLAIN = ("--no-films", "--no-flip", "--clock", "same")
FOOTWISE = str(Path(sys.executable).with_name("footwise"))
FOUR = [f"{name}.mp4" for name in clips.CAMERAS]
PHONES = ["phone1.mp4", "phone2.mp4", "phone3.mp4"]
# What a good phone and a careful person get.
ERRORS = FilmingImperfections(noise_px=2.0, view_bias_m=0.004)


@pytest.fixture(scope="module")
def three():
    """A walk in three phones."""
    cameras = tuple(
        placed_camera(f"phone{k}", angle_deg=angle, height_m=1.7, distance_m=5.0)
        for k, angle in ((1, 30.0), (2, -30.0), (3, 5.0))
    )
    return simulated_film(cameras, imperfections=ERRORS, duration_s=5.0, angles_deg={"left": 9.0, "right": 5.0})


@pytest.fixture
def people(three, monkeypatch):
    """What the clips of the three phones show."""
    found = {clip.name: clip for clip in three.landmarks}
    show(monkeypatch, found)
    return found


@pytest.fixture
def four(monkeypatch):
    found = clips.four_clips()
    show(monkeypatch, found)
    return found


@pytest.fixture(scope="module")
def front():
    """A walk towards one phone, and the person standing before it."""
    phone = (placed_camera("front", distance_m=4.0, angle_deg=8.0, height_m=1.6),)
    return (
        simulated_film(phone, imperfections=ERRORS, angles_deg={"left": 12.0, "right": 3.0}),
        simulated_standing_film(phone, imperfections=ERRORS, angles_deg={"left": 5.0, "right": 5.0}),
    )


@pytest.fixture
def in_front(front, monkeypatch):
    walk, stance = front
    found = {"front": walk.landmarks[0], "still": stance.landmarks[0]}
    show(monkeypatch, found)
    return found


def turned(camera, degrees):
    """The camera as a calibration would put it after somebody has turned it where it stands."""
    rotation = rotation_about([0.0, 1.0, 0.0], np.radians(degrees)) @ camera.rotation
    return replace(camera, rotation=rotation, translation_m=-rotation @ camera.position_m)


def each(option, paths):
    return [word for path in paths for word in (option, path)]


def report(folder):
    return (folder / "out" / "report.html").read_text(encoding="utf-8")


# What several phones give.


def test_four_cameras_give_steps_report_and_files_for_other_programs(four, tmp_path):
    calibration = sample_path("four-cameras", quiet=True) / "calibration" / "Calib.qca.txt"
    told = measured(tmp_path, *FOUR, "--calibration", calibration, "--no-films", "--trc", "--json")
    assert "Left foot: 6.4° toe-in" in told.out and "1 of 1 steps used" in told.out
    # The camera that does not fit is named where the person looks, and in the report.
    assert "Note: cam03 does not fit the others: they put the joints 26 px from where it sees them" in told.out
    assert "cam03 does not fit the others" in report(tmp_path)
    out = tmp_path / "out"
    lines = (out / "steps.csv").read_text().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    steps = pd.read_csv(out / "steps.csv", dtype=str)
    assert set(steps["used"]) == {"true", "false"}
    assert steps.loc[steps["used"] == "false", "reason"].notna().all()
    # Never a load from a film.
    assert steps.filter(regex="kam|kfm|medial").isna().all(axis=None)
    assert steps["foot_progression_angle_deg"].dropna().str.fullmatch(r"-?\d+\.\d{1,4}").all()
    details = pd.read_csv(out / "step_details.csv")
    assert tuple(details.columns) == DETAIL_COLUMNS and len(details) == len(steps)
    assert details["reprojection_px"].max() < 10
    assert sorted(path.name for path in out.iterdir()) == [
        "cam01_cam02_cam03_cam04.trc", *(f"{name}_json" for name in clips.CAMERAS), "report.html", "step_details.csv",
        "steps.csv",
    ]  # fmt: skip
    assert len(list((out / "cam02_json").iterdir())) == four["cam02"].frames


def test_a_clip_that_was_started_late_is_brought_to_the_clock_of_the_others(three, people, tmp_path, monkeypatch):
    show(monkeypatch, people | {"phone2": cut(people["phone2"], 10)})
    calibration = calibrated(tmp_path, three.cameras)
    told = measured(tmp_path, *PHONES, "--calibration", calibration, "--no-films")
    # Ten pictures of 60 a second.
    assert "phone2 +167 ms" in told.out or "phone2 +166 ms" in told.out or "phone2 +168 ms" in told.out
    used = pd.read_csv(tmp_path / "out" / "steps.csv").query("used")
    angles = used.groupby("side")["foot_progression_angle_deg"].mean()
    assert abs(angles["left"] - 9.0) < 3.0 and abs(angles["right"] - 5.0) < 3.0


def test_a_turned_camera_is_named_and_left_out_where_two_others_agree(three, people, tmp_path):
    cameras = (three.cameras[0], turned(three.cameras[1], 10.0), three.cameras[2])
    told = measured(tmp_path, *PHONES, "--calibration", calibrated(tmp_path, cameras), *PLAIN)
    for said in (told.out, report(tmp_path)):
        assert "phone2 does not fit the others" in said
        assert "px from where it sees them" in said


def test_a_camera_that_sees_nobody_is_named_where_two_others_see_the_walk(three, people, tmp_path, monkeypatch):
    nowhere = np.full_like(people["phone2"].points_px, np.nan)
    blind = replace(
        people["phone2"], points_px=nowhere, notes=(Note("no person was found in it", NoteKind.NOBODY_SEEN),)
    )
    show(monkeypatch, people | {"phone2": blind})
    calibration = calibrated(tmp_path, three.cameras)
    told = measured(tmp_path, *PHONES, "--calibration", calibration, *PLAIN, "--json")
    for said in (told.out, report(tmp_path)):
        assert "phone2 sees nobody: turn it to the walk, or leave its clip out" in said
        assert "no person was found in it" in said
    # Two phones need each other.
    two = ("phone1.mp4", "phone2.mp4", "--calibration", calibration, *PLAIN)
    assert "phone2.mp4: no person was found in it, and two clips that show the person" in refused(tmp_path / "b", *two)


def test_a_natural_walk_beside_it_gives_an_exploratory_change_of_load(three, tmp_path, monkeypatch):
    cameras = three.true_cameras
    walks = {
        f"{name}_{clip.name}": clip
        for name, left in (("natural", 10.0), ("asked", 0.0))
        for clip in simulated_film(
            cameras, imperfections=ERRORS, duration_s=7.0, speed_m_s=0.6, angles_deg={"left": left, "right": 5.0}
        ).landmarks
    }
    show(monkeypatch, walks)
    names = {name: [f"{name}_phone{k}.mp4" for k in (1, 2, 3)] for name in ("natural", "asked")}
    calibration = calibrated(tmp_path, cameras)
    told = measured(
        tmp_path, *names["asked"], *each("--natural", names["natural"]), "--calibration", calibration,
        "--height", 1.7, "--condition", "toe-in-10", *PLAIN,
    )  # fmt: skip
    assert told.out.count("Left foot:") == 2
    steps = pd.read_csv(tmp_path / "out" / "steps.csv")
    assert list(dict.fromkeys(steps["condition"])) == ["natural", "toe-in-10"]
    features = pd.read_csv(tmp_path / "out" / "moment_features.csv")
    assert len(features) >= 6 and features.notna().all(axis=None)
    page = report(tmp_path)
    assert "exploratory" in page.lower()
    assert "left knee" in page.lower()
    # The estimate stays out of every table.
    assert steps.filter(regex="kam|kfm|medial").isna().all(axis=None)


def test_a_neutral_stance_of_several_phones_makes_the_angles_relative(three, people, tmp_path, monkeypatch):
    stance = simulated_standing_film(three.true_cameras, imperfections=ERRORS, angles_deg={"left": 4.0, "right": 4.0})
    still = {f"still_{clip.name}": clip for clip in stance.landmarks}
    show(monkeypatch, people | still)
    measured(
        tmp_path, *PHONES, "--calibration", calibrated(tmp_path, three.cameras), *PLAIN,
        *each("--neutral", [f"{name}.mp4" for name in still]),
    )  # fmt: skip
    details = pd.read_csv(tmp_path / "out" / "step_details.csv")
    assert set(details["label"]) == {"relative to your neutral stance"}
    used = pd.read_csv(tmp_path / "out" / "steps.csv").query("used")
    angles = used.groupby("side")["foot_progression_angle_deg"].mean()
    assert abs(angles["left"] - 5.0) < 2.0 and abs(angles["right"] - 1.0) < 2.0


# What one phone gives.


def test_one_phone_in_front_gives_angles_relative_to_the_neutral_stance(front, in_front, tmp_path):
    calibration = calibrated(tmp_path, front[0].cameras)
    told = measured(
        tmp_path, "front.mp4", "--calibration", calibration, "--neutral", "still.mp4", "--foot-length", 20,
        "--no-films",
    )  # fmt: skip
    assert told.out.count("neutral stance") == 2
    assert "relative to your neutral stance" in report(tmp_path)
    details = pd.read_csv(tmp_path / "out" / "step_details.csv")
    assert set(details["label"]) == {"relative to your neutral stance"}
    steps = pd.read_csv(tmp_path / "out" / "steps.csv").query("used")
    assert steps["reason"].str.startswith("flag: relative to your neutral stance").all()
    angles = steps.groupby("side")["foot_progression_angle_deg"].mean()
    assert abs(angles["left"] - 7.0) < 3.0 and abs(angles["right"] + 2.0) < 3.0


def test_without_a_neutral_stance_there_is_no_angle_and_without_the_length_no_scale(front, in_front, tmp_path):
    calibration = calibrated(tmp_path, front[0].cameras)
    told = measured(tmp_path / "a", "front.mp4", "--calibration", calibration, "--no-films")
    assert "No foot angle: one phone needs a neutral stance" in told.out
    assert pd.read_csv(tmp_path / "a" / "out" / "steps.csv")["foot_progression_angle_deg"].isna().all()
    told = measured(tmp_path / "b", "front.mp4", "--calibration", calibration, "--neutral", "still.mp4", "--no-films")
    assert "Note: without the length of the foot the scale is not known" in told.out


def test_a_taped_rectangle_is_as_good_as_a_calibration(front, in_front, tmp_path):
    corners = front[0].true_cameras[0].project(np.array([[0, -0.3, 0], [1, -0.3, 0], [1, 0.3, 0], [0, 0.3, 0.0]]))
    told = measured(
        tmp_path, "front.mp4", "--corners", ",".join(f"{x:.1f}" for x in corners.ravel()), "--sides", "100x60",
        "--neutral", "still.mp4", "--foot-length", 20, "--no-films",
    )  # fmt: skip
    assert "Note: front: its lens was not measured" in told.out
    angles = pd.read_csv(tmp_path / "out" / "steps.csv").query("used").groupby("side")["foot_progression_angle_deg"]
    assert abs(angles.mean()["left"] - 7.0) < 3.0


def test_from_the_side_there_are_steps_and_knees_and_a_refusal_of_the_angle(tmp_path, monkeypatch):
    show(monkeypatch, {"demo": stored_clip("demo")})
    told = measured(tmp_path, "demo.mp4", "--no-films", "--neutral", "demo.mp4", "--foot-length", 20)
    assert "stride 1.23 s, knee bends to 71° in swing" in told.out
    assert "No foot angle: from the side" in told.out and "Film with two phones in front of the walk" in told.out
    assert "Note: not used: the neutral stance, the length of the foot; they are for a foot angle" in told.out
    assert pd.read_csv(tmp_path / "out" / "steps.csv")["foot_progression_angle_deg"].isna().all()
    assert "--height: of the person is of no use for one phone without a floor, nor from the side" in refused(
        tmp_path / "b", "demo.mp4", "--height", 1.7, "--no-films"
    )


# What a walk of several phones is refused for.


def test_a_calibration_that_does_not_fit_is_refused_with_the_residual(four, tmp_path):
    one, two, *others = clips.four_cameras()
    exchanged = calibrated(tmp_path, (replace(two, name="cam01"), replace(one, name="cam02"), *others))
    line = refused(tmp_path, *FOUR, "--calibration", exchanged, "--no-films")
    assert f"{exchanged}: does not fit the walk: joints are 37 px from" in line
    assert "(cam01 93 px, cam02 86 px, cam03 44 px, cam04 30 px), and 23 px are allowed" in line
    line = refused(tmp_path, *FOUR[:2], "--calibration", calibrated(tmp_path, (turned(one, 10), two)), "--no-films")
    assert "cam01" in line and "cam02" in line and " px" in line and "calibration" in line.lower()


@pytest.mark.parametrize("degrees", [10.0, -10.0])
def test_a_turn_that_two_cameras_cannot_see_shows_in_the_size_of_the_person(three, people, tmp_path, degrees):
    cameras = (three.cameras[0], turned(three.cameras[1], degrees))
    line = refused(tmp_path, *PHONES[:2], "--calibration", calibrated(tmp_path, cameras), "--no-films")
    assert "% smaller on the way" in line if degrees > 0 else "% larger on the way" in line
    assert "Calib.toml" in line and "Calibrate again" in line


@pytest.mark.parametrize(("scale", "height"), [(0.5, "0.8"), (2.0, "3.3"), (2.54, "4.2"), (0.001, "0.0")])
def test_a_wrong_scale_is_refused(four, tmp_path, scale, height):
    cameras = [replace(camera, translation_m=scale * camera.translation_m) for camera in clips.four_cameras()]
    line = refused(tmp_path, *FOUR, "--calibration", calibrated(tmp_path, cameras), *PLAIN)
    assert f"Calib.toml: makes the person {height}" in line and "its scale is wrong" in line


def test_a_height_that_the_calibration_contradicts_is_said(three, people, tmp_path):
    calibration = calibrated(tmp_path, three.cameras)
    told = measured(tmp_path, *PHONES, "--calibration", calibration, "--height", 1.4, *PLAIN)
    assert "and 1.40 m was told: check the height" in told.out


@pytest.mark.parametrize("parts", [((0, 150), (150, 300)), ((0, 150), (100, 250)), ((0, 120), (180, 300))])
def test_clips_that_do_not_share_time_are_refused(three, people, tmp_path, monkeypatch, parts):
    show(monkeypatch, {name: cut(people[name], *part) for name, part in zip(("phone1", "phone2"), parts, strict=True)})
    calibration = calibrated(tmp_path, three.cameras[:2])
    line = refused(tmp_path, *PHONES[:2], "--calibration", calibration, "--no-films")
    assert "cannot be brought to one clock" in line or "does not fit the walk: joints are" in line
    assert (" px" in line and "share time" in line) or "Clap once" in line


def test_clips_said_to_begin_together_that_do_not_are_refused(three, people, tmp_path, monkeypatch):
    show(monkeypatch, people | {"phone2": cut(people["phone2"], 30)})
    calibration = calibrated(tmp_path, three.cameras)
    line = refused(tmp_path, *PHONES[:2], "--calibration", calibration, "--clock", "same", "--no-films")
    assert "phone2.mp4: began 50" in line and "later than --clock same says" in line and "Leave --clock out" in line


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda cameras: cameras[:3], "does not say which of its cameras (cam01, cam02, cam03) filmed cam04"),
        (lambda cameras: [replace(c, name=f"gopro{k}") for k, c in enumerate((*cameras, cameras[0]))],
         "does not say which of its cameras"),
        (lambda cameras: [replace(c, size_px=(1000, 1000)) for c in cameras],
         "was made for pictures of 1000 by 1000 px of cam01, and the clip has 1080 by 1920 px"),
        (lambda cameras: [replace(c, translation_m=1000 * c.translation_m) for c in cameras], "not in millimetres"),
        (lambda cameras: [cameras[0]] * 4, "has several cameras with the name cam01"),
    ],
    ids=["one missing", "other names", "other sizes", "millimetres", "one name"],
)  # fmt: skip
def test_a_calibration_of_something_else_is_refused(four, tmp_path, change, said):
    calibration = calibrated(tmp_path, change(clips.four_cameras()))
    line = refused(tmp_path, *FOUR, "--calibration", calibration, "--no-films")
    assert said in line and str(calibration) in line


def test_names_that_do_not_tell_are_taken_in_order_and_said(four, tmp_path):
    cameras = [replace(camera, name=f"gopro{k}") for k, camera in enumerate(clips.four_cameras())]
    told = measured(tmp_path, *FOUR, "--calibration", calibrated(tmp_path, cameras), *PLAIN)
    assert "taken in order: gopro0 filmed cam01" in told.out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.toml", None, "there is no such file"),
        ("empty.toml", "", "is empty"),
        ("bad.toml", "[[[", "is not a TOML file"),
        ("other.toml", "a = 1", "holds no camera"),
        ("calib.json", "{}", "is not a calibration that Footwise reads"),
    ],
)
def test_a_calibration_that_cannot_be_read_is_refused_before_the_pictures_are_looked_at(
    tmp_path, monkeypatch, name, content, said
):
    show(monkeypatch, {})
    if content is not None:
        (tmp_path / name).write_text(content)
    line = refused(tmp_path, *FOUR, "--calibration", tmp_path / name, "--no-films")
    assert said in line and name in line


# Options that cannot be.


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a.mp4", "a.mp4"), "a.mp4: is given twice"),
        (("x/a.mp4", "y/a.mp4"), "a: is the name of two clips"),
        (("a.mp4", "b.mp4"), "2 clips: need a calibration"),
        (("a.mp4", "--neutral", "b.mp4", "--neutral", "c.mp4"), "--neutral: names 2 clips, and the walk has 1"),
        (("a.mp4", "--natural", "b.mp4", "--natural", "c.mp4"), "--natural: names 2 clips, and the walk has 1"),
        (("a.mp4", "--natural", "x/a.mp4"), "x/a.mp4: has the name of a clip of the other walk"),
        (("a.mp4", "--clock", "noon"), "--clock: is 'noon'"),
        (("a.mp4", "--trc"), "--trc: needs points in the room"),
        (("a.mp4", "b.mp4", "--calibration", "c.toml", "--floor", "f.png"), "--floor: is for one phone"),
        (("a.mp4", "b.mp4", "--calibration", "c.toml", "--foot-length", "20"), "--foot-length: is for one phone"),
        (("a.mp4", "--floor", "f.png", "--corners", "1,2,3,4,5,6,7,8"), "--corners: and --floor are two ways"),
        (("a.mp4", "--floor", "none.png"), "none.png: there is no such file"),
        (("a.mp4", "--sides", "100x60"), "--sides: needs the rectangle"),
        (("a.mp4", "--corners", "abc"), "--corners: is 'abc'. Give 8 numbers"),
        (("a.mp4", "--corners", "1,2,3"), "--corners: is '1,2,3'. Give 8 numbers"),
        (("a.mp4", "--corners", "1,2,3,4,5,6,7,8", "--sides", "wide"), "--sides: is 'wide'. Give 2 numbers"),
        (("a.mp4", "--person", "him"), "Invalid value for '--person'"),
        (("a.mp4", "--wide"), "No such option"),
        (("--no-flip",), "Missing argument 'CLIP...'"),
        *((("a.mp4", f"--height={x}"), f"--height: of {x} m is nobody's") for x in ("0", "-1.7", "172", "17", "nan")),
        *((("a.mp4", f"--foot-length={x}"), f"--foot-length: of {x} cm is") for x in ("200", "0", "-20", "0.2", "inf")),
    ],
)  # fmt: skip
def test_options_that_cannot_be_are_refused_at_once(tmp_path, monkeypatch, words, said):
    show(monkeypatch, {})
    assert said in refused(tmp_path, *words, "--no-films")


def test_an_out_that_is_a_file_stays_as_it_is(four, tmp_path):
    (tmp_path / "out").write_text("mine")
    line = refused(tmp_path, "cam01.mp4", "--no-films")
    assert "out: is a file, and a folder is needed. Choose another folder with --out" in line
    assert (tmp_path / "out").read_text() == "mine"


def test_there_is_no_ninth_person(four, tmp_path):
    assert "cam01.mp4: has no person 9: one person was found in it. Leave --person out" in refused(
        tmp_path, "cam01.mp4", "--person", 9
    )


def test_one_film_under_two_names_is_refused(four, tmp_path, monkeypatch):
    show(monkeypatch, four | {"cam02": four["cam01"]})
    line = refused(tmp_path, *FOUR[:2], "--calibration", calibrated(tmp_path, clips.four_cameras()[:2]), "--no-films")
    assert "cam02.mp4: is the same film as cam01.mp4" in line


def test_a_walk_is_no_neutral_stance(three, people, front, tmp_path, monkeypatch):
    phones = (*PHONES, "--calibration", calibrated(tmp_path, three.cameras), *PLAIN)
    assert "shows no second in which both feet stand still" in refused(tmp_path, *phones, *each("--neutral", PHONES))
    show(monkeypatch, {"front": front[0].landmarks[0], "other": front[0].landmarks[0]})
    calibration = calibrated(tmp_path, front[0].cameras, "front.toml")
    line = refused(tmp_path, "front.mp4", "--calibration", calibration, "--neutral", "other.mp4")
    assert "other.mp4: shows no second in which both feet stand still. Stand on the walkway" in line


def test_without_a_floor_there_are_times_and_what_is_missing_is_said(in_front, tmp_path):
    told = measured(tmp_path, "front.mp4", "--neutral", "still.mp4", "--no-films")
    assert "Both legs: 109 steps a minute." in told.out and "Symmetry: " in told.out
    assert "No foot angle: where the floor is in the picture is not known. Lay a white sheet of A4" in told.out
    assert (
        "Note: not used: the neutral stance; that is for a foot angle, and without the floor there is none" in told.out
    )
    steps = pd.read_csv(tmp_path / "out" / "steps.csv").query("used")
    assert steps["foot_progression_angle_deg"].isna().all() and steps["stance_s"].notna().sum() >= 4
    assert "Both legs: 109 steps a minute." in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_no_floor_in_a_picture_of_the_floor_is_refused(in_front, tmp_path):
    cv2.imwrite(str(tmp_path / "floor.png"), np.full((1920, 1080, 3), 90, np.uint8))
    line = refused(tmp_path, "front.mp4", "--floor", tmp_path / "floor.png")
    assert "floor.png: shows no white sheet on a darker floor. Give the four corners" in line
    for corners, said in (
        ("1,2,3,4,5,6,7,nan", "needs four corners"),
        ("0,0,0,0,0,0,0,0", "not in order around a rectangle"),
        ("100,100,900,900,900,100,100,900", "not in order around a rectangle"),
        ("400,1000,450,1000,450,1050,400,1050", "could lie along or across"),
        ("300,1500,780,1500,700,1300,380,1300", "too low to see where the feet stand"),
    ):
        line = refused(tmp_path, "front.mp4", "--corners", corners, "--no-films")
        assert said in line and ("--corners" in line or "front.mp4" in line)


def test_a_foot_length_that_does_not_fit_the_picture_is_refused(front, in_front, tmp_path):
    camera = front[0].cameras[0]
    calibration = calibrated(tmp_path, [replace(camera, translation_m=3 * camera.translation_m)])
    line = refused(
        tmp_path, "front.mp4", "--calibration", calibration, "--neutral", "still.mp4", "--foot-length", 12, "--no-films"
    )
    assert "still.mp4" in line or "front.mp4" in line
    assert "does not fit the length of 0.12 m" in line


def test_steps_from_a_film_are_no_study(three, people, tmp_path, monkeypatch, capsys):
    measured(tmp_path, *PHONES, "--calibration", calibrated(tmp_path, three.cameras), *PLAIN)
    steps, prescription = tmp_path / "out" / "steps.csv", tmp_path / "prescription"
    monkeypatch.setattr(sys, "argv", ["footwise", "prescribe", str(steps), "--out", str(prescription)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    line = capsys.readouterr().err.strip()
    assert str(steps) in line and len(line.splitlines()) == 1
    assert not prescription.exists()
