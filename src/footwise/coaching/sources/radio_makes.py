"""The radio sensors that can be coached with: how each is found, started and understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from footwise.coaching.sources import dot, witmotion
from footwise.coaching.sources.radio import Link
from footwise.coaching.sources.source import Row
from footwise.coaching.sources.steady_clock import SteadyClock

# More than one and a half of the usual interval between two samples is a lost one.
_LOST = 1.5
_USUAL_SAMPLES = 30


class Conversation(Protocol):
    """What is said with one sensor, over as many connections as it takes.

    Attributes
    ----------
    make : str
        For people.
    names : sequence of str
        Begins of what such sensors call themselves.
    """

    make: ClassVar[str]
    names: ClassVar[Sequence[str]]

    @property
    def lost_s(self) -> float:
        """Time that no sample covers, so far."""

    async def tag(self, link: Link) -> str:
        """Name that a person gave the sensor; empty where it keeps none."""

    async def start(self, link: Link, samples: Callable[[Sequence[Row]], None], charge: Callable[[int], None]) -> None:
        """Let it stream."""

    async def stop(self, link: Link) -> None:
        """Let it rest."""


class Dot:
    """Movella DOT, formerly Xsens DOT, with its own clock."""

    make: ClassVar[str] = "Movella DOT"
    names: ClassVar[Sequence[str]] = ("Movella DOT", "Xsens DOT")

    def __init__(self, clock: Callable[[], float]) -> None:
        self.lost_s = 0.0
        self._last_us: int | None = None
        self._usual_us: list[int] = []

    async def tag(self, link: Link) -> str:
        """Read the device's tag."""
        return dot.dot_tag(await link.read(dot.DEVICE_CONTROL))

    async def start(self, link: Link, samples: Callable[[Sequence[Row]], None], charge: Callable[[int], None]) -> None:
        """Subscribe first, then start, as Movella advises."""

        def told(payload: bytes) -> None:
            found = dot.dot_sample(payload, self._last_us)
            if found is not None and not (self._last_us and 0 <= self._last_us - found[0] < dot.LATE_US):
                # One that comes twice, or after the next, is of no use any more.
                self._count_lost(found[0])
                self._last_us = found[0]
                samples([found[1]])

        def told_charge(value: bytes) -> None:
            if (pct := dot.dot_battery(value)) is not None:
                charge(pct)

        await link.subscribe(dot.MEDIUM_PAYLOAD, told)
        await link.subscribe(dot.BATTERY, told_charge)
        told_charge(await link.read(dot.BATTERY))
        await link.write(dot.MEASUREMENT_CONTROL, dot.START)

    async def stop(self, link: Link) -> None:
        """End the measurement."""
        await link.write(dot.MEASUREMENT_CONTROL, dot.STOP)

    def _count_lost(self, time_us: int) -> None:
        if self._last_us is None or (step := time_us - self._last_us) <= 0:
            return
        if len(self._usual_us) < _USUAL_SAMPLES:
            self._usual_us.append(step)
            self._usual_us.sort()
            return
        usual = self._usual_us[_USUAL_SAMPLES // 2]
        if step > _LOST * usual:
            self.lost_s += (step - usual) * 1e-6


class Witmotion:
    """WitMotion's BLE 5.0 series (WT9011DCL-BT50, WT901BLE, BWT901BLE), without a clock of its own."""

    make: ClassVar[str] = "WitMotion"
    names: ClassVar[Sequence[str]] = ("WT",)

    def __init__(self, clock: Callable[[], float]) -> None:
        self._now = clock
        self._clock = SteadyClock()
        self._waiting: list[witmotion.Axes] = []

    @property
    def lost_s(self) -> float:
        """Time of the stalls."""
        return self._clock.lost_s

    async def tag(self, link: Link) -> str:
        """It keeps none."""
        return ""

    async def start(self, link: Link, samples: Callable[[Sequence[Row]], None], charge: Callable[[int], None]) -> None:
        """Subscribe, ask for 100 samples a second until it is switched off, and for the battery."""
        rest = b""

        def told(value: bytes) -> None:
            nonlocal rest
            found, pct, rest = witmotion.witmotion_packets(rest + value)
            if pct is not None:
                charge(pct)
            if found:
                self._waiting += found
                times = self._clock.times(self._now(), len(found))
                if times:
                    mine, self._waiting = self._waiting[-len(times) :], []
                    samples([(at, *axes) for at, axes in zip(times, mine, strict=True)])

        await link.subscribe(witmotion.NOTIFY, told)
        for command in (witmotion.UNLOCK, witmotion.AT_100_HZ, witmotion.ASK_BATTERY):
            await link.write(witmotion.WRITE, command)

    async def stop(self, link: Link) -> None:
        """It streams whenever it is on."""
