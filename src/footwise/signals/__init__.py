"""Shared numerics: arrays in, arrays out, no words of the field."""

from footwise.signals.filters import butterworth_lowpass
from footwise.signals.gaps import fill_gaps, runs
from footwise.signals.normalisation import time_normalise
from footwise.signals.rotations import cross, norm, rotation_about, superimpose, unit

__all__ = [
    "butterworth_lowpass",
    "cross",
    "fill_gaps",
    "norm",
    "rotation_about",
    "runs",
    "superimpose",
    "time_normalise",
    "unit",
]
