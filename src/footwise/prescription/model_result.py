"""What the response model says of a visit, beside the trial's rule: options, rule, and why not where it cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from footwise.arrays import by_value
from footwise.condition_names import condition_in_words
from footwise.errors import FootwiseError
from footwise.loads import Walk
from footwise.prescription.conditions import CHANGE_DEG, asked_change_deg
from footwise.prescription.model import (
    MEDIAL_FORCE,
    OptionProbabilities,
    PersonResponse,
    leg_walks,
    option_probabilities,
    person_response,
    probability_in_words,
)
from footwise.prescription.rule import EXPECTED_BENEFIT, BenefitChoice, expected_benefit_rule
from footwise.prescription.thresholds import THRESHOLD_PCT


@by_value
@dataclass(frozen=True)
class ModelResult:
    """The response model's part of a prescription.

    Attributes
    ----------
    response : PersonResponse or None
    choice : BenefitChoice or None
    medial_force : tuple of OptionProbabilities
        Of the options in ``choice``, for the medial force proxy; empty where it is not known.
    trouble : str
        One line that says why nothing can be estimated; empty otherwise.
    notes : tuple of str
        What is less sure than it looks.
    """

    response: PersonResponse | None
    choice: BenefitChoice | None
    medial_force: tuple[OptionProbabilities, ...]
    trouble: str
    notes: tuple[str, ...]

    def sentence(self) -> str:
        """Say what the rule `expected-benefit` gives, in one plain sentence."""
        if self.choice is None:
            return self.trouble
        return f"By expected benefit{':' if self.choice.chosen else ''} {self.finding()}"

    def finding(self) -> str:
        """Say the same without the name of the rule; what hinders where it gives nothing."""
        if self.choice is None:
            return self.trouble
        best = self.choice.chosen
        if best is None:
            return "no change of foot angle is recommended: every change walked breaks one of the rule's limits."
        expected = best.probabilities
        low, high = (100 * bound / self._level() for bound in expected.bands[0.9])
        toes = "toe-in" if expected.change_deg < 0 else "toe-out"
        return (
            f"{abs(expected.change_deg):.0f}° {toes}. It is expected to lower peak "
            f"{self.choice.peak} by {expected.reduction_pct:.0f} % (90 % interval {low:.0f} to {high:.0f} %), "
            f"by {THRESHOLD_PCT:.0f} % or more with probability {probability_in_words(expected.p_reaches)}."
        )

    def _level(self) -> float:
        assert self.choice is not None and self.response is not None
        posterior = self.response.peak(self.choice.peak)
        assert posterior is not None
        return posterior.level

    def to_json(self) -> dict[str, Any]:
        """Give the key ``response_model`` of prescription.json; a missing number is null."""
        if self.choice is None:
            return {"rule": EXPECTED_BENEFIT, "cannot_be_estimated": self.trouble}
        force = {option.change_deg: option for option in self.medial_force}
        best = self.choice.chosen
        return {
            "rule": EXPECTED_BENEFIT,
            "condition": self.choice.condition,
            "target_change_deg": best.probabilities.change_deg if best else 0.0,
            "peak": self.choice.peak,
            "limits": asdict(self.choice.limits),
            "options": [
                {
                    "condition": option.condition,
                    **_probabilities_table(option.probabilities, "pct_bwht"),
                    "reduction_pct": _number(option.probabilities.reduction_pct),
                    "other_peak_rise_pct_bwht": _number(option.other_peak_rise),
                    "kfm_rise_pct_bwht": _number(option.kfm_rise),
                    "breaks": list(option.objections),
                    "medial_force": _probabilities_table(force[option.probabilities.change_deg], "bw")
                    if option.probabilities.change_deg in force
                    else None,
                }
                for option in self.choice.options
            ],
            "curve": self._curve(),
            "notes": list(self.notes),
        }

    def _curve(self) -> dict[str, list[float | None]]:
        """Reduction of the peak at every whole degree between the furthest options."""
        assert self.choice is not None and self.response is not None
        posterior = self.response.peak(self.choice.peak)
        assert posterior is not None
        asked = [*CHANGE_DEG.values(), *(option.probabilities.change_deg for option in self.choice.options)]
        changes = np.arange(np.floor(min(asked)), np.ceil(max(asked)) + 1)
        columns = {"change_deg": changes, "reduction_pct_bwht": posterior.expected_reduction(changes)}
        for share in (0.5, 0.9):
            low, high = posterior.band(changes, share)
            columns |= {f"low_{100 * share:.0f}": low, f"high_{100 * share:.0f}": high}
        return {name: [_number(float(v)) for v in values] for name, values in columns.items()}


def model_result(walks: Mapping[str, Sequence[Walk]], side: str, conditions: Sequence[str]) -> ModelResult:
    """Fit the response model to a visit and apply its rule.

    Parameters
    ----------
    walks : mapping
        Condition to its analysed walks.
    side : str
        The affected leg.
    conditions : sequence of str
        Options with enough steps to be chosen.

    Returns
    -------
    ModelResult
        With the trouble instead, where nothing can be estimated.
    """
    if not conditions:
        return _nothing("response to the foot angle: cannot be estimated, because no changed walk has enough steps.")
    try:
        response = person_response(leg_walks(walks, side))
    except FootwiseError as error:
        return _nothing(str(error))
    choice = expected_benefit_rule(response, conditions)
    if choice is None:
        why = next(iter(response.troubles.values()), "response to the foot angle: the larger peak is no load.")
        return _nothing(why)
    force = response.posteriors.get(MEDIAL_FORCE)
    changes = [asked_change_deg(c) for c in conditions]
    medial_force = tuple(option_probabilities(force, changes)) if force is not None else ()
    return ModelResult(response, choice, medial_force, "", tuple(_notes(response, conditions)))


def _notes(response: PersonResponse, conditions: Sequence[str]) -> list[str]:
    notes = []
    for condition in conditions:
        if not response.reaches(condition):
            reached = f"(walked {response.reached_towards(condition):+.1f}° at most)"
            name = condition_in_words(condition)
            notes.append(
                f"{name} was not reached {reached}: what is said of it rests on other people, and it is not chosen"
            )
    return notes + list(response.troubles.values())


def _nothing(why: str) -> ModelResult:
    return ModelResult(None, None, (), why, ())


def _probabilities_table(probabilities: OptionProbabilities, unit: str) -> dict[str, Any]:
    table: dict[str, Any] = {
        "change_deg": probabilities.change_deg,
        f"reduction_{unit}": _number(probabilities.reduction),
        f"reduction_sd_{unit}": _number(probabilities.reduction_sd),
    }
    for share, bounds in probabilities.bands.items():
        table[f"interval_{100 * share:.0f}_{unit}"] = [_number(bound) for bound in bounds]
    return table | {
        "p_best": _number(probabilities.p_best),
        "p_reaches_5_pct": _number(probabilities.p_reaches),
        "p_worse": _number(probabilities.p_worse),
        f"expected_loss_{unit}": _number(probabilities.expected_loss),
    }


def _number(value: float) -> float | None:
    return None if not np.isfinite(value) else round(float(value), 4) + 0.0
