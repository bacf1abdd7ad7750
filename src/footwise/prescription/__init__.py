"""The five conditions of one person, and the target that follows from them, or a refusal."""

from footwise.prescription.conditions import (
    CHANGE_DEG,
    NATURAL,
    LegSummary,
    asked_change_deg,
    condition_of,
    in_order,
    is_condition,
    reduction_pct,
)
from footwise.prescription.earlier_visit import compare_visits, read_earlier_visit
from footwise.prescription.knee_centre import (
    APART_MM,
    WITHIN_MM,
    KneeCentreCase,
    KneeCentreFlip,
    KneeCentreTable,
)
from footwise.prescription.prescribe import prescribe, prescribe_from_walks, prescribe_recordings
from footwise.prescription.repeatability import (
    Comparison,
    ConditionCompared,
    VisitsCompared,
    between_visits,
    kept_reduction,
    what_another_visit_can_show,
    within_visit,
)
from footwise.prescription.result import ConditionResult, Prescription
from footwise.prescription.results_file import write_prescription
from footwise.prescription.screening import BLOCK_STEPS, STEPS_IN_FIXED_ORDER, ScreeningAdvice, screening_advice
from footwise.prescription.study import STUDY_FILE, Study, read_study
from footwise.prescription.study_walks import NoPlatesError, study_walks
from footwise.prescription.thresholds import THRESHOLD_PCT

__all__ = [
    "APART_MM",
    "BLOCK_STEPS",
    "CHANGE_DEG",
    "NATURAL",
    "STEPS_IN_FIXED_ORDER",
    "STUDY_FILE",
    "THRESHOLD_PCT",
    "WITHIN_MM",
    "Comparison",
    "ConditionCompared",
    "ConditionResult",
    "KneeCentreCase",
    "KneeCentreFlip",
    "KneeCentreTable",
    "LegSummary",
    "NoPlatesError",
    "Prescription",
    "ScreeningAdvice",
    "Study",
    "VisitsCompared",
    "asked_change_deg",
    "between_visits",
    "compare_visits",
    "condition_of",
    "in_order",
    "is_condition",
    "kept_reduction",
    "prescribe",
    "prescribe_from_walks",
    "prescribe_recordings",
    "read_earlier_visit",
    "read_study",
    "reduction_pct",
    "screening_advice",
    "study_walks",
    "what_another_visit_can_show",
    "within_visit",
    "write_prescription",
]
