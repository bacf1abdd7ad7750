"""Stances of one foot from live markers: causal, and the foot angle is there while the foot is still on the floor.

The contact is found as in a recording (`kinematic_events`), which takes 0.2 s of what follows the heel's extreme; the
window of 15-40 % of stance is laid by the length of the person's own last stances, as the end of this one is not known
yet. So the angle is ready at 40 % of stance. On a belt the walking direction is that against which the standing foot
is carried; on a walkway it is the displacement of the same heel since its last stance.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median

import numpy as np

from footwise.arrays import Array
from footwise.gait.foot_progression import LARGEST_BEND_DEG, SHORTEST_STRIDE_M, WINDOW_PCT
from footwise.gait.kinematic_events import IMPACT_CUTOFF_HZ, SMALLEST_EXCURSION_M, FootEnd, between_frames, landing
from footwise.gait.motion import MARKER_CUTOFF_HZ
from footwise.gait.steps import LONGEST_STANCE_S, LONGEST_STRIDE_S, SHORTEST_STANCE_S
from footwise.signals import butterworth_lowpass

# A stance is taken to be so long before the first one was seen whole.
FIRST_STANCE_S = 0.65
# From the heel's extreme on this much is looked at before the contact is judged, and so much before it.
_AFTER_S, _BEFORE_S = 0.20, 0.30
# The toe's extreme needs less: it only says how long a stance is.
_OFF_AFTER_S = 0.12
_MEMORY_S = 3.0
_EVENTS_S = 1.2
_SWAY_HZ = 7.0
# Two contacts of one foot are not nearer.
_APART_S = 0.4
# Frames in which a marker is hidden for no longer than this are filled, within a stance and around it.
LONGEST_HIDDEN_S = 0.05
# A standing foot that is carried faster than this stands on a belt.
_BELT_M_S = 0.10
_STANCES, _BELT_STANCES = 5, 40
_FORWARD_S = 1.5
_COLUMNS = 12
_AHEAD, _BEHIND = 10, 11


@dataclass(frozen=True, slots=True)
class LiveStance:
    """One stance, as soon as its foot angle is known.

    Attributes
    ----------
    contact_s, middle_s, decided_s : float
        Contact, middle of the window of the angle, and the frame with which it was ready; the cameras' clock.
    angle_deg : float or None
        Foot angle against the walking direction, mean over 15-40 % of the expected stance, toe-out positive.
    hidden : bool
        Heel or toe was hidden in the window.
    first : bool
        On a walkway: no stride before it gives a direction.
    stride_s, stride_m : float or None
        From the last contact of this foot; on a belt the way of the belt is in it.
    turn_deg : float or None
        How the direction changed since the stride before, to the left positive; 0 on a belt.
    """

    contact_s: float
    middle_s: float
    decided_s: float
    angle_deg: float | None
    hidden: bool
    first: bool
    stride_s: float | None
    stride_m: float | None
    turn_deg: float | None

    @property
    def turning(self) -> bool:
        """Whether the path bends too much for a walking direction."""
        return self.turn_deg is not None and abs(self.turn_deg) > LARGEST_BEND_DEG


class LiveStances:
    """Stances of one foot.

    Parameters
    ----------
    side : str
        left or right.
    rate_hz : float
        Of the cameras.

    Attributes
    ----------
    expected_s : float
        How long a stance of this person is taken to be.
    hidden : int
        Frames in which heel or toe could not be seen, so far.
    """

    def __init__(self, side: str, rate_hz: float) -> None:
        self._sign = 1.0 if side == "left" else -1.0
        self._rate = rate_hz
        self._length = round(_MEMORY_S * rate_hz)
        self._frames: Array = np.empty((2 * self._length, _COLUMNS))
        self._count = 0
        self._forward = np.zeros(2)
        self._last_contact_s = -np.inf
        self._last_heel: Array | None = None
        self._last_way: Array | None = None
        self._last_extreme_s = -np.inf
        self._last_off_s = -np.inf
        self._due: float | None = None
        self._stances: deque[float] = deque(maxlen=_STANCES)
        self._carried: deque[Array] = deque(maxlen=_BELT_STANCES)
        self.hidden = 0
        self.expected_s = FIRST_STANCE_S

    def interrupt(self) -> None:
        """Frames are missing: begin anew, with what was learnt about the walker and the belt."""
        self._count = 0
        self._due = None
        self._last_contact_s = self._last_extreme_s = self._last_off_s = -np.inf
        self._last_heel = self._last_way = None

    def update(self, time_s: float, heel: Array, toe: Array, body: Array) -> LiveStance | None:
        """Take one frame, and give the stance whose angle it makes ready.

        Parameters
        ----------
        time_s : float
            Of the cameras.
        heel, toe, body : array, shape (3,)
            Positions in m, z up; NaN where hidden. The body is what the feet swing about: the pelvis, or what is there.
        """
        if self._count == len(self._frames):
            self._frames[: self._length] = self._frames[self._length :]
            self._count = self._length
        frame = self._frames[self._count]
        frame[0], frame[1:4], frame[4:7], frame[7:10] = time_s, heel, toe, body
        foot = frame[4:6] - frame[1:3]
        size = float(np.hypot(foot[0], foot[1]))
        if size > 0.0:  # not where it is no number
            share = min(1.0, 1.0 / (_FORWARD_S * self._rate)) if self._forward.any() else 1.0
            self._forward += share * (foot / size - self._forward)
        else:
            self.hidden += 1
        frame[_AHEAD] = (frame[1:3] - frame[7:9]) @ self._forward
        frame[_BEHIND] = -((frame[4:6] - frame[7:9]) @ self._forward)
        self._count += 1
        self._look_for_off(time_s)
        if self._due is None:
            self._look_for_contact(time_s)
        if self._due is None or time_s < self._due - 0.5 / self._rate:
            return None
        return self._stance(time_s)

    # Events

    def _peak(self, column: int, after_s: float) -> tuple[float, int] | None:
        """Time and place of the largest value of the last moments, where it lies `after_s` back; else None."""
        after, span = round(after_s * self._rate), round((_BEFORE_S + after_s) * self._rate)
        begin = self._count - span
        if begin < 0:
            begin = 0
        part = self._frames[begin : self._count, column]
        if len(part) <= after + 2:
            return None
        place = len(part) - 1 - after
        here = part[place]
        # A comparison with what is hidden is False: it hides no peak.
        if not here >= 0.0 or (part[:place] > here).any() or (part[place + 1 :] >= here).any():
            return None
        return float(self._frames[begin + place, 0]), begin + place

    def _swings(self, column: int, value: float) -> bool:
        """Whether a value is that of a swinging foot, by the range of the last seconds."""
        seen = self._frames[max(0, self._count - self._length) : self._count, column]
        seen = seen[np.isfinite(seen)]
        low, high = np.quantile(seen, (0.05, 0.95))
        return bool(high - low > SMALLEST_EXCURSION_M and value > (low + high) / 2 + 0.1 * (high - low))

    def _look_for_contact(self, time_s: float) -> None:
        found = self._peak(_AHEAD, _AFTER_S)
        if found is None:
            return
        extreme_s, place = found
        if extreme_s - self._last_extreme_s < _APART_S or not self._swings(_AHEAD, float(self._frames[place, _AHEAD])):
            return
        self._last_extreme_s = extreme_s
        begin = max(0, self._count - round(_EVENTS_S * self._rate))
        part = self._frames[begin : self._count]
        ahead, heel, toe = _filled(part[:, _AHEAD]), _filled(part[:, 3]), _filled(part[:, 6])
        if ahead is None or heel is None or toe is None or len(part) < 10:
            return
        smooth = butterworth_lowpass(ahead, self._rate, _SWAY_HZ)
        near = place - begin
        search = slice(max(1, near - 5), min(len(smooth) - 1, near + 6))
        top = search.start + int(np.argmax(smooth[search]))
        heel_end, toe_end = (
            FootEnd.of(butterworth_lowpass(end, self._rate, IMPACT_CUTOFF_HZ), self._rate) for end in (heel, toe)
        )
        within_s = landing((top + between_frames(smooth, top)) / self._rate, heel_end, toe_end, self._rate)
        if within_s is None:
            return
        # From the last frame back: what came before a pause has other times.
        contact_s = time_s - (len(part) - 1) / self._rate + within_s
        if contact_s - self._last_contact_s < _APART_S:
            return
        self._contact_s = contact_s
        self._due = contact_s + WINDOW_PCT[1] / 100 * self.expected_s

    def _look_for_off(self, time_s: float) -> None:
        found = self._peak(_BEHIND, _OFF_AFTER_S)
        if found is None or found[0] - self._last_off_s < _APART_S:
            return
        off_s, place = found
        if not self._swings(_BEHIND, float(self._frames[place, _BEHIND])):
            return
        self._last_off_s = off_s
        lasted = off_s - self._last_contact_s
        if SHORTEST_STANCE_S < lasted < LONGEST_STANCE_S:
            self._stances.append(lasted)
            self.expected_s = median(self._stances)

    # The stance

    def _stance(self, time_s: float) -> LiveStance:
        self._due = None
        contact_s = self._contact_s
        low, high = (contact_s + share / 100 * self.expected_s for share in WINDOW_PCT)
        middle_s = (low + high) / 2
        since = contact_s - self._last_contact_s
        stride_s = since if since < LONGEST_STRIDE_S else None
        self._last_contact_s = contact_s
        # The same low-pass as in a recording, over what the window has around it.
        reach = self._frames[: self._count]
        margin = 1.0 / MARKER_CUTOFF_HZ
        reach = reach[(reach[:, 0] >= low - 2 * margin) & (reach[:, 0] <= high + margin)]
        paths = [_filled(reach[:, k], LONGEST_HIDDEN_S * self._rate) for k in (1, 2, 4, 5)]
        whole = [path for path in paths if path is not None]
        if len(whole) < len(paths) or len(reach) < 10:
            self._last_heel = self._last_way = None
            return LiveStance(contact_s, middle_s, time_s, None, True, False, stride_s, None, None)
        smooth = butterworth_lowpass(np.stack(whole, axis=1), self._rate, MARKER_CUTOFF_HZ)
        inside = (reach[:, 0] >= low) & (reach[:, 0] <= high)
        times, heel, toe = reach[inside, 0], smooth[inside, :2], smooth[inside, 2:]
        place = heel.mean(axis=0)
        carried = _velocity(times, (heel + toe) / 2)
        on_belt = float(np.hypot(*carried)) > _BELT_M_S
        first, turn = False, 0.0
        if on_belt:
            self._carried.append(-carried)
            way = np.sum(self._carried, axis=0)
            length = None
            if stride_s is not None:
                # What the belt carried the foot back, and what it came forward in the room.
                ahead = np.zeros(2) if self._last_heel is None else place - self._last_heel
                length = float(np.hypot(*(ahead - carried * stride_s)))
        else:
            way = np.zeros(2) if self._last_heel is None or stride_s is None else place - self._last_heel
            length = float(np.hypot(*way))
            first = length < SHORTEST_STRIDE_M
            length = None if first else length
            if not first and self._last_way is not None:
                turn = _angle_deg(self._last_way, way)
        self._last_heel = place
        self._last_way = None if on_belt or first else way
        angle = None
        if not first:
            angles = [_angle_deg(way, one) for one in toe - heel]
            angle = self._sign * float(np.mean(angles))
        return LiveStance(contact_s, middle_s, time_s, angle, False, first, stride_s, length, None if first else turn)


def _filled(path: Array, longest: float = np.inf) -> Array | None:
    """Fill what is hidden, linearly; None where it is hidden for longer than so many frames, or to the end."""
    seen = np.flatnonzero(np.isfinite(path))
    if len(seen) < 2:
        return None
    if len(seen) == len(path):
        return np.ascontiguousarray(path)
    holes = max(int(np.diff(seen).max()) - 1, int(seen[0]), len(path) - 1 - int(seen[-1]))
    return None if holes > longest else np.interp(np.arange(len(path)), seen, path[seen])


def _velocity(times: Array, place: Array) -> Array:
    """Slope of a straight line through the places, m/s."""
    from_middle = times - times.mean()
    return np.asarray(from_middle @ place / (from_middle @ from_middle))


def _angle_deg(frm: Array, to: Array) -> float:
    """Angle from one horizontal vector to another, to the left positive."""
    return float(np.degrees(np.arctan2(frm[0] * to[1] - frm[1] * to[0], frm @ to)))
