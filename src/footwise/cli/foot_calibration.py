"""Which calibration of a foot sensor the command line asks for: the same words for recordings and for the coach."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from footwise.errors import FootwiseError

if TYPE_CHECKING:
    from footwise.foot_sensor.live import HowToCalibrate

_LARGEST_ANGLE_DEG = 60.0


def how_to_calibrate(method: str, clinic: Sequence[str] = (), foot_to_line: Sequence[str] = ()) -> HowToCalibrate:
    """Understand what the command line says: ``7`` for both feet, ``left=7`` for one.

    Raises
    ------
    FootwiseError
        An unknown method, no angle, or one that goes with another method.
    """
    from footwise.foot_sensor.live import HowToCalibrate, Method

    choices = {"relative": Method.RELATIVE, "stand-then-walk": Method.STAND_THEN_WALK, "clinic": Method.CLINIC_VALUE}
    if method not in choices:
        raise FootwiseError("--calibration", f"is {method!r}", f"Choose {', '.join(choices)}")
    chosen = choices[method]
    if chosen is Method.CLINIC_VALUE and not clinic:
        raise FootwiseError("--calibration clinic", "needs the measured angle", "Give it with --clinic-angle DEG")
    if clinic and chosen is not Method.CLINIC_VALUE:
        raise FootwiseError("--clinic-angle", f"does not go with --calibration {method}", "Say --calibration clinic")
    if foot_to_line and chosen is not Method.STAND_THEN_WALK:
        trouble = f"does not go with --calibration {method}"
        raise FootwiseError("--foot-to-line", trouble, "Say --calibration stand-then-walk")
    return HowToCalibrate(chosen, _angles("--clinic-angle", clinic), _angles("--foot-to-line", foot_to_line))


def _angles(option: str, written: Sequence[str]) -> dict[str, float]:
    """Angle of each foot."""
    from footwise.foot_sensor.live import SIDES

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
