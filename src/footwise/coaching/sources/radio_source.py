"""Radio sensors as a source, without a bridge: found, told apart, reconnected; battery and losses are said."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from footwise.coaching.sources.radio import Advertised, BleakRadio, Link, Radio
from footwise.coaching.sources.radio_makes import Conversation, Dot, Witmotion
from footwise.coaching.sources.source import Packet, Row
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.live import SIDES

MAKES: Mapping[str, type[Dot] | type[Witmotion]] = {"dot": Dot, "witmotion": Witmotion}
_WAIT_S = 0.02
_SCAN_S = 5.0
_CONNECT_S = 15.0
_AGAIN_S = 1.0
# A connection over which nothing comes is made anew.
_SILENT_S = 3.0
_LOW_PCT = 20
# Losses are said when they reach this share of the time, looked at this often.
_LOST, _LOST_EVERY_S, _SETTLES_S = 0.02, 30.0, 1.0


class RadioSource:
    """One radio sensor a foot.

    Parameters
    ----------
    sides : sequence of str
        Feet that are wanted.
    make : str
        ``dot`` or ``witmotion``.
    addresses : mapping of str to str, optional
        Side to address, where the sensors do not say themselves which foot they are on.
    radio : Radio, optional
        By default that of this computer.
    clock : callable
        The session's.
    scan_s : float
    gravity : {"up", "down"}, optional
        Which way the sensors measure gravity at rest, for who has looked; by default upwards, as their makers say.

    Attributes
    ----------
    notes : list of str

    Raises
    ------
    FootwiseError
        Where a foot has no sensor; the message lists what there is.
    """

    simulated = False

    def __init__(
        self,
        sides: Sequence[str],
        make: str,
        *,
        addresses: Mapping[str, str] | None = None,
        radio: Radio | None = None,
        clock: Callable[[], float] = time.monotonic,
        scan_s: float = _SCAN_S,
        gravity: str | None = None,
    ) -> None:
        self._turned = gravity == "down"
        self._make = MAKES[make]
        self._word = make
        self._radio = radio if radio is not None else BleakRadio()
        self._clock = clock
        self._scan_s = scan_s
        self._came: queue.SimpleQueue[Packet] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._ready = threading.Event()
        self._trouble: FootwiseError | None = None
        self.notes: list[str] = [
            f"{self._make.make} is read as its maker describes it and was not tried on the device itself: before the "
            "person relies on it, look whether a turn of the toes outwards shows as toe-out"
        ]
        if self._turned:
            self.notes.append(
                f"gravity is taken to read downwards at rest, as was said; {self._make.make} says upwards"
            )
        self._thread = threading.Thread(target=self._run, args=(tuple(sides), dict(addresses or {})), daemon=True)
        self._thread.start()
        self._ready.wait(scan_s + _CONNECT_S * (len(sides) + 1))
        if self._trouble is not None or not self._ready.is_set():
            self._closing.set()
            raise self._trouble or self._error("does not answer", "Switch the sensors off and on again")

    @property
    def name(self) -> str:
        """The make."""
        return self._make.make

    def read(self) -> list[Packet]:
        """Give what has come; wait a moment for it if nothing has. It never ends."""
        packets = []
        with contextlib.suppress(queue.Empty):
            packets.append(self._came.get(timeout=_WAIT_S))
            while True:
                packets.append(self._came.get_nowait())
        return packets

    def close(self) -> None:
        """Stop the sensors and leave them."""
        self._closing.set()
        self._thread.join(timeout=5.0)

    # In the thread of the radio

    def _run(self, sides: tuple[str, ...], addresses: dict[str, str]) -> None:
        import asyncio

        try:
            asyncio.run(self._all(sides, addresses))
        except FootwiseError as error:
            self._trouble = error
            self._ready.set()
        except Exception as error:  # whatever the system's radio stumbles over
            self._trouble = self._error(
                f"cannot be used ({type(error).__name__}: {error})", "Look whether Bluetooth is switched on"
            )
            self._ready.set()

    async def _all(self, sides: tuple[str, ...], addresses: dict[str, str]) -> None:
        import asyncio

        chosen = await self._choose(sides, addresses)
        self.notes += [f"{side} foot: {one.name or self._make.make} at {one.address}" for side, one in chosen.items()]
        self._ready.set()
        await asyncio.gather(*(self._sensor(side, one.address) for side, one in chosen.items()))

    async def _choose(self, sides: tuple[str, ...], addresses: dict[str, str]) -> dict[str, Advertised]:
        """Say which sensor is on which foot: by its address, its name, its tag, or as the only one."""
        if all(side in addresses for side in sides):
            return {side: Advertised(addresses[side], "") for side in sides}
        found = [one for one in await self._radio.scan(self._scan_s) if one.name.startswith(tuple(self._make.names))]
        if len(found) == 1 and len(sides) == 1:
            return {sides[0]: found[0]}
        chosen: dict[str, Advertised] = {}
        for one in found:
            side = next((s for s, address in addresses.items() if address.lower() == one.address.lower()), None)
            side = side or _side_in(one.name) or _side_in(await self._tag(one.address))
            if side in sides:
                if side in chosen:
                    raise self._error(
                        f"two sensors are of the {side} foot ({chosen[side].address}, {one.address})",
                        f"Say which: {self._word}:{side}=ADDRESS",
                    )
                chosen[side] = one
        for side in sides:
            if side not in chosen:
                there = "; ".join(f"{one.name} {one.address}" for one in found)
                raise self._error(
                    f"has no sensor that says it is on the {side} foot; there is {there or 'none at all'}",
                    f"Switch it on; say which it is: {self._word}:{side}=ADDRESS",
                )
        return chosen

    async def _tag(self, address: str) -> str:
        try:
            link = await self._radio.connect(address, lambda: None)
            try:
                return await self._make(self._clock).tag(link)
            finally:
                await link.close()
        except Exception:  # a sensor that does not tell has no tag
            return ""

    async def _sensor(self, side: str, address: str) -> None:
        """Stay connected with one sensor until the source is closed."""
        import asyncio

        talk = self._make(self._clock)
        connected_before = False
        while not self._closing.is_set():
            lost = asyncio.Event()
            loop = asyncio.get_running_loop()
            link: Link | None = None
            try:
                connecting = self._radio.connect(address, partial(loop.call_soon_threadsafe, lost.set))
                link = talking = await asyncio.wait_for(connecting, _CONNECT_S)
                stream = _Stream(side, self._came.put, self._clock, turned=self._turned)
                await talk.start(talking, stream.samples, self._charge_of(side))
                if connected_before:
                    self.notes.append(f"the {side} sensor is connected again")
                connected_before = True
                await self._watch(side, talk, stream, lost)
                if self._closing.is_set():
                    await talk.stop(talking)
                else:
                    self.notes.append(f"the {side} sensor is lost; it is looked for")
            except Exception as error:  # whatever a connection breaks with; it is made anew
                if not connected_before:
                    self.notes.append(f"the {side} sensor does not connect ({type(error).__name__}); it is tried again")
                    connected_before = True
            finally:
                if link is not None:
                    with contextlib.suppress(Exception):
                        await link.close()
            if not self._closing.is_set():
                await asyncio.sleep(_AGAIN_S)

    async def _watch(self, side: str, talk: Conversation, stream: _Stream, lost: Any) -> None:
        """Wait while samples come; say what share is lost."""
        import asyncio

        began_s = looked_s = self._clock()
        lost_s = talk.lost_s
        while not (self._closing.is_set() or lost.is_set()):
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(lost.wait(), 0.1)
            now = self._clock()
            if now - stream.came_s > _SILENT_S:
                return
            if now - began_s < _SETTLES_S:
                # The pause before this connection is said already.
                looked_s, lost_s = now, talk.lost_s
            if now - looked_s > _LOST_EVERY_S:
                share = (talk.lost_s - lost_s) / (now - looked_s)
                if share > _LOST:
                    self.notes.append(
                        f"{100 * share:.0f} % of the {side} sensor's samples were lost in the last "
                        f"{now - looked_s:.0f} s: bring the computer nearer"
                    )
                looked_s, lost_s = now, talk.lost_s

    def _charge_of(self, side: str) -> Callable[[int], None]:
        said: list[int] = []

        def charge(pct: int) -> None:
            # Once in the beginning, and once when it runs low.
            if not said or (pct <= _LOW_PCT < said[-1]):
                low = ": charge it soon" if pct <= _LOW_PCT else ""
                self.notes.append(f"the battery of the {side} sensor has {pct} %{low}")
                said.append(pct)

        return charge

    def _error(self, trouble: str, remedy: str) -> FootwiseError:
        return FootwiseError(self._make.make, trouble, remedy, kind=ErrorKind.BAD_REQUEST)


class _Stream:
    """What comes over one connection."""

    def __init__(
        self, side: str, put: Callable[[Packet], None], clock: Callable[[], float], *, turned: bool = False
    ) -> None:
        self._side, self._put, self._clock, self._turned = side, put, clock, turned
        self.came_s = clock()

    def samples(self, rows: Sequence[Row]) -> None:
        self.came_s = self._clock()
        if self._turned:
            rows = [(at, -ax, -ay, -az, *turning) for at, ax, ay, az, *turning in rows]
        self._put(Packet(self._side, rows, self.came_s))


def _side_in(name: str) -> str | None:
    words = name.lower().replace("-", " ").replace("_", " ").split()
    return next((side for side in SIDES if side in words or side[0] in words), None)


def addresses_of(text: str, sides: Sequence[str]) -> dict[str, str]:
    """Read ``left=ADDRESS,right=ADDRESS``, or an address alone for one foot.

    Raises
    ------
    FootwiseError
        Where it is neither.
    """
    addresses = {}
    for part in filter(None, text.split(",")):
        side, equals, address = part.partition("=")
        if not equals and len(sides) == 1:
            side, address = sides[0], part
        if side not in SIDES or not address:
            raise FootwiseError("`source`", f"has {part!r}", "Say dot:left=ADDRESS,right=ADDRESS")
        addresses[side] = address
    return addresses
