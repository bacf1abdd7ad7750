"""Who watches which walk at the moment: kept in memory, as the clinic's pages are all of one process.

Everything here happens on the server's event loop; pages, which run beside it, come in by `tell_source` and
`end_live`. A screen that does not keep up is given the newest picture and never holds anybody up.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from footwise.clinic.live.messages import Hello, LivePacket
from footwise.clinic.live.picture import WalkPicture

MOST_SCREENS, MOST_SOURCES = 12, 4
# Two seconds of packets: whoever is further behind begins anew with the newest picture.
_BEHIND = 20
ENDED: dict[str, Any] = {"kind": "ended"}
_WAITS: dict[str, Any] = {"kind": "waits"}
# A network that is cut in silence closes no socket: a screen to which not even this comes has lost the walk.
_ALIVE: dict[str, Any] = {"kind": "alive"}


class Mailbox:
    """What one connection is to be sent, in order."""

    def __init__(self) -> None:
        self._letters: deque[str] = deque()
        self._there = asyncio.Event()

    def __len__(self) -> int:
        return len(self._letters)

    def put(self, letter: str) -> None:
        """Put a letter in."""
        self._letters.append(letter)
        self._there.set()

    def clear(self) -> None:
        """Forget what was not taken."""
        self._letters.clear()

    async def take(self) -> str:
        """Wait for the next letter."""
        while not self._letters:
            self._there.clear()
            await self._there.wait()
        return self._letters.popleft()


@dataclass(eq=False)
class Screen:
    """A screen that watches."""

    to_the_person: bool
    mailbox: Mailbox = field(default_factory=Mailbox)

    def say_alive(self) -> None:
        """Say that the connection stands, unless something else is on its way already."""
        if not len(self.mailbox):
            self.mailbox.put(json.dumps(_ALIVE))


@dataclass(eq=False)
class LiveSource:
    """A phone, or a computer with `footwise coach`, that is connected."""

    phone: UUID
    picture: WalkPicture
    mailbox: Mailbox = field(default_factory=Mailbox)


class Channel:
    """One live session: its screens, and the sources of which one is shown."""

    def __init__(self) -> None:
        self.screens: set[Screen] = set()
        self.sources: list[LiveSource] = []
        self.shown: LiveSource | None = None

    def join(self, screen: Screen) -> None:
        """Let a screen in and show it how the walk stands."""
        self.screens.add(screen)
        screen.mailbox.put(self._letter(screen))

    def hello(self, phone: UUID, said: Hello) -> LiveSource:
        """Let a source in; an earlier connection of the same phone is over."""
        for before in [one for one in self.sources if one.phone == phone]:
            before.mailbox.put(json.dumps(ENDED))
            self.leave(before)
        picture = WalkPicture(said.source)
        for record in said.records:
            picture.take(record)
        for side, tally in said.tally.items():
            picture.count(side, tally["every"], tally["told"])
        picture.stand(said.state)
        source = LiveSource(phone, picture)
        self.sources.append(source)
        if self.shown is None or picture.walks or not self.shown.picture.walks:
            self.shown = source
            self._show()
        return source

    def packet(self, source: LiveSource, told: LivePacket) -> None:
        """Show what a source has sent."""
        picture = source.picture
        changed = picture.stand(told.state)
        for record in told.records:
            picture.take(record)
        if source is not self.shown:
            if not picture.walks or (self.shown is not None and self.shown.picture.walks):
                return
            self.shown, changed = source, True
        pulse = {"packet": told.number, "motion": told.motion, "elapsed_s": picture.elapsed_s}
        if changed or told.records:
            self._show(pulse)
            return
        letter = json.dumps({"kind": "pulse", **pulse})
        for screen in self.screens:
            self._send(screen, letter)

    def leave(self, one: Screen | LiveSource) -> None:
        """Let a screen or a source go."""
        if isinstance(one, Screen):
            self.screens.discard(one)
        elif one in self.sources:
            self.sources.remove(one)
            if one is self.shown:
                self.shown = next((other for other in reversed(self.sources) if other.picture.walks), None)
                self.shown = self.shown or (self.sources[-1] if self.sources else None)
                self._show()

    def end(self) -> None:
        """Say to everybody that it is over."""
        for mailbox in [one.mailbox for one in self.screens] + [one.mailbox for one in self.sources]:
            mailbox.put(json.dumps(ENDED))

    def _show(self, pulse: dict[str, Any] | None = None) -> None:
        letters: dict[bool, str] = {}
        for screen in self.screens:
            if screen.to_the_person not in letters:
                letters[screen.to_the_person] = self._letter(screen, pulse)
            self._send(screen, letters[screen.to_the_person])

    def _send(self, screen: Screen, letter: str) -> None:
        if len(screen.mailbox) > _BEHIND:
            screen.mailbox.clear()
            letter = self._letter(screen)
        screen.mailbox.put(letter)

    def _letter(self, screen: Screen, pulse: dict[str, Any] | None = None) -> str:
        if self.shown is None:
            return json.dumps(_WAITS)
        told = self.shown.picture.told(to_the_person=screen.to_the_person)
        return json.dumps({**told, **(pulse or {})}, separators=(",", ":"))


_channels: dict[UUID, Channel] = {}
_loop: asyncio.AbstractEventLoop | None = None


def channel_of(live: UUID) -> Channel:
    """Give the channel of a live session; on the event loop."""
    global _loop
    _loop = asyncio.get_running_loop()
    return _channels.setdefault(live, Channel())


def forget_if_empty(live: UUID) -> None:
    """Forget a channel that nobody is in; on the event loop."""
    channel = _channels.get(live)
    if channel is not None and not channel.screens and not channel.sources:
        del _channels[live]


def tell_source(live: UUID, asked: dict[str, Any]) -> bool:
    """Ask something of the source that is shown, from a page; say whether one is there."""
    channel = _channels.get(live)
    source = channel.shown if channel is not None else None
    if source is None or _loop is None or _loop.is_closed():
        return False
    _loop.call_soon_threadsafe(source.mailbox.put, json.dumps(asked))
    return True


def end_live(live: UUID) -> None:
    """Say to everybody in a live session that it is over, from a page."""
    channel = _channels.get(live)
    if channel is not None and _loop is not None and not _loop.is_closed():
        _loop.call_soon_threadsafe(channel.end)
