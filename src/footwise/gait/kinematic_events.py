"""Foot contact and foot off from markers alone.

The extremes of heel and toe ahead of and behind the pelvis find the events (Zeni, Gait Posture
2008;27:710). The contact follows its extreme by some 40 ms: the landing end of the foot is stopped, which
shows as a peak of its upward acceleration. In late swing the heel is slowed as well, in children by as
much, so the acceleration counts the more the nearer it is to that time and the lower the foot is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait.motion import Motion
from footwise.recordings import SIDES, Recording
from footwise.signals import butterworth_lowpass, fill_gaps, runs

# Smaller swings of the foot about the pelvis are standing or shuffling on the spot.
SMALLEST_EXCURSION_M = 0.12
# From the heel's extreme to the contact: mean and spread (standard deviation) of the weight, and the search.
LANDING_S, LANDING_SD_S = 0.04, 0.03
SEARCH_BEFORE_S, SEARCH_AFTER_S = 0.05, 0.15
# The foot is being stopped, at its hardest, so long after its load passes 30 N (49 contacts, seven laboratories).
STOPPED_AFTER_S = 0.004
# A foot this much above its lowest counts 1/e in the search for its impact.
NEAR_GROUND_M = 0.02
IMPACT_CUTOFF_HZ = 12.0
# A heel this much above the toe marker at the impact: the forefoot lands first.
FOREFOOT_FIRST_M = 0.03
# A recording that begins between the extreme and the contact: the foot comes down by at least this.
COMING_DOWN_M = 0.003


@by_value
@dataclass(frozen=True)
class FootEvents:
    """Times of one foot's contacts and offs, in s after the first frame, each in order."""

    contact_s: Array
    off_s: Array


@by_value
@dataclass(frozen=True)
class FootEnd:
    """Height and upward acceleration of one end of a foot, shape (frames,)."""

    height_m: Array
    acceleration: Array

    @classmethod
    def of(cls, height_m: Array, rate_hz: float) -> FootEnd:
        """Take the acceleration from the low-passed height."""
        step = 1 / rate_hz
        rising = np.gradient(np.gradient(height_m, step), step) if len(height_m) > 2 else np.zeros(len(height_m))
        return cls(height_m, rising)


def kinematic_events(recording: Recording, motion: Motion) -> dict[str, FootEvents]:
    """Find contact and off of each foot from the markers.

    Returns
    -------
    dict
        Side to events; empty arrays where the foot does not step.
    """
    rate = motion.rate_hz
    events = {}
    for side in SIDES:
        if side not in motion.sides:
            continue
        # A slower low-pass on top of the motion's own for the extremes, the raw markers for the impact.
        heel = _ahead(motion, motion[side, "heel"])
        toe = _ahead(motion, motion[side, "toe"])
        ends = _end(recording, side, "heel"), _end(recording, side, "toe")
        landings = [landing(frame / rate, *ends, rate) for frame in _extremes(heel)]
        first = _landing_at_begin(heel, ends[0], rate)
        contacts = [first, *landings] if first is not None else landings
        events[side] = FootEvents(
            np.array([contact for contact in contacts if contact is not None]),
            np.array(_extremes(-toe)) / rate,
        )
    return events


def _ahead(motion: Motion, marker: Array) -> Array:
    """Distance of a marker ahead of the pelvis along the walk, 7 Hz."""
    ahead = np.einsum("ij,ij->i", marker - motion.body_m, motion.forward)
    return butterworth_lowpass(fill_gaps(ahead, int(0.3 * motion.rate_hz)), motion.rate_hz, 7.0)


def _end(recording: Recording, side: str, role: str) -> FootEnd:
    rate = recording.markers.rate_hz
    raw = fill_gaps(recording.marker(side, role), int(0.1 * rate))
    return FootEnd.of(butterworth_lowpass(raw[:, 2], rate, IMPACT_CUTOFF_HZ), rate)


def _middle_of_range(signal: Array) -> tuple[float, float]:
    """Middle of the range of a signal and how far above it an excursion must reach; NaN where nothing steps."""
    finite = signal[np.isfinite(signal)]
    if len(finite) < 10:
        return np.nan, np.nan
    low, high = np.quantile(finite, (0.05, 0.95))
    if high - low < SMALLEST_EXCURSION_M:
        return np.nan, np.nan
    return float(low + high) / 2, 0.1 * float(high - low)


def _extremes(signal: Array) -> list[float]:
    """Frames of the maximum of every excursion above the middle of the range, refined between frames."""
    middle, hysteresis = _middle_of_range(signal)
    with np.errstate(invalid="ignore"):
        above = signal > middle
    frames = []
    for start, stop in runs(above):
        top = start + int(np.argmax(signal[start:stop]))
        # At the edge of the recording, or of a gap, the true extreme may lie outside.
        at_edge = top < 1 or top >= len(signal) - 1 or not np.isfinite(signal[top - 1 : top + 2]).all()
        if at_edge or signal[top] < middle + hysteresis:
            continue
        frames.append(top + between_frames(signal, top))
    return frames


def between_frames(signal: Array, top: int) -> float:
    """Where a parabola through a maximum and its neighbours has its top, in frames from `top`."""
    if not 0 < top < len(signal) - 1:
        return 0.0
    before, here, after = signal[top - 1 : top + 2]
    bend = before - 2 * here + after
    return float(0.5 * (before - after) / bend) if bend < 0 else 0.0


def landing(extreme_s: float, heel: FootEnd, toe: FootEnd, rate: float) -> float | None:
    """Time of the contact that follows an extreme of the heel; None when the recording ends before it."""
    toe_s = _impact(extreme_s, toe, rate)
    frame = None if toe_s is None else min(round(toe_s * rate), len(heel.height_m) - 1)
    if frame is not None and heel.height_m[frame] - toe.height_m[frame] > FOREFOOT_FIRST_M:
        return toe_s
    return _impact(extreme_s, heel, rate)


def _impact(extreme_s: float, end: FootEnd, rate: float) -> float | None:
    """Weighted peak of the upward acceleration near an extreme.

    The extreme and its usual distance to the contact where the marker is not seen; None when the
    acceleration still rises at the end of the recording.
    """
    begin = max(0, int(np.floor((extreme_s - SEARCH_BEFORE_S) * rate)))
    search = slice(begin, int(np.ceil((extreme_s + SEARCH_AFTER_S) * rate)) + 1)
    acceleration, height = end.acceleration[search], end.height_m[search]
    if not len(height) or not np.isfinite(acceleration).all():
        return extreme_s + LANDING_S - STOPPED_AFTER_S
    late = (np.arange(begin, begin + len(height)) / rate - extreme_s - LANDING_S) / LANDING_SD_S
    weighted = acceleration * np.exp(-0.5 * late**2 - (height - height.min()) / NEAR_GROUND_M)
    top = int(np.argmax(weighted))
    if begin + top == len(end.height_m) - 1:
        return None
    return (begin + top + between_frames(weighted, top)) / rate - STOPPED_AFTER_S


def _landing_at_begin(ahead: Array, heel: FootEnd, rate: float) -> float | None:
    """Contact of a foot that is in front and still comes down when the recording begins; None without one."""
    middle, hysteresis = _middle_of_range(ahead)
    search = slice(0, int(np.ceil(SEARCH_AFTER_S * rate)) + 1)
    height = heel.height_m[search]
    if not (len(height) > 3 and ahead[0] > middle + hysteresis and int(np.argmax(ahead[search])) < 2):
        return None
    if not (np.isfinite(height).all() and height[0] - height.min() > COMING_DOWN_M and height[1] < height[0]):
        return None
    weighted = heel.acceleration[search] * np.exp(-(height - height.min()) / NEAR_GROUND_M)
    top = 1 + int(np.argmax(weighted[1:]))
    return max(0.0, (top + between_frames(weighted, top)) / rate - STOPPED_AFTER_S)
