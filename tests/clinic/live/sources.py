"""A phone without a page: it comes in by a code and says over the socket what the page says."""

from __future__ import annotations

import http.client
import json
import uuid
from typing import Any

from websockets.sync.client import ClientConnection, connect

SPOKEN = {"X-Footwise-Page": "1"}


def key_by(code: str, port: int) -> str:
    """Come in by a code; gives the cookie."""
    line = http.client.HTTPConnection("localhost", port, timeout=30)
    body = json.dumps({"code": code, "attempt": uuid.uuid4().hex})
    line.request("POST", "/practice/join/", body, {**SPOKEN, "Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    return str(answer.getheader("Set-Cookie")).split(";")[0]


def stride(number: int, angle: float, *, target: float = -8.0, band: float = 3.0, told: bool = True) -> dict[str, Any]:
    """A valid step of the left foot in the first block."""
    error = angle - target
    right = abs(error) <= band
    turn = None if right or not told else "in" if error > 0 else "out"
    return {
        "kind": "stride", "at_s": 30.0 + number, "side": "left", "number": number, "block": 0, "step": number,
        "valid": True, "reason": "", "feedback": told, "error_deg": error, "in_band": right, "turn": turn,
        "contact_s": 30.0 + number, "mid_stance_s": 30.3 + number, "decided_s": 30.3 + number,
        "foot_progression_angle_deg": angle, "sensor_angle_deg": angle, "elapsed_s": float(number), "stride_s": 1.1,
        "stride_m": 1.2, "speed_m_s": 1.1, "turn_deg": 0.0, "shift_deg": 0.5,
    }  # fmt: skip


def block(seconds: float = 300.0, share: float = 1.0) -> dict[str, Any]:
    return {"block_s": seconds, "share": share, "band_deg": 3.0, "session": 1, "purpose": "practice"}


def begun(blocks: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """What a walk has written when its first block begins."""
    planned = blocks or [block(), block(240.0, 0.5), block(120.0, 0.0)]
    return [
        {"kind": "session", "version": 1, "plan": {"session": 1, "sides": ["left"], "blocks": planned}},
        {"kind": "target", "side": "left", "baseline_deg": 0.0, "target_deg": -8.0},
        {"kind": "block", "number": 0, "elapsed_s": 0.0, **planned[0]},
    ]


def state(phase: str = "training", **other: Any) -> dict[str, Any]:
    return {"phase": phase, "paused": False, "quiet": [], "elapsed_s": 0.0, **other}


class LiveSource:
    """The socket of a phone."""

    def __init__(self, key: str, port: int, *, records: list[dict[str, Any]] | None = None, **said: Any) -> None:
        self.number = 0
        self.socket = open_source(key, port)
        told = {"hello": 1, "source": "phone", "tally": {}, "state": state(), **said}
        self.say({**told, "records": begun() if records is None else records})

    def say(self, told: Any) -> None:
        self.socket.send(told if isinstance(told, str | bytes) else json.dumps(told))

    def send(self, *records: dict[str, Any], motion: float = 1.0, **other: Any) -> None:
        """Send a packet."""
        self.say({"number": self.number, "records": list(records), "state": state(**other), "motion": motion})
        self.number += 1

    def heard(self, seconds: float = 10.0) -> dict[str, Any]:
        """What the therapist has asked for."""
        told: dict[str, Any] = json.loads(self.socket.recv(timeout=seconds))
        return told


def open_source(key: str, port: int, **headers: str) -> ClientConnection:
    told = {"Cookie": key, **headers}
    return opened(connect(f"ws://localhost:{port}/practice/live/socket/", additional_headers=told, ping_interval=None))


def opened(socket: ClientConnection) -> ClientConnection:
    """Open a socket that is held for longer than a block of the program."""
    return socket.__enter__()
