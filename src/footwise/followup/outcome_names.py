"""What the measures of a visit are called, from the questionnaire or the image to the analysis of a trial.

Questionnaires are called as their scores are, ``womac_pain_0_100_worse``; a region of the cartilage
``t1rho_medial_weight_bearing_femur_ms``: map, region, unit.
"""

from __future__ import annotations

import re

import pandas as pd

from footwise.followup.koos import KOOS_SUBSCALES
from footwise.followup.pain_ratings import PLACES
from footwise.followup.womac import WOMAC_SUBSCALES

SCORE_NAMES = (
    *(f"nrs_{place}_pain_0_10_worse" for place in PLACES),
    *(f"koos_{subscale}_0_100_better" for subscale in (*KOOS_SUBSCALES, "total")),
    *(f"womac_{subscale}_0_100_worse" for subscale in (*WOMAC_SUBSCALES, "total")),
)
"""Every score of `score_questionnaires`."""

_REGION = re.compile(r"(t1rho|t2)_[a-z0-9_]+_ms")


def region_outcome(map_name: str, region: str) -> str:
    """Give the outcome's name of a region's mean: ``T1rho`` of ``medial tibia`` is ``t1rho_medial_tibia_ms``."""
    plain = re.sub(r"[^a-z0-9]+", "_", region.lower()).strip("_")
    return f"{map_name.lower()}_{plain}_ms"


def is_follow_up_outcome(name: str) -> bool:
    """Say whether scores of questionnaires or maps of cartilage have an outcome of this name."""
    return name in SCORE_NAMES or _REGION.fullmatch(name) is not None


def outcome_rows(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Bring a table of visits into the long form of a trial's outcomes.

    Parameters
    ----------
    table : DataFrame
        One row a person and visit: ``person``, ``week`` and the columns that are keys of `names`; ``date`` and
        ``simulated``, where it has them, are kept.
    names : dict of str to str
        Column to outcome.

    Returns
    -------
    DataFrame
        ``person, week, outcome, value`` and what was kept, outcome by outcome; a value that is missing is NaN. Without
        a week the date tells the visit.
    """
    keys = [key for key in ("person", "week", "date", "simulated") if key in table]
    parts = [
        table[keys].assign(outcome=outcome, value=table[column].to_numpy(dtype=float))
        for column, outcome in names.items()
    ]
    first, last = ([key for key in keys if (key in ("person", "week")) == leads] for leads in (True, False))
    order = [*first, "outcome", "value", *last]
    return pd.concat(parts, ignore_index=True)[order]
