"""Cues as lines of text over a serial line: for a microcontroller with vibration motors."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from footwise.coaching.feedback import Cue
from footwise.errors import FootwiseError
from footwise.extras import require

BAUD = 115_200
# A line that takes no more bytes holds up a cue for no longer than this.
_WRITE_S = 0.05
# One that is gone is looked for again this often.
_AGAIN_S = 1.0


class SerialCue:
    """Write every cue as one line, ``left in outer 7.6``: foot, turn, place of the vibration, error in degrees.

    The place is ``-`` for a step that was right. A line that was unplugged is opened again by itself as soon as it is
    there; the cues until then are lost, and each says so.

    Parameters
    ----------
    device : str
        ``/dev/ttyUSB0``, ``COM3``.
    clock : callable, optional

    Raises
    ------
    FootwiseError
        Where pyserial is not installed, or the line cannot be opened.
    """

    comes_back = True

    def __init__(self, device: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._device = device
        self._clock = clock
        self._tried_s = clock()
        try:
            self._line: Any = self._opened()
        except OSError as error:  # pyserial's own errors are
            raise FootwiseError(
                f"`cues` serial:{device}",
                f"cannot be opened ({_said(error)})",
                "Plug it in, close other programs that use it, and look whether you may write to it",
            ) from error

    def __call__(self, cue: Cue) -> None:
        """Write a cue.

        Raises
        ------
        OSError
            Where the line is gone.
        """
        if self._line is None:
            now = self._clock()
            if now - self._tried_s < _AGAIN_S:
                raise OSError(f"the serial line {self._device} is gone")
            self._tried_s = now
            self._line = self._opened()
        try:
            self._line.write(line_of(cue))
        except OSError as error:
            self.close()
            raise OSError(f"the serial line {self._device} is gone: {_said(error)}") from error

    def close(self) -> None:
        """Let go of the line."""
        line, self._line = self._line, None
        if line is not None:
            # One that was unplugged cannot be closed in order.
            with contextlib.suppress(OSError):
                line.close()

    def _opened(self) -> Any:
        require("serial")
        import serial

        return serial.Serial(self._device, BAUD, timeout=0, write_timeout=_WRITE_S)


def line_of(cue: Cue) -> bytes:
    """Give the line that a cue is on the wire."""
    return f"{cue.side} {cue.turn.value} {cue.place or '-'} {abs(cue.error_deg):.1f}\n".encode("ascii")


def _said(error: OSError) -> str:
    return error.strerror or str(error)
