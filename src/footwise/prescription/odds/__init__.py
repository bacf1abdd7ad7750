"""How likely it is that a change of foot angle unloads this knee, where no force plate measured it."""

from footwise.prescription.odds.changes import NAMES, VARIABLES, ChangeVariable, WalkChanges
from footwise.prescription.odds.enough_steps import SAME_KNEES, StepsAdvice, pooled, steps_advice
from footwise.prescription.odds.fall import Fall
from footwise.prescription.odds.knee_odds import (
    LEAST_CHANGE_DEG,
    LEAST_TOLD,
    TYPICAL_PEAK,
    KneeOdds,
    MoreToMeasure,
    knee_odds,
    told_by,
)
from footwise.prescription.odds.leave_one_out import MOST_KNEES, OddsScores, Population, leave_one_out, scores
from footwise.prescription.odds.leg_changes import leg_changes
from footwise.prescription.odds.model_file import odds_model_toml, published_model, published_scores, read_odds_model
from footwise.prescription.odds.odds_model import ANGLE, FEWEST_KNEES, OddsModel, fit_odds_model
from footwise.prescription.odds.posture_changes import posture_changes
from footwise.prescription.odds.posture_errors import systematic_sd, usual_step_sd

__all__ = [
    "ANGLE",
    "FEWEST_KNEES",
    "LEAST_CHANGE_DEG",
    "LEAST_TOLD",
    "MOST_KNEES",
    "NAMES",
    "SAME_KNEES",
    "TYPICAL_PEAK",
    "VARIABLES",
    "ChangeVariable",
    "Fall",
    "KneeOdds",
    "MoreToMeasure",
    "OddsModel",
    "OddsScores",
    "Population",
    "StepsAdvice",
    "WalkChanges",
    "fit_odds_model",
    "knee_odds",
    "leave_one_out",
    "leg_changes",
    "odds_model_toml",
    "pooled",
    "posture_changes",
    "published_model",
    "published_scores",
    "read_odds_model",
    "scores",
    "steps_advice",
    "systematic_sd",
    "told_by",
    "usual_step_sd",
]
