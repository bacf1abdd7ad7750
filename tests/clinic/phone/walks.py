"""Walks as a phone sends them: the log of a simulated session, cut into packets."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from tests.reports.course.courses import angles, plan, rows, walked

DAY_MS = 24 * 3600e3
NOW_MS, STEADY_MS, PAGE = 1.8e12, 9e6, "a page"


def simulated_walk(folder: Path) -> list[dict[str, Any]]:
    """Walk a short session with `footwise coach`'s own session and give the records of its log."""
    walked(folder, plan(1), {"left": rows(angles(1))})
    return [json.loads(line) for line in (folder / "session-01.jsonl").read_text().splitlines()]


def answer(question: str, **told: Any) -> dict[str, Any]:
    """What a person has said."""
    return {"kind": "answer", "question": question, "after_s": 0.0, **told}


def packets_of(records: list[dict[str, Any]], *, size: int = 100, session: str | None = None) -> list[dict[str, Any]]:
    """Cut records into packets, the last of which says that it is."""
    name = session or str(uuid.uuid4())
    cuts = range(0, len(records), size)
    return [
        {
            "session": name,
            "number": number,
            "records": records[at : at + size],
            "last": number == len(cuts) - 1,
            "wall_ms": NOW_MS,
            "steady_ms": STEADY_MS,
            "page": PAGE,
        }
        for number, at in enumerate(cuts)
    ]


def request_of(packets: list[dict[str, Any]], *, wall_ms: float = NOW_MS, steady_ms: float = STEADY_MS) -> dict:
    """What is sent: packets, and the phone's clocks as it sends them."""
    return {"packets": packets, "wall_ms": wall_ms, "steady_ms": steady_ms, "page": PAGE}
