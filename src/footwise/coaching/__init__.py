"""The live path: from the samples of a foot sensor to a cue, causal and with the standard library alone.

What needs more (Lab Streaming Layer, NumPy) imports it only when it is used.
"""

from footwise.coaching.asking import Ask, Asked
from footwise.coaching.course import (
    SessionRecords,
    is_begun,
    next_plan,
    read_course,
    read_sound_sessions,
    session_number,
    session_path,
)
from footwise.coaching.feedback import Cue, FeedbackPolicy, FeedbackSettings, Mode, Polarity, Turn
from footwise.coaching.log_records import begun_at, is_sound
from footwise.coaching.lsl_library import import_pylsl
from footwise.coaching.schedule import (
    DEFAULT_SCHEDULE,
    HOME_MINUTES_PER_DAY,
    MORE_MINUTES_PER_DAY,
    SUPERVISED_WEEKS,
    Block,
    Purpose,
    session_blocks,
    step_has_feedback,
)
from footwise.coaching.schedule_file import read_schedule
from footwise.coaching.sensor_check import is_settled
from footwise.coaching.session import SILENT_S, CoachedFoot, CoachSession, Phase, coach
from footwise.coaching.session_log import SessionLog, json_value, read_log
from footwise.coaching.session_plan import LARGEST_CHANGE_DEG, SessionPlan
from footwise.coaching.session_summary import (
    FootSummary,
    Latency,
    SessionSummary,
    StepStatistics,
    latency,
    summarise,
)

__all__ = [
    "DEFAULT_SCHEDULE",
    "HOME_MINUTES_PER_DAY",
    "LARGEST_CHANGE_DEG",
    "MORE_MINUTES_PER_DAY",
    "SILENT_S",
    "SUPERVISED_WEEKS",
    "Ask",
    "Asked",
    "Block",
    "CoachSession",
    "CoachedFoot",
    "Cue",
    "FeedbackPolicy",
    "FeedbackSettings",
    "FootSummary",
    "Latency",
    "Mode",
    "Phase",
    "Polarity",
    "Purpose",
    "SessionLog",
    "SessionPlan",
    "SessionRecords",
    "SessionSummary",
    "StepStatistics",
    "Turn",
    "begun_at",
    "coach",
    "import_pylsl",
    "is_begun",
    "is_settled",
    "is_sound",
    "json_value",
    "latency",
    "next_plan",
    "read_course",
    "read_log",
    "read_schedule",
    "read_sound_sessions",
    "session_blocks",
    "session_number",
    "session_path",
    "step_has_feedback",
    "summarise",
]
