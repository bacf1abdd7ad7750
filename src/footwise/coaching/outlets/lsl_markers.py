"""Strides and cues as a marker stream of Lab Streaming Layer, for recording and for any other program."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from footwise.coaching.feedback import Cue
from footwise.coaching.lsl_library import import_pylsl
from footwise.coaching.session_log import json_value

# What a listener needs of a stride; the log has the rest.
_STRIDE = ("side", "mid_stance_s", "contact_s", "foot_progression_angle_deg", "error_deg", "valid", "reason", "turn")
MARKER_STREAM_NAME = "footwise_cues"


class LslMarkers:
    """A marker stream (type Markers, one string of JSON a sample) with every cue and every stride.

    A stride's marker comes after its cue, so that who waits for the stride has heard the cue.

    Parameters
    ----------
    name : str

    Raises
    ------
    FootwiseError
        Where pylsl is not installed.
    """

    def __init__(self, name: str = MARKER_STREAM_NAME) -> None:
        pylsl = import_pylsl()
        identity = f"{name}_{os.getpid()}"
        info = pylsl.StreamInfo(name, "Markers", 1, pylsl.IRREGULAR_RATE, "string", identity)
        info.desc().append_child_value("manufacturer", "Footwise")
        self._outlet = pylsl.StreamOutlet(info)

    def cue(self, cue: Cue) -> None:
        """Send a cue: side, turn, place, error in degrees, and its times."""
        self._send(
            kind="cue",
            side=cue.side,
            turn=cue.turn.value,
            place=cue.place,
            error_deg=cue.error_deg,
            mid_stance_s=cue.mid_stance_s,
            sample_s=cue.sample_s,
            decision_s=cue.decision_s,
        )

    def stride(self, record: Mapping[str, Any]) -> None:
        """Send the record of a stride."""
        self._send(kind="stride", **{key: record[key] for key in _STRIDE})

    def _send(self, **values: Any) -> None:
        self._outlet.push_sample([json.dumps(json_value(values), ensure_ascii=False)])
