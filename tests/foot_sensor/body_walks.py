"""Walks with sensors on shoe, shank and pelvis for tests: one person, natural and changed, mounted anyhow."""

from dataclasses import replace
from functools import cache

import numpy as np

from footwise.signals import rotation_about
from footwise.simulation import BodyShape, simulated_sensor_set

MOUNTS = {
    "foot": rotation_about([0.2, 0.3, 1.0], 0.5),
    "shank": rotation_about([1.0, 0.4, 0.2], 1.3),
    "pelvis": rotation_about([0.1, 1.0, 0.3], -1.1),
}


def set_of(side="left", angle_deg=6.0, *, steps=24, person=3, seed=1, mounts=None, **kinematics):
    """One walk; its sensors and the truth."""
    angles = angle_deg + 1.5 * np.random.default_rng([seed, 8]).standard_normal(steps)
    told = {"mounts": {**MOUNTS, **(mounts or {})}, "seed": seed, **kinematics}
    if mounts or "imperfections" in kinematics:
        return simulated_sensor_set(side, angles, BodyShape.drawn(person), **told)
    return _usual(side, tuple(angles), person, seed, tuple(sorted(kinematics.items())))


@cache
def _usual(side, angles, person, seed, kinematics):
    """Walks that several tests look at are walked once."""
    return simulated_sensor_set(side, angles, BodyShape.drawn(person), mounts=MOUNTS, seed=seed, **dict(kinematics))


def only(sensors, *places):
    """The set with some of its sensors."""
    return replace(sensors, sensors=tuple(one for one in sensors.sensors if one.place in places))
