"""A walk for OpenSim: read back it is the same walk, and the set-ups name what the model has."""

from xml.etree import ElementTree

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.jobs import export_opensim
from footwise.recordings import read_recording
from footwise.recordings.trc import read_trc

MODEL = """<OpenSimDocument Version="40000"><Model name="m"><BodySet><objects>
<Body name="pelvis"/><Body name="tibia_r"/><Body name="calcn_r"/><Body name="calcn_l"/></objects></BodySet>
<JointSet><objects>
<CustomJoint name="ground_pelvis">
<coordinates><Coordinate name="pelvis_tx"/><Coordinate name="pelvis_ty"/></coordinates>
<frames><PhysicalOffsetFrame name="o">
<socket_parent>/ground</socket_parent></PhysicalOffsetFrame></frames></CustomJoint>
<CustomJoint name="walker_knee_r"><coordinates><Coordinate name="knee_angle_r"/></coordinates></CustomJoint>
<CustomJoint name="mtp_r"><coordinates><Coordinate name="mtp_angle_r"><locked>true</locked></Coordinate></coordinates>
</CustomJoint></objects></JointSet>
<MarkerSet><objects><Marker name="RHEE"/><Marker name="LHEE"/><Marker name="LMT2"/><Marker name="RMT2"/>
<Marker name="RASIS"/><Marker name="Nobody"/></objects></MarkerSet></Model></OpenSimDocument>"""


@pytest.fixture(scope="module")
def recording(treadmill_c3d):
    return read_recording(treadmill_c3d)


def model(folder, text=MODEL):
    path = folder / "scaled.osim"
    path.write_text(text, encoding="utf-8")
    return path


def test_markers_and_forces_come_back(recording, tmp_path):
    done = export_opensim(recording, tmp_path / "out")
    assert [path.name for path in done.files] == [
        "treadmill_events.trc", "treadmill_events_forces.mot", "treadmill_events_external_loads.xml",
    ]  # fmt: skip
    again = read_recording(done.files[0], forces=done.files[1])
    assert again.markers.labels == recording.markers.labels
    # In the file's own axes: without the plates' edges a reader takes ahead from the feet alone.
    stored, start_s = read_trc(done.files[0])
    x, y, z = np.moveaxis(stored.markers.positions_m, 2, 0)
    np.testing.assert_allclose(np.stack((x, -z, y), axis=2), recording.markers.positions_m, atol=1e-6)
    assert start_s == 0
    # Two feet, whose forces together are those of the two belts, smoothed at 8 Hz.
    assert len(again.plates) == 2
    first, last = (round(t * recording.markers.rate_hz) for t in (done.first_s, done.last_s))
    per_frame = round(recording.plate_rate_hz / recording.markers.rate_hz)
    belts = sum(plate.force_n[::per_frame] for plate in recording.plates)[first : last + 1]
    step = round(again.plate_rate_hz / again.markers.rate_hz)
    feet = sum(plate.force_n[::step] for plate in again.plates)[first : last + 1]
    assert np.isfinite(feet).all() and last - first > 100
    weight = recording.person.mass_kg * 9.81
    assert np.sqrt(np.mean((feet - belts)[:, 2] ** 2)) < 0.1 * weight
    assert feet[:, 2].mean() == pytest.approx(belts[:, 2].mean(), rel=0.02)
    # Nothing is told of the time in which nobody knows whose the force is.
    table = np.loadtxt(done.files[1], skiprows=7)
    assert np.isfinite(table).all()
    assert (table[0, 0], table[-1, 0]) == pytest.approx((done.first_s, done.last_s), abs=1e-6)


def test_each_foots_loads_act_on_that_foot(recording, tmp_path):
    done = export_opensim(recording, tmp_path)
    loads = ElementTree.parse(done.files[2]).getroot()
    assert loads.findtext(".//datafile") == "treadmill_events_forces.mot"
    names = done.files[1].read_text(encoding="utf-8").splitlines()[6].split("\t")
    found = {}
    for force in loads.iter("ExternalForce"):
        for what in ("force_identifier", "point_identifier", "torque_identifier"):
            assert {force.findtext(what) + axis for axis in "xyz"} <= set(names)
        found[force.findtext("applied_to_body")] = force.findtext("force_identifier")
    assert found == {"calcn_l": "left_ground_force_v", "calcn_r": "right_ground_force_v"}


def test_set_ups_name_what_the_model_and_the_recording_share(recording, tmp_path):
    done = export_opensim(recording, tmp_path / "out", model=model(tmp_path))
    assert (tmp_path / "out" / "scaled.osim").read_text(encoding="utf-8") == MODEL
    documents = {path.name: ElementTree.parse(path).getroot() for path in done.files if path.suffix == ".xml"}
    kinematics = documents["treadmill_events_1_kinematics.xml"]
    shared = {one.get("name") for one in kinematics.iter("IKMarkerTask")}
    assert shared == {"RHEE", "LHEE", "LMT2", "RMT2", "RASIS"} & set(recording.markers.labels) and len(shared) >= 3
    span = list(map(float, kinematics.findtext(".//time_range").split()))
    assert span == pytest.approx([done.first_s, done.last_s], abs=1e-6)
    motion = kinematics.findtext(".//output_motion_file")
    for name in ("2_optimisation", "3_joint_reaction"):
        tool = documents[f"treadmill_events_{name}.xml"]
        assert tool.findtext(".//coordinates_file") == motion
        for file in ("model_file", "force_set_files", "external_loads_file"):
            assert (tmp_path / "out" / tool.findtext(f".//{file}")).is_file()
    reaction = documents["treadmill_events_3_joint_reaction.xml"]
    assert reaction.findtext(".//joint_names") == "walker_knee_r"
    actuators = documents["treadmill_events_actuators.xml"]
    strengths = {
        one.findtext("coordinate"): float(one.findtext("optimal_force")) for one in actuators.iter("CoordinateActuator")
    }
    assert strengths == {"pelvis_tx": 100.0, "pelvis_ty": 100.0, "knee_angle_r": 10.0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no model", "is no XML"),
        ("<a/>", "is no model of OpenSim"),
        (MODEL.replace("calcn_l", "hand_l"), "has no foot of each side"),
        (MODEL.replace("walker_knee", "elbow"), "has no joint that is called a knee"),
        (MODEL.replace("RHEE", "a").replace("LHEE", "b").replace("MT2", "c"), "markers with the recording"),
    ],
)
def test_a_model_that_lacks_something_is_one_line(recording, tmp_path, text, said):
    with pytest.raises(FootwiseError) as caught:
        export_opensim(recording, tmp_path / "out", model=model(tmp_path, text))
    assert said in str(caught.value) and "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_walk_without_plates_is_one_line(recording, tmp_path):
    from dataclasses import replace

    with pytest.raises(FootwiseError, match="no force plate that can be used"):
        export_opensim(replace(recording, plates=()), tmp_path / "out")
    with pytest.raises(FootwiseError, match="`force_hz`: is 500 Hz"):
        export_opensim(recording, tmp_path / "out", force_hz=500.0)
