"""Knee moments from force plates, per step, with what they depend on."""

from footwise.loads.analysis import analyse_walk
from footwise.loads.c3d_results import c3d_results
from footwise.loads.curves_table import CURVE_COLUMNS, walk_curves
from footwise.loads.how_to_measure import NOTHING_SAID, HowToMeasure
from footwise.loads.knee_centre import MomentMethod, kam_elsewhere, loads_per_mm
from footwise.loads.marked_posture import marked_posture
from footwise.loads.moments import TRIAL_GRAVITY, lever_arm_moment, newton_euler_moment, percent_bwht
from footwise.loads.peaks import (
    MISSING_AFTER_PEAK_PCT,
    STANCE_POINTS,
    PeakWindow,
    half_stance_windows,
    peak,
    windows_around,
)
from footwise.loads.recording_summary import (
    OF_STRIDES,
    OF_USED_STEPS,
    OVER_COLUMNS,
    RECORDING_COLUMNS,
    leg_values,
    over_recordings,
    recordings_table,
    step_values,
)
from footwise.loads.shank_source import find_shank, shank_from_markers
from footwise.loads.step_posture import FIRST_PEAK_PCT, MARKERS, StepPosture, WalkPosture
from footwise.loads.step_reason import StepReason
from footwise.loads.stored_comparison import against_stored
from footwise.loads.walk import Walk
from footwise.loads.walk_dataset import walk_dataset

__all__ = [
    "CURVE_COLUMNS",
    "FIRST_PEAK_PCT",
    "MARKERS",
    "MISSING_AFTER_PEAK_PCT",
    "NOTHING_SAID",
    "OF_STRIDES",
    "OF_USED_STEPS",
    "OVER_COLUMNS",
    "RECORDING_COLUMNS",
    "STANCE_POINTS",
    "TRIAL_GRAVITY",
    "HowToMeasure",
    "MomentMethod",
    "PeakWindow",
    "StepPosture",
    "StepReason",
    "Walk",
    "WalkPosture",
    "against_stored",
    "analyse_walk",
    "c3d_results",
    "find_shank",
    "half_stance_windows",
    "kam_elsewhere",
    "leg_values",
    "lever_arm_moment",
    "loads_per_mm",
    "marked_posture",
    "newton_euler_moment",
    "over_recordings",
    "peak",
    "percent_bwht",
    "recordings_table",
    "shank_from_markers",
    "step_values",
    "walk_curves",
    "walk_dataset",
    "windows_around",
]
