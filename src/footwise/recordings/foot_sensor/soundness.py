"""From what a foot sensor's file says to what can be believed: every check, one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.notes import remarks
from footwise.recordings.foot_sensor.body_places import FOOT
from footwise.recordings.foot_sensor.frozen_samples import without_frozen
from footwise.recordings.foot_sensor.gravity import measured_upwards
from footwise.recordings.foot_sensor.handedness import mirrored_axes
from footwise.recordings.foot_sensor.plausible_values import acceleration_in_si, angular_velocity_in_si, is_impossible
from footwise.recordings.foot_sensor.raw import (
    ACCELERATION_UNITS,
    ANGULAR_VELOCITY_UNITS,
    RECORD_BOTH,
    RawSensor,
)
from footwise.recordings.foot_sensor.sample_times import kept_samples, sampling_rate
from footwise.recordings.foot_sensor.sensor import FootSensor
from footwise.recordings.recording import STANDARD_GRAVITY
from footwise.signals import runs

# The smallest ranges of sensors are 2 g and 125 °/s: a channel that stays below them is not clipped.
LEAST_ACCELERATION_RANGE = 1.9 * STANDARD_GRAVITY
LEAST_ANGULAR_VELOCITY_RANGE = np.deg2rad(124.0)
SHORTEST_CLIP = 3


def sound_foot_sensor(raw: RawSensor) -> FootSensor:
    """Check a sensor's channels and bring them into SI units.

    The sign of the acceleration is the one thing that no check can tell. A wrong one looks like the sensor turned
    over about the lateral axis, and only toe-in and toe-out change places; so each reader must know its format's sign.

    Raises
    ------
    FootwiseError
        What is left of it cannot be analysed; the message says why and what to do.
    """
    kept, notes = kept_samples(raw)
    kept, frozen_notes = without_frozen(raw, kept)
    notes += frozen_notes
    time_s, acceleration, angular_velocity = raw.time_s[kept], raw.acceleration[kept], raw.angular_velocity[kept]
    rate, rate_notes = sampling_rate(raw, time_s)
    _refuse_silence(raw, acceleration, "acceleration", "accelerometer")
    _refuse_silence(raw, angular_velocity, "angular velocity", "gyroscope")
    acceleration, acceleration_notes = acceleration_in_si(raw, acceleration, time_s, rate)
    angular_velocity, angular_velocity_notes = angular_velocity_in_si(raw, angular_velocity, acceleration)
    clipped = clipped_channels(acceleration, angular_velocity)
    if raw.clipped is not None:
        clipped |= raw.clipped[kept, None]
    absurd = is_impossible(acceleration, angular_velocity)
    if absurd.any():
        notes.append(_absurd_note(raw, int(absurd.sum()), len(absurd)))
        sane = ~absurd
        time_s, acceleration, angular_velocity = time_s[sane], acceleration[sane], angular_velocity[sane]
        clipped = clipped[sane]
        rate, rate_notes = sampling_rate(raw, time_s)
    # A foot stands between its steps, which tells its axes; a shank or a pelvis never does.
    if raw.place == FOOT:
        _refuse_mirrored_axes(raw, time_s, acceleration, angular_velocity)
    clip_notes = _clip_notes(clipped, acceleration, angular_velocity)
    return FootSensor(
        name=raw.source.stem,
        source=raw.source,
        side=raw.side,
        rate_hz=rate,
        time_s=time_s - time_s[0],
        acceleration_m_s2=measured_upwards(raw, acceleration),
        angular_velocity_rad_s=angular_velocity,
        clipped=np.asarray(clipped.any(axis=1)),
        notes=remarks((*raw.notes, *notes, *rate_notes, *acceleration_notes, *angular_velocity_notes, *clip_notes)),
        simulated=raw.simulated,
        place=raw.place,
        first_s=float(time_s[0]),
    )


def _refuse_silence(raw: RawSensor, channels: Array, what: str, sensor: str) -> None:
    """Refuse a sensor, or one axis of it, that holds one value throughout: the other axes alone give wrong angles."""
    silent = np.ptp(channels, axis=0) == 0
    if silent.any():
        values = ", ".join(f"{value + 0.0:g}" for value in channels[0, silent])
        which = "" if silent.all() else f" {', '.join(axis for axis, one in zip('xyz', silent, strict=True) if one)}"
        raise FootwiseError(raw.where(what), f"its {sensor}{which} never changes ({values})", RECORD_BOTH)


def _refuse_mirrored_axes(raw: RawSensor, time_s: Array, acceleration: Array, angular_velocity: Array) -> None:
    if mirrored := mirrored_axes(time_s, acceleration, angular_velocity):
        raise FootwiseError(
            raw.where("acceleration", "angular velocity"),
            f"has left-handed axes: its gyroscope turns the other way about {mirrored} than its accelerometer tilts",
            f"Turn the sign of the gyroscope's {mirrored}"
            + ("" if raw.arguments else ', in a map of the columns (`column_map`) with gyr = ["-gx", …]'),
        )


def _absurd_note(raw: RawSensor, count: int, total: int) -> str:
    if count > 0.01 * total:
        raise FootwiseError(
            raw.where("acceleration", "angular velocity"),
            f"{count} of {total} samples are beyond 400 g or 4000 °/s, which no foot does",
            "Check the columns and units, and export it again",
        )
    return f"has {count} {'sample' if count == 1 else 'samples'} beyond 400 g or 4000 °/s, left out"


def clipped_runs(values: Array, least_range: float) -> NDArray[np.bool_]:
    """Where channels sit at the end of their range.

    A channel is clipped where it holds exactly its largest or least value for three samples on end, beyond what
    the smallest range of a sensor reaches; then every sample with that value is.

    Parameters
    ----------
    values : array, shape (n, channels)
    least_range : float
        Extremes closer to zero than this are no clipping, as a sensor at rest repeats its values.

    Returns
    -------
    array of bool, shape (n, channels)
    """
    clipped = np.zeros(values.shape, dtype=bool)
    for k, channel in enumerate(values.T):
        for end in (channel.max(), channel.min()):
            at_end = channel == end
            if abs(end) >= least_range and np.diff(runs(at_end), axis=1).max() >= SHORTEST_CLIP:
                clipped[:, k] |= at_end
    return clipped


def clipped_channels(acceleration_m_s2: Array, angular_velocity_rad_s: Array) -> NDArray[np.bool_]:
    """Where each of the six channels is clipped, shape (n, 6): acceleration, then angular velocity."""
    return np.hstack(
        (
            clipped_runs(acceleration_m_s2, LEAST_ACCELERATION_RANGE),
            clipped_runs(angular_velocity_rad_s, LEAST_ANGULAR_VELOCITY_RANGE),
        )
    )


def clipped_before(
    acceleration: Array, acceleration_unit: str, angular_velocity: Array, angular_velocity_unit: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Clipped samples of two tables, before one is interpolated to the other's time; a unit may be unknown.

    Returns
    -------
    array of bool, shape (n,) and array of bool, shape (m,)
    """
    first = clipped_runs(acceleration, LEAST_ACCELERATION_RANGE / ACCELERATION_UNITS[acceleration_unit])
    scale = ANGULAR_VELOCITY_UNITS.get(angular_velocity_unit, 1.0)
    second = clipped_runs(angular_velocity, LEAST_ANGULAR_VELOCITY_RANGE / scale)
    return np.asarray(first.any(axis=1)), np.asarray(second.any(axis=1))


def _clip_notes(clipped: NDArray[np.bool_], acceleration: Array, angular_velocity: Array) -> list[str]:
    notes = []
    for part, channels, scale, unit in (
        (clipped[:, :3], acceleration, 1 / STANDARD_GRAVITY, "g"),
        (clipped[:, 3:], angular_velocity, 180 / np.pi, "°/s"),
    ):
        if part.any():
            what = "acceleration" if unit == "g" else "angular velocity"
            range_ = np.abs(channels[part]).max() * scale
            share = part.any(axis=1).mean()
            notes.append(f"clips its {what} at {range_:.3g} {unit} in {share:.2%} of the samples")
    return notes
