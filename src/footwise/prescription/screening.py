"""Screening step by step: which condition to walk next, and when enough is known to choose or to refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array
from footwise.errors import ErrorKind, FootwiseError
from footwise.prescription.conditions import CHANGE_DEG, NATURAL, asked_change_deg, is_reached
from footwise.prescription.model import (
    OFF_LINE_OF_MOST,
    LegWalk,
    PersonResponse,
    ResponsePosterior,
    option_probabilities,
    person_response,
    probability_in_words,
    right_choice_probabilities,
)
from footwise.prescription.thresholds import THRESHOLD_PCT

# Used steps of the affected leg in one block.
BLOCK_STEPS = 20
CERTAIN = 0.95
# Natural walking and both ends come first: they say most about the whole curve.
FIRST_BLOCKS = (NATURAL, "toe-in-10", "toe-out-10")
OPTIONS = tuple(c for c in CHANGE_DEG if c != NATURAL)
# Five walks of two minutes with 131 steps of a leg each, as in the trial: nobody walks more than that.
STEPS_IN_FIXED_ORDER = 5 * 131
# So many blocks may be walked to reach an end; then it is left out.
TRIES = 3
# Two options this close, in percent of the peak, are equally right for a person.
INDIFFERENT_PCT = 1.0


@dataclass(frozen=True)
class ScreeningAdvice:
    """What to do after the blocks walked so far.

    Attributes
    ----------
    stop : bool
    walk_next : str or None
        Condition of the next block; None with `stop`.
    choice : str or None
        Likeliest right choice so far; None for a refusal, or before anything can be said.
    peak : int
        The peak that the choice is about; 0 before anything can be said.
    p_right : float
        Probability that the choice is the right one, NaN before anything can be said.
    expected_loss_pct : float
        How much less than the truly best option the choice reduces the peak, on average over what is not
        known, in percent of the peak; NaN where the peak is no load.
    steps : int
        Walked so far.
    why : str
    left_out : tuple of str
        Options that no walk went as far as: nothing is said of them, and they are not chosen.
    """

    stop: bool
    walk_next: str | None
    choice: str | None
    peak: int
    p_right: float
    expected_loss_pct: float
    steps: int
    why: str
    left_out: tuple[str, ...] = ()


def screening_advice(
    walks: Sequence[LegWalk], *, certain: float = CERTAIN, most_steps: int = STEPS_IN_FIXED_ORDER
) -> ScreeningAdvice:
    """Say which condition to walk next, or that enough is known.

    Stops when the likeliest choice (a condition, or a refusal because nothing reaches 5 %) is right with
    probability `certain`; when what is left between the options is smaller than 1 % of the peak; or
    after as many steps as the fixed design has. Otherwise the next block is the one after which the
    two likeliest choices are told apart best; for normal distributions that is known before it is walked.

    Nothing is said of angles that nobody walked: an end that was not reached is walked again, up to three blocks, and
    then left out with every option beyond what was walked.

    Parameters
    ----------
    walks : sequence of LegWalk
        Every block of steps is a walk.
    certain : float, optional
    most_steps : int, optional

    Returns
    -------
    ScreeningAdvice
    """
    steps = sum(len(w.number) for w in walks)
    for condition in FIRST_BLOCKS:
        if not _blocks_of(walks, condition):
            return ScreeningAdvice(False, condition, None, 0, float("nan"), float("nan"), steps, "not walked yet")
    # Further steps tell nothing of where the knee centre lies, so its error is no reason to walk them. And between
    # natural walking and an end a response is taken to run as most people's do: else everybody would have to walk all
    # five conditions.
    response = person_response(walks, ("kam_peak1", "kam_peak2"), knee_centre_sd_mm=0.0, off_line=OFF_LINE_OF_MOST)
    options = tuple(c for c in OPTIONS if response.reaches(c))
    left_out = tuple(c for c in OPTIONS if c not in options)
    again = _end_to_walk_again(walks, left_out)
    if again is not None and steps + BLOCK_STEPS <= most_steps:
        why = f"not reached: walked {response.reached_towards(again):+.1f}° at most; practise it first"
        return ScreeningAdvice(False, again, None, 0, float("nan"), float("nan"), steps, why, left_out)
    if not options:
        why = "no change of foot angle was reached, so none can be chosen"
        return ScreeningAdvice(True, None, None, 0, float("nan"), float("nan"), steps, why, left_out)
    first, second = response.peak(1), response.peak(2)
    if first is None or second is None:
        raise FootwiseError("screening", next(iter(response.troubles.values())), kind=ErrorKind.REFUSAL)
    probabilities = right_choice_probabilities(first, second, options)
    (choice, peak), p_right = next(iter(probabilities.items()))
    posterior = first if peak == 1 else second
    loss = _expected_loss_pct(posterior, choice, options)

    def advice(why: str, walk_next: str | None = None) -> ScreeningAdvice:
        return ScreeningAdvice(walk_next is None, walk_next, choice, peak, p_right, loss, steps, why, left_out)

    if choice is None and not posterior.level > 0:
        return advice(f"peak {peak} of natural walking is no load that could be lowered")
    if p_right >= certain:
        if choice is None:
            said = f"no change{' that was reached' if left_out else ''} lowers the peak by {THRESHOLD_PCT:.0f} %"
            return advice(f"{said}, with probability {probability_in_words(p_right)}")
        return advice(f"the right choice with probability {probability_in_words(p_right)}")
    if choice is not None and loss < INDIFFERENT_PCT and _reaches(probabilities) >= certain:
        return advice(f"another option would be better by less than {INDIFFERENT_PCT:.0f} % of the peak")
    if steps + BLOCK_STEPS > most_steps:
        sure = f"right with probability {probability_in_words(p_right)} only"
        return advice(f"as many steps as the fixed design, and still {sure}")
    return advice("tells the likeliest choices apart best", _most_telling(response, probabilities, options))


def _blocks_of(walks: Sequence[LegWalk], first: str) -> int:
    """Count the blocks of natural walking, or of an end: whatever was asked for that goes as far does, as 8 or 12°."""
    asked = [asked_change_deg(w.condition) for w in walks if len(w.number)]
    return sum(change == 0 if first == NATURAL else is_reached(first, change) for change in asked)


def _end_to_walk_again(walks: Sequence[LegWalk], left_out: Sequence[str]) -> str | None:
    """Give the end that was not reached and was tried least often; None where all were, or often enough."""
    tries = {c: _blocks_of(walks, c) for c in FIRST_BLOCKS if c in left_out}
    open_ends = [c for c in tries if tries[c] < TRIES]
    return min(open_ends, key=lambda c: tries[c], default=None)


def _reaches(probabilities: dict[tuple[str | None, int], float]) -> float:
    return sum(p for (choice, _), p in probabilities.items() if choice is not None)


def _expected_loss_pct(posterior: ResponsePosterior, choice: str | None, options: Sequence[str]) -> float:
    change = 0.0 if choice is None else asked_change_deg(choice)
    changes = [asked_change_deg(c) for c in options] + [0.0]
    option = option_probabilities(posterior, changes)[changes.index(change)]
    return 100 * option.expected_loss / posterior.level if posterior.level > 0 else float("nan")


def _most_telling(
    response: PersonResponse, probabilities: dict[tuple[str | None, int], float], options: Sequence[str]
) -> str:
    """Condition whose next block leaves least variance of the difference between the two likeliest choices."""
    (top, top_peak), (runner, runner_peak) = list(probabilities)[:2]
    posterior = response.peak(top_peak)
    if posterior is None or (top == runner and top_peak != runner_peak):
        # Only which peak is the larger one is open, and natural walking tells that.
        return NATURAL
    contrast = _of_choice(posterior, top) - _of_choice(posterior, runner)
    left = {c: _variance_after(posterior, contrast, asked_change_deg(c)) for c in (NATURAL, *options)}
    return min(left, key=lambda c: left[c])


def _of_choice(posterior: ResponsePosterior, choice: str | None) -> Array:
    """Weights of level and coefficients for what a choice takes off the peak; a refusal stands for the 5 % needed."""
    if choice is None:
        return -posterior.weights(0.0, THRESHOLD_PCT)
    return posterior.weights(asked_change_deg(choice))


def _variance_after(posterior: ResponsePosterior, contrast: Array, change_deg: float) -> float:
    """Variance of a contrast after one more block, which does not depend on what the block will show."""
    rho = posterior.neighbour_correlation
    block = posterior.walk_sd**2 + posterior.step_sd**2 / BLOCK_STEPS * (1 + rho) / (1 - rho)
    # The block shows the level less the reduction.
    seen = posterior.weights(change_deg) * -1.0
    seen[0] = 1.0
    moved = posterior.covariance @ seen
    after = posterior.covariance - np.outer(moved, moved) / (seen @ moved + block)
    return float(contrast @ after @ contrast)
