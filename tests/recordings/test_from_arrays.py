"""Markers and forces that never were a file pass the checks of those that were."""

import dataclasses
import warnings

import numpy as np
import pytest

from footwise.arrays import same_values
from footwise.errors import ErrorKind, FootwiseError
from footwise.loads import analyse_walk
from footwise.recordings import Person, centre_of_pressure, read_recording, recording_from_arrays
from footwise.steps_table import FILE_CLOCK_COLUMNS

PERSON = {"mass_kg": 70.0, "height_m": 1.75}


@pytest.fixture(scope="module")
def read(treadmill_c3d):
    return read_recording(treadmill_c3d)


@pytest.fixture(scope="module")
def markers(read):
    return {label: read.markers[label] for label in read.markers.labels}


def refused(*arguments, **named) -> str:
    """One line that names an argument in backticks, without a warning of NumPy before it."""
    with warnings.catch_warnings(), pytest.raises(FootwiseError) as caught:
        warnings.simplefilter("error")
        recording_from_arrays(*arguments, **named)
    assert caught.value.kind is ErrorKind.BAD_REQUEST
    assert caught.value.remedy and "\n" not in str(caught.value)
    return str(caught.value)


def test_arrays_and_file_come_to_the_same(read, markers):
    given = recording_from_arrays(markers, 100, plates=read.plates, person=read.person, name=read.name)
    assert (given.treadmill, given.marker_set, given.roles) == (read.treadmill, read.marker_set, read.roles)
    walk, known = analyse_walk(given), analyse_walk(read)
    # Arrays have no clock of a file.
    unlike = ["condition", *FILE_CLOCK_COLUMNS]
    assert same_values(walk.steps.drop(columns=unlike), known.steps.drop(columns=unlike))
    np.testing.assert_allclose(walk.kam, known.kam)


def test_other_axes_units_and_ways_to_give_a_force_come_to_the_same(read, markers):
    turn = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    turned = {label: np.where(np.isnan(values), 0.0, 1000 * values @ turn.T) for label, values in markers.items()}
    plates = []
    for plate in read.plates:
        # Where nothing stands on the plate there is no point, and what the plate shows is its own moment.
        point = np.nan_to_num(centre_of_pressure(plate.force_n, plate.moment_nm, read.floor_m))
        torque = plate.moment_nm - np.cross(point, plate.force_n)
        # As reaction, not as action.
        given = {"force_n": -plate.force_n, "point_m": point, "torque_nm": -torque, "corners_m": plate.corners_m}
        plates.append({key: values @ turn.T for key, values in given.items()})
    given = recording_from_arrays(turned, 100, unit="mm", plates=plates, person=read.person)
    assert [plate.name for plate in given.plates] == ["plate 1", "plate 2"]
    walk, known = analyse_walk(given), analyse_walk(read)
    for name in ("foot_progression_angle_deg", "kam_peak1_pct_bwht", "kam_peak2_pct_bwht"):
        np.testing.assert_allclose(walk.steps[name].astype(float), known.steps[name].astype(float), atol=1e-6)


def test_no_point_is_needed_where_nothing_stands_on_the_plate(read, markers):
    plates = []
    for plate in read.plates:
        force = np.where(plate.force_n[:, 2:] < 20, 0.0, plate.force_n)
        plates.append({"force_n": force, "point_m": centre_of_pressure(force, plate.moment_nm)})
    given = recording_from_arrays(markers, 100, plates=plates)
    assert all(np.isfinite(plate.moment_nm).all() and plate.corners_m is None for plate in given.plates)


def test_a_static_trial_goes_with_the_recording(read, markers):
    standing = recording_from_arrays({label: np.repeat(at[5:6], 100, axis=0) for label, at in markers.items()}, 100)
    given = recording_from_arrays(markers, 100, plates=read.plates, person=PERSON, static=standing)
    assert given.static is standing
    by_its_own = analyse_walk(given)
    assert by_its_own.knee_source == analyse_walk(dataclasses.replace(given, static=None), static=standing).knee_source
    assert by_its_own.knee_source.startswith("static trial")


@pytest.mark.parametrize("person", [PERSON, Person(**PERSON)], ids=["mapping", "person"])
def test_the_person_is_taken_as_mapping_or_as_person(markers, person):
    assert recording_from_arrays(markers, 100.0, person=person).person == Person(**PERSON)


def test_a_marker_that_was_never_seen_is_said_and_zeros_are_gaps(markers):
    given = recording_from_arrays({**markers, "LKNE": np.zeros_like(markers["LHEE"])}, 100)
    assert np.isnan(given.markers["LKNE"]).all()
    without = recording_from_arrays({**markers, "LLEK": markers["LHEE"] * np.nan}, 100)
    assert any("never sees LLEK" in note.text for note in without.notes)


def plate(force, moment):
    return {"force_n": np.ones(force), "moment_nm": np.ones(moment)}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rate_hz": 0}, "`rate_hz`: is 0. Give a number from 1 to 20000 Hz."),
        ({"rate_hz": np.nan}, "`rate_hz`: is nan"),
        ({"rate_hz": "100"}, "`rate_hz`: is '100'"),
        ({"rate_hz": True}, "`rate_hz`: is True"),
        ({"rate_hz": 10**400}, "`rate_hz`: is of type int"),
        ({"static": 3}, "`static`: is 3. Give a recording of the person standing."),
        ({"condition": None}, "`condition`: is None. Give a text."),
        ({"name": np.zeros(2)}, "`name`: is array([0., 0.])"),
        ({"person": {"name": 3}}, "`person.name`: is 3"),
        ({"plates": np.zeros((2, 4, 3))}, "`plates`: is no list of plates"),
        ({"unit": "km"}, "`unit`: is 'km'. Say 'm' or 'mm'."),
        ({"unit": ""}, "`unit`: is ''"),
        ({"unit": "mm"}, "`markers`: makes the left foot"),
        ({"markers": {}}, "`markers`: is no mapping of labels to positions"),
        ({"markers": np.ones((4, 3))}, "`markers`: is no mapping of labels to positions"),
        ({"markers": {"A": np.ones((4, 3))}}, "`markers`: has no heel and toe markers of a known set"),
        ({"person": "Anna"}, "`person`: is 'Anna'"),
        ({"person": {"mass": 70}}, "`person`: has the key 'mass'. It may have name, mass_kg, height_m."),
        ({"person": {"mass_kg": "70 kg"}}, "`person.mass_kg`: is '70 kg'"),
        ({"person": {"height_m": 175}}, "`person`: a body height of 175 m is impossible"),
        ({"person": {"mass_kg": np.nan}}, "`person.mass_kg`: is nan"),
        ({"plates": 7}, "`plates`: is no list of plates"),
        ({"plates": [7]}, "`plates[0]`: is no plate"),
        ({"plates": {"force_n": []}}, "`plates`: is no list of plates. Give a list, also of one plate."),
        ({"plates": [{"force": []}]}, "`plates[0]`: has the key 'force'"),
        ({"plates": [{"force_n": np.ones((4, 3))}]}, "`plates[0]`: has not force_n and one of"),
        ({"plates": [plate((3, 4), (4, 3))]}, "`plates[0]['force_n']`: has the shape (3, 4)"),
        ({"plates": [plate((4, 3), (5, 3))]}, "`plates[0]['moment_nm']`: has the shape (5, 3). Give the shape (4, 3)"),
        ({"plates": [plate((4, 3), (4, 3))]}, "`plates[0]`: has 4 samples, and the markers 1206 frames"),
        ({"plates": [{**plate((4, 3), (4, 3)), "torque_nm": 0}]}, "`plates[0]`: has torque_nm without point_m"),
    ],
)  # fmt: skip
def test_says_which_argument_is_wrong(markers, changes, said):
    assert said in refused(**{"markers": markers, "rate_hz": 100, **changes})


def test_says_which_array_is_wrong(read, markers):
    heel, plate = markers["LHEE"], read.plates[0]

    def with_heel(values):
        return {**markers, "LHEE": values}

    def with_plate(**changes):
        given = {"force_n": plate.force_n, "moment_nm": plate.moment_nm, "corners_m": plate.corners_m, **changes}
        return {key: value for key, value in given.items() if value is not None}

    unseen = {label: values * np.nan for label, values in markers.items()}
    turned = {"LHEE": "LMT2", "LMT2": "LHEE", "RHEE": "RMT2", "RMT2": "RHEE"}
    backwards = {label: markers[turned.get(label, label)] for label in (*turned, "LASIS", "RASIS")}
    gap = np.where(np.arange(len(plate.force_n))[:, None] == 50, np.nan, plate.force_n)
    point = np.full_like(plate.force_n, 0.5)
    for given, plates, said in (
        (with_heel(heel.T), (), "transpose it"),
        (with_heel(heel[:, :2]), (), "`markers['LHEE']`: has the shape (1206, 2)"),
        (with_heel(heel[:-1]), (), "`markers['LHEE']`: has the shape (1205, 3). Give the shape (1206, 3)"),
        (with_heel("here"), (), "`markers['LHEE']`: is no array of numbers"),
        (unseen, (), "`markers`: holds no marker position at all"),
        (backwards, (), "`markers`: the toes point against the walking direction"),
        (markers, [with_plate(force_n=gap)], "`plates[0]['force_n']`: has no number in 1 samples"),
        (markers, [with_plate(moment_nm=gap)], "`plates[0]['moment_nm']`: has no number in 1 samples"),
        (markers, [with_plate(moment_nm=None, point_m=point * np.nan)], "`plates[0]['point_m']`: "),
        (markers, [with_plate(moment_nm=None, point_m=point * 1000)], "`plates[0]['point_m']`: lies further away"),
        (markers, [with_plate(corners_m=plate.corners_m * 1000)], "`plates[0]['corners_m']`: its sides measure"),
        (markers, [with_plate(corners_m=plate.corners_m[:3])], "`plates[0]['corners_m']`: has the shape (3, 3)"),
        (markers, [plate, dataclasses.replace(plate, force_n=plate.force_n[:-1])], "`plates[1]['force_n']`: has the"),
    ):  # fmt: skip
        assert said in refused(given, 100, plates=plates)
