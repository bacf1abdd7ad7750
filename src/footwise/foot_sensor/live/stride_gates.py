"""Which strides count: straight, level, of a plausible time and length, and soundly integrated."""

from __future__ import annotations

from dataclasses import dataclass

from footwise.foot_sensor.live.stride import Reason, TrackerSettings, wrapped_deg

# Up to this much rise over a stride is within the drift of the integration, however short the stride.
_LEVEL_M = 0.10
_LARGEST_ANGLE_DEG = 60.0
# A flight of stairs rises more and is steeper; a ramp, or a long stride with a poor sensor, is not.
_STAIR_M, _STAIR_STEEPEST = 0.13, 0.2
# Strides on end without a turn that only a belt gives room for, or a corridor of 30 m.
BELT_STRIDES = 30


@dataclass(frozen=True, slots=True)
class UsualStride:
    """Middle of a person's own straight and level strides.

    Attributes
    ----------
    stride_m, stride_s : float
    stood_s : float
        How long the foot lies still between them.
    """

    stride_m: float
    stride_s: float
    stood_s: float = 0.0


def longest_stand_s(gates: TrackerSettings, usual: UsualStride | None) -> float:
    """Longest time for which a foot of this person lies still without standing."""
    mine = 0.0 if usual is None else min(gates.most_stand_s, gates.longest_share * usual.stood_s)
    return max(gates.longest_stand_s, mine)


def reason_against(
    gates: TrackerSettings,
    *,
    stride_s: float,
    stride_m: float,
    turn_deg: float,
    rise_m: float,
    drift_m_s2: float,
    stood_s: float,
    shift_deg: float | None,
    sensor_angle_deg: float,
    beside_stair: bool = False,
    usual: UsualStride | None = None,
    on_belt: bool = False,
) -> Reason:
    """Give the first reason not to trust a stride whose samples are complete; see `Stride` for the quantities.

    A stride is a stair when it rises by `largest_rise_m`, or is steeper than a ramp may be: going down,
    a foot on every second step of a real staircase drops by no more than 0.23 m. A level stride beside one
    (`beside_stair`, see `is_on_stairs`) leads to or from the stairs, or over a landing, and is no walking either. The
    live path knows the stride before only, a recording both neighbours. On a belt (`on_belt`, see `BELT_STRIDES`) there
    are no stairs: what seems to rise is drift, unless it is steep enough for a flight, as at the end of a corridor.

    `usual` is what is known of this person: a short or slow step of somebody who walks so is a step.
    """
    rise = abs(rise_m)
    shortest, longest = gates.shortest_m, gates.longest_s
    if usual is not None:
        shortest = min(shortest, max(gates.least_m, gates.shortest_share * usual.stride_m))
        longest = max(longest, min(gates.most_s, gates.longest_share * usual.stride_s))
    steepest = _STAIR_STEEPEST if on_belt else gates.steepest
    checks = (
        (stood_s > longest_stand_s(gates, usual), Reason.STANDING),
        (stride_s < gates.shortest_s, Reason.TOO_QUICK),
        (stride_s > longest, Reason.TOO_SLOW),
        (abs(turn_deg) >= gates.largest_turn_deg, Reason.TURNING),
        (rise >= gates.largest_rise_m, Reason.STAIR),
        (rise > _LEVEL_M and rise > steepest * stride_m, Reason.STAIR),
        (beside_stair, Reason.BESIDE_STAIR),
        (stride_m < shortest, Reason.TOO_SHORT),
        (stride_m > gates.longest_m, Reason.TOO_LONG),
        # Written so that a number that is none fails.
        (not drift_m_s2 <= gates.largest_drift_m_s2, Reason.NOT_STILL),
        (shift_deg is not None and shift_deg > gates.largest_shift_deg, Reason.SHIFTED),
        (
            gates.gravity is not None and abs(wrapped_deg(sensor_angle_deg - gates.offset_deg)) > _LARGEST_ANGLE_DEG,
            Reason.IMPLAUSIBLE,
        ),
    )
    return next((reason for failed, reason in checks if failed), Reason.NONE)


def is_on_stairs(rise_m: float, stride_m: float) -> bool:
    """Say whether a stride is on stairs for certain, so that those beside it are in doubt."""
    rise = abs(rise_m)
    return rise > _STAIR_M and rise > _STAIR_STEEPEST * stride_m
