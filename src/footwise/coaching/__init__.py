"""The live path: from the samples of a foot sensor to a cue, causal and with the standard library alone."""

from footwise.coaching.calibration import Calibration, clinic_value, relative_to_baseline, stand_then_walk
from footwise.coaching.feedback import Cue, FeedbackPolicy, FeedbackSettings
from footwise.coaching.schedule import DEFAULT_SCHEDULE, Block, step_has_feedback
from footwise.coaching.stride import Stride, TrackerSettings
from footwise.coaching.stride_tracker import StrideTracker

__all__ = [
    "DEFAULT_SCHEDULE",
    "Block",
    "Calibration",
    "Cue",
    "FeedbackPolicy",
    "FeedbackSettings",
    "Stride",
    "StrideTracker",
    "TrackerSettings",
    "clinic_value",
    "relative_to_baseline",
    "stand_then_walk",
    "step_has_feedback",
]
