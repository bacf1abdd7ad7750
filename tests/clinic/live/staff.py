"""A clinician's browser without a browser: logged in by a cookie, with the token that forms need."""

from __future__ import annotations

import http.client
import json
import re
from typing import Any
from urllib.parse import urlencode

from tests.clinic.live.sources import opened
from websockets.sync.client import ClientConnection, connect

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Staff:
    """Somebody who is logged in."""

    def __init__(self, session: str, port: int) -> None:
        self.port, self.cookie = port, f"footwise_session={session}"

    def open(self, path: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("localhost", self.port, timeout=30)
        line.request("GET", path, headers={"Cookie": self.cookie})
        answer = line.getresponse()
        return answer.status, answer.read().decode()

    def send(self, page: str, path: str, **body: str) -> int:
        """Send a form of a page."""
        line = http.client.HTTPConnection("localhost", self.port, timeout=30)
        line.request("GET", page, headers={"Cookie": self.cookie})
        answer = line.getresponse()
        token = TOKEN.search(answer.read().decode())[1]
        cookies = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or []]
        told = {"Cookie": "; ".join([self.cookie, *cookies]), "Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", path, urlencode({**body, "csrfmiddlewaretoken": token}), told)
        answer = line.getresponse()
        answer.read()
        return answer.status

    def watch(self, live: str, **headers: str) -> ClientConnection:
        told = {"Origin": f"http://localhost:{self.port}", "Cookie": self.cookie, **headers}
        return opened(
            connect(f"ws://localhost:{self.port}/live/{live}/socket/", additional_headers=told, ping_interval=None)
        )


def screen(code: str, port: int, origin: str = "") -> ClientConnection:
    """The person's screen."""
    told = {"Origin": origin or f"http://localhost:{port}"}
    socket = opened(connect(f"ws://localhost:{port}/live/screen/socket/", additional_headers=told, ping_interval=None))
    socket.send(json.dumps({"code": code}))
    return socket


def letter(socket: ClientConnection, seconds: float = 10.0) -> dict[str, Any]:
    """What a screen is told next, beside that the connection stands."""
    while True:
        told: dict[str, Any] = json.loads(socket.recv(timeout=seconds))
        if told["kind"] != "alive":
            return told


def picture(socket: ClientConnection, look: Any = lambda told: True, seconds: float = 10.0) -> dict[str, Any]:
    """Wait for a picture of which something is so."""
    while True:
        told = letter(socket, seconds)
        if told["kind"] == "picture" and look(told):
            return told
