"""The five conditions of one person, and the target that follows from them, or a refusal."""

from footwise.prescription.conditions import (
    CHANGE_DEG,
    NATURAL,
    LegSummary,
    Mean,
    is_reached,
    reduction_pct,
    summarise_leg,
)
from footwise.prescription.earlier_visit import EarlierVisit, compare_visits, read_earlier_visit
from footwise.prescription.expected_benefit import (
    EXPECTED_BENEFIT,
    BenefitChoice,
    BenefitOption,
    Limits,
    expected_benefit_rule,
)
from footwise.prescription.measuring_again import (
    Comparison,
    ConditionCompared,
    VisitsCompared,
    between_visits,
    kept_reduction,
    what_another_visit_can_show,
    within_visit,
)
from footwise.prescription.model_result import ModelResult, model_result
from footwise.prescription.option_odds import OptionOdds, option_odds, probability
from footwise.prescription.person_response import MEDIAL_FORCE, LegWalk, PersonResponse, leg_walks, person_response
from footwise.prescription.prescribe import (
    ConditionResult,
    Prescription,
    describe_angle,
    prescribe,
    prescribe_from_walks,
)
from footwise.prescription.response_model import LoadWalk, ResponsePosterior, fit_response
from footwise.prescription.response_population import OUTCOMES, response_populations
from footwise.prescription.rule import THRESHOLD_PCT, Choice, trial_rule
from footwise.prescription.screening import BLOCK_STEPS, ScreeningAdvice, screening_advice
from footwise.prescription.study import FILE_NAME, Study, read_study
from footwise.prescription.study_walks import study_walks

__all__ = [
    "BLOCK_STEPS",
    "CHANGE_DEG",
    "EXPECTED_BENEFIT",
    "FILE_NAME",
    "MEDIAL_FORCE",
    "NATURAL",
    "OUTCOMES",
    "THRESHOLD_PCT",
    "BenefitChoice",
    "BenefitOption",
    "Choice",
    "Comparison",
    "ConditionCompared",
    "ConditionResult",
    "EarlierVisit",
    "LegSummary",
    "LegWalk",
    "Limits",
    "LoadWalk",
    "Mean",
    "ModelResult",
    "OptionOdds",
    "PersonResponse",
    "Prescription",
    "ResponsePosterior",
    "ScreeningAdvice",
    "Study",
    "VisitsCompared",
    "between_visits",
    "compare_visits",
    "describe_angle",
    "expected_benefit_rule",
    "fit_response",
    "is_reached",
    "kept_reduction",
    "leg_walks",
    "model_result",
    "option_odds",
    "person_response",
    "prescribe",
    "prescribe_from_walks",
    "probability",
    "read_earlier_visit",
    "read_study",
    "reduction_pct",
    "response_populations",
    "screening_advice",
    "study_walks",
    "summarise_leg",
    "trial_rule",
    "what_another_visit_can_show",
    "within_visit",
]
