"""What became of the person: questionnaires, adherence, and relaxation times of the cartilage."""

from footwise.followup.adherence import read_diary, session_adherence, weekly_adherence
from footwise.followup.cartilage_layers import depth, layered
from footwise.followup.cartilage_regions import LabelImage, read_labels, region_change, region_table
from footwise.followup.coding import CODINGS, words_of_answers
from footwise.followup.dicom import ScannedSeries, is_scanned, read_scanned_series
from footwise.followup.important_change import IMPORTANT_CHANGES, important_changes
from footwise.followup.koos import KOOS_ITEMS, KOOS_SUBSCALES, koos_answers, score_koos
from footwise.followup.movement import (
    LEAST_MM,
    LEAST_SLICES,
    Movement,
    at_rest,
    between_visits,
    doubtful,
    movements,
)
from footwise.followup.nifti import Grid, read_image, write_image
from footwise.followup.noise_level import noise_level
from footwise.followup.outcome_names import SCORE_NAMES, is_follow_up_outcome, outcome_rows, region_outcome
from footwise.followup.pain_ratings import NOT_ANSWERED, pain_columns, score_pain
from footwise.followup.questionnaires import (
    other_columns,
    questionnaire_notes,
    read_questionnaires,
    score_questionnaires,
)
from footwise.followup.region_names import read_bones, read_region_names
from footwise.followup.relaxation_fit import fit_relaxation
from footwise.followup.relaxation_map import (
    RELAXATION_BOUNDS_MS,
    Excluded,
    RelaxationMap,
    read_ready_map,
    relaxation_map,
    write_map,
)
from footwise.followup.relaxation_series import RelaxationSeries, read_series
from footwise.followup.repeatability import Repeatability, published_repeatability, repeatability
from footwise.followup.rigid_alignment import resampled
from footwise.followup.signal_order import refuse_wrong_order
from footwise.followup.womac import WOMAC_SUBSCALES, score_womac

__all__ = [
    "CODINGS",
    "IMPORTANT_CHANGES",
    "KOOS_ITEMS",
    "KOOS_SUBSCALES",
    "LEAST_MM",
    "LEAST_SLICES",
    "NOT_ANSWERED",
    "RELAXATION_BOUNDS_MS",
    "SCORE_NAMES",
    "WOMAC_SUBSCALES",
    "Excluded",
    "Grid",
    "LabelImage",
    "Movement",
    "RelaxationMap",
    "RelaxationSeries",
    "Repeatability",
    "ScannedSeries",
    "at_rest",
    "between_visits",
    "depth",
    "doubtful",
    "fit_relaxation",
    "important_changes",
    "is_follow_up_outcome",
    "is_scanned",
    "koos_answers",
    "layered",
    "movements",
    "noise_level",
    "other_columns",
    "outcome_rows",
    "pain_columns",
    "published_repeatability",
    "questionnaire_notes",
    "read_bones",
    "read_diary",
    "read_image",
    "read_labels",
    "read_questionnaires",
    "read_ready_map",
    "read_region_names",
    "read_scanned_series",
    "read_series",
    "refuse_wrong_order",
    "region_change",
    "region_outcome",
    "region_table",
    "relaxation_map",
    "repeatability",
    "resampled",
    "score_koos",
    "score_pain",
    "score_questionnaires",
    "score_womac",
    "session_adherence",
    "weekly_adherence",
    "words_of_answers",
    "write_image",
    "write_map",
]
