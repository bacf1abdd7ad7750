"""Whether a sensor's numbers are what they are said to be: gravity at rest, and the speed of a walking foot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor.raw import ACCELERATION_UNITS, ANGULAR_VELOCITY_UNITS, RawSensor
from footwise.recordings.recording import STANDARD_GRAVITY
from footwise.signals import norm

REST_S, SHORT_REST_S = 0.5, 0.1
GRAVITY = 9.81
# Good sensors stay within the first; what is off by no more than the second (8 %) is a scale that can be put right.
GOOD, FAIR, ROUGH = 0.3, 0.785, 1.5
NO_GRAVITY = 1.0
# Spread of the acceleration in a rest, as a share of its size; a short rest is the middle of a stance.
STILL, NEARLY_STILL = 0.03, 0.12
# The fastest hundredth of a walk: 200 to 800 °/s, 60 °/s in the slowest shuffle (in rad/s: at least 1).
FASTEST_FOOT_RAD_S, SENSOR_LIMIT_RAD_S = 40.0, 70.0
SLOWEST_WALK_RAD_S = np.deg2rad(60.0)
MOVING_M_S2 = 1.5


@dataclass(frozen=True)
class Rest:
    """The steadiest stretch of a recording.

    Attributes
    ----------
    level : float
        Size of the mean acceleration in it.
    spread : float
        Standard deviation of the acceleration, all axes together, as a share of the level.
    length_s : float
    """

    level: float
    spread: float
    length_s: float


def find_rest(acceleration: Array, time_s: Array, rate: float) -> Rest:
    """Find the half second, or failing a rest the tenth of a second, in which the acceleration changes least."""
    rest = _steadiest(acceleration, time_s, rate, REST_S)
    # Without gravity the level is next to nothing, and the spread no share of it.
    if rest is not None and (
        rest.spread < STILL or rest.level * rest.spread < 1e-2 * float(np.percentile(norm(acceleration), 99))
    ):
        return rest
    return _steadiest(acceleration, time_s, rate, SHORT_REST_S) or Rest(np.nan, np.inf, 0.0)


def _steadiest(acceleration: Array, time_s: Array, rate: float, length_s: float) -> Rest | None:
    width = max(round(length_s * rate), 4)
    if len(acceleration) < width:
        return None
    # Around the middle, so that the sums keep their digits.
    middle = np.median(acceleration, axis=0)
    sums = np.cumsum(np.concatenate((np.zeros((1, 3)), acceleration - middle)), axis=0)
    squares = np.cumsum(np.concatenate(([0.0], ((acceleration - middle) ** 2).sum(axis=1))))
    mean = (sums[width:] - sums[:-width]) / width
    variance = (squares[width:] - squares[:-width]) / width - (mean**2).sum(axis=1)
    unbroken = time_s[width - 1 :] - time_s[: len(time_s) - width + 1] <= 1.2 * (width - 1) / rate
    if not unbroken.any():
        return None
    k = int(np.argmin(np.where(unbroken, variance, np.inf)))
    stretch = acceleration[k : k + width]
    level = float(norm(stretch.mean(axis=0)))
    spread = float(np.sqrt(stretch.var(axis=0).sum()))
    return Rest(level, spread / level if level > 0 else np.inf, length_s)


def acceleration_in_si(raw: RawSensor, acceleration: Array, time_s: Array, rate: float) -> tuple[Array, list[str]]:
    """Turn the acceleration into m/s² after comparing it at rest with gravity.

    Returns
    -------
    acceleration : array, shape (n, 3)
    notes : list of str

    Raises
    ------
    FootwiseError
        It lacks gravity, measures at rest what no unit explains, or has no tenth of a second that is whole.
    """
    rest = find_rest(acceleration, time_s, rate)
    if not np.isfinite(rest.level):
        _refuse_broken_time(raw, time_s)
    in_rest = rest.spread < STILL and rest.length_s == REST_S
    tolerance = FAIR if in_rest else ROUGH
    when = "at rest" if in_rest else "in its steadiest tenth of a second"
    declared = raw.acceleration_unit
    other = "g" if declared == "m/s2" else "m/s2"
    for unit in (declared, other) if rest.spread < NEARLY_STILL else ():
        level = rest.level * ACCELERATION_UNITS[unit]
        if abs(level - GRAVITY) > tolerance:
            continue
        if unit != declared and raw.arguments:
            raise FootwiseError(
                raw.where("acceleration"),
                f"is said to be in {declared} and measures {rest.level:.3g} {when}, which is gravity in {unit}",
                f"Correct `{raw.arguments['acceleration unit']}`",
            )
        notes = [] if unit == declared else [f"has acceleration in {unit}, not {declared}: {rest.level:.3g} {when}"]
        if not in_rest:
            notes.append(f"holds no rest of half a second: gravity is checked {when} only ({level:.2f} m/s²)")
        elif abs(level - GRAVITY) > GOOD:
            notes.append(f"measures {level:.2f} m/s² at rest: its acceleration is rescaled by {GRAVITY / level:.3f}")
            return acceleration * (ACCELERATION_UNITS[unit] * GRAVITY / level), notes
        return acceleration * ACCELERATION_UNITS[unit], notes
    said = f"{rest.level:.3g} {declared.replace('2', '²')} {when}"
    if rest.level * ACCELERATION_UNITS[declared] < NO_GRAVITY:
        raise FootwiseError(
            raw.where("acceleration"),
            f"its acceleration lacks gravity ({said} instead of 9.81 m/s²)",
            raw.gravity_remedy,
        )
    raise FootwiseError(
        raw.where("acceleration"),
        f"its acceleration measures {said}, which is gravity neither in m/s² (9.81) nor in g (1)",
        "Check the unit and the calibration, and let the recording begin with a second of standing still",
    )


def _refuse_broken_time(raw: RawSensor, time_s: Array) -> None:
    """Refuse a recording in which no stretch is long enough to look for gravity, as its samples come so unevenly."""
    short, usual, long = 1e3 * np.percentile(np.diff(time_s), (5, 50, 95))
    raise FootwiseError(
        raw.where("time"),
        f"its time stamps are too uneven: no tenth of a second is whole, and one in ten steps of its clock is below "
        f"{short:.1f} or above {long:.1f} ms (usually {usual:.1f} ms)",
        "Export it with the sensor's own clock rather than the time of arrival",
    )


def angular_velocity_in_si(
    raw: RawSensor, angular_velocity: Array, acceleration_m_s2: Array
) -> tuple[Array, list[str]]:
    """Turn the angular velocity into rad/s after comparing its fastest hundredth with a foot's.

    Raises
    ------
    FootwiseError
        The numbers fit neither unit, or both.
    """
    fastest = float(np.percentile(norm(angular_velocity), 99))
    moving = float(norm(acceleration_m_s2).std()) > MOVING_M_S2
    declared = raw.angular_velocity_unit
    fits = {unit: _fits(fastest * scale, moving) for unit, scale in ANGULAR_VELOCITY_UNITS.items()}
    if declared and fits[declared]:
        return angular_velocity * ANGULAR_VELOCITY_UNITS[declared], []
    others = [unit for unit, fit in fits.items() if fit and unit != declared]
    said = f"the fastest hundredth of its angular velocity is over {fastest:.3g}"
    if len(others) == 1:
        unit = others[0]
        if declared and raw.arguments:
            raise FootwiseError(
                raw.where("angular velocity"),
                f"is said to be in {declared}, and {said}, which is the walk of a foot in {unit}",
                f"Correct `{raw.arguments['angular velocity unit']}`",
            )
        why = f"has angular velocity in {unit}, not {declared}" if declared else f"has angular velocity in {unit}"
        return angular_velocity * ANGULAR_VELOCITY_UNITS[unit], [f"{why}: {said}"]
    trouble = f"{said}, which a foot does {'in either unit' if others else 'neither in °/s nor in rad/s'}"
    if declared and not others:
        trouble = f"{said} {declared}, and a walking foot does 60 to 2000 °/s"
    raise FootwiseError(raw.where("angular velocity"), trouble, "Check the unit of the gyroscope, and that it was on")


def _fits(fastest_rad_s: float, moving: bool) -> bool:
    """Whether a foot turns so fast; one that stands may not turn at all."""
    return (SLOWEST_WALK_RAD_S if moving else 0.0) <= fastest_rad_s <= FASTEST_FOOT_RAD_S


def is_impossible(acceleration_m_s2: Array, angular_velocity_rad_s: Array) -> NDArray[np.bool_]:
    """Samples that no foot and no sensor makes: over 400 g or 4000 °/s in a channel."""
    limits = np.repeat([400 * STANDARD_GRAVITY, SENSOR_LIMIT_RAD_S], 3)
    return np.asarray(np.any(np.abs(np.hstack((acceleration_m_s2, angular_velocity_rad_s))) > limits, axis=1))
