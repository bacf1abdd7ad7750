"""A clock that was set anew within a recording, as when a computer restarts: what lies on both sides of it stays."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from footwise.arrays import Array

# A clock that goes back by less is out of order, one that goes ahead by less has paused.
_BACK_S, _AHEAD_S = 1.0, 600.0
# A shorter stretch between two jumps is a stamp gone wrong, and no clock.
_SHORTEST_S = 1.0
# How long the clock stood still nobody knows; strides do not go across it.
_GAP_S = 1.0


def across_clock_resets(time_s: Array) -> tuple[Array, tuple[str, ...]]:
    """Let time go on where a clock was set anew.

    Parameters
    ----------
    time_s : array, shape (n,)

    Returns
    -------
    array, shape (n,)
        The same where the clock was not set anew; else later parts begin a second after those before them.
    notes : tuple of str
        When it was, and how much was recorded on each side.
    """
    known = np.flatnonzero(np.isfinite(time_s))
    steps = np.diff(time_s[known])
    jumps = np.flatnonzero((steps < -_BACK_S) | (steps > _AHEAD_S))
    edges = [0, *(int(k) + 1 for k in jumps), len(known)]
    lengths = [time_s[known[stop - 1]] - time_s[known[start]] for start, stop in pairwise(edges)] if len(known) else []
    if len(edges) < 3 or min(lengths) < _SHORTEST_S:
        return time_s, ()
    out = time_s.copy()
    for edge in edges[1:-1]:
        out[known[edge] :] += out[known[edge - 1]] + _GAP_S - out[known[edge]]
    parts = " and ".join(f"{length:.1f} s" for length in lengths)
    times = "once" if len(jumps) == 1 else f"{len(jumps)} times"
    return out, (
        f"has a clock that was set anew {times}: {parts} are used one after the other, a second apart, and what lies "
        "between them is not known",
    )
