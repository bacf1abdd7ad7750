"""How the sensor sits on the shoe: the constant angle between its forward axis and the foot.

Six axes cannot see the foot's own direction, and on a real shoe the sensor is off by 6 to 10 degrees or
more. So the offset is calibrated, by the tracker that runs live, in one of three ways; or the foot
angle is told relative to the baseline, which is what a prescription needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import atan2, cos, degrees, inf, pi, radians, sin, sqrt

from footwise.foot_sensor.live.strapdown import Vector
from footwise.foot_sensor.live.stride import PATH_KNOWN, Reason, Stride, TrackerSettings, wrapped_deg

FEWEST_STRIDES = 8
STILL_S = 2.0
# What the heading of a foot sensor drifts by after its bias was taken at rest (measured: 0.02 to 0.05 °/s).
_DRIFT_DEG_S = 0.05
# What the heading is carried wrong by over a stride of which two samples on end are missing (60 Hz, walk with markers:
# standard deviation 1.1 to 1.4°, wherever they are missing).
CARRIED_DEG = 1.3
# So many such strides along a line: with more it is begun anew.
_MOST_GAPS = 4
# Every stride along a line goes its way within this; whoever turns has left it.
_LINE_DEG = 15.0
# Standard error of a median, over that of a mean.
_MEDIAN = sqrt(pi / 2)


class Method(StrEnum):
    """Which calibration was used."""

    STAND_THEN_WALK = "stand then walk"
    CLINIC_VALUE = "clinic value"
    RELATIVE = "relative to baseline"
    MARKERS = "markers on the foot"
    """The cameras see the foot itself: nothing is calibrated."""


@dataclass(frozen=True)
class Calibration:
    """The mount of one sensor on one foot.

    Attributes
    ----------
    method : Method
    side : str
        left or right.
    offset_deg : float
        Sensor's forward axis against the foot axis, toe-out positive; taken off every angle.
    standard_error_deg : float
        Of the offset. For a clinic value without that value's own error.
    strides : int
        Strides used.
    forward, gravity : (float, float, float)
        The sensor's forward axis, and gravity reaction at mid-stance, sensor axes.
    """

    method: Method
    side: str
    offset_deg: float
    standard_error_deg: float
    strides: int
    forward: Vector
    gravity: Vector

    def settings(self, settings: TrackerSettings | None = None) -> TrackerSettings:
        """Give the settings of a tracker that uses this calibration."""
        return replace(
            settings or TrackerSettings(), forward=self.forward, gravity=self.gravity, offset_deg=self.offset_deg
        )

    def __str__(self) -> str:
        return (
            f"{self.side} foot, {self.method.value}: offset {self.offset_deg:.1f}° "
            f"± {self.standard_error_deg:.1f}° from {self.strides} strides"
        )


def stand_then_walk(
    strides: Iterable[Stride],
    forward: Vector | None,
    *,
    foot_to_line_deg: float = 0.0,
    still_s: float = STILL_S,
    fewest: int = FEWEST_STRIDES,
) -> Calibration | None:
    """Calibrate from standing still with the foot along a line, then walking along that line.

    The heading of the standing sensor, less the direction of the way of the first `fewest` strides
    after it, is the offset. A turn, and everything over which the sensor lost its heading, begins it anew. Strides of
    which two samples on end are missing count for nothing; what they may have turned the line by is in the error.

    Parameters
    ----------
    strides : iterable of Stride
        What the tracker gave so far, the strides that are not valid included.
    forward : (float, float, float) or None
        The tracker's forward axis.
    foot_to_line_deg : float
        Angle of the standing foot to the line, toe-out positive, where it was not along it.
    still_s : float
        How long the foot must have stood.
    fewest : int
        Strides along the line.

    Returns
    -------
    Calibration or None
        None until there was enough of it.
    """
    walk, carried = _along_line(strides, still_s, fewest)
    if len(walk) < fewest + 1 or forward is None:
        return None
    standing = walk[0].start_heading_deg or 0.0
    line = walk[1:]
    sign = -1.0 if line[0].side == "right" else 1.0
    direction = _direction_deg(line)
    offset = wrapped_deg(sign * (standing - direction) - foot_to_line_deg)
    without = [wrapped_deg(_direction_deg([*line[:k], *line[k + 1 :]]) - direction) for k in range(len(line))]
    jackknife = sqrt((len(line) - 1) / len(line) * sum(change**2 for change in without))
    drift = _DRIFT_DEG_S * (line[-1].mid_stance_s - walk[0].mid_stance_s) / 2
    # What a gap has turned the heading by is shared by the strides after it, and by none before.
    over_gaps = CARRIED_DEG * sqrt(sum(((len(line) - before) / len(line)) ** 2 for before in carried))
    error = sqrt(jackknife**2 + drift**2 + over_gaps**2)
    return Calibration(Method.STAND_THEN_WALK, line[0].side, offset, error, len(line), forward, _mean_gravity(line))


def strides_along_line(
    strides: Iterable[Stride], *, still_s: float = STILL_S, fewest: int = FEWEST_STRIDES
) -> list[Stride]:
    """The stride that leaves the place of standing, and those along the line after it, up to `fewest`.

    None at all where the foot has not stood yet, or not since the sensor lost its heading or the person turned.
    """
    return _along_line(strides, still_s, fewest)[0]


def _along_line(strides: Iterable[Stride], still_s: float, fewest: int) -> tuple[list[Stride], list[int]]:
    """The strides, and after how many of the line each gap came over which the heading was carried."""
    walk: list[Stride] = []
    carried: list[int] = []
    for stride in strides:
        if stride.stood_s >= still_s and stride.start_heading_deg is not None:
            walk = [stride]
            # A gap in the stride that leaves the place of standing is before the whole line.
            carried = [0] if stride.reason is Reason.GAP else []
        elif walk and stride.stretch == walk[0].stretch and stride.reason is Reason.GAP:
            carried.append(len(walk) - 1)
            if len(carried) > _MOST_GAPS:
                walk = []
        elif walk and (stride.reason not in PATH_KNOWN or stride.stretch != walk[0].stretch):
            walk = []
        elif walk:
            walk.append(stride)
            way = _direction_deg(walk[1:])
            if any(abs(wrapped_deg((one.direction_deg or 0.0) - way)) > _LINE_DEG for one in walk[1:]):
                walk = []
        # The first stride leaves the place of standing; the line is walked from there on.
        if len(walk) >= fewest + 1:
            break
    return walk, carried


def clinic_value(
    strides: Iterable[Stride], forward: Vector | None, measured_deg: float, *, fewest: int = FEWEST_STRIDES
) -> Calibration | None:
    """Calibrate so that the median foot angle of `strides` is what the clinic measured, toe-out positive.

    None until there are `fewest` valid strides.
    """
    return _from_median(Method.CLINIC_VALUE, strides, forward, measured_deg, fewest)


def relative_to_baseline(
    strides: Iterable[Stride], forward: Vector | None, *, fewest: int = FEWEST_STRIDES
) -> Calibration | None:
    """Make the person's own natural walking the zero: every angle is then a change, toe-out positive.

    None until there are `fewest` valid strides.
    """
    return _from_median(Method.RELATIVE, strides, forward, 0.0, fewest)


def _from_median(
    method: Method, strides: Iterable[Stride], forward: Vector | None, becomes_deg: float, fewest: int
) -> Calibration | None:
    valid = [stride for stride in strides if stride.valid and stride.sensor_angle_deg is not None]
    if len(valid) < max(fewest, 2) or forward is None:
        return None
    angles = [radians(stride.sensor_angle_deg or 0.0) for stride in valid]
    # About their own direction, lest a sensor that looks backwards (180°) be torn in two.
    centre = degrees(atan2(sum(map(sin, angles)), sum(map(cos, angles))))
    around = sorted(wrapped_deg(degrees(angle) - centre) for angle in angles)
    middle = len(around) // 2
    median = around[middle] if len(around) % 2 else (around[middle - 1] + around[middle]) / 2
    mean = sum(around) / len(around)
    spread = sqrt(sum((angle - mean) ** 2 for angle in around) / (len(around) - 1))
    return Calibration(
        method,
        valid[0].side,
        wrapped_deg(centre + median - becomes_deg),
        _MEDIAN * spread / sqrt(len(around)),
        len(around),
        forward,
        _mean_gravity(valid),
    )


def _direction_deg(strides: Sequence[Stride]) -> float:
    """Direction of the sum of displacements."""
    ways = [(stride.stride_m or 0.0, radians(stride.direction_deg or 0.0)) for stride in strides]
    return degrees(atan2(sum(m * sin(angle) for m, angle in ways), sum(m * cos(angle) for m, angle in ways)))


def _mean_gravity(strides: Sequence[Stride]) -> Vector:
    x, y, z = (sum(stride.gravity[axis] for stride in strides) for axis in range(3))
    size = sqrt(x * x + y * y + z * z) or inf
    return x / size, y / size, z / size
