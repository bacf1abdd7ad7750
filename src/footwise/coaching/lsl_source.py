"""Foot sensors that stream over Lab Streaming Layer, as a source: found by themselves, checked, reconnected."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import hypot, inf, pi
from statistics import median
from typing import Any

from footwise.coaching.lsl_library import need_pylsl
from footwise.coaching.lsl_streams import SensorStream, find_streams
from footwise.coaching.source import Packet, Row
from footwise.coaching.strapdown import STANDARD_GRAVITY
from footwise.errors import FootwiseError

_WAIT_S = 0.002
_MOST_SAMPLES = 4096
_BUFFER_S = 60
_CORRECT_S = 5.0
_RESOLVE_S = 1.0
_TRIES = 3
# What came in the first second is looked at before any of it is used: gravity says whether the unit is right.
_CHECK_SAMPLES = 50
_CHECK_S = 1.0
_GRAVITY = (7.5, 12.5)
# Stamps whose intervals vary by more than this share of the usual one are times of arrival.
_JITTER = 0.5


class LslSource:
    """Foot sensors on the network, reconnected when they come back.

    Parameters
    ----------
    sides : sequence of str
        Feet that are wanted: left, right or both.
    name : str, optional
        Only the stream of this name (or whose name begins with it).
    wait_s : float
        How long to look for streams.

    Attributes
    ----------
    notes : list of str
        What was found and decided, for the log.

    Raises
    ------
    FootwiseError
        Where a foot has no stream, or two, or its units make no sense; the message lists what there is.
    """

    def __init__(self, sides: Sequence[str], *, name: str = "", wait_s: float = 3.0) -> None:
        self._lsl = need_pylsl()
        found = find_streams(name=name, wanted=sides, wait_s=wait_s)
        self.notes: list[str] = []
        self._feet = [_Foot(self._lsl, side, found[side], self.notes) for side in sides]
        self._turn = 0

    @property
    def name(self) -> str:
        """The streams."""
        return ", ".join(foot.stream.name for foot in self._feet)

    @property
    def simulated(self) -> bool:
        """Whether a sensor says that nobody walks."""
        return any(foot.stream.simulated for foot in self._feet)

    def clock(self) -> float:
        """Lab Streaming Layer's clock, s: the session's."""
        return float(self._lsl.local_clock())

    def read(self) -> list[Packet]:
        """Give what has come; wait a moment for it if nothing has. It never ends."""
        packets = [packet for foot in self._feet if (packet := foot.read(0.0)) is not None]
        if not packets:
            # The feet take turns in being waited for.
            self._turn = (self._turn + 1) % len(self._feet)
            waited = self._feet[self._turn].read(_WAIT_S)
            if waited is not None:
                packets.append(waited)
        return packets

    def close(self) -> None:
        """Leave the streams."""
        for foot in self._feet:
            foot.close()


class _Foot:
    """The inlet of one foot."""

    def __init__(self, lsl: Any, side: str, stream: SensorStream, notes: list[str]) -> None:
        self._lsl = lsl
        self.stream = stream
        self._side = side
        self._notes = notes
        self._correction_s, self._corrected_s = 0.0, -inf
        self._inlet: Any = self._first_connection()
        self._again_s = -inf
        self._checked = False
        self._held: list[Row] = []

    def read(self, wait_s: float) -> Packet | None:
        lsl = self._lsl
        if self._inlet is None and not self._reconnect():
            return None
        try:
            # Waits for the first sample only, not for a whole chunk.
            values, stamps = self._inlet.pull_chunk(timeout=wait_s, max_samples=_MOST_SAMPLES, min_samples=1)
            now = lsl.local_clock()
            if now - self._corrected_s > _CORRECT_S:
                self._correct(self._inlet)
        except RuntimeError:  # of all of pylsl's errors the parent: lost, timed out, broken
            self._lose()
            return None
        if not stamps:
            return None
        rows = self._rows(values, stamps)
        if not self._checked:
            self._held += rows
            if not self._check():
                return None
            rows, self._held = self._held, []
        return Packet(self._side, rows, stamps[-1] + self._correction_s, self.stream.pace)

    def close(self) -> None:
        if self._inlet is not None:
            self._inlet.close_stream()
            self._inlet = None

    def _first_connection(self) -> Any:
        for _ in range(_TRIES):
            try:
                return self._connect()
            except RuntimeError as error:
                trouble = str(error).rstrip(".")
        raise FootwiseError(
            f"stream {self.stream.name!r}", f"does not answer ({trouble})", "Switch the sensor on again"
        )

    def _connect(self) -> Any:
        inlet = self._lsl.StreamInlet(self.stream.info, max_buflen=_BUFFER_S, max_chunklen=1, recover=True)
        inlet.open_stream(timeout=3.0)
        # The first estimate takes a tenth of a second; later ones are ready when they are asked for.
        self._correct(inlet)
        return inlet

    def _correct(self, inlet: Any) -> None:
        """How far the sender's clock is from ours."""
        self._correction_s = inlet.time_correction(timeout=2.0)
        self._corrected_s = self._lsl.local_clock()

    def _lose(self) -> None:
        self._inlet = None

    def _reconnect(self) -> bool:
        """Look for the same stream again now and then: one without an identity is not recovered by itself."""
        now = self._lsl.local_clock()
        if now - self._again_s < _RESOLVE_S:
            time.sleep(_WAIT_S)
            return False
        self._again_s = now
        found = self._lsl.resolve_byprop("name", self.stream.name, timeout=0.05)
        if not found:
            return False
        try:
            self.stream = replace(self.stream, info=found[0])
            self._inlet = self._connect()
        except RuntimeError:
            self._inlet = None
        return self._inlet is not None

    def _rows(self, values: list[list[float]], stamps: list[float]) -> list[Row]:
        ax, ay, az, gx, gy, gz = self.stream.axes
        pull, turn, tick = self.stream.scales
        clock = self.stream.time_channel
        return [
            (
                stamp if clock is None else one[clock] * tick,
                one[ax] * pull,
                one[ay] * pull,
                one[az] * pull,
                one[gx] * turn,
                one[gy] * turn,
                one[gz] * turn,
            )
            for one, stamp in zip(values, stamps, strict=True)
        ]

    def _check(self) -> bool:
        """Look at the first second: whether gravity is in it, and whether the stamps are a clock's."""
        held = self._held
        if len(held) < _CHECK_SAMPLES and held[-1][0] - held[0][0] < _CHECK_S:
            return False
        self._checked = True
        level = median(hypot(ax, ay, az) for _, ax, ay, az, *_ in held)
        if not _GRAVITY[0] < level < _GRAVITY[1]:
            pull = self.stream.scales[0]
            why = "lacks gravity" if level < 3.0 else "is in another unit than it says"
            if abs(level / pull - 1.0) < 0.3 and pull == 1.0:
                why = "is in g, and says m/s²"
            elif pull > 1.0 and abs(level / pull - STANDARD_GRAVITY) < 2.5:
                why = "is in m/s², and says g"
            raise FootwiseError(
                f"stream {self.stream.name!r}",
                f"its acceleration {why} ({level:.2f} m/s² instead of 9.81)",
                "Send the raw accelerometer, and its unit in the stream's description",
            )
        fastest = max(hypot(gx, gy, gz) for *_, gx, gy, gz in held)
        if fastest > 4000.0 * pi / 180.0:
            raise FootwiseError(
                f"stream {self.stream.name!r}",
                f"its foot turns at {fastest * 180.0 / pi:.0f} °/s, which no foot does",
                "Send the unit of the gyroscope in the stream's description",
            )
        steps = [after[0] - before[0] for before, after in pairwise(held)]
        usual = median(steps)
        odd = sum(abs(step - usual) > _JITTER * abs(usual) for step in steps) / len(steps)
        if self.stream.time_channel is None and odd > 0.1:
            self._notes.append(
                f"The stamps of {self.stream.name!r} are irregular: it seems to stamp the arrival of its samples. "
                "Strides will be lost; let it send the sensor's own clock as a channel called time."
            )
        return True
