"""One person's response to a change of foot angle, and how sure it makes of each option."""

from footwise.prescription.model.option_probabilities import (
    OptionProbabilities,
    option_probabilities,
    probability_in_words,
    right_choice_probabilities,
    true_choices,
)
from footwise.prescription.model.person_response import (
    MEDIAL_FORCE,
    LegWalk,
    PersonResponse,
    leg_walks,
    person_response,
)
from footwise.prescription.model.response_model import ResponsePosterior, fit_response
from footwise.prescription.model.response_population import (
    OUTCOMES,
    STATED_AT_DEG,
    ResponsePopulation,
    WalkNoise,
    response_curve,
    response_populations,
)
from footwise.prescription.model.response_shape import OFF_LINE_OF_MOST
from footwise.prescription.model.walk_means import LoadWalk

__all__ = [
    "MEDIAL_FORCE",
    "OFF_LINE_OF_MOST",
    "OUTCOMES",
    "STATED_AT_DEG",
    "LegWalk",
    "LoadWalk",
    "OptionProbabilities",
    "PersonResponse",
    "ResponsePopulation",
    "ResponsePosterior",
    "WalkNoise",
    "fit_response",
    "leg_walks",
    "option_probabilities",
    "person_response",
    "probability_in_words",
    "response_curve",
    "response_populations",
    "right_choice_probabilities",
    "true_choices",
]
