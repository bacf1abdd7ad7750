"""The sockets of live sessions, beside Django on the same port: who may come in is what Django's own pages answer.

Before a socket is let in, the page that is its door is asked within this process, with the socket's own headers: so
session, second factor, idle time, role, share, the phone's key and the consent are looked at by the code that looks at
them for every page, and again while it is open. The socket itself reads and writes nothing of the database.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.urls import reverse

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.live.hub import (
    ENDED,
    MOST_SCREENS,
    MOST_SOURCES,
    Channel,
    Mailbox,
    Screen,
    channel_of,
    forget_if_empty,
)
from footwise.clinic.live.live_page import OPENS
from footwise.clinic.live.messages import read_code, read_hello, read_packet
from footwise.clinic.live.opening import is_open, session_of_code
from footwise.clinic.phone import COOKIE, HEADER, SPOKEN, Why, note_wrong_code, refuse, seen_phone, too_many_tries
from footwise.settings import parse_json

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

STAFF = re.compile(r"/live/([0-9a-f-]{36})/socket/")
SCREEN, SOURCE = "/live/screen/socket/", "/practice/live/socket/"
# Longer than any packet; uvicorn refuses what is larger before it is read.
MOST_BYTES = 256 * 1024
# Why a socket was closed, as the pages know it (RFC 6455 leaves these to applications).
NOT_IN, OVER, NO_SENSE, TOO_MUCH, FULL = 4403, 4404, 4400, 4429, 4409
_HELLO_S = 15.0
_LOOK_AGAIN_S = 30.0
# A screen that hears nothing for ten seconds (`connection.mjs`) says that it has lost the walk.
_ALIVE_S = 4.0
# Packets come ten times a second; after a hole in the network some come at once.
_A_SECOND, _AT_ONCE = 20.0, 100.0
# A screen has nothing to say.
_FROM_A_SCREEN = 20
_log = logging.getLogger("footwise.clinic")


class Refused(Exception):
    """The socket is closed with a code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class _Gone(Exception):
    """Whoever was there has left."""


class Socket:
    """One connection.

    Parameters
    ----------
    scope, receive, send
        As ASGI gives them.
    pages : ASGI application
        Django's.
    """

    def __init__(self, scope: Message, receive: Receive, send: Send, pages: Any) -> None:
        self.scope, self._receive, self._send, self._pages = scope, receive, send, pages
        self.headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        self.address = str((scope.get("client") or ("",))[0])

    async def read(self) -> str:
        """Give the next text that came."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            raise _Gone
        text = message.get("text")
        if not isinstance(text, str):
            raise Refused(NO_SENSE)
        return text

    async def write(self, text: str) -> None:
        """Send a text."""
        await self._send({"type": "websocket.send", "text": text})

    async def accept(self) -> None:
        """Begin."""
        await self._receive()
        await self._send({"type": "websocket.accept"})

    async def close(self, code: int) -> None:
        """End."""
        await self._send({"type": "websocket.close", "code": code})

    async def page(self, path: str, more: dict[str, str] | None = None) -> dict[str, Any] | None:
        """Ask one of our own pages as whoever has opened the socket; None where it does not answer with JSON."""
        secure = self.scope.get("scheme") == "wss"
        ours = [(name.lower().encode(), value.encode()) for name, value in (more or {}).items()]
        left_out = {b"upgrade", b"connection", b"accept-encoding", *(name for name, _ in ours)}
        kept = [(name, value) for name, value in self.scope["headers"] if name.lower() not in left_out] + ours
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "https" if secure else "http", "path": path, "raw_path": path.encode(), "query_string": b"",
            "root_path": self.scope.get("root_path", ""), "headers": kept, "client": self.scope.get("client"),
            "server": self.scope.get("server"),
        }  # fmt: skip
        status, body = 0, b""
        never = asyncio.Event()
        asked = False

        async def receive() -> Message:
            nonlocal asked
            if asked:
                await never.wait()
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status, body
            status = message.get("status", status)
            body += message.get("body", b"")

        await self._pages(scope, receive, send)
        if status != 200:
            return None
        told = parse_json(body)
        return told if isinstance(told, dict) else None


def with_live_sockets(pages: Any) -> Any:
    """Give the application that answers sockets of live sessions and leaves all else to Django's pages."""

    async def answering(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await pages(scope, receive, send)
            return
        socket = Socket(scope, receive, send, pages)
        path, browser = scope.get("path", ""), "origin" in socket.headers
        staff = STAFF.fullmatch(path)
        # Programs send no origin, browsers always do: a page of another site gets no further than here.
        if (browser and not _is_ours(socket)) or (not browser and path != SOURCE):
            await socket.close(NOT_IN)
            return
        if not staff and path not in (SCREEN, SOURCE):
            await socket.close(NOT_IN)
            return
        await socket.accept()
        try:
            if staff:
                await _staff(socket, staff[1])
            else:
                await (_screen(socket) if path == SCREEN else _source(socket))
        except Refused as refused:
            with suppress(Exception):
                await socket.close(refused.code)
        except TimeoutError:
            with suppress(Exception):
                await socket.close(NO_SENSE)
        except (_Gone, OSError):
            # Whoever has gone needs no word.
            pass
        except Exception as error:
            _log.warning("A socket of a live session was closed: %s", type(error).__name__)
            with suppress(Exception):
                await socket.close(NO_SENSE)

    return answering


def _is_ours(socket: Socket) -> bool:
    """Whether the page that opens the socket is of this clinic."""
    parts = urlsplit(socket.headers["origin"])
    secure = socket.scope.get("scheme") == "wss" or socket.headers.get("x-forwarded-proto") == "https"
    scheme = "https" if secure and settings.SESSION_COOKIE_SECURE else "http"
    return parts.scheme == scheme and parts.netloc == socket.headers.get("host") and parts.hostname in _hosts()


def _hosts() -> set[str]:
    return {host.strip("[]") for host in settings.ALLOWED_HOSTS}


async def _staff(socket: Socket, word: str) -> None:
    """Show a walk to whoever may see the person."""
    try:
        live = UUID(word)
    except ValueError:
        raise Refused(NOT_IN) from None
    door = reverse("live_state", args=[live])

    async def may(more: dict[str, str] | None = None) -> None:
        told = await socket.page(door, more)
        if told is None:
            raise Refused(NOT_IN)
        if not told["open"]:
            raise Refused(OVER)

    await may({OPENS: "yes"})
    await _watch(socket, live, Screen(to_the_person=False), may)


async def _screen(socket: Socket) -> None:
    """Show a walk to the person who walks, on whatever screen knows the code."""
    async with asyncio.timeout(_HELLO_S):
        code = read_code(await socket.read())
    if code is None:
        raise Refused(NO_SENSE)
    live = await _in_a_thread(_by_code, code, socket.address)
    if live is None:
        raise Refused(NOT_IN)

    async def may() -> None:
        if not await _in_a_thread(is_open, live):
            raise Refused(OVER)

    await _watch(socket, live, Screen(to_the_person=True), may)


def _by_code(code: str, address: str) -> UUID | None:
    if too_many_tries(address):
        raise Refused(TOO_MUCH)
    live = session_of_code(code)
    if live is None:
        note_wrong_code(address)
    return live


async def _watch(socket: Socket, live: UUID, screen: Screen, may: Callable[[], Awaitable[None]]) -> None:
    channel = channel_of(live)
    if len(channel.screens) >= MOST_SCREENS:
        raise Refused(FULL)

    async def listen() -> None:
        for _ in range(_FROM_A_SCREEN):
            await socket.read()
        _log.warning("A screen of a live session that talks too much was closed.")
        raise Refused(TOO_MUCH)

    channel.join(screen)
    try:
        await _first_of(listen(), _post(socket, screen.mailbox), _say_alive(screen), _again_and_again(may))
    finally:
        channel.leave(screen)
        forget_if_empty(live)


async def _source(socket: Socket) -> None:
    """Take the walk of the person whose phone it is; a computer with `footwise coach` comes in as one."""
    door = reverse("practice_live")

    async def may() -> UUID:
        told = await socket.page(door, {HEADER: str(SPOKEN)})
        if told is None:
            raise Refused(NOT_IN)
        if not told["open"]:
            raise Refused(OVER)
        return UUID(told["open"])

    live = await may()

    async def still() -> None:
        if await may() != live:
            raise Refused(OVER)

    async with asyncio.timeout(_HELLO_S):
        text = await socket.read()
    phone = UUID(_cookie(socket).partition(".")[0])
    said = read_hello(text)
    channel = channel_of(live)
    if said is None:
        await _note(socket, Why.MALFORMED)
        raise Refused(NO_SENSE)
    if len(channel.sources) >= MOST_SOURCES and all(one.phone != phone for one in channel.sources):
        raise Refused(FULL)
    source = channel.hello(phone, said)
    try:
        await _first_of(_packets(socket, channel, source), _post(socket, source.mailbox), _again_and_again(still))
    finally:
        channel.leave(source)
        forget_if_empty(live)


async def _packets(socket: Socket, channel: Channel, source: Any) -> None:
    loop = asyncio.get_running_loop()
    left, before = _AT_ONCE, loop.time()
    while True:
        text = await socket.read()
        now = loop.time()
        left, before = min(_AT_ONCE, left + _A_SECOND * (now - before)) - 1.0, now
        if left < 0.0:
            await _note(socket, Why.FLOOD)
            raise Refused(TOO_MUCH)
        packet = read_packet(text)
        if packet is None:
            await _note(socket, Why.RECORD)
            raise Refused(NO_SENSE)
        channel.packet(source, packet)


async def _post(socket: Socket, mailbox: Mailbox) -> None:
    while True:
        letter = await mailbox.take()
        await socket.write(letter)
        if letter == json.dumps(ENDED):
            raise Refused(OVER)


async def _say_alive(screen: Screen) -> None:
    while True:
        await asyncio.sleep(_ALIVE_S)
        screen.say_alive()


async def _again_and_again(may: Callable[[], Awaitable[object]]) -> None:
    while True:
        await asyncio.sleep(_LOOK_AGAIN_S)
        await may()


async def _first_of(*works: Any) -> None:
    """Do several things until one of them ends; its error is told on."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def _cookie(socket: Socket) -> str:
    from http.cookies import CookieError, SimpleCookie

    try:
        found = SimpleCookie(socket.headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        raise Refused(NOT_IN) from None
    return found.value if found else ""


async def _note(socket: Socket, why: Why) -> None:
    """Write one line for the clinic that something came which no walk can have sent."""
    cookie = _cookie(socket)

    def noting() -> None:
        phone = seen_phone(cookie)
        if phone is not None:
            actor = Actor(f"phone {str(phone.phone)[:8]}", None, socket.address, "SOCKET practice_live")
            with acting_as(actor):
                refuse(phone, why)

    await _in_a_thread(noting)


async def _in_a_thread(work: Callable[..., Any], *words: Any) -> Any:
    """Do what asks the database beside the event loop, and leave no connection behind."""

    def working() -> Any:
        try:
            return work(*words)
        finally:
            connection.close()

    return await sync_to_async(working, thread_sensitive=False)()
