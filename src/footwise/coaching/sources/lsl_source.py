"""Foot sensors that stream over Lab Streaming Layer, as a source: found by themselves, checked, reconnected."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import hypot, inf
from statistics import median
from typing import Any

from footwise.coaching.lsl_library import import_pylsl
from footwise.coaching.sources.lsl_streams import SensorStream, find_streams, look, with_gravity
from footwise.coaching.sources.source import Packet, Row
from footwise.errors import FootwiseError
from footwise.foot_sensor.live import STANDARD_GRAVITY

_WAIT_S = 0.002
_MOST_SAMPLES = 4096
_BUFFER_S = 60
_CORRECT_S = 5.0
_RESOLVE_S = 1.0
_TRIES = 3
# Gravity says whether the unit is right, as soon as the foot stands still for so many samples.
_STILL_SAMPLES = 20
_STILL, _STILL_M_S2 = 0.03, 0.3
_GRAVITY = (8.3, 11.3)
_STAMPS = 40
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
    gravity : {"up", "down"}, optional
        Which way the accelerometers measure gravity at rest, where their descriptions do not say it.

    Attributes
    ----------
    notes : list of str
        What was found and decided, for the log.

    Raises
    ------
    FootwiseError
        Where a foot has no stream, or two, or its units make no sense; the message lists what there is.
    """

    def __init__(
        self, sides: Sequence[str], *, name: str = "", wait_s: float = 3.0, gravity: str | None = None
    ) -> None:
        self._lsl = import_pylsl()
        found = find_streams(name=name, wanted=sides, wait_s=wait_s, gravity=gravity)
        self.notes: list[str] = []
        self._feet = [_Foot(self._lsl, side, found[side], self.notes, self._taken, gravity) for side in sides]
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

    def _taken(self) -> set[str]:
        """Which streams the feet are connected with."""
        return {foot.stream.info.uid() for foot in self._feet if foot.connected}

    def close(self) -> None:
        """Leave the streams."""
        for foot in self._feet:
            foot.close()


class _Foot:
    """The inlet of one foot."""

    def __init__(
        self,
        lsl: Any,
        side: str,
        stream: SensorStream,
        notes: list[str],
        taken: Callable[[], set[str]],
        gravity: str | None,
    ) -> None:
        self._lsl = lsl
        self._gravity = gravity
        self._taken = taken
        self._resolver: Any = None
        self.stream = stream
        self._side = side
        self._notes = notes
        self._correction_s, self._corrected_s = 0.0, -inf
        self._inlet: Any = self._first_connection()
        self._again_s = -inf
        # Stamps are looked at where they are the time.
        self._timed, self._weighed = stream.time_channel is not None, False
        self._recent: list[Row] = []

    @property
    def connected(self) -> bool:
        return self._inlet is not None

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
        if not (self._timed and self._weighed):
            self._check(rows)
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
        """Look for the same sensor again now and then: one without an identity is not recovered by itself."""
        now = self._lsl.local_clock()
        if now - self._again_s < _RESOLVE_S:
            time.sleep(_WAIT_S)
            return False
        self._again_s = now
        if self._resolver is None:
            self._resolver = self._lsl.ContinuousResolver(prop="name", value=self.stream.name)
        for brief in self._resolver.results():
            found = look(self._lsl, brief)[0]
            # Another sensor of the same name may be the other foot's.
            if found is None or found.side != self.stream.side or brief.uid() in self._taken():
                continue
            known = self.stream.gravity or self._gravity
            if found.gravity not in ("", known):
                # In the middle of a walk nobody is asked.
                self._refuse(found)
                continue
            before = self.stream
            try:
                self.stream = with_gravity(replace(found, gravity=""), known)
                self.stream = replace(self.stream, gravity=before.gravity)
                self._inlet = self._connect()
            except RuntimeError:
                self.stream = before
                continue
            self._resolver = None
            self._timed, self._weighed = self.stream.time_channel is not None, False
            self._recent.clear()
            return True
        return False

    def _refuse(self, found: SensorStream) -> None:
        """Say once that what has come in the sensor's place is another one."""
        told = f"what has come back as {found.name!r} measures gravity the other way round: it is not taken"
        if told not in self._notes:
            self._notes.append(told)

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

    def _check(self, rows: list[Row]) -> None:
        """Look at gravity while the foot stands, and at the stamps: whether both are what the description says."""
        self._recent.extend(rows)
        if not self._timed:
            self._look_at_stamps()
        if not self._weighed:
            self._look_at_gravity()
        if self._timed and self._weighed:
            self._recent.clear()
        else:
            del self._recent[: -max(_STILL_SAMPLES, 0 if self._timed else _STAMPS)]

    def _look_at_gravity(self) -> None:
        for begin in range(0, len(self._recent) - _STILL_SAMPLES + 1, _STILL_SAMPLES):
            level = still_level([(row[1], row[2], row[3]) for row in self._recent[begin : begin + _STILL_SAMPLES]])
            if level is not None:
                self._weighed = True
                self._judge(level)
                return

    def _judge(self, level: float) -> None:
        if _GRAVITY[0] < level < _GRAVITY[1]:
            return
        pull = abs(self.stream.scales[0])
        why = "lacks gravity" if level < 3.0 else "is in another unit than it says"
        if abs(level / pull - 1.0) < 0.3 and pull == 1.0:
            why = "is in g, and says m/s²"
        elif pull > 1.0 and abs(level / pull - STANDARD_GRAVITY) < 2.5:
            why = "is in m/s², and says g"
        raise FootwiseError(
            f"stream {self.stream.name!r}",
            f"its acceleration {why} ({level:.2f} m/s² instead of 9.81 while the foot stands)",
            "Send the raw accelerometer, and its unit in the stream's description",
        )

    def _look_at_stamps(self) -> None:
        if len(self._recent) < _STAMPS:
            return
        self._timed = True
        steps = [after[0] - before[0] for before, after in pairwise(self._recent)]
        usual = median(steps)
        odd = sum(abs(step - usual) > _JITTER * abs(usual) for step in steps) / len(steps)
        if odd > 0.1:
            self._notes.append(
                f"The stamps of {self.stream.name!r} are irregular: it seems to stamp the arrival of its samples. "
                "Strides will be lost; let it send the sensor's own clock as a channel called time."
            )


def still_level(samples: Sequence[tuple[float, float, float]]) -> float | None:
    """Size of the mean acceleration where it hardly changes; None where the foot moves, or a sample has no number."""
    count = len(samples)
    means = [sum(sample[axis] for sample in samples) / count for axis in range(3)]
    level = hypot(*means)
    if not 0.0 < level < inf:
        return None
    spread = sum((value - mean) ** 2 for sample in samples for value, mean in zip(sample, means, strict=True)) / count
    return level if spread < max(_STILL * level, _STILL_M_S2) ** 2 else None
