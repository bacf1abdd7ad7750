"""A course of coached sessions that a virtual person walks, as logs with days of their own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from footwise.coaching import DEFAULT_SCHEDULE, Block, session_blocks
from footwise.extras import require
from footwise.settings import parse_json
from footwise.simulation import LearningCurve, walk_course


def walk_virtual_course(
    days: Sequence[datetime], *, side: str, change_deg: float, seed: int = 1, forgotten_on: datetime | None = None
) -> list[bytes]:
    """Walk a course; every session's log says that it is simulated.

    Parameters
    ----------
    days : sequence of datetime
        When each session begins, with its time zone; not more than the course has sessions.
    side : str
    change_deg : float
        What is asked of the person, toe-out positive.
    seed : int
    forgotten_on : datetime, optional
        When the person walks once more, as before the course.

    Returns
    -------
    list of bytes
        A log a day.

    Raises
    ------
    FootwiseError
        Where Lab Streaming Layer is missing, over which coach and person meet.
    """
    require("pylsl")
    numbers = sorted({block.session for block in DEFAULT_SCHEDULE})[: len(days)]
    schedule = [block for number in numbers for block in session_blocks(DEFAULT_SCHEDULE, number)]
    logs = _walked(schedule, side, change_deg, seed, None)
    if forgotten_on is not None:
        first = list(session_blocks(DEFAULT_SCHEDULE, numbers[0]))
        logs += _walked(first, side, change_deg, seed, LearningCurve.none())
        days = [*days, forgotten_on]
    return [_dated(log, day) for log, day in zip(logs, days, strict=False)]


def _walked(
    schedule: Sequence[Block], side: str, change_deg: float, seed: int, curve: LearningCurve | None
) -> list[bytes]:
    with tempfile.TemporaryDirectory(prefix="footwise-") as place:
        walk_course(Path(place), schedule=schedule, side=side, change_deg=change_deg, curve=curve, seed=seed)
        return [file.read_bytes() for file in sorted(Path(place).glob("session-*.jsonl"))]


def _dated(log: bytes, day: datetime) -> bytes:
    """Let a session have begun on another day; its clock counts from its beginning."""
    head, rest = log.split(b"\n", 1)
    told = {**parse_json(head), "started": day.isoformat(timespec="seconds")}
    return json.dumps(told, separators=(",", ":")).encode() + b"\n" + rest
