"""Cues and strides as messages of Open Sound Control over UDP: for vibration, music, lights, any program."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import Any

from footwise.coaching.feedback import Cue
from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require

CUE_ADDRESS, STRIDE_ADDRESS = "/footwise/cue", "/footwise/stride"


class OscCue:
    """Send every cue, and every stride after it, to one receiver.

    ``/footwise/cue``: foot (left, right), turn (in, out, keep), place (inner, outer, or empty where the step was
    right), error in degrees. ``/footwise/stride``: foot, 1 where it is valid else 0, foot angle and error in degrees,
    NaN where they are not known. UDP never waits: a receiver that is not there costs nothing and is not noticed.

    Parameters
    ----------
    host : str
    port : int

    Raises
    ------
    FootwiseError
        Where python-osc is not installed, or nobody knows the host.
    """

    comes_back = True

    def __init__(self, host: str, port: int) -> None:
        require("pythonosc")
        from pythonosc.udp_client import SimpleUDPClient

        try:
            # Looked up once: a name server that sleeps must not hold up a cue.
            address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0][4][0]
        except OSError as error:
            raise FootwiseError(
                f"`cues` osc:{host}:{port}",
                f"the network does not know {host!r} ({error.strerror or error})",
                "Give the receiver's name or its address",
                kind=ErrorKind.BAD_REQUEST,
            ) from error
        self._client = SimpleUDPClient(str(address), port)

    def __call__(self, cue: Cue) -> None:
        """Send a cue."""
        self._client.send_message(CUE_ADDRESS, [cue.side, cue.turn.value, cue.place, float(cue.error_deg)])

    def stride(self, record: Mapping[str, Any]) -> None:
        """Send the record of a stride."""
        known = [record["foot_progression_angle_deg"], record["error_deg"]]
        values = [float("nan") if value is None else float(value) for value in known]
        self._client.send_message(STRIDE_ADDRESS, [record["side"], int(record["valid"]), *values])

    def close(self) -> None:
        """UDP keeps nothing open that others wait for; the socket goes with the client."""
