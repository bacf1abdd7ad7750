"""The strides of a real foot: from optical markers to shapes that a simulated foot can walk with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.samples import sample_path
from footwise.signals import butterworth_lowpass, cross, norm, unit
from footwise.simulation.foot_pose import STILL_S, FootPose, StrideShape, course, stride_shape

SAMPLE = "foot-sensors"
_MARKER_HZ, _EVENT_HZ = 100.0, 204.8
# Above this a marker on a shoe shows how it trembles, not how the foot moves.
_LOWPASS_HZ = 12.0
# The movement that stillness takes away comes in over this time.
_RAMP_S = 0.08
# Mid-stance is looked for around the event of the sample, which is the stillest instant of its sensor.
_SEARCH_S = (-0.1, 0.3)
_STRAIGHT_DEG = 8.0
_TIME_S, _LENGTH_M = (0.95, 1.25), (1.2, 1.6)


@by_value
@dataclass(frozen=True)
class _Foot:
    """Markers of one foot, mirrored to a left one: position and attitude, shape (n, 3) and (n, 3, 3)."""

    middle_m: Array
    attitude: Array


@cache
def recorded_foot_pose(side: str) -> FootPose:
    """Give the straight strides of the sample `foot-sensors`, as its optical markers saw them.

    Heel, toe and fifth metatarsal at 100 Hz, low-passed at 12 Hz; the sensor is taken to sit half-way between
    heel and toe. Around mid-stance, where the foot moves by millimetres, it is made exactly still and level.

    Parameters
    ----------
    side : str
        left or right; each foot has its own strides.

    Raises
    ------
    FootwiseError
        The sample is not there and cannot be fetched, or is not what it was.
    """
    import pandas as pd

    folder = sample_path(SAMPLE, quiet=True)
    try:
        markers = pd.read_csv(folder / "mocap_sample.csv", header=[0, 1], index_col=0)
        events = pd.read_csv(folder / "stride_events_sample.csv")
        foot = _mirrored_to_left({name: markers[f"{side[0].upper()}_{name}"] for name in ("FCC", "TOE", "FM5")}, side)
        mine = events[events["foot"] == side]
        spans = mine[["start", "end", "ic"]].to_numpy(dtype=float) / _EVENT_HZ
    except (OSError, ValueError, KeyError) as error:
        raise _damaged(folder, str(error)) from None
    shapes = [shape for start, end, contact in spans if (shape := _shape(foot, start, end, contact)) is not None]
    if not shapes:
        raise _damaged(folder, f"no straight stride of the {side} foot")
    return FootPose(f"recorded {side} foot", tuple(shapes))


def _damaged(folder: Path, trouble: str) -> FootwiseError:
    return FootwiseError(folder, f"is not the sample it was ({trouble})", "Delete the folder; it is fetched again")


def _mirrored_to_left(markers: dict[str, object], side: str) -> _Foot:
    """Filter the markers, bring them into m, and make a left foot of a right one."""
    mirror = np.array([1.0, -1.0 if side == "right" else 1.0, 1.0]) / 1000.0
    heel, toe, fifth = (
        butterworth_lowpass(np.asarray(markers[name], dtype=float) * mirror, _MARKER_HZ, _LOWPASS_HZ)
        for name in ("FCC", "TOE", "FM5")
    )
    forward = unit(toe - heel)
    up = unit(cross(forward, fifth - heel))
    return _Foot((heel + toe) / 2, np.stack((forward, cross(up, forward), up), axis=2))


def _shape(foot: _Foot, start_s: float, end_s: float, contact_s: float) -> StrideShape | None:
    """One stride in the terms of `FootPose`; None where it is not straight walking at the usual speed."""
    first, last = (_mid_stance(foot.middle_m, at) for at in (start_s, end_s))
    if first is None or last is None:
        return None
    lasted = (last - first) / _MARKER_HZ
    way = foot.middle_m[last] - foot.middle_m[first]
    length = float(np.hypot(way[0], way[1]))
    if not (_TIME_S[0] < lasted < _TIME_S[1] and _LENGTH_M[0] < length < _LENGTH_M[1]):
        return None
    still = round(STILL_S / 2 * _MARKER_HZ)
    frames = np.arange(first + still, last - still + 1)
    share = (frames - frames[0]) / (frames[-1] - frames[0])
    gone = course(share)
    # Into axes along the way, from where the foot stood.
    cos, sin = way[0] / length, way[1] / length
    back = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
    path = (foot.middle_m[frames] - foot.middle_m[first]) @ back.T
    angles, turn = _attitude_from_level(back @ foot.attitude, first, last, frames)
    if abs(np.degrees(turn)) > _STRAIGHT_DEG:
        return None
    begin, end = _fade((frames - frames[0]) / _MARKER_HZ), _fade((frames[-1] - frames) / _MARKER_HZ)
    forward = path[:, 0] / length
    channels = {
        "forward": np.where(share < 0.5, forward * begin, 1 - (1 - forward) * end),
        "outward": path[:, 1] * begin * end,
        "up": (path[:, 2] - gone * way[2]) * begin * end,
        **{name: values * begin * end for name, values in zip(("roll", "pitch", "yaw"), angles, strict=True)},
    }
    moving_s = (frames[-1] - frames[0]) / _MARKER_HZ
    return stride_shape(share, channels, float((contact_s - frames[0] / _MARKER_HZ) / moving_s))


def _mid_stance(position: Array, near_s: float) -> int | None:
    """Middle of the stillest stretch of `STILL_S` near an instant; None at the ends of the recording."""
    around = np.arange(round((near_s + _SEARCH_S[0]) * _MARKER_HZ), round((near_s + _SEARCH_S[1]) * _MARKER_HZ))
    half = round(STILL_S / 2 * _MARKER_HZ)
    if around[0] < half or around[-1] + half >= len(position):
        return None
    return int(around[np.argmin([np.ptp(position[k - half : k + half + 1], axis=0).sum() for k in around])])


def _attitude_from_level(
    attitude: Array, first: int, last: int, frames: np.ndarray
) -> tuple[tuple[Array, Array, Array], float]:
    """Roll, pitch and yaw of a foot that counts as level where it stands, less what is left of them at the end.

    Returns
    -------
    (array, array, array)
        Shape (frames,), rad.
    float
        Turn of the foot over the stride.
    """
    heading = np.arctan2(attitude[first, 1, 0], attitude[first, 0, 0])
    level = np.array([[np.cos(heading), -np.sin(heading), 0], [np.sin(heading), np.cos(heading), 0], [0, 0, 1.0]])
    every = np.append(frames, last)
    foot = attitude[every] @ (attitude[first].T @ level)
    yaw = np.unwrap(np.arctan2(foot[:, 1, 0], foot[:, 0, 0])) - heading
    yaw -= 2 * np.pi * np.round(yaw[0] / (2 * np.pi))
    pitch = np.arctan2(-foot[:, 2, 0], norm(foot[:, :2, 0]))
    roll = np.arctan2(foot[:, 2, 1], foot[:, 2, 2])
    share = (frames - frames[0]) / (frames[-1] - frames[0])
    gone = course(share)
    return (
        roll[:-1] - gone * roll[-1],
        pitch[:-1] - gone * pitch[-1],
        yaw[:-1] - gone * yaw[-1],
    ), float(yaw[-1])


def _fade(since_s: Array) -> Array:
    """From 0 at rest to 1 after the ramp."""
    x = np.clip(since_s / _RAMP_S, 0, 1)
    return np.asarray(x**3 * (10 - 15 * x + 6 * x * x))
