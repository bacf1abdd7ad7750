"""Live markers of a Lab Streaming Layer stream (type MoCap), as bridges of Vicon, OptiTrack and others send them."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from footwise.coaching.lsl_library import import_pylsl
from footwise.coaching.sources.frame_clock import FrameClock
from footwise.coaching.sources.marker_frames import UPS, MarkerFrames
from footwise.coaching.sources.source import Packet
from footwise.errors import ErrorKind, FootwiseError

_WAIT_S = 0.005
_CORRECT_S = 5.0
_AGAIN_S = 1.0
_MOST_FRAMES = 1024
_TYPE = "mocap"
# LHEE_X, LHEE.x, LHEE PositionX, LHEE:pos_x
_COORDINATE = re.compile(r"(?P<marker>.*?)[\s._:\-]*(?:pos(?:ition)?[\s._\-]*)?(?P<axis>[xyz])", re.IGNORECASE)
_POSITION = re.compile(r"(?:pos(?:ition)?)[\s._\-]*(?P<axis>[xyz])", re.IGNORECASE)
_UNITS = {
    "m": "m", "meter": "m", "meters": "m", "metre": "m", "metres": "m",
    "mm": "mm", "millimeter": "mm", "millimeters": "mm", "millimetre": "mm", "millimetres": "mm",
}  # fmt: skip


@dataclass(frozen=True)
class MarkerStream:
    """A stream of markers, as its description says.

    Attributes
    ----------
    name : str
    labels : tuple of str
        Markers that have x, y and z.
    channels : tuple of (int, int, int)
        Where each marker's coordinates are.
    unit : str
        ``m``, ``mm``, or empty.
    up : str
        ``+z`` and so on, or empty.
    pace : float
        Seconds of the cameras' time in a second: 1 but for a recording that is played faster.
    simulated : bool
    info : object
        pylsl's own description, to connect with.
    """

    name: str
    labels: tuple[str, ...]
    channels: tuple[tuple[int, int, int], ...]
    unit: str
    up: str
    pace: float
    simulated: bool
    info: Any


class LslMarkerSource:
    """Heel, toe and body of the wanted feet.

    Parameters
    ----------
    sides : sequence of str
    stream : MarkerStream
        From `find_marker_stream`.
    marker_map : Path, optional

    Attributes
    ----------
    notes : list of str

    Raises
    ------
    FootwiseError
        Where the markers of a foot are not there.
    """

    def __init__(self, sides: Sequence[str], stream: MarkerStream, *, marker_map: Path | None = None) -> None:
        self._lsl = import_pylsl()
        self._stream = stream
        self._frames = MarkerFrames(
            f"stream {stream.name!r}", stream.labels, sides, marker_map=marker_map, up=stream.up, unit=stream.unit
        )
        self.notes = self._frames.notes
        self._correction_s, self._corrected_s = 0.0, -inf
        self._again_s = -inf
        self._clock = FrameClock(stream.pace, self._told)
        self._waiting: list[list[list[float]]] = []
        self._inlet: Any = None
        try:
            self._inlet = self._connect(stream.info)
        except RuntimeError as error:
            raise FootwiseError(
                f"stream {stream.name!r}", f"does not answer ({str(error).rstrip('.')})", "Start the stream again"
            ) from error

    @property
    def name(self) -> str:
        """The stream."""
        return self._stream.name

    @property
    def simulated(self) -> bool:
        """Whether the stream says that nobody walks."""
        return self._stream.simulated

    def clock(self) -> float:
        """Lab Streaming Layer's clock, s: the session's."""
        return float(self._lsl.local_clock())

    def read(self) -> list[Packet]:
        """Give what has come; wait a moment for it if nothing has. It never ends."""
        if self._inlet is None and not self._reconnect():
            return []
        try:
            values, stamps = self._inlet.pull_chunk(timeout=_WAIT_S, max_samples=_MOST_FRAMES, min_samples=1)
            now = self.clock()
            if now - self._corrected_s > _CORRECT_S:
                self._correct(self._inlet)
        except RuntimeError:  # of all of pylsl's errors the parent
            self._inlet = None
            return []
        if not stamps:
            return []
        frames = [[[frame[k] for k in where] for where in self._stream.channels] for frame in values]
        self._waiting += frames
        times = self._clock.times(stamps)
        if not times:
            return []
        mine, self._waiting = self._waiting[-len(times) :], []
        return self._frames.packets(times, mine, stamps[-1] + self._correction_s, self._stream.pace)

    def close(self) -> None:
        """Leave the stream."""
        if self._inlet is not None:
            self._inlet.close_stream()
            self._inlet = None

    def _told(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _connect(self, info: Any) -> Any:
        inlet = self._lsl.StreamInlet(info, max_buflen=60, max_chunklen=1, recover=True)
        inlet.open_stream(timeout=3.0)
        self._correct(inlet)
        return inlet

    def _correct(self, inlet: Any) -> None:
        self._correction_s = inlet.time_correction(timeout=2.0)
        self._corrected_s = self.clock()

    def _reconnect(self) -> bool:
        """Look for a stream of the same name and markers now and then."""
        now = self.clock()
        if now - self._again_s < _AGAIN_S:
            time.sleep(_WAIT_S)
            return False
        self._again_s = now
        try:
            found = find_marker_stream(self._stream.name, wait_s=0.3)
        except FootwiseError:
            # Of two of that name one is that which has gone, as long as the network remembers it.
            return False
        if found is None:
            return False
        if any(getattr(found, what) != getattr(self._stream, what) for what in ("labels", "unit", "up")):
            self._told(f"what has come back as {found.name!r} has other markers or units: it is not taken")
            return False
        try:
            self._inlet = self._connect(found.info)
        except RuntimeError:
            return False
        self._stream = found
        self._clock = FrameClock(found.pace, self._told)
        self._waiting.clear()
        return True


def find_marker_stream(name: str = "", wait_s: float = 3.0, *, otherwise: Any = None) -> MarkerStream | None:
    """Find the stream of markers.

    Parameters
    ----------
    name : str
        Only a stream whose name begins with it.
    wait_s : float
        How long to look.
    otherwise : callable, optional
        Given every other stream's brief description; when it says True the search ends without one.

    Raises
    ------
    FootwiseError
        Where there are several.
    """
    lsl = import_pylsl()
    resolver = lsl.ContinuousResolver()
    until = lsl.local_clock() + wait_s
    seen: dict[str, MarkerStream | None] = {}
    while True:
        for brief in resolver.results():
            if brief.uid() in seen:
                continue
            seen[brief.uid()] = _look(lsl, brief) if brief.name().startswith(name) else None
            if seen[brief.uid()] is None and otherwise is not None and otherwise(brief):
                return None
        found = [one for one in seen.values() if one is not None]
        found = [one for one in found if one.name == name] or found
        if found:
            break
        if lsl.local_clock() > until:
            return None
        time.sleep(0.05)
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise FootwiseError(
            "Lab Streaming Layer",
            f"{len(found)} streams of markers ({names})",
            "Choose one: lsl:NAME",
            ErrorKind.BAD_FILE,
        )
    return found[0]


def _look(lsl: Any, brief: Any) -> MarkerStream | None:
    if brief.type().lower() != _TYPE or brief.channel_format() == lsl.cf_string:
        return None
    try:
        return described_markers(lsl.StreamInlet(brief, max_buflen=1).info(timeout=2.0), brief)
    except Exception:  # whatever liblsl stumbles over in a stream that goes away
        return None


def described_markers(info: Any, brief: Any) -> MarkerStream:
    """Read a pylsl description: markers by the labels of their coordinates, or by element and type of a channel."""
    desc = ElementTree.fromstring(info.as_xml()).find("desc")
    channels = [] if desc is None else desc.findall("channels/channel")
    places: dict[str, dict[str, int]] = {}
    units = set()
    for k, channel in enumerate(channels):
        label, kind = ((channel.findtext(key) or "").strip() for key in ("label", "type"))
        of = (channel.findtext("marker") or channel.findtext("object") or "").strip()
        typed, spelled = _POSITION.fullmatch(kind), _COORDINATE.fullmatch(label)
        if typed is not None:
            marker = of or (spelled["marker"] if spelled else label)
            axis = typed["axis"]
        elif spelled is not None and (not kind or kind.lower() in (_TYPE, "position", "marker", "misc")):
            marker, axis = spelled["marker"], spelled["axis"]
        else:
            continue
        places.setdefault(marker, {})[axis.lower()] = k
        units.add(_UNITS.get((channel.findtext("unit") or "").strip().lower(), ""))
    whole = {marker: (at["x"], at["y"], at["z"]) for marker, at in places.items() if len(at) == 3}

    def told(key: str) -> str:
        return ("" if desc is None else desc.findtext(key) or "").strip().lower()

    up = told("up") or told("up_axis")
    up = up if up in UPS else f"+{up}" if f"+{up}" in UPS else ""
    return MarkerStream(
        name=info.name(),
        labels=tuple(whole),
        channels=tuple(whole.values()),
        unit=units.pop() if len(units) == 1 else "",
        up=up,
        pace=float(told("pace") or 1.0),
        simulated=told("simulated") == "true",
        info=brief,
    )
