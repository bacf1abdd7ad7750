"""Scores of a form's answers, by `footwise.followup` alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

CODING = "0-4"


def items_of(instrument: str) -> dict[str, tuple[str, ...]]:
    """Give the items of KOOS or WOMAC by part, in the order of the form."""
    from footwise.followup import KOOS_SUBSCALES, WOMAC_SUBSCALES

    return dict(KOOS_SUBSCALES if instrument == "koos" else WOMAC_SUBSCALES)


def instrument_of(items: Any) -> str:
    """Tell which questionnaire has these items: the KOOS holds the WOMAC, and more."""
    womac = {item for part in items_of("womac").values() for item in part}
    return "koos" if set(items) - womac else "womac"


def scored(answers: Mapping[str, Any], instrument: str, coding: str = CODING) -> dict[str, Any]:
    """Score one form.

    Parameters
    ----------
    answers : mapping of str to int or str
        Item to answer as it was given; what is not in it was not answered.
    instrument : {"koos", "womac"}
    coding : {"0-4", "1-5", "labels"}

    Returns
    -------
    dict
        ``scores``, name to number, and ``reasons``, name to why there is none.

    Raises
    ------
    FootwiseError
        The answers look as if they were coded otherwise.
    """
    import pandas as pd

    from footwise.followup import score_questionnaires

    items = [item for part in items_of(instrument).values() for item in part]
    row = {item: "" if answers.get(item) is None else str(answers[item]) for item in items}
    # One form alone cannot be told to be coded otherwise, and who enters it has said how it is: nothing is guessed.
    found = score_questionnaires(pd.DataFrame([row], dtype=str), coding=coding).iloc[0].to_dict()
    return kept(found, instrument)


def kept(found: Mapping[Any, Any], instrument: str) -> dict[str, Any]:
    """Keep of a row of scores what the questionnaire itself has: of a WOMAC no KOOS."""
    told = {name: value for name, value in found.items() if instrument == "koos" or name.startswith("womac_")}
    scores = {name: float(value) for name, value in told.items() if not name.endswith("_reason")}
    named = {name.rpartition("_0_")[0]: name for name in scores}
    return {
        "scores": {name: round(value, 4) for name, value in scores.items() if math.isfinite(value)},
        "reasons": {
            named[name.removesuffix("_reason")]: str(why)
            for name, why in told.items()
            if name.endswith("_reason") and why and name.removesuffix("_reason") in named
        },
    }
