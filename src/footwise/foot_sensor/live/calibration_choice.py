"""Which calibration is wanted, and what it rests on: the same choice for recordings and for the coach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from footwise.foot_sensor.live.calibration import (
    FEWEST_STRIDES,
    STILL_S,
    Calibration,
    Method,
    clinic_value,
    relative_to_baseline,
    stand_then_walk,
)
from footwise.foot_sensor.live.strapdown import Vector
from footwise.foot_sensor.live.stride import Stride

SIDES = ("left", "right")


@dataclass(frozen=True)
class HowToCalibrate:
    """What a calibration rests on.

    Attributes
    ----------
    method : Method
    clinic_deg : mapping of str to float
        Foot progression angle of each foot as measured in the clinic, toe-out positive.
    foot_to_line_deg : mapping of str to float
        Angle of each foot to the line while it stood, toe-out positive; 0 where none is given.
    still_s : float
        How long the foot must have stood.
    """

    method: Method = Method.RELATIVE
    clinic_deg: Mapping[str, float] = field(default_factory=dict)
    foot_to_line_deg: Mapping[str, float] = field(default_factory=dict)
    still_s: float = STILL_S


def how_from_json(data: Mapping[str, Any]) -> HowToCalibrate:
    """Make the choice of its fields as plain data."""
    return HowToCalibrate(**{**data, "method": Method(data["method"])})


def calibrate(
    strides: Sequence[Stride],
    forward: Vector | None,
    how: HowToCalibrate,
    *,
    fewest: int = FEWEST_STRIDES,
    line_strides: int = FEWEST_STRIDES,
) -> tuple[Calibration | None, str]:
    """Calibrate one foot.

    Parameters
    ----------
    strides : sequence of Stride
        Of one foot, those that are not valid included.
    forward : (float, float, float) or None
        The sensor's forward axis; None where it is not known yet.
    how : HowToCalibrate
    fewest : int
        Strides that a clinic's value and a baseline take.
    line_strides : int
        Strides along the line after a stand.

    Returns
    -------
    calibration : Calibration or None
    trouble : str
        Why there is none; empty where there is one.
    """
    side = strides[0].side if strides else ""
    if how.method is Method.STAND_THEN_WALK:
        line = how.foot_to_line_deg.get(side, 0.0)
        found = stand_then_walk(strides, forward, foot_to_line_deg=line, still_s=how.still_s, fewest=line_strides)
        return found, "" if found else (
            f"no stand of {how.still_s:g} s with {line_strides + 1} strides straight on after it, all of them well "
            "recorded"
        )
    if how.method is Method.CLINIC_VALUE:
        if side and side not in how.clinic_deg:
            return None, f"no clinic angle was given for the {side} foot"
        found = clinic_value(strides, forward, how.clinic_deg.get(side, 0.0), fewest=fewest)
    else:
        found = relative_to_baseline(strides, forward, fewest=fewest)
    valid = sum(stride.valid for stride in strides)
    if found:
        return found, ""
    has = f"{valid} straight, level stride{'' if valid == 1 else 's'}" if valid else "no stride is straight and level"
    return None, f"{has}; {fewest} are needed"
