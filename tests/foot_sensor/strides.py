"""Strides made of plain numbers, for what is decided about a stride."""

from __future__ import annotations

from typing import Any

from footwise.foot_sensor.live import Reason, Stride


def stride(**known: Any) -> Stride:
    """A sound stride of the left foot, straight ahead, with a foot angle of 0, but for what is given.

    The angle of the sensor is that of the foot, unless it is given; a stride with a reason is not valid.
    """
    angle = known.get("foot_progression_angle_deg", 0.0)
    reason = known.get("reason", Reason.NONE)
    usual: dict[str, Any] = {
        "side": "left",
        "contact_s": None,
        "start_s": known.get("mid_stance_s", 10.0) - 1.1,
        "mid_stance_s": 10.0,
        "decided_s": known.get("mid_stance_s", 10.0) + 0.1,
        "foot_progression_angle_deg": None if reason else angle,
        "sensor_angle_deg": angle,
        "stride_s": 1.1,
        "stride_m": 1.2,
        "speed_m_s": 1.2 / 1.1,
        "turn_deg": 0.0,
        "rise_m": 0.0,
        "stood_s": 0.2,
        "start_heading_deg": 0.0,
        "direction_deg": 0.0,
        "stretch": 0,
        "gravity": (0.0, 0.0, 1.0),
        "drift_m_s2": 0.1,
        "shift_deg": None,
        "valid": not reason,
        "reason": reason,
    }
    return Stride(**(usual | known))
