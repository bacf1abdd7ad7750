"""Knee moments from force plates, per step, with what they depend on."""

from footwise.loads.moment_features import moment_features
from footwise.loads.moment_files import load_model, read_training, save_model
from footwise.loads.moment_regression import MomentModel, predicted_peaks, train
from footwise.loads.moments import TRIAL_GRAVITY, KneeMoment, lever_arm_moment, newton_euler_moment, percent_bwht
from footwise.loads.peaks import POINTS, PeakWindow, half_stance_windows, peak, windows_around
from footwise.loads.shank import Shank, find_shank
from footwise.loads.step_loads import medial_force_bw
from footwise.loads.video_load_change import LoadChange, load_change
from footwise.loads.video_steps import video_step_details, video_steps
from footwise.loads.walk import COLUMNS, Walk, analyse_walk

__all__ = [
    "COLUMNS",
    "POINTS",
    "TRIAL_GRAVITY",
    "KneeMoment",
    "LoadChange",
    "MomentModel",
    "PeakWindow",
    "Shank",
    "Walk",
    "analyse_walk",
    "find_shank",
    "half_stance_windows",
    "lever_arm_moment",
    "load_change",
    "load_model",
    "medial_force_bw",
    "moment_features",
    "newton_euler_moment",
    "peak",
    "percent_bwht",
    "predicted_peaks",
    "read_training",
    "save_model",
    "train",
    "video_step_details",
    "video_steps",
    "windows_around",
]
