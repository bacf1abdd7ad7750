"""The live path: from the samples of a foot sensor to a cue, causal and with the standard library alone.

What needs more (Lab Streaming Layer, NumPy) imports it only when it is used.
"""

from footwise.coaching.calibration import Calibration, Method, clinic_value, relative_to_baseline, stand_then_walk
from footwise.coaching.calibration_choice import HowToCalibrate, how_to_calibrate
from footwise.coaching.course import SessionRecords, next_plan, read_course, session_path
from footwise.coaching.cue_outlets import TerminalCue, ToneCue, arrow_of, sounds_in
from footwise.coaching.feedback import Cue, FeedbackPolicy, FeedbackSettings, Polarity, Turn
from footwise.coaching.lsl_library import need_pylsl
from footwise.coaching.lsl_markers import LslMarkers
from footwise.coaching.lsl_source import LslSource
from footwise.coaching.replay import ReplaySource
from footwise.coaching.schedule import (
    DEFAULT_SCHEDULE,
    Block,
    Purpose,
    read_schedule,
    session_blocks,
    step_has_feedback,
)
from footwise.coaching.session import CoachedFoot, CoachSession, Phase, coach
from footwise.coaching.session_log import SessionLog, read_log
from footwise.coaching.session_plan import SessionPlan
from footwise.coaching.session_summary import (
    FootSummary,
    Latency,
    SessionSummary,
    StepStatistics,
    latency,
    statistics_of,
    summarise,
)
from footwise.coaching.source import Packet, Row, Source
from footwise.coaching.stride import Stride, TrackerSettings
from footwise.coaching.stride_tracker import StrideTracker

__all__ = [
    "DEFAULT_SCHEDULE",
    "Block",
    "Calibration",
    "CoachSession",
    "CoachedFoot",
    "Cue",
    "FeedbackPolicy",
    "FeedbackSettings",
    "FootSummary",
    "HowToCalibrate",
    "Latency",
    "LslMarkers",
    "LslSource",
    "Method",
    "Packet",
    "Phase",
    "Polarity",
    "Purpose",
    "ReplaySource",
    "Row",
    "SessionLog",
    "SessionPlan",
    "SessionRecords",
    "SessionSummary",
    "Source",
    "StepStatistics",
    "Stride",
    "StrideTracker",
    "TerminalCue",
    "ToneCue",
    "TrackerSettings",
    "Turn",
    "arrow_of",
    "clinic_value",
    "coach",
    "how_to_calibrate",
    "latency",
    "need_pylsl",
    "next_plan",
    "read_course",
    "read_log",
    "read_schedule",
    "relative_to_baseline",
    "session_blocks",
    "session_path",
    "sounds_in",
    "stand_then_walk",
    "statistics_of",
    "step_has_feedback",
    "summarise",
]
