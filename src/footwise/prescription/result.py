"""What a visit comes to: each condition as the prescription sees it, and the target or the refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from footwise.arrays import by_value
from footwise.condition_names import condition_in_words
from footwise.loads import Walk
from footwise.notes import Note
from footwise.prescription.conditions import LegSummary, asked_change_deg, is_reached
from footwise.prescription.knee_centre import KneeCentreTable
from footwise.prescription.model_result import ModelResult
from footwise.prescription.repeatability import VisitsCompared
from footwise.prescription.rule import Choice
from footwise.prescription.thresholds import FEWEST_STEPS, THRESHOLD_PCT
from footwise.signals import Mean

# A walk further than this from what was asked for has turned the foot by another angle than the one prescribed.
ANGLE_TOLERANCE_DEG = 2.0


@by_value
@dataclass(frozen=True)
class ConditionResult:
    """One condition as the prescription sees it.

    Attributes
    ----------
    leg, other_leg : LegSummary
        The affected leg and the other one; None for an other leg that was not measured.
    change_deg : float
        Achieved change of the foot progression angle against natural walking, toe-out positive.
    reduction : Mean
        Of the chosen peak, in percent of natural walking, positive when the load falls.
    enough : bool
        Enough steps to be chosen.
    """

    leg: LegSummary
    other_leg: LegSummary | None
    change_deg: float
    reduction: Mean
    enough: bool

    @property
    def condition(self) -> str:
        """Name of the condition."""
        return self.leg.condition

    @property
    def in_words(self) -> str:
        """Its name for people: ``toe-in 10°``."""
        return condition_in_words(self.condition)

    @property
    def steps(self) -> int:
        """Steps that know both peaks."""
        return min(self.leg.kam_peak1.steps, self.leg.kam_peak2.steps)

    @property
    def reached(self) -> bool:
        """The foot was turned as asked; natural walking asks for nothing."""
        return is_reached(self.condition, self.change_deg)

    @property
    def usable(self) -> bool:
        """It can be chosen: enough steps, and walked as asked."""
        return self.enough and self.reached

    @property
    def off_target_deg(self) -> float:
        """Achieved change less the one that was asked for."""
        return self.change_deg - asked_change_deg(self.condition)

    @property
    def off_target(self) -> bool:
        """Whether another angle was walked than the condition is named after."""
        return self.reached and abs(self.off_target_deg) > ANGLE_TOLERANCE_DEG

    @property
    def hindrance(self) -> str:
        """Why it cannot be chosen, in a few words; empty where it can."""
        if not self.enough:
            return "too few steps"
        return "" if self.reached else "not reached"


@by_value
@dataclass(frozen=True)
class Prescription:
    """The target of one person, or a refusal, with everything it rests on.

    Attributes
    ----------
    person, side, rule : str
    choice : Choice
        What the rule said.
    conditions : tuple of ConditionResult
        Natural walking first.
    walks : dict
        Condition to its analysed recordings.
    warnings : tuple of Note
        What a clinician must know first; that it is simulated is said by itself.
    notes : tuple of Note
        What the readers noted, by recording.
    simulated : bool
        At least one recording is simulated.
    same_window_condition : str or None
        What the rule would choose if natural walking were read in the same windows as changed walking.
    model : ModelResult
        What the response model and its rule say beside the trial's rule.
    knee_centre : KneeCentreTable or None
        What the choice becomes with the knee centre elsewhere; None where there is nothing to choose from.
    earlier : VisitsCompared or None
        This visit against an earlier one, where one was given.
    """

    person: str
    side: str
    rule: str
    choice: Choice
    conditions: tuple[ConditionResult, ...]
    walks: dict[str, list[Walk]]
    warnings: tuple[Note, ...]
    notes: tuple[Note, ...]
    simulated: bool
    same_window_condition: str | None
    model: ModelResult
    knee_centre: KneeCentreTable | None = None
    earlier: VisitsCompared | None = None

    @property
    def natural(self) -> ConditionResult:
        """Natural walking."""
        return self.conditions[0]

    @property
    def chosen(self) -> ConditionResult | None:
        """The chosen condition, None after a refusal."""
        return next((c for c in self.conditions if c.condition == self.choice.condition), None)

    @property
    def target_change_deg(self) -> float:
        """Change of the foot progression angle to train, toe-out positive; 0 after a refusal, NaN if not judged."""
        if self.chosen is None:
            return 0.0 if self.judged else float("nan")
        asked = asked_change_deg(self.chosen.condition)
        # A load that was measured with the foot turned much further is no ground to ask for less than that.
        beyond = abs(self.chosen.change_deg) - abs(asked) > ANGLE_TOLERANCE_DEG
        return float(round(self.chosen.change_deg)) if beyond else asked

    @property
    def direction(self) -> str:
        """``toe-in``, ``toe-out``, ``none`` or ``not judged``."""
        if self.choice.condition:
            return self.choice.condition.rpartition("-")[0]
        return "none" if self.judged else "not judged"

    @property
    def judged(self) -> bool:
        """Whether the steps are enough for an answer: a condition with too few might have been the one."""
        return self.chosen is not None or all(c.enough for c in self.conditions)

    @property
    def target_foot_progression_angle_deg(self) -> float:
        """Foot progression angle to train, toe-out positive."""
        return self.natural.leg.foot_progression_angle_deg.value + self.target_change_deg

    def said_of_simulation(self) -> list[str]:
        """Say in one line which recordings are simulated, and what that means; nothing where none is."""
        if not self.simulated:
            return []
        names = [condition_in_words(c) for c, walks in self.walks.items() if any(w.recording.simulated for w in walks)]
        return [
            f"simulated recordings ({', '.join(names)}): this shows how Footwise works and says nothing about the "
            "person; the same real strides are repeated, so standard errors look smaller than they are"
        ]

    def sentence(self) -> str:
        """Say the result in one plain sentence, and in a second one what was not walked as asked."""
        if self.chosen is not None:
            return self._target(self.chosen) + self._left_aside()
        return (self._refusal() if self.judged else self._not_judged()) + self._left_aside()

    def _not_judged(self) -> str:
        few = [f"{c.in_words} {c.steps} of {FEWEST_STEPS} steps" for c in self.conditions if not c.enough]
        peak = f"peak {self.choice.peak} of the knee adduction moment"
        so_far = [
            f"{c.in_words} {_signed(-c.reduction.value)} %"
            + (f" ± {c.reduction.se:.0f} %" if np.isfinite(c.reduction.se) else "")
            for c in self.conditions[1:]
            if np.isfinite(c.reduction.value)
        ]
        return f"Not judged for the {self.side} leg: {', '.join(few)}. Walk again." + (
            f" So far, change of {peak}: {', '.join(so_far)}." if so_far else ""
        )

    def _refusal(self) -> str:
        refusal = f"No change of foot angle is recommended for the {self.side} leg: "
        if not any(c.usable for c in self.conditions[1:]):
            return refusal + "no walk turned the foot as it was asked to."
        lowers = f"lowers a peak of the knee adduction moment by {THRESHOLD_PCT:.0f} %"
        return refusal + f"none of the changes walked {lowers}."

    def _target(self, chosen: ConditionResult) -> str:
        red = chosen.reduction
        toes = "inwards" if self.direction == "toe-in" else "outwards"
        off = abs(chosen.off_target_deg) > ANGLE_TOLERANCE_DEG
        return (
            f"Turn the {self.side} foot {abs(self.target_change_deg):.0f}° further {toes} "
            f"(to {describe_angle(self.target_foot_progression_angle_deg)}): "
            f"the {'first' if self.choice.peak == 1 else 'second'} peak of the knee adduction moment "
            f"was {red.value:.0f} % ± {red.se:.0f} % lower than in natural walking"
            + (f", in walks that turned it by {abs(chosen.change_deg):.1f}°." if off else ".")
        )

    def _left_aside(self) -> str:
        unreached = [f"{c.in_words} ({c.change_deg:+.1f}°)" for c in self.conditions if c.enough and not c.reached]
        return f" Not walked as asked, so not considered: {', '.join(unreached)}." if unreached else ""

    def to_json(self) -> dict[str, Any]:
        """Give the table that other programs read (design §4); NaN becomes null."""
        natural = self.natural.leg
        return {
            "person": self.person,
            "side": self.side,
            "rule": self.rule,
            "target_change_deg": _number(self.target_change_deg),
            "direction": self.direction,
            "target_foot_progression_angle_deg": _number(self.target_foot_progression_angle_deg),
            "peak": self.choice.peak,
            "baseline": {
                "steps": natural.kam_peak(self.choice.peak).steps,
                "foot_progression_angle_deg": _number(natural.foot_progression_angle_deg.value),
                "kam_peak1": _number(natural.kam_peak1.value),
                "kam_peak2": _number(natural.kam_peak2.value),
                "kfm_peak": _number(natural.kfm_peak.value),
                "medial_force_peak_bw": _number(natural.medial_force_peak_bw.value),
            },
            "conditions": [
                {
                    "condition": c.condition,
                    "steps": c.leg.kam_peak(self.choice.peak).steps,
                    "change_deg": _number(c.change_deg),
                    "kam_peak1": _number(c.leg.kam_peak1.value),
                    "kam_peak2": _number(c.leg.kam_peak2.value),
                    "kfm_peak": _number(c.leg.kfm_peak.value),
                    "medial_force_peak_bw": _number(c.leg.medial_force_peak_bw.value),
                    "reduction_pct": _number(c.reduction.value),
                    "reduction_se_pct": _number(c.reduction.se),
                }
                for c in self.conditions
            ],
            "warnings": [*map(str, self.warnings), *self.said_of_simulation()],
            "measured": self._measured(),
            "simulated": self.simulated,
            "knee_centre": self.knee_centre.to_json() if self.knee_centre else None,
            "response_model": self.model.to_json(),
        } | ({"earlier_visit": self.earlier.to_json()} if self.earlier else {})

    def _measured(self) -> dict[str, Any]:
        """Filters, events and shifts of clocks that the walks were measured with; they are those of all walks."""
        walks = [walk for group in self.walks.values() for walk in group]
        shifts = {walk.recording.source.name: walk.recording.forces_later_s for walk in walks}
        return {
            "marker_hz": walks[0].marker_hz,
            "force_hz": walks[0].force_hz,
            "events": "file" if walks[0].stored_events else "found",
            "forces_later_s": {name: later for name, later in shifts.items() if later},
        }


def _signed(value: float) -> str:
    return f"{round(value) + 0:+d}".replace("-", "−").replace("+0", "0")


def describe_angle(angle_deg: float) -> str:
    """Name a foot progression angle for people: ``12° toe-out``."""
    return f"{abs(angle_deg):.0f}° {'toe-out' if angle_deg >= 0 else 'toe-in'}"


def _number(value: float) -> float | None:
    """Round for people to read; a missing number is null in JSON."""
    return None if not np.isfinite(value) else round(float(value), 4)
