"""Follows a session from beside it: shows it in the clinic, brings what is asked there, and sends its log.

Two threads of its own do that, so that no cue ever waits for a network. Where the clinic is away the session goes on
as without it; what was missed is sent when it is back, by a later session of the same course if need be.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from footwise.coaching.asking import Ask, Asked
from footwise.coaching.clinic_link.clinic_door import AwayError, ClinicDoor, TurnedAwayError
from footwise.coaching.clinic_link.letters import Letters
from footwise.coaching.clinic_link.live_picture import hello_of, packet_of
from footwise.coaching.session import CoachSession
from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.settings import is_whole, parse_json

_FOLDER = "clinic"
_PACKET_S = 0.1
_SEND_S = 5.0
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 60.0
# How long the end of a session waits for its last receipts.
_PATIENCE_S = 15.0
_NOT_OPEN_S = 5.0


class ClinicLink:
    """A course's way to a clinic.

    Parameters
    ----------
    folder : Path
        Of the course; where the clinic stands with each of its logs lies in a folder in it.
    address : str
        Of the clinic.
    code : str
        That the clinic's page of the live session shows; empty where this course came in before.

    Raises
    ------
    FootwiseError
        The address is none.
    """

    def __init__(self, folder: Path, address: str, code: str = "") -> None:
        # Before anybody walks: a missing package is no news for the middle of a session.
        require("websockets")
        from websockets.sync.client import connect

        self._connect = connect
        self._folder, self._code = folder, code
        self.door = ClinicDoor(address, folder / _FOLDER / "key.json")
        self._session: CoachSession | None = None
        self._threads: list[threading.Thread] = []
        self._over, self._wake = threading.Event(), threading.Event()
        self._letters: Letters | None = None
        self._turned_away = ""

    def come_in(self) -> None:
        """Come in by the code; a clinic that is away is tried again beside the session.

        Raises
        ------
        FootwiseError
            The code lets nobody in.
        """
        self.door.come_in(self._code)

    def follow(self, session: CoachSession, log: Path) -> None:
        """Begin to follow a session."""
        self._session = session
        self._letters = Letters(log, self._folder / _FOLDER / f"{log.stem}.json")
        if not self.door.key:
            session.notice("The clinic cannot be reached. It is tried again; the session goes on, and nothing is lost.")
        for work in (self._send_logs, self._show):
            thread = threading.Thread(target=work, name="clinic", daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Send what can be sent now, and leave the rest for the next session."""
        self._over.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(timeout=_PATIENCE_S)

    @property
    def words(self) -> str:
        """How far the clinic is, in a sentence."""
        if self._turned_away:
            why = self._turned_away
            return f"The clinic takes nothing from this computer any more ({why}); all of it is kept here."
        if not self.door.key or any(letters.waits for letters in self._all_letters()):
            return "Not all of it has reached the clinic: the next session of this course with `live` sends the rest."
        return "All of it has reached the clinic."

    # The log

    def _send_logs(self) -> None:
        wait = _FIRST_WAIT_S
        while True:
            over = self._over.is_set()
            try:
                if not self._try_to_come_in():
                    raise AwayError
                self._send_all(closing=over)
                wait = _FIRST_WAIT_S
                if over:
                    return
                pause = _SEND_S
            except TurnedAwayError as error:
                if error.kind != "no consent":
                    self._turned_away = error.kind
                    return
                pause = _LONGEST_WAIT_S
            except (AwayError, FootwiseError, OSError):
                pause, wait = wait, min(2 * wait, _LONGEST_WAIT_S)
            if over:
                return
            self._wake.wait(pause)

    def _send_all(self, *, closing: bool) -> None:
        for letters in self._all_letters():
            while (packet := letters.next_packet(closing=closing or letters is not self._letters)) is not None:
                told = self.door.ask("/practice/packets/", letters.request(packet))
                receipts = told.get("receipts")
                if not isinstance(receipts, list) or len(receipts) != 1:
                    raise AwayError("no receipt")
                letters.received()
                if receipts[0].get("state") == "refused" and self._session is not None:
                    why = str(receipts[0].get("why"))[:40]
                    self._session.notice(f"The clinic has not taken a part of the log ({why}); it is kept here.")

    def _all_letters(self) -> list[Letters]:
        """Give the letters of this session, and of earlier ones of the course that were begun to be sent."""
        if self._letters is None:
            return []
        kept = self._folder / _FOLDER
        earlier = sorted(path for path in kept.glob("session-*.json") if path.stem != self._letters.log.stem)
        before = [Letters(self._folder / f"{path.stem}.jsonl", path) for path in earlier]
        return [*(one for one in before if one.waits), self._letters]

    # The picture

    def _show(self) -> None:
        while not self._over.is_set():
            pause = _NOT_OPEN_S
            try:
                if self.door.key and self.door.ask("/practice/live/").get("open"):
                    self._show_once()
                    pause = _FIRST_WAIT_S
            except (AwayError, TurnedAwayError, OSError):
                pass
            except Exception as error:
                # Whatever a socket can end with: it is only the picture.
                if type(error).__module__.partition(".")[0] != "websockets":
                    raise
            self._over.wait(pause)

    def _show_once(self) -> None:
        session = self._session
        assert session is not None
        with self._connect(self.door.socket, additional_headers=self.door.headers, close_timeout=2) as socket:
            seen = len(session.records)
            socket.send(json.dumps(hello_of(session, session.records[:seen])))
            number = 0
            try:
                while not self._over.wait(_PACKET_S):
                    records = session.records[seen:]
                    seen += len(records)
                    socket.send(json.dumps(packet_of(session, number, records)))
                    number += 1
                    self._heed(session, socket.recv)
            finally:
                # What was asked just before the clinic closed the socket has come as well.
                self._heed(session, socket.recv)
            records = session.records[seen:]
            socket.send(json.dumps(packet_of(session, number, records)))

    def _heed(self, session: CoachSession, recv: Callable[..., Any]) -> None:
        """Hand on what was asked meanwhile."""
        while True:
            try:
                text = recv(timeout=0)
            except TimeoutError:
                return
            asked = asked_in(text)
            if asked is not None:
                session.ask(asked)

    def _try_to_come_in(self) -> bool:
        return bool(self.door.key) or self.door.come_in(self._code)


def asked_in(text: str | bytes) -> Asked | None:
    """Read what the clinic asks for; None where it is nothing that a session can do."""
    try:
        told = parse_json(text)
        if told["kind"] != "asked":
            return None
        block, on = told["block"], told["on"]
        if not is_whole(block, 0, 1000) or not isinstance(on, bool):
            return None
        return Asked(Ask(told["what"]), block, on)
    except (ValueError, TypeError, KeyError):
        return None
