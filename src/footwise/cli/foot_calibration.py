"""Which calibration of a foot sensor the command line asks for: the same words for recordings and for the coach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from footwise.cli.values import by_side

if TYPE_CHECKING:
    from footwise.foot_sensor.live import HowToCalibrate

_DEGREES = "Give degrees, toe-out positive, such as 7, or left=7 and right=5"


def calibration_of(
    calibration: str | None, clinic_angle: Sequence[str] | None, foot_to_line: Sequence[str] | None
) -> HowToCalibrate | None:
    """Understand what the options say; none where none of them is given."""
    from footwise.jobs import how_to_calibrate

    if calibration is None and not clinic_angle and not foot_to_line:
        return None
    return how_to_calibrate(
        calibration or "relative",
        clinic_deg=by_side("--clinic-angle", clinic_angle, _DEGREES),
        foot_to_line_deg=by_side("--foot-to-line", foot_to_line, _DEGREES),
    )
