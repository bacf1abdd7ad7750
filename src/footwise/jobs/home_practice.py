"""Practice at home with a phone: its schedule, and the log of a session out of what the phone has sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from footwise.coaching import DEFAULT_SCHEDULE, is_sound, json_value, session_blocks

# Kinds of records that a phone sends beside those of a log.
_BESIDE = ("answer", "raw", "timer", "closed")


def home_schedule(minutes: float) -> list[dict[str, Any]]:
    """Give the blocks of a course at home, a row each: feedback fades as in the course that is coached.

    Parameters
    ----------
    minutes : float
        Of a session, the minutes without feedback at its end included; more than those.

    Returns
    -------
    list of dict
        With the names of a block of a schedule. Who comes to the end stays with the last session.
    """
    rows = []
    for block in DEFAULT_SCHEDULE:
        session = session_blocks(DEFAULT_SCHEDULE, block.session)
        whole = sum(one.block_s for one in session)
        rows.append({**asdict(block), "block_s": 60.0 * minutes * block.block_s / whole})
    return rows


def is_log_record(record: object) -> bool:
    """Say whether something is a record that the log of a session can hold."""
    return is_sound(record)


def walk_log(records: Iterable[Mapping[str, Any]], began: datetime) -> bytes | None:
    """Write the log of a session as `footwise coach` writes it; None where nothing of a session is there.

    Parameters
    ----------
    records : iterable of dict
        In the order in which the phone wrote them.
    began : datetime
        By a clock that is right, with its zone.
    """
    kept = [dict(record) for record in records if record["kind"] not in _BESIDE]
    if not kept or kept[0]["kind"] != "session":
        return None
    # A phone's clock may be wrong by a day.
    kept[0]["started"] = began.isoformat(timespec="seconds")
    lines = (json.dumps(json_value(record), ensure_ascii=False, separators=(",", ":")) for record in kept)
    return "".join(f"{line}\n" for line in lines).encode()


def natural_angles(records: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Give each foot's natural angle (deg, toe-out positive) as a session has measured it or was told it."""
    return {record["side"]: record["baseline_deg"] for record in records if record["kind"] == "target"}
