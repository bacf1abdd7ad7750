"""What is kept of a person's outcomes and practice, and what follows from it."""

from footwise.clinic.outcomes.cartilage import CartilageImage, CartilageVisit
from footwise.clinic.outcomes.concern_row import Dismissal, OutcomeConcern, TreatmentConcern
from footwise.clinic.outcomes.important_changes import ImportantChanges
from footwise.clinic.outcomes.outcome import Outcome, Source
from footwise.clinic.outcomes.pain import OVERALL, PLACE_NAMES, SIDE_NAMES, PainRating
from footwise.clinic.outcomes.practice import DIARY, Practice, PracticeLog
from footwise.clinic.outcomes.questionnaire import INSTRUMENT_NAMES, Questionnaire

__all__ = [
    "DIARY",
    "INSTRUMENT_NAMES",
    "OVERALL",
    "PLACE_NAMES",
    "SIDE_NAMES",
    "CartilageImage",
    "CartilageVisit",
    "Dismissal",
    "ImportantChanges",
    "Outcome",
    "OutcomeConcern",
    "PainRating",
    "Practice",
    "PracticeLog",
    "Questionnaire",
    "Source",
    "TreatmentConcern",
]
