"""Answers of simulated people to the 42 items of the KOOS, which hold those of the WOMAC.

Every item follows the pain of the visit, with a person's own offset and one of the day for its part of the form, and
chance of its own; then it is rounded to one of the five boxes. The scores are made from the items by the formulas of
the manuals, so that simulated answers and simulated scores are one. All numbers are assumed (``cohort_outcomes.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from footwise.arrays import Array
from footwise.followup import KOOS_ITEMS, KOOS_SUBSCALES, WOMAC_SUBSCALES

# Highest answer of an item.
_EXTREME = 4.0
_FIRST_PAIN = tuple(item for item in KOOS_SUBSCALES["pain"] if item not in WOMAC_SUBSCALES["pain"])
# Parts of the form whose answers move together, in the order in which their chance is drawn.
_PARTS = {
    "womac_pain": WOMAC_SUBSCALES["pain"],
    "womac_function": WOMAC_SUBSCALES["function"],
    "first_pain": _FIRST_PAIN,
    "koos_symptoms": KOOS_SUBSCALES["symptoms"],
    "koos_sport": KOOS_SUBSCALES["sport"],
    "koos_qol": KOOS_SUBSCALES["qol"],
}


def draw_answers(pain: Array, numbers: Mapping[str, Any], random: np.random.Generator) -> Array:
    """Let people fill in the form.

    Parameters
    ----------
    pain : array, shape (people, visits)
        Pain of the day, 0 to 10, before rounding.
    numbers : mapping
        Section ``questionnaires`` of `outcome_defaults`.
    random : Generator

    Returns
    -------
    array, shape (people, visits, 42)
        0 (no problem) to 4 (extreme), in the order of ``KOOS_ITEMS``.
    """
    # The nine items of KOOS pain are WOMAC's five and four more: what these four must do so that the nine come out.
    five, four, nine = len(WOMAC_SUBSCALES["pain"]), len(_FIRST_PAIN), len(KOOS_SUBSCALES["pain"])
    slopes = {part: numbers[f"{part}_per_point"] for part in _PARTS if part != "first_pain"}
    slopes["first_pain"] = (nine * numbers["koos_pain_per_point"] - five * numbers["womac_pain_per_point"]) / four
    # A generator of its own: how many items there are changes nothing that is drawn after them.
    (chance,) = random.spawn(1)
    answers = numbers["item_sd"] * chance.standard_normal((*pain.shape, len(KOOS_ITEMS)))
    for number, (part, items) in enumerate(_PARTS.items()):
        source = random if number < 3 else chance
        own = numbers["person_sd"] * source.standard_normal((len(pain), 1))
        day = numbers["visit_sd"] * source.standard_normal(pain.shape)
        worse_0_100 = slopes[part] * pain + own + day
        answers[:, :, _at(items)] += _EXTREME / 100.0 * worse_0_100[:, :, None]
    return np.asarray(np.clip(np.rint(answers), 0.0, _EXTREME))


def scores_of_answers(answers: Array) -> dict[str, Array]:
    """Score complete answers as the manuals do; by the names of `followup`.

    Parameters
    ----------
    answers : array, shape (people, visits, 42)
        From `draw_answers`.

    Returns
    -------
    dict of str to array, shape (people, visits)
    """
    scores = {
        f"womac_{part}_0_100_worse": 25.0 * answers[:, :, _at(WOMAC_SUBSCALES[part])].mean(axis=2)
        for part in ("pain", "function")
    }
    return scores | {"koos_pain_0_100_better": 100.0 - 25.0 * answers[:, :, _at(KOOS_SUBSCALES["pain"])].mean(axis=2)}


def _at(items: tuple[str, ...]) -> list[int]:
    return [KOOS_ITEMS.index(item) for item in items]
