"""The verbs: what goes in comes out, and what is wrong is told with the argument's name."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from tests.foot_sensor.walking_foot import walking_foot

import footwise as fw
from footwise.arrays import same_values
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.recorded import recorded_walk
from footwise.jobs.film import FilmRequest, FloorRectangle
from footwise.jobs.verbs import MeasuredWalk
from footwise.loads import analyse_walk
from footwise.prescription import prescribe, read_study
from footwise.recordings import Recording, read_recording
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.samples import sample_path
from footwise.simulation import write_study


@pytest.fixture(scope="module")
def sensor_csv() -> Path:
    return sample_path("foot-sensors", quiet=True) / "imu_sample.csv"


@pytest.fixture(scope="module")
def simulated(walk):
    return fw.simulate(walk.recording, side="left", steps=8)


def refused(verb, *arguments, **named) -> str:
    """One line that names an argument."""
    with pytest.raises(FootwiseError) as caught:
        verb(*arguments, **named)
    assert caught.value.kind is ErrorKind.BAD_REQUEST
    assert str(caught.value).startswith("`") and caught.value.remedy and "\n" not in str(caught.value)
    return str(caught.value)


def test_reads_markers_and_sensors_by_what_is_in_the_file(treadmill_c3d, sensor_csv, tmp_path):
    assert fw.read(str(treadmill_c3d)) == read_recording(treadmill_c3d)
    assert fw.read(sensor_csv) == read_foot_sensors(sensor_csv)
    renamed = tmp_path / "walk.dat"
    renamed.write_bytes(sensor_csv.read_bytes())
    assert len(fw.read(renamed)) == 2


def test_the_person_and_the_static_trial_go_with_the_recording(treadmill_c3d, walk):
    heavier = fw.read(treadmill_c3d, mass_kg=60, height_m=1.7)
    assert (heavier.person.mass_kg, heavier.person.height_m) == (60, 1.7)
    moving = fw.read(treadmill_c3d, static=treadmill_c3d)
    assert "with the static trial 'treadmill_events'" in repr(moving)
    with pytest.raises(FootwiseError, match="is not a standing trial"):
        fw.measure(moving)


@pytest.mark.parametrize(
    ("sensor", "arguments", "said"),
    [
        (False, {"side": "left"}, "`side`: goes with recordings of foot sensors only"),
        (False, {"rate_hz": 100}, "`rate_hz`: goes with recordings of foot sensors only"),
        (True, {"mass_kg": 72}, "`mass_kg`: goes with recordings of markers and force plates only"),
        (True, {"static": "standing.c3d"}, "`static`: goes with recordings of markers and force plates only"),
    ],
)
def test_refuses_what_goes_with_the_other_kind_of_file(sensor, arguments, said, treadmill_c3d, sensor_csv):
    assert said in refused(fw.read, sensor_csv if sensor else treadmill_c3d, **arguments)


def test_measures_what_the_rooms_measure(walk, sensor_csv):
    assert same_values(vars(walk), vars(analyse_walk(walk.recording)))
    sensors = fw.read(sensor_csv)
    measured = fw.measure(sensors[::-1], calibration="clinic", clinic_deg={"left": 8.0, "right": 10.0})
    assert [foot.side for foot in measured.feet] == ["left", "right"]
    left = measured.steps[(measured.steps["side"] == "left") & measured.steps["used"]]
    assert left["foot_progression_angle_deg"].median() == pytest.approx(8.0, abs=0.5)
    one = fw.measure(sensors[0])
    assert same_values(one.steps, recorded_walk([sensors[0]]).steps)


def test_the_baseline_says_where_the_peaks_are(walk, simulated):
    changed = simulated.conditions[1].recording
    natural = fw.measure(simulated.natural)
    near = fw.measure(changed, condition="toe-in-10", baseline=natural)
    assert same_values(near.steps, analyse_walk(changed, condition="toe-in-10", baseline=natural).steps)
    assert (near.steps["condition"] == "toe-in-10").all()
    angles = fw.measure(walk.recording, angles_only=True)
    assert not angles.has_loads and angles.steps["kam_peak1_pct_bwht"].isna().all()


def test_says_what_cannot_be_measured(walk, sensor_csv):
    foot = walking_foot([0, 2, 4, 6], side="left")
    for what, named, said in (
        ("walk.c3d", {}, "`what`: is the name of a file, 'walk.c3d'. Read it first"),
        (Path("walk.c3d"), {}, "`what`: is the name of a file"),
        (3, {}, "`what`: is a int"),
        ([], {}, "`what`: is a list"),
        ([3], {}, "`what`: is a list"),
        ([foot, foot], {}, "`what`: has two sensors of one foot"),
        (foot, {"baseline": walk}, "`baseline`: goes with recordings of markers only"),
        (foot, {"angles_only": True}, "`angles_only`: goes with recordings of markers only"),
        (
            foot,
            {"calibration": "guess"},
            "`calibration`: is 'guess'. Choose relative, ",
        ),
        (foot, {"calibration": "clinic"}, "`calibration='clinic'`: needs the measured angle"),
        (foot, {"clinic_deg": {"left": 3.0}}, "`clinic_deg`: does not go with `calibration='relative'`"),
        (walk.recording, {"calibration": "relative"}, "`calibration`: goes with recordings of foot sensors only"),
    ):
        assert said in refused(fw.measure, what, **named)


def test_a_film_is_described_before_it_is_looked_at():
    one = fw.film("walk.mp4", floor="floor.jpg", neutral="walk.mp4", foot_length_m=0.2)
    assert one == FilmRequest(
        (Path("walk.mp4"),), floor=FloorRectangle(Path("floor.jpg")), neutral=(Path("walk.mp4"),), foot_length_m=0.2
    )
    assert not one.mirrored and fw.film("walk.mp4", mirrored=True).mirrored
    several = fw.film([Path("left.mp4"), "right.mp4"], calibration="Calib.toml", clock="clap")
    assert several.clips == (Path("left.mp4"), Path("right.mp4")) and several.calibration == Path("Calib.toml")
    with pytest.raises(FootwiseError, match=r"no such file|walk\.mp4"):
        fw.measure(fw.film("walk.mp4"))


def test_a_visit_is_the_same_from_its_folder_its_recordings_and_its_walks(simulated, tmp_path):
    write_study(tmp_path, simulated)
    from_folder = fw.prescribe(tmp_path)
    assert from_folder.to_json() == prescribe(read_study(tmp_path)).to_json()
    named = {"natural": "natural.c3d", **{one.condition: f"{one.condition}.c3d" for one in simulated.conditions}}
    recordings = {condition: fw.read(tmp_path / file) for condition, file in named.items()}
    from_recordings = fw.prescribe(recordings, side="left", person=from_folder.person)
    assert from_recordings.to_json() == from_folder.to_json()
    # Measured without the natural walk: their peaks are looked for again, near those of natural walking.
    walks = {condition: [fw.measure(recording)] for condition, recording in reversed(recordings.items())}
    from_walks = fw.prescribe(walks, side="left", person=from_folder.person)
    assert from_walks.to_json() == from_folder.to_json()
    assert list(from_walks.walks) == list(from_folder.walks)
    assert from_walks == from_recordings


def test_a_visit_can_be_compared_with_an_earlier_one(simulated, tmp_path):
    from footwise.jobs import write_visit

    visit = fw.prescribe(simulated)
    write_visit(visit, tmp_path / "first")
    again = fw.prescribe(simulated, before=tmp_path / "first")
    assert visit.earlier is None and again.earlier is not None


def test_the_page_for_the_person(walk, simulated, tmp_path):
    page = fw.report(fw.prescribe(simulated), tmp_path / "person.html", for_the_person=True)
    assert "Your new way of walking" in page.read_text(encoding="utf-8")
    one = {"natural": simulated.natural, "toe-out-5": simulated.conditions[2].recording}
    for result, said in ((walk, "tells what prescribe found"), (fw.prescribe(one, side="left"), "no new foot angle")):
        with pytest.raises(FootwiseError, match=said):
            fw.report(result, tmp_path / "none.html", for_the_person=True)
    assert not (tmp_path / "none.html").exists()


def test_says_what_is_wrong_with_a_visit(walk, simulated, sensor_csv, tmp_path):
    natural, changed = walk.recording, simulated.conditions[0].recording
    for visit, named, said in (
        ({"natural": natural, "toe-in-5": changed}, {}, "`side`: is not said"),
        ({"natural": natural, "toe-in-5": changed}, {"side": "both"}, "`side`: is 'both'"),
        ({"natural": natural}, {"side": "left"}, "`recordings`: needs natural and a changed condition"),
        ({"toe-in-5": natural, "toe-in-10": changed}, {"side": "left"}, "`recordings`: needs natural"),
        ({"natural": natural, "toe-in-5": []}, {"side": "left"}, "`recordings`: has nothing for toe-in-5"),
        ({"natural": natural, "sideways": changed}, {"side": "left"}, "`recordings`: has the unknown condition"),
        ({"natural": "walk.c3d", "toe-in-5": changed}, {"side": "left"}, "`visit['natural']`: has a str"),
        ({"natural": fw.measure(fw.read(sensor_csv))}, {"side": "left"}, "has a MeasuredSensorWalk"),
        ({"natural": fw.read(sensor_csv)}, {"side": "left"}, "`visit['natural']`: has a FootSensor"),
        ({"natural": natural, "toe-in-5": natural}, {"side": "left"}, "`recordings`: has the recording"),
        ({"natural": natural, "toe-in-5": fw.measure(natural)}, {"side": "left"}, "'treadmill_events' twice"),
        ([natural, changed], {"side": "left"}, "`visit`: is a list"),
        (tmp_path, {"side": "left"}, "`side`: is said by the study itself"),
        (tmp_path, {"person": "Anna"}, "`person`: is said by the study itself"),
    ):  # fmt: skip
        assert said in refused(fw.prescribe, visit, **named)
    without = dataclasses.replace(natural, plates=())
    with pytest.raises(FootwiseError, match="has no usable force plates"):
        fw.prescribe({"natural": without, "toe-in-5": changed}, side="left")
    heavier = dataclasses.replace(changed, person=dataclasses.replace(changed.person, mass_kg=80.0))
    with pytest.raises(FootwiseError, match=r"is of a person of 80\.0 kg"):
        fw.prescribe({"natural": natural, "toe-in-5": heavier}, side="left")


def test_says_what_cannot_be_simulated(walk, simulated):
    assert "`side`: is 'both'" in refused(fw.simulate, walk.recording, side="both")
    assert "`recording`: is a MeasuredWalk" in refused(fw.simulate, walk)
    with pytest.raises(FootwiseError, match="is simulated itself"):
        fw.simulate(simulated.natural)


def test_a_session_is_coached_and_read_back(tmp_path):
    told: list[object] = []
    course = fw.coach(
        tmp_path / "anna", source="simulated", side="left", change_deg=-5, minutes=1, speed=math.inf, on_cue=told.append
    )
    assert [session.plan.session for session in course.sessions] == [1] and course.simulated
    cues = course.steps["cue"].ne("").sum()
    assert len(told) == cues > 0
    assert fw.read_course(str(tmp_path / "anna")) == course
    again = fw.coach(tmp_path / "anna", source="simulated", minutes=1, speed=math.inf, on_cue=told.append)
    assert len(again.sessions) == 2 and again != course
    assert (tmp_path / "anna" / "report.html").exists()


def test_without_anybody_to_tell_cues_are_printed(tmp_path, capsys):
    course = fw.coach(tmp_path / "anna", source="simulated", side="left", change_deg=-5, minutes=1, speed=math.inf)
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == course.steps["cue"].ne("").sum()
    assert "left foot" in printed[0]


def test_scores_are_tables(scored):
    assert scored.scores["nrs_medial_pain_0_10_worse"].to_list() == [6.0, 4.0]
    assert len(scored.changes) >= 1 and scored.simulated


def test_sound_arrays_can_be_measured(sensor_csv):
    left, _ = fw.read(sensor_csv)
    given = fw.foot_sensor(
        left.time_s, left.acceleration_m_s2, left.angular_velocity_rad_s,
        side="left", acc_unit="m/s2", gyr_unit="rad/s", gravity="up", name="tuesday",
    )  # fmt: skip
    walk = fw.measure(given)
    assert repr(walk).startswith("Walk with foot sensors 'tuesday': 32 steps")
    angle = "foot_progression_angle_deg"
    assert np.array_equal(walk.steps[angle], fw.measure(left).steps[angle], equal_nan=True)
    turned = fw.foot_sensor(
        left.time_s, left.acceleration_m_s2, left.angular_velocity_rad_s,
        side="left", acc_unit="m/s2", gyr_unit="rad/s", gravity="down",
    )  # fmt: skip
    other = fw.measure(turned).steps
    # With the other sign toe-in and toe-out change places: no check can tell.
    used = walk.steps["used"] & other["used"]
    assert np.corrcoef(walk.steps.loc[used, angle], other.loc[used, angle])[0, 1] < -0.9


def test_a_recording_is_measured_whichever_way_it_came_in(walk):
    recording = walk.recording
    markers = {label: recording.markers[label] for label in recording.markers.labels}
    given = fw.recording(markers, 100, plates=recording.plates, person=recording.person, name=recording.name)
    assert isinstance(given, Recording)
    measured = fw.measure(given)
    assert isinstance(measured, MeasuredWalk) and same_values(measured.kam, walk.kam)
