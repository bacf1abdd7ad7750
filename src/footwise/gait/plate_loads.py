"""The force plates as the steps see them: one low-pass, then values at the markers' frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array, by_value
from footwise.notes import Note, NoteKind
from footwise.recordings import FOOT_ROLES, SIDES, Recording, centre_of_pressure, on_plate
from footwise.signals import butterworth_lowpass, runs

CONTACT_N = 30.0
# Keeps the instant of contact (to about 5 ms) and takes out the vibration of belts and plates.
PLATE_CUTOFF_HZ = 50.0
# Nobody is on a plate while no foot that is near the floor is over it, this much beyond its edge …
BESIDE_M = 0.025
# … and this near to the lowest that the marker gets.
NEAR_FLOOR_M = 0.05
# So many frames, and so little change in the middle half of them, make a zero.
FEWEST_IDLE_S, LARGEST_CHANGE_N = 0.1, 15.0
# A zero further off than this is worth a word.
WORTH_SAYING_N = 10.0


@by_value
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
    missing : array of bool, shape (plates, frames)
        The plate's force is not known and it may carry a load.
    notes : tuple of Note
        What was corrected.
    """

    rate_hz: float
    vertical_n: Array
    wrench: Array
    loaded: np.ndarray
    cop_m: Array
    missing: np.ndarray
    notes: tuple[Note, ...] = ()


def plate_loads(recording: Recording) -> PlateLoads:
    """Low-pass the plates at 50 Hz and take their values at the markers' frames."""
    count, frames, rate = len(recording.plates), recording.markers.frames, recording.plate_rate_hz
    if not count:
        empty = np.zeros((0, frames, 6))
        nothing = np.zeros((0, frames), dtype=bool)
        return PlateLoads(0.0, np.zeros((0, 0)), empty, nothing, empty[:, :, :3], nothing)
    raw = np.concatenate([part for plate in recording.plates for part in (plate.force_n, plate.moment_nm)], axis=1)
    smooth = butterworth_lowpass(raw, rate, PLATE_CUTOFF_HZ)
    notes = _zero(recording, smooth)
    for k in range(count):
        _empty_where_idle(smooth[:, 6 * k : 6 * k + 6])
    vertical = np.ascontiguousarray(smooth[:, 2::6].T)
    sampled = smooth[:: max(1, round(rate / recording.markers.rate_hz))][:frames]
    wrench = np.full((count, frames, 6), np.nan)
    wrench[:, : len(sampled)] = np.moveaxis(sampled.reshape(len(sampled), count, 6), 1, 0)
    with np.errstate(invalid="ignore"):
        loaded = wrench[:, :, 2] > CONTACT_N
    cop = np.stack([centre_of_pressure(w[:, :3], w[:, 3:], recording.floor_m, CONTACT_N) for w in wrench])
    missing = np.isnan(wrench[:, :, 2])
    notes += tuple(
        Note(f"{plate.name} has no force for {seconds:.2f} s in which it may be loaded", NoteKind.PLATE, plate.name)
        for plate, seconds in zip(recording.plates, missing.sum(axis=1) / recording.markers.rate_hz, strict=True)
        if seconds
    )
    return PlateLoads(rate, vertical, wrench, loaded, cop, missing, notes)


def _empty_where_idle(wrench: Array) -> None:
    """Put zero, in place, where the force is missing and no load leads into the gap, nor out of it.

    Some programs leave out the force of a plate that nobody is on.
    """
    for start, stop in runs(np.isnan(wrench[:, 2])):
        ends = wrench[[k for k in (start - 1, stop) if 0 <= k < len(wrench)], 2]
        if len(ends) and (ends < CONTACT_N).all():
            wrench[start:stop] = 0.0


def _zero(recording: Recording, wrenches: Array) -> tuple[Note, ...]:
    """Take out, in place, what a plate shows while nobody is on it; say which plates were far off."""
    notes = []
    step = max(1, round(recording.plate_rate_hz / recording.markers.rate_hz))
    for k, plate in enumerate(recording.plates):
        if plate.corners_m is None:
            continue
        idle = np.flatnonzero(_nobody_over(recording, plate.corners_m)) * step
        own = wrenches[:, 6 * k : 6 * k + 6]
        idle = idle[idle < len(own)]
        idle = idle[np.isfinite(own[idle]).all(axis=1)]
        if len(idle) < FEWEST_IDLE_S * recording.markers.rate_hz:
            continue
        low, off_n, high = np.quantile(own[idle, 2], (0.25, 0.5, 0.75))
        if high - low < LARGEST_CHANGE_N:
            own -= np.median(own[idle], axis=0)
            if abs(off_n) > WORTH_SAYING_N:
                said = f"{plate.name} shows {off_n:.0f} N while nobody is on it; this was taken off"
                notes.append(Note(said, NoteKind.PLATE, plate.name))
    return tuple(notes)


def _nobody_over(recording: Recording, corners_m: Array) -> np.ndarray:
    """Frames in which no foot near the floor is over a plate; a foot that is not seen may be anywhere."""
    free = np.ones(recording.markers.frames, dtype=bool)
    for side in SIDES:
        for role in FOOT_ROLES:
            if not recording.has(side, role):
                return np.zeros(recording.markers.frames, dtype=bool)
            marker = recording.marker(side, role)
            height = marker[:, 2]
            if not np.isfinite(height).any():
                return np.zeros(recording.markers.frames, dtype=bool)
            with np.errstate(invalid="ignore"):
                high = height > np.nanquantile(height, 0.05) + NEAR_FLOOR_M
            free &= np.isfinite(height) & (high | ~on_plate(marker, corners_m, BESIDE_M))
    return free
