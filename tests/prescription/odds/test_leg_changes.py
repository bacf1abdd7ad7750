"""Changes from natural to changed walking by sensors: right with their errors, or refused in one line."""

from dataclasses import replace

import numpy as np
import pytest
from tests.foot_sensor.body_walks import MOUNTS, only, set_of

from footwise.errors import FootwiseError
from footwise.foot_sensor.body import leg_steps
from footwise.prescription.odds import NAMES, leg_changes
from footwise.signals import rotation_about

TILT, LIST, ANGLE = (NAMES.index(name) for name in ("tibia_tilt", "pelvic_list", "foot_progression_angle"))


def walks(side="left", angle_deg=-4.0, changed=None, natural=None, **kinematics):
    natural = leg_steps(natural or set_of(side)[0], side)
    return natural, leg_steps(changed or set_of(side, angle_deg, seed=2, **kinematics)[0], side, natural.forward)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("angle_deg", [-4.0, 16.0])
def test_known_changes_are_found_within_their_errors(side, angle_deg):
    one, before = set_of(side)
    other, after = set_of(side, angle_deg, seed=2, tilt_deg=3.0, list_deg=-1.5)
    changes = leg_changes(*walks(side, natural=one, changed=other))
    assert changes.side == side
    assert changes.achieved_deg == pytest.approx(angle_deg - 6.0, abs=1.5)
    for k, name in ((TILT, "tibia_tilt_deg"), (LIST, "pelvic_list_deg"), (ANGLE, "foot_progression_angle_deg")):
        true = np.nanmean(getattr(after, name)[1:-1]) - np.nanmean(getattr(before, name)[1:-1])
        assert abs(changes.change[k] - true) < 2.5 * changes.error_sd[k]
        assert 0.25 < changes.error_sd[k] < 1.2
    rest = np.delete(np.arange(12), [TILT, LIST, ANGLE])
    assert np.isnan(changes.change[rest]).all()
    assert np.isnan(changes.error_sd[rest]).all()


def test_a_set_without_a_pelvis_says_so():
    both = [only(set_of(angle_deg=angle, seed=seed)[0], "foot", "shank") for angle, seed in ((6.0, 1), (-4.0, 2))]
    changes = leg_changes(*walks(natural=both[0], changed=both[1]))
    assert np.isnan(changes.change[LIST])
    assert changes.source == "sensors on shoe and shank"


def test_more_steps_know_better():
    few, many = (leg_changes(*walks(natural=set_of(steps=n)[0], changed=set_of(angle_deg=-4, steps=n, seed=2)[0]))
                 for n in (12, 60))  # fmt: skip
    assert many.error_sd[ANGLE] < few.error_sd[ANGLE]


def refused(match, **told):
    with pytest.raises(FootwiseError, match=match) as error:
        leg_changes(*walks(**told))
    assert "\n" not in str(error.value)


def test_a_change_of_less_than_three_degrees():
    refused("turns the left foot by [12]", angle_deg=4.2)


@pytest.mark.requirement("R-020")
def test_a_shank_sensor_that_was_moved_or_is_another_persons():
    turned = {"shank": MOUNTS["shank"] @ rotation_about([0.0, 0.0, 1.0], np.radians(15))}
    refused("by the axis of its swing: it was moved", mounts=turned)


def test_sensors_that_hang_otherwise():
    lean = rotation_about([0.0, 1.0, 0.0], np.radians(12))
    for place in ("foot", "shank", "pelvis"):
        refused(
            f"sensor of the {'shoe' if place == 'foot' else place} turned by 1", mounts={place: MOUNTS[place] @ lean}
        )


def test_two_legs():
    natural, changed = leg_steps(set_of()[0], "left"), leg_steps(set_of("right", -4.0)[0], "right")
    with pytest.raises(FootwiseError, match="is of the right leg"):
        leg_changes(natural, changed)


def test_too_few_steps():
    natural, changed = walks()
    few = replace(changed, foot_angle_deg=changed.foot_angle_deg[:5])
    with pytest.raises(FootwiseError, match="has 5 steps of the left leg in the changed walk"):
        leg_changes(natural, few)


@pytest.mark.slow
def test_many_people_show_no_bias_and_the_error_that_is_stated():
    """The figures of benchmarks/odds_sensors.py, on fewer people."""
    off, stated = [], []
    for person in range(24):
        side = ("left", "right")[person % 2]
        lean = float(np.random.default_rng(person).normal(2.3, 1.5))
        one, before = set_of(side, person=person, seed=2 * person, steps=30)
        other, after = set_of(
            side, (-4.0, 14.0)[person % 2], person=person, seed=2 * person + 1, steps=30, tilt_deg=lean
        )
        changes = leg_changes(*walks(side, natural=one, changed=other))
        true = np.nanmean(after.tibia_tilt_deg[1:-1]) - np.nanmean(before.tibia_tilt_deg[1:-1])
        off.append(changes.change[TILT] - true)
        stated.append(changes.error_sd[TILT])
    assert abs(np.mean(off)) < 0.3
    # The straps gave nothing here, and the truth is that of the steps themselves.
    assert 0.4 < np.sqrt(np.mean(np.square(off) / np.square(stated))) < 1.2
