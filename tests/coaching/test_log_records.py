"""What a line of a session's log may say, so that whoever goes on with the session can use it."""

from typing import Any

import pytest

from footwise.coaching.log_records import is_sound

STRIDE: dict[str, Any] = {
    "kind": "stride", "side": "left", "number": 3, "block": None, "step": None, "valid": True, "reason": "",
    "feedback": False, "error_deg": None, "in_band": False, "turn": None, "contact_s": 11.0, "mid_stance_s": 11.2,
    "decided_s": 11.4, "foot_progression_angle_deg": 3.0, "sensor_angle_deg": 14.0, "elapsed_s": 12.0,
    "stride_s": 1.1, "stride_m": 1.2, "speed_m_s": 1.1, "turn_deg": 0.3, "shift_deg": None,
}  # fmt: skip
KEPT = {
    "start_s": 10.1, "rise_m": 0.01, "stood_s": 0.0, "start_heading_deg": 0.1, "direction_deg": 0.2, "stretch": 1,
    "gravity": [0.0, 0.0, 1.0], "drift_m_s2": 0.01, "forward": [1.0, 0.0, 0.0],
}  # fmt: skip


def test_strides_of_this_and_of_an_earlier_footwise() -> None:
    assert is_sound(STRIDE) and is_sound({**STRIDE, **KEPT})


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("wrong", ["text", {}, [1.0, 2.0], True, 1e300])
def test_a_stride_that_nobody_can_go_on_from_is_no_record(name: str, wrong: object) -> None:
    assert not is_sound({**STRIDE, **KEPT, name: wrong})
