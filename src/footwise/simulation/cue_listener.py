"""What a walker hears of a coach: its markers on Lab Streaming Layer."""

from __future__ import annotations

import time
from typing import Any

from footwise.coaching import Turn, import_pylsl
from footwise.coaching.outlets import MARKER_STREAM_NAME
from footwise.errors import FootwiseError
from footwise.settings import Settings, parse_json

# The first cue of a stance counts, and a marker may say again what another has said.
_REMEMBERED = 64
# Beyond any device's clock.
_LATEST_S = 1e15


class CueListener:
    """Finds a stream of markers and keeps what it says apart: which strides were seen, and which way to turn.

    A marker is one string in JSON with the keys ``kind`` (stride or cue), ``side``, ``mid_stance_s`` (device
    time of the stance) and, where there is a cue, ``turn`` (in, out or keep). A coach that wants to be heard
    in lockstep sends a stance's cue before its stride marker, or puts the turn into the stride marker.
    Whatever else comes is no marker of a coach, and is passed over.

    Parameters
    ----------
    name : str, optional
        Of the stream, that of Footwise's own coach by default; None takes the first of type Markers.
    """

    def __init__(self, name: str | None = MARKER_STREAM_NAME) -> None:
        self._lsl = import_pylsl()
        # The predicate is XPath, in which a quote would end the name.
        named = "" if name is None else f" and name='{name.replace(chr(39), '')}'"
        self._resolver: Any = self._lsl.ContinuousResolver(pred=f"type='Markers'{named}")
        self._inlet: Any = None
        self._told: list[float] = []

    @property
    def connected(self) -> bool:
        """Whether a coach was found."""
        return self._inlet is not None

    def poll(self) -> None:
        """Look whether a coach has appeared; quick, and of no effect when there is one already."""
        if self._inlet is not None:
            return
        found = self._resolver.results()
        if found:
            inlet = self._lsl.StreamInlet(found[0])
            try:
                inlet.open_stream(timeout=2.0)
            except RuntimeError:  # what pylsl's own errors are: it has gone again, or is not ready yet
                return
            self._inlet = inlet

    def hear(self, side: str, after_s: float, timeout_s: float) -> tuple[list[Turn], bool]:
        """Take in what came, and wait for the stride marker of one stance.

        Parameters
        ----------
        side : str
            Markers of the other foot are passed over.
        after_s : float
            Device time; a stride marker of a later mid-stance ends the waiting.
        timeout_s : float
            Longest wait; 0 takes only what is there already.

        Returns
        -------
        list of Turn
            Cues, at most one a stance.
        bool
            Whether the stride marker came.
        """
        self.poll()
        turns: list[Turn] = []
        if self._inlet is None:
            return turns, False
        until = time.monotonic() + timeout_s
        answered = False
        while True:
            wait = 0.0 if answered else max(0.0, until - time.monotonic())
            try:
                text, _ = self._inlet.pull_sample(timeout=wait)
            except UnicodeDecodeError:
                continue
            except RuntimeError:
                self._inlet = None  # lost for good; another coach may come
                return turns, answered
            if text is None:
                return turns, answered
            marker = _marker(text[0], side)
            if marker is None:
                continue
            kind, mid_stance_s, turn = marker
            if turn is not None and mid_stance_s not in self._told:
                self._told = [*self._told[1 - _REMEMBERED :], mid_stance_s]
                turns.append(turn)
            answered = answered or (kind == "stride" and mid_stance_s > after_s)


def _marker(text: str, side: str) -> tuple[str, float, Turn | None] | None:
    """Kind, mid-stance and turn of a coach's marker; None where it is not one, or is the other foot's."""
    try:
        marker = Settings("a marker", parse_json(text))
        kind = marker.choice("kind", ("stride", "cue"))
        # A stride's marker says null where nothing was to be turned.
        turn = None if marker.table.get("turn") is None else Turn(marker.choice("turn", [str(one) for one in Turn]))
        if marker.table.get("side") != side:
            return None
        return kind, marker.number("mid_stance_s", -_LATEST_S, _LATEST_S), turn
    except (ValueError, TypeError, FootwiseError):
        return None
