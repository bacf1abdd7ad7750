"""What a film says of both legs together: steps a minute, and how alike the stances of left and right are."""

from __future__ import annotations

import numpy as np

from footwise.gait.film import FilmedWalk
from footwise.recordings import SIDES
from footwise.reports.numbers import number

# Of a leg; the mean of fewer stances says more of the single step than of the leg.
LEAST_STANCES = 2


def both_legs_sentences(walk: FilmedWalk) -> tuple[str, ...]:
    """Cadence and symmetry of a walk without foot angles, as plain sentences; none of what is not known.

    Parameters
    ----------
    walk : FilmedWalk
        Of one phone.

    Returns
    -------
    tuple of str
    """
    if walk.label or len(walk.cameras) > 1:
        return ()
    said = []
    if np.isfinite(walk.cadence_per_min):
        strides = bool(np.isfinite(walk.steps.stride_s[walk.steps.used]).any())
        one_step = not strides and not np.isfinite(walk.turns_per_min) and walk.knows_sides
        said.append(
            f"Both legs: {number(walk.cadence_per_min, 0)} steps a minute{', from one step' if one_step else ''}."
        )
    times = []
    for side in SIDES:
        stance = walk.steps.stance_s[(walk.steps.side == side) & walk.steps.used]
        times.append(stance[np.isfinite(stance)])
    if walk.knows_sides and min(map(len, times)) >= LEAST_STANCES:
        left, right = (float(stance.mean()) for stance in times)
        percent = 200 * abs(left - right) / (left + right)
        longer = "left" if left > right else "right"
        alike = (
            f"the stance of the {longer} leg is {number(percent, 0)} % longer"
            if round(percent)
            else "stances are alike"
        )
        counts = " and ".join(str(len(stance)) for stance in times)
        said.append(f"Symmetry: {alike} (left {number(left, 2)} s, right {number(right, 2)} s, of {counts} steps).")
    return tuple(said)
