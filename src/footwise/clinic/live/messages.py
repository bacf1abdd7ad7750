"""What a source of a walk may say over its socket, looked at before anything is made of it.

A source says hello once, with what a screen must know of a walk that has begun already, and then sends a packet at
most ten times a second. Nothing of it is kept: the record of the walk goes its own way (`phone/packets.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from footwise.clinic.live.picture import is_state
from footwise.jobs import is_log_record
from footwise.settings import is_number, is_text, is_whole, parse_json

SPOKEN = 1
SOURCES = ("phone", "coach")
# A packet of a tenth of a second has one or two; a hello the last ten strides of each foot and what was before.
_MOST_RECORDS = 100
_MOST_STEPS = 1_000_000
_MOST_NUMBER = 10_000_000
_FASTEST_RAD_S = 100.0


@dataclass(frozen=True)
class Hello:
    """A source begins.

    Attributes
    ----------
    source : str
    records : list of dict
        Of the walk's log so far, what a picture needs.
    tally : dict
        Side to steps in the band and steps, of ``every`` and of ``told`` ones.
    state : dict
    """

    source: str
    records: list[dict[str, Any]]
    tally: Mapping[str, Mapping[str, list[int]]]
    state: dict[str, Any]


@dataclass(frozen=True)
class LivePacket:
    """A tenth of a second of a walk.

    Attributes
    ----------
    number : int
    records : list of dict
    state : dict
    motion : float
        The fastest turn of the sensor in it, rad/s: that it is alive.
    """

    number: int
    records: list[dict[str, Any]]
    state: dict[str, Any]
    motion: float


def read_hello(text: str) -> Hello | None:
    """Read a hello; None where it is none."""
    told = _object(text)
    if told is None or told.get("hello") != SPOKEN or told.get("source") not in SOURCES:
        return None
    records, tally, state = told.get("records"), told.get("tally", {}), told.get("state")
    if not _are_records(records) or not is_state(state) or not isinstance(tally, dict):
        return None
    if not all(side in ("left", "right") and _is_tally(one) for side, one in tally.items()):
        return None
    return Hello(told["source"], records, tally, state)


def read_packet(text: str) -> LivePacket | None:
    """Read a packet; None where it is none."""
    told = _object(text)
    if told is None:
        return None
    number, records, state, motion = (told.get(name) for name in ("number", "records", "state", "motion"))
    if not is_whole(number, 0, _MOST_NUMBER) or not _are_records(records) or not is_state(state):
        return None
    return LivePacket(number, records, state, motion) if is_number(motion, 0.0, _FASTEST_RAD_S) else None


def read_code(text: str) -> str | None:
    """Read the code with which a person's screen comes in; None where it is none."""
    told = _object(text)
    code = told.get("code") if told else None
    return code if is_text(code, most=40) else None


def _object(text: str) -> dict[str, Any] | None:
    try:
        told = parse_json(text, strict=True)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _are_records(told: Any) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(told, list) and len(told) <= _MOST_RECORDS and all(map(is_log_record, told))


def _is_tally(told: Any) -> bool:
    return (
        isinstance(told, dict)
        and set(told) == {"every", "told"}
        and all(_is_share(told[name]) for name in ("every", "told"))
    )


def _is_share(told: Any) -> bool:
    return isinstance(told, list) and len(told) == 2 and all(is_whole(one, 0, _MOST_STEPS) for one in told)
