"""What has changed by as much as matters to patients; `footwise.followup` knows from where on it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from footwise.clinic.outcomes.models import PainRating, Questionnaire


def least_change_of_pain() -> float:
    """Give the smallest change on the scale of 0 to 10 that matters to patients."""
    from footwise.followup import IMPORTANT_CHANGES

    return next(change.least for change in IMPORTANT_CHANGES if change.score.startswith("nrs_"))


def important_changes_of(pain: Iterable[PainRating], forms: Iterable[Questionnaire]) -> list[dict[str, Any]]:
    """Compare the newest of each score with the first one.

    Returns
    -------
    list of dict
        Only improvements that matter: ``score``, ``where`` (a knee and a place, or empty), ``from`` and ``to`` (day,
        value), ``improvement``, ``percent`` (of the first value, else points), ``least``.
    """
    from footwise.followup import IMPORTANT_CHANGES

    series: dict[tuple[str, str], list[tuple[date, float]]] = {}
    for rating in pain:
        series.setdefault((rating.slot, f"nrs_{rating.place}_pain_0_10_worse"), []).append((rating.day, rating.rating))
    for form in forms:
        if form.finished:
            for score, value in form.figures["scores"].items():
                # A WOMAC is one, by itself or out of a KOOS.
                series.setdefault(("", score), []).append((form.day, float(value)))
    known = {change.score: change for change in IMPORTANT_CHANGES}
    found = []
    for (where, score), points in sorted(series.items()):
        change = known.get(score)
        if change is None or len({day for day, _ in points}) < 2:
            continue
        points = sorted(points)
        improvement = _important(score, change.improvement, change.name, points)
        if improvement is not None:
            found.append(
                {
                    "score": score,
                    "where": where,
                    "from": [points[0][0].isoformat(), points[0][1]],
                    "to": [points[-1][0].isoformat(), points[-1][1]],
                    "improvement": improvement,
                    "percent": change.percent,
                    "least": change.least,
                }
            )
    return found


def _important(score: str, column: str, name: str, points: Sequence[tuple[date, float]]) -> float | None:
    import pandas as pd

    from footwise.followup import important_changes

    table = pd.DataFrame({"person": ["p", "p"], "week": [0.0, 1.0], score: [points[0][1], points[-1][1]]})
    row = important_changes(table, 0.0).iloc[0]
    flag = row[f"{name}_important"]
    return None if pd.isna(flag) or not flag else float(row[column])
