"""The odds of a visit without force plates: its walks by condition, as figures and as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footwise.condition_names import condition_in_words
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.odds.judging import WalkOdds, judge_changes
from footwise.jobs.odds.measuring import measure_changes
from footwise.jobs.odds.request import OddsRequest
from footwise.jobs.progress import Progress, no_progress
from footwise.prescription import NATURAL, asked_change_deg
from footwise.prescription.odds import pooled
from footwise.recordings.foot_sensor import sensor_place


@dataclass(frozen=True)
class VisitOdds:
    """The odds of a visit.

    Attributes
    ----------
    found : WalkOdds or None
        Of every condition that could be judged; None where none could.
    conditions : tuple of str
        Those, in the order of `found`.
    refused : tuple of (str, str)
        A condition that could not be judged, and why in one line.
    """

    found: WalkOdds | None
    conditions: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]

    def figures(self) -> dict[str, Any]:
        """Give plain data: of each condition how many knees of 100 carried less load, and why others are not judged."""
        judged = () if self.found is None else self.found.judged
        return {
            "walks": [
                {
                    "condition": condition,
                    "turned_deg": round(odds.changes.achieved_deg, 1),
                    "of_this_knee": odds.of_this_knee,
                    "fell": round(100 * odds.p_fall),
                    "fell_by_5_pct": round(100 * odds.p_enough),
                    "rose_by_5_pct": round(100 * odds.p_much_worse),
                    "of_all": round(100 * odds.model.share_fell),
                    "told_pct": round(100 * odds.told),
                    "steps": [odds.changes.steps_natural, odds.changes.steps_changed],
                }
                for condition, (_, odds) in zip(self.conditions, judged, strict=True)
            ],
            "refused": [list(one) for one in self.refused],
        }


def goes_beside_a_shoe(name: str) -> bool:
    """Whether a file is of a sensor on a shank or a pelvis by its name, which goes with that of the shoe.

    >>> goes_beside_a_shoe("left_shank.csv"), goes_beside_a_shoe("left_foot.csv"), goes_beside_a_shoe("walk 2.csv")
    (True, False, False)
    """
    return sensor_place(Path(name).stem) in ("shank", "pelvis")


def odds_of_visit(
    walked: Mapping[str, Sequence[Path]], asked: OddsRequest, progress: Progress = no_progress
) -> VisitOdds:
    """Give the odds of every changed condition of a visit.

    Parameters
    ----------
    walked : mapping of str to sequence of Path
        Condition to its recordings, natural among them; each changed one is compared with the natural one of its place.
    asked : OddsRequest
    progress : Progress

    Raises
    ------
    FootwiseError
        There is no natural walking.
    """
    natural = list(walked.get(NATURAL, ()))
    if not natural:
        raise FootwiseError("the visit", "has no recording of natural walking", kind=ErrorKind.REFUSAL)
    judged, conditions, refused = [], [], []
    for condition in sorted((one for one in walked if one != NATURAL), key=asked_change_deg):
        try:
            blocks = [measure_changes(*pair, asked, progress) for pair in zip(natural, walked[condition], strict=False)]
            if blocks:
                judged.append((condition_in_words(condition), judge_changes(pooled(blocks), asked)))
                conditions.append(condition)
        except FootwiseError as error:
            refused.append((condition, str(error)))
    found = WalkOdds(NATURAL, tuple(judged)) if judged else None
    return VisitOdds(found, tuple(conditions), tuple(refused))
