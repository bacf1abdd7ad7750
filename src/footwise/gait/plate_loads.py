"""The force plates as the steps see them: one low-pass, then values at the markers' frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.recordings import Recording, centre_of_pressure
from footwise.recordings.recording import Array
from footwise.signals import butterworth_lowpass

CONTACT_N = 30.0
# Keeps the instant of contact (to about 5 ms) and takes out the vibration of belts and plates.
PLATE_CUTOFF_HZ = 50.0
# A plate that shows this little carries nobody, or only the edge of a foot. Where it does for a twentieth
# of the time and hardly changes then (the middle half of it), nobody is on it, and what it shows is its zero.
IDLE_N, IDLE_SHARE, IDLE_CHANGE_N = 60.0, 0.05, 5.0
# Smaller errors of the zero are left: they harm less than a correction that took a foot's edge for one.
LARGEST_ZERO_N = 15.0


@dataclass(frozen=True)
class PlateLoads:
    """Wrenches of all plates of a recording.

    Attributes
    ----------
    rate_hz : float
        Of `vertical_n`.
    vertical_n : array, shape (plates, samples)
    wrench : array, shape (plates, frames, 6)
        Force and moment about the lab origin at the markers' frames.
    loaded : array of bool, shape (plates, frames)
        Vertical force over 30 N.
    cop_m : array, shape (plates, frames, 3)
        NaN while the plate is not loaded.
    notes : tuple of str
        What was corrected.
    """

    rate_hz: float
    vertical_n: Array
    wrench: Array
    loaded: np.ndarray
    cop_m: Array
    notes: tuple[str, ...] = ()


def plate_loads(recording: Recording) -> PlateLoads:
    """Low-pass the plates at 50 Hz and take their values at the markers' frames."""
    count, frames, rate = len(recording.plates), recording.markers.frames, recording.plate_rate_hz
    if not count:
        empty = np.zeros((0, frames, 6))
        return PlateLoads(0.0, np.zeros((0, 0)), empty, np.zeros((0, frames), dtype=bool), empty[:, :, :3])
    raw = np.concatenate([part for plate in recording.plates for part in (plate.force_n, plate.moment_nm)], axis=1)
    smooth = butterworth_lowpass(raw, rate, PLATE_CUTOFF_HZ)
    notes = _zero(recording, smooth)
    vertical = np.ascontiguousarray(smooth[:, 2::6].T)
    sampled = smooth[:: max(1, round(rate / recording.markers.rate_hz))][:frames]
    wrench = np.zeros((count, frames, 6))
    wrench[:, : len(sampled)] = np.moveaxis(sampled.reshape(len(sampled), count, 6), 1, 0)
    loaded = wrench[:, :, 2] > CONTACT_N
    cop = np.stack([centre_of_pressure(w[:, :3], w[:, 3:], recording.floor_m, CONTACT_N) for w in wrench])
    return PlateLoads(rate, vertical, wrench, loaded, cop, notes)


def _zero(recording: Recording, wrenches: Array) -> tuple[str, ...]:
    """Take out, in place, what a plate shows while nobody is on it; say which plates were off."""
    notes = []
    for k, plate in enumerate(recording.plates):
        own = wrenches[:, 6 * k : 6 * k + 6]
        idle = np.abs(own[:, 2]) < IDLE_N
        if idle.mean() < IDLE_SHARE:
            continue
        low, off_n, high = np.quantile(own[idle, 2], (0.25, 0.5, 0.75))
        if abs(off_n) > LARGEST_ZERO_N and high - low < IDLE_CHANGE_N:
            own -= np.median(own[idle], axis=0)
            notes.append(f"{plate.name} shows {off_n:.0f} N while nobody is on it; this was taken off")
    return tuple(notes)
