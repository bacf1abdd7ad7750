"""What of a session's log the clinic has a receipt for: numbered packets of whole lines, each sent until it has one.

The log itself is what waits: it is only ever appended to, so that a place in it says how far the clinic is. Before a
packet is sent, its end is written down; so the same number never stands for two different contents, whenever this
process, the network or the clinic dies.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from footwise.coaching.log_records import begun_at
from footwise.settings import is_whole, parse_json

# Well below what the clinic takes at once.
_MOST_BYTES, _MOST_LINES = 250_000, 1000


@dataclass(frozen=True)
class _State:
    """Where it stands; `ends` is the end of the packet that is on its way, `lasts` whether it closes the walk.

    `begun` is a hash of the log's first line: a log that was begun anew under the same name is another walk.
    """

    walk: str
    begun: str
    number: int = 0
    place: int = 0
    ends: int | None = None
    lasts: bool = False
    closed: bool = False


class Letters:
    """The packets of one log.

    Parameters
    ----------
    log : Path
    kept : Path
        File for where it stands.
    """

    def __init__(self, log: Path, kept: Path) -> None:
        self.log, self._kept = log, kept
        self._page = uuid.uuid4().hex
        self._state = self._read_state()

    @property
    def waits(self) -> bool:
        """Whether something has no receipt yet."""
        return self._state.ends is not None or self._state.place < self._size() or not self._state.closed

    def next_packet(self, *, closing: bool = False) -> dict[str, Any] | None:
        """Give the next packet to send, the same until it is received; None where nothing waits.

        Parameters
        ----------
        closing : bool
            Nothing more is to come for now: a session that was broken off is closed as well.
        """
        state = self._state
        if state.ends is None:
            lines, ends = self._lines(state.place)
            if not lines and (not closing or state.closed or not state.place):
                return None
            ended = any(_kind(line) == "end" for line in lines)
            lasts = ended or not lines
            self._stand(replace(state, ends=ends, lasts=lasts, closed=False))
        records = [record for line in self._lines(state.place, self._state.ends)[0] if (record := _record(line))]
        if self._state.lasts:
            records.append({"kind": "closed"})
        now_ms = 1000 * time.time()
        return {
            "session": self._state.walk,
            "number": self._state.number,
            "records": records,
            "last": self._state.lasts,
            # When the walk began; the clinic's own clock makes a day of it.
            "wall_ms": min(_begun_ms(records) or now_ms, now_ms),
            "steady_ms": 0.0,
            "page": "log",
        }

    def request(self, packet: dict[str, Any]) -> dict[str, Any]:
        """Give the request that sends a packet."""
        return {"packets": [packet], "wall_ms": 1000 * time.time(), "steady_ms": 0.0, "page": self._page}

    def received(self) -> None:
        """Note that the clinic has given a receipt."""
        state = self._state
        if state.ends is not None:
            self._stand(_State(state.walk, state.begun, state.number + 1, state.ends, closed=state.lasts))

    def _lines(self, place: int, ends: int | None = None) -> tuple[list[bytes], int]:
        """Give whole lines from a place on, at most as many as a packet takes, and where they end."""
        try:
            with self.log.open("rb") as file:
                file.seek(place)
                text = file.read(_MOST_BYTES if ends is None else ends - place)
                # One line that is longer than a packet: nobody has written it, and it goes by itself.
                while ends is None and b"\n" not in text and (more := file.read(_MOST_BYTES)):
                    text += more
        except OSError:
            return [], place
        lines = text.split(b"\n")[:-1][:_MOST_LINES]
        return lines, place + sum(len(line) + 1 for line in lines)

    def _size(self) -> int:
        try:
            return self.log.stat().st_size
        except OSError:
            return 0

    def _read_state(self) -> _State:
        begun = sha256(b"".join(self._lines(0)[0][:1])).hexdigest()
        try:
            told = parse_json(self._kept.read_bytes())
            state = _State(str(uuid.UUID(told["walk"])), str(told["begun"]), told["number"], told["place"])
            state = replace(state, ends=told["ends"], lasts=bool(told["lasts"]), closed=bool(told["closed"]))
            if state.begun == begun and all(map(is_whole, (state.number, state.place, state.ends or 0))):
                return state
        except (OSError, ValueError, TypeError, KeyError):
            pass
        # A walk that nobody knows yet; one whose place was lost is sent once more, as another.
        return _State(str(uuid.uuid4()), begun)

    def _stand(self, state: _State) -> None:
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        whole = self._kept.with_suffix(".new")
        with whole.open("w", encoding="utf-8") as file:
            json.dump(asdict(state), file)
            file.flush()
            os.fsync(file.fileno())
        whole.replace(self._kept)
        self._state = state


def _record(line: bytes) -> dict[str, Any] | None:
    """Read a line; what a disk has damaged is left out, as the log's own reader does."""
    try:
        told = parse_json(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _kind(line: bytes) -> str:
    record = _record(line)
    return str(record.get("kind")) if record else ""


def _begun_ms(records: list[dict[str, Any]]) -> float | None:
    if not records or records[0].get("kind") != "session":
        return None
    begun = begun_at(records[0].get("started"))
    return 1000 * begun.timestamp() if begun is not None and begun.tzinfo is not None else None
