"""Shared numerics: arrays in, arrays out, no words of the field."""

from footwise.signals.filters import butterworth_lowpass
from footwise.signals.gaps import fill_gaps, runs
from footwise.signals.mean import Mean
from footwise.signals.normalisation import time_normalise
from footwise.signals.rotations import (
    cross,
    norm,
    quaternion_of,
    rotate,
    rotation_about,
    running_product,
    superimpose,
    unit,
)

__all__ = [
    "Mean",
    "butterworth_lowpass",
    "cross",
    "fill_gaps",
    "norm",
    "quaternion_of",
    "rotate",
    "rotation_about",
    "running_product",
    "runs",
    "superimpose",
    "time_normalise",
    "unit",
]
