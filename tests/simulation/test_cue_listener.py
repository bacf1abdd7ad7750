"""What a coach sends is what a simulated walker hears: the sender's own words, not a test's."""

import json
import os
from types import SimpleNamespace
from typing import Any

import pytest

from footwise.coaching import Turn
from footwise.coaching.outlets import LslMarkers
from footwise.simulation.cue_listener import _marker

RECORD = {
    "side": "left", "mid_stance_s": 1.5, "contact_s": 1.4, "foot_progression_angle_deg": 3.0, "error_deg": -2.0,
    "valid": True, "reason": "",
}  # fmt: skip


def sent_of_a_stride(turn: str | None) -> str:
    sent: list[list[str]] = []
    markers: Any = LslMarkers(f"footwise_test_{os.getpid()}")
    markers._outlet = SimpleNamespace(push_sample=sent.append)
    markers.stride({**RECORD, "turn": turn})
    return sent[0][0]


@pytest.mark.parametrize(("turn", "heard"), [(None, None), ("in", Turn.IN), ("out", Turn.OUT)])
def test_every_stride_is_heard_also_one_without_a_cue(turn: str | None, heard: Turn | None) -> None:
    assert _marker(sent_of_a_stride(turn), "left") == ("stride", 1.5, heard)
    assert _marker(sent_of_a_stride(turn), "right") is None


@pytest.mark.parametrize("change", [{"turn": "up"}, {"turn": 1}, {"kind": "hello"}, {"mid_stance_s": "soon"}])
def test_what_is_no_marker_of_a_coach_is_passed_over(change: dict[str, object]) -> None:
    assert _marker(json.dumps({**json.loads(sent_of_a_stride("in")), **change}), "left") is None
