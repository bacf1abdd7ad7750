"""Healthy walking as a norm: mean and spread by speed, kept as a table, and how far somebody is from it."""

from footwise.loads.norm.making import FEWEST_PEOPLE, speed_of_walk, walking_norm
from footwise.loads.norm.norm import BAND_M_S, NORM_CURVES, NORM_MEASURES, Norm, SpeedBand
from footwise.loads.norm.scores import (
    DEVIATION_INDEX,
    PROFILE_SCORE,
    SCORE_COLUMNS,
    against_norm,
    band_of,
    differences_in_method,
)
from footwise.loads.norm.table import read_norm, write_norm

__all__ = [
    "BAND_M_S",
    "DEVIATION_INDEX",
    "FEWEST_PEOPLE",
    "NORM_CURVES",
    "NORM_MEASURES",
    "PROFILE_SCORE",
    "SCORE_COLUMNS",
    "Norm",
    "SpeedBand",
    "against_norm",
    "band_of",
    "differences_in_method",
    "read_norm",
    "speed_of_walk",
    "walking_norm",
    "write_norm",
]
