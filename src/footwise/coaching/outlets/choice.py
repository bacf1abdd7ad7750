"""Outlets of cues by one word: ``osc:HOST:PORT`` or ``serial:DEVICE``."""

from __future__ import annotations

from footwise.coaching.outlets.osc_cue import OscCue
from footwise.coaching.outlets.serial_cue import SerialCue
from footwise.errors import ErrorKind, FootwiseError

_PORTS = range(1, 65_536)


def outlet_of(word: str) -> OscCue | SerialCue:
    """Open the outlet that a word names.

    Raises
    ------
    FootwiseError
        Where it names none, or one that cannot be opened.
    """
    kind, _, rest = word.partition(":")
    if kind == "serial" and rest:
        return SerialCue(rest)
    host, _, port = rest.rpartition(":")
    if kind == "osc" and host and port.isascii() and port.isdigit() and int(port) in _PORTS:
        return OscCue(host.strip("[]"), int(port))
    no_port = kind == "osc" and host and port.isascii() and port.isdigit()
    raise FootwiseError(
        "`cues`",
        f"is {word!r}{f', and ports are {_PORTS[0]} to {_PORTS[-1]}' if no_port else ''}",
        "Say osc:HOST:PORT, such as osc:127.0.0.1:9000, or serial:DEVICE",
        ErrorKind.BAD_REQUEST,
    )
