"""From the conditions of a visit to the target that a clinician signs, its reports, and the plan of the training."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.prescribing.analyse import analyse_visit, pictures_of
    from footwise.clinic.prescribing.analysed import is_stale, keep_analysis, made_of, newest_analyses, recordings_of
    from footwise.clinic.prescribing.asking import ask_for_analysis
    from footwise.clinic.prescribing.doctor_letter import letters_in_force
    from footwise.clinic.prescribing.models import Analysis, Plan, PlannedSession, SessionMark, Target
    from footwise.clinic.prescribing.of_person import compared_and_signed, measured_not_signed, prescribed
    from footwise.clinic.prescribing.planning import (
        CannotPlan,
        PlanTrouble,
        agree_plan,
        make_plan,
        mark_session,
        move_sessions,
        plan_of,
        sessions_of,
    )
    from footwise.clinic.prescribing.result_files import file_of
    from footwise.clinic.prescribing.signing import (
        CannotSign,
        SignedMeanwhile,
        SigningTrouble,
        allowed_changes,
        sign,
        target_in_force,
    )

__all__ = [
    "Analysis",
    "CannotPlan",
    "CannotSign",
    "Plan",
    "PlanTrouble",
    "PlannedSession",
    "SessionMark",
    "SignedMeanwhile",
    "SigningTrouble",
    "Target",
    "agree_plan",
    "allowed_changes",
    "analyse_visit",
    "ask_for_analysis",
    "compared_and_signed",
    "file_of",
    "is_stale",
    "keep_analysis",
    "letters_in_force",
    "made_of",
    "make_plan",
    "mark_session",
    "measured_not_signed",
    "move_sessions",
    "newest_analyses",
    "pictures_of",
    "plan_of",
    "prescribed",
    "recordings_of",
    "sessions_of",
    "sign",
    "target_in_force",
]

_ANALYSE, _ANALYSED = "footwise.clinic.prescribing.analyse", "footwise.clinic.prescribing.analysed"
_MODELS, _SIGNING = "footwise.clinic.prescribing.models", "footwise.clinic.prescribing.signing"
_PLANNING = "footwise.clinic.prescribing.planning"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Analysis": _MODELS,
        "CannotPlan": _PLANNING,
        "PlanTrouble": _PLANNING,
        "agree_plan": _PLANNING,
        "make_plan": _PLANNING,
        "mark_session": _PLANNING,
        "measured_not_signed": "footwise.clinic.prescribing.of_person",
        "move_sessions": _PLANNING,
        "prescribed": "footwise.clinic.prescribing.of_person",
        "pictures_of": _ANALYSE,
        "plan_of": _PLANNING,
        "sessions_of": _PLANNING,
        "CannotSign": _SIGNING,
        "Plan": _MODELS,
        "PlannedSession": _MODELS,
        "SessionMark": _MODELS,
        "SignedMeanwhile": _SIGNING,
        "SigningTrouble": _SIGNING,
        "Target": _MODELS,
        "allowed_changes": _SIGNING,
        "analyse_visit": _ANALYSE,
        "ask_for_analysis": "footwise.clinic.prescribing.asking",
        "compared_and_signed": "footwise.clinic.prescribing.of_person",
        "file_of": "footwise.clinic.prescribing.result_files",
        "is_stale": _ANALYSED,
        "keep_analysis": _ANALYSED,
        "letters_in_force": "footwise.clinic.prescribing.doctor_letter",
        "made_of": _ANALYSED,
        "newest_analyses": _ANALYSED,
        "recordings_of": _ANALYSED,
        "sign": _SIGNING,
        "target_in_force": _SIGNING,
    },
)
