"""Whether more steps could change the answer of the odds, or enough were walked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.prescription.odds.changes import WalkChanges
from footwise.prescription.odds.knee_odds import KneeOdds, knee_odds

# An answer has changed when it tells of so many more or fewer knees of 100.
SAME_KNEES = 5
CERTAIN = 0.95
# Answers that endless walks could give, drawn from what few steps leave open.
_DRAWS = 200


@dataclass(frozen=True)
class StepsAdvice:
    """What to do after the walks so far, where no force plate was.

    Attributes
    ----------
    odds : KneeOdds
        By the walks so far.
    stop : bool
        No number of steps is likely to change the answer.
    p_same : float
        Probability that endless walks would tell the same to `SAME_KNEES` knees of 100.
    """

    odds: KneeOdds
    stop: bool
    p_same: float


def steps_advice(changes: WalkChanges, odds: KneeOdds, *, certain: float = CERTAIN) -> StepsAdvice:
    """Say whether more steps could change the answer.

    Endless walks would leave of each error what the device is off by as a whole, and would show means that differ from
    today's by what few steps leave open. The odds of such walks are drawn and compared with today's.

    Parameters
    ----------
    changes : WalkChanges
    odds : KneeOdds
        Of these changes.
    certain : float
        Probability of the same answer at which to stop.
    """
    open_sd = np.zeros(len(changes.change)) if changes.steps_sd is None else np.nan_to_num(changes.steps_sd)
    if not odds.of_this_knee or not open_sd.any():
        # The odds of all knees; or nobody knows how much of the error steps would take away.
        return StepsAdvice(odds, True, 1.0)
    kept = np.sqrt(np.maximum(changes.error_sd**2 - open_sd**2, 0.0))
    rng = np.random.default_rng(1)
    same = 0
    for draw in rng.standard_normal((_DRAWS, len(open_sd))):
        moved = replace(changes, change=changes.change + draw * open_sd, error_sd=kept)
        endless = knee_odds(moved, odds.model, odds.baseline if odds.baseline_entered else None)
        same += abs(endless.p_fall - odds.p_fall) <= SAME_KNEES / 100
    p_same = same / _DRAWS
    return StepsAdvice(odds, p_same >= certain, p_same)


def pooled(blocks: Sequence[WalkChanges]) -> WalkChanges:
    """Put comparisons of one leg together: natural and changed walks in blocks, a pair each.

    What few steps leave open becomes smaller with every block; what the device is off by as a whole does not.

    Raises
    ------
    FootwiseError
        The blocks are of different legs or devices.
    """
    first = blocks[0]
    if any((one.side, one.source) != (first.side, first.source) for one in blocks):
        raise FootwiseError("the walks", "are of different legs or devices", kind=ErrorKind.BAD_REQUEST)
    if len(blocks) == 1:
        return first
    # Steps of a pair count as the harmonic mean of its two walks', which is what its error goes with.
    weights = np.array([1 / (1 / one.steps_natural + 1 / one.steps_changed) for one in blocks])
    shares = weights / weights.sum()
    change = shares @ np.stack([one.change for one in blocks])
    known = [one.error_sd if one.steps_sd is None else np.nan_to_num(one.steps_sd) for one in blocks]
    whole = np.max([np.sqrt(np.maximum(one.error_sd**2 - open_sd**2, 0.0))
                    for one, open_sd in zip(blocks, known, strict=True)], axis=0)  # fmt: skip
    of_steps = np.sqrt(shares**2 @ np.stack(known) ** 2)
    return replace(
        first,
        achieved_deg=float(shares @ np.array([one.achieved_deg for one in blocks])),
        change=change,
        error_sd=np.hypot(whole, of_steps),
        steps_natural=sum(one.steps_natural for one in blocks),
        steps_changed=sum(one.steps_changed for one in blocks),
        notes=tuple(dict.fromkeys(note for one in blocks for note in one.notes)),
        steps_sd=None if first.steps_sd is None else np.where(np.isfinite(change), of_steps, np.nan),
    )
