"""Screening: after the blocks walked so far, which one to walk next, or that enough is known."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from footwise.errors import FootwiseError
from footwise.jobs.progress import Progress, counting, no_progress
from footwise.prescription import (
    BLOCK_STEPS,
    NATURAL,
    STEPS_IN_FIXED_ORDER,
    NoPlatesError,
    ScreeningAdvice,
    Study,
    asked_change_deg,
    in_order,
    read_study,
    screening_advice,
    study_walks,
)
from footwise.prescription.model import LegWalk, leg_walks, probability_in_words

if TYPE_CHECKING:
    from footwise.jobs.odds import OddsScreening

# Recordings of these kinds may hold force plates.
_OF_MARKERS = (".c3d", ".trc")
# A foot that is turned less the other way may only sway.
LEAST_CHANGE_DEG = 2.0


@dataclass(frozen=True)
class Screening:
    """What the blocks walked so far come to.

    Attributes
    ----------
    side : str
        The affected leg.
    blocks : list of LegWalk
    advice : ScreeningAdvice
    """

    side: str
    blocks: list[LegWalk]
    advice: ScreeningAdvice

    def sentences(self) -> list[str]:
        """Say what was walked, what it comes to, and what to do now."""
        return [_walked(self.blocks, self.side), _so_far(self.advice), _now(self.advice, self.side)]


def screen_visit(
    study: Path, *, certain: float = 0.95, most_steps: int = STEPS_IN_FIXED_ORDER, progress: Progress = no_progress
) -> Screening | OddsScreening:
    """Say which condition to walk next, or that enough is known to choose or to refuse.

    Where no recording has force plates, it says whether more steps could change the odds.

    Parameters
    ----------
    study : Path
        Folder with ``study.toml``; every recording is a block. Those without force plates may be films, and folders or
        archives of sensors on shoe and shank.
    certain : float
        Probability at which to stop.
    most_steps : int
        Steps of the leg at which to stop; that of the trial's design without.
    progress : Progress

    Raises
    ------
    FootwiseError
        A parameter out of range, or a study that cannot be used.
    """
    if not 0.5 < certain < 1:
        raise FootwiseError("`certain`", f"is {certain:g}", "Choose more than 0.5 and less than 1, e.g. 0.95")
    if most_steps < 3 * BLOCK_STEPS:
        raise FootwiseError("`most_steps`", f"is {most_steps}", f"Choose {3 * BLOCK_STEPS} or more")
    asked = read_study(study, fewest=1, any_kind=True)
    files = [entry.file for group in asked.recordings.values() for entry in group]
    begins = counting(progress, len(files))
    if not any(file.suffix.lower() in _OF_MARKERS for file in files):
        return _of_odds(asked, certain, most_steps, progress)
    try:
        walks = study_walks(asked, begins)
    except NoPlatesError:
        return _of_odds(asked, certain, most_steps, progress)
    blocks = leg_walks(walks, asked.side)
    return Screening(asked.side, blocks, screening_advice(blocks, certain=certain, most_steps=most_steps))


def _of_odds(study: Study, certain: float, most_steps: int, progress: Progress) -> OddsScreening:
    from footwise.jobs.odds import screen_odds

    return screen_odds(study, certain=certain, most_steps=most_steps, progress=progress)


def _walked(blocks: list[LegWalk], side: str) -> str:
    """Steps of every condition, and by how much the foot was really turned."""
    steps: Counter[str] = Counter()
    for block in blocks:
        steps[block.condition] += len(block.number)
    natural = _mean_angle(blocks, NATURAL)
    each = []
    for condition in in_order(steps):
        turned = _mean_angle(blocks, condition) - natural
        said = f" (turned by {turned:+.1f}°{_other_way(condition, turned)})"
        each.append(f"{condition} {steps[condition]}{said if condition != NATURAL and np.isfinite(turned) else ''}")
    return f"Used steps of the {side} leg: {', '.join(each) or 'none'}"


def _other_way(condition: str, turned_deg: float) -> str:
    other = turned_deg * asked_change_deg(condition) < 0 and abs(turned_deg) > LEAST_CHANGE_DEG
    return ", the other way: are two recordings swapped?" if other else ""


def _mean_angle(blocks: list[LegWalk], condition: str) -> float:
    angles = np.concatenate([np.empty(0), *(b.foot_angle_deg for b in blocks if b.condition == condition)])
    angles = angles[np.isfinite(angles)]
    return float(angles.mean()) if len(angles) else float("nan")


def _so_far(advice: ScreeningAdvice) -> str:
    if not advice.peak:
        if advice.left_out:
            return "So far: nothing can be said of changes that were not reached"
        return "So far: nothing can be said before natural walking and both ends are walked"
    what = advice.choice or "no change of foot angle"
    loss = advice.expected_loss_pct
    return (
        f"So far: {what} for peak {advice.peak}, "
        f"the right choice with probability {probability_in_words(advice.p_right)}"
        + (f"; expected loss {loss:.1f} % of the peak" if np.isfinite(loss) else "")
        + (f"; {', '.join(advice.left_out)} not reached, so left out" if advice.left_out else "")
    )


def _now(advice: ScreeningAdvice, side: str) -> str:
    if advice.stop:
        return f"Stop: {advice.why}"
    return f"Walk next: {advice.walk_next}, {BLOCK_STEPS} steps or more of the {side} leg ({advice.why})"
