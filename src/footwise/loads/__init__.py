"""Knee moments from force plates, per step, with what they depend on."""

from footwise.loads.moments import TRIAL_GRAVITY, KneeMoment, lever_arm_moment, newton_euler_moment, percent_bwht
from footwise.loads.peaks import POINTS, PeakWindow, half_stance_windows, peak, windows_around
from footwise.loads.shank import Shank, find_shank
from footwise.loads.step_loads import medial_force_bw
from footwise.loads.walk import COLUMNS, Walk, analyse_walk

__all__ = [
    "COLUMNS",
    "POINTS",
    "TRIAL_GRAVITY",
    "KneeMoment",
    "PeakWindow",
    "Shank",
    "Walk",
    "analyse_walk",
    "find_shank",
    "half_stance_windows",
    "lever_arm_moment",
    "medial_force_bw",
    "newton_euler_moment",
    "peak",
    "percent_bwht",
    "windows_around",
]
