"""The five conditions of one person, and the target that follows from them, or a refusal."""

from footwise.prescription.conditions import CHANGE_DEG, NATURAL, LegSummary, Mean, reduction_pct, summarise_leg
from footwise.prescription.prescribe import (
    ConditionResult,
    Prescription,
    describe_angle,
    prescribe,
    prescribe_from_walks,
)
from footwise.prescription.rule import THRESHOLD_PCT, Choice, trial_rule
from footwise.prescription.study import FILE_NAME, Study, read_study

__all__ = [
    "CHANGE_DEG",
    "FILE_NAME",
    "NATURAL",
    "THRESHOLD_PCT",
    "Choice",
    "ConditionResult",
    "LegSummary",
    "Mean",
    "Prescription",
    "Study",
    "describe_angle",
    "prescribe",
    "prescribe_from_walks",
    "read_study",
    "reduction_pct",
    "summarise_leg",
    "trial_rule",
]
