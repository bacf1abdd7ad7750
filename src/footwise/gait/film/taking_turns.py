"""Which extremes of a foot against the pelvis are steps, seen from the side: those with which both feet take turns.

An ordinary step takes the foot under the body: the heel is ahead of the pelvis at contact and the toe behind it at off.
Who puts one foot beside the other lands behind the pelvis with the one and leaves ahead of it with the other, as people
who spare a leg do. Who jumps with legs apart, or squats, has the same extremes; but then both feet move at once, and a
person who walks has landed on one foot for a while before the other leaves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.gait.film.events import FilmedEvents
from footwise.recordings import SIDES

# Of the length of the leg: walkers land 0.45 ahead of the pelvis and leave 0.5 behind it.
LEAST_AHEAD_LEGS = 0.05
# From contact of one foot to off of the other: 0.1 to 0.3 s in walkers, longer with a stick; extremes move it by 0.05.
DOUBLE_SUPPORT_S = (0.08, 0.8)
# Two contacts, or two offs, nearer than this are both feet moving at once.
AT_ONCE_S = 0.15

Ahead = dict[str, tuple[Array, Array]]


def steps_of_a_walk(
    events: dict[str, FilmedEvents], ahead: Ahead, *, rate_hz: float, start_s: float, leg: float
) -> dict[str, FilmedEvents]:
    """Keep the events of feet that walk.

    Parameters
    ----------
    events : dict of str to FilmedEvents
        By side, of one way across the picture.
    ahead : dict of str to (array, array)
        Side to how far heel and toe are ahead of the pelvis, each of shape (frames,).
    rate_hz, start_s : float
        Of the frames.
    leg : float
        Length of the leg in the same unit.

    Returns
    -------
    dict of str to FilmedEvents
        Contacts with the heel ahead of the pelvis and offs with the toe behind it; and of the others those that are
        one end of a time on both feet, where both feet point ahead.
    """
    kept = {}
    # Who stands with one foot turned round, and jumps, does not walk.
    pointing = [_middle(toe - heel) > 0 for heel, toe in ahead.values()]
    for side, other in zip(SIDES, SIDES[::-1], strict=True):
        mine, theirs = events[side], events[other]
        heel, toe = (
            points[np.clip(np.round((times - start_s) * rate_hz).astype(int), 0, len(points) - 1)]
            for points, times in zip(ahead[side], (mine.contact_s, mine.off_s), strict=True)
        )
        least = LEAST_AHEAD_LEGS * leg
        contact = (heel > least) | (
            all(pointing) & _followed_by(mine.contact_s, theirs.off_s) & ~_at_once(mine.contact_s, theirs.contact_s)
        )
        off = (toe < -least) | (
            all(pointing) & _followed_by(mine.off_s, theirs.contact_s, -1) & ~_at_once(mine.off_s, theirs.off_s)
        )
        kept[side] = mine.only(contact, off)
    return kept


def _middle(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan


def _followed_by(times: Array, others: Array, way: int = 1) -> NDArray[np.bool_]:
    """Whether another event comes after (1) or before (-1) each by a time on both feet."""
    apart = way * (others[None] - times[:, None])
    shortest, longest = DOUBLE_SUPPORT_S
    return np.asarray(((apart >= shortest) & (apart <= longest)).any(axis=1))


def _at_once(times: Array, others: Array) -> NDArray[np.bool_]:
    return np.asarray((np.abs(others[None] - times[:, None]) < AT_ONCE_S).any(axis=1))
