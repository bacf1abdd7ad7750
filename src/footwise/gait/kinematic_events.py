"""Foot contact and foot off from markers alone.

Two steps, measured against force plates on 20 contacts of four laboratories (science notes,
section 5): the extremes of heel and toe ahead of and behind the pelvis find the events (Zeni,
Gait Posture 2008;27:710), and the peak of the heel's vertical acceleration places the contact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.gait.motion import Motion
from footwise.recordings import SIDES, Recording
from footwise.signals import butterworth_lowpass, fill_gaps, runs

SEARCH_BEFORE_S, SEARCH_AFTER_S = 0.03, 0.15
# Smaller swings of the foot about the pelvis are standing or shuffling on the spot.
SMALLEST_EXCURSION_M = 0.12


@by_value
@dataclass(frozen=True)
class FootEvents:
    """Times of one foot's contacts and offs, in s after the first frame, each in order."""

    contact_s: Array
    off_s: Array


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
        # A slower low-pass on top of the motion's own for the extremes, the raw heel for the impact.
        heel = _ahead(motion, motion[side, "heel"])
        toe = _ahead(motion, motion[side, "toe"])
        raw = fill_gaps(recording.marker(side, "heel"), int(0.1 * rate))
        height = butterworth_lowpass(raw[:, 2], rate, 12.0)
        acceleration = np.gradient(np.gradient(height, 1 / rate), 1 / rate) if len(height) > 2 else height
        contacts = [_impact(frame, acceleration, rate) for frame in _extremes(heel)]
        events[side] = FootEvents(np.array(contacts) / rate, np.array(_extremes(-toe)) / rate)
    return events


def _ahead(motion: Motion, marker: Array) -> Array:
    """Distance of a marker ahead of the pelvis along the walk, 7 Hz."""
    ahead = np.einsum("ij,ij->i", marker - motion.body_m, motion.forward)
    return butterworth_lowpass(fill_gaps(ahead, int(0.3 * motion.rate_hz)), motion.rate_hz, 7.0)


def _extremes(signal: Array) -> list[float]:
    """Frames of the maximum of every excursion above the middle of the range, refined between frames."""
    finite = signal[np.isfinite(signal)]
    if len(finite) < 10:
        return []
    low, high = np.quantile(finite, (0.05, 0.95))
    if high - low < SMALLEST_EXCURSION_M:
        return []
    middle, hysteresis = (low + high) / 2, 0.1 * (high - low)
    with np.errstate(invalid="ignore"):
        above = signal > middle
    frames = []
    for start, stop in runs(above):
        top = start + int(np.argmax(signal[start:stop]))
        # At the edge of the recording, or of a gap, the true extreme may lie outside.
        at_edge = top < 1 or top >= len(signal) - 1 or not np.isfinite(signal[top - 1 : top + 2]).all()
        if at_edge or signal[top] < middle + hysteresis:
            continue
        before, here, after = signal[top - 1 : top + 2]
        bend = before - 2 * here + after
        frames.append(top + (0.5 * (before - after) / bend if bend < 0 else 0.0))
    return frames


def _impact(frame: float, acceleration: Array, rate: float) -> float:
    """Move a contact to the peak of the heel's upward acceleration near it."""
    start = max(0, int(np.floor(frame - SEARCH_BEFORE_S * rate)))
    window = acceleration[start : int(np.ceil(frame + SEARCH_AFTER_S * rate)) + 1]
    if not len(window) or not np.isfinite(window).all():
        return frame
    return float(start + np.argmax(window))
