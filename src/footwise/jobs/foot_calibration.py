"""What the angle of a foot sensor is told against: the words for it, and which of them go together."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from footwise.errors import FootwiseError
from footwise.foot_sensor.live import SIDES, HowToCalibrate, Method

METHODS = {
    "relative": Method.RELATIVE,
    "stand-then-walk": Method.STAND_THEN_WALK,
    "clinic": Method.CLINIC_VALUE,
}
LARGEST_ANGLE_DEG = 60.0


def how_to_calibrate(
    calibration: str = "relative",
    *,
    clinic_deg: Mapping[str, float] | None = None,
    foot_to_line_deg: Mapping[str, float] | None = None,
) -> HowToCalibrate:
    """Choose what the foot angle of a sensor is told against.

    Parameters
    ----------
    calibration : {"relative", "stand-then-walk", "clinic"}
        The person's own mean; the line along which the person stands and then walks; or the angle measured in the
        clinic.
    clinic_deg : mapping of str to float, optional
        Foot angle of each foot from the clinic, toe-out positive.
    foot_to_line_deg : mapping of str to float, optional
        Angle of each standing foot to the line, toe-out positive; 0 where none is given.

    Raises
    ------
    FootwiseError
        An unknown calibration, no angle, one that goes with another calibration, or one that no foot has.
    """
    if calibration not in METHODS:
        raise FootwiseError("`calibration`", f"is {calibration!r}", f"Choose {', '.join(METHODS)}")
    chosen = METHODS[calibration]
    if chosen is Method.CLINIC_VALUE and not clinic_deg:
        raise FootwiseError("`calibration='clinic'`", "needs the measured angle", "Give it with `clinic_deg=...`")
    not_with_it = f"does not go with `calibration={calibration!r}`"
    if clinic_deg and chosen is not Method.CLINIC_VALUE:
        raise FootwiseError("`clinic_deg`", not_with_it, "Say `calibration='clinic'`")
    if foot_to_line_deg and chosen is not Method.STAND_THEN_WALK:
        raise FootwiseError("`foot_to_line_deg`", not_with_it, "Say `calibration='stand-then-walk'`")
    return HowToCalibrate(
        chosen, _checked("`clinic_deg`", clinic_deg or {}), _checked("`foot_to_line_deg`", foot_to_line_deg or {})
    )


def _checked(parameter: str, angles_deg: Mapping[str, float]) -> dict[str, float]:
    for side, angle in angles_deg.items():
        if side not in SIDES:
            raise FootwiseError(parameter, f"is for {side!r}", f"Feet are {' and '.join(SIDES)}")
        if not isfinite(angle) or abs(angle) > LARGEST_ANGLE_DEG:
            remedy = f"Give degrees, toe-out positive, up to {LARGEST_ANGLE_DEG:g}"
            raise FootwiseError(parameter, f"is {angle:g} for the {side} foot", remedy)
    return dict(angles_deg)
