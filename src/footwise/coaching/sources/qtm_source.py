"""Live markers of Qualisys Track Manager over its real-time protocol (qtm-rt), as a source."""

from __future__ import annotations

# The library of asynchronous calls is loaded in the functions: a session with a sensor starts without it.
import contextlib
import logging
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from footwise.coaching.sources.marker_frames import UPS, MarkerFrames
from footwise.coaching.sources.source import Packet
from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require

PORT = 22_223
# The newest version of the protocol that the server knows is taken; it is backward compatible.
_VERSIONS = ("1.25", "1.19")
_ANSWER_S = 5.0
_WAIT_S = 0.02
# A measurement that has stopped, and a server that is gone, are looked for again this often.
_AGAIN_S = 1.0
_SILENT_S = 2.0
_STOPPED_S = 0.5
_US = 1e-6


class _Frame(NamedTuple):
    """A frame, when it arrived, and what its markers are."""

    time_s: float
    places: list[tuple[float, float, float]]
    arrived_s: float
    understood: MarkerFrames


class QtmSource:
    """Heel, toe and body of the wanted feet, as they stream.

    Parameters
    ----------
    sides : sequence of str
    host : str
        Of the computer with Qualisys Track Manager.
    port : int
    marker_map : Path, optional

    Attributes
    ----------
    notes : list of str

    Raises
    ------
    FootwiseError
        Where qtm-rt is not installed, nobody answers, or the markers are not there.
    """

    simulated = False

    def __init__(self, sides: Sequence[str], host: str, *, port: int = PORT, marker_map: Path | None = None) -> None:
        require("qtm_rt")
        # It logs what is raised here or said in a note, to a terminal that shows the session.
        logging.getLogger("qtm_rt").addHandler(logging.NullHandler())
        logging.getLogger("qtm_rt").propagate = False
        self._host, self._port = host, port
        self._sides, self._marker_map = tuple(sides), marker_map
        self.notes: list[str] = []
        self._arrived: queue.SimpleQueue[_Frame | FootwiseError] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._ready = threading.Event()
        self._first_error: FootwiseError | None = None
        self._frames: MarkerFrames | None = None
        self._labels: list[str] = []
        self._ended = ""
        self._arrived_s = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="qtm", daemon=True)
        self._thread.start()
        self._ready.wait(3 * _ANSWER_S)
        if self._first_error is not None or self._frames is None:
            self._closing.set()
            raise self._first_error or self._no_answer()

    @property
    def name(self) -> str:
        """The server."""
        return f"qtm:{self._host}"

    def read(self) -> list[Packet]:
        """Give what has come; wait a moment for it if nothing has. It never ends."""
        came = []
        with contextlib.suppress(queue.Empty):
            came.append(self._arrived.get(timeout=_WAIT_S))
            while True:
                came.append(self._arrived.get_nowait())
        packets = []
        for understood, together in groupby(self._frames_of(came), key=attrgetter("understood")):
            frames = list(together)
            before = len(understood.notes)
            packets += understood.packets(
                [one.time_s for one in frames], [one.places for one in frames], frames[-1].arrived_s
            )
            self.notes.extend(understood.notes[before:])
        return packets

    def _frames_of(self, came: Sequence[_Frame | FootwiseError]) -> Iterator[_Frame]:
        for one in came:
            if isinstance(one, FootwiseError):
                raise one
            yield one

    def close(self) -> None:
        """Leave the server."""
        self._closing.set()
        self._thread.join(timeout=2.0)

    # In the thread of the connection

    def _run(self) -> None:
        import asyncio

        asyncio.run(self._stay_connected())

    async def _stay_connected(self) -> None:
        import asyncio

        first = True
        while not self._closing.is_set():
            try:
                await self._connection()
            except FootwiseError as error:
                if first:
                    self._first_error = error
                    self._ready.set()
                    return
                if error.kind is not ErrorKind.BAD_REQUEST:
                    # It is there again with other markers.
                    self._arrived.put(error)
                    return
            except Exception as error:  # whatever the library stumbles over in a connection that breaks
                if first:
                    self._first_error = self._no_answer(type(error).__name__)
                    self._ready.set()
                    return
            first = False
            await asyncio.sleep(_AGAIN_S)

    async def _connection(self) -> None:
        """Connect, stream, and come back when the connection is lost."""
        require("qtm_rt")
        import asyncio

        import qtm_rt

        lost = asyncio.Event()
        connection = None
        for version in _VERSIONS:
            connection = await qtm_rt.connect(
                self._host,
                port=self._port,
                version=version,
                on_event=self._event,
                on_disconnect=lambda _: lost.set(),
                timeout=_ANSWER_S,
            )
            if connection is not None:
                break
        if connection is None:
            raise self._no_answer()
        try:
            settings = ElementTree.fromstring(await connection.get_parameters(["3d"]))
            self._understand(settings)
            was_connected = self._ready.is_set()
            asking = asyncio.ensure_future(self._ask_for_frames(connection))
            self._ready.set()
            if was_connected:
                self.notes.append("the connection is there again")
            self._arrived_s = time.monotonic()
            while not (self._closing.is_set() or lost.is_set()):
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(lost.wait(), 0.1)
                silent_s = time.monotonic() - self._arrived_s
                if self._ended and silent_s > _STOPPED_S:
                    self.notes.append(self._ended)
                    self._ended = ""
                if silent_s > _SILENT_S and not lost.is_set():
                    # A new measurement streams to who asks for it anew.
                    self._arrived_s = time.monotonic()
                    asking = asyncio.ensure_future(self._ask_for_frames(connection))
            if lost.is_set() and not self._closing.is_set():
                self.notes.append("the connection is lost; it is looked for")
            asking.cancel()
        finally:
            if connection.has_transport():
                connection.disconnect()

    async def _ask_for_frames(self, connection: Any) -> None:
        """Ask for the stream; the answer is its first frame, which may be long in coming."""
        with contextlib.suppress(Exception):
            await connection.stream_frames(components=["3d"], on_packet=self._packet)

    def _understand(self, settings: ElementTree.Element) -> None:
        """Take the labels, and which axis is up, from the settings of the measurement."""
        labels = [(one.text or "").strip() for one in settings.iter("Name")]
        if not labels:
            raise FootwiseError(
                self.name,
                "streams no labelled marker",
                "Apply an AIM model, so that heel and toe have their names",
                kind=ErrorKind.BAD_FILE,
            )
        if labels == self._labels:
            return
        up = (settings.findtext(".//AxisUpwards") or "").strip().lower()
        frames = MarkerFrames(
            self.name, labels, self._sides, marker_map=self._marker_map, up=up if up in UPS else "", unit="mm"
        )
        self.notes.extend(frames.notes)
        self._labels, self._frames = labels, frames

    def _packet(self, packet: Any) -> None:
        found = packet.get_3d_markers()
        if found is None:
            return
        self._arrived_s = now = time.monotonic()
        _, markers = found
        # Labels and frames belong to one measurement; a frame between two is of neither.
        if self._frames is not None and len(markers) == len(self._labels):
            places = [(one.x, one.y, one.z) for one in markers]
            self._arrived.put(_Frame(packet.timestamp * _US, places, now, self._frames))

    def _event(self, event: Any) -> None:
        """Remember what ends a measurement: it is said where the frames end with it."""
        self._ended = {
            "EventCaptureStopped": "the measurement has stopped; the session waits for the next one",
            "EventRTfromFileStopped": "the measurement has stopped; the session waits for the next one",
            "EventConnectionClosed": "the cameras are switched off; the session waits for them",
            "EventQTMShuttingDown": "Qualisys Track Manager shuts down; the session waits for it",
        }.get(getattr(event, "name", ""), "")

    def _no_answer(self, why: str = "") -> FootwiseError:
        return FootwiseError(
            self.name,
            f"does not answer on port {self._port}{f' ({why})' if why else ''}",
            "Start Qualisys Track Manager there with a measurement that runs, and let its firewall pass the port",
            kind=ErrorKind.BAD_REQUEST,
        )
