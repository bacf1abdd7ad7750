"""Which calibration is wanted, and what it rests on: the same choice for recordings and for the coach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from footwise.coaching.calibration import (
    FEWEST_STRIDES,
    STILL_S,
    Calibration,
    Method,
    clinic_value,
    relative_to_baseline,
    stand_then_walk,
)
from footwise.coaching.strapdown import Vector
from footwise.coaching.stride import Stride
from footwise.errors import FootwiseError

SIDES = ("left", "right")
_CHOICES = {
    "relative": Method.RELATIVE,
    "stand-then-walk": Method.STAND_THEN_WALK,
    "clinic": Method.CLINIC_VALUE,
}
_LARGEST_ANGLE_DEG = 60.0


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


def how_to_calibrate(method: str, clinic: Sequence[str] = (), foot_to_line: Sequence[str] = ()) -> HowToCalibrate:
    """Understand what the command line says: ``7`` for both feet, ``left=7`` for one.

    Raises
    ------
    FootwiseError
        An unknown method, no angle, or one that goes with another method.
    """
    if method not in _CHOICES:
        raise FootwiseError("--calibration", f"is {method!r}", f"Choose {', '.join(_CHOICES)}")
    chosen = _CHOICES[method]
    if chosen is Method.CLINIC_VALUE and not clinic:
        raise FootwiseError("--calibration clinic", "needs the measured angle", "Give it with --clinic-angle DEG")
    if clinic and chosen is not Method.CLINIC_VALUE:
        raise FootwiseError("--clinic-angle", f"does not go with --calibration {method}", "Say --calibration clinic")
    if foot_to_line and chosen is not Method.STAND_THEN_WALK:
        trouble = f"does not go with --calibration {method}"
        raise FootwiseError("--foot-to-line", trouble, "Say --calibration stand-then-walk")
    return HowToCalibrate(chosen, _angles("--clinic-angle", clinic), _angles("--foot-to-line", foot_to_line))


def how_from_json(data: Mapping[str, Any]) -> HowToCalibrate:
    """Make the choice of its fields as plain data."""
    return HowToCalibrate(**{**data, "method": Method(data["method"])})


def calibrate(
    strides: Sequence[Stride], forward: Vector | None, how: HowToCalibrate, *, fewest: int = FEWEST_STRIDES
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

    Returns
    -------
    calibration : Calibration or None
    trouble : str
        Why there is none; empty where there is one.
    """
    side = strides[0].side if strides else ""
    if how.method is Method.STAND_THEN_WALK:
        line = how.foot_to_line_deg.get(side, 0.0)
        found = stand_then_walk(strides, forward, foot_to_line_deg=line, still_s=how.still_s)
        return found, "" if found else (
            f"no stand of {how.still_s:g} s with {FEWEST_STRIDES + 1} strides after it, all of them well recorded"
        )
    if how.method is Method.CLINIC_VALUE:
        if side and side not in how.clinic_deg:
            return None, f"no clinic angle was given for the {side} foot"
        found = clinic_value(strides, forward, how.clinic_deg.get(side, 0.0), fewest=fewest)
    else:
        found = relative_to_baseline(strides, forward, fewest=fewest)
    valid = sum(stride.valid for stride in strides)
    return found, "" if found else f"{valid or 'no'} straight, level strides; {fewest} are needed"


def _angles(option: str, written: Sequence[str]) -> dict[str, float]:
    """Angle of each foot."""
    angles: dict[str, float] = {}
    for text in written:
        side, equals, value = text.rpartition("=")
        try:
            angle = float(value)
        except ValueError:
            angle = float("nan")
        if (equals and side not in SIDES) or not isfinite(angle) or abs(angle) > _LARGEST_ANGLE_DEG:
            remedy = "Give degrees, toe-out positive, such as 7, or left=7 and right=5"
            raise FootwiseError(option, f"is {text!r}", remedy)
        angles |= {side: angle} if equals else dict.fromkeys(SIDES, angle)
    return angles
