"""Which calibration of a foot sensor the command line asks for: the same words for recordings and for the coach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from footwise.errors import FootwiseError

if TYPE_CHECKING:
    from footwise.foot_sensor.live import HowToCalibrate


def calibration_of(
    calibration: str | None, clinic_angle: Sequence[str] | None, foot_to_line: Sequence[str] | None
) -> HowToCalibrate | None:
    """Understand what the options say; none where none of them is given."""
    from footwise.jobs import how_to_calibrate

    if calibration is None and not clinic_angle and not foot_to_line:
        return None
    return how_to_calibrate(
        calibration or "relative",
        clinic_deg=_angles("--clinic-angle", clinic_angle or ()),
        foot_to_line_deg=_angles("--foot-to-line", foot_to_line or ()),
    )


def _angles(option: str, written: Sequence[str]) -> dict[str, float]:
    """Read ``7`` for both feet, ``left=7`` for one."""
    from footwise.recordings import SIDES

    angles: dict[str, float] = {}
    for text in written:
        side, equals, value = text.rpartition("=")
        try:
            angle = float(value)
        except ValueError:
            angle = float("nan")
        if (equals and side not in SIDES) or angle != angle:
            remedy = "Give degrees, toe-out positive, such as 7, or left=7 and right=5"
            raise FootwiseError(option, f"is {text!r}", remedy)
        angles |= {side: angle} if equals else dict.fromkeys(SIDES, angle)
    return angles
