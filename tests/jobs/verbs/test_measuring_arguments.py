"""What a notebook may say of the body and of how to measure, as the command line may."""

import numpy as np
import pytest

import footwise as fw
from footwise.errors import FootwiseError


@pytest.fixture(scope="module")
def recording(treadmill_c3d):
    return fw.read(treadmill_c3d)


def test_leg_measures_for_both_legs_or_each(treadmill_c3d):
    read = fw.read(treadmill_c3d, leg_length_m=0.9, knee_width_m={"left": 0.1, "right": 0.11})
    measures = read.person.measures_m
    assert measures["left_leg_length"] == measures["right_leg_length"] == 0.9
    assert (measures["left_knee_width"], measures["right_knee_width"]) == (0.1, 0.11)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ({"leg_length_m": "0.9"}, "`leg_length_m`"),
        ({"knee_width_m": {"left": "wide"}}, "`knee_width_m`"),
        ({"knee_width_m": {"links": 0.1}}, "`knee_width_m`"),
        ({"ankle_width_m": 7}, "ankle width of 7 m is impossible"),
        ({"forces_later_s": 3600}, "a shift of the forces by 3600 s is impossible"),
        ({"forces_later_s": float("nan")}, "`forces_later_s`"),
    ],
)
def test_what_is_wrong_is_named(treadmill_c3d, said, names):
    with pytest.raises(FootwiseError) as caught:
        fw.read(treadmill_c3d, **said)
    assert names in str(caught.value)


def test_forces_are_shifted(treadmill_c3d, recording):
    later = fw.read(treadmill_c3d, forces_later_s=0.01)
    assert later.forces_later_s == 0.01
    np.testing.assert_array_equal(later.plates[0].force_n[10:1000], recording.plates[0].force_n[:990])


def test_filters_and_events(recording):
    walk = fw.measure(recording, marker_hz=10, force_hz=15, use_stored_events=True)
    assert (walk.marker_hz, walk.force_hz, walk.stored_events) == (10, 15, True)
    for said in ({"marker_hz": "10"}, {"force_hz": 0}, {"like": 3}, {"like": "visual3d"}):
        with pytest.raises(FootwiseError, match=next(iter(said))):
            fw.measure(recording, **said)


def test_a_prescription_keeps_the_filters_of_its_walks(recording):
    study = fw.simulate(recording, side="left", steps=10)
    conditions = {"natural": study.natural} | {one.condition: one.recording for one in study.conditions}
    walks = {name: fw.measure(one, marker_hz=10) for name, one in conditions.items()}
    result = fw.prescribe(walks, side="left")
    assert {walk.marker_hz for group in result.walks.values() for walk in group} == {10}
    with pytest.raises(FootwiseError, match="was measured with other filters or events than natural"):
        fw.prescribe({**walks, "toe-in-10": fw.measure(conditions["toe-in-10"])}, side="left")
    with pytest.raises(FootwiseError, match="a prescription follows the trial"):
        fw.prescribe({**walks, "natural": fw.measure(recording, like="plug-in-gait")}, side="left")
