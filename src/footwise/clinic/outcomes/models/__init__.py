"""What is kept of a person's outcomes and practice, and what follows from it."""

from footwise.clinic.outcomes.models.cartilage import CartilageImage, CartilageVisit
from footwise.clinic.outcomes.models.concern import Dismissal, OutcomeConcern, TreatmentConcern
from footwise.clinic.outcomes.models.outcome import Outcome, Source
from footwise.clinic.outcomes.models.pain import OVERALL, PLACE_NAMES, SIDE_NAMES, PainRating
from footwise.clinic.outcomes.models.practice import DIARY, Practice, PracticeLog
from footwise.clinic.outcomes.models.questionnaire import INSTRUMENT_NAMES, Questionnaire
from footwise.clinic.outcomes.models.standing import ImportantChanges

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
