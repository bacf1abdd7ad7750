"""A simulated walker on the network: a foot sensor as a stream of Lab Streaming Layer, and a person who hears cues."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf
from threading import Event

import numpy as np

from footwise.coaching import import_pylsl
from footwise.errors import FootwiseError
from footwise.simulation.cue_listener import CueListener
from footwise.simulation.foot_stream import foot_outlet
from footwise.simulation.learner import Learner
from footwise.simulation.sensor_imperfections import Samples
from footwise.simulation.simulated_foot import SimulatedFoot, TrueStance

# Samples go out in parcels of this much device time, as from a sensor with a radio.
_PARCEL_S = 0.02
# How long a walker who is faster than time waits for the coach's word on a stride, at first and at most.
PATIENCE_S = 0.25
_LEAST_PATIENCE_S = 0.05
_SPREAD_S, _SPREAD_M = 0.02, 0.03
_LATE_S = 0.5


class LslWalker:
    """A person who walks with a streaming sensor on one foot, and learns from the cues of a coach.

    With a speed above one, time runs in lockstep with the coach: after the samples of a stride have gone
    out, the walker waits for the coach's marker of that stride, so that a cue is heard before the next step
    however fast time runs. Where no marker comes, or nobody coaches, the walk goes on.

    Parameters
    ----------
    foot : SimulatedFoot
        What walks; its device time goes on from call to call.
    learner : Learner
        Who decides the foot angle.
    speed : float
        Of time: 1 is real, `math.inf` is as fast as it goes.
    name : str, optional
        Of the stream; see `foot_outlet`.
    listener : CueListener, optional
        Where cues come from; without one the person hears none.
    patience_s : float
        Longest wait for a stride's marker.
    stop : threading.Event, optional
        Set by another thread, it ends the walk after the stride in progress.
    seed : int
        Of the spread of the strides' time and length (assumed, see `simulated_sensor_walk`).

    Attributes
    ----------
    strides, heard, answered : int
        Strides walked, cues that were heard, strides for which a marker came in time.
    """

    def __init__(
        self,
        foot: SimulatedFoot,
        learner: Learner,
        *,
        speed: float = 1.0,
        name: str | None = None,
        listener: CueListener | None = None,
        patience_s: float = PATIENCE_S,
        stop: Event | None = None,
        seed: int = 1,
    ) -> None:
        if not speed > 0.0:
            raise FootwiseError("`speed`", f"is {speed:g}", "Choose a number above 0; 1 is real time")
        self._lsl = import_pylsl()
        self.foot, self.learner = foot, learner
        self.strides = self.heard = self.answered = 0
        self._speed = speed
        self._listener = listener
        self._most_patience_s = self._patience_s = patience_s
        self._stop = stop if stop is not None else Event()
        self._random = np.random.default_rng(seed)
        self._outlet = foot_outlet(foot.side, foot.rate_hz, name, speed)
        self._begun_s: float | None = None
        self._offset_s = 0.0

    def wait_for_coach(self, timeout_s: float) -> bool:
        """Wait until somebody listens to the sensor, and until the cues can be heard where they are wanted."""
        until = time.monotonic() + timeout_s
        there = bool(self._outlet.wait_for_consumers(timeout_s))
        while there and self._listener is not None and not self._listener.connected:
            if time.monotonic() > until or self._stop.wait(0.01):
                return False
            self._listener.poll()
        return there

    def stop(self) -> None:
        """End the walk after the stride in progress."""
        self._stop.set()

    def stand(self, seconds: float) -> None:
        """Stand still for so long."""
        self._send(self.foot.stand(seconds))

    def walk(self, seconds: float = inf, heed: Callable[[TrueStance], None] = lambda _: None) -> int:
        """Walk until so much device time is over, or for ever.

        Parameters
        ----------
        seconds : float
            Device time.
        heed : callable, optional
            Called with the truth of every stride once its cue had its chance to be heard.

        Returns
        -------
        int
            Strides walked.
        """
        begin_s, before = self.foot.time_s, self.strides
        while self.foot.time_s - begin_s < seconds and not self._stop.is_set():
            stride_begin_s = self.foot.time_s
            spread = np.clip(self._random.standard_normal(2), -2, 2)
            samples = self.foot.stride(
                self.learner.next_angle_deg(),
                stride_s=self.foot.stride_s + _SPREAD_S * float(spread[0]),
                stride_m=self.foot.stride_m + _SPREAD_M * float(spread[1]),
            )
            self._send(samples)
            self.strides += 1
            self._hear(stride_begin_s)
            if self.foot.stance is not None:
                heed(self.foot.stance)
        return self.strides - before

    def _send(self, samples: Samples) -> None:
        """Push samples when their time has come, parcel by parcel; all at once where time has no end of speed."""
        table = samples.table[:, [1, 2, 3, 4, 5, 6, 0]]
        if not len(table):
            return
        if self._speed == inf:
            # A stamp for each: of a single one liblsl would count back at the nominal rate.
            self._outlet.push_chunk(table, [self._lsl.local_clock()] * len(table))
            return
        now = time.monotonic()
        if self._begun_s is None:
            self._begun_s, self._offset_s = now, float(table[0, 6])
        parcels = np.floor(table[:, 6] / (_PARCEL_S * max(1.0, self._speed)))
        for parcel in np.split(table, np.flatnonzero(np.diff(parcels)) + 1):
            due = self._begun_s + (float(parcel[-1, 6]) - self._offset_s) / self._speed
            # After a pause the walk goes on at its speed; it does not run to make up for it.
            if (late := time.monotonic() - due) > _LATE_S:
                self._begun_s += late
            if due > time.monotonic() and self._stop.wait(due - time.monotonic()):
                return
            self._outlet.push_chunk(parcel, self._lsl.local_clock())
            if self._speed <= 1.0:
                self._heed(0.0, inf)

    def _hear(self, stride_begin_s: float) -> None:
        """Wait for the marker of the stride that has just been walked, where time runs in lockstep."""
        if self._speed <= 1.0 or self._listener is None:
            return
        if not self._listener.connected:
            self._listener.poll()
            return
        asked = time.monotonic()
        if self._heed(self._patience_s, stride_begin_s):
            self.answered += 1
            took = time.monotonic() - asked
            # Ten times what answers take keeps a slow machine in step without stopping for what never comes.
            wanted = max(10.0 * took, 0.9 * self._patience_s, _LEAST_PATIENCE_S)
            self._patience_s = min(wanted, self._most_patience_s)

    def _heed(self, timeout_s: float, stride_begin_s: float) -> bool:
        """Take in what the coach says; say whether it was about a stance after `stride_begin_s`."""
        if self._listener is None:
            return False
        turns, answered = self._listener.hear(self.foot.side, stride_begin_s, timeout_s)
        for turn in turns:
            self.learner.cue(turn)
        self.heard += len(turns)
        return answered
