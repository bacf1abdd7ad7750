"""Screening without force plates: which walk to go on with, or that more steps cannot change the odds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from footwise.condition_names import condition_in_words
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.odds.measuring import measure_changes
from footwise.jobs.odds.request import OddsRequest
from footwise.jobs.progress import Progress, no_progress
from footwise.prescription import BLOCK_STEPS, NATURAL, Study, asked_change_deg
from footwise.prescription.model import probability_in_words
from footwise.prescription.odds import (
    LEAST_TOLD,
    SAME_KNEES,
    StepsAdvice,
    WalkChanges,
    knee_odds,
    pooled,
    steps_advice,
    told_by,
)
from footwise.showing import counted

# What is walked first, where nothing is said yet: the angle that the odds are of.
_FIRST = "toe-in-10"
# Of a walk that tells nothing now, so many more steps say whether steps would mend it.
_MANY_STEPS = 1000


@dataclass(frozen=True)
class OddsScreening:
    """What the blocks walked so far come to, where no force plate was.

    Attributes
    ----------
    side : str
        The leg whose knee the odds are about.
    natural : int
        Recordings of natural walking.
    advice : mapping of str to StepsAdvice
        By changed condition.
    most_steps : int
        Steps of the leg at which to stop in any case.
    """

    side: str
    natural: int
    advice: dict[str, StepsAdvice]
    most_steps: int

    @property
    def stop(self) -> bool:
        """Whether enough was walked."""
        return self.walk_next is None

    @property
    def walk_next(self) -> str | None:
        """Condition of the next block; None where enough was walked."""
        if not self.natural:
            return NATURAL
        if not self.advice:
            return _FIRST
        for condition, advice in self.advice.items():
            changes = advice.odds.changes
            if not advice.stop and changes.steps_natural + changes.steps_changed + BLOCK_STEPS <= self.most_steps:
                return NATURAL if changes.steps_natural < changes.steps_changed else condition
        return None

    def sentences(self) -> list[str]:
        """Say what was walked, what it comes to, and what to do now."""
        from footwise.reports.odds import odds_sentence

        said = ["No force plates: what follows are odds, and no prescription comes from them."]
        for condition, advice in self.advice.items():
            changes = advice.odds.changes
            steps = f"{counted(changes.steps_changed, 'used step')} of the {self.side} leg"
            said.append(
                f"{condition_in_words(condition)}: {steps} ({changes.steps_natural} of natural walking), "
                f"turned by {changes.achieved_deg:+.1f}°"
            )
            said.append(f"So far: {odds_sentence(advice.odds)}")
        if not self.advice:
            said.append("So far: nothing can be said before natural walking and a walk with the foot turned")
        return [*said, self._now()]

    def _now(self) -> str:
        nearest = f"to {SAME_KNEES} knees of 100"
        if (condition := self.walk_next) is not None:
            open_ones = [probability_in_words(one.p_same) for one in self.advice.values() if not one.stop]
            why = (
                f"endless walks would tell the same {nearest} with probability {open_ones[0]} only"
                if open_ones
                else "not walked yet"
            )
            return f"Walk next: {condition}, {BLOCK_STEPS} steps or more of the {self.side} leg ({why})"
        if any(not one.stop for one in self.advice.values()):
            return f"Stop: {self.most_steps} steps are walked, and more of them could still change the odds a little"
        if not any(one.odds.of_this_knee for one in self.advice.values()):
            return "Stop: of turning the foot out these odds know nothing, however many steps are walked"
        if all(one.odds.told < LEAST_TOLD for one in self.advice.values() if one.odds.of_this_knee):
            return (
                "Stop: what was measured tells nothing of this knee, and more steps of the same kind would not either"
            )
        least = min(one.p_same for one in self.advice.values())
        return f"Stop: more steps would tell the same {nearest}, with probability {probability_in_words(least)}"


def screen_odds(study: Study, *, certain: float, most_steps: int, progress: Progress = no_progress) -> OddsScreening:
    """Compare every changed block with a natural one and say whether more steps could change the odds.

    Parameters
    ----------
    study : Study
        Of recordings without force plates; every one is a block.
    certain : float
        Probability of the same answer at which to stop.
    most_steps : int
        Steps of the leg at which to stop in any case.
    progress : Progress

    Raises
    ------
    FootwiseError
        Two walks cannot be compared, or one of them has force plates.
    """
    natural = [entry.file for entry in study.recordings[NATURAL]]
    asked = OddsRequest(
        side=study.side,
        static=study.static,
        marker_map=study.markers,
        height_m=study.how.height_m,
        leg_length_m=study.how.leg_length_m,
    )
    found: dict[str, StepsAdvice] = {}
    # Toe-in first: of toe-out the odds know nothing.
    for condition in sorted((one for one in study.recordings if one != NATURAL), key=asked_change_deg):
        changed = [entry.file for entry in study.recordings[condition]]
        blocks = [measure_changes(*pair, asked, progress) for pair in _pairs(natural, changed)]
        changes = pooled(blocks)
        _refuse_plates(study, changes)
        found[condition] = _advice(changes, certain)
    return OddsScreening(study.side, len(natural), found, most_steps)


def _pairs(natural: list[Path], changed: list[Path]) -> list[tuple[Path, Path]]:
    """Blocks of both kinds, each with the one walked next to it.

    A block that has no other of its own is left for the next one: a walk that counted twice would look surer than it
    is.
    """
    return list(zip(natural, changed, strict=False))


def _refuse_plates(study: Study, changes: WalkChanges) -> None:
    if changes.with_plates:
        raise FootwiseError(
            study.path,
            "has recordings with force plates and some without",
            "Leave those without out: the load itself was measured in the others",
            kind=ErrorKind.REFUSAL,
        )


def _advice(changes: WalkChanges, certain: float) -> StepsAdvice:
    odds = knee_odds(changes)
    if odds.of_this_knee and odds.told < LEAST_TOLD:
        # Steps may mend it, or nothing does.
        mended = told_by(changes, more_steps=_MANY_STEPS) >= LEAST_TOLD
        return StepsAdvice(odds, not mended, 0.0 if mended else 1.0)
    return steps_advice(changes, odds, certain=certain)
